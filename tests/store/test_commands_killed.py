"""Every command that writes, killed at each of its write points: the store is whole, an act is entered once or not at all,
no file is half written, and the same command, called again, ends as if nothing had happened.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator

import click
import pytest
from command_rows import READ, ROWS, files, is_temporary, ledgers, state

from scoring.cli.app import root


def commands(one: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that is no group, by its whole name."""
    if not isinstance(one, click.Group):
        yield name, one
        return
    context = click.Context(one)
    for part in one.list_commands(context):
        found = one.get_command(context, part)
        assert found is not None
        yield from commands(found, f"{name} {part}".strip())


def test_every_command_that_writes_is_killed_below():
    known = dict(commands(root))
    assert known.keys() == {row.command for row in ROWS} | READ
    for name in READ:
        options = {one for param in known[name].params for one in param.opts}
        assert not options & {"--output", "--by", "--at", "--junit", "--templates"}, name


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{i}-{one.command}" for i, one in enumerate(ROWS)]
)
def test_a_command_that_is_killed_has_done_its_act_or_not_and_no_more(campaign, number, tmp_path):
    row, before, after = ROWS[number], campaign.before(number), campaign.after(number)
    old, new = (ledgers(before), files(before)), (ledgers(after), files(after))
    work = tmp_path / "work"
    # Killed a step later, it often leaves the very same state: that was looked at.
    seen = set()
    for at in range(1000):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(before, work)
        code, said = campaign.run(row, work, "killed", at)
        assert code in {0, -signal.SIGKILL}, said
        mark = state(work), bool(row.done) and row.done in said
        if code and mark in seen:
            continue
        seen.add(mark)
        found = ledgers(work)
        assert found in (old[0], new[0]), at
        entered = found == new[0]
        for name, data in files(work).items():
            assert data in (old[1].get(name), new[1].get(name)), (at, name)
        assert old[1].keys() <= files(work).keys()
        if code == 0:
            assert at > 2
            break
        if row.done and row.done in said:
            assert (found, files(work)) == new, at

        done = (old[0] != new[0] and found == new[0]) or files(work) == new[1]
        code, said = campaign.run(row, work)
        # What was done already may be refused, in words.
        assert code == 0 or (code in {1, 2} and done), (at, said)
        again = ledgers(work)
        if row.twice and entered:
            # The same again, behind the first; nothing else.
            assert again.keys() == new[0].keys()
            assert all(again[name][: len(one)] == one for name, one in new[0].items())
        else:
            assert again == new[0], at
        assert files(work) == new[1], at
        left = [
            one
            for one in work.rglob("*")
            if is_temporary(one) or one.name.endswith(("-wal", "-shm", "-journal"))
        ]
        assert left == [], at

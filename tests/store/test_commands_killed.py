"""Every command that writes, killed at each of its write points: the store is whole, an act is entered once or not at all,
no file is half written, and the same command, called again, ends as if nothing had happened.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace

import click
import pytest
from command_rows import DESK, READ, ROWS, files, is_temporary, ledgers, state

from scoring.cli.app import root
from scoring.errors import ScoringError
from scoring.store import open_store
from scoring.store.check import check


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
    assert known.keys() == {row.command for row in ROWS} | READ | DESK
    for name in READ:
        # A choice, as in `inspect --by unit`, names nobody who acts.
        asked = [one for one in known[name].params if not isinstance(one.type, click.Choice)]
        options = {one for param in asked for one in param.opts}
        assert not options & {"--output", "--by", "--at", "--junit", "--templates"}, name


def points(count: int) -> list[int]:
    """Write points to be killed at, the last past the end: the first and the last ones, and every third between."""
    return [at for at in range(count + 1) if at < 12 or at % 3 == 0 or at > count - 8]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("number", range(len(ROWS)), ids=[f"{i}-{one.command}" for i, one in enumerate(ROWS)])
def test_a_command_that_is_killed_has_done_its_act_or_not_and_no_more(campaign, number, tmp_path):
    row, before, after = ROWS[number], campaign.before(number), campaign.after(number)
    old, new = (ledgers(before), files(before)), (ledgers(after), files(after))
    work = tmp_path / "work"
    shutil.copytree(before, work)
    count = int(campaign.run(row, work, "counted")[1].rpartition("points ")[2])
    # Killed a step later, it often leaves the very same state: that was looked at.
    seen = set()
    for at in points(count):
        shutil.rmtree(work)
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
            assert at == count > 2
            break
        assert at < count
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
        left = [one for one in work.rglob("*") if is_temporary(one) or one.name.endswith(("-wal", "-shm", "-journal"))]
        assert left == [], at


def acts(place):
    """The acts of a ledger that was found whole and allowed; nothing where there is no store or campaign yet."""
    try:
        store = open_store(place)
    except ScoringError as error:
        if error.diagnostics[0].code != "SC977":
            raise
        return []
    with store:
        assert check(store).problems == []
        return [one.act for name in store.campaigns() for one in store.entries(name)]


@pytest.mark.slow
def test_on_postgresql_too_an_act_is_entered_once_or_not_at_all(campaign, database, tmp_path):
    work = tmp_path / "work"
    shutil.copytree(campaign.start, work)
    wanted = [one for one in ROWS if one.command in {"campaign init", "campaign submit"}][:2]
    entered: list[str] = []
    for row, act in zip(wanted, ("opened", "submitted"), strict=True):
        steps = 0
        # Every third step: each takes a second, and tests of the store go through all of them.
        for at in range(0, 1000, 3):
            code, _ = campaign.run(replace(row, store=database), work, "killed", at)
            found = acts(database)
            assert found in (entered, [*entered, act])
            steps = at
            if found != entered:
                break
            assert code == -signal.SIGKILL
        assert steps > 4
        entered.append(act)
    assert acts(database) == entered

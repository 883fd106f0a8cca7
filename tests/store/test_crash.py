"""Many writers at once, and writers that are killed: what was acknowledged is there, and the chain is whole."""

from __future__ import annotations

import io
import random
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring.errors import CannotRead
from scoring.review.chain import verify
from scoring.review.entry import Draft, Head
from scoring.store import init_store, open_store
from scoring.store.bundle import export

SCRIPT = Path(__file__).parents[2] / "tools" / "postgres.sh"
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no signal that kills at once")


def whole(store):
    """The entries by number, of a ledger that was found whole."""
    if not store.campaigns():
        return {}
    head = verify(store.lines("d"), "d")
    assert isinstance(head, Head), head
    assert head == store.head("d")
    return {one.seq: one.hash for one in store.entries("d")}


@pytest.mark.slow
def test_fifty_writers_at_once_lose_nothing_and_fork_no_chain(store, place, processes):
    done = processes(*(("many", place, f"w{number}", 10) for number in range(50)))

    assert [code for code, _ in done] == [0] * 50
    acknowledged = [line for _, said in done for line in said]
    assert len(acknowledged) == 500
    assert {int(seq): hash for seq, hash in acknowledged} == whole(store)
    numbers = {}
    for one in store.entries("d"):
        numbers.setdefault(one.actor, []).append(one.data["n"])
    assert numbers == {f"w{number}": list(range(10)) for number in range(50)}


def all_there(place, said):
    with open_store(place) as store:
        entries = whole(store)
        for kind, *rest in said:
            if kind == "e":
                assert entries[int(rest[0])] == rest[1]
            elif kind == "a":
                with store.open_attachment(rest[0]) as stream:
                    assert stream.read()
        return entries


@pytest.mark.parametrize("act", ["append", "attach"])
def test_killed_at_every_step_of_a_write_nothing_acknowledged_is_lost_and_nothing_is_half_written(
    store, place, act, at_every_step
):
    kept, steps = {}, 0
    for steps, said in at_every_step("point", place, act):  # noqa: B007 - how many there were is asked below
        entries = all_there(place, said)
        # Two entries are written together: both are there, or none.
        assert len(entries) % 2 == 0
        assert kept.items() <= entries.items()
        kept = entries
    assert steps > 4
    assert bool(kept) == (act == "append")


def test_killed_at_every_step_of_an_import_all_of_the_bundle_is_there_or_nothing(store, place, tmp_path, at_every_step):
    init_store(tmp_path / "gui.db")
    with open_store(tmp_path / "gui.db") as sender, (tmp_path / "goi.zip").open("wb") as file:
        digest = sender.put_attachment(io.BytesIO(b"x" * 1_200_000))
        data = {"scheme": {"id": "thu"}, "attachments": {"a.pdf": digest}}
        sender.append("d", [Draft(act="opened", actor="a", role="agency", at="2026-01-05T02:00:00Z", data=data)] * 2)
        export(sender, "d", file)
    steps, entries = 0, {}
    for steps, said in at_every_step("point", place, tmp_path / "goi.zip"):  # noqa: B007 - how many there were is asked below
        entries = all_there(place, said)
        assert len(entries) in {0, 2}
        assert store.has_attachment(digest) == bool(entries)
    assert steps > 10
    assert len(entries) == 2


def made(place):
    """Whether there is a store, whole and empty."""
    try:
        with open_store(place) as store:
            return store.campaigns() == []
    except CannotRead as error:
        if error.diagnostics[0].code != "SC977":
            raise
        return False


@pytest.mark.slow
def test_killed_at_every_step_of_its_making_a_store_can_still_be_made(place, at_every_step):
    steps = 0
    for steps, _ in at_every_step("init", place):  # noqa: B007 - how many there were is asked below
        if made(place):
            break
    assert steps > 20
    assert init_store(place)[1] == "v0001"


@pytest.mark.slow
def test_killed_at_any_moment_nothing_acknowledged_is_lost(store, place, processes):
    seed = random.randrange(10**9)
    moments = random.Random(seed)
    told = []
    for turn in range(12):
        acts = [("forever", place, f"{turn}-{number}") for number in range(3)]
        new = [line for _, said in processes(*acts, kill_after=moments.uniform(0.0, 0.5)) for line in said]
        entries = all_there(place, new)
        # Three entries are written together.
        assert len(entries) % 3 == 0, seed
        told += new
    assert any(one[0] == "e" for one in told), seed
    # Nor was anything lost later.
    all_there(place, told)


@pytest.mark.slow
def test_a_server_that_crashes_loses_nothing_it_acknowledged(cluster, processes):
    del cluster  # only to be skipped where there is no PostgreSQL
    place = subprocess.run([SCRIPT, "start"], check=True, capture_output=True, text=True).stdout
    place = place.strip()
    try:
        init_store(place)
        acts = [("forever", place, f"w{number}") for number in range(3)]
        with ThreadPoolExecutor() as pool:
            writing = pool.submit(processes, *acts)
            time.sleep(3)
            subprocess.run([SCRIPT, "crash", place], check=True)
            done = writing.result(timeout=120)
        assert {code for code, _ in done} == {1}
        told = [line for _, said in done for line in said if line != ["ready"]]
        assert any(one[0] == "e" for one in told)
        assert len(all_there(place, told)) % 3 == 0
    finally:
        subprocess.run([SCRIPT, "stop", place], check=True)

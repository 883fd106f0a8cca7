"""Many writers at once, and writers that are killed: what was acknowledged is there, and the chain is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scoring.errors import InvalidInput
from scoring.review.entry import Head, verify
from scoring.store import init_store, open_store

WRITERS = Path(__file__).with_name("writers.py")
pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system has no signal that kills at once"
)


def start(*args, **kwargs):
    return subprocess.Popen(
        [sys.executable, str(WRITERS), *map(str, args)], text=True, stdout=subprocess.PIPE,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs,
    )  # fmt: skip


def whole(store):
    """The entries by number, of a ledger that was found whole."""
    if not store.campaigns():
        return {}
    head = verify(store.lines("d"), "d")
    assert isinstance(head, Head), head
    assert head == store.head("d")
    return {one.seq: one.hash for one in store.entries("d")}


@pytest.mark.slow
def test_fifty_writers_at_once_lose_nothing_and_fork_no_chain(store, place):
    children = [start("many", place, f"w{number}", 10) for number in range(50)]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.communicate(timeout=300) for child in children]

    assert [child.returncode for child in children] == [0] * 50, said
    acknowledged = [line.split() for out, _ in said for line in out.splitlines()]
    assert len(acknowledged) == 500
    assert {int(seq): hash for seq, hash in acknowledged} == whole(store)
    numbers = {}
    for one in store.entries("d"):
        numbers.setdefault(one.actor, []).append(one.data["n"])
    assert numbers == {f"w{number}": list(range(10)) for number in range(50)}


def lines_of(child):
    out, err = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, err
    # The last line may be cut off; then nobody was told.
    return [line.split() for line in out.split("\n")[:-1]]


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
    store, place, act
):
    at, kept = 0, {}
    while True:
        child = start("point", place, at, act)
        out, err = child.communicate(timeout=60)
        said = [line.split() for line in out.splitlines()]
        entries = all_there(place, said)
        # Two entries are written together: both are there, or none.
        assert len(entries) % 2 == 0
        assert kept.items() <= entries.items()
        kept = entries
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL, err
        at += 1
    assert at > 4
    store.append("d", [])


def made(place):
    """Whether there is a store, whole and empty."""
    try:
        with open_store(place) as store:
            return store.campaigns() == []
    except InvalidInput as error:
        if error.diagnostics[0].code != "SC977":
            raise
        return False


def test_killed_at_every_step_of_its_making_a_store_can_still_be_made(place):
    at = 0
    while True:
        child = start("init", place, at)
        _, err = child.communicate(timeout=60)
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL, err
        at += 5
        if made(place):
            break
    assert at > 20
    assert init_store(place)[1] == "v0001"


@pytest.mark.slow
def test_killed_at_any_moment_nothing_acknowledged_is_lost(store, place):
    seed = random.randrange(10**9)
    moments = random.Random(seed)
    told = []
    for turn in range(6):
        children = [start("forever", place, f"{turn}-{number}") for number in range(3)]
        for child in children:
            assert child.stdout.readline() == "ready\n", seed
        time.sleep(moments.uniform(0.0, 0.15))
        for child in children:
            child.kill()
        for child in children:
            told += lines_of(child)
        entries = all_there(place, told)
        # Three entries are written together.
        assert len(entries) % 3 == 0, seed
    assert any(one[0] == "e" for one in told), seed

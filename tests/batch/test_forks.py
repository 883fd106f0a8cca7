"""Processes of our own: forked where that is safe, and the last chunks smaller."""

from __future__ import annotations

import sys
import threading

import pytest

from scoring.batch.pool import in_chunks, tapered
from scoring.batch.processes import forks


@pytest.mark.parametrize("count", [0, 1, 3, 400, 401, 1000, 9_999])
def test_tapered_chunks_hold_everything_in_order_and_end_small(count: int) -> None:
    chunks = tapered(range(count), 2)
    assert [one for chunk in chunks for one in chunk] == list(range(count))
    sizes = [len(one) for one in chunks]
    if count <= 40:
        assert chunks == in_chunks(range(count), 2)
    else:
        # None waits for another process longer than a few dossiers take.
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[-3] == 10
        assert max(sizes) <= min(200, count // 4 + 1)


def test_nothing_is_forked_while_a_thread_runs_or_the_rules_library_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    try:
        assert not forks()
    finally:
        done.set()
        beside.join()
    monkeypatch.setitem(sys.modules, "durable", sys)
    assert not forks()

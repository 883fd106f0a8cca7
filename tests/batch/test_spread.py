"""Chunks of work given to processes: each item is answered once, and a process that dies costs only what kills it."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring.batch.pool import Pool, freeze, in_chunks, thaw
from scoring.batch.spread import spread
from scoring.errors import CannotRead

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def work(monkeypatch):
    """The module with the work, which the processes can import, too."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.syspath_prepend(HERE)
    return importlib.import_module("chunk_work")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_item_is_answered_once_in_its_place(work, jobs):
    found = list(spread(work.negative, range(50), Pool(count=jobs)))
    assert found == [(one, -one) for one in range(50)]


@pytest.mark.parametrize("count", [0, 1, 2, 99, 251, 1000, 10_001])
@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_few_items_are_split_evenly_and_many_in_chunks_of_hundreds(count, jobs):
    chunks = in_chunks(range(count), jobs)
    assert [one for chunk in chunks for one in chunk] == list(range(count))
    sizes = {len(one) for one in chunks}
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert all(one <= 250 for one in sizes)
    if count > 250 * jobs:
        assert min(sizes) >= 125
    elif count >= jobs:
        assert len(chunks) in {0, jobs}


def test_no_more_chunks_are_taken_than_the_processes_can_hold(work, monkeypatch, tmp_path):
    monkeypatch.setattr("scoring.batch.pool._MOST", 1)
    files = [str(tmp_path / f"{one:02}") for one in range(40)]
    with ThreadPoolExecutor(2) as executor:
        running = spread(work.marked, files, Pool(count=2, executor=executor))
        next(running)
        begun = len(list(tmp_path.iterdir()))
        running.close()
    assert begun <= 2 * 2 + 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_of_the_work_reaches_the_caller(work, jobs):
    with pytest.raises(ValueError, match="math domain error"):
        list(spread(work.roots, [1, -1, 4], Pool(count=jobs)))


def test_any_executor_does_the_work(work):
    expected = [(one, -one) for one in range(20)]
    with ThreadPoolExecutor(2) as executor:
        assert list(spread(work.negative, range(20), Pool(count=2, executor=executor))) == expected
    with ProcessPoolExecutor(2) as executor:
        assert list(spread(work.negative, range(20), Pool(count=2, executor=executor))) == expected


@pytest.mark.parametrize("given", [False, True])
def test_an_item_that_kills_its_process_costs_no_other(work, given):
    executor = ProcessPoolExecutor(2) if given else None
    found = list(spread(work.deadly, range(30), Pool(count=2, executor=executor)))
    assert found == [(one, None if one % 10 == 7 else -one) for one in range(30)]
    if executor is not None:
        executor.shutdown()


def test_what_somebody_keeps_from_the_collector_is_neither_counted_nor_given_back(work, monkeypatch):
    def counted() -> int:
        raise AssertionError("counting takes long where much is kept")

    # The tests' own process keeps what they began with.
    assert not freeze()
    kept = gc.get_freeze_count()
    monkeypatch.setattr(gc, "get_freeze_count", counted)
    list(spread(work.negative, range(3), Pool(count=1)))
    monkeypatch.undo()
    assert gc.get_freeze_count() >= kept > 0
    thaw()
    assert gc.get_freeze_count() == 0
    list(spread(work.negative, range(3), Pool(count=1)))
    assert gc.get_freeze_count() == 0
    assert freeze()
    assert not freeze()


def test_processes_end_with_the_one_that_started_them(tmp_path):
    script = (
        "from chunk_work import marked\n"
        "from scoring.batch.pool import Pool\n"
        "from scoring.batch.spread import spread\n"
        "if __name__ == '__main__':\n"
        f"    list(spread(marked, [r'{tmp_path}/%03d' % n for n in range(400)], Pool(count=2)))\n"
    )
    source = str(Path(__file__).parents[2] / "src")
    file = tmp_path / "run.py"
    file.write_text(script, "utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), source])}
    process = subprocess.Popen([sys.executable, str(file)], env=env)
    began = time.monotonic()
    while len(list(tmp_path.iterdir())) < 4 and time.monotonic() < began + 60:
        time.sleep(0.05)
    process.kill()
    process.wait()
    time.sleep(1)
    count = len(list(tmp_path.iterdir()))
    time.sleep(1)
    assert 4 <= count < 400
    assert len(list(tmp_path.iterdir())) == count


class Nobody(Executor):
    """An executor that takes work nobody does, or, once told so, lets go of it."""

    def __init__(self, *, lets_go: bool) -> None:
        self.lets_go = lets_go

    def submit(self, fn, /, *args, **kwargs):
        del fn, args, kwargs
        future: Future[list[int]] = Future()
        if self.lets_go:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


@pytest.mark.parametrize("lets_go", [True, False])
def test_a_cluster_where_nobody_is_left_is_told_and_not_waited_for(work, monkeypatch, lets_go):
    monkeypatch.setattr("scoring.batch.processes._LOOK", 0.01)
    monkeypatch.setattr("scoring.batch.processes._PATIENCE", 0.03)
    asked = []
    pool = Pool(count=1, executor=Nobody(lets_go=lets_go), deserted=lambda: bool(asked.append(1)) or True)
    with pytest.raises(CannotRead) as told:
        list(spread(work.negative, range(4), pool))
    assert [one.code for one in told.value.diagnostics] == ["SC692"]
    assert len(asked) == (0 if lets_go else 3)

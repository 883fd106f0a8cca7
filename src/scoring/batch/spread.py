"""Runs a function over many items in one or several processes, with a bounded number of items waiting."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from scoring.errors import ScoringError

T = TypeVar("T")
R = TypeVar("R")
_COLLECT_EVERY = 32
Progress = Callable[[int, int, str], None]


def spread(
    work: Callable[[T], R],
    items: Sequence[T],
    jobs: int = 1,
    progress: Progress | None = None,
    name: Callable[[T], str] = str,
) -> Iterator[tuple[int, R]]:
    """Index and result of each item, as they become ready; at most two items wait for each of `jobs` processes.

    With several processes `work` must be importable. `progress` is called with how many are done, how many there are,
    and the name of the last one. Raises ScoringError if a process was ended from outside.
    """
    notice = progress or (lambda done, total, name: None)
    total = len(items)
    if jobs <= 1 or total <= 1:
        for index, item in enumerate(items):
            notice(index, total, name(item))
            yield index, work(item)
            if index % _COLLECT_EVERY == _COLLECT_EVERY - 1:
                # The command line looks for cycles rarely, for a short start; a long run must not let them pile up.
                gc.collect()
        notice(total, total, "")
        return
    # Imported here, since one process is the common case and a short start matters.
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    # Spawned, not forked: the rules library keeps state in C that a fork would share half-way.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, total), mp_context=context, initializer=_ignore_interrupts)
    waiting: dict[Future[R], int] = {}
    rest = iter(enumerate(items))
    done = 0
    try:
        for index, item in islice(rest, 2 * jobs):
            with _interrupts_held_back():
                waiting[pool.submit(work, item)] = index
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                index = waiting.pop(future)
                for next_, item in islice(rest, 1):
                    with _interrupts_held_back():
                        waiting[pool.submit(work, item)] = next_
                done += 1
                notice(done, total, name(items[index]))
                yield index, future.result()
    except BrokenProcessPool as error:
        # The system ended it, most often because memory ran out.
        raise ScoringError.of("SC634", jobs=jobs) from error
    finally:
        # What has begun is finished, so that an interruption leaves whole files.
        pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupts() -> None:
    """Ignore Ctrl-C in a worker: it reaches every process of the terminal, and the first one decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back while a process may be started, so that the new process never receives it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""Chunks of work at an executor, and the pool of processes that is used without one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Generic

from scoring.batch.pool import COLLECT_EVERY, GC_THRESHOLDS, Answer, Pool, R, T, freeze
from scoring.errors import CannotRead

_LOOK = 5
"""Seconds after which it is asked whether anybody is left to work."""
_PATIENCE = 30
"""Seconds that a new worker may take to come."""


class Round(Generic[T, R]):
    """Chunks given to an executor, each once; those whose process died once more, item by item."""

    def __init__(self, work: Callable[[Sequence[T]], Generator[R]], chunks: list[Sequence[T]], pool: Pool) -> None:
        self.work, self.chunks, self.pool = work, chunks, pool
        self.lost_errors: tuple[type[Exception], ...] = (BrokenExecutor, *pool.lost)
        self.executor: Executor | None = pool.executor
        """The caller's, while it works."""
        self.queue = deque(range(len(chunks)))
        self.lost: list[int] = []
        self.waiting: dict[Future[list[R]], int] = {}

    def run(self) -> Iterator[tuple[int, list[Answer[T, R]]]]:
        """Each chunk's place and its answers, as they become ready."""
        try:
            while self.queue or self.waiting or self.lost:
                while self.queue and not self.lost and len(self.waiting) < 2 * self.pool.count:
                    self.submit()
                yield from self.collect()
                while self.lost and not self.waiting:
                    index = self.lost.pop(0)
                    yield index, [Answer(one, self.alone(one)) for one in self.chunks[index]]
        finally:
            if self.waiting or not self.pool.kept:
                self.pool.close()

    def submit(self) -> None:
        """Give out the next chunk."""
        index = self.queue.popleft()
        try:
            self.waiting[self.give(self.chunks[index])] = index
        except BrokenExecutor:
            # Nothing has begun: the chunk is nobody's fault.
            self.queue.appendleft(index)
            self.close()

    def give(self, chunk: Sequence[T]) -> Future[list[R]]:
        """Give out a chunk. Raises: BrokenExecutor: a process has died."""
        pool = self.pool
        if self.executor is None and pool.processes is None:
            pool.processes = _OwnPool(pool.count)
        executor = pool.processes.executor if pool.processes is not None else self.executor
        assert executor is not None
        with _interrupts_held_back():
            return executor.submit(_answers, self.work, chunk)

    def collect(self) -> Iterator[tuple[int, list[Answer[T, R]]]]:
        """The chunks that are ready; those whose process died are noted as lost."""
        broken = False
        for future in self.ready(self.waiting) if self.waiting else ():
            index = self.waiting.pop(future)
            try:
                found = self.result(future)
            except self.lost_errors as error:
                self.lost.append(index)
                broken = broken or isinstance(error, BrokenExecutor)
            else:
                if len(found) < len(self.chunks[index]):
                    # It was interrupted when another process died.
                    self.lost.append(index)
                    continue
                items, self.chunks[index] = self.chunks[index], ()
                yield index, [Answer(*one) for one in zip(items, found, strict=True)]
        if broken:
            # All that wait at a broken executor are told so in a moment.
            self.close()

    def ready(self, futures: Collection[Future[list[R]]]) -> Collection[Future[list[R]]]:
        """Wait for some of these chunks. Raises CannotRead (SC692) if for a while nobody is there to work them."""
        deserted, since = self.pool.deserted, 0
        while not (done := wait(futures, None if deserted is None else _LOOK, FIRST_COMPLETED).done):
            assert deserted is not None
            since = since + _LOOK if deserted() else 0
            if since >= _PATIENCE:
                raise CannotRead.of("SC692")
        return done

    def result(self, future: Future[list[R]]) -> list[R]:
        """The answers of a chunk that is ready. Raises CannotRead (SC692) if the cluster let go of it."""
        try:
            return future.result()
        except CancelledError:
            if self.pool.deserted is None:
                raise
            raise CannotRead.of("SC692") from None

    def alone(self, item: T) -> R | None:
        """The answer of one item while nothing else is at work; None where its process dies."""
        for _ in range(2):
            try:
                future = self.give([item])
            except BrokenExecutor:
                self.close()
                continue
            try:
                return self.result(*self.ready([future]))[0]
            except self.lost_errors as error:
                if isinstance(error, BrokenExecutor):
                    self.close()
                return None
        return None

    def close(self) -> None:
        """Leave the executor; the next one is a pool of our own."""
        self.pool.close()
        self.executor = None


def _answers(work: Callable[[Sequence[T]], Generator[R]], chunk: Sequence[T]) -> list[R]:
    """The answers of a chunk; when the run is interrupted, of those items only that are ready by then."""
    if _interrupted is not None:
        freeze()
    found: list[R] = []
    with closing(work(chunk)) as answers:
        for index, answer in enumerate(answers):
            found.append(answer)
            if _interrupted is not None and _interrupted.is_set():
                break
            if index % COLLECT_EVERY == COLLECT_EVERY - 1:
                gc.collect(1)
    if len(found) >= COLLECT_EVERY:
        gc.collect()
    return found


_interrupted: Any = None
"""In a process of `_OwnPool`: set when the rest of a chunk is not wanted any more."""


def forks() -> bool:
    """Whether processes of our own are forked from this one, and so have at once what it has read; else they are
    spawned. That is so on Linux, while nothing runs beside, and before the rules library is loaded: it keeps state that
    a fork would share.
    """
    if sys.platform != "linux" or "durable" in sys.modules:
        return False
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:
        return False


class _OwnPool:
    """A pool of processes."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("fork" if forks() else "spawn")
        self.interrupted = context.Event()
        self.executor = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(self.interrupted,))

    def close(self) -> None:
        """End the processes. What has begun is finished, so that an interruption leaves whole files."""
        self.interrupted.set()
        self.executor.shutdown(wait=True, cancel_futures=True)


def _begin(interrupted: Any) -> None:
    """Prepare a new process: Ctrl-C, which reaches every process of a terminal, is left to the first one."""
    global _interrupted  # noqa: PLW0603 - one for each process
    _interrupted = interrupted
    gc.set_threshold(*GC_THRESHOLDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """End this process when the one that started it was killed: nobody would take what it makes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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

"""Where work is done, and in which chunks it is given out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, Self, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")
R = TypeVar("R")
_MOST = 200
"""Items of a chunk at most; of `in_chunks`, where there are many, never less than half of that."""
_LEAST = 10
"""Items of a chunk of `tapered` at least, but for the last."""
GC_THRESHOLDS = (100_000, 20, 20)
"""How rarely a pool's processes look for cycles by allocation, as the command line does."""
COLLECT_EVERY = 32
"""Items after which cycles are looked for: by allocation that is done rarely, and they pile up."""
_frozen = False


def freeze() -> bool:
    """Keep what is there from being looked through for cycles, unless that was done before; whether it was done now.

    Remembered, not counted: Python counts what is kept one by one, which takes longer than the work where much is kept.
    """
    global _frozen  # noqa: PLW0603 - one for each process, as the collector is
    if _frozen:
        return False
    gc.freeze()
    _frozen = True
    return True


def thaw() -> None:
    """Look through all for cycles again."""
    global _frozen  # noqa: PLW0603
    gc.unfreeze()
    _frozen = False


class Closeable(Protocol):
    """Processes that can be ended."""

    @property
    def executor(self) -> Executor:
        """What gives them work."""

    def close(self) -> None:
        """End the processes."""


class Pool(Struct, kw_only=True):
    """Where chunks are worked: an executor, how many chunks it works at a time, and how it tells of a lost one.

    As a context it keeps its processes from one round of work to the next.
    """

    count: int
    executor: Executor | None = None
    """Whose lifetime is the caller's; without one there is a pool of processes, or with a count of 1 none at all."""
    lost: tuple[type[Exception], ...] = ()
    """What the executor's futures raise beside `BrokenExecutor` where a process has died."""
    deserted: Callable[[], bool] | None = None
    """Asks whether nobody is left at the executor who could do the work; None where that cannot be."""
    processes: Closeable | None = None
    """Those of our own that are running."""
    kept: bool = False
    """Whether they are kept when a round is over."""

    def __enter__(self) -> Self:
        self.kept = True
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self.processes is not None:
            self.processes.close()
        self.processes = None

    def fresh(self) -> Pool:
        """One like this with new processes."""
        return Pool(count=self.count, executor=self.executor, lost=self.lost, deserted=self.deserted)

    @property
    def here(self) -> bool:
        """Whether the work is done in this process."""
        return self.executor is None and self.count <= 1


class Answer(NamedTuple, Generic[T, R]):
    """An item with the answer it got; None where its process died twice."""

    item: T
    answer: R | None


def in_chunks(items: Sequence[T], count: int) -> list[Sequence[T]]:
    """Items in chunks of one size: one for each of `count` where they are few, else as many rounds as are needed.

    >>> [len(one) for one in in_chunks(range(10_000), 2)][:2], len(in_chunks(range(10_000), 2))
    ([200, 200], 50)
    >>> in_chunks("abcde", 2)
    ['abc', 'de']
    """
    rounds = -(-len(items) // (count * _MOST))
    chunks = min(len(items), rounds * count)
    return _parts(items, chunks)


def tapered(items: Sequence[T], count: int) -> list[Sequence[T]]:
    """Items in chunks that become smaller towards the end, each its share of half of what is left (guided
    self-scheduling): then all processes come to their end at nearly the same time. Few items are chunks of one size.

    >>> [len(one) for one in tapered(range(1000), 2)]
    [200, 200, 150, 113, 85, 63, 48, 36, 27, 20, 15, 11, 10, 10, 10, 2]
    >>> [len(one) for one in tapered(range(30), 2)]
    [15, 15]
    """
    if len(items) <= 2 * count * _LEAST:
        return in_chunks(items, count)
    chunks, start = [], 0
    while start < len(items):
        size = min(_MOST, max(_LEAST, -(-(len(items) - start) // (2 * count))))
        chunks.append(items[start : start + size])
        start += size
    return chunks


def _parts(items: Sequence[T], count: int) -> list[Sequence[T]]:
    edges = [-(-len(items) * one // count) for one in range(count + 1)] if count else [0]
    return [items[start:end] for start, end in pairwise(edges)]

"""Chunks of work given to an executor; a process that is killed costs no more than what it was at work on."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Sequence

from scoring.batch.pool import COLLECT_EVERY, Answer, Pool, R, T, freeze, in_chunks, tapered, thaw


def spread(
    work: Callable[[Sequence[T]], Generator[R]], items: Sequence[T], pool: Pool
) -> Generator[Answer[T, R], None, None]:
    """Each item with its answer, in their order, as they become ready.

    `work` answers each item of a chunk; with an executor it must be importable. In one process items are answered
    one by one. At most two chunks wait for each process. The items of a chunk whose process died are given out once
    more, one at a time; those that have no answer then have taken their process down.
    """
    # At an executor that is not ours each chunk costs more; and one process alone waits for no other.
    even = pool.executor is not None or pool.here
    chunks = in_chunks(items, max(1, pool.count)) if even else tapered(items, pool.count)
    if pool.here or len(items) <= 1:
        frozen = freeze()
        # What is done is let go.
        del items
        chunks.reverse()
        try:
            while chunks:
                chunk = chunks.pop()
                for index, (item, answer) in enumerate(zip(chunk, work(chunk), strict=True)):
                    yield Answer(item, answer)
                    if index % COLLECT_EVERY == COLLECT_EVERY - 1:
                        gc.collect(1)
                gc.collect()
        finally:
            if frozen:
                thaw()
        return
    # Imported here, since one process is the common case and a short start matters.
    from scoring.batch.processes import Round

    del items
    ready: dict[int, list[Answer[T, R]]] = {}
    place = 0
    for index, found in Round(work, chunks, pool).run():
        ready[index] = found
        while place in ready:
            yield from ready.pop(place)
            place += 1

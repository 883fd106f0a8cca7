"""How dossiers are evaluated, and where the work is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from scoring.batch.limits import MEGABYTES, SECONDS
from scoring.batch.pool import Pool

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Conditions(Struct, frozen=True, kw_only=True):
    """How dossiers are evaluated; what holds for all of them."""

    scheme: Path | None = None
    """A scheme's folder; without it each dossier's own, found by its id."""
    as_of: date | None = None
    """The evaluation date; without it the last day of each dossier's period."""
    final: bool = False
    """Whether the scheme's policy is applied to what is still missing."""
    rules: str | None = None
    """The rules backend: durable or native."""
    history: Sequence[Path] = ()
    """Results of earlier periods: files or folders."""
    store: str | None = None
    """The place of the store whose ledgers appraised results are compared with."""
    bundle: Path | None = None
    """A bundle whose ledger they are compared with instead."""
    keys: Path | None = None
    """Public keys: signatures must be of their owners, and those in results stand for a ledger."""
    only: Sequence[str] = ()
    """Ids of the agencies wanted; all without any."""
    jobs: int = 1
    """Processes; with an executor, how many chunks it works at a time."""
    executor: Executor | None = None
    """Any executor of `concurrent.futures` that sees the files, to work the chunks instead of processes of our own."""
    time_limit: int = SECONDS
    """Seconds one dossier may take; 0: any."""
    memory_limit: int = MEGABYTES
    """Megabytes one dossier may take; 0: any."""
    cluster: str | None = None
    """The address of a Dask scheduler, or ``local`` for a cluster of `jobs` processes on this machine."""


@contextmanager
def connected(conditions: Conditions) -> Iterator[Conditions]:
    """The conditions with the cluster they name at hand, as their executor. Raises UsageProblem if the cluster's
    library is not installed; CannotRead if the cluster cannot be reached.
    """
    if conditions.cluster is None:
        yield conditions
        return
    from scoring.batch.cluster import connect

    with connect(conditions.cluster, conditions.jobs) as (executor, count):
        yield structs.replace(conditions, executor=executor, jobs=count, cluster=None)


def pool_of(conditions: Conditions) -> Pool:
    """Where chunks are worked under these conditions, once they are `connected`."""
    # Where the executor is Dask's, this is how it tells of a process that died.
    distributed = sys.modules.get("distributed")
    lost = (distributed.KilledWorker,) if distributed else ()
    deserted = None
    if distributed is not None and conditions.executor is not None:
        from scoring.batch.cluster import deserted_at

        deserted = deserted_at(conditions.executor)
    return Pool(count=conditions.jobs, executor=conditions.executor, lost=lost, deserted=deserted)

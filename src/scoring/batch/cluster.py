"""Dask as the place where chunks are worked: a scheduler somewhere, or a cluster of processes on this machine."""

from __future__ import annotations

import importlib
import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from scoring import __version__
from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, IntegrityFailure, usage_problem
from scoring.libraries import require

LOCAL = "local"
_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss|ucx)://\S+:[0-9]+")
_PATIENCE = 5
"""Seconds until a scheduler that does not answer, or has no worker, is given up."""
_QUIET = {
    "DASK_LOGGING__DISTRIBUTED": "critical",
    "DASK_LOGGING__TORNADO": "critical",
    "DASK_LOGGING__ASYNCIO": "critical",
}


@contextmanager
def connect(address: str, jobs: int) -> Iterator[tuple[Executor, int]]:
    """The cluster at an address, as an executor, with the number of chunks it works at a time.

    Args:
        address: of a scheduler, as in ``tcp://10.0.0.5:8786``; or ``local``.
        jobs: processes of a local cluster.

    Raises:
        UsageProblem: Dask is not installed, or this is no address.
        CannotRead: nobody answers there, or nobody works there.
        IntegrityFailure: a worker has another version; names every one.
    """
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        raise usage_problem(
            f"cụm máy cần địa chỉ như tcp://10.0.0.5:8786, hoặc “local”, không phải “{address}”",
            f"a cluster needs an address as tcp://HOST:8786 or “local”, not “{address}”",
            "cluster",
        )
    require("distributed", "cluster", "cụm máy", "a cluster")
    with _environment(_QUIET), ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        # Other versions of its own parts than here: what counts for results is checked with each chunk.
        warnings.simplefilter("ignore")
        import dask

        distributed: Any = importlib.import_module("distributed")
        for name in ("distributed", "distributed.client", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        settings: Mapping[str, Any] = {
            # One that dies is our affair: its chunk is given out again item by item.
            "distributed.scheduler.allowed-failures": 0,
            "distributed.comm.timeouts.connect": f"{_PATIENCE}s",
        }
        stack.enter_context(dask.config.set(settings))
        place = stack.enter_context(_local(distributed, jobs)) if address == LOCAL else address
        try:
            client = stack.enter_context(distributed.Client(place, timeout=_PATIENCE, set_as_default=False))
            client.wait_for_workers(1, timeout=_PATIENCE)
            versions = client.run(eval, "__import__('scoring').__version__", on_error="return")
        except (OSError, TimeoutError):
            raise CannotRead.of("SC647", address=address, seconds=_PATIENCE) from None
        # A worker that cannot even take our work would never answer; what else it needs is checked with each chunk.
        others = {
            worker: own if isinstance(own, str) else "–" for worker, own in versions.items() if own != __version__
        }
        if others:
            raise IntegrityFailure(
                Diagnostic("SC643", None, {"worker": worker, "own": own, "wanted": __version__})
                for worker, own in sorted(others.items())
            )
        yield client.get_executor(pure=False, retries=0), sum(client.nthreads().values())


def deserted_at(executor: Executor) -> Callable[[], bool] | None:
    """Asks whether the cluster behind an executor has lost its scheduler or every worker; None if there is none."""
    # The library's executor says nothing of it, the client behind it does.
    client: Any = getattr(executor, "_client", None)
    if client is None:
        return None

    def ask() -> bool:
        try:
            return client.status != "running" or not client.nthreads()
        except (OSError, TimeoutError, RuntimeError):
            return True

    return ask


@contextmanager
def _local(distributed: Any, jobs: int) -> Iterator[Any]:
    with (
        TemporaryDirectory(prefix="scoring-") as folder,
        distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=folder,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Settings that processes started meanwhile inherit."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

"""What a process must have in common with the one that gives it work: version, schemes, files."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from scoring import __version__
from scoring.batch.local import cached_scheme
from scoring.errors import CannotRead, IntegrityFailure, ScoringError

_AT_WORK = threading.Lock()


class Expected(Struct, frozen=True, kw_only=True):
    """What a worker checks before it begins, where it may be another machine."""

    version: str
    folder: Path
    """The working folder, from which paths count."""
    schemes: Mapping[tuple[Path, str], str]
    """Digests by scheme's folder and period."""
    marker: Path | None = None
    """A file that was just made where results are to be written."""

    @contextmanager
    def at_work(self, files: Sequence[Path]) -> Iterator[None]:
        """One chunk at a time in a process, in the folder the paths count from. Raises: IntegrityFailure: another
        version is installed here, or a scheme is another one. CannotRead: the files cannot be seen from here.
        """
        with _AT_WORK:
            if self.version != __version__:
                raise IntegrityFailure.of("SC643", worker=worker(), own=__version__, wanted=self.version)
            try:
                if Path.cwd() != self.folder:
                    os.chdir(self.folder)
            except OSError:
                raise _unseen(self.folder) from None
            for file in (*files, *((self.marker,) if self.marker else ())):
                if not file.exists():
                    raise _unseen(file)
            for (path, period), digest in self.schemes.items():
                self._check(path, period, digest)
            yield

    @staticmethod
    def _check(path: Path, period: str, digest: str) -> None:
        own = _digest(path, period)
        if own != digest:
            # A process that lives long may know what the scheme was before.
            cached_scheme.cache_clear()
            own = _digest(path, period)
        if own != digest:
            raise IntegrityFailure.of("SC644", worker=worker(), path=path, own=own, wanted=digest)


def _digest(path: Path, period: str) -> str:
    try:
        return cached_scheme(path, period).digest
    except CannotRead:
        raise _unseen(path) from None
    except ScoringError:
        return "–"


def _unseen(path: Path) -> CannotRead:
    return CannotRead.of("SC645", worker=worker(), path=path)


def worker() -> str:
    """The name of this process: its address in a cluster, else machine and number."""
    distributed = sys.modules.get("distributed")
    if distributed is not None:
        # Asked outside a worker of a cluster, the library raises ValueError.
        with suppress(ValueError):
            return str(distributed.get_worker().address)
    import socket

    return f"{socket.gethostname()}:{os.getpid()}"

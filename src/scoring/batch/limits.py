"""What one dossier of many may take of the machine: time, and memory where the operating system has such a limit."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from msgspec import Struct

from scoring.diagnostics import Place
from scoring.errors import InvalidInput

SECONDS = 300
MEGABYTES = 2048
_AGAIN = 1
"""Seconds until a dossier that did not end is interrupted once more: the first time may have met code that hides it."""


class DossierLimits(Struct, frozen=True):
    """The limits of one dossier; 0: none."""

    seconds: int = SECONDS
    megabytes: int = MEGABYTES
    """Beside what the process holds already."""


# Not an Exception: nothing on the way may take it for a problem of its own.
class _OutOfTime(BaseException):
    pass


@contextmanager
def bounded(limits: DossierLimits, path: Path) -> Iterator[None]:
    """Keep what is done for the dossier at `path` within its limits; outside of a main thread there are none. Raises
    InvalidInput if it took more time or memory; names the dossier.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        with _memory(limits.megabytes), _time(limits.seconds):
            yield
    except _OutOfTime:
        # It may have come while the timer was about to be stopped.
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise InvalidInput.of("SC661", Place(str(path)), seconds=limits.seconds) from None
    except MemoryError:
        raise InvalidInput.of("SC662", Place(str(path)), megabytes=limits.megabytes) from None


def _end(*_: object) -> None:
    raise _OutOfTime


@contextmanager
def _time(seconds: int) -> Iterator[None]:
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _end)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_LOOK_EVERY = 1
_known_held: tuple[int, float] = (0, -60)
"""What this process holds of the machine's addresses, in bytes, and when that was looked at."""


def _held() -> int:
    """What this process holds already; looked at each second, for it takes as long as much else of a small dossier."""
    global _known_held  # noqa: PLW0603
    if monotonic() - _known_held[1] > _LOOK_EVERY:
        import resource

        with open("/proc/self/statm", "rb", buffering=0) as pages:  # noqa: PTH123 - a path takes longer
            _known_held = int(pages.read(64).split()[0]) * resource.getpagesize(), monotonic()
    return _known_held[0]


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if not megabytes or sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    most = _held() + megabytes * 2**20
    least = min(one for one in (*before, most) if one != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)

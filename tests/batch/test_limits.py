"""One dossier's time and memory are bounded; what it does to the next one is nothing."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from scoring.batch.limits import DossierLimits, bounded
from scoring.errors import InvalidInput

FILE = Path("xa/ho-so.yaml")


def _codes(error: InvalidInput) -> list[tuple[str, str | None, dict[str, str]]]:
    return [(one.code, one.place and one.place.file, dict(one.values)) for one in error.diagnostics]


def _never_ends() -> None:
    try:
        time.sleep(60)
    except Exception:  # noqa: BLE001 - as code on the way that takes every problem for its own
        time.sleep(60)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer on this system")
def test_a_dossier_out_of_time_is_named_and_the_timer_is_gone() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(InvalidInput) as refused, bounded(DossierLimits(seconds=1), FILE):
        _never_ends()

    assert _codes(refused.value) == [("SC661", str(FILE), {"seconds": "1"})]
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such limit")
def test_a_dossier_out_of_memory_is_named_and_the_limit_is_gone() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(InvalidInput) as refused, bounded(DossierLimits(megabytes=50), FILE):
        bytearray(200_000_000)

    assert _codes(refused.value) == [("SC662", str(FILE), {"megabytes": "50"})]
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    with bounded(DossierLimits(megabytes=0, seconds=0), FILE):
        assert len(bytearray(200_000_000)) == 200_000_000
        assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_outside_the_main_thread_nothing_is_bounded() -> None:
    found: list[str] = []

    def work() -> None:
        with bounded(DossierLimits(seconds=1, megabytes=1), FILE):
            found.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert found == ["done"]

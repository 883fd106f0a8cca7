"""Work for the processes that test_spread.py starts; they import it by its name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Sequence
from pathlib import Path


def negative(chunk: Sequence[int]) -> Generator[int]:
    return (-one for one in chunk)


def roots(chunk: Sequence[int]) -> Generator[float]:
    if min(chunk) < 0:
        raise ValueError("math domain error")
    return (one**0.5 for one in chunk)


def deadly(chunk: Sequence[int]) -> Generator[int]:
    """Work at which a process dies with every tenth item."""
    for one in chunk:
        if one % 10 == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        yield -one


def marked(chunk: Sequence[str]) -> Generator[int]:
    """Work that leaves a file when it begins, and takes long."""
    for one in chunk:
        Path(one).touch()
        time.sleep(0.2)
        yield 1

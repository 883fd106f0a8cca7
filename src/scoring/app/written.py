"""What this user's runs wrote to files that were named: digests, in the folder of what is kept between runs.

Text bears no mark of who wrote it last. What the record does not know counts as somebody's work.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from scoring.scheme.check_cache import folder

_NAME = "written.txt"
_LINE = 65
_MOST = 20_000
"""Digests that are kept at least; twice as many at most."""


def remember(digest: str) -> None:
    """Note what was written, where that is possible."""
    from scoring.atomic_write import temporary_file

    place = folder()
    if place is None:
        return
    file = place / _NAME
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.open("ab") as stream:
            stream.write(f"{digest}\n".encode())
        if file.stat().st_size > 2 * _MOST * _LINE:
            with temporary_file(file) as new:
                new.write_bytes(file.read_bytes()[-_MOST * _LINE :])
                new.replace(file)


def knows(digest: str) -> bool | None:
    """Whether one of this user's runs wrote a file of this digest; None where nothing is kept between runs."""
    place = folder()
    if place is None:
        return None
    try:
        return _own(file := place / _NAME) and digest.encode() in file.read_bytes().split()
    except OSError:
        return False


def _own(file: Path) -> bool:
    return not hasattr(os, "getuid") or file.stat().st_uid == os.getuid()

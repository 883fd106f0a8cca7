"""What the static checks said of a scheme, kept for the next process: they take longer than reading the scheme.

Kept are the notes and warnings of a scheme without errors, as JSON, under a digest of all they follow from: every file
of the scheme, the names these go by, the day, and the files of this program. The scheme itself is read from its files
each time. A file that was damaged, or that is not the user's own, counts for nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from msgspec import DecodeError
from msgspec.json import Decoder, encode

from scoring.diagnostics import Diagnostic

VARIABLE = "SCORING_CACHE_DIR"
"""Names the folder; empty: nothing is kept or looked for."""
_PARTS = ("", "catalog", "findings", "formulas", "scheme")
"""Packages of this program that decide what the checks say."""
_MOST = 200
"""Files that are kept."""
_DECODER = Decoder(list[Diagnostic])


def folder() -> Path | None:
    """The folder of what is kept; None where nothing is to be."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given) if given else None
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    with contextlib.suppress(RuntimeError):  # a user without a home
        return Path(os.environ.get(name) or Path.home() / ".cache") / "scoring"
    return None


def file_of(facts: Iterable[str]) -> Path | None:
    """Where it is kept what the checks say under these facts; None where nothing is."""
    place = folder()
    if place is None:
        return None
    package, program = Path(__file__).parents[1], []
    try:
        for part in _PARTS:
            with os.scandir(package / part) as found:
                stats = [(one.name, one.stat()) for one in found if one.name.endswith(".py")]
            program += sorted(f"{part}/{name} {one.st_mtime_ns} {one.st_size}" for name, one in stats)
    except OSError:
        return None
    text = "\0".join([*program, *facts])
    return place / f"checks-{hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}.json"


def read(file: Path) -> list[Diagnostic] | None:
    """What is kept in a file; None where that is nothing, or cannot be relied on."""
    try:
        with file.open("rb") as stream:
            if hasattr(os, "getuid") and os.fstat(stream.fileno()).st_uid != os.getuid():
                return None
            digest, _, data = stream.read().partition(b"\n")
        return _DECODER.decode(data) if digest == _digest(data) else None
    except (OSError, DecodeError):
        return None


def keep(file: Path, found: list[Diagnostic]) -> None:
    """Keep what the checks said, where that is possible."""
    from scoring.atomic_write import temporary_file

    data = encode(found)
    if _DECODER.decode(data) != found:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with temporary_file(file) as new:
            new.write_bytes(_digest(data) + b"\n" + data)
            new.replace(file)
        old = sorted(file.parent.glob("checks-*.json"), key=lambda one: one.stat().st_mtime)
        for one in old[:-_MOST]:
            one.unlink()


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()

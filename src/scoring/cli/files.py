"""Writing: whole files or nothing, never over an input."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, UsageProblem


def write_file(path: Path, data: bytes, inputs: Iterable[Path] = ()) -> None:
    """Put `data` at `path`: a temporary file in the same folder takes its name when it is complete.

    Raises:
        UsageProblem: `path` is one of the inputs.
        CannotRead: the folder or file cannot be written.
    """
    for one in inputs:
        if _same(path, one):
            raise UsageProblem([Diagnostic("SC613", None, {"path": str(one)})])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(path))
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(_mode(path))
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise CannotRead([cannot_write(path, error)]) from None


def cannot_write(path: Path, error: OSError) -> Diagnostic:
    """The diagnostic for a failed write."""
    why = os.strerror(error.errno) if error.errno else str(error)
    return Diagnostic("SC614", Place(str(path)), {"path": str(path), "why": why})


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _same(a: Path, b: Path) -> bool:
    try:
        return a.exists() and b.exists() and a.samefile(b)
    except OSError:
        return False


__all__ = ["cannot_write", "write_file"]

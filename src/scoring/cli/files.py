"""Writing: whole files or nothing, never over an input."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from scoring.cli.console import t
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
        import tempfile  # heavy, and most runs write no file

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


_WHY = {
    errno.ENOENT: ("không có tệp này", "no such file"),
    errno.EACCES: ("không có quyền", "permission denied"),
    errno.EPERM: ("không có quyền", "permission denied"),
    errno.EROFS: ("ổ đĩa chỉ đọc", "read-only disk"),
    errno.EISDIR: ("đây là thư mục", "it is a folder"),
    errno.ENOTDIR: ("một phần đường dẫn không phải thư mục", "part of the path is no folder"),
    errno.ENOSPC: ("đĩa đầy", "the disk is full"),
    errno.ENAMETOOLONG: ("tên quá dài", "the name is too long"),
    errno.ELOOP: ("liên kết vòng", "links go round in a circle"),
    errno.EEXIST: ("đã có tệp khác ở đó", "another file is there"),
}


def why(error: OSError | int) -> str:
    """A failure of the operating system in the reader's words."""
    number = error if isinstance(error, int) else error.errno
    if number in _WHY:
        return t(*_WHY[number])
    return os.strerror(number) if number else str(error)


def not_there(paths: Iterable[Path]) -> None:
    """Refuse paths at which there is nothing.

    Raises:
        CannotRead: names every such path.
    """
    missing = [one for one in paths if not one.exists()]
    if missing:
        values = {"why": why(errno.ENOENT)}
        raise CannotRead([Diagnostic("SC100", Place(str(one)), values) for one in missing])


def cannot_write(path: Path, error: OSError) -> Diagnostic:
    """The diagnostic for a failed write."""
    return Diagnostic("SC614", Place(str(path)), {"path": str(path), "why": why(error)})


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


__all__ = ["cannot_write", "not_there", "why", "write_file"]

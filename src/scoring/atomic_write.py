"""Atomic writing: a file is written under a temporary name in its folder and renamed when it is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "linux":
    import fcntl

_LONGEST = 40
_RANDOM = re.compile(r"[0-9a-f]{16}")
# What SQLite keeps beside a database it works on.
_COMPANIONS = ("-journal", "-wal", "-shm")


@contextlib.contextmanager
def temporary_file(path: Path, *, sweep: bool = True) -> Iterator[Path]:
    """A new empty file in the folder of `path`, readable by its owner only; removed afterwards unless it was renamed. A
    killed process leaves it behind. It is locked while its writer lives, so the next writer of the same file sees that
    it is not in use and removes it; without `sweep` the caller has seen to that. Raises OSError if the folder cannot be
    written.
    """
    if sweep:
        remove_leftovers(path)
    # Named before it is made, so that no interruption comes between its making and its taking away.
    new = _temporary_name(path)
    handle = -1
    try:
        handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        while (locked := _locked(handle)) is False or (locked and not os.fstat(handle).st_nlink):
            # Another writer swept before it was locked, and took it for one nobody needs.
            os.close(handle)
            handle, new = -1, _temporary_name(path)
            handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        if not locked:
            # Where files cannot be locked, an open one could not be renamed either.
            os.close(handle)
            handle = -1
        yield new
    finally:
        with contextlib.suppress(OSError):
            new.unlink()
        if handle >= 0:
            os.close(handle)


def _temporary_name(path: Path) -> Path:
    return path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(8).hex()}")


def rename_new(new: Path, path: Path) -> None:
    """Rename a complete file to `path`, without overwriting anything. Raises FileExistsError if `path` exists; OSError
    if the folder cannot be written.
    """
    # A link, not a renaming, where the disk has them: a renaming would write over what came to be there.
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except (AttributeError, OSError):
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "", str(path)) from None
        new.rename(path)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can. Raises OSError if it fails."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_leftovers(*paths: Path) -> None:
    """Remove temporary files of `paths` whose writers were killed; all stand in one folder."""
    known = {f".{path.name[:_LONGEST]}" for path in paths}
    for folder in {path.parent for path in paths}:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                name, _, end = entry.name.rpartition(".")
                if name in known and _RANDOM.fullmatch(end) and entry.is_file(follow_symlinks=False):
                    with contextlib.suppress(OSError):
                        _remove_unlocked(entry.path)


def _remove_unlocked(name: str) -> None:
    handle = os.open(name, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        if _locked(handle):
            for one in _COMPANIONS:
                Path(name + one).unlink(missing_ok=True)
            Path(name).unlink()
    finally:
        os.close(handle)


def _locked(handle: int) -> bool | None:
    """Lock an open file until it is closed; False where somebody else holds it, None where it cannot be locked. Only on
    Linux: elsewhere this lock and SQLite's own may keep each other out, or an open file cannot be renamed.
    """
    if sys.platform != "linux":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True

"""Writing: whole files or nothing, never over an input."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from scoring.app.observer import SILENT, Observer
from scoring.atomic_write import remove_leftovers, rename_new, temporary_file
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, UsageProblem, system_words, usage_problem

_PART = 1 << 20


def refuse_inputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over what was read. Raises UsageProblem if one of `paths` is one of `inputs`, under whatever
    name.
    """
    there = {node for one in paths if (node := _node(one)) is not None}
    for one in inputs if there else ():
        if _node(one) in there:
            raise UsageProblem([Diagnostic("SC613", None, {"path": str(one)})])


def write_file(path: Path, data: bytes, inputs: Iterable[Path] = ()) -> None:
    """Put `data` at `path`: a temporary file in the same folder takes its name when it is complete."""
    refuse_inputs([path], inputs)
    replace_file(path, lambda file: _fill(file, data))


def write_work(
    files: Mapping[Path, bytes], inputs: Iterable[Path] = (), *, force: bool = False, observer: Observer = SILENT
) -> None:
    """Write files at whose paths somebody's work may stand. A file that holds other bytes is replaced only with
    `force`, and a copy of it is kept beside it, which is told. Raises UsageProblem naming every such file (SC663),
    before any is written.
    """
    refuse_inputs(files, inputs)
    replaced = [one for one, data in files.items() if one.is_file() and not _holds(one, data)]
    if replaced and not force:
        raise UsageProblem(
            [
                Diagnostic("SC663", Place(str(one)), {"path": str(one), "backup": backup_of(one).name})
                for one in replaced
            ]
        )
    for one in replaced:
        backup = _keep(one)
        observer.message(f"Bản trước của {one} được giữ ở {backup}", f"What was in {one} is kept as {backup}")
    for path, data in files.items():
        write_file(path, data)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def backup_of(path: Path) -> Path:
    """The first free name for a copy of a file, beside it; its ending keeps it from being taken for a dossier or a
    workbook of the folder.
    """
    number = 1
    while os.path.lexists(found := path.with_name(f"{path.name}.bak-{number}")):
        number += 1
    return found


def _keep(path: Path) -> Path:
    """Copy a file to its backup's name; no other backup is written over."""
    try:
        while True:
            backup = backup_of(path)
            with temporary_file(backup) as new:
                shutil.copy2(path, new)
                with contextlib.suppress(FileExistsError):
                    rename_new(new, backup)
                    return backup
    except OSError as error:
        raise CannotRead([cannot_write(path, error)]) from None


def _fill(file: Path, data: bytes) -> None:
    file.write_bytes(data)


class ManyFiles:
    """Files written one after the other, each whole or not at all; on leaving they are put on the disk.

    To wait for the disk once for many files takes a fraction of the time of doing it for each.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Remove what a killed process left of `paths`, which stand in one folder."""
        remove_leftovers(*paths)
        self._written: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def write(self, path: Path, data: bytes) -> None:
        """Put `data` at `path`."""
        self.replace(path, lambda file: _fill(file, data))

    def replace(self, path: Path, fill: Callable[[Path], None]) -> None:
        """Let `fill` write the file, as `replace_file` does."""
        replace_file(path, fill, self._written.append)

    def __exit__(self, *_: object) -> None:
        """Put them on the disk."""
        for path in self._written:
            # What another took away since is no concern of ours.
            with contextlib.suppress(OSError), path.open("rb+") as stream:
                os.fsync(stream.fileno())


def refuse_ending(output: Path, endings: tuple[str, ...]) -> None:
    """Refuse a file name whose ending says another kind of file than is written; devices have none. Raises UsageProblem
    if the ending is none of `endings`.
    """
    special = output.exists() and not output.is_file()
    if special or output.suffix.lower() in endings:
        return
    raise usage_problem(
        f"nơi ghi cần tên tệp {endings[0]}", f"what is written needs the name of a {endings[0]} file", "output"
    )


def replace_file(path: Path, fill: Callable[[Path], None], later: Callable[[Path], None] | None = None) -> None:
    """Let `fill` write a temporary file beside `path`, which takes its name when it is complete.

    A file that holds the same bytes already is left as it is. A link stays one, what it leads to is written; a
    pipe or device is written to and never replaced. `later` takes the path where it is put on the disk by the caller.
    """
    given = path
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            _write_to_device(path, fill)
            return
        path = Path(os.path.realpath(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "", str(path))
        with temporary_file(path, sweep=later is None) as new:
            fill(new)
            if _equal(new, path):
                return
            if later is None:
                with new.open("rb+") as stream:
                    os.fsync(stream.fileno())
            new.chmod(_mode(path))
            new.replace(path)
        if later is not None:
            later(path)
    except OSError as error:
        raise CannotRead([cannot_write(given, error)]) from None


def _write_to_device(path: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a temporary file elsewhere, and send its bytes down a pipe or device."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole")
        fill(whole)
        with whole.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)


def _equal(one: Path, other: Path) -> bool:
    try:
        if not other.is_file() or one.stat().st_size != other.stat().st_size:
            return False
        with one.open("rb") as a, other.open("rb") as b:
            while part := a.read(_PART):
                if part != b.read(_PART):
                    return False
    except OSError:
        return False
    return True


def refuse_missing(paths: Iterable[Path]) -> None:
    """Refuse paths at which there is nothing. Raises CannotRead naming every such path."""
    missing = [one for one in paths if not one.exists()]
    if missing:
        values = system_words(errno.ENOENT)
        raise CannotRead([Diagnostic("SC100", Place(str(one)), values) for one in missing])


def cannot_write(path: Path, error: OSError) -> Diagnostic:
    """The diagnostic for a failed write."""
    return Diagnostic("SC614", Place(str(path)), {"path": str(path), **system_words(error, path, access=os.W_OK)})


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _node(path: Path) -> tuple[int, int] | None:
    """What tells one file from all others on this machine."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino

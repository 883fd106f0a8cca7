"""Writing: whole files or nothing, never over an input."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import FileIO
from pathlib import Path

from scoring.app import written
from scoring.app.observer import SILENT, Observer
from scoring.atomic_write import rename_new, temporary_file
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, FileHeld, UsageProblem, system_words, usage_problem
from scoring.json_write import canonical
from scoring.text import file_name

_PART = 1 << 20


def refuse_inputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over what was read. Raises UsageProblem if one of `paths` is one of `inputs`, under whatever
    name.
    """
    there = {node for one in paths if (node := _node(one)) is not None}
    for one in inputs if there else ():
        if _node(one) in there:
            raise UsageProblem([Diagnostic("SC613", None, {"path": str(one)})])


def file_names(folder: Path, ids: Iterable[str], pattern: str) -> dict[str, Path]:
    """The file in a folder for each id, named as in ``nhac-{}.docx``. Raises UsageProblem (SC629) if two have one name
    on some system.
    """
    found: dict[str, Path] = {}
    taken = set()
    for id in ids:
        found[id] = folder / file_name(pattern.format(id))
        if (same := found[id].name.casefold()) in taken:
            raise UsageProblem([Diagnostic("SC629", None, {"agency": id, "path": found[id].name})])
        taken.add(same)
    return found


def write_file(path: Path, data: bytes, inputs: Iterable[Path] = ()) -> None:
    """Put `data` at `path`: a temporary file in the same folder takes its name when it is complete."""
    refuse_inputs([path], inputs)
    replace_file(path, fill_with(data))


def write_work(
    files: Mapping[Path, bytes], inputs: Iterable[Path] = (), *, force: bool = False, observer: Observer = SILENT
) -> None:
    """Write files at whose paths somebody's work may stand. A file that holds other bytes is replaced only with
    `force`, and a copy of it is kept beside it, which is told. Raises UsageProblem naming every such file (SC663),
    before any is written.
    """
    refuse_inputs(files, inputs)
    replaced = [one for one, data in files.items() if one.is_file() and not (empty(one) or holds(one, data))]
    if replaced and not force:
        raise UsageProblem([_refused(one) for one in replaced])
    for one in replaced:
        _keep(one, observer)
    for path, data in files.items():
        write_file(path, data)


def replace_made(path: Path, fill: Callable[[Path], None], *, force: bool = False, observer: Observer = SILENT) -> None:
    """Let `fill` write the one file that was named for what the program makes, as `replace_file` does. Other content is
    replaced only with `force`, as by `write_work`, unless the program made it and nobody changed it since. Raises
    UsageProblem (SC663).
    """
    replace_file(path, fill, before=lambda one: None if untouched(one) else give_way(path, force, observer))
    if path.suffix.lower() not in _TELLING and path.is_file():
        written.remember(digest_of(path))


def write_each(files: Mapping[Path, bytes], *, force: bool = False, observer: Observer = SILENT) -> list[Diagnostic]:
    """Write files as `replace_made` does; why some were not written, which stops no other."""
    problems: list[Diagnostic] = []
    for path, data in files.items():
        try:
            replace_made(path, fill_with(data), force=force, observer=observer)
        except (UsageProblem, FileHeld) as error:
            problems += error.diagnostics
    return problems


_TELLING = {".docx", ".xlsx", ".zip", ".pdf", ".jsonl"}
"""Endings of files whose form tells whether somebody else wrote them."""


def give_way(path: Path, force: bool, observer: Observer = SILENT) -> None:
    """Keep a copy of somebody's file that is to be replaced. Raises UsageProblem (SC663) without `force`."""
    if not force:
        raise UsageProblem([_refused(path)])
    _keep(path, observer)


def _refused(path: Path) -> Diagnostic:
    return Diagnostic("SC663", Place(str(path)), {"path": str(path), "backup": backup_of(path).name})


def untouched(path: Path) -> bool:
    """Whether a file is known to be as the program made it: this user's record tells, of Word and Excel files, bundles
    and PDF their form, of ledgers their chain; of data, where nothing is recorded, its form. An empty file is nobody's
    work.
    """
    try:
        if empty(path) or (known := written.knows(digest_of(path))):
            return True
        match path.suffix.lower():
            case ".json" if known is None:
                data = path.read_bytes()
                return canonical(json.loads(data)) == data
            case ".xml" if known is None:
                # Worked cases as a JUnit file.
                data = path.read_bytes()
                return data.startswith(_JUNIT % data.count(b"\n  <testcase ")) and data.endswith(b"</testsuite>\n")
            case ".docx" | ".xlsx" | ".zip":
                with zipfile.ZipFile(path) as package, path.open("rb") as stream:
                    stream.seek(-22, os.SEEK_END)
                    return stream.read(4) == b"PK\5\6" and all(_as_packed(one) for one in package.infolist())
            case ".pdf":
                # A signature or a note is put behind the first end.
                data = path.read_bytes()
                whole = data.startswith(b"%PDF") and data.endswith(b"%%EOF") and data.count(b"%%EOF") == 1
                return whole and b"/Creator(Typst" in data
            case ".jsonl":
                from scoring.review.chain import verify
                from scoring.review.entry import Head

                with path.open("rb") as lines:
                    return isinstance(verify(one.removesuffix(b"\n") for one in lines), Head)
    except (OSError, ValueError, TypeError, RecursionError, zipfile.BadZipFile, RuntimeError):
        pass
    return False


_JUNIT = b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="scoring" tests="%d" '


def _as_packed(one: zipfile.ZipInfo) -> bool:
    """Whether a part has the marks of our packages; Word, Excel, LibreOffice and zip programs leave others."""
    return one.date_time[:2] == (1980, 1) and (one.create_system, one.create_version, one.flag_bits) == (3, 20, 0)


def empty(path: Path) -> bool:
    """Whether nothing is in a file."""
    return path.stat().st_size == 0


def holds(path: Path, data: bytes) -> bool:
    """Whether a file holds exactly these bytes."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def backup_of(path: Path) -> Path:
    """The first free name for a copy of a file, beside it; its ending keeps it from being taken for a dossier or a
    workbook of the folder.
    """
    number = 1
    while os.path.lexists(found := path.with_name(f"{path.name}.bak-{number}")):
        number += 1
    return found


def _keep(path: Path, observer: Observer) -> None:
    """Copy a file to its backup's name, and tell it; no other backup is written over."""
    try:
        while True:
            backup = backup_of(path)
            with temporary_file(backup) as new:
                shutil.copy2(path, new)
                with contextlib.suppress(FileExistsError):
                    rename_new(new, backup)
                    break
    except OSError as error:
        raise CannotRead([cannot_write(path, error)]) from None
    observer.message(f"Bản trước của {path} được giữ ở {backup}", f"What was in {path} is kept as {backup}")


_NEW = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)


def filled(fill: Callable[[Path], None]) -> bytes:
    """What fills a file, as bytes."""
    from tempfile import TemporaryDirectory  # heavy, and a short start matters

    with TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "file"
        fill(file)
        return file.read_bytes()


def fill_with(data: bytes) -> Callable[[Path], None]:
    """What fills a new file with these bytes."""

    def fill(file: Path) -> None:
        # Not emptied as it is opened: ext4 would put it on the disk as it is closed, each file by itself.
        with FileIO(os.open(file, _NEW, 0o666), "w") as stream:
            rest = memoryview(data)
            while rest:
                rest = rest[stream.write(rest) :]

    return fill


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


def replace_file(
    path: Path,
    fill: Callable[[Path], None],
    later: Callable[[Path], None] | None = None,
    before: Callable[[Path], None] | None = None,
) -> None:
    """Let `fill` write a temporary file beside `path`, which takes its name when it is complete.

    A file that holds the same bytes already is left as it is. A link stays one, what it leads to is written; a
    pipe or device is written to and never replaced. `later` takes the path where it is put on the disk by the caller;
    `before` may refuse to have a file replaced.
    """
    given = path
    try:
        there = _is_plain(path)
        if there is False:
            if path.exists() and not (path.is_file() or path.is_dir()):
                _write_to_device(path, fill)
                return
            path = Path(os.path.realpath(path))
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "", str(path))
        if not there and not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(path, sweep=later is None) as new:
            fill(new)
            if there is not None and _equal(new, path):
                return
            if before is not None and path.exists():
                before(path)
            if later is None:
                with new.open("rb+") as stream:
                    os.fsync(stream.fileno())
            new.chmod(_mode(path))
            new.replace(path)
        if later is not None:
            later(path)
    except OSError as error:
        # It is this file's alone where its folder can be written.
        alone = isinstance(error, PermissionError | IsADirectoryError) and path.exists()
        alone = alone and os.access(path.absolute().parent, os.W_OK)
        raise (FileHeld if alone else CannotRead)([cannot_write(given, error)]) from None


def _is_plain(path: Path) -> bool | None:
    """Whether a file itself stands there, no link, folder or device; None where nothing does."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None


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
    with contextlib.suppress(OSError):
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

"""Files written to a folder one after the other, and the record of them: by it a later run knows what nobody changed
since, and which results are still right.

Files are noted in journals as they are written, and in the manifest when the run comes to its end.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from msgspec import DecodeError, Struct
from msgspec.json import decode, encode

from scoring.app.files import cannot_write, digest_of, empty, fill_with, give_way, holds, replace_file, untouched
from scoring.app.observer import SILENT, Observer
from scoring.atomic_write import remove_leftovers
from scoring.errors import CannotRead

MANIFEST = "manifest.json"
_JOURNAL = ".manifest-*.jsonl"
_FEW = 8
_AT_A_TIME = 4
"""Files that are put on the disk side by side."""
MARKER = "scoring"
"""After which the file is named that shows other machines which folder it is."""


class Note(Struct, frozen=True, omit_defaults=True):
    """What is noted of a file that was written."""

    file: str
    sha256: str
    key: str = ""
    """Digest of everything a result depends on."""


class ManyFiles:
    """Files written one after the other, each whole or not at all, and noted; on leaving they are put on the disk.

    To wait for the disk once for many files takes a fraction of the time of doing it for each.
    """

    def __init__(
        self,
        folder: Path,
        names: Iterable[str],
        *,
        force: bool = False,
        journal: str | None = None,
        apart: bool = False,
    ) -> None:
        """Remove what a killed process left of the files of these names. With `force` a file that somebody changed is
        replaced, and a copy of it is kept. `journal`: what the name of the journal tells. A folder that is `apart` is
        for this run alone: nothing in it is looked at or noted.
        """
        names = list(names)
        remove_leftovers(*(folder / one for one in names))
        self.folder, self.force, self.apart = folder, force, apart
        self._number = journal or f"{zlib.crc32(' '.join(names).encode()):010}"
        self._written: list[Path] = []
        self._known: dict[str, set[str]] | None = None
        self._journal: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, name: str, data: bytes, who: str = "", key: str = "") -> None:
        """Put `data` in the file of this name, and note it: under `who`, with what it depends on, or under its name."""
        if not holds(self.folder / name, data):
            self._replace(name, fill_with(data))
        self._note(who, Note(name, hashlib.sha256(data).hexdigest(), key))

    def replace(self, name: str, fill: Callable[[Path], None]) -> None:
        """Let `fill` write the file, as `replace_file` does. Raises UsageProblem (SC663) if a file is there that is not
        as the program wrote it.
        """
        digest = ""

        def filled(new: Path) -> None:
            nonlocal digest
            fill(new)
            digest = digest_of(new)

        self._replace(name, filled)
        self._note("", Note(name, digest))

    def _replace(self, name: str, fill: Callable[[Path], None]) -> None:
        path = self.folder / name
        replace_file(path, fill, self._written.append, None if self.apart else lambda _: self._spare(path))

    def _spare(self, path: Path) -> None:
        if empty(path):
            return
        if self._known is None:
            self._known = _digests(self.folder)
        known = self._known.get(path.name)
        if not (digest_of(path) in known if known else untouched(path)):
            give_way(path, self.force)

    def _note(self, who: str, note: Note) -> None:
        if self.apart:
            return
        if self._journal is not None and not os.fstat(self._journal.fileno()).st_nlink:
            # Another run in the folder came to its end and took it away.
            self._journal.close()
            self._journal = None
        if self._journal is None:
            path = self.folder / _JOURNAL.replace("*", self._number)
            try:
                self._journal = path.open("ab")
            except OSError as error:
                raise CannotRead([cannot_write(path, error)]) from None
        # A line that a killed process did not finish is closed by the line end before the next.
        self._journal.write(b"\n" + encode({who or note.file: note}) + b"\n")
        self._journal.flush()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Put them on the disk. Raises CannotRead if the disk fails, unless the work ended with an error of its own."""
        if self._journal is not None:
            self._journal.close()
        try:
            put_on_disk(self._written)
        except CannotRead:
            if kind is None:
                raise


def put_on_disk(paths: Sequence[Path]) -> None:
    """Wait until these files are on the disk: of many, for several at a time. Files that are gone are passed over.

    Raises:
        CannotRead: the disk failed. Whether a file of which that is so will ever be on it nobody knows, so it is taken
            away, and another run writes it anew.
    """
    if len(paths) < _FEW:
        errors = list(map(_put_on_disk, paths))
    else:
        # Imported here: one file alone is the common case. The disk takes several in a tenth of the time of one by one.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_AT_A_TIME) as executor:
            errors = list(executor.map(_put_on_disk, paths))
    for path, error in zip(paths, errors, strict=True):
        if error is not None:
            raise CannotRead([cannot_write(path, error)])


def _put_on_disk(path: Path) -> OSError | None:
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        # What another took away since, or holds open, is no concern of ours.
        return None
    try:
        os.fsync(handle)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        return error
    finally:
        os.close(handle)
    return None


def earlier_notes(folder: Path, *, force: bool = False, observer: Observer = SILENT) -> dict[str, Note]:
    """What earlier runs noted, those too that did not come to their end; then the manifest holds it all. Raises
    UsageProblem (SC663) if the file of its name is none, unless `force` has a copy of it kept.
    """
    # Not by whoever writes a chunk: on another machine it may not be seen that the file is in use.
    remove_leftovers(folder / MARKER)
    manifest = folder / MANIFEST
    with contextlib.suppress(OSError):
        data = manifest.read_bytes()
        if data.strip() not in (b"", b"{}") and not notes_in(data):
            give_way(manifest, force, observer)
    if next(folder.glob(_JOURNAL), None) is not None:
        write_manifest(folder)
    return _manifest(folder)


def write_manifest(folder: Path) -> None:
    """Write what is known of the files in the folder, with what the journals say of them; then those are gone."""
    # Another run in the same folder may have written it since this one began.
    notes = _manifest(folder)
    notes |= journals(folder)
    for who in [who for who, one in notes.items() if not (folder / one.file).is_file()]:
        del notes[who]
    if notes:
        # Note by note: of thousands of results the text takes much memory.
        replace_file(folder / MANIFEST, lambda file: _fill(file, notes))
    for path in folder.glob(_JOURNAL):
        # Where another run is still at work on it, Windows leaves it there.
        with contextlib.suppress(OSError):
            path.unlink()


def _manifest(folder: Path) -> dict[str, Note]:
    try:
        return notes_in((folder / MANIFEST).read_bytes())
    except OSError:
        return {}


def _fill(file: Path, notes: Mapping[str, Note]) -> None:
    with file.open("wb") as stream:
        before = b"{\n"
        for who in sorted(notes):
            stream.write(before + b" " + encode(who) + b": " + encode(notes[who]))
            before = b",\n"
        stream.write(b"\n}\n")


def journals(folder: Path, number: str = "*") -> dict[str, Note]:
    """What is noted in a folder that no manifest was written for yet."""
    notes: dict[str, Note] = {}
    for path in sorted(folder.glob(_JOURNAL.replace("*", number))):
        with contextlib.suppress(OSError), path.open("rb") as lines:
            for line in lines:
                for one in line.splitlines():
                    # The last one may have been cut off.
                    notes |= notes_in(one)
    return notes


def notes_in(text: bytes) -> dict[str, Note]:
    """The notes in a manifest or a line of a journal; what cannot be read counts as none."""
    try:
        found = decode(text, type=dict[str, Note])
    except (DecodeError, UnicodeDecodeError):
        return {}
    # The key and the note's own name are the same text twice: of thousands of files one is enough.
    return {one.file if who == one.file else who: one for who, one in found.items()}


def _digests(folder: Path) -> dict[str, set[str]]:
    """The digests that files of a folder had as they were written, by name."""
    found: dict[str, set[str]] = {}
    for one in (*_manifest(folder).values(), *journals(folder).values()):
        found.setdefault(one.file, set()).add(one.sha256)
    return found

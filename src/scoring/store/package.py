"""The file of an exchange bundle, from anywhere: its table of contents is checked before anything is unpacked, and everything is read under limits."""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, IntegrityFailure, InvalidInput, ScoringError, system_words
from scoring.store.blobs import MAX_ATTACHMENT
from scoring.text import DEVICES, visible
from scoring.zip_names import refused

MANIFEST, LEDGER, SIGNATURE = "manifest.json", "ledger.jsonl", "signature.json"
FOLDER = "attachments/"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_END = 22
_LOCATOR = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a bundle may hold, in bytes where not said otherwise."""

    file: int = 2 << 30
    total: int = 2 << 30
    entries: int = 5000
    """Files inside."""
    directory: int = 2 << 20
    """The zip's own table of contents."""
    manifest: int = 4 << 20
    ledger: int = 512 << 20
    attachment: int = MAX_ATTACHMENT

    def of(self, name: str) -> int:
        """The limit of one file inside."""
        if name.startswith(FOLDER):
            return self.attachment
        return self.ledger if name == LEDGER else self.manifest


BOUNDS = Bounds()


class Package:
    """A bundle's file whose table of contents was found in order."""

    def __init__(self, path: Path, bounds: Bounds = BOUNDS) -> None:
        self.path = path
        self.bounds = bounds
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise CannotRead([Diagnostic("SC100", Place(str(path)), system_words(error))]) from None
        try:
            self._look()
            with self._reading():
                self._zip = zipfile.ZipFile(self._file)
            self.infos = {one.orig_filename: one for one in self._zip.infolist()}
            self._contents()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def fail(
        self, code: str, kind: type[ScoringError] = InvalidInput, **values: str
    ) -> ScoringError:
        """A failure that concerns this file."""
        return kind([Diagnostic(code, Place(str(self.path)), values)])

    def damaged(self, why: str, why_en: str) -> ScoringError:
        """The failure of a file that is not whole."""
        return self.fail("SC951", IntegrityFailure, why=why, why_en=why_en)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ):
            raise self.damaged("không đọc được phần nén", "its zip cannot be read") from None

    def _look(self) -> None:
        """The ends of the file, before the library builds an object for each thing inside."""
        size = self._file.seek(0, 2)
        self._file.seek(0)
        if self._file.read(4) != b"PK\x03\x04":
            raise self.fail("SC950", why="không phải tệp zip", why_en="it is no zip file")
        self._within("kích thước tệp", "file size", size, self.bounds.file)
        self._file.seek(max(0, size - _END - _LOCATOR))
        tail = self._file.read()
        end = tail[-_END:]
        if len(tail) < _END + _LOCATOR or end[:4] != b"PK\x05\x06" or end[20:] != b"\0\0":
            raise self.damaged("phần cuối bị mất", "its end is missing")
        if tail[:4] == b"PK\x06\x07":
            raise self.damaged("mục lục dạng zip64", "its table of contents is zip64")
        count, length = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
        self._within("số tệp bên trong", "files inside", count, self.bounds.entries)
        self._within("mục lục", "table of contents", length, self.bounds.directory)
        self._file.seek(0)

    def _within(self, what: str, what_en: str, size: int, limit: int) -> None:
        if size > limit:
            raise self.fail("SC953", what=what, what_en=what_en, size=str(size), limit=str(limit))

    def _contents(self) -> None:
        infos = self._zip.infolist()
        seen: set[str] = set()
        for one in infos:
            self._name(one, seen)
            self._within(f"“{visible(one.orig_filename[:80])}”", f"“{visible(one.orig_filename[:80])}”",
                         max(one.file_size, one.compress_size), self.bounds.of(one.orig_filename))  # fmt: skip
        self._within("tổng dung lượng", "all files together", sum(one.file_size for one in infos), self.bounds.total)  # fmt: skip
        end = 0
        for one in sorted(infos, key=lambda info: info.header_offset):
            # Two files that share bytes unpack to more than the file could honestly hold.
            if one.header_offset < end:
                raise self.damaged("các phần chồng lên nhau", "its parts overlap")
            end = one.header_offset + 30 + len(one.orig_filename.encode()) + one.compress_size
        for name in (MANIFEST, LEDGER):
            if name not in self.infos:
                raise self.fail("SC955", IntegrityFailure, name=name)

    def _name(self, info: zipfile.ZipInfo, seen: set[str]) -> None:
        name = info.orig_filename
        mode = info.external_attr >> 16
        why = refused(info, seen)
        if why:
            pass
        elif any(part.split(".")[0].casefold() in DEVICES for part in name.split("/")):
            why = ("tên dành cho thiết bị", "a name kept for a device")
        elif mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            why = (
                "không phải tệp thường (liên kết, thư mục, thiết bị)",
                "no plain file (a link, folder or device)",
            )
        elif info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            why = ("kiểu nén không dùng", "a compression that is not used")
        if why:
            raise self.fail("SC952", name=visible(name[:80]), why=why[0], why_en=why[1])
        known = name in {MANIFEST, LEDGER, SIGNATURE}
        if not known and not (name.startswith(FOLDER) and _DIGEST.fullmatch(name[len(FOLDER) :])):
            raise self.fail("SC956", name=visible(name[:80]))

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of one file inside; never more than its table of contents declares.

        Raises:
            IntegrityFailure: they are damaged.
        """
        with self._reading(), self._zip.open(self.infos[name]) as stream:
            yield stream

    def read(self, name: str) -> bytes:
        """All bytes of a small file inside."""
        with self.open(name) as stream:
            return stream.read()

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and length of a file inside."""
        digest, size = hashlib.sha256(), 0
        with self.open(name) as stream:
            while part := stream.read(_CHUNK):
                digest.update(part)
                size += len(part)
        return digest.hexdigest(), size

    def lines(self, longest: int) -> Iterator[bytes]:
        """The ledger's lines; one longer than `longest` bytes comes cut off."""
        with self.open(LEDGER) as stream:
            while line := stream.readline(longest + 1):
                yield line[:-1] if line.endswith(b"\n") else line


__all__ = ["BOUNDS", "FOLDER", "LEDGER", "MANIFEST", "SIGNATURE", "Bounds", "Package"]

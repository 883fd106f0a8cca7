"""The zip file of an exchange bundle, checked and read under limits."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Self

from msgspec import Meta, Struct

from scoring.diagnostics import Place
from scoring.errors import CannotRead, IntegrityFailure, InvalidInput, ScoringError, system_words
from scoring.store.blobs import MAX_ATTACHMENT
from scoring.text import visible
from scoring.zip_reader import ZipLimits, ZipProblem, ZipReader, ZipRefused

MANIFEST, LEDGER, SIGNATURE = "manifest.json", "ledger.jsonl", "signature.json"
FOLDER = "attachments/"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_LIMITS = {
    "file": ("kích thước tệp", "file size"),
    "directory": ("mục lục", "table of contents"),
    "entries": ("số tệp bên trong", "files inside"),
    "total": ("tổng dung lượng", "all files together"),
}


class Digest(Struct, frozen=True, forbid_unknown_fields=True):
    """SHA-256 in hex and length in bytes of a file inside."""

    sha256: str
    size: Annotated[int, Meta(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def of(self, name: str) -> int | None:
        """The limit of one file inside; None for one that no bundle holds."""
        if name.startswith(FOLDER):
            return self.attachment if _DIGEST.fullmatch(name[len(FOLDER) :]) else None
        return {LEDGER: self.ledger, MANIFEST: self.manifest, SIGNATURE: self.manifest}.get(name)


BOUNDS = Bounds()


class Package:
    """A bundle's file whose parts were checked by name and size."""

    def __init__(self, path: Path, bounds: Bounds = BOUNDS) -> None:
        self.path = path
        self.bounds = bounds
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise CannotRead.of("SC100", Place(str(path)), **system_words(error, path)) from None
        sizes = {"file": bounds.file, "directory": bounds.directory, "entries": bounds.entries, "total": bounds.total}
        limits = ZipLimits(part=bounds.of, plain=True, **sizes)
        try:
            self._zip = ZipReader(self._file, limits)
        except ZipRefused as refused:
            self._file.close()
            raise self._refused(refused.problems[0]) from None
        self.infos = self._zip.parts
        missing = next((name for name in (MANIFEST, LEDGER) if name not in self.infos), None)
        if missing is not None:
            self._file.close()
            raise self.fail("SC955", IntegrityFailure, name=missing)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._file.close()

    def fail(self, code: str, kind: type[ScoringError] = InvalidInput, **values: object) -> ScoringError:
        """A failure that concerns this file."""
        return kind.of(code, Place(str(self.path)), **values)

    def damaged(self, why: str, why_en: str) -> ScoringError:
        """The failure of a damaged file."""
        return self.fail("SC951", IntegrityFailure, why=why, why_en=why_en)

    def _refused(self, problem: ZipProblem) -> ScoringError:
        why, why_en = problem.why
        name = visible(problem.part[:80])
        match problem.kind:
            case "no_zip":
                return self.fail("SC950", why="không phải tệp zip", why_en=why_en)
            case "damaged":
                return self.damaged(why, why_en)
            case "name":
                return self.fail("SC952", name=name, why=why, why_en=why_en)
            case "unexpected":
                return self.fail("SC956", name=name)
        what, what_en = _LIMITS.get(problem.kind, (f"“{name}”", f"“{name}”"))
        return self.fail("SC953", what=what, what_en=what_en, size=problem.size, limit=problem.limit)

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of one file inside; never more than its table of contents declares. Raises IntegrityFailure if they
        are damaged.
        """
        try:
            with self._zip.open(name) as stream:
                yield stream
        except ZipRefused:
            raise self.damaged("không đọc được phần nén", "its zip cannot be read") from None

    def read(self, name: str) -> bytes:
        """All bytes of a small file inside."""
        with self.open(name) as stream:
            return stream.read()

    def digest(self, name: str) -> Digest:
        """SHA-256 and length of a file inside."""
        digest, size = hashlib.sha256(), 0
        with self.open(name) as stream:
            while part := stream.read(_CHUNK):
                digest.update(part)
                size += len(part)
        return Digest(digest.hexdigest(), size)

    def lines(self, longest: int) -> Iterator[bytes]:
        """The ledger's lines; one longer than `longest` bytes comes cut off."""
        with self.open(LEDGER) as stream:
            while line := stream.readline(longest + 1):
                yield line[:-1] if line.endswith(b"\n") else line

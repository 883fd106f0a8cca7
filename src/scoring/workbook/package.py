"""The parts of an .xlsx, unpacked piece by piece and under limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.text import visible
from scoring.zip_reader import ZipReader, ZipRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits on a workbook; a filled-in one needs a twentieth of them."""

    file: int = 10_000_000
    """Bytes of the file."""
    entries: int = 500
    part: int = 32_000_000
    """Bytes of one part, unpacked."""
    total: int = 64_000_000
    """Bytes of all parts, unpacked."""
    directory: int = 1_000_000
    """Bytes of the zip's own table of contents."""
    sheets: int = 50
    cells: int = 300_000
    """Cells that hold something, all sheets together."""
    texts: int = 300_000
    """Shared texts."""
    text: int = 40_000
    """Characters of one text; Excel itself stops at 32,767."""
    elements: int = 1_500_000
    """XML elements of all parts read together."""
    depth: int = 40
    """Elements inside each other."""


BOUNDS = Bounds()


class Package:
    """The parts of a workbook whose table of contents has been found in order."""

    def __init__(self, name: str, archive: ZipReader, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self.parts = archive.parts
        self._archive = archive
        self.elements = 0
        """XML elements read so far."""

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part's bytes, piece by piece.

        Raises:
            InvalidInput: there is no such part, it is damaged, or more comes out than it declares or may hold.
        """
        if part not in self.parts:
            raise self.broken(part, "không có phần này", "the part is missing")
        try:
            yield from self._archive.chunks(part)
        except ZipRefused as refused:
            problem = refused.problems[0]
            if problem.kind == "damaged":
                raise self.broken(part, *problem.why) from None
            raise self.large("dung lượng sau giải nén", "unpacked size", problem.size, problem.limit) from None

    def broken(self, part: str, why: str, why_en: str) -> InvalidInput:
        """The failure of a damaged part."""
        return failure(self.name, "SC701", part=visible(part[:80]), why=why, why_en=why_en)

    def large(self, what: str, what_en: str, size: int, limit: int) -> InvalidInput:
        """The failure of something that is more than a workbook may hold."""
        return failure(self.name, "SC702", what=what, what_en=what_en, size=str(size), limit=str(limit))


def failure(name: str, code: str, **values: str) -> InvalidInput:
    """A failure that concerns the file as a whole."""
    return InvalidInput([Diagnostic(code, Place(name), values)])

"""Worksheets as plain cells, and the dossier's tree as read from them, with the cell of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, TypeVar

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.text import column_letters
from scoring.yaml_source import Document, Limits, Path_, read_json
from scoring.yaml_syntax import Mark

_JSON_LIMITS = Limits(size=1_000_000, depth=12, nodes=20_000)
T = TypeVar("T")
Kind = Literal["text", "number", "yes_no", "date", "error"]


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell's position in a named sheet."""

    sheet: str
    row: int
    """From 1."""
    column: int
    """From 0."""

    @property
    def name(self) -> str:
        """Its name: ``E14``."""
        return cell_name(self.row, self.column)

    @property
    def mark(self) -> Mark:
        """The cell as a document keeps places: row, column and the column after it, from 1."""
        return self.row, self.column + 1, self.column + 2

    def place(self, file: str) -> Place:
        """The place as diagnostics show it."""
        return Place(file, *self.mark, self.sheet)

    def __str__(self) -> str:
        return self.place("").cell

    @property
    def spot(self) -> tuple[str, int, int]:
        """The position alone, whatever stands there."""
        return self.sheet, self.row, self.column


@dataclass(frozen=True, slots=True)
class Cell(CellRef):
    """A cell that holds something.

    `text` is by kind: the text; the number's digits as stored; ``1`` or ``0``; the ISO date, as much of it as the
    cell's format shows; the error's name, "" for a formula nobody has computed yet.
    """

    kind: Kind
    text: str
    percent: bool = False
    """Whether the format shows the number as a percentage."""
    formula: bool = False


@dataclass(slots=True)
class Sheet:
    """A worksheet: its cells by row and column, empty ones left out."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Top, left, bottom, right of cells merged into one."""
    hidden: set[int] = field(default_factory=set)
    """Rows that are hidden or filtered out."""
    struck: set[int] = field(default_factory=set)
    """Rows in which a cell's text is struck through."""

    def get(self, row: int, column: int) -> Cell | None:
        """The cell there, if it holds something."""
        return self.rows.get(row, {}).get(column)

    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        for _, below in sorted(self.rows.items()):
            yield from (below[column] for column in sorted(below))


Sheets = Mapping[str, Sheet]
"""The worksheets of a file in its order, by name in normal form C."""


def cell_name(row: int, column: int) -> str:
    """A cell's name from its row (from 1) and column (from 0).

    >>> cell_name(14, 4)
    'E14'
    """
    return f"{column_letters(column)}{row}"


class SheetDocument(Document):
    """A document whose values come from cells."""

    places: dict[Path_, CellRef] = {}
    sources: dict[str, str] = {}
    """``numbers/so_thon`` → ``Tiêu chí!E14``: where each value was read."""
    gaps: dict[Path_, CellRef] = {}
    """Empty cells, by the path of what would stand there."""
    typed: dict[tuple[str, int, int], Cell] = {}
    """The cells somebody filled in, by sheet, row and column."""
    used: set[tuple[str, int, int]] = set()
    """Those of them that were taken into the tree, or say nothing more than that."""
    doubtful: set[Path_] = set()
    """Parts of the tree that mean something else than was meant, because a cell that belongs to them is wrong."""

    def place(self, path: Path_, key: bool = False) -> Place:
        """The cell of a value, or of the nearest thing above it that stands in one."""
        del key
        known: Path_ = ()
        for part in path:
            if (*known, part) in self.places:
                known = (*known, part)
        at = self.places.get(known)
        return at.place(self.name) if at else Place(self.name)

    def gap(self, path: Path_) -> Place | None:
        """The empty cell of a part that is not there."""
        at = self.gaps.get(path)
        return at.place(self.name) if at else None

    def report(
        self, code: str, at: CellRef | None, first: CellRef | None = None, level: Severity | None = None, **values: str
    ) -> None:
        """Note a problem of a cell; `first` is the other cell it has to do with."""
        place = at.place(self.name) if at else Place(self.name)
        related = first.place(self.name) if first else None
        self.diagnostics.append(Diagnostic(code, place, values, path="", related=related, level=level))

    def take(self, *cells: Cell | None, used: bool = False) -> None:
        """Note cells that somebody filled in; whether they are `used` is also known from what is put into the tree."""
        found = [one for one in cells if one is not None and one.text.strip()]
        self.typed |= {one.spot: one for one in found}
        if used:
            self.used |= {one.spot for one in found}

    def put(self, path: Path_, value: Any, at: CellRef, source: str = "") -> None:
        """Set a value in the tree; an index one behind a list's end begins a new item."""
        self.used.add(at.spot)
        here: Any = self.data
        for part, after in pairwise(path):
            empty: Any = [] if isinstance(after, int) else {}
            if isinstance(here, list):
                if part == len(here):
                    here.append(empty)
                here = here[int(part)]
            else:
                here = here.setdefault(part, empty)
        if isinstance(here, list):
            here.append(value)
        else:
            here[path[-1]] = value
        for depth in range(1, len(path)):
            self.places.setdefault(path[:depth], at)
            self.marks.setdefault(path[:depth], at.mark)
        self.places[path] = at
        self.marks[path] = at.mark
        if source:
            # Of two records with one id the first is kept.
            self.sources.setdefault(source, str(at))

    def json_value(self, text: str, at: CellRef, wanted: type[T]) -> T | None:
        """The value a cell's JSON stands for; anything but `wanted` is refused at the cell."""
        found, data = self.json_any(text, at)
        if not found:
            return None
        if isinstance(data, wanted):
            return data
        self.report("SC750", at, why="cần một danh sách hoặc một bảng", why_en="a list or an object is expected")
        return None

    def json_any(self, text: str, at: CellRef) -> tuple[bool, Any]:
        """Whether a cell's JSON can be read, and its value: exact numbers, unique keys, limited depth."""
        inner = read_json(text, str(at), _JSON_LIMITS)
        if not has_errors(inner.diagnostics):
            return True, inner.data
        first = next(one for one in inner.diagnostics if one.severity == "error")
        self.report("SC750", at, why=first.message("vi"), why_en=first.message("en"))
        return False, None

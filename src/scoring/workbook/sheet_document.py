"""The dossier's tree as read from a workbook, with the cell of every value."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place
from scoring.workbook.cells import Cell
from scoring.yaml_source import Document, Path_
from scoring.yaml_syntax import Mark


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell's position in a named sheet."""

    sheet: str
    row: int
    """From 1."""
    column: int
    """From 0."""

    @classmethod
    def of(cls, sheet: str, cell: Cell) -> CellRef:
        """The position of a cell."""
        return cls(sheet, cell.row, cell.column)

    @property
    def mark(self) -> Mark:
        """The cell as a document keeps places: row, column and the column after it, from 1."""
        return self.row, self.column + 1, self.column + 2

    def place(self, file: str) -> Place:
        """The place as diagnostics show it."""
        return Place(file, *self.mark, self.sheet)

    def __str__(self) -> str:
        return self.place("").cell


@dataclass(slots=True)
class SheetDocument(Document):
    """A document whose values come from cells."""

    places: dict[Path_, CellRef] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """``numbers/so_thon`` → ``Tiêu chí!E14``: where each value was read."""

    def place(self, path: Path_, key: bool = False) -> Place:
        """The cell of a value, or of the nearest thing above it that stands in one."""
        del key
        known: Path_ = ()
        for part in path:
            if (*known, part) in self.places:
                known = (*known, part)
        at = self.places.get(known)
        return at.place(self.name) if at else Place(self.name)

    def report(
        self, code: str, at: CellRef | None, first: CellRef | None = None, level: Severity | None = None, **values: str
    ) -> None:
        """Note a problem of a cell; `first` is the other cell it has to do with."""
        place = at.place(self.name) if at else Place(self.name)
        related = first.place(self.name) if first else None
        self.diagnostics.append(Diagnostic(code, place, values, "", related, level))

    def put(self, path: Path_, value: Any, at: CellRef, source: str = "") -> None:
        """Set a value in the tree; an index one behind a list's end begins a new item."""
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
            self.sources[source] = str(at)

"""Worksheets as plain cells, before their contents are interpreted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.diagnostics import Place
from scoring.text import column_letters
from scoring.yaml_syntax import Mark

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


@dataclass(frozen=True, slots=True)
class Cell(CellRef):
    """A cell that holds something.

    `text` is by kind: the text; the number's digits as stored; ``1`` or ``0``; the ISO date, as much of it as the
    cell's format shows; the error's name.
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

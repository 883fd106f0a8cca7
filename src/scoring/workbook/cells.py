"""Worksheets as plain cells, before their contents are interpreted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from scoring.text import column_letters

Kind = Literal["text", "number", "yes_no", "date", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something.

    `text` is by kind: the text; the number's digits as stored; ``1`` or ``0``; the ISO date, as much of it as the
    cell's format shows; the error's name.
    """

    row: int
    """From 1."""
    column: int
    """From 0."""
    kind: Kind
    text: str
    percent: bool = False
    """Whether the format shows the number as a percentage."""
    formula: bool = False

    @property
    def name(self) -> str:
        """Its name: ``E14``."""
        return cell_name(self.row, self.column)


@dataclass(slots=True)
class Sheet:
    """A worksheet: its cells by row and column, empty ones left out."""

    name: str
    state: str = "visible"
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Top, left, bottom, right of cells merged into one."""

    def get(self, row: int, column: int) -> Cell | None:
        """The cell there, if it holds something."""
        return self.rows.get(row, {}).get(column)

    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        for row in sorted(self.rows):
            below = self.rows[row]
            yield from (below[column] for column in sorted(below))


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a file in its order, by name in normal form C."""

    file: str
    sheets: dict[str, Sheet]


def cell_name(row: int, column: int) -> str:
    """A cell's name from its row (from 1) and column (from 0).

    >>> cell_name(14, 4)
    'E14'
    """
    return f"{column_letters(column)}{row}"

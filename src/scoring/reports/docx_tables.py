"""Tables of a filled Word document whose loops make columns: their grids and cells get the widths that fit."""

from __future__ import annotations

import re

from msgspec import Struct, field

_TAG = re.compile(
    r"<!--.*?-->|<(/?)w:(tbl|gridCol|tr|tc|tcW|sdt|tblGridChange|tcPrChange)(?=[ />])[^>]*?(/?)>", re.DOTALL
)
_WIDTH = re.compile(r'(?<= w:w=")[^"]*(?=")')
_APART = ("sdt", "tblGridChange", "tcPrChange")
"""Content controls and records of somebody's changes: what is within is not the table's own."""


class _Table(Struct):
    """What is known of a table."""

    grid: list[int] = field(default_factory=list)
    """Widths of its columns."""
    first: list[int] = field(default_factory=list)
    """Widths of the first row's cells, as the template has them; 0 for a cell that says none."""
    even: bool = True
    """Whether all rows have as many cells as the first."""
    fitted: list[int] = field(default_factory=list)
    """Widths its columns are to have; none where they stay."""


class _Place(Struct):
    """How far a table was read."""

    table: _Table
    columns: int = 0
    rows: int = 0
    cells: int = 0
    """Of the row at hand."""
    told: bool = True
    """Whether the width of the cell at hand is known."""


class Tables:
    """The tables of one document, given in parts that cut no tag: all parts are read, then the same parts are fitted
    once, in their order.

    A table with more or fewer cells than columns gets a grid as wide as before, shared as the first row's cells say.
    One whose rows differ in their number of cells stays as it is.
    """

    def __init__(self) -> None:
        self._tables: list[_Table] = []
        """In the order they begin."""
        self._open: list[_Place | None] = []
        """Tables that have begun and not ended, the innermost last; None for what is apart from them."""
        self._fitting = 0
        """How many tables have begun since the first part was fitted."""

    def read(self, text: str) -> None:
        """Learn what tables the next part has."""
        for found in _TAG.finditer(text):
            if found[2] == "tbl" and not found[1] and not found[3]:
                self._tables.append(_Table())
                self._open.append(_Place(self._tables[-1]))
                continue
            ended = self._open[-1] if found[2] == "tbl" and found[1] and self._open else None
            place = self._step(found)
            if ended is not None:
                _end_row(ended)
                _share(ended.table)
            elif place is None:
                continue
            elif found[2] == "gridCol" and not found[1]:
                place.table.grid.append(_number(found[0]))
            elif place.rows == 1 and found[2] == "tc":
                place.table.first.append(0)
            elif place.rows == 1 and found[2] == "tcW":
                place.table.first[-1] = _number(found[0])

    def fit(self, text: str) -> str:
        """The next part with the widths that fit."""
        return _TAG.sub(self._fit, text)

    def _fit(self, found: re.Match[str]) -> str:
        if found[2] == "tbl" and not found[1] and not found[3]:
            self._open.append(_Place(self._tables[self._fitting]))
            self._fitting += 1
            return found[0]
        place = self._step(found)
        if place is None or not place.table.fitted:
            return found[0]
        if found[2] == "gridCol":
            widths = place.table.fitted if place.columns == 1 and not found[1] else ()
            return "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        if found[2] == "tcW":
            return _WIDTH.sub(str(place.table.fitted[place.cells - 1]), found[0])
        return found[0]

    def _step(self, found: re.Match[str]) -> _Place | None:
        """The place in the innermost table after a tag other than a table's first; None if the tag is not one of its
        grid, rows, cells or cells' widths.
        """
        end, name, empty = found[1], found[2], found[3]
        if name in _APART and not empty and self._open:
            if end:
                self._open.pop()
            else:
                self._open.append(None)
        elif name == "tbl" and end and self._open:
            self._open.pop()
        place = self._open[-1] if self._open else None
        if place is None or name not in ("gridCol", "tr", "tc", "tcW"):
            return None
        if end:
            return place if name == "gridCol" else None
        if name == "gridCol":
            place.columns += 1
        elif name == "tr":
            _end_row(place)
            place.rows, place.cells, place.told = place.rows + 1, 0, True
        elif name == "tc" and place.rows:
            place.cells, place.told = place.cells + 1, False
        elif name == "tcW" and not place.told:
            place.told = True
        else:
            return None
        return place


def _end_row(place: _Place) -> None:
    if place.rows > 1 and place.cells != len(place.table.first):
        place.table.even = False


def _share(table: _Table) -> None:
    """Share the grid's width among the cells of the first row, if it has to follow them."""
    if not table.grid or not table.even or len(table.first) in (0, len(table.grid)):
        return
    total, given = sum(table.grid), sum(table.first)
    table.fitted = [max(1, width * total // given) for width in table.first] if given and total else table.first


def _number(tag: str) -> int:
    found = _WIDTH.search(tag)
    return int(found[0]) if found and found[0].isdigit() else 0

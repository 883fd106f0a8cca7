"""Tables of a filled Word document whose loops make columns: their grids and cells get the widths that fit."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field

_TAG = re.compile(r"<(/?)w:(tbl|tblGridChange|gridCol|tr|tc|tcW)(?=[ />])[^>]*>")
_WIDTH = re.compile(r'(?<= w:w=")[^"]*(?=")')


class _Table(Struct):
    """What is known of a table."""

    grid: list[int] = field(default_factory=list)
    """Widths of its columns."""
    first: list[int] = field(default_factory=list)
    """Widths of the first row's cells, as the template has them; 0 for a cell that says none."""
    even: bool = True
    """Whether all rows have as many cells as the first."""

    def widths(self) -> list[int]:
        """The columns' widths if the grid has to follow the cells, which share the width of the grid; else none."""
        if not self.grid or not self.even or len(self.first) in (0, len(self.grid)):
            return []
        total, given = sum(self.grid), sum(self.first)
        return [max(1, width * total // given) for width in self.first] if given and total else self.first


class _Walk(Struct):
    """Where in a table the reader is."""

    table: _Table
    rows: int = 0
    cells: int = 0
    columns: int = 0
    changed: bool = False
    """Within a record of how the grid was before somebody's change."""
    waiting: bool = False
    """For the width of the cell that has begun."""


class Tables:
    """The tables of one document, which is read twice, in parts that cut no tag: once to know them, once to fit them.

    Tables with as many cells as columns, and those with rows of different lengths, stay as they are.
    """

    def __init__(self) -> None:
        self._found: list[_Table] = []
        self._open: list[_Walk] = []
        self._next = 0

    def read(self, text: str) -> None:
        """Learn from the next part."""
        for found in _TAG.finditer(text):
            walk = self._step(found, self._added)
            if walk is None:
                continue
            if found[2] == "gridCol":
                walk.table.grid.append(_number(found[0]))
            elif found[2] == "tc" and walk.rows == 1:
                walk.table.first.append(0)
            elif found[2] == "tcW" and walk.rows == 1:
                walk.table.first[-1] = _number(found[0])

    def fit(self, text: str) -> str:
        """The next part with widths that fit, after all parts were read."""
        return _TAG.sub(self._fitted, text)

    def _fitted(self, found: re.Match[str]) -> str:
        walk = self._step(found, self._known)
        widths = walk.table.widths() if walk is not None else []
        if walk is None or not widths:
            return found[0]
        if found[2] == "gridCol":
            return "".join(f'<w:gridCol w:w="{one}"/>' for one in widths) if walk.columns == 1 else ""
        if found[2] == "tcW":
            return _WIDTH.sub(str(widths[walk.cells - 1]), found[0])
        return found[0]

    def _added(self) -> _Table:
        self._found.append(_Table())
        return self._found[-1]

    def _known(self) -> _Table:
        self._next += 1
        return self._found[self._next - 1]

    def _step(self, found: re.Match[str], begun: Callable[[], _Table]) -> _Walk | None:
        """Where the reader is after a tag; None for one that says nothing of the table it is in."""
        end, name = found[1], found[2]
        if name == "tbl":
            if not end:
                self._open.append(_Walk(begun()))
            elif self._open:
                _row_ended(self._open.pop())
            return None
        if not self._open:
            return None
        walk = self._open[-1]
        if name == "tblGridChange":
            walk.changed = not end and not found[0].endswith("/>")
            return None
        if end or walk.changed:
            return None
        if name == "gridCol":
            walk.columns += 1
        elif name == "tr":
            _row_ended(walk)
            walk.rows, walk.cells = walk.rows + 1, 0
        elif name == "tc":
            walk.cells, walk.waiting = walk.cells + 1, True
        elif walk.waiting:
            walk.waiting = False
        else:
            return None
        return walk


def _row_ended(walk: _Walk) -> None:
    if walk.rows > 1 and walk.cells != len(walk.table.first):
        walk.table.even = False


def _number(tag: str) -> int:
    found = _WIDTH.search(tag)
    return int(found[0]) if found and found[0].isdigit() else 0

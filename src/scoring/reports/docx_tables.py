"""Tables of a filled Word document whose columns came from a loop."""

from __future__ import annotations

from typing import Any

from scoring.reports.docx_file import W


def fit_columns(tree: Any) -> None:
    """Give tables with more or fewer cells than columns a grid of their own, as wide as before.

    The widths of the first row's cells, as the template has them, say how the width is shared.
    """
    for table in tree.iter(f"{W}tbl"):
        grid = table.find(f"{W}tblGrid")
        rows = table.findall(f"{W}tr")
        if grid is None or not rows:
            continue
        columns = grid.findall(f"{W}gridCol")
        cells = [row.findall(f"{W}tc") for row in rows]
        if len(cells[0]) == len(columns) or any(len(one) != len(cells[0]) for one in cells):
            continue
        widths = _shared([_width(cell) for cell in cells[0]], sum(_number(c) for c in columns))
        for column in columns:
            grid.remove(column)
        for width in widths:
            column = grid.makeelement(f"{W}gridCol", {f"{W}w": str(width)})
            grid.append(column)
        for row in cells:
            for cell, width in zip(row, widths, strict=True):
                own = cell.find(f"{W}tcPr/{W}tcW")
                if own is not None:
                    own.set(f"{W}w", str(width))


def _number(one: Any) -> int:
    text = one.get(f"{W}w", "")
    return int(text) if text.isdigit() else 0


def _width(cell: Any) -> int:
    own = cell.find(f"{W}tcPr/{W}tcW")
    return _number(own) if own is not None else 0


def _shared(widths: list[int], total_width: int) -> list[int]:
    given = sum(widths)
    if not given or not total_width:
        return widths
    return [max(1, width * total_width // given) for width in widths]

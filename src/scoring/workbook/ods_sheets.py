"""Reads the worksheets of an untrusted .ods file into cells, in the same bounds and with the same meaning as .xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.text import nfc
from scoring.workbook.cells import Cell, Sheet, Sheets
from scoring.workbook.number_formats import NumberDisplay
from scoring.workbook.package import Package, failure, read_xml

CONTENT = "content.xml"
_STYLES = "styles.xml"
_MOST_COLUMNS = 16_384
_TEXTS = {"s": " ", "tab": "\t", "line-break": "\n"}
_DAY_PARTS = {"year": "y", "month": "m", "day": "d", "hours": "t", "minutes": "t", "seconds": "t"}
_STRANGE = (
    ("dde-link", "liên kết đến sổ khác (DDE)", "links to other workbooks (DDE)"),
    ("database-range-source", "kết nối dữ liệu ngoài", "connections to outside data"),
)


def ods_sheets(package: Package) -> Sheets:
    """The worksheets of a workbook by title; InvalidInput if it is damaged or holds too much."""
    styles = _Styles()
    if _STYLES in package.parts:
        read_xml(package, _STYLES, styles.start, styles.end)
    parse = _Parse(package, styles)
    read_xml(package, CONTENT, parse.start, parse.end, parse.text)
    return parse.sheets


def _plain(given: dict[str, str]) -> dict[str, str]:
    """Attributes by their names without namespaces."""
    return {key.rpartition(" ")[2]: value for key, value in given.items()}


class _Styles:
    """What the styles of cells show, by their names."""

    def __init__(self) -> None:
        self.formats: dict[str, set[str]] = {}
        """By a number format's name: the parts of a date it shows."""
        self.cells: dict[str, tuple[str, str, bool | None]] = {}
        """By a cell style's name: its parent, its number format, and whether its text is struck through."""
        self._format, self._cell = "", ""

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in {"date-style", "time-style"}:
            self._format = _plain(given).get("name", "")
            self.formats[self._format] = set()
        elif tag in _DAY_PARTS and self._format:
            self.formats[self._format].add(_DAY_PARTS[tag])
        elif tag == "style":
            own = _plain(given)
            self._cell = own.get("name", "") if own.get("family") == "table-cell" else ""
            if self._cell:
                self.cells[self._cell] = (own.get("parent-style-name", ""), own.get("data-style-name", ""), None)
        elif tag == "text-properties" and self._cell:
            line = _plain(given).get("text-line-through-style")
            if line is not None:
                parent, shown, _ = self.cells[self._cell]
                self.cells[self._cell] = (parent, shown, line != "none")

    def end(self, tag: str) -> None:
        if tag in {"date-style", "time-style"}:
            self._format = ""
        elif tag == "style":
            self._cell = ""

    def of(self, name: str) -> NumberDisplay:
        """What a cell of this style shows."""
        date, struck = "", None
        for _ in range(20):
            if name not in self.cells:
                break
            parent, shown, line = self.cells[name]
            date = date or "".join(sorted(self.formats.get(shown, ())))
            struck = line if struck is None else struck
            name = parent
        return NumberDisplay(date=date, struck=bool(struck))


@dataclass(slots=True)
class _Given:
    """A cell as it begins."""

    attributes: dict[str, str]
    lines: list[str]


class _Parse:
    def __init__(self, package: Package, styles: _Styles) -> None:
        self.package, self.styles = package, styles
        self.sheets: dict[str, Sheet] = {}
        self.sheet: Sheet | None = None
        self.row, self.column, self.rows, self.length = 0, 0, 1, 0
        self.hidden = False
        self.made: list[Cell] = []
        """The cells of the row being read."""
        self.struck = False
        self.cell: _Given | None = None
        self.skip: list[Literal["annotation", "tracked-changes", "shapes"]] = []
        self.inside = 0
        """Paragraphs open in the cell."""
        self.count = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in {"annotation", "tracked-changes", "shapes"}:
            self.skip.append(tag)  # type: ignore[arg-type]
        if self.skip:
            return
        for name, vi, en in _STRANGE:
            if tag == name:
                raise failure(self.package.name, "SC704", what=vi, what_en=en, part=CONTENT)
        if self.sheet is None and tag != "table":
            self.styles.start(tag, given)
        elif tag == "table":
            self._table(_plain(given))
        elif tag == "table-row":
            own = _plain(given)
            self.row, self.rows, self.column = self.row + self.rows, self._times(own, "number-rows-repeated"), 0
            self.hidden, self.made, self.struck = own.get("visibility", "visible") != "visible", [], False
        elif tag in {"table-cell", "covered-table-cell"}:
            self.cell, self.length = _Given(_plain(given), []), 0
        elif self.cell is not None and tag == "p":
            self.cell.lines.append("")
            self.inside += 1
        elif self.cell is not None and self.inside and tag in _TEXTS:
            self._add(_TEXTS[tag] * min(self._times(_plain(given), "c"), self.package.bounds.text))

    def end(self, tag: str) -> None:
        if self.skip:
            if tag == self.skip[-1]:
                self.skip.pop()
            return
        if self.sheet is None:
            self.styles.end(tag)
        elif tag == "table":
            self.sheet = None
        elif tag == "p":
            self.inside = max(0, self.inside - 1)
        elif tag in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._done(self.cell)
            self.cell, self.inside = None, 0
        elif tag == "table-row":
            self._row_done(self.sheet)

    def text(self, piece: str) -> None:
        if self.cell is not None and self.inside and not self.skip:
            self._add(piece)

    def _add(self, piece: str) -> None:
        assert self.cell is not None
        self.length += len(piece)
        if self.length > self.package.bounds.text:
            most = self.package.bounds.text
            raise self.package.large("số ký tự của một chuỗi", "characters of one text", self.length, most)
        self.cell.lines[-1] += piece

    def _table(self, given: dict[str, str]) -> None:
        title = nfc(given.get("name", "")).strip()
        if title in self.sheets:
            raise self.package.broken(CONTENT, "hai trang cùng tên", "two sheets have one name")
        if len(self.sheets) >= self.package.bounds.sheets:
            raise self.package.large("số trang", "sheets", len(self.sheets) + 1, self.package.bounds.sheets)
        self.sheet = self.sheets[title] = Sheet(title)
        self.row, self.rows = 0, 1

    def _times(self, given: dict[str, str], key: str) -> int:
        text = given.get(key, "1")
        if not text.isascii() or not text.isdigit() or len(text) > 7:
            raise self.package.broken(CONTENT, f"“{text[:20]}” không phải số lần", f"“{text[:20]}” is no count")
        return max(1, int(text))

    def _done(self, cell: _Given) -> None:
        assert self.sheet is not None
        times = self._times(cell.attributes, "number-columns-repeated")
        shown = self.styles.of(cell.attributes.get("style-name", ""))
        found = self._content(cell, shown)
        if found is not None:
            kind, text, percent = found
            formula = "formula" in cell.attributes
            if self.column + times > _MOST_COLUMNS:
                raise self.package.large("số cột", "columns", self.column + times, _MOST_COLUMNS)
            for column in range(self.column, self.column + times):
                # Cells are counted as they are made, so that many repeated ones end here and not in memory.
                self._counted(1)
                self.made.append(
                    Cell(self.sheet.name, self.row, column, kind=kind, text=text, percent=percent, formula=formula)
                )
            self.struck = self.struck or shown.struck
        wide = self._times(cell.attributes, "number-columns-spanned")
        high = self._times(cell.attributes, "number-rows-spanned")
        if wide > 1 or high > 1:
            self.sheet.merged.append((self.row, self.column, self.row + high - 1, self.column + wide - 1))
        self.column += times

    def _content(
        self, cell: _Given, shown: NumberDisplay
    ) -> tuple[Literal["text", "number", "yes_no", "date", "error"], str, bool] | None:
        given, text = cell.attributes, "\n".join(cell.lines)
        kind = given.get("value-type", "")
        if "formula" in given and kind == "string" and _is_error(text):
            return "error", text.strip()[:20], False
        if kind in {"float", "percentage", "currency"}:
            number = given.get("value", "")
            try:
                float(number)
            except ValueError:
                raise self.package.broken(
                    CONTENT, f"“{number[:20]}” không phải số", f"“{number[:20]}” is no number"
                ) from None
            return "number", number, kind == "percentage"
        if kind == "boolean":
            return "yes_no", "1" if given.get("boolean-value") == "true" else "0", False
        if kind == "date":
            return "date", _day(given.get("date-value", ""), shown.date), False
        if kind == "time":
            return "date", given.get("time-value", "")[:40], False
        if text.strip():
            return "text", given.get("string-value", text), False
        return ("text" if kind == "string" else "error", "", False) if "formula" in given else None

    def _counted(self, cells: int) -> None:
        self.count += cells
        if self.count > self.package.bounds.cells:
            raise self.package.large("số ô có nội dung", "cells with content", self.count, self.package.bounds.cells)

    def _row_done(self, sheet: Sheet) -> None:
        if not self.made:
            return
        self._counted(len(self.made) * (self.rows - 1))
        for row in range(self.row, self.row + self.rows):
            sheet.rows[row] = {one.column: _moved(one, row) for one in self.made}
            if self.hidden:
                sheet.hidden.add(row)
            if self.struck:
                sheet.struck.add(row)


def _moved(cell: Cell, row: int) -> Cell:
    if cell.row == row:
        return cell
    return Cell(
        cell.sheet, row, cell.column, kind=cell.kind, text=cell.text, percent=cell.percent, formula=cell.formula
    )


def _is_error(text: str) -> bool:
    plain = text.strip()
    return plain.startswith("Err:") or (plain.startswith("#") and plain.rstrip("!?").isupper() and " " not in plain)


def _day(stored: str, shown: str) -> str:
    """A date as much of it as its format shows; a moment keeps its time, so that it is refused and not dropped."""
    day, _, time = stored[:40].partition("T")
    if time and time.rstrip("Z").replace(":", "").replace(".", "").strip("0"):
        return f"{day} {time[:5]}"
    if "d" in shown or not shown or len(day) != 10:
        return day
    return day[:7] if "m" in shown else day[:4]

"""Tables as an Excel workbook: real numbers, texts never as formulas, filters, headings that stay in sight."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, ClassVar

from scoring.reports.discrepancy_tables import discrepancy_sheets
from scoring.reports.interface import Cell, Column, DiscrepancySource, DocumentId, FormatId, Piece, RunSource, Table
from scoring.reports.sheets import block_sheet, sheet
from scoring.reports.table_files import TableFormat, wanted_blocks
from scoring.text import in_lang, wrap

ROWS = 1_048_576
"""Rows of a sheet; a longer table goes on in a second one."""
_LONGEST = 32_767
_CUT = " … (nguyên văn trong CSV)"
# A binary number keeps fifteen decimal digits; with more, the exact text is shown instead.
_DIGITS = 15
_NAME = 31
_A4, _A3, _WIDE = 9, 8, 260
_LINE, _TALLEST, _SEEN = 15, 405, 2_000
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_BLUE, _AMBER = "#1F3864", "#FFF2CC"


class _Book:
    def __init__(self, path: Path, lang: str, day: str) -> None:
        import xlsxwriter

        # Rows go to the disk as they come: memory does not grow with the table.
        self.book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.lang = lang
        # The evaluation date, not the clock: the same results give the same bytes.
        self.book.set_properties({"created": datetime.fromisoformat(day)})
        self.formats: dict[str, Any] = {}
        self.names: set[str] = {"history"}

    def format(self, name: str) -> Any:
        if name not in self.formats:
            cell, middle = {"valign": "top", "font_size": 11}, {"align": "center", "valign": "vcenter"}
            styles: dict[str, dict[str, Any]] = {
                "title": {"bold": True, "font_size": 14},
                "note": {"italic": True, "bg_color": _AMBER},
                "head": {
                    "bold": True,
                    "bg_color": _BLUE,
                    "font_color": "#FFFFFF",
                    "text_wrap": True,
                    "border": 1,
                    **middle,
                },
                "text": {**cell, "text_wrap": True, "border": 1},
                "exact": {**cell, "align": "right", "border": 1},
            }
            self.formats[name] = self.book.add_format(
                styles.get(name) or {**cell, "border": 1, "align": "right", "num_format": f"{name}_ "}
            )
        return self.formats[name]

    def name(self, wanted: str) -> str:
        """A name Excel takes, used once."""
        plain = _FORBIDDEN.sub(" ", wanted).strip(" '") or "Bảng"
        name, number = plain[:_NAME].rstrip(" '"), 1
        while name.casefold() in self.names:
            number += 1
            mark = f" ({number})"
            name = plain[: _NAME - len(mark)].rstrip(" '") + mark
        self.names.add(name.casefold())
        return name

    def sheet(self, table: Table, notes: Sequence[str], rows: Iterable[list[Cell]]) -> None:
        """One sheet with these rows, the notes above them."""
        sheet = self.book.add_worksheet(self.name(table.title))
        top = len(notes) + 2
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width)
        sheet.set_landscape()
        sheet.set_paper(_A4 if sum(one.width for one in table.columns) <= _WIDE else _A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.freeze_panes(top + 1, _frozen(table.columns))
        # What stands above the table begins in the first column in sight.
        lead = next(index for index, column in enumerate(table.columns) if not column.internal)
        sheet.write_string(0, lead, table.title, self.format("title"))
        for index, note in enumerate(notes, start=1):
            sheet.write_string(index, lead, _fitting(note), self.format("note"))
            for right in range(lead + 1, len(table.columns)):
                sheet.write_blank(index, right, None, self.format("note"))
        sheet.set_row(top, _height(table.columns, [one.heading(self.lang) for one in table.columns], 3))
        for index, column in enumerate(table.columns):
            sheet.write_string(top, index, _fitting(column.heading(self.lang)), self.format("head"))
        at = top
        seen = [column for column in table.columns if not column.internal]
        filled = [table.form] * len(table.columns)
        for at, row in enumerate(rows, start=top + 1):
            height = _height(seen, [x for x, column in zip(row, table.columns, strict=True) if not column.internal])
            if height != _LINE:
                sheet.set_row(at, height)
                _forget(sheet, at - 2)
            for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                filled[index] = filled[index] or cell not in {None, ""}
                self.cell(sheet, at, index, column, cell)
        for index, column in enumerate(table.columns):
            if column.internal or (at > top and index != lead and not filled[index]):
                sheet.set_column(index, index, column.width, None, {"hidden": True})
        sheet.autofilter(top, 0, at, len(table.columns) - 1)

    def cell(self, sheet: Any, row: int, index: int, column: Column, cell: Cell) -> None:
        if cell is None:
            sheet.write_blank(row, index, None, self.format("text"))
        elif column.kind == "truth":
            word = in_lang(self.lang, "có", "yes") if cell else in_lang(self.lang, "không", "no")
            sheet.write_string(row, index, word, self.format("text"))
        elif column.kind == "count":
            sheet.write_number(row, index, cell, self.format("0"))
        elif column.kind == "points":
            self.points(sheet, row, index, str(cell))
        else:
            sheet.write_string(row, index, _fitting(str(cell)), self.format("text"))

    def points(self, sheet: Any, row: int, index: int, text: str) -> None:
        """A number with just the decimals it has; as text where it is a span, or a spreadsheet could not hold it."""
        from decimal import Decimal

        digits = text.lstrip("-").replace(".", "").lstrip("0")
        if len(digits) > _DIGITS or not text.isascii():
            sheet.write_string(row, index, text, self.format("exact"))
            return
        places = len(text.partition(".")[2])
        sheet.write_number(row, index, Decimal(text), self.format(f"#,##0.{'0' * places}".rstrip(".")))


def _forget(sheet: Any, row: int) -> None:
    """Let the writer forget the height of a row that is on the disk already, which it would keep to the end."""
    for name in ("row_info", "row_sizes", "set_rows"):
        getattr(sheet, name, {}).pop(row, None)


def _height(columns: Sequence[Column], row: Sequence[Cell], spare: int = 0) -> int:
    """Points a row needs for its longest wrapped text, since not every program finds that out itself.

    `spare` is how many characters bold letters and the filter's button take from each line.
    """
    lines = [
        _lines(cell[:_SEEN], max(4, column.width - 1 - spare))
        for column, cell in zip(columns, row, strict=True)
        if isinstance(cell, str) and len(cell) > column.width - 1 - spare
    ]
    return min(_TALLEST, _LINE * max(lines, default=1))


@lru_cache(maxsize=1024)
def _lines(text: str, room: int) -> int:
    """Lines of a wrapped text; titles and clauses come again with every agency."""
    return len(wrap(text, room))


def _frozen(columns: Sequence[Column]) -> int:
    """How many columns stay in sight: up to the agency's name where that leaves room."""
    names = [one.name for one in columns]
    at = names.index("agency") + 1 if "agency" in names else 0
    return at if sum(one.width for one in columns[:at]) <= 70 else 0


def _fitting(text: str) -> str:
    """The text, cut visibly where a cell cannot hold it; Excel counts UTF-16 units."""
    if len(text) * 2 <= _LONGEST or len(text.encode("utf-16-le")) <= _LONGEST * 2:
        return text
    room = (_LONGEST - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def write_xlsx(
    tables: Iterable[Table], path: Path, lang: str = "vi", day: str = "1980-01-01", most: int = ROWS
) -> None:
    """A workbook with a sheet per table; `day` is when it claims to be made, `most` the rows a sheet can hold."""
    book = _Book(path, lang, day)
    for table in tables:
        rest, notes = table.rows(), table.notes()
        room = most - len(notes) - 3
        head = list(islice(rest, 1))
        book.sheet(table, notes, islice(chain(head, rest), room))
        while head := list(islice(rest, 1)):
            book.sheet(table, notes, islice(chain(head, rest), room))
    book.book.close()


class Xlsx(TableFormat):
    """One workbook with every table asked for; the ranking has a sheet per block."""

    id: ClassVar[FormatId] = FormatId.XLSX
    library: ClassVar[str] = "xlsxwriter"
    extra: ClassVar[str] = "office"
    is_binary: ClassVar[bool] = True

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (Piece("run", "xep-hang.xlsx"),)

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        if document is not None:
            self.refuse(document)
        names, blocks = self.wanted(source.documents), wanted_blocks(source)
        lang, only, full = source.lang, source.only, source.full
        ranking = [block_sheet(one, lang, only) for one in blocks if DocumentId.RANKING in names]
        others = [sheet(one, blocks, full, lang, only) for one in names if one != DocumentId.RANKING]
        day = max(row.result.as_of for one in blocks for row in one.rows)
        write_xlsx([*ranking, *others], file, lang, day)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        report = source.report
        with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
            file = Path(folder) / "tables.xlsx"
            write_xlsx(discrepancy_sheets(report), file, report.lang, report.report.ledger.at[:10])
            return file.read_bytes()

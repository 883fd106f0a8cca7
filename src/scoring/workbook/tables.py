"""Finds sheets, tables and columns that people may have renamed, moved or extended."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from scoring.workbook.cell_values import comparable
from scoring.workbook.cells import Cell, Sheet, Workbook
from scoring.workbook.layout import SHEETS, Table
from scoring.workbook.sheet_document import CellRef, SheetDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedTable:
    """A table where it stands now."""

    sheet: Sheet
    layout: Table
    columns: dict[str, int]
    """Column (from 0) by key; lost ones are missing."""
    header_row: int
    last_row: int
    keys_row: int | None = None

    @property
    def offset(self) -> int:
        """By how many rows it was moved down."""
        return self.header_row - self.layout.header_row

    def rows(self) -> list[int]:
        """Rows below the headings that hold something."""
        return [row for row in sorted(self.sheet.rows) if self.header_row < row <= self.last_row]

    def get(self, row: int, key: str) -> Cell | None:
        """A row's cell in a column."""
        column = self.columns.get(key)
        return None if column is None else self.sheet.get(row, column)

    def has_key(self, column: int) -> bool:
        """Whether a key stands above a column, so that the program made it."""
        return column in self.sheet.rows.get(self.keys_row or 0, {})

    def at(self, row: int, key: str) -> CellRef:
        """The place of a cell, whether it holds something or not."""
        return CellRef(self.sheet.name, row, self.columns.get(key, 0))


def find_sheet(book: Workbook, name: str, table: Table, doc: SheetDocument) -> Sheet | None:
    """The sheet with this name, else the one sheet that holds the table; a changed or missing one is reported."""
    if name in book.sheets:
        return book.sheets[name]
    alike = [
        sheet
        for title, sheet in book.sheets.items()
        if title not in SHEETS and (comparable(title) == comparable(name) or _by_keys(sheet, table) is not None)
    ]
    if len(alike) != 1:
        doc.report("SC720", None, sheet=name)
        return None
    doc.report("SC721", CellRef(alike[0].name, 1, 0), sheet=name, found=alike[0].name)
    return alike[0]


def find_table(
    sheet: Sheet, table: Table, needed: Collection[str], doc: SheetDocument, last_row: int = 2**20
) -> LocatedTable | None:
    """The table in a sheet, by its hidden keys or else by its headings; missing and repeated columns are reported."""
    keys_row = _by_keys(sheet, table)
    headings_row = _headings(sheet, table, keys_row or 0)
    if keys_row is None and headings_row is None:
        doc.report("SC727", CellRef(sheet.name, 1, 0), sheet=sheet.name)
        return None
    if keys_row is None:
        assert headings_row is not None
        doc.report("SC726", CellRef(sheet.name, headings_row, 0), sheet=sheet.name)
        columns = _columns(sheet, headings_row, table, lambda text: _titles(table).get(comparable(text)), doc)
        header_row = headings_row
    else:
        known = {one.key for one in table.columns}
        columns = _columns(sheet, keys_row, table, lambda text: text if text in known else None, doc)
        header_row = headings_row or keys_row + 1
        if headings_row is not None:
            _check_headings(sheet, headings_row, table, columns, doc)
    for one in table.columns:
        if one.key in needed and one.key not in columns:
            doc.report("SC723", CellRef(sheet.name, header_row, 0), sheet=sheet.name, column=one.title)
    return LocatedTable(
        sheet=sheet, layout=table, columns=columns, header_row=header_row, last_row=last_row, keys_row=keys_row
    )


def _titles(table: Table) -> dict[str, str]:
    return {comparable(one.title): one.key for one in table.columns}


def _count_known(sheet: Sheet, row: int, known: Callable[[str], bool]) -> int:
    texts = {one.text.strip() for one in sheet.rows[row].values() if one.kind == "text"}
    return sum(known(one) for one in texts)


def _best_row(sheet: Sheet, table: Table, known: Callable[[str], bool], after: int) -> int | None:
    least = max(2, (len(table.columns) + 1) // 2)
    hits = [(_count_known(sheet, row, known), -row) for row in sheet.rows if row > after]
    most, row = max(hits, default=(0, 0))
    return -row if most >= least else None


def _by_keys(sheet: Sheet, table: Table) -> int | None:
    keys = {one.key for one in table.columns}
    return _best_row(sheet, table, keys.__contains__, 0)


def _headings(sheet: Sheet, table: Table, after: int) -> int | None:
    titles = _titles(table)
    return _best_row(sheet, table, lambda text: comparable(text) in titles, after)


def _columns(
    sheet: Sheet, row: int, table: Table, key_of: Callable[[str], str | None], doc: SheetDocument
) -> dict[str, int]:
    titles = {one.key: one.title for one in table.columns}
    columns: dict[str, int] = {}
    for column, cell in sorted(sheet.rows[row].items()):
        key = key_of(cell.text.strip()) if cell.kind == "text" else None
        if key is None:
            continue
        if key in columns:
            first = CellRef(sheet.name, row, columns[key])
            doc.report("SC724", CellRef.of(sheet.name, cell), first, column=titles[key])
            continue
        columns[key] = column
    return columns


def _check_headings(sheet: Sheet, row: int, table: Table, columns: dict[str, int], doc: SheetDocument) -> None:
    """Refuse a heading that belongs to another column: it was moved without its hidden key."""
    titles = _titles(table)
    by_key = {one.key: one.title for one in table.columns}
    by_column = {column: key for key, column in columns.items()}
    for column, cell in sorted(sheet.rows[row].items()):
        said, key = titles.get(comparable(cell.text)), by_column.get(column)
        if said is not None and key is not None and said != key:
            doc.report("SC725", CellRef.of(sheet.name, cell), found=cell.text.strip(), wanted=by_key[key])

"""Finds sheets, tables and columns that people may have renamed, moved or extended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from scoring.text import clip
from scoring.workbook.cell_values import comparable
from scoring.workbook.cells import Cell, CellRef, Sheet, SheetDocument, Sheets
from scoring.workbook.layout import CRITERIA, EVIDENCE, SHEETS, Table

_TABLES = (CRITERIA, EVIDENCE)
_MOST_SHIFTED = 5
"""Columns put in before a table that has lost its headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedTable:
    """A table where it stands now."""

    sheet: Sheet
    layout: Table
    columns: dict[str, int]
    """Column (from 0) by key; lost ones are missing."""
    header_row: int
    keys_row: int | None

    @property
    def offset(self) -> int:
        """By how many rows it was moved down."""
        return self.header_row - self.layout.header_row

    def rows(self) -> list[int]:
        """Rows below the headings that hold something."""
        return [row for row in sorted(self.sheet.rows) if row > self.header_row]

    def get(self, row: int, key: str) -> Cell | None:
        """A row's cell in a column."""
        column = self.columns.get(key)
        return None if column is None else self.sheet.get(row, column)

    @property
    def flat(self) -> bool:
        """Whether nothing is computed in it: all was pasted as values."""
        return not any(cell.formula for row in self.rows() for cell in self.sheet.rows[row].values())

    def has_key(self, column: int) -> bool:
        """Whether a key stands above a column, so that the program made it."""
        return column in self.sheet.rows.get(self.keys_row or 0, {})

    def at(self, row: int, key: str) -> CellRef:
        """The place of a cell, whether it holds something or not."""
        return CellRef(self.sheet.name, row, self.columns.get(key, 0))


Told = Mapping[str, Callable[[Cell], bool]]
"""By a column's key: whether a cell is one of those that stand in it."""


def find_sheet(book: Sheets, name: str, table: Table, doc: SheetDocument, told: Told | None = None) -> Sheet | None:
    """The sheet with this name, else the one sheet that holds the table; a changed or missing one is reported."""
    free = [sheet for title, sheet in book.items() if title not in SHEETS]
    if name in book:
        others = [one for title, one in book.items() if title != name and title in _TABLES and holds(one, table, told)]
        if told is None or not others or holds(book[name], table, told):
            return book[name]
        # Its name was given to another sheet.
        free += others
    alike = [sheet for sheet in free if comparable(sheet.name) == comparable(name)]
    if not alike:
        # Tables share some of their columns.
        named = {sheet.name: _keys_in(sheet, table) for sheet in free if _row_of_keys(sheet, table) is not None}
        alike = [sheet for sheet in free if named and named.get(sheet.name) == max(named.values())]
    alike = alike or [sheet for sheet in free if _by_content(sheet, table, told or {})]
    if len(alike) != 1:
        doc.report("SC720", None, sheet=name)
        return None
    doc.report("SC721", CellRef(alike[0].name, 1, 0), sheet=name, found=alike[0].name)
    return alike[0]


def find_table(
    sheet: Sheet, table: Table, needed: Collection[str], doc: SheetDocument, told: Told | None = None
) -> LocatedTable | None:
    """The table in a sheet, by its hidden keys, else by its headings, else by what stands in all columns `told`;
    missing and repeated columns are reported.
    """
    titles, tests = {comparable(one.title): one.key for one in table.columns}, list((told or {}).values())
    shown = {one.key: one.title for one in table.columns}
    keys_row = _row_of_keys(sheet, table)
    headings_row = _best_row(sheet, table, titles, comparable, keys_row or 0)
    headings = [] if headings_row is None else _named(sheet, headings_row, titles, comparable)
    if keys_row is None and headings_row is None:
        placed = _by_content(sheet, table, told or {})
        code = "SC727" if placed is None else "SC780"
        doc.report(code, CellRef(sheet.name, 1, 0), sheet=sheet.name)
        if placed is not None:
            _report_missing(placed, needed, doc)
        return placed
    if keys_row is None:
        doc.report("SC726", CellRef(sheet.name, headings_row or 0, 0), sheet=sheet.name)
    columns: dict[str, int] = {}
    for cell, key in headings if keys_row is None else _named(sheet, keys_row, {key: key for key in shown}, str.strip):
        if key in columns:
            code = "SC787" if _alike(sheet, cell, columns[key]) else "SC724"
            doc.report(code, cell, CellRef(sheet.name, cell.row, columns[key]), column=shown[key])
        else:
            columns[key] = cell.column
    if keys_row is None and headings_row is not None:
        _fill_between(sheet, table, headings_row, columns, doc)
    by_column = {column: key for key, column in columns.items()}
    for cell, said in headings:
        if said not in columns and cell.column not in by_column:
            # Somebody wrote over its hidden key.
            columns[said] = cell.column
            by_column[cell.column] = said
    for cell, said in headings:
        key = by_column.get(cell.column, said)
        if key != said:
            # It was moved without its hidden key.
            doc.report("SC725", cell, found=cell.text.strip(), wanted=shown[key])
    header_row = headings_row or (keys_row or 0) + 1
    if headings_row is None and any(fits(cell) for cell in sheet.rows.get(header_row, {}).values() for fits in tests):
        # The headings are gone: below the keys the rows begin.
        header_row -= 1
    found = LocatedTable(sheet=sheet, layout=table, columns=columns, header_row=header_row, keys_row=keys_row)
    _report_missing(found, needed, doc)
    return found


def _alike(sheet: Sheet, head: Cell, first: int) -> bool:
    """Whether two columns say the same below a heading; formulas say nothing."""

    def said(row: int, column: int) -> tuple[str, str]:
        cell = sheet.get(row, column)
        return ("", "") if cell is None or cell.formula else (cell.kind, cell.text)

    return all(said(row, first) == said(row, head.column) for row in sheet.rows if row > head.row + 1)


def _fill_between(sheet: Sheet, table: Table, row: int, columns: dict[str, int], doc: SheetDocument) -> None:
    """Add columns whose heading was changed, where those on both sides stand as they were made."""
    known = {at: columns[one.key] for at, one in enumerate(table.columns) if one.key in columns}
    for at, one in enumerate(table.columns):
        left, right = (max((x for x in known if x < at), default=None), min((x for x in known if x > at), default=None))
        if at in known or left is None or right is None:
            continue
        place = known[left] + at - left
        head = sheet.get(row, place)
        if place == known[right] - right + at and head is not None and place not in columns.values():
            columns[one.key] = place
            doc.report("SC788", head, column=one.title, found=clip(head.text.strip(), 60))


def _report_missing(found: LocatedTable, needed: Collection[str], doc: SheetDocument) -> None:
    at = CellRef(found.sheet.name, max(found.header_row, 1), 0)
    for one in found.layout.columns:
        if one.key in needed and one.key not in found.columns:
            doc.report("SC723", at, sheet=found.sheet.name, column=one.title)


def _keys_in(sheet: Sheet, table: Table) -> int:
    cells = sheet.rows[_row_of_keys(sheet, table) or 0].values()
    return len({one.text.strip() for one in cells} & {one.key for one in table.columns})


def has_table(sheet: Sheet, table: Table) -> bool:
    """Whether the table's row of keys is there."""
    return _row_of_keys(sheet, table) is not None


def holds(sheet: Sheet, table: Table, told: Told | None) -> bool:
    """Whether the table can be found in a sheet."""
    titles = {comparable(one.title): one.key for one in table.columns}
    there = has_table(sheet, table) or _best_row(sheet, table, titles, comparable) is not None
    return there or _by_content(sheet, table, told or {}) is not None


def _by_content(sheet: Sheet, table: Table, told: Told) -> LocatedTable | None:
    """The table that has lost both its rows of headings: its columns stand as they were made, side by side."""
    there = {key: cells for key, fits in told.items() if (cells := [one for one in sheet.cells() if fits(one)])}
    for shift in range(_MOST_SHIFTED + 1):
        found = {key: [cell for cell in cells if cell.column == table.at(key) + shift] for key, cells in there.items()}
        if len(found) > 1 and all(found.values()):
            first = min(cells[0].row for cells in found.values())
            lost = told.keys() - there.keys()
            columns = {one.key: at + shift for at, one in enumerate(table.columns) if one.key not in lost}
            return LocatedTable(sheet=sheet, layout=table, columns=columns, header_row=first - 1, keys_row=None)
    return None


def _named(sheet: Sheet, row: int, names: Mapping[str, str], plain: Callable[[str], str]) -> list[tuple[Cell, str]]:
    """The cells of a row that name a column, with its key; names are looked up as `plain` writes them."""
    texts = (cell for _, cell in sorted(sheet.rows[row].items()) if cell.kind == "text")
    return [(cell, names[name]) for cell in texts if (name := plain(cell.text)) in names]


def _best_row(
    sheet: Sheet, table: Table, names: Mapping[str, str], plain: Callable[[str], str], after: int = 0
) -> int | None:
    """The row that names most of the table's columns, if it names half of them."""
    named = {
        row: {one.text.strip() for one, _ in _named(sheet, row, names, plain)} for row in sheet.rows if row > after
    }
    most, row = max(((len(texts), -row) for row, texts in named.items()), default=(0, 0))
    return -row if most >= max(2, (len(table.columns) + 1) // 2) else None


def _row_of_keys(sheet: Sheet, table: Table) -> int | None:
    return _best_row(sheet, table, {one.key: one.key for one in table.columns}, str.strip)

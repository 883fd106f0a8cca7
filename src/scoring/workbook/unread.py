"""What was typed into a workbook and is not in its dossier: kept there cell by cell, and told row by row."""

from __future__ import annotations

import re
from collections.abc import Collection

from scoring.scheme.model import Scheme
from scoring.text import INVISIBLE, UNSAFE, clip, nfc
from scoring.workbook import layout
from scoring.workbook.cell_texts import exact, plain_digits, with_comma
from scoring.workbook.cell_values import Values, comparable
from scoring.workbook.cells import Cell, CellRef, Sheet, SheetDocument, Sheets, cell_name
from scoring.workbook.layout import CRITERIA_TABLE, META, REMAINING
from scoring.workbook.read_other import Meta, meta_sheet
from scoring.workbook.tables import LocatedTable

_LONGEST = 400
_HEAD = 3
"""Rows with which every sheet begins: whose it is and what it is called."""
_MOST_UNPLACED = 5000
"""Cells of a sheet that is not read at all, and may be anything."""


def unread_cells(doc: SheetDocument, left_out: Collection[str], lost: Collection[tuple[str, int]]) -> dict[str, str]:
    """The typed cells that are not in the dossier, each with its text; `left_out`: cells that were read for nothing,
    `lost`: sheets and rows of records left out. Rows of which no other diagnostic tells are told (SC666).
    """
    cells = [
        cell
        for spot, cell in sorted(doc.typed.items())
        if (spot not in doc.used or str(cell) in left_out or spot[:2] in lost) and _as_typed(cell)
    ]
    told = {(at.sheet, at.line, at.column - 1) for one in doc.diagnostics for at in (one.place, one.related) if at}
    rows: dict[tuple[str, int], list[Cell]] = {}
    for cell in cells:
        if cell.spot not in told and cell.spot[:2] not in lost:
            rows.setdefault(cell.spot[:2], []).append(cell)
    values = Values(doc)
    for row in rows.values():
        shown = "; ".join(f"{cell.name} “{values.shown(cell)}”" for cell in row)
        doc.report("SC666", row[0], row=str(row[0].row), cells=clip(shown, _LONGEST))
    return {str(cell): _as_typed(cell) for cell in cells}


def take_unplaced(book: Sheets, used: list[Sheet], scheme: Scheme, meta: Meta, doc: SheetDocument) -> None:
    """Note what stands in the sheets in which no table was found, but for the program's own words."""
    rows = layout.rows(scheme, meta["block"])
    columns = (*CRITERIA_TABLE.columns, *layout.evidence_table(scheme).columns, *layout.KINDS_TABLE.columns)
    own = {comparable(text) for row in rows for text in (row.words, row.title, row.key, row.id)}
    own |= {comparable(text) for one in columns for text in (one.key, one.title)}
    own |= {comparable(one.unit) for one in layout.criteria_set(scheme, meta["block"]).measures.values() if one.unit}
    mine = {id(one) for one in used}
    passed = (layout.READ_FIRST, REMAINING, layout.SUMMARY, layout.LISTS, META)
    for name, sheet in book.items():
        if name not in passed and id(sheet) not in mine and sheet is not meta_sheet(book):
            cells = [one for one in sheet.cells() if not one.formula and comparable(one.text) not in own]
            doc.take(*[one for one in cells if one.row > _HEAD][:_MOST_UNPLACED])


def report_unread_cells(found: LocatedTable, doc: SheetDocument, values: Values) -> None:
    """Report cells outside the table's columns, and rows merged into one cell."""
    known = set(found.columns.values())
    # Of two columns that differ neither is chosen.
    there = (one.place for one in doc.diagnostics if one.code == "SC724")
    twice = {at.column - 1 for at in there if at and at.sheet == found.sheet.name}
    for top, left, bottom, right in found.sheet.merged:
        covered = known & set(range(left, right + 1))
        if bottom > found.header_row and covered and (bottom > top or len(covered) > 1):
            shown = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
            doc.report("SC737", CellRef(found.sheet.name, max(top, 1), left), found=shown)
    last = max(known, default=0) if found.flat else None
    for row in found.rows():
        for column, cell in found.sheet.rows[row].items():
            if last is not None and column > last:
                # What formulas once computed behind the table.
                continue
            if column in twice and not cell.formula:
                doc.take(cell)
            elif column not in known and not cell.formula and not found.has_key(column):
                doc.take(cell)
                doc.report("SC736", cell, text=values.shown(cell))


def report_strays(other: Sheet, scheme: Scheme, doc: SheetDocument, values: Values) -> None:
    """Report cells of sheet Khác that nothing asks for; the program's own words begin in the first column."""
    tables = (*layout.KINDS_TABLE.columns, *layout.REST_COLUMNS)
    own = {comparable(text) for one in tables for text in (one.key, one.title)}
    own |= {comparable(one) for pair in layout.kind_labels(scheme).items() for one in pair}
    own |= {comparable(one) for one in layout.REMARKS.values()}
    for cell in other.cells():
        strange = cell.column and not cell.formula and cell.spot not in doc.typed
        if strange and cell.text.strip() and comparable(cell.text) not in own:
            doc.take(cell)
            doc.report("SC736", cell, text=values.shown(cell))


def _as_typed(cell: Cell) -> str:
    """A cell's whole content as text."""
    if cell.kind == "yes_no":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.kind == "number":
        number, _ = exact(cell.text)
        if not number.is_finite() or abs(number.adjusted()) > 40:
            return cell.text
        return with_comma(plain_digits(number * 100)) + " %" if cell.percent else with_comma(plain_digits(number))
    return re.sub(f"{UNSAFE}|{INVISIBLE}", "\ufffd", nfc(cell.text)).strip()

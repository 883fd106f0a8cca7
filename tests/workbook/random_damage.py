"""Damages a clerk does to a workbook, at random, and what must hold of what is read of it then."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from scoring.evidence.model import Dossier
from scoring.workbook import layout
from scoring.workbook.cell_values import comparable
from scoring.workbook.cells import Cell, Sheets
from scoring.workbook.interpret import Reading
from scoring.workbook.layout import CRITERIA, CRITERIA_TABLE, EVIDENCE, META, OTHER

from .test_damaged import Work

CHANGED, HEADING, ELSEWHERE = "(đã sửa)", "Cột", "Xã Khác – năm 2025"
"""What stands in words, headings and names of the program that were changed: none of it is an answer."""
LAST = {CRITERIA: 120, EVIDENCE: 45}
Damage = Callable[[Work, random.Random], None]


def _sheet(work: Work, choice: random.Random) -> Any:
    return choice.choice([one for one in work.book if one.title in LAST])


def _keys(work: Work, sheet: Any) -> dict[str, int]:
    """Columns by their hidden key; none where the row of keys is gone."""
    known = {one.key for one in (*CRITERIA_TABLE.columns, *layout.EVIDENCE_COLUMNS, *layout.EVIDENCE_MORE)}
    rows = [{str(c.value): c.column for c in row if c.value is not None} for row in sheet.iter_rows(max_row=20)]
    return max(rows, key=lambda row: len(known & row.keys()))


def _input_cells(sheet: Any, column: int) -> list[Any]:
    cells = (sheet.cell(row, column) for row in range(8, LAST.get(sheet.title, 120)))
    return [one for one in cells if one.value is not None and one.data_type != "f"]


def column_deleted(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    sheet.delete_cols(choice.choice(sorted(_keys(work, sheet).values())))


def headings_deleted(work: Work, choice: random.Random) -> None:
    first, count = choice.choice([(6, 1), (7, 1), (6, 2), (1, 3)])
    _sheet(work, choice).delete_rows(first, count)


def row_deleted(work: Work, choice: random.Random) -> None:
    _sheet(work, choice).delete_rows(choice.randrange(8, 40))


def column_put_in(work: Work, choice: random.Random) -> None:
    sheet, at = _sheet(work, choice), choice.randrange(1, 12)
    sheet.insert_cols(at)
    sheet.cell(choice.randrange(8, 30), at).value = "xem lại với văn phòng"


def row_put_in(work: Work, choice: random.Random) -> None:
    sheet, at = _sheet(work, choice), choice.randrange(8, 40)
    sheet.insert_rows(at)
    for column in choice.sample(range(1, 14), choice.randrange(4)):
        sheet.cell(at, column).value = choice.choice(["ghi thêm", 7, "12/3/2025"])


def column_sorted(work: Work, choice: random.Random) -> None:
    sheet = work.book[CRITERIA] if CRITERIA in work.book else _sheet(work, choice)
    keys = _keys(work, sheet)
    column = keys.get(choice.choice(["title", "id"]), 2)
    cells = _input_cells(sheet, column)
    values = sorted((one.value for one in cells), key=lambda x: (isinstance(x, str), x))
    for cell, value in zip(cells, values, strict=True):
        cell.value = value


def column_compacted(work: Work, choice: random.Random) -> None:
    sheet = work.book[CRITERIA] if CRITERIA in work.book else _sheet(work, choice)
    column = _keys(work, sheet).get(choice.choice(["answer", "claim"]), 5)
    values = [one.value for one in _input_cells(sheet, column)]
    for cell in _input_cells(sheet, column):
        cell.value = None
    for row, value in enumerate(values, 8):
        sheet.cell(row, column).value = value


def cells_shifted(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    column, at = choice.randrange(1, 12), choice.randrange(8, 20)
    for row in range(LAST.get(sheet.title, 120), at, -1):
        sheet.cell(row, column).value = sheet.cell(row - 1, column).value
    sheet.cell(at, column).value = None


def agency_retyped(work: Work, choice: random.Random) -> None:
    choice.choice(list(work.book)).cell(2, 1).value = choice.choice([ELSEWHERE, "UBND xã", None])


def sheet_deleted(work: Work, choice: random.Random) -> None:
    names = [one for one in work.book.sheetnames if one not in (CRITERIA, EVIDENCE)]
    for name in choice.sample(names, choice.randrange(1, 3)):
        del work.book[name]


def sheet_renamed(work: Work, choice: random.Random) -> None:
    choice.choice(list(work.book)).title = f"Trang {choice.randrange(99)}"


def names_swapped(work: Work, choice: random.Random) -> None:
    if CRITERIA in work.book and EVIDENCE in work.book:
        one, other = work.book[CRITERIA], work.book[EVIDENCE]
        one.title, other.title, one.title = "x", CRITERIA, EVIDENCE


def nonsense(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    for _ in range(choice.randrange(1, 6)):
        column = choice.randrange(1, 16)
        cell = sheet.cell(choice.randrange(8, 40), column)
        if sheet.title == CRITERIA and column == CRITERIA_TABLE.at("how") + 1:
            continue
        if cell.data_type != "f":
            cell.value = choice.choice(["#N/A", "không rõ", 99999, -1, "1.234", True, date(2025, 3, 1), "   ", "50 %"])


def row_copied(work: Work, choice: random.Random) -> None:
    sheet, at = _sheet(work, choice), choice.randrange(8, 30)
    sheet.insert_rows(at + 1)
    for column in range(1, 26):
        sheet.cell(at + 1, column).value = sheet.cell(at, column).value


def columns_swapped(work: Work, choice: random.Random) -> None:
    """Two columns change places, with their keys, or without."""
    sheet, first = _sheet(work, choice), choice.choice([1, 7])
    one, other = choice.sample(range(1, 15), 2)
    for row in range(first, LAST.get(sheet.title, 120)):
        here, there = sheet.cell(row, one), sheet.cell(row, other)
        here.value, there.value = there.value, here.value


def keys_cleared(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    for column in choice.sample(range(1, 15), 4):
        sheet.cell(choice.choice([6, 7]), column).value = choice.choice([None, HEADING])


def column_cleared(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    column = _keys(work, sheet).get(choice.choice(["id", "kind", "title", "reason"]), 1)
    for cell in _input_cells(sheet, column):
        cell.value = choice.choice([None, cell.value])


def rows_put_above(work: Work, choice: random.Random) -> None:
    _sheet(work, choice).insert_rows(1, choice.randrange(1, 4))


def signed_below(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    sheet.cell(sheet.max_row + 2, choice.randrange(1, 8)).value = "NGƯỜI LẬP BIỂU"


def rows_reversed(work: Work, choice: random.Random) -> None:
    sheet, last = _sheet(work, choice), choice.randrange(20, 36)
    for one, other in zip(range(8, last), range(last, 8, -1), strict=True):
        if one < other:
            for column in range(1, 26):
                here, there = sheet.cell(one, column), sheet.cell(other, column)
                here.value, there.value = there.value, here.value


def sheet_copied(work: Work, choice: random.Random) -> None:
    work.book.copy_worksheet(_sheet(work, choice))


def hidden_sheet_changed(work: Work, choice: random.Random) -> None:
    if META in work.book:
        work.book[META].cell(choice.randrange(1, 12), choice.choice([1, 2])).value = choice.choice([None, "?"])


def column_twice(work: Work, choice: random.Random) -> None:
    sheet, at = _sheet(work, choice), choice.randrange(1, 14)
    sheet.insert_cols(at + 1)
    for row in range(1, LAST.get(sheet.title, 120)):
        sheet.cell(row, at + 1).value = sheet.cell(row, at).value


def words_changed(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    for _ in range(3):
        cell = sheet.cell(choice.randrange(7, 40), choice.randrange(1, 5))
        if isinstance(cell.value, str) and cell.data_type != "f":
            cell.value = f"{cell.value} {CHANGED}"


def everything_moved(work: Work, choice: random.Random) -> None:
    sheet = _sheet(work, choice)
    sheet.insert_cols(1, choice.randrange(1, 3))


def rest_damaged(work: Work, choice: random.Random) -> None:
    if OTHER in work.book:
        sheet = work.book[OTHER]
        cell = sheet.cell(choice.randrange(3, 12), choice.randrange(1, 4))
        cell.value = choice.choice([None, "ghi tay", 5])


DAMAGES: tuple[Damage, ...] = (
    column_deleted, headings_deleted, row_deleted, column_put_in, row_put_in, column_sorted, column_compacted,
    cells_shifted, agency_retyped, sheet_deleted, sheet_renamed, names_swapped, nonsense, row_copied, columns_swapped,
    keys_cleared, column_cleared, rows_put_above, signed_below, rows_reversed, sheet_copied, hidden_sheet_changed,
    column_twice, words_changed, everything_moved, rest_damaged,
)  # fmt: skip


def damaged(raw: bytes, seed: int) -> tuple[Work, list[str]]:
    """A workbook with one damage, by the seed, or with two or three at random; and their names."""
    choice, work = random.Random(seed), Work(raw)
    chosen = [DAMAGES[seed]] if seed < len(DAMAGES) else choice.sample(DAMAGES, choice.choice([2, 2, 3]))
    for one in chosen:
        one(work, choice)
    return work, [one.__name__ for one in chosen]


# ------------------------------------------------------------------------- what must hold


def program_words(before: Sheets) -> set[str]:
    """The texts of a workbook nobody has filled in."""
    return {comparable(cell.text) for sheet in before.values() for cell in sheet.cells()}


def lost_cells(book: Sheets, own: set[str], found: Reading) -> Iterator[Cell]:
    """Cells somebody typed that are neither in the dossier nor told; `own`: the program's words."""
    (source,) = found.dossier.provenance
    known = {*source.unread, *source.cells.values()}
    told = {(at.sheet, at.line, at.column - 1) for x in found.diagnostics for at in (x.place, x.related) if at}
    passed = {layout.READ_FIRST, layout.REMAINING, layout.SUMMARY, layout.LISTS, META}
    passed |= {x.place.sheet for x in found.diagnostics if x.code == "SC722" and x.place}
    # A statement and its cell stand in one row; several criteria of a record have one source.
    several = re.compile(r"(not_applicable|judgements)/.*|evidence/.*/criteria")
    rows = {_row(cell) for key, cell in source.cells.items() if several.fullmatch(key)}
    for sheet in book.values():
        if sheet.name in passed:
            continue
        for cell in sheet.cells():
            words = cell.text.endswith(CHANGED) or cell.text in (HEADING, ELSEWHERE)
            typed = cell.text.strip() and not cell.formula and comparable(cell.text) not in own and not words
            if typed and str(cell) not in known and cell.spot not in told and _row(str(cell)) not in rows:
                yield cell


def _row(cell: str) -> str:
    return re.sub(r"![A-Z]+", "!", cell)


def strange(found: Dossier, whole: Dossier) -> Iterator[str]:
    """What a dossier says and the whole one does not."""
    for id, one in found.numbers.items():
        if one.value is not None and (id not in whole.numbers or whole.numbers[id].value != one.value):
            yield f"numbers/{id}"
    for id, claim in found.claims.items():
        if id not in whole.claims or whole.claims[id].points != claim.points:
            yield f"claims/{id}"

"""Cells as they are stored: numbers exact, dates as far as they are shown, formulas and errors seen."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from scoring.workbook.cell_texts import exact
from scoring.workbook.cells import Cell
from scoring.workbook.number_formats import NumberDisplay, meaning
from scoring.workbook.source import parse_book

from .surgery import MAIN, packed, parts_of, simple, with_parts, with_sheet, with_texts


def cells(raw: bytes) -> dict[str, Cell]:
    book = parse_book(raw, "so.xlsx")
    return {one.name: one for sheet in book.values() for one in sheet.cells()}


def kinds(raw: bytes) -> dict[str, tuple[str, str]]:
    return {name: (one.kind, one.text) for name, one in cells(raw).items()}


def test_every_kind_of_cell_is_read_as_what_it_is() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>0.30000000000000004</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="str"><f>A1</f><v>x</v></c>'
        '<c r="E1" t="inlineStr"><is><r><t>đậm</t></r><r><t xml:space="preserve"> nhạt</t></r>'
        '<rPh><t>đọc</t></rPh></is></c><c r="F1"/></row>'
    )
    found = cells(with_sheet(rows))
    assert {name: (one.kind, one.text, one.formula) for name, one in found.items()} == {
        "A1": ("number", "0.30000000000000004", False),
        "B1": ("yes_no", "1", False),
        "C1": ("error", "#N/A", False),
        "D1": ("text", "x", True),
        "E1": ("text", "đậm nhạt", False),
    }


def test_rows_and_cells_without_their_name_follow_each_other() -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>'
    assert set(cells(with_sheet(rows))) == {"A1", "B1", "C5", "D5"}


def test_rows_out_of_order_and_a_dimension_that_lies_lose_nothing() -> None:
    rows = '<row r="9"><c r="AA9"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert set(cells(with_sheet(rows, dimension="A1:A1"))) == {"AA9", "A2"}
    assert set(cells(with_sheet(rows, dimension="A1:XFD1048576"))) == {"AA9", "A2"}


def test_the_last_cell_of_a_sheet_costs_no_memory() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert set(cells(with_sheet(rows))) == {"A1", "XFD1048576"}


def test_cells_an_array_formula_fills_count_as_formulas() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>'
    )
    assert {name: one.formula for name, one in cells(with_sheet(rows)).items()} == {"A1": True, "A2": True, "B2": False}


def test_a_formula_without_a_value_is_no_empty_cell() -> None:
    assert cells(with_sheet('<row r="1"><c r="A1"><f>1+1</f></c></row>'))["A1"].formula


def test_text_escapes_and_line_ends_are_put_right() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>một_x000D_\nhai_x0041_</t></is></c></row>'
    assert cells(with_sheet(rows))["A1"].text == "một\nhaiA"


def test_texts_cells_share_are_joined_from_their_pieces_without_reading_aids() -> None:
    texts = (
        f'<sst xmlns="{MAIN}"><si><t>một</t></si><si><r><t>ha</t></r><r><rPr><b/></rPr><t>i</t></r>'
        "<rPh sb='0' eb='1'><t>x</t></rPh></si><si/></sst>"
    ).encode()
    rows = "".join(f'<c r="{name}1" t="s"><v>{at}</v></c>' for at, name in enumerate("ABC"))
    found = cells(with_texts(texts, f'<row r="1">{rows}</row>'))
    assert {name: one.text for name, one in found.items()} == {"A1": "một", "B1": "hai"}


def _styled(code: str, value: str, from_1904: bool = False) -> Cell:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        "</styleSheet>"
    )
    raw = with_sheet(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>')
    parts = {"xl/styles.xml": styles.encode()}
    if from_1904:
        book = parts_of(raw)["xl/workbook.xml"]
        assert b"<workbookPr/>" in book
        parts["xl/workbook.xml"] = book.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    return cells(with_parts(raw, parts))["A1"]


@pytest.mark.parametrize(
    ("code", "value", "kind", "text"),
    [
        ("dd/mm/yyyy", "45728", "date", "2025-03-12"),
        ("[$-1042A]dd\\/mm\\/yyyy;@", "45728", "date", "2025-03-12"),
        ("mm/yyyy", "45717", "date", "2025-03"),
        ("yyyy", "45658", "date", "2025"),
        ("dd/mm/yyyy hh:mm", "45728.5", "date", "2025-03-12 12:00"),
        ("dd/mm/yyyy", "60", "number", "60"),
        ("dd/mm/yyyy", "-1", "number", "-1"),
        ("dd/mm/yyyy", "99999999", "number", "99999999"),
        ('0.00 "đồng"', "12", "number", "12"),
        ("General", "12", "number", "12"),
    ],
)
def test_a_date_is_what_the_format_shows(code: str, value: str, kind: str, text: str) -> None:
    found = _styled(code.replace('"', "&quot;"), value)
    assert (found.kind, found.text) == (kind, text)


def test_days_counted_from_1904_are_four_years_later() -> None:
    assert _styled("dd/mm/yyyy", "44266", from_1904=True).text == "2025-03-12"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0%", NumberDisplay(percent=True)),
        ('0.0" %"', NumberDisplay()),
        ("h:mm", NumberDisplay(date="t")),
        ("#,##0;[Red]-#,##0", NumberDisplay()),
        ("", NumberDisplay()),
    ],
)
def test_a_percent_sign_counts_only_where_excel_multiplies(code: str, shown: NumberDisplay) -> None:
    assert meaning(code) == shown


@pytest.mark.parametrize(
    ("stored", "number", "inexact"),
    [
        ("8.0999999999999996", "8.1", False),
        ("0.1", "0.1", False),
        ("0.30000000000000004", "0.3", True),
        ("1E-3", "0.001", False),
        ("100", "100", False),
        ("-2.5", "-2.5", False),
    ],
)
def test_a_binary_number_is_the_decimal_that_was_typed(stored: str, number: str, inexact: bool) -> None:
    assert exact(stored) == (Decimal(number), inexact)


def test_other_readers_see_the_same_values_in_an_honest_workbook() -> None:
    raw = simple({"A1": "Tiêu chí", "B2": 12.5, "C3": 7, "D4": True, "E5": "  cách  ", "F6": 0.1 + 0.2})
    ours = cells(raw)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    for name, cell in ours.items():
        calamine, theirs = rows[cell.row - 1][cell.column], sheet[name].value
        mine = {"text": cell.text, "yes_no": cell.text == "1"}.get(cell.kind)
        mine = float(cell.text) if mine is None else mine
        assert mine == calamine == theirs, name


def test_names_of_sheets_are_read_in_normal_form_c() -> None:
    raw = simple(title="Tie\u0302u chi\u0301")
    assert list(parse_book(raw, "so.xlsx")) == ["Tiêu chí"]


def test_a_workbook_packed_again_reads_the_same() -> None:
    raw = simple()
    assert kinds(packed(parts_of(raw))) == kinds(raw)

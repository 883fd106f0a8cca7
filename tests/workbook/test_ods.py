"""An .ods workbook is read as the same .xlsx is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from scoring.errors import InvalidInput
from scoring.workbook.cells import Cell, Sheet, Sheets
from scoring.workbook.interpret import read_workbook
from scoring.workbook.mark import mark_cells
from scoring.workbook.source import parse_book

from . import fresh
from .surgery import packed
from .test_recovered import any_scheme, same

HEAD = (
    '<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x" xmlns:style="urn:s" '
    'xmlns:number="urn:n"><office:automatic-styles>'
    '<number:date-style style:name="N1"><number:day/><number:month/><number:year/></number:date-style>'
    '<number:date-style style:name="N2"><number:month/><number:year/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods(tables: str) -> bytes:
    return packed({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{HEAD}{tables}{TAIL}".encode(),
    })  # fmt: skip


def _cell(cell: Cell) -> str:
    formula = ' table:formula="of:=1"' if cell.formula else ""
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.text.split("\n"))
    number, said = "percentage" if cell.percent else "float", "true" if cell.text == "1" else "false"
    values = {
        "number": f'office:value-type="{number}" office:value={quoteattr(cell.text)}',
        "yes_no": f'office:value-type="boolean" office:boolean-value="{said}"',
        "date": f'office:value-type="date" office:date-value={quoteattr(cell.text)} table:style-name="ce1"',
    }
    kind = values.get(cell.kind, 'office:value-type="string"')
    return f"<table:table-cell {kind}{formula}>{text}</table:table-cell>"


def _rows(sheet: Sheet) -> Iterator[str]:
    last = 0
    for row, cells in sorted(sheet.rows.items()):
        if row > last + 1:
            yield f'<table:table-row table:number-rows-repeated="{row - last - 1}"><table:table-cell/></table:table-row>'
        column, texts = 0, ""
        for at, cell in sorted(cells.items()):
            if at > column:
                texts += f'<table:table-cell table:number-columns-repeated="{at - column}"/>'
            texts, column = texts + _cell(cell), at + 1
        hidden = ' table:visibility="filter"' if row in sheet.hidden else ""
        yield f"<table:table-row{hidden}>{texts}</table:table-row>"
        last = row


def as_ods(book: Sheets) -> bytes:
    """The same cells as an .ods file."""
    return ods("".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(_rows(sheet))}</table:table>"
        for name, sheet in book.items()
    ))  # fmt: skip


@pytest.mark.parametrize("name", ["so-minh-hoa-a", "xa-minh-hoa-b"])
def test_the_same_cells_give_the_same_dossier(name: str, tmp_path: Path) -> None:
    whole = fresh.whole(name)
    (tmp_path / "so.ods").write_bytes(as_ods(parse_book(fresh.sample(name), "so.xlsx")))
    found = read_workbook(tmp_path / "so.ods", any_scheme)
    assert same(found.dossier, whole)
    assert found.dossier.provenance[0].cells == whole.provenance[0].cells


def test_cells_are_read_as_they_are_shown() -> None:
    rows = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="percentage" '
        'office:value="0.85"><text:p>85 %</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2025-03-01" table:style-name="ce2"/>'
        '<table:table-cell office:value-type="date" office:date-value="2025-03-01T07:30:00" table:style-name="ce1"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string" '
        'table:number-columns-spanned="2" table:style-name="ce3"><office:annotation><text:p>lời ghi</text:p>'
        '</office:annotation><text:p>a<text:s text:c="2"/><text:span>b</text:span></text:p><text:p>c</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row>"
    )
    sheet = parse_book(ods(f'<table:table table:name="a">{rows}</table:table>'), "so.ods")["a"]
    shown = [(one.kind, one.text, one.percent, one.formula) for one in sheet.cells() if one.row == 1]
    assert shown == [
        ("number", "0.85", True, False),
        ("number", "0.85", True, False),
        ("date", "2025-03", False, False),
        ("date", "2025-03-01 07:30", False, False),
        ("error", "#DIV/0!", False, True),
    ]
    assert [(one.row, one.text) for one in sheet.cells() if one.row > 1] == [(2, "a  b\nc"), (3, "a  b\nc")]
    assert (sheet.struck, sheet.merged) == ({2, 3}, [(2, 0, 2, 1)])


def test_marks_are_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput) as failed:
        mark_cells(ods('<table:table table:name="a"/>'), "so.ods", [])
    (said,) = failed.value.diagnostics
    assert said.code == "SC700"
    assert ".xlsx" in said.hint("vi")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_as_ods_is_read(tmp_path: Path) -> None:
    whole = fresh.whole()
    (tmp_path / "so.xlsx").write_bytes(fresh.sample())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "ods", "--outdir",
         str(tmp_path), str(tmp_path / "so.xlsx")], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert same(read_workbook(tmp_path / "so.ods", any_scheme).dossier, whole)

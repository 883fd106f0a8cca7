"""Workbooks taken apart and put together again: parts replaced, added, left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parts_of(raw: bytes) -> dict[str, bytes]:
    """A zip's files by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Files as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def simple(values: Mapping[str, Any] | None = None, title: str = "Tiêu chí") -> bytes:
    """A plain workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for name, value in ({"A1": "chữ", "B1": 0.1} if values is None else values).items():
        sheet[name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(raw: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts added or replaced."""
    return packed({**parts_of(raw), **parts})


def sheet_xml(rows: str, more: str = "", dimension: str = "A1:B1") -> bytes:
    """A worksheet part with these rows."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
    return f"{head}<sheetData>{rows}</sheetData>{more}</worksheet>".encode()


def with_sheet(rows: str, more: str = "", dimension: str = "A1:B1") -> bytes:
    """A plain workbook whose only sheet holds these rows."""
    return with_parts(simple(), {"xl/worksheets/sheet1.xml": sheet_xml(rows, more, dimension)})


def with_texts(texts: bytes, rows: str = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>') -> bytes:
    """A plain workbook whose cells share the texts of this part."""
    raw = with_sheet(rows)
    rels = parts_of(raw)["xl/_rels/workbook.xml.rels"]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rIdT" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    rels = rels.replace(b"</Relationships>", link.encode())
    return with_parts(raw, {"xl/_rels/workbook.xml.rels": rels, "xl/sharedStrings.xml": texts})

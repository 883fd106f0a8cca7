"""The agencies of a campaign read from a sheet: CSV or Excel, one agency a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.csv_table import Columns, read_table
from scoring.scheme.model import Block
from scoring.text import fold, nfc, slug
from scoring.yaml_source import Limits

COLUMNS = Columns({
    "name": "tên cơ quan, cơ quan, tên, đơn vị, name, agency name",
    "id": "mã cơ quan, mã, agency id, id, agency",
    "block": "khối, block",
    "level": "cấp, level",
})  # fmt: skip
_LOOK = 30
"""Rows of a workbook in which the header is looked for."""


def agencies_in(path: Path, blocks: Iterable[Block]) -> list[dict[str, str]]:
    """The agencies of a sheet, as the file of a campaign lists them. A missing id is made from the name; a block may be
    given by its title; with one block in the scheme it may be missing, and so may the level, which is the block's id
    then. Raises InvalidInput if the file is no such sheet (SC856), CannotRead if it cannot be read.
    """
    known = list(blocks)
    names = {fold(nfc(x)): one.id for one in known for x in (one.id, one.title)}
    rows = _book(path) if path.suffix.lower() == ".xlsx" else _table(path)
    found = []
    for row in rows:
        name = row.get("name", "")
        if not name:
            continue
        given = row.get("block", "") or (known[0].id if len(known) == 1 else "")
        block = names.get(fold(given), given)
        found.append(
            {"id": row.get("id") or slug(name), "name": name, "block": block, "level": row.get("level") or block}
        )
    if not found:
        raise InvalidInput([Diagnostic("SC856", Place(path.name), {"column": COLUMNS.names[0]})])
    return found


def _table(path: Path) -> list[Mapping[str, str]]:
    doc, rows = read_table(path.read_bytes(), path.name, Limits(), COLUMNS)
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    return [{key: cell.text for key, cell in row.cells.items()} for row in rows]


def _book(path: Path) -> list[Mapping[str, str]]:
    from scoring.workbook.source import read_book

    book, _ = read_book(path)
    for sheet in book.values():
        for top in sorted(sheet.rows)[:_LOOK]:
            header = {cell.column: key for cell in sheet.rows[top].values() if (key := COLUMNS.of(nfc(cell.text)))}
            if "name" in header.values():
                return [
                    {header[x.column]: nfc(x.text).strip() for x in sheet.rows[number].values() if x.column in header}
                    for number in sorted(sheet.rows)
                    if number > top
                ]
    return []

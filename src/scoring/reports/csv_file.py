"""Tables as CSV that spreadsheets open as they are: a byte order mark, no cell that would run as a formula."""

from __future__ import annotations

import csv
import re
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, ClassVar

from scoring.reports.cells import Cell, Column, Table
from scoring.reports.discrepancy_tables import criteria_table
from scoring.reports.interface import DiscrepancySource, FormatId, RunSource
from scoring.reports.table_files import SingleTableFormat
from scoring.text import in_lang

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
# The wide forms too: spreadsheets set to an East Asian language read them as the plain ones.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """The text so that no spreadsheet runs it; a plain number stays a number.

    >>> safe("=1+1"), safe("-0.50"), safe("-x"), safe("54/KH-UBND")
    ("'=1+1", '-0.50', "'-x", '54/KH-UBND')
    """
    return f"'{text}" if text.startswith(_STARTS) and not _NUMBER.fullmatch(text) else text


def _text(column: Column, cell: Cell, lang: str, comma: bool) -> str:
    if cell is None:
        return ""
    if column.kind == "truth":
        return in_lang(lang, "có", "yes") if cell else in_lang(lang, "không", "no")
    if column.kind == "points":
        return str(cell).replace(".", ",") if comma else str(cell)
    return safe(str(cell))


def write_csv(table: Table, stream: BinaryIO, lang: str = "vi", delimiter: str = ",") -> None:
    """The table as ``utf-8-sig`` with CRLF, row by row; the stream stays open.

    With the delimiter ``;`` points get a decimal comma, as a Vietnamese spreadsheet expects.
    """
    text = TextIOWrapper(stream, "utf-8-sig", newline="")
    lines = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    lines.writerow([safe(one.heading(lang)) for one in table.columns])
    comma = delimiter == ";"
    for row in table.rows():
        lines.writerow([_text(column, cell, lang, comma) for column, cell in zip(table.columns, row, strict=True)])
    text.flush()
    text.detach()


class Csv(SingleTableFormat):
    """A file per table, for spreadsheets and programs."""

    id: ClassVar[FormatId] = FormatId.CSV

    def write(self, table: Table, file: Path, source: RunSource) -> None:
        """One table."""
        with file.open("wb") as stream:
            write_csv(table, stream, source.lang, source.delimiter)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        """The report's criteria, a row each."""
        stream = BytesIO()
        write_csv(criteria_table(source.report), stream, source.report.lang)
        return stream.getvalue()

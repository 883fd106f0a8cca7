"""Tables of data, each in a file of its own: CSV that spreadsheets open as it is, and Parquet with exact decimals."""

from __future__ import annotations

import csv
import os
import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, TypeVar

from scoring.reports.discrepancy_tables import criteria_table
from scoring.reports.interface import (
    Cell,
    Column,
    DiscrepancySource,
    DocumentId,
    Format,
    FormatId,
    Piece,
    RankedBlock,
    RunSource,
    Table,
)
from scoring.reports.tables import table
from scoring.text import in_lang

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
# The wide forms too: spreadsheets set to an East Asian language read them as the plain ones.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GROUP, _AT_ONCE = 10_000, 500
"""Rows of a row group, and of those that are Python's objects at the same time."""
# The result writes at most six decimals; 38 digits is what decimal128 holds.
_DIGITS, _DECIMALS = 38, 6
_T = TypeVar("_T")
TABLES = (DocumentId.RANKING, DocumentId.CRITERIA, DocumentId.EVIDENCE)


class TableFormat(Format):
    """Tables of data."""

    is_table: ClassVar[bool] = True
    default: ClassVar[tuple[DocumentId, ...]] = (DocumentId.RANKING, DocumentId.CRITERIA)

    @property
    def documents(self) -> tuple[DocumentId, ...]:
        return TABLES


class SingleTableFormat(TableFormat):
    """Tables of data, each in a file of its own."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (
            Piece("run", f"xep-hang.{self.id}", DocumentId.RANKING),
            Piece("run", f"tieu-chi.{self.id}", DocumentId.CRITERIA),
            Piece("run", f"minh-chung.{self.id}", DocumentId.EVIDENCE),
        )

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        if document is None or document not in TABLES:
            self.refuse(document or "run")
        blocks = wanted_blocks(source)
        self.write(table(document, blocks, source.full, source.lang, source.only), file, source)

    @abstractmethod
    def write(self, table: Table, file: Path, source: RunSource) -> None:
        """Write one table to `file`, in the source's language and way."""


def wanted_blocks(source: RunSource) -> list[RankedBlock]:
    """The blocks that hold the one agency wanted; all where none is named."""
    only = source.only
    return [one for one in source.blocks if only is None or any(row.agency == only for row in one.rows)]


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
        with file.open("wb") as stream:
            write_csv(table, stream, source.lang, source.delimiter)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        stream = BytesIO()
        write_csv(criteria_table(source.report), stream, source.report.lang)
        return stream.getvalue()


def _value(column: Column, cell: Cell) -> Any:
    return Decimal(str(cell)) if column.kind == "points" and cell is not None else cell


def _parts(items: Iterator[_T], most: int) -> Iterator[list[_T]]:
    return iter(lambda: list(islice(items, most)), [])


def write_parquet(table: Table, path: Path, lang: str = "vi") -> None:
    """The table at `path`, in row groups of ten thousand; the same rows give the same bytes."""
    # Arrow's own allocators keep tens of megabytes they are done with. It has an effect only before Arrow is used.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "points": pa.decimal128(_DIGITS, _DECIMALS), "count": pa.int32(), "truth": pa.bool_()}
    fields = [pa.field(one.name, types[one.kind], metadata={"title": one.heading(lang)}) for one in table.columns]
    about = {"title": table.title, "notes": "\n".join(table.notes()), "format": "scoring.table/1"}
    schema = pa.schema(fields, metadata=about)

    def batch(rows: Sequence[list[Cell]]) -> Any:
        columns = [
            pa.array([_value(column, cell) for cell in cells], types[column.kind])
            for column, cells in zip(table.columns, zip(*rows, strict=True), strict=True)
        ]
        return pa.record_batch(columns, schema=schema)

    # Rows of Python's objects take far more memory than batches: few at a time.
    batches = map(batch, _parts(table.rows(), _AT_ONCE))
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for group in _parts(batches, _GROUP // _AT_ONCE):
            file.write_table(pa.Table.from_batches(group, schema).combine_chunks())


class Parquet(SingleTableFormat):
    """A file per table, for programs that calculate."""

    id: ClassVar[FormatId] = FormatId.PARQUET
    library: ClassVar[str] = "pyarrow"
    extra: ClassVar[str] = "parquet"
    is_binary: ClassVar[bool] = True

    def write(self, table: Table, file: Path, source: RunSource) -> None:
        write_parquet(table, file, source.lang)

"""Tables as Parquet: exact decimals, the scheme's banner and digest in the file's metadata."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from scoring.reports.cells import Cell, Column, Table
from scoring.reports.interface import FormatId, RunSource
from scoring.reports.table_files import SingleTableFormat

_AT_ONCE = 10_000
# The result writes at most six decimals; 38 digits is what decimal128 holds.
_DIGITS, _DECIMALS = 38, 6


def _value(column: Column, cell: Cell) -> Any:
    return Decimal(str(cell)) if column.kind == "points" and cell is not None else cell


def write_parquet(table: Table, path: Path, lang: str = "vi") -> None:
    """The table at `path`, in row groups of ten thousand; the same rows give the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "points": pa.decimal128(_DIGITS, _DECIMALS), "count": pa.int32(), "truth": pa.bool_()}
    fields = [pa.field(one.name, types[one.kind], metadata={"title": one.heading(lang)}) for one in table.columns]
    about = {"title": table.title, "notes": "\n".join(table.notes), "format": "scoring.table/1"}
    schema = pa.schema(fields, metadata=about)
    rows = table.rows()
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        while part := list(islice(rows, _AT_ONCE)):
            columns = [
                pa.array([_value(column, cell) for cell in cells], types[column.kind])
                for column, cells in zip(table.columns, zip(*part, strict=True), strict=True)
            ]
            file.write_batch(pa.record_batch(columns, schema=schema))


class Parquet(SingleTableFormat):
    """A file per table, for programs that calculate."""

    id: ClassVar[FormatId] = FormatId.PARQUET
    library: ClassVar[str] = "pyarrow"
    extra: ClassVar[str] = "parquet"
    is_binary: ClassVar[bool] = True

    def write(self, table: Table, file: Path, source: RunSource) -> None:
        """One table."""
        write_parquet(table, file, source.lang)

"""What formats of data have in common: which tables they hold, over which blocks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from scoring.reports.interface import DocumentId, Format, Piece, RunSource
from scoring.reports.tables import Ranked, Table, table
from scoring.reports.view import Row

TABLES = (DocumentId.RANKING, DocumentId.CRITERIA, DocumentId.EVIDENCE)


def slim_results(block: Ranked) -> Iterable[Row]:
    """The results at hand, where whole ones are not needed."""
    return [row["result"] for row in block.rows]


class TableFormat(Format):
    """Tables of data."""

    is_table: ClassVar[bool] = True
    default: ClassVar[tuple[DocumentId, ...]] = (DocumentId.RANKING, DocumentId.CRITERIA)

    @property
    def documents(self) -> tuple[DocumentId, ...]:
        """The tables it can hold."""
        return TABLES


class SingleTableFormat(TableFormat):
    """Tables of data, each in a file of its own."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """A file per table."""
        return (
            Piece("run", f"xep-hang.{self.id}", DocumentId.RANKING),
            Piece("run", f"tieu-chi.{self.id}", DocumentId.CRITERIA),
            Piece("run", f"minh-chung.{self.id}", DocumentId.EVIDENCE),
        )

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        """One table over the wanted blocks."""
        if document not in TABLES:
            self.refuse(document or "run")
        blocks, full = wanted_blocks(source), source.full or slim_results
        self.write(table(document, blocks, full, source.lang, source.only), file, source)

    @abstractmethod
    def write(self, table: Table, file: Path, source: RunSource) -> None:
        """Write one table to `file`, in the source's language and way."""


def wanted_blocks(source: RunSource) -> list[Ranked]:
    """The blocks that hold the one agency wanted; all where none is named."""
    only = source.only
    return [one for one in source.blocks if only is None or only in _agencies(one)]


def _agencies(block: Ranked) -> set[str]:
    return {row["result"]["agency"]["id"] for row in block.rows}


__all__ = ["TABLES", "SingleTableFormat", "TableFormat", "slim_results", "wanted_blocks"]

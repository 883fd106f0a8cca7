"""What formats of data have in common: which tables they hold, over which blocks."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from scoring.reports.cells import Table
from scoring.reports.interface import DocumentId, Format, Piece, RankedBlock, RunSource
from scoring.reports.tables import table

TABLES = (DocumentId.RANKING, DocumentId.CRITERIA, DocumentId.EVIDENCE)


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
    return [one for one in source.blocks if only is None or only in _agencies(one)]


def _agencies(block: RankedBlock) -> set[str]:
    return {row.result.agency.id for row in block.rows}

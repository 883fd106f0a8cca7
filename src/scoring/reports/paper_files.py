"""What the formats of official papers have in common: a paper per agency and kind, a summary per block."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from scoring.reports import official
from scoring.reports.interface import AgencySource, BlockSource, DiscrepancySource, DocumentId, Format, Piece
from scoring.reports.official_block import block_summary
from scoring.reports.official_discrepancies import discrepancies
from scoring.reports.official_files import AGENCY_STEMS, BLOCK, DISCREPANCIES
from scoring.reports.official_frame import Paper


class PaperFormat(Format):
    """Official papers, filled in from templates."""

    is_paper: ClassVar[bool] = True
    is_binary: ClassVar[bool] = True
    extra: ClassVar[str] = "office"
    default: ClassVar[tuple[DocumentId, ...]] = (DocumentId.SELF_ASSESSMENT, DocumentId.APPRAISAL, DocumentId.SUMMARY)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Three kinds of papers for an agency, one for a block."""
        return (
            Piece("agency", f"{{stem}}.{self.id}", DocumentId.SELF_ASSESSMENT),
            Piece("agency", f"{{stem}}-tham-dinh.{self.id}", DocumentId.APPRAISAL),
            Piece("agency", f"{{stem}}-giai-thich.{self.id}", DocumentId.EXPLANATION),
            Piece("block", f"{{stem}}.{self.id}", DocumentId.SUMMARY),
        )

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        """A paper of one agency."""
        if document is None:
            self.refuse("agency")
        paper = official.agency(source.result, source.lang, document)
        return self.render(AGENCY_STEMS[document], paper, source.templates)

    def block(self, source: BlockSource) -> bytes:
        """A block's summary."""
        return self.render(BLOCK, block_summary(source.block, source.rows, source.lang), source.templates)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        """A campaign's discrepancy report."""
        if source.result is None:
            self.refuse("discrepancies")
        return self.render(DISCREPANCIES, discrepancies(source.report, source.result), source.templates)

    @abstractmethod
    def render(self, stem: str, paper: Paper, templates: Path | None) -> bytes:
        """The paper set from the template `stem` of the folder, else from the shipped one.

        Raises InvalidInput that says where a template is not right, and UsageProblem if a library is not installed.
        """

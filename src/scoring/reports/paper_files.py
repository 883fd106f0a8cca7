"""What formats of official papers have in common: a paper per agency and kind, a summary per block."""

from __future__ import annotations

from typing import ClassVar

from scoring.reports.interface import DocumentId, Format, Piece


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

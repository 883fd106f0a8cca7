"""The official papers: one per agency and kind, a summary per block, and a campaign's discrepancy report."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, assert_never

from scoring.reports.interface import (
    NO_NEIGHBOURS,
    AgencySource,
    BlockSource,
    DiscrepancySource,
    DocumentId,
    Format,
    Neighbours,
    NoSuchDocument,
    Piece,
)
from scoring.reports.official_appraisal import appraisal
from scoring.reports.official_block import block_summary
from scoring.reports.official_discrepancies import discrepancies
from scoring.reports.official_explanation import explanation
from scoring.reports.official_files import AGENCY_STEMS, BLOCK, DISCREPANCIES, LIST, TASKS
from scoring.reports.official_frame import Paper
from scoring.reports.official_list import decision_list
from scoring.reports.official_minutes import minutes
from scoring.reports.official_one_page import one_page
from scoring.reports.official_periodic import periodic
from scoring.reports.official_self_assessment import self_assessment
from scoring.reports.task_table import TaskTable
from scoring.result.model import Result


def agency(
    result: Result,
    lang: str = "vi",
    document: DocumentId = DocumentId.SELF_ASSESSMENT,
    near: Neighbours = NO_NEIGHBOURS,
) -> Paper:
    """One agency's document; `near` holds its block and inner units. Raises NoSuchDocument if no agency has it."""
    match document:
        case DocumentId.SELF_ASSESSMENT:
            return self_assessment(result, lang, near.units)
        case DocumentId.APPRAISAL:
            return appraisal(result, lang)
        case DocumentId.EXPLANATION:
            return explanation(result, lang, near.lifting)
        case DocumentId.ONE_PAGE:
            return one_page(result, lang, near)
        case DocumentId.MINUTES:
            return minutes(result, lang)
        case (
            DocumentId.PERIODIC
            | DocumentId.SUMMARY
            | DocumentId.DECISION_LIST
            | DocumentId.RANKING
            | DocumentId.CRITERIA
            | DocumentId.EVIDENCE
        ):
            raise NoSuchDocument(f"an agency has no paper {document}")
        case _:
            assert_never(document)


class PaperFormat(Format):
    """Official papers, filled in from templates."""

    is_paper: ClassVar[bool] = True
    is_binary: ClassVar[bool] = True
    extra: ClassVar[str] = "office"
    default: ClassVar[tuple[DocumentId, ...]] = (DocumentId.SELF_ASSESSMENT, DocumentId.APPRAISAL, DocumentId.SUMMARY)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (
            Piece("agency", f"{{stem}}.{self.id}", DocumentId.SELF_ASSESSMENT),
            Piece("agency", f"{{stem}}-tham-dinh.{self.id}", DocumentId.APPRAISAL),
            Piece("agency", f"{{stem}}-bien-ban.{self.id}", DocumentId.MINUTES),
            Piece("agency", f"{{stem}}-giai-thich.{self.id}", DocumentId.EXPLANATION),
            Piece("agency", f"{{stem}}-mot-trang.{self.id}", DocumentId.ONE_PAGE),
            Piece("agency", f"{{stem}}-dinh-ky.{self.id}", DocumentId.PERIODIC),
            Piece("block", f"{{stem}}.{self.id}", DocumentId.SUMMARY),
            Piece("block", f"{{stem}}-danh-sach.{self.id}", DocumentId.DECISION_LIST),
        )

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        if document is None:
            self.refuse("agency")
        near = source.neighbours or NO_NEIGHBOURS
        paper = periodic(source.periodic) if source.periodic else agency(source.result, source.lang, document, near)
        return self.render(AGENCY_STEMS[document], paper, source.templates)

    def block(self, source: BlockSource) -> Iterable[bytes]:
        listed = source.document is DocumentId.DECISION_LIST
        paper = (decision_list if listed else block_summary)(source.block, source.rows, source.lang)
        return self.pieces_of(LIST if listed else BLOCK, paper, source.templates)

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        if source.result is None:
            self.refuse("discrepancies")
        return self.render(DISCREPANCIES, discrepancies(source.report, source.result), source.templates)

    def tasks(self, table: TaskTable, templates: Path | None = None) -> bytes:
        return self.render(TASKS, table, templates)

    @abstractmethod
    def render(self, stem: str, paper: Paper, templates: Path | None) -> bytes:
        """The paper set from the template `stem` of the folder, else from the shipped one.

        Raises InvalidInput that says where a template is not right, and UsageProblem if a library is not installed.
        """

    def pieces_of(self, stem: str, paper: Paper, templates: Path | None) -> Iterable[bytes]:
        """The same in pieces, for a paper that may be long; what is wrong is told before the first."""
        return [self.render(stem, paper, templates)]

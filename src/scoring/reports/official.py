"""The papers of one agency as typed data, and its self-assessment: numbers already written out, nothing is scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from scoring.reports import conclusion
from scoring.reports.interface import DocumentId, NoSuchDocument
from scoring.reports.official_appraisal import appraisal
from scoring.reports.official_explanation import explanation
from scoring.reports.official_frame import Paper, agency_proof, frame, source, subject
from scoring.reports.official_rows import ExplainedRow, ScoreRow, claimed_total, explanations, score_rows
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.model import Result


class SelfAssessmentPaper(Paper):
    """*Báo cáo tự đánh giá, chấm điểm* of one agency."""

    agency: str
    block: str
    set_title: str
    period: str
    source: str
    """The decision the scheme comes from."""
    appraiser: str
    opening: str
    total: str
    max: str
    claimed: str
    headline: str
    sentence: str
    score_rows: Sequence[ScoreRow]
    explanations: Sequence[ExplainedRow]
    note: str
    """The dossier's note."""


def self_assessment(result: Result, lang: str = "vi") -> SelfAssessmentPaper:
    """The self-assessment report of one agency."""
    view = View(result, lang)
    in_lang, about, scheme = view.in_lang, subject(view), result.scheme
    agency, period = one_line(result.agency.name), view.period()
    block, decision = one_line(scheme.block_title), source(view)
    appraiser = one_line(scheme.appraised_by or "")
    appraiser = appraiser or in_lang("Cơ quan thẩm định", "Appraising body")
    title = in_lang(f"Tự đánh giá, chấm điểm{about} {period}", f"Self-assessment{about}, {period}")
    return SelfAssessmentPaper(
        frame=frame(
            view,
            result.agency.name,
            kind=("BÁO CÁO", "REPORT"),
            subject=[title],
            symbol=in_lang("BC-", "R-"),
            provisional=view.provisional,
            recipients=[in_lang(f"{appraiser} (thẩm định)", f"{appraiser} (for appraisal)")],
            proof=agency_proof(view),
        ),
        agency=agency,
        block=block,
        set_title=one_line(scheme.set_title),
        period=period,
        source=decision,
        appraiser=appraiser,
        opening=in_lang(
            f"Thực hiện {decision}, {agency} báo cáo kết quả tự đánh giá, chấm điểm{about} {period} ({block}) như sau:",
            f"Under {decision}, {agency} reports the result of its self-assessment{about} for {period} "
            f"({block}) as follows:",
        ),
        total=view.span(result.total),
        max=view.points(result.total.max),
        claimed=claimed_total(view),
        headline=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        score_rows=score_rows(view),
        explanations=explanations(view),
        note=one_line(result.dossier.note or ""),
    )


def agency(result: Result, lang: str = "vi", document: DocumentId = DocumentId.SELF_ASSESSMENT) -> Paper:
    """One agency's document. Raises NoSuchDocument if it is no paper of one agency."""
    match document:
        case DocumentId.SELF_ASSESSMENT:
            return self_assessment(result, lang)
        case DocumentId.APPRAISAL:
            return appraisal(result, lang)
        case DocumentId.EXPLANATION:
            return explanation(result, lang)
        case DocumentId.SUMMARY | DocumentId.RANKING | DocumentId.CRITERIA | DocumentId.EVIDENCE:
            raise NoSuchDocument(f"an agency has no paper {document}")
        case _:
            assert_never(document)

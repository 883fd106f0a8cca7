"""*Báo cáo chênh lệch điểm* of a campaign: by agency, block and criterion, then each criterion with its appraisals."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.reports.appraisal import AppraisalView
from scoring.reports.discrepancies import AbsentRow, AgreementRow, CriterionGap, Discrepancies, SumTable
from scoring.reports.official_appraisal import ledger_proof
from scoring.reports.official_frame import Paper, frame, proof, source, subject
from scoring.reports.phrases import GAPS_TITLE
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import one_line
from scoring.result.model import Result


class DiscrepancyPaper(Paper):
    """The whole document."""

    campaign: str
    opening: str
    sums: Sequence[SumTable]
    not_submitted: Sequence[AbsentRow]
    facts: Sequence[str]
    """What the appraising body established, one line each."""
    agreement: Sequence[AgreementRow]
    caveat: str
    criteria: Sequence[CriterionGap]
    closing: str


def discrepancies(found: Discrepancies, result: Result) -> DiscrepancyPaper:
    """The document; any result of the campaign says who appraises and under which decision."""
    view, report, lang = View(result, found.lang), found.report, found.lang
    in_lang, title, about = view.in_lang, one_line(found.report.title), subject(View(result, lang))
    note = recorded_appraisal(result)
    head = report.ledger
    return DiscrepancyPaper(
        frame=frame(
            view,
            (AppraisalView(view, note).body if note else "") or None,
            kind=("BÁO CÁO", "REPORT"),
            subject=[f"{in_lang(*GAPS_TITLE)}{about}{in_lang('', ',')} {view.period()}"],
            symbol=in_lang("BC-{}", "R-{}"),
            provisional=found.mark,
            recipients=[in_lang("Hội đồng đánh giá", "Assessment council")],
            proof=[*ledger_proof(view, head.entries, head.head, head.at), *proof(view, "scheme", "software")],
        ),
        campaign=title,
        opening=in_lang(
            f"Chênh lệch điểm trong đợt “{title}”, theo {source(view)}. Chênh lệch là điểm chính thức trừ điểm tự "
            "chấm (không tự chấm: trừ điểm theo hồ sơ); mỗi phần theo nguyên nhân.",
            f"Gaps in the campaign “{title}”, under {source(view)}. A gap is official less claimed points (by the "
            "dossier where nothing is claimed); each part by its cause.",
        ),
        sums=found.sum_tables(),
        not_submitted=found.absent(),
        facts=found.facts(),
        agreement=found.agreement(),
        caveat=found.caveat,
        criteria=found.criteria(),
        closing=in_lang(
            "Số liệu trên đây cộng từ sổ cái của đợt; mã đối chiếu ghi ở cuối văn bản./.",
            "These figures add up from the campaign's ledger; the chain head at the end lets anyone check.",
        ),
    )

"""Official documents as typed data: what Word and PDF templates print, numbers already written out.

Both formats are rendered from the same data, so they say the same. Nothing is scored here: texts
come from the result's derivation, through `View`, `conclusion`, `advice` and `explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from scoring.formulas.interface import Line
from scoring.reports import conclusion
from scoring.reports.common import ledger
from scoring.reports.explain import Explainer
from scoring.reports.explanation import Explanation
from scoring.reports.interface import DocumentId, NoSuchDocument
from scoring.reports.ledger_summary import (
    AbsentAgency,
    LabelledText,
    LinesRow,
    absent_agencies,
    final_line_name,
    is_appraised,
    ledger_states,
    ledger_warnings,
    lines_row,
    publication,
)
from scoring.reports.official_appraisal import appraisal
from scoring.reports.official_block import (
    AgencyRow,
    ClaimRow,
    ClassCount,
    ExtraHead,
    GroupHead,
    agency_rows,
    claim_row,
    distribution,
    extra_heads,
    group_heads,
)
from scoring.reports.official_frame import Paper, frame, proof, source, subject
from scoring.reports.official_rows import ExplainedRow, ScoreRow, claimed_total, explanations, score_rows
from scoring.reports.view import Interval, SummaryView, View
from scoring.reports.words import SOME_UNFINISHED, one_line
from scoring.result.model import Group, Result
from scoring.result.ranking import RankedResult

_TALL = 1500
"""Characters from which a criterion's explanation may be broken over pages."""
_DOSSIERS = 40
"""How many dossiers a block's summary names with their digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSection:
    """Titled rows of an explanation, also as one text."""

    title: str
    rows: Sequence[LabelledText]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedItem:
    """The explanation of a criterion, of the total or of the class."""

    id: str
    title: str
    score: str
    interval: str
    """Certain and attainable points; empty where they are one."""
    sentence: str
    result: str
    remark: str
    notes: Sequence[str]
    operands: Sequence[Line]
    sections: Sequence[ExplainedSection]
    tall: bool
    """Whether it may be broken over pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedGroup:
    """A group, bonus or penalty with the explanations of its criteria."""

    id: str
    title: str
    points: str
    max: str
    criteria: Sequence[ExplainedItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationPaper(Paper):
    """*Phiếu giải thích điểm* of one agency: the equations behind its points and its class."""

    agency: str
    block: str
    source: str
    """The decision the scheme comes from."""
    opening: str
    closing: str
    total: ExplainedItem
    class_: ExplainedItem
    groups: Sequence[ExplainedGroup]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPaper(Paper):
    """*Bảng tổng hợp kết quả* of one block."""

    block_id: str
    block: str
    source: str
    """The decision the scheme comes from."""
    count: int
    """How many agencies have a result."""
    opening: str
    closing: str
    ranked: Sequence[AgencyRow]
    apart: Sequence[AgencyRow]
    """Agencies that are not ranked, then those without a dossier."""
    ties: bool
    """Whether agencies share a rank."""
    max: str
    groups: Sequence[GroupHead]
    extras: Sequence[ExtraHead]
    distribution: Sequence[ClassCount]
    published: str
    """The decisions the results were published under."""
    final_word: str
    """What the final points are called."""
    lines: Sequence[LinesRow]
    """Lines of points; empty where no result is appraised."""
    appraised: Sequence[ClaimRow]
    """Claimed beside computed points; empty where a result is appraised."""


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
            proof=_proof(view),
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


def explanation(result: Result, lang: str = "vi") -> ExplanationPaper:
    """The explanation of one agency's points."""
    view = View(result, lang)
    in_lang, about = view.in_lang, subject(view)
    explainer = Explainer(view, 1)
    agency, period = one_line(result.agency.name), view.period()
    marks = [*ledger_warnings([result], lang), *filter(None, [view.provisional])]
    return ExplanationPaper(
        frame=frame(
            view,
            result.scheme.appraised_by,
            kind=("PHIẾU GIẢI THÍCH ĐIỂM", "EXPLANATION OF THE SCORE"),
            subject=[in_lang(f"{agency} – điểm{about} {period}", f"{agency} – score{about}, {period}")],
            symbol="",
            provisional=" · ".join(marks) or None,
            recipients=[agency],
            proof=_proof(view),
        ),
        agency=agency,
        block=one_line(result.scheme.block_title),
        source=source(view),
        opening=_opening_after_appraisal(view)
        or in_lang(
            f"Điểm tính theo {source(view)}, từ hồ sơ và minh chứng của {agency}, kỳ {period}.",
            f"Points computed under {source(view)}, from the dossier and evidence of {agency}, {period}.",
        ),
        closing=_explanation_closing(view),
        total=_item(Explainer(view, 2).total(), result.total),
        class_=_item(explainer.classification(), result.total),
        groups=_groups(view, explainer),
    )


def _opening_after_appraisal(view: View) -> str:
    """What an explanation of appraised points opens with; "" for points that are computed only."""
    note = view.result.appraisal
    if note is None:
        return ""
    name, title = one_line(view.result.agency.name), one_line(note.title)
    state = view.in_lang("chưa công bố", "not published")
    if note.decision:
        state = view.in_lang("đã công bố", "published")
    return view.in_lang(
        f"Điểm của {name}, kỳ {view.period()}, sau thẩm định trong đợt “{title}” ({state}), theo {source(view)}. "
        "Phép tính là của máy trên minh chứng được chấp nhận; chỗ điểm thẩm định thay điểm máy tính được ghi rõ "
        "ở từng tiêu chí.",
        f"Points of {name}, {view.period()}, after appraisal in “{title}” ({state}), under {source(view)}. "
        "The working is computed from accepted evidence; where appraised points take its place is said "
        "at each criterion.",
    )


def _explanation_closing(view: View) -> str:
    if view.result.appraisal:
        return view.in_lang(
            "Điểm trên đây lấy từ sổ cái của đợt, phép tính từ hồ sơ; mã đầu chuỗi và mã băm ghi ở cuối phiếu.",
            "The points come from the campaign's ledger, the working from the dossier; "
            "chain head and digest stand at the end.",
        )
    return view.in_lang(
        "Điểm trên đây tính từ hồ sơ có mã băm ghi ở cuối phiếu.",
        "These points are computed from the dossier whose digest stands at the end.",
    )


def agency(result: Result, lang: str = "vi", document: DocumentId = DocumentId.SELF_ASSESSMENT) -> Paper:
    """One agency's document.

    Raises:
        NoSuchDocument: it is no paper of one agency.
    """
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


def block(block_id: str, rows: Sequence[RankedResult], lang: str = "vi") -> SummaryPaper:
    """The summary of one block.

    Args:
        block_id: the block's id.
        rows: its agencies in order.
        lang: ``vi`` or ``en``.
    """
    views = [SummaryView(row.result, lang) for row in rows]
    results = [one.result for one in views]
    view = views[0]
    in_lang, about, scheme, period = view.in_lang, subject(view), view.result.scheme, view.period()
    title, decision, count = one_line(scheme.block_title), source(view), len(rows)
    marks = ledger_warnings(results, lang)
    if any(one.provisional for one in views):
        marks.append(in_lang(*SOME_UNFINISHED))
    agencies = agency_rows(rows, lang)
    ranks = [row.rank for row in agencies if row.rank]
    absent = [_absent(view, one) for one in absent_agencies(results, lang)]
    appraised = is_appraised(results)
    return SummaryPaper(
        frame=frame(
            view,
            scheme.appraised_by,
            kind=("BẢNG TỔNG HỢP", "SUMMARY OF RESULTS"),
            subject=[
                in_lang(f"Kết quả chấm điểm, phân loại{about} {period}", f"Points and classes{about}, {period}"),
                title,
            ],
            symbol="",
            provisional=" · ".join(marks) or None,
            recipients=[in_lang("Các cơ quan, đơn vị trong khối", "The agencies of the block")],
            proof=[*ledger_states(results, lang), *proof(view, "day", "scheme"), *_dossier_proofs(views)],
        ),
        block_id=block_id,
        block=title,
        source=decision,
        count=count,
        opening=in_lang(
            f"Kết quả chấm điểm, phân loại{about} {period} của {count} cơ quan, đơn vị thuộc {title}, theo {decision}:",
            f"Points and classes{about} for {period} of the agencies of {title} ({count}), under {decision}:",
        ),
        closing=in_lang(
            f"Trên đây là kết quả tổng hợp của {count} cơ quan, đơn vị thuộc {title}.",
            f"These are the results of the agencies of {title} ({count}).",
        ),
        ranked=[row for row in agencies if row.rank],
        apart=[*(row for row in agencies if not row.rank), *absent],
        ties=len(ranks) != len(set(ranks)),
        max=view.points(view.result.total.max),
        groups=group_heads(view),
        extras=extra_heads(view),
        distribution=distribution(rows, lang),
        published=publication(results, lang),
        final_word=final_line_name(results, lang),
        lines=[lines_row(one) for one in views] if appraised else [],
        appraised=[] if appraised else [claim_row(one) for one in views],
    )


def _absent(view: SummaryView, one: AbsentAgency) -> AgencyRow:
    """An agency of the campaign without a dossier: words in place of points."""
    return AgencyRow(
        rank="",
        agency=one.agency,
        total=view.in_lang("không có hồ sơ", "no dossier"),
        groups=[],
        extra=[],
        class_=view.in_lang("không phân loại", "not classified"),
        sentence=view.in_lang(
            "Không có điểm (không phải 0 điểm), không xếp hạng.", "No points (not 0 points), not ranked."
        ),
        why=one.state,
        possible="",
    )


def _dossier_proofs(views: Sequence[SummaryView]) -> list[LabelledText]:
    if len(views) <= _DOSSIERS:
        return [line for one in views for line in proof(one, "dossier")]
    in_lang = views[0].in_lang
    label = in_lang("Mã băm hồ sơ", "Digests of the dossiers")
    text = in_lang("ghi ở báo cáo của từng cơ quan", "given in the report of each agency")
    return [LabelledText(label, text)]


def _proof(view: View) -> list[LabelledText]:
    head = ledger(view)
    label = view.in_lang("Sổ cái thẩm định", "Ledger of the appraisal")
    found = [LabelledText(label, head)] if head else []
    return [*proof(view, "day", "scheme"), *found, *proof(view, "dossier", "software")]


def _groups(view: View, explainer: Explainer) -> list[ExplainedGroup]:
    """Every group that holds criteria, criteria at the top of the tree, bonus and penalty."""
    return [
        ExplainedGroup(
            id=one.id if isinstance(one.head, Group) else "",
            title=one_line(one.head.title),
            points=view.span(one.head),
            max=view.points(one.max),
            criteria=[_item(explainer.criterion(x), x) for x in one.criteria],
        )
        for one in view.sections()
        if one.criteria
    ]


def _item(one: Explanation, points: Interval) -> ExplainedItem:
    """An explanation as the templates take it, with the points that it explains."""
    sections = [
        ExplainedSection(
            title=section.title,
            rows=[LabelledText(label.strip(), text) for label, text in section.rows],
            text="; ".join(f"{label.strip()} – {text}" if label.strip() else text for label, text in section.rows),
        )
        for section in one.sections
    ]
    length = sum(len(section.text) for section in sections) + len(one.title) + len(one.sentence)
    length += sum(60 + len(x.text) + 2 * len(x.working) for x in one.operands)
    length += sum(map(len, one.notes))
    return ExplainedItem(
        id=one.id,
        title=one.title,
        score=one.score,
        interval=one.interval if points.certain != points.attainable else "",
        sentence=one.sentence,
        result=one.result,
        remark=one.remark,
        notes=[*one.notes, *([one.folded.removeprefix("+ ")] if one.folded else [])],
        operands=one.operands,
        sections=sections,
        tall=length > _TALL,
    )

"""*Bảng tổng hợp kết quả* of one block: ranking, agencies apart, classes, lines of points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from scoring.numbers import normal, show_percent, show_signed
from scoring.reports import compare, conclusion, ledger_summary, rank_words
from scoring.reports.ledger_summary import AbsentAgency, LabelledText, LinesRow
from scoring.reports.official_frame import Paper, frame, proof, source, subject
from scoring.reports.view import SummaryView, summary_views
from scoring.reports.words import dated_decision, one_line, why_not_ranked
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped, joined
from scoring.result.ranking import RankedResult
from scoring.result.summary import GroupSummary

_DOSSIERS = 40
"""How many dossiers a block's summary names with their digests."""


class AgencyRow(Frozen):
    """An agency in the ranking, or apart from it."""

    rank: str
    agency: str
    total: str
    groups: Sequence[str]
    """Points of the top groups."""
    extra: Sequence[str]
    """Points of bonus and penalty."""
    class_: str
    sentence: str
    """How the class came about."""
    why: str
    possible: str


class GroupHead(Frozen):
    """The column of a group."""

    id: str
    title: str
    max: str


class ExtraHead(Frozen):
    """The column of bonus or penalty."""

    title: str
    max: str


class ClassCount(Frozen):
    """How many agencies have a class, and which share of all."""

    class_: str
    count: str
    share: str


class ClaimRow(Frozen):
    """An agency's claimed points beside those by its dossier, of the same criteria."""

    agency: str
    given: str
    """How many criteria are claimed, of how many."""
    claimed: str
    computed: str
    difference: str


class SummaryPaper(Paper):
    """*Bảng tổng hợp kết quả* of one block."""

    block_id: str
    block: str
    source: str
    count: int
    opening: str
    closing: str
    ranked: Sequence[AgencyRow]
    apart: Sequence[AgencyRow]
    """Agencies that are not ranked, then those without a dossier."""
    ties: bool
    """Whether agencies share a rank."""
    rank_rule: str
    """By what they are ranked, where that is not their totals alone; what the mark of a lowered class means."""
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


def block_summary(block_id: str, rows: Sequence[RankedResult], lang: str = "vi") -> SummaryPaper:
    """The summary of one block from its agencies in order."""
    views, results = summary_views(rows, lang), Mapped(rows, lambda row: row.result)
    view = views[0]
    in_lang, about, period, total = view.in_lang, subject(view), view.period(), view.result.total
    title, decision, count = view.block, source(view), len(rows)
    heads, remarks = view.top_groups(), rank_words.remarks(rows, lang)
    agencies = Mapped(
        range(count), lambda at: _agency_row(SummaryView(rows[at].result, lang), rows[at], heads, remarks[at])
    )
    ranks = [row.rank for row in rows if row.rank is not None]
    absent = [_absent(view, one) for one in ledger_summary.absent_agencies(results, lang)]
    appraised = ledger_summary.is_appraised(results)
    return SummaryPaper(
        frame=frame(
            view,
            view.result.scheme.appraised_by,
            kind=("BẢNG TỔNG HỢP", "SUMMARY OF RESULTS"),
            subject=[
                in_lang(f"Kết quả chấm điểm, phân loại{about} {period}", f"Points and classes{about}, {period}"),
                title,
            ],
            symbol="",
            provisional=ledger_summary.block_mark(views),
            recipients=[in_lang("Các cơ quan, đơn vị trong khối", "The agencies of the block")],
            proof=[
                *ledger_summary.ledger_states(results, lang),
                *proof(view, "day", "scheme"),
                *_dossier_proofs(views),
            ],
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
        ranked=agencies[: len(ranks)],
        apart=joined(agencies[len(ranks) :], absent),
        ties=len(ranks) != len(set(ranks)),
        rank_rule=" ".join(
            filter(None, (rules(rows, lang), rank_words.sums((x.result for x in rows if x.rank), lang)))
        ),
        max=view.points(total.max),
        groups=group_heads(view),
        extras=[ExtraHead(title=one_line(x.title), max=view.points(x.cap)) for x in (total.bonus, total.penalty) if x],
        distribution=_distribution(views),
        published=ledger_summary.publication(results, lang, dated_decision),
        final_word=ledger_summary.final_line_name(results, lang),
        lines=Mapped(views, ledger_summary.lines_row) if appraised else [],
        appraised=[] if appraised else Mapped(views, _claim_row),
    )


def rules(rows: Sequence[RankedResult], lang: str) -> str:
    """How the ranks came about, and what the mark of a lowered class means."""
    shared = ("Các cơ quan bằng điểm cùng một hạng.", "Agencies with equal points share a rank.")
    legend = conclusion.mark_legend((row.result.classification for row in rows), lang)
    return f"{rank_words.rule(rows, lang, shared)} {legend}".strip()


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


def _agency_row(view: SummaryView, row: RankedResult, groups: Sequence[GroupSummary], remark: str) -> AgencyRow:
    total = view.result.total
    points = {one.id: view.span(one) for one in view.top_groups()}
    return AgencyRow(
        rank="" if row.rank is None else str(row.rank),
        agency=view.agency,
        total=f"{view.span(total)} ({remark})" if remark else view.span(total),
        groups=[points.get(one.id, view.in_lang("không có", "none")) for one in groups],
        extra=[view.span(one) for one in (total.bonus, total.penalty) if one],
        class_=conclusion.marked(view),
        sentence=conclusion.sentence(view),
        why=why_not_ranked(row.why, view.lang),
        possible="; ".join(conclusion.possible(view)) if row.why == "incomplete" else "",
    )


def group_heads(view: SummaryView) -> list[GroupHead]:
    """The columns of the top groups."""
    return [
        GroupHead(id=one.id, title=one_line(one.title), max=view.points(one.declared_max)) for one in view.top_groups()
    ]


def _distribution(views: Sequence[SummaryView]) -> list[ClassCount]:
    """Every class of the ladder, then other outcomes, with how many agencies and which share."""
    counts = Counter({step.title: 0 for step in conclusion.ladder(views[0])})
    counts.update(map(conclusion.headline, views))
    return [
        ClassCount(class_=title, count=str(n), share=show_percent(normal(Fraction(n, len(views))), views[0].lang))
        for title, n in counts.items()
    ]


def _claim_row(view: SummaryView) -> ClaimRow:
    """Claimed points beside those by the dossier; words where they cannot be compared."""
    claims, gap = view.result.claims, compare.claim_gap(view.result)
    difference = view.in_lang("chưa đủ số liệu để so", "not enough data")
    if not claims.given:
        difference = view.in_lang("không so sánh", "not compared")
    elif gap:
        difference = show_signed(gap, view.lang)
    elif claims.certain == claims.attainable:
        difference = view.in_lang("khớp", "equal")
    return ClaimRow(
        agency=view.agency,
        given=f"{claims.given}/{claims.of}",
        claimed=view.points(claims.claimed if claims.given else None),
        computed=view.span(claims if claims.given else view.result.total),
        difference=difference,
    )

"""The tables of a block's summary: ranking, agencies apart, classes, claimed beside computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.numbers import from_exact, normal, show_percent, show_signed
from scoring.reports import conclusion
from scoring.reports.view import SummaryView
from scoring.reports.words import NOT_RANKED, one_line
from scoring.result.ranking import RankedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency in the ranking, or apart from it."""

    rank: str
    """Empty for an agency that is not ranked."""
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
    """Why it is not ranked."""
    possible: str
    """Classes still possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """The column of a group."""

    id: str
    title: str
    max: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraHead:
    """The column of bonus or penalty."""

    title: str
    max: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """How many agencies have a class, and which share of all."""

    class_: str
    count: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """An agency's claimed points beside those by its dossier, of the same criteria."""

    agency: str
    given: str
    """How many criteria are claimed, of how many."""
    claimed: str
    computed: str
    difference: str


def agency_rows(rows: Sequence[RankedResult], lang: str) -> list[AgencyRow]:
    """All agencies, ranked or not."""
    first = SummaryView(rows[0].result, lang)
    groups = [one.id for one in first.top_groups()]
    return [_agency_row(SummaryView(row.result, lang), row, groups) for row in rows]


def _agency_row(view: SummaryView, row: RankedResult, groups: Sequence[str]) -> AgencyRow:
    total = view.result.total
    points = {one.id: view.span(one) for one in view.top_groups()}
    return AgencyRow(
        rank="" if row.rank is None else str(row.rank),
        agency=one_line(view.result.agency.name),
        total=view.span(total),
        groups=[points.get(id, view.in_lang("không có", "none")) for id in groups],
        extra=[view.span(one) for one in (total.bonus, total.penalty) if one],
        class_=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        why=view.in_lang(*NOT_RANKED[row.why]) if row.why else "",
        possible="; ".join(conclusion.possible(view)) if row.why == "incomplete" else "",
    )


def group_heads(view: SummaryView) -> list[GroupHead]:
    """The columns of the top groups."""
    return [
        GroupHead(id=one.id, title=one_line(one.title), max=view.points(one.declared_max)) for one in view.top_groups()
    ]


def extra_heads(view: SummaryView) -> list[ExtraHead]:
    """The columns of bonus and penalty."""
    total = view.result.total
    return [
        ExtraHead(title=one_line(one.title), max=view.points(one.cap)) for one in (total.bonus, total.penalty) if one
    ]


def distribution(rows: Sequence[RankedResult], lang: str) -> list[ClassCount]:
    """Every class of the ladder, then other outcomes, with how many agencies and which share."""
    view = SummaryView(rows[0].result, lang)
    counts = {step.title: 0 for step in conclusion.ladder(view)}
    for row in rows:
        title = conclusion.headline(SummaryView(row.result, lang))
        counts[title] = counts.get(title, 0) + 1
    return [
        ClassCount(class_=title, count=str(count), share=show_percent(normal(Fraction(count, len(rows))), lang))
        for title, count in counts.items()
    ]


def claim_row(view: SummaryView) -> ClaimRow:
    """Claimed points beside those by the dossier."""
    claims = view.result.claims
    computed = view.span(claims) if claims.given else view.span(view.result.total)
    claimed = view.points(claims.claimed) if claims.given else view.in_lang("không khai", "not given")
    return ClaimRow(
        agency=one_line(view.result.agency.name),
        given=f"{claims.given}/{claims.of}",
        claimed=claimed,
        computed=computed,
        difference=_difference(view),
    )


def _difference(view: SummaryView) -> str:
    """Claimed less computed points, in words where that is no number."""
    claims = view.result.claims
    if not claims.given:
        return view.in_lang("không so sánh", "not compared")
    claimed, low = from_exact(claims.claimed), from_exact(claims.certain)
    high = from_exact(claims.attainable)
    if low <= claimed <= high:
        if low == high:
            return view.in_lang("khớp", "equal")
        return view.in_lang("chưa đủ số liệu để so", "not enough data")
    gap = normal(Fraction(claimed) - (high if claimed > high else low))
    return show_signed(gap, view.lang)

"""What a block's page shows: ranking with ties, distribution, heat map, what stands out, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from heapq import nsmallest
from types import MappingProxyType

from msgspec.structs import replace

from scoring.numbers import Number, fixed, from_exact, normal, round_to, show_percent, show_signed
from scoring.reports import charts, compare, conclusion, ledger_summary, rank_words
from scoring.reports.interface import FileLink
from scoring.reports.ledger_summary import AbsentAgency, LabelledText, LinesRow
from scoring.reports.official_block import GroupHead, group_heads
from scoring.reports.view import SummaryView, summary_views
from scoring.reports.words import why_not_ranked
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped
from scoring.result.ranking import RankedResult
from scoring.result.summary import GroupSummary, Summary
from scoring.text import sort_key

Earlier = Mapping[str, Sequence[Summary]]
"""By agency id, its results of earlier periods, oldest first."""
NONE_EARLIER: Earlier = MappingProxyType({})

_HEAT = (Fraction(1, 2), Fraction(65, 100), Fraction(4, 5), Fraction(9, 10), Fraction(1))
"""Where the next colour of the heat map begins."""
_GAPS = 5
_RULE_VI = (
    "Quy tắc: tỷ lệ đạt của nhóm thấp hơn tứ phân vị thứ nhất, hoặc cao hơn tứ phân vị thứ ba, quá "
    "1,5 lần khoảng tứ phân vị của khối, và cách trung vị ít nhất 10 điểm phần trăm. Tứ phân vị nội suy "
    "tuyến tính, tính bằng số chính xác trên các cơ quan đã đủ số liệu của nhóm; số ghi ở đây làm tròn "
    "đến 0,1."
)
_RULE_EN = (
    "Rule: the group's share lies more than 1.5 interquartile ranges beyond the block's quartiles, and "
    "at least 10 percentage points from the median. Quartiles by linear interpolation, exact, over the "
    "agencies whose group is settled; rounded to 0.1 for showing."
)


class HeatCell(Frozen):
    """A group of an agency in the heat map."""

    step: str
    """The colour: ``0`` to ``5``, ``open`` or ``off``."""
    share: str
    points: str = ""


class AgencyRow(Frozen):
    """An agency in the ranking, or apart from it."""

    view: SummaryView
    rank: str
    """Empty for an agency that is not ranked."""
    tied: bool
    why: str
    """Why it is not ranked."""
    remark: str
    """How the rank was decided, where that is not by the total alone."""
    heat: Sequence[HeatCell] = ()
    """Its groups, on the block's page."""
    change: compare.Change | None = None
    """Since its earlier result, on the block's page."""
    lines: LinesRow | None = None
    """Its lines of points, on the page of an appraised block."""
    files: Sequence[FileLink] = ()
    """Files made for it, on the first page."""


class ClassCount(Frozen):
    """How many agencies have a class."""

    title: str
    count: int
    bar: charts.Bar


class BlockListing(Frozen):
    """A block's agencies and the distribution over the classes."""

    view: SummaryView
    """Of the first agency."""
    provisional: str | None
    agencies: Sequence[AgencyRow]
    """Ranked ones first, then those that are apart."""
    ranked: Sequence[AgencyRow]
    apart: Sequence[AgencyRow]
    """With the reason why they are not ranked."""
    rank_rule: str
    """By what they are ranked, where that is not their totals alone."""
    mark_legend: str
    """What the mark of a lowered class means; "" where no class has it."""
    counts: Sequence[ClassCount]
    appraised: bool
    """Whether any result comes from a ledger."""
    final_word: str
    published: str
    not_submitted: Sequence[AbsentAgency]
    ledgers: Sequence[LabelledText]
    title: str = ""
    """Its heading on the first page: the block's title, with its scheme where others have a block of that title."""
    id: str = ""
    """What it is called on the first page; also tells blocks of several periods apart."""
    files: Sequence[FileLink] = ()
    """Files made for it, on the first page."""


class Outlier(Frozen):
    """A group share of an agency that stands out."""

    view: SummaryView
    group: GroupSummary
    share: str
    median: str
    edge: str
    """The fence it lies beyond."""
    verdict: str


class Outliers(Frozen):
    """Group shares that stand out."""

    rows: Sequence[Outlier]
    enough: bool
    """Whether any group has agencies enough for quartiles."""


class ClaimGap(Frozen):
    """An agency whose claim lies outside the computed points."""

    view: SummaryView
    gap: str
    verdict: str


class BlockPage(Frozen):
    """Everything a block's page shows."""

    listing: BlockListing
    groups: Sequence[GroupHead]
    outliers: Outliers
    rule: str
    """What counts as standing out."""
    gaps: Sequence[ClaimGap]
    """The largest gaps between claimed and computed points; empty where a result is appraised."""
    claims: int
    compared: bool
    """Whether any agency has an earlier result."""
    linked: bool = True
    """Whether the pages it leads to are written beside it."""


def agency_rows(
    rows: Sequence[RankedResult], lang: str, completed: Callable[[AgencyRow], AgencyRow]
) -> Sequence[AgencyRow]:
    """The rows of a block's agencies in order, each `completed` when it is asked for."""
    ranks = Counter(row.rank for row in rows if row.rank is not None)
    remarks = rank_words.remarks(rows, lang)

    def made(index: int) -> AgencyRow:
        row = rows[index]
        return completed(
            AgencyRow(
                view=SummaryView(row.result, lang),
                rank="" if row.rank is None else str(row.rank),
                tied=row.rank is not None and ranks[row.rank] > 1,
                why=why_not_ranked(row.why, lang),
                remark=remarks[index],
            )
        )

    return Mapped(range(len(rows)), made)


def _share(one: GroupSummary, points: str) -> Number | None:
    """The share of its maximum that a group's points are; None where the group does not apply."""
    top = from_exact(one.max)
    if one.status == "not_applicable" or top <= 0:
        return None
    return normal(Fraction(from_exact(points)) / top)


def _cell(view: SummaryView, one: GroupSummary | None) -> HeatCell:
    """One cell of the heat map: its colour's step, the share and the points in words."""
    if one is None:
        return HeatCell(step="off", share=view.in_lang("không có nhóm này", "no such group"))
    low, high = _share(one, one.certain), _share(one, one.attainable)
    if low is None or high is None:
        return HeatCell(step="off", share=view.in_lang("không áp dụng", "not applicable"))
    points = view.span(one)
    if low != high:
        share = f"{_whole(low)}–{_whole(high)}%"
        return HeatCell(step="open", share=share, points=points)
    step = sum(1 for edge in _HEAT if low >= edge)
    return HeatCell(step=str(step), share=f"{_whole(low)}%", points=points)


def _whole(share: Number) -> str:
    """A share in whole percent; only all of it is 100 and only nothing is 0."""
    text = fixed(normal(Fraction(share) * 100), 0)
    if text == "100" and share < 1:
        return "99"
    return "1" if text == "0" and share > 0 else text


def _tenth(share: Number, lang: str) -> str:
    """A share in percent to one decimal, for showing only: fences seldom have an end."""
    return show_percent(round_to(share, Fraction(1, 1000), "half_up"), lang)


def _outliers(views: Sequence[SummaryView]) -> Outliers:
    """Group shares beyond the fences, over the agencies whose group is settled."""
    groups = views[0].top_groups()
    # Equal shares are one object: of thousands of agencies only few differ.
    known: dict[Number, Number] = {}
    shares: list[list[Number | None]] = [[] for _ in groups]
    for view in views:
        for group, own in zip(groups, shares, strict=True):
            share = _settled_share(view, group.id)
            own.append(None if share is None else known.setdefault(share, share))
    rows: list[tuple[int, GroupSummary, Number, compare.Fences]] = []
    enough = False
    for group, own in zip(groups, shares, strict=True):
        fences = compare.fences([share for share in own if share is not None])
        if fences is not None:
            enough = True
            rows += [
                (place, group, share, fences)
                for place, share in enumerate(own)
                if share is not None and fences.outside(share)
            ]
    return Outliers(rows=Mapped(rows, lambda one: _outlier(views[one[0]], *one[1:])), enough=enough)


def _settled_share(view: SummaryView, group: str) -> Number | None:
    one = view.groups.get(group)
    return _share(one, one.certain) if one and one.certain == one.attainable else None


def _outlier(view: SummaryView, group: GroupSummary, share: Number, fences: compare.Fences) -> Outlier:
    is_low, lang = fences.outside(share) < 0, view.lang
    verdict = ("thấp khác thường", "unusually low") if is_low else ("cao khác thường", "unusually high")
    return Outlier(
        view=view,
        group=group,
        share=_tenth(share, lang),
        median=_tenth(fences.median, lang),
        edge=_tenth(fences.low if is_low else fences.high, lang),
        verdict=view.in_lang(*verdict),
    )


def _gaps(views: Sequence[SummaryView]) -> list[ClaimGap]:
    """The largest gaps between claimed and computed points."""
    gaps = ((compare.claim_gap(view.result), view.result.agency.name, place) for place, view in enumerate(views))
    largest = nsmallest(
        _GAPS, (one for one in gaps if one[0] != 0), key=lambda one: (-abs(Fraction(one[0])), sort_key(one[1]), one[2])
    )
    more, less = ("tự chấm cao hơn", "claimed more"), ("tự chấm thấp hơn", "claimed less")
    return [
        ClaimGap(view=view, gap=show_signed(gap, view.lang), verdict=view.in_lang(*(less if gap > 0 else more)))
        for gap, _, place in largest
        for view in [views[place]]
    ]


def counts(views: Sequence[SummaryView]) -> list[ClassCount]:
    """How many agencies have each class: the ladder's order, then states outside it by name."""
    found = Counter(conclusion.headline(view) for view in views)
    order = [step.title for step in conclusion.ladder(views[0])]
    beyond = sorted((x for x in found if x not in order), key=sort_key)
    most = max(found.values())
    return [
        ClassCount(title=title, count=found[title], bar=charts.span(found[title], found[title], most))
        for title in (*order, *beyond)
    ]


def listing(rows: Sequence[RankedResult], lang: str, completed: Callable[[AgencyRow], AgencyRow]) -> BlockListing:
    """A block's agencies, each `completed` when it is asked for, with what they have in common."""
    views = summary_views(rows, lang)
    results = Mapped(rows, lambda row: row.result)
    agencies = agency_rows(rows, lang, completed)
    ranked = sum(row.rank is not None for row in rows)
    return BlockListing(
        view=views[0],
        provisional=ledger_summary.block_mark(views),
        agencies=agencies,
        ranked=agencies[:ranked],
        apart=agencies[ranked:],
        rank_rule=rank_words.rule(rows, lang),
        mark_legend=conclusion.mark_legend((one.classification for one in results), lang),
        counts=counts(views),
        appraised=ledger_summary.is_appraised(results),
        final_word=ledger_summary.final_line_name(results, lang),
        published=ledger_summary.publication(results, lang),
        not_submitted=ledger_summary.absent_agencies(results, lang),
        ledgers=ledger_summary.ledger_states(results, lang),
    )


def block_page(
    rows: Sequence[RankedResult], lang: str = "vi", earlier: Earlier = NONE_EARLIER, *, linked: bool = True
) -> BlockPage:
    """A block's page: its agencies, the heat map, what stands out, changes since an earlier period.

    Args:
        rows: in order, ranked agencies first; they may be read anew each time they are asked for.
        lang: of the page.
        earlier: results of earlier periods.
        linked: whether the pages it leads to are written beside it.
    """
    views = summary_views(rows, lang)
    first, results = views[0], Mapped(rows, lambda row: row.result)
    groups, appraised = first.top_groups(), ledger_summary.is_appraised(results)

    def completed(row: AgencyRow) -> AgencyRow:
        view = row.view
        own = {one.id: one for one in view.top_groups()}
        past = compare.before(view.result, earlier.get(view.result.agency.id, ()))
        return replace(
            row,
            heat=[_cell(view, own.get(one.id)) for one in groups],
            change=compare.change(view, past) if past else None,
            lines=ledger_summary.lines_row(view) if appraised else None,
        )

    return BlockPage(
        listing=listing(rows, lang, completed),
        groups=group_heads(first),
        outliers=_outliers(views),
        rule=first.in_lang(_RULE_VI, _RULE_EN),
        gaps=[] if appraised else _gaps(views),
        claims=sum(1 for one in results if one.claims.given),
        compared=bool(earlier) and any(earlier.get(row.agency) for row in rows),
        linked=linked,
    )

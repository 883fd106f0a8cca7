"""What a block's page shows: ranking with ties, distribution, heat map, what stands out, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from msgspec.structs import replace

from scoring.numbers import Number, fixed, from_exact, normal, round_to, show_percent, show_signed
from scoring.reports import charts, compare, conclusion, ledger_summary
from scoring.reports.common import PageHead, page_head
from scoring.reports.interface import FileLink
from scoring.reports.ledger_summary import AbsentAgency, LabelledText, LinesRow
from scoring.reports.links import block_stem, file_stem
from scoring.reports.official_block import GroupHead, group_heads
from scoring.reports.view import SummaryView
from scoring.reports.words import NOT_RANKED, SOME_UNFINISHED, one_line
from scoring.result.base import Frozen
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

    rank: str
    """Empty for an agency that is not ranked."""
    tied: bool
    why: str
    """Why it is not ranked."""
    file: str
    """The name of its files, without ending."""
    agency: str
    total: str
    max: str
    headline: str
    sentence: str
    possible: Sequence[str]
    """Classes still possible."""
    provisional: bool
    bar: charts.Bar
    heat: Sequence[HeatCell] = ()
    """On the block's page."""
    groups: Sequence[str] = ()
    """Points of the top groups, on the block's page."""
    files: Sequence[FileLink] = ()
    """Files made for it, on the first page."""


class ClassCount(Frozen):
    """How many agencies have a class."""

    title: str
    count: int
    bar: charts.Bar


class BlockListing(Frozen):
    """A block's agencies: ranked ones first, the others apart with the reason, and the distribution."""

    head: PageHead
    block: str
    file: str
    """The name of its files, without ending."""
    provisional: str | None
    count: int
    ranked: Sequence[AgencyRow]
    apart: Sequence[AgencyRow]
    ties: bool
    """Whether agencies share a rank."""
    counts: Sequence[ClassCount]
    scheme_digest: str
    engine: str
    appraised: bool
    """Whether any result comes from a ledger."""
    final_word: str
    """What the final points are called."""
    published: str
    """The decisions the results were published under."""
    not_submitted: Sequence[AbsentAgency]
    ledgers: Sequence[LabelledText]
    ledger: str
    """The ledgers in one text."""
    anchor: str = ""
    """The block's place on the first page."""
    files: Sequence[FileLink] = ()
    """Files made for it, on the first page."""


class Outlier(Frozen):
    """A group share of an agency that stands out."""

    agency: str
    file: str
    group: str
    title: str
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

    agency: str
    file: str
    claimed: str
    computed: str
    given: int
    """How many criteria are claimed."""
    gap: str
    verdict: str


class AgencyChange(Frozen):
    """An agency beside its own earlier result."""

    agency: str
    file: str
    change: compare.Change | None
    """None where there is no earlier result."""


class AppraisedLines(Frozen):
    """An agency's lines of points, with the name of its files."""

    file: str
    lines: LinesRow


class BlockPage(Frozen):
    """Everything a block's page shows."""

    listing: BlockListing
    groups: Sequence[GroupHead]
    lines: Sequence[AppraisedLines]
    """Lines of points; empty where no result is appraised."""
    outliers: Outliers
    rule: str
    """What counts as standing out."""
    gaps: Sequence[ClaimGap]
    """The largest gaps between claimed and computed points; empty where a result is appraised."""
    claims: int
    """How many agencies claim any points."""
    changes: Sequence[AgencyChange]


def agency_rows(views: Sequence[SummaryView], rows: Sequence[RankedResult]) -> list[AgencyRow]:
    """The rows of a block's agencies, in order; `views` has a view of each row's result."""
    ranks = Counter(row.rank for row in rows if row.rank is not None)
    return [_row(view, row, ranks) for view, row in zip(views, rows, strict=True)]


def _row(view: SummaryView, row: RankedResult, ranks: Mapping[int, int]) -> AgencyRow:
    result = row.result
    return AgencyRow(
        rank="" if row.rank is None else str(row.rank),
        tied=row.rank is not None and ranks[row.rank] > 1,
        why=view.in_lang(*NOT_RANKED[row.why]) if row.why else "",
        file=file_stem(result),
        agency=one_line(result.agency.name),
        total=view.span(result.total),
        max=view.points(result.total.max),
        headline=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        possible=conclusion.possible(view),
        provisional=bool(view.provisional),
        bar=charts.bar(result.total),
    )


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
        share = f"{_whole(low)}–{_whole(high)} %"
        return HeatCell(step="open", share=share, points=points)
    step = sum(1 for edge in _HEAT if low >= edge)
    return HeatCell(step=str(step), share=f"{_whole(low)} %", points=points)


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
    found: list[Outlier] = []
    enough = False
    for group in views[0].top_groups():
        shares = []
        for view in views:
            one = view.groups.get(group.id)
            if one and one.certain == one.attainable:
                share = _share(one, one.certain)
                if share is not None:
                    shares.append((share, view))
        fences = compare.fences([share for share, _ in shares])
        if fences is not None:
            enough = True
            found += [_outlier(view, group, share, fences) for share, view in shares if fences.outside(share)]
    return Outliers(rows=found, enough=enough)


def _outlier(view: SummaryView, group: GroupSummary, share: Number, fences: compare.Fences) -> Outlier:
    is_low, lang = fences.outside(share) < 0, view.lang
    verdict = ("thấp khác thường", "unusually low") if is_low else ("cao khác thường", "unusually high")
    return Outlier(
        agency=one_line(view.result.agency.name),
        file=file_stem(view.result),
        group=group.id,
        title=one_line(group.title),
        share=_tenth(share, lang),
        median=_tenth(fences.median, lang),
        edge=_tenth(fences.low if is_low else fences.high, lang),
        verdict=view.in_lang(*verdict),
    )


def _gaps(views: Sequence[SummaryView]) -> list[ClaimGap]:
    """The largest gaps between claimed and computed points."""
    gaps = [(compare.claim_gap(view.result), view) for view in views]
    gaps = [one for one in gaps if one[0] != 0]
    gaps.sort(key=lambda one: (-abs(Fraction(one[0])), sort_key(one[1].result.agency.name)))
    return [_gap(view, gap) for gap, view in gaps[:_GAPS]]


def _gap(view: SummaryView, gap: Number) -> ClaimGap:
    claims = view.result.claims
    more, less = ("tự chấm cao hơn", "claimed more"), ("tự chấm thấp hơn", "claimed less")
    return ClaimGap(
        agency=one_line(view.result.agency.name),
        file=file_stem(view.result),
        claimed=view.points(claims.claimed),
        computed=view.span(claims),
        given=claims.given,
        gap=show_signed(gap, view.lang),
        verdict=view.in_lang(*(more if gap > 0 else less)),
    )


def _changes(views: Sequence[SummaryView], earlier: Earlier) -> list[AgencyChange]:
    """Each agency beside its own earlier result; none where no agency has one."""
    if not any(earlier.get(view.result.agency.id) for view in views):
        return []
    rows = []
    for view in views:
        result = view.result
        past = compare.before(result, earlier.get(result.agency.id, ()))
        rows.append(
            AgencyChange(
                agency=one_line(result.agency.name),
                file=file_stem(result),
                change=None if past is None else compare.change(view, past),
            )
        )
    return rows


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


def listing(block: str, views: Sequence[SummaryView], agencies: Sequence[AgencyRow]) -> BlockListing:
    """A block's agencies with what they have in common; `views` has a view of each row's result."""
    view = views[0]
    results, lang = [one.result for one in views], view.lang
    marks = ledger_summary.ledger_warnings(results, lang)
    if any(one.provisional for one in agencies):
        marks.append(view.in_lang(*SOME_UNFINISHED))
    ledgers = ledger_summary.ledger_states(results, lang)
    return BlockListing(
        head=page_head(view),
        block=one_line(view.result.scheme.block_title),
        file=block_stem(block),
        provisional=" · ".join(marks) or None,
        count=len(agencies),
        ranked=[row for row in agencies if row.rank],
        apart=[row for row in agencies if not row.rank],
        ties=any(row.tied for row in agencies),
        counts=counts(views),
        scheme_digest=view.result.scheme.digest,
        engine=view.result.engine.version,
        appraised=ledger_summary.is_appraised(results),
        final_word=ledger_summary.final_line_name(results, lang),
        published=ledger_summary.publication(results, lang),
        not_submitted=ledger_summary.absent_agencies(results, lang),
        ledgers=ledgers,
        ledger="; ".join(f"{one.label}: {one.text}" for one in ledgers),
    )


def block_page(
    block: str, rows: Sequence[RankedResult], lang: str = "vi", earlier: Earlier = NONE_EARLIER
) -> BlockPage:
    """A block's page: its agencies, the heat map, what stands out, changes since an earlier period."""
    views = [SummaryView(row.result, lang) for row in rows]
    view = views[0]
    groups = view.top_groups()
    agencies = [_with_groups(row, one, groups) for row, one in zip(agency_rows(views, rows), views, strict=True)]
    found = listing(block, views, agencies)
    lines = [AppraisedLines(file=file_stem(one.result), lines=ledger_summary.lines_row(one)) for one in views]
    return BlockPage(
        listing=found,
        groups=group_heads(view),
        lines=lines if found.appraised else [],
        outliers=_outliers(views),
        rule=view.in_lang(_RULE_VI, _RULE_EN),
        gaps=[] if found.appraised else _gaps(views),
        claims=sum(1 for one in views if one.result.claims.given),
        changes=_changes(views, earlier),
    )


def _with_groups(row: AgencyRow, view: SummaryView, groups: Sequence[GroupSummary]) -> AgencyRow:
    own = {one.id: one for one in view.top_groups()}
    heat = [_cell(view, own.get(one.id)) for one in groups]
    return replace(row, heat=heat, groups=[cell.points or cell.share for cell in heat])

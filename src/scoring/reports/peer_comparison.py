"""An agency beside its block and beside its own earlier periods: place and trend, drawn and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from scoring.numbers import from_exact, normal, show
from scoring.reports import charts, compare, rank_words
from scoring.reports.view import ResultView, View
from scoring.reports.words import why_not_ranked
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary

_ALL = 30
"""A block up to this size is listed whole beside its drawing; of a larger one, the neighbourhood."""
_NEAR = 5
_DRAWN = 300
"""About so many dots are drawn at most: more would cover each other, and make each of thousands of pages large."""
_PERIODS = 6


class PeerRow(Frozen):
    """One agency of the block."""

    view: ResultView
    rank: str
    why: str
    own: bool


class Position(Frozen):
    """The agency's place in its block."""

    sentence: str
    title: str
    """Of the drawing: the block's totals as dots, the open ones with the range they may still take."""
    desc: str
    dots: str
    """For how many agencies a dot stands, where that is not one."""
    strip: charts.DotStrip
    ticks: list[charts.Tick]
    median: str | None
    """Its place in percent; None without ranked agencies."""
    median_text: str
    rows: list[PeerRow]
    has_every_agency: bool
    """Whether `rows` lists the whole block."""


class PeriodRow(Frozen):
    """The agency's total in one period."""

    view: ResultView
    own: bool
    column: charts.Column


class Trend(Frozen):
    """The agency's totals over periods."""

    sentence: str
    rows: list[PeriodRow]
    title: str
    desc: str
    period: str
    """The one compared with, in words."""
    criteria: list[compare.CriterionChange]
    """Every criterion beside that period; empty where its criteria are not known."""


class Peers(Mapped[RankedResult]):
    """A ranked block, with what the place of each of its agencies is told from; its rows are read when asked for."""

    def __init__(self, rows: Sequence[RankedResult]) -> None:
        super().__init__(rows, lambda row: row)
        self.places = {row.agency: place for place, row in enumerate(rows)}
        """Where each agency's row is."""
        self.ranks = Counter(row.rank for row in rows if row.rank is not None)
        """How many agencies have a rank."""
        self.ranked = self.ranks.total()
        self.top = max((max(map(from_exact, (row.total.max, row.total.attainable))) for row in rows), default=0)
        """The end of the axis."""
        certain = sorted(from_exact(row.total.certain) for row in rows if row.rank is not None)
        self.median = compare.quantile(certain, Fraction(1, 2)) if certain else None
        self.each = max(1, ceil(len(rows) / _DRAWN))
        """Of how many agencies, next to each other by points, one is drawn as a dot."""
        self.drawn = self._drawn()
        """Places of the rows that are drawn, with their dots."""

    def _drawn(self) -> dict[int, charts.Mark]:
        marks = [charts.Mark(from_exact(row.total.certain), "dot" if row.rank is not None else "apart") for row in self]
        if self.each == 1:
            return dict(enumerate(marks))
        found: dict[int, charts.Mark] = {}
        for kind in range(self.ranked), range(self.ranked, len(marks)):
            places = sorted(kind, key=lambda place: marks[place].value)
            found |= {place: marks[place] for place in places[min(self.each, len(places)) // 2 :: self.each]}
        return found


def position(view: View, rows: Sequence[RankedResult]) -> Position | None:
    """The agency among its block; None without a block, or alone in it."""
    peers = rows if isinstance(rows, Peers) else Peers(rows)
    own = peers.places.get(view.result.agency.id)
    if own is None or len(peers) < 2:
        return None
    row, top = peers[own], peers.top
    low, high = from_exact(row.total.certain), from_exact(row.total.attainable)
    mark = charts.Mark(low, "own", charts.percent(high, top) if high != low else "")
    marks = [one for _, one in sorted((peers.drawn | {own: mark}).items(), key=lambda one: one[0])]
    quarters = [normal(Fraction(from_exact(view.result.total.max) * n, 4)) for n in range(5)]
    name, total = view.agency, view.span(view.result.total)
    median = "" if peers.median is None else show(peers.median, view.lang)
    dots = view.in_lang("Mỗi chấm là một cơ quan", "Each dot is an agency")
    if peers.each > 1:
        dots = view.in_lang(
            f"Mỗi chấm thay cho chừng {peers.each} cơ quan có điểm liền nhau",
            f"Each dot stands for about {peers.each} agencies next to each other by points",
        )
    return Position(
        sentence=_place(view, row, peers),
        title=view.in_lang("Tổng điểm của các cơ quan trong khối", "Totals of the agencies of the block"),
        desc=view.in_lang(
            f"{dots}, trên trục từ 0 đến {show(top, 'vi')} điểm. {name}: {total}."
            + (f" Trung vị của khối: {median}." if median else ""),
            f"{dots}, on an axis from 0 to {show(top, 'en')} points. {name}: {total}."
            + (f" Median of the block: {median}." if median else ""),
        ),
        dots="" if peers.each == 1 else f"{dots}.",
        strip=charts.dots(marks, top),
        ticks=charts.ticks([(x, show(x, view.lang)) for x in quarters], top),
        median=None if peers.median is None else charts.percent(peers.median, top),
        median_text=median,
        rows=[_peer(view, peers[i], own=i == own) for i in _shown(len(peers), own)],
        has_every_agency=len(peers) <= _ALL,
    )


def _shown(count: int, own: int) -> Iterable[int]:
    """Places of the rows that are listed beside the agency's."""
    if count <= _ALL:
        return range(count)
    near = range(max(0, own - _NEAR), min(count, own + _NEAR + 1))
    return sorted({0, 1, 2, *near})


def _place(view: View, row: RankedResult, peers: Peers) -> str:
    if row.rank is None:
        why, count = why_not_ranked(row.why, view.lang), len(peers)
        return view.in_lang(
            f"Không xếp hạng trong khối ({count} cơ quan): {why}.", f"Not ranked in the block of {count}: {why}."
        )
    others = peers.ranks[row.rank] - 1
    text = view.in_lang(
        f"Hạng {row.rank} trong {peers.ranked} cơ quan được xếp hạng của khối",
        f"Rank {row.rank} of {peers.ranked} ranked agencies of the block",
    )
    if others:
        text += view.in_lang(
            f", đồng hạng với {others} cơ quan khác", f", shared with {others} other{'s' * (others > 1)}"
        )
    if row.decided_by:
        text += f" ({rank_words.remarks([row], view.lang)[0]})"
    assert peers.median is not None
    gap = normal(Fraction(from_exact(view.result.total.certain) - peers.median))
    if gap == 0:
        return text + view.in_lang("; bằng trung vị của khối.", "; at the block's median.")
    size = show(normal(abs(Fraction(gap))), view.lang)
    words = ("cao hơn", "above") if gap > 0 else ("thấp hơn", "below")
    return text + view.in_lang(
        f"; {words[0]} trung vị của khối {size} điểm.", f"; {size} points {words[1]} the block's median."
    )


def _peer(view: View, row: RankedResult, *, own: bool) -> PeerRow:
    rank = "" if row.rank is None else str(row.rank)
    return PeerRow(view=ResultView(row.result, view.lang), rank=rank, why=why_not_ranked(row.why, view.lang), own=own)


def trend(view: View, earlier: Sequence[Summary]) -> Trend | None:
    """The agency's totals over periods; None without earlier results."""
    past = {one.period: one for one in earlier if one.period != view.result.period}
    if not past:
        return None
    chosen = compare.before(view.result, list(past.values()))
    assert chosen is not None
    views = [*[ResultView(one, view.lang) for one in past.values()][1 - _PERIODS :], view]
    columns = charts.columns([one.result.total for one in views])
    rows = [PeriodRow(view=x, own=x is view, column=column) for x, column in zip(views, columns, strict=True)]
    totals = "; ".join(f"{x.period()}: {x.span(x.result.total)} / {x.points(x.result.total.max)}" for x in views)
    return Trend(
        sentence=_trend_sentence(view, compare.change(view, chosen)),
        rows=rows,
        title=view.in_lang("Tổng điểm qua các kỳ", "Totals over the periods"),
        desc=view.in_lang(
            f"Cột cao theo tỷ lệ so với điểm tối đa: {totals}.",
            f"Columns as high as the share of the maximum: {totals}.",
        ),
        period=ResultView(chosen, view.lang).period(),
        criteria=compare.criterion_changes(view, chosen),
    )


def _trend_sentence(view: View, one: compare.Change) -> str:
    """The change since the period compared with, in one sentence."""
    note = f" ({one.note})" if one.note else ""
    classes = one.class_after
    if one.class_before != one.class_after:
        classes = f"{one.class_before} → {one.class_after}"
    total = one.after
    if one.before != one.after:
        total = f"{one.before} → {one.after}, {one.points}"
    return view.in_lang(
        f"So với {one.period}: tổng điểm {one.direction} ({total}); phân loại {one.class_word} ({classes}){note}.",
        f"Compared with {one.period}: total {one.direction} ({total}); class {one.class_word} ({classes}){note}.",
    )

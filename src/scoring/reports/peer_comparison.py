"""An agency beside its block and beside its own earlier periods: place and trend, drawn and in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import charts, compare, rank_words
from scoring.reports.view import ResultView, View
from scoring.reports.words import why_not_ranked
from scoring.result.base import Frozen
from scoring.result.ranking import RankedResult
from scoring.result.summary import Summary

_ALL = 30
"""A block up to this size is listed whole beside its drawing; of a larger one, the neighbourhood."""
_NEAR = 5
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


def position(view: View, rows: Sequence[RankedResult]) -> Position | None:
    """The agency among its block; None without a block, or alone in it."""
    id = view.result.agency.id
    own = next((i for i, row in enumerate(rows) if row.agency == id), None)
    if own is None or len(rows) < 2:
        return None
    ranked = [row for row in rows if row.rank is not None]
    certain = [from_exact(row.total.certain) for row in ranked]
    middle = compare.quantile(sorted(certain), Fraction(1, 2)) if certain else None
    totals = [row.total for row in rows]
    top = max(max(from_exact(one.max), from_exact(one.attainable)) for one in totals)
    marks = []
    for index, row in enumerate(rows):
        low, high = from_exact(row.total.certain), from_exact(row.total.attainable)
        kind = "own" if index == own else "dot" if row.rank is not None else "apart"
        marks.append(charts.Mark(low, kind, charts.percent(high, top) if index == own and high != low else ""))
    quarters = [normal(Fraction(from_exact(view.result.total.max) * n, 4)) for n in range(5)]
    name, total = view.agency, view.span(view.result.total)
    median = "" if middle is None else show(middle, view.lang)
    return Position(
        sentence=_place(view, rows[own], ranked, len(rows), middle),
        title=view.in_lang("Tổng điểm của các cơ quan trong khối", "Totals of the agencies of the block"),
        desc=view.in_lang(
            f"Mỗi chấm là một cơ quan, trên trục từ 0 đến {show(top, 'vi')} điểm. {name}: {total}."
            + (f" Trung vị của khối: {median}." if median else ""),
            f"Each dot is an agency, on an axis from 0 to {show(top, 'en')} points. {name}: {total}."
            + (f" Median of the block: {median}." if median else ""),
        ),
        strip=charts.dots(marks, top),
        ticks=charts.ticks([(x, show(x, view.lang)) for x in quarters], top),
        median=None if middle is None else charts.percent(middle, top),
        median_text=median,
        rows=[_peer(view, row, own=i == own) for i, row in _shown(rows, own)],
        has_every_agency=len(rows) <= _ALL,
    )


def _shown(rows: Sequence[RankedResult], own: int) -> list[tuple[int, RankedResult]]:
    if len(rows) <= _ALL:
        return list(enumerate(rows))
    return [(i, row) for i, row in enumerate(rows) if i < 3 or abs(i - own) <= _NEAR]


def _place(view: View, row: RankedResult, ranked: Sequence[RankedResult], count: int, middle: Number | None) -> str:
    if row.rank is None:
        why = why_not_ranked(row.why, view.lang)
        return view.in_lang(
            f"Không xếp hạng trong khối ({count} cơ quan): {why}.", f"Not ranked in the block of {count}: {why}."
        )
    others = sum(1 for one in ranked if one.rank == row.rank) - 1
    text = view.in_lang(
        f"Hạng {row.rank} trong {len(ranked)} cơ quan được xếp hạng của khối",
        f"Rank {row.rank} of {len(ranked)} ranked agencies of the block",
    )
    if others:
        text += view.in_lang(
            f", đồng hạng với {others} cơ quan khác", f", shared with {others} other{'s' * (others > 1)}"
        )
    if row.decided_by:
        text += f" ({rank_words.remarks([row], view.lang)[0]})"
    assert middle is not None
    gap = normal(Fraction(from_exact(view.result.total.certain) - middle))
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

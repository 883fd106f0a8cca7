"""An agency beside its block and beside its own earlier periods: place and trend, drawn and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import charts, compare, conclusion
from scoring.reports.around import Rows
from scoring.reports.block import why
from scoring.reports.links import file_stem
from scoring.reports.view import Row, View
from scoring.reports.words import one_line

Context = dict[str, Any]
_ALL = 30
"""A block up to this size is listed whole beside its drawing; of a larger one, the neighbourhood."""
_NEAR = 5
_PERIODS = 6


def position(view: View, rows: Rows) -> Context | None:
    """The agency among its block; None without a block, or alone in it."""
    id = view.result["agency"]["id"]
    own = next((i for i, row in enumerate(rows) if row["result"]["agency"]["id"] == id), None)
    if own is None or len(rows) < 2:
        return None
    ranked = [row for row in rows if row["rank"] is not None]
    totals = [from_exact(row["result"]["total"]["certain"]) for row in ranked]
    middle = compare.quantile(sorted(totals), Fraction(1, 2)) if totals else None
    return {
        "sentence": _place(view, rows[own], ranked, len(rows), middle),
        "chart": _strip(view, rows, own, middle),
        "rows": [_line(view, row, i == own) for i, row in _shown(rows, own)],
        "whole": len(rows) <= _ALL, "count": len(rows),
    }  # fmt: skip


def _shown(rows: Rows, own: int) -> list[tuple[int, Mapping[str, Any]]]:
    if len(rows) <= _ALL:
        return list(enumerate(rows))
    return [(i, row) for i, row in enumerate(rows) if i < 3 or abs(i - own) <= _NEAR]


def _place(
    view: View, row: Mapping[str, Any], ranked: Rows, count: int, middle: Number | None
) -> str:
    if row["rank"] is None:
        return view.say(
            f"Không xếp hạng trong khối ({count} cơ quan): {why(view, row)}.",
            f"Not ranked in the block of {count}: {why(view, row)}.",
        )
    others = sum(1 for one in ranked if one["rank"] == row["rank"]) - 1
    text = view.say(
        f"Hạng {row['rank']} trong {len(ranked)} cơ quan được xếp hạng của khối",
        f"Rank {row['rank']} of {len(ranked)} ranked agencies of the block",
    )
    if others:
        text += view.say(f", đồng hạng với {others} cơ quan khác", f", shared with {others} others")
    assert middle is not None
    gap = normal(Fraction(from_exact(view.result["total"]["certain"]) - middle))
    if gap == 0:
        return text + view.say("; bằng trung vị của khối.", "; at the block's median.")
    size = show(normal(abs(Fraction(gap))), view.lang)
    words = ("cao hơn", "above") if gap > 0 else ("thấp hơn", "below")
    return text + view.say(
        f"; {words[0]} trung vị của khối {size} điểm.",
        f"; {size} points {words[1]} the block's median.",
    )


def _strip(view: View, rows: Rows, own: int, middle: Number | None) -> Context:
    """Every total of the block as a dot; the open ones with the range they may still take."""
    top = max(
        from_exact(row["result"]["total"][key]) for row in rows for key in ("max", "attainable")
    )
    values = []
    for index, row in enumerate(rows):
        low, high = (from_exact(row["result"]["total"][key]) for key in ("certain", "attainable"))
        kind = "own" if index == own else "dot" if row["rank"] is not None else "apart"
        to = charts.percent(high, top) if index == own and high != low else ""
        values.append((low, {"kind": kind, "to": to}))
    whole = from_exact(view.result["total"]["max"])
    quarters = [normal(Fraction(whole * n, 4)) for n in range(5)]
    name = one_line(view.result["agency"]["name"])
    shown = view.span(view.result["total"])
    median = ""
    if middle is not None:
        median = show(middle, view.lang)
    return {
        **charts.dots(values, top), "ticks": charts.ticks([(x, show(x, view.lang)) for x in quarters], top),
        "median": None if middle is None else charts.percent(middle, top), "median_text": median,
        "title": view.say("Tổng điểm của các cơ quan trong khối", "Totals of the agencies of the block"),
        "desc": view.say(
            f"Mỗi chấm là một cơ quan, trên trục từ 0 đến {show(top, 'vi')} điểm. {name}: {shown}."
            + (f" Trung vị của khối: {median}." if median else ""),
            f"Each dot is an agency, on an axis from 0 to {show(top, 'en')} points. {name}: {shown}."
            + (f" Median of the block: {median}." if median else ""),
        ),
    }  # fmt: skip


def _line(view: View, row: Mapping[str, Any], own: bool) -> Context:
    other = View(row["result"], view.lang)
    rank = row["rank"]
    return {
        "rank": "" if rank is None else str(rank), "why": why(view, row), "own": own,
        "agency": one_line(row["result"]["agency"]["name"]), "file": file_stem(row["result"]),
        "total": other.span(row["result"]["total"]), "headline": conclusion.headline(other),
    }  # fmt: skip


def trend(view: View, earlier: Sequence[Row]) -> Context | None:
    """The agency's totals over periods; None without earlier results."""
    now = str(view.result["period"])
    past = {str(one["period"]): one for one in earlier if str(one["period"]) != now}
    if not past:
        return None
    views = [*[View(one, view.lang) for one in past.values()][1 - _PERIODS :], view]
    rows = [
        {
            "period": one.period(), "short": str(one.result["period"]), "text": one.span(one.result["total"]),
            "max": one.result["total"]["max"], "certain": one.result["total"]["certain"],
            "attainable": one.result["total"]["attainable"], "top": one.points(one.result["total"]["max"]),
            "headline": conclusion.headline(one), "own": one is view, "label": _label(one),
        }
        for one in views
    ]  # fmt: skip
    chosen = compare.before(view.result, list(past.values()))
    assert chosen is not None
    found = compare.change(view, chosen)
    said = "; ".join(f"{row['period']}: {row['text']} / {row['top']}" for row in rows)
    return {
        "change": found, "sentence": trend_sentence(view, found), "rows": rows,
        "chart": {
            **charts.columns(rows),
            "title": view.say("Tổng điểm qua các kỳ", "Totals over the periods"),
            "desc": view.say(f"Cột cao theo tỷ lệ so với điểm tối đa. {said}.",
                             f"Columns as high as the share of the maximum. {said}."),
        },
    }  # fmt: skip


def _label(view: View) -> str:
    """The certain total, with a plus while more can still come: short enough for a column."""
    total = view.result["total"]
    more = "+" if total["certain"] != total["attainable"] else ""
    return view.points(total["certain"]) + more


def trend_sentence(view: View, one: compare.Change) -> str:
    """The change since the period compared with, in one sentence."""
    note = f" ({one.note})" if one.note else ""
    classes = one.class_after
    if one.class_before != one.class_after:
        classes = f"{one.class_before} → {one.class_after}"
    total = one.after
    if one.before != one.after:
        total = f"{one.before} → {one.after}, {one.points}"
    return view.say(
        f"So với {one.period}: tổng điểm {one.direction} ({total}); phân loại {one.class_word} ({classes}){note}.",
        f"Compared with {one.period}: total {one.direction} ({total}); class {one.class_word} ({classes}){note}.",
    )


__all__ = ["position", "trend", "trend_sentence"]

"""The tables of a block's summary: ranking, agencies apart, classes, claimed beside computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.numbers import from_exact, normal, show, show_percent
from scoring.reports import conclusion
from scoring.reports.official_frame import Context
from scoring.reports.view import View
from scoring.reports.words import one_line

Rows = Sequence[Mapping[str, Any]]
_WHY = {
    "incomplete": ("chưa đủ số liệu", "incomplete"),
    "outside": ("ngoài thang phân loại", "outside the ladder"),
}


def _roots(view: View) -> list[Any]:
    return [one for one in view.groups.values() if one["parent"] is None]


def ranking_rows(rows: Rows, lang: str) -> Context:
    """The ranked agencies, those apart with the reason, and the columns of the groups."""
    first = View(rows[0]["result"], lang)
    roots = _roots(first)
    shown = []
    for row in rows:
        view = View(row["result"], lang)
        total = view.result["total"]
        by_id = {one["id"]: view.span(one) for one in _roots(view)}
        extras = [total[name] for name in ("bonus", "penalty")]
        shown.append({
            "rank": "" if row["rank"] is None else str(row["rank"]),
            "agency": one_line(view.result["agency"]["name"]), "total": view.span(total),
            "groups": [by_id.get(one["id"], view.say("không có", "none")) for one in roots],
            "extra": [view.span(one) for one in extras if one],
            "class": conclusion.headline(view), "sentence": conclusion.sentence(view),
            "why": view.say(*_WHY[row["why"]]) if row["why"] else "",
            "possible": "; ".join(conclusion.possible(view)) if row["why"] == "incomplete" else "",
        })  # fmt: skip
    ranks = [row["rank"] for row in shown if row["rank"]]
    total = first.result["total"]
    extras = [total[name] for name in ("bonus", "penalty") if total[name]]
    return {
        "ranked": [row for row in shown if row["rank"]],
        "apart": [row for row in shown if not row["rank"]],
        "ties": len(ranks) != len(set(ranks)),
        "max": first.points(total["max"]),
        "groups": [
            {"id": one["id"], "title": one_line(one["title"]), "max": first.points(one["declared_max"])}
            for one in roots
        ],
        "extras": [{"title": one_line(x["title"]), "max": first.points(x["cap"])} for x in extras],
    }  # fmt: skip


def distribution(rows: Rows, lang: str) -> list[Context]:
    """Every class of the ladder, then other outcomes, with how many agencies and which share."""
    view = View(rows[0]["result"], lang)
    counts: dict[str, int] = {title: 0 for title, _, _ in conclusion.ladder(view)}
    for row in rows:
        title = conclusion.headline(View(row["result"], lang))
        counts[title] = counts.get(title, 0) + 1
    return [
        {"class": title, "count": str(count), "share": show_percent(normal(Fraction(count, len(rows))), lang)}
        for title, count in counts.items()
    ]  # fmt: skip


def appraised(rows: Rows, lang: str) -> list[Context]:
    """Claimed points beside those by dossier, of the same criteria; the appraised ones stay open."""
    return [_compared(View(row["result"], lang)) for row in rows]


def _compared(view: View) -> Context:
    claims = view.result["claims"]
    row = {
        "agency": one_line(view.result["agency"]["name"]),
        "given": f"{claims['given']}/{claims['of']}",
    }
    if not claims["given"]:
        none = view.say("không khai", "not given")
        return {**row, "claimed": none, "computed": view.span(view.result["total"]), "difference": view.say("không so sánh", "not compared")}  # fmt: skip
    claimed, low, high = (from_exact(claims[key]) for key in ("claimed", "certain", "attainable"))
    if low <= claimed <= high:
        word = (
            view.say("khớp", "equal")
            if low == high
            else view.say("chưa đủ số liệu để so", "not enough data")
        )
    else:
        gap = normal(Fraction(claimed) - (high if claimed > high else low))
        word = f"{'+' if gap > 0 else ''}{show(gap, view.lang)}"
    return {**row, "claimed": view.points(claims["claimed"]), "computed": view.span(claims), "difference": word}  # fmt: skip


__all__ = ["appraised", "distribution", "ranking_rows"]

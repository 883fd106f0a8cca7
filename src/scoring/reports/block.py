"""What a block's page shows: ranking with ties, distribution, heat map, what stands out, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from scoring.numbers import Number, fixed, from_exact, normal, round_to, show, show_percent
from scoring.reports import charts, compare, conclusion, together
from scoring.reports.around import Rows, slim
from scoring.reports.common import common
from scoring.reports.links import block_stem, file_stem
from scoring.reports.view import Row, View
from scoring.reports.words import one_line
from scoring.text import sort_key

Context = dict[str, Any]
Earlier = Mapping[str, Sequence[Row]]
NONE_EARLIER: Earlier = MappingProxyType({})

_WHY = {
    "incomplete": ("chưa đủ số liệu", "incomplete"),
    "outside": ("ngoài thang phân loại", "outside the ladder"),
}
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


def why(view: View, row: Mapping[str, Any]) -> str:
    """Why a row is not ranked, in words."""
    return view.say(*_WHY[row["why"]]) if row["why"] else ""


def _row(view: View, row: Mapping[str, Any], tied: set[int]) -> Context:
    result = row["result"]
    rank = row["rank"]
    return {
        "rank": "" if rank is None else str(rank), "tied": rank in tied, "why": why(view, row),
        "file": file_stem(result), "agency": one_line(result["agency"]["name"]),
        "total": view.span(result["total"]), "max": view.points(result["total"]["max"]),
        "headline": conclusion.headline(view), "sentence": conclusion.sentence(view),
        "possible": conclusion.possible(view),
        "provisional": bool(view.provisional), "bar": charts.bar(result["total"]),
    }  # fmt: skip


def roots(view: View) -> list[Row]:
    """The top groups."""
    return [one for one in view.groups.values() if one["parent"] is None]


def _share(one: Row, end: str = "certain") -> Number | None:
    """The share of its maximum a group has; None where the group does not apply."""
    top = from_exact(one["max"])
    if one["status"] == "not_applicable" or top <= 0:
        return None
    return normal(Fraction(from_exact(one[end])) / top)


def _cell(view: View, one: Row | None) -> Context:
    """One cell of the heat map: its colour's step, the share and the points in words."""
    if one is None:
        return {
            "step": "off",
            "share": view.say("không có nhóm này", "no such group"),
            "points": "",
        }
    low, high = _share(one), _share(one, "attainable")
    if low is None or high is None:
        return {"step": "off", "share": view.say("không áp dụng", "not applicable"), "points": ""}
    points = view.span(one)
    if low != high:
        share = f"{_whole(low)}–{_whole(high)} %"
        return {"step": "open", "share": share, "points": points}
    step = sum(1 for edge in _HEAT if low >= edge)
    return {"step": str(step), "share": f"{_whole(low)} %", "points": points}


def _whole(share: Number) -> str:
    """A share in whole percent; only all of it is 100 and only nothing is 0."""
    text = fixed(normal(Fraction(share) * 100), 0)
    if text == "100" and share < 1:
        return "99"
    return "1" if text == "0" and share > 0 else text


def _tenth(share: Number, lang: str) -> str:
    """A share in percent to one decimal, for showing only: fences seldom have an end."""
    return show_percent(round_to(share, Fraction(1, 1000), "half_up"), lang)


def _outliers(views: Sequence[View]) -> Context:
    """Group shares beyond the fences, over the agencies whose group is settled."""
    first = views[0]
    found = []
    enough = False
    for group in roots(first):
        shares = []
        for view in views:
            one = view.groups.get(group["id"])
            share = _share(one) if one and one["certain"] == one["attainable"] else None
            if share is not None:
                shares.append((share, view))
        marks = compare.fences([share for share, _ in shares])
        if marks is None:
            continue
        enough = True
        for share, view in shares:
            side = marks.outside(share)
            if side:
                found.append({
                    "agency": one_line(view.result["agency"]["name"]), "file": file_stem(view.result),
                    "group": group["id"], "title": one_line(group["title"]),
                    "share": _tenth(share, first.lang), "median": _tenth(marks.median, first.lang),
                    "edge": _tenth(marks.low if side < 0 else marks.high, first.lang),
                    "word": first.say("thấp khác thường", "unusually low") if side < 0
                    else first.say("cao khác thường", "unusually high"),
                })  # fmt: skip
    return {"rows": found, "enough": enough}


def _gaps(views: Sequence[View]) -> list[Context]:
    """The largest differences between claimed and computed points."""
    gaps = [(compare.claim_gap(view.result), view) for view in views]
    gaps = [one for one in gaps if one[0] != 0]
    gaps.sort(key=lambda one: (-abs(Fraction(one[0])), sort_key(one[1].result["agency"]["name"])))
    rows = []
    for gap, view in gaps[:_GAPS]:
        claims = view.result["claims"]
        word = view.say("tự chấm cao hơn", "claimed more") if gap > 0 else view.say("tự chấm thấp hơn", "claimed less")  # fmt: skip
        rows.append({
            "agency": one_line(view.result["agency"]["name"]), "file": file_stem(view.result),
            "claimed": view.points(claims["claimed"]), "computed": view.span(claims), "given": claims["given"],
            "gap": ("+" if gap > 0 else "") + show(gap, view.lang), "word": word,
        })  # fmt: skip
    return rows


def _changes(views: Sequence[View], earlier: Earlier) -> list[Context]:
    """Each agency beside its own earlier result; without one, that is said."""
    if not any(earlier.get(view.result["agency"]["id"]) for view in views):
        return []
    rows = []
    for view in views:
        result = view.result
        past = compare.before(result, earlier.get(result["agency"]["id"], ()))
        rows.append({
            "agency": one_line(result["agency"]["name"]), "file": file_stem(result),
            "change": None if past is None else compare.change(view, past),
        })  # fmt: skip
    return rows


def counts(views: Sequence[View]) -> list[Context]:
    """How many agencies have each class: the ladder's order, then states outside it by name."""
    found: dict[str, int] = {}
    for view in views:
        title = conclusion.headline(view)
        found[title] = found.get(title, 0) + 1
    order = [title for title, _, _ in conclusion.ladder(views[0])]
    beyond = sorted((x for x in found if x not in order), key=sort_key)
    most = max(found.values())
    return [
        {"title": title, "count": found.get(title, 0), "bar": charts.span(found.get(title, 0), found.get(title, 0), most)}
        for title in (*order, *beyond)
    ]  # fmt: skip


def listing(block: str, views: Sequence[View], rows: Rows) -> Context:
    """A block's agencies: ranked ones first, the others apart with the reason, and the distribution.

    Args:
        block: the block's id.
        views: a view of each row's result, in the same order.
        rows: what `scoring.engine.rank.rank` gives.
    """
    view = views[0]
    ranks = Counter(row["rank"] for row in rows if row["rank"] is not None)
    tied = {rank for rank, count in ranks.items() if count > 1}
    shown = [_row(one, row, tied) for one, row in zip(views, rows, strict=True)]
    open_word = view.say("TẠM TÍNH – có cơ quan chưa chốt hoặc còn thiếu số liệu",
                         "PROVISIONAL – some agencies are open or incomplete")  # fmt: skip
    result = view.result
    marks = together.marks([one.result for one in views], view.lang)
    return {
        **common(view), "block_id": block, "block": one_line(result["scheme"]["block_title"]),
        "provisional": " · ".join([*marks, *([open_word] if any(one.provisional for one in views) else [])]) or None,
        "count": len(rows),
        "rows": shown, "ranked": [row for row in shown if row["rank"]], "apart": [row for row in shown if not row["rank"]],
        "ties": bool(tied), "counts": counts(views), "file": block_stem(block),
        "scheme_digest": result["scheme"]["digest"], "engine": result["engine"]["version"],
        **_campaign(views),
    }  # fmt: skip


def _campaign(views: Sequence[View]) -> Context:
    """What a block's appraised results have in common; nothing of it where none is appraised."""
    results, lang = [view.result for view in views], views[0].lang
    found = together.ledgers(results, lang)
    return {
        "appraised": together.is_appraised(results), "final_word": together.word(results, lang), "published": together.published(results, lang),
        "not_submitted": together.not_submitted(results, lang),
        "ledgers": [{"label": a, "text": b} for a, b in found], "ledger": "; ".join(f"{a}: {b}" for a, b in found),
    }  # fmt: skip


def ranking_context(
    block: str, rows: Rows, lang: str = "vi", earlier: Earlier = NONE_EARLIER
) -> Context:
    """A block's page: its agencies, the heat map, what stands out, changes since an earlier period."""
    views = [View(slim(row["result"]), lang) for row in rows]
    view = views[0]
    page = listing(block, views, rows)
    groups = [(one["id"], one) for one in roots(view)]
    for row, one in zip(page["rows"], views, strict=True):
        own = {group["id"]: group for group in roots(one)}
        row["heat"] = [_cell(one, own.get(id)) for id, _ in groups]
        row["groups"] = [cell["points"] or cell["share"] for cell in row["heat"]]
    appraised = [together.lines(one) | {"file": file_stem(one.result)} for one in views]
    return {
        **page, "lines": appraised if page["appraised"] else [], "groups": [
            {"id": id, "title": one_line(one["title"]), "max": view.points(one["declared_max"])}
            for id, one in groups
        ],
        "outliers": _outliers(views), "rule": view.say(_RULE_VI, _RULE_EN), "gaps": [] if page["appraised"] else _gaps(views),
        "claims": sum(1 for one in views if one.result["claims"]["given"]),
        "changes": _changes(views, earlier),
    }  # fmt: skip


__all__ = ["Earlier", "counts", "listing", "ranking_context", "roots", "why"]

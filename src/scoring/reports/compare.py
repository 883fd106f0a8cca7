"""Comparisons between agencies and between periods, in exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show_signed
from scoring.reports import conclusion
from scoring.reports.view import ResultView, View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Result
from scoring.result.summary import GroupSummary, Summary

LEAST_FOR_QUARTILES = 4
"""Fewer agencies than this have no quartiles worth the name."""
FENCE = Fraction(3, 2)
FAR = Fraction(1, 10)
"""A share has to lie this far from the median as well: alike agencies have fences next to nothing."""


def quantile(ordered: Sequence[Number], share: Fraction) -> Number:
    """A quantile of sorted values, with exact linear interpolation between neighbours.

    >>> quantile([1, 2, 3, 4], Fraction(1, 2)), quantile([1, 2, 3, 4], Fraction(1, 4))
    (Fraction(5, 2), Fraction(7, 4))
    """
    place = (len(ordered) - 1) * share
    index = int(place)
    below = ordered[index]
    if place == index:
        return below
    return normal(below + (place - index) * Fraction(ordered[index + 1] - below))


class Fences(Frozen, kw_only=False):
    """The median of some shares and the two fences beyond which a share stands out."""

    median: Number
    low: Number
    high: Number

    def outside(self, value: Number) -> int:
        """-1 below, 1 above, 0 for a share that does not stand out."""
        if abs(Fraction(value - self.median)) < FAR:
            return 0
        return -1 if value < self.low else 1 if value > self.high else 0


def fences(values: Sequence[Number]) -> Fences | None:
    """Fences 1.5 interquartile ranges beyond the quartiles; None for too few values."""
    if len(values) < LEAST_FOR_QUARTILES:
        return None
    ordered = sorted(values)
    first, middle, third = (quantile(ordered, Fraction(n, 4)) for n in (1, 2, 3))
    reach = FENCE * Fraction(third - first)
    return Fences(middle, normal(first - reach), normal(third + reach))


def claim_gap(result: Summary) -> Number:
    """Computed less claimed points of the claimed criteria; 0 inside the interval."""
    claims = result.claims
    claimed = from_exact(claims.claimed)
    low, high = from_exact(claims.certain), from_exact(claims.attainable)
    return normal(Fraction(min(max(claimed, low), high) - claimed))


def before(result: Result | Summary, earlier: Sequence[Summary]) -> Summary | None:
    """The earlier result to compare with: the last one of the same part of a year, else the last."""
    now = result.period
    past = [one for one in earlier if one.period != now]
    alike = [one for one in past if one.period.partition("-")[2] == now.partition("-")[2]]
    return next(reversed(alike or past), None)


class Change(Frozen):
    """What changed in one agency since an earlier period, in numbers and words."""

    period: str
    before: str
    after: str
    points: str
    direction: str
    class_before: str
    class_after: str
    class_word: str
    note: str


def change(view: ResultView, past: Summary) -> Change:
    """The change of total and class from an earlier result to this one."""
    then = ResultView(past, view.lang)
    low = _gap(past.total.attainable, view.result.total.certain)
    high = _gap(past.total.certain, view.result.total.attainable)
    points = show_signed(low, view.lang)
    if low != high:
        points = f"{points} … {show_signed(high, view.lang)}"
    vi, en = "thang điểm hai kỳ không cùng một bản", "the two periods used different versions of the scheme"
    return Change(
        period=then.period(),
        before=then.span(past.total),
        after=view.span(view.result.total),
        points=points,
        direction=view.in_lang(*_direction(low, high)),
        class_before=conclusion.marked(then),
        class_after=conclusion.marked(view),
        class_word=_class_word(view, then),
        note=view.in_lang(vi, en) if past.scheme.digest != view.result.scheme.digest else "",
    )


class CriterionChange(Frozen):
    """A criterion's points in an earlier period beside this one's, in words."""

    id: str
    title: str
    before: str
    after: str
    change: str
    """After less before; "" where there is nothing to compare."""
    note: str
    """What else differs: the title, the maximum."""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return self.change == "0" and not self.note


def criterion_changes(view: View, past: Summary) -> list[CriterionChange]:
    """Every criterion beside `past`, in this result's order, then those there are no more; none if unknown."""
    if past.scheme.id != view.result.scheme.id:
        return []
    then = {one.id: one for one in past.criteria}
    rows = [_criterion_change(view, one, then[one.id]) for one in view.leaves() if one.id in then]
    known = {row.id: row for row in rows}
    added = view.in_lang("chưa có tiêu chí này", "no such criterion yet")
    gone = view.in_lang("không còn tiêu chí này", "no such criterion any more")

    def lone(one: Criterion | GroupSummary, before: str, after: str) -> CriterionChange:
        return CriterionChange(id=one.id, title=one_line(one.title), before=before, after=after, change="", note="")

    now = [known.get(one.id) or lone(one, added, _criterion_points(view, one)) for one in view.leaves() if then]
    return now + [lone(one, _criterion_points(view, one), gone) for id, one in then.items() if id not in view.criteria]


def _criterion_points(view: View, one: Criterion | GroupSummary) -> str:
    return view.status(one) if one.status == "not_applicable" else view.span(one)


def _criterion_change(view: View, now: Criterion, past: GroupSummary) -> CriterionChange:
    low, high = _gap(past.attainable, now.certain), _gap(past.certain, now.attainable)
    change = show_signed(low, view.lang)
    if low != high:
        change = f"{change} … {show_signed(high, view.lang)}"
    notes = []
    if one_line(now.title) != one_line(past.title):
        notes.append(view.in_lang(f"kỳ trước: “{one_line(past.title)}”", f"earlier: “{one_line(past.title)}”"))
    if now.max != past.max:
        before, after = view.points(past.max), view.points(now.max)
        notes.append(view.in_lang(f"điểm tối đa {before} → {after}", f"maximum {before} → {after}"))
    if "not_applicable" in (now.status, past.status):
        change = "0" if now.status == past.status else ""
    return CriterionChange(
        id=now.id,
        title=one_line(now.title),
        before=_criterion_points(view, past),
        after=_criterion_points(view, now),
        change=change,
        note="; ".join(notes),
    )


def _gap(past: str, now: str) -> Number:
    return normal(Fraction(from_exact(now) - from_exact(past)))


def _direction(low: Number, high: Number) -> tuple[str, str]:
    if low == high == 0:
        return ("không đổi", "unchanged")
    if low > 0:
        return ("tăng", "up")
    if high < 0:
        return ("giảm", "down")
    return ("chưa rõ tăng hay giảm", "not yet known")


def _class_word(view: ResultView, then: ResultView) -> str:
    """Whether the class went up or down the ladder, where both classes stand on it."""
    order = {one.title: index for index, one in enumerate(view.result.classification.ladder)}
    old, new = conclusion.headline(then), conclusion.headline(view)
    if old == new:
        return view.in_lang("giữ nguyên", "the same")
    if old not in order or new not in order:
        return view.in_lang("khác trước", "not comparable")
    return view.in_lang("lên loại", "higher") if order[new] < order[old] else view.in_lang("xuống loại", "lower")

"""Total and class by the agency's own points, as far as its result alone settles them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from scoring.numbers import Number, exact_text, from_exact, normal, round_to
from scoring.reports.advice import weight
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Reason

Points = Callable[[Criterion], str]


class OwnClass(Frozen):
    """The class by the agency's own points."""

    total: str
    """Its own total, exact."""
    by_points: str
    """Title of the class the total alone gives."""
    title: str | None
    """Title of the class after the conditions, or of the state outside; None while one of them is not known."""
    held: list[Reason]
    """The conditions that lower the class."""
    by_evidence: bool
    """Whether bonus or penalty was not claimed, so that the points by evidence count."""


def own_class(view: View) -> OwnClass | None:
    """Total and class by the claims; None where a criterion that applies is not claimed, or sums do not settle it.

    Conditions and states outside the ladder are those of the result: looked at by the evidence, not by the claims.
    """
    found, leaves = view.result.classification, list(view.leaves())
    asked = [one for one in leaves if one.status != "not_applicable"]
    extra = [one for one in asked if one.section != "tree" and one.claimed is None]
    unsettled = any(one.certain != one.attainable for one in extra)
    if unsettled or not (asked and found.ladder) or any(one.section == "tree" and one.claimed is None for one in asked):
        return None
    if _total(view, leaves, lambda one: one.certain) != from_exact(view.result.total.certain):
        return None  # Something beside sums decides the total: it cannot be computed anew from here.
    total = _total(view, leaves, lambda one: one.certain if one.claimed is None else one.claimed)
    if total < 0:
        return None
    edges = found.edges(from_exact(view.result.total.max))
    start = next((n for n, edge in enumerate(edges) if total >= edge), len(found.ladder) - 1)
    place, held, known = _lowered(view, start)
    title = one_line(found.ladder[place].title) if known and not found.possible_outside else None
    if found.outside:
        title, held = one_line(found.outside.named(view.lang)), []
    return OwnClass(
        total=exact_text(total),
        by_points=one_line(found.ladder[start].title),
        title=title,
        held=held,
        by_evidence=bool(extra),
    )


def _total(view: View, leaves: Iterable[Criterion], points: Points) -> Number:
    """The total if the criteria had these points."""
    result, sums = view.result, dict.fromkeys(("tree", "bonus", "penalty"), Fraction())
    for one in leaves:
        if not one.excluded:
            sums[one.section] += from_exact(points(one)) * weight(view, one)
    total = result.total
    if total.bonus:
        sums["bonus"] = min(sums["bonus"], Fraction(from_exact(total.bonus.cap)))
    if total.penalty:
        sums["penalty"] = max(sums["penalty"], -abs(Fraction(from_exact(total.penalty.cap))))
    whole = sum(sums.values(), Fraction())
    if not total.above_maximum:
        whole = min(whole, Fraction(from_exact(total.max)))
    if result.rounding.at == "total":
        return round_to(whole, from_exact(result.rounding.step), result.rounding.mode)
    return normal(whole)


def _lowered(view: View, place: int) -> tuple[int, list[Reason], bool]:
    """The place on the ladder after ceilings and gates, those that lowered it, and whether all are known."""
    found, start = view.result.classification, place
    places, known = {one.id: n for n, one in enumerate(found.ladder)}, True
    held: list[Reason] = []
    for one in found.reasons:
        limit = places[one.class_] if one.kind == "ceiling" and one.class_ else start
        if limit > start and limit >= place:
            known = known and (one.state != "unknown" or limit == place)
            if one.state == "holds":
                held = [*held, one] if limit == place else [one]
                place = limit
    while place < len(found.ladder) - 1:
        own = [one for one in found.reasons if one.kind == "gate" and one.class_ == found.ladder[place].id]
        failed = [one for one in own if one.state == "fails"]
        known = known and bool(failed or all(one.state != "unknown" for one in own))
        if not failed:
            break
        held, place = [*held, *failed], place + 1
    return place, held, known

"""Points given by people in place of computed ones: the same sums, ladder, gates and ceilings on top of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scoring.engine.assessment import Assessment
from scoring.engine.classify import classify
from scoring.engine.conditions import Facts
from scoring.engine.leaves import round_leaf
from scoring.engine.outcome import Modifier, Outcome
from scoring.engine.rollup import roll_up
from scoring.numbers import Number, show
from scoring.scheme.signs import signed, signed_ends


def with_points(
    result: Assessment,
    points: Mapping[str, Number],
    appraised: Mapping[str, Number] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Assessment:
    """The assessment as it is when these criteria have the given points; nothing else of it changes.

    Args:
        result: what the engine computed of the evidence.
        points: points by criterion, as the result shows them (penalties are zero or less).
        appraised: of these, what appraisers gave; shown as such.
        reasons: why a criterion's points are what they are.

    Raises:
        KeyError: a criterion is not in the plan.
    """
    outcomes = dict(result.outcomes)
    said = reasons or {}
    for id, value in points.items():
        outcomes[id] = _given(
            outcomes[id], value, said.get(id, ""), by_people=appraised is None or id in appraised
        )
    # Who gives points says by that that the criterion applies.
    parents = {leaf.id: leaf.parent for leaf in result.plan.leaves}
    parents |= {one.id: one.plan.parent for one in result.sums if one.plan is not None}
    stated = dict(result.case.not_applicable)
    for id in points:
        above: str | None = id
        while above is not None:
            stated.pop(above, None)
            above = parents[above]
    sums, total = roll_up(result.plan, outcomes, stated)
    old = result.facts
    facts = Facts(
        old.plan, old.case, outcomes, {one.id: one for one in sums}, total, old.findings, old.history,
        old.period,
    )  # fmt: skip
    return replace(
        result, outcomes=outcomes, sums=sums, total=total, classification=classify(facts), facts=facts,
        appraised=dict(appraised or {}),
    )  # fmt: skip


def _given(computed: Outcome, value: Number, reason: str, *, by_people: bool) -> Outcome:
    section = computed.plan.section
    own = signed(section, value)
    before = computed.low if computed.low == computed.high else None
    changed = before != own
    notes = computed.modifiers
    if changed or reason:
        ends = signed_ends(section, computed.low, computed.high)
        why = f": {reason}" if reason else ""
        vi, en = (_told(value, ends, changed, by_people, lang) + why for lang in ("vi", "en"))
        notes = (
            *notes,
            Modifier("appraised" if by_people else "given", changed, vi, en, before, own),
        )
    found = Outcome(
        computed.plan, "scored", own, own, computed.scored, None, False, notes, computed.missing
    )
    round_leaf(found)
    return found


def _told(
    value: Number, ends: tuple[Number, Number], changed: bool, by_people: bool, lang: str
) -> str:
    """The given points beside the computed ones, in words."""
    low, high = (show(end, lang) for end in ends)
    span = low if low == high else f"{low} – {high}"
    points = show(value, lang)
    if lang == "vi":
        name = "điểm thẩm định" if by_people else "điểm chính thức, không ai thẩm định:"
        return f"{name} {points} (máy tính từ hồ sơ: {span if changed else 'cũng vậy'})"
    name = "appraised" if by_people else "official points, nobody appraised:"
    return f"{name} {points} (computed from the dossier: {span if changed else 'the same'})"


__all__ = ["with_points"]

"""An assessment with points given in place of computed ones: sums and class are made anew."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from scoring.engine.assessment import Assessment
from scoring.engine.classify import classify
from scoring.engine.leaves import round_leaf
from scoring.engine.notes import Modifier, PointsGiven
from scoring.engine.outcome import Outcome
from scoring.engine.rollup import roll_up
from scoring.numbers import Number, signed, signed_ends


def with_points(
    result: Assessment,
    points: Mapping[str, Number],
    appraised: Mapping[str, Number] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Assessment:
    """The assessment with the given points at these criteria, and all that follows from them.

    Points are as the result shows them (penalties are zero or less); `appraised` are those that appraisers gave, by
    default all; `reasons` say why a criterion's points are what they are.

    Raises:
        KeyError: a criterion is not in the plan.
    """
    outcomes = dict(result.outcomes)
    reasons = reasons or {}
    for id, value in points.items():
        outcomes[id] = _given(outcomes[id], value, reasons.get(id, ""), by_people=appraised is None or id in appraised)
    # A criterion that is given points applies, and so does every group above it.
    parents = {leaf.id: leaf.parent for leaf in result.plan.leaves}
    parents |= {one.id: one.plan.parent for one in result.sums if one.plan is not None}
    stated = dict(result.case.not_applicable)
    for id in points:
        above: str | None = id
        while above is not None:
            stated.pop(above, None)
            above = parents[above]
    sums, total = roll_up(result.plan, outcomes, stated)
    by_id = {one.id: one for one in sums}
    facts = replace(result.facts, outcomes=outcomes, sums=by_id, total=total)
    return replace(
        result,
        outcomes=outcomes,
        sums=sums,
        total=total,
        classification=classify(result.plan, facts),
        facts=facts,
        appraised=dict(appraised or {}),
    )


def _given(computed: Outcome, value: Number, reason: str, *, by_people: bool) -> Outcome:
    section = computed.plan.section
    own = signed(section, value)
    before = computed.low if computed.low == computed.high else None
    changed = before != own
    notes = computed.modifiers
    if changed or reason:
        low, high = signed_ends(section, computed.low, computed.high)
        note = PointsGiven(points=value, low=low, high=high, changed=changed, by_people=by_people, reason=reason)
        kind = "appraised" if by_people else "given"
        notes += (Modifier(kind, changed, note, before=before, after=own),)
    found = Outcome(
        computed.plan, "scored", own, own, scored=computed.scored, modifiers=notes, missing=computed.missing
    )
    round_leaf(found)
    return found

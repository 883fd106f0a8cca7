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
        outcomes[id] = _given(outcomes[id], value, said.get(id, ""))
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


def _given(computed: Outcome, value: Number, reason: str) -> Outcome:
    own = -value if computed.plan.section == "penalty" else value
    before = computed.low if computed.low == computed.high else None
    changed = before != own
    notes = computed.modifiers
    if changed or reason:
        why = f": {reason}" if reason else ""
        note = Modifier(
            "appraised", changed, f"điểm thẩm định {show(value)}{why}",
            f"appraised {show(value, 'en')}{why}", before, own,
        )  # fmt: skip
        notes = (*notes, note)
    found = Outcome(
        computed.plan, "scored", own, own, computed.scored, None, False, notes, computed.missing
    )
    round_leaf(found)
    return found


__all__ = ["with_points"]

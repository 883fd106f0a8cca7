"""Step 2, leaves: from measured inputs to certain and attainable points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.engine import notes
from scoring.engine.measured import Case, Measured, MeasureState, OpenState
from scoring.engine.measures import worst_state
from scoring.engine.notes import Fixed, Modifier
from scoring.engine.outcome import Outcome, Status, rounding_note
from scoring.engine.plan import REMEMBERED, CompiledLeaf
from scoring.engine.tree import LeafPlan
from scoring.evidence.fit import unmet_demands
from scoring.evidence.model import Judgement, Record
from scoring.numbers import Number

_STATUS: dict[OpenState, Status] = {
    "range": "not_declared",
    "lacking": "not_declared",
    "not_declared": "not_declared",
    "pending": "pending",
    "refused": "refused",
    "error": "error",
}
"""The status of a leaf by the most serious state of its inputs."""
_IN_PART: set[OpenState] = {"range", "refused", "lacking"}
"""States of a value of which at least a part was handed in."""
_REASONS = {
    "range": Fixed.DATA_INCOMPLETE,
    "not_declared": Fixed.NOT_DECLARED,
    "pending": Fixed.PENDING,
    "refused": Fixed.EVIDENCE_REFUSED,
    "error": Fixed.INVALID_DATA,
}
_OPEN: tuple[notes.Asked, ...] = ("not_declared", "pending", "refused")
_POLICY_NOTES = {"keep": Fixed.KEPT, "full": Fixed.FULL, "drop": Fixed.DROPPED, "rescale": Fixed.RESCALED_AWAY}


def _judged(leaf: LeafPlan, judgements: dict[str, Judgement]) -> Measured:
    id = f"judgement:{leaf.node.id}"
    low, high = leaf.spec.judged(leaf.node.maximum)
    given = judgements.get(leaf.node.id)
    if given is None or given.by != leaf.spec.judge():
        state: MeasureState = "not_declared" if leaf.spec.judge() == "agency" else "pending"
        return Measured(id, state, low=low, high=high)
    if not low <= given.points <= high:
        return Measured(id, "error", low=low, high=high, note=notes.OutsideSpan(low, high))
    return Measured(id, "known", given.points, note=notes.Quoted(given.reason))


def _best(name: str, case: Case, lower: bool) -> Measured:
    """The block's best value; a range from it on while values of some agencies are open."""
    peer = case.peers.get(name.removeprefix("best:"))
    if peer is None:
        return Measured(name, "pending")
    if not peer.open or case.final:
        return Measured(name, "known", peer.best)
    low, high = (0, peer.best) if lower else (peer.best, None)
    return Measured(name, "pending", low=low, high=high, note=notes.PeersOpen(peer.open))


def inputs_of(leaf: LeafPlan, case: Case) -> tuple[Measured, ...]:
    """The leaf's measured inputs, in the order its formula takes them."""
    measured = case.measured
    return tuple([measured[name] for name in leaf.reads])


def _measure_rest(leaf: LeafPlan, case: Case, judgements: dict[str, Judgement]) -> None:
    """Measure the leaf's judgement and best values of the block, unless another leaf's read did."""
    for name in leaf.reads:
        if name not in case.values:
            if name.startswith("best:"):
                lower = leaf.spec.best_value() == "lower"
                case.values[name] = _best(name, case, lower)
            else:
                case.values[name] = _judged(leaf, judgements)


def _not_applicable(leaf: LeafPlan, reason: notes.Note | None) -> Outcome:
    maximum = leaf.node.maximum
    points = maximum if leaf.policy == "full" else 0
    note = Modifier("not_applicable", True, _POLICY_NOTES[leaf.policy])
    return Outcome(
        leaf,
        "not_applicable",
        points,
        points,
        reason=reason,
        excluded=leaf.policy in ("drop", "rescale"),
        modifiers=(note,),
    )


def _or_not_applicable(leaf: LeafPlan, low: Number, high: Number) -> tuple[Number, Number]:
    """The span of a leaf that may turn out not to apply: what its policy gives then is within."""
    maximum = leaf.node.maximum
    if leaf.policy == "full":
        return low, maximum
    # Taken out, it may give nothing, or as much as its maximum by re-scaling the others.
    return 0, high if leaf.policy == "keep" else maximum


def _broken(leaf: LeafPlan) -> Outcome:
    return Outcome(leaf, "error", 0, leaf.node.maximum, reason=Fixed.DIVISION_BY_ZERO)


def score_open(leaf: CompiledLeaf, case: Case, judgements: dict[str, Judgement]) -> Outcome:
    """The rounded outcome of a leaf that may be open, remembered by all that is known of its inputs.

    It is for leaves of which no evidence is asked, while the period is not closed and nothing is stated not applicable.
    """
    _measure_rest(leaf, case, judgements)
    key = tuple(
        [
            (x.state, x.value, x.low, x.high, x.levels, x.note, x.reasons, x.stated, x.may_not_apply)
            for x in inputs_of(leaf, case)
        ]
    )
    outcome = leaf.open_outcomes.get(key)
    if outcome is None:
        outcome = score_leaf(leaf, case, judgements).copy()
        if outcome.scored is None:
            round_leaf(outcome)
        if len(leaf.open_outcomes) < REMEMBERED:
            leaf.open_outcomes[key] = outcome
    return outcome


def score_leaf(leaf: CompiledLeaf, case: Case, judgements: dict[str, Judgement]) -> Outcome:
    """Score one leaf, whatever is known of its inputs; the outcome may be a shared one."""
    _measure_rest(leaf, case, judgements)
    stated = case.not_applicable
    if leaf.node.id in stated:
        return _not_applicable(leaf, notes.Quoted(stated[leaf.node.id]))
    inputs = inputs_of(leaf, case)
    try:
        if not [one for one in inputs if one.state != "known"]:
            return leaf.score(*[one.value for one in inputs])
    except ArithmeticError:
        return _broken(leaf)
    return _uncertain(leaf, inputs)


def _uncertain(leaf: CompiledLeaf, inputs: tuple[Measured, ...]) -> Outcome:
    absent = [one for one in inputs if one.state == "not_applicable"]
    if absent and (not leaf.spec.takes_not_applicable or len(absent) == len(inputs)):
        why = absent[0].note or Fixed.INPUT_NOT_APPLICABLE
        if not leaf.node.may_be_not_applicable and any(one.stated for one in absent):
            reason = Fixed.ALWAYS_APPLIES
            return Outcome(leaf, "not_declared", 0, leaf.node.maximum, reason=reason)
        return _not_applicable(leaf, why)
    rest = [one for one in inputs if one.state not in ("known", "not_applicable")]
    try:
        if not rest:
            values: list[Any] = [None if x.state == "not_applicable" else x.value for x in inputs]
            return leaf.score(*values)
        low, high = leaf.bounds(*[one.range() for one in inputs])
        state = worst_state(rest)
        if any(one.may_not_apply for one in rest):
            low, high = _or_not_applicable(leaf, low, high)
        elif low == high and leaf.spec.settles_early and all(map(_in_part, rest)):
            # What is still to come cannot change the points.
            ends = [x.value if x.state == "known" else x.low for x in inputs]
            outcome = leaf.score(*ends)
            if outcome.scored is not None and outcome.scored.points == low:
                return outcome
    except ArithmeticError:
        low, high, state = 0, leaf.node.maximum, "error"
    status = _STATUS[state]
    if not leaf.stays_open:
        # The span includes whatever the scheme's closing policy may make of the leaf.
        at_closing = {getattr(leaf.closing, one, "open") for one in _still_possible(leaf, rest)}
        if "zero" in at_closing and not _partly_known(inputs):
            low = 0
        if "not_applicable" in at_closing:
            low, high = _or_not_applicable(leaf, low, high)
    said = [one.note for one in rest if one.note and one.state == state]
    return Outcome(leaf, status, low, high, reason=said[0] if said else _REASONS[state])


def _in_part(one: Measured) -> bool:
    """Whether at least a part of a value was handed in, or only somebody's judgement is to come."""
    # Of an open list without a record nothing was.
    nothing = one.state == "not_declared" and not one.ends[0]
    return (one.states <= _IN_PART and not nothing) or one.id.startswith("judgement:")


def _still_possible(leaf: LeafPlan, rest: Iterable[Measured]) -> set[Status]:
    """Every status the leaf may have at closing, given the inputs that are not known yet.

    Any of their states may be the one left by then, and listed records may still be refused.
    """
    states = {_STATUS[state] for one in rest for state in one.states}
    return states | {"refused"} if leaf.listed else states


def require_evidence(
    outcome: Outcome, by_kind: dict[str, list[Record]], case: Case, explained: bool, accepted: bool
) -> None:
    """Withhold points while compulsory evidence is missing and no explanation is accepted."""
    leaf = outcome.plan
    if outcome.status == "not_applicable":
        return

    assert leaf.node.evidence is not None
    demands = leaf.node.evidence.demands
    unmet = unmet_demands(demands, leaf.node.id, by_kind, case.refused)
    unmet = [kinds for kinds in unmet if not case.kinds_not_due.issuperset(kinds)]
    if not unmet:
        return
    outcome.missing = tuple(kind for kinds in unmet for kind in kinds)
    if explained and accepted:
        outcome.modifiers += (Modifier("explanation", True, notes.ExplanationAccepted(outcome.missing)),)
        return
    note = notes.EvidenceMissing(outcome.missing, explained)
    outcome.modifiers += (Modifier("evidence", outcome.low != 0, note, before=outcome.low, after=0),)
    outcome.low = 0
    if outcome.status == "scored" and outcome.high:
        outcome.status = "pending" if explained else "not_declared"
        outcome.reason = note


def _partly_known(inputs: Iterable[Measured]) -> bool:
    """Whether some input was handed in, at least in part, or is known to be above zero."""
    return any(one.states <= {"known", *_IN_PART} or one.low > 0 for one in inputs)


def _asked(outcome: Outcome) -> notes.Asked | None:
    """What the closing policy is asked about; None where it has no say."""
    if outcome.missing and outcome.scored is not None:
        return "missing_evidence"
    return next((status for status in _OPEN if status == outcome.status), None)


def close(outcome: Outcome, case: Case) -> None:
    """Apply the closing policy at the end of the period, to what is still missing only."""
    if not case.final or outcome.low == outcome.high:
        return
    leaf, policy = outcome.plan, outcome.plan.closing
    if case.dossier.reopened and any("range" in one.states for one in inputs_of(leaf, case)):
        # No policy closes a list of which the appraising body knows that records are missing.
        return
    asked = _asked(outcome)
    if asked is None or (value := getattr(policy, asked)) == "open":
        return
    if value == "not_applicable":
        replaced = _not_applicable(leaf, None)
        outcome.low, outcome.high = replaced.low, replaced.high
        outcome.excluded, outcome.status = replaced.excluded, "not_applicable"
        note = Modifier("closing", True, Fixed.CLOSED_NOT_APPLICABLE)
        outcome.modifiers += (note, *replaced.modifiers)
        return
    points, in_part = outcome.high, False
    if value == "zero":
        # Only what is missing gets the closing value: the known part keeps its points.
        kept = asked != "missing_evidence" and _partly_known(inputs_of(leaf, case))
        points = outcome.low if kept else 0
        in_part = points != 0
    elif value == "full":
        in_part = points != leaf.node.maximum
    closed = notes.Closed(asked, value, in_part)
    outcome.modifiers += (Modifier("closing", True, closed, before=outcome.low, after=points),)
    outcome.low = outcome.high = points


def round_leaf(outcome: Outcome) -> None:
    """Round the points where the scheme rounds at the criteria."""
    grid = outcome.plan.grid
    if grid is None:
        return
    low, high = grid.round(outcome.low), grid.round(outcome.high)
    if low is outcome.low and high is outcome.high:
        return
    if low != outcome.low or high != outcome.high:
        outcome.modifiers += (rounding_note(outcome.high, high),)
        outcome.low, outcome.high = low, high

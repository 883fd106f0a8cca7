"""The results of the period before that count: the agency's own, and its predecessors' as the scheme says."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN, Past, State
from scoring.engine.measured import Case
from scoring.engine.plan import Plan
from scoring.scheme.model import Ladder, LastClass


def last_results(plan: Plan, case: Case, history: Sequence[Past]) -> list[Past | None]:
    """The results of the period before that count; None for each that is not known."""
    before, agency = case.period.previous, case.dossier.agency
    of = {one.agency: one for one in history if one.period == str(before)}
    own = of.get("")
    predecessors = agency.succeeds if plan.scheme.policies.agency_life.predecessors != "none" else []
    if not predecessors:
        return [own]
    # Who has a result of its own existed then; a predecessor without one had ended before.
    found = [of.get(id) for id in predecessors if own is None or id in of]
    existed = agency.from_ is not None and agency.from_ <= before.last
    return [own, *found] if own is not None or existed else found


def worst_of(results: Sequence[Past | None], ladder: Ladder) -> Past | None:
    """The worst of the results that are known and of this ladder; states outside its classes are the worst."""
    found = [one for one in results if one is not None and _place(one, ladder) is not None]
    return max(found, key=lambda one: _place(one, ladder) or 0, default=None)


def last_class_state(wanted: LastClass, results: Sequence[Past | None], plan: Plan) -> State:
    """The state of a condition on the last class, asked of these results."""
    ladder = plan.ladder
    # A class of another ladder has no place on this one: as if there were no earlier result.
    states = [
        wanted.without_history if one is None or _place(one, ladder) is None else _fits(wanted, one, ladder)
        for one in results
    ]
    if plan.scheme.policies.agency_life.predecessors == "worst" and len(states) > 1:
        return _of_worst(wanted, results, ladder)
    if FAILS in states:
        return FAILS
    return UNKNOWN if UNKNOWN in states else HOLDS


def _of_worst(wanted: LastClass, results: Sequence[Past | None], ladder: Ladder) -> State:
    worst = worst_of(results, ladder)
    if worst is None:
        return wanted.without_history
    state = _fits(wanted, worst, ladder)
    place = _place(worst, ladder) or 0
    worse = [Past("", one.id) for one in ladder.classes[place + 1 :]] + [Past("", None, x.id) for x in ladder.outside]
    known = all(one is not None and _place(one, ladder) is not None for one in results)
    if known or all(_fits(wanted, one, ladder) == state for one in worse):
        return state
    # One that is not known may be worse still, and that would make a difference.
    return wanted.without_history


def _place(past: Past, ladder: Ladder) -> int | None:
    """The place of a result on the ladder, from the best; states outside come last; None for one of another ladder."""
    order = [one.id for one in ladder.classes]
    if past.class_id in order:
        return order.index(past.class_id)
    return len(order) if (past.class_id or past.outside_id) in {one.id for one in ladder.outside} else None


def _fits(wanted: LastClass, past: Past, ladder: Ladder) -> State:
    if wanted.any_of is not None:
        return HOLDS if (past.class_id or past.outside_id) in wanted.any_of else FAILS
    order = [one.id for one in ladder.classes]
    if past.class_id not in order:
        return FAILS
    place = order.index(past.class_id)
    if wanted.at_most is not None and place < order.index(wanted.at_most):
        return FAILS
    if wanted.at_least is not None and place > order.index(wanted.at_least):
        return FAILS
    return HOLDS

"""Compiling the conditions of gates, ceilings and states outside the ladder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN, Facts, State, Truth
from scoring.engine.exact import reaches
from scoring.engine.last_class import last_class_state, last_results
from scoring.engine.notes import OutsideLife
from scoring.engine.plan import Plan
from scoring.engine.sums import Total
from scoring.numbers import Number
from scoring.scheme.model import Condition

Test = Callable[[Number, Number | None, Number], State]
"""From an amount's low and high (None without limit) and its maximum to holds, fails or unknown."""


def all_of(states: Sequence[State]) -> State:
    """The state of several conditions that must all hold."""
    if FAILS in states:
        return FAILS
    return UNKNOWN if UNKNOWN in states else HOLDS


def any_of(states: Sequence[State]) -> State:
    """The state of several conditions of which one must hold."""
    if HOLDS in states:
        return HOLDS
    return UNKNOWN if UNKNOWN in states else FAILS


def test_of(condition: Condition) -> Test:
    """The comparison with the condition's edge; a percentage is taken of the amount's maximum."""
    edge = condition.at_least or condition.below
    assert edge is not None
    wanted: State = HOLDS if condition.at_least is not None else FAILS
    other: State = FAILS if condition.at_least is not None else HOLDS
    over, under = edge.value.as_integer_ratio()
    share = edge.percent

    def test(low: Number, high: Number | None, maximum: Number) -> State:
        at, of = over, under
        if share:
            top, bottom = maximum.as_integer_ratio()
            at, of = over * top, under * bottom
        if reaches(low, at, of):
            return wanted
        if high is None:
            return UNKNOWN
        return other if high is low or not reaches(high, at, of) else UNKNOWN

    return test


def _whole_test(condition: Condition) -> Callable[[int], State]:
    """The same comparison for a whole number that is known, whose maximum is 1: so most measures are."""
    edge = condition.at_least or condition.below
    assert edge is not None
    over, under = edge.value.as_integer_ratio()
    least = -(-over // under)
    wanted: State = HOLDS if condition.at_least is not None else FAILS
    other: State = FAILS if condition.at_least is not None else HOLDS
    return lambda value: wanted if value >= least else other


def node_span(id: str, facts: Facts) -> tuple[Number, Number, Number] | None:
    """A node's low, high and maximum; None when it does not apply."""
    one = facts.outcomes.get(id)
    if one is not None:
        if one.status == "not_applicable":
            return None
        return one.low, one.high, one.plan.node.maximum
    group = facts.sums.get(id)
    if group is None or group.excluded:
        return None
    return group.low, group.high, group.maximum


def ids_of(wanted: str | list[str] | None, plan: Plan) -> list[str]:
    """The ids of the nodes that a condition's `each` or `some` means."""
    if isinstance(wanted, list):
        return wanted
    if wanted == "groups":
        return [root.node.id for root in plan.roots]
    return [leaf.id for leaf in plan.leaves if leaf.section == "tree"]


def total_span(name: str, total: Total) -> tuple[Number, Number, Number]:
    """The low, high and maximum of the total or of one of its parts."""
    if name == "total":
        return total.low, total.high, total.maximum
    if name == "base":
        return total.base_low, total.base_high, total.maximum
    extra = total.bonus if name == "bonus" else total.penalty
    return (extra.low, extra.high, extra.cap) if extra else (0, 0, 0)


def _of_measure(condition: Condition, _plan: Plan, passed: State) -> Truth:
    id, equals = str(condition.measure), condition.equals
    test = test_of(condition) if equals is None else None
    whole = _whole_test(condition) if equals is None else None

    def truth(facts: Facts) -> State:
        value = facts.case.values[id]
        if whole is not None and value.__class__ is int:
            return whole(value)
        one = facts.case.measured[id]
        if one.state == "not_applicable":
            if isinstance(one.note, OutsideLife):
                return passed
            # An agency cannot settle a condition by stating that its measure does not apply.
            return UNKNOWN if one.stated else FAILS
        if test is None:
            if one.state == "known":
                return HOLDS if one.value == equals else FAILS
            return UNKNOWN
        if one.state == "known":
            known: Any = one.value
            return test(known, known, 1)
        return test(one.low, one.high, 1)

    return truth


def _of_last(condition: Condition, plan: Plan, _passed: State) -> Truth:
    wanted = condition.last_class
    assert wanted is not None
    return lambda facts: last_class_state(wanted, last_results(plan, facts.case, facts.history), plan)


def _of_each(condition: Condition, plan: Plan, _passed: State) -> Truth:
    ids, test = ids_of(condition.each or condition.some, plan), test_of(condition)
    join = all_of if condition.each is not None else any_of

    def truth(facts: Facts) -> State:
        spans = [node_span(id, facts) for id in ids]
        return join([test(*one) for one in spans if one is not None])

    return truth


def _of_total(condition: Condition, _plan: Plan, _passed: State) -> Truth:
    name, test = str(condition.total), test_of(condition)
    return lambda facts: test(*total_span(name, facts.total))


def _of_node(condition: Condition, _plan: Plan, passed: State) -> Truth:
    id, test = str(condition.criterion), test_of(condition)

    def truth(facts: Facts) -> State:
        found = node_span(id, facts)
        if found is None:
            one = facts.outcomes.get(id)
            return passed if one is not None and isinstance(one.reason, OutsideLife) else FAILS
        return test(*found)

    return truth


def _of_finding(condition: Condition, _plan: Plan, _passed: State) -> Truth:
    id = str(condition.finding)
    return lambda facts: facts.findings.get(id, FAILS)


def _of_all(condition: Condition, plan: Plan, passed: State) -> Truth:
    parts = [compile_condition(one, plan, passed) for one in condition.all or ()]
    return lambda facts: all_of([part(facts) for part in parts])


def _of_any(condition: Condition, plan: Plan, passed: State) -> Truth:
    parts = [compile_condition(one, plan, passed) for one in condition.any or ()]
    return lambda facts: any_of([part(facts) for part in parts])


def _negated(condition: Condition, plan: Plan, passed: State) -> Truth:
    assert condition.negate is not None
    turned: dict[State, State] = {HOLDS: FAILS, FAILS: HOLDS, UNKNOWN: UNKNOWN}
    inner = compile_condition(condition.negate, plan, turned[passed])
    return lambda facts: turned[inner(facts)]


_COMPILE: dict[str, Callable[[Condition, Plan, State], Truth]] = {
    "criterion": _of_node,
    "each": _of_each,
    "some": _of_each,
    "measure": _of_measure,
    "total": _of_total,
    "finding": _of_finding,
    "last_class": _of_last,
    "all": _of_all,
    "any": _of_any,
    "negate": _negated,
}


def compile_condition(condition: Condition, plan: Plan, passed: State = FAILS) -> Truth:
    """The condition as a function of an agency's facts.

    `passed` is its state where it asks what was due while the agency did not exist; that is passed over, so it holds
    in a gate and fails in a ceiling.
    """
    return _COMPILE[condition.subject](condition, plan, passed)

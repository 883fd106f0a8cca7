"""Compiling a ladder: the edges of its classes, and the conditions of what changes the class."""

from __future__ import annotations

from scoring.engine.condition_facts import HOLDS
from scoring.engine.conditions import compile_condition
from scoring.engine.plan import Edge, LadderPlan, Plan
from scoring.numbers import Number
from scoring.scheme.model import Ladder


def bounds_of(ladder: Ladder, index: int) -> tuple[Number | None, Number | None]:
    """The least a class takes, and what it stays below, which may follow from the class above."""
    one = ladder.classes[index]
    start = one.from_.value if one.from_ else None
    if one.below is not None:
        return start, one.below.value
    above = ladder.classes[index - 1].from_ if index else None
    return start, above.value if above else None


def _edge(value: Number | None) -> Edge | None:
    return None if value is None else value.as_integer_ratio()


def compile_ladder(plan: Plan) -> LadderPlan:
    """Compile the plan's ladder."""
    ladder = plan.ladder
    ids = tuple(one.id for one in ladder.classes)
    bounds = [bounds_of(ladder, index) for index in range(len(ids))]
    return LadderPlan(
        ids=ids,
        edges=tuple((_edge(start), _edge(end) if index else None) for index, (start, end) in enumerate(bounds)),
        ceilings=tuple((one, compile_condition(one.when, plan), ids.index(one.class_)) for one in ladder.ceilings),
        gates=tuple((one, compile_condition(one.requires, plan, HOLDS), ids.index(one.class_)) for one in ladder.gates),
        outside=tuple((one, compile_condition(one.when, plan)) for one in ladder.outside),
    )

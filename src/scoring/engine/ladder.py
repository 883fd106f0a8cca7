"""A block's ladder compiled once: edges of the classes, and the conditions of what changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.engine.conditions import Truth, compile_condition
from scoring.numbers import Number
from scoring.scheme.model import Ceiling, Gate, Ladder, Outside

if TYPE_CHECKING:
    from scoring.engine.plan import Plan

Edge = tuple[int, int]
"""An edge as numerator and denominator, to be compared in whole numbers."""


def bounds_of(ladder: Ladder, index: int) -> tuple[Number | None, Number | None]:
    """A class's from and below as numbers; below follows from the class above when it is not given."""
    one = ladder.classes[index]
    start = one.from_.value if one.from_ else None
    if one.below is not None:
        return start, one.below.value
    above = ladder.classes[index - 1].from_ if index else None
    return start, above.value if above else None


def _edge(value: Number | None) -> Edge | None:
    return None if value is None else value.as_integer_ratio()


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """What `classify` needs of a ladder; classes are told by their place, best first."""

    ids: tuple[str, ...]
    edges: tuple[tuple[Edge | None, Edge | None], ...]
    """Per class: the least share or points it takes, and those it stays below (none for the first)."""
    ceilings: tuple[tuple[Ceiling, Truth, int], ...]
    gates: tuple[tuple[Gate, Truth, int], ...]
    outside: tuple[tuple[Outside, Truth], ...]


def compile_ladder(plan: Plan) -> LadderPlan:
    """Compile the plan's ladder."""
    ladder = plan.ladder
    ids = tuple(one.id for one in ladder.classes)
    bounds: Sequence[tuple[Number | None, Number | None]] = [
        bounds_of(ladder, index) for index in range(len(ids))
    ]
    return LadderPlan(
        ids,
        tuple((_edge(start), _edge(end) if index else None) for index, (start, end) in enumerate(bounds)),
        tuple((one, compile_condition(one.when, plan), ids.index(one.class_)) for one in ladder.ceilings),
        tuple((one, compile_condition(one.requires, plan), ids.index(one.class_)) for one in ladder.gates),
        tuple((one, compile_condition(one.when, plan)) for one in ladder.outside),
    )  # fmt: skip

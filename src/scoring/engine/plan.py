"""The plan: a checked scheme made ready for one block's dossiers. `compile` makes plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from scoring.engine.condition_facts import Truth
from scoring.engine.lists import Lists
from scoring.engine.measured import Measuring
from scoring.engine.outcome import Outcome
from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import Number
from scoring.scheme.criteria import CriteriaSet, Selection
from scoring.scheme.model import Block, Ceiling, Gate, Ladder, Outside, Scheme

REMEMBERED = 512
"""The most outcomes kept per leaf."""
Score = Callable[..., Outcome]
"""From known inputs to the outcome, which may be a shared one; raises ArithmeticError."""
Quick = Callable[[Mapping[str, Any]], Outcome | None]
"""From a case's values to the outcome where all inputs are plain numbers; None in other cases."""
Edge = tuple[int, int]
"""An edge of a class as numerator and denominator."""


@dataclass(slots=True, eq=False, kw_only=True)
class CompiledLeaf(LeafPlan):
    """A leaf with the functions that score it."""

    score: Score = field(init=False)
    quick: Quick = field(init=False)
    bounds: Callable[..., tuple[Number, Number]] = field(init=False)
    """From the ranges of its inputs to the least and greatest points."""
    open_outcomes: dict[tuple[object, ...], Outcome] = field(init=False, default_factory=dict)
    """Outcomes by all that was known of the inputs, up to `REMEMBERED`."""


class LadderPlan(Struct, frozen=True, kw_only=True):
    """A ladder with its conditions compiled; classes are given by their index, best first."""

    ids: tuple[str, ...]
    edges: tuple[tuple[Edge | None, Edge | None], ...]
    """Per class: the least it takes, and what it stays below (None for the best class)."""
    ceilings: tuple[tuple[Ceiling, Truth, int], ...]
    gates: tuple[tuple[Gate, Truth, int], ...]
    outside: tuple[tuple[Outside, Truth], ...]


@dataclass(slots=True, eq=False, kw_only=True)
class Plan:
    """Everything `evaluate` needs of a scheme for one block."""

    scheme: Scheme
    block: Block
    set: CriteriaSet
    ladder: Ladder
    lists: tuple[Lists, ...]
    """What is taken from lists, by the kinds of their records."""
    others: tuple[tuple[str, Measuring], ...]
    """The measures that are not taken from lists, each after those it reads."""
    sources: dict[str, Selection]
    """For each measure taken from a list: what it selects."""
    leaves: tuple[CompiledLeaf, ...]
    roots: tuple[GroupPlan | LeafPlan, ...]
    bonus: tuple[LeafPlan, ...]
    penalty: tuple[LeafPlan, ...]
    by_criterion: dict[str, CompiledLeaf]
    compiled_ladder: LadderPlan = field(init=False)
    """Set last: its conditions are compiled for the plan."""

"""The tree of a criteria set with what each leaf and group inherits: policies, place, rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

from scoring.engine.exact import Grid
from scoring.formulas.interface import Spec
from scoring.scheme.criteria import Closing, Node, NotApplicable

Section = Literal["tree", "bonus", "penalty"]
"""Where a leaf stands: in the tree, or in what is added to it or taken off."""


@dataclass(slots=True, eq=False, kw_only=True)
class LeafPlan:
    """One leaf of the tree, of bonus or of penalty."""

    node: Node
    spec: Spec
    section: Section
    parent: str | None
    reads: tuple[str, ...]
    """Ids of its inputs: measures, ``judgement:<criterion>`` or ``best:<measure>``."""
    policy: NotApplicable
    closing: Closing
    grid: Grid | None
    """What its points are rounded to; None where they are not rounded at the criterion."""
    required: tuple[str, ...]
    """Kinds of evidence of which each must be there."""
    any_of: tuple[str, ...]
    """Kinds of evidence of which one must be there."""
    listed: bool
    """Whether an input is taken, directly or not, from records, which may be refused."""
    id: str = field(init=False)
    asks: bool = field(init=False)
    """Whether it has compulsory evidence."""
    stays_open: bool = field(init=False)
    """Whether no closing policy can change it."""

    def __post_init__(self) -> None:
        self.id = self.node.id
        self.stays_open = self.closing == Closing()
        self.asks = bool(self.required or self.any_of)


class GroupPlan(Struct, frozen=True, kw_only=True):
    """One group with its children in reading order."""

    node: Node
    parent: str | None
    level: int
    policy: NotApplicable
    children: tuple[GroupPlan | LeafPlan, ...]
    outcomes: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None
    """Takes those of its children from all outcomes; None unless they are two leaves or more."""

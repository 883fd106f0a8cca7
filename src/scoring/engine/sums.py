"""The results of groups, of bonus and penalty, and of the whole."""

from __future__ import annotations

from msgspec import Struct

from scoring.engine.notes import Modifier
from scoring.engine.tree import GroupPlan
from scoring.numbers import Number


class Sum(Struct, kw_only=True):
    """A group's result."""

    id: str
    low: Number
    high: Number
    maximum: Number
    """The maximum of what applies."""
    excluded: bool = False
    modifiers: tuple[Modifier, ...] = ()
    plan: GroupPlan | None = None


class ExtraSum(Struct, kw_only=True):
    """Bonus or penalty: the raw sums and the same under the cap (all zero or more)."""

    raw_low: Number
    raw_high: Number
    low: Number
    high: Number
    cap: Number


class Total(Struct, kw_only=True):
    """The grand total with its parts."""

    low: Number
    high: Number
    maximum: Number
    base_low: Number
    base_high: Number
    bonus: ExtraSum | None
    penalty: ExtraSum | None
    modifiers: tuple[Modifier, ...]

"""The result of one leaf, and what changed it."""

from __future__ import annotations

from typing import Literal

from scoring.engine.notes import Fixed, Modifier, Note
from scoring.engine.tree import LeafPlan
from scoring.formulas.interface import Scored
from scoring.numbers import Number

Status = Literal["scored", "not_applicable", "not_declared", "pending", "refused", "error"]
"""How far a criterion or group is settled."""


class Outcome:
    """A leaf's result: status, certain and attainable points, and how they came about.

    Outcomes of known inputs are shared between dossiers: `copy` before changing one.
    """

    __slots__ = ("excluded", "high", "low", "missing", "modifiers", "plan", "reason", "scored", "status", "steps")

    def __init__(
        self,
        plan: LeafPlan,
        status: Status,
        low: Number,
        high: Number,
        # Not keyword-only: one is made for every share that is scored, and keywords cost time.
        scored: Scored | None = None,
        reason: Note | None = None,
        excluded: bool = False,
        modifiers: tuple[Modifier, ...] = (),
        missing: tuple[str, ...] = (),
        steps: int | None = None,
    ) -> None:
        self.plan = plan
        self.status = status
        self.low = low
        self.high = high
        self.scored = scored
        self.reason = reason
        """Why the leaf is open or does not apply."""
        self.excluded = excluded
        """Whether it counts neither in the points nor in the maximum."""
        self.modifiers = modifiers
        self.missing = missing
        """Kinds of compulsory evidence that are missing."""
        self.steps = steps
        """The points as a number of rounding steps, where they are certain and come unchanged from
        the formula."""

    def copy(self) -> Outcome:
        """A copy that may be changed; its `steps` are None, since they would not follow."""
        return Outcome(
            self.plan,
            self.status,
            self.low,
            self.high,
            self.scored,
            self.reason,
            self.excluded,
            self.modifiers,
            self.missing,
        )


def rounding_note(before: Number, after: Number) -> Modifier:
    """The modifier for points rounded at the criterion."""
    return Modifier("rounding", True, Fixed.ROUNDED, before, after)

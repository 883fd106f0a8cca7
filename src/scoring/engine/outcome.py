"""The result of one leaf, and what changed it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from scoring.engine.notes import Fixed, Modifier, Note
from scoring.engine.tree import LeafPlan
from scoring.formulas.interface import Scored
from scoring.numbers import Number

Status = Literal["scored", "not_applicable", "not_declared", "pending", "refused", "error"]
"""How far a criterion or group is settled."""


# Made from positions: one is made for every share that is scored, and keywords cost time.
class Outcome(Struct, eq=False):
    """A leaf's result: status, certain and attainable points, and how they came about.

    Outcomes of known inputs are shared between dossiers: `copy` before changing one.
    """

    plan: LeafPlan
    status: Status
    low: Number
    high: Number
    scored: Scored | None = None
    reason: Note | None = None
    """Why the leaf is open or does not apply."""
    excluded: bool = False
    """Whether it counts neither in the points nor in the maximum."""
    modifiers: tuple[Modifier, ...] = ()
    missing: tuple[str, ...] = ()
    """Kinds of compulsory evidence that are missing."""
    steps: int | None = None
    """Its certain points as steps of the grid they were rounded to; None where they are open, or on no grid."""

    def copy(self) -> Outcome:
        """A copy that may be changed; its points are counted in no steps."""
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

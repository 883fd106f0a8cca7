"""A leaf's result, with what changed it on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.formulas.interface import Scored
from scoring.numbers import Number

if TYPE_CHECKING:
    from scoring.engine.plan import LeafPlan

Texts = tuple[str, str]


@dataclass(slots=True)
class Modifier:
    """A note on the result line: what it is, whether it took effect, and in words."""

    kind: str
    effect: bool
    vi: str
    en: str
    before: Number | None = None
    after: Number | None = None


class Outcome:
    """A leaf's result: status, certain and attainable points, and how they came about.

    Outcomes of plainly known inputs are shared between dossiers; whoever changes one takes a copy.
    """

    __slots__ = (
        "excluded", "high", "low", "missing", "modifiers", "plan", "reason", "scored", "status",
        "steps",
    )  # fmt: skip

    def __init__(
        self,
        plan: LeafPlan,
        status: str,
        low: Number,
        high: Number,
        scored: Scored | None = None,
        reason: Texts | None = None,
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
        self.excluded = excluded
        self.modifiers = modifiers
        self.missing = missing
        """Kinds of compulsory evidence that are not there."""
        self.steps = steps
        """The points in steps of the rounding, where they are certain and come straight from the formula."""

    def copy(self) -> Outcome:
        """An outcome of one's own, to be changed; its points are no longer known in steps."""
        return Outcome(self.plan, self.status, self.low, self.high, self.scored, self.reason,
                       self.excluded, self.modifiers, self.missing)  # fmt: skip


def rounding_note(before: Number, after: Number) -> Modifier:
    """The note that points were rounded as the scheme declares."""
    return Modifier("rounding", True, "làm tròn theo thang điểm", "rounded", before, after)

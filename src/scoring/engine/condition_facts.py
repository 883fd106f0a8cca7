"""What conditions are asked of: an agency's results, findings and earlier results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from scoring.engine.measured import Case, Measured
from scoring.engine.outcome import Outcome
from scoring.engine.sums import Sum, Total
from scoring.values import Period

State = Literal["holds", "fails", "unknown"]
"""Whether a condition holds, fails, or cannot be known yet."""
HOLDS: Final = "holds"
FAILS: Final = "fails"
UNKNOWN: Final = "unknown"


class Past(Struct, frozen=True):
    """An earlier result of the agency or a predecessor: its class or state outside, and its digest."""

    period: str
    class_id: str | None
    outside_id: str | None = None
    digest: str = ""
    agency: str = ""
    """The predecessor whose result it is; empty for the agency's own."""


class Facts(Struct, kw_only=True):
    """Everything a condition may ask about one agency."""

    case: Case
    outcomes: Mapping[str, Outcome]
    sums: Mapping[str, Sum]
    total: Total
    findings: Mapping[str, State]
    """By rule."""
    history: Sequence[Past]
    period: Period

    @property
    def measured(self) -> Mapping[str, Measured]:
        """All measured values by id."""
        return self.case.measured


Truth = Callable[[Facts], State]
"""A compiled condition."""

"""Notes: what the engine has to say of a value, a leaf or a sum, as codes and values.

The sentences for them, in Vietnamese and English, are in `scoring.result.words`.
"""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Literal

from msgspec import Struct

from scoring.numbers import Number


class Fixed(Enum):
    """Notes whose sentence names no values."""

    # Lists and documents
    LIST_OPEN = auto()
    EARLIER_MAY_COME = auto()
    EVIDENCE_REFUSED = auto()
    FIELD_LACKING = auto()
    UNDATED = auto()
    SOME_UNDATED = auto()
    DATE_INCOMPLETE = auto()
    # Declared values
    YES_NO_EXPECTED = auto()
    UNKNOWN_LEVEL = auto()
    NUMBER_EXPECTED = auto()
    PERCENT_SIGN = auto()
    NEGATIVE = auto()
    WHOLE_NUMBER_EXPECTED = auto()
    ABOVE_LIMIT = auto()
    ZERO_DENOMINATOR = auto()
    # Why a leaf is open or does not apply
    DATA_INCOMPLETE = auto()
    NOT_DECLARED = auto()
    PENDING = auto()
    INVALID_DATA = auto()
    DIVISION_BY_ZERO = auto()
    ALWAYS_APPLIES = auto()
    INPUT_NOT_APPLICABLE = auto()
    # What the policy on what does not apply made of it
    KEPT = auto()
    FULL = auto()
    DROPPED = auto()
    RESCALED_AWAY = auto()
    GROUP_NOT_APPLICABLE = auto()
    CLOSED_NOT_APPLICABLE = auto()
    ROUNDED = auto()


class Quoted(Struct, frozen=True):
    """The words of the agency or of an appraiser, passed on as they are in both languages."""

    text: str


class OutsideLife(Struct, frozen=True):
    """It was due on days on which the agency did not exist: before its first day, after its last one, or both."""

    began: date | None = None
    ended: date | None = None


class CountedOfDue(Struct, frozen=True):
    """So many of the reports due while the agency existed, perhaps taken to the number due in the whole period."""

    records: int
    due: int
    of: int
    outside: OutsideLife


class RecordsLackField(Struct, frozen=True):
    """These records lack a field that the value needs."""

    records: tuple[str, ...]


class FieldNotNumber(Struct, frozen=True):
    """The field that is added up holds something that is no number."""

    field: str


class OutsideSpan(Struct, frozen=True):
    """The judgement lies outside the least and greatest points it may have."""

    low: Number
    high: Number


class PeersOpen(Struct, frozen=True):
    """So many agencies of the block have no known value yet."""

    count: int


class ExplanationAccepted(Struct, frozen=True):
    """An explanation was accepted in place of evidence of these kinds."""

    kinds: tuple[str, ...]


class EvidenceMissing(Struct, frozen=True):
    """Compulsory evidence of these kinds is missing; `explained`: with an explanation."""

    kinds: tuple[str, ...]
    explained: bool


Asked = Literal["not_declared", "pending", "refused", "missing_evidence"]
"""What a closing policy is asked about."""
ClosingPoints = Literal["zero", "full", "accept"]
"""The points a closing policy gives."""


class Closed(Struct, frozen=True):
    """The closing policy for `asked` was applied; `in_part`: to less than all of the points."""

    asked: Asked
    policy: ClosingPoints
    in_part: bool


class MaximumReduced(Struct, frozen=True):
    """What does not apply was taken out of the maximum."""

    left: Number
    dropped: Number


class Rescaled(Struct, frozen=True):
    """Points were multiplied by ``maximum / applying``; `total`: those of the whole tree."""

    maximum: Number
    applying: Number
    total: bool = False


class Ceiling(Struct, frozen=True):
    """The most the total may be."""

    most: Number


class TotalRounded(Struct, frozen=True):
    """The total was rounded to multiples of `step`."""

    step: Number


class PointsGiven(Struct, frozen=True, kw_only=True):
    """Points given in place of the computed span; `by_people`: by appraisers; signs as shown."""

    points: Number
    low: Number
    high: Number
    changed: bool
    by_people: bool
    reason: str
    """The words of whoever gave the points; may be empty."""


Note = (
    Fixed
    | Quoted
    | OutsideLife
    | CountedOfDue
    | RecordsLackField
    | FieldNotNumber
    | OutsideSpan
    | PeersOpen
    | ExplanationAccepted
    | EvidenceMissing
    | Closed
    | MaximumReduced
    | Rescaled
    | Ceiling
    | TotalRounded
    | PointsGiven
)


# Neither frozen nor keyword-only: one is made for every share that is rounded; both cost time.
class Modifier(Struct):
    """A change to points on their way into the result: its kind, whether it took effect, a note."""

    kind: str
    effect: bool
    note: Note
    before: Number | None = None
    after: Number | None = None

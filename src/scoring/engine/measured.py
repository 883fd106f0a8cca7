"""Step 1's values: exact, each with its state; a missing value is a state, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct

from scoring.engine.notes import Note
from scoring.engine.selection import Rows, Selected
from scoring.evidence.life import NotDue
from scoring.evidence.model import Dossier, Record
from scoring.formulas.interface import Input, Range
from scoring.numbers import Number
from scoring.scheme.criteria import Closing, Selection
from scoring.values import Period

MeasureState = Literal["known", "range", "not_declared", "not_applicable", "pending", "refused", "error"]
"""How far a measure is known."""
OpenState = MeasureState | Literal["lacking"]
"""Why a value is open; ``lacking`` where records lack a field."""
# From the least to the most serious reason why a value is not there.
STATES: tuple[MeasureState, ...] = ("known", "range", "pending", "not_declared", "refused", "error")
UNLIMITED = 10**60
"""Its negative stands for "no lower limit"; far beyond every amount an agency may declare."""
_FAR = UNLIMITED // 2
_FAR_BELOW = -_FAR


_ALONE: dict[OpenState, frozenset[OpenState]] = {state: frozenset((state,)) for state in get_args(MeasureState)}


class Measured(Struct, eq=False):
    """One measured value: its state, the value or the range it lies in, and its records."""

    id: str
    state: MeasureState
    value: Input | None = None
    low: Number = 0
    high: Number | None = None
    records: Sequence[Record] = ()
    note: Note | None = None
    levels: tuple[str, ...] | None = None
    reasons: frozenset[OpenState] | None = None
    """Why it is open, where that is not its state alone."""
    stated: bool = False
    """Whether it does not apply because the agency stated so, of it or of a measure it reads."""
    may_not_apply: bool = False
    """Whether it may turn out not to apply: its denominator is not known and may be 0."""

    @property
    def states(self) -> frozenset[OpenState]:
        """Every reason why it is open, with those of the values it is derived from; `state` is the most serious one."""
        return _ALONE[self.state] if self.reasons is None else self.reasons

    @property
    def ends(self) -> tuple[Number | None, Number | None]:
        """The least and the most it may be, None where there is no such limit."""
        low, high = self.low, self.high
        return None if low < _FAR_BELOW else low, None if high is None or high > _FAR else high

    def range(self) -> Range:
        """All that is known of it, as a formula's input."""
        if self.state == "known":
            value = self.value
            low = value if not isinstance(value, str) and value is not None else 0
            return Range(low, low, None, value)
        if self.state == "not_applicable":
            return Range(0, 0, ())
        return Range(self.low, self.high, self.levels)


class Peer(Struct, frozen=True):
    """The best known value of a measure in a block, and the number of agencies compared."""

    best: Number
    agencies: int
    open: int = 0
    """Agencies of the block whose value is not known yet and may be better."""


@dataclass(slots=True, kw_only=True)
class Case:
    """All that one evaluation reads: the dossier, the dates, the policies in force."""

    dossier: Dossier
    period: Period
    as_of: date
    final: bool
    closing: Closing
    peers: Mapping[str, Peer] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    """Ids of records whose attachment was refused."""
    not_due: tuple[NotDue, ...] = ()
    """Reports that were due while the agency did not exist, and do not count."""
    kinds_not_due: frozenset[str] = frozenset()
    """Kinds of reports of which none was due while the agency existed."""
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    """By node stated not applicable, or below one: the agency's reason."""
    sources: Mapping[str, Selection] = field(default_factory=dict)
    """For each measure taken from a list: what it selects."""
    assumed: Mapping[str, Measured] = field(default_factory=dict)
    """Measures that are taken as if they had these values, whatever the dossier says."""
    values: dict[str, Any] = field(default_factory=dict)
    """By measure: a plain number where it is exactly known, otherwise a `Measured`."""
    rows: dict[str, Rows] = field(init=False)
    touched: set[str] = field(init=False)
    """Kinds of which a record was refused."""
    settled: bool = field(init=False)
    """Whether every list is complete and no record was refused."""
    measured: Measures = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.dossier.rows
        refused = self.refused
        self.touched = {one.kind for one in self.dossier.evidence if one.id in refused} if refused else set()
        self.settled = self.dossier.complete is True and not self.refused
        self.measured = Measures(self.values, self.dossier, self.sources)

    def reopened(self, kinds: tuple[str, ...]) -> bool:
        """Whether the appraising body holds that records of these kinds are missing."""
        known = self.dossier.reopened
        return bool(known) and ("*" in kinds or not known.isdisjoint(kinds))

    def closed(self, kinds: tuple[str, ...]) -> bool:
        """Whether no further record of these kinds can come."""
        if self.reopened(kinds):
            return False
        if self.final and self.closing.open_lists == "as_declared":
            return True
        return self.dossier.complete_for(kinds)


class Measures(Mapping[str, Measured]):
    """All measured values of a case by id; a plain number becomes a `Measured` when asked for."""

    # Not the case itself: in a circle with it, only the collector could free what an evaluation leaves.
    def __init__(self, values: dict[str, Any], dossier: Dossier, sources: Mapping[str, Selection]) -> None:
        self._values, self._dossier, self._sources = values, dossier, sources

    def __getitem__(self, id: str) -> Measured:
        value = self._values[id]
        if isinstance(value, Measured):
            return value
        selection = self._sources.get(id)
        records = Selected(self._dossier, selection) if selection else ()
        found = self._values[id] = Measured(id, "known", value, records=records)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


Measuring = Callable[[Case], Number | Measured]
"""Measures one thing: a plain number where it is exactly known, otherwise a `Measured`."""

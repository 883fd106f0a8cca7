"""What step 1 finds: exact values with their state; absence is a state of its own, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.engine.selection import Rows, select
from scoring.evidence.model import Dossier, Record
from scoring.formulas.interface import Input, Range
from scoring.numbers import Number
from scoring.scheme.model import Closing, Selection
from scoring.values import Period

# From the least to the most serious reason why a value is not there.
STATES = ("known", "range", "pending", "not_declared", "refused", "error")
UNLIMITED = 10**60
"""Stands for any amount at the lower end of a range; far beyond every sum of money one may declare."""


class Measured:
    """One measured value: a state, the value or what is known of it, and where it came from."""

    stated = False
    """Whether it does not apply because the agency says so, of this measure or of one it reads."""
    may_not_apply = False
    """Whether it is still open if it applies at all: its denominator is not known and may be 0."""

    def __init__(
        self,
        id: str,
        state: str,
        value: Input | None = None,
        low: Number = 0,
        high: Number | None = None,
        records: Sequence[Record] = (),
        note: tuple[str, str] | None = None,
        levels: tuple[str, ...] | None = None,
    ) -> None:
        self.id = id
        self.state = state
        self.states = {state}
        """Every reason why it is open, those of the values it is derived from among them; the state
        is the most serious one. Documents that lack a field are `lacking` here."""
        self.value = value
        self.low = low
        self.high = high
        self.records = records
        self.note = note
        self.levels = levels

    @property
    def ends(self) -> tuple[Number | None, Number | None]:
        """The least and the most it may be, None where there is no such limit."""
        low, high = self.low, self.high
        far = UNLIMITED // 2
        return None if low < -far else low, None if high is None or high > far else high

    def range(self) -> Range:
        """What a formula may assume of it."""
        if self.state == "known":
            value = self.value
            low = value if not isinstance(value, str) and value is not None else 0
            return Range(low, low, None, value)
        if self.state == "not_applicable":
            return Range(0, 0, ())
        return Range(self.low, self.high, self.levels)


@dataclass(frozen=True, slots=True)
class Peer:
    """The best known value of a measure in a block, and over how many agencies it was taken."""

    best: Number
    agencies: int
    open: int = 0
    """Agencies of the block whose value is not known yet and may be better."""


@dataclass(slots=True)
class Case:
    """All that one evaluation reads: the dossier, the dates, the policies in force."""

    dossier: Dossier
    period: Period
    as_of: date
    final: bool
    closing: Closing
    peers: Mapping[str, Peer] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Selection] = field(default_factory=dict)
    """For each measure taken from a list: what it selects."""
    values: dict[str, Any] = field(default_factory=dict)
    """By measure: a plain number where nothing else is to be said of it, otherwise a `Measured`."""
    rows: dict[str, Rows] = field(init=False)
    settled: bool = field(init=False)
    """Every list is complete and no record was refused: lists are exact as they stand."""
    measured: Measures = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.dossier.rows
        self.settled = self.dossier.complete is True and not self.refused
        self.measured = Measures(self)

    def closed(self, kinds: tuple[str, ...]) -> bool:
        """Whether no further record of these kinds can come."""
        if self.final and self.closing.open_lists == "as_declared":
            return True
        return self.dossier.complete_for(kinds)


class Measures(Mapping[str, Measured]):
    """All measured values of a case by id; plain numbers get their derivation when it is asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def __getitem__(self, id: str) -> Measured:
        values = self._case.values
        value = values[id]
        if isinstance(value, Measured):
            return value
        selection = self._case.sources.get(id)
        records = select(self._case.dossier, selection) if selection else ()
        found = values[id] = Measured(id, "known", value, records=records)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._case.values)

    def __len__(self) -> int:
        return len(self._case.values)


Measuring = Callable[[Case], Number | Measured]
"""Measures one thing: a plain number where it is exactly known, otherwise everything about it."""

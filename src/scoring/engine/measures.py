"""Step 1, measures: exact values with a unit; absence is a state of its own, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.evidence.model import Dossier, Record
from scoring.formulas.interface import Input, Range
from scoring.numbers import Number, normal, round_to
from scoring.scheme.model import Closing, Measure, Selection
from scoring.values import Period

# From the least to the most serious reason why a value is not there.
STATES = ("known", "range", "pending", "not_declared", "refused", "error")
_RANK = {state: rank for rank, state in enumerate(STATES)}


class Measured:
    """One measured value: a state, the value or what is known of it, and where it came from."""

    __slots__ = ("high", "id", "levels", "low", "note", "records", "state", "value")

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
        self.value = value
        self.low = low
        self.high = high
        self.records = records
        self.note = note
        self.levels = levels

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
    """The best value of a measure in a block, and over how many agencies it was taken."""

    best: Number
    agencies: int


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
    measured: dict[str, Measured] = field(default_factory=dict)

    def closed(self, kinds: tuple[str, ...]) -> bool:
        """Whether no further record of these kinds can come."""
        if self.final and self.closing.open_lists == "as_declared":
            return True
        return self.dossier.complete_for(kinds)


Measuring = Callable[[Case], Measured]


def _matcher(selection: Selection) -> Callable[[Record], bool] | None:
    tests: list[tuple[str, tuple[Any, ...]]] = []
    for name, wanted in selection.where.items():
        tests.append((name, tuple(wanted) if isinstance(wanted, list) else (wanted,)))
    if not tests:
        return None
    if len(tests) == 1:
        (name, accepted), *_ = tests
        if len(accepted) == 1:
            only = accepted[0]
            if isinstance(only, bool):
                return lambda record: record.fields.get(name) is only
            return lambda record: record.fields.get(name) == only
        return lambda record: record.fields.get(name) in accepted
    return lambda record: all(record.fields.get(name) in accepted for name, accepted in tests)


def _selector(selection: Selection) -> Callable[[Dossier], list[Record]]:
    kinds, matches = selection.kinds, _matcher(selection)

    def select(dossier: Dossier) -> list[Record]:
        by_kind = dossier.by_kind
        records = by_kind.get(kinds[0], [])
        for kind in kinds[1:]:
            records = records + by_kind.get(kind, [])
        return records if matches is None else [one for one in records if matches(one)]

    return select


def _good(case: Case, records: list[Record]) -> list[Record]:
    refused = case.refused
    return [one for one in records if one.id not in refused] if refused else records


_OPEN = ("danh sách chưa chốt", "the list is not complete")
_REFUSED = ("có minh chứng không được chấp nhận", "some evidence was refused")


def _listed(
    case: Case, id: str, kinds: tuple[str, ...], records: list[Record], low: Number, high: Number
) -> Measured:
    """A value taken from a list of records: exact when the list is closed, else a lower end."""
    if not case.closed(kinds):
        if not records:
            return Measured(id, "not_declared")
        return Measured(id, "range", None, low, None, records, _OPEN)
    if not records and not case.dossier.complete_for(kinds):
        return Measured(id, "not_declared")
    if low != high:
        return Measured(id, "refused", None, low, high, records, _REFUSED)
    return Measured(id, "known", low, low, low, records)


def _count(id: str, selection: Selection) -> Measuring:
    select, kinds = _selector(selection), selection.kinds

    def measure(case: Case) -> Measured:
        records = select(case.dossier)
        return _listed(case, id, kinds, records, len(_good(case, records)), len(records))

    return measure


def _sum(id: str, selection: Any) -> Measuring:
    select, kinds, name = _selector(selection), selection.kinds, selection.field

    def add(records: Iterable[Record]) -> Number | None:
        total: Any = 0
        for record in records:
            value = record.fields.get(name)
            if type(value) is int:
                total += value
            elif isinstance(value, Decimal):
                total += Fraction(value)
            elif value is not None:
                return None
        return normal(total)

    def measure(case: Case) -> Measured:
        records = select(case.dossier)
        high = add(records)
        low = high if not case.refused else add(_good(case, records))
        if high is None or low is None:
            return Measured(id, "error", records=records, note=(f"“{name}” không phải số", f"“{name}” is not a number"))
        return _listed(case, id, kinds, records, low, high)

    return measure


def _exists(id: str, selection: Selection) -> Measuring:
    select, kinds = _selector(selection), selection.kinds

    def measure(case: Case) -> Measured:
        records = select(case.dossier)
        if _good(case, records):
            return Measured(id, "known", True, 1, 1, records)
        if records:
            return Measured(id, "refused", None, 0, 1, records, _REFUSED)
        if case.closed(kinds) and case.dossier.complete_for(kinds):
            return Measured(id, "known", False, 0, 0)
        return Measured(id, "not_declared", None, 0, 1)

    return measure


def _late(id: str, selection: Any) -> Measuring:
    select, series = _selector(selection), selection.series

    def measure(case: Case) -> Measured:
        records = [
            one for one in select(case.dossier) if series is None or one.occurrence == series
        ]
        due = selection.deadline.on(case.period)
        dated = [one for one in _good(case, records) if one.date is not None]
        if not dated:
            if records:
                return Measured(id, "not_declared", None, -400, None, records,
                                ("văn bản chưa có ngày", "the document has no date"))  # fmt: skip
            return Measured(id, "not_declared", None, -400, None)
        first = min(dated, key=lambda one: one.date.last)  # type: ignore[union-attr]
        assert first.date is not None
        low, high = (first.date.first - due).days, (first.date.last - due).days
        if low == high:
            return Measured(id, "known", low, low, low, [first])
        return Measured(id, "range", None, low, high, [first],
                        ("ngày văn bản chưa đầy đủ", "the document's date is incomplete"))  # fmt: skip

    return measure


def _fits(measure: Measure, value: Any) -> tuple[str, str] | None:
    """Why a declared value cannot be taken, in both languages; None when it can."""
    kind = measure.type
    if kind == "yes_no":
        return None if isinstance(value, bool) else ("cần trả lời có hoặc không", "yes or no expected")
    if kind == "level":
        if isinstance(value, str) and (not measure.levels or value in measure.levels):
            return None
        return "không có mức này", "no such level"
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return "cần một con số", "a number is expected"
    if value < 0:
        return "số không được âm", "the number must not be negative"
    if kind == "count" and not isinstance(value, int):
        return "cần một số nguyên", "a whole number is expected"
    return None


def _declared(id: str, measure: Measure) -> Measuring:
    absent = "pending" if measure.external is not None else "not_declared"
    kind = measure.type
    high = 1 if kind == "yes_no" else None
    levels = tuple(measure.levels or ()) if kind == "level" else None
    limit = measure.at_most

    def take(case: Case) -> Measured:
        given = case.dossier.numbers.get(id)
        if given is None or given.value is None:
            return Measured(id, absent, None, 0, high, levels=levels)
        value = given.value
        problem = _fits(measure, value)
        if problem is None and limit is not None and not isinstance(value, (bool, str)):
            other = case.measured[limit] if isinstance(limit, str) else None
            most = limit if other is None else other.value
            if isinstance(most, (int, Fraction)) and value > most:
                problem = ("lớn hơn số không thể vượt", "greater than what it cannot exceed")
        if problem is not None:
            return Measured(id, "error", value, 0, high, note=problem, levels=levels)
        return Measured(id, "known", value)

    return take


def _worst(parts: Sequence[Measured]) -> str:
    return max((one.state for one in parts), key=lambda state: _RANK.get(state, 0))


def _ratio(id: str, measure: Measure) -> Measuring:
    assert measure.ratio is not None
    over, under = measure.ratio
    when_zero, rounding = measure.when_zero, measure.rounding

    def rounded(value: Number) -> Number:
        return value if rounding is None else round_to(value, rounding.step.value, rounding.mode)

    def zero() -> Measured:
        note = ("mẫu số bằng 0", "the denominator is 0")
        if when_zero in ("not_applicable", "not_declared"):
            return Measured(id, str(when_zero), note=note)
        return Measured(id, "known", 1 if when_zero == "full" else 0, note=note)

    def measure_(case: Case) -> Measured:
        a, b = case.measured[over], case.measured[under]
        if a.state == "known" and b.state == "known":
            if not b.value:
                return zero()
            return Measured(id, "known", rounded(normal(Fraction(a.value, b.value))))  # type: ignore[arg-type]
        if a.state == "not_applicable" or b.state == "not_applicable":
            return Measured(id, "not_applicable")
        if b.state == "known" and not b.value:
            return zero()
        ra, rb = a.range(), b.range()
        low = Fraction(ra.low) / rb.high if rb.high else Fraction(0)
        high = None if ra.high is None or not rb.low else normal(Fraction(ra.high) / rb.low)
        return Measured(id, _worst((a, b)), None, normal(low), high)

    return measure_


def _combined(id: str, names: Sequence[str], sign: int) -> Measuring:
    def measure(case: Case) -> Measured:
        parts = [case.measured[name] for name in names]
        applying = [one for one in parts if one.state != "not_applicable"]
        if not applying or (sign < 0 and len(applying) < 2):
            return Measured(id, "not_applicable")
        if all(one.state == "known" for one in applying):
            values: list[Any] = [one.value for one in applying]
            return Measured(id, "known", normal(values[0] + sign * sum(values[1:])))
        ranges = [one.range() for one in applying]
        first, rest = ranges[0], ranges[1:]
        lows, highs = [r.low for r in rest], [r.high for r in rest]
        bounded = first.high is not None and None not in highs
        total_high = sum(h for h in highs if h is not None)
        if sign > 0:
            high = first.high + total_high if bounded and first.high is not None else None
            return Measured(id, _worst(applying), None, first.low + sum(lows), high)
        low = first.low - total_high if None not in highs else -(10**12)
        top = None if first.high is None else first.high - sum(lows)
        return Measured(id, _worst(applying), None, low, top)

    return measure


def compile_measure(id: str, measure: Measure) -> Measuring:
    """The function that measures `id` for a case whose inputs are measured already."""
    if measure.count is not None:
        return _count(id, measure.count)
    if measure.sum is not None:
        return _sum(id, measure.sum)
    if measure.exists is not None:
        return _exists(id, measure.exists)
    if measure.days_late is not None:
        return _late(id, measure.days_late)
    if measure.ratio is not None:
        return _ratio(id, measure)
    if measure.total is not None:
        return _combined(id, measure.total, 1)
    if measure.difference is not None:
        return _combined(id, measure.difference, -1)
    return _declared(id, measure)


def in_order(measures: Mapping[str, Measure]) -> list[str]:
    """Ids so that every measure comes after those it reads."""
    done: dict[str, None] = {}

    def visit(id: str, above: tuple[str, ...]) -> None:
        if id in done or id not in measures or id in above:
            return
        one = measures[id]
        limit = (one.at_most,) if isinstance(one.at_most, str) else ()
        for needed in (*one.inputs, *limit):
            visit(needed, (*above, id))
        done[id] = None

    for id in measures:
        visit(id, ())
    return list(done)


def worst_state(parts: Iterable[Measured]) -> str:
    """The most serious state among inputs."""
    return _worst([*parts])

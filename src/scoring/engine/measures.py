"""Step 1, measures: exact values with a unit; absence is a state of its own, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.exact import quotient_rounder
from scoring.evidence.model import Dossier, Percent, Record
from scoring.formulas.interface import Input, Range
from scoring.numbers import Number, normal, round_to
from scoring.scheme.model import Closing, Late, Measure, Selection, SumOf
from scoring.values import Period

# From the least to the most serious reason why a value is not there.
STATES = ("known", "range", "pending", "not_declared", "refused", "error")
UNLIMITED = 10**12
"""Stands for any amount at the lower end of a range."""
_RANK = {state: rank for rank, state in enumerate(STATES)}


class Measured:
    """One measured value: a state, the value or what is known of it, and where it came from."""

    state = "known"
    value: Input | None = None
    low: Number = 0
    high: Number | None = None
    records: Sequence[Record] = ()
    note: tuple[str, str] | None = None
    levels: tuple[str, ...] | None = None
    stated = False
    """Whether it does not apply because the agency says so, of this measure or of one it reads."""

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


class Known(Measured):
    """A value exactly known; made by the hundred per dossier, so it sets only what it must."""

    def __init__(self, id: str, value: Input, records: Sequence[Record] = ()) -> None:
        self.id = id
        self.value = value
        self.records = records


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
    measured: dict[str, Measured] = field(default_factory=dict)
    selected: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    settled: bool = False
    """Every list is complete, no record was refused, none lacked a field: lists are exact as they stand."""

    def __post_init__(self) -> None:
        self.settled = self.dossier.complete is True and not self.refused

    def closed(self, kinds: tuple[str, ...]) -> bool:
        """Whether no further record of these kinds can come."""
        if self.final and self.closing.open_lists == "as_declared":
            return True
        return self.dossier.complete_for(kinds)


Measuring = Callable[[Case], Measured]


Rows = list[dict[str, Any]]


class Filters:
    """Selections of records; measures that start with the same tests share the work within a case."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Callable[[Case], Rows]] = {}
        self._count = 0

    def rows(self, selection: Selection) -> Callable[[Case], Rows]:
        """A function giving the fields of the selected records."""
        kinds = selection.kinds
        key: tuple[object, ...] = kinds
        take = self._known.setdefault(key, _of_kinds(kinds))
        for name, wanted in selection.where.items():
            accepted = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            key = (*key, name, *((type(one).__name__, one) for one in accepted))
            if key not in self._known:
                self._count += 1
                self._known[key] = _filtered(take, name, accepted, self._count)
            take = self._known[key]
        return take


def _of_kinds(kinds: tuple[str, ...]) -> Callable[[Case], Rows]:
    first, rest = kinds[0], kinds[1:]
    nothing: Rows = []

    def take(case: Case) -> Rows:
        rows = case.dossier.rows
        found = rows.get(first, nothing)
        for kind in rest:
            found = found + rows.get(kind, nothing)
        return found

    return take


def _same(value: Any, wanted: Any) -> bool:
    """Equality that never takes a truth value for a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _filtered(
    parent: Callable[[Case], Rows], name: str, accepted: tuple[Any, ...], key: int
) -> Callable[[Case], Rows]:
    only = accepted[0]
    truth, single = isinstance(only, bool) and len(accepted) == 1, len(accepted) == 1

    def take(case: Case) -> Rows:
        found = case.selected.get(key)
        if found is not None:
            return found
        rows = parent(case)
        try:
            if truth:
                found = [one for one in rows if one[name] is only]
            elif single:
                found = [
                    one for one in rows if one[name] == only and one[name].__class__ is not bool
                ]
            else:
                found = [one for one in rows if any(_same(one[name], x) for x in accepted)]
        except KeyError:
            case.settled = False
            found = [one for one in rows if any(_same(one.get(name), x) for x in accepted)]
        case.selected[key] = found
        return found

    return take


def select(dossier: Dossier, selection: Selection) -> list[Record]:
    """The records themselves, for derivations."""
    found = [one for kind in selection.kinds for one in dossier.by_kind.get(kind, ())]
    for name, wanted in selection.where.items():
        accepted = wanted if isinstance(wanted, list) else [wanted]
        found = [one for one in found if any(_same(one.fields.get(name), x) for x in accepted)]
    return found


def unsure(dossier: Dossier, selection: Selection) -> list[Record]:
    """Records that lack a field asked for and might be selected if they had it."""
    where = selection.where
    if not where:
        return []
    return [
        one
        for kind in selection.kinds
        for one in dossier.by_kind.get(kind, ())
        if any(one.fields.get(name) is None for name in where)
        and all(
            one.fields.get(name) is None
            or any(
                _same(one.fields[name], x)
                for x in (wanted if isinstance(wanted, list) else [wanted])
            )
            for name, wanted in where.items()
        )
    ]


class Listed(Known):
    """A value taken from a complete list; the records behind it are looked up when asked for."""

    def __init__(self, id: str, value: Input, dossier: Dossier, selection: Selection) -> None:
        self.id = id
        self.value = value
        self._dossier = dossier
        self._selection = selection

    @property
    def records(self) -> Sequence[Record]:  # type: ignore[override]
        """The records counted or added."""
        return select(self._dossier, self._selection)


def _good(case: Case, records: list[Record]) -> list[Record]:
    refused = case.refused
    return [one for one in records if one.id not in refused] if refused else records


def _still_settled(case: Case) -> bool:
    # Selecting records may have met one that lacks a field.
    return case.settled


_OPEN = ("danh sách chưa chốt", "the list is not complete")
_REFUSED = ("có minh chứng không được chấp nhận", "some evidence was refused")


def _lacking(id: str, low: Number, high: Number | None, records: list[Record]) -> Measured:
    """A value some record lacks a field for: what is absent is not taken for nothing."""
    names = ", ".join(one.id for one in records)
    note = (
        f"minh chứng thiếu mục cần để tính: {names}",
        f"records lack a field needed here: {names}",
    )
    return Measured(id, "not_declared", None, low, high, records, note)


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


def _count(id: str, selection: Selection, filters: Filters) -> Measuring:
    take, kinds = filters.rows(selection), selection.kinds

    def measure(case: Case) -> Measured:
        if case.settled:
            rows = take(case)
            if _still_settled(case):
                return Listed(id, len(rows), case.dossier, selection)
        records = select(case.dossier, selection)
        lacking = unsure(case.dossier, selection)
        if lacking and case.closed(kinds):
            return _lacking(id, len(_good(case, records)), len(records) + len(lacking), lacking)
        return _listed(case, id, kinds, records, len(_good(case, records)), len(records))

    return measure


def _added(values: Iterable[Any]) -> Number | None:
    """The exact sum of the field values that are there, None when one is no number."""
    total: Any = 0
    for value in values:
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            total += Fraction(value) if isinstance(value, Decimal) else value
        elif value is not None:
            return None
    return normal(total)


def _sum(id: str, selection: SumOf, filters: Filters) -> Measuring:
    take, kinds, name = filters.rows(selection), selection.kinds, selection.field

    def measure(case: Case) -> Measured:
        if case.settled:
            values: list[Any] = [one.get(name) for one in take(case)]
            # Only whole numbers may be added this way: decimals would be rounded to 28 digits.
            if _still_settled(case) and set(map(type, values)) <= {int}:
                return Listed(id, sum(values), case.dossier, selection)
        records = select(case.dossier, selection)
        high = _added(one.fields.get(name) for one in records)
        low = _added(one.fields.get(name) for one in _good(case, records))
        if high is None or low is None:
            note = (f"“{name}” không phải số", f"“{name}” is not a number")
            return Measured(id, "error", records=records, note=note)
        lacking = [one for one in records if one.fields.get(name) is None]
        lacking += unsure(case.dossier, selection)
        if lacking and case.closed(kinds):
            return _lacking(id, low, None, lacking)
        return _listed(case, id, kinds, records, low, high)

    return measure


def _exists(id: str, selection: Selection) -> Measuring:
    kinds = selection.kinds

    def measure(case: Case) -> Measured:
        records = select(case.dossier, selection)
        if _good(case, records):
            return Measured(id, "known", True, 1, 1, records)
        if records:
            return Measured(id, "refused", None, 0, 1, records, _REFUSED)
        lacking = unsure(case.dossier, selection)
        if lacking:
            return _lacking(id, 0, 1, lacking)
        if case.closed(kinds) and case.dossier.complete_for(kinds):
            return Measured(id, "known", False, 0, 0)
        return Measured(id, "not_declared", None, 0, 1)

    return measure


def _late(id: str, selection: Late) -> Measuring:
    series = selection.series

    def measure(case: Case) -> Measured:
        records = [
            one
            for one in select(case.dossier, selection)
            if series is None or one.occurrence == series
        ]
        due = selection.deadline.on(case.period)
        dated = [one for one in _good(case, records) if one.date is not None]
        if not dated:
            if records:
                return Measured(id, "not_declared", None, -400, None, records,
                                ("văn bản chưa có ngày", "the document has no date"))  # fmt: skip
            return Measured(id, "not_declared", None, -400, None)
        # The first one counts; with incomplete dates it may be any that can come before all others.
        earliest = min(one.date.first for one in dated if one.date)
        latest = min(one.date.last for one in dated if one.date)
        low, high = (earliest - due).days, (latest - due).days
        first = [one for one in dated if one.date and one.date.first <= latest]
        note = ("ngày văn bản chưa đầy đủ", "the document's date is incomplete")
        unsure = [one for one in records if one.date is None]
        for one in records:
            # Refused today, it may be accepted tomorrow, and then it may be the first.
            if one.date is not None and one.date.first < earliest:
                unsure.append(one)
                low, note = min(low, (one.date.first - due).days), _REFUSED
        if any(one.date is None for one in unsure) and high > 0:
            low, note = min(low, -400), ("có văn bản chưa có ngày", "a document has no date")
        if low == high:
            return Measured(id, "known", low, low, low, first)
        return Measured(id, "range", None, low, high, [*first, *unsure], note)

    return measure


def _fits(measure: Measure, value: Any) -> tuple[str, str] | None:
    """Why a declared value cannot be taken, in both languages; None when it can."""
    kind = measure.type
    if kind == "yes_no":
        return (
            None if isinstance(value, bool) else ("cần trả lời có hoặc không", "yes or no expected")
        )
    if kind == "level":
        if isinstance(value, str) and (not measure.levels or value in measure.levels):
            return None
        return "không có mức này", "no such level"
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return "cần một con số", "a number is expected"
    if isinstance(value, Percent) != (kind == "percent") and (kind != "percent" or value > 1):
        return (
            "phần trăm viết có dấu %, số khác thì không",
            "percentages, and only they, are written with %",
        )
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
        return Known(id, normal(Fraction(value)) if isinstance(value, Percent) else value)

    return take


def _worst(parts: Sequence[Measured]) -> str:
    return max((one.state for one in parts), key=lambda state: _RANK.get(state, 0))


def _ratio(id: str, measure: Measure) -> Measuring:
    assert measure.ratio is not None
    over, under = measure.ratio
    when_zero, rounding = measure.when_zero, measure.rounding

    quotient: Callable[[int, int], Number] = (
        (lambda a, b: normal(Fraction(a, b)))
        if rounding is None
        else quotient_rounder(rounding.step.value, rounding.mode)
    )

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
            over_, under_ = a.value, b.value
            if not (over_.__class__ is int and under_.__class__ is int):
                whole = Fraction(over_) / Fraction(under_)  # type: ignore[arg-type]
                over_, under_ = whole.numerator, whole.denominator
            return Known(id, quotient(over_, under_))
        if a.state == "not_applicable" or b.state == "not_applicable":
            return Measured(id, "not_applicable")
        if b.state == "known" and not b.value:
            return zero()
        low, high = _quotients(a.range(), b.range())
        if rounding is not None:
            # What is known of the share is known of the rounded share.
            step, mode = rounding.step.value, rounding.mode
            low = round_to(low, step, mode)
            high = None if high is None else round_to(high, step, mode)
        return Measured(id, _worst((a, b)), None, normal(low), high)

    return measure_


def _quotients(over: Range, under: Range) -> tuple[Number, Number | None]:
    """The least and greatest quotient of two ranges; where the denominator may be 0 anything from 0 on."""
    if over.low < 0 or under.low < 0:
        return -UNLIMITED, None
    if under.low == 0:
        return 0, None
    low = Fraction(over.low) / under.high if under.high is not None else 0
    return low, None if over.high is None else Fraction(over.high) / under.low


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
        low = first.low - total_high if None not in highs else -UNLIMITED
        top = None if first.high is None else first.high - sum(lows)
        return Measured(id, _worst(applying), None, low, top)

    return measure


def compile_measure(id: str, measure: Measure, filters: Filters) -> Measuring:
    """The function that measures `id` for a case whose inputs are measured already."""
    if measure.count is not None:
        return _count(id, measure.count, filters)
    if measure.sum is not None:
        return _sum(id, measure.sum, filters)
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

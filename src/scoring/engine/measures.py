"""Step 1, measures: functions that count, add up, compare dates and divide, all exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.exact import Grid
from scoring.engine.measured import STATES, UNLIMITED, Case, Measured, MeasureState, Measuring, OpenState
from scoring.engine.notes import FieldNotNumber, Fixed, RecordsLackField
from scoring.engine.selection import select, unsure
from scoring.evidence.fit import Misfit, is_number, misfits
from scoring.evidence.model import Percent, Record
from scoring.formulas.interface import Range
from scoring.numbers import Number, normal
from scoring.scheme.criteria import Late, Measure, Selection, SumOf

_RANK: dict[MeasureState, int] = {"not_applicable": 0, **{state: rank for rank, state in enumerate(STATES)}}


def accepted(case: Case, records: list[Record]) -> list[Record]:
    """The records whose attachment was not refused."""
    refused = case.refused
    return [one for one in records if one.id not in refused] if refused else records


_LONG_BEFORE = -400
"""The lower end, in days late, for a document that may be dated any day before its deadline."""


def _lacking(id: str, low: Number, high: Number | None, records: list[Record]) -> Measured:
    """A value for which some records lack a field: open, since a missing field is not zero."""
    note = RecordsLackField(tuple(one.id for one in records))
    return Measured(id, "not_declared", low=low, high=high, records=records, note=note, reasons=frozenset(("lacking",)))


def listed(
    case: Case,
    id: str,
    kinds: tuple[str, ...],
    records: Sequence[Record],
    low: Number,
    high: Number,
    closed: bool | None = None,
) -> Measured:
    """A value taken from a list of records: exact when the list is closed, else only its low.

    `closed` is asked of the case where it is not given.
    """
    # What is counted or added up to more than nothing has records; they need not be looked at.
    if not (case.closed(kinds) if closed is None else closed):
        if not high and not records and not case.reopened(kinds):
            return Measured(id, "not_declared", reasons=_empty_list(case))
        return Measured(id, "range", low=low, records=records, note=Fixed.LIST_OPEN)
    if low != high:
        return _refused(id, low, high, records)
    return Measured(id, "known", low, low=low, high=low, records=records)


def _empty_list(case: Case) -> frozenset[OpenState]:
    """Why a value of an empty list is open: at closing it is taken as it stands, or it was not declared."""
    return frozenset(("range" if case.closing.open_lists == "as_declared" else "not_declared",))


def _refused(id: str, low: Number, high: Number, records: Sequence[Record]) -> Measured:
    note = Fixed.EVIDENCE_REFUSED
    return Measured(id, "refused", low=low, high=high, records=records, note=note)


def _count(id: str, selection: Selection) -> Measuring:
    kinds = selection.kinds

    def measure(case: Case) -> Measured:
        records = select(case.dossier, selection)
        lacking = unsure(case.dossier, selection)
        if lacking and case.closed(kinds):
            return _lacking(id, len(accepted(case, records)), len(records) + len(lacking), lacking)
        return listed(case, id, kinds, records, len(accepted(case, records)), len(records))

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


def _sum(id: str, selection: SumOf) -> Measuring:
    kinds, name = selection.kinds, selection.field

    def measure(case: Case) -> Measured:
        records = select(case.dossier, selection)
        high = _added(one.fields.get(name) for one in records)
        low = _added(one.fields.get(name) for one in accepted(case, records))
        if high is None or low is None:
            return Measured(id, "error", records=records, note=FieldNotNumber(name))
        lacking = [one for one in records if one.fields.get(name) is None]
        lacking += unsure(case.dossier, selection)
        if lacking and case.closed(kinds):
            return _lacking(id, low, None, lacking)
        return listed(case, id, kinds, records, low, high)

    return measure


def _exists(id: str, selection: Selection) -> Measuring:
    kinds = selection.kinds

    def measure(case: Case) -> Measured:
        records = select(case.dossier, selection)
        if accepted(case, records):
            return Measured(id, "known", True, low=1, high=1, records=records)
        if records:
            return _refused(id, 0, 1, records)
        lacking = unsure(case.dossier, selection)
        complete = case.closed(kinds)
        if lacking:
            found = _lacking(id, 0, 1, lacking)
            if not complete:
                # They may not be what is asked for; then nothing was handed in yet.
                found.reasons = _empty_list(case)
            return found
        if complete:
            return Measured(id, "known", False, low=0, high=0)
        if case.reopened(kinds):
            return Measured(id, "range", low=0, high=1, note=Fixed.LIST_OPEN)
        return Measured(id, "not_declared", low=0, high=1, reasons=_empty_list(case))

    return measure


def _late(id: str, selection: Late) -> Measuring:
    series, kinds = selection.series, selection.kinds

    def ours(found: Iterable[Record]) -> list[Record]:
        return [one for one in found if series is None or one.occurrence == series]

    def measure(case: Case) -> Measured:
        records = ours(select(case.dossier, selection))
        due = selection.deadline.on(case.period)
        dated = [one for one in accepted(case, records) if one.date is not None]
        if not dated:
            note = Fixed.UNDATED if records else None
            return Measured(id, "not_declared", low=_LONG_BEFORE, records=records, note=note)
        # The first document counts; with incomplete dates it may be one of several.
        earliest = min(one.date.first for one in dated if one.date)
        latest = min(one.date.last for one in dated if one.date)
        low, high = (earliest - due).days, (latest - due).days
        first = [one for one in dated if one.date and one.date.first <= latest]
        note = Fixed.DATE_INCOMPLETE
        # A refused record may be accepted later; one that lacks a field may prove to be selected.
        perhaps = [*records, *ours(unsure(case.dossier, selection))]
        unsettled = [one for one in perhaps if one.date is None]
        for one in perhaps:
            if one.date is not None and one.date.first < earliest:
                unsettled.append(one)
                low = min(low, (one.date.first - due).days)
                refused = one.id in case.refused
                note = Fixed.EVIDENCE_REFUSED if refused else Fixed.FIELD_LACKING
        if high > 0 and any(one.date is None for one in unsettled):
            low, note = min(low, _LONG_BEFORE), Fixed.SOME_UNDATED
        if high > 0 and not case.closed(kinds):
            # Late by what is listed, but an earlier document may still be added to the list.
            low, note = min(low, _LONG_BEFORE), Fixed.EARLIER_MAY_COME
        if low == high:
            return Measured(id, "known", low, low=low, high=low, records=first)
        found = [*first, *unsettled]
        return Measured(id, "range", low=low, high=high, records=found, note=note)

    return measure


_MISFIT: dict[Misfit, Fixed] = {
    "type": Fixed.NUMBER_EXPECTED,
    "sign": Fixed.PERCENT_SIGN,
    "level": Fixed.UNKNOWN_LEVEL,
    "negative": Fixed.NEGATIVE,
    "fraction": Fixed.WHOLE_NUMBER_EXPECTED,
    "limit": Fixed.ABOVE_LIMIT,
}
_WRONG_TYPE = {"yes_no": Fixed.YES_NO_EXPECTED, "level": Fixed.UNKNOWN_LEVEL}


def _declared(id: str, measure: Measure, measures: Mapping[str, Measure]) -> Measuring:
    absent: MeasureState = "pending" if measure.external is not None else "not_declared"
    kind = measure.type
    levels = tuple(measure.levels or ()) if kind == "level" else None
    limit = measure.limit
    parts = [other for other, one in measures.items() if one.limit and other != id and limited(measures, other, id)]

    def open_(case: Case, state: MeasureState, **more: Any) -> Measured:
        """What is left of the values: at most what limits it, at least what was declared of those it limits."""
        if kind in ("yes_no", "level"):
            return Measured(id, state, high=1 if kind == "yes_no" else None, levels=levels, **more)
        above = case.measured[limit] if isinstance(limit, str) else None
        high: Any = limit if above is None else None if above.state == "not_applicable" else above.range().high
        if high is not None and kind == "count":
            high = high // 1
        given = [case.dossier.numbers[one].value for one in parts if one in case.dossier.numbers]
        low = max((one for one in given if is_number(one)), default=0)
        return Measured(id, state, low=0 if low < 0 or (high is not None and low > high) else low, high=high, **more)

    def take(case: Case) -> Measured:
        given = case.dossier.numbers.get(id)
        if given is None or given.value is None:
            return open_(case, absent)
        value = given.value
        most = limit
        if isinstance(limit, str):
            most = case.measured[limit].value if is_number(value) else None
        for misfit in misfits(measure, value, most, bare_shares=True):
            if misfit in _MISFIT:
                return open_(case, "error", value=value, note=_WRONG_TYPE.get(kind, _MISFIT[misfit]))
        taken = normal(Fraction(value)) if isinstance(value, Percent) else value
        return Measured(id, "known", taken)

    return take


def _reasons(parts: Iterable[Measured]) -> frozenset[OpenState]:
    """Every reason why a value derived from these is open."""
    return frozenset([state for one in parts if one.state != "known" for state in one.states])


def worst_state(parts: Sequence[Measured]) -> MeasureState:
    """The most serious state among inputs."""
    if len(parts) == 1:
        return parts[0].state
    return max([one.state for one in parts], key=_RANK.__getitem__)


def limited(measures: Mapping[str, Measure], part: str, whole: str) -> bool:
    """Whether `part` never exceeds `whole`: it is limited by it, in steps too, or counts records among those."""
    seen = {part}
    while part != whole:
        one, other = measures[part], measures[whole]
        if one.count and other.count and one.count.kinds == other.count.kinds:
            narrower, wider = one.count.where, other.count.where
            if all(name in narrower and narrower[name] == wanted for name, wanted in wider.items()):
                return True
        if not isinstance(one.limit, str) or one.limit in seen:
            return False
        part = one.limit
        seen.add(part)
    return True


def _ratio(id: str, measure: Measure, measures: Mapping[str, Measure]) -> Measuring:
    assert measure.ratio is not None
    over, under = measure.ratio
    is_part = limited(measures, over, under)
    least = 1 if measures[under].type == "count" else 0
    when_zero, rounding = measure.when_zero, measure.rounding

    grid = None if rounding is None else Grid(rounding.step.value, rounding.mode)
    quotient: Callable[[int, int], Number] = grid.quotient if grid else lambda a, b: normal(Fraction(a, b))

    def zero() -> Measured:
        note = Fixed.ZERO_DENOMINATOR
        if when_zero in ("not_applicable", "not_declared"):
            return Measured(id, when_zero, note=note)
        return Measured(id, "known", 1 if when_zero == "full" else 0, note=note)

    def measure_(case: Case) -> Number | Measured:
        values = case.values
        first, second = values[over], values[under]
        if first.__class__ is int and second.__class__ is int and second:
            return quotient(first, second)
        a, b = case.measured[over], case.measured[under]
        if a.state == "known" and b.state == "known":
            if not b.value:
                return zero()
            over_, under_ = a.value, b.value
            if not (over_.__class__ is int and under_.__class__ is int):
                exact = Fraction(over_) / Fraction(under_)  # type: ignore[arg-type]
                over_, under_ = exact.numerator, exact.denominator
            return quotient(over_, under_)
        if a.state == "not_applicable" or b.state == "not_applicable":
            return Measured(id, "not_applicable")
        if b.state == "known" and not b.value:
            return zero()
        under_range = b.range()
        empty = under_range.low <= 0 and (under_range.high is None or under_range.high >= 0)
        low, high = _quotients(a.range(), under_range, least)
        if is_part and (high is None or high > 1):
            high = 1
        if empty and when_zero in ("zero", "full"):
            value = 1 if when_zero == "full" else 0
            low, high = min(low, value), None if high is None else max(high, value)
        elif empty and when_zero == "not_declared":
            low, high = min(low, 0), None
        if grid is not None:
            # The share is rounded, so its range is rounded likewise.
            low = grid.round(low)
            high = None if high is None else grid.round(high)
        perhaps = (empty and when_zero == "not_applicable") or a.may_not_apply or b.may_not_apply
        state, states = worst_state((a, b)), _reasons((a, b))
        return Measured(id, state, low=normal(low), high=high, reasons=states or None, may_not_apply=perhaps)

    return measure_


def _quotients(over: Range, under: Range, least: Number) -> tuple[Number, Number | None]:
    """The least and greatest quotient of two ranges; the denominator's values from `least` on count, if that is 0 those
    above it.
    """
    if under.low < 0:
        return -UNLIMITED, None
    bottom = max(under.low, least)

    def quotient(end: Number, inwards: bool) -> Number | None:
        """`end` by the denominator that brings it nearest to 0, or farthest from it; None where that has no limit."""
        if inwards:
            return Fraction(end) / under.high if under.high else 0
        return Fraction(end) / bottom if bottom else None

    low = quotient(over.low, over.low >= 0)
    high = None if over.high is None else quotient(over.high, over.high <= 0)
    return -UNLIMITED if low is None else low, high


def _combined(id: str, names: Sequence[str], sign: int, measures: Mapping[str, Measure]) -> Measuring:
    never_below = sign < 0 and limited(measures, names[1], names[0])
    never_above = sign < 0 and limited(measures, names[0], names[1])

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
        low: Number
        if sign > 0:
            high = first.high + total_high if bounded and first.high is not None else None
            low = first.low + sum(lows)
        else:
            low = first.low - total_high if None not in highs else -UNLIMITED
            high = None if first.high is None else first.high - sum(lows)
        if never_below:
            low = max(low, 0)
        if never_above:
            high = 0 if high is None else min(high, 0)
        found = Measured(id, worst_state(applying), low=low, high=high)
        found.reasons = _reasons(applying)
        # A sum applies while one of its parts does; a difference needs both.
        doubts = [one.may_not_apply for one in applying]
        found.may_not_apply = all(doubts) if sign > 0 else any(doubts)
        return found

    return measure


def compile_measure(id: str, measures: Mapping[str, Measure]) -> Measuring:
    """The function that measures `id` for a case whose inputs are measured already."""
    measure = measures[id]
    if measure.count is not None:
        return _count(id, measure.count)
    if measure.sum is not None:
        return _sum(id, measure.sum)
    if measure.exists is not None:
        return _exists(id, measure.exists)
    if measure.days_late is not None:
        return _late(id, measure.days_late)
    if measure.ratio is not None:
        return _ratio(id, measure, measures)
    if measure.total is not None:
        return _combined(id, measure.total, 1, measures)
    if measure.difference is not None:
        return _combined(id, measure.difference, -1, measures)
    return _declared(id, measure, measures)

"""Formulas of measures: the value, or the code that says why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.engine.life import reports_due
from scoring.scheme.criteria import Late, Measure, Selection, SumOf
from scoring.workbook.addresses import NO_DATE, Addresses
from scoring.workbook.cell_math import Code, absent_code, any_of, guarded, is_absent, literal, rounded, why_not
from scoring.workbook.layout import ABSENT, NO, YES, Row, field_column, level_labels

_LONG_AGO = 400
"""Days before the deadline that stand for any day before it, as in the engine."""


def measure_formula(addresses: Addresses, row: Row) -> str:
    """The formula of a measure's or judgement's value; yes is 1, no 0, a level its place in the list."""
    key = row.key
    stated = [f'{addresses.cell(key, "not_applicable")}="{ABSENT}"']
    if row.role == "judgement":
        return f"={_judged(addresses, row)}"
    if row.answer == "yes_no":
        stated.append(f'{addresses.cell(key, "answer")}="{ABSENT}"')
    return f'=IF({any_of(stated)},"{Code.STATED}",{_value(addresses, row)})'


def _value(addresses: Addresses, row: Row) -> str:
    measure = row.measure
    assert measure is not None
    outside = addresses.outside_life.get(row.id)
    if outside is not None and outside.state == "not_applicable":
        return f'"{Code.STRUCTURAL}"'
    if outside is not None and measure.count is not None:
        return _of_due(addresses, row.id, measure.count)
    if measure.due is not None:
        series = addresses.plan.scheme.series[measure.due]
        return str(len(series.occurrences) - sum(one.series == measure.due for one in addresses.case.not_due))
    if measure.count is not None:
        return _count(addresses, measure.count)
    if measure.sum is not None:
        return _sum(addresses, measure.sum)
    if measure.exists is not None:
        return _exists(addresses, measure.exists)
    if measure.days_late is not None:
        return _late(addresses, measure.days_late)
    if measure.ratio is not None:
        return _ratio(addresses, measure, measure.ratio)
    if measure.total is not None or measure.difference is not None:
        return _combined(addresses, measure)
    return _declared(addresses, row, measure)


def _declared(addresses: Addresses, row: Row, measure: Measure) -> str:
    cell = addresses.cell(row.key, "answer")
    absent = Code.PENDING if measure.external is not None else Code.ABSENT
    otherwise = f'IF({cell}="","{absent}","{Code.WRONG}")'
    if row.answer == "yes_no":
        return f'IF({cell}="{YES}",1,IF({cell}="{NO}",0,{otherwise}))'
    if row.answer == "level":
        found = otherwise
        labels = list(level_labels(addresses.plan.set, row.id).values())
        for index, label in reversed(list(enumerate(labels, 1))):
            found = f"IF({cell}={addresses.lists.cell(label)},{index},{found})"
        return found
    tests = [f"{cell}>=0"]
    if row.answer == "count":
        tests.append(f"{cell}=INT({cell})")
    limit = measure.limit
    if isinstance(limit, str):
        other = addresses.calc(limit)
        tests.append(f"OR(NOT(ISNUMBER({other})),{cell}<={other})")
    elif limit is not None:
        tests.append(f"{cell}<={literal(limit)}")
    good = f'IF(AND({",".join(tests)}),{cell},"{Code.WRONG}")'
    return f"IF(ISNUMBER({cell}),{good},{otherwise})"


def _judged(addresses: Addresses, row: Row) -> str:
    low, high = row.judged
    cell = addresses.cell(row.key, "answer")
    absent = Code.ABSENT if row.spec.judge() == "agency" else Code.PENDING
    within = f"AND({cell}>={literal(low)},{cell}<={literal(high)})"
    return f'IF(ISNUMBER({cell}),IF({within},{cell},"{Code.WRONG}"),IF({cell}="","{absent}","{Code.WRONG}"))'


def _counts(addresses: Addresses, selection: Selection) -> tuple[str, str]:
    """How many records are selected for certain, and how many may be."""
    certain, most = (addresses.selected(selection, perhaps=one) for one in (False, True))
    return f"SUMPRODUCT({certain})", f"SUMPRODUCT({most})"


def _count(addresses: Addresses, selection: Selection) -> str:
    found, most = _counts(addresses, selection)
    settled = f'IF({most}>{found},"{Code.ABSENT}",{found})' if selection.where else found
    so_far = f'IF({found}>0,"{Code.OPEN}"&{found},"{Code.ABSENT}")'
    return f"IF({addresses.closed(selection.kinds)},{settled},{so_far})"


def _of_due(addresses: Addresses, id: str, selection: Selection) -> str:
    """The number of reports of those due; see `reports_due`."""
    kinds, occurrences = addresses.records_range("kind"), addresses.records_range("occurrence")
    series, tests = addresses.plan.scheme.series, []
    for one in addresses.case.not_due:
        if (kind := series[one.series].kind) in selection.kinds:
            label = addresses.lists.cell(addresses.labels[kind])
            occurrence = addresses.lists.cell(addresses.occurrences[one.occurrence])
            tests.append(f"*(1-({kinds}={label})*({occurrences}={occurrence}))")
    due, of = reports_due(addresses.plan, addresses.case, id)
    found = f"SUMPRODUCT({addresses.selected(selection)}{''.join(tests)})"
    value = guarded(f"{found}*{of}/{due}")
    so_far = f'IF({found}>0,"{Code.OPEN}"&{value},"{Code.ABSENT}")'
    return f"IF({addresses.closed(selection.kinds)},{value},{so_far})"


def _sum(addresses: Addresses, selection: SumOf) -> str:
    selected = addresses.selected(selection)
    found, most = _counts(addresses, selection)
    kinds = addresses.plan.scheme.evidence_kinds
    columns = {
        field_column(kinds[id], selection.field) if selection.field in kinds[id].fields else ""
        for id in selection.kinds
    }
    if len(columns) != 1 or "" in columns:
        return f'"{Code.ABSENT}"'
    column = addresses.records_range(columns.pop())
    # A record that lacks the number, or whose number is text, leaves the sum unknown.
    numbers = f"SUMPRODUCT({selected}*ISNUMBER({column}))"
    exact = f"AND({most}={found},{numbers}={found})"
    total = f"SUMPRODUCT({selected},{column})"
    settled = f'IF({exact},{total},"{Code.ABSENT}")'
    so_far = f'IF({found}>0,"{Code.OPEN}"&{total},"{Code.ABSENT}")'
    return f"IF({addresses.closed(selection.kinds)},{settled},{so_far})"


def _exists(addresses: Addresses, selection: Selection) -> str:
    found, most = _counts(addresses, selection)
    none = f'IF({addresses.closed(selection.kinds)},0,"{Code.ABSENT}")'
    if selection.where:
        none = f'IF({most}>0,"{Code.ABSENT}",{none})'
    return f"IF({found}>0,1,{none})"


def _late(addresses: Addresses, selection: Late) -> str:
    selected = addresses.selected(selection)
    if selection.series is not None:
        occurrence = addresses.lists.cell(addresses.occurrences.get(selection.series, selection.series))
        selected = f"({selected}*({addresses.records_range('occurrence')}={occurrence}))"
    period = addresses.period
    due = selection.deadline.on(period)
    first, last = addresses.records_range("first"), addresses.records_range("last")

    def earliest(column: str) -> str:
        return f"({NO_DATE}-SUMPRODUCT(MAX({selected}*({NO_DATE}-{column}))))"

    day = f"DATE({due.year},{due.month},{due.day})"
    undated = f"SUMPRODUCT({selected}*({last}={NO_DATE}))>0"
    low, high = f"({earliest(first)}-{day})", f"({earliest(last)}-{day})"
    # An undated one may have come before all others, and so may one still to be listed.
    earlier = f"OR({undated},NOT({addresses.closed(selection.kinds)}))"
    lowest = f"IF(AND({earlier},{high}>0),MIN({low},-{_LONG_AGO}),{low})"
    known = f'IF({lowest}={high},{high},"{Code.SPAN}"&{lowest}&";"&{high})'
    return f'IF({earliest(last)}<{NO_DATE},{known},"{Code.ABSENT}")'


def _ratio(addresses: Addresses, measure: Measure, parts: Sequence[str]) -> str:
    cells = over, under = [addresses.calc(one) for one in parts]
    zero = {"not_applicable": f'"{Code.STRUCTURAL}"', "not_declared": f'"{Code.ABSENT}"', "zero": "0", "full": "1"}[
        str(measure.when_zero)
    ]
    share = f"{over}/{under}"
    if measure.rounding is not None:
        share = rounded(share, measure.rounding.step.value, measure.rounding.mode)
    known = f"IF(ISNUMBER({over}),{share},{why_not(cells)})"
    return (
        f"IF({is_absent(*cells)},{absent_code(cells)},"
        f"IF(ISNUMBER({under}),IF({under}=0,{zero},{known}),{why_not(cells)}))"
    )


def _combined(addresses: Addresses, measure: Measure) -> str:
    cells = [addresses.calc(one) for one in measure.inputs]
    count = f"SUM({','.join(f'ISNUMBER({one})*1' for one in cells)})"
    absent = f"SUM({','.join(f'{is_absent(one)}*1' for one in cells)})"
    least = 1 if measure.total is not None else 2
    if measure.total is not None:
        value = guarded(f"SUM({','.join(cells)})")
    else:
        value = guarded(f"{cells[0]}-{cells[1]}" if len(cells) == least else f"{cells[0]}-SUM({','.join(cells[1:])})")
    few = f"{len(cells)}-{absent}<{least}"
    return f"IF({few},{absent_code(cells)},IF({count}+{absent}={len(cells)},{value},{why_not(cells)}))"

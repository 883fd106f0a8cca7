"""A measure as a cell formula: its value, or the code that says why there is none."""

from __future__ import annotations

from scoring.numbers import Number
from scoring.scheme.model import Late, Measure, SumOf
from scoring.workbook.book import NO_DATE, Book
from scoring.workbook.cell_math import (
    ABSENT,
    OPEN,
    PENDING,
    SPAN,
    STATED,
    STRUCTURAL,
    WRONG,
    absent_code,
    any_of,
    guarded,
    is_absent,
    literal,
    rounded,
    why_not,
)
from scoring.workbook.layout import ABSENT as NOT_APPLICABLE
from scoring.workbook.layout import NO, YES, Row, level_labels

_LONG_AGO = 400
"""Days before the deadline that stand for any day before it, as in the engine."""


def measure_formula(book: Book, row: Row) -> str:
    """The formula of a measure's or judgement's value; yes is 1, no 0, a level its place in the list."""
    key = row.key
    stated = [f'{book.cell(key, "not_applicable")}="{NOT_APPLICABLE}"']
    if row.role == "judgement":
        return f"={_judged(book, row)}"
    if row.answer == "yes_no":
        stated.append(f'{book.cell(key, "answer")}="{NOT_APPLICABLE}"')
    return f'=IF({any_of(stated)},"{STATED}",{_value(book, row)})'


def _value(book: Book, row: Row) -> str:
    measure = row.measure
    assert measure is not None
    if measure.count is not None:
        return _count(book, measure)
    if measure.sum is not None:
        return _sum(book, measure.sum)
    if measure.exists is not None:
        return _exists(book, measure)
    if measure.days_late is not None:
        return _late(book, measure.days_late)
    if measure.ratio is not None:
        return _ratio(book, measure)
    if measure.total is not None or measure.difference is not None:
        return _combined(book, measure)
    return _declared(book, row, measure)


# ------------------------------------------------------------------------------- declared


def _declared(book: Book, row: Row, measure: Measure) -> str:
    cell = book.cell(row.key, "answer")
    absent = PENDING if measure.external is not None else ABSENT
    otherwise = f'IF({cell}="","{absent}","{WRONG}")'
    if row.answer == "yes_no":
        return f'IF({cell}="{YES}",1,IF({cell}="{NO}",0,{otherwise}))'
    if row.answer == "level":
        found = otherwise
        labels = list(level_labels(book.plan.set, row.id).values())
        for index, label in reversed(list(enumerate(labels, 1))):
            found = f"IF({cell}={book.lists.cell(label)},{index},{found})"
        return found
    tests = [f"{cell}>=0"]
    if row.answer == "count":
        tests.append(f"{cell}=INT({cell})")
    limit = measure.limit
    if isinstance(limit, str):
        other = book.calc(limit)
        tests.append(f"OR(NOT(ISNUMBER({other})),{cell}<={other})")
    elif limit is not None:
        tests.append(f"{cell}<={literal(limit)}")
    good = f'IF(AND({",".join(tests)}),{cell},"{WRONG}")'
    return f"IF(ISNUMBER({cell}),{good},{otherwise})"


def _judged(book: Book, row: Row) -> str:
    assert row.node is not None
    spec = row.node.spec
    assert spec is not None
    low, high = spec.judged(row.node.maximum)
    cell = book.cell(row.key, "answer")
    absent = ABSENT if spec.judge() == "agency" else PENDING
    within = f"AND({cell}>={literal(low)},{cell}<={literal(high)})"
    return f'IF(ISNUMBER({cell}),IF({within},{cell},"{WRONG}"),IF({cell}="","{absent}","{WRONG}"))'


# --------------------------------------------------------------------------- from evidence


def _sum_of(array: str) -> str:
    return f"SUMPRODUCT({array})"


def _count(book: Book, measure: Measure) -> str:
    selection = measure.count
    assert selection is not None
    found = _sum_of(book.selected(selection))
    most = _sum_of(book.selected(selection, perhaps=True))
    lacking = f'{most}>{found},"{ABSENT}",' if selection.where else ""
    settled = f"IF({lacking}{found})" if lacking else found
    so_far = f'IF({found}>0,"{OPEN}"&{found},"{ABSENT}")'
    return f"IF({book.closed(selection.kinds)},{settled},{so_far})"


def _sum(book: Book, selection: SumOf) -> str:
    selected, most = book.selected(selection), book.selected(selection, perhaps=True)
    kinds = book.plan.scheme.evidence_kinds
    from scoring.workbook.layout import field_column

    columns = {
        field_column(kinds[id], selection.field) if selection.field in kinds[id].fields else ""
        for id in selection.kinds
    }
    if len(columns) != 1 or "" in columns:
        return f'"{ABSENT}"'
    column = book.records_range(columns.pop())
    # A record that lacks the number, or whose number is text, leaves the sum unknown.
    numbers = f"SUMPRODUCT({selected}*ISNUMBER({column}))"
    exact = f"AND({_sum_of(most)}={_sum_of(selected)},{numbers}={_sum_of(selected)})"
    total = f"SUMPRODUCT({selected},{column})"
    settled = f'IF({exact},{total},"{ABSENT}")'
    so_far = f'IF({_sum_of(selected)}>0,"{OPEN}"&{total},"{ABSENT}")'
    return f"IF({book.closed(selection.kinds)},{settled},{so_far})"


def _exists(book: Book, measure: Measure) -> str:
    selection = measure.exists
    assert selection is not None
    found = _sum_of(book.selected(selection))
    most = _sum_of(book.selected(selection, perhaps=True))
    none = f'IF({book.closed(selection.kinds)},0,"{ABSENT}")'
    if selection.where:
        none = f'IF({most}>0,"{ABSENT}",{none})'
    return f"IF({found}>0,1,{none})"


def _late(book: Book, selection: Late) -> str:
    selected = book.selected(selection)
    if selection.series is not None:
        occurrence = book.lists.cell(selection.series)
        selected = f"({selected}*({book.records_range('occurrence')}={occurrence}))"
    period = book.period
    due = selection.deadline.on(period)
    first, last = book.records_range("first"), book.records_range("last")

    def earliest(column: str) -> str:
        return f"({NO_DATE}-SUMPRODUCT(MAX({selected}*({NO_DATE}-{column}))))"

    day = f"DATE({due.year},{due.month},{due.day})"
    undated = f"SUMPRODUCT({selected}*({last}={NO_DATE}))>0"
    low, high = f"({earliest(first)}-{day})", f"({earliest(last)}-{day})"
    # An undated one may have come before all others, and so may one still to be listed.
    earlier = f"OR({undated},NOT({book.closed(selection.kinds)}))"
    lowest = f"IF(AND({earlier},{high}>0),MIN({low},-{_LONG_AGO}),{low})"
    known = f'IF({lowest}={high},{high},"{SPAN}"&{lowest}&";"&{high})'
    return f'IF({earliest(last)}<{NO_DATE},{known},"{ABSENT}")'


# --------------------------------------------------------------------------------- derived


def _ratio(book: Book, measure: Measure) -> str:
    assert measure.ratio is not None
    over, under = (book.calc(one) for one in measure.ratio)
    cells = (over, under)
    zero = {
        "not_applicable": f'"{STRUCTURAL}"', "not_declared": f'"{ABSENT}"', "zero": "0", "full": "1",
    }[str(measure.when_zero)]  # fmt: skip
    share = f"{over}/{under}"
    if measure.rounding is not None:
        step: Number = measure.rounding.step.value
        share = rounded(share, step, measure.rounding.mode)
    known = f"IF(ISNUMBER({over}),{share},{why_not(cells)})"
    return (
        f"IF({is_absent(*cells)},{absent_code(cells)},"
        f"IF(ISNUMBER({under}),IF({under}=0,{zero},{known}),{why_not(cells)}))"
    )


def _combined(book: Book, measure: Measure) -> str:
    cells = [book.calc(one) for one in measure.inputs]
    count = f"SUM({','.join(f'ISNUMBER({one})*1' for one in cells)})"
    absent = f"SUM({','.join(f'{is_absent(one)}*1' for one in cells)})"
    if measure.total is not None:
        value, least = guarded(f"SUM({','.join(cells)})"), 1
    else:
        value, least = guarded(f"{cells[0]}-SUM({','.join(cells[1:])})"), 2
        if len(cells) == least:
            value = guarded(f"{cells[0]}-{cells[1]}")
    few = f"{len(cells)}-{absent}<{least}"
    return (
        f"IF({few},{absent_code(cells)},IF({count}+{absent}={len(cells)},{value},{why_not(cells)}))"
    )


__all__ = ["measure_formula"]

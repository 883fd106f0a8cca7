"""The values that cells with formulas hold before anybody recalculates them; open criteria have a code, no points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.assessment import Assessment
from scoring.engine.measured import Measured
from scoring.engine.outcome import Outcome
from scoring.engine.plan import Plan
from scoring.engine.rollup import roll_up
from scoring.engine.sums import Sum, Total
from scoring.numbers import Number, decimal_text, fixed
from scoring.workbook.addresses import Addresses
from scoring.workbook.cell_math import Code
from scoring.workbook.criteria_formulas import inputs
from scoring.workbook.kind_formulas import points_formula
from scoring.workbook.layout import level_labels

Value = int | Decimal | str
Computed = tuple[str, Value | None]
"""A cell's formula and the value it has now; an empty formula and None where the cell computes nothing."""
_PLACES = 12
CODE_WORDS: dict[str, str] = {
    Code.STATED: "không áp dụng",
    Code.PENDING: "chờ thẩm định",
    Code.WRONG: "cần xem lại",
    Code.MISSING: "thiếu minh chứng",
    Code.UNKNOWN: "chưa tính được ở đây",
    Code.ABSENT: "chưa khai",
}
"""What a cell says in place of points."""


@dataclass(frozen=True, slots=True)
class CachedValues:
    """The values of the computed cells."""

    calc: Mapping[str, Value]
    """By row key: the value or points, or the code that says why there is none."""
    sums: Mapping[str, Sum]
    """Groups, with open items left out."""
    total: Total
    open: int
    """Criteria not settled."""


def value_of(number: Number) -> Value:
    """A number as a cell's cached value."""
    return number if isinstance(number, int) else Decimal(fixed(number, _PLACES))


def cached_values(addresses: Addresses, assessment: Assessment) -> CachedValues:
    """The values the cells of `addresses` hold for an assessment."""
    plan = addresses.plan
    calc = {f"sl:{id}": _measured(plan, assessment.measured[id]) for id in plan.set.measures}
    settled: dict[str, Outcome] = {}
    for leaf in plan.leaves:
        id = leaf.node.id
        outcome = assessment.outcomes[id]
        judged = assessment.measured.get(f"judgement:{id}")
        if judged is not None:
            calc[f"dg:{id}"] = _measured(plan, judged)
        code = _leaf(outcome)
        if outcome.status == "scored" and any("lacking" in x.states for x in assessment.inputs(outcome)):
            # The sheet asks for what documents lack even where the points no longer depend on it.
            code = Code.ABSENT
        if _is_open(code) and points_formula(leaf, inputs(addresses, leaf)) is None:
            code = Code.UNKNOWN
        calc[f"tc:{id}"] = code
        settled[id] = one = outcome.copy()
        if _is_open(code):
            one.low = one.high = 0
    sums, total = roll_up(plan, settled, assessment.case.not_applicable)
    still_open = sum(_is_open(calc[f"tc:{id}"]) for id in settled)
    return CachedValues(calc, {one.id: one for one in sums}, total, still_open)


def _is_open(code: Value) -> bool:
    """Whether a criterion's cell holds a code that keeps the points open."""
    return isinstance(code, str) and code != Code.STATED


def _measured(plan: Plan, one: Measured) -> Value:
    value = one.value
    if one.state == "known":
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            labels = list(level_labels(plan.set, one.id))
            return labels.index(value) + 1 if value in labels else Code.WRONG
        return Code.ABSENT if value is None else value_of(value)
    if one.state == "not_applicable":
        return Code.STATED if one.stated else Code.STRUCTURAL
    # The sheet tells "at least so many" of a list itself; what is derived from one is not known yet.
    own = plan.set.measures[one.id] if one.state == "range" else None
    if own and one.high is None and own.selection is not None:
        return f"{Code.OPEN}{decimal_text(one.low)}"
    if own and own.days_late is not None:
        return f"{Code.SPAN}{one.low};{one.high}"
    return {"pending": Code.PENDING, "error": Code.WRONG}.get(one.state, Code.ABSENT)


def _leaf(one: Outcome) -> Value:
    if one.status == "not_applicable":
        return Code.STATED
    if one.status == "scored" and one.low == one.high:
        return value_of(one.low)
    if one.missing and one.scored is not None:
        return Code.PENDING if one.status == "pending" else Code.MISSING
    return {"pending": Code.PENDING, "error": Code.WRONG}.get(one.status, Code.ABSENT)

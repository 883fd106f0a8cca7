"""Each leaf kind as a cell formula of its inputs, all of which are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scoring.engine.plan import LeafPlan
from scoring.formulas.bands import Bands
from scoring.formulas.checklist import Checklist
from scoring.formulas.deduct import Deduct
from scoring.formulas.deduct_by_severity import DeductBySeverity
from scoring.formulas.deduct_range import DeductRange
from scoring.formulas.discretion import Discretion
from scoring.formulas.external import External
from scoring.formulas.formula import Formula
from scoring.formulas.graded import Graded
from scoring.formulas.interface import Spec
from scoring.formulas.judgement import JudgementScore
from scoring.formulas.per_item import PerItem
from scoring.formulas.proportional import Proportional
from scoring.formulas.target import Target
from scoring.formulas.timeliness import Timeliness
from scoring.formulas.yes_no import YesNo
from scoring.numbers import Number
from scoring.workbook.book import Book
from scoring.workbook.cell_math import WRONG, both, clipped, guarded, literal
from scoring.workbook.expression_formulas import translated
from scoring.workbook.layout import level_labels

_MOST_BRANCHES = 40
"""Spreadsheets nest functions 64 deep; longer ladders are left to the engine."""
_LONGEST = 4000
"""Characters of a formula; more is left to the engine."""


def points_formula(book: Book, leaf: LeafPlan, cells: list[str]) -> str | None:
    """The points of a criterion whose inputs are all there; None where no cell formula can say them."""
    spec = leaf.spec
    if isinstance(spec, Graded):
        return _graded(book, spec, leaf.node.maximum, cells)
    write = _WRITERS.get(type(spec))
    return None if write is None else write(spec, leaf.node.maximum, cells)


Writer = Callable[[Any, Number, list[str]], str | None]


def _yes_no(spec: YesNo, maximum: Number, cells: list[str]) -> str:
    return f"IF({cells[0]}=1,{literal(spec.yes.of(maximum))},{literal(spec.no.of(maximum))})"


def _checklist(spec: Checklist, maximum: Number, cells: list[str]) -> str:
    parts = list(zip(cells, (literal(part.points) for part in spec.parts), strict=True))
    got = "+".join(f"IF({cell}=1,{worth},0)" for cell, worth in parts)
    if spec.not_applicable != "rescale":
        return f"({got})"
    applying = "+".join(f"IF(ISNUMBER({cell}),{worth},0)" for cell, worth in parts)
    whole = literal(maximum)
    return f"IF({applying}=0,0,({got})*{whole}/({applying}))"


def _per_item(spec: PerItem, maximum: Number, cells: list[str]) -> str:
    cap = maximum if spec.cap is None else min(spec.cap, maximum)
    return clipped(f"{cells[0]}*{literal(spec.points)}", cap)


def _bands(spec: Bands, maximum: Number, cells: list[str]) -> str | None:
    if len(spec.tiers) > _MOST_BRANCHES:
        return None
    value, found = guarded(cells[0]), f'"{WRONG}"'
    for tier in reversed(spec.tiers):
        tests = []
        if tier.from_ is not None:
            tests.append(f"{value}>={guarded(literal(tier.from_.value))}")
        if tier.below is not None:
            tests.append(f"{value}<{guarded(literal(tier.below.value))}")
        points = literal(tier.points.of(maximum))
        found = f"IF({both(tests)},{points},{found})" if tests else points
    return found


def _proportional(spec: Proportional, maximum: Number, cells: list[str]) -> str | None:
    low, high, value = spec.floor.value, spec.target.value, guarded(cells[0])
    if low == high:
        return None
    up = high > low
    full = f"{value}{'>=' if up else '<='}{guarded(literal(high))}"
    none = f"{value}{'<=' if up else '>='}{guarded(literal(low))}"
    way = f"({cells[0]}-{literal(low)})*{literal(maximum)}/{literal(high - low)}"
    return f"IF({full},{literal(maximum)},IF({none},0,{way}))"


def _graded(book: Book, spec: Graded, maximum: Number, cells: list[str]) -> str | None:
    places = {id: at for at, id in enumerate(level_labels(book.plan.set, spec.of), 1)}
    if len(spec.levels) > _MOST_BRANCHES:
        return None
    found = f'"{WRONG}"'
    for level in reversed(spec.levels):
        if level.id in places:
            found = f"IF({cells[0]}={places[level.id]},{literal(level.points.of(maximum))},{found})"
    return found


def deduct(spec: Deduct, maximum: Number, cells: list[str]) -> str:
    """The maximum less what every full count costs."""
    times = cells[0] if spec.each == 1 else f"INT({guarded(f'{cells[0]}/{literal(spec.each)}')})"
    return _left(f"{times}*{literal(spec.points)}", maximum, spec.floor)


def _left(taken: str, maximum: Number, floor: Number) -> str:
    return f"MAX({clipped(f'{literal(maximum)}-({taken})', maximum)},{literal(floor)})"


def severity(spec: DeductBySeverity, maximum: Number, cells: list[str]) -> str:
    """The maximum less what each severity costs."""
    pairs = zip(cells, spec.items, strict=True)
    taken = "+".join(f"MAX({cell},0)*{literal(item.points)}" for cell, item in pairs)
    return _left(taken, maximum, spec.floor)


def _deduct_range(spec: DeductRange, maximum: Number, cells: list[str]) -> str:
    return f"IF({cells[0]}<=0,{literal(maximum)},{_left(cells[1], maximum, spec.floor)})"


def _judgement(spec: JudgementScore, maximum: Number, cells: list[str]) -> str:
    del spec, maximum
    return cells[0]


def _discretion(spec: Discretion, maximum: Number, cells: list[str]) -> str:
    edge = guarded(literal(spec.full_at.value))
    return f"IF({guarded(cells[0])}>={edge},{literal(maximum)},{cells[1]})"


def _target(spec: Target, maximum: Number, cells: list[str]) -> str:
    actual, target = guarded(cells[0]), guarded(cells[1])
    below, at, above = (literal(x.of(maximum)) for x in (spec.below, spec.at, spec.above))
    under = f"IF({actual}<=0,0,{below}*{cells[0]}/{cells[1]})"
    return f"IF({actual}>{target},{above},IF({actual}={target},{at},{under}))"


def timeliness(spec: Timeliness, maximum: Number, cells: list[str]) -> str:
    """The maximum on time, less with every day late."""
    late = _left(f"{literal(spec.per_day)}*{cells[0]}", maximum, spec.floor)
    if spec.none_after is not None:
        late = f"IF({cells[0]}>{literal(spec.none_after)},0,{late})"
    return f"IF({cells[0]}<={literal(spec.grace)},{literal(maximum)},{late})"


def _external(spec: External, maximum: Number, cells: list[str]) -> str:
    return clipped(f"{cells[0]}*{literal(maximum)}/{literal(spec.scale.value)}", maximum)


def _formula(spec: Formula, maximum: Number, cells: list[str]) -> str | None:
    names = {"M": literal(maximum), **dict(zip(spec.uses, cells, strict=True))}
    for name, text in spec.let.items():
        names[name] = translated(text, names)
    found = clipped(translated(spec.otherwise, names), maximum)
    if len(spec.branches_) > _MOST_BRANCHES:
        return None
    for branch in reversed(spec.branches_):
        points = clipped(translated(branch.points, names), maximum)
        found = f"IF({translated(branch.when, names)},{points},{found})"
    return found if len(found) < _LONGEST else None


_WRITERS: dict[type[Spec], Writer] = {
    YesNo: _yes_no, Checklist: _checklist, PerItem: _per_item, Bands: _bands, Proportional: _proportional,
    Deduct: deduct, DeductBySeverity: severity, DeductRange: _deduct_range, JudgementScore: _judgement,
    Discretion: _discretion, Target: _target, Timeliness: timeliness, External: _external, Formula: _formula,
}  # fmt: skip

__all__ = ["deduct", "points_formula", "severity", "timeliness"]

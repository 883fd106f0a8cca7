"""A criterion as a cell formula: its points, or the code that says why there are none."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
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
from scoring.numbers import Number, parse_number
from scoring.workbook.book import Book
from scoring.workbook.cell_math import (
    ABSENT,
    MISSING,
    OPEN,
    PENDING,
    SPAN,
    STATED,
    WRONG,
    both,
    clipped,
    either,
    guarded,
    is_absent,
    least,
    literal,
    numeric,
    rounded,
    why_not,
)
from scoring.workbook.layout import ABSENT as NOT_APPLICABLE
from scoring.workbook.layout import level_labels

_MOST_BRANCHES = 40
"""Spreadsheets nest functions 64 deep; longer ladders are left to the engine."""


def leaf_formula(book: Book, leaf: LeafPlan) -> str | None:
    """The formula of a criterion's points; None where no cell formula can say them."""
    known = _points(book, leaf)
    if known is None:
        return None
    return _leaf(book, leaf, known)


def unknown_formula(book: Book, leaf: LeafPlan, constant: str) -> str:
    """A constant in place of points no cell formula can say, as long as the criterion applies."""
    cells = inputs(book, leaf)
    absent = f'IF({is_absent(*cells)},"{STATED}",{constant})' if cells else constant
    return f'=IF({stated_above(book, leaf.node.id)},"{STATED}",{absent})'


def _leaf(book: Book, leaf: LeafPlan, known: str) -> str:
    cells = inputs(book, leaf)
    rounding = book.plan.scheme.rounding
    if leaf.grid is not None:
        known = rounded(known, rounding.step, rounding.mode)
    known = _with_evidence(book, leaf, known)
    missing = why_not(cells)
    settled = _settled(leaf, cells, missing)
    body = f"IF({numeric(cells)},{known},{settled})"
    if leaf.spec.takes_not_applicable:
        # Parts that do not apply are passed on; all of them absent make the criterion not applicable.
        there = both(f"OR(ISNUMBER({cell}),{is_absent(cell)})" for cell in cells)
        body = f"IF({there},{known},{missing})"
        absent = both(is_absent(cell) for cell in cells)
    else:
        absent = is_absent(*cells)
    verdict = f'"{STATED}"'
    if not leaf.node.may_be_not_applicable:
        stated = either(f'{cell}="{STATED}"' for cell in cells)
        verdict = f'IF({stated},"{ABSENT}","{STATED}")'
    body = f"IF({absent},{verdict},{body})"
    return f'=IF({stated_above(book, leaf.node.id)},"{STATED}",{body})'


def inputs(book: Book, leaf: LeafPlan) -> list[str]:
    """The cells of what the criterion reads, in the order of its kind."""
    return [
        book.cell(f"dg:{leaf.node.id}", "calc")
        if name.startswith("judgement:")
        else book.calc(name)
        for name in leaf.reads
        if not name.startswith("best:")
    ]


def stated_above(book: Book, id: str) -> str:
    """Whether the agency states that the node, or one above it, does not apply."""
    nodes = [one for one in book.line_to(id) if one.may_be_not_applicable]
    tests = [f'{book.cell(f"tc:{one.id}", "not_applicable")}="{NOT_APPLICABLE}"' for one in nodes]
    return either(tests) if tests else "FALSE"


def _with_evidence(book: Book, leaf: LeafPlan, known: str) -> str:
    """Points held back while compulsory evidence is missing, unless an explanation stands in for it."""
    if not leaf.required and not leaf.any_of:
        return known

    def there(kind: str) -> str:
        kinds, uses = book.records_range("kind"), book.records_range("uses")
        label = book.lists.cell(book.labels[kind])
        fits = f'(({uses}=";;")+ISNUMBER(FIND(";{leaf.node.id};",{uses}))>0)'
        return f"SUMPRODUCT(({kinds}={label})*{fits})>0"

    tests = [there(kind) for kind in leaf.required]
    if leaf.any_of:
        tests.append(either(there(kind) for kind in leaf.any_of))
    explained = f'{book.cell(f"tc:{leaf.node.id}", "reason")}<>""'
    if book.plan.scheme.policies.explanation == "accept":
        return f'IF(OR({both(tests)},{explained}),{known},IF({known}=0,0,"{MISSING}"))'
    waits = f'IF({explained},"{PENDING}","{MISSING}")'
    return f"IF({both(tests)},{known},IF({known}=0,0,{waits}))"


def _settled(leaf: LeafPlan, cells: list[str], missing: str) -> str:
    """Points that what is still to come cannot change, else the code of what is missing."""
    spec, maximum = leaf.spec, leaf.node.maximum
    if isinstance(spec, Discretion):
        full = f"{guarded(cells[0])}>={literal(spec.full_at.value)}"
        return f"IF(ISNUMBER({cells[0]}),IF({full},{literal(maximum)},{missing}),{missing})"
    if isinstance(spec, DeductRange):
        none = f"IF({cells[0]}=0,{literal(maximum)},{missing})"
        return f"IF(ISNUMBER({cells[0]}),{none},{missing})"
    if isinstance(spec, Timeliness):
        return _span(spec, maximum, cells[0], missing)
    end = _end(spec, maximum, [least(cell) for cell in cells])
    if end is None:
        return missing
    reached, points = end
    listed = both(f'OR(ISNUMBER({cell}),LEFT({cell},1)="{OPEN}")' for cell in cells)
    return f"IF({listed},IF({reached},{literal(points)},{missing}),{missing})"


def _end(spec: Spec, maximum: Number, found: list[str]) -> tuple[str, Number] | None:
    """When what an open list holds so far settles the points, and at what; None for other kinds."""
    if isinstance(spec, PerItem):
        cap = spec.attainable(maximum)
        return f"{found[0]}*{literal(spec.points)}>={literal(cap)}", cap
    if isinstance(spec, Bands):
        top = [one for one in spec.tiers if one.below is None and one.from_ is not None]
        if len(top) == 1 and top[0].from_ is not None:
            return f"{found[0]}>={literal(top[0].from_.value)}", top[0].points.of(maximum)
    if isinstance(spec, (Deduct, DeductBySeverity)):
        write = _deduct if isinstance(spec, Deduct) else _severity
        return f"{write(spec, maximum, found)}<={literal(spec.floor)}", spec.floor  # type: ignore[arg-type]
    return None


def _span(spec: Timeliness, maximum: Number, cell: str, missing: str) -> str:
    """Points that every day the paper can bear gives alike."""
    parting = f'FIND(";",{cell})'
    low, high = f"VALUE(MID({cell},2,{parting}-2))", f"VALUE(MID({cell},{parting}+1,15))"
    best, worst = (_timeliness(spec, maximum, [one]) for one in (low, high))
    return f'IF(LEFT({cell},1)="{SPAN}",IF({best}={worst},{best},{missing}),{missing})'


def _points(book: Book, leaf: LeafPlan) -> str | None:
    spec, cells = leaf.spec, inputs(book, leaf)
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


def _deduct(spec: Deduct, maximum: Number, cells: list[str]) -> str:
    times = cells[0] if spec.each == 1 else f"INT({guarded(f'{cells[0]}/{literal(spec.each)}')})"
    return _left(f"{times}*{literal(spec.points)}", maximum, spec.floor)


def _left(taken: str, maximum: Number, floor: Number) -> str:
    return f"MAX({clipped(f'{literal(maximum)}-({taken})', maximum)},{literal(floor)})"


def _severity(spec: DeductBySeverity, maximum: Number, cells: list[str]) -> str:
    pairs = zip(cells, spec.items, strict=True)
    taken = "+".join(f"{cell}*{literal(item.points)}" for cell, item in pairs)
    return _left(taken, maximum, spec.floor)


def _deduct_range(spec: DeductRange, maximum: Number, cells: list[str]) -> str:
    return f"IF({cells[0]}=0,{literal(maximum)},{_left(cells[1], maximum, spec.floor)})"


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


def _timeliness(spec: Timeliness, maximum: Number, cells: list[str]) -> str:
    late = _left(f"{literal(spec.per_day)}*{cells[0]}", maximum, spec.floor)
    if spec.none_after is not None:
        late = f"IF({cells[0]}>{literal(spec.none_after)},0,{late})"
    return f"IF({cells[0]}<={literal(spec.grace)},{literal(maximum)},{late})"


def _external(spec: External, maximum: Number, cells: list[str]) -> str:
    return clipped(f"{cells[0]}*{literal(maximum)}/{literal(spec.scale.value)}", maximum)


# --------------------------------------------------------------------- the scheme's own formulas

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
}  # fmt: skip


def _formula(spec: Formula, maximum: Number, cells: list[str]) -> str | None:
    names = {"M": literal(maximum), **dict(zip(spec.uses, cells, strict=True))}
    for name, text in spec.let.items():
        names[name] = _translated(text, names)
    found = clipped(_translated(spec.otherwise, names), maximum)
    if len(spec.branches_) > _MOST_BRANCHES:
        return None
    for branch in reversed(spec.branches_):
        points = clipped(_translated(branch.points, names), maximum)
        found = f"IF({_translated(branch.when, names)},{points},{found})"
    return found if len(found) < _LONGEST else None


_LONGEST = 4000


def _translated(text: str, names: Mapping[str, str]) -> str:
    """An expression of a scheme, checked when the scheme was read, as cells compute it."""
    text = text.strip()

    def visit(node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            number = parse_number(ast.get_source_segment(text, node) or "")
            assert number is not None
            return literal(number)
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.BinOp):
            return f"({visit(node.left)}{_BINARY[type(node.op)]}{visit(node.right)})"
        if isinstance(node, ast.UnaryOp):
            inner = visit(node.operand)
            return f"NOT({inner})" if isinstance(node.op, ast.Not) else f"(-{inner})"
        if isinstance(node, ast.BoolOp):
            parts = ",".join(map(visit, node.values))
            return f"{'AND' if isinstance(node.op, ast.And) else 'OR'}({parts})"
        if isinstance(node, ast.Compare):
            values = [guarded(visit(one)) for one in (node.left, *node.comparators)]
            pairs = zip(values, node.ops, values[1:], strict=False)
            return both(f"{a}{_COMPARE[type(op)]}{b}" for a, op, b in pairs)
        if isinstance(node, ast.IfExp):
            return f"IF({visit(node.test)},{visit(node.body)},{visit(node.orelse)})"
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return f"{node.func.id.upper()}({','.join(map(visit, node.args))})"

    return visit(ast.parse(text, mode="eval").body)


_WRITERS: dict[type[Spec], Writer] = {
    YesNo: _yes_no, Checklist: _checklist, PerItem: _per_item, Bands: _bands, Proportional: _proportional,
    Deduct: _deduct, DeductBySeverity: _severity, DeductRange: _deduct_range, JudgementScore: _judgement,
    Discretion: _discretion, Target: _target, Timeliness: _timeliness, External: _external, Formula: _formula,
}  # fmt: skip

__all__ = ["inputs", "leaf_formula", "stated_above", "unknown_formula"]

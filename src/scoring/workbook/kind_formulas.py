"""The cell formulas of the leaf kinds, one entry of `FORMULAS` for each kind, and of a scheme's expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.engine.tree import LeafPlan
from scoring.formulas.answers import Checklist, Graded, PerItem, YesNo
from scoring.formulas.bands import Bands
from scoring.formulas.deductions import Deduct, DeductBySeverity, Timeliness
from scoring.formulas.expression import number_of, parsed
from scoring.formulas.formula import Formula
from scoring.formulas.judgement import DeductRange, Discretion, JudgementScore
from scoring.formulas.shares import External, Proportional, Target
from scoring.numbers import Number
from scoring.workbook.cell_math import Code, all_of, clipped, guarded, least, literal

_MOST_BRANCHES = 40
"""Spreadsheets nest functions 64 deep; of a spec with more branches the program computes the points."""
_LONGEST = 4000
"""Characters of a formula; of a spec that needs more the program computes the points."""

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>"}


class InputCells(list[str]):
    """The cells a criterion reads, in the order of its kind, each with the numbers of its levels by id, if any."""

    def __init__(self, cells: Iterable[str], levels: Iterable[Mapping[str, int]] = ()) -> None:
        super().__init__(cells)
        self.levels = tuple(levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFormula:
    """How cells compute one leaf kind; the functions take the spec, the maximum and the cells of the inputs."""

    points: Callable[[Any, Number, InputCells], str | None]
    """The points when every input has a value; None where the formula would be too long for a cell."""
    settled: Callable[[Any, Number, InputCells, str], str] | None = None
    """The points that inputs without a value cannot change, else the text given last; None where they always can."""


def points_formula(leaf: LeafPlan, cells: InputCells) -> str | None:
    """The points of a criterion whose inputs all have values; None where only the program computes them."""
    found = FORMULAS.get(leaf.spec.kind)
    return None if found is None else found.points(leaf.spec, leaf.node.maximum, cells)


def settled_formula(leaf: LeafPlan, cells: InputCells, missing: str) -> str:
    """The points that inputs without a value cannot change, else `missing`."""
    found = FORMULAS.get(leaf.spec.kind)
    if found is None or found.settled is None:
        return missing
    return found.settled(leaf.spec, leaf.node.maximum, cells, missing)


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
    value, found = guarded(cells[0]), f'"{Code.WRONG}"'
    for tier in reversed(spec.tiers):
        tests = []
        if tier.from_ is not None:
            tests.append(f"{value}>={guarded(literal(tier.from_.value))}")
        if tier.below is not None:
            tests.append(f"{value}<{guarded(literal(tier.below.value))}")
        points = literal(tier.points.of(maximum))
        found = f"IF({all_of(tests)},{points},{found})" if tests else points
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


def _graded(spec: Graded, maximum: Number, cells: InputCells) -> str | None:
    numbers = cells.levels[0]
    if len(spec.levels) > _MOST_BRANCHES:
        return None
    found = f'"{Code.WRONG}"'
    for level in reversed(spec.levels):
        if level.id in numbers:
            points = literal(level.points.of(maximum))
            found = f"IF({cells[0]}={numbers[level.id]},{points},{found})"
    return found


def _deduct(spec: Deduct, maximum: Number, cells: list[str]) -> str:
    times = cells[0] if spec.each == 1 else f"INT({guarded(f'{cells[0]}/{literal(spec.each)}')})"
    return _left(f"{times}*{literal(spec.points)}", maximum, spec.floor)


def _left(taken: str, maximum: Number, floor: Number) -> str:
    return f"MAX({clipped(f'{literal(maximum)}-({taken})', maximum)},{literal(floor)})"


def _severity(spec: DeductBySeverity, maximum: Number, cells: list[str]) -> str:
    pairs = zip(cells, spec.items, strict=True)
    taken = "+".join(f"MAX({cell},0)*{literal(item.points)}" for cell, item in pairs)
    return _left(taken, maximum, spec.floor)


def _deduct_range(spec: DeductRange, maximum: Number, cells: list[str]) -> str:
    return f"IF({cells[0]}<=0,{literal(maximum)},{_left(cells[1], maximum, spec.floor)})"


def _judgement(_spec: JudgementScore, _maximum: Number, cells: list[str]) -> str:
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


def translated(text: str, names: Mapping[str, str]) -> str:
    """The cell formula of an expression that passed the checks of the scheme; `names` gives each name's cell."""
    source, tree = parsed(text)

    def visit(node: ast.expr) -> str:
        number = number_of(source, node)
        if number is not None:
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
            return all_of(f"{a}{_COMPARE[type(op)]}{b}" for a, op, b in pairs)
        if isinstance(node, ast.IfExp):
            return f"IF({visit(node.test)},{visit(node.body)},{visit(node.orelse)})"
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return f"{node.func.id.upper()}({','.join(map(visit, node.args))})"

    return visit(tree)


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


def _listed(cells: InputCells, reached: str, points: Number, missing: str) -> str:
    """The points once `reached` holds, where every list is open or complete."""
    listed = all_of(f'OR(ISNUMBER({cell}),LEFT({cell},1)="{Code.OPEN}")' for cell in cells)
    return f"IF({listed},IF({reached},{literal(points)},{missing}),{missing})"


def _per_item_settled(spec: PerItem, maximum: Number, cells: InputCells, missing: str) -> str:
    cap = spec.attainable(maximum)
    reached = f"{least(cells[0])}*{literal(spec.points)}>={literal(cap)}"
    return _listed(cells, reached, cap, missing)


def _bands_settled(spec: Bands, maximum: Number, cells: InputCells, missing: str) -> str:
    edges = [(x.from_, x.points) for x in spec.tiers if x.below is None and x.from_ is not None]
    if len(edges) != 1:
        return missing
    edge, points = edges[0]
    reached = f"{least(cells[0])}>={literal(edge.value)}"
    return _listed(cells, reached, points.of(maximum), missing)


def _deduct_settled(spec: Deduct, maximum: Number, cells: InputCells, missing: str) -> str:
    left = _deduct(spec, maximum, [least(cell) for cell in cells])
    return _listed(cells, f"{left}<={literal(spec.floor)}", spec.floor, missing)


def _severity_settled(spec: DeductBySeverity, maximum: Number, cells: InputCells, missing: str) -> str:
    left = _severity(spec, maximum, [least(cell) for cell in cells])
    return _listed(cells, f"{left}<={literal(spec.floor)}", spec.floor, missing)


def _deduct_range_settled(_spec: DeductRange, maximum: Number, cells: InputCells, missing: str) -> str:
    none = f"IF({cells[0]}<=0,{literal(maximum)},{missing})"
    return f"IF(ISNUMBER({cells[0]}),{none},{missing})"


def _discretion_settled(spec: Discretion, maximum: Number, cells: InputCells, missing: str) -> str:
    full = f"{guarded(cells[0])}>={literal(spec.full_at.value)}"
    return f"IF(ISNUMBER({cells[0]}),IF({full},{literal(maximum)},{missing}),{missing})"


def _timeliness_settled(spec: Timeliness, maximum: Number, cells: InputCells, missing: str) -> str:
    """The points, where every possible date of the document gives the same."""
    cell = cells[0]
    parting = f'FIND(";",{cell})'
    low, high = f"VALUE(MID({cell},2,{parting}-2))", f"VALUE(MID({cell},{parting}+1,15))"
    best, worst = (_timeliness(spec, maximum, [one]) for one in (low, high))
    return f'IF(LEFT({cell},1)="{Code.SPAN}",IF({best}={worst},{best},{missing}),{missing})'


FORMULAS: dict[str, KindFormula | None] = {
    "yes_no": KindFormula(points=_yes_no),
    "checklist": KindFormula(points=_checklist),
    "per_item": KindFormula(points=_per_item, settled=_per_item_settled),
    "bands": KindFormula(points=_bands, settled=_bands_settled),
    "proportional": KindFormula(points=_proportional),
    "graded": KindFormula(points=_graded),
    "deduct": KindFormula(points=_deduct, settled=_deduct_settled),
    "deduct_by_severity": KindFormula(points=_severity, settled=_severity_settled),
    "deduct_range": KindFormula(points=_deduct_range, settled=_deduct_range_settled),
    "judgement": KindFormula(points=_judgement),
    "discretion": KindFormula(points=_discretion, settled=_discretion_settled),
    "target": KindFormula(points=_target),
    "timeliness": KindFormula(points=_timeliness, settled=_timeliness_settled),
    "external": KindFormula(points=_external),
    "formula": KindFormula(points=_formula),
    # It needs the other agencies of the block, which no workbook holds.
    "relative": None,
}
"""One entry for every leaf kind; None: the workbook says that the program computes the points."""

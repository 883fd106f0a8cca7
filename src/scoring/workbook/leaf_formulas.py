"""A criterion as a cell formula: its points, or the code that says why there are none."""

from __future__ import annotations

from scoring.engine.plan import LeafPlan
from scoring.formulas.bands import Bands
from scoring.formulas.deduct import Deduct
from scoring.formulas.deduct_by_severity import DeductBySeverity
from scoring.formulas.deduct_range import DeductRange
from scoring.formulas.discretion import Discretion
from scoring.formulas.interface import Spec
from scoring.formulas.per_item import PerItem
from scoring.formulas.timeliness import Timeliness
from scoring.numbers import Number
from scoring.workbook.book import Book
from scoring.workbook.cell_math import (
    ABSENT,
    MISSING,
    OPEN,
    PENDING,
    SPAN,
    STATED,
    both,
    either,
    guarded,
    is_absent,
    least,
    literal,
    numeric,
    rounded,
    why_not,
)
from scoring.workbook.kind_formulas import deduct, points_formula, severity, timeliness
from scoring.workbook.layout import ABSENT as NOT_APPLICABLE


def leaf_formula(book: Book, leaf: LeafPlan) -> str | None:
    """The formula of a criterion's points; None where no cell formula can say them."""
    known = points_formula(book, leaf, inputs(book, leaf))
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
    nodes = [one for one in book.line_to(id) if one.may_be_stated()]
    tests = [f'{book.cell(f"tc:{one.id}", "not_applicable")}="{NOT_APPLICABLE}"' for one in nodes]
    return either(tests) if tests else "FALSE"


def _with_evidence(book: Book, leaf: LeafPlan, known: str) -> str:
    """Points held back while compulsory evidence is missing, unless an explanation stands in for it."""
    if leaf.node.evidence is None or not leaf.node.evidence.demands:
        return known

    def there(kind: str) -> str:
        kinds, uses = book.records_range("kind"), book.records_range("uses")
        label = book.lists.cell(book.labels[kind])
        fits = f'(({uses}=";;")+ISNUMBER(FIND(";{leaf.node.id};",{uses}))>0)'
        return f"SUMPRODUCT(({kinds}={label})*{fits})>0"

    tests = [either(map(there, kinds)) for kinds in leaf.node.evidence.demands]
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
        none = f"IF({cells[0]}<=0,{literal(maximum)},{missing})"
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
    if isinstance(spec, Deduct):
        return f"{deduct(spec, maximum, found)}<={literal(spec.floor)}", spec.floor
    if isinstance(spec, DeductBySeverity):
        return f"{severity(spec, maximum, found)}<={literal(spec.floor)}", spec.floor
    return None


def _span(spec: Timeliness, maximum: Number, cell: str, missing: str) -> str:
    """Points that every day the paper can bear gives alike."""
    parting = f'FIND(";",{cell})'
    low, high = f"VALUE(MID({cell},2,{parting}-2))", f"VALUE(MID({cell},{parting}+1,15))"
    best, worst = (timeliness(spec, maximum, [one]) for one in (low, high))
    return f'IF(LEFT({cell},1)="{SPAN}",IF({best}={worst},{best},{missing}),{missing})'


__all__ = ["inputs", "leaf_formula", "stated_above", "unknown_formula"]

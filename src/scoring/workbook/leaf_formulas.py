"""Formulas of criteria: the points, or the code that says why there are none."""

from __future__ import annotations

from scoring.engine.tree import LeafPlan
from scoring.workbook.addresses import Addresses
from scoring.workbook.cell_math import (
    ABSENT,
    MISSING,
    PENDING,
    STATED,
    all_of,
    any_of,
    is_absent,
    numeric,
    rounded,
    why_not,
)
from scoring.workbook.kind_formulas import InputCells, points_formula, settled_formula
from scoring.workbook.layout import ABSENT as NOT_APPLICABLE
from scoring.workbook.layout import level_labels


def leaf_formula(addresses: Addresses, leaf: LeafPlan) -> str | None:
    """The formula of a criterion's points; None where only the program computes them."""
    cells = inputs(addresses, leaf)
    known = points_formula(leaf, cells)
    if known is None:
        return None
    rounding = addresses.plan.scheme.rounding
    if leaf.grid is not None:
        known = rounded(known, rounding.step, rounding.mode)
    known = _with_evidence(addresses, leaf, known)
    missing = why_not(cells)
    settled = settled_formula(leaf, cells, missing)
    body = f"IF({numeric(cells)},{known},{settled})"
    if leaf.spec.takes_not_applicable:
        # Parts that do not apply are passed on; all of them absent make the criterion not applicable.
        there = all_of(f"OR(ISNUMBER({cell}),{is_absent(cell)})" for cell in cells)
        body = f"IF({there},{known},{missing})"
        absent = all_of(is_absent(cell) for cell in cells)
    else:
        absent = is_absent(*cells)
    verdict = f'"{STATED}"'
    if not leaf.node.may_be_not_applicable:
        stated = any_of(f'{cell}="{STATED}"' for cell in cells)
        verdict = f'IF({stated},"{ABSENT}","{STATED}")'
    body = f"IF({absent},{verdict},{body})"
    return f'=IF({stated_above(addresses, leaf.node.id)},"{STATED}",{body})'


def unknown_formula(addresses: Addresses, leaf: LeafPlan, constant: str) -> str:
    """A constant in place of points that only the program computes, as long as the criterion applies."""
    cells = inputs(addresses, leaf)
    absent = f'IF({is_absent(*cells)},"{STATED}",{constant})' if cells else constant
    return f'=IF({stated_above(addresses, leaf.node.id)},"{STATED}",{absent})'


def inputs(addresses: Addresses, leaf: LeafPlan) -> InputCells:
    """The cells of what the criterion reads, in the order of its kind."""
    cells, levels = [], []
    for name in leaf.reads:
        if name.startswith("best:"):
            continue
        judged = name.startswith("judgement:")
        cells.append(addresses.cell(f"dg:{leaf.node.id}", "calc") if judged else addresses.calc(name))
        graded = not judged and addresses.plan.set.measures[name].type == "level"
        labels = level_labels(addresses.plan.set, name) if graded else ()
        levels.append({id: number for number, id in enumerate(labels, 1)})
    return InputCells(cells, levels)


def stated_above(addresses: Addresses, id: str) -> str:
    """Whether the agency states that the node, or one above it, does not apply."""
    nodes = [one for one in addresses.line_to(id) if one.may_be_stated()]
    tests = [f'{addresses.cell(f"tc:{one.id}", "not_applicable")}="{NOT_APPLICABLE}"' for one in nodes]
    return any_of(tests) if tests else "FALSE"


def _with_evidence(addresses: Addresses, leaf: LeafPlan, known: str) -> str:
    """Points held back while compulsory evidence is missing, unless an explanation stands in for it."""
    if leaf.node.evidence is None or not leaf.node.evidence.demands:
        return known

    def there(kind: str) -> str:
        kinds, uses = addresses.records_range("kind"), addresses.records_range("uses")
        label = addresses.lists.cell(addresses.labels[kind])
        fits = f'(({uses}=";;")+ISNUMBER(FIND(";{leaf.node.id};",{uses}))>0)'
        return f"SUMPRODUCT(({kinds}={label})*{fits})>0"

    tests = [any_of(map(there, kinds)) for kinds in leaf.node.evidence.demands]
    explained = f'{addresses.cell(f"tc:{leaf.node.id}", "reason")}<>""'
    if addresses.plan.scheme.policies.explanation == "accept":
        return f'IF(OR({all_of(tests)},{explained}),{known},IF({known}=0,0,"{MISSING}"))'
    waits = f'IF({explained},"{PENDING}","{MISSING}")'
    return f"IF({all_of(tests)},{known},IF({known}=0,0,{waits}))"

"""Formulas of criteria and groups: the points, or the code that says why there are none; what does not apply; sums."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import Number
from scoring.workbook.addresses import Addresses
from scoring.workbook.cell_math import Code, all_of, any_of, guarded, is_absent, literal, rounded, why_not
from scoring.workbook.kind_formulas import InputCells, points_formula, settled_formula
from scoring.workbook.layout import ABSENT, level_labels

Child = GroupPlan | LeafPlan
_CODE = {"keep": "", "full": "", "drop": "d", "rescale": "r"}


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
    body = f"IF({all_of(f'ISNUMBER({cell})' for cell in cells)},{known},{settled})"
    if leaf.spec.takes_not_applicable:
        # Parts that do not apply are passed on; all of them absent make the criterion not applicable.
        there = all_of(f"OR(ISNUMBER({cell}),{is_absent(cell)})" for cell in cells)
        body = f"IF({there},{known},{missing})"
        absent = all_of(is_absent(cell) for cell in cells)
    else:
        absent = is_absent(*cells)
    verdict = f'"{Code.STATED}"'
    if not leaf.node.may_be_not_applicable:
        stated = any_of(f'{cell}="{Code.STATED}"' for cell in cells)
        verdict = f'IF({stated},"{Code.ABSENT}","{Code.STATED}")'
    body = f"IF({absent},{verdict},{body})"
    return f'=IF({stated_above(addresses, leaf.node.id)},"{Code.STATED}",{body})'


def unknown_formula(addresses: Addresses, leaf: LeafPlan, constant: str) -> str:
    """A constant in place of points that only the program computes, as long as the criterion applies."""
    cells = inputs(addresses, leaf)
    absent = f'IF({is_absent(*cells)},"{Code.STATED}",{constant})' if cells else constant
    return f'=IF({stated_above(addresses, leaf.node.id)},"{Code.STATED}",{absent})'


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
    tests = [f'{addresses.cell(f"tc:{one.id}", "not_applicable")}="{ABSENT}"' for one in nodes]
    return any_of(tests) if tests else "FALSE"


def _with_evidence(addresses: Addresses, leaf: LeafPlan, known: str) -> str:
    """Points held back while compulsory evidence is missing, unless an explanation stands in for it."""
    if leaf.node.evidence is None or not leaf.node.evidence.demands:
        return known

    def there(kind: str) -> str:
        kinds, uses = addresses.records_range("kind"), addresses.records_range("uses")
        label = addresses.lists.cell(addresses.labels[kind])
        fits = f'(({uses}=";;")+ISNUMBER(FIND(";{leaf.node.id};",{uses}))>0)'
        return f"SUMPRODUCT(({kinds}={label})*{fits}{addresses.counted})>0"

    demands = [one for one in leaf.node.evidence.demands if not addresses.case.kinds_not_due.issuperset(one)]
    if not demands:
        return known
    tests = [any_of(map(there, kinds)) for kinds in demands]
    explained = f'{addresses.cell(f"tc:{leaf.node.id}", "reason")}<>""'
    if addresses.plan.scheme.policies.explanation == "accept":
        return f'IF(OR({all_of(tests)},{explained}),{known},IF({known}=0,0,"{Code.MISSING}"))'
    waits = f'IF({explained},"{Code.PENDING}","{Code.MISSING}")'
    return f"IF({all_of(tests)},{known},IF({known}=0,0,{waits}))"


def leaf_columns(addresses: Addresses, leaf: LeafPlan) -> dict[str, str]:
    """The hidden columns of a criterion, except its points themselves."""
    key = f"tc:{leaf.node.id}"
    calc = addresses.cell(key, "calc")
    full = literal(leaf.node.maximum) if leaf.policy == "full" else "0"
    worth = f'IF(ISNUMBER({calc}),{calc},IF({calc}="{Code.STATED}",{full},0))'
    return {
        "points": f"={worth}",
        "own": f"={literal(leaf.node.maximum)}",
        "out": f'=IF({calc}="{Code.STATED}","{_CODE[leaf.policy]}","")',
        "open": f'=IF(OR(ISNUMBER({calc}),{calc}="{Code.STATED}"),0,1)',
    }


def joined(addresses: Addresses, children: Sequence[Child], maximum: Number) -> dict[str, str]:
    """Sums over children: ``sum`` before re-scaling, ``left`` and ``applying`` maximum, ``gone`` parts."""

    def total(expression: str) -> str:
        parts = []
        for child in children:
            key = f"tc:{child.node.id}"
            parts.append(
                expression.replace("OUT", addresses.cell(key, "out"))
                .replace("POINTS", addresses.cell(key, "points"))
                .replace("OWN", addresses.cell(key, "own"))
                .replace("MAX", literal(child.node.maximum))
            )
        return "+".join(parts)

    taken = total('IF(OUT="d",MAX,IF(OUT="",MAX-OWN,0))')
    return {
        "sum": total('IF(OUT="",POINTS,0)'),
        "left": guarded(f"{literal(maximum)}-({taken})"),
        "rescaled": total('IF(OUT="r",MAX,0)'),
        "gone": total('IF(OUT="",0,1)'),
        "dropped": total('IF(OUT="d",1,0)'),
        "open": "+".join(addresses.cell(f"tc:{child.node.id}", "open") for child in children),
    }


def group_columns(addresses: Addresses, group: GroupPlan) -> dict[str, str]:
    """The hidden columns of a group."""
    key, maximum = f"tc:{group.node.id}", literal(group.node.maximum)
    parts = joined(addresses, group.children, group.node.maximum)
    left, calc, out = (addresses.cell(key, name) for name in ("left", "calc", "out"))
    rescaled = f"({parts['rescaled']})"
    applying = f"({left}-{rescaled})"
    stated = stated_above(addresses, group.node.id)
    empty = f"AND({parts['gone']}>0,{guarded(applying)}=0)"
    every = f"{parts['dropped']}={len(group.children)}"
    code = _CODE[group.policy]
    out_code = f'"{code}"' if code == "d" else f'IF(AND({every},NOT({stated})),"d","{code}")'
    summed = f"IF(AND({rescaled}>0,{guarded(applying)}<>0),({parts['sum']})*{left}/{applying},{parts['sum']})"
    full = maximum if group.policy == "full" else "0"
    scale = addresses.plan.scheme.rounding
    if scale.at == "group" and group.parent is None:
        summed = rounded(summed, scale.step, scale.mode)
    # `calc` says "x" where nothing of the group is left.
    return {
        "left": f"={parts['left']}",
        "calc": f'=IF(OR({stated},{empty}),"{Code.STATED}",{summed})',
        "out": f'=IF({calc}="{Code.STATED}",{out_code},"")',
        "points": f'=IF({calc}="{Code.STATED}",IF({out}="",{full},0),{calc})',
        "own": f'=IF({calc}="{Code.STATED}",{maximum},{left})',
        "open": f"={parts['open']}",
    }

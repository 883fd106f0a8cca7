"""Sums as cell formulas: groups, what does not apply, bonus and penalty with their caps, the total."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import Number
from scoring.workbook.addresses import Addresses
from scoring.workbook.cell_math import STATED, guarded, literal, rounded
from scoring.workbook.leaf_formulas import stated_above

Child = GroupPlan | LeafPlan
_CODE = {"keep": "", "full": "", "drop": "d", "rescale": "r"}


def leaf_columns(addresses: Addresses, leaf: LeafPlan) -> dict[str, str]:
    """The hidden columns of a criterion, except its points themselves."""
    key = f"tc:{leaf.node.id}"
    calc = addresses.cell(key, "calc")
    full = literal(leaf.node.maximum) if leaf.policy == "full" else "0"
    worth = f'IF(ISNUMBER({calc}),{calc},IF({calc}="{STATED}",{full},0))'
    return {
        "points": f"={worth}",
        "own": f"={literal(leaf.node.maximum)}",
        "out": f'=IF({calc}="{STATED}","{_CODE[leaf.policy]}","")',
        "open": f'=IF(OR(ISNUMBER({calc}),{calc}="{STATED}"),0,1)',
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
        "calc": f'=IF(OR({stated},{empty}),"{STATED}",{summed})',
        "out": f'=IF({calc}="{STATED}",{out_code},"")',
        "points": f'=IF({calc}="{STATED}",IF({out}="",{full},0),{calc})',
        "own": f'=IF({calc}="{STATED}",{maximum},{left})',
        "open": f"={parts['open']}",
    }

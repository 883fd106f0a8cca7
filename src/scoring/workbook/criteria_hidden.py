"""The hidden columns of sheet Tiêu chí, which only formulas read."""

from __future__ import annotations

from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.workbook import cell_math
from scoring.workbook.cached_values import Computed, value_of
from scoring.workbook.cell_math import STATED
from scoring.workbook.frame import Frame
from scoring.workbook.group_formulas import group_columns, leaf_columns
from scoring.workbook.layout import Row
from scoring.workbook.leaf_formulas import leaf_formula, unknown_formula
from scoring.workbook.measure_formulas import measure_formula


def hidden_cells(frame: Frame, row: Row) -> dict[str, Computed]:
    """The hidden cells of a row by their column: formula and value."""
    addresses, cached = frame.addresses, frame.cached
    if row.role in ("measure", "judgement"):
        return {"calc": (measure_formula(addresses, row), cached.calc.get(row.key, "?"))}
    if row.role == "criterion":
        return _leaf(frame, addresses.plan.by_criterion[row.id])
    if row.role == "group":
        group = frame.sums.nodes[row.id]
        assert isinstance(group, GroupPlan)
        values = frame.sums.group_values(row.id)
        found = group_columns(addresses, group)
        return {name: (formula, values[name]) for name, formula in found.items()}
    return {}


def _leaf(frame: Frame, leaf: LeafPlan) -> dict[str, Computed]:
    addresses = frame.addresses
    said = frame.cached.calc[f"tc:{leaf.node.id}"]
    formula = leaf_formula(addresses, leaf)
    if formula is None:
        # Only the program computes these points: the cell keeps them where they are known.
        constant = f'"{cell_math.UNKNOWN}"' if isinstance(said, str) else str(said)
        formula = unknown_formula(addresses, leaf, constant)
    absent = said == STATED
    out = {"drop": "d", "rescale": "r"}.get(leaf.policy, "") if absent else ""
    full = value_of(leaf.node.maximum) if absent and leaf.policy == "full" else 0
    values = {
        "points": full if isinstance(said, str) else said,
        "own": value_of(leaf.node.maximum),
        "out": out,
        "open": int(isinstance(said, str) and not absent),
    }
    others = leaf_columns(addresses, leaf)
    return {"calc": (formula, said), **{name: (others[name], values[name]) for name in others}}

"""Group sums, bonus, penalty and total: formulas with their cached values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.engine.sums import Sum
from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import Number, normal, round_to, signed
from scoring.workbook.addresses import Addresses
from scoring.workbook.cached_values import CachedValues, Computed, Value, value_of
from scoring.workbook.cell_math import Code, literal
from scoring.workbook.contents import Contents
from scoring.workbook.layout import Row

NOTHING = "chưa khai"
"""What stands where nothing is known yet: a missing input is no zero."""


class Sums:
    """The sums on sheet Tổng hợp and in the group rows of sheet Tiêu chí."""

    def __init__(self, addresses: Addresses, cached: CachedValues, contents: Contents) -> None:
        self.addresses, self.cached, self.contents = addresses, cached, contents
        self.chosen, self.scheme = addresses.plan.set, addresses.plan.scheme
        self.roots = [root.node.id for root in addresses.plan.roots]
        self.nodes: dict[str, GroupPlan | LeafPlan] = {}
        for root in addresses.plan.roots:
            self._collect(root)
        self.nodes |= {leaf.node.id: leaf for leaf in (*addresses.plan.bonus, *addresses.plan.penalty)}

    def _collect(self, node: GroupPlan | LeafPlan) -> None:
        self.nodes[node.node.id] = node
        for child in node.children if isinstance(node, GroupPlan) else ():
            self._collect(child)

    def claim(self, id: str) -> Number | None:
        """The sum of the claims at or below a node; None where there is no claim."""
        node = self.nodes[id]
        if isinstance(node, GroupPlan):
            return self.claimed([child.node.id for child in node.children])
        cell = self.contents.cells.get((f"tc:{id}", "claim"))
        return normal(cell) if isinstance(cell, (int, Decimal)) else None

    def claimed(self, ids: Sequence[str]) -> Number | None:
        """The sum of the claims of these nodes; None where there is no claim."""
        found = [Fraction(claim) for id in ids if (claim := self.claim(id)) is not None]
        return normal(sum(found)) if found else None

    def open(self, id: str) -> int:
        """Criteria at or below a node that are not settled."""
        node = self.nodes[id]
        if isinstance(node, GroupPlan):
            return sum(self.open(child.node.id) for child in node.children)
        said = self.cached.calc[f"tc:{id}"]
        return int(isinstance(said, str) and said != Code.STATED)

    def known(self, id: str) -> bool:
        """Whether the score shown for a node is a number."""
        node = self.nodes[id]
        if not isinstance(node, GroupPlan):
            said = self.cached.calc[f"tc:{id}"]
            return not isinstance(said, str) or (said == Code.STATED and node.policy == "full")
        if any(note.kind == "not_applicable" for note in self.cached.sums[id].modifiers):
            return node.policy == "full"
        return self.some([child.node.id for child in node.children])

    def some(self, ids: Sequence[str]) -> bool:
        """Whether one of these nodes is settled, or all are."""
        return any(map(self.known, ids)) or not any(map(self.open, ids))

    def out(self, id: str) -> str:
        """Whether a node is taken out of the group above: empty, ``d`` (drop) or ``r`` (rescale)."""
        node = self.nodes[id]
        if not isinstance(node, GroupPlan):
            absent = self.cached.calc[f"tc:{id}"] == Code.STATED
            return {"drop": "d", "rescale": "r"}.get(node.policy, "") if absent else ""
        if not self.cached.sums[id].excluded:
            return ""
        every = all(self.out(child.node.id) == "d" for child in node.children)
        return "d" if node.policy == "drop" or every else "r"

    def _taken(self, id: str) -> Number:
        """How much of a node's maximum was taken out of the group above."""
        out, maximum = self.out(id), self.nodes[id].node.maximum
        if out:
            return maximum if out == "d" else 0
        own = self.cached.sums[id].maximum if id in self.cached.sums else maximum
        return normal(maximum - own)

    def group_values(self, id: str) -> dict[str, Value]:
        """The hidden cells of a group."""
        one: Sum = self.cached.sums[id]
        absent = any(note.kind == "not_applicable" for note in one.modifiers)
        node = self.nodes[id]
        assert isinstance(node, GroupPlan)
        left = node.node.maximum - sum(self._taken(child.node.id) for child in node.children)
        return {
            "left": value_of(normal(left)),
            "calc": Code.STATED if absent else value_of(one.low),
            "out": self.out(id),
            "points": value_of(one.low),
            "own": value_of(one.maximum),
            "open": self.open(id),
        }

    def shown(self, row: Row, key: str) -> Computed:
        """A visible cell of a group or section row; empty where there is none."""
        if row.section == "conditions" or key not in ("claim", "score", "state"):
            return "", None
        if row.role == "section":
            return self.section(row.section, key)
        calc, points, open_ = (self.addresses.cell(row.key, x) for x in ("calc", "points", "open"))
        node = self.nodes[row.id]
        assert isinstance(node, GroupPlan)
        if key == "claim":
            cells = [self.addresses.cell(f"tc:{child.node.id}", "claim") for child in node.children]
            claim = self.claim(row.id)
            return summed_claims(cells), "" if claim is None else value_of(claim)
        values = self.group_values(row.id)
        if key == "score":
            absent = f"ROUND({points},4)" if node.policy == "full" else '"không áp dụng"'
            cells = [self.addresses.cell(f"tc:{child.node.id}", "score") for child in node.children]
            nothing = f"AND(COUNT({','.join(cells)})=0,{open_}>0)"
            summed = f'IF({nothing},"{NOTHING}",ROUND({points},4))'
            formula = f'=IF({calc}="{Code.STATED}",{absent},{summed})'
            if values["calc"] == Code.STATED and node.policy != "full":
                return formula, "không áp dụng"
            return formula, short(values["points"], 4) if self.known(row.id) else NOTHING
        formula = f'=IF({calc}="{Code.STATED}","không áp dụng",IF({open_}=0,"đủ","còn "&{open_}&" mục"))'
        said = f"còn {values['open']} mục" if values["open"] else "đủ"
        return formula, "không áp dụng" if values["calc"] == Code.STATED else said

    def section(self, section: str, key: str) -> Computed:
        """A visible cell of bonus or penalty; empty where there is none."""
        leaves = self.addresses.plan.bonus if section == "bonus" else self.addresses.plan.penalty
        cap: Number = getattr(self.chosen, section).cap
        sign = "-" if section == "penalty" else ""
        ids = [leaf.node.id for leaf in leaves]
        if not ids:
            return "", None
        parts, opens = ("+".join(self.addresses.cell(f"tc:{id}", x) for id in ids) for x in ("points", "open"))
        claims, scores = (",".join(self.addresses.cell(f"tc:{id}", x) for id in ids) for x in ("claim", "score"))
        if key == "state":
            count = sum(map(self.open, ids))
            return f'=IF({opens}=0,"đủ","còn "&({opens})&" mục")', f"còn {count} mục" if count else "đủ"
        if key == "claim":
            total = self.claimed(ids)
            limit = f"MAX(-{literal(cap)}" if sign else f"MIN({literal(cap)}"
            formula = f'=IF(COUNT({claims})=0,"",{limit},SUM({claims})))'
            held = max(-cap, total or 0) if sign else min(cap, total or 0)
            return formula, "" if total is None else value_of(held)
        extra = getattr(self.cached.total, section)
        value = short(value_of(signed(section, extra.low)))
        summed = f"{sign}ROUND(MIN({literal(cap)},{parts}),6)"
        formula = f'=IF(AND(COUNT({scores})=0,{opens}>0),"{NOTHING}",{summed})'
        return formula, value if self.some(ids) else NOTHING

    def base_now(self) -> tuple[Number, Number]:
        """The base before the total was re-scaled, and its maximum."""
        total, whole = self.cached.total, self.chosen.maximum
        for note in total.modifiers:
            if note.kind == "rescale" and self.scheme.policies.rescale_total and note.before:
                left = note.before
                return normal(Fraction(total.base_low) * left / whole), normal(left)
        return total.base_low, total.maximum

    def claims(self) -> dict[str, Number | None]:
        """The claims: base, re-scaled base, and total."""
        base = self.claimed(self.roots)
        if base is None:
            return {"base": None, "scaled": None, "total": None}
        _, left = self.base_now()
        whole, scaled = self.chosen.maximum, base
        if self.scheme.policies.rescale_total and left not in (0, whole):
            scaled = normal(Fraction(base) * whole / left)
        total = scaled
        for section in ("bonus", "penalty"):
            if getattr(self.chosen, section) is not None:
                extra = self.section(section, "claim")[1]
                total = normal(Fraction(total) + Fraction(extra or 0))
        rounding = self.scheme.rounding
        if not (self.chosen.bonus and self.chosen.bonus.above_maximum):
            total = min(total, self.cached.total.maximum)
        if self.scheme.policies.penalty_floor == "zero":
            total = max(total, 0)
        if rounding.at == "total":
            total = round_to(total, rounding.step, rounding.mode)
        return {"base": base, "scaled": scaled, "total": total}


def summed_claims(cells: list[str]) -> str:
    """The formula of the sum of claims; empty where there is no claim."""
    joined_ = ",".join(cells)
    return f'=IF(COUNT({joined_})=0,"",SUM({joined_}))'


def or_empty(number: Number | None) -> Value:
    """A number as a cached value, empty where there is none."""
    return "" if number is None else short(value_of(number))


def short(value: Value, places: int = 6) -> Value:
    """A cached value with no more decimals than its formula rounds to."""
    return round(value, places) if isinstance(value, Decimal) else value

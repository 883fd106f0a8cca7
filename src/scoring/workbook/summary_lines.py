"""The lines of sheet Tổng hợp: formulas with their cached values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.engine.tree import GroupPlan
from scoring.numbers import normal
from scoring.workbook.addresses import Addresses
from scoring.workbook.cached_values import CODE_WORDS, Computed, value_of
from scoring.workbook.cell_math import Code, guarded, literal, rounded
from scoring.workbook.criteria_formulas import joined
from scoring.workbook.layout import CRITERIA, SUMMARY
from scoring.workbook.sums import NOTHING, Sums, or_empty, short, summed_claims

FIRST_LINE = 8
"""The first row of the table, from 1."""


class SummaryLines(Sums):
    """The table's lines, computed from sheet Tiêu chí."""

    def lines(self) -> Iterator[tuple[str, str]]:
        """The lines of the table: (what, id of the node)."""
        for id, node in self.nodes.items():
            if node.node in self.chosen.groups or isinstance(node, GroupPlan):
                yield "node", id
        yield "base", ""
        if self.scheme.policies.rescale_total:
            yield "scaled", ""
        yield from ((name, "") for name in ("bonus", "penalty") if getattr(self.chosen, name) is not None)
        yield "total", ""

    def at(self, what: str) -> int:
        """The row of a line, from 1."""
        return FIRST_LINE + [one for one, _ in self.lines()].index(what)

    def total_cell(self, column: str) -> str:
        """The address of a cell of the total's line."""
        return f"'{SUMMARY}'!${column}${self.at('total')}"

    def _there(self, key: str, column: str) -> str:
        """The address of a cell of sheet Tiêu chí."""
        return f"'{CRITERIA}'!{self.addresses.cell(key, column)}"

    def line(self, what: str, id: str, at: int) -> dict[str, Computed]:
        """The computed cells of a line, by their column."""
        if what == "node":
            return self._node_line(id, at)
        if what in ("bonus", "penalty"):
            return self._extra_line(what)
        return {"base": self._base_line, "scaled": self._scaled_line, "total": self._total_line}[what](at)

    def _base_line(self, at: int) -> dict[str, Computed]:
        plan = self.addresses.plan
        parts = {
            key: _elsewhere(self.addresses, text)
            for key, text in joined(self.addresses, plan.roots, self.chosen.maximum).items()
        }
        left, rescaled = f"$D{at}", f"({parts['rescaled']})"
        applying = f"({left}-{rescaled})"
        again = f"AND({rescaled}>0,{guarded(applying)}<>0)"
        summed = f"IF({again},({parts['sum']})*{left}/{applying},{parts['sum']})"
        claims, scores = ([self._there(f"tc:{id}", name) for id in self.roots] for name in ("claim", "score"))
        nothing = f"AND(COUNT({','.join(scores)})=0,{parts['open']}>0)"
        base, left_now = self.base_now()
        return {
            "D": (f"={parts['left']}", value_of(left_now)),
            "E": (summed_claims(claims), or_empty(self.claims()["base"])),
            "F": (f'=IF({nothing},"{NOTHING}",{summed})', short(value_of(base)) if self.some(self.roots) else NOTHING),
            "H": (f"={parts['open']}", sum(map(self.open, self.roots))),
        }

    def _scaled_line(self, at: int) -> dict[str, Computed]:
        total, above, whole = self.cached.total, at - 1, literal(self.chosen.maximum)
        same = f"OR($D{above}=0,$D{above}={whole})"
        claim, score = (
            f'=IF(ISNUMBER({cell}),IF({same},{cell},{cell}*{whole}/$D{above}),"")'
            for cell in (f"E{above}", f"F{above}")
        )
        return {
            "D": (f"=IF($D{above}=0,0,{whole})", value_of(total.maximum)),
            "E": (claim, or_empty(self.claims()["scaled"])),
            "F": (score, short(value_of(total.base_low)) if self.some(self.roots) else ""),
        }

    def _extra_line(self, section: str) -> dict[str, Computed]:
        leaves = self.addresses.plan.bonus if section == "bonus" else self.addresses.plan.penalty
        ids = [leaf.node.id for leaf in leaves]
        if not ids:
            return {}
        opens = "+".join(self._there(f"tc:{id}", "open") for id in ids)
        shown: dict[str, Computed] = {
            column: (f"={self._there(f'muc:{section}', name)}", self.section(section, name)[1])
            for column, name in (("E", "claim"), ("F", "score"))
        }
        return {**shown, "H": (f"={opens}", sum(map(self.open, ids)))}

    def _node_line(self, id: str, at: int) -> dict[str, Computed]:
        key = f"tc:{id}"
        cell = {name: self._there(key, name) for name in ("own", "out", "claim", "score", "open")}
        node = self.nodes[id]
        if isinstance(node, GroupPlan):
            values = self.group_values(id)
            own, points, absent = values["own"], values["points"], values["calc"] == Code.STATED
        else:
            said = self.cached.calc[key]
            own, absent = value_of(node.node.maximum), said == Code.STATED
            points = (own if absent and node.policy == "full" else 0) if isinstance(said, str) else said
        score = short(points, 4)
        if absent and node.policy != "full":
            score = "không áp dụng"
        elif not self.known(id):
            score = CODE_WORDS.get("" if isinstance(node, GroupPlan) else str(self.cached.calc[key]), NOTHING)
        own = 0 if self.out(id) else own
        share = f'=IF(AND(ISNUMBER($F{at}),$D{at}>0),$F{at}/$D{at},"")'
        part = "" if isinstance(score, str) or not own else short(value_of(normal(Fraction(score) / Fraction(own))))
        return {
            "D": (f'=IF({cell["out"]}="",{cell["own"]},0)', own),
            "E": (f'=IF({cell["claim"]}="","",{cell["claim"]})', or_empty(self.claim(id))),
            "F": (f"={cell['score']}", score),
            "G": (share, part),
            "H": (f"={cell['open']}", self.open(id)),
        }

    def _total_line(self, at: int) -> dict[str, Computed]:
        chosen, rounding, plan = self.chosen, self.scheme.rounding, self.addresses.plan
        base = self.at("scaled") if self.scheme.policies.rescale_total else self.at("base")
        extras = [self.at(x) for x in ("bonus", "penalty") if getattr(chosen, x) is not None]

        def held(column: str) -> str:
            more = "".join(f"+N({column}{row})" for row in extras)
            text = f"N({column}{base}){more}"
            if not (chosen.bonus and chosen.bonus.above_maximum):
                text = f"MIN({text},$D{base})"
            if self.scheme.policies.penalty_floor == "zero":
                text = f"MAX(0,{text})"
            return rounded(text, rounding.step, rounding.mode) if rounding.at == "total" else guarded(text)

        cells = ",".join(f"F{row}" for row in (base, *extras))
        nothing = f"AND(COUNT({cells})=0,$H{at}>0)"
        parts = [[one.node.id for one in part] for part in (plan.roots, plan.bonus, plan.penalty)]
        some = any(self.some(ids) for ids in parts if ids)
        opens = "+".join(f"$H{row}" for row in (self.at("base"), *extras))
        total = self.cached.total
        return {
            "D": (f"=$D{base}", value_of(total.maximum)),
            "E": (f'=IF(ISNUMBER(E{base}),{held("E")},"")', or_empty(self.claims()["total"])),
            "F": (f'=IF({nothing},"{NOTHING}",{held("F")})', value_of(total.low) if some else NOTHING),
            "H": (f"={opens}", self.cached.open),
        }

    def status(self) -> Computed:
        """The formula that says whether the total is complete, and its cached value."""
        count = self.total_cell("H")
        enough = "Đủ số liệu để tính; vẫn là điểm tạm tính, chưa phải kết quả thẩm định."
        formula = f'=IF({count}=0,"{enough}","Tạm tính, còn "&{count}&" mục chưa khai hoặc chờ thẩm định.")'
        waiting = f"Tạm tính, còn {self.cached.open} mục chưa khai hoặc chờ thẩm định."
        return formula, waiting if self.cached.open else enough

    def unclaimed(self) -> Computed:
        """How many criteria have no claim."""
        parts, count = [], 0
        for leaf in self.addresses.plan.leaves:
            key = f"tc:{leaf.node.id}"
            claim, calc = self._there(key, "claim"), self._there(key, "calc")
            parts.append(f'IF(OR(ISNUMBER({claim}),{calc}="{Code.STATED}"),0,1)')
            count += self.claim(leaf.node.id) is None and self.cached.calc[key] != Code.STATED
        left = f"({'+'.join(parts)})"
        done = "Điểm tự chấm: đã ghi đủ các mục."
        formula = f'=IF({left}=0,"{done}","Điểm tự chấm: còn "&{left}&" mục chưa ghi.")'
        return formula, f"Điểm tự chấm: còn {count} mục chưa ghi." if count else done


def _elsewhere(addresses: Addresses, text: str) -> str:
    """Addresses within sheet Tiêu chí as another sheet writes them."""
    for name in ("out", "points", "own", "open"):
        column = addresses.column(name)
        text = text.replace(f"${column}", f"'{CRITERIA}'!${column}")
    return text

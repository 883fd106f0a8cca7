"""The lines of sheet Tổng hợp: formulas with their cached values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.engine.tree import GroupPlan
from scoring.numbers import normal
from scoring.workbook.addresses import Addresses
from scoring.workbook.cached_values import CODE_WORDS, Computed, value_of
from scoring.workbook.cell_math import STATED, guarded, literal, rounded
from scoring.workbook.group_formulas import joined
from scoring.workbook.layout import CRITERIA, SUMMARY
from scoring.workbook.sums import NOTHING, Sums, or_empty, short, summed_claims

FIRST_LINE = 8
"""The first row of the table, from 1."""


class SummaryLines:
    """The table's lines, computed from sheet Tiêu chí."""

    def __init__(self, sums: Sums) -> None:
        self.sums, self.addresses, self.cached = sums, sums.addresses, sums.cached
        self.chosen, self.scheme = sums.chosen, sums.scheme

    def lines(self) -> Iterator[tuple[str, str]]:
        """The lines of the table: (what, id of the node)."""
        for id, node in self.sums.nodes.items():
            if node.node in self.chosen.groups or isinstance(node, GroupPlan):
                yield "node", id
        yield "base", ""
        if self.scheme.policies.rescale_total:
            yield "scaled", ""
        if self.chosen.bonus is not None:
            yield "bonus", ""
        if self.chosen.penalty is not None:
            yield "penalty", ""
        yield "total", ""

    def at(self, what: str) -> int:
        """The row of a line, from 1."""
        return FIRST_LINE + [one for one, _ in self.lines()].index(what)

    def total_cell(self, column: str) -> str:
        """The address of a cell of the total's line."""
        return f"'{SUMMARY}'!${column}${self.at('total')}"

    def _base(self) -> dict[str, str]:
        parts = joined(self.addresses, self.addresses.plan.roots, self.chosen.maximum)
        return {key: _elsewhere(self.addresses, text) for key, text in parts.items()}

    def line(self, what: str, id: str, at: int) -> dict[str, Computed]:
        """The computed cells of a line, by their column."""
        if what == "node":
            return self._node_line(id, at)
        total, chosen = self.cached.total, self.chosen
        claim = self.sums.claims()
        maximum = value_of(total.maximum)
        if what == "base":
            parts = self._base()
            left = f"$D{at}"
            rescaled = f"({parts['rescaled']})"
            applying = f"({left}-{rescaled})"
            again = f"AND({rescaled}>0,{guarded(applying)}<>0)"
            summed = f"IF({again},({parts['sum']})*{left}/{applying},{parts['sum']})"
            roots = [root.node.id for root in self.addresses.plan.roots]
            cells, scores = (
                [f"'{CRITERIA}'!{self.addresses.cell(f'tc:{id}', name)}" for id in roots] for name in ("claim", "score")
            )
            nothing = f"AND(COUNT({','.join(scores)})=0,{parts['open']}>0)"
            summed = f'=IF({nothing},"{NOTHING}",{summed})'
            base, left_now = self.sums.base_now()
            base_now = short(value_of(base)) if self.sums.some(roots) else NOTHING
            return {
                "D": (f"={parts['left']}", value_of(left_now)),
                "E": (summed_claims(cells), or_empty(claim["base"])),
                "F": (summed, base_now),
                "H": (f"={parts['open']}", self._open_tree()),
            }
        if what == "scaled":
            above, whole = at - 1, literal(chosen.maximum)
            same = f"OR($D{above}=0,$D{above}={whole})"
            scaled = {
                column: f'=IF(ISNUMBER({cell}),IF({same},{cell},{cell}*{whole}/$D{above}),"")'
                for column, cell in (("E", f"E{above}"), ("F", f"F{above}"))
            }
            some = self.sums.some([root.node.id for root in self.addresses.plan.roots])
            return {
                "D": (f"=IF($D{above}=0,0,{whole})", maximum),
                "E": (scaled["E"], or_empty(claim["scaled"])),
                "F": (scaled["F"], short(value_of(total.base_low)) if some else ""),
            }
        if what in ("bonus", "penalty"):
            key = f"muc:{what}"
            found = {
                column: f"='{CRITERIA}'!{self.addresses.cell(key, name)}"
                for column, name in (("E", "claim"), ("F", "score"))
            }
            leaves = self.addresses.plan.bonus if what == "bonus" else self.addresses.plan.penalty
            opens = "+".join(f"'{CRITERIA}'!{self.addresses.cell(f'tc:{leaf.node.id}', 'open')}" for leaf in leaves)
            if not leaves:
                return {}
            return {
                "E": (found["E"], self.sums.section(what, "claim")[1]),
                "F": (found["F"], self.sums.section(what, "score")[1]),
                "H": (f"={opens}", sum(self.sums.open(leaf.node.id) for leaf in leaves)),
            }
        return self._total_line(at)

    def _node_line(self, id: str, at: int) -> dict[str, Computed]:
        key = f"tc:{id}"
        cell = {
            name: f"'{CRITERIA}'!{self.addresses.cell(key, name)}" for name in ("own", "out", "claim", "score", "open")
        }
        node = self.sums.nodes[id]
        out = self.sums.out(id)
        if isinstance(node, GroupPlan):
            values = self.sums.group_values(id)
            own, points, absent = values["own"], values["points"], values["calc"] == STATED
        else:
            said = self.cached.calc[key]
            own = value_of(node.node.maximum)
            points = own if said == STATED and node.policy == "full" else 0
            points = points if isinstance(said, str) else said
            absent = said == STATED
        score = short(points, 4)
        if absent and node.policy != "full":
            score = "không áp dụng"
        elif not self.sums.known(id):
            code = "" if isinstance(node, GroupPlan) else str(self.cached.calc[key])
            score = CODE_WORDS.get(code, NOTHING)
        own = 0 if out else own
        share = f'=IF(AND(ISNUMBER($F{at}),$D{at}>0),$F{at}/$D{at},"")'
        part = "" if isinstance(score, str) or not own else short(value_of(normal(Fraction(score) / Fraction(own))))
        claim = self.sums.claim(id)
        empty = f'=IF({cell["claim"]}="","",{cell["claim"]})'
        return {
            "D": (f'=IF({cell["out"]}="",{cell["own"]},0)', own),
            "E": (empty, or_empty(claim)),
            "F": (f"={cell['score']}", score),
            "G": (share, part),
            "H": (f"={cell['open']}", self.sums.open(id)),
        }

    def _open_tree(self) -> int:
        return sum(self.sums.open(root.node.id) for root in self.addresses.plan.roots)

    def _total_line(self, at: int) -> dict[str, Computed]:
        chosen, rounding = self.chosen, self.scheme.rounding
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

        claim = self.sums.claims()["total"]
        cells = ",".join(f"F{row}" for row in (base, *extras))
        nothing = f"AND(COUNT({cells})=0,$H{at}>0)"
        parts = [self.addresses.plan.roots, self.addresses.plan.bonus, self.addresses.plan.penalty]
        some = any(self.sums.some([one.node.id for one in part]) for part in parts if part)
        opens = "+".join(f"$H{row}" for row in (self.at("base"), *extras))
        total = self.cached.total
        return {
            "D": (f"=$D{base}", value_of(total.maximum)),
            "E": (f'=IF(ISNUMBER(E{base}),{held("E")},"")', or_empty(claim)),
            "F": (f'=IF({nothing},"{NOTHING}",{held("F")})', value_of(total.low) if some else NOTHING),
            "H": (f"={opens}", self.cached.open),
        }

    def status(self) -> Computed:
        """The formula that says whether the total is complete, and its cached value."""
        count = self.total_cell("H")
        enough = "Đủ số liệu để tính; vẫn là điểm tạm tính, chưa phải kết quả thẩm định."
        formula = f'=IF({count}=0,"{enough}","Tạm tính, còn "&{count}&" mục chưa khai hoặc chờ thẩm định.")'
        if not self.cached.open:
            return formula, enough
        return formula, f"Tạm tính, còn {self.cached.open} mục chưa khai hoặc chờ thẩm định."

    def unclaimed(self) -> Computed:
        """How many criteria have no claim."""
        parts, count = [], 0
        for leaf in self.addresses.plan.leaves:
            key = f"tc:{leaf.node.id}"
            claim, calc = (f"'{CRITERIA}'!{self.addresses.cell(key, x)}" for x in ("claim", "calc"))
            parts.append(f'IF(OR(ISNUMBER({claim}),{calc}="{STATED}"),0,1)')
            count += self.sums.claim(leaf.node.id) is None and self.cached.calc[key] != STATED
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

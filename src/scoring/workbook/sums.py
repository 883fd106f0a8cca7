"""Group sums, bonus, penalty and total: live formulas with the values they have now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.plan import GroupPlan, LeafPlan
from scoring.engine.rollup import Sum
from scoring.numbers import Number, normal, round_to
from scoring.workbook.book import Book
from scoring.workbook.cell_math import STATED, guarded, literal, rounded
from scoring.workbook.contents import Contents
from scoring.workbook.group_formulas import joined
from scoring.workbook.layout import CRITERIA, SUMMARY, Row
from scoring.workbook.standing import CODE_WORDS, Standing, value_of

FIRST_LINE = 8
"""The first row of the table in sheet Tổng hợp, from 1."""
Filled = tuple[str, Any]
_NOTHING = "chưa khai"
"""What stands where nothing is known yet: a missing input is no zero."""


class Sums:
    """What sheet Tổng hợp and the group rows of sheet Tiêu chí say."""

    def __init__(self, book: Book, standing: Standing, contents: Contents) -> None:
        self.book, self.standing, self.contents = book, standing, contents
        self.chosen, self.scheme = book.plan.set, book.plan.scheme
        self.nodes: dict[str, GroupPlan | LeafPlan] = {}
        for root in book.plan.roots:
            self._collect(root)
        self.nodes |= {leaf.node.id: leaf for leaf in (*book.plan.bonus, *book.plan.penalty)}

    def _collect(self, node: GroupPlan | LeafPlan) -> None:
        self.nodes[node.node.id] = node
        for child in node.children if isinstance(node, GroupPlan) else ():
            self._collect(child)

    # ---------------------------------------------------------------------------- values

    def claim(self, id: str) -> Number | None:
        """What the agency gave itself at or below a node, None where it said nothing."""
        node = self.nodes[id]
        if isinstance(node, GroupPlan):
            found = [x for child in node.children if (x := self.claim(child.node.id)) is not None]
            return normal(sum(map(Fraction, found))) if found else None
        cell = self.contents.cells.get((f"tc:{id}", "claim"))
        return normal(cell) if isinstance(cell, (int, Decimal)) else None

    def open(self, id: str) -> int:
        """Criteria at or below a node that are not settled."""
        node = self.nodes[id]
        if isinstance(node, GroupPlan):
            return sum(self.open(child.node.id) for child in node.children)
        said = self.standing.calc[f"tc:{id}"]
        return int(isinstance(said, str) and said != STATED)

    def known(self, id: str) -> bool:
        """Whether the score shown for a node is a number."""
        node = self.nodes[id]
        if not isinstance(node, GroupPlan):
            said = self.standing.calc[f"tc:{id}"]
            return not isinstance(said, str) or (said == STATED and node.policy == "full")
        if any(note.kind == "not_applicable" for note in self.standing.sums[id].modifiers):
            return node.policy == "full"
        return self._some([child.node.id for child in node.children])

    def _some(self, ids: Sequence[str]) -> bool:
        """Whether anything of these nodes is settled, or nothing is left to settle."""
        return any(map(self.known, ids)) or not any(map(self.open, ids))

    def _out(self, id: str) -> str:
        node = self.nodes[id]
        if not isinstance(node, GroupPlan):
            absent = self.standing.calc[f"tc:{id}"] == STATED
            return {"drop": "d", "rescale": "r"}.get(node.policy, "") if absent else ""
        if not self.standing.sums[id].excluded:
            return ""
        every = all(self._out(child.node.id) == "d" for child in node.children)
        return "d" if node.policy == "drop" or every else "r"

    def _taken(self, id: str) -> Number:
        """How much of a node's maximum was taken out of the group above."""
        out, maximum = self._out(id), self.nodes[id].node.maximum
        if out:
            return maximum if out == "d" else 0
        own = self.standing.sums[id].maximum if id in self.standing.sums else maximum
        return normal(maximum - own)

    def group_values(self, id: str) -> dict[str, Any]:
        """The hidden cells of a group."""
        one: Sum = self.standing.sums[id]
        absent = any(note.kind == "not_applicable" for note in one.modifiers)
        node = self.nodes[id]
        assert isinstance(node, GroupPlan)
        left = node.node.maximum - sum(self._taken(child.node.id) for child in node.children)
        return {
            "left": value_of(normal(left)), "calc": STATED if absent else value_of(one.low),
            "out": self._out(id), "points": value_of(one.low), "own": value_of(one.maximum),
            "open": self.open(id),
        }  # fmt: skip

    # ------------------------------------------------------------- group rows of Tiêu chí

    def shown(self, row: Row, key: str) -> Filled:
        """A visible cell of a group or section row; empty where there is none."""
        if row.section == "conditions" or key not in ("claim", "score", "state"):
            return "", None
        if row.role == "section":
            return self._section(row.section, key)
        calc, points, open_ = (self.book.cell(row.key, x) for x in ("calc", "points", "open"))
        node = self.nodes[row.id]
        assert isinstance(node, GroupPlan)
        if key == "claim":
            cells = [self.book.cell(f"tc:{child.node.id}", "claim") for child in node.children]
            claim = self.claim(row.id)
            return _summed(cells), "" if claim is None else value_of(claim)
        values = self.group_values(row.id)
        if key == "score":
            absent = f"ROUND({points},4)" if node.policy == "full" else '"không áp dụng"'
            cells = [self.book.cell(f"tc:{child.node.id}", "score") for child in node.children]
            nothing = f"AND(COUNT({','.join(cells)})=0,{open_}>0)"
            summed = f'IF({nothing},"{_NOTHING}",ROUND({points},4))'
            formula = f'=IF({calc}="{STATED}",{absent},{summed})'
            if values["calc"] == STATED and node.policy != "full":
                return formula, "không áp dụng"
            return formula, _short(values["points"], 4) if self.known(row.id) else _NOTHING
        count = values["open"]
        formula = f'=IF({calc}="{STATED}","không áp dụng",IF({open_}=0,"đủ","còn "&{open_}&" mục"))'
        said = "đủ" if not count else f"còn {count} mục"
        return formula, "không áp dụng" if values["calc"] == STATED else said

    def _section(self, section: str, key: str) -> Filled:
        leaves = self.book.plan.bonus if section == "bonus" else self.book.plan.penalty
        cap: Number = getattr(self.chosen, section).cap
        sign = "-" if section == "penalty" else ""
        ids = [leaf.node.id for leaf in leaves]
        if not ids:
            return "", None
        if key == "state":
            parts = "+".join(self.book.cell(f"tc:{id}", "open") for id in ids)
            count = sum(map(self.open, ids))
            return f'=IF({parts}=0,"đủ","còn "&({parts})&" mục")', f"còn {count} mục" if count else "đủ"  # fmt: skip
        if key == "claim":
            found = [x for id in ids if (x := self.claim(id)) is not None]
            cells = [self.book.cell(f"tc:{id}", "claim") for id in ids]
            total = normal(sum(map(Fraction, found)))
            held = max(-cap, total) if sign else min(cap, total)
            limit = f"MAX(-{literal(cap)}" if sign else f"MIN({literal(cap)}"
            formula = f'=IF(COUNT({",".join(cells)})=0,"",{limit},SUM({",".join(cells)})))'
            return formula, value_of(held) if found else ""
        parts, opens = (
            "+".join(self.book.cell(f"tc:{id}", x) for id in ids) for x in ("points", "open")
        )
        scores = ",".join(self.book.cell(f"tc:{id}", "score") for id in ids)
        extra = getattr(self.standing.total, section)
        value = _short(value_of(-extra.low if sign else extra.low))
        summed = f"{sign}ROUND(MIN({literal(cap)},{parts}),6)"
        formula = f'=IF(AND(COUNT({scores})=0,{opens}>0),"{_NOTHING}",{summed})'
        return formula, value if self._some(ids) else _NOTHING

    # -------------------------------------------------------------------- sheet Tổng hợp

    def lines(self) -> Iterator[tuple[str, str]]:
        """The lines of the table: (what, id of the node)."""
        for id, node in self.nodes.items():
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
        parts = joined(self.book, self.book.plan.roots, self.chosen.maximum)
        return {key: _elsewhere(self.book, text) for key, text in parts.items()}

    def line(self, what: str, id: str, at: int) -> dict[str, Filled]:
        """The computed cells of a line, by their column."""
        if what == "node":
            return self._node_line(id, at)
        total, chosen = self.standing.total, self.chosen
        claim = self.claims()
        maximum = value_of(total.maximum)
        if what == "base":
            parts = self._base()
            left = f"$D{at}"
            rescaled = f"({parts['rescaled']})"
            applying = f"({left}-{rescaled})"
            again = f"AND({rescaled}>0,{guarded(applying)}<>0)"
            summed = f"IF({again},({parts['sum']})*{left}/{applying},{parts['sum']})"
            roots = [root.node.id for root in self.book.plan.roots]
            cells, scores = (
                [f"'{CRITERIA}'!{self.book.cell(f'tc:{id}', name)}" for id in roots]
                for name in ("claim", "score")
            )
            nothing = f"AND(COUNT({','.join(scores)})=0,{parts['open']}>0)"
            summed = f'=IF({nothing},"{_NOTHING}",{summed})'
            base, left_now = self._base_now()
            base_now: Any = _short(value_of(base)) if self._some(roots) else _NOTHING
            return {"D": (f"={parts['left']}", value_of(left_now)), "E": (_summed(cells), _or_empty(claim["base"])),
                    "F": (summed, base_now), "H": (f"={parts['open']}", self._open_tree())}  # fmt: skip
        if what == "scaled":
            above, whole = at - 1, literal(chosen.maximum)
            same = f"OR($D{above}=0,$D{above}={whole})"
            scaled = {
                column: f'=IF(ISNUMBER({column}{above}),IF({same},{column}{above},{column}{above}*{whole}/$D{above}),"")'
                for column in "EF"
            }
            some = self._some([root.node.id for root in self.book.plan.roots])
            return {"D": (f"=IF($D{above}=0,0,{whole})", maximum), "E": (scaled["E"], _or_empty(claim["scaled"])),
                    "F": (scaled["F"], _short(value_of(total.base_low)) if some else "")}  # fmt: skip
        if what in ("bonus", "penalty"):
            key = f"muc:{what}"
            found = {
                column: f"='{CRITERIA}'!{self.book.cell(key, name)}"
                for column, name in (("E", "claim"), ("F", "score"))
            }
            leaves = self.book.plan.bonus if what == "bonus" else self.book.plan.penalty
            opens = "+".join(
                f"'{CRITERIA}'!{self.book.cell(f'tc:{leaf.node.id}', 'open')}" for leaf in leaves
            )
            if not leaves:
                return {}
            return {"E": (found["E"], self._section(what, "claim")[1]), "F": (found["F"], self._section(what, "score")[1]),
                    "H": (f"={opens}", sum(self.open(leaf.node.id) for leaf in leaves))}  # fmt: skip
        return self._total_line(at)

    def _node_line(self, id: str, at: int) -> dict[str, Filled]:
        key = f"tc:{id}"
        cell = {name: f"'{CRITERIA}'!{self.book.cell(key, name)}" for name in ("own", "out", "claim", "score", "open")}  # fmt: skip
        node = self.nodes[id]
        out = self._out(id)
        if isinstance(node, GroupPlan):
            values = self.group_values(id)
            own, points, absent = values["own"], values["points"], values["calc"] == STATED
        else:
            said = self.standing.calc[key]
            own, points = value_of(node.node.maximum), 0 if isinstance(said, str) else said
            absent = said == STATED
        score: Any = _short(points, 4)
        if absent and node.policy != "full":
            score = "không áp dụng"
        elif not self.known(id):
            code = "" if isinstance(node, GroupPlan) else str(self.standing.calc[key])
            score = CODE_WORDS.get(code, _NOTHING)
        own = 0 if out else own
        share = f'=IF(AND(ISNUMBER($F{at}),$D{at}>0),$F{at}/$D{at},"")'
        part: Any = "" if isinstance(score, str) or not own else _short(value_of(normal(Fraction(score) / Fraction(own))))  # fmt: skip
        claim = self.claim(id)
        empty = f'=IF({cell["claim"]}="","",{cell["claim"]})'
        return {"D": (f'=IF({cell["out"]}="",{cell["own"]},0)', own), "E": (empty, _or_empty(claim)),
                "F": (f"={cell['score']}", score), "G": (share, part),
                "H": (f"={cell['open']}", self.open(id))}  # fmt: skip

    def _open_tree(self) -> int:
        return sum(self.open(root.node.id) for root in self.book.plan.roots)

    def _base_now(self) -> tuple[Number, Number]:
        """The base before the total was re-scaled, and its maximum."""
        total, whole = self.standing.total, self.chosen.maximum
        for note in total.modifiers:
            if note.kind == "rescale" and self.scheme.policies.rescale_total and note.before:
                left = note.before
                return normal(Fraction(total.base_low) * left / whole), normal(left)
        return total.base_low, total.maximum

    def claims(self) -> dict[str, Number | None]:
        """What the agency gave itself: the base, re-scaled, and the total."""
        found = [x for root in self.book.plan.roots if (x := self.claim(root.node.id)) is not None]
        if not found:
            return {"base": None, "scaled": None, "total": None}
        base = normal(sum(map(Fraction, found)))
        _, left = self._base_now()
        whole = self.chosen.maximum
        scaled = base
        if self.scheme.policies.rescale_total and left not in (0, whole):
            scaled = normal(Fraction(base) * whole / left)
        total = scaled
        for section in ("bonus", "penalty"):
            if getattr(self.chosen, section) is not None:
                extra = self._section(section, "claim")[1]
                total = normal(Fraction(total) + Fraction(extra or 0))
        return {"base": base, "scaled": scaled, "total": self._held(total)}

    def _held(self, total: Number) -> Number:
        chosen, rounding = self.chosen, self.scheme.rounding
        if not (chosen.bonus and chosen.bonus.above_maximum):
            total = min(total, self.standing.total.maximum)
        if self.scheme.policies.penalty_floor == "zero":
            total = max(total, 0)
        return round_to(total, rounding.step, rounding.mode) if rounding.at == "total" else total

    def _total_line(self, at: int) -> dict[str, Filled]:
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
            return rounded(text, rounding.step, rounding.mode) if rounding.at == "total" else guarded(text)  # fmt: skip

        claim = self.claims()["total"]
        cells = ",".join(f"F{row}" for row in (base, *extras))
        nothing = f"AND(COUNT({cells})=0,$H{at}>0)"
        parts = [self.book.plan.roots, self.book.plan.bonus, self.book.plan.penalty]
        some = any(self._some([one.node.id for one in part]) for part in parts if part)
        opens = "+".join(f"$H{row}" for row in (self.at("base"), *extras))
        total = self.standing.total
        return {"D": (f"=$D{base}", value_of(total.maximum)),
                "E": (f'=IF(ISNUMBER(E{base}),{held("E")},"")', _or_empty(claim)),
                "F": (f'=IF({nothing},"{_NOTHING}",{held("F")})', value_of(total.low) if some else _NOTHING),
                "H": (f"={opens}", self.standing.open)}  # fmt: skip

    def status(self) -> Filled:
        """Whether the total still lacks something, in words."""
        count = self.total_cell("H")
        enough = "Đủ số liệu để tính; vẫn là điểm tạm tính, chưa phải kết quả thẩm định."
        formula = f'=IF({count}=0,"{enough}","Tạm tính, còn "&{count}&" mục chưa khai hoặc chờ thẩm định.")'
        if not self.standing.open:
            return formula, enough
        return formula, f"Tạm tính, còn {self.standing.open} mục chưa khai hoặc chờ thẩm định."

    def unclaimed(self) -> Filled:
        """How many criteria the agency has not given itself points for."""
        parts, count = [], 0
        for leaf in self.book.plan.leaves:
            key = f"tc:{leaf.node.id}"
            claim, calc = (f"'{CRITERIA}'!{self.book.cell(key, x)}" for x in ("claim", "calc"))
            parts.append(f'IF(OR(ISNUMBER({claim}),{calc}="{STATED}"),0,1)')
            count += self.claim(leaf.node.id) is None and self.standing.calc[key] != STATED
        left = f"({'+'.join(parts)})"
        done = "Điểm tự chấm: đã ghi đủ các mục."
        formula = f'=IF({left}=0,"{done}","Điểm tự chấm: còn "&{left}&" mục chưa ghi.")'
        return formula, f"Điểm tự chấm: còn {count} mục chưa ghi." if count else done


def _elsewhere(book: Book, text: str) -> str:
    """Addresses within sheet Tiêu chí as another sheet writes them."""
    for name in ("out", "points", "own", "open"):
        column = book.column(name)
        text = text.replace(f"${column}", f"'{CRITERIA}'!${column}")
    return text


def _summed(cells: list[str]) -> str:
    joined_ = ",".join(cells)
    return f'=IF(COUNT({joined_})=0,"",SUM({joined_}))'


def _or_empty(number: Number | None) -> Any:
    return "" if number is None else _short(value_of(number))


def _short(value: Any, places: int = 6) -> Any:
    """A cached value with no more decimals than its formula rounds to."""
    return round(value, places) if isinstance(value, Decimal) else value


__all__ = ["FIRST_LINE", "Sums"]

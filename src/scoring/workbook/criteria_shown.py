"""The visible computed cells of sheet Tiêu chí: values, points and states, as formulas with cached values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from scoring.workbook import cell_math
from scoring.workbook.cached_values import CODE_WORDS, Computed, Value, value_of
from scoring.workbook.cell_math import STATED, literal
from scoring.workbook.frame import Frame
from scoring.workbook.layout import Row


class VisibleCells:
    """The visible computed cells, each a formula and its cached value."""

    def __init__(self, frame: Frame) -> None:
        self.frame, self.addresses = frame, frame.addresses
        self.leaves = frame.addresses.plan.by_criterion

    def cell(self, key: str, row: Row) -> Computed:
        """The formula of a cell and its value; empty where there is none."""
        calc = self.addresses.cell(row.key, "calc") if row.role != "section" else ""
        value_now = self.frame.cached.calc.get(row.key, cell_math.ABSENT)
        if row.role == "measure" and key == "answer":
            return _measure_shown(calc, value_now, row.measure is not None and row.measure.type == "yes_no")
        if row.role in ("measure", "judgement") and key == "state":
            return self._input_state(calc, value_now, row)
        if row.role == "criterion" and key == "score":
            return self._score(calc, value_now, row)
        if row.role == "criterion" and key == "state":
            return self._state(calc, value_now, row)
        if row.role in ("group", "section"):
            return self.frame.sums.shown(row, key)
        return "", None

    def _score(self, calc: str, value_now: Value, row: Row) -> Computed:
        sign = "-" if row.section == "penalty" else ""
        leaf = self.leaves[row.id]
        absent = literal(leaf.node.maximum) if leaf.policy == "full" else '"không áp dụng"'
        words = _by_code(calc, f'IF({calc}="{STATED}",{absent},', CODE_WORDS)
        formula = f"=IF(ISNUMBER({calc}),{sign}ROUND({calc},4),{words})"
        if isinstance(value_now, str):
            full = value_now == STATED and leaf.policy == "full"
            return formula, value_of(leaf.node.maximum) if full else CODE_WORDS.get(value_now, CODE_WORDS["?"])
        value = round(value_now, 4) if isinstance(value_now, Decimal) else value_now
        return formula, -value if sign and value else value

    def _state(self, calc: str, value_now: Value, row: Row) -> Computed:
        leaf = self.leaves[row.id]
        demands = leaf.node.evidence.demands if leaf.node.evidence else []
        kinds = [" hoặc ".join(self.addresses.labels[one] for one in kinds) for kinds in demands]
        lacking = f"thiếu minh chứng: {'; '.join(kinds)}"
        words = {**CODE_WORDS, cell_math.MISSING: lacking, cell_math.WRONG: "số liệu cần xem lại"}
        body = _by_code(calc, f'IF({calc}="{STATED}","không áp dụng",', words, self.addresses.lists.cell)
        formula = f'=IF(ISNUMBER({calc}),"đã có điểm",{body})'
        if isinstance(value_now, str):
            return formula, words.get(value_now, words["?"])
        return formula, "đã có điểm"

    def _input_state(self, calc: str, value_now: Value, row: Row) -> Computed:
        counted = row.measure is not None and row.measure.selection is not None
        absent = "chưa đủ minh chứng" if counted else "chưa khai"
        pending = "chờ kết quả"
        if row.role == "judgement":
            own = row.node is not None and row.node.spec and row.node.spec.judge() == "agency"
            pending = absent if own else "chờ thẩm định"
        known = "không phát sinh"
        unneeded = '"không áp dụng"'
        if row.role == "judgement":
            # Full points at a fixed condition leave nothing to judge.
            leaf, done = f"tc:{row.id}", "không cần chấm"
            formula = (
                f'=IF(ISNUMBER({calc}),"",IF(ISNUMBER({self.addresses.cell(leaf, "calc")}),"{done}",'
                f'IF({self.addresses.cell(leaf, "calc")}="{STATED}",{unneeded},'
                f'IF({calc}="{cell_math.WRONG}","cần xem lại","{pending}"))))'
            )
            if not isinstance(value_now, str):
                return formula, ""
            above = self.frame.cached.calc[leaf]
            if not isinstance(above, str) or above == STATED:
                return formula, "không áp dụng" if above == STATED else done
            return formula, "cần xem lại" if value_now == cell_math.WRONG else pending
        # Nobody need declare what only a criterion that does not apply would read.
        asked = self.addresses.only_for(row.id)
        codes = f'IF({calc}="{cell_math.PENDING}","{pending}",IF({calc}="{cell_math.WRONG}","cần xem lại","{absent}"))'
        if asked is not None:
            codes = f'IF({self.addresses.cell(f"tc:{asked}", "calc")}="{STATED}","",{codes})'
            passed = self.frame.cached.calc[f"tc:{asked}"] == STATED
            if passed and value_now not in (STATED, cell_math.STRUCTURAL):
                value_now = 0
        formula = (
            f'=IF(ISNUMBER({calc}),"",IF({calc}="{STATED}",{unneeded},'
            f'IF({calc}="{cell_math.STRUCTURAL}","{known}",{codes})))'
        )
        words = {
            STATED: "không áp dụng",
            cell_math.STRUCTURAL: known,
            cell_math.PENDING: pending,
            cell_math.WRONG: "cần xem lại",
        }
        return formula, words.get(value_now, absent) if isinstance(value_now, str) else ""


def _by_code(calc: str, head: str, words: Mapping[str, str], cell: Callable[[str], str] | None = None) -> str:
    """A nested IF that gives the word for a code; `head` is its first test."""
    codes = (cell_math.PENDING, cell_math.WRONG, cell_math.MISSING, cell_math.UNKNOWN)
    found = f'"{words[cell_math.ABSENT]}"'
    for code in reversed(codes):
        word = cell(words[code]) if cell and code == cell_math.MISSING else f'"{words[code]}"'
        found = f'IF({calc}="{code}",{word},{found})'
    return f"{head}{found})"


def _measure_shown(calc: str, value_now: Value, yes_no: bool) -> Computed:
    """A computed measure as people read it."""
    number = f'IF({calc}=1,"Có","Không")' if yes_no else calc
    so_far = f'IF(LEFT({calc},1)="{cell_math.OPEN}","ít nhất "&MID({calc},2,15),"chưa rõ")'
    formula = f'=IF(ISNUMBER({calc}),{number},IF({cell_math.is_absent(calc)},"–",{so_far}))'
    if not isinstance(value_now, str):
        shown = value_now if not yes_no else ("Có" if value_now else "Không")
        return formula, shown
    if value_now in (STATED, cell_math.STRUCTURAL):
        return formula, "–"
    return formula, f"ít nhất {value_now[1:]}" if value_now.startswith(cell_math.OPEN) else "chưa rõ"

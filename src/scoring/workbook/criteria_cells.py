"""The cells of sheet Tiêu chí: what input cells accept, and the computed ones, shown and hidden, with cached values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import show, signed_ends
from scoring.workbook import checks
from scoring.workbook.addresses import Addresses
from scoring.workbook.annex_text import measure_title
from scoring.workbook.cached_values import CODE_WORDS, Computed, Value, value_of
from scoring.workbook.cell_math import Code, is_absent, literal
from scoring.workbook.criteria_formulas import group_columns, leaf_columns, leaf_formula, unknown_formula
from scoring.workbook.frame import Frame
from scoring.workbook.layout import CRITERIA_TABLE as TABLE
from scoring.workbook.layout import Row, level_labels
from scoring.workbook.measure_formulas import measure_formula
from scoring.workbook.sums import short

_REASONS = {
    "group": "Nếu cả nhóm không áp dụng: nêu lý do.",
    "criterion": "Nếu không áp dụng: nêu lý do. Nếu thiếu minh chứng: ghi giải trình.",
    "measure": "Nếu ghi “Không áp dụng”: nêu lý do.",
    "judgement": "Người chấm ghi lý do; bắt buộc khi đã ghi điểm.",
}


def filled_by_others(row: Row) -> bool:
    """Whether somebody else than the agency fills the row."""
    if row.role == "judgement":
        return row.spec.judge() != "agency"
    return row.measure is not None and row.measure.external is not None


def rule_of(addresses: Addresses, key: str, row: Row, at: int) -> checks.Validation | None:
    """The validation of a cell; None where the cell is no input."""
    if row.role == "section" or addresses.from_another(row):
        return None
    if key == "answer" and row.declarable:
        return _answer_rule(addresses, row, at)
    if key == "not_applicable" and row.role != "judgement":
        possible = row.node is None or row.role == "measure" or row.node.may_be_stated()
        return checks.absent() if possible else None
    if key == "claim" and row.role == "criterion":
        assert row.node is not None
        most = row.node.maximum
        if row.section == "penalty":
            prompt = f"Điểm trừ ghi số âm, ví dụ −1; nhiều nhất trừ {show(most)}. Chưa tự chấm thì để trống."
        else:
            prompt = f"Từ 0 đến {show(most)}. Chưa tự chấm thì để trống, không ghi 0."
        return checks.points("Điểm tự chấm", prompt, *signed_ends(row.section, 0, most))
    if key == "reason":
        return checks.text("Lý do, giải trình", _REASONS[row.role])
    if key == "note" and (row.role == "criterion" or (row.measure and row.declarable)):
        return checks.text("Ghi chú", "Ghi thêm nếu cần; có thể để trống.")
    if key == "evidence" and row.declarable:
        prompt = "Chọn trong các minh chứng đã ghi; nhiều minh chứng: ghi các mã, cách nhau bằng dấu chấm phẩy."
        return checks.picked("Minh chứng", prompt, f"={addresses.records_range('pick')}")
    return None


def _answer_rule(addresses: Addresses, row: Row, at: int) -> checks.Validation:
    if row.role == "judgement":
        low, high = row.judged
        return checks.points("Điểm chấm", f"Từ {show(low)} đến {show(high)}; ghi lý do ở cột Lý do.", low, high)
    if row.answer == "yes_no":
        return checks.yes_no(row.title)
    if row.answer == "level":
        labels = list(level_labels(addresses.plan.set, row.id).values())
        return checks.choice("Chọn mức", row.title, f"={addresses.lists.range(labels)}")
    if row.answer == "percent":
        return checks.percent(row.title)
    most = row.measure.limit if row.measure is not None else None
    limit, words = None, ""
    if isinstance(most, str):
        limit = addresses.cell(f"sl:{most}", "answer")
        words = f", không quá “{measure_title(addresses.plan.set, most)}”"
    elif most is not None:
        limit, words = literal(most), f", không quá {show(most)}"
    cell = f"${TABLE.letter('answer')}${at + 1}"
    return checks.number(cell, f"{row.title}{words}", limit, words, row.answer == "count")


def hidden_cells(frame: Frame, row: Row) -> dict[str, Computed]:
    """The hidden cells of a row by their column: formula and value."""
    if row.role in ("measure", "judgement"):
        return {"calc": (measure_formula(frame.addresses, row), frame.cached.calc.get(row.key, "?"))}
    if row.role == "criterion":
        return _leaf(frame, frame.addresses.plan.by_criterion[row.id])
    if row.role == "section":
        return {}
    group = frame.sums.nodes[row.id]
    assert isinstance(group, GroupPlan)
    values = frame.sums.group_values(row.id)
    return {name: (formula, values[name]) for name, formula in group_columns(frame.addresses, group).items()}


def _leaf(frame: Frame, leaf: LeafPlan) -> dict[str, Computed]:
    addresses = frame.addresses
    said = frame.cached.calc[f"tc:{leaf.node.id}"]
    formula = leaf_formula(addresses, leaf)
    if formula is None:
        # Only the program computes these points: the cell keeps them where they are known.
        constant = f'"{Code.UNKNOWN}"' if isinstance(said, str) else str(said)
        formula = unknown_formula(addresses, leaf, constant)
    full = value_of(leaf.node.maximum) if said == Code.STATED and leaf.policy == "full" else 0
    values = {
        "points": full if isinstance(said, str) else said,
        "own": value_of(leaf.node.maximum),
        "out": frame.sums.out(leaf.node.id),
        "open": frame.sums.open(leaf.node.id),
    }
    others = leaf_columns(addresses, leaf)
    return {"calc": (formula, said), **{name: (others[name], values[name]) for name in others}}


def shown_cell(frame: Frame, key: str, row: Row) -> Computed:
    """The formula of a visible computed cell and its value; empty where there is none."""
    if row.role in ("group", "section"):
        return frame.sums.shown(row, key)
    calc = frame.addresses.cell(row.key, "calc")
    value_now = frame.cached.calc.get(row.key, Code.ABSENT)
    if row.role == "measure" and key == "answer" and not row.declarable:
        return _measure_shown(calc, value_now, row.measure is not None and row.measure.type == "yes_no")
    if row.role == "measure" and key == "state":
        return _measure_state(frame, calc, value_now, row)
    if row.role == "judgement" and key == "state":
        return _judgement_state(frame, calc, value_now, row)
    if row.role == "criterion" and key == "score":
        return _score(
            calc, value_now, frame.addresses.plan.by_criterion[row.id], "-" if row.section == "penalty" else ""
        )
    if row.role == "criterion" and key == "state":
        return _state(frame, calc, value_now, frame.addresses.plan.by_criterion[row.id])
    return "", None


def _score(calc: str, value_now: Value, leaf: LeafPlan, sign: str) -> Computed:
    absent = literal(leaf.node.maximum) if leaf.policy == "full" else '"không áp dụng"'
    words = _by_code(calc, f'IF({calc}="{Code.STATED}",{absent},', CODE_WORDS)
    formula = f"=IF(ISNUMBER({calc}),{sign}ROUND({calc},4),{words})"
    if isinstance(value_now, str):
        full = value_now == Code.STATED and leaf.policy == "full"
        return formula, value_of(leaf.node.maximum) if full else CODE_WORDS.get(value_now, CODE_WORDS["?"])
    value = short(value_now, 4)
    return formula, -value if sign and value and not isinstance(value, str) else value


def _state(frame: Frame, calc: str, value_now: Value, leaf: LeafPlan) -> Computed:
    demands = leaf.node.evidence.demands if leaf.node.evidence else []
    kinds = [" hoặc ".join(frame.addresses.labels[one] for one in kinds) for kinds in demands]
    lacking = f"thiếu minh chứng: {'; '.join(kinds)}"
    words = {**CODE_WORDS, Code.MISSING: lacking, Code.WRONG: "số liệu cần xem lại"}
    body = _by_code(calc, f'IF({calc}="{Code.STATED}","không áp dụng",', words, frame.addresses.lists.cell)
    formula = f'=IF(ISNUMBER({calc}),"đã có điểm",{body})'
    return formula, words.get(value_now, words["?"]) if isinstance(value_now, str) else "đã có điểm"


def _judgement_state(frame: Frame, calc: str, value_now: Value, row: Row) -> Computed:
    pending = "chưa khai" if row.spec.judge() == "agency" else "chờ thẩm định"
    # Full points at a fixed condition leave nothing to judge.
    points, done = frame.addresses.cell(f"tc:{row.id}", "calc"), "không cần chấm"
    formula = (
        f'=IF(ISNUMBER({calc}),"",IF(ISNUMBER({points}),"{done}",IF({points}="{Code.STATED}","không áp dụng",'
        f'IF({calc}="{Code.WRONG}","cần xem lại","{pending}"))))'
    )
    above = frame.cached.calc[f"tc:{row.id}"]
    if not isinstance(value_now, str):
        return formula, ""
    if not isinstance(above, str) or above == Code.STATED:
        return formula, "không áp dụng" if above == Code.STATED else done
    return formula, "cần xem lại" if value_now == Code.WRONG else pending


def _measure_state(frame: Frame, calc: str, value_now: Value, row: Row) -> Computed:
    counted = row.measure is not None and row.measure.selection is not None
    absent = "chưa đủ minh chứng" if counted else "chưa khai"
    if frame.addresses.from_another(row) or frame.addresses.counts_others(row):
        absent = "chờ đơn vị khác"
    words: dict[str, str] = {
        Code.STATED: "không áp dụng",
        Code.STRUCTURAL: "không phát sinh",
        Code.PENDING: "chờ kết quả",
        Code.WRONG: "cần xem lại",
    }
    not_there, zero, pending, wrong = (f'IF({calc}="{code}","{word}",' for code, word in words.items())
    codes = f'{pending}{wrong}"{absent}"))'
    # Nobody need declare what only a criterion that does not apply would read.
    asked = frame.addresses.only_for(row.id)
    if asked is not None:
        codes = f'IF({frame.addresses.cell(f"tc:{asked}", "calc")}="{Code.STATED}","",{codes})'
        if frame.cached.calc[f"tc:{asked}"] == Code.STATED and value_now not in (Code.STATED, Code.STRUCTURAL):
            value_now = 0
    formula = f'=IF(ISNUMBER({calc}),"",{not_there}{zero}{codes})))'
    return formula, words.get(value_now, absent) if isinstance(value_now, str) else ""


def _by_code(calc: str, head: str, words: Mapping[str, str], cell: Callable[[str], str] | None = None) -> str:
    """A nested IF that gives the word for a code; `head` is its first test."""
    codes = (Code.PENDING, Code.WRONG, Code.MISSING, Code.UNKNOWN)
    found = f'"{words[Code.ABSENT]}"'
    for code in reversed(codes):
        word = cell(words[code]) if cell and code == Code.MISSING else f'"{words[code]}"'
        found = f'IF({calc}="{code}",{word},{found})'
    return f"{head}{found})"


def _measure_shown(calc: str, value_now: Value, yes_no: bool) -> Computed:
    """A computed measure as people read it."""
    number = f'IF({calc}=1,"Có","Không")' if yes_no else calc
    so_far = f'IF(LEFT({calc},1)="{Code.OPEN}","ít nhất "&MID({calc},2,15),"chưa rõ")'
    formula = f'=IF(ISNUMBER({calc}),{number},IF({is_absent(calc)},"–",{so_far}))'
    if not isinstance(value_now, str):
        return formula, ("Có" if value_now else "Không") if yes_no else value_now
    if value_now in (Code.STATED, Code.STRUCTURAL):
        return formula, "–"
    return formula, f"ít nhất {value_now[1:]}" if value_now.startswith(Code.OPEN) else "chưa rõ"

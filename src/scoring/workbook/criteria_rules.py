"""Data validation of the input cells of sheet Tiêu chí."""

from __future__ import annotations

from scoring.numbers import show, signed_ends
from scoring.workbook import checks
from scoring.workbook.addresses import Addresses
from scoring.workbook.annex_text import measure_title
from scoring.workbook.cell_math import literal
from scoring.workbook.layout import CRITERIA_TABLE as TABLE
from scoring.workbook.layout import Row, level_labels

_REASONS = {
    "group": "Nếu cả nhóm không áp dụng: nêu lý do.",
    "criterion": "Nếu không áp dụng: nêu lý do. Nếu thiếu minh chứng: ghi giải trình.",
    "measure": "Nếu ghi “Không áp dụng”: nêu lý do.",
    "judgement": "Người chấm ghi lý do; bắt buộc khi đã ghi điểm.",
}


def filled_by_others(row: Row) -> bool:
    """Whether somebody else than the agency fills the row."""
    if row.role == "judgement":
        assert row.node is not None
        assert row.node.spec is not None
        return row.node.spec.judge() != "agency"
    return row.measure is not None and row.measure.external is not None


def rule_of(addresses: Addresses, key: str, row: Row, at: int) -> checks.Validation | None:
    """The validation of a cell; None where the cell is no input."""
    if row.role == "section":
        return None
    if key == "answer" and row.declarable:
        return _answer_rule(addresses, row, at)
    if key == "not_applicable" and row.role != "judgement":
        below = row.role == "measure"
        possible = row.node is None or below or row.node.may_be_stated()
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
        prompt = "Mã ở cột Mã của trang Minh chứng; nhiều mã cách nhau bằng dấu chấm phẩy."
        return checks.text("Mã minh chứng", prompt)
    return None


def _answer_rule(addresses: Addresses, row: Row, at: int) -> checks.Validation:
    cell = f"${TABLE.letter('answer')}${at + 1}"
    if row.role == "judgement":
        assert row.node is not None
        assert row.node.spec is not None
        low, high = row.node.spec.judged(row.node.maximum)
        prompt = f"Từ {show(low)} đến {show(high)}; ghi lý do ở cột Lý do."
        return checks.points("Điểm chấm", prompt, low, high)
    measure = row.measure
    assert measure is not None
    question = row.title
    if row.answer == "yes_no":
        return checks.yes_no(question)
    if row.answer == "level":
        labels = list(level_labels(addresses.plan.set, row.id).values())
        return checks.choice("Chọn mức", question, f"={addresses.lists.range(labels)}")
    if row.answer == "percent":
        return checks.percent(question)
    limit, words = None, ""
    if isinstance(measure.limit, str):
        limit = addresses.cell(f"sl:{measure.limit}", "answer")
        words = f", không quá “{measure_title(addresses.plan.set, measure.limit)}”"
    elif measure.limit is not None:
        limit, words = literal(measure.limit), f", không quá {show(measure.limit)}"
    return checks.number(cell, f"{question}{words}", limit, words, row.answer == "count")

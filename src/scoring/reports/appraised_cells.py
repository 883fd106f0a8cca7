"""Appraised results as columns of the tables of data: lines of points, rounds, the ledger's head."""

from __future__ import annotations

from collections.abc import Callable

from scoring.reports.appraisal import AppraisalView, CriterionLines
from scoring.reports.interface import Cell, Column
from scoring.reports.phrases import GAP_COLUMN
from scoring.reports.view import ResultView, View, recorded_appraisal
from scoring.reports.words import UNCHECKED, causes, one_line
from scoring.result.appraisal import AppraisedCriterion

LEDGER = (
    Column("decision", "Công bố theo", "Published under", width=20),
    Column("campaign", "Đợt thẩm định", "Campaign", width=16),
    Column("ledger_entries", "Số bản ghi sổ cái", "Ledger entries", "count", width=10),
    Column("chain_head", "Mã đầu chuỗi sổ cái", "Ledger chain head", width=24),
)
LINES = (
    Column("result", "Kết quả", "Result", width=22),
    Column("claimed", "Tự chấm (tổng)", "Claimed (total)", "points"),
    Column("claimed_class", "Loại theo tự chấm", "Class by the claims", width=20),
    Column("computed_certain", "Theo hồ sơ (chắc chắn)", "By the dossier (certain)", "points"),
    Column("computed_attainable", "Theo hồ sơ (có thể đạt)", "By the dossier (attainable)", "points"),
    Column("gap", *GAP_COLUMN, "points"),
    Column("causes", "Nguyên nhân chênh lệch", "Causes of the gap", width=40),
)
ROUNDS = (
    Column("result", "Kết quả", "Result", width=22),
    Column("computed_certain", "Theo hồ sơ (chắc chắn)", "By the dossier (certain)", "points"),
    Column("computed_attainable", "Theo hồ sơ (có thể đạt)", "By the dossier (attainable)", "points"),
    Column("rounds", "Điểm từng vòng", "Points of each round", width=34),
    Column("final", "Điểm chính thức", "Official points", "points"),
    Column("final_from", "Lấy từ", "Taken from", width=24),
    Column("gap", *GAP_COLUMN, "points"),
    Column("causes", "Nguyên nhân chênh lệch", "Causes of the gap", width=34),
    Column("final_reason", "Lý do", "Reason", width=40),
    Column("said", "Giải trình, kiến nghị", "Explanations, appeals", width=40),
)


def ledger_cells(view: ResultView) -> list[Cell]:
    """The cells of `LEDGER`; empty for a result that comes from none."""
    note = view.result.appraisal
    if note is None:
        return [None] * len(LEDGER)
    if not note.in_ledger:
        return [None, note.campaign, None, view.in_lang(*UNCHECKED)]
    decision = one_line(note.decision) if note.decision else None
    return [decision, note.campaign, note.entries, note.head]


def _kind(view: ResultView) -> str:
    """Whether points are official, appraised but not published, or computed from the dossier."""
    note = view.result.appraisal
    if note is None:
        return view.in_lang("theo hồ sơ, chưa thẩm định", "by the dossier, not appraised")
    if not note.in_ledger:
        text = view.in_lang("đã thẩm định", "appraised")
        return f"{text}, {view.in_lang(*UNCHECKED)}"
    if note.decision:
        return view.in_lang("chính thức, đã công bố", "official, published")
    return view.in_lang("đã thẩm định, chưa công bố", "appraised, not published")


def line_cells(view: ResultView) -> list[Cell]:
    """The cells of `LINES`; all but the first empty where no lines of points are recorded."""
    note = view.result.appraisal
    if note is None or note.totals is None:
        return [_kind(view), *([None] * (len(LINES) - 1))]
    claimed, computed = note.totals.claimed, note.totals.computed
    class_ = (claimed.outside or claimed.class_) if claimed else None
    return [
        _kind(view),
        claimed.certain if claimed else None,
        one_line(view.class_title(class_)) if class_ else None,
        computed.certain if computed else None,
        computed.attainable if computed else None,
        note.gap,
        "; ".join(causes(note.causes, view.lang)) or None,
    ]


def round_cells(view: View) -> Callable[[str], list[Cell]]:
    """Gives a criterion's cells of `ROUNDS`; all but the first empty where no lines of points are recorded."""
    kind = _kind(view)
    none: list[Cell] = [kind, *([None] * (len(ROUNDS) - 1))]
    note = recorded_appraisal(view.result)
    if note is None:
        return lambda _: none
    shown = AppraisalView(view, note).criteria
    rows = {one.id: [kind, *_criterion_cells(one, shown[one.id])] for one in note.criteria}
    return lambda criterion: rows.get(criterion, none)


def _criterion_cells(one: AppraisedCriterion, row: CriterionLines) -> list[Cell]:
    texts = [f"{step.what} ({step.when}): {step.remark}" for step in row.steps if not step.points]
    return [
        one.computed.certain if one.computed else None,
        one.computed.attainable if one.computed else None,
        "; ".join(row.appraised),
        one.final,
        row.source or None,
        one.gap,
        "; ".join(row.causes) or None,
        row.reason or None,
        "; ".join(texts) or None,
    ]

"""Appraised results as columns of the tables of data: lines of points, rounds, the ledger's head."""

from __future__ import annotations

from collections.abc import Callable

from scoring.reports.appraisal import Appraisal
from scoring.reports.appraisal_words import causes
from scoring.reports.around import told
from scoring.reports.cells import Cell, Column
from scoring.reports.view import View
from scoring.reports.words import one_line

LEDGER = (
    Column("decision", "Công bố theo", "Published under", width=20),
    Column("campaign", "Đợt thẩm định", "Campaign", width=16),
    Column("ledger_entries", "Số bản ghi sổ cái", "Ledger entries", "count", 10),
    Column("chain_head", "Mã đầu chuỗi sổ cái", "Ledger chain head", width=24),
)
LINES = (
    Column("result", "Kết quả", "Result", width=22),
    Column("claimed", "Tự chấm (tổng)", "Claimed (total)", "points"),
    Column("claimed_class", "Loại theo tự chấm", "Class by the claims", width=20),
    Column("computed_certain", "Theo hồ sơ (chắc chắn)", "By the dossier (certain)", "points"),
    Column(
        "computed_attainable", "Theo hồ sơ (có thể đạt)", "By the dossier (attainable)", "points"
    ),
    Column("gap", "Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)", "points"),
    Column("causes", "Nguyên nhân chênh lệch", "Causes of the gap", width=40),
)
ROUNDS = (
    Column("result", "Kết quả", "Result", width=22),
    Column("computed_certain", "Theo hồ sơ (chắc chắn)", "By the dossier (certain)", "points"),
    Column(
        "computed_attainable", "Theo hồ sơ (có thể đạt)", "By the dossier (attainable)", "points"
    ),
    Column("rounds", "Điểm từng vòng", "Points of each round", width=34),
    Column("final", "Điểm chính thức", "Official points", "points"),
    Column("final_from", "Lấy từ", "Taken from", width=24),
    Column("gap", "Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)", "points"),
    Column("causes", "Nguyên nhân chênh lệch", "Causes of the gap", width=34),
    Column("final_reason", "Lý do", "Reason", width=40),
    Column("said", "Giải trình, kiến nghị", "Explanations, appeals", width=40),
)


def ledger_cells(view: View) -> list[Cell]:
    """The cells of `LEDGER`; empty for a result that comes from none."""
    note = view.result.get("appraisal")
    if not note:
        return [None] * len(LEDGER)
    return [
        one_line(note["decision"]) if note.get("decision") else None,
        note["campaign"],
        note["entries"],
        note["head"],
    ]


def _kind(view: View) -> str:
    """Whether points are official, appraised but not published, or computed from the dossier."""
    note = view.result.get("appraisal")
    if not note:
        return view.say("theo hồ sơ, chưa thẩm định", "by the dossier, not appraised")
    if note.get("decision"):
        return view.say("chính thức, đã công bố", "official, published")
    return view.say("đã thẩm định, chưa công bố", "appraised, not published")


def line_cells(view: View) -> list[Cell]:
    """The cells of `LINES` of the whole agency; but for the first empty where nobody appraised."""
    if not told(view.result):
        return [_kind(view), *([None] * (len(LINES) - 1))]
    note = view.result["appraisal"]
    totals = note["totals"]
    claimed, start = totals["claimed"], totals["computed"]
    class_ = (claimed["outside"] or claimed["class"]) if claimed else None
    return [
        _kind(view), claimed["certain"] if claimed else None, one_line(view.class_title(class_)) if class_ else None,
        start["certain"], start["attainable"], note["gap"], "; ".join(causes(note["causes"], view.lang)) or None,
    ]  # fmt: skip


def round_cells(view: View) -> Callable[[str], list[Cell]]:
    """Gives a criterion's cells of `ROUNDS`; but for the first empty where nobody appraised."""
    kind = _kind(view)
    none: list[Cell] = [kind, *([None] * (len(ROUNDS) - 1))]
    if not told(view.result):
        return lambda _: none
    found = Appraisal(view)
    shown = found.criteria()
    rows: dict[str, list[Cell]] = {}
    for one in found.note["criteria"]:
        row, span = shown[one["id"]], one["computed"] or {"certain": None, "attainable": None}
        texts = [
            f"{step['what']} ({step['when']}): {step['said']}"
            for step in row["steps"]
            if not step["points"]
        ]
        rows[one["id"]] = [
            kind, span["certain"], span["attainable"], "; ".join(row["appraised"]), one["final"], row["source"] or None,
            one["gap"], "; ".join(row["causes"]) or None, row["reason"] or None, "; ".join(texts) or None,
        ]  # fmt: skip
    return lambda criterion: rows.get(criterion, none)


__all__ = ["LEDGER", "LINES", "ROUNDS", "ledger_cells", "line_cells", "round_cells"]

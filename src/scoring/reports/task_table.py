"""The table of tasks of an agency's plan: what is done by which unit, by when, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.evidence.model import Dossier, Percent
from scoring.evidence.task_plan import Task, answer_words, wanted
from scoring.reports.official_frame import DOTS, Frame, Paper, abbreviation, frame, proof, source, subject
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Result
from scoring.scheme.obligations import Obligation
from scoring.scheme.units import Suppliers
from scoring.values import written_day


class TaskRow(Frozen):
    """One task as it is printed."""

    number: str
    title: str
    criteria: str
    unit: str
    cooperating: str
    day: str
    target: str
    note: str


class TaskTable(Paper):
    """*Bảng phân công nhiệm vụ*, an annex of the agency's plan for the period."""

    agency: str
    period: str
    opening: str
    tasks: Sequence[TaskRow]
    units: Sequence[str]
    """How many tasks each unit has, one line each."""
    closing: str


def tasks_of(
    result: Result,
    owed: Sequence[Obligation],
    tasks: Sequence[Task],
    *,
    dossier: Dossier,
    suppliers: Suppliers | None,
    titles: Mapping[str, str],
    lang: str = "vi",
) -> TaskTable:
    """The table of a checked plan, by day; `result` is the dossier's, `titles` of the units by id."""
    view = View(result, lang)
    in_lang, known = view.in_lang, {one.id: one for one in owed}
    rows: list[TaskRow] = []
    count: dict[str, int] = {}
    for task in sorted(tasks, key=lambda one: one.date or known[one.obligation].due):
        one = known[task.obligation]
        supplier = one.supplier(suppliers) if suppliers else None
        unit = task.unit or (supplier.unit if supplier else None)
        cooperating = [id for id in supplier.cooperating if id != unit] if supplier else []
        if supplier and task.unit not in (None, supplier.unit, *supplier.cooperating):
            # Another unit does it than the scheme says: that one helps.
            cooperating = [supplier.unit, *cooperating]
        title = titles.get(unit, unit) if unit else DOTS
        count[title] = count.get(title, 0) + 1
        target = wanted(one, dossier) if task.target is None else task.target
        words = (
            in_lang("hoàn thành", "done") if target is True or one.measure is None else answer_words(target, lang, one)
        )
        counted = f" {one.unit_of}" if one.unit_of and words and not isinstance(target, (bool, str, Percent)) else ""
        rows.append(
            TaskRow(
                number=str(len(rows) + 1),
                title=one_line(one.title),
                criteria=", ".join(one.criteria),
                unit=title,
                cooperating="; ".join(titles.get(id, id) for id in cooperating),
                day=written_day(task.date or one.due) if lang == "vi" else str(task.date or one.due),
                target=(words + counted).replace(" %", "%") or DOTS,
                note=one_line(task.note or ""),
            )
        )
    about, period = subject(view), view.period()
    return TaskTable(
        frame=_frame(view, about, period),
        agency=view.agency,
        period=period,
        opening=in_lang(
            f"{view.agency} phân công nhiệm vụ{about} {period} theo {source(view)} như sau:",
            f"{view.agency} assigns its tasks{about}, {period}, under {source(view)}, as follows:",
        ),
        tasks=rows,
        units=[in_lang(f"{title}: {number} nhiệm vụ", f"{title}: {number} tasks") for title, number in count.items()],
        closing=in_lang(
            "Đơn vị chủ trì thực hiện đúng thời hạn, báo kết quả và gửi minh chứng về đơn vị đầu mối để tổng hợp./.",
            "Each unit keeps to its dates and reports results, with evidence, to the focal point.",
        ),
    )


def _frame(view: View, about: str, period: str) -> Frame:
    in_lang = view.in_lang
    # An annex has no number of its own.
    return frame(
        view,
        view.agency,
        kind=("BẢNG PHÂN CÔNG NHIỆM VỤ", "TABLE OF TASKS"),
        subject=[
            in_lang(f"Thực hiện{about or ' bộ tiêu chí'} {period}", f"Tasks{about}, {period}"),
            in_lang(
                f"(Kèm theo Kế hoạch số ……/KH-{abbreviation(view.agency)} ngày …… tháng …… năm ……)",
                "(Annex of the plan No. ……/…… of …… / …… / ……)",
            ),
        ],
        symbol="",
        provisional=None,
        recipients=[in_lang("Các đơn vị chủ trì, phối hợp", "The units named above")],
        proof=proof(view, "scheme", "dossier", "software"),
    )

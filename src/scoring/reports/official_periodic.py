"""*Báo cáo kết quả thực hiện dân chủ ở cơ sở và công tác dân vận chính quyền* of a quarter, half-year or year.

The paper goes upward and is Vietnamese whatever the reader's language. It never names a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scoring.reports.official_frame import Paper, agency_proof, frame
from scoring.reports.periodic import BLANK, ItemTeller, ItemText, PeriodicSource, UnitLine, document_text, span_words
from scoring.reports.periodic_tasks import behind, coming
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.values import written_day

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_MOST_NOTED = 10


class PlanPart(Frozen):
    """A part of the plan with its items."""

    title: str
    items: Sequence[ItemText]


class RunningRow(Frozen):
    """The points so far of a group, of bonus or penalty, or of all."""

    id: str
    title: str
    max: str
    certain: str
    attainable: str


class PeriodicPaper(Paper):
    """The whole document."""

    agency: str
    period: str
    """The days reported on, in words."""
    opening: str
    parts: Sequence[PlanPart]
    titles: Sequence[str]
    """Headings of the sections after the plan's parts: behind plan, difficulties, points so far, next tasks."""
    behind: Sequence[str]
    difficulties: Sequence[str]
    running: str
    """The points so far in a sentence."""
    rows: Sequence[RunningRow]
    next_tasks: Sequence[str]
    notes: Sequence[str]
    """What the figures rest on, and what was not counted."""
    closing: str


def periodic(source: PeriodicSource) -> PeriodicPaper:
    """The report of the days of `source`."""
    view, teller = View(source.result), ItemTeller(source)
    days, last = span_words(source.first, source.last), written_day(source.last)
    subject = one_line(source.report.title)
    about = f"{subject[:1].lower()}{subject[1:]} {days}"
    provisional = f"TẠM TÍNH ĐẾN {last} – KHÔNG PHẢI KẾT QUẢ PHÂN LOẠI" if source.running else None
    sections = source.report.sections
    after = (
        "Nội dung chậm so với kế hoạch",
        "Khó khăn, vướng mắc",
        f"Điểm tính đến hết ngày {last}",
        "Nhiệm vụ thời gian tới",
    )
    headings = [
        f"{roman}. {one_line(title).upper()}"
        for roman, title in zip(_ROMAN, [*(one.title for one in sections), *after], strict=False)
    ]
    return PeriodicPaper(
        frame=frame(
            view,
            source.result.agency.name,
            kind=("BÁO CÁO", "REPORT"),
            subject=[subject, days],
            symbol="BC-{}",
            provisional=provisional,
            recipients=[],
            proof=agency_proof(view),
            addressee=f"{BLANK}{BLANK}",
        ),
        agency=view.agency,
        period=days,
        opening=f"Thực hiện {_plan(source)}, {view.agency} báo cáo {about}{_ends(source)} như sau:",
        parts=[
            PlanPart(title=title, items=[teller.item(n, item) for n, item in enumerate(one.items, 1)])
            for title, one in zip(headings, sections, strict=False)
        ],
        titles=headings[len(sections) :],
        behind=[f"- {one}" for one in behind(source)]
        or [f"- Theo hồ sơ, đến hết ngày {last} không có việc nào quá hạn."],
        difficulties=list(_said(source.difficulties)),
        running=_running(source, view),
        rows=_rows(View(source.bounds if source.running else source.result)),
        next_tasks=[*_said(source.next_tasks), *(f"- {one}" for one in coming(source))],
        notes=list(_notes(source)),
        closing=f"Trên đây là Báo cáo {about} của {view.agency}./.",
    )


def _rows(view: View) -> list[RunningRow]:
    """Outermost groups, bonus and penalty, then the total they add up to."""
    total = view.result.total
    rows = [(one.id, one_line(one.head.title), one.max, one.head) for one in view.sections() if one.level == 1]
    return [
        RunningRow(id=id, title=title, max=view.points(most), certain=low, attainable=high)
        for id, title, most, points in (*rows, ("", "Tổng điểm", total.max, total))
        for low, high in [view.ends(points)]
    ]


def _plan(source: PeriodicSource) -> str:
    """The plan reported on, as the dossier has it."""
    measure = source.result.measures.get(source.report.plan or "")
    records = [source.records[id] for id in measure.records if id in source.records] if measure else []
    return "; ".join(map(document_text, records)) or f"Kế hoạch số {BLANK}"


def _ends(source: PeriodicSource) -> str:
    """The first and last day, where the words for them do not say them."""
    if span_words(source.first, source.last).startswith("từ ngày"):
        return ""
    return f" (từ ngày {written_day(source.first)} đến hết ngày {written_day(source.last)})"


def _said(rows: Iterable[UnitLine]) -> Iterable[str]:
    """Texts as they were written, each paragraph a line, the unit before the first."""
    for one in rows:
        lines = [one_line(line) for line in one.text.splitlines() if line.strip()]
        lines[0] = f"- {one_line(one.unit)}: {lines[0]}" if one.unit else f"- {lines[0]}"
        yield from lines


def _running(source: PeriodicSource, view: View) -> str:
    low, high = view.ends(source.result.total)
    of = f"trên {view.points(source.result.total.max)} điểm"
    base = f"Theo tài liệu và số liệu có trong hồ sơ đến hết ngày {written_day(source.last)}"
    if not source.running:
        points = f"được {low} điểm" if low == high else f"chắc chắn được {low} điểm, có thể đạt đến {high} điểm"
        return f"{base}: {points} {of}. Phân loại do báo cáo tự đánh giá và kết quả thẩm định nêu, không nêu ở đây."
    certain, attainable = View(source.bounds).ends(source.bounds.total)
    same = (certain, attainable) == (low, high)
    kept = "" if same else f"; nếu các số liệu đã khai giữ nguyên đến hết năm thì từ {low} đến {high} điểm"
    return (
        f"{base}, điểm cả {view.period()}: chắc chắn được {certain} điểm, có thể đạt đến {attainable} điểm {of}{kept}. "
        "Đây là khoảng điểm tạm tính trong năm, không phải điểm cả năm, không phải kết quả phân loại."
    )


def _notes(source: PeriodicSource) -> Iterable[str]:
    last = written_day(source.last)
    if source.late_numbers:
        when = f"trước ngày {written_day(source.first)} hoặc sau ngày {last}" if source.within else f"sau ngày {last}"
        yield f"Số liệu ghi trong ngoặc được nộp {when}, không phải số đến ngày ấy; chỗ chấm để ghi số ấy."
    elif submitted := source.result.dossier.submitted:
        yield f"Số liệu khai theo hồ sơ nộp ngày {written_day(date.fromisoformat(submitted))}."
    if source.parts:
        yield f"Phần của các đơn vị: {'; '.join(f'{one_line(one.unit)}, {one.text}' for one in source.parts)}."
    if source.later:
        yield f"{source.later} tài liệu trong hồ sơ có ngày sau {last} không tính vào báo cáo này."
    year = f"Có ngày ngoài {View(source.result).period()} mà không ghi lý do nên không tính"
    for why, records in (("Chưa đủ ngày nên chưa tính", source.unplaced), (year, source.strays)):
        named = [document_text(one) for one in records[:_MOST_NOTED]]
        more = [f"và {len(records) - _MOST_NOTED} tài liệu khác"] if len(records) > _MOST_NOTED else []
        if named:
            yield f"{why}: {'; '.join([*named, *more])}."
    if source.before is not None:
        other = source.before.agency
        name = f" của {one_line(other.name)}" if other.id != source.result.agency.id else ""
        yield f"So với năm trước: theo hồ sơ năm {source.before.period[:4]}{name}, chỉ tính đến cùng ngày."

"""An agency's agenda on a day: what each unit owes, what is overdue, and what points can still be earned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring.engine.tasks import DONE, State, TaskState
from scoring.evidence.model import Percent
from scoring.evidence.task_plan import answer_words
from scoring.numbers import Number, exact_text, from_exact, normal, show, show_percent
from scoring.reports import advice
from scoring.reports.interface import Cell, Column, Table
from scoring.reports.view import View
from scoring.reports.words import as_written, difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Result
from scoring.scheme.units import Suppliers
from scoring.text import in_lang
from scoring.values import shown_day


class AgendaItem(Frozen):
    """One obligation, on the agenda's day."""

    id: str
    title: str
    unit: str
    """The unit's title; "" where nobody was told to do it."""
    unit_id: str | None
    criteria: tuple[str, ...]
    due: date
    """The scheme's last day."""
    day: date
    """The last day of the agency's plan, else the scheme's."""
    state: State
    when: str
    """How far off its day is, or what became of it, in words."""
    progress: str
    """What is there of what is wanted: ``1/2 cuộc``."""
    points: str
    """Exact points that can still be earned in its criteria."""
    soon: bool
    """Whether its day comes within the days asked about."""


class OpenCriterion(Frozen):
    """Points of a criterion that can still be earned."""

    id: str
    title: str
    unit: str
    unit_id: str | None
    points: str
    """Exact; what can still be attained less what is certain."""
    lost: str
    """Exact points lost since reports are overdue; ``0`` where none are."""
    wants: str
    """What it takes, in words."""


class Agenda(Frozen):
    """The agenda of one agency."""

    agency_id: str
    agency: str
    period: str
    scheme: str
    banner: str | None
    lang: str
    at: date
    days: int
    unit: str | None
    """The title of the one unit it is about; None for all."""
    items: Sequence[AgendaItem]
    """Everything the agency, or the unit, owes in the period, by day."""
    criteria: Sequence[OpenCriterion]
    certain: str
    """The total's certain points, in the reader's notation."""
    attainable: str
    """The total that can still be attained with overdue reports sent today."""
    maximum: str

    @property
    def until(self) -> date:
        """The last of the days asked about."""
        return _days_on(self.at, self.days)

    def listed(self, *states: State) -> list[AgendaItem]:
        """The items in these states; of what is open that which is due soon."""
        return [one for one in self.items if one.state in states and (one.state != "open" or one.soon)]

    @property
    def owed(self) -> list[AgendaItem]:
        """What is overdue, behind the plan, or due soon."""
        return self.listed("overdue", "behind", "open")

    @property
    def count_done(self) -> int:
        """How many items are done, or do not apply."""
        return sum(one.state in DONE for one in self.items)

    @property
    def count_later(self) -> int:
        """How many are due after the days asked about."""
        return sum(one.state == "open" and not one.soon for one in self.items)


def agenda(
    result: Result,
    outlook: Result,
    states: Sequence[TaskState],
    *,
    suppliers: Suppliers | None,
    titles: Mapping[str, str],
    at: date,
    days: int,
    unit: str | None = None,
    lang: str = "vi",
) -> Agenda:
    """The agenda on a day, of one unit or of all.

    Args:
        outlook: the result with overdue reports sent today, which says what can still be attained.
        titles: of the units by id.
        days: how many days ahead count as soon.
    """
    view, later = View(result, lang), {one.id: one for one in outlook.criteria}
    wants = {one.id: one.text for one in advice.missing(view)}
    criteria = [
        _open(view, one, later[one.id], wants.get(one.id, ""), suppliers, titles)
        for one in view.leaves()
        if one.section != "penalty" and not one.excluded
    ]
    points = {one.id: from_exact(one.points) for one in criteria}
    last = _days_on(at, days)
    items = [_item(one, points, suppliers, titles, at, last, lang) for one in states]
    chosen = [one for one in items if unit in (None, one.unit_id)]
    open_ = [one for one in criteria if unit in (None, one.unit_id) and (one.points != "0" or one.lost != "0")]
    return Agenda(
        agency_id=result.agency.id,
        agency=view.agency,
        period=result.period,
        scheme=result.scheme.id,
        banner=view.banner,
        lang=lang,
        at=at,
        days=days,
        unit=titles.get(unit, unit) if unit else None,
        items=sorted(chosen, key=lambda one: (one.day, one.due)),
        criteria=open_,
        certain=view.total(result.total.certain),
        attainable=view.total(min(result.total.attainable, outlook.total.attainable, key=from_exact)),
        maximum=view.points(result.total.max),
    )


def _days_on(at: date, days: int) -> date:
    return date.fromordinal(min(at.toordinal() + days, date.max.toordinal()))


def _open(
    view: View, one: Criterion, later: Criterion, wants: str, suppliers: Suppliers | None, titles: Mapping[str, str]
) -> OpenCriterion:
    found = suppliers.of("criteria", one.id) if suppliers else None
    lost = difference(later.attainable, one.attainable)
    text = "; ".join(filter(None, (view.in_lang("điểm cộng", "bonus") if one.section == "bonus" else "", wants)))
    if lost > 0:
        shown = show(lost, view.lang)
        late = view.in_lang(f"thiếu {shown} điểm vì báo cáo quá hạn", f"{shown} points short: a report is overdue")
        text = "; ".join(filter(None, (text, late)))
    return OpenCriterion(
        id=one.id,
        title=one_line(one.title),
        unit=titles.get(found.unit, found.unit) if found else "",
        unit_id=found.unit if found else None,
        # A list that is complete gets no further report: no more than the result itself says.
        points=exact_text(max(difference(one.certain, one.attainable) - max(lost, 0), 0)),
        lost=exact_text(max(lost, 0)),
        wants=text,
    )


def unit_of(one: TaskState, suppliers: Suppliers | None) -> str | None:
    """The id of the unit that owes something: the plan's, else who supplies it by the scheme."""
    if one.task is not None and one.task.unit is not None:
        return one.task.unit
    found = one.obligation.supplier(suppliers) if suppliers else None
    return found.unit if found else None


def _item(
    one: TaskState,
    points: Mapping[str, Number],
    suppliers: Suppliers | None,
    titles: Mapping[str, str],
    at: date,
    last: date,
    lang: str,
) -> AgendaItem:
    owed, unit = one.obligation, unit_of(one, suppliers)
    return AgendaItem(
        id=owed.id,
        title=one_line(owed.title),
        unit=titles.get(unit, unit) if unit else "",
        unit_id=unit,
        criteria=owed.criteria,
        due=owed.due,
        day=one.day,
        state=one.state,
        when=_when(one, at, lang),
        progress="" if one.state == "not_applicable" else progress(one, lang),
        points=exact_text(normal(sum((points.get(id, 0) for id in owed.criteria), 0))),
        soon=one.day <= last,
    )


def _when(one: TaskState, at: date, lang: str) -> str:
    owed = one.obligation
    if one.state == "not_applicable":
        return in_lang(lang, "không áp dụng", "does not apply")
    if one.state == "done":
        return in_lang(lang, "đã xong", "done")
    if one.state == "late":
        assert one.record is not None
        assert one.record.date is not None
        days = (one.record.date.first - owed.due).days
        return in_lang(lang, f"đã gửi, chậm {days} ngày", f"sent {days} days late")
    if one.state == "overdue" and not owed.fixed:
        return in_lang(lang, "hết kỳ, chưa đạt", "not reached by the end")
    if one.state == "overdue":
        days = (at - owed.due).days
        return in_lang(lang, f"quá hạn {days} ngày", f"{days} days overdue")
    days = (one.day - at).days
    if one.state == "behind":
        return in_lang(lang, f"chậm kế hoạch {-days} ngày", f"{-days} days behind the plan")
    return in_lang(lang, f"còn {days} ngày", f"{days} days left") if days else in_lang(lang, "hết hôm nay", "due today")


def progress(one: TaskState, lang: str = "vi") -> str:
    """What is there of what is wanted; nothing for reports, whose state says it."""
    owed, target, value = one.obligation, one.target, one.value
    if owed.fixed:
        return ""
    if owed.measure is None or isinstance(target, bool):
        there = one.record is not None or value is True
        return in_lang(lang, "có", "yes") if there else in_lang(lang, "chưa có", "not yet")
    if target is None:
        return in_lang(lang, "chưa rõ chỉ tiêu", "no target known")
    unit = f" {owed.unit_of}" if owed.unit_of and not isinstance(target, (Percent, str)) else ""
    wanted = as_written(answer_words(target, lang, owed), lang)
    if value is None:
        return in_lang(lang, f"cần {wanted}{unit}", f"{wanted}{unit} wanted")
    if isinstance(value, Percent) and isinstance(target, Percent):
        # With the decimals that tell it from the target.
        return f"{show_percent(Fraction(value), lang, [Fraction(target)])} / {wanted}"
    return f"{answer_words(value, lang, owed)} / {wanted}{unit}"


_ITEMS = (
    Column("agency", "Cơ quan", "Agency", width=30),
    Column("unit", "Đơn vị", "Unit", width=26),
    Column("state", "Tình trạng", "State", width=22),
    Column("left", "Số ngày còn", "Days left", "count", 9),
    Column("day", "Thời hạn", "Day", width=13),
    Column("due", "Hạn của bộ tiêu chí", "Scheme's deadline", width=13),
    Column("title", "Việc", "Task", width=50),
    Column("progress", "Đã có / cần có", "There / wanted", width=18),
    Column("criteria", "Tiêu chí", "Criteria", width=12),
    Column("points", "Điểm tiêu chí còn có thể đạt", "Points its criteria can still earn", "points", 14),
    Column("id", "Mã việc", "Task id", width=24, internal=True),
)
_OPEN = (
    Column("agency", "Cơ quan", "Agency", width=30),
    Column("unit", "Đơn vị", "Unit", width=26),
    Column("criterion", "Tiêu chí", "Criterion", width=10),
    Column("title", "Tên", "Title", width=50),
    Column("points", "Còn có thể đạt", "Can still be earned", "points", 14),
    Column("lost", "Thiếu vì quá hạn", "Short by delay", "points", 14),
    Column("wants", "Cần gì", "What it takes", width=60),
)


def tables(agendas: Sequence[Agenda]) -> list[Table]:
    """What is owed now, everything of the period, and the points that can still be earned, as tables for a workbook."""
    one = agendas[0]
    lang = one.lang
    until = one.until
    notes = tuple(dict.fromkeys(filter(None, (x.banner for x in agendas))))
    notes += (
        in_lang(
            lang, f"Ngày {shown_day(one.at)}, xét đến {shown_day(until)}", f"On {one.at}, looking as far as {until}"
        ),
    )

    def items(chosen: Iterable[tuple[Agenda, AgendaItem]]) -> Iterator[list[Cell]]:
        for found, x in chosen:
            days = [shown_day(day, lang) for day in (x.day, x.due)]
            unit = x.unit or in_lang(lang, "chưa giao", "nobody")
            left, criteria = (x.day - found.at).days, ", ".join(x.criteria)
            yield [found.agency, unit, x.when, left, *days, x.title, x.progress, criteria, x.points, x.id]

    def open_() -> Iterator[list[Cell]]:
        for found in agendas:
            for x in found.criteria:
                unit = x.unit or in_lang(lang, "chưa giao", "nobody")
                yield [found.agency, unit, x.id, x.title, x.points, x.lost, x.wants]

    return [
        Table(name="owed", title=in_lang(lang, "Việc cần làm", "To do"), columns=_ITEMS, notes=lambda: notes,
              rows=lambda: items((x, y) for x in agendas for y in x.owed)),
        Table(name="all", title=in_lang(lang, "Cả kỳ", "Whole period"), columns=_ITEMS, notes=lambda: notes,
              rows=lambda: items((x, y) for x in agendas for y in x.items)),
        Table(name="points", title=in_lang(lang, "Điểm còn có thể đạt", "Points to earn"), columns=_OPEN,
              notes=lambda: notes, rows=open_),
    ]  # fmt: skip

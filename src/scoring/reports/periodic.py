"""What a periodic report tells of each item of the plan: figures, what they were the year before, and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring.engine.tasks import TaskState
from scoring.evidence.model import Record
from scoring.formulas.interface import NUMERIC
from scoring.numbers import Number, from_exact, normal, show, show_percent
from scoring.reports.official_results import padded, short_share
from scoring.reports.view import View
from scoring.reports.words import one_line, paper_number
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Measure, Result
from scoring.scheme.periodic import PeriodicReport, PlanItem
from scoring.values import PartialDate, Period, written_day

BLANK = "……………"
_COUNTED = ("count", "sum")
_MOST = 30
"""Documents of an item that are named one by one."""
_PARTS = {(1, 3): "quý I", (4, 6): "quý II", (7, 9): "quý III", (10, 12): "quý IV", (1, 6): "6 tháng đầu",
          (7, 12): "6 tháng cuối", (1, 9): "9 tháng đầu"}  # fmt: skip


class UnitLine(Frozen, kw_only=False):
    """A text and the title of the unit that wrote it; "" for the agency's own."""

    unit: str
    text: str


class PeriodicSource(Frozen):
    """What a periodic report is made from."""

    report: PeriodicReport
    shown: Mapping[str, tuple[list[str], list[str], list[str]]]
    """By item, what shows it: criteria, measures, kinds of evidence."""
    period: Period
    first: date
    last: date
    """The days reported on, both included."""
    result: Result
    """As of the last day, from the period's first day on."""
    bounds: Result
    """As of the last day, the declared numbers that may still change left out: what the period's total lies between."""
    within: Result | None
    """From the records of these days alone; None where they begin with the period."""
    before: Result | None
    """The year before, as of the same day."""
    before_within: Result | None
    records: Mapping[str, Record]
    """The records that count, by id."""
    strays: Sequence[Record]
    """Records of another period without a reason; they are not counted."""
    unplaced: Sequence[Record]
    """Records whose date does not say whether they belong to these days; they are not counted."""
    later: int
    """How many records are dated after the last day."""
    late_numbers: Mapping[str, UnitLine]
    """Declared numbers handed in too late to be those of the last day: the day, and what was said."""
    parts: Sequence[UnitLine]
    """The units whose parts the dossier was put together from, each with the day it handed its part in."""
    states: Sequence[TaskState]
    """Where everything the agency owes stands at the end of the last day."""
    titles: Mapping[str, str]
    """Titles of the agency's units by id."""
    difficulties: Sequence[UnitLine]
    next_tasks: Sequence[UnitLine]

    @property
    def running(self) -> bool:
        """Whether the period goes on after the last day."""
        return self.last < self.period.last


class ItemText(Frozen):
    """An item of the plan as the paper tells it."""

    title: str
    lines: Sequence[str]
    """Figures, one line each."""
    documents: Sequence[str]
    blank: bool
    """Whether nothing shows it, so that somebody has to write."""


def span_words(first: date, last: date) -> str:
    """Days in words: ``6 tháng đầu năm 2025``, ``quý I năm 2025``, ``năm 2025``."""
    year = f"năm {last.year}"
    whole = first.day == 1 and Period(last.year, 12, last.month).last == last
    months = (first.month, last.month)
    if whole and months == (1, 12):
        return year
    if whole and months in _PARTS:
        return f"{_PARTS[months]} {year}"
    return f"từ ngày {written_day(first)} đến ngày {written_day(last)}"


def document_text(one: Record) -> str:
    """A document with what it says of number, day and issuer."""
    text = one_line(one.title)
    if one.number:
        text += f", số {paper_number(one_line(one.number))}"
    text += f" {day_text(one.date)}" if one.date else " (chưa ghi ngày)"
    return text + (f" của {one_line(one.issuer)}" if one.issuer else "")


def day_text(day: PartialDate) -> str:
    """``ngày 05/3/2025``; a date that is not whole as far as it is known."""
    return f"ngày {written_day(day.first)}" if day.complete else f"({day.vi}, chưa ghi rõ ngày)"


class _Figure(Frozen, kw_only=False):
    """A measured value in words, "" where there is none; as a number where it is one."""

    text: str = ""
    number: Number | None = None


class ItemTeller:
    """Tells the items of one report."""

    def __init__(self, source: PeriodicSource) -> None:
        self.source = source
        self.now = View(source.result)
        self.within = View(source.within) if source.within else None
        self.before = View(source.before) if source.before else None
        self.before_within = View(source.before_within) if source.before_within else None

    def item(self, number: int, item: PlanItem) -> ItemText:
        """The text of an item."""
        criteria, measures, kinds = self.source.shown[item.id]
        wanted = [one for id in criteria if (one := self.now.criteria.get(id))]
        lines: list[str] = []
        cited: set[str] = set()
        for id, criterion in self._measures(wanted, measures):
            lines.append(self._line(id, criterion))
            if self.now.measures[id].source == "exists":
                cited.update(self.now.measures[id].records)
        used = {record.id for one in wanted for record in one.evidence}
        used |= {id for measure in measures for id in self.now.measures[measure].records}
        documents = [
            document_text(one)
            for one in self._in_span()
            if one.id not in cited and (one.id in used or one.kind in kinds)
        ]
        if len(documents) > _MOST:
            documents[_MOST:] = [f"và {len(documents) - _MOST} tài liệu khác trong hồ sơ"]
        title = f"{number}. {one_line(item.title)} (mục {item.id})"
        return ItemText(title=title, lines=lines, documents=documents, blank=not lines and not documents)

    def _in_span(self) -> Iterator[Record]:
        """The records that count, those of the span before its first day left out, by date."""
        source = self.source
        rows = sorted(source.records.values(), key=lambda one: (one.date.first if one.date else date.max, one.id))
        for one in rows:
            if source.within is None or (one.date and one.date.first >= source.first):
                yield one

    def _measures(self, criteria: Sequence[Criterion], more: Sequence[str]) -> Iterator[tuple[str, Criterion | None]]:
        """The measures to tell, each once and with the criterion that reads it."""
        told: set[str] = set()
        pairs = [(id, one) for one in criteria for id in one.derivation.inputs]
        for id, criterion in [*pairs, *((id, None) for id in more)]:
            if id in told or id not in self.now.measures or ":" in id or id == _target(criterion):
                continue
            told.add(id)
            yield id, criterion

    def _line(self, id: str, criterion: Criterion | None) -> str:
        """A measure with its value, and what it was the year before."""
        one = self.now.measures[id]
        found = self._figure(self.now, id, criterion)
        text = found.text or self._absent(id, one)
        compared, before = found, self.before
        if one.source in _COUNTED and self.within is not None:
            compared, before = self._figure(self.within, id, criterion), self.before_within
            text = f"{compared.text or 'chưa ghi nhận'} (từ đầu năm: {found.text})" if found.text else text
        if one.source == "exists" and found.text:
            records = [self.source.records[x] for x in one.records if x in self.source.records]
            text = "; ".join(map(document_text, records)) or found.text
        if target := _target(criterion):
            text += self._of_plan(target, found)
        not_due = one.source == "days_late" and not found.text
        if before is not None and not not_due:
            text += self._compared(before, id, compared, one)
        return f"{one_line(one.title)}: {text}."

    def _figure(self, view: View, id: str, criterion: Criterion | None) -> _Figure:
        """What a measure says in one of the results."""
        one = view.measures.get(id)
        if one is None or (one.state != "known" and one.source not in _COUNTED):
            return _Figure()
        if one.source in _COUNTED:
            fact = one.value if one.state == "known" else one.low
            # An open list without a record says nothing; it is no nought.
            if not isinstance(fact, str) or (one.state != "known" and not from_exact(fact)):
                return _Figure()
            return _Figure(padded(view.value(one, fact)), from_exact(fact))
        if one.source == "exists":
            return _Figure(view.value(one, one.value) if one.value else "")
        if one.source == "days_late" and one.deadline and isinstance(one.value, str):
            late = from_exact(one.value)
            due = f"(hạn {written_day(date.fromisoformat(one.deadline))})"
            return _Figure(f"{show(late)} ngày {due}" if late > 0 else f"không chậm {due}")
        found = view.input(id)
        if one.type == "level" and criterion is not None:
            own = view.criteria.get(criterion.id)
            levelled = [x for x in view.inputs(own) if x.id == id] if own else []
            return _Figure(levelled[0].shown if levelled else found.shown)
        text = padded(short_share(found.shown))
        if one.operator == "ratio" and (parts := self._parts(view, one)):
            text += f" ({parts})"
        number = from_exact(one.value) if isinstance(one.value, str) and one.type in NUMERIC else None
        return _Figure(text, number)

    def _parts(self, view: View, one: Measure) -> str:
        """Both numbers of a share: ``9/10 thôn``."""
        parts = [view.measures.get(id) for id in one.inputs]
        known = [part for part in parts if part is not None and isinstance(part.value, str) and part.state == "known"]
        if len(known) != 2:
            return ""
        texts = [view.value(part, part.value, unit=False) for part in known]
        if len(texts[1]) == 1:
            texts = [padded(text) for text in texts]
        return f"{'/'.join(texts)} {known[1].unit or ''}".rstrip()

    def _absent(self, id: str, one: Measure) -> str:
        """What stands in place of a value that is not known."""
        if one.state == "not_applicable":
            return "không phát sinh"
        if one.source == "exists":
            return "không có" if one.state == "known" else "chưa có tài liệu"
        if one.source in _COUNTED:
            return "chưa ghi nhận trong hồ sơ"
        if one.source == "days_late" and one.deadline:
            due = date.fromisoformat(one.deadline)
            return f"{'chưa đến hạn' if due >= self.source.last else 'chưa có tài liệu; hạn'} {written_day(due)}"
        if one.source == "external" and one.state == "pending" and id not in self.source.late_numbers:
            return "chưa có kết quả"
        late = [self.source.late_numbers[x] for x in (id, *one.inputs) if x in self.source.late_numbers]
        if not late:
            return BLANK
        said = "/".join(x.text for x in late)
        return f"{BLANK} (hồ sơ nộp ngày {late[0].unit} ghi {said})"

    @staticmethod
    def _absent_before(one: Measure) -> str:
        if one.state == "not_applicable":
            return "không phát sinh"
        if one.source in _COUNTED:
            return "chưa ghi nhận"
        return "chưa có" if one.source == "exists" else BLANK

    def _of_plan(self, target: str, found: _Figure) -> str:
        """A value beside the one planned for the whole period."""
        planned, share = self._figure(self.now, target, None), ""
        if found.number and planned.number:
            share = f" (đạt {short_share(show_percent(normal(Fraction(found.number) / planned.number)))})"
        return f"; kế hoạch năm: {planned.text or BLANK}{share}"

    def _compared(self, before: View, id: str, now: _Figure, one: Measure) -> str:
        """What a measure was the year before, and the change."""
        year = before.result.period[:4]
        when = f"cùng kỳ năm {year}" if self.source.running or self.source.within else f"năm {year}"
        criteria = [x for x in before.criteria.values() if id in x.derivation.inputs]
        other = before.measures.get(id)
        if other is None or (other.unit, other.type, other.source) != (one.unit, one.type, one.source):
            return ""
        found = self._figure(before, id, criteria[0] if criteria else None)
        if not found.text:
            return f"; {when}: {self._absent_before(other)}"
        return f"; {when}: {found.text}{_change(now.number, found.number, one)}"


def _target(criterion: Criterion | None) -> str:
    """The measure that says what was planned; "" where nothing is measured by a plan."""
    found = criterion.derivation if criterion else None
    return str(found.spec["target"]) if found and found.kind == "target" else ""


def _change(now: Number | None, before: Number | None, one: Measure) -> str:
    """By how much a number grew or fell; "" where it is none."""
    if now is None or before is None:
        return ""
    more = Fraction(now) - before
    if not more:
        return ", không đổi"
    verb = "tăng" if more > 0 else "giảm"
    size = abs(more)
    if one.type == "percent":
        return f", {verb} {show(normal(size * 100))} điểm phần trăm"
    return f", {verb} {padded(show(normal(size)))}{f' {one.unit}' if one.unit else ''}"

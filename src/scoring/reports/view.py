"""Results read for people: numbers, states and texts in one language; nothing is scored again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from msgspec.structs import replace

from scoring.engine.classify import NOTHING_APPLIES
from scoring.formulas.interface import NUMERIC, Gain, Input, InputView, Line, Scored, Spec
from scoring.numbers import EXACT, Number, from_exact, show, show_beside, show_percent
from scoring.reports.links import file_stem
from scoring.reports.phrases import LIST_OPEN
from scoring.reports.words import UNCHECKED, day, difference, dossier_note, one_line, report_name, shown, status_word
from scoring.result.appraisal import Appraisal, LineEnd
from scoring.result.base import Fact, Frozen, Span, Texts
from scoring.result.mapped import Mapped
from scoring.result.model import (
    NOT_CLASSIFIABLE,
    Criterion,
    Derivation,
    Evidence,
    ExtraTotal,
    Group,
    LadderValue,
    Measure,
    Modifier,
    NotDue,
    Problem,
    Result,
    Total,
)
from scoring.result.ranking import RankedResult
from scoring.result.references import spec_of
from scoring.result.summary import ClaimedSum, GroupSummary, Summary
from scoring.text import in_lang, sort_key
from scoring.values import written_day

SIGN = {"ratio": "÷", "total": "+", "difference": "−"}
_MORE = 6
_PARTS = 4
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_CODED = re.compile("[-_]")
_TITLED = re.compile(r"([a-z0-9]+(?:[-_][a-z0-9]+)+) \((.+?)\)(?= /|,|;|$)")
Interval = Span | ClaimedSum | LadderValue
"""Anything with certain and attainable points."""


class Section(Frozen, kw_only=False):
    """A group, a criterion outside groups, bonus or penalty, with the criteria directly in it."""

    head: Group | Criterion | ExtraTotal
    criteria: list[Criterion]

    @property
    def id(self) -> str:
        """Its id; "" for bonus and penalty."""
        return "" if isinstance(self.head, ExtraTotal) else self.head.id

    @property
    def level(self) -> int:
        """Its depth in the tree; 1 is outermost."""
        return self.head.level if isinstance(self.head, Group) else 1

    @property
    def max(self) -> str:
        """The most points possible."""
        return self.head.cap if isinstance(self.head, ExtraTotal) else self.head.max


class UsedEvidence(Frozen):
    """A record of evidence, with the ids of the criteria that use it."""

    record: Evidence
    criteria: list[str]


def recorded_appraisal(result: Result | Summary) -> Appraisal | None:
    """The appraisal with its lines of points; None where there is none, or only its ledger is named."""
    note = result.appraisal
    return None if note is None or note.totals is None else note


class ResultView:
    """What a result and a summary have in common, in one language."""

    def __init__(self, result: Result | Summary, lang: str = "vi") -> None:
        self.result: Result | Summary = result
        self.lang = lang
        found = result.classification
        self.classes = {one.id: one for one in found.ladder}
        self.outside = {one.id: one.title for one in found.reasons if one.kind == "outside"}

    def in_lang(self, vi: str, en: str) -> str:
        """The text in the reader's language."""
        return in_lang(self.lang, vi, en)

    @property
    def agency(self) -> str:
        """The agency's name."""
        return one_line(self.result.agency.name)

    @property
    def block(self) -> str:
        """The title of the agency's block."""
        return one_line(self.result.scheme.block_title)

    @property
    def file(self) -> str:
        """The name of the agency's files, without ending."""
        return file_stem(self.result)

    def text(self, texts: Texts) -> str:
        """The sentence in the reader's language."""
        return in_lang(self.lang, texts.vi, texts.en)

    def points(self, text: str | None) -> str:
        """Points in the reader's notation; an absence in words."""
        return self.in_lang("không khai", "not given") if text is None else shown(text, self.lang)

    def span(self, one: Interval) -> str:
        """Certain points, or ``8 – 12`` while more can still come."""
        low, high = self.ends(one)
        return low if low == high else f"{low} – {high}"

    def ends(self, one: Interval) -> tuple[str, str]:
        """Certain and attainable points; a total that is classified with the decimals that show its class."""
        if isinstance(one, (Total, LineEnd)):
            return self.total(one.certain), self.total(one.attainable)
        return self.points(one.certain), self.points(one.attainable)

    def total(self, text: str) -> str:
        """A total in the reader's notation, with the decimals that show its class."""
        return show_beside(from_exact(text), self._edges, self.lang)

    @cached_property
    def _edges(self) -> list[Number]:
        return self.result.classification.edges(from_exact(self.result.total.max))

    def status(self, one: Criterion | Group | GroupSummary) -> str:
        """The status of a criterion or group in words."""
        return status_word(one.status, self.lang)

    def class_title(self, id: str) -> str:
        """The title of a class or of a state outside the ladder."""
        if id in self.classes:
            return self.classes[id].title
        outside = self.result.classification.outside
        if outside and outside.id == id:
            return outside.named(self.lang)
        return self.outside.get(id, NOT_CLASSIFIABLE if id == NOTHING_APPLIES.id else id)

    def day(self, text: str) -> str:
        """A date in the reader's notation."""
        return day(text, self.lang)

    def period(self, text: str = "") -> str:
        """A period, by default the result's, in words: ``năm 2025``, ``6 tháng đầu năm 2025``, ``quý III/2025``."""
        text = text or self.result.period
        year, _, part = text.partition("-")
        if not part or self.lang != "vi":
            return self.in_lang(f"năm {year}", text)
        if part[0] == "H":
            return f"6 tháng {'đầu' if part[1] == '1' else 'cuối'} năm {year}"
        return f"quý {('I', 'II', 'III', 'IV')[int(part[1]) - 1]}/{year}"

    @property
    def decision(self) -> str:
        """Number, date and issuer of the scheme's decision; "" for none."""
        found = self.result.scheme.decision
        if found is None:
            return ""
        vi = f"{found.number} ngày {self.day(found.date)} của {found.issuer}"
        return one_line(self.in_lang(vi, f"{found.number} of {found.date}, {found.issuer}"))

    @property
    def ledger(self) -> str:
        """The length and whole chain head of the ledger of the points, once compared; "" without one."""
        note = self.result.appraisal
        if note is None:
            return ""
        if not note.in_ledger:
            return self.in_lang(*UNCHECKED)
        return self.in_lang(
            f"{note.entries} bản ghi, mã đầu chuỗi {note.head}", f"{note.entries} entries, chain head {note.head}"
        )

    @property
    def banner(self) -> str | None:
        """The one visible line while the scheme is not verified."""
        scheme = self.result.scheme
        if scheme.status == "verified":
            return None
        return scheme.banner or self.in_lang(
            "Thang điểm làm việc – chưa đối chiếu văn bản gốc", "Working scale – not yet checked against the decision"
        )

    @property
    def provisional(self) -> str | None:
        """The mark an unfinished result carries."""
        if not self.result.complete:
            return self.in_lang("TẠM TÍNH – còn thiếu số liệu", "PROVISIONAL – data still missing")
        return None if self.result.final else self.in_lang("TẠM TÍNH – chưa chốt kỳ", "PROVISIONAL – period not closed")


class SummaryView(ResultView):
    """The summary of one result in one language."""

    result: Summary

    def __init__(self, summary: Summary, lang: str = "vi") -> None:
        super().__init__(summary, lang)
        self.groups = {one.id: one for one in summary.groups}

    def top_groups(self) -> list[GroupSummary]:
        """The groups that stand in no other."""
        return [one for one in self.groups.values() if one.parent is None]


def summary_views(rows: Sequence[RankedResult], lang: str) -> Sequence[SummaryView]:
    """The summaries of a block's agencies, each read when it is asked for."""
    return Mapped(rows, lambda row: SummaryView(row.result, lang))


class View(ResultView):
    """One result in one language."""

    result: Result

    def __init__(self, result: Result, lang: str = "vi") -> None:
        super().__init__(result, lang)
        self.criteria = {one.id: one for one in result.criteria}
        self.groups = {one.id: one for one in result.groups}
        self.measures = result.measures

    @cached_property
    def suppliers(self) -> dict[str, str]:
        """Which unit said what and when: ``numbers/so_thon`` → ``Văn phòng, 03/12/2025``; empty for a whole dossier."""
        found: dict[str, str] = {}
        for part in self.result.dossier.parts or ():
            by = one_line(part.title) + (f", {self.day(part.submitted)}" if part.submitted else "")
            found |= {key: f"{found[key]}; {by}" if key in found else by for key in part.values}
        return found

    def value(self, one: Measure, value: Fact, unit: bool = True, edges: Sequence[Number] = ()) -> str:
        """A measured value with its unit, and the decimals that show on which side of `edges` it lies."""
        if not isinstance(value, str) or one.type == "yes_no":
            is_true = from_exact(value) != 0 if isinstance(value, str) else value
            return self.in_lang("có", "yes") if is_true else self.in_lang("không", "no")
        if one.type == "level":
            return value
        number = from_exact(value)
        if one.type == "percent":
            return show_percent(number, self.lang, edges)
        text = show_beside(number, edges, self.lang)
        return f"{text} {one.unit}" if unit and one.unit else text

    def measured(self, one: Measure, edges: Sequence[Number] = ()) -> str:
        """A measure in words or digits, absences included."""
        if one.state == "known":
            return self.value(one, one.value, edges=edges)
        if one.state == "range":
            return self._range(one, edges)
        if one.state == "pending" and one.source == "external":
            return self.in_lang("chưa có kết quả", "no result yet")
        return status_word(one.state, self.lang)

    def _range(self, one: Measure, edges: Sequence[Number]) -> str:
        open_list = self.in_lang(*LIST_OPEN)
        if one.low is None:
            if one.high is None:
                return open_list
            most = self.value(one, one.high, edges=edges)
            return self.in_lang(f"nhiều nhất {most} ({open_list})", f"{most} at most ({open_list})")
        low = self.value(one, one.low, edges=edges)
        if one.high is None:
            return self.in_lang(f"từ {low} trở lên ({open_list})", f"{low} or more ({open_list})")
        high = self.value(one, one.high, edges=edges)
        if one.source == "days_late":
            # Open is a date or a document; how many days it was early does not matter.
            why = self.text(one.note) if one.note else open_list
            if isinstance(one.low, str) and from_exact(one.low) < 0:
                return self.in_lang(f"nhiều nhất {high} ({why})", f"{high} at most ({why})")
            return f"{low} – {high} ({why})"
        return f"{low} – {high} ({open_list})"

    def not_due(self) -> list[str]:
        """Sentences on the reports that do not count, since they were due while the agency did not exist."""
        agency, found = self.result.agency, []
        before = [one for one in self.result.not_due if agency.from_ and one.deadline < agency.from_]
        after = [one for one in self.result.not_due if one not in before]
        for rows, end, vi, en in (
            (before, agency.from_, "trước ngày thành lập", "before the agency was founded on"),
            (after, agency.until, "sau ngày cuối cùng hoạt động", "after the agency's last day"),
        ):
            if rows and end:
                when = written_day(date.fromisoformat(end))
                due = ", ".join(self._due(one) for one in rows)
                found.append(self.in_lang(f"không tính kỳ {vi} {when}: {due}", f"not counted, due {en} {end}: {due}"))
        return found

    def _due(self, one: NotDue) -> str:
        due = self.in_lang("hạn", "due")
        return f"{report_name(one.kind_title, one.occurrence, self.lang)} ({due} {self.day(one.deadline)})"

    def input(self, id: str, edges: Sequence[Number] = ()) -> InputView:
        """An input as a leaf kind's explanation wants it; `edges` are what it is compared with."""
        one = self.measures.get(id)
        if one is None:
            return InputView(
                id, id, unit="", state="not_declared", value=None, shown=status_word("not_declared", self.lang)
            )
        value: Input | None = one.value
        if isinstance(value, str) and one.type != "level":
            value = from_exact(value)
        title, shown = self._title(id, one), self.measured(one, edges)
        return InputView(
            id, title, unit=one.unit or "", state=one.state, value=value, shown=shown, percent=one.type == "percent"
        )

    def _title(self, id: str, one: Measure) -> str:
        sort, mark, rest = id.partition(":")
        if not mark:
            return one_line(one.title)
        if sort == "judgement":
            return self.in_lang(f"điểm nhận xét mục {rest}", f"points awarded for {rest}")
        name = one_line(self.measures[rest].title) if rest in self.measures else rest
        return self.in_lang(f"giá trị dẫn đầu khối: {name}", f"best of the block: {name}")

    def working(self, id: str, edges: Sequence[Number] = ()) -> str | None:
        """How a derived measure, compared with `edges`, came about: ``23 ÷ 24 = 95,83 %``; None for one not derived."""
        one = self.measures.get(id)
        if one is None or not one.inputs or one.state != "known":
            return None
        parts = [part for name in one.inputs if (part := self.measures.get(name))]
        if len(parts) < len(one.inputs) or any(part.state != "known" for part in parts):
            return None
        sign = SIGN.get(one.operator or "")
        if sign is None:
            return None
        texts = [self.value(part, part.value, unit=False) for part in parts]
        return f" {sign} ".join(texts) + f" = {self.value(one, one.value, edges=edges)}"

    def maximum(self, one: Criterion) -> Number:
        """The maximum a leaf kind works with; for a penalty, the most that can be taken away."""
        edge = from_exact(one.worth)
        return edge if edge >= 0 else -edge

    def spec(self, one: Criterion) -> Spec:
        """The leaf kind's parameters, rebuilt from the result."""
        return spec_of(one.derivation.kind, one.derivation.spec)

    def inputs(self, one: Criterion) -> list[InputView]:
        """The inputs of a criterion, in the order its kind takes them."""
        return [self._levelled(one, self.input(id, self.thresholds(one, id))) for id in one.derivation.inputs]

    def thresholds(self, one: Criterion, id: str) -> list[Number]:
        """What a criterion compares its input `id` with; nothing where the value is a whole number."""
        measure = self.measures.get(id)
        facts = (measure.value, measure.low, measure.high) if measure and measure.type in NUMERIC else ()
        if not any(isinstance(fact, str) and not fact.isdigit() for fact in facts):
            return []
        edges = [edge for read, edge in self.spec(one).thresholds() if read == id]
        others = [self.measures[x].value for x in one.derivation.inputs if x != id and x in self.measures]
        return [*edges, *(from_exact(x) for x in others if isinstance(x, str) and EXACT.fullmatch(x))]

    def asked_inputs(self, one: Criterion) -> list[InputView]:
        """The inputs, where a derived one that is not known stands for what it is derived from."""
        views = []
        todo = list(one.derivation.inputs)
        while todo:
            id = todo.pop(0)
            measure = self.measures.get(id)
            if measure and measure.inputs and measure.state not in {"known", "not_applicable"}:
                todo = [*measure.inputs, *todo]
            else:
                views.append(self._levelled(one, self.input(id, self.thresholds(one, id))))
        return list({x.id: x for x in views}.values())

    @staticmethod
    def _levelled(one: Criterion, view: InputView) -> InputView:
        # A level is stored by its id; its title stands in the leaf's own levels.
        for level in one.derivation.spec.get("levels", ()):
            if view.state == "known" and level["id"] == view.value:
                return replace(view, shown=one_line(level["title"]))
        return view

    def records(self) -> list[UsedEvidence]:
        """The records that criteria rest on, by id."""
        found: dict[str, UsedEvidence] = {}
        for one in self.result.criteria:
            for record in one.evidence:
                found.setdefault(record.id, UsedEvidence(record=record, criteria=[])).criteria.append(one.id)
        return [found[id] for id in sorted(found)]

    def register(self) -> list[UsedEvidence]:
        """The register of evidence, by kind in alphabetical order, then date, then id."""
        return sorted(self.records(), key=lambda x: (sort_key(one_line(x.record.kind_title)), x.record.date or ""))

    def numbers_of(self, records: Sequence[Evidence]) -> str:
        """Where records stand in the register, counted from 1: ``1, 4``."""
        places = {one.record.id: number for number, one in enumerate(self.register(), 1)}
        return ", ".join(str(places[record.id]) for record in records)

    def more(self, one: Criterion | Group) -> str:
        """The points that may still come."""
        return show_beside(difference(one.certain, one.attainable), [0], self.lang)

    def lost(self, one: Criterion | Group) -> str:
        """The points that are lost for certain."""
        return show_beside(max(difference(one.attainable, one.max), 0), [0], self.lang)

    def kind(self, id: str) -> str:
        """The title of a kind of evidence."""
        return one_line(self.result.evidence_kinds.get(id, id))

    def asked(self, one: Criterion) -> str:
        """The compulsory evidence that is missing, in words."""
        return "; ".join(self.kind(id) for id in one.missing_evidence)

    def lines(self, one: Criterion) -> list[Line]:
        """The operands of a computed criterion; empty where nothing could be computed."""
        scored = _scored(one.derivation)
        return self.spec(one).explain(self.maximum(one), self.inputs(one), scored, self.lang) if scored else []

    def gain(self, one: Criterion) -> Gain | None:
        """What would regain a criterion's lost points, in the words of its kind."""
        scored = _scored(one.derivation)
        if scored is None or one.section == "penalty":
            return None
        return self.spec(one).gain(self.maximum(one), self.inputs(one), scored, self.lang)

    def untaken(self, one: Criterion) -> list[Line]:
        """The branches not taken, each with the points that it would give."""
        if one.derivation.points is None:
            return []
        lines = self.spec(one).untaken(self.maximum(one), one.derivation.branch, self.lang)
        sign = "−" if one.section == "penalty" else ""
        return [Line(one_line(x.text), value=x.value if x.value == "0" else sign + x.value) for x in lines]

    def leaves(self, id: str | None = None) -> Iterator[Criterion]:
        """Criteria below a group (all of them without one), in reading order."""
        return (one for one in self.result.criteria if id is None or self._below(one, id))

    def both_ends(self, low: str, high: str) -> str:
        """The points that are certain and those attainable; "" where they are the same."""
        if low == high:
            return ""
        return self.in_lang(f"chắc chắn {low} · có thể đạt {high}", f"certain {low} · attainable {high}")

    def sections(self) -> list[Section]:
        """Groups, criteria outside groups, bonus and penalty, in reading order."""
        total, leaves = self.result.total, self.result.criteria
        found = [
            Section(one, [self.criteria[id] for id in one.children if id in self.criteria])
            for one in self.groups.values()
        ]
        found += [Section(one, [one]) for one in leaves if one.section == "tree" and one.parent is None]
        for name, extra in (("bonus", total.bonus), ("penalty", total.penalty)):
            if extra:
                found.append(Section(extra, [one for one in leaves if one.section == name]))
        return found

    def _below(self, one: Criterion, id: str) -> bool:
        parent = one.parent
        while parent is not None:
            if parent == id:
                return True
            group = self.groups.get(parent)
            parent = group.parent if group else None
        return False

    @staticmethod
    def telling(modifiers: Iterable[Modifier]) -> Iterator[Modifier]:
        """The modifiers readers are told of: not the ceilings and roundings that changed nothing."""
        return (one for one in modifiers if one.effect or one.kind not in {"ceiling", "rounding"})

    def modifier(self, one: Modifier, end: str = "") -> str:
        """A modifier, and where it changed nothing that it did not; `end` names the end of the interval it is about."""
        text = self.titled(one_line(one.text(self.lang)))
        if one.kind in {"appraised", "given"}:
            return text  # Its own text names the computed points.
        if one.effect:
            before, after = one.before, one.after
            if before is not None and after is not None and before != after:
                text += f": {self._change(before, after)}{end}"
            return text
        return text + self.in_lang(" – không làm đổi điểm", " – the points stay")

    def _change(self, before: str, after: str) -> str:
        texts = [show(from_exact(one), self.lang, _PARTS) for one in (before, after)]
        if texts[0] == texts[1]:
            texts = [show(from_exact(one), self.lang, _MORE) for one in (before, after)]
        return " → ".join(texts)

    def titled(self, text: str) -> str:
        """The text with ids of evidence kinds replaced by their titles."""
        kinds = self.result.evidence_kinds
        return _WORD.sub(lambda found: self.kind(found[0]) if found[0] in kinds else found[0], text)

    def note(self, one: Problem) -> str:
        """A problem of the dossier in words: records, kinds and numbers by their titles."""
        titles = {record.record.id: record.record.title for record in self.records()}
        titles |= self.result.evidence_kinds | {id: x.title for id, x in self.measures.items()}
        text = dossier_note(one.code, one_line(one.message), self.lang)
        text = _TITLED.sub(lambda found: found[2] if titles.get(found[1]) == found[2] else found[0], text)

        def titled(found: re.Match[str]) -> str:
            id = found[0]
            return one_line(titles.get(id, id)) if _CODED.search(id) else id

        return self._of_record(one) + _WORD.sub(titled, text)

    def _of_record(self, one: Problem) -> str:
        """The record a problem of a date is about, where one alone has that date; else nothing."""
        if not re.fullmatch(r"evidence\.\d+\.date", one.path) or "“" in one.message:
            return ""
        dates = {"-".join(reversed(found)) for found in re.findall(r"(\d\d)/(\d\d)/(\d{4})", one.message)}
        titles = [x.record.title for x in self.records() if x.record.date in dates]
        return f"“{one_line(titles[0])}”: " if len(titles) == 1 else ""

    @staticmethod
    def given(one: Criterion) -> Modifier | None:
        """How people's points took the place of a criterion's computed ones; None where they did not."""
        modifiers = one.derivation.modifiers
        return next((m for m in modifiers if m.kind in {"appraised", "given"} and m.effect), None)

    def reason(self, one: Criterion) -> str | None:
        """Why a criterion is not scored."""
        reason = one.derivation.reason
        return self.titled(one_line(self.text(reason))) if reason else None


def _scored(one: Derivation) -> Scored | None:
    """The stored points and facts as numbers; None where nothing was computed."""
    if one.points is None:
        return None
    facts = {name: from_exact(fact) if isinstance(fact, str) else fact for name, fact in one.facts.items()}
    return Scored(from_exact(one.points), one.branch, facts)

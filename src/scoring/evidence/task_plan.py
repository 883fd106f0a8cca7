"""An agency's plan for a period: which unit does which obligation of the scheme by when, and how much of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from scoring.diagnostics import Diagnostic, did_you_mean, has_errors, listed, sort
from scoring.errors import InvalidInput
from scoring.evidence.fit import is_number, misfits
from scoring.evidence.load import PLAN_SUFFIX
from scoring.evidence.model import Answer, Dossier, Percent, answer_text
from scoring.fields import Day, Id, PeriodId, Text
from scoring.models import Field, Model
from scoring.numbers import show, typed_percent
from scoring.personal_data import KINDS, looks_personal
from scoring.scheme.criteria import Measure
from scoring.scheme.model import Scheme
from scoring.scheme.obligations import Obligation, obligations
from scoring.shape import model_of
from scoring.values import written_day
from scoring.yaml_source import Document, Path_, read_file

_PAPER = Measure(declared="–", answer="yes_no")
"""Reports and papers are there or not."""
_TYPES: Mapping[str, tuple[str, str]] = {
    "yes_no": ("có hoặc không", "yes or no (có, không)"),
    "level": ("một trong các mức", "one of the levels"),
    "percent": ("phần trăm có dấu %, như 95 %", "a percentage with its sign, as 95 %"),
    "count": ("số nguyên từ 0", "a whole number from 0"),
    "number": ("một số từ 0", "a number from 0"),
}
"""What a target has to be, by the type of the measure."""


class Task(Model):
    """One line of a plan."""

    obligation: Id
    """A report (``series.occurrence``), a measure or a kind of evidence that the scheme asks for."""
    unit: Id | None = None
    """The unit that does it; without one, whoever supplies it by the scheme."""
    date: Day | None = None
    """The last day the agency gives itself; without one the scheme's."""
    target: Answer = None
    """How much of it; without one what the scheme wants."""
    note: Text | None = None


class TaskPlan(Model):
    """An agency's own file of tasks for a period."""

    format: Literal[1]
    agency: Id
    period: PeriodId
    scheme: Id | None = None
    tasks: Annotated[list[Task], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class LoadedTaskPlan:
    """A plan with its file's path and document, which knows the place of every value."""

    plan: TaskPlan
    path: Path
    document: Document

    def task(self, obligation: str) -> Task | None:
        """The task of an obligation; None where the plan has none."""
        return next((one for one in self.plan.tasks if one.obligation == obligation), None)


def plan_path(dossier: Path) -> Path:
    """Where the plan of a dossier's agency stands: beside the dossier's file, whether it exists or not."""
    return dossier.with_name(dossier.stem + PLAN_SUFFIX)


def load_task_plan(path: Path) -> LoadedTaskPlan:
    """The plan in a file. Raises CannotRead, or InvalidInput with all problems of reading and of shape."""
    doc = read_file(path)
    plan = model_of(TaskPlan, doc)
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    return LoadedTaskPlan(plan, path, doc)


def owed(scheme: Scheme, dossier: Dossier) -> list[Obligation]:
    """What the agency of a dossier owes in its period; nothing where the scheme has no such block."""
    block = scheme.block(dossier.agency.block)
    if block is None or block.set not in scheme.sets:
        return []
    return obligations(scheme, block.set, dossier.period, dossier.agency.life)


def wanted(one: Obligation, dossier: Dossier) -> Answer:
    """The value an obligation asks for: the scheme's, or the one the agency planned in its dossier; None: not known."""
    if one.target_of is not None:
        given = dossier.numbers.get(one.target_of)
        return given.value if given is not None else None
    return Percent(one.wanted) if one.percent and is_number(one.wanted) else one.wanted


def answer_words(value: Answer, lang: str = "vi", one: Obligation | None = None) -> str:
    """A target for people: ``98 %``, ``2``, ``có``, the title of a level of the obligation; "" for none."""
    if value is None:
        return ""
    if isinstance(value, str) and one is not None:
        return dict(one.level_titles).get(value, value)
    if isinstance(value, Percent):
        return typed_percent(Fraction(value), lang)
    return show(value, lang) if is_number(value) else answer_text(value)


def check_task_plan(
    loaded: LoadedTaskPlan, scheme: Scheme, dossier: Dossier, units: Collection[str]
) -> list[Diagnostic]:
    """Every problem of a plan against the scheme and the dossier it stands beside; `units`: ids of the agency's, empty
    where its scheme names none.
    """
    plan, doc = loaded.plan, loaded.document
    found = list(doc.diagnostics)
    for key, said, right in (
        ("agency", plan.agency, dossier.agency.id),
        ("period", str(plan.period), str(dossier.period)),
        ("scheme", plan.scheme, scheme.id),
    ):
        if said is not None and said != right:
            found.append(Diagnostic("SC767", doc.place((key,)), {"found": said, "wanted": right}, key))
    known = {one.id: one for one in owed(scheme, dossier)}
    first: dict[str, Path_] = {}
    for index, task in enumerate(plan.tasks):
        path: Path_ = ("tasks", index)
        if task.unit is not None and units and task.unit not in units:
            values = {"id": task.unit, "guess": did_you_mean(task.unit, units), "known": listed(units)}
            found.append(_problem("SC762", doc, (*path, "unit"), values))
        for kind, text in looks_personal(task.note or ""):
            what, english = KINDS[kind]
            found.append(_problem("SC470", doc, (*path, "note"), {"what": what, "what_en": english, "text": text}))
        one = known.get(task.obligation)
        if one is None:
            # A criterion stands for what it asks for.
            meant = "”, “".join(id for id, x in known.items() if task.obligation in x.criteria)
            values = {"id": task.obligation, "guess": meant or did_you_mean(task.obligation, known)}
            found.append(_problem("SC760", doc, (*path, "obligation"), values))
            continue
        at = (*path, "obligation")
        if first.setdefault(one.id, at) != at:
            related = doc.place(first[one.id])
            found.append(Diagnostic("SC761", doc.place(at), {"id": one.id}, ".".join(map(str, at)), related=related))
        found += _day_problems(task, one, dossier, doc, (*path, "date"))
        found += _target_problems(task, one, scheme, dossier, doc, (*path, "target"))
    left = [id for id, one in known.items() if id not in first and not one.optional]
    if left:
        found.append(
            Diagnostic("SC768", doc.place(("tasks",), key=True), {"count": str(len(left)), "ids": listed(left)})
        )
    return sort(found)


def _problem(code: str, doc: Document, path: Path_, values: Mapping[str, str]) -> Diagnostic:
    return Diagnostic(code, doc.place(path), dict(values), ".".join(map(str, path)))


def _day_problems(task: Task, one: Obligation, dossier: Dossier, doc: Document, path: Path_) -> Iterator[Diagnostic]:
    day, life, period = task.date, dossier.agency.life, dossier.period
    if day is None:
        return
    first = max(period.first, life.first) if life and life.first else period.first
    last = max(one.due, min(period.last, life.last) if life and life.last else period.last)
    shown = {"day": written_day(day), "day_en": day.isoformat()}
    if not first <= day <= last:
        ends = {"first": written_day(first), "last": written_day(last), "first_en": str(first), "last_en": str(last)}
        yield _problem("SC764", doc, path, shown | ends)
    elif day > one.due:
        due = {"due": written_day(one.due), "due_en": one.due.isoformat(), "title": one.title}
        yield _problem("SC765", doc, path, shown | due)


def _target_problems(
    task: Task, one: Obligation, scheme: Scheme, dossier: Dossier, doc: Document, path: Path_
) -> Iterator[Diagnostic]:
    target = task.target
    if target is None:
        return
    block = scheme.block(dossier.agency.block)
    measure = scheme.sets[block.set].measures[one.measure] if block and one.measure else _PAPER
    if measure is _PAPER and target == 1:
        return
    if misfits(measure, target):
        vi, en = _TYPES[measure.type]
        levels = f": {', '.join(measure.levels)}" if measure.levels else ""
        yield _problem("SC766", doc, path, {"title": one.title, "wanted": vi + levels, "wanted_en": en + levels})
        return
    least = wanted(one, dossier)
    if least is None or target == least or (isinstance(target, str) and target in one.levels):
        return
    if isinstance(target, str) or target < least:  # type: ignore[operator]
        words = {"target": answer_words(target, "vi", one), "least": answer_words(least, "vi", one), "title": one.title}
        words |= {"target_en": answer_words(target, "en", one), "least_en": answer_words(least, "en", one)}
        yield _problem("SC763", doc, path, words)

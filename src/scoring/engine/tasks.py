"""Where the obligations of an agency stand on a day: done, overdue, behind the agency's plan, or still to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from scoring.engine.assessment import Assessment
from scoring.engine.measured import Measured
from scoring.engine.selection import select
from scoring.evidence.fit import is_number, unmet_demands
from scoring.evidence.model import Answer, Dossier, Percent, Record
from scoring.evidence.task_plan import Task, owed, wanted
from scoring.numbers import normal
from scoring.scheme.model import Scheme
from scoring.scheme.obligations import Obligation
from scoring.values import PartialDate

State = Literal["done", "late", "not_applicable", "overdue", "behind", "open"]
"""`late`: a report that was sent after its day; `behind`: the day of the agency's plan has passed, the scheme's not."""
DONE: tuple[State, ...] = ("done", "late", "not_applicable")
"""States in which nothing is owed any longer."""


class TaskState(Struct, frozen=True, kw_only=True):
    """An obligation on a day."""

    obligation: Obligation
    task: Task | None
    """The line of the agency's plan, where it has one."""
    state: State
    target: Answer
    """The value to be reached: the plan's, else the scheme's; None where neither says it, and for reports."""
    value: Answer
    """What is there so far; None where nothing is known."""
    record: Record | None
    """Of a report or paper: the first record of it."""

    @property
    def day(self) -> date:
        """The last day: the plan's, else the scheme's."""
        return self.task.date if self.task is not None and self.task.date is not None else self.obligation.due


def task_states(assessment: Assessment, tasks: Iterable[Task], at: date) -> list[TaskState]:
    """Every obligation of the agency as evidence and numbers show it, in the scheme's order."""
    planned = {one.obligation: one for one in tasks}
    scheme, dossier = assessment.plan.scheme, assessment.dossier
    return [
        _state(assessment, one, planned.get(one.id), at)
        for one in owed(scheme, dossier)
        if one.id in planned or not one.optional
    ]


def _state(assessment: Assessment, one: Obligation, task: Task | None, at: date) -> TaskState:
    dossier = assessment.dossier
    target = wanted(one, dossier) if task is None or task.target is None else task.target
    value: Answer = None
    record = None
    state: State = "open"
    if one.measure is not None:
        measured = assessment.measured[one.measure]
        value = _value(measured, one.percent)
        if measured.state == "not_applicable":
            state = "not_applicable"
        elif value is not None and target is not None and _reached(value, target, one):
            state = "done"
    else:
        record = _first(one, dossier)
        if record is not None:
            state = "late" if one.fixed and record.date is not None and record.date.first > one.due else "done"
    outcomes = [assessment.outcomes[id] for id in one.criteria]
    if outcomes and all(found.status == "not_applicable" for found in outcomes):
        state = "not_applicable"
    if state == "open" and at > one.due:
        state = "overdue"
    elif state == "open" and task is not None and task.date is not None and at > task.date:
        state = "behind"
    return TaskState(obligation=one, task=task, state=state, target=target, value=value, record=record)


def _value(measured: Measured, percent: bool) -> Answer:
    """The value so far: what is known, or the least it can be."""
    found: Answer = measured.value if measured.state == "known" else None
    if measured.state == "range" and measured.levels is None and measured.low > 0:
        found = measured.low
    return Percent(found) if percent and is_number(found) else found


def _reached(value: Answer, target: Answer, one: Obligation) -> bool:
    if isinstance(target, str) or isinstance(value, str):
        return value == target or value in one.levels
    assert value is not None
    assert target is not None
    return normal(Fraction(value)) >= normal(Fraction(target))


def _first(one: Obligation, dossier: Dossier) -> Record | None:
    """The earliest accepted record that is the report or paper."""
    refused = dossier.unverified
    demands = () if one.fixed else one.criteria
    if one.records is None or any(unmet_demands([one.kinds], id, dossier.by_kind, refused) for id in demands):
        return None
    found = [
        record
        for record in select(dossier, one.records)
        if record.id not in refused and one.occurrence in (None, record.occurrence)
    ]
    return min(found, key=lambda x: x.date.first if x.date else date.min, default=None)


def as_of_day(scheme: Scheme, dossier: Dossier, at: date) -> Dossier:
    """The dossier as it stood at the end of a day: without records dated later, their lists still open."""
    later = {one.id: one.kind for one in dossier.evidence if one.date is not None and one.date.first > at}
    if not later:
        return dossier
    kept = [one for one in dossier.evidence if one.id not in later]
    return _changed(dossier, kept, _closed(scheme, dossier) - {*later.values()})


def with_reports_sent(scheme: Scheme, dossier: Dossier, states: Iterable[TaskState], at: date) -> Dossier:
    """The dossier as it would be with every report that is still owed: one overdue sent on day `at`, others in time.
    Lists of reports are complete then, so that what it cannot earn is lost by delay.
    """
    sent: list[Record] = []
    closed = _closed(scheme, dossier)
    for index, one in enumerate(states):
        asked = one.obligation.records
        if asked is None or not one.obligation.fixed:
            continue
        closed |= {*asked.kinds}
        if one.state not in DONE:
            day = max(at, one.obligation.due) if one.state == "overdue" else one.obligation.due
            fields = {name: value[0] if isinstance(value, list) else value for name, value in asked.where.items()}
            sent.append(
                Record(
                    id=f"agenda.{index}",
                    kind=asked.kinds[0],
                    title=one.obligation.title,
                    date=PartialDate(day.year, day.month, day.day),
                    occurrence=one.obligation.occurrence,
                    fields=fields,
                )
            )
    return _changed(dossier, [*dossier.evidence, *sent], closed)


def _closed(scheme: Scheme, dossier: Dossier) -> set[str]:
    """The kinds of evidence whose lists are complete."""
    if isinstance(dossier.complete, bool):
        return {*scheme.evidence_kinds} if dossier.complete else set()
    return {*dossier.complete}


def _changed(dossier: Dossier, evidence: list[Record], complete: set[str]) -> Dossier:
    return dossier.model_copy(update={"evidence": evidence, "complete": sorted(complete)})

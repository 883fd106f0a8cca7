"""Measures of what was due while the agency did not exist: they do not apply, or count by what was due of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from scoring.engine.measured import Case, Measured
from scoring.engine.measures import accepted, listed
from scoring.engine.notes import CountedOfDue, OutsideLife
from scoring.engine.plan import Plan
from scoring.engine.selection import select
from scoring.numbers import normal
from scoring.scheme.criteria import Selection, needed
from scoring.values import Life

_BY_NUMBER = frozenset(("bands", "per_item", "proportional"))
"""Kinds of leaves that give points for how many reports there are."""


def outside_life(plan: Plan, case: Case) -> dict[str, Measured]:
    """The measures of which something was due while the agency did not exist, by id."""
    life = case.dossier.agency.life
    if life is None or plan.scheme.policies.agency_life.occurrences == "counted":
        return {}
    found: dict[str, Measured] = {}
    for id, measure in plan.set.measures.items():
        late, selection = measure.days_late, measure.selection
        if late is not None:
            due = late.deadline.on(case.period)
            if not life.covers(due):
                found[id] = Measured(id, "not_applicable", note=_note(life, [due]))
        elif selection is not None:
            days = [one.day for one in case.not_due if plan.scheme.series[one.series].kind in selection.kinds]
            if case.kinds_not_due.issuperset(selection.kinds):
                found[id] = Measured(id, "not_applicable", note=_note(life, days))
            elif days and measure.count is not None and _reports_alone(plan, selection):
                found[id] = _of_due(plan, case, id, _note(life, days))
    return found


def _note(life: Life, days: Iterable[date]) -> OutsideLife:
    before = {life.first is not None and day < life.first for day in days}
    return OutsideLife(life.first if True in before else None, life.last if False in before else None)


def _reports_alone(plan: Plan, selection: Selection) -> bool:
    """Whether reports are selected, all of their kinds, and nothing else."""
    return not selection.where and {one.kind for one in plan.scheme.series.values()}.issuperset(selection.kinds)


def _by_number_alone(plan: Plan, id: str) -> bool:
    """Whether a number gives points by itself, beside no other number: fewer due would be points lost."""
    readers = [leaf for leaf in plan.leaves if any(name.removeprefix("best:") == id for name in leaf.reads)]
    alone = all(leaf.reads == (id,) and leaf.spec.kind in _BY_NUMBER for leaf in readers)
    measures = plan.set.measures
    return alone and measures[id].better == "higher" and not any(id in needed(one) for one in measures.values())


def reports_due(plan: Plan, case: Case, id: str) -> tuple[int, int]:
    """How many reports of a measure's kinds were due while the agency existed, and to how many their number is taken:
    to all of the period where the number gives points by itself.
    """
    kinds = plan.sources[id].kinds
    series = {key: one for key, one in plan.scheme.series.items() if one.kind in kinds}
    of = sum(len(one.occurrences) for one in series.values())
    due = of - sum(one.series in series for one in case.not_due)
    return due, of if _by_number_alone(plan, id) else due


def _of_due(plan: Plan, case: Case, id: str, outside: OutsideLife) -> Measured:
    """The number of reports handed in of those due."""
    selection = plan.sources[id]
    missing = {(plan.scheme.series[one.series].kind, one.occurrence) for one in case.not_due}
    due, of = reports_due(plan, case, id)
    records = [one for one in select(case.dossier, selection) if (one.kind, one.occurrence) not in missing]
    low, high = (normal(Fraction(len(x) * of, due)) for x in (accepted(case, records), records))
    found = listed(case, id, selection.kinds, records, low, high)
    if found.state == "known":
        found.note = CountedOfDue(len(records), due, of, outside)
    return found

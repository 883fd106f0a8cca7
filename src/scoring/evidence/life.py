"""An agency's days of existence against its period: reports and papers of days on which it did not exist."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from scoring.evidence.model import Dossier, Record
from scoring.scheme.model import Scheme
from scoring.values import Life


class NotDue(NamedTuple):
    """A report due on a day on which the agency did not exist."""

    series: str
    occurrence: str
    day: date


def reports_not_due(scheme: Scheme, dossier: Dossier) -> tuple[NotDue, ...]:
    """The reports that do not count for the agency, in the scheme's order."""
    life = dossier.agency.life
    if life is None or scheme.policies.agency_life.occurrences == "counted":
        return ()
    due = (
        NotDue(id, one.id, one.deadline.on(dossier.period))
        for id, series in scheme.series.items()
        for one in series.occurrences
    )
    return tuple(one for one in due if not life.covers(one.day))


def kinds_not_due(scheme: Scheme, dossier: Dossier) -> frozenset[str]:
    """The kinds of reports of which none was due while the agency existed."""
    missing = {one[:2] for one in reports_not_due(scheme, dossier)}
    if not missing:
        return frozenset()
    series = scheme.series.items()
    due = {one.kind for id, one in series if any((id, x.id) not in missing for x in one.occurrences)}
    return frozenset(one.kind for _, one in series) - due


def is_outside(record: Record, life: Life) -> bool | None:
    """Whether a record is dated on a day on which the agency did not exist; None where its date does not tell."""
    when = record.date
    if when is None or (life.covers(when.first) and life.covers(when.last)):
        return False
    whole = (life.first is not None and when.last < life.first) or (life.last is not None and life.last < when.first)
    return True if whole else None


def within_life(scheme: Scheme, dossier: Dossier) -> Dossier:
    """The dossier without records that do not count since the agency did not exist on their days."""
    life = dossier.agency.life
    if life is None or scheme.policies.agency_life.papers == "counted":
        return dossier
    kept = [one for one in dossier.evidence if is_outside(one, life) is not True]
    return dossier.model_copy(update={"evidence": kept})

"""The criteria one appraiser has to decide, as rows of an empty sheet of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.errors import NothingMatched
from scoring.numbers import Number
from scoring.review.acts.actors import unknown_id
from scoring.review.acts.figures import covers
from scoring.review.campaign import Person
from scoring.review.score_lines import applicable, computed_points, level_before
from scoring.review.state import AgencyState, State


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One criterion of one agency that waits for the appraiser."""

    agency: str
    agency_name: str
    criterion: str
    title: str
    low: Number
    high: Number
    claimed: Number | None
    computed: Number | None
    """From the dossier as it was handed in."""
    previous: Number | None
    """The points that hold until the appraiser decides."""
    awaits_block: bool
    """Points are known only when the whole block has handed in."""
    banner: str | None
    """What the scheme wants said of its scale."""


def decision_sheet(session: Session, *, by: str, agency: str | None = None) -> list[SheetRow]:
    """The rows of the appraiser `by`, of all agencies under appraisal or of only one.

    Raises:
        NothingMatched: there is no such agency (SC617), or nothing waits for this appraiser (SC943).
        Refused: there is no such person (SC924).
    """
    check_agency(session, agency)
    state = session.state
    person = state.opened.person(by)
    if person is None:
        raise unknown_id("người chấm", "appraiser", by, [one.id for one in state.opened.people])
    rows = list(_rows(state, person, agency, session.today))
    if not rows:
        values = {
            "why": "không có tiêu chí nào đang chờ người này chấm",
            "why_en": "nothing is waiting for this appraiser",
        }
        raise NothingMatched([Diagnostic("SC943", None, values)])
    return rows


def _rows(state: State, person: Person, only: str | None, day: date) -> Iterator[SheetRow]:
    for id, one in state.agencies.items():
        body = state.opened.competent(one.agency.level, day)
        if None not in (person.body, body) and body != person.body:
            continue
        kind = state.stage_of(one).kind
        due = kind == "appraisal" or (kind == "council" and person.role == "chair")
        if only not in (None, id) or one.submission is None or one.status != "submitted" or not due:
            continue
        known = state.criteria_of(one)
        for criterion in applicable(state, one):
            if covers(person, known[criterion]):
                yield _row(state, one, criterion)


def _row(state: State, one: AgencyState, id: str) -> SheetRow:
    submission, criterion = one.submission, state.criteria_of(one)[id]
    assert submission is not None
    return SheetRow(
        agency=one.agency.id,
        agency_name=one.agency.name,
        criterion=id,
        title=criterion.title,
        low=criterion.low,
        high=criterion.high,
        claimed=submission.claimed.get(id),
        computed=computed_points(submission, id),
        previous=level_before(one, id)[1],
        awaits_block=id in submission.awaits,
        banner=state.scheme.banner,
    )

"""The overview of a campaign: every agency's status, and the work that is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from scoring.result.base import Count, Day, Instant, Part, PeriodText, Texts
from scoring.review.acts.figures import responsible
from scoring.review.campaign import Person
from scoring.review.discrepancy import LedgerHead
from scoring.review.score_lines import applicable
from scoring.review.state import AgencyState, State
from scoring.review.words import STATUSES

_OPEN = ("waiting", "returned", "withdrawn")


class StageLine(Part):
    """A stage with its deadline as it is shown."""

    id: str
    title: str
    deadline: str


class AgencyLine(Part):
    """The status of one agency."""

    id: str
    name: str
    block: str
    status: str
    status_words: Texts
    stage: str
    stage_title: str
    deadline: str | None
    """As it is shown; None where nothing is left to do."""
    own_deadline: bool
    """Whether the deadline is not everybody's."""
    days_left: int | None
    """Negative once the deadline has passed."""
    criteria: Count
    """How many take points."""
    appraised: Count | None
    """How many of them are appraised in this stage; None where it is no appraisal."""
    explained: Count
    """How many explanations it gave."""
    submissions: Count
    returned: Count
    submitted_at: Instant | None
    facts: Count = 0
    """How many facts in force the appraising body established; absent where it established none."""


class WorkLeft(Part):
    """Who still has criteria to appraise; no id or title for those in nobody's field."""

    id: str | None
    title: str | None
    agencies: Count
    criteria: Count


class Overview(Part):
    """A campaign on one day; agencies are named by id."""

    campaign: str
    title: str
    period: PeriodText
    today: Day
    stages: tuple[StageLine, ...]
    agencies: tuple[AgencyLine, ...]
    not_submitted: tuple[str, ...]
    missed: tuple[str, ...]
    not_appraised: tuple[str, ...]
    appraisers: tuple[WorkLeft, ...]
    decided: tuple[str, ...]
    appealed: tuple[str, ...]
    ledger: LedgerHead
    reopening: tuple[str, ...] = ()
    """Those with a re-opening that the second person has not confirmed yet."""


def overview(state: State, today: date) -> Overview:
    """Every agency's status, and who still has to do what; `today` is the day in Viet Nam."""
    opened = state.opened
    rows = tuple(_agency(state, one, today) for one in state.agencies.values())

    def having(*statuses: str) -> tuple[str, ...]:
        return tuple(one.id for one in rows if one.status in statuses)

    return Overview(
        campaign=opened.id,
        title=opened.title,
        period=str(opened.period),
        today=today.isoformat(),
        stages=tuple(
            StageLine(id=one.id, title=one.title, deadline=f"{one.deadline:%d/%m/%Y}") for one in opened.stages
        ),
        agencies=rows,
        not_submitted=having(*_OPEN),
        missed=having("missed"),
        not_appraised=tuple(one.id for one in rows if one.appraised is not None and one.appraised < one.criteria),
        appraisers=_appraisers(state, today),
        decided=having("decided"),
        appealed=having("appealed"),
        ledger=LedgerHead(entries=state.head.seq, head=state.head.hash, at=state.at),
        reopening=tuple(id for id, one in state.agencies.items() if one.reopenings),
    )


def work_left(state: State, today: date) -> Iterator[tuple[AgencyState, Person | None]]:
    """Every criterion still to be appraised in the stages that run: of whom, and by whom (None: nobody's field)."""
    people: dict[tuple[str | None, str, str], Person | None] = {}
    for one in state.agencies.values():
        stage = state.stage_of(one)
        if stage.kind != "appraisal" or one.status != "submitted":
            continue
        body = state.opened.competent(one.agency.level, today)
        known = state.criteria_of(one)
        for id in applicable(state, one):
            if one.line(id).counted(stage.id) is not None:
                continue
            slot = (body, one.agency.block, id)
            if slot not in people:
                people[slot] = responsible(state.opened, body, known[id])
            yield one, people[slot]


def _appraisers(state: State, today: date) -> tuple[WorkLeft, ...]:
    """Who still has criteria to appraise: of how many agencies, how many criteria."""
    left: dict[str, Counter[str]] = defaultdict(Counter)
    for one, person in work_left(state, today):
        left[person.id if person else ""][one.agency.id] += 1
    # In the campaign's order; what is in nobody's field comes last, for the chair.
    named = [(one.id, one.title, left[one.id]) for one in state.opened.people if one.id in left]
    order = [*named, *([(None, None, left[""])] if "" in left else [])]
    return tuple(WorkLeft(id=id, title=title, agencies=len(mine), criteria=mine.total()) for id, title, mine in order)


def _agency(state: State, one: AgencyState, today: date) -> AgencyLine:
    stage = state.stage_of(one)
    deadline: date | None = state.deadline_of(one)
    # What is published may be appealed against for a while; then nothing is left to do.
    if one.status in ("missed", "decided") or (one.status == "published" and state.deadline_of(one) < today):
        deadline = None
    wanted = applicable(state, one)
    appraised = None
    if stage.kind == "appraisal" and one.status == "submitted":
        appraised = sum(one.line(id).counted(stage.id) is not None for id in wanted)
    return AgencyLine(
        id=one.agency.id,
        name=one.agency.name,
        block=one.agency.block,
        status=one.status,
        status_words=Texts.of(STATUSES[one.status]),
        stage=stage.id,
        stage_title=stage.title,
        deadline=f"{deadline:%d/%m/%Y}" if deadline else None,
        own_deadline=deadline is not None and one.own_deadline is not None,
        days_left=(deadline - today).days if deadline else None,
        criteria=len(wanted),
        appraised=appraised,
        explained=sum(not x.void for x in one.statements()),
        submissions=one.submissions,
        returned=one.returned,
        submitted_at=one.submission.at if one.submission else None,
        facts=len(one.facts_in_force),
    )

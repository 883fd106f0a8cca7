"""One act on a state: checked against the table of moves, then carried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.numbers import Number, from_exact, normal, parse_number, show
from scoring.review.campaign import Campaign, Person, Stage, end_of, local_day
from scoring.review.entry import Entry, instant
from scoring.review.lines import applicable, computed_points, final_figure, missing_final
from scoring.review.state import (
    AgencyState,
    Criterion,
    Figure,
    Line,
    Publication,
    Refused,
    State,
    Statement,
    Submission,
)
from scoring.review.table import ACTS, CAUSES, ROLES, STATUSES, Move, row_for, rows_for
from scoring.values import PartialDate

_Data = Mapping[str, Any]
_NOTHING: Mapping[str, Any] = {}
_FRACTION = re.compile(r"-?[0-9]{1,30}/[1-9][0-9]{0,30}")


def refuse(code: str, **values: str) -> Refused:
    """A refusal with its reason."""
    return Refused([Diagnostic(code, None, values)])


def move(state: State, entry: Entry) -> None:
    """Carry out one act.

    Raises:
        Refused: it is not allowed; the state is as before.
    """
    if entry.act == "opened":
        _open(state, entry)
        return
    if state.campaign is None:
        raise refuse("SC920", act=entry.act, status="–", stage="–", agency=entry.campaign)
    handler = _HANDLERS.get(entry.act)
    if handler is None:
        raise refuse(
            "SC924",
            kind="hành vi",
            kind_en="act",
            id=entry.act,
            guess=did_you_mean(entry.act, ACTS),
        )
    _actor(state, entry)
    handler(state, entry)


# ---------------------------------------------------------------- what an entry's data holds


def _text(data: _Data, key: str, *, wanted: bool = True) -> str:
    value = data.get(key, "")
    if not isinstance(value, str) or (wanted and not value.strip()):
        raise refuse("SC933", key=key)
    return value


def _reason(data: _Data, act: str) -> str:
    value = data.get("reason", "")
    if not isinstance(value, str) or not value.strip():
        raise refuse("SC923", act=ACTS[act][0], act_en=ACTS[act][1])
    return value


def number(value: Any, key: str) -> Number:
    """Points as an entry writes them: an exact decimal as text, or a fraction where no decimal is exact."""
    found = _parsed(value) if isinstance(value, str) else None
    if found is None:
        raise refuse("SC933", key=key)
    return found


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> Number | None:
    # The same few points are written over and over.
    found = parse_number(text)
    return from_exact(text) if found is None and _FRACTION.fullmatch(text) else found


def _numbers(data: _Data, key: str) -> dict[str, Number]:
    table = data.get(key)
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise refuse("SC933", key=key)
    return {id: number(one, f"{key}.{id}") for id, one in table.items()}


def _texts(data: _Data, key: str) -> dict[str, str]:
    table = data.get(key)
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise refuse("SC933", key=key)
    return dict(table)


def _list(data: _Data, key: str) -> tuple[str, ...]:
    rows = data.get(key)
    if rows is None:
        return ()
    if not isinstance(rows, list) or not all(isinstance(one, str) for one in rows):
        raise refuse("SC933", key=key)
    return tuple(rows)


def _day(data: _Data, key: str) -> date:
    try:
        found = PartialDate.parse(_text(data, key))
    except ValueError:
        raise refuse("SC933", key=key) from None
    if not found.complete:
        raise refuse("SC933", key=key)
    return found.first


# ---------------------------------------------------------------- who and when


def _actor(state: State, entry: Entry) -> None:
    role = state.roles.get(entry.actor)
    if role is None:
        known = [*(one.id for one in state.opened.people), *state.agencies]
        raise refuse("SC924", kind="người hay cơ quan", kind_en="actor", id=entry.actor,
                     guess=did_you_mean(entry.actor, known))  # fmt: skip
    if role != entry.role:
        raise refuse("SC935", actor=entry.actor, role=_word(ROLES, entry.role, 0), role_en=_word(ROLES, entry.role, 1),
                     own=ROLES[role][0], own_en=ROLES[role][1])  # fmt: skip


def role_of(campaign: Campaign, actor: str) -> str | None:
    """The role in which somebody acts; None for whom the campaign does not know."""
    person = campaign.person(actor)
    if person is not None:
        return person.role
    return "agency" if campaign.agency(actor) else None


def _word(words: Mapping[str, tuple[str, str]], id: str, lang: int) -> str:
    return words[id][lang] if id in words else id


def _agency(state: State, entry: Entry) -> AgencyState:
    id = entry.data.get("agency")
    one = state.agencies.get(id) if id.__class__ is str else None
    if one is None:
        id = _text(entry.data, "agency")
        raise refuse(
            "SC924", kind="cơ quan", kind_en="agency", id=id, guess=did_you_mean(id, state.agencies)
        )
    return one


def _criterion(state: State, one: AgencyState, entry: Entry) -> Criterion:
    id = entry.data.get("criterion")
    known = state.criteria_of(one)
    found = known.get(id) if id.__class__ is str else None
    if found is None:
        id = _text(entry.data, "criterion")
        raise refuse(
            "SC924", kind="tiêu chí", kind_en="criterion", id=id, guess=did_you_mean(id, known)
        )
    return found


def _allowed(state: State, one: AgencyState, entry: Entry) -> Move:
    """The table's row that allows the act for this agency now."""
    stage = state.stage_of(one)
    row = row_for(entry.act, stage.kind, one.status)
    if row is None:
        raise _illegal(entry.act, one, stage)
    if entry.role not in row.roles:
        _wrong_role(entry, row.roles)
    if entry.role == "agency" and entry.actor != one.agency.id:
        raise refuse("SC938", actor=entry.actor, agency=one.agency.id)
    deadline = state.deadline_of(one)
    if row.in_time and instant(entry.at) >= end_of(deadline):
        raise refuse("SC922", act=ACTS[entry.act][0], act_en=ACTS[entry.act][1], stage=stage.title,
                     deadline=f"{deadline:%d/%m/%Y}", agency=one.agency.id)  # fmt: skip
    if row.reason:
        _reason(entry.data, entry.act)
    return row


def _illegal(act: str, one: AgencyState, stage: Stage) -> Refused:
    return refuse("SC920", act=ACTS[act][0], act_en=ACTS[act][1], agency=one.agency.id, stage=stage.title,
                  status=STATUSES[one.status][0], status_en=STATUSES[one.status][1])  # fmt: skip


def _wrong_role(entry: Entry, roles: tuple[str, ...]) -> None:
    raise refuse(
        "SC921", act=ACTS[entry.act][0], act_en=ACTS[entry.act][1],
        role=_word(ROLES, entry.role, 0), role_en=_word(ROLES, entry.role, 1),
        wanted=", ".join(ROLES[x][0] for x in roles), wanted_en=", ".join(ROLES[x][1] for x in roles),
    )  # fmt: skip


def _later(entry: Entry, until: date) -> date:
    if instant(entry.at) >= end_of(until):
        raise refuse("SC934", until=f"{until:%d/%m/%Y}")
    return until


# ---------------------------------------------------------------- the acts


def _open(state: State, entry: Entry) -> None:
    if state.campaign is not None:
        raise refuse("SC936", campaign=entry.campaign)
    data = entry.data
    try:
        campaign = Campaign.model_validate(data.get("campaign"))
    except ValidationError:
        raise refuse("SC933", key="campaign") from None
    if campaign.id != entry.campaign:
        raise refuse("SC933", key="campaign.id")
    criteria, scheme = data.get("criteria"), data.get("scheme")
    if not isinstance(criteria, dict) or not isinstance(scheme, dict):
        raise refuse("SC933", key="criteria")
    tables = {block: _criteria(rows) for block, rows in criteria.items()}
    edges = data.get("edges", {})
    if not isinstance(edges, dict):
        raise refuse("SC933", key="edges")
    starts = {block: tuple(number(one, "edges") for one in _list(edges, block)) for block in edges}
    if {one.block for one in campaign.agencies} - tables.keys():
        raise refuse("SC933", key="criteria")
    role = role_of(campaign, entry.actor)
    if role != entry.role or role not in ("secretary", "chair", "decider"):
        _wrong_role(entry, ("secretary", "chair", "decider"))
    state.campaign, state.criteria, state.scheme, state.edges = campaign, tables, scheme, starts
    state.roles = {one.id: "agency" for one in campaign.agencies} | {
        one.id: one.role for one in campaign.people
    }
    first = campaign.stages[0].id
    state.agencies = {one.id: AgencyState(one, first) for one in campaign.agencies}


def _criteria(rows: Any) -> dict[str, Criterion]:
    if not isinstance(rows, list):
        raise refuse("SC933", key="criteria")
    found = {}
    for row in rows:
        if not isinstance(row, dict):
            raise refuse("SC933", key="criteria")
        id = _text(row, "id")
        low, high = number(row.get("min"), "min"), number(row.get("max"), "max")
        found[id] = Criterion(id, low, high, (*_list(row, "path"), id), str(row.get("title", "")))
    return found


def _submitted(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    row = _allowed(state, one, entry)
    data = entry.data
    known = state.criteria_of(one)
    claimed, certain = _numbers(data, "claimed"), _numbers(data, "certain")
    attainable = _numbers(data, "attainable")
    for id in (*claimed, *certain, *attainable):
        if id not in known:
            raise refuse(
                "SC924", kind="tiêu chí", kind_en="criterion", id=id, guess=did_you_mean(id, known)
            )
    computed = {id: (low, attainable.get(id, low)) for id, low in certain.items()}
    one.submission = Submission(
        entry.seq, entry.at, _text(data, "dossier"), _text(data, "file"), _texts(data, "attachments"),
        claimed, computed, frozenset(_list(data, "weak")), frozenset(_list(data, "not_applicable")),
    )  # fmt: skip
    one.submissions += 1
    one.status = row.leads_to
    for _, figure in one.figures():
        figure.void = True
    for line in one.lines.values():
        for said in line.explanations:
            said.void = True


def _withdrawn(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    one.status = _allowed(state, one, entry).leads_to


def _returned(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    row = _allowed(state, one, entry)
    _competent(state, one, entry)
    until = _later(entry, _day(entry.data, "until"))
    one.status, one.own_deadline = row.leads_to, until
    one.stage = state.opened.stages[0].id
    one.returned += 1


@lru_cache(maxsize=4096)
def _day_of(at: str) -> date:
    return local_day(instant(at))


def _competent(state: State, one: AgencyState, entry: Entry) -> Person | None:
    """The person acting, if its body appraises agencies of this level on the act's day."""
    person = state.opened.person(entry.actor)
    if person is None or person.body is None:
        return person
    day = _day_of(entry.at)
    slot = (one.agency.level, day)
    if slot not in state.competent:
        state.competent[slot] = state.opened.competent(*slot)
    body = state.competent[slot]
    if body is not None and body != person.body:
        raise refuse(
            "SC926", body=person.body, level=one.agency.level, day=f"{day:%d/%m/%Y}", competent=body
        )
    return person


def covers(person: Person, criterion: Criterion) -> bool:
    """Whether a criterion is in the field somebody is responsible for."""
    return not person.fields or any(one in criterion.path for one in person.fields)


def leads(campaign: Campaign, person: Person, criterion: Criterion) -> bool:
    """Whether this person's points are the stage's figure; another's are a second opinion.

    The chair's always are; of members sharing a field, those of the one the campaign names first.
    """
    if person.role == "chair":
        return True
    first = next(
        x for x in campaign.people
        if x.role == "member" and x.body == person.body and covers(x, criterion)
    )  # fmt: skip
    return first.id == person.id


def _duty(
    state: State, person: Person, one: AgencyState, criterion: Criterion
) -> tuple[bool, bool]:
    slot = (person.id, one.agency.block, criterion.id)
    found = state.duties.get(slot)
    if found is None:
        covered = covers(person, criterion)
        found = state.duties[slot] = (covered, covered and leads(state.opened, person, criterion))
    return found


def _base(one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    line = one.lines.get(criterion)
    before = line.counted() if line is not None else None
    if before is not None:
        return before.seq, before.points
    assert one.submission is not None
    claimed = one.submission.claimed.get(criterion)
    return 0, computed_points(one.submission, criterion) if claimed is None else claimed


def _figure(
    state: State, one: AgencyState, criterion: Criterion, entry: Entry, counts: bool
) -> Figure:
    """The points of an entry, with the reason and causes of what they change."""
    data = entry.data
    points = number(data.get("points"), "points")
    slot = (one.agency.block, criterion.id, data["points"])
    if slot not in state.fitting:
        if not criterion.low <= points <= criterion.high:
            raise refuse("SC925", criterion=criterion.id, points=show(points), low=show(criterion.low),
                         high=show(criterion.high))  # fmt: skip
        state.fitting.add(slot)
    base, before = (
        final_base(state, one, criterion.id) if entry.act == "decided" else _base(one, criterion.id)
    )
    causes = _numbers(data, "causes") if "causes" in data else _NOTHING
    reason = data.get("reason", "")
    if before is not points and before != points:
        reason = _reason(data, entry.act)
        gap = 0 if before is None else _gap(points, before)
        wrong = 0 in causes.values() or not causes.keys() <= CAUSES.keys() or _sum(causes) != gap
    else:
        gap, wrong = 0, bool(causes)
    if wrong:
        raise refuse("SC928", criterion=criterion.id, gap=show(gap), known=", ".join(CAUSES))
    return Figure(
        entry.seq, one.stage, entry.actor, entry.role, entry.at, points, base, before, causes, str(reason),
        _list(data, "refused") if "refused" in data else (),
        _texts(data, "numbers") if "numbers" in data else _NOTHING,
        _list(data, "evidence") if "evidence" in data else (), counts,
    )  # fmt: skip


def _sum(causes: Mapping[str, Number]) -> Number:
    # Nearly every change has one cause, and adding it to nothing takes as long as all the rest.
    return next(iter(causes.values())) if len(causes) == 1 else sum(causes.values())


@lru_cache(maxsize=4096)
def _gap(points: Number, before: Number) -> Number:
    return normal(points - before)


def final_base(state: State, one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    """The final points so far, which an appeal's decision changes."""
    figure, points = final_figure(state, one, criterion)
    return (figure.seq if figure else 0), points


def _appraised(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    _allowed(state, one, entry)
    criterion = _criterion(state, one, entry)
    person = _competent(state, one, entry)
    assert person is not None
    covered, counts = _duty(state, person, one, criterion)
    if not covered:
        raise refuse(
            "SC927", actor=entry.actor, criterion=criterion.id, fields=", ".join(person.fields)
        )
    figure = _figure(state, one, criterion, entry, counts)
    line = one.lines.get(criterion.id)
    if line is None:
        line = one.lines[criterion.id] = Line()
    line.figures.append(figure)


def _explained(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    _allowed(state, one, entry)
    criterion = _criterion(state, one, entry)
    said = Statement(
        entry.seq, one.stage, entry.actor, entry.at, str(entry.data["reason"]), _texts(entry.data, "attachments")
    )  # fmt: skip
    one.lines.setdefault(criterion.id, Line()).explanations.append(said)


def _undone(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    _allowed(state, one, entry)
    seq = entry.data.get("entry")
    for line in one.lines.values():
        items: list[Figure | Statement] = [*line.figures, *line.explanations]
        for item in items:
            if item.seq != seq or item.void:
                continue
            leaned = any(x.base == seq and not x.void for x in line.figures)
            if item.stage != one.stage or leaned:
                raise refuse("SC932", entry=str(seq))
            if entry.role != "chair" and item.actor != entry.actor:
                _wrong_role(entry, ("chair",))
            item.void = True
            return
    raise refuse("SC932", entry=str(seq))


def ready(state: State, one: AgencyState, stage: Stage, at: str) -> bool:
    """Whether the stage may be locked for an agency: its deadline has passed, or its work is done."""
    if instant(at) >= end_of(state.deadline_of(one)):
        return True
    if stage.kind == "submission":
        return one.status == "submitted"
    if stage.kind == "appraisal":
        return all(one.line(id).counted(stage.id) is not None for id in applicable(state, one))
    return stage.kind == "council"


def _locked(state: State, entry: Entry) -> None:
    id = _text(entry.data, "stage")
    stage = state.opened.stage(id)
    rows = [one for one in rows_for("locked") if stage is not None and stage.kind in one.kinds]
    if stage is None or not rows:
        known = [one.id for one in state.opened.stages if row_for("locked", one.kind, "submitted")]
        raise refuse(
            "SC924",
            kind="giai đoạn chốt được",
            kind_en="stage to lock",
            id=id,
            guess=did_you_mean(id, known),
        )
    if entry.role not in rows[0].roles:
        _wrong_role(entry, rows[0].roles)
    here = [
        one for one in state.agencies.values() if one.stage == id and one.status in rows[0].statuses
    ]
    # Who has a deadline of its own that has not passed is left out, and locked later.
    due = [one for one in here if one.own_deadline is None or ready(state, one, stage, entry.at)]
    open_ = [one for one in due if not ready(state, one, stage, entry.at)]
    if open_:
        raise refuse(
            "SC930",
            stage=stage.title,
            deadline=f"{stage.deadline:%d/%m/%Y}",
            agencies=_names(open_),
        )
    if not due:
        raise refuse("SC937", stage=stage.title)
    following = state.opened.after(id)
    assert following is not None
    for one in due:
        if stage.kind == "submission" and one.status != "submitted":
            one.status = "missed"
        else:
            one.stage = following.id
        one.own_deadline = None


def _names(agencies: list[AgencyState]) -> str:
    return ", ".join(one.agency.id for one in agencies)


def _reopened(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    row = _allowed(state, one, entry)
    second = state.opened.person(_text(entry.data, "second"))
    if second is None or second.id == entry.actor or second.role == entry.role:
        raise refuse("SC929", actor=entry.actor)
    order = [stage.id for stage in state.opened.stages]
    to = _text(entry.data, "stage")
    if to not in order or (order.index(to) >= order.index(one.stage) and one.status != "missed"):
        raise refuse("SC931", stage=to, current=one.stage)
    if one.status == "missed" and to != order[0]:
        raise refuse("SC931", stage=to, current=one.stage)
    until = _later(entry, _day(entry.data, "until"))
    back = one.status != "missed" and to == order[0]
    one.status = "returned" if back else row.leads_to
    one.stage, one.own_deadline = to, until


def _published(state: State, entry: Entry) -> None:
    rows = rows_for("published")
    if entry.role not in rows[0].roles:
        _wrong_role(entry, rows[0].roles)
    results = entry.data.get("results")
    decision = _text(entry.data, "decision")
    if not isinstance(results, dict):
        raise refuse("SC933", key="results")
    taking = [one for one in state.agencies.values() if one.status != "missed"]
    # Those published before stand as they are, beside who was decided on, or came after a re-opening.
    new = [one for one in taking if one.status != "published"]
    late = [
        one for one in new if row_for("published", state.stage_of(one).kind, one.status) is None
    ]
    if late or not new:
        raise refuse("SC939", agencies=_names(late or taking) or "–")
    if results.keys() != {one.agency.id for one in taking}:
        raise refuse("SC933", key="results")
    for one in taking:
        open_ = missing_final(state, one)
        if open_:
            raise refuse("SC940", agency=one.agency.id, criteria=", ".join(open_))
    for one in taking:
        following = state.opened.after(one.stage)
        one.stage = following.id if following else one.stage
        one.status, one.published = rows[0].leads_to, results[one.agency.id]
    missed = tuple(one.agency.id for one in state.agencies.values() if one.status == "missed")
    state.publications.append(Publication(entry.seq, entry.at, decision, results, missed))


def _appealed(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    row = _allowed(state, one, entry)
    criterion = _criterion(state, one, entry)
    if criterion.id in one.open_appeals:
        raise refuse("SC941", agency=one.agency.id, criterion=criterion.id)
    said = Statement(
        entry.seq, one.stage, entry.actor, entry.at, str(entry.data["reason"]), _texts(entry.data, "attachments")
    )  # fmt: skip
    one.lines.setdefault(criterion.id, Line()).appeals.append(said)
    one.open_appeals[criterion.id] = entry.seq
    one.status = row.leads_to


def _decided(state: State, entry: Entry) -> None:
    one = _agency(state, entry)
    row = _allowed(state, one, entry)
    criterion = _criterion(state, one, entry)
    if criterion.id not in one.open_appeals:
        raise refuse("SC942", agency=one.agency.id, criterion=criterion.id)
    if entry.data.get("accepted") is True:
        figure = _figure(state, one, criterion, entry, counts=True)
        one.lines.setdefault(criterion.id, Line()).figures.append(figure)
    elif entry.data.get("accepted") is not False or "points" in entry.data:
        raise refuse("SC933", key="accepted")
    del one.open_appeals[criterion.id]
    one.status = "appealed" if one.open_appeals else row.leads_to


def _sampled(state: State, entry: Entry) -> None:
    if entry.role == "agency":
        _wrong_role(entry, ("secretary", "member", "chair", "decider"))
    _text(entry.data, "seed")
    rows = entry.data.get("items")
    if not isinstance(rows, list):
        raise refuse("SC933", key="items")
    state.samples.append(entry)


_HANDLERS: dict[str, Callable[[State, Entry], None]] = {
    "submitted": _submitted, "withdrawn": _withdrawn, "returned": _returned, "appraised": _appraised,
    "explained": _explained, "undone": _undone, "locked": _locked, "reopened": _reopened,
    "published": _published, "appealed": _appealed, "decided": _decided, "sampled": _sampled,
}  # fmt: skip

__all__ = ["covers", "leads", "move", "number", "ready", "refuse", "role_of"]

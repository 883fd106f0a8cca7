"""Whether somebody may act now: his role, the table of moves, the deadline, the body competent on the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scoring.diagnostics import did_you_mean
from scoring.review.acts.data import reason_in, refuse, text
from scoring.review.acts.when import too_late
from scoring.review.campaign import Campaign, Person, Stage, end_text, local_day
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Criterion, Refused, State
from scoring.review.table import ACTS, COMMANDS, ROLES, STATUSES, Move, possible, row_for


def check_actor(state: State, entry: Entry) -> None:
    """Refuse whom the campaign does not know, or who acts in another role than his."""
    role = state.roles.get(entry.actor)
    if role is None:
        known = [*(one.id for one in state.opened.people), *state.agencies]
        raise unknown("người hay cơ quan", "actor", entry.actor, known)
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


def agency_of(state: State, entry: Entry) -> AgencyState:
    """The agency an act is about."""
    id = entry.data.get("agency")
    one = state.agencies.get(id) if id.__class__ is str else None
    if one is None:
        id = text(entry.data, "agency")
        raise unknown("cơ quan", "agency", id, state.agencies)
    return one


def criterion_of(state: State, one: AgencyState, entry: Entry) -> Criterion:
    """The criterion an act is about."""
    id = entry.data.get("criterion")
    known = state.criteria_of(one)
    found = known.get(id) if id.__class__ is str else None
    if found is None:
        id = text(entry.data, "criterion")
        raise unknown("tiêu chí", "criterion", id, known)
    return found


def allowed(state: State, one: AgencyState, entry: Entry) -> Move:
    """The table's row that allows the act for this agency now."""
    stage = state.stage_of(one)
    row = row_for(entry.act, stage.kind, one.status)
    if row is None:
        raise _illegal(entry.act, one, stage)
    if entry.role not in row.roles:
        wrong_role(state.opened, entry, row.roles)
    if entry.role == "agency" and entry.actor != one.agency.id:
        raise refuse("SC938", actor=entry.actor, agency=one.agency.id)
    if row.in_time and state.judged_at >= end_text(one.own_deadline or stage.deadline):
        raise too_late(state, one, entry)
    if row.reason:
        reason_in(entry.data, entry.act)
    return row


def _illegal(act: str, one: AgencyState, stage: Stage) -> Refused:
    return refuse("SC920", act=ACTS[act][0], act_en=COMMANDS[act], agency=one.agency.id, stage=stage.title,
                  status=STATUSES[one.status][0], status_en=STATUSES[one.status][1],
                  able=possible(stage.kind, one.status, 0), able_en=possible(stage.kind, one.status, 1))  # fmt: skip


def wrong_role(campaign: Campaign, entry: Entry, roles: tuple[str, ...]) -> None:
    """Refuse an act because of the role; names who has the right one."""
    who = [one.id for one in campaign.people if one.role in roles]
    if "agency" in roles:
        who.append(str(entry.data.get("agency", "")))
    raise refuse(
        "SC921", act=ACTS[entry.act][0], act_en=COMMANDS[entry.act], who=", ".join(who) or "–",
        role=_word(ROLES, entry.role, 0), role_en=_word(ROLES, entry.role, 1),
        wanted=", ".join(ROLES[x][0] for x in roles), wanted_en=", ".join(ROLES[x][1] for x in roles),
    )  # fmt: skip


def unknown(kind: str, kind_en: str, id: str, known: Iterable[str]) -> Refused:
    """The refusal of an id the campaign does not know; names those it does."""
    ids = list(known)
    return refuse(
        "SC924",
        kind=kind,
        kind_en=kind_en,
        id=id,
        known=", ".join(ids) or "–",
        guess=did_you_mean(id, ids),
    )


def competent(state: State, one: AgencyState, entry: Entry) -> Person | None:
    """The person acting, if its body appraises agencies of this level on the day the act is judged at."""
    # A day in Viet Nam begins with an hour of UTC.
    slot = (entry.actor, one.agency.level, state.judged_at[:13])
    found = state.competent.get(slot)
    if found is not None:
        return found
    person = state.opened.person(entry.actor)
    if person is None:
        return None
    day = local_day(instant(state.judged_at))
    body = state.opened.competent(one.agency.level, day)
    if person.body is not None and body is not None and body != person.body:
        raise refuse(
            "SC926", body=person.body, level=one.agency.level, day=f"{day:%d/%m/%Y}", competent=body
        )
    state.competent[slot] = person
    return person


__all__ = [
    "agency_of",
    "allowed",
    "check_actor",
    "competent",
    "criterion_of",
    "role_of",
    "unknown",
    "wrong_role",
]

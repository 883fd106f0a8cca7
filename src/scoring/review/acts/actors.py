"""Who acts, on which agency and criterion: known to the campaign, in the right role, competent on the day."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.diagnostics import did_you_mean
from scoring.review.acts.act import Act
from scoring.review.acts.data import refuse, text
from scoring.review.campaign import Campaign, Person, local_day
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Criterion, Refused, State
from scoring.review.words import ROLES


def check_actor(state: State, entry: Entry) -> None:
    """Refuse an actor the campaign does not know, or one who acts in another role."""
    role = state.roles.get(entry.actor)
    if role is None:
        known = [*(one.id for one in state.opened.people), *state.agencies]
        raise unknown_id("người hay cơ quan", "actor", entry.actor, known)
    if role != entry.role:
        raise refuse("SC935", actor=entry.actor, **_role_words(entry.role), own=ROLES[role][0], own_en=ROLES[role][1])


def role_of(campaign: Campaign, actor: str) -> str | None:
    """The role in which somebody acts; None for whom the campaign does not know."""
    person = campaign.person(actor)
    if person is not None:
        return person.role
    return "agency" if campaign.agency(actor) else None


def _role_words(role: str) -> dict[str, str]:
    vi, en = ROLES.get(role, (role, role))
    return {"role": vi, "role_en": en}


def agency_of(state: State, entry: Entry) -> AgencyState:
    """The agency an act is about."""
    id = entry.data.get("agency")
    one = state.agencies.get(id) if id.__class__ is str else None
    if one is None:
        id = text(entry.data, "agency")
        raise unknown_id("cơ quan", "agency", id, state.agencies)
    return one


def criterion_of(state: State, one: AgencyState, entry: Entry) -> Criterion:
    """The criterion an act is about."""
    id = entry.data.get("criterion")
    known = state.criteria_of(one)
    found = known.get(id) if id.__class__ is str else None
    if found is None:
        id = text(entry.data, "criterion")
        raise unknown_id("tiêu chí", "criterion", id, known)
    return found


def wrong_role(act: Act, campaign: Campaign, entry: Entry, roles: tuple[str, ...]) -> None:
    """Refuse an act because of the role; names who has the right one."""
    who = [one.id for one in campaign.people if one.role in roles]
    if "agency" in roles:
        who.append(str(entry.data.get("agency", "")))
    raise refuse(
        "SC921",
        act=act.words[0],
        act_en=act.command,
        who=", ".join(who) or "–",
        **_role_words(entry.role),
        wanted=", ".join(ROLES[x][0] for x in roles),
        wanted_en=", ".join(ROLES[x][1] for x in roles),
    )


def unknown_id(kind: str, kind_en: str, id: str, known: Iterable[str]) -> Refused:
    """The refusal of an id the campaign does not know; names those it does."""
    ids = list(known)
    return refuse("SC924", kind=kind, kind_en=kind_en, id=id, known=", ".join(ids) or "–", guess=did_you_mean(id, ids))


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
        raise refuse("SC926", body=person.body, level=one.agency.level, day=f"{day:%d/%m/%Y}", competent=body)
    state.competent[slot] = person
    return person

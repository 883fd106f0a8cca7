"""Whether an act is allowed: who acts, on what, in which role, and in time by the instants of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scoring.diagnostics import did_you_mean
from scoring.review.acts.act import Act
from scoring.review.acts.data import ORIGIN, day, refuse, text
from scoring.review.campaign import Campaign, Person, Stage, end_of_day_text, local_day, local_time_text
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Criterion, Refused, State
from scoring.review.words import KINDS, ROLES

TIMED_KINDS = KINDS.keys() - {"publication"}
"""The kinds of stages in which some act has to come by the deadline."""


def check_actor(state: State, entry: Entry) -> None:
    """Refuse an actor the campaign does not know, or one who acts in another role."""
    role = state.roles.get(entry.actor)
    if role is None:
        known = [*(one.id for one in state.opened.people), *state.agencies]
        raise unknown_id("người hay cơ quan", "actor", entry.actor, known)
    if role != entry.role:
        raise refuse("SC935", actor=entry.actor, **_role_words(entry.role), own=ROLES[role].vi, own_en=ROLES[role].en)


def role_of(campaign: Campaign, actor: str) -> str | None:
    """The role in which somebody acts; None for whom the campaign does not know."""
    person = campaign.person(actor)
    if person is not None:
        return person.role
    return "agency" if campaign.agency(actor) else None


def check_signer(state: State, entry: Entry) -> None:
    """Refuse an act that the campaign wants signed and that is not, or is with another key than those registered for
    who acts, on the day the act is judged at; and one signed with somebody else's. Only whose key it is is looked at,
    not whether the signature is right.
    """
    campaign = state.opened
    if not (campaign.signatures or campaign.keys):
        return
    key, day = signed_with(entry), local_day(instant(state.judged_at))
    owner = next((one.of for one in campaign.keys if one.key == key), None)
    words = {"seq": str(entry.seq), "actor": entry.actor, "key": key[:16], **_role_words(entry.role)}
    if owner not in (None, entry.actor):
        raise refuse("SC836", **words, owner=str(owner))
    if not any(one.role == entry.role and one.holds(day) for one in campaign.signatures):
        return
    if not key:
        raise refuse("SC835", **words)
    if not any(one.of == entry.actor and one.key == key and one.holds(day) for one in campaign.keys):
        raise refuse("SC837", **words, day=f"{day:%d/%m/%Y}")


def signed_with(entry: Entry) -> str:
    """The key an entry says it is signed with, be it by who wrote it here or by its sender; "" where it is not."""
    origin = entry.data.get(ORIGIN)
    sent = origin.get("signature") if isinstance(origin, dict) else None
    signature = entry.signature or (sent if isinstance(sent, dict) else {})
    return str(signature.get("key", ""))


def _role_words(role: str) -> dict[str, str]:
    vi, en = ROLES.get(role, (role, role))
    return {"role": vi, "role_en": en}


def agency_of(state: State, entry: Entry) -> AgencyState:
    """The agency an act is about."""
    id = entry.data.get("agency")
    one = state.agencies.get(id) if id.__class__ is str else None
    if one is None:
        raise unknown_id("cơ quan", "agency", text(entry.data, "agency"), state.agencies)
    return one


def criterion_of(state: State, one: AgencyState, entry: Entry) -> Criterion:
    """The criterion an act is about."""
    id = entry.data.get("criterion")
    known = state.criteria_of(one)
    found = known.get(id) if id.__class__ is str else None
    if found is None:
        raise unknown_id("tiêu chí", "criterion", text(entry.data, "criterion"), known)
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
        wanted=", ".join(ROLES[x].vi for x in roles),
        wanted_en=", ".join(ROLES[x].en for x in roles),
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
    today = local_day(instant(state.judged_at))
    body = state.opened.competent(one.agency.level, today)
    if person.body is not None and body is not None and body != person.body:
        raise refuse("SC926", body=person.body, level=one.agency.level, day=f"{today:%d/%m/%Y}", competent=body)
    state.competent[slot] = person
    return person


def check_begun(state: State, entry: Entry) -> None:
    """Refuse an act dated before the opening."""
    # Without the Z, instants are in order as texts.
    if entry.at[:-1] < state.start[:-1]:
        raise refuse("SC915", at=local_time_text(instant(entry.at)), start=local_time_text(instant(state.start)))


def has_passed(state: State, deadline: date) -> bool:
    """Whether a deadline had passed when the act was entered."""
    return state.judged_at >= end_of_day_text(deadline)


def too_late(act: Act, state: State, one: AgencyState, entry: Entry) -> Refused:
    """The refusal of an act after its deadline: SC916 where its own instant would still have been in time."""
    stage, deadline = state.stage_of(one), state.deadline_of(one)
    return refuse(
        "SC922" if entry.at >= end_of_day_text(deadline) else "SC916",
        act=act.words[0],
        act_en=act.command,
        agency=one.agency.id,
        stage=stage.title,
        deadline=f"{deadline:%d/%m/%Y}",
        at=local_time_text(instant(entry.at)),
        latest=local_time_text(instant(state.latest)),
        id=stage.id,
        own="riêng " if one.own_deadline else "",
        own_en="own " if one.own_deadline else "",
    )


def new_deadline(state: State, entry: Entry, one: AgencyState | None = None) -> date:
    """The own deadline an act sets: not passed yet and, where `one` is given, another than that agency has."""
    until = day(entry.data, "until")
    shown = f"{until:%d/%m/%Y}"
    if has_passed(state, until):
        raise refuse("SC934", until=shown)
    if one is not None and one.own_deadline == until:
        raise refuse("SC906", agency=one.agency.id, until=shown)
    return until


def next_deadline(state: State, entry: Entry, stage: Stage | None, moved: list[AgencyState]) -> date | None:
    """The own deadline of agencies that come to a stage after its deadline; None while that one holds."""
    given = "until" in entry.data
    if stage is None or not moved or stage.kind not in TIMED_KINDS:
        if given:
            raise refuse("SC909")
        return None
    coming = {"stage": stage.title, "deadline": f"{stage.deadline:%d/%m/%Y}"}
    if not has_passed(state, stage.deadline):
        if given:
            raise refuse("SC949", **coming)
        return None
    if not given:
        raise refuse("SC919", agencies=", ".join(one.agency.id for one in moved), **coming)
    return new_deadline(state, entry)

"""The state of a campaign as a pure fold over its ledger: each act is checked, then carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from scoring.errors import IntegrityFailure
from scoring.review.acts.act import ACCEPTED, Act, AgencyAct, Move
from scoring.review.acts.checks import (
    agency_of,
    check_actor,
    check_begun,
    check_signer,
    too_late,
    unknown_id,
    wrong_role,
)
from scoring.review.acts.data import files, reason_in, refuse, text
from scoring.review.acts.opening import OPENED
from scoring.review.acts.registry import ACTS, possible_acts
from scoring.review.campaign import Stage, end_of_day_text
from scoring.review.entry import ZERO, Draft, Entry, instant
from scoring.review.entry_line import seal
from scoring.review.state import AgencyState, Refused, State
from scoring.review.words import STATUSES


def apply(state: State, entry: Entry, *, signer: bool = True) -> None:
    """Add one entry to the state; Refused if the table does not allow it; the state is as before. Without `signer` an
    entry that has no signature yet is not refused for that.
    """
    at = entry.at
    if at >= state.latest or instant(at) >= state.floor:
        state.judged_at = at
    else:
        state.judged_at = f"{state.floor.replace(tzinfo=None).isoformat()}Z"
    if signer and state.campaign is not None:
        check_signer(state, entry)
    carry_out(state, entry)
    if signer and state.last is None:
        check_signer(state, entry)
    state.last = entry
    # Without the Z, instants are in order as texts.
    if at[:-1] > state.latest[:-1]:
        state.latest = at


def follow(state: State, entry: Entry) -> None:
    """Add a stored ledger's next entry; IntegrityFailure if it does not follow (SC900) or is not allowed (SC905)."""
    last = state.last
    if entry.prev != (last.hash if last else ZERO):
        why, why_en = "không nối vào bản ghi liền trước", "is not chained to the entry before it"
        raise IntegrityFailure.of("SC900", position=entry.seq, why=why, why_en=why_en)
    try:
        apply(state, entry)
    except Refused as error:
        why, why_en = (error.diagnostics[0].message(lang) for lang in ("vi", "en"))
        raise IntegrityFailure.of("SC905", position=entry.seq, why=why, why_en=why_en) from None


def admit(state: State, drafts: Iterable[Draft], campaign: str, keys: Mapping[str, str] | None = None) -> None:
    """Add acts not written yet to the state, as the store will seal them; Refused if one of them is not allowed. `keys`
    says with which key each actor's acts will be signed; None where that is not known yet.
    """
    for index, draft in enumerate(drafts):
        entry = seal(draft, campaign, state.head.seq + 1, state.head.hash)
        if keys and draft.actor in keys:
            entry = entry._replace(signature={"key": keys[draft.actor]})
        try:
            apply(state, entry, signer=keys is not None)
        except Refused as error:
            error.index = index
            raise


def fold(entries: Iterable[Entry], state: State | None = None, until: datetime | None = None) -> State:
    """The state the entries add up to, from `state` on, without those later than `until`; fails as `follow` does."""
    state = state or State()
    for entry in entries:
        if until is not None and instant(entry.at) > until:
            # Later entries may lean on this one, so that none of them can be taken.
            break
        follow(state, entry)
    return state


def carry_out(state: State, entry: Entry) -> None:
    """Carry out one act; Refused if it is not allowed; the state is as before."""
    act = ACTS.get(entry.act)
    if state.campaign is None and act is not OPENED:
        raise refuse("SC920", act=entry.act, status="–", stage="–", agency=entry.campaign, able="–")
    if act is None:
        raise unknown_id("hành vi", "act", entry.act, ACTS)
    data = entry.data
    odd = data.keys() - act.keys or (act.only_if_accepted & data.keys() if data.get("accepted") is False else None)
    if odd:
        # Nobody would check what such a key holds, and others might read it.
        raise refuse("SC933", key=min(odd))
    if ACCEPTED in data:
        text(data, ACCEPTED)
    files(data, "attachments")
    if act is not OPENED:
        check_actor(state, entry)
        check_begun(state, entry)
    if isinstance(act, AgencyAct):
        one = agency_of(state, entry)
        act.carry_out(state, entry, one, _allowing_row(act, state, one, entry))
        one.changed = entry.hash
    else:
        act.carry_out(state, entry)
        state.changed = entry.hash


def _allowing_row(act: Act, state: State, one: AgencyState, entry: Entry) -> Move:
    """The table's row that allows the act for this agency now."""
    stage = state.stage_of(one)
    row = act.rows.get((stage.kind, one.status))
    if row is None:
        raise _not_possible(act, one, stage)
    if entry.role not in row.roles:
        wrong_role(act, state.opened, entry, row.roles)
    if entry.role == "agency" and entry.actor != one.agency.id:
        raise refuse("SC938", actor=entry.actor, agency=one.agency.id)
    if row.in_time and state.judged_at >= end_of_day_text(one.own_deadline or stage.deadline):
        raise too_late(act, state, one, entry)
    if row.reason:
        reason_in(entry.data, act)
    return row


def _not_possible(act: Act, one: AgencyState, stage: Stage) -> Refused:
    """The refusal of an act the table does not have here; names what can be done."""
    status, status_en = STATUSES[one.status]
    able = possible_acts(stage.kind, one.status)
    return refuse(
        "SC920",
        act=act.words[0],
        act_en=act.command,
        agency=one.agency.id,
        stage=stage.title,
        status=status,
        status_en=status_en,
        able=", ".join(f"{x.words[0]} (`{x.command}`)" for x in able) or "–",
        able_en=", ".join(f"`{x.command}`" for x in able) or "–",
    )

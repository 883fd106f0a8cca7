"""Checks an entry against the definition of its act, and carries it out on the state."""

from __future__ import annotations

from scoring.review.acts.act import Act, AgencyAct, Move
from scoring.review.acts.actors import agency_of, check_actor, unknown_id, wrong_role
from scoring.review.acts.data import reason_in, refuse
from scoring.review.acts.deadlines import check_begun, too_late
from scoring.review.acts.opening import OPENED
from scoring.review.acts.registry import ACTS, possible_acts
from scoring.review.campaign import Stage, end_of_day_text
from scoring.review.entry import Entry, EntryData
from scoring.review.state import AgencyState, Refused, State
from scoring.review.words import STATUSES


def carry_out(state: State, entry: Entry) -> None:
    """Carry out one act.

    Raises:
        Refused: it is not allowed; the state is as before.
    """
    act = ACTS.get(entry.act)
    if state.campaign is None and act is not OPENED:
        raise refuse("SC920", act=entry.act, status="–", stage="–", agency=entry.campaign, able="–")
    if act is None:
        raise unknown_id("hành vi", "act", entry.act, ACTS)
    data = entry.data
    if not data.keys() <= act.keys or data.get("accepted") is False:
        _check_keys(act, data)
    if act is not OPENED:
        check_actor(state, entry)
        check_begun(state, entry)
    if isinstance(act, AgencyAct):
        one = agency_of(state, entry)
        act.carry_out(state, entry, one, _allowing_row(act, state, one, entry))
    else:
        act.carry_out(state, entry)


def _check_keys(act: Act, data: EntryData) -> None:
    """Refuse keys the act does not have: nobody would check what they hold, and others might read it."""
    odd = data.keys() - act.keys or data.keys() & act.only_if_accepted
    if odd:
        raise refuse("SC933", key=min(odd))


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

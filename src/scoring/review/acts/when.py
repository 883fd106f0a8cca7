"""Whether an act is in time, and the deadlines of their own that agencies get; told by the ledger, never by a clock."""

from __future__ import annotations

from datetime import date

from scoring.review.acts.data import day, refuse
from scoring.review.campaign import Stage, end_text, told
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Refused, State
from scoring.review.table import ACTS, COMMANDS, TIMED


def check_begun(state: State, entry: Entry) -> None:
    """Refuse an act dated before the opening."""
    # Without the Z, instants are in order as texts.
    if entry.at[:-1] < state.start[:-1]:
        raise refuse("SC915", at=told(instant(entry.at)), start=told(instant(state.start)))


def over(state: State, deadline: date) -> bool:
    """Whether a deadline had passed when the act was entered."""
    return state.judged_at >= end_text(deadline)


def too_late(state: State, one: AgencyState, entry: Entry) -> Refused:
    """The refusal of an act after its deadline; says so where only its own instant would have been in time."""
    stage, deadline = state.stage_of(one), state.deadline_of(one)
    values = {
        "act": ACTS[entry.act][0], "act_en": COMMANDS[entry.act], "agency": one.agency.id, "stage": stage.title,
        "deadline": f"{deadline:%d/%m/%Y}", "at": told(instant(entry.at)), "latest": told(instant(state.latest)),
        "id": stage.id, "own": "riêng " if one.own_deadline else "", "own_en": "own " if one.own_deadline else "",
    }  # fmt: skip
    return refuse("SC922" if entry.at >= end_text(deadline) else "SC916", **values)


def later(state: State, entry: Entry, one: AgencyState | None = None) -> date:
    """The deadline an act sets, which must be to come, and for `one` another than it has."""
    until = day(entry.data, "until")
    shown = f"{until:%d/%m/%Y}"
    if over(state, until):
        raise refuse("SC934", until=shown)
    if one is not None and one.own_deadline == until:
        raise refuse("SC906", agency=one.agency.id, until=shown)
    return until


def onward(
    state: State, entry: Entry, stage: Stage | None, moved: list[AgencyState]
) -> date | None:
    """The deadline of their own for agencies that come to a stage after everybody's; None while that one holds."""
    given = "until" in entry.data
    if stage is None or not moved or stage.kind not in TIMED:
        if given:
            raise refuse("SC909")
        return None
    coming = {"stage": stage.title, "deadline": f"{stage.deadline:%d/%m/%Y}"}
    if not over(state, stage.deadline):
        if given:
            raise refuse("SC949", **coming)
        return None
    if not given:
        raise refuse("SC919", agencies=", ".join(one.agency.id for one in moved), **coming)
    return later(state, entry)


__all__ = ["check_begun", "later", "onward", "over", "too_late"]

"""Whether an act is in time, and the own deadlines agencies get; by the ledger's instants, never by a clock."""

from __future__ import annotations

from datetime import date

from scoring.review.acts.act import Act
from scoring.review.acts.data import day, refuse
from scoring.review.campaign import Stage, end_of_day_text, local_time_text
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Refused, State
from scoring.review.words import KINDS

TIMED_KINDS = KINDS.keys() - {"publication"}
"""The kinds of stages in which some act has to come by the deadline."""


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

"""Acts that lead from stage to stage: locked, re-opened."""

from __future__ import annotations

from scoring.diagnostics import did_you_mean
from scoring.review.acts.data import day, refuse, text
from scoring.review.acts.who import agency_of, allowed, later, wrong_role
from scoring.review.campaign import Stage, end_of
from scoring.review.entry import Entry, instant
from scoring.review.lines import applicable
from scoring.review.state import AgencyState, State
from scoring.review.table import row_for, rows_for


def ready(state: State, one: AgencyState, stage: Stage, at: str) -> bool:
    """Whether the stage may be locked for an agency: its deadline has passed, or its work is done."""
    if instant(at) >= end_of(state.deadline_of(one)):
        return True
    if stage.kind == "submission":
        return one.status == "submitted"
    if stage.kind == "appraisal":
        return all(one.line(id).counted(stage.id) is not None for id in applicable(state, one))
    return stage.kind == "council"


def locked(state: State, entry: Entry) -> None:
    """A stage is locked: who has submitted goes on, who has not has missed the deadline."""
    id = text(entry.data, "stage")
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
        wrong_role(entry, rows[0].roles)
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
            agencies=names(open_),
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


def names(agencies: list[AgencyState]) -> str:
    """The agencies' ids in one line."""
    return ", ".join(one.agency.id for one in agencies)


def reopened(state: State, entry: Entry) -> None:
    """One agency goes back to an earlier stage, with a deadline of its own."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    second = state.opened.person(text(entry.data, "second"))
    if second is None or second.id == entry.actor or second.role == entry.role:
        raise refuse("SC929", actor=entry.actor)
    order = [stage.id for stage in state.opened.stages]
    to = text(entry.data, "stage")
    if to not in order or (order.index(to) >= order.index(one.stage) and one.status != "missed"):
        raise refuse("SC931", stage=to, current=one.stage)
    if one.status == "missed" and to != order[0]:
        raise refuse("SC931", stage=to, current=one.stage)
    until = later(entry, day(entry.data, "until"))
    back = one.status != "missed" and to == order[0]
    one.status = "returned" if back else row.leads_to
    one.stage, one.own_deadline = to, until


__all__ = ["locked", "names", "ready", "reopened"]

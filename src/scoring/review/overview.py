"""A campaign at a glance, as plain data: where every agency stands and what is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from scoring.review.lines import applicable
from scoring.review.state import AgencyState, State
from scoring.review.table import STATUSES

_OPEN = ("waiting", "returned", "withdrawn")


def overview(state: State, today: date) -> dict[str, Any]:
    """Every agency's status, and who still has to do what; `today` is the day in Viet Nam."""
    opened = state.opened
    rows = [_agency(state, one, today) for one in state.agencies.values()]
    stages = [
        {"id": one.id, "title": one.title, "deadline": f"{one.deadline:%d/%m/%Y}"} for one in opened.stages
    ]  # fmt: skip
    return {
        "campaign": opened.id, "title": opened.title, "period": str(opened.period), "today": today.isoformat(),
        "stages": stages, "agencies": rows,
        "not_submitted": [one["id"] for one in rows if one["status"] in _OPEN],
        "missed": [one["id"] for one in rows if one["status"] == "missed"],
        "not_appraised": [
            one["id"] for one in rows if one["appraised"] is not None and one["appraised"] < one["criteria"]
        ],
        "decided": [one["id"] for one in rows if one["status"] == "decided"],
        "appealed": [one["id"] for one in rows if one["status"] == "appealed"],
        "ledger": {"entries": state.head.seq, "head": state.head.hash, "at": state.at},
    }  # fmt: skip


def _agency(state: State, one: AgencyState, today: date) -> dict[str, Any]:
    stage = state.stage_of(one)
    vi, en = STATUSES[one.status]
    deadline: date | None = state.deadline_of(one)
    # What is published may be appealed against for a while; then nothing is left to do.
    if one.status in ("missed", "decided") or (
        one.status == "published" and state.deadline_of(one) < today
    ):
        deadline = None
    wanted = applicable(state, one)
    appraised = None
    if stage.kind == "appraisal" and one.status == "submitted":
        appraised = sum(one.line(id).counted(stage.id) is not None for id in wanted)
    return {
        "id": one.agency.id, "name": one.agency.name, "block": one.agency.block, "status": one.status,
        "status_words": {"vi": vi, "en": en}, "stage": stage.id, "stage_title": stage.title,
        "deadline": f"{deadline:%d/%m/%Y}" if deadline else None,
        "own_deadline": deadline is not None and one.own_deadline is not None,
        "days_left": (deadline - today).days if deadline else None,
        "criteria": len(wanted), "appraised": appraised,
        "explained": sum(not said.void for line in one.lines.values() for said in line.explanations),
        "submissions": one.submissions, "returned": one.returned,
        "submitted_at": one.submission.at if one.submission else None,
    }  # fmt: skip


__all__ = ["overview"]

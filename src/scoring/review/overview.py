"""A campaign at a glance, as plain data: where every agency stands and what is open."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from scoring.review.acts.figures import responsible
from scoring.review.campaign import Person
from scoring.review.score_lines import applicable
from scoring.review.state import AgencyState, State
from scoring.review.words import STATUSES

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
        "appraisers": _behind(state, today),
        "decided": [one["id"] for one in rows if one["status"] == "decided"],
        "appealed": [one["id"] for one in rows if one["status"] == "appealed"],
        "ledger": {"entries": state.head.seq, "head": state.head.hash, "at": state.at},
    }  # fmt: skip


def _behind(state: State, today: date) -> list[dict[str, Any]]:
    """Who still has criteria to appraise in the stages that run: of how many agencies, how many criteria."""
    left: dict[str, dict[str, int]] = defaultdict(dict)
    people: dict[tuple[str | None, str, str], Person | None] = {}
    for one in state.agencies.values():
        stage = state.stage_of(one)
        if stage.kind != "appraisal" or one.status != "submitted":
            continue
        body = state.opened.competent(one.agency.level, today)
        known = state.criteria_of(one)
        for id in applicable(state, one):
            if one.line(id).counted(stage.id) is not None:
                continue
            slot = (body, one.agency.block, id)
            if slot not in people:
                people[slot] = responsible(state.opened, body, known[id])
            person = people[slot]
            mine = left[person.id if person else ""]
            mine[one.agency.id] = mine.get(one.agency.id, 0) + 1
    # In the campaign's order; what is in nobody's field comes last, for the chair.
    order = [
        *(one for one in state.opened.people if one.id in left),
        *([None] if "" in left else []),
    ]
    return [
        {
            "id": person.id if person else None, "title": person.title if person else None,
            "agencies": len(mine := left[person.id if person else ""]), "criteria": sum(mine.values()),
        }
        for person in order
    ]  # fmt: skip


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

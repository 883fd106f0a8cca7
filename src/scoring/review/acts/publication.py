"""The publication and what follows: published, appealed, decided."""

from __future__ import annotations

from typing import Any

from scoring.numbers import Number
from scoring.review.acts.data import files, number, numbers, refuse, text
from scoring.review.acts.figures import figure_of
from scoring.review.acts.when import onward
from scoring.review.acts.who import agency_of, allowed, criterion_of, wrong_role
from scoring.review.entry import Entry
from scoring.review.lines import missing_final, settled
from scoring.review.state import AgencyState, Line, Publication, Ruling, State, Statement
from scoring.review.table import STATUSES, row_for, rows_for


def published(state: State, entry: Entry) -> None:
    """The results of all who submitted are published."""
    rows = rows_for("published")
    if entry.role not in rows[0].roles:
        wrong_role(state.opened, entry, rows[0].roles)
    results = entry.data.get("results")
    decision = text(entry.data, "decision")
    if not isinstance(results, dict):
        raise refuse("SC933", key="results")
    taking = [one for one in state.agencies.values() if one.status != "missed"]
    # Those published before stand as they are, beside who was decided on, or came after a re-opening.
    new = [one for one in taking if one.status != "published"]
    late = [
        one for one in new if row_for("published", state.stage_of(one).kind, one.status) is None
    ]
    if late:
        raise refuse("SC939", agencies=", ".join(_where(state, one, 0) for one in late),
                     agencies_en=", ".join(_where(state, one, 1) for one in late))  # fmt: skip
    if not new:
        why = (
            "mọi cơ quan đã công bố rồi, không có gì mới"
            if taking
            else "không cơ quan nào nộp hồ sơ"
        )
        why_en = (
            "all agencies are published, and nothing is new"
            if taking
            else "no agency has submitted"
        )
        raise refuse(
            "SC943", why=f"chưa công bố được: {why}", why_en=f"it cannot be published: {why_en}"
        )
    if results.keys() != {one.agency.id for one in taking}:
        raise refuse("SC933", key="results")
    computed = {one.agency.id: _computed(state, one, results[one.agency.id]) for one in taking}
    bare = {
        one.agency.id: missing_final(state, settled(one, computed[one.agency.id])) for one in taking
    }
    lacking = [f"{id} ({', '.join(criteria)})" for id, criteria in bare.items() if criteria]
    if lacking:
        raise refuse("SC940", agencies="; ".join(lacking))
    moved = [one for one in new if state.stage_of(one).kind == "publication"]
    following = state.opened.after(moved[0].stage) if moved else None
    until = onward(state, entry, following, moved)
    for one in taking:
        one.submission = settled(one, computed[one.agency.id]).submission
    for one in moved:
        one.stage = following.id if following else one.stage
        one.own_deadline, one.own_by = until, entry.act if until else ""
    for one in taking:
        one.status, one.published = rows[0].leads_to, results[one.agency.id]
    missed = tuple(one.agency.id for one in state.agencies.values() if one.status == "missed")
    state.publications.append(Publication(entry.seq, entry.at, decision, results, missed))


def _where(state: State, one: AgencyState, lang: int) -> str:
    words = [STATUSES[one.status][lang], state.stage_of(one).title]
    if one.own_deadline:
        words.append(f"{('hạn riêng', 'own deadline')[lang]} {one.own_deadline:%d/%m/%Y}")
    return f"{one.agency.id} ({', '.join(words)})"


def _computed(state: State, one: AgencyState, row: Any) -> dict[str, tuple[Number, Number]]:
    """What the engine computed with the whole block, for criteria that had to wait for it."""
    if not isinstance(row, dict):
        raise refuse("SC933", key="results")
    if "total" in row:
        number(row["total"], f"results.{one.agency.id}.total")
    found = numbers(row, "computed")
    known = state.criteria_of(one)
    for id, points in found.items():
        awaited = one.submission is not None and id in one.submission.awaits
        if not awaited or not known[id].low <= points <= known[id].high:
            raise refuse("SC933", key=f"results.{one.agency.id}.computed.{id}")
    return {id: (points, points) for id, points in found.items()}


def appealed(state: State, entry: Entry) -> None:
    """The agency appeals against the points of a criterion."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    criterion = criterion_of(state, one, entry)
    if criterion.id in one.open_appeals:
        raise refuse("SC941", agency=one.agency.id, criterion=criterion.id)
    said = Statement(
        entry.seq, one.stage, entry.actor, entry.at, str(entry.data["reason"]), files(entry.data, "attachments")
    )  # fmt: skip
    one.lines.setdefault(criterion.id, Line()).appeals.append(said)
    one.open_appeals[criterion.id] = entry.seq
    one.status = row.leads_to


def decided(state: State, entry: Entry) -> None:
    """An appeal is decided: the points change, or stay."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    criterion = criterion_of(state, one, entry)
    if criterion.id not in one.open_appeals:
        raise refuse("SC942", agency=one.agency.id, criterion=criterion.id,
                     open=", ".join(one.open_appeals))  # fmt: skip
    if entry.data.get("accepted") is True:
        figure = figure_of(state, one, criterion, entry, counts=True)
        one.lines.setdefault(criterion.id, Line()).figures.append(figure)
    elif entry.data.get("accepted") is not False:
        raise refuse("SC933", key="accepted")
    seq = one.open_appeals.pop(criterion.id)
    said = next(said for said in one.lines[criterion.id].appeals if said.seq == seq)
    said.ruling = Ruling(
        entry.seq, entry.actor, entry.role, entry.at, entry.data["accepted"] is True, str(entry.data["reason"])
    )  # fmt: skip
    one.status = "appealed" if one.open_appeals else row.leads_to


__all__ = ["appealed", "decided", "published"]

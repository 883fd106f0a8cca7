"""The publication and what follows: published, appealed, decided."""

from __future__ import annotations

from scoring.review.acts.data import refuse, text, texts
from scoring.review.acts.figures import figure_of
from scoring.review.acts.stages import names
from scoring.review.acts.who import agency_of, allowed, criterion_of, wrong_role
from scoring.review.entry import Entry
from scoring.review.lines import missing_final
from scoring.review.state import Line, Publication, Ruling, State, Statement
from scoring.review.table import row_for, rows_for


def published(state: State, entry: Entry) -> None:
    """The results of all who submitted are published."""
    rows = rows_for("published")
    if entry.role not in rows[0].roles:
        wrong_role(entry, rows[0].roles)
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
    if late or not new:
        raise refuse("SC939", agencies=names(late or taking) or "–")
    if results.keys() != {one.agency.id for one in taking}:
        raise refuse("SC933", key="results")
    for one in taking:
        open_ = missing_final(state, one)
        if open_:
            raise refuse("SC940", agency=one.agency.id, criteria=", ".join(open_))
    for one in taking:
        following = state.opened.after(one.stage)
        one.stage = following.id if following else one.stage
        one.status, one.published = rows[0].leads_to, results[one.agency.id]
    missed = tuple(one.agency.id for one in state.agencies.values() if one.status == "missed")
    state.publications.append(Publication(entry.seq, entry.at, decision, results, missed))


def appealed(state: State, entry: Entry) -> None:
    """The agency appeals against the points of a criterion."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    criterion = criterion_of(state, one, entry)
    if criterion.id in one.open_appeals:
        raise refuse("SC941", agency=one.agency.id, criterion=criterion.id)
    said = Statement(
        entry.seq, one.stage, entry.actor, entry.at, str(entry.data["reason"]), texts(entry.data, "attachments")
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
        raise refuse("SC942", agency=one.agency.id, criterion=criterion.id)
    if entry.data.get("accepted") is True:
        figure = figure_of(state, one, criterion, entry, counts=True)
        one.lines.setdefault(criterion.id, Line()).figures.append(figure)
    elif entry.data.get("accepted") is not False or "points" in entry.data:
        raise refuse("SC933", key="accepted")
    seq = one.open_appeals.pop(criterion.id)
    said = next(said for said in one.lines[criterion.id].appeals if said.seq == seq)
    said.ruling = Ruling(
        entry.seq, entry.actor, entry.role, entry.at, entry.data["accepted"] is True, str(entry.data["reason"])
    )  # fmt: skip
    one.status = "appealed" if one.open_appeals else row.leads_to


__all__ = ["appealed", "decided", "published"]

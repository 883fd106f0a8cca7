"""The first act of a ledger: the campaign is opened."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from scoring.review.acts.data import listed, number, refuse, text
from scoring.review.acts.who import role_of, wrong_role
from scoring.review.campaign import Campaign
from scoring.review.entry import Entry, instant
from scoring.review.state import AgencyState, Criterion, State


def opened(state: State, entry: Entry) -> None:
    """The campaign is opened by one of its own officers, with the scheme's criteria."""
    if state.campaign is not None:
        raise refuse("SC936", campaign=entry.campaign)
    data = entry.data
    try:
        campaign = Campaign.model_validate(data.get("campaign"))
    except ValidationError:
        raise refuse("SC933", key="campaign") from None
    if campaign.id != entry.campaign:
        raise refuse("SC933", key="campaign.id")
    criteria, scheme = data.get("criteria"), data.get("scheme")
    if not isinstance(criteria, dict) or not isinstance(scheme, dict):
        raise refuse("SC933", key="criteria")
    tables = {block: _criteria(rows) for block, rows in criteria.items()}
    edges = data.get("edges", {})
    if not isinstance(edges, dict):
        raise refuse("SC933", key="edges")
    starts = {block: tuple(number(one, "edges") for one in listed(edges, block)) for block in edges}
    if {one.block for one in campaign.agencies} - tables.keys():
        raise refuse("SC933", key="criteria")
    role = role_of(campaign, entry.actor)
    if role != entry.role or role not in ("secretary", "chair", "decider"):
        wrong_role(state, entry, ("secretary", "chair", "decider"))
    state.campaign, state.criteria, state.scheme, state.edges = campaign, tables, scheme, starts
    state.start = instant(entry.at)
    state.roles = {one.id: "agency" for one in campaign.agencies} | {
        one.id: one.role for one in campaign.people
    }
    first = campaign.stages[0].id
    state.agencies = {one.id: AgencyState(one, first) for one in campaign.agencies}


def _criteria(rows: Any) -> dict[str, Criterion]:
    if not isinstance(rows, list):
        raise refuse("SC933", key="criteria")
    found = {}
    for row in rows:
        if not isinstance(row, dict):
            raise refuse("SC933", key="criteria")
        id = text(row, "id")
        low, high = number(row.get("min"), "min"), number(row.get("max"), "max")
        found[id] = Criterion(id, low, high, (*listed(row, "path"), id), str(row.get("title", "")))
    return found


__all__ = ["opened"]

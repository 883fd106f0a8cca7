"""The first act of a ledger: the campaign is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError

from scoring.diagnostics import did_you_mean, has_errors
from scoring.review.acts.act import CampaignAct
from scoring.review.acts.checks import role_of, wrong_role
from scoring.review.acts.data import number, refuse, text, text_list
from scoring.review.campaign import Campaign, check
from scoring.review.entry import Entry
from scoring.review.state import AgencyState, Criterion, RecordedScheme, State
from scoring.review.words import Words
from scoring.yaml_source import Document

if TYPE_CHECKING:
    from scoring.engine import Past

_MAY = ("secretary", "chair", "decider")


def _open(state: State, entry: Entry) -> None:
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
    # A ledger from elsewhere may hold what no file that was read does: stages that lead nowhere, ids of nothing.
    wrong = next((one for one in check(campaign, Document("")) if has_errors([one])), None)
    if wrong is not None:
        raise refuse(wrong.code, **wrong.values)
    criteria, scheme = data.get("criteria"), data.get("scheme")
    if not isinstance(criteria, dict) or not isinstance(scheme, dict):
        raise refuse("SC933", key="criteria")
    tables = {block: _criteria(rows) for block, rows in criteria.items()}
    edges = data.get("edges", {})
    if not isinstance(edges, dict):
        raise refuse("SC933", key="edges")
    starts = {block: tuple(number(one, "edges") for one in text_list(edges, block)) for block in edges}
    if {one.block for one in campaign.agencies} - tables.keys():
        raise refuse("SC933", key="criteria")
    past = _earlier(data.get("history"))
    role = role_of(campaign, entry.actor)
    if role is None:
        known = [one.id for one in campaign.people if one.role in _MAY]
        raise refuse("SC850", id=entry.actor, known=", ".join(known) or "–", guess=did_you_mean(entry.actor, known))
    if role != entry.role or role not in _MAY:
        wrong_role(OPENED, campaign, entry, _MAY)
    state.campaign, state.criteria, state.edges = campaign, tables, starts
    state.scheme = RecordedScheme(
        digest=_maybe(scheme, "digest") or "", status=_maybe(scheme, "status"), banner=_maybe(scheme, "banner")
    )
    state.start = entry.at
    state.roles = {one.id: "agency" for one in campaign.agencies} | {one.id: one.role for one in campaign.people}
    state.history = past
    first = campaign.stages[0].id
    state.agencies = {one.id: AgencyState(agency=one, stage=first) for one in campaign.agencies}


def _earlier(data: Any) -> dict[str, tuple[Past, ...]]:
    """Earlier years' results by agency, oldest first."""
    if data is None:
        return {}
    # The engine is heavy; most commands on a ledger do without it.
    from scoring.engine import Past

    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, dict):
        raise refuse("SC933", key="history")
    found = {}
    for agency, rows in results.items():
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise refuse("SC933", key=f"history.{agency}")
        found[agency] = tuple(
            Past(text(one, "period"), _maybe(one, "class"), _maybe(one, "outside"), text(one, "digest")) for one in rows
        )
    return found


def _maybe(row: dict[str, Any], key: str) -> str | None:
    return None if row.get(key) is None else text(row, key)


def _criteria(rows: Any) -> dict[str, Criterion]:
    if not isinstance(rows, list):
        raise refuse("SC933", key="criteria")
    found = {}
    for row in rows:
        if not isinstance(row, dict):
            raise refuse("SC933", key="criteria")
        id = text(row, "id")
        low, high = number(row.get("min"), "min"), number(row.get("max"), "max")
        found[id] = Criterion(
            id=id, low=low, high=high, path=(*text_list(row, "path"), id), title=str(row.get("title", ""))
        )
    return found


OPENED = CampaignAct(
    id="opened",
    words=Words("mở đợt", "opened"),
    command="init",
    required={"campaign": "object", "scheme": "object", "criteria": "object"},
    optional={"edges": "object", "history": "object"},
    carry_out=_open,
)

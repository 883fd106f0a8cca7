"""Who may do what: one function, from the campaign's people, the table of moves, and the places of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scoring.review.acts.checks import role_of
from scoring.review.acts.registry import ACTS
from scoring.review.state import State
from scoring.web.models import Duty, Place

if TYPE_CHECKING:
    from scoring.web.models import User


class Action(StrEnum):
    """What can be done at the desk; a view names one."""

    OWN_ACCOUNT = "own_account"
    MANAGE_ACCOUNTS = "manage_accounts"
    OPEN_CAMPAIGN = "open_campaign"
    SEE_CAMPAIGN = "see_campaign"
    SEE_LEDGER = "see_ledger"
    SEE_OVERVIEW = "see_overview"
    SEE_DOSSIER = "see_dossier"
    """What an agency handed in, its points and history."""
    SEE_DRAFT = "see_draft"
    EDIT_DRAFT = "edit_draft"
    ASK = "ask"
    """Write into the thread of a criterion."""
    SEE_QUEUE = "see_queue"
    SUBMIT = "submitted"
    WITHDRAW = "withdrawn"
    RETURN = "returned"
    EXPLAIN = "explained"
    APPRAISE = "appraised"
    ESTABLISH = "established"
    UNDO = "undone"
    LOCK = "locked"
    REOPEN = "reopened"
    CONFIRM = "confirmed"
    PUBLISH = "published"
    APPEAL = "appealed"
    DECIDE = "decided"
    SAMPLE = "sampled"


AGENCY, EDITOR, ADMINISTRATOR, VIEWER = "agency", "editor", "administrator", "viewer"
"""Roles of the desk beside those of a campaign's people; the head of a unit acts as the ``agency``."""
_OFFICES = frozenset(("secretary", "member", "chair", "decider"))
_OWN = frozenset((AGENCY, EDITOR))
_ALL = _OFFICES | _OWN | {VIEWER}

READERS: Mapping[Action, frozenset[str]] = {
    Action.SEE_CAMPAIGN: _ALL,
    Action.SEE_LEDGER: _OFFICES | {VIEWER},
    Action.SEE_OVERVIEW: _OFFICES | {VIEWER},
    Action.SEE_DOSSIER: _ALL,
    Action.SEE_DRAFT: _OWN,
    Action.EDIT_DRAFT: _OWN,
    Action.ASK: _OFFICES | _OWN,
    Action.SEE_QUEUE: frozenset(("member", "chair")),
}
"""The roles to which what is no act of the ledger is open."""
_OF_ONE_AGENCY = frozenset(
    (
        Action.SEE_DOSSIER,
        Action.SEE_DRAFT,
        Action.EDIT_DRAFT,
        Action.ASK,
        Action.SUBMIT,
        Action.WITHDRAW,
        Action.EXPLAIN,
        Action.APPEAL,
        Action.UNDO,
    )
)
"""What an agency's accounts may do for their own agency only."""
WRITES_DRAFT = frozenset((Action.EDIT_DRAFT,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an action is about: nothing, a campaign's state, or one agency in it."""

    state: State | None = None
    agency: str | None = None


def role_in(state: State, place: Place) -> str | None:
    """The role of a place in a campaign; None where the campaign knows nobody of its id."""
    if place.duty == Duty.VIEWER:
        return VIEWER
    role = role_of(state.opened, place.actor)
    if place.duty == Duty.OFFICE:
        return role if role in _OFFICES else None
    if role != "agency":
        return None
    return AGENCY if place.duty == Duty.HEAD else EDITOR


def acting(user: User, places: Sequence[Place], action: Action, target: Target) -> Place | None:
    """The place under which an account may do an action now; None where it may not. `places`: those of the account in
    the target's campaign. Nobody is allowed what is not named here.
    """
    state = target.state
    if state is None or user.is_administrator:
        return None
    for place in places:
        role = role_in(state, place)
        if role is None or not _is_own(role, place, action, target):
            continue
        if action in READERS:
            if role in READERS[action] and (action not in WRITES_DRAFT or _possible(state, Action.SUBMIT, target)):
                return place
        elif action.value in ACTS and role in _roles_now(state, action, target):
            return place
    return None


def may(user: User, places: Sequence[Place], action: Action, target: Target) -> bool:
    """Whether an account may do an action now."""
    if not user.is_active:
        return False
    if action is Action.OWN_ACCOUNT:
        return True
    if action in {Action.MANAGE_ACCOUNTS, Action.OPEN_CAMPAIGN}:
        return user.is_administrator
    return acting(user, places, action, target) is not None


def _is_own(role: str, place: Place, action: Action, target: Target) -> bool:
    if role not in _OWN or action not in _OF_ONE_AGENCY:
        return True
    return target.agency == place.actor


def _possible(state: State, action: Action, target: Target) -> bool:
    return bool(_roles_now(state, action, target))


def _roles_now(state: State, action: Action, target: Target) -> frozenset[str]:
    """The roles to which the table of moves allows an act now; of an act on the whole campaign, in any of its rows."""
    act = ACTS[action.value]
    if action is Action.SAMPLE:
        # The table has no row for it: the act itself says who may.
        return frozenset(("secretary", "chair"))
    if target.agency is None:
        return frozenset(role for move in act.moves for role in move.roles)
    one = state.agencies.get(target.agency)
    if one is None:
        return frozenset()
    if action is Action.CONFIRM:
        return _OFFICES if one.reopenings else frozenset()
    move = act.rows.get((state.stage_of(one).kind, one.status))
    return frozenset(move.roles) if move is not None else frozenset()

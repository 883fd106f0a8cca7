"""The state of a campaign as a pure fold over the entries of its ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scoring.errors import IntegrityFailure
from scoring.review.acts.carry_out import carry_out
from scoring.review.entry import ZERO, Draft, Entry, instant
from scoring.review.entry_line import seal
from scoring.review.state import Refused, State


def apply(state: State, entry: Entry) -> None:
    """Add one entry to the state.

    Raises:
        Refused: the table does not allow it; the state is as before.
    """
    at = entry.at
    if at >= state.latest or instant(at) >= state.floor:
        state.judged_at = at
    else:
        state.judged_at = f"{state.floor.replace(tzinfo=None).isoformat()}Z"
    carry_out(state, entry)
    state.last = entry
    # Without the Z, instants are in order as texts.
    if at[:-1] > state.latest[:-1]:
        state.latest = at


def follow(state: State, entry: Entry) -> None:
    """Add the next entry of a stored ledger to the state.

    Raises:
        IntegrityFailure: it does not follow the last (SC900), or is not allowed where it stands (SC905).
    """
    last = state.last
    if entry.prev != (last.hash if last else ZERO):
        values = {"position": str(entry.seq), "why": "không nối vào bản ghi liền trước"}
        values["why_en"] = "is not chained to the entry before it"
        raise IntegrityFailure.of("SC900", **values)
    try:
        apply(state, entry)
    except Refused as error:
        first = error.diagnostics[0]
        raise IntegrityFailure.of(
            "SC905", position=entry.seq, why=first.message("vi"), why_en=first.message("en")
        ) from None


def admit(state: State, drafts: Iterable[Draft], campaign: str) -> None:
    """Add acts not written yet to the state, as the store will seal them.

    Raises:
        Refused: one of them is not allowed.
    """
    for index, draft in enumerate(drafts):
        try:
            apply(state, seal(draft, campaign, state.head.seq + 1, state.head.hash))
        except Refused as error:
            error.index = index
            raise


def fold(entries: Iterable[Entry], state: State | None = None, until: datetime | None = None) -> State:
    """The state the entries add up to, from `state` on; entries later than `until` are left out.

    Raises:
        IntegrityFailure: an entry does not follow the one before it (SC900), or is not allowed where it
            stands, whoever wrote it (SC905).
    """
    state = state or State()
    for entry in entries:
        if until is not None and instant(entry.at) > until:
            # Later entries may lean on this one, so that none of them can be taken.
            break
        follow(state, entry)
    return state

"""One act on a state: checked against the table of moves, then carried out."""

from __future__ import annotations

from collections.abc import Callable

from scoring.review.acts.appraisal import appraised, explained, sampled, undone
from scoring.review.acts.data import check_keys, refuse
from scoring.review.acts.opening import opened
from scoring.review.acts.publication import appealed, decided, published
from scoring.review.acts.stages import locked, reopened
from scoring.review.acts.submission import returned, submitted, withdrawn
from scoring.review.acts.when import check_begun
from scoring.review.acts.who import check_actor, unknown
from scoring.review.entry import Entry
from scoring.review.state import State
from scoring.review.table import ACTS


def move(state: State, entry: Entry) -> None:
    """Carry out one act.

    Raises:
        Refused: it is not allowed; the state is as before.
    """
    if entry.act == "opened":
        check_keys(entry.act, entry.data)
        opened(state, entry)
        return
    if state.campaign is None:
        raise refuse("SC920", act=entry.act, status="–", stage="–", agency=entry.campaign, able="–")
    handler = _HANDLERS.get(entry.act)
    if handler is None:
        raise unknown("hành vi", "act", entry.act, ACTS)
    check_keys(entry.act, entry.data)
    check_actor(state, entry)
    check_begun(state, entry)
    handler(state, entry)


_HANDLERS: dict[str, Callable[[State, Entry], None]] = {
    "submitted": submitted, "withdrawn": withdrawn, "returned": returned, "appraised": appraised,
    "explained": explained, "undone": undone, "locked": locked, "reopened": reopened,
    "published": published, "appealed": appealed, "decided": decided, "sampled": sampled,
}  # fmt: skip

__all__ = ["move"]

"""Appraisers' decisions entered in the ledger, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.app.campaign.decision_refs import unknown_references
from scoring.app.campaign.session import Session
from scoring.diagnostics import Place
from scoring.errors import InvalidInput
from scoring.review.decisions import Decision, decision_data
from scoring.review.entry import Entry


def appraise(
    session: Session, decisions: Sequence[Decision], *, by: str, places: Sequence[Place] = (), at: str | None = None
) -> list[Entry]:
    """Enter decisions of the appraiser `by`: their entries.

    Args:
        by: the appraiser, by id.
        places: where each decision was read (`scoring.app.campaign.decision_files`); what is refused is then told
            for all of them at once, each with its place.

    Raises:
        Refused: a decision is not allowed.
        InvalidInput: decisions of a file are not allowed, or name records or numbers that the dossier does not have.
    """
    drafts = [session.draft("appraised", by, at, **data) for data in decision_data(session.state, decisions)]
    if places and (refused := session.refusals(drafts)):
        raise InvalidInput(replace(one, place=places[index]) for index, error in refused for one in error.diagnostics)
    if unknown := unknown_references(session, decisions, places):
        raise InvalidInput(unknown)
    return session.act(drafts)

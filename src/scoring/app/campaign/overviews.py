"""What a campaign's ledger tells of agencies: where they stand, what was done. Nothing is written."""

from __future__ import annotations

from scoring.app.campaign.session import Session
from scoring.app.stored import unknown
from scoring.review.entry import Entry
from scoring.review.history_words import is_about
from scoring.review.overview import Overview, overview


def check_agency(session: Session, agency: str | None) -> None:
    """Refuse an agency that does not take part; None stands for all of them."""
    if agency is not None and agency not in session.state.agencies:
        raise unknown(agency, list(session.state.agencies))


def status(session: Session) -> Overview:
    """Where every agency stands, what is still to be done, and how many days are left."""
    return overview(session.state, session.today)


def history(session: Session, agency: str) -> list[Entry]:
    """The entries about one agency, in the ledger's order."""
    check_agency(session, agency)
    state = session.state
    entries = session.store.entries(session.campaign)
    return [one for one in entries if one.seq <= state.head.seq and is_about(one, agency, state)]

"""What a campaign's ledger tells of agencies: where they stand, what was done. Nothing is written."""

from __future__ import annotations

from contextlib import suppress

from scoring.app.campaign.evaluation import submitted_dossier
from scoring.app.campaign.session import Session
from scoring.app.stored import unknown
from scoring.errors import ScoringError
from scoring.review.entry import Entry
from scoring.review.entry_line import read
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
    return session.of_agency("history", session.state.agencies[agency], lambda: _history(session, agency))


def _history(session: Session, agency: str) -> list[Entry]:
    state = session.state
    # Lines about other agencies only are not even read: a campaign has tens of thousands.
    named = agency.encode()
    lines = session.store.lines(session.campaign)
    entries = (read(line) for line in lines if named in line or b'"agency":' not in line)
    return [one for one in entries if one.seq <= state.head.seq and is_about(one, agency, state)]


def refused_titles(session: Session, agency: str) -> dict[str, str]:
    """The titles, by id, of an agency's records that somebody refused; empty where its dossier cannot be read here."""
    one = session.state.agencies[agency]
    ids = {id for _, figure in one.figures() for id in figure.refused}
    if not ids or one.submission is None:
        return {}
    with suppress(ScoringError), submitted_dossier(session, one, attachments=False) as loaded:
        return {record.id: record.title for record in loaded.dossier.evidence if record.id in ids}
    return {}

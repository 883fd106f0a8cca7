"""What a campaign's ledger tells: where agencies stand, what was done, results, discrepancies. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoring.app.campaign.attachments import published_results
from scoring.app.campaign.evaluation import (
    assess_all,
    campaign_scheme,
    earlier_results,
)
from scoring.app.campaign.session import Session
from scoring.app.stored import unknown
from scoring.json_write import canonical
from scoring.reports.agreement_words import missing_library
from scoring.review.acts.data import refuse
from scoring.review.discrepancy import report
from scoring.review.entry import Entry
from scoring.review.overview import overview
from scoring.review.telling import concerns


def check_agency(session: Session, agency: str | None) -> None:
    """Refuse an agency that does not take part; None stands for all of them.

    Raises:
        NothingMatched: there is no such agency (SC617).
    """
    if agency is not None and agency not in session.state.agencies:
        raise unknown(agency, list(session.state.agencies))


def status(session: Session) -> dict[str, Any]:
    """Where every agency stands, what is still to be done, and how many days are left."""
    return overview(session.state, session.today)


def history(session: Session, agency: str) -> list[Entry]:
    """The entries about one agency, in the ledger's order.

    Raises:
        NothingMatched: there is no such agency (SC617).
    """
    check_agency(session, agency)
    state = session.state
    return [
        one
        for one in session.store.entries(session.campaign)
        if one.seq <= state.head.seq and concerns(one, agency, state)
    ]


def official_results(
    session: Session,
    *,
    agency: str | None = None,
    published: bool = False,
    scheme: Path | None = None,
    history: Sequence[Path] = (),
    decision: str | None = None,
) -> dict[str, bytes]:
    """The final results as they stand, by agency, as canonical JSON.

    Args:
        session: the campaign.
        agency: only this agency.
        published: exactly what was published last.
        scheme: the scheme's folder; looked for by its id where None.
        history: files and folders of earlier results, beside those the ledger keeps.
        decision: the decision they are to be published under.

    Raises:
        NothingMatched: there is no such agency (SC617).
        IntegrityFailure: the scheme is not the version the campaign was opened with (SC945).
    """
    check_agency(session, agency)
    if published:
        kept = published_results(session)
        return {id: data for id, data in kept.items() if agency in (None, id)}
    loaded, past = campaign_scheme(session, scheme), earlier_results(session, history)
    found = assess_all(session, loaded, only=agency, history=past, decision=decision)
    return {one.agency.agency.id: canonical(one.final.to_json()) for one in found}


def any_result(session: Session, scheme: Path | None = None) -> dict[str, Any]:
    """A result of the campaign: it says who appraises and under which decision.

    Raises:
        Refused: no agency has handed in (SC943).
    """
    found = next(assess_all(session, campaign_scheme(session, scheme)), None)
    if found is None:
        raise refuse("SC943", why="chưa cơ quan nào có hồ sơ", why_en="no agency has handed in")
    return found.final.to_json()


def discrepancies(
    session: Session,
    *,
    agency: str | None = None,
    kappa: bool = False,
    accepted: bool = False,
    scheme: Path | None = None,
) -> dict[str, Any]:
    """The gaps between claimed and final points, each part by its cause.

    Args:
        session: the campaign.
        agency: only this agency's criteria and sum.
        kappa: with the weighted kappa of every two appraisers of the same criteria.
        accepted: with the points computed from accepted evidence and numbers, which needs the scheme.
        scheme: the scheme's folder; looked for by its id where None.

    Raises:
        NothingMatched: there is no such agency (SC617).
    """
    check_agency(session, agency)
    found = report(session.state, kappa=kappa)
    if kappa:
        session.observer.diagnostics(missing_library(one["kappa"] for one in found["agreement"]))
    if accepted:
        _add_accepted(session, scheme, found, agency)
    if agency is not None:
        for key in ("criteria", "agencies"):
            found[key] = [one for one in found[key] if one["agency"] == agency]
        found["not_submitted"] = [one for one in found["not_submitted"] if one["id"] == agency]
    return found


def _add_accepted(
    session: Session, scheme: Path | None, found: dict[str, Any], only: str | None
) -> None:
    rows: dict[tuple[str, str], dict[str, Any]] = {
        (one["agency"], one["criterion"]): one for one in found["criteria"]
    }
    for one in assess_all(session, campaign_scheme(session, scheme), only=only):
        id = one.agency.agency.id
        for row in one.computed.to_json()["criteria"]:
            if (id, row["id"]) in rows:
                sure = row["certain"] == row["attainable"]
                rows[id, row["id"]]["accepted"] = row["certain"] if sure else None


__all__ = [
    "any_result",
    "check_agency",
    "discrepancies",
    "history",
    "official_results",
    "status",
]

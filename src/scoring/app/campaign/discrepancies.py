"""The gaps between claimed and final points, each part by its cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.app.campaign.evaluation import assess_all, campaign_scheme
from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.reports.agreement_words import missing_library
from scoring.result.write import result_of, to_data
from scoring.review.discrepancy import report


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
        for row in to_data(result_of(one.computed))["criteria"]:
            if (id, row["id"]) in rows:
                sure = row["certain"] == row["attainable"]
                rows[id, row["id"]]["accepted"] = row["certain"] if sure else None


__all__ = ["discrepancies"]

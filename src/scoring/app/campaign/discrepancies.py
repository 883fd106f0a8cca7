"""The gaps between claimed and final points, each part by its cause."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign.evaluation import assess_all, campaign_scheme
from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.reports.agreement_words import missing_library
from scoring.result.write import result_of
from scoring.review.discrepancy import DiscrepancyReport, report


def discrepancies(
    session: Session,
    *,
    agency: str | None = None,
    kappa: bool = False,
    accepted: bool = False,
    scheme: Path | None = None,
) -> DiscrepancyReport:
    """The gaps between claimed and final points, each part by its cause.

    Args:
        kappa: with the weighted kappa of every two appraisers of the same criteria.
        accepted: with the points computed from accepted evidence and numbers, which needs the scheme.
    """
    check_agency(session, agency)
    found = report(session.state, kappa=kappa)
    if kappa:
        session.observer.diagnostics(missing_library(x.kappa.undefined for x in found.agreement if x.kappa))
    if accepted:
        found = found.with_accepted(_accepted_points(session, scheme, agency))
    return found if agency is None else found.of_agency(agency)


def _accepted_points(session: Session, scheme: Path | None, only: str | None) -> dict[tuple[str, str], str | None]:
    """By agency and criterion the points that accepted evidence gives; None while they are an interval."""
    return {
        (one.agency.agency.id, row.id): row.certain if row.certain == row.attainable else None
        for one in assess_all(session, campaign_scheme(session, scheme), only=only)
        for row in result_of(one.computed).criteria
    }

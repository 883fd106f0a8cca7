"""The final results of a campaign, computed from the ledger as it stands, or as they were published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.app.campaign.attachments import published_results
from scoring.app.campaign.evaluation import assess_all, campaign_scheme, earlier_results
from scoring.app.campaign.overviews import check_agency
from scoring.app.campaign.session import Session
from scoring.result.model import Result
from scoring.result.write import to_bytes
from scoring.review.acts.data import refuse


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
        published: exactly what was published last.
    """
    check_agency(session, agency)
    if published:
        kept = published_results(session)
        return {id: data for id, data in kept.items() if agency in (None, id)}
    loaded, past = campaign_scheme(session, scheme), earlier_results(session, history)
    found = assess_all(session, loaded, only=agency, history=past, decision=decision)
    return {one.agency.agency.id: to_bytes(one.final) for one in found}


def any_result(session: Session, scheme: Path | None = None) -> Result:
    """A result of the campaign: it says who appraises and under which decision.

    Raises:
        Refused: no agency has handed in (SC943).
    """
    found = next(assess_all(session, campaign_scheme(session, scheme)), None)
    if found is None:
        raise refuse("SC943", why="chưa cơ quan nào có hồ sơ", why_en="no agency has handed in")
    return found.final

"""All acts of a campaign, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.review.acts.act import Act, AgencyAct, CampaignAct
from scoring.review.acts.appraisal import APPRAISED, EXPLAINED, SAMPLED, UNDONE
from scoring.review.acts.erasing import ERASED
from scoring.review.acts.facts import ESTABLISHED
from scoring.review.acts.opening import OPENED
from scoring.review.acts.publication import APPEALED, DECIDED, PUBLISHED
from scoring.review.acts.stages import CONFIRMED, LOCKED, REOPENED
from scoring.review.acts.submission import RETURNED, SUBMITTED, WITHDRAWN

ACTS: Mapping[str, AgencyAct | CampaignAct] = {
    act.id: act
    for act in (
        OPENED,
        SUBMITTED,
        WITHDRAWN,
        RETURNED,
        EXPLAINED,
        ESTABLISHED,
        APPRAISED,
        UNDONE,
        LOCKED,
        REOPENED,
        CONFIRMED,
        PUBLISHED,
        APPEALED,
        DECIDED,
        SAMPLED,
        ERASED,
    )
}
"""By id."""


def possible_acts(kind: str, status: str) -> list[Act]:
    """The acts the table allows in a stage of this kind, from this status."""
    return [act for act in ACTS.values() if (kind, status) in act.rows]

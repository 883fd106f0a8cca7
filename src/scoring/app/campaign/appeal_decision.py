"""An appeal is decided, with its exact effect on the agency's result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results
from scoring.app.campaign.session import Session
from scoring.result.model import Result
from scoring.review.decisions import Decision, decision_data
from scoring.review.entry import Entry


@dataclass(frozen=True, slots=True)
class Decided:
    """An appeal that was decided: the agency's result before and after."""

    entry: Entry
    before: Result = field(repr=False)
    after: Result = field(repr=False)


def decide(
    session: Session,
    agency: str,
    criterion: str,
    *,
    by: str,
    points: str | None = None,
    causes: Mapping[str, str] | None = None,
    reason: str | None = None,
    at: str | None = None,
) -> Decided:
    """Decide an appeal: accepted with new `points`, rejected where they are None.
    `points`: the new points as the ledger writes numbers. `causes`: the causes of the change with their points ("" for
    all of the change). Raises Refused if there is no such appeal, or this person may not decide it now; Conflict if
    others have written while the effect was computed (SC901).
    """
    data = {"agency": agency, "criterion": criterion, "reason": reason, "accepted": points is not None}
    if points is not None:
        one = Decision(agency=agency, criterion=criterion, points=points, reason=reason or "", causes=causes or {})
        data |= next(decision_data(session.state, [one], final=True))
    draft = session.draft("decided", by, at, **data)
    trial = session.trial([draft])
    loaded, past = campaign_scheme(session), earlier_results(session)
    both = (assess_agency(each, each.state.agencies[agency], loaded, past) for each in (session, trial))
    before, after = (one.final for one in both)
    effect = {"before": _outcome(before), "after": _outcome(after)}
    final = session.draft("decided", by, draft.at, **data, effect=effect)
    (entry,) = session.act([final], unchanged_ledger=True)
    return Decided(entry, before, after)


def _outcome(result: Result) -> dict[str, str | None]:
    return {"total": result.total.certain, "class": result.classification.certain}

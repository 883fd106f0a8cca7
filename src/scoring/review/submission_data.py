"""The data of a submission's entry: the dossier by its digest, the points claimed and those computed."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.engine import Assessment
from scoring.engine.outcome import Outcome
from scoring.numbers import Number, exact_text, signed_ends
from scoring.review.entry import EntryData


def submission_data(result: Assessment, dossier: str, file: str, attachments: Mapping[str, str]) -> EntryData:
    """The data of the act ``submitted``.

    `dossier` is the SHA-256 of the dossier's file, `file` its name; `attachments` maps paths to SHA-256.
    """
    known = {leaf.id for leaf in result.plan.leaves}
    outcomes = [one for one in result.outcomes.values() if not one.excluded]
    spans = {one.plan.id: shown_ends(one) for one in outcomes}
    covered = {id for record in result.dossier.evidence for id in record.criteria}
    weak = [
        one.plan.id
        for one in outcomes
        if one.missing
        or one.status in ("not_declared", "refused", "error")
        or (one.plan.asks and one.plan.id not in covered)
    ]
    # How well the block's best did is known once all have submitted: until then the points are open, not 0.
    awaits = [
        one.plan.id
        for one in outcomes
        if one.low != one.high and any(name.startswith("best:") for name in one.plan.reads)
    ]
    claims = result.dossier.claims.items()
    total = result.total
    data = {
        "agency": result.dossier.agency.id,
        "dossier": dossier,
        "file": file,
        "attachments": dict(attachments),
        "claimed": {id: exact_text(one.points) for id, one in claims if id in known},
        "certain": {id: exact_text(ends[0]) for id, ends in spans.items()},
        "attainable": {id: exact_text(ends[1]) for id, ends in spans.items() if ends[1] != ends[0]},
        "not_applicable": [leaf.id for leaf in result.plan.leaves if result.outcomes[leaf.id].excluded],
        "weak": weak,
        "total": {"certain": exact_text(total.low), "attainable": exact_text(total.high)},
        "class": result.classification.certain,
        "digest": result.digests.dossier,
    }
    return ({"awaits": awaits} if awaits else {}) | data


def shown_ends(one: Outcome) -> tuple[Number, Number]:
    """Certain and attainable points as results show them: penalties are zero or less."""
    return signed_ends(one.plan.section, one.low, one.high)

"""Two stored results side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.app.checking import check_of
from scoring.app.conditions import Conditions
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import choose, collect
from scoring.json_write import canonical
from scoring.numbers import Number, exact_text
from scoring.result.compare import ComparedItem, Comparison
from scoring.result.compare import compare as compare_results
from scoring.result.model import Result
from scoring.result.write import to_data
from scoring.review.agreement import Kappa, weighted_kappa


@dataclass(frozen=True, slots=True)
class Compared:
    """Two compared results."""

    comparison: Comparison
    kappa: Kappa | None
    """The weighted kappa of their criteria, where it was asked for."""


def compare(
    first: Path,
    second: Path,
    conditions: Conditions | None = None,
    *,
    agency: str | None = None,
    claimed: bool = False,
    kappa: bool = False,
    observer: Observer = SILENT,
) -> Compared:
    """What differs from the first result to the second, in another or the same file; with `claimed`, from the first's
    claims. `conditions` name the ledger they are compared with; of an earlier publication the observer is told (SC658).
    """
    refuse_missing([first, second])
    with check_of(conditions or Conditions(), observer, accept_earlier=True) as ledger:
        one, other = (ledger.checked(choose(collect([path]), agency)).result for path in (first, second))
    found = compare_results(one, other, claimed=claimed)
    return Compared(found, weighted_kappa(*found.shares) if kappa else None)


def to_bytes(found: Compared) -> bytes:
    """The comparison as canonical JSON; ``a`` is the first result."""
    one, kappa = found.comparison, found.kappa
    total, first, second = one.total_difference, one.first, one.second
    data: dict[str, Any] = {
        "a": _source(first),
        "b": _source(second),
        "line": "claimed" if one.claimed else "result",
        "same_agency": one.same_agency,
        "same_scheme": one.same_version,
        "criteria": _rows(one.criteria),
        "summary": {
            "criteria": len(one.criteria),
            "compared": len(one.compared),
            "up": one.up,
            "down": one.down,
            "gained": exact_text(one.gained),
            "lost": exact_text(one.lost),
        },
        "agreement": {"criteria": len(one.shares[0]), "equal": one.equal},
    }
    if kappa:
        data["agreement"]["kappa"] = to_data(kappa)
    if one.groups is not None:
        data["groups"] = _rows(one.groups)
    if one.has_total:
        totals = {"a": _total(first), "b": _total(second), "why": one.total_why}
        data["total"] = {**totals, "difference": _text(total)}
        ends = first.classification.certain, second.classification.certain
        data["class"] = {"a": ends[0], "b": ends[1], "moved": one.moved}
    return canonical(data)


def _source(result: Result) -> dict[str, Any]:
    note = result.appraisal
    return {
        "agency": result.agency.id,
        "name": result.agency.name,
        "period": result.period,
        "scheme": result.scheme.id,
        "digest": result.scheme.digest,
        "banner": result.scheme.banner,
        "ledger": note and note.head,
        "campaign": note and note.campaign,
        "entries": note and note.entries,
        "checked": note and note.in_ledger,
        "complete": result.complete,
        "final": result.final,
    }


def _rows(items: Sequence[ComparedItem]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.either.id,
            "title": one.either.title,
            "a_title": one.former_title,
            "a": _text(one.first),
            "b": _text(one.second),
            "a_status": one.first_status,
            "b_status": one.second_status,
            "a_max": one.before and one.before.max,
            "b_max": one.after and one.after.max,
            "difference": _text(one.difference),
            "why": one.why,
            "span": _text(one.reach),
        }
        for one in items
    ]


def _total(result: Result) -> dict[str, str]:
    total = result.total
    return {"certain": total.certain, "attainable": total.attainable, "max": total.max}


def _text(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)

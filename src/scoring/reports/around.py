"""What stands around one result: its block and its own earlier results, kept as slim rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.numbers import Number, exact_text, from_exact
from scoring.reports.view import Row
from scoring.reports.words import OPEN

Rows = Sequence[Mapping[str, Any]]

_KEPT = (
    "agency", "as_of", "classification", "complete", "dossier", "engine", "final", "findings",
    "history", "period", "rounding", "scheme", "total",
)  # fmt: skip
_GROUP = (
    "id", "title", "max", "declared_max", "certain", "attainable", "status", "parent", "level",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of one agency's result; every part may be absent.

    Args:
        block_rows: the ranked rows of the agency's block, itself among them, as
            `scoring.engine.rank.rank` gives them; slim results are enough.
        earlier: the agency's own results of earlier periods, oldest first; slim ones are enough.
        attachments: the folder of the dossier as the report reaches it (a relative path with
            ``/``), so that evidence files can be linked; None leaves their names as text.
        linked: whether the block's page and its agencies' pages are written beside this one.
    """

    block_rows: Rows = ()
    earlier: Sequence[Row] = ()
    attachments: str | None = None
    linked: bool = True


ALONE = Around()
"""One result and nothing else."""


def slim(result: Row, keep: Sequence[str] = ()) -> dict[str, Any]:
    """The part of a result that pages about several agencies read; a slim result stays itself.

    Kept: who, when, by which scheme, total, class, groups, findings, history; counted: ``claims``
    (claimed points beside the computed ones of the same criteria) and ``open`` (criteria with
    something missing). Gone: derivations, measures, evidence.

    Args:
        result: the JSON form of an assessment.
        keep: criteria whose points a ranking still needs to break ties.
    """
    if "claims" in result:
        return dict(result)
    alone = [x for x in result["criteria"] if x["section"] == "tree" and x["parent"] is None]
    level = {"level": 1, "parent": None}
    groups = [*result["groups"], *({**x, **level, "declared_max": x["max"]} for x in alone)]
    return {
        **{key: result[key] for key in _KEPT},
        **({"appraisal": _slim_note(result["appraisal"])} if "appraisal" in result else {}),
        "groups": [{key: one[key] for key in _GROUP} for one in groups],
        "criteria": [
            {"id": x["id"], "certain": x["certain"]} for x in result["criteria"] if x["id"] in keep
        ],
        "measures": {},
        "claims": _claims(result["criteria"]),
        "open": _open(result["criteria"]),
    }


def told(result: Row) -> bool:
    """Whether an appraised result tells its lines of points; those made before results did only name their ledger."""
    return "totals" in (result.get("appraisal") or {})


def _slim_note(note: Row) -> dict[str, Any]:
    """What is said of an appraisal beside other agencies: all but its criteria."""
    return {key: note[key] for key in note if key not in {"criteria", "people", "refused"}}


def _claims(criteria: Sequence[Row]) -> dict[str, Any]:
    """Sums over the criteria that have a claim, so that like is compared with like."""
    given = [one for one in criteria if one["claimed"] is not None]
    sums: dict[str, Any] = {}
    for key in ("claimed", "certain", "attainable"):
        total: Number = sum((from_exact(one[key]) for one in given), 0)
        sums[key] = exact_text(total)
    return {**sums, "given": len(given), "of": len(criteria)}


def _open(criteria: Sequence[Row]) -> dict[str, int]:
    found = [x for x in criteria if x["status"] in OPEN or x["certain"] != x["attainable"]]
    lacking = sum(1 for one in criteria if one["missing_evidence"])
    return {"criteria": len(found), "of": len(criteria), "evidence": lacking}


__all__ = ["ALONE", "Around", "Rows", "slim", "told"]

"""Two results side by side: criteria, groups, total and class, with exact differences."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, exact_text, from_exact, normal
from scoring.review.agreement import weighted_kappa

_Result = Mapping[str, Any]


def compare(a: _Result, b: _Result) -> dict[str, Any]:
    """What differs from result `a` to result `b`, as plain data.

    A criterion only one of them has is listed with the other side missing; an open one has no difference.
    """
    criteria = _rows(a, b, "criteria")
    paired = [
        one for one in criteria if one["difference"] is not None and one["span"] not in ("0", None)
    ]
    shares = [
        [normal(Fraction(from_exact(one[side])) / Fraction(from_exact(one["span"]))) for one in paired]
        for side in ("a", "b")
    ]  # fmt: skip
    kappa = weighted_kappa(*shares) if paired else None
    return {
        "a": _who(a), "b": _who(b),
        "same_agency": a["agency"]["id"] == b["agency"]["id"],
        "same_scheme": a["scheme"]["digest"] == b["scheme"]["digest"],
        "criteria": criteria, "groups": _rows(a, b, "groups"), "total": _total(a, b), "class": _class(a, b),
        "agreement": {
            "criteria": len(paired), "equal": sum(from_exact(one["difference"]) == 0 for one in paired),
            "kappa": None if kappa is None else exact_text(kappa),
        },
    }  # fmt: skip


def _who(result: _Result) -> dict[str, Any]:
    return {
        "agency": result["agency"]["id"], "name": result["agency"]["name"], "period": result["period"],
        "scheme": result["scheme"]["id"], "digest": result["scheme"]["digest"],
        "ledger": (result.get("appraisal") or {}).get("head"),
    }  # fmt: skip


def _sure(row: Mapping[str, Any]) -> Number | None:
    """A row's points where they are certain."""
    if row["certain"] != row["attainable"] or row.get("excluded"):
        return None
    return from_exact(row["certain"])


def _rows(a: _Result, b: _Result, key: str) -> list[dict[str, Any]]:
    left, right = ({one["id"]: one for one in result[key]} for result in (a, b))
    found = []
    for id in dict.fromkeys((*left, *right)):
        one, other = left.get(id), right.get(id)
        first, second = (None if row is None else _sure(row) for row in (one, other))
        some = other or one
        assert some is not None
        spans = {
            Fraction(row["max"]) - Fraction(row.get("min", "0"))
            for row in (one, other)
            if row is not None
        }
        found.append({
            "id": id, "title": some["title"], "a": _text(first), "b": _text(second),
            "a_status": one["status"] if one else None, "b_status": other["status"] if other else None,
            "difference": _text(None if first is None or second is None else normal(second - first)),
            "span": _text(normal(spans.pop())) if len(spans) == 1 else None,
        })  # fmt: skip
    return found


def _text(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)


def _total(a: _Result, b: _Result) -> dict[str, Any]:
    first, second = (_sure({**one["total"], "excluded": False}) for one in (a, b))
    gap = None if first is None or second is None else normal(second - first)
    return {"a": _span(a), "b": _span(b), "difference": _text(gap)}


def _span(result: _Result) -> dict[str, str]:
    return {key: result["total"][key] for key in ("certain", "attainable", "max")}


def _class(a: _Result, b: _Result) -> dict[str, Any]:
    """Both classes, and whether the second is higher; told only on one and the same ladder."""
    first, second = a["classification"], b["classification"]
    ladder = [one["id"] for one in first["ladder"]]
    same = first["ladder"] == second["ladder"]
    moved = None
    if same and first["certain"] in ladder and second["certain"] in ladder:
        steps = ladder.index(first["certain"]) - ladder.index(second["certain"])
        moved = "up" if steps > 0 else "down" if steps < 0 else "same"
    return {"a": first["certain"], "b": second["certain"], "moved": moved}


__all__ = ["compare"]

"""Two results side by side: criteria, groups, total and class, with exact differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, exact_text, from_exact, normal
from scoring.review.agreement import weighted_kappa

_Result = Mapping[str, Any]


def compare(
    a: _Result, b: _Result, *, claimed: bool = False, kappa: bool = False
) -> dict[str, Any]:
    """What differs from result `a` to result `b`, as plain data.

    A criterion only one of them has is listed with the other side missing; an open one has no difference, nor
    has one that is worth other points there, or is another one altogether.

    Args:
        a: the first result.
        b: the second result.
        claimed: of `a` take the points the agency claims. Total and class are then those the engine made of the
            claims in a campaign's result, and left out in any other; groups always are: claims are not added up here.
        kappa: whether the weighted kappa is wanted; it comes from a library of its own.
    """
    criteria = _rows(a, b, "criteria", claimed)
    found: dict[str, Any] = {
        "a": _who(a), "b": _who(b), "line": "claimed" if claimed else "result",
        "same_agency": a["agency"]["id"] == b["agency"]["id"],
        "same_scheme": a["scheme"]["digest"] == b["scheme"]["digest"],
        "criteria": criteria, "summary": _summary(criteria), "agreement": _agreement(criteria, kappa),
    }  # fmt: skip
    if not claimed:
        found |= {"groups": _rows(a, b, "groups"), "total": _total(a, b), "class": _class(a, b)}
    elif (own := by_claims(a)) is not None:
        found |= {"total": _total(own, b), "class": _class(own, b)}
    return found


def by_claims(result: _Result) -> _Result | None:
    """A result with total and class as the engine made them of the claims; None where it could not."""
    end = ((result.get("appraisal") or {}).get("totals") or {}).get("claimed")
    if end is None:
        return None
    outside = None
    if end.get("outside"):
        titles = {one["id"]: one["title"] for one in result["classification"]["reasons"]}
        outside = {"id": end["outside"], "title": titles.get(end["outside"], end["outside"])}
    spans = {key: end[key] for key in ("certain", "attainable")}
    own = {
        "certain": end["class"], "possible": end["possible"], "outside": outside,
        "possible_outside": end["possible_outside"],
    }  # fmt: skip
    return {
        **result, "total": {**result["total"], **spans},
        "classification": {**result["classification"], **own},
    }  # fmt: skip


def _who(result: _Result) -> dict[str, Any]:
    note = result.get("appraisal") or {}
    return {
        "agency": result["agency"]["id"], "name": result["agency"]["name"], "period": result["period"],
        "scheme": result["scheme"]["id"], "digest": result["scheme"]["digest"], "ledger": note.get("head"),
        "campaign": note.get("campaign"), "entries": note.get("entries"), "banner": result["scheme"].get("banner"),
        "complete": bool(result.get("complete", True)), "final": bool(result.get("final", True)),
    }  # fmt: skip


def _sure(row: Mapping[str, Any]) -> Number | None:
    """A row's points where they are certain."""
    if row["certain"] != row["attainable"] or row.get("excluded"):
        return None
    return from_exact(row["certain"])


def _claimed(row: Mapping[str, Any]) -> Number | None:
    text = row.get("claimed")
    return None if text is None else from_exact(text)


def _span_of(row: Mapping[str, Any]) -> Number:
    return normal(Fraction(row["max"]) - Fraction(row.get("min", "0")))


def _rows(a: _Result, b: _Result, key: str, claimed: bool = False) -> list[dict[str, Any]]:
    left, right = ({one["id"]: one for one in result[key]} for result in (a, b))
    same_scheme = a["scheme"]["id"] == b["scheme"]["id"]
    found = []
    for id in dict.fromkeys((*left, *right)):
        one, other = left.get(id), right.get(id)
        first = None if one is None else _claimed(one) if claimed else _sure(one)
        second = None if other is None else _sure(other)
        why = None
        if one is not None and other is not None:
            if not same_scheme and one["title"] != other["title"]:
                why = "other_criterion"
            elif _span_of(one) != _span_of(other):
                why = "other_maximum"
        gap = None if first is None or second is None or why else normal(second - first)
        some = other or one
        assert some is not None
        found.append({
            "id": id, "title": some["title"],
            "a_title": one["title"] if one and one["title"] != some["title"] else None,
            "a": _text(first), "b": _text(second),
            "a_status": _status(one, claimed), "b_status": other["status"] if other else None,
            "a_max": one["max"] if one else None, "b_max": other["max"] if other else None,
            "difference": _text(gap), "why": why,
            "span": None if why else _text(_span_of(some)),
        })  # fmt: skip
    return found


def _status(row: Mapping[str, Any] | None, claimed: bool) -> str | None:
    if row is None:
        return None
    if claimed and row["status"] != "not_applicable":
        return "not_claimed" if row.get("claimed") is None else "scored"
    return str(row["status"])


def _text(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)


def _summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many criteria went up, down, or cannot be compared, and by how many points in all."""
    gaps = [from_exact(one["difference"]) for one in rows if one["difference"] is not None]
    up, down = [x for x in gaps if x > 0], [x for x in gaps if x < 0]
    return {
        "criteria": len(rows), "compared": len(gaps), "up": len(up), "down": len(down),
        "gained": exact_text(normal(sum(up))), "lost": exact_text(normal(sum(down))),
    }  # fmt: skip


def _agreement(rows: Sequence[Mapping[str, Any]], kappa: bool) -> dict[str, Any]:
    paired = [
        one for one in rows if one["difference"] is not None and one["span"] not in ("0", None)
    ]
    shares = [
        [normal(Fraction(from_exact(one[side])) / Fraction(from_exact(one["span"]))) for one in paired]
        for side in ("a", "b")
    ]  # fmt: skip
    found: dict[str, Any] = {
        "criteria": len(paired),
        "equal": sum(from_exact(one["difference"]) == 0 for one in paired),
    }
    if kappa:
        found["kappa"] = weighted_kappa(*shares).to_json()
    return found


def _total(a: _Result, b: _Result) -> dict[str, Any]:
    first, second = (_sure({**one["total"], "excluded": False}) for one in (a, b))
    why = None
    if a["scheme"]["id"] != b["scheme"]["id"]:
        why = "other_scheme"
    elif Fraction(a["total"]["max"]) != Fraction(b["total"]["max"]):
        why = "other_maximum"
    gap = None if first is None or second is None or why else normal(second - first)
    return {"a": _span(a), "b": _span(b), "difference": _text(gap), "why": why}


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


__all__ = ["by_claims", "compare"]

"""Agencies in order: a ranking per block and period, and its rows as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def ranking(
    results: Sequence[dict[str, Any]], rules: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Rows per block and period; two periods are never ranked together."""
    from scoring.engine.rank import rank

    given = rules or {}
    periods = sorted({one["period"] for one in results})
    ranked: dict[str, Any] = {}
    for period in periods:
        rows = rank([one for one in results if one["period"] == period],
                    given.get("ties", "competition"), given.get("then_by", ()))  # fmt: skip
        for name, found in rows.items():
            ranked[name if len(periods) == 1 else f"{name} ({period})"] = found
    return ranked


def as_json(ranked: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The rows of all blocks as data."""
    data = {name: [*map(_row, rows), *_absent(rows)] for name, rows in ranked.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    result = one["result"]
    return {
        "banner": result["scheme"].get("banner"),
        "rank": one["rank"], "why": one["why"], "agency": result["agency"], "period": result["period"],
        "total": {key: result["total"][key] for key in ("certain", "attainable", "max")},
        "class": result["classification"].get("certain"), "possible": result["classification"]["possible"],
        "outside": result["classification"].get("outside"), **_ledger(result),
    }  # fmt: skip


def _ledger(result: Mapping[str, Any]) -> dict[str, Any]:
    """Of an appraised result, where in which ledger its points stand, and what it was published under."""
    note = result.get("appraisal")
    if not note:
        return {}
    return {
        "ledger": {key: note[key] for key in ("campaign", "entries", "head", "at")}, "decision": note.get("decision"),
    }  # fmt: skip


def _absent(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Agencies of the campaign that handed in nothing: never ranked, without any total."""
    from scoring.reports import together

    results = [one["result"] for one in rows]
    nothing: dict[str, Any] = {
        "total": None,
        "class": None,
        "possible": [],
        "outside": None,
        "rank": None,
    }
    return [
        {
            **nothing, "why": one["status"], "agency": {"id": one["id"], "name": one["agency"], "block": results[0]["agency"]["block"]},
            "period": results[0]["period"], "banner": results[0]["scheme"].get("banner"),
        }
        for one in together.not_submitted(results)
    ]  # fmt: skip


__all__ = ["as_json", "ranking"]

"""Ranking inside a block: ties share a rank; open results and those outside have none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scoring.numbers import Number, from_exact
from scoring.text import sort_key


def _key(result: dict[str, Any], then_by: Sequence[str]) -> tuple[Number, ...]:
    points = {one["id"]: one["certain"] for one in (*result["groups"], *result["criteria"])}
    total = from_exact(result["total"]["certain"])
    return (total, *(from_exact(points[id]) if id in points else 0 for id in then_by))


def rank(
    results: Sequence[dict[str, Any]], ties: str = "competition", then_by: Sequence[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """Rows per block, best first: ``rank`` (None when not ranked), ``why``, and the result.

    Args:
        results: results in the contract's form.
        ties: ``competition`` (1, 2, 2, 4) or ``dense`` (1, 2, 2, 3).
        then_by: nodes whose points break ties, in order.
    """
    blocks: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        blocks.setdefault(result["agency"]["block"], []).append(result)
    ranked: dict[str, list[dict[str, Any]]] = {}
    for block in sorted(blocks):
        named = sorted(
            blocks[block], key=lambda r: (sort_key(r["agency"]["name"]), r["agency"]["id"])
        )
        settled = [r for r in named if r["complete"] and r["classification"]["outside"] is None]
        settled.sort(key=lambda r: _key(r, then_by), reverse=True)
        rows: list[dict[str, Any]] = []
        place = 0
        before: tuple[Number, ...] | None = None
        for index, result in enumerate(settled):
            key = _key(result, then_by)
            if key != before:
                place = index + 1 if ties == "competition" else place + 1
            before = key
            rows.append({"rank": place, "why": None, "result": result})
        for result in named:
            if result["classification"]["outside"] is not None:
                rows.append({"rank": None, "why": "outside", "result": result})
            elif not result["complete"]:
                rows.append({"rank": None, "why": "incomplete", "result": result})
        ranked[block] = rows
    return ranked

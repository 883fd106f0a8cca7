"""Ranking inside a block: ties share a rank; agencies whose result is open or outside are listed apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from scoring.numbers import Number, from_exact
from scoring.result.base import Part
from scoring.result.summary import Summary
from scoring.text import sort_key


class RankedResult(Part):
    """An agency's place in its block."""

    rank: int | None
    """None for an agency that is not ranked."""
    why: Literal["outside", "incomplete"] | None
    """Why it is not ranked."""
    result: Summary


Ranking = dict[str, list[RankedResult]]
"""The agencies of each block, best first, those that are not ranked last."""


def rank(results: Iterable[Summary], ties: str = "competition", then_by: Sequence[str] = ()) -> Ranking:
    """Every block's agencies in order, from summaries of one period. `ties` is ``competition`` (1, 2, 2, 4) or
    ``dense`` (1, 2, 2, 3); the points of `then_by` break ties, in order.
    """
    blocks: dict[str, list[Summary]] = {}
    for result in results:
        blocks.setdefault(result.agency.block, []).append(result)
    return {block: _ranked(blocks[block], ties, then_by) for block in sorted(blocks)}


def _ranked(results: list[Summary], ties: str, then_by: Sequence[str]) -> list[RankedResult]:
    by_name = sorted(results, key=lambda one: (sort_key(one.agency.name), one.agency.id))
    settled = [one for one in by_name if one.complete and one.classification.outside is None]
    settled.sort(key=lambda one: _key(one, then_by), reverse=True)
    rows: list[RankedResult] = []
    place = 0
    before: tuple[Number, ...] | None = None
    for index, result in enumerate(settled):
        key = _key(result, then_by)
        if key != before:
            place = index + 1 if ties == "competition" else place + 1
        before = key
        rows.append(RankedResult(rank=place, why=None, result=result))
    for result in by_name:
        if result.classification.outside is not None:
            rows.append(RankedResult(rank=None, why="outside", result=result))
        elif not result.complete:
            rows.append(RankedResult(rank=None, why="incomplete", result=result))
    return rows


def _key(result: Summary, then_by: Sequence[str]) -> tuple[Number, ...]:
    points = {one.id: one.certain for one in result.groups} | result.points
    total = from_exact(result.total.certain)
    return (total, *(from_exact(points[id]) if id in points else 0 for id in then_by))

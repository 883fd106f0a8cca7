"""Ranking inside a block: ties share a rank; agencies whose result is open or outside are listed apart."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from scoring.numbers import Number, from_exact
from scoring.result.base import Part
from scoring.result.model import RankingRule
from scoring.result.summary import Summary
from scoring.text import sort_key


class RankedResult(Part):
    """An agency's place in its block."""

    rank: int | None
    """None for an agency that is not ranked."""
    why: Literal["outside", "incomplete"] | None
    """Why it is not ranked."""
    result: Summary
    decided_by: tuple[str, ...] = ()
    """Nodes whose points, in this order, tell it from agencies with an equal total or share."""


Ranking = dict[str, list[RankedResult]]
"""The agencies of each block, best first, those that are not ranked last."""
_Key = tuple[Number, ...]
"""What is compared: the total or the share, then the points of each node that breaks ties."""


def block_order(one: Summary) -> tuple[object, ...]:
    """Where an agency's block stands among the blocks, everywhere blocks are listed: by period, then by title."""
    block = one.agency.block
    return one.period, sort_key(one.scheme.block_title or block), block, one.scheme.id


def rank(results: Iterable[Summary]) -> Ranking:
    """Every block's agencies in order, from summaries of one period and scheme, by the rule they carry."""
    blocks: dict[str, list[Summary]] = {}
    for result in results:
        blocks.setdefault(result.agency.block, []).append(result)
    return {block: _ranked(blocks[block]) for block in sorted(blocks)}


def _ranked(results: list[Summary]) -> list[RankedResult]:
    rule = results[0].scheme.ranking or RankingRule()
    by_name = sorted(results, key=lambda one: (sort_key(one.agency.name), one.agency.id))
    settled = [(_key(x, rule), x) for x in by_name if x.complete and x.classification.outside is None]
    settled.sort(key=lambda one: one[0], reverse=True)
    nodes: dict[_Key, int] = {}
    """How many nodes it takes to tell equal results from those next to them."""
    for key, below in pairwise(dict.fromkeys(key for key, _ in settled)):
        depth = next(i for i, (x, y) in enumerate(zip(key, below, strict=True)) if x != y)
        nodes[key], nodes[below] = max(depth, nodes.get(key, 0)), depth
    rows: list[RankedResult] = []
    place = 0
    before: _Key | None = None
    for index, (key, result) in enumerate(settled):
        if key != before:
            place = index + 1 if rule.ties == "competition" else place + 1
        before = key
        rows.append(RankedResult(rank=place, why=None, result=result, decided_by=rule.then_by[: nodes.get(key, 0)]))
    for result in by_name:
        if result.classification.outside is not None:
            rows.append(RankedResult(rank=None, why="outside", result=result))
        elif not result.complete:
            rows.append(RankedResult(rank=None, why="incomplete", result=result))
    return rows


def node_points(result: Summary, id: str) -> str:
    """The points of a node that breaks ties, as exact text; 0 where the agency's set has no such node."""
    return next((one.certain for one in result.groups if one.id == id), result.points.get(id, "0"))


def _key(result: Summary, rule: RankingRule) -> _Key:
    total, maximum = from_exact(result.total.certain), from_exact(result.total.max)
    if result.classification.on == "share" and maximum:
        total = Fraction(total) / maximum
    return (total, *(from_exact(node_points(result, id)) for id in rule.then_by))

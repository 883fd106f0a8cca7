"""Ranking inside a block: ties share a rank; agencies whose result is open or outside are listed apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from sys import intern
from typing import Literal

from scoring.numbers import Number, from_exact
from scoring.result.base import Frozen, Part, Points
from scoring.result.model import RankingRule, Scheme
from scoring.result.summary import HeldSummary, Summary, agency_of, unpacked
from scoring.text import sort_key


class RankedTotal(Part):
    """The points of a ranked agency."""

    certain: Points
    attainable: Points
    max: Points


class RankedResult(Part, eq=False):
    """An agency's place in its block."""

    rank: int | None
    """None for an agency that is not ranked."""
    why: Literal["outside", "incomplete"] | None
    """Why it is not ranked."""
    held: HeldSummary
    total: RankedTotal
    decided_by: tuple[str, ...] = ()
    """Nodes whose points, in this order, tell it from agencies with an equal total or share."""

    @classmethod
    def of(
        cls, result: Summary, rank: int | None = None, why: Literal["outside", "incomplete"] | None = None
    ) -> RankedResult:
        """A result at this place."""
        return cls(rank=rank, why=why, held=result, total=_total(result))

    @property
    def agency(self) -> str:
        """The agency's id."""
        return agency_of(self.held)

    @property
    def result(self) -> Summary:
        """Its summary, which may have to be unpacked."""
        return unpacked(self.held)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same result at the same place, packed or not."""
        if not isinstance(other, RankedResult):
            return NotImplemented
        own, others = ((one.rank, one.why, one.decided_by, one.result) for one in (self, other))
        return own == others

    def __hash__(self) -> int:
        return hash((self.rank, self.agency))


Ranking = dict[str, list[RankedResult]]
"""The agencies of each block, best first, those that are not ranked last."""
_Key = tuple[Number, ...]
"""What is compared: the total or the share, then the points of each node that breaks ties."""


class Candidate(Frozen):
    """What an agency is ranked by, so that its summary is not needed for it any more."""

    held: HeldSummary
    total: RankedTotal
    period: str
    block: str
    scheme: Scheme
    name: str
    """The agency's."""
    key: _Key
    why: Literal["outside", "incomplete"] | None
    """Why it is not ranked."""

    @property
    def group(self) -> tuple[str, str, str]:
        """With whom it is ranked: period, block and scheme."""
        return self.period, self.block, self.scheme.id

    def at(self, rank: int | None, decided_by: tuple[str, ...] = ()) -> RankedResult:
        """The agency at this place."""
        return RankedResult(rank=rank, why=self.why, held=self.held, total=self.total, decided_by=decided_by)


def group_of(one: Summary) -> tuple[str, str, str]:
    """With whom an agency is ranked: period, block and scheme."""
    return one.period, one.agency.block, one.scheme.id


def block_order(one: Summary) -> tuple[object, ...]:
    """Where an agency's block stands among the blocks, everywhere blocks are listed: by period, then by title."""
    block = one.agency.block
    return one.period, sort_key(one.scheme.block_title or block), block, one.scheme.id


def candidates(results: Iterable[HeldSummary]) -> Iterator[Candidate]:
    """What each result is ranked by: the rule that the first of its group carries."""
    # Of thousands of agencies, parts that repeat are one object.
    schemes: dict[Scheme, Scheme] = {}
    keys: dict[_Key, _Key] = {}
    totals: dict[RankedTotal, RankedTotal] = {}
    rules: dict[tuple[str, str, str], RankingRule] = {}
    for held in results:
        one = unpacked(held)
        scheme = schemes.setdefault(one.scheme, one.scheme)
        rule = rules.setdefault(group_of(one), scheme.ranking or RankingRule())
        key, total = _key(one, rule), _total(one)
        yield Candidate(
            held=held,
            total=totals.setdefault(total, total),
            period=intern(one.period),
            block=intern(one.agency.block),
            scheme=scheme,
            name=one.agency.name,
            key=keys.setdefault(key, key),
            why="outside" if one.classification.outside is not None else None if one.complete else "incomplete",
        )


def rank(results: Iterable[HeldSummary]) -> Ranking:
    """Every block's agencies in order, from summaries of one period and scheme, by the rule they carry."""
    blocks: dict[str, list[Candidate]] = {}
    for one in candidates(results):
        blocks.setdefault(one.block, []).append(one)
    return {block: in_order(blocks[block]) for block in sorted(blocks)}


def in_order(found: Sequence[Candidate]) -> list[RankedResult]:
    """A block's agencies in order."""
    rule = found[0].scheme.ranking or RankingRule()
    by_name = sorted(found, key=lambda one: (sort_key(one.name), agency_of(one.held)))
    settled = sorted((one for one in by_name if one.why is None), key=lambda one: one.key, reverse=True)
    nodes: dict[_Key, int] = {}
    """How many nodes it takes to tell equal results from those next to them."""
    for key, below in pairwise(dict.fromkeys(one.key for one in settled)):
        depth = next(i for i, (x, y) in enumerate(zip(key, below, strict=True)) if x != y)
        nodes[key], nodes[below] = max(depth, nodes.get(key, 0)), depth
    rows: list[RankedResult] = []
    place = 0
    before: _Key | None = None
    for index, one in enumerate(settled):
        if one.key != before:
            place = index + 1 if rule.ties == "competition" else place + 1
        before = one.key
        rows.append(one.at(place, rule.then_by[: nodes.get(one.key, 0)]))
    return [*rows, *(one.at(None) for one in by_name if one.why)]


def _total(one: Summary) -> RankedTotal:
    return RankedTotal(certain=one.total.certain, attainable=one.total.attainable, max=one.total.max)


def node_points(result: Summary, id: str) -> str:
    """The points of a node that breaks ties, as exact text; 0 where the agency's set has no such node."""
    return next((one.certain for one in result.groups if one.id == id), result.points.get(id, "0"))


def _key(result: Summary, rule: RankingRule) -> _Key:
    total, maximum = from_exact(result.total.certain), from_exact(result.total.max)
    if result.classification.on == "share" and maximum:
        total = Fraction(total) / maximum
    return (total, *(from_exact(node_points(result, id)) for id in rule.then_by))

"""What to verify on site: criteria drawn by risk, reproducible from the seed, in whole numbers throughout."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.numbers import Number, exact_text, normal
from scoring.result.model import Result
from scoring.review.entry import EntryData
from scoring.review.score_lines import applicable, computed_points, final_figure, takes_part
from scoring.review.state import AgencyState, State

WEIGHTS: Mapping[str, int] = {"stake": 3, "edge": 3, "weak": 2, "past": 2}
"""What the four parts of a risk count: points at stake, nearness to a class edge, weak evidence, past gaps."""

Past = Mapping[tuple[str, str], Number]
"""By agency and criterion: how far claimed and final points lay apart in earlier results, as a share of the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One criterion of one agency with the parts of its risk, each from 0 to 1."""

    agency: str
    criterion: str
    stake: Number
    edge: Number
    weak: Number
    past: Number

    @property
    def total(self) -> Fraction:
        """The weighted mean of the parts."""
        parts = sum(Fraction(getattr(self, name)) * weight for name, weight in WEIGHTS.items())
        return Fraction(parts) / sum(WEIGHTS.values())

    def to_json(self) -> EntryData:
        """The risk as plain data."""
        return {
            "agency": self.agency,
            "criterion": self.criterion,
            "risk": exact_text(normal(self.total)),
            **{name: exact_text(getattr(self, name)) for name in WEIGHTS},
        }


def risks(state: State, past: Past | None = None) -> Iterator[Risk]:
    """The risk of every criterion of every agency that has handed in, by agency and criterion."""
    for one in state.agencies.values():
        if takes_part(one):
            yield from _of(state, one, past or {})


def _points(state: State, one: AgencyState, criterion: str) -> Number:
    assert one.submission is not None
    points = final_figure(state, one, criterion)[1]
    if points is None:
        points = one.submission.claimed.get(criterion)
    return points if points is not None else computed_points(one.submission, criterion) or 0


def _of(state: State, one: AgencyState, past: Past) -> Iterator[Risk]:
    known = state.criteria_of(one)
    ids = applicable(state, one)
    points = {id: _points(state, one, id) for id in ids}
    widest = max((known[id].high - known[id].low for id in ids), default=0)
    total = sum(points.values())
    distance = min((abs(Fraction(total - edge)) for edge in state.edges.get(one.agency.block, ())), default=None)
    assert one.submission is not None
    for id in ids:
        criterion = known[id]
        # What would be lost if nothing stood behind the points.
        stake = Fraction(points[id] - criterion.low)
        edge = Fraction(0) if distance is None else Fraction(1) if distance == 0 else min(Fraction(1), stake / distance)
        yield Risk(
            agency=one.agency.id,
            criterion=id,
            stake=normal(stake / widest) if widest else 0,
            edge=normal(edge if stake else Fraction()),
            weak=int(id in one.submission.weak),
            past=min(1, past.get((one.agency.id, id), 0)),
        )


def past_gaps(results: Iterable[Result]) -> dict[tuple[str, str], Number]:
    """The gaps of earlier results; the widest where there are several."""
    found: dict[tuple[str, str], Number] = {}
    for result in results:
        for one in result.criteria:
            span = Fraction(one.max) - Fraction(one.min)
            if one.claimed is None or one.final is None or not span:
                continue
            gap = normal(abs(Fraction(one.claimed) - Fraction(one.final)) / span)
            slot = (result.agency.id, one.id)
            found[slot] = max(gap, found.get(slot, 0))
    return found


def draw(rows: Sequence[Risk], count: int, seed: str) -> list[Risk]:
    """`count` of them without repetition, each draw with probability proportional to the risk.

    The draws come from SHA-256 of the seed and the draw's number, so that anyone can repeat them.
    """
    pool = sorted((one for one in rows if one.total > 0), key=lambda one: (one.agency, one.criterion))
    scale = math.lcm(*(one.total.denominator for one in pool)) if pool else 1
    weights = [int(one.total * scale) for one in pool]
    drawn: list[Risk] = []
    while pool and len(drawn) < count:
        digest = hashlib.sha256(f"{seed}|{len(drawn)}".encode()).digest()
        at = int.from_bytes(digest) % sum(weights)
        index = 0
        while at >= weights[index]:
            at -= weights[index]
            index += 1
        drawn.append(pool.pop(index))
        weights.pop(index)
    return drawn

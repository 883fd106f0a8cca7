"""Agreement between two appraisers of the same criteria: what they share, and Cohen's weighted kappa from a library.

The weights are the distances of the points themselves, as shares of each criterion's span: plain (linear) and
squared (quadratic). The figures are estimates, rounded to four digits; nothing is scored with them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from scoring.numbers import Number, exact_text, normal
from scoring.result.base import Count, Exact, Part

PLACES = Decimal("0.0001")
FEWEST = 2
"""Fewer pairs than this say nothing about agreement."""


class Kappa(Part, omit_defaults=False):
    """Both weighted kappas as text of four decimals; where they are not defined, why."""

    linear: str | None = None
    quadratic: str | None = None
    undefined: Literal["few", "constant", "not_installed"] | None = None
    """Too few pairs, one side constant over all criteria, or the library not installed."""


class PairAgreement(Part):
    """How far two appraisers agree, as it is written."""

    first: str
    second: str
    stage: str
    criteria: Count
    """How many criteria both appraised."""
    equal: Count
    """How many of them got the same points from both."""
    mean_difference: Exact
    """Second less first, as a share of the criterion's span."""
    kappa: Kappa | UnsetType = UNSET
    """Absent where it was not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The points two appraisers gave to the same criteria."""

    first: str
    second: str
    stage: str
    first_points: tuple[Number, ...]
    second_points: tuple[Number, ...]
    """Points of the same criteria in the same order, as shares of each criterion's span."""

    @property
    def equal(self) -> int:
        """How many criteria both gave the same points."""
        return sum(a == b for a, b in zip(self.first_points, self.second_points, strict=True))

    @property
    def difference(self) -> Number:
        """The mean difference, second less first, as a share of the criterion's span."""
        both = zip(self.first_points, self.second_points, strict=True)
        return normal(Fraction(sum(b - a for a, b in both)) / len(self.first_points))

    def agreement(self, *, kappa: bool = False) -> PairAgreement:
        """How far the two agree; with `kappa` the weighted kappas too."""
        return PairAgreement(
            first=self.first,
            second=self.second,
            stage=self.stage,
            criteria=len(self.first_points),
            equal=self.equal,
            mean_difference=exact_text(self.difference),
            kappa=weighted_kappa(self.first_points, self.second_points) if kappa else UNSET,
        )


def pair(
    first: str, second: str, a: Sequence[tuple[Number, Number]], b: Sequence[tuple[Number, Number]], stage: str = ""
) -> Pair:
    """Two appraisers; `a` and `b` hold points and span of the same criteria in the same order."""
    ours, theirs = (tuple(normal(Fraction(points) / span) for points, span in rows) for rows in (a, b))
    return Pair(first=first, second=second, stage=stage, first_points=ours, second_points=theirs)


def installed() -> bool:
    """Whether the library is there; looking does not import it."""
    return importlib.util.find_spec("nltk") is not None


def weighted_kappa(first: Sequence[Number], second: Sequence[Number]) -> Kappa:
    """Cohen's kappa, weighted by the distance of the values and by its square.

    Raises:
        ValueError: the two are not equally long.
    """
    if len(first) != len(second):
        raise ValueError("two equally long sequences are needed")
    if len(first) < FEWEST:
        return Kappa(undefined="few")
    # Who gives the same everywhere has a kappa of exactly 0, or 0 ÷ 0, however well the other one agrees.
    if len(set(first)) == 1 or len(set(second)) == 1:
        return Kappa(undefined="constant")
    if not installed():
        return Kappa(undefined="not_installed")
    # Importing takes over a second: only where figures are asked for.
    from nltk.metrics.agreement import AnnotationTask

    rows = [(who, item, points) for who, given in ((1, first), (2, second)) for item, points in enumerate(given)]
    found = []
    for power in (1, 2):
        task = AnnotationTask(rows, distance=_Distance(power))
        found.append(_rounded(task.weighted_kappa_pairwise(1, 2)))
    return Kappa(linear=found[0], quadratic=found[1])


@dataclass(frozen=True, slots=True)
class _Distance:
    power: int

    def __call__(self, a: Number, b: Number) -> Fraction:
        return (abs(Fraction(a - b))) ** self.power


def _rounded(value: Any) -> str:
    # Adding nothing turns a negative zero into zero.
    return str(Decimal(repr(value)).quantize(PLACES) + 0)

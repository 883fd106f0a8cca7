"""Agreement between two appraisers of the same criteria, with Cohen's weighted kappa from a library.

The weights are the distances of the points themselves, as shares of each criterion's span: plain (linear) and
squared (quadratic). The figures are estimates, rounded to four digits; nothing is scored with them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from scoring.numbers import Number
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
    """How far two appraisers agree on the criteria both of them appraised in one stage."""

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


def installed() -> bool:
    """Whether the library is there; looking does not import it."""
    return importlib.util.find_spec("nltk") is not None


def weighted_kappa(first: Sequence[Number], second: Sequence[Number]) -> Kappa:
    """Cohen's kappa, weighted by the distance of the values and its square; ValueError for unequal lengths."""
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
        task = AnnotationTask(rows, distance=partial(_distance, power))
        found.append(_rounded(task.weighted_kappa_pairwise(1, 2)))
    return Kappa(linear=found[0], quadratic=found[1])


def _distance(power: int, a: Number, b: Number) -> Fraction:
    return abs(Fraction(a - b)) ** power


def _rounded(value: Any) -> str:
    # Adding nothing turns a negative zero into zero.
    return str(Decimal(repr(value)).quantize(PLACES) + 0)

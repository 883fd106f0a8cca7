"""Agreement between two appraisers of the same criteria: weighted kappa, in exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, exact_text, normal


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two appraisers agree."""

    first: str
    second: str
    stage: str
    count: int
    equal: int
    """How many criteria both gave the same points."""
    difference: Number
    """The mean difference, second less first, as a share of the criterion's span."""
    kappa: Number | None
    """Quadratically weighted kappa; None where it is not defined: all points of both are alike."""

    def to_json(self) -> dict[str, Any]:
        """The pair as plain data."""
        return {
            "first": self.first, "second": self.second, "stage": self.stage, "criteria": self.count,
            "equal": self.equal, "mean_difference": exact_text(self.difference),
            "kappa": None if self.kappa is None else exact_text(self.kappa),
        }  # fmt: skip


def weighted_kappa(first: Sequence[Number], second: Sequence[Number]) -> Number | None:
    """Cohen's kappa with quadratic weights over the values themselves.

    One less the mean squared difference observed, over the one expected if the two sets of values were paired at
    random. With values 0, 1, 2 … this is the usual quadratically weighted kappa of ordered categories.

    >>> weighted_kappa([1, 2, 3, 4], [1, 2, 3, 4]), weighted_kappa([0, 1], [1, 0])
    (1, -1)

    Raises:
        ValueError: the two are not equally long, or empty.
    """
    count = len(first)
    if count != len(second) or not count:
        raise ValueError("two equally long, not empty sequences are needed")
    observed = (
        sum((Fraction(a - b) ** 2 for a, b in zip(first, second, strict=True)), Fraction()) / count
    )
    # The mean over all pairs follows from the means and the mean squares.
    means = [sum(map(Fraction, values), Fraction()) / count for values in (first, second)]
    squares = [
        sum((Fraction(x) ** 2 for x in values), Fraction()) / count for values in (first, second)
    ]
    expected = squares[0] + squares[1] - 2 * means[0] * means[1]
    if not expected:
        return None
    return normal(1 - observed / expected)


def agreement(
    first: str,
    second: str,
    a: Sequence[tuple[Number, Number]],
    b: Sequence[tuple[Number, Number]],
    stage: str = "",
) -> Pair:
    """The agreement of two appraisers; `a` and `b` hold points and span of the same criteria in the same order."""
    ours = [normal(Fraction(points) / span) for points, span in a]
    theirs = [normal(Fraction(points) / span) for points, span in b]
    equal = sum(x == y for x, y in zip(ours, theirs, strict=True))
    mean = sum((Fraction(y - x) for x, y in zip(ours, theirs, strict=True)), Fraction()) / len(ours)
    return Pair(first, second, stage, len(ours), equal, normal(mean), weighted_kappa(ours, theirs))


__all__ = ["Pair", "agreement", "weighted_kappa"]

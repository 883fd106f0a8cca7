"""Fast exact arithmetic: sums and roundings done in whole numbers as far as possible."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from scoring.numbers import Number, normal, round_to


def exact_sum(values: Iterable[Number]) -> Number:
    """The exact sum; numerators are added per denominator, so that few fractions are made.

    >>> exact_sum([1, Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)])
    Fraction(7, 3)
    """
    total = 0
    parts: defaultdict[int, int] = defaultdict(int)
    for value in values:
        if value.__class__ is int:
            total += value
        else:
            over, under = value.as_integer_ratio()
            parts[under] += over
    if not parts:
        return total
    common = math.lcm(*parts)
    over = total * common + sum(n * (common // d) for d, n in parts.items())
    return normal(Fraction(over, common))


_REMEMBERED = 16_384


class Grid:
    """The multiples of one step, and rounding to them; each multiple is made once and shared."""

    def __init__(self, step: Number, mode: str) -> None:
        self.step = step
        self.mode = mode
        inverse = 1 / Fraction(step)
        # Whole steps per point, where that is a whole number; else numbers are rounded one by one.
        self._scale = inverse.numerator if inverse.denominator == 1 else 0
        self._down = mode in ("down", "floor")
        self._made: dict[int, Number] = {}

    def number(self, steps: int) -> Number:
        """`steps` times the step."""
        found = self._made.get(steps)
        if found is None:
            found = normal(Fraction(steps, self._scale))
            if len(self._made) < _REMEMBERED:
                self._made[steps] = found
        return found

    def steps(self, value: Number) -> int | None:
        """How many times the step a value is; None where that is no whole number.

        >>> Grid(Fraction(1, 100), "down").steps(Fraction(5, 2)), Grid(Fraction(1, 100), "down").steps(Fraction(1, 3))
        (250, None)
        """
        over, under = value.as_integer_ratio()
        return over * (self._scale // under) if self._scale and self._scale % under == 0 else None

    def round(self, value: Number) -> Number:
        """`value` rounded; a value on the grid is returned itself.

        >>> Grid(Fraction(1, 100), "down").round(Fraction(8, 3))
        Fraction(133, 50)
        """
        scale = self._scale
        over, under = value.as_integer_ratio()
        if scale and scale % under == 0:
            return value
        if scale and self._down and over > 0:
            return self.number(over * scale // under)
        rounded = round_to(value, self.step, self.mode)
        return value if rounded == value else rounded

    def quotient(self, over: int, under: int) -> Number:
        """The rounded quotient; the unrounded fraction is made only where needed.

        >>> Grid(Fraction(1, 10000), "down").quotient(23, 24)
        Fraction(9583, 10000)
        """
        if self._scale and self._down and over >= 0 and under > 0:
            steps = over * self._scale // under
            found = self._made.get(steps)  # a share is looked up for every measure: a call less counts
            return self.number(steps) if found is None else found
        return round_to(normal(Fraction(over, under)), self.step, self.mode)


def reaches(value: Number, over: int, under: int) -> bool:
    """Whether `value` is at least ``over / under``, compared in whole numbers."""
    own, below = value.as_integer_ratio()
    return own * under >= over * below

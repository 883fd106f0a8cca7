"""Exact arithmetic where it is done often: sums and roundings that stay in whole numbers as long as they can."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction

from scoring.numbers import Number, normal, round_to


def exact_sum(values: Iterable[Number]) -> Number:
    """The exact sum; numerators are added per denominator, so that few fractions are ever made.

    >>> exact_sum([1, Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)])
    Fraction(7, 3)
    """
    whole = 0
    parts: dict[int, int] = {}
    for value in values:
        if value.__class__ is int:
            whole += value
        else:
            denominator = value.denominator
            parts[denominator] = parts.get(denominator, 0) + value.numerator
    if not parts:
        return whole
    common = math.lcm(*parts)
    over = whole * common + sum(n * (common // d) for d, n in parts.items())
    return normal(Fraction(over, common))


def rounder(step: Number, mode: str) -> Callable[[Number], Number]:
    """`scoring.numbers.round_to` for one step and mode; values already on the step pass at once."""
    inverse = 1 / Fraction(step)
    scale = inverse.numerator if inverse.denominator == 1 else 0

    def round_(value: Number) -> Number:
        if scale and scale % value.denominator == 0:
            return value
        if scale and mode in ("down", "floor") and value > 0:
            return normal(Fraction(value.numerator * scale // value.denominator, scale))
        return round_to(value, step, mode)

    return round_


def quotient_rounder(step: Number, mode: str) -> Callable[[int, int], Number]:
    """The rounded quotient of two positive whole numbers, without making the unrounded fraction."""
    inverse = 1 / Fraction(step)
    scale = inverse.numerator if inverse.denominator == 1 else 0

    def quotient(over: int, under: int) -> Number:
        if scale and mode in ("down", "floor"):
            return normal(Fraction(over * scale // under, scale))
        return round_to(Fraction(over, under), step, mode)

    return quotient

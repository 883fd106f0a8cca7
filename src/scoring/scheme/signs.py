"""The sign of points: what a criterion of the penalty section costs is shown and entered as zero or less."""

from __future__ import annotations

from scoring.numbers import Number


def signed(section: str, points: Number) -> Number:
    """Points of a criterion or section as they are shown, or those shown as the engine counts them.

    >>> signed("penalty", 3), signed("penalty", -3), signed("tree", 3)
    (-3, 3, 3)
    """
    return -points if section == "penalty" else points


def signed_ends(section: str, low: Number, high: Number) -> tuple[Number, Number]:
    """The least and the greatest points, with their sign, the lesser first.

    >>> signed_ends("penalty", 1, 4), signed_ends("penalty", 0, 4), signed_ends("tree", 1, 4)
    ((-4, -1), (-4, 0), (1, 4))
    """
    return (-high, -low) if section == "penalty" else (low, high)

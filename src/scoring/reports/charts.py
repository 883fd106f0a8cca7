"""Geometry of the charts: exact numbers turned into fixed decimal text, nothing drawn here.

Horizontal places are percentages, so that a drawing without a view box fills any width while its
letters keep their size; heights are pixels. The macros in ``templates/charts.html.j2`` draw them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, fixed, from_exact, normal

Shape = dict[str, Any]

_NEAR = 200
"""Dots nearer than this (in hundredths of a percent of the width) are stacked."""
_LABELS_APART = 700
_STEP = 12
_RADIUS = 8
_STACK = 110
"""A stack grows no higher than this; more dots then cover each other in part."""
_LETTER = 15
_HEAD, _HIGH = 20, 96
"""Columns: room for the number above, and the height of a whole maximum."""


_WHOLE = 10_000
"""All of an axis, in hundredths of a percent."""


def place(value: Number, top: Number) -> int:
    """A place on an axis from 0 to `top` in hundredths of a percent, rounded half up, never outside it.

    >>> place(Fraction(1, 3), 1), place(-1, 10), place(7, 0)
    (3333, 0, 0)
    """
    if top <= 0 or value <= 0:
        return 0
    if value >= top:
        return _WHOLE
    # Whole numbers all the way: a block's drawing has hundreds of places.
    over = value.numerator * top.denominator * _WHOLE
    under = value.denominator * top.numerator
    return (2 * over + under) // (2 * under)


def written(hundredths: int) -> str:
    """Hundredths as decimal text.

    >>> written(3333), written(5)
    ('33.33', '0.05')
    """
    return f"{hundredths // 100}.{hundredths % 100:02}"


def percent(value: Number, top: Number) -> str:
    """A place on an axis from 0 to `top`, as a percentage with two decimals."""
    return written(place(value, top))


def bar(one: Mapping[str, Any]) -> Shape:
    """A bar from a row with ``certain``, ``attainable`` and ``max``: what is certain, what is open."""
    return span(*(from_exact(one[key]) for key in ("certain", "attainable", "max")))


def span(low: Number, high: Number, top: Number) -> Shape:
    """A bar up to `low`, and an open part from there to `high`."""
    left, right = place(low, top), place(high, top)
    return {"certain": written(left), "open": written(right - left)}


def ticks(edges: Iterable[tuple[Number, str]], top: Number) -> list[Shape]:
    """Labels below an axis; one that would run into its neighbour is left out, the ends never."""
    wanted = sorted(dict(edges).items())
    if not wanted:
        return []
    last = wanted[-1][0]
    shown: list[Shape] = []
    before = -_LABELS_APART
    for value, text in wanted:
        at = place(value, top)
        crowded = place(last, top) - at < _LABELS_APART and value != last
        if at - before < _LABELS_APART or crowded:
            continue
        before = at
        hold = "start" if at == 0 else "end" if at == _WHOLE else "middle"
        shown.append({"x": written(at), "text": text, "hold": hold})
    return shown


def bands(edges: Sequence[tuple[Number, Number, bool]], top: Number) -> list[Shape]:
    """Bands of an axis: where each starts, how wide it is, whether it is the one reached."""
    found = []
    for low, high, reached in edges:
        left, right = place(low, top), place(high, top)
        found.append({"x": written(left), "width": written(right - left), "on": reached})
    return found


def dots(values: Sequence[tuple[Number, Mapping[str, Any]]], top: Number) -> Shape:
    """Dots on one axis, stacked where they would cover each other.

    Args:
        values: each dot's place, with what else a template wants to know of it.
        top: where the axis ends.

    Returns:
        ``dots`` with ``x`` (percent) and ``y`` (pixels from the top); the axis' ``base``, the line of
        its ``label`` letters and the whole ``height`` in pixels.
    """
    levels: list[int] = []
    found: list[Shape] = []
    for at, more in sorted(((place(value, top), x) for value, x in values), key=lambda one: one[0]):
        level = next((i for i, x in enumerate(levels) if at - x >= _NEAR), len(levels))
        levels[level : level + 1] = [at]
        found.append({**more, "x": written(at), "level": level})
    count = max(len(levels), 1)
    step = min(Fraction(_STEP), Fraction(_STACK, count))
    base = count * step + _RADIUS
    heights = [fixed(base - _RADIUS - level * step, 1) for level in range(count)]
    for one in found:
        one["y"] = heights[one.pop("level")]
    return {"dots": found, "base": fixed(base, 1), "label": fixed(base + _LETTER, 1),
            "height": fixed(base + _LETTER + 5, 1)}  # fmt: skip


def columns(rows: Sequence[Mapping[str, Any]]) -> Shape:
    """Columns side by side, from rows with ``certain``, ``attainable`` and ``max``, as shares."""
    count = len(rows)
    width = normal(Fraction(100, max(count, 1)))
    found = []
    for index, row in enumerate(rows):
        low, high, top = (from_exact(row[key]) for key in ("certain", "attainable", "max"))
        solid, open_ = _height(low, top), _height(high, top)
        found.append({
            **row, "middle": fixed(normal(Fraction(2 * index + 1, 2) * width), 2),
            "x": fixed(normal((index + Fraction(3, 10)) * width), 2),
            "width": fixed(normal(width * Fraction(4, 10)), 2),
            "solid": fixed(solid, 1), "solid_y": fixed(_HEAD + _HIGH - solid, 1),
            "open": fixed(open_ - solid, 1), "open_y": fixed(_HEAD + _HIGH - open_, 1),
            "text_y": fixed(_HEAD + _HIGH - open_ - 6, 1),
        })  # fmt: skip
    return {"columns": found}


def _height(value: Number, top: Number) -> Number:
    return Fraction(place(value, top) * _HIGH, _WHOLE)


__all__ = [
    "Shape", "bands", "bar", "columns", "dots", "percent", "place", "span", "ticks", "written",
]  # fmt: skip

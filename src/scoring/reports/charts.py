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

_NEAR = 2
"""Dots nearer than this (in percent of the width) are stacked."""
_LABELS_APART = 7
_STEP = 12
_RADIUS = 8
_STACK = 110
"""A stack grows no higher than this; more dots then cover each other in part."""
_LETTER = 15
_HEAD, _HIGH = 20, 96
"""Columns: room for the number above, and the height of a whole maximum."""


def share(value: Number, top: Number) -> Number:
    """`value` as a percentage of `top`, kept between 0 and 100; 0 of nothing is 0."""
    if top <= 0:
        return 0
    return min(max(normal(Fraction(value) * 100 / top), 0), 100)


def percent(value: Number, top: Number) -> str:
    """A place on an axis from 0 to `top`, as a percentage with two decimals.

    >>> percent(Fraction(1, 3), 1), percent(-1, 10), percent(7, 0)
    ('33.33', '0.00', '0.00')
    """
    return fixed(share(value, top), 2)


def bar(one: Mapping[str, Any]) -> Shape:
    """A bar from a row with ``certain``, ``attainable`` and ``max``: what is certain, what is open."""
    return span(*(from_exact(one[key]) for key in ("certain", "attainable", "max")))


def span(low: Number, high: Number, top: Number) -> Shape:
    """A bar up to `low`, and an open part from there to `high`."""
    left, right = percent(low, top), percent(high, top)
    return {"certain": left, "open": fixed(normal(Fraction(right) - Fraction(left)), 2)}


def ticks(edges: Iterable[tuple[Number, str]], top: Number) -> list[Shape]:
    """Labels below an axis; one that would run into its neighbour is left out, the ends never."""
    wanted = sorted(dict(edges).items())
    if not wanted:
        return []
    last = wanted[-1]
    shown: list[Shape] = []
    before: Number = -100
    for value, text in wanted:
        place = share(value, top)
        crowded = share(last[0], top) - place < _LABELS_APART and value != last[0]
        if place - before < _LABELS_APART or crowded:
            continue
        before = place
        hold = "start" if place == 0 else "end" if place == 100 else "middle"
        shown.append({"x": fixed(place, 2), "text": text, "hold": hold})
    return shown


def bands(edges: Sequence[tuple[Number, Number, bool]], top: Number) -> list[Shape]:
    """Bands of an axis: where each starts, how wide it is, whether it is the one reached."""
    found = []
    for low, high, reached in edges:
        left, right = percent(low, top), percent(high, top)
        width = fixed(normal(Fraction(right) - Fraction(left)), 2)
        found.append({"x": left, "width": width, "on": reached})
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
    levels: list[Number] = []
    found = []
    for value, more in sorted(values, key=lambda one: one[0]):
        place = share(value, top)
        level = next((i for i, x in enumerate(levels) if place - x >= _NEAR), len(levels))
        levels[level : level + 1] = [place]
        found.append({**more, "x": fixed(place, 2), "level": level})
    step = min(Fraction(_STEP), Fraction(_STACK, max(len(levels), 1)))
    base = normal(max(len(levels), 1) * step + _RADIUS)
    for one in found:
        one["y"] = fixed(normal(base - _RADIUS - one.pop("level") * step), 1)
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
    return normal(Fraction(share(value, top)) * _HIGH / 100)


__all__ = [
    "Shape", "bands", "bar", "columns", "dots", "percent", "share", "span", "ticks",
]  # fmt: skip

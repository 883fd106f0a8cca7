"""Geometry of the charts, which ``templates/charts.html.j2`` draws: exact numbers turned into fixed decimal text.

Horizontal places are percentages, so that a drawing fills any width while its letters keep their size; heights are
pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from scoring.numbers import Number, fixed, from_exact, normal
from scoring.result.base import Frozen
from scoring.result.model import BaseTotal, Criterion, Group, Total
from scoring.result.summary import GroupSummary

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
Bounded = Criterion | Group | GroupSummary | BaseTotal | Total
"""Anything with certain and attainable points and a maximum."""


class Bar(Frozen, kw_only=False):
    """A bar: widths of its certain and its open part in percent."""

    certain: str
    open: str


class Tick(Frozen, kw_only=False):
    """A label below an axis: its place in percent, its text, which end of the text stands there."""

    x: str
    text: str
    hold: str


class Band(Frozen, kw_only=False):
    """A band of an axis: its start and width in percent, whether it is reached."""

    x: str
    width: str
    on: bool


class Mark(Frozen, kw_only=False):
    """What is drawn as a dot: its value, its kind (a CSS class), and up to where it may still move."""

    value: Number
    kind: str = "dot"
    to: str = ""
    """In percent; "" where the value is settled."""


class Dot(Frozen):
    """A dot: its place in percent from the left and in pixels from the top."""

    x: str
    y: str
    kind: str
    to: str


class DotStrip(Frozen):
    """Dots above an axis; all heights in pixels."""

    dots: list[Dot]
    base: str
    """The axis."""
    label: str
    """The base line of the labels."""
    height: str
    """The whole drawing."""


class Column(Frozen):
    """A column: places and widths in percent from the left, heights in pixels."""

    x: str
    width: str
    middle: str
    solid: str
    solid_y: str
    open: str
    open_y: str
    text_y: str


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


def bar(one: Bounded) -> Bar:
    """A bar of points beside their maximum."""
    return span(from_exact(one.certain), from_exact(one.attainable), from_exact(one.max))


def span(low: Number, high: Number, top: Number) -> Bar:
    """A bar up to `low`, and an open part from there to `high`."""
    left, right = place(low, top), place(high, top)
    return Bar(written(left), written(right - left))


def ticks(edges: Iterable[tuple[Number, str]], top: Number) -> list[Tick]:
    """Labels below an axis; one that would run into its neighbour is left out, the ends never."""
    wanted = sorted(dict(edges).items())
    if not wanted:
        return []
    last = wanted[-1][0]
    shown: list[Tick] = []
    before = -_LABELS_APART
    for value, text in wanted:
        at = place(value, top)
        crowded = place(last, top) - at < _LABELS_APART and value != last
        if at - before < _LABELS_APART or crowded:
            continue
        before = at
        hold = "start" if at == 0 else "end" if at == _WHOLE else "middle"
        shown.append(Tick(written(at), text, hold))
    return shown


def bands(edges: Sequence[tuple[Number, Number, bool]], top: Number) -> list[Band]:
    """Bands of an axis from their start, end and whether they are reached."""
    found = []
    for low, high, reached in edges:
        left, right = place(low, top), place(high, top)
        found.append(Band(written(left), written(right - left), reached))
    return found


def dots(marks: Sequence[Mark], top: Number) -> DotStrip:
    """Dots on one axis from 0 to `top`, stacked where they would cover each other."""
    levels: list[int] = []
    placed: list[tuple[int, int, Mark]] = []
    for at, mark in sorted(((place(x.value, top), x) for x in marks), key=lambda one: one[0]):
        level = next((i for i, x in enumerate(levels) if at - x >= _NEAR), len(levels))
        levels[level : level + 1] = [at]
        placed.append((at, level, mark))
    count = max(len(levels), 1)
    step = min(Fraction(_STEP), Fraction(_STACK, count))
    base = count * step + _RADIUS
    heights = [fixed(base - _RADIUS - level * step, 1) for level in range(count)]
    return DotStrip(
        dots=[Dot(x=written(at), y=heights[level], kind=mark.kind, to=mark.to) for at, level, mark in placed],
        base=fixed(base, 1),
        label=fixed(base + _LETTER, 1),
        height=fixed(base + _LETTER + 5, 1),
    )


def columns(totals: Sequence[Bounded]) -> list[Column]:
    """A column for each total, side by side, as high as its share of the maximum."""
    width = normal(Fraction(100, max(len(totals), 1)))
    found = []
    for index, one in enumerate(totals):
        top = from_exact(one.max)
        solid, open_ = (_height(from_exact(one.certain), top), _height(from_exact(one.attainable), top))
        found.append(
            Column(
                middle=fixed(normal(Fraction(2 * index + 1, 2) * width), 2),
                x=fixed(normal((index + Fraction(3, 10)) * width), 2),
                width=fixed(normal(width * Fraction(4, 10)), 2),
                solid=fixed(solid, 1),
                solid_y=fixed(_HEAD + _HIGH - solid, 1),
                open=fixed(open_ - solid, 1),
                open_y=fixed(_HEAD + _HIGH - open_, 1),
                text_y=fixed(_HEAD + _HIGH - open_ - 6, 1),
            )
        )
    return found


def _height(value: Number, top: Number) -> Number:
    return Fraction(place(value, top) * _HIGH, _WHOLE)

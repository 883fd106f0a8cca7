"""What every leaf kind is: a spec read from the scheme, which becomes an exact function of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from scoring.fields import Model
from scoring.numbers import Number, show

Input = Number | bool | str
"""A measured value: a number, a yes/no answer, or the id of a level."""


@dataclass(frozen=True, slots=True)
class Range:
    """All that is known of an input: it lies in ``[low, high]``; ``high`` None means without limit.

    A yes/no answer is 0 or 1 here. `levels` lists the levels still possible for a graded input.
    """

    low: Number = 0
    high: Number | None = None
    levels: tuple[str, ...] | None = None
    value: Input | None = None
    """The value itself where it is exactly known."""

    @property
    def known(self) -> bool:
        """Whether exactly one value is left."""
        return self.value is not None


@dataclass(slots=True)
class Scored:
    """Points from known inputs, with the facts an explanation needs; shared, so never changed."""

    points: Number
    branch: int | str | None = None
    """Which tier, level or branch was taken (its index or id), if the kind has any."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Intermediate exact values by name, such as ``raw`` before a cap."""


@dataclass(frozen=True, slots=True)
class SpecIssue:
    """A problem found by static analysis of one spec: diagnostic code, place inside the spec, values."""

    code: str
    path: tuple[str | int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    related: tuple[str | int, ...] | None = None
    """Place inside the spec of the second position, where two places disagree."""


@dataclass(frozen=True, slots=True)
class Line:
    """One operand of the equation: a sign, what it is, how it was computed, its value."""

    text: str
    working: str = ""
    value: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """What would regain lost points: how many, and what has to be reached, in words."""

    points: Number
    text: str


@dataclass(frozen=True, slots=True)
class InputView:
    """An input as an explanation sees it: titles and texts come from the result, nothing is computed again."""

    id: str
    title: str
    unit: str
    state: str
    value: Input | None
    shown: str
    """The value in words or digits, with its unit: ``95,83 %``, ``chưa khai``."""
    percent: bool = False


class Spec(Model):
    """A leaf kind's parameters as the scheme gives them.

    A kind is pure and knows nothing of dossiers. Its inputs are measure ids or two pseudo-measures the
    engine provides: ``judgement:`` (the points somebody awarded to this criterion) and ``best:<measure>``
    (the best value in the block).
    """

    kind: ClassVar[str]
    """The key under ``score:``."""
    title_vi: ClassVar[str]
    """What the kind is called in documents and messages."""
    few_results: ClassVar[bool] = False
    """Whether the compiled function always returns one of a few `Scored`, the same objects again and again."""
    takes_not_applicable: ClassVar[bool] = False
    """Whether an input that does not apply is passed on (as None) instead of making the leaf not applicable."""

    def reads(self) -> tuple[str, ...]:
        """Ids of the inputs, in the order `compile`'s function takes them."""
        raise AssertionError("each kind says what it reads")  # pragma: no cover

    def judge(self) -> str | None:
        """Who awards the judgement this kind needs (agency, appraiser, superior, leaders), else None."""
        return None

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        """Least and greatest value a judgement may have."""
        return 0, maximum

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        """An exact function from known inputs to points in ``[0, maximum]``."""
        raise AssertionError("each kind computes")  # pragma: no cover

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        """Least and greatest points when inputs are known only as ranges.

        The default is right for every kind monotone in each input: it tries all corners; a limitless
        range counts as reaching both ends of the points.
        """
        return corners(self.compile(maximum), maximum, ranges)

    def attainable(self, maximum: Number) -> Number:
        """The greatest points any input can give; below `maximum` the scheme cannot be right."""
        return maximum

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        """Problems of the parameters themselves; `percent` tells which measures are shares."""
        return ()

    def edges(self) -> Iterable[tuple[str, Number]]:
        """Input values where the points change rule: ``(measure id, value)``, for band-edge coverage."""
        return ()

    def branches(self) -> Sequence[int | str]:
        """Every value `Scored.branch` can take, for rule coverage."""
        return ()

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        """Names in `Scored.facts` that `explain` reads after this branch: numbers or truth values."""
        return ()

    def explain(
        self, maximum: Number, inputs: Sequence[InputView], scored: Mapping[str, Any], lang: str
    ) -> list[Line]:
        """The equation's operands for a finished derivation.

        `scored` is the JSON form: ``points``, ``branch``, ``facts`` (numbers as exact texts).
        """
        raise AssertionError("each kind explains itself")  # pragma: no cover

    def untaken(self, branch: int | str | None, lang: str) -> list[str]:
        """Texts of the branches not taken, to be folded."""
        return []

    def gain(
        self, maximum: Number, inputs: Sequence[InputView], scored: Mapping[str, Any], lang: str
    ) -> Gain | None:
        """What would regain the lost points, or None when nothing is lost or nothing can be said."""
        return None


def corners(
    function: Callable[..., Scored], maximum: Number, ranges: Sequence[Range]
) -> tuple[Number, Number]:
    """Least and greatest of `function` over the corners of `ranges`."""
    choices: list[tuple[Any, ...]] = []
    unbounded = False
    for one in ranges:
        if one.value is not None:
            choices.append((one.value,))
        elif one.levels is not None:
            choices.append(one.levels)
        else:
            unbounded = unbounded or one.high is None
            choices.append((one.low,) if one.high is None else (one.low, one.high))
    points = [0, maximum] if unbounded else []
    stack: list[tuple[Any, ...]] = [()]
    for options in choices:
        stack = [(*done, option) for done in stack for option in options]
    points += [function(*values).points for values in stack] if not unbounded else []
    return min(points), max(points)


def say(lang: str, vi: str, en: str) -> str:
    """The text in the reader's language."""
    return vi if lang == "vi" else en


def floor_line(floor: Number, lang: str) -> Line:
    """The note that a deduction went no further than the floor."""
    return Line(say(lang, f"(chạm sàn {show(floor)})", f"(floor {show(floor, lang)} reached)"))


def at_most(points: Number, maximum: Number) -> Number:
    """`points` clipped into ``[0, maximum]``."""
    if points > maximum:
        return maximum
    return max(0, points)


__all__ = [
    "Fraction", "Gain", "Input", "InputView", "Line", "Range", "Scored", "Spec", "SpecIssue",
    "at_most", "corners", "floor_line", "say",
]  # fmt: skip

"""Deduction by severity: each severity has its own points, down to a floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from scoring.fields import Id, Model, Points, Text
from scoring.formulas.interface import (
    COUNTED,
    InputView,
    Line,
    MeasureNames,
    Range,
    Scored,
    Spec,
    SpecIssue,
    floor_line,
    points_text,
)
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang


class Severity(Model):
    """One severity: the measure that counts it, and the points each costs."""

    of: Id
    points: Points
    title: Text | None = None


class DeductBySeverity(Spec):
    """The maximum less the points of every occurrence, by its severity, not below `floor`.

    >>> items = [{"of": "nhe", "points": 1}, {"of": "nang", "points": 3}]
    >>> score = DeductBySeverity(items=items).compile(10)
    >>> score(2, 1).points, score(0, 9).points
    (5, 0)
    """

    kind: ClassVar[str] = "deduct_by_severity"
    title_vi: ClassVar[str] = "trừ theo mức độ"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    items: Annotated[list[Severity], Field(min_length=1)]
    floor: Points = 0

    def reads(self) -> tuple[str, ...]:
        return tuple(item.of for item in self.items)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        costs, floor = tuple(item.points for item in self.items), self.floor

        def score(*counts: Number) -> Scored:
            taken: Number = 0
            for cost, count in zip(costs, counts, strict=True):
                # A difference below zero is no occurrence, and makes up for none of another severity.
                if count > 0:
                    taken += cost * count
            return Scored(max(clipped(maximum - taken, maximum), floor), None, {"taken": taken})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score = self.compile(maximum)
        best = score(*(one.low for one in ranges)).points
        if any(one.high is None for one in ranges):
            return self.floor, best
        return score(*(one.high or 0 for one in ranges)).points, best

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._above_maximum(self.floor, maximum, "floor")

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return ("taken",)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        rows = "\n".join(
            f"– {item.title or names.title(item.of)}: mỗi {names.unit(item.of)} trừ {points_text(item.points)}"
            for item in self.items
        )
        floor = f"\nCòn ít nhất {points_text(self.floor)}." if self.floor else ""
        return f"Không có: {points_text(maximum)}. Trừ điểm:\n{rows}{floor}"

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        lines = [Line(in_lang(lang, "điểm tối đa", "maximum"), "", show(maximum, lang))]
        for item, one in zip(self.items, inputs, strict=True):
            # An open list has no count of its own; its points are settled all the same.
            cost = ""
            if isinstance(one.value, (int, Fraction)):
                cost = show(normal(Fraction(max(one.value, 0)) * item.points), lang)
            working = f"{one.shown} × {show(item.points, lang)}"
            lines.append(Line(item.title or one.title, working, cost, "−"))
        if maximum - scored.facts["taken"] < self.floor:
            lines.append(floor_line(self.floor, lang))
        return lines

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        names = ", ".join(one.title for one in inputs if one.value)
        return in_lang(lang, f"không còn {names}", f"no {names}")

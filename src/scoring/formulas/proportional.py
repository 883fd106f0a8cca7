"""Proportional: the share of the way from a floor to a target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from scoring.fields import Id, Share
from scoring.formulas.interface import InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, normal, show
from scoring.text import in_lang
from scoring.values import Quantity


class Proportional(Spec):
    """Maximum × (value − floor) ÷ (target − floor), from 0 at the floor to the maximum at the target.

    >>> score = Proportional(of="ty_le", floor="20 %", target="90 %").compile(7)
    >>> score(Fraction(1, 2)).points, score(1).points, score(0).points
    (3, 7, 0)
    """

    kind: ClassVar[str] = "proportional"
    title_vi: ClassVar[str] = "tỷ lệ thuận, có mức sàn và mức đích"

    of: Id
    floor: Share = Quantity(0)
    target: Share = Quantity(1, True)

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        low, high = self.floor.value, self.target.value
        sign = -1 if high < low else 1
        factor = Fraction(maximum) / (high - low) if high != low else Fraction(0)
        (low_over, low_under), (high_over, high_under) = (low.as_integer_ratio(), high.as_integer_ratio())
        none, full = Scored(0, "floor"), Scored(maximum, "target")

        def score(value: Number) -> Scored:
            over, under = value.numerator, value.denominator
            if sign * (over * high_under - high_over * under) >= 0:
                return full
            beyond = over * low_under - low_over * under
            if sign * beyond <= 0:
                return none
            points = Fraction(beyond * factor.numerator, under * low_under * factor.denominator)
            return Scored(normal(points), "between")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        ends = [score(one.low).points]
        if one.high is None:
            ends.append(maximum if self.target.value >= self.floor.value else 0)
        else:
            ends.append(score(one.high).points)
        return min(ends), max(ends)

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.floor.value == self.target.value:
            yield SpecIssue("SC303", ("target",), {"low": show(self.floor.value), "high": show(self.target.value)})
        for name, edge in (("floor", self.floor), ("target", self.target)):
            if edge.value:
                yield from self._other_unit(edge, percent.get(self.of), name)

    def edges(self) -> Iterable[tuple[str, Number]]:
        yield self.of, self.floor.value
        yield self.of, self.target.value

    def branches(self) -> Sequence[int | str]:
        return ("floor", "between", "target")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        low, high, full = self.floor.shown(), self.target.shown(), points_text(maximum)
        if not self.floor.value:
            return f"Từ {high} trở lên: {full}; dưới mức đó: điểm theo tỷ lệ."
        reached, missed = ("xuống", "lên") if self.target.value < self.floor.value else ("lên", "xuống")
        return f"Từ {high} trở {reached}: {full}; từ {low} trở {missed}: 0 điểm; ở giữa: điểm theo tỷ lệ."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one, points = inputs[0], show(scored.points, lang)
        low, high = self.floor.shown(lang), self.target.shown(lang)
        if scored.branch == "between":
            working = f"({one.shown} − {low}) ÷ ({high} − {low}) × {show(maximum, lang)}"
        elif scored.branch == "target":
            working = in_lang(lang, f"{one.shown} → đạt mức đích {high}", f"{one.shown} → target {high} reached")
        else:
            working = in_lang(lang, f"{one.shown} → không vượt mức sàn {low}", f"{one.shown} → not above {low}")
        return [Line(one.title, working, points)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, target = inputs[0].title, self.target.shown(lang)
        return in_lang(lang, f"{title}: đạt {target}", f"{title}: reach {target}")

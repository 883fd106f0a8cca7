"""Assigned target: below, at or above what was assigned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from scoring.fields import Award, Id
from scoring.formulas.interface import InputView, Line, MeasureNames, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, normal, show
from scoring.text import in_lang
from scoring.values import Quantity


class Target(Spec):
    """Below the target: `below` × maximum × actual ÷ target; at it `at`; above it `above` of the maximum.

    >>> score = Target(of="dat", target="giao", below="50 %", at="90 %").compile(10)
    >>> score(5, 10).points, score(10, 10).points, score(11, 10).points
    (Fraction(5, 2), 9, 10)
    """

    kind: ClassVar[str] = "target"
    title_vi: ClassVar[str] = "chỉ tiêu được giao"

    of: Id
    target: Id
    below: Award = Quantity(Fraction(1, 2), True)
    at: Award = Quantity(1, True)
    above: Award = Quantity(1, True)

    def reads(self) -> tuple[str, ...]:
        return (self.of, self.target)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        below, at, above = (x.of(maximum) for x in (self.below, self.at, self.above))

        def score(actual: Number, target: Number) -> Scored:
            if actual > target:
                return Scored(above, "above")
            if actual == target:
                return Scored(at, "at")
            if actual <= 0:
                return Scored(0, "below")
            return Scored(normal(Fraction(below) * actual / target), "below")

        return score

    def attainable(self, maximum: Number) -> Number:
        return max(self.at.of(maximum), self.above.of(maximum))

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        for name in ("below", "at", "above"):
            yield from self._above_maximum(getattr(self, name).of(maximum), maximum, name)
        if not self.below.of(maximum) <= self.at.of(maximum) <= self.above.of(maximum):
            yield SpecIssue("SC309", ("at",), {})
        if self.of == self.target:
            yield SpecIssue("SC358", ("target",), {"id": self.of}, ("of",))

    def branches(self) -> Sequence[int | str]:
        return ("below", "at", "above")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        below, at, above = (x.of(maximum) for x in (self.below, self.at, self.above))
        if at == above:
            reached = f"Đạt hoặc vượt: {points_text(at)}"
        else:
            reached = f"Vượt: {points_text(above)}; đạt: {points_text(at)}"
        return f"{reached}; dưới mức: {show(below)} × thực hiện ÷ chỉ tiêu (chỉ tiêu: {names.title(self.target)})."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        actual, target = inputs
        words = {
            "below": ("dưới chỉ tiêu", "below"),
            "at": ("đạt chỉ tiêu", "reached"),
            "above": ("vượt chỉ tiêu", "above"),
        }
        word = words[str(scored.branch)][lang != "vi"]
        working = f"{actual.shown} {in_lang(lang, 'trên giao', 'of')} {target.shown} → {word}"
        if scored.branch == "below":
            working += f": {show(self.below.of(maximum), lang)} × {actual.shown} ÷ {target.shown}"
        return [Line(actual.title, working, show(scored.points, lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, f"{inputs[0].title}: đạt {inputs[1].shown}", f"{inputs[0].title}: reach {inputs[1].shown}")

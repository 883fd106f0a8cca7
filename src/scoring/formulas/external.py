"""External score: a survey, an index or another body's result on its own scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from scoring.fields import Id, Share
from scoring.formulas.interface import InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang
from scoring.values import Quantity


class External(Spec):
    """Maximum × value ÷ scale. A missing value is pending; the scheme declares its worth at closing.

    >>> External(of="chi_so_hai_long", scale=100).compile(30)(85).points
    Fraction(51, 2)
    """

    kind: ClassVar[str] = "external"
    title_vi: ClassVar[str] = "kết quả do cơ quan khác cung cấp"

    of: Id
    scale: Share = Quantity(100)
    """The value that earns the maximum; for a percentage written with its sign, ``100 %``."""

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        factor = normal(Fraction(maximum) / self.scale.value)
        return lambda value: Scored(normal(Fraction(clipped(value * factor, maximum))))

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        return score(one.low).points, maximum if one.high is None else score(one.high).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.scale.value <= 0:
            yield SpecIssue("SC303", ("scale",), {"low": "0", "high": self.scale.shown()})
        if self.scale.value != 1:
            yield from self._other_unit(self.scale, percent.get(self.of), "scale")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        full = points_text(maximum)
        return f"{show(maximum)} × kết quả ÷ {self.scale.shown()}, tối đa {full}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one = inputs[0]
        working = f"{one.shown} ÷ {self.scale.shown(lang)} × {show(maximum, lang)}"
        return [Line(one.title, working, show(scored.points, lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, full = inputs[0].title, self.scale.shown(lang)
        return in_lang(lang, f"{title}: {full} trên {full}", f"{title}: {full} of {full}")

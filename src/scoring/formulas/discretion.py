"""Full points at a fixed condition, below it at somebody's discretion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from scoring.fields import Award, Id, Share
from scoring.formulas.interface import InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue, points_text
from scoring.formulas.judgement import WHO, Judge
from scoring.numbers import Number, show
from scoring.text import in_lang
from scoring.values import Quantity


class Discretion(Spec):
    """The maximum from `full_at` on; below it the points awarded, at most `up_to`.

    >>> score = Discretion(of="ty_le", full_at="100 %", by="appraiser", up_to="90 %").compile(10)
    >>> score(1, 0).points, score(0, 6).points
    (10, 6)
    """

    kind: ClassVar[str] = "discretion"
    title_vi: ClassVar[str] = "đủ điều kiện thì điểm tối đa, dưới mức thì tùy mức độ"

    of: Id
    full_at: Share
    by: Judge
    up_to: Award = Quantity(1, True)

    def reads(self) -> tuple[str, ...]:
        return (self.of, "judgement:")

    def judge(self) -> str | None:
        return self.by

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        return 0, self.up_to.of(maximum)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        edge, full = self.full_at.value, Scored(maximum, "full")

        def score(value: Number, awarded: Number) -> Scored:
            return full if value >= edge else Scored(awarded, "judged")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        value, awarded = ranges
        edge = self.full_at.value
        if value.low >= edge:
            return maximum, maximum
        low = awarded.low if awarded.value is not None else 0
        high = awarded.low if awarded.value is not None else self.judged(maximum)[1]
        return low, maximum if value.high is None or value.high >= edge else high

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._above_maximum(self.judged(maximum)[1], maximum, "up_to")
        yield from self._other_unit(self.full_at, percent.get(self.of), "full_at")

    def edges(self) -> Iterable[tuple[str, Number]]:
        yield self.of, self.full_at.value

    def branches(self) -> Sequence[int | str]:
        return ("full", "judged")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        who, most = WHO[self.by][0], points_text(self.up_to.of(maximum))
        full = f"Từ {self.full_at.shown()}: {points_text(maximum)}"
        return f"{full}; dưới mức đó: {who} chấm theo mức độ, tối đa {most}, nêu lý do."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one, points, edge = inputs[0], show(scored.points, lang), self.full_at.shown(lang)
        if scored.branch == "full":
            rule = in_lang(lang, f"đạt {edge}: điểm tối đa", f"{edge} reached: full")
        else:
            vi, en = WHO[self.by]
            rule = in_lang(lang, f"dưới {edge}: {vi} chấm", f"below {edge}: judged by {en}")
        return [Line(one.title, f"{one.shown} → {rule}", points)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, edge = inputs[0].title, self.full_at.shown(lang)
        return in_lang(lang, f"{title}: đạt {edge}", f"{title}: reach {edge}")

"""Deduction per occurrence, down to a floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from scoring.fields import Id, Points
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


class Deduct(Spec):
    """The maximum less `points` for every full `each` occurrences, not below `floor`.

    >>> score = Deduct(of="viec_cham", points=1, floor=2).compile(5)
    >>> score(0).points, score(2).points, score(9).points
    (5, 3, 2)
    """

    kind: ClassVar[str] = "deduct"
    title_vi: ClassVar[str] = "trừ theo số vụ, việc"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    of: Id
    points: Points
    each: Points = 1
    floor: Points = 0

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        each, points, floor = self.each, self.points, self.floor

        def score(count: Number) -> Scored:
            times = count if each == 1 else Fraction(count) // each
            raw = maximum - times * points
            return Scored(max(clipped(raw, maximum), floor), None, {"times": times, "raw": raw})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        low = self.floor if one.high is None else score(one.high).points
        return low, score(one.low).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._above_maximum(self.floor, maximum, "floor")
        if self.each == 0:
            yield SpecIssue("SC303", ("each",), {"low": "0", "high": "0"})

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return ("times", "raw")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        each = "" if self.each == 1 else f"{show(self.each)} "
        floor = f"; còn ít nhất {points_text(self.floor)}" if self.floor else ""
        taken = f"mỗi {each}{names.unit(self.of)} trừ {points_text(self.points)}"
        return f"Không có: {points_text(maximum)}; {taken}{floor}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        facts = scored.facts
        times = facts["times"]
        working = f"{inputs[0].shown} × {show(self.points, lang)}"
        if self.each != 1:
            full = in_lang(lang, f"đủ {show(times)} lần", f"{show(times, lang)} full")
            working = f"{inputs[0].shown} ÷ {show(self.each, lang)} → {full} × {show(self.points, lang)}"
        lines = [
            Line(in_lang(lang, "điểm tối đa", "maximum"), "", show(maximum, lang)),
            Line(inputs[0].title, working, show(normal(times * Fraction(self.points)), lang), "−"),
        ]
        if facts["raw"] < self.floor:
            lines.append(floor_line(self.floor, lang))
        return lines

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, f"không còn {inputs[0].title}", f"no {inputs[0].title}")

"""Timeliness: points lost for each day late against a deadline."""

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


class Timeliness(Spec):
    """Full points on time or within the grace days; then `per_day` off a day, none after `none_after` days.

    >>> score = Timeliness(of="ngay_cham", per_day=1, none_after=5).compile(4)
    >>> score(-3).points, score(0).points, score(2).points, score(6).points
    (4, 4, 2, 0)
    """

    kind: ClassVar[str] = "timeliness"
    title_vi: ClassVar[str] = "đúng hạn / chậm theo ngày"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    of: Id
    per_day: Points
    grace: Points = 0
    none_after: Points | None = None
    floor: Points = 0

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        def score(days: Number) -> Scored:
            if days <= self.grace:
                return Scored(maximum, "on_time")
            if self.none_after is not None and days > self.none_after:
                return Scored(0, "too_late")
            raw = maximum - self.per_day * days
            return Scored(max(clipped(raw, maximum), self.floor), "late")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        worst = min(self.floor, 0 if self.none_after is not None else self.floor)
        return worst if one.high is None else score(one.high).points, score(one.low).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._above_maximum(self.floor, maximum, "floor")
        if self.none_after is not None and self.none_after < self.grace:
            values = {"low": show(self.grace), "high": show(self.none_after)}
            yield SpecIssue("SC303", ("none_after",), values)

    def edges(self) -> Iterable[tuple[str, Number]]:
        yield self.of, self.grace

    def branches(self) -> Sequence[int | str]:
        return ("on_time", "late", *(("too_late",) if self.none_after is not None else ()))

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        words = [f"Đúng hạn: {points_text(maximum)}"]
        if self.grace:
            words.append(f"chậm đến {show(self.grace)} ngày: không trừ")
        words.append(f"chậm mỗi ngày trừ {points_text(self.per_day)}")
        if self.floor:
            words.append(f"còn ít nhất {points_text(self.floor)}")
        if self.none_after is not None:
            words.append(f"quá {show(self.none_after)} ngày: 0 điểm")
        return "; ".join(words) + "."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one, points = inputs[0], scored.points
        if scored.branch == "on_time":
            early = isinstance(one.value, (int, Fraction)) and one.value <= 0
            word = in_lang(lang, f"chậm {one.shown}, trong số ngày được miễn", "within the grace days")
            if early:
                word = in_lang(lang, "đúng hạn", "on time")
            return [Line(one.title, f"→ {word}", show(points, lang))]
        if scored.branch == "too_late":
            limit = show(self.none_after or 0, lang)
            why = in_lang(lang, f"quá {limit} ngày: không điểm", f"more than {limit} days")
            return [Line(one.title, f"{one.shown} → {why}", "0")]
        lost = maximum - points
        if isinstance(one.value, (int, Fraction)):
            lost = normal(Fraction(one.value) * self.per_day)
        lines = [
            Line(in_lang(lang, "điểm tối đa", "maximum"), "", show(maximum, lang)),
            Line(one.title, f"{one.shown} × {show(self.per_day, lang)}", show(lost, lang), "−"),
        ]
        if maximum - lost < self.floor:
            lines.append(floor_line(self.floor, lang))
        return lines

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, "nộp đúng hạn (kỳ sau)", "hand in on time (next period)")

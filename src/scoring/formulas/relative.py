"""Relative to the block: the best agency gets the maximum, the others their share of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.fields import Id
from scoring.formulas.interface import InputView, Line, MeasureNames, Range, Scored, Spec, points_text
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang


class Relative(Spec):
    """Maximum × value ÷ best of the block (or best ÷ value where lower is better).

    >>> Relative(of="mo_hinh").compile(6)(3, 4).points
    Fraction(9, 2)
    """

    kind: ClassVar[str] = "relative"
    title_vi: ClassVar[str] = "so với đơn vị dẫn đầu khối"

    of: Id
    better: Literal["higher", "lower"] = "higher"

    def reads(self) -> tuple[str, ...]:
        return (self.of, f"best:{self.of}")

    def best_value(self) -> Literal["higher", "lower"]:
        return self.better

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        higher = self.better == "higher"

        def score(value: Number, best: Number) -> Scored:
            over, under = (value, best) if higher else (best, value)
            if under <= 0:
                return Scored(0 if higher else maximum, "zero")
            return Scored(clipped(normal(Fraction(maximum) * over / under), maximum), "share")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        if all(isinstance(one.value, (int, Fraction)) for one in ranges):
            points = self.compile(maximum)(*(one.value for one in ranges)).points
            return points, points
        own, best = ranges
        over, under = (own, best) if self.better == "higher" else (best, own)
        if over.high is None or under.low <= 0:
            return 0, maximum
        # The more on top and the less below, the more points; without limit below, they may sink to 0.
        low = 0 if under.high is None else Fraction(maximum) * over.low / under.high
        high = Fraction(maximum) * over.high / under.low
        return clipped(normal(low), maximum), clipped(normal(high), maximum)

    def branches(self) -> Sequence[int | str]:
        return ("share", "zero")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        return (
            f"Đơn vị dẫn đầu khối về “{names.title(self.of)}”: {points_text(maximum)}; "
            "đơn vị khác theo tỷ lệ so với đơn vị dẫn đầu."
        )

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        own, best = inputs
        over, under = (own, best) if self.better == "higher" else (best, own)
        working = f"{over.shown} ÷ {under.shown} × {show(maximum, lang)}"
        note = in_lang(lang, f"(dẫn đầu khối: {best.shown})", f"(best of the block: {best.shown})")
        return [Line(own.title, working, show(scored.points, lang)), Line(note)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        own, best = inputs
        if scored.branch == "zero":
            vi, en = "trên 0 (cả khối chưa đơn vị nào có)", "more than 0 (nobody in the block has any)"
        else:
            way, way_en = ("lên", "up") if self.better == "higher" else ("xuống", "down")
            vi = f"từ {own.shown} {way} {best.shown}, bằng đơn vị dẫn đầu khối"
            en = f"from {own.shown} {way_en} to {best.shown}, the best of the block"
        return f"{own.title}: {in_lang(lang, vi, en)}"

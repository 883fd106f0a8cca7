"""Shares of the maximum: of a way to a target, of a scale, of an assigned target, of the best of the block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.fields import Award, Id, Share
from scoring.formulas.interface import (
    Domain,
    InputView,
    Line,
    MeasureNames,
    OneInput,
    Range,
    Scored,
    Spec,
    SpecIssue,
    points_text,
)
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang
from scoring.values import Quantity


class Proportional(OneInput):
    """Maximum × (value − floor) ÷ (target − floor), from 0 at the floor to the maximum at the target.

    >>> score = Proportional(of="ty_le", floor="20 %", target="90 %").compile(7)
    >>> score(Fraction(1, 2)).points, score(1).points, score(0).points
    (3, 7, 0)
    """

    kind: ClassVar[str] = "proportional"
    title_vi: ClassVar[str] = "tỷ lệ thuận, có mức sàn và mức đích"
    fixed_branches: ClassVar[tuple[str, ...]] = ("floor", "between", "target")

    floor: Share = Quantity(0)
    target: Share = Quantity(1, True)

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

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        yield from self._out_of_reach(self.target, domains[self.of], self.of, "target")

    def edges(self) -> Iterable[tuple[str, Number]]:
        yield self.of, self.floor.value
        yield self.of, self.target.value

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
            working = in_lang(lang, f"{one.shown} → đạt đích {high}", f"{one.shown} → target {high} reached")
        else:
            working = in_lang(lang, f"{one.shown} → không vượt mức sàn {low}", f"{one.shown} → not above {low}")
        return [Line(one.title, working, points)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, target = inputs[0].title, self.target.shown(lang)
        return in_lang(lang, f"{title}: đạt {target}", f"{title}: reach {target}")


class External(OneInput):
    """Maximum × value ÷ scale. A missing value is pending; the scheme declares its worth at closing.

    >>> External(of="chi_so_hai_long", scale=100).compile(30)(85).points
    Fraction(51, 2)
    """

    kind: ClassVar[str] = "external"
    title_vi: ClassVar[str] = "kết quả do cơ quan khác cung cấp"

    scale: Share = Quantity(100)
    """The value that earns the maximum; for a percentage written with its sign, ``100 %``."""

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        factor = normal(Fraction(maximum) / self.scale.value)
        return lambda value: Scored(normal(Fraction(clipped(value * factor, maximum))))

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        return score(one.low).points, maximum if one.high is None else score(one.high).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.scale.value <= 0:
            yield SpecIssue("SC303", ("scale",), {"low": "0", "high": self.scale.typed()})
        if self.scale.value != 1:
            yield from self._other_unit(self.scale, percent.get(self.of), "scale")

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        yield from self._out_of_reach(self.scale, domains[self.of], self.of, "scale")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        full = points_text(maximum)
        return f"{show(maximum)} × kết quả ÷ {self.scale.shown()}, tối đa {full}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one = inputs[0]
        working = f"{one.shown} ÷ {self.scale.shown(lang)} × {show(maximum, lang)}"
        return [Line(one.title, working, show(scored.points, lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, full = inputs[0].title, self.scale.shown(lang)
        return in_lang(
            lang,
            f"{title}: đạt {full}/{full} (nay {inputs[0].shown})",
            f"{title}: reach {full} of {full} (now {inputs[0].shown})",
        )


class Target(Spec):
    """Below the target: `below` × maximum × actual ÷ target; at it `at`; above it `above` of the maximum.

    >>> score = Target(of="dat", target="giao", below="50 %", at="90 %").compile(10)
    >>> score(5, 10).points, score(10, 10).points, score(11, 10).points
    (Fraction(5, 2), 9, 10)
    """

    kind: ClassVar[str] = "target"
    title_vi: ClassVar[str] = "chỉ tiêu được giao"
    fixed_branches: ClassVar[tuple[str, ...]] = ("below", "at", "above")

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

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, (actual, target) = self.compile(maximum), ranges
        low = score(actual.low, target.high).points if target.high is not None else 0
        high = self.above.of(maximum) if actual.high is None else score(actual.high, target.low).points
        return low, high

    def within(self, maximum: Number, ranges: Sequence[Range], domains: Mapping[str, Domain]) -> tuple[Number, Number]:
        low, high = self.bounds(maximum, ranges)
        # What is limited by the target never passes it.
        return low, min(high, self.at.of(maximum)) if domains[self.of].limit == self.target else high

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
        vi, en = ("vượt", "exceed") if self.above.of(maximum) > self.at.of(maximum) else ("đạt", "reach")
        return f"{inputs[0].title}: {in_lang(lang, vi, en)} {inputs[1].shown}"


class Relative(Spec):
    """Maximum × value ÷ best of the block (or best ÷ value where lower is better).

    >>> Relative(of="mo_hinh").compile(6)(3, 4).points
    Fraction(9, 2)
    """

    kind: ClassVar[str] = "relative"
    title_vi: ClassVar[str] = "so với đơn vị dẫn đầu khối"
    fixed_branches: ClassVar[tuple[str, ...]] = ("share", "zero")

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
        score, (own, best) = self.compile(maximum), ranges
        over, under = (own, best) if self.better == "higher" else (best, own)
        # The more on top and the less below, the more points; without limit below, they may sink to 0.
        least = 0 if under.high is None else score(*self._pair(over.low, under.high)).points
        if under.low > 0:
            most = maximum if over.high is None else score(*self._pair(over.high, under.low)).points
            return least, most
        none = score(*self._pair(over.low, 0)).points
        if under.high is not None and under.high <= 0:
            return none, none
        most = maximum if over.high is None or over.high > 0 else 0
        return min(least, none), max(most, none)

    def _pair(self, over: Number, under: Number) -> tuple[Number, Number]:
        """The value and the best value, from what is divided and what it is divided by."""
        return (over, under) if self.better == "higher" else (under, over)

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

"""Deductions: per occurrence, by severity, by day late; down to a floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar

from scoring.fields import Id, Points, Text
from scoring.formulas.interface import (
    COUNTED,
    InputView,
    Line,
    MeasureNames,
    OneInput,
    Range,
    Scored,
    Spec,
    SpecIssue,
    floor_note,
    points_text,
)
from scoring.models import Field, Model
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang, lowered


class Deduct(OneInput):
    """The maximum less `points` for every full `each` occurrences, not below `floor`.

    >>> score = Deduct(of="viec_cham", points=1, floor=2).compile(5)
    >>> score(0).points, score(2).points, score(9).points
    (5, 3, 2)
    """

    kind: ClassVar[str] = "deduct"
    takes_away: ClassVar[bool] = True
    title_vi: ClassVar[str] = "trừ theo số vụ, việc"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    points: Points
    each: Points = 1
    floor: Points = 0

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        each, points, floor = self.each, self.points, self.floor

        def score(count: Number) -> Scored:
            times = count if each == 1 else Fraction(count) // each
            raw = maximum - times * points
            return Scored(max(clipped(raw, maximum), floor), None, {"times": times, "raw": raw})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        low = self.floor if one.high is None and self.points else score(one.high or one.low).points
        return low, score(one.low).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._per_case(self.points, maximum, "points")
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
        return [*lines, *floor_note(facts["raw"], self.floor, lang)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, f"giảm về 0: {lowered(inputs[0].title)}", f"bring to 0: {inputs[0].title}")


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
    takes_away: ClassVar[bool] = True
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
        if any(one.high is None and item.points for one, item in zip(ranges, self.items, strict=True)):
            return self.floor, best
        return score(*(one.high or 0 for one in ranges)).points, best

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        for index, item in enumerate(self.items):
            yield from self._per_case(item.points, maximum, "items", index, "points")
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
        return [*lines, *floor_note(maximum - scored.facts["taken"], self.floor, lang)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        names = ", ".join(lowered(one.title) if lang == "vi" else one.title for one in inputs if one.value)
        return in_lang(lang, f"giảm về 0: {names}", f"bring to 0: {names}")


class Timeliness(OneInput):
    """Full points on time or within the grace days; then `per_day` off a day, none after `none_after` days.

    >>> score = Timeliness(of="ngay_cham", per_day=1, none_after=5).compile(4)
    >>> score(-3).points, score(0).points, score(2).points, score(6).points
    (4, 4, 2, 0)
    """

    kind: ClassVar[str] = "timeliness"
    takes_away: ClassVar[bool] = True
    title_vi: ClassVar[str] = "đúng hạn / chậm theo ngày"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    per_day: Points
    grace: Points = 0
    none_after: Points | None = None
    floor: Points = 0

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
        worst = 0 if self.none_after is not None else self.floor if self.per_day else maximum
        return worst if one.high is None else score(one.high).points, score(one.low).points

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.per_day or self.none_after is None:
            yield from self._per_case(self.per_day, maximum, "per_day")
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
        return [*lines, *floor_note(maximum - lost, self.floor, lang)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, "nộp đúng hạn (kỳ sau)", "hand in on time (next period)")

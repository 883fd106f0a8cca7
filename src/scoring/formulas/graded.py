"""Graded levels: each level has its points, often a share of the maximum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from scoring.fields import Award, Id, Model, Text
from scoring.formulas.interface import InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, show
from scoring.text import in_lang


class Level(Model):
    """One level and its points (a percentage is of the maximum)."""

    id: Id
    title: Text
    points: Award


class Graded(Spec):
    """The points of the level given.

    >>> levels = [{"id": "tot", "title": "Tốt", "points": "75 %"}, {"id": "kem", "title": "Kém", "points": 0}]
    >>> Graded(of="muc", levels=levels).compile(8)("tot").points
    6
    """

    kind: ClassVar[str] = "graded"
    title_vi: ClassVar[str] = "mức độ hoàn thành"
    accepts: ClassVar[tuple[str, ...]] = ("level",)

    of: Id
    levels: Annotated[list[Level], Field(min_length=2)]

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def level_titles(self, measure: str) -> Sequence[tuple[str, str]]:
        return [(one.id, one.title) for one in self.levels] if measure == self.of else ()

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        by_id = {one.id: Scored(one.points.of(maximum), one.id) for one in self.levels}
        return lambda level: by_id[level]

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        value, left = ranges[0].value, ranges[0].levels
        possible = left if value is None else (value,)
        points = [x.points.of(maximum) for x in self.levels if possible is None or x.id in possible]
        return min(points, default=0), max(points, default=maximum)

    def attainable(self, maximum: Number) -> Number:
        return max(one.points.of(maximum) for one in self.levels)

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        seen: set[str] = set()
        for index, one in enumerate(self.levels):
            if one.id in seen:
                yield SpecIssue("SC310", ("levels", index, "id"), {"id": one.id})
            seen.add(one.id)
            yield from self._above_maximum(one.points.of(maximum), maximum, "levels", index, "points")

    def branches(self) -> Sequence[int | str]:
        return [one.id for one in self.levels]

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        return "\n".join(f"{one.title}: {points_text(one.points.of(maximum))}" for one in self.levels)

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        level = next(one for one in self.levels if one.id == scored.branch)
        share = f" ({show(level.points.value * 100, lang)} %)" if level.points.percent else ""
        return [Line(inputs[0].title, f"→ {level.title}{share}", show(scored.points, lang))]

    def untaken(self, branch: int | str | None, lang: str) -> list[str]:
        return [one.title for one in self.levels if one.id != branch]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        best = max(self.levels, key=lambda one: one.points.of(maximum))
        return in_lang(lang, f"đạt mức “{best.title}”", f"reach “{best.title}”")

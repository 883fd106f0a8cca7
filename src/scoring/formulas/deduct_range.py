"""Deduction range: somebody decides, within limits and with a reason, how many points are taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

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
from scoring.formulas.judgement import WHO, Judge
from scoring.numbers import Number, clipped, show
from scoring.text import in_lang


class DeductRange(Spec):
    """The maximum less the points taken away; the whole maximum where the measure counts no occurrence.

    >>> score = DeductRange.model_validate({"of": "so_vu", "by": "appraiser", "from": 2, "to": 5}).compile(10)
    >>> score(1, 3).points, score(0, 0).points
    (7, 10)
    """

    kind: ClassVar[str] = "deduct_range"
    title_vi: ClassVar[str] = "trừ trong khoảng, phải nêu lý do"
    accepts: ClassVar[tuple[str, ...]] = COUNTED
    judged_vi: ClassVar[str] = "Số điểm trừ"

    of: Id
    """How many occurrences; with none, no judgement is needed."""
    by: Judge
    from_: Points = Field(alias="from")
    to: Points
    floor: Points = 0

    def reads(self) -> tuple[str, ...]:
        return (self.of, "judgement:")

    def judge(self) -> str | None:
        return self.by

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        return self.from_, self.to

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        floor = self.floor

        def score(count: Number, taken: Number) -> Scored:
            if count <= 0:
                return Scored(maximum, "none", {"taken": 0})
            return Scored(max(clipped(maximum - taken, maximum), floor), "taken", {"taken": taken})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        count, taken = ranges
        if count.high is not None and count.high <= 0:
            return maximum, maximum
        least = self.to if taken.value is None else taken.low
        most = self.from_ if taken.value is None else taken.low
        low = max(maximum - least, self.floor)
        return low, max(maximum - most, self.floor) if count.low > 0 else maximum

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.from_ > self.to:
            yield SpecIssue("SC303", ("to",), {"low": show(self.from_), "high": show(self.to)})
        yield from self._above_maximum(self.to, maximum, "to")
        yield from self._above_maximum(self.floor, maximum, "floor")

    def branches(self) -> Sequence[int | str]:
        return ("none", "taken")

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return ("taken",) if branch == "taken" else ()

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        return (
            f"Không có: {points_text(maximum)}; có: {WHO[self.by][0]} trừ từ {show(self.from_)} đến "
            f"{points_text(self.to)}, nêu lý do."
        )

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        who = WHO[self.by][lang != "vi"]
        span = f"{show(self.from_, lang)} – {show(self.to, lang)}"
        lines = [Line(in_lang(lang, "điểm tối đa", "maximum"), inputs[0].shown, show(maximum, lang))]
        if scored.branch == "taken":
            title, limits = in_lang(lang, f"{who} trừ", f"taken away by {who}"), in_lang(lang, "trong khoảng", "within")
            lines.append(Line(title, f"{limits} {span}", show(scored.facts["taken"], lang), "−"))
            if maximum - scored.facts["taken"] < self.floor:
                lines.append(floor_line(self.floor, lang))
        return lines

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, f"không còn {inputs[0].title}", f"no {inputs[0].title}")

"""Count × points, with a cap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from scoring.fields import Points
from scoring.formulas.interface import (
    COUNTED,
    InputView,
    Line,
    MeasureNames,
    OneInput,
    Range,
    Scored,
    SpecIssue,
    points_text,
)
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang


class PerItem(OneInput):
    """Every item earns the same points, up to the cap (the maximum unless a lower one is given).

    >>> score = PerItem(of="cuoc_doi_thoai", points=4).compile(8)
    >>> score(1).points, score(3).points, score(3).facts["raw"]
    (4, 8, 12)
    """

    kind: ClassVar[str] = "per_item"
    title_vi: ClassVar[str] = "số lượng × điểm, có trần"
    accepts: ClassVar[tuple[str, ...]] = COUNTED

    points: Points
    cap: Points | None = None

    def _cap(self, maximum: Number) -> Number:
        return maximum if self.cap is None else min(self.cap, maximum)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        cap, each = self._cap(maximum), self.points

        def score(count: Number) -> Scored:
            raw = count * each
            return Scored(clipped(raw, cap), None, {"raw": raw})

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score, one = self.compile(maximum), ranges[0]
        high = self._cap(maximum) if one.high is None else score(one.high).points
        return score(one.low).points, high

    def attainable(self, maximum: Number) -> Number:
        return self._cap(maximum) if self.points else 0

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.cap is not None:
            yield from self._above_maximum(self.cap, maximum, "cap")

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return ("raw",)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        cap = points_text(self._cap(maximum))
        return f"Mỗi {names.unit(self.of)}: {points_text(self.points)}; tối đa {cap}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        raw, cap, one = scored.facts["raw"], self._cap(maximum), inputs[0]
        words = ("chạm trần", "cap reached") if raw > cap else ("không chạm trần", "cap not reached")
        working = f"{one.shown} × {show(self.points, lang)}"
        return [Line(one.title, working, show(raw, lang)), Line(f"({in_lang(lang, *words)} {show(cap, lang)})")]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        more = -(-Fraction(self._cap(maximum) - scored.points) // self.points)
        return in_lang(lang, f"thêm {show(normal(more))}: {inputs[0].title}", f"{more} more: {inputs[0].title}")

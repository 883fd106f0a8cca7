"""Full points from a level on, none below it: the example of CONTRIBUTING for a new leaf kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from scoring.fields import Id, Points
from scoring.formulas.interface import InputView, Line, MeasureNames, Scored, Spec, points_text
from scoring.numbers import Number, show


class AtLeast(Spec):
    """The maximum from `level` on, nothing below it.

    >>> score = AtLeast(of="so_cuoc", level=2).compile(6)
    >>> score(2).points, score(1).points
    (6, 0)
    """

    kind: ClassVar[str] = "at_least"
    title_vi: ClassVar[str] = "đạt mức thì trọn điểm"

    of: Id
    level: Points

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        return lambda value: Scored(maximum if value >= self.level else 0)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        level = f"{show(self.level)} {names.unit(self.of)}"
        return f"Từ {level}: {points_text(maximum)}; dưới mức đó: 0 điểm."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one, points = inputs[0], show(scored.points, lang)
        return [Line(one.title, f"{one.shown} / {show(self.level, lang)}", points)]

"""Free judgement: points somebody awards, with a written reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Literal

from scoring.fields import Points
from scoring.formulas.interface import InputView, Line, MeasureNames, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, show
from scoring.text import in_lang

Judge = Literal["agency", "appraiser", "superior", "leaders"]
WHO = {
    "agency": ("cơ quan tự chấm", "the agency"),
    "appraiser": ("cơ quan thẩm định", "the appraising body"),
    "superior": ("cơ quan cấp trên", "the superior body"),
    "leaders": ("lãnh đạo", "the leaders"),
}


class JudgementScore(Spec):
    """The points awarded by the body named, within the range; pending until they are.

    >>> JudgementScore(by="superior").compile(10)(8).points
    8
    """

    kind: ClassVar[str] = "judgement"
    title_vi: ClassVar[str] = "chấm theo nhận xét, phải nêu lý do"

    by: Judge
    least: Points = 0
    most: Points | None = None
    """The maximum when not given."""

    def reads(self) -> tuple[str, ...]:
        return ("judgement:",)

    def judge(self) -> str | None:
        return self.by

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        return self.least, maximum if self.most is None else self.most

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        return Scored

    def attainable(self, maximum: Number) -> Number:
        return self.judged(maximum)[1]

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        low, high = self.judged(maximum)
        yield from self._above_maximum(high, maximum, "most")
        if low > high:
            yield SpecIssue("SC303", ("least",), {"low": show(low), "high": show(high)})

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        low, high = self.judged(maximum)
        who = WHO[self.by][0]
        return f"{who[0].upper()}{who[1:]} chấm từ {show(low)} đến {points_text(high)}, nêu lý do."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        who = WHO[self.by][lang != "vi"]
        low, high = self.judged(maximum)
        text = in_lang(lang, f"{who} chấm", f"awarded by {who}")
        working = in_lang(
            lang, f"trong khoảng {show(low)} – {show(high)}", f"between {show(low, lang)} and {show(high, lang)}"
        )
        return [Line(text, working, show(scored.points, lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        who = WHO[self.by][lang != "vi"]
        return in_lang(lang, f"theo nhận xét của {who}", f"as judged by {who}")

"""Points or deductions somebody decides, within limits and with a written reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Literal

from scoring.fields import Award, Id, Points, Share
from scoring.formulas.interface import (
    COUNTED,
    Domain,
    InputView,
    Line,
    MeasureNames,
    Range,
    Scored,
    Spec,
    SpecIssue,
    floor_note,
    points_text,
)
from scoring.models import Field
from scoring.numbers import Number, clipped, show
from scoring.text import in_lang, lowered
from scoring.values import Quantity

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
        vi = f"trong khoảng {show(low)} – {show(high)}"
        working = in_lang(lang, vi, f"between {show(low, lang)} and {show(high, lang)}")
        return [Line(text, working, show(scored.points, lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        who = WHO[self.by][lang != "vi"]
        return in_lang(lang, f"theo nhận xét của {who}", f"as judged by {who}")


class Discretion(Spec):
    """The maximum from `full_at` on; below it the points awarded, at most `up_to`.

    >>> score = Discretion(of="ty_le", full_at="100 %", by="appraiser", up_to="90 %").compile(10)
    >>> score(1, 0).points, score(0, 6).points
    (10, 6)
    """

    kind: ClassVar[str] = "discretion"
    title_vi: ClassVar[str] = "đủ điều kiện thì điểm tối đa, dưới mức thì tùy mức độ"
    fixed_branches: ClassVar[tuple[str, ...]] = ("full", "judged")

    of: Id
    full_at: Share
    by: Judge
    up_to: Award = Quantity(1, True)

    def reads(self) -> tuple[str, ...]:
        return (self.of, "judgement:")

    def judge(self) -> str | None:
        return self.by

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        return 0, self.up_to.of(maximum)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        edge, full = self.full_at.value, Scored(maximum, "full")

        def score(value: Number, awarded: Number) -> Scored:
            return full if value >= edge else Scored(awarded, "judged")

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        value, awarded = ranges
        edge = self.full_at.value
        if value.low >= edge:
            return maximum, maximum
        low = awarded.low if awarded.value is not None else 0
        high = awarded.low if awarded.value is not None else self.judged(maximum)[1]
        return low, maximum if value.high is None or value.high >= edge else high

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        yield from self._above_maximum(self.judged(maximum)[1], maximum, "up_to")
        yield from self._other_unit(self.full_at, percent.get(self.of), "full_at")

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        yield from self._out_of_reach(self.full_at, domains[self.of], self.of, "full_at")

    def edges(self) -> Iterable[tuple[str, Number]]:
        yield self.of, self.full_at.value

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        who, most = WHO[self.by][0], points_text(self.up_to.of(maximum))
        full = f"Từ {self.full_at.shown()}: {points_text(maximum)}"
        return f"{full}; dưới mức đó: {who} chấm theo mức độ, tối đa {most}, nêu lý do."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one, points, edge = inputs[0], show(scored.points, lang), self.full_at.shown(lang)
        if scored.branch == "full":
            rule = in_lang(lang, f"đạt {edge}: điểm tối đa", f"{edge} reached: full")
        else:
            vi, en = WHO[self.by]
            rule = in_lang(lang, f"dưới {edge}: {vi} chấm", f"below {edge}: judged by {en}")
        return [Line(one.title, f"{one.shown} → {rule}", points)]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        title, edge = inputs[0].title, self.full_at.shown(lang)
        return in_lang(lang, f"{title}: đạt {edge}", f"{title}: reach {edge}")


class DeductRange(Spec):
    """The maximum less the points taken away; the whole maximum where the measure counts no occurrence.

    >>> score = DeductRange.model_validate({"of": "so_vu", "by": "appraiser", "from": 2, "to": 5}).compile(10)
    >>> score(1, 3).points, score(0, 0).points
    (7, 10)
    """

    kind: ClassVar[str] = "deduct_range"
    takes_away: ClassVar[bool] = True
    title_vi: ClassVar[str] = "trừ trong khoảng, phải nêu lý do"
    fixed_branches: ClassVar[tuple[str, ...]] = ("none", "taken")
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
        if self.to == 0:
            yield from self._per_case(self.to, maximum, "to")
        yield from self._above_maximum(self.floor, maximum, "floor")

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
            lines += floor_note(maximum - scored.facts["taken"], self.floor, lang)
        return lines

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return in_lang(lang, f"giảm về 0: {lowered(inputs[0].title)}", f"bring to 0: {inputs[0].title}")

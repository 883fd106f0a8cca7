"""A checklist of parts, each worth its own points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scoring.fields import Id, Model, Points, Text
from scoring.formulas.interface import Gain, InputView, Line, MeasureNames, Range, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, normal, show
from scoring.text import in_lang


class Part(Model):
    """One part: a yes/no measure and the points for yes."""

    of: Id
    points: Points
    title: Text | None = None


class Checklist(Spec):
    """The sum of the parts answered yes; parts that do not apply are re-scaled away or kept at zero.

    >>> parts = [{"of": "a", "points": 1}, {"of": "b", "points": 3}]
    >>> score = Checklist(parts=parts).compile(4)
    >>> score(True, False).points, score(None, True).points
    (1, 4)
    """

    kind: ClassVar[str] = "checklist"
    title_vi: ClassVar[str] = "bảng kiểm nhiều ý"
    takes_not_applicable: ClassVar[bool] = True
    accepts: ClassVar[tuple[str, ...]] = ("yes_no",)
    checks_its_sum: ClassVar[bool] = True

    parts: Annotated[list[Part], Field(min_length=1)]
    not_applicable: Literal["rescale", "keep"] = "rescale"

    def reads(self) -> tuple[str, ...]:
        return tuple(part.of for part in self.parts)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        points = tuple(part.points for part in self.parts)
        rescale = self.not_applicable == "rescale"

        def score(*answers: bool | None) -> Scored:
            got: Number = 0
            applying: Number = 0
            for worth, answer in zip(points, answers, strict=True):
                if answer is not None:
                    applying += worth
                    if answer:
                        got += worth
            if rescale and applying and applying != maximum:
                return Scored(normal(Fraction(got) * maximum / applying), None, {"applying": applying})
            return Scored(got)

        return score

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        score = self.compile(maximum)
        low = [None if r.levels == () else bool(r.low) for r in ranges]
        high = [None if r.levels == () else r.high != 0 for r in ranges]
        return score(*low).points, score(*high).points

    def attainable(self, maximum: Number) -> Number:
        return sum((part.points for part in self.parts), 0)

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        total = self.attainable(maximum)
        if total != maximum:
            values = {"sum": show(total), "maximum": show(maximum)}
            yield SpecIssue("SC305", ("parts",), values)
        first: dict[str, int] = {}
        for index, part in enumerate(self.parts):
            if part.of in first:
                # The same answer would be paid for twice.
                at = ("parts", index, "of")
                yield SpecIssue("SC310", at, {"id": part.of}, ("parts", first[part.of], "of"))
            first.setdefault(part.of, index)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        parts = "\n".join(f"– {part.title or names.title(part.of)}: {points_text(part.points)}" for part in self.parts)
        rescaled = "\nÝ không áp dụng: các ý còn lại quy về điểm tối đa."
        more = rescaled if self.not_applicable == "rescale" else ""
        return f"Mỗi ý đạt được điểm riêng:\n{parts}{more}"

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        lines = []
        for index, (part, one) in enumerate(zip(self.parts, inputs, strict=True)):
            got = show(part.points if one.value is True else 0, lang)
            lines.append(Line(part.title or one.title, f"→ {one.shown}", got, "+" if index else ""))
        applying = scored.facts.get("applying")
        if applying:
            rule = in_lang(lang, "quy về điểm tối đa", "re-scaled to the maximum")
            lines.append(Line(rule, f"× {show(maximum, lang)} ÷ {show(applying, lang)}"))
        return lines

    def gain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> Gain | None:
        open_parts = [(part, one) for part, one in zip(self.parts, inputs, strict=True) if one.value is False]
        if not open_parts:
            return None
        names = "; ".join(part.title or one.title for part, one in open_parts)
        lost: Number = sum((part.points for part, _ in open_parts), 0)
        applying = scored.facts.get("applying")
        if applying:
            lost = normal(Fraction(lost) * maximum / applying)
        if not lost:
            return None
        return Gain(lost, in_lang(lang, f"còn thiếu: {names}", f"still missing: {names}"))

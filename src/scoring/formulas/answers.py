"""Points for answers: yes or no, a level, a checklist of parts, a number of items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from scoring.fields import Award, Id, Points, Text
from scoring.formulas.interface import (
    COUNTED,
    Gain,
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
from scoring.models import Field, Model
from scoring.numbers import Number, clipped, normal, show
from scoring.text import in_lang, lowered
from scoring.values import Quantity


class YesNo(OneInput):
    """Full points for yes, none for no, unless the scheme says otherwise.

    >>> score = YesNo(of="co_quy_che").compile(4)
    >>> score(True).points, score(False).points
    (4, 0)
    """

    kind: ClassVar[str] = "yes_no"
    title_vi: ClassVar[str] = "có / không"
    fixed_branches: ClassVar[tuple[str, ...]] = ("yes", "no")
    accepts: ClassVar[tuple[str, ...]] = ("yes_no",)

    yes: Award = Quantity(1, True)
    no: Award = Quantity(0)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        yes = Scored(self.yes.of(maximum), "yes")
        no = Scored(self.no.of(maximum), "no")
        return lambda answer: yes if answer else no

    def attainable(self, maximum: Number) -> Number:
        return max(self.yes.of(maximum), self.no.of(maximum))

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        for name, share in (("yes", self.yes), ("no", self.no)):
            yield from self._above_maximum(share.of(maximum), maximum, name)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        yes, no = self.yes.of(maximum), self.no.of(maximum)
        return f"Có: {points_text(yes)}; không: {points_text(no)}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one = inputs[0]
        value = show(scored.points, lang)
        return [Line(one.title, f"→ {one.shown}", value)]

    def untaken(self, maximum: Number, branch: int | str | None, lang: str) -> list[Line]:
        if branch == "yes":
            return [Line(in_lang(lang, "không", "no"), value=show(self.no.of(maximum), lang))]
        return [Line(in_lang(lang, "có", "yes"), value=show(self.yes.of(maximum), lang))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return f"{inputs[0].title}: {self.untaken(maximum, scored.branch, lang)[0].text}"


class Level(Model):
    """One level and its points (a percentage is of the maximum)."""

    id: Id
    title: Text
    points: Award


class Graded(OneInput):
    """The points of the level given.

    >>> levels = [{"id": "tot", "title": "Tốt", "points": "75 %"}, {"id": "kem", "title": "Kém", "points": 0}]
    >>> Graded(of="muc", levels=levels).compile(8)("tot").points
    6
    """

    kind: ClassVar[str] = "graded"
    title_vi: ClassVar[str] = "mức độ hoàn thành"
    accepts: ClassVar[tuple[str, ...]] = ("level",)

    levels: Annotated[list[Level], Field(min_length=2)]

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
        share = f" ({show(level.points.value * 100, lang)}%)" if level.points.percent else ""
        return [Line(inputs[0].title, f"→ {level.title}{share}", show(scored.points, lang))]

    def untaken(self, maximum: Number, branch: int | str | None, lang: str) -> list[Line]:
        others = (one for one in self.levels if one.id != branch)
        return [Line(one.title, value=show(one.points.of(maximum), lang)) for one in others]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        best = max(self.levels, key=lambda one: one.points.of(maximum))
        return in_lang(lang, f"đạt “{best.title}”", f"reach “{best.title}”")


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
            if part.points == 0:
                yield from self._per_case(part.points, maximum, "parts", index, "points")
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
        titles = [part.title or one.title for part, one in open_parts]
        lost: Number = sum((part.points for part, _ in open_parts), 0)
        applying = scored.facts.get("applying")
        if applying:
            lost = normal(Fraction(lost) * maximum / applying)
        if not lost:
            return None
        return Gain(lost, in_lang(lang, "; ".join(map(_not_done, titles)), f"still missing: {'; '.join(titles)}"))


def _not_done(title: str) -> str:
    """What a title says is done or there, denied.

    >>> _not_done("Đã sơ kết phong trào"), _not_done("Có quy chế"), _not_done("Sổ theo dõi")
    ('chưa sơ kết phong trào', 'chưa có quy chế', 'còn thiếu: sổ theo dõi')
    """
    text = lowered(title)
    for start, denied in (("đã ", "chưa "), ("có ", "chưa có ")):
        if text.startswith(start):
            return denied + text[len(start) :]
    return f"còn thiếu: {text}"


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
        high = self.attainable(maximum) if one.high is None else score(one.high).points
        return score(one.low).points, high

    def attainable(self, maximum: Number) -> Number:
        return self._cap(maximum) if self.points else 0

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        if self.points:
            yield from self._per_case(self.points, maximum, "points")
        if self.cap is not None:
            yield from self._above_maximum(self.cap, maximum, "cap")

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        return ("raw",)

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        cap = points_text(self._cap(maximum))
        return f"Mỗi {names.unit(self.of)}: {points_text(self.points)}; tối đa {cap}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        raw, cap, one = scored.facts["raw"], self._cap(maximum), inputs[0]
        line = Line(one.title, f"{one.shown} × {show(self.points, lang)}", show(raw, lang))
        if raw <= cap:
            return [line]
        most = show(cap, lang)
        return [line, Line(in_lang(lang, f"(chạm trần {most})", f"(cap {most} reached)"))]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        more = -(-Fraction(self._cap(maximum) - scored.points) // self.points)
        return in_lang(
            lang, f"thêm {show(normal(more))}: {lowered(inputs[0].title)}", f"{more} more: {inputs[0].title}"
        )

"""Yes or no: points for yes, points for no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from scoring.fields import Award, Id
from scoring.formulas.interface import InputView, Line, MeasureNames, Scored, Spec, SpecIssue, points_text
from scoring.numbers import Number, show
from scoring.text import in_lang
from scoring.values import Quantity


class YesNo(Spec):
    """Full points for yes, none for no, unless the scheme says otherwise.

    >>> score = YesNo(of="co_quy_che").compile(4)
    >>> score(True).points, score(False).points
    (4, 0)
    """

    kind: ClassVar[str] = "yes_no"
    title_vi: ClassVar[str] = "có / không"
    accepts: ClassVar[tuple[str, ...]] = ("yes_no",)

    of: Id
    yes: Award = Quantity(1, True)
    no: Award = Quantity(0)

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        yes = Scored(self.yes.of(maximum), "yes")
        no = Scored(self.no.of(maximum), "no")
        return lambda answer: yes if answer else no

    def attainable(self, maximum: Number) -> Number:
        return max(self.yes.of(maximum), self.no.of(maximum))

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        for name, share in (("yes", self.yes), ("no", self.no)):
            yield from self._above_maximum(share.of(maximum), maximum, name)

    def branches(self) -> Sequence[int | str]:
        return ("yes", "no")

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        yes, no = self.yes.of(maximum), self.no.of(maximum)
        return f"Có: {points_text(yes)}; không: {points_text(no)}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        one = inputs[0]
        value = show(scored.points, lang)
        return [Line(one.title, f"→ {one.shown}", value)]

    def untaken(self, branch: int | str | None, lang: str) -> list[str]:
        return [in_lang(lang, "không", "no") if branch == "yes" else in_lang(lang, "có", "yes")]

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        return f"{inputs[0].title}: {self.untaken(scored.branch, lang)[0]}"

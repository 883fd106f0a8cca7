"""The interface of leaf kinds: the parameters a scheme gives, and all the program asks of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol

from msgspec import Struct

from scoring.fields import Id
from scoring.models import Model
from scoring.numbers import Number, normal, show
from scoring.text import in_lang
from scoring.values import Quantity

Input = Number | bool | str
"""A measured value: a number, a yes/no answer, or the id of a level."""
COUNTED = ("number", "count")
"""Types of measures that count pieces; a share has none."""
NUMERIC = (*COUNTED, "percent")
"""Types of measures whose value is a number."""


class Range(Struct, frozen=True):
    """What is known of an input: its value lies in ``[low, high]``; `high` None: no upper limit. A yes/no answer is 0
    or 1 here. `levels` lists the levels still possible for a graded input.
    """

    low: Number = 0
    high: Number | None = None
    levels: tuple[str, ...] | None = None
    value: Input | None = None
    """The value itself where it is exactly known."""

    @property
    def known(self) -> bool:
        """Whether exactly one value is left."""
        return self.value is not None


class Domain(Struct, frozen=True, kw_only=True):
    """The values a measure can have at all, as static checks know them."""

    least: Number | None
    """None: without limit."""
    most: Number | None
    """None: without limit."""
    integral: bool
    """Whether it has whole numbers only."""
    percent: bool
    """Whether it is a share, written as a percentage."""
    yes_no: bool = False
    """Whether it is a yes/no answer; the numbers above say nothing then."""
    limit: str | None = None
    """Id of the measure, or name of the variable, it cannot exceed."""


class MeasureNames(Protocol):
    """What a criteria set calls its measures, for the words of an annex."""

    def title(self, id: str) -> str:
        """What the measure is called."""

    def unit(self, id: str) -> str:
        """The measure's unit, or a word that stands for one."""


class Scored(Struct, eq=False):
    """The points for known inputs and the values an explanation shows. Objects are shared: do not change them."""

    points: Number
    branch: int | str | None = None
    """Which tier, level or branch was taken (its index or id), if the kind has any."""
    facts: Mapping[str, Any] = {}
    """Intermediate exact values by name, such as ``raw`` before a cap."""


class SpecIssue(Struct, frozen=True):
    """A problem of one spec found before any dossier is scored: diagnostic code, path in the spec, values."""

    code: str
    path: tuple[str | int, ...] = ()
    values: Mapping[str, str] = {}
    related: tuple[str | int, ...] | None = None
    """Place inside the spec of the second position, where two places disagree."""


class Line(Struct, frozen=True):
    """One operand of an equation: its sign, its name, how it was computed, its value."""

    text: str
    working: str = ""
    value: str = ""
    sign: str = ""


class Gain(Struct, frozen=True):
    """Lost points that can be regained: how many, and what has to be reached for them."""

    points: Number
    text: str


class InputView(Struct, frozen=True):
    """An input as an explanation shows it, with the texts of the result."""

    id: str
    title: str
    unit: str
    state: str
    value: Input | None
    shown: str
    """The value in words or digits, with its unit: ``95,83 %``, ``chưa khai``."""
    percent: bool = False


class Spec(Model):
    """A leaf kind's parameters as the scheme gives them, and the answers to all questions about the kind.

    A kind is pure and knows nothing of dossiers. Its inputs are measure ids or two pseudo-measures the
    engine provides: ``judgement:`` (the points somebody awarded to this criterion) and ``best:<measure>``
    (the best value in the block). Every kind defines `kind`, `title_vi`, `reads`, `compile`, `explain`
    and `annex_words`; the other members have defaults. Its cell formula is in
    `scoring.workbook.kind_formulas`.
    """

    kind: ClassVar[str]
    """The key under ``score:``."""
    title_vi: ClassVar[str]
    """What the kind is called in documents and messages."""
    accepts: ClassVar[tuple[str, ...]] = NUMERIC
    """Types of measures it can read."""
    judged_vi: ClassVar[str] = "Điểm chấm"
    """What the number is called that somebody awards, where the kind needs one."""
    checks_its_sum: ClassVar[bool] = False
    """Whether `issues` itself reports that no input can give the maximum."""
    few_results: ClassVar[bool] = False
    """Whether the compiled function returns one of a few `Scored` objects that it made beforehand."""
    by_name: ClassVar[bool] = False
    """Whether `explain` finds the inputs by their ids; in a stored result they may stand in another order then."""
    settles_early: ClassVar[bool] = True
    """Whether a criterion counts as scored once nothing still to come can change its points. The cells of a workbook
    cannot see that of an expression, and both must say the same.
    """
    takes_away: ClassVar[bool] = False
    """Whether the maximum stands where nothing happened, and every occurrence takes points away."""
    takes_not_applicable: ClassVar[bool] = False
    """Whether an input that does not apply is passed on (as None) instead of making the leaf not applicable."""

    fixed_branches: ClassVar[tuple[str, ...]] = ()
    """What `branches` gives, where the parameters do not matter."""

    def reads(self) -> tuple[str, ...]:
        """Ids of the inputs, in the order `compile`'s function takes them."""
        raise AssertionError("each kind defines what it reads")  # pragma: no cover

    def judge(self) -> str | None:
        """Who awards the judgement this kind needs (agency, appraiser, superior, leaders), else None."""
        return None

    def judged(self, maximum: Number) -> tuple[Number, Number]:
        """Least and greatest value a judgement may have."""
        return 0, maximum

    def level_titles(self, measure: str) -> Sequence[tuple[str, str]]:
        """Ids and titles of the levels of `measure`, in order; empty where the kind grades no levels of it."""
        return ()

    def best_value(self) -> Literal["higher", "lower"] | None:
        """Which value of the block is the best one; None where the kind does not compare agencies."""
        return None

    def compile(self, maximum: Number) -> Callable[..., Scored]:
        """An exact function from known inputs to points in ``[0, maximum]``."""
        raise AssertionError("each kind computes")  # pragma: no cover

    def bounds(self, maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
        """Least and greatest points when inputs are known only as ranges. The default is right for every kind monotone
        in each input: it tries all corners; a limitless range counts as reaching both ends of the points.
        """
        return corners(self.compile(maximum), maximum, ranges)

    def within(self, maximum: Number, ranges: Sequence[Range], domains: Mapping[str, Domain]) -> tuple[Number, Number]:
        """The same, where `bounds` is not tight without knowing what its measures can be; `domains` by measure id."""
        return self.bounds(maximum, ranges)

    @staticmethod
    def _above_maximum(points: Number, maximum: Number, *path: str | int) -> Iterator[SpecIssue]:
        if points > maximum:
            yield SpecIssue("SC306", path, {"cap": show(points), "maximum": show(maximum)})

    @staticmethod
    def _other_unit(edge: Quantity, is_share: bool | None, *path: str | int) -> Iterator[SpecIssue]:
        """An issue where a measure is a share and `edge` is none, or the other way round."""
        if is_share is not None and edge.percent != is_share:
            values = {"value": edge.typed(), "meant": edge.in_unit(is_share).typed()}
            yield SpecIssue("SC307" if is_share else "SC308", path, values)

    @staticmethod
    def _per_case(points: Number, maximum: Number, *path: str | int) -> Iterator[SpecIssue]:
        """An issue where one case, day or part is worth nothing, or more than there is."""
        if points == 0:
            yield SpecIssue("SC367", path, {})
        elif points > maximum > 0:
            yield SpecIssue("SC366", path, {"cost": show(points), "maximum": show(maximum)})

    @staticmethod
    def _out_of_reach(edge: Quantity, domain: Domain, id: str, *path: str | int) -> Iterator[SpecIssue]:
        """An issue where no value of the measure comes up to `edge`."""
        edge = edge.in_unit(domain.percent)
        if domain.most is not None and edge.value > domain.most:
            most = Quantity(domain.most, edge.percent).typed()
            yield SpecIssue("SC365", path, {"value": edge.typed(), "id": id, "most": most})

    def reach(self, maximum: Number, domains: Mapping[str, Domain]) -> tuple[Number, Number]:
        """Least and greatest points over all values its inputs can have, or a wider span; `domains` by measure id."""
        below = min((0, *(edge for _, edge in self.edges()))) - 1
        ranges = []
        for read in self.reads():
            levels = tuple(level for level, _ in self.level_titles(read))
            domain = domains.get(read)
            if read == "judgement:":
                ranges.append(Range(*self.judged(maximum)))
            elif domain is None or levels:
                ranges.append(Range(levels=levels or None))
            elif domain.yes_no:
                ranges.append(Range(0, 1))
            else:
                ranges.append(Range(below if domain.least is None else domain.least, domain.most))
        return self.within(maximum, ranges, domains)

    def attainable(self, maximum: Number) -> Number:
        """The most points any input can give; less than `maximum` is reported as an error of the scheme."""
        return maximum

    def issues(self, maximum: Number, percent: Mapping[str, bool]) -> Iterable[SpecIssue]:
        """Problems of the parameters themselves; `percent` maps measures to whether they are shares."""
        return ()

    def domain_issues(self, maximum: Number, domains: Mapping[str, Domain]) -> Iterable[SpecIssue]:
        """Problems that show only against the values its measures can have; `domains` by measure id."""
        return ()

    def edges(self) -> Iterable[tuple[str, Number]]:
        """Input values where the points change rule: ``(measure id, value)``, for band-edge coverage."""
        return ()

    def thresholds(self) -> Iterable[tuple[str, Number]]:
        """All that the values of its inputs are compared with: ``(measure id, value)``."""
        return self.edges()

    def branches(self) -> Sequence[int | str]:
        """Every value `Scored.branch` can take, for rule coverage."""
        return self.fixed_branches

    def fact_names(self, branch: int | str | None) -> Sequence[str]:
        """Names in `Scored.facts` that `explain` reads after this branch: numbers or truth values."""
        return ()

    def annex_words(self, maximum: Number, names: MeasureNames) -> str:
        """How points are given, in Vietnamese, as an annex says it: one or more lines. The default names the kind; a
        kind says more in words of its own.
        """
        title = self.title_vi
        return f"{title[0].upper()}{title[1:]}; tối đa {points_text(maximum)}."

    def explain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> list[Line]:
        """The equation's operands; `scored` is what `compile`'s function gave for the inputs."""
        raise AssertionError("each kind explains itself")  # pragma: no cover

    def untaken(self, maximum: Number, branch: int | str | None, lang: str) -> list[Line]:
        """The branches not taken: the text of each and, as its value, the points it would give."""
        return []

    def gain(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> Gain | None:
        """How the lost points can be regained; None when no point is lost or there is no such way."""
        lost = normal(self.attainable(maximum) - scored.points)
        text = self.regain_words(maximum, inputs, scored, lang) if lost > 0 else ""
        return Gain(lost, text) if text else None

    def regain_words(self, maximum: Number, inputs: Sequence[InputView], scored: Scored, lang: str) -> str:
        """What would bring back lost points; "" where there is no such way."""
        return ""


class OneInput(Spec):
    """A leaf kind that reads the measure `of` and nothing else."""

    of: Id

    def reads(self) -> tuple[str, ...]:
        return (self.of,)


def corners(function: Callable[..., Scored], maximum: Number, ranges: Sequence[Range]) -> tuple[Number, Number]:
    """Least and greatest of `function` over the corners of `ranges`."""
    choices: list[tuple[Any, ...]] = []
    unbounded = False
    for one in ranges:
        if one.value is not None:
            choices.append((one.value,))
        elif one.levels is not None:
            choices.append(one.levels)
        else:
            unbounded = unbounded or one.high is None
            choices.append((one.low,) if one.high is None else (one.low, one.high))
    points = [0, maximum] if unbounded else []
    stack: list[tuple[Any, ...]] = [()]
    for options in choices:
        stack = [(*done, option) for done in stack for option in options]
    points += [function(*values).points for values in stack] if not unbounded else []
    return min(points), max(points)


def points_text(points: Number) -> str:
    """A number of points in Vietnamese: ``2,5 điểm``."""
    return f"{show(points)} điểm"


def floor_note(left: Number, floor: Number, lang: str) -> list[Line]:
    """The note that a deduction, which would have left fewer points, stopped at the floor; nothing where it did not."""
    note = Line(in_lang(lang, f"(chạm sàn {show(floor)})", f"(floor {show(floor, lang)} reached)"))
    return [note] if left < floor else []

"""Criteria sets as a scheme gives them: the measures, and the tree of criteria with what absence means at each node."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic_core import PydanticCustomError

from scoring.fields import Basis, DeadlineDay, Id, Points, Share, Text
from scoring.formulas import KINDS
from scoring.formulas.interface import Spec
from scoring.models import Field, Model, checked
from scoring.numbers import Number
from scoring.values import Quantity


def not_exactly_one(names: Iterable[str], given: Iterable[str]) -> PydanticCustomError:
    """The error of a mapping in which not exactly one of `names` is given, but those in `given`."""
    values = {"names": ", ".join(names), "given": ", ".join(given)}
    return PydanticCustomError("scoring_exactly_one", "{names}|{given}", values)


def exactly_one(model: Model, names: tuple[str, ...]) -> None:
    """Refuse a model in which not exactly one of `names` is given."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        raise not_exactly_one(names, given)


class Selection(Model):
    """Which evidence records: by kind and by the values of their fields."""

    kind: Id | Annotated[list[Id], Field(min_length=1)]
    where: dict[Id, Any] = {}
    """Field → value, or list of accepted values."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds as a tuple."""
        return tuple(self.kind) if isinstance(self.kind, list) else (self.kind,)


class SumOf(Selection):
    """Which evidence records, and which of their numeric fields is added up."""

    field: Id


class Late(Selection):
    """Which record ends the delay, and the day it was due."""

    deadline: DeadlineDay
    series: Id | None = None
    """Occurrence of a periodic report (the record's ``occurrence``)."""


class Round(Model):
    """A rounding: how, and to which step."""

    mode: Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
    step: Share


class Measure(Model):
    """A named quantity: declared by the agency, counted from evidence, or derived from others."""

    declared: Text | None = None
    """The question the agency answers."""
    external: Text | None = None
    """A result from outside that may be absent (a survey, an index, another body's part)."""
    count: Selection | None = None
    sum: SumOf | None = None
    exists: Selection | None = None
    """Yes when at least one such record is there."""
    days_late: Late | None = None
    due: Id | None = None
    """How many reports of this series are due while the agency exists."""
    ratio: Annotated[list[Id], Field(min_length=2, max_length=2)] | None = None
    total: Annotated[list[Id], Field(min_length=2)] | None = None
    difference: Annotated[list[Id], Field(min_length=2, max_length=2)] | None = None

    title: Text | None = None
    unit: Text | None = None
    answer: Literal["number", "count", "percent", "yes_no", "level"] | None = None
    """What is declared; ``count`` is a whole number. Default ``count`` for declared, ``number`` for external."""
    levels: list[Id] | None = None
    at_most: Share | Id | None = None
    """Another measure, or a number or percentage, the value cannot exceed; `limit` is what it says."""
    when_zero: Literal["not_applicable", "zero", "full", "not_declared"] | None = None
    """For a ratio: what a zero denominator means (full = 100 %)."""
    rounding: Round | None = None
    """For a ratio, where the decision itself rounds the percentage."""
    better: Literal["higher", "lower"] = "higher"
    by: Text | None = None
    """Who gives an external value."""
    clause: Text | None = None
    note: Text | None = None

    @checked
    def _one_source(self) -> "Measure":
        exactly_one(self, SOURCES)
        if self.ratio is not None and self.when_zero is None:
            raise PydanticCustomError("scoring_missing_key", "{key}", {"key": "when_zero"})
        return self

    @cached_property
    def source(self) -> str:
        """The key that says where the value comes from."""
        return next(name for name in SOURCES if getattr(self, name) is not None)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Ids of the measures this one is derived from."""
        for name in ("ratio", "total", "difference"):
            ids = getattr(self, name)
            if ids is not None:
                return tuple(ids)
        return ()

    @property
    def limit(self) -> Number | str | None:
        """The number, or the measure by its id, that the value cannot exceed."""
        return self.at_most.value if isinstance(self.at_most, Quantity) else self.at_most

    @property
    def percent(self) -> bool:
        """Whether the value is a share, shown with ``%``."""
        return self.ratio is not None or self.answer == "percent"

    @cached_property
    def type(self) -> str:
        """number, count, percent, yes_no or level."""
        if self.answer:
            return self.answer
        if self.exists is not None:
            return "yes_no"
        if self.ratio is not None:
            return "percent"
        if self.source in {"declared", "count", "days_late", "due"}:
            return "count"
        return "number"

    @property
    def selection(self) -> Selection | None:
        """The evidence records it is taken from, if it is."""
        return self.count or self.sum or self.exists or self.days_late


SOURCES = ("declared", "external", "count", "sum", "exists", "days_late", "due", "ratio", "total", "difference")


def needed(measure: Measure) -> tuple[str, ...]:
    """Ids of the measures a measure is computed from or limited by."""
    limit = (measure.limit,) if isinstance(measure.limit, str) else ()
    return (*measure.inputs, *limit)


def in_order(measures: Mapping[str, Measure]) -> tuple[list[str], list[list[str]]]:
    """Ids so that every measure comes after those it needs, and the circles of those that need each other."""
    done: dict[str, None] = {}
    circles: list[list[str]] = []
    for start in measures:
        # The way down from `start`, kept here and not by calls: a chain may be thousands of measures long.
        above: dict[str, Iterator[str]] = {}
        if start not in done:
            above[start] = iter(needed(measures[start]))
        while above:
            id = next(reversed(above))
            for one in above[id]:
                if one in above:
                    way = list(above)
                    circles.append(way[way.index(one) :])
                elif one in measures and one not in done:
                    above[one] = iter(needed(measures[one]))
                    break
            else:
                del above[id]
                done[id] = None
    return list(done), circles


NotApplicable = Literal["keep", "full", "drop", "rescale"]
ClosingValue = Literal["zero", "full", "not_applicable", "open"]


class Required(Model):
    """The evidence a criterion asks for."""

    required: list[Id] = []
    """Kinds of which at least one record must be there."""
    any_of: list[Id] = []
    """At least one record of one of these kinds."""

    @cached_property
    def demands(self) -> list[tuple[str, ...]]:
        """What must be there: for each demand, the kinds of which one record is enough."""
        return [*((kind,) for kind in self.required), *([tuple(self.any_of)] if self.any_of else [])]


class Closing(Model):
    """What is still missing at closing is worth; nothing but this is ever applied."""

    not_declared: ClosingValue = "open"
    pending: ClosingValue = "open"
    refused: ClosingValue = "open"
    missing_evidence: Literal["zero", "accept", "open"] = "open"
    open_lists: Literal["as_declared", "open"] = "open"
    """Whether lists of records not declared complete are taken as they stand."""
    clause: Text | None = None


class _ScoreBase(Model):
    @checked
    def _one_kind(self) -> "_ScoreBase":
        exactly_one(self, tuple(KINDS))
        return self

    @property
    def spec(self) -> Spec:
        """The one kind given."""
        spec: Spec = next(getattr(self, name) for name in KINDS if getattr(self, name) is not None)
        return spec


Score: Any = type(
    "Score",
    (_ScoreBase,),
    {
        "__module__": __name__,
        "__annotations__": {name: kind | None for name, kind in KINDS.items()},
        **dict.fromkeys(KINDS),
    },
)


class Node(Model):
    """A group, criterion or sub-criterion; exactly one of groups, criteria, score says what it holds."""

    id: Id
    title: Text
    maximum: Points
    """Points; for a leaf of the penalty section, the most that can be taken away."""
    groups: "list[Node] | None" = None
    criteria: "list[Node] | None" = None
    score: Score | None = None
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None
    evidence: Required | None = None
    not_applicable: NotApplicable | None = None
    """Policy when the agency shows the node does not apply; inherited from above when not given."""
    may_be_not_applicable: bool = True
    closing: Closing | None = None
    may_share: list[Id] = []
    """Criteria that may use the same document as this one."""

    @checked
    def _one_content(self) -> "Node":
        exactly_one(self, ("groups", "criteria", "score"))
        return self

    @property
    def children(self) -> "list[Node]":
        """The nodes below; empty for a leaf."""
        return self.groups or self.criteria or []

    @property
    def spec(self) -> Spec | None:
        """The leaf kind, None for a group."""
        return None if self.score is None else self.score.spec

    def may_be_stated(self) -> bool:
        """Whether an agency may state that it does not apply: nothing here or below always applies."""
        return all(one.may_be_not_applicable for one in self.walk())

    def leaves(self) -> "Iterator[Node]":
        """All leaves below (or the node itself), in reading order."""
        if self.score is not None:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> "Iterator[Node]":
        """The node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Extra(Model):
    """Bonus or penalty: leaves outside the tree, with a cap of their own."""

    title: Text
    cap: Points
    criteria: list[Node] = []
    above_maximum: bool = False
    """Bonus only: whether the total may exceed the maximum."""
    clause: Text | None = None
    basis: Basis | None = None
    closing: Closing | None = None


class CriteriaSet(Model):
    """One file: the criteria for one kind of agency."""

    format: Literal[1]
    set: Id
    title: Text
    maximum: Points
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None
    measures: dict[Id, Measure] = {}
    groups: list[Node]
    bonus: Extra | None = None
    penalty: Extra | None = None

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """All nodes by their ids, in reading order."""
        return {node.id: node for node in self.nodes()}

    def leaves(self) -> "Iterator[Node]":
        """All leaves: tree, then bonus, then penalty."""
        for group in self.groups:
            yield from group.leaves()
        for extra in (self.bonus, self.penalty):
            if extra is not None:
                yield from extra.criteria

    def nodes(self) -> "Iterator[Node]":
        """All nodes of the tree, bonus and penalty, in reading order."""
        for group in self.groups:
            yield from group.walk()
        for extra in (self.bonus, self.penalty):
            if extra is not None:
                yield from extra.criteria

"""Measures as a scheme gives them: where a quantity comes from, and which records it is taken from."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.fields import DeadlineDay, Id, Model, Share, Text
from scoring.numbers import Number
from scoring.values import Quantity


def exactly_one(model: Model, names: tuple[str, ...]) -> None:
    """Refuse a model in which not exactly one of `names` is given."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        raise PydanticCustomError(
            "scoring_exactly_one", "{names}|{given}", {"names": ", ".join(names), "given": ", ".join(given)}
        )


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

    @model_validator(mode="after")
    def _one_source(self) -> "Measure":
        exactly_one(self, SOURCES)
        if self.ratio is not None and self.when_zero is None:
            raise PydanticCustomError("scoring_missing_key", "{key}", {"key": "when_zero"})
        return self

    @property
    def source(self) -> str:
        """The key that says where the value comes from."""
        return next(name for name in SOURCES if getattr(self, name) is not None)

    @property
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

    @property
    def type(self) -> str:
        """number, count, percent, yes_no or level."""
        if self.answer:
            return self.answer
        if self.exists is not None:
            return "yes_no"
        if self.ratio is not None:
            return "percent"
        if self.declared is not None or self.count is not None or self.days_late is not None:
            return "count"
        return "number"

    @property
    def selection(self) -> Selection | None:
        """The evidence records it is taken from, if it is."""
        return self.count or self.sum or self.exists or self.days_late


SOURCES = ("declared", "external", "count", "sum", "exists", "days_late", "ratio", "total", "difference")

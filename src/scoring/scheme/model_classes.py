"""Ladders as a scheme gives them: classes, conditions, gates, ceilings and states outside."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.fields import Basis, Id, Model, Share, Text
from scoring.scheme.model_measures import exactly_one


class LastClass(Model):
    """A condition on the class of the period before."""

    any_of: Annotated[list[Id], Field(min_length=1)] | None = None
    at_most: Id | None = None
    at_least: Id | None = None
    without_history: Literal["holds", "fails", "unknown"] = "unknown"

    @model_validator(mode="after")
    def _says_something(self) -> "LastClass":
        # Both ends together make a range; a list stands alone.
        if self.any_of is not None or (self.at_most is None and self.at_least is None):
            exactly_one(self, ("any_of", "at_most", "at_least"))
        return self


Named = Annotated[list[Id], Field(min_length=1)]


class Condition(Model):
    """True, false or not yet known; exactly one subject."""

    criterion: Id | None = None
    """A node's points compared with `at_least` / `below` (a percentage is of its maximum)."""
    each: Literal["groups", "criteria"] | Named | None = None
    """Every one of these nodes; those not applicable are passed over."""
    some: Literal["groups", "criteria"] | Named | None = None
    """At least one of these nodes."""
    measure: Id | None = None
    total: Literal["total", "base", "bonus", "penalty"] | None = None
    finding: Id | None = None
    last_class: LastClass | None = None
    all: "Annotated[list[Condition], Field(min_length=1)] | None" = None
    any: "Annotated[list[Condition], Field(min_length=1)] | None" = None
    negate: "Condition | None" = Field(default=None, alias="not")

    at_least: Share | None = None
    below: Share | None = None
    equals: bool | Id | None = Field(default=None, alias="is")
    """For a yes/no or level measure."""

    @model_validator(mode="after")
    def _one_subject(self) -> "Condition":
        exactly_one(self, SUBJECTS)
        given = [name for name in ("at_least", "below") if getattr(self, name) is not None]
        if self.equals is not None:
            given.append("is")
        # Points are compared; only what an agency declares can be "so" or "not so".
        accepted = {"measure": ("at_least", "below", "is")}.get(self.subject, ("at_least", "below"))
        if self.subject in _UNCOMPARED:
            if given:
                raise PydanticCustomError("scoring_no_use", "{key}", {"key": given[0]})
        elif len(given) != 1 or given[0] not in accepted:
            raise PydanticCustomError(
                "scoring_exactly_one", "{names}|{given}", {"names": ", ".join(accepted), "given": ", ".join(given)}
            )
        return self

    @cached_property
    def subject(self) -> str:
        """Which kind of condition this is."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)


_UNCOMPARED = frozenset(("finding", "last_class", "all", "any", "negate"))
SUBJECTS = ("criterion", "each", "some", "measure", "total", "finding", "last_class", "all", "any", "negate")


class Class(Model):
    """One step of the ladder: from (inclusive) to below (exclusive)."""

    id: Id
    title: Text
    from_: Share | None = Field(default=None, alias="from")
    below: Share | None = None
    clause: Text | None = None
    basis: Basis | None = None


class Gate(Model):
    """What a class asks besides its points; when it fails, the next class below is tried."""

    id: Id
    title: Text
    class_: Id = Field(alias="class")
    requires: Condition
    clause: Text | None = None
    basis: Basis | None = None


class Ceiling(Model):
    """Not above a class when something holds."""

    id: Id
    title: Text
    class_: Id = Field(alias="class")
    when: Condition
    clause: Text | None = None
    basis: Basis | None = None


class Outside(Model):
    """A state outside the ladder, such as "không đủ điều kiện xếp loại"."""

    id: Id
    title: Text
    when: Condition
    clause: Text | None = None
    basis: Basis | None = None


class Ladder(Model):
    """Ordered classes, best first, with gates, ceilings and states outside."""

    title: Text | None = None
    on: Literal["total", "share"] = "total"
    """Thresholds are compared with the total's points, or with its share of the attainable maximum."""
    classes: Annotated[list[Class], Field(min_length=1)]
    gates: list[Gate] = []
    ceilings: list[Ceiling] = []
    outside: list[Outside] = []
    clause: Text | None = None

"""The tree of criteria as a scheme gives it, with what absence means at each node."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import create_model, model_validator

from scoring.fields import Basis, Id, Model, Points, Text
from scoring.formulas import KINDS
from scoring.formulas.interface import Spec
from scoring.scheme.model_measures import Measure, exactly_one

NotApplicable = Literal["keep", "full", "drop", "rescale"]
ClosingValue = Literal["zero", "full", "not_applicable", "open"]


class Required(Model):
    """The evidence a criterion asks for."""

    required: list[Id] = []
    """Kinds of which at least one record must be there."""
    any_of: list[Id] = []
    """At least one record of one of these kinds."""

    @property
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


def _spec(score: Any) -> Spec:
    spec: Spec = next(getattr(score, name) for name in KINDS if getattr(score, name) is not None)
    return spec


class _ScoreBase(Model):
    @model_validator(mode="after")
    def _one_kind(self) -> "_ScoreBase":
        exactly_one(self, tuple(KINDS))
        return self

    @property
    def spec(self) -> Spec:
        """The one kind given."""
        return _spec(self)


Score: Any = create_model(
    "Score",
    __base__=_ScoreBase,
    **{name: (kind | None, None) for name, kind in KINDS.items()},  # type: ignore[call-overload]
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

    @model_validator(mode="after")
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

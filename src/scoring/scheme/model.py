"""The scheme as data: what a criteria folder says, for one period, after overlays and dated values."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from scoring.fields import Amount, Day, DeadlineDay, Id, Model, Points, Share, Text
from scoring.formulas import KINDS
from scoring.formulas.interface import Spec
from scoring.numbers import Number

Basis = Literal["working", "verified"]
NotApplicable = Literal["keep", "full", "drop", "rescale"]
ClosingValue = Literal["zero", "full", "not_applicable", "open"]


def exactly_one(model: Model, names: tuple[str, ...]) -> None:
    """Refuse a model in which not exactly one of `names` is given."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        raise PydanticCustomError(
            "scoring_exactly_one",
            "{names}|{given}",
            {"names": ", ".join(names), "given": ", ".join(given)},
        )


# ---------------------------------------------------------------------------------- measures


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
    at_most: Amount | Id | None = None
    """Another measure or number the value cannot exceed."""
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


SOURCES = (
    "declared", "external", "count", "sum", "exists", "days_late", "ratio", "total", "difference",
)  # fmt: skip


# ------------------------------------------------------------------------------------- tree


class Required(Model):
    """The evidence a criterion asks for."""

    required: list[Id] = []
    """Kinds of which at least one record must be there."""
    any_of: list[Id] = []
    """At least one record of one of these kinds."""


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


# --------------------------------------------------------------------------- classification


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
                "scoring_exactly_one",
                "{names}|{given}",
                {"names": ", ".join(accepted), "given": ", ".join(given)},
            )
        return self

    @cached_property
    def subject(self) -> str:
        """Which kind of condition this is."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)


_UNCOMPARED = frozenset(("finding", "last_class", "all", "any", "negate"))
SUBJECTS = (
    "criterion", "each", "some", "measure", "total", "finding", "last_class", "all", "any", "negate",
)  # fmt: skip


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


# ------------------------------------------------------------------------------------ rules


class Pattern(Model):
    """All patterns of a rule must match together; ``none`` holds when nothing matches."""

    all: Annotated[list[dict[Id, dict[Id, Any]]], Field(min_length=1)]
    """Each entry: a name → field → test. See `scoring.findings.interface`."""


class Rule(Model):
    """A conclusion that follows from several facts together."""

    id: Id
    title: Text
    when: Pattern
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None


# ----------------------------------------------------------------------------------- scheme


class Decision(Model):
    """The legal document."""

    number: Text
    date: Day
    issuer: Text
    title: Text


class Source(Model):
    """Where a fact of the scheme was read."""

    id: Id
    title: Text
    file: Text | None = None
    note: Text | None = None


class EvidenceField(Model):
    """A field a kind of record has."""

    title: Text
    type: Literal["text", "number", "date", "yes_no", "choice", "reference"] = "text"
    choices: list[Id] | None = None
    required: bool = False


class EvidenceKind(Model):
    """A kind of evidence record."""

    title: Text
    fields: dict[Id, EvidenceField] = {}
    needs: list[Literal["number", "date", "issuer", "file"]] = []
    """What a good record of this kind has; missing ones are reported, never guessed."""
    note: Text | None = None


class Occurrence(Model):
    """One due date of a periodic report."""

    id: Id
    deadline: DeadlineDay


class Series(Model):
    """A periodic report: records of `kind` whose ``occurrence`` names one of the occurrences."""

    kind: Id
    title: Text
    occurrences: Annotated[list[Occurrence], Field(min_length=1)]


class AgencyKind(Model):
    """A kind of agency."""

    id: Id
    title: Text


class Block(Model):
    """Agencies compared with each other: their criteria set, ladder, and who appraises them."""

    id: Id
    title: Text
    set: Id
    ladder: Id
    kinds: list[Id] = []
    appraised_by: Text | None = None
    clause: Text | None = None


class Rounding(Model):
    """The one rounding of points."""

    at: Literal["criterion", "group", "total"]
    mode: Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
    step: Points


class Ranking(Model):
    """How agencies of a block are ordered."""

    ties: Literal["competition", "dense"] = "competition"
    then_by: list[Id] = []
    """Nodes whose points break ties, in order."""


class Policies(Model):
    """What absence means in this scheme."""

    not_applicable: NotApplicable = "keep"
    closing: Closing = Closing()
    explanation: Literal["accept", "pending"] = "pending"
    """What an explanation instead of evidence is worth until somebody appraises it."""
    rescale_total: bool = False
    """Whether a total whose maximum fell (drop) is re-scaled to the set's maximum."""
    penalty_floor: Literal["zero", "none"] = "zero"
    """Whether penalties can push the total below zero."""


class PeriodRule(Model):
    """Which periods the scheme scores."""

    kinds: Annotated[list[Literal["year", "half", "quarter"]], Field(min_length=1)] = ["year"]
    reference: Literal["start", "end"] = "end"
    """The day of the period on which validity dates are looked up."""


class Exclusion(Model):
    """Criteria that must not use the same document."""

    criteria: Annotated[list[Id], Field(min_length=2)]
    clause: Text | None = None
    note: Text | None = None


class Scheme(Model):
    """A decision's scoring scheme for one period."""

    format: Literal[1]
    id: Id
    title: Text
    status: Basis
    banner: Text | None = None
    """The one visible line every output carries while the scheme is not verified."""
    decision: Decision | None = None
    legal_bases: list[Text] = []
    sources: list[Source] = []
    note: Text | None = None
    timezone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    period: PeriodRule = PeriodRule()
    rounding: Rounding
    ranking: Ranking = Ranking()
    policies: Policies = Policies()
    agency_kinds: list[AgencyKind] = []
    blocks: Annotated[list[Block], Field(min_length=1)]
    evidence_kinds: dict[Id, EvidenceKind] = {}
    series: dict[Id, Series] = {}
    exclusive: list[Exclusion] = []
    ladders: dict[Id, Ladder]
    rules: list[Rule] = []
    sets: dict[Id, CriteriaSet]
    """Filled by the loader from the files listed under ``sets``."""

    @cached_property
    def plans(self) -> dict[str, Any]:
        """Compiled plans by block; filled by the engine, so that a scheme is compiled once."""
        return {}

    def block(self, id: str) -> Block | None:
        """The block with this id."""
        return next((block for block in self.blocks if block.id == id), None)


Measurable = Number | bool | str | date
__all__ = [name for name in dir() if name[:1].isupper()]

"""A scheme as data: what a criteria folder says, for one period, after overlays and dated values."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic_core import PydanticCustomError

from scoring.fields import Basis, Day, DeadlineDay, Id, Points, Share, Text
from scoring.findings.interface import Rule
from scoring.models import Field, Model, checked
from scoring.scheme.criteria import Closing, CriteriaSet, Extra, NotApplicable, exactly_one, not_exactly_one


class LastClass(Model):
    """A condition on the class of the period before."""

    any_of: Annotated[list[Id], Field(min_length=1)] | None = None
    at_most: Id | None = None
    at_least: Id | None = None
    without_history: Literal["holds", "fails", "unknown"] = "unknown"

    @checked
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

    @checked
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
            raise not_exactly_one(accepted, given)
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


class AgencyLife(Model):
    """What follows where an agency did not exist throughout the period."""

    occurrences: Literal["not_counted", "counted"] = "not_counted"
    """Whether reports due on a day on which it did not exist count."""
    predecessors: Literal["none", "all", "worst"] = "none"
    """Whose results of the period before conditions on the last class are asked of, beside its own."""
    papers: Literal["counted", "not_counted"] = "counted"
    """Whether records dated on a day on which it did not exist count."""
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None


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
    agency_life: AgencyLife = AgencyLife()


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

    carried: ClassVar[tuple[str, ...]] = ("folder",)

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

    @cached_property
    def folder(self) -> Path | None:
        """The folder it was read from, where it was; filled by the loader."""
        return None

    @property
    def class_titles(self) -> dict[str, str]:
        """The title of every class and of every state outside the ladders, by id."""
        found: dict[str, str] = {}
        for ladder in self.ladders.values():
            found |= {one.id: one.title for one in ladder.classes} | {one.id: one.title for one in ladder.outside}
        return found

    def block(self, id: str) -> Block | None:
        """The block with this id."""
        return next((block for block in self.blocks if block.id == id), None)


def unconfirmed(one: Any, status: Basis) -> bool:
    """Whether nobody has confirmed it: it says so, or decides points or classes of a working copy and says nothing."""
    if one.basis is not None or status == "verified":
        return bool(one.basis == "working")
    return not isinstance(one, (CriteriaSet, Extra)) and getattr(one, "score", "") is not None

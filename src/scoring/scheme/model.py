"""The scheme as data: what a criteria folder says, for one period, after overlays and dated values.

Measures, the tree of criteria and the ladders have modules of their own; all names can be imported from here.
"""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from scoring.fields import Basis, Day, DeadlineDay, Id, Model, Points, Text
from scoring.findings.rule import Rule
from scoring.scheme.model_classes import SUBJECTS, Ceiling, Class, Condition, Gate, Ladder, LastClass, Named, Outside
from scoring.scheme.model_criteria import (
    Closing,
    ClosingValue,
    CriteriaSet,
    Extra,
    Node,
    NotApplicable,
    Required,
    Score,
)
from scoring.scheme.model_measures import SOURCES, Late, Measure, Round, Selection, SumOf


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


def unconfirmed(one: Any, status: Basis) -> bool:
    """Whether nobody has confirmed it: it says so, or decides points or classes of a working copy and says nothing."""
    if one.basis is not None or status == "verified":
        return bool(one.basis == "working")
    return not isinstance(one, (CriteriaSet, Extra)) and getattr(one, "score", "") is not None


__all__ = [
    "SOURCES",
    "SUBJECTS",
    "AgencyKind",
    "Block",
    "Ceiling",
    "Class",
    "Closing",
    "ClosingValue",
    "Condition",
    "CriteriaSet",
    "Decision",
    "EvidenceField",
    "EvidenceKind",
    "Exclusion",
    "Extra",
    "Gate",
    "Ladder",
    "LastClass",
    "Late",
    "Measure",
    "Named",
    "Node",
    "NotApplicable",
    "Occurrence",
    "Outside",
    "PeriodRule",
    "Policies",
    "Ranking",
    "Required",
    "Round",
    "Rounding",
    "Scheme",
    "Score",
    "Selection",
    "Series",
    "Source",
    "SumOf",
    "unconfirmed",
]

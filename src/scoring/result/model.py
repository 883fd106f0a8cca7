"""The types of ``scoring.assessment/1``, the result contract; everything is frozen, numbers are texts."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal

from msgspec.structs import replace

from scoring.catalog import Severity
from scoring.engine.classify import NOTHING_APPLIES
from scoring.engine.condition_facts import State
from scoring.engine.measured import MeasureState
from scoring.engine.outcome import Status
from scoring.engine.tree import Section
from scoring.numbers import Number, from_exact, normal
from scoring.result.appraisal import Appraisal, LedgerAppraisal
from scoring.result.base import Count, Day, Digest, Exact, Fact, Json, Part, PartialDay, PeriodText, Points, Span, Texts

FORMAT: Final = "scoring.assessment/1"


class Engine(Part):
    """The program that made the result."""

    version: str


class Decision(Part):
    """The decision that issued the scheme."""

    number: str
    date: Day
    issuer: str
    title: str


class RankingRule(Part):
    """How agencies of a block are ordered, where the scheme declares other than what holds by itself."""

    ties: Literal["competition", "dense"] = "competition"
    """How ranks go on after equal results: 1, 2, 2, 4 or 1, 2, 2, 3."""
    then_by: tuple[str, ...] = ()
    """Ids of the nodes whose points break ties, in order."""


class Scheme(Part):
    """The scheme a result was made with."""

    id: str
    title: str
    status: Literal["working", "verified"]
    banner: str | None
    digest: Digest
    set: str
    set_title: str
    block_title: str
    ladder: str
    appraised_by: str | None
    decision: Decision | None
    unconfirmed: Count
    """How many entries the result rests on are still on a working basis."""
    ranking: RankingRule | None = None
    """Absent where equal results share a rank and nothing breaks ties."""


class UnitPart(Part):
    """What an inner unit of the agency handed in for the dossier."""

    unit: str
    title: str
    file: str
    submitted: Day | None = None
    values: tuple[str, ...] = ()
    """What it says: ``numbers/ID``, ``claims/ID``, ``evidence/ID`` …"""
    replaced_by: str | None = None
    """The file of the unit's newer part, which counts in its place."""


class Dossier(Part):
    """The dossier a result was made from."""

    digest: Digest
    file: str
    submitted: Day | None
    complete: bool
    """Whether the agency declared all its lists complete."""
    note: str | None
    cells: dict[str, str] | None = None
    """Where values stood in workbooks: key → ``file:Sheet!A1``; None for a dossier typed as text."""
    parts: tuple[UnitPart, ...] | None = None
    """The units' parts it was put together from; None for a dossier written as a whole."""


class Agency(Part):
    """The agency assessed."""

    id: str
    name: str
    block: str
    from_: Day | None = None
    """The first day it exists, where that was given."""
    until: Day | None = None
    """The last day it exists, where that was given."""
    succeeds: tuple[str, ...] = ()
    """Ids of the agencies it was made from."""


class Rounding(Part):
    """The scheme's one declared rounding."""

    at: str
    mode: str
    step: Exact


class Modifier(Part):
    """What changed points on the way, or was looked at and did not."""

    kind: str
    effect: bool
    text_vi: str
    text_en: str
    before: Exact | None
    after: Exact | None

    def text(self, lang: str) -> str:
        """The modifier in words."""
        return self.text_vi if lang == "vi" else self.text_en


class BaseTotal(Span):
    """The sum of the criteria tree, without bonus and penalty."""

    max: Points


class ExtraTotal(Span):
    """The sum of the bonus or penalty section; penalties are negative."""

    title: str
    cap: Points
    raw_certain: Points
    """The certain sum before the cap."""
    raw_attainable: Points


class Total(Span):
    """The total points."""

    max: Points
    declared_max: Points
    above_maximum: bool
    """Whether bonus points may lift the total above the maximum."""
    base: BaseTotal
    bonus: ExtraTotal | None
    penalty: ExtraTotal | None
    modifiers: tuple[Modifier, ...]


class LadderClass(Part):
    """One class of the ladder, with the edges as people read them."""

    id: str
    title: str
    clause: str | None
    from_: str | None
    below: str | None


NOT_CLASSIFIABLE = "Không xếp loại được"
"""The title of the state where nothing applies."""


class OutsideState(Part):
    """A state outside the ladder that certainly holds."""

    id: str
    title: str
    reason: str
    reason_en: str
    clause: str | None

    def named(self, lang: str) -> str:
        """Its title; that of the state where nothing applies, which no scheme names, in both languages."""
        return NOTHING_APPLIES.title if lang == "en" and self.id == NOTHING_APPLIES.id else self.title


class LadderValue(Part):
    """What is compared with the ladder's edges: points, or a share with ``%``."""

    certain: str | None
    attainable: str | None


class Margin(Part):
    """Points between the certain total and the nearest edge of a class."""

    class_: str
    title: str
    points: Points


class Margins(Part):
    """The nearest edges above and below the certain total."""

    up: Margin | None
    down: Margin | None


class Reason(Part):
    """A condition that was tried for the class, and whether it holds."""

    kind: Literal["ladder", "gate", "ceiling", "outside"]
    id: str
    title: str
    clause: str | None
    class_: str | None
    state: State
    effect: bool
    """Whether it decides the class."""
    details: tuple[str, ...]
    details_en: tuple[str, ...]


class Classification(Part):
    """The class, or the classes still possible, with what decides between them."""

    certain: str | None
    possible: tuple[str, ...]
    possible_outside: tuple[str, ...]
    outside: OutsideState | None
    title: str | None
    clause: str | None
    ladder: tuple[LadderClass, ...]
    on: Literal["total", "share"]
    """Whether the classes compare the total or its share of the maximum."""
    value: LadderValue
    margins: Margins
    reasons: tuple[Reason, ...]

    def edges(self, maximum: Number) -> list[Number]:
        """The least totals of the classes, in points out of `maximum`."""
        factor = Fraction(maximum) / 100 if self.on == "share" else 1
        return [normal(from_exact(one.from_.removesuffix(" %")) * factor) for one in self.ladder if one.from_]

    def text(self, lang: str = "vi") -> str:
        """The class, the state outside, or the classes still possible, by their titles."""
        if self.outside is not None:
            return self.outside.named(lang)
        titles = {one.id: one.title for one in self.ladder}
        if self.certain is not None:
            return titles[self.certain]
        names = [titles[id] for id in self.possible]
        if len(names) > 1:
            names = [f"{names[-1]} … {names[0]}"]
        states = {one.id: one.title for one in self.reasons if one.kind == "outside"}
        return " / ".join([*names, *(states.get(id, id) for id in self.possible_outside)])


class Group(Span):
    """One group of criteria."""

    id: str
    title: str
    clause: str | None
    basis: str | None
    note: str | None
    max: Points
    """The maximum of what applies."""
    declared_max: Points
    status: Status
    parent: str | None
    level: Count
    """Depth in the tree; 1 is outermost."""
    children: tuple[str, ...]
    modifiers: tuple[Modifier, ...]


class Derivation(Part):
    """How a criterion's points came about."""

    kind: str
    spec: Json
    """The leaf kind's parameters as the scheme gives them."""
    inputs: tuple[str, ...]
    """Ids of the measures, in the order the kind takes them."""
    points: Exact | None
    """The computed points, not rounded."""
    branch: int | str | None
    facts: dict[str, Fact]
    """Intermediate values by name."""
    modifiers: tuple[Modifier, ...]
    reason: Texts | None
    """Why there are no points."""


class Evidence(Part):
    """A record of evidence that a criterion uses."""

    id: str
    kind: str
    kind_title: str
    title: str
    number: str | None
    date: PartialDay | None
    issuer: str | None
    file: str | None
    sha256: str | None


class Criterion(Span):
    """One criterion."""

    id: str
    title: str
    clause: str | None
    basis: str | None
    note: str | None
    max: Points
    min: Points
    """The least points possible; negative for a penalty."""
    status: Status
    claimed: Points | None
    """The agency's own points."""
    claim_note: str | None
    appraised: Points | None
    """Points people gave in place of the computed ones."""
    final: Points | None
    section: Section
    parent: str | None
    excluded: bool
    """Whether it is left out of the sums."""
    policy: Literal["keep", "full", "drop", "rescale"]
    """What becomes of its maximum where it does not apply."""
    derivation: Derivation
    evidence: tuple[Evidence, ...]
    required: tuple[str, ...]
    """Kinds of evidence asked for."""
    missing_evidence: tuple[str, ...]
    explanation: str | None
    """The agency's explanation."""

    @property
    def worth(self) -> Points:
        """The most that can be won or, with a minus sign, lost here."""
        return self.min if self.section == "penalty" else self.max


class Measure(Part):
    """A measured quantity."""

    title: str
    unit: str | None
    type: str
    source: str
    """``declared``, ``count``, ``ratio`` …"""
    state: MeasureState
    value: Fact
    low: Fact
    high: Fact
    """The greatest value still possible; null without limit."""
    inputs: tuple[str, ...]
    operator: str | None
    records: tuple[str, ...]
    """Ids of the records counted."""
    note: Texts | None
    clause: str | None
    by: str | None
    """Who provides it."""
    deadline: Day | None
    evidence: tuple[str, ...]
    declared_note: str | None
    levels: tuple[str, ...] | None
    """Ids of the levels still possible."""


class Because(Part):
    """A fact that a finding follows from."""

    name: str
    ref: str
    text: str
    text_en: str


class Finding(Part):
    """A conclusion drawn from several records, criteria or periods together."""

    id: str
    title: str
    clause: str | None
    certain: bool
    because: tuple[Because, ...]


class PastResult(Part):
    """A result of an earlier period that was taken into account."""

    period: str
    class_: str | None
    outside: str | None
    digest: str
    agency: str | None = None
    """The predecessor whose result it is; absent for the agency's own."""


class NotDue(Part):
    """A report that does not count: it was due on a day on which the agency did not exist."""

    series: str
    kind_title: str
    occurrence: str
    deadline: Day


class Peer(Part):
    """The best value of the agency's block for one measure."""

    best: Exact
    agencies: int
    """How many agencies it was taken from."""
    open: int
    """How many agencies have no value yet."""


class Problem(Part):
    """A diagnostic of the dossier, as the result keeps it."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    end_column: int
    message: str
    hint: str
    path: str
    cell: str | None = None
    """The workbook cell, for a dossier read from one."""


class Result(Part):
    """One agency's result for one period: ``scoring.assessment/1``."""

    format: Literal["scoring.assessment/1"]
    engine: Engine
    final: bool
    """Whether the period was closed when it was made."""
    period: PeriodText
    as_of: Day
    scheme: Scheme
    complete: bool
    """Whether total and class are certain."""
    dossier: Dossier
    agency: Agency
    rounding: Rounding
    total: Total
    classification: Classification
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    measures: dict[str, Measure]
    evidence_kinds: dict[str, str]
    """Titles of the kinds of evidence that criteria ask for."""
    findings: tuple[Finding, ...]
    history: tuple[PastResult, ...]
    peers: dict[str, Peer]
    diagnostics: tuple[Problem, ...]
    not_due: tuple[NotDue, ...] = ()
    """Reports due while the agency did not exist."""
    appraisal: Appraisal | None = None
    """What people decided in a campaign; absent for a self-assessment."""
    publication: Json | None = None
    """The signed entry of the ledger by which it was published, with its signature; the digest there is that of the
    result without this key.
    """

    @property
    def from_ledger(self) -> Result:
        """The same result, known to be what the ledger says."""
        note = self.appraisal
        return self if note is None else replace(self, appraisal=LedgerAppraisal.of(note))


__all__ = [
    "FORMAT", "Agency", "Appraisal", "BaseTotal", "Because", "Classification", "Criterion", "Decision", "Derivation",
    "Dossier", "Engine", "Evidence", "ExtraTotal", "Finding", "Group", "LadderClass", "LadderValue", "Margin",
    "Margins", "Measure", "Modifier", "NotDue", "OutsideState", "PastResult", "Peer", "Problem", "RankingRule",
    "Reason", "Result", "Rounding", "Scheme", "Span", "Texts", "Total",
]  # fmt: skip

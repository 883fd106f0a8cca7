"""What a result says of its appraisal: every line of points, who gave them and why."""

from __future__ import annotations

from typing import Self

from msgspec import UNSET, UnsetType

from scoring.result.base import Count, Day, Instant, Part, Points, Span, Texts

Causes = dict[str, Points]
"""Cause → the part of a difference that is due to it."""


class Body(Part):
    """The body that appraises the agency."""

    id: str
    name: str


class Stage(Part):
    """A stage of the campaign."""

    id: str
    kind: str
    title: str
    deadline: Day


class Person(Part):
    """Somebody who acts, by office; never by name."""

    title: str
    role: str
    body: str | None


class Submission(Part):
    """The submission in force."""

    entry: Count
    """Number of its entry in the ledger."""
    at: Instant
    file: str
    sha256: str
    submissions: Count
    returned: Count


class LineEnd(Span):
    """Total and class by one line of points."""

    class_: str | None
    possible: tuple[str, ...]
    outside: str | None
    possible_outside: tuple[str, ...]


class ClaimSum(Part):
    """The sum of the claimed points."""

    points: Points
    given: Count
    """How many criteria are claimed."""
    of: Count
    """How many take points."""


class Totals(Part):
    """The lines of points side by side."""

    claims: ClaimSum
    claimed: LineEnd | None
    """By the claims; absent where not every criterion is claimed."""
    dossier: LineEnd | None
    """As computed from the dossier at its submission."""
    computed: LineEnd | None
    """As computed from accepted evidence."""
    final: LineEnd | None


class Figure(Part):
    """One appraisal of a criterion; never overwritten."""

    entry: Count
    stage: str
    actor: str
    role: str
    at: Instant
    points: Points
    before: Points | None
    """The points it changes."""
    reason: str
    causes: Causes
    refused: tuple[str, ...]
    """Records that were not accepted."""
    numbers: dict[str, str]
    """Corrected numbers by measure."""
    evidence: tuple[str, ...]
    counts: bool
    """Whether it is the stage's figure; a second opinion otherwise."""
    void: bool
    """Undone, or about a dossier that was submitted again."""


class Ruling(Part):
    """The decision of an appeal."""

    entry: Count
    actor: str
    role: str
    at: Instant
    accepted: bool
    reason: str


class Statement(Part):
    """An explanation or an appeal of the agency."""

    entry: Count
    stage: str
    at: Instant
    text: str
    evidence: tuple[str, ...]
    void: bool
    ruling: Ruling | None
    erased: dict[str, Count] = {}
    """By name of a file whose content was erased: the entry that says so."""


class AppraisedCriterion(Part):
    """The lines of points of one criterion."""

    id: str
    claimed: Points | None
    dossier: Span | None
    computed: Span | None
    figures: tuple[Figure, ...]
    explanations: tuple[Statement, ...]
    appeals: tuple[Statement, ...]
    final: Points | None
    source: str | None
    """The line the final points come from: a stage, ``claimed`` or ``computed``."""
    source_entry: int | None
    reason: str
    gap: Points | None
    """Final less claimed points."""
    causes: Causes


class FoundNumber(Part):
    """A number as the appraising body found it."""

    declared: str | None
    found: str


class EstablishedFact(Part):
    """What the appraising body found and the dossier does not say."""

    entry: Count
    stage: str
    actor: str
    role: str
    at: Instant
    reason: str
    source: str
    """Where the appraising body has it from."""
    record: str | None
    """Id of the record it added."""
    kind: str | None
    title: str | None
    number: str | None
    date: str | None
    issuer: str | None
    fields: dict[str, str]
    numbers: dict[str, FoundNumber]
    lists: dict[str, str]
    """By kind of record: ``closed`` or ``open``."""
    applies: tuple[str, ...]
    """What applies although the agency stated otherwise."""
    evidence: tuple[str, ...]
    """Names of its files."""
    points: dict[str, Points]
    """Points computed again from it on, of criteria whose points changed."""
    explanations: tuple[Statement, ...]
    appeals: tuple[Statement, ...]
    void: bool
    erased: dict[str, Count] = {}
    """By name of a file whose content was erased: the entry that says so."""


class Publication(Part):
    """An earlier publication of the agency's result."""

    entry: Count
    at: Instant
    decision: str
    total: Points | None
    class_: str | None
    outside: str | None
    rank: int | None


class NotSubmitted(Part):
    """An agency of the same block that handed in nothing."""

    id: str
    name: str
    status: str
    words: Texts


class Appraisal(Part, omit_defaults=False):
    """A campaign's account of one result, at one head of its ledger. Results made before the lines of points were
    recorded have the first five fields only; `totals` is None then.
    """

    campaign: str
    title: str
    entries: Count
    head: str
    at: Instant
    status: str = ""
    decision: str | None = None
    body: Body | None = None
    lines: tuple[str, ...] = ()
    """Which line is final: the first of these that has points."""
    stages: tuple[Stage, ...] = ()
    people: dict[str, Person] = {}
    submission: Submission | None = None
    totals: Totals | None = None
    changed: int = 0
    gap: Points = "0"
    causes: Causes = {}
    criteria: tuple[AppraisedCriterion, ...] = ()
    refused: dict[str, str] = {}
    """Titles of refused records by id."""
    publications: tuple[Publication, ...] = ()
    not_submitted: tuple[NotSubmitted, ...] = ()
    facts: tuple[EstablishedFact, ...] | UnsetType = UNSET
    """What the appraising body established; absent where it established nothing."""

    @property
    def in_ledger(self) -> bool:
        """Whether it is known to be what the ledger says; a file alone never tells that."""
        return False


class LedgerAppraisal(Appraisal, omit_defaults=False):
    """An appraisal made from its ledger or compared with it. It is written like any other; reading never gives one."""

    @property
    def in_ledger(self) -> bool:
        """True."""
        return True

    @classmethod
    def of(cls, note: Appraisal) -> Self:
        """The same appraisal, once it has been compared."""
        return cls(**{name: getattr(note, name) for name in note.__struct_fields__})

"""The state of a campaign: nothing but what its ledger's entries add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from scoring.errors import InvalidInput
from scoring.numbers import Number
from scoring.result.appraisal import Ruling
from scoring.review.campaign import SLACK, Campaign, CampaignAgency, Person, Stage
from scoring.review.entry import Entry, EntryData, Head, instant

if TYPE_CHECKING:
    from scoring.engine import Past


class Refused(InvalidInput):
    """The act is not allowed now; says why, and which of several acts it is (from 0). Nothing was written."""

    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion as the ledger knows it: its bounds, and its path of groups from the top down, then its own id."""

    id: str
    low: Number
    high: Number
    path: tuple[str, ...]
    title: str = ""
    within: dict[str, Number] = field(default_factory=dict, compare=False, repr=False)
    """Cache: points within the bounds, by how they were written."""
    duties: dict[str, tuple[bool, bool]] = field(default_factory=dict, compare=False, repr=False)
    """Cache, by person: whether it is in their field, and whether their points are the stage's figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedScheme:
    """The scheme as the campaign was opened with it."""

    digest: str = ""
    status: str | None = None
    banner: str | None = None


@dataclass(slots=True, kw_only=True)
class Figure:
    """Points somebody gave a criterion, with who, when and why; never overwritten."""

    seq: int
    stage: str
    actor: str
    role: str
    at: str
    points: Number
    base: int
    """The entry whose points it changed: another figure's, or 0 for what was claimed (else computed)."""
    base_points: Number | None
    causes: Mapping[str, Number]
    reason: str
    refused: tuple[str, ...] = ()
    """Records of evidence not accepted."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Declared numbers corrected."""
    evidence: tuple[str, ...] = ()
    counts: bool = True
    """Whether it is the stage's figure, or a second opinion beside it."""
    void: bool = False
    """Undone, or made on a submission that was handed in anew."""
    by_facts: bool = False
    """Whether the engine computed them from facts the appraising body established, and nobody gave them by hand."""


@dataclass(slots=True, kw_only=True)
class Statement:
    """What the agency says of a criterion or fact: an explanation, or an appeal with its ruling once it is decided."""

    seq: int
    stage: str
    actor: str
    at: str
    text: str
    evidence: Mapping[str, str]
    void: bool = False
    ruling: Ruling | None = None


@dataclass(slots=True, kw_only=True)
class EstablishedFact:
    """What the appraising body found and the dossier does not say: a record, numbers, the state of lists."""

    seq: int
    stage: str
    actor: str
    role: str
    at: str
    reason: str
    source: str = ""
    """Where the appraising body has it from."""
    record: EntryData | None = None
    """A record of evidence as a dossier writes it; its fields are texts."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Numbers as they should have been declared, by measure."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """By kind of record: whether the list is ``closed``, or ``open`` because more is known to be missing."""
    applies: tuple[str, ...] = ()
    """Criteria, groups and measures that apply although the agency stated otherwise."""
    attachments: Mapping[str, str] = field(default_factory=dict)
    explanations: list[Statement] = field(default_factory=list)
    appeals: list[Statement] = field(default_factory=list)
    void: bool = False
    """Undone, set aside by an appeal, or made on a submission that was handed in anew."""
    outdated: bool = False
    """Whether the dossier was handed in anew while it was in force."""


@dataclass(slots=True)
class Line:
    """The figures, explanations and appeals of one criterion of one agency, in order."""

    figures: list[Figure] = field(default_factory=list)
    explanations: list[Statement] = field(default_factory=list)
    appeals: list[Statement] = field(default_factory=list)
    open_since: int = 0
    """The entry from which on established facts leave the points open; 0 where they do not."""
    absent_since: int = 0
    """The entry from which on the criterion does not apply because of established facts; 0 where they say nothing."""

    def counted(self, stage: str | None = None) -> Figure | None:
        """The latest figure that counts, of one stage or of all."""
        fits = (x for x in reversed(self.figures) if x.counts and not x.void and (stage is None or stage == x.stage))
        return next(fits, None)

    def given_by(self, actor: str, stage: str) -> Figure | None:
        """The latest figure of somebody in a stage, whether it counts or is a second opinion."""
        fits = (x for x in reversed(self.figures) if x.actor == actor and not x.void and stage == x.stage)
        return next(fits, None)

    def by_hand(self) -> Figure | None:
        """The latest figure that counts and that somebody gave."""
        fits = (x for x in reversed(self.figures) if x.counts and not x.void and not x.by_facts)
        return next(fits, None)

    def by_facts(self) -> Figure | None:
        """The latest figure computed from established facts."""
        return next((x for x in reversed(self.figures) if x.by_facts and not x.void), None)

    def is_later(self, since: int) -> bool:
        """Whether the entry `since` (0 for none) comes after the latest figure that counts."""
        latest = self.counted()
        return since > (latest.seq if latest else 0)


@dataclass(slots=True, kw_only=True)
class Submission:
    """What an agency handed in: its dossier by digest, what it claims, what the engine computed of it."""

    seq: int
    at: str
    dossier: str
    file: str
    attachments: Mapping[str, str]
    claimed: Mapping[str, Number]
    computed: Mapping[str, tuple[Number, Number]]
    """Certain and attainable points by criterion."""
    weak: frozenset[str]
    """Criteria that rest on missing or no evidence."""
    not_applicable: frozenset[str] = frozenset()
    """Criteria that do not apply, and need no points."""
    total: tuple[Number, Number] | None = None
    """Certain and attainable total the engine computed; None in ledgers that do not say."""
    class_: str | None = None
    """The class of that total, where it was certain."""
    awaits: frozenset[str] = frozenset()
    """Criteria scored relative to the block: their points are computed when results are published."""


@dataclass(slots=True, kw_only=True)
class AgencyState:
    """The state of one agency."""

    agency: CampaignAgency
    stage: str
    status: str = "waiting"
    own_deadline: date | None = None
    """A deadline of its own: after a return or a re-opening, or where it came to a stage after everybody's."""
    own_by: str = ""
    """The act that gave it that deadline."""
    submission: Submission | None = None
    submissions: int = 0
    returned: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    facts: list[EstablishedFact] = field(default_factory=list)
    """What the appraising body established, in order."""
    reopenings: dict[int, Entry] = field(default_factory=dict)
    """By number: the entries that re-open it once the second person confirms them."""
    open_appeals: dict[str, int] = field(default_factory=dict)
    """By criterion, or by ``#`` and the entry of a fact: the entry of the appeal."""
    published: EntryData | None = None
    """What was published of it last."""
    changed: str = field(default="", compare=False)
    """The hash of the last entry about this agency alone."""

    def line(self, criterion: str) -> Line:
        """The line of a criterion; an empty one while there is none."""
        return self.lines.get(criterion) or Line()

    @property
    def facts_in_force(self) -> list[EstablishedFact]:
        """The facts that are not void."""
        return [one for one in self.facts if not one.void]

    def statements(self) -> Iterator[Statement]:
        """All explanations of criteria and facts."""
        for line in self.lines.values():
            yield from line.explanations
        for fact in self.facts:
            yield from fact.explanations

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """All figures by criterion."""
        for id, line in self.lines.items():
            for one in line.figures:
                yield id, one


@dataclass(slots=True, kw_only=True)
class Publication:
    """One publication, with its results by agency."""

    seq: int
    at: str
    decision: str
    results: Mapping[str, EntryData]


@dataclass(slots=True)
class State:
    """A campaign as its ledger has it so far."""

    last: Entry | None = None
    start: str = ""
    """The instant of the opening."""
    latest: str = ""
    """The latest instant any entry carries."""
    judged_at: str = field(default="", compare=False)
    """The instant at which the act being carried out is in time or not: its own, unless acts before it were later."""
    campaign: Campaign | None = None
    scheme: RecordedScheme = field(default_factory=RecordedScheme)
    criteria: dict[str, dict[str, Criterion]] = field(default_factory=dict)
    """By block: the criteria in reading order."""
    edges: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    """By block: where its classes begin, in points."""
    history: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)
    """By agency: its results of earlier years, as they were when the campaign was opened."""
    agencies: dict[str, AgencyState] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    """The role of each agency and person."""
    publications: list[Publication] = field(default_factory=list)
    erased: dict[str, Entry] = field(default_factory=dict)
    """By digest: the entry by which the content of a file was erased."""
    samples: list[Entry] = field(default_factory=list)
    changed: str = field(default="", compare=False)
    """The hash of the last entry that is not about one agency alone."""
    competent: dict[tuple[str, str, str], Person] = field(default_factory=dict, compare=False)
    """Cache: who may appraise a level, by actor, level and the hour an instant begins with."""

    def copied(self, agencies: Collection[str]) -> State:
        """A state to which acts about these agencies, or the whole campaign, can be added without touching this one. Of
        other agencies the lines and facts are the same objects: no such act changes them.
        """
        new = copy(self)
        new.agencies = {id: deepcopy(one) if id in agencies else copy(one) for id, one in self.agencies.items()}
        for one in new.agencies.values():
            one.reopenings = dict(one.reopenings)
        new.publications, new.samples = list(self.publications), list(self.samples)
        new.erased, new.competent = dict(self.erased), dict(self.competent)
        return new

    @property
    def head(self) -> Head:
        """The end of the ledger so far."""
        return self.last.head if self.last else Head()

    @property
    def at(self) -> str:
        """The instant of the last entry."""
        return self.last.at if self.last else ""

    @property
    def opened(self) -> Campaign:
        """The campaign, which has been opened."""
        assert self.campaign is not None
        return self.campaign

    def stage_of(self, one: AgencyState) -> Stage:
        """The stage an agency is in."""
        return self.opened.named_stages[one.stage]

    def deadline_of(self, one: AgencyState) -> date:
        """The last day of what the agency, or who appraises it, has to do now."""
        return one.own_deadline or self.stage_of(one).deadline

    @property
    def floor(self) -> datetime:
        """The latest instant less the slack for clocks: no act is judged as if it were earlier."""
        return instant(self.latest) - SLACK

    def criteria_of(self, one: AgencyState) -> dict[str, Criterion]:
        """The criteria the agency is scored by."""
        return self.criteria[one.agency.block]

"""A campaign as data: agencies, who appraises whom and when, stages with their deadlines, which line is final."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from scoring.diagnostics import Diagnostic, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.succession import circles, contradiction, existence_words, wrong_predecessors
from scoring.fields import Day, Id, PeriodId, Text
from scoring.models import Field, Model
from scoring.review.entry import HASH_FORM
from scoring.shape import model_of
from scoring.values import Life
from scoring.yaml_source import Document, Path_, read_file

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The offset since 1975."""
SLACK = timedelta(minutes=10)
"""By how much instants may be out of order: clocks differ, and writers wait for their turn."""

Kind = Literal["submission", "appraisal", "explanation", "council", "publication", "appeal"]
PersonRole = Literal["secretary", "member", "chair", "decider"]


class CampaignAgency(Model):
    """An agency taking part."""

    id: Id
    name: Text
    block: Id
    level: Id
    from_: Day | None = Field(default=None, alias="from")
    """The first day it exists; None where it existed all along."""
    until: Day | None = None
    """The last day it exists."""
    succeeds: list[Id] = []
    """The agencies it was made from."""

    def existence(self, lang: str = "vi") -> str:
        """When it exists and what it was made from, in words; empty where the list does not say."""
        return existence_words(self.from_, self.until, self.succeeds, lang)


class Body(Model):
    """A body that appraises."""

    id: Id
    name: Text


class Dated(Model):
    """What holds from and until a day, both included."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Competence(Dated):
    """When a body appraises the agencies of a level."""

    level: Id
    by: Id
    clause: Text | None = None


class SignatureDemand(Dated):
    """When the acts of a role must be signed, each with a key registered for who acts."""

    role: Literal["agency", PersonRole]


class RegisteredKey(Dated):
    """When a public key is that of an agency or person of the campaign."""

    of: Id
    key: Text
    """In 64 hex digits."""


class Person(Model):
    """Somebody who acts in the campaign, known by an id; an office, never a citizen's name."""

    id: Id
    title: Text
    role: PersonRole
    body: Id | None = None
    """The body it belongs to; who belongs to none is not bound by who appraises whom."""
    fields: list[Id] = []
    """Groups or criteria it is responsible for; all when nothing is named."""


class Stage(Model):
    """A stage of the campaign; the whole of its last day still belongs to it."""

    id: Id
    kind: Kind
    title: Text
    deadline: Day


class Campaign(Model):
    """A campaign as it is opened."""

    format: Literal[1]
    id: Id
    title: Text
    period: PeriodId
    scheme: Id
    bodies: list[Body] = []
    agencies: list[CampaignAgency] = Field(min_length=1)
    appraised_by: list[Competence] = []
    people: list[Person] = Field(min_length=1)
    stages: list[Stage] = Field(min_length=2)
    final: list[Id] = Field(min_length=1)
    """The lines that become final: for each criterion the first of these that has points."""
    history: list[Text] = []
    """Files or folders of earlier years' results, seen from the campaign's file; read once, when it is opened."""
    signatures: list[SignatureDemand] = []
    keys: list[RegisteredKey] = []

    @cached_property
    def _agencies(self) -> dict[str, CampaignAgency]:
        return {one.id: one for one in self.agencies}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {one.id: one for one in self.people}

    @cached_property
    def named_stages(self) -> dict[str, Stage]:
        """The stages by id."""
        return {one.id: one for one in self.stages}

    def agency(self, id: str) -> CampaignAgency | None:
        """The agency of this id."""
        return self._agencies.get(id)

    def person(self, id: str) -> Person | None:
        """Who acts under this id."""
        return self._people.get(id)

    def stage(self, id: str) -> Stage | None:
        """The stage of this id."""
        return self.named_stages.get(id)

    def called(self, id: str) -> str:
        """The name of the agency, or the title of the person or stage, of this id; the id where there is none."""
        if (agency := self.agency(id)) is not None:
            return agency.name
        found = self.person(id) or self.stage(id)
        return found.title if found else id

    def after(self, id: str) -> Stage | None:
        """The stage that follows."""
        ids = [one.id for one in self.stages]
        place = ids.index(id) + 1
        return self.stages[place] if place < len(ids) else None

    def competent(self, level: str, day: date) -> str | None:
        """The body that appraises a level on a day; None where the campaign does not say."""
        return next((o.by for o in self.appraised_by if o.level == level and o.holds(day)), None)


def local_day(at: datetime) -> date:
    """The day in Viet Nam on which an instant falls."""
    return at.astimezone(VIETNAM).date()


def local_time_text(at: datetime) -> str:
    """An instant as the clock in Viet Nam showed it, for refusals: `written_dates` gives its day the reader's form.

    >>> local_time_text(datetime(2025, 12, 10, 16, 59, tzinfo=UTC))
    '10/12/2025 23:59'
    """
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


@lru_cache(maxsize=1024)
def end_of_day(day: date) -> datetime:
    """The instant at which a day ends in Viet Nam: the first that is too late."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC)


@lru_cache(maxsize=1024)
def end_of_day_text(day: date) -> str:
    """The end of a day in Viet Nam as UTC text without the Z; a ledger's instants not less than it are later.

    >>> end_of_day_text(date(2025, 12, 10)) <= "2025-12-10T17:00:00.5Z"
    True
    """
    return end_of_day(day).replace(tzinfo=None).isoformat(timespec="seconds")


def load_campaign(path: Path) -> tuple[Campaign, list[Diagnostic], Document]:
    """The campaign in a file, its warnings, and the file; CannotRead, or InvalidInput with all problems at once."""
    doc = read_file(path)
    campaign = model_of(Campaign, doc)
    problems = [*doc.diagnostics, *check(campaign, doc)]
    if has_errors(problems):
        raise InvalidInput(sort(problems))
    return campaign, sort(problems), doc


def check(campaign: Campaign, doc: Document) -> Iterator[Diagnostic]:
    """Problems between keys: ids given twice, unknown ids, stages and dates out of order."""
    for key in ("bodies", "agencies", "people", "stages"):
        yield from _doubles(getattr(campaign, key), key, doc)
    yield from _existence(campaign, doc)
    bodies = {one.id for one in campaign.bodies}
    levels = {one.level for one in campaign.agencies}
    for index, rule in enumerate(campaign.appraised_by):
        at: Path_ = ("appraised_by", index)
        yield from _known(rule.by, bodies, (*at, "by"), doc)
        yield from _known(rule.level, levels, (*at, "level"), doc)
        for other in campaign.appraised_by[:index]:
            if other.level == rule.level and _overlap(other, rule):
                yield Diagnostic("SC911", doc.place(at), {"level": rule.level, "first": other.by, "second": rule.by})
    actors = {one.id for one in campaign.agencies}
    yield from _keys(campaign, doc)
    for index, person in enumerate(campaign.people):
        if person.body is not None:
            yield from _known(person.body, bodies, ("people", index, "body"), doc)
        if person.id in actors:
            yield Diagnostic("SC910", doc.place(("people", index, "id")), {"id": person.id})
    yield from _stages(campaign, doc)


def _keys(campaign: Campaign, doc: Document) -> Iterator[Diagnostic]:
    """Keys of nobody, or of two; those who must sign and have none."""
    roles = {one.id: "agency" for one in campaign.agencies} | {one.id: one.role for one in campaign.people}
    owners: dict[str, str] = {}
    for index, one in enumerate(campaign.keys):
        at: Path_ = ("keys", index)
        yield from _known(one.of, set(roles), (*at, "of"), doc)
        if not HASH_FORM.fullmatch(one.key):
            vi, en = "cần mã khóa công khai gồm 64 chữ số hex", "the code of a public key has 64 hex digits"
            yield Diagnostic("SC990", doc.place((*at, "key")), {"path": f"“{one.key[:20]}”", "why": vi, "why_en": en})
        if owners.setdefault(one.key, one.of) != one.of:
            yield Diagnostic("SC833", doc.place((*at, "key")), {"first": owners[one.key], "second": one.of})
    for index, demand in enumerate(campaign.signatures):
        bare = [id for id, role in roles.items() if role == demand.role and id not in owners.values()]
        if bare:
            values = {"who": ", ".join(bare), "role": demand.role}
            yield Diagnostic("SC834", doc.place(("signatures", index)), values)


def _doubles(rows: list[Any], key: str, doc: Document) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for index, one in enumerate(rows):
        if one.id in seen:
            yield Diagnostic("SC910", doc.place((key, index, "id")), {"id": one.id})
        seen.add(one.id)


def _existence(campaign: Campaign, doc: Document) -> Iterator[Diagnostic]:
    """Days and predecessors that cannot be, as in a dossier."""
    period = campaign.period
    for index, one in enumerate(campaign.agencies):
        at: Path_ = ("agencies", index)
        for place, code, id in wrong_predecessors(one.id, one.succeeds):
            yield Diagnostic(code, doc.place((*at, "succeeds", place)), {"id": id})
        wrong = contradiction(Life(one.from_, one.until), period)
        if wrong is not None:
            code, key, values = wrong
            yield Diagnostic(code, doc.place((*at, key)), values)
    places = {one.id: index for index, one in enumerate(campaign.agencies)}
    for way in circles({one.id: one.succeeds for one in campaign.agencies}):
        values = {"circle": " → ".join([*way, way[0]])}
        yield Diagnostic("SC380", doc.place(("agencies", places[way[0]], "succeeds")), values)


def _known(id: str, known: set[str], at: Path_, doc: Document) -> Iterator[Diagnostic]:
    if id not in known:
        values = {"id": id, "known": ", ".join(sorted(known)) or "–", "guess": did_you_mean(id, known)}
        yield Diagnostic("SC912", doc.place(at), values)


def _overlap(one: Competence, other: Competence) -> bool:
    first, last = date.min, date.max
    return (one.from_ or first) <= (other.until or last) and (other.from_ or first) <= (one.until or last)


_FOLLOWS: dict[str, tuple[str, ...]] = {
    "submission": ("appraisal",),
    "appraisal": ("explanation", "appraisal", "council", "publication"),
    "explanation": ("appraisal", "council"),
    "council": ("publication",),
    "publication": ("appeal",),
    "appeal": (),
}


def _stages(campaign: Campaign, doc: Document) -> Iterator[Diagnostic]:
    stages = campaign.stages
    before: Stage | None = None
    for index, one in enumerate(stages):
        expected = ("submission",) if before is None else _FOLLOWS[before.kind]
        if one.kind not in expected:
            values = {"kind": one.kind, "expected": ", ".join(expected) or "–"}
            yield Diagnostic("SC913", doc.place(("stages", index, "kind")), values)
        if before is not None and one.deadline < before.deadline:
            values = {"id": one.id, "before": before.id}
            yield Diagnostic("SC914", doc.place(("stages", index, "deadline")), values)
        before = one
    if stages[-1].kind not in ("publication", "appeal"):
        values = {"kind": stages[-1].kind, "expected": "publication, appeal"}
        yield Diagnostic("SC913", doc.place(("stages", len(stages) - 1, "kind")), values)
    lines = {one.id for one in stages if one.kind in ("appraisal", "council")} | {"claimed", "computed"}
    for index, id in enumerate(campaign.final):
        yield from _known(id, lines, ("final", index), doc)

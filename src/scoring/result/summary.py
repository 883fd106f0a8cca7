"""The part of a result that pages and tables about several agencies read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import SEEK_END, BytesIO
from sys import intern
from threading import RLock
from typing import IO
from weakref import finalize

import msgspec

from scoring.engine.exact import exact_sum
from scoring.engine.outcome import Status
from scoring.numbers import exact_text, from_exact
from scoring.result import model
from scoring.result.appraisal import Appraisal, LedgerAppraisal
from scoring.result.base import Count, Day, Exact, Part, PeriodText, Points, Span
from scoring.result.model import Criterion, Group, Result

UNSETTLED: tuple[Status, ...] = ("not_declared", "pending", "refused", "error")
"""States in which something can still be done about a criterion."""


class GroupSummary(Span):
    """A group's points; also those of a criterion that stands at the top of the tree."""

    id: str
    title: str
    max: Points
    declared_max: Points
    status: Status
    parent: str | None
    level: Count


class ClaimedSum(Part):
    """Sums over the criteria that have a claim, so that like is compared with like."""

    claimed: Exact
    certain: Exact
    attainable: Exact
    given: Count
    """How many criteria have a claim."""
    of: Count


class OpenCounts(Part):
    """How much is still missing."""

    criteria: Count
    """Criteria with something missing, or with points still to come."""
    without_points: Count
    """Criteria that apply and have no score."""
    of: Count
    evidence: Count
    """Criteria without their compulsory evidence."""


class Summary(Part):
    """One agency's result without derivations, measures and evidence."""

    agency: model.Agency
    period: PeriodText
    as_of: Day
    final: bool
    complete: bool
    engine: model.Engine
    scheme: model.Scheme
    dossier: model.Dossier
    rounding: model.Rounding
    total: model.Total
    classification: model.Classification
    groups: tuple[GroupSummary, ...]
    points: dict[str, Points]
    """Certain points of the criteria that break ties."""
    findings: tuple[model.Finding, ...]
    history: tuple[model.PastResult, ...]
    claims: ClaimedSum
    open: OpenCounts
    has_errors: bool
    """Whether the dossier has errors."""
    appraisal: Appraisal | None
    """Without its criteria, people and refused records."""
    criteria: tuple[GroupSummary, ...] = ()
    """Points of every criterion; only of results that later ones are compared with."""

    @property
    def from_ledger(self) -> Summary:
        """The same summary, its result known to be what the ledger says."""
        note = self.appraisal
        return self if note is None else msgspec.structs.replace(self, appraisal=LedgerAppraisal.of(note))


class Head(Part):
    """What of a summary tells whose it is, and from which scheme and ledger."""

    agency: model.Agency
    period: PeriodText
    scheme: model.Scheme
    appraisal: Appraisal | None


def heads(results: Iterable[Summary]) -> list[Head]:
    """The heads of summaries, which themselves are not kept."""
    schemes: dict[model.Scheme, model.Scheme] = {}
    return [
        Head(
            agency=one.agency,
            period=one.period,
            scheme=schemes.setdefault(one.scheme, one.scheme),
            appraisal=one.appraisal,
        )
        for one in results
    ]


def summarize(result: Result, *, with_criteria: bool = False) -> Summary:
    """The summary of a result; `with_criteria`: later results will be compared with it, criterion by criterion."""
    note = result.appraisal
    rule = result.scheme.ranking or model.RankingRule()
    return Summary(
        agency=result.agency,
        period=result.period,
        as_of=result.as_of,
        final=result.final,
        complete=result.complete,
        engine=result.engine,
        scheme=result.scheme,
        dossier=result.dossier,
        rounding=result.rounding,
        total=result.total,
        classification=msgspec.structs.replace(result.classification, reasons=tuple(_reasons(result.classification))),
        groups=(
            *map(_group, result.groups),
            *(_group(x) for x in result.criteria if x.section == "tree" and x.parent is None),
        ),
        points={one.id: one.certain for one in result.criteria if one.id in rule.then_by},
        findings=result.findings,
        history=result.history,
        claims=_claims(result.criteria),
        open=_open(result.criteria),
        has_errors=any(one.severity == "error" for one in result.diagnostics),
        appraisal=None if note is None else msgspec.structs.replace(note, criteria=(), people={}, refused={}),
        criteria=tuple(map(_group, result.criteria)) if with_criteria else (),
    )


def _reasons(found: model.Classification) -> Iterator[model.Reason]:
    """The conditions that decide the class, and by name those that put outside the ladder."""
    for one in found.reasons:
        if one.effect or one.kind == "ladder":
            yield one
        elif one.kind == "outside":
            yield msgspec.structs.replace(one, details=(), details_en=())


def _group(one: Group | Criterion) -> GroupSummary:
    return GroupSummary(
        id=one.id,
        title=one.title,
        max=one.max,
        declared_max=one.declared_max if isinstance(one, Group) else one.max,
        certain=one.certain,
        attainable=one.attainable,
        status=one.status,
        parent=one.parent,
        level=one.level if isinstance(one, Group) else 1,
    )


def _claims(criteria: Sequence[Criterion]) -> ClaimedSum:
    given = [one for one in criteria if one.claimed is not None]

    def total(points: Iterable[str]) -> str:
        return exact_text(exact_sum(map(from_exact, points)))

    return ClaimedSum(
        claimed=total(one.claimed for one in given if one.claimed is not None),
        certain=total(one.certain for one in given),
        attainable=total(one.attainable for one in given),
        given=len(given),
        of=len(criteria),
    )


def _open(criteria: Sequence[Criterion]) -> OpenCounts:
    return OpenCounts(
        criteria=sum(x.status in UNSETTLED or x.certain != x.attainable for x in criteria),
        without_points=sum(x.status not in ("scored", "not_applicable") for x in criteria),
        of=len(criteria),
        evidence=sum(bool(x.missing_evidence) for x in criteria),
    )


class PackedSummaries:
    """Summaries of thousands of agencies as bytes, since nobody asks for all at once; many are in a file that is gone
    with them. Several threads may read.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self.file = file or BytesIO()
        self._recent: dict[int, Summary] = {}
        self._lock = RLock()
        # Before Python's own finalizers, which would warn of a file that is not closed.
        self._end = finalize(self, self.file.close)

    def add(self, agency: str, period: str, data: bytes, *, in_ledger: bool = False) -> PackedSummary:
        """Keep a summary, as `pack` gives it; `in_ledger`: its result is known to be what the ledger says."""
        start, size = self.put(data)
        return PackedSummary(agency, intern(period), start=start, size=size, in_ledger=in_ledger, among=self)

    def put(self, data: bytes) -> tuple[int, int]:
        """Keep bytes; the place that `read` gives them back from."""
        with self._lock:
            start = self.file.seek(0, SEEK_END)
            if start > _IN_MEMORY and isinstance(self.file, BytesIO):
                from tempfile import TemporaryFile  # heavy, and few dossiers need none

                memory, self.file = self.file, TemporaryFile()  # noqa: SIM115 - closed in the end
                self._end.detach()
                self._end = finalize(self, self.file.close)
                self.file.write(memory.getbuffer())
            self.file.write(data)
            return start, len(data)

    def copy(self, one: HeldSummary) -> PackedSummary:
        """Keep a summary, which may be packed elsewhere."""
        if isinstance(one, PackedSummary):
            return self.add(one.agency, one.period, pack(one), in_ledger=one.in_ledger)
        note = one.appraisal
        return self.add(one.agency.id, one.period, pack(one), in_ledger=note is not None and note.in_ledger)

    def read(self, start: int, size: int) -> bytes:
        """The bytes at a place."""
        with self._lock:
            self.file.seek(start)
            return self.file.read(size)

    def unpack(self, one: PackedSummary) -> Summary:
        """A summary; those of a few agencies asked for again and again are one object each."""
        with self._lock:
            if one.start not in self._recent:
                found = msgspec.msgpack.decode(self.read(one.start, one.size), type=Summary)
                if len(self._recent) >= _RECENT:
                    del self._recent[next(iter(self._recent))]
                self._recent[one.start] = found.from_ledger if one.in_ledger else found
            return self._recent[one.start]


class PackedSummary(msgspec.Struct, frozen=True):
    """Where a summary stands among others that are packed."""

    agency: str
    period: str
    start: int
    size: int
    in_ledger: bool
    among: PackedSummaries


HeldSummary = Summary | PackedSummary
_IN_MEMORY = 500_000
_RECENT = 200
"""Summaries that stay unpacked: 3 MB, and most blocks have fewer agencies."""


def pack(one: HeldSummary) -> bytes:
    """A summary as bytes, to be kept or sent."""
    return one.among.read(one.start, one.size) if isinstance(one, PackedSummary) else msgspec.msgpack.encode(one)


def agency_of(one: HeldSummary) -> str:
    """The agency's id."""
    return one.agency if isinstance(one, PackedSummary) else one.agency.id


def unpacked(one: HeldSummary) -> Summary:
    """The summary, which may be packed."""
    return one.among.unpack(one) if isinstance(one, PackedSummary) else one

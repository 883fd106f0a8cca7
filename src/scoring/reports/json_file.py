"""Results and rankings as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from scoring.json_write import canonical, write_canonical
from scoring.reports.interface import AgencySource, DiscrepancySource, DocumentId, Format, FormatId, Piece, RunSource
from scoring.reports.ledger_summary import absent_agencies
from scoring.result.base import Count, Instant, Part, PeriodText, Points
from scoring.result.model import Agency, OutsideState
from scoring.result.ranking import RankedResult, RankedTotal, node_points
from scoring.result.write import to_data


class Json(Format):
    """A result per agency as the engine wrote it, and the ranking of all blocks."""

    id: ClassVar[FormatId] = FormatId.JSON

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return Piece("agency", "{stem}.json"), Piece("run", "xep-hang.json")

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        if document is not None:
            self.refuse(document)
        return source.raw

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        if document is not None:
            self.refuse(document)
        with file.open("wb") as stream:
            write_canonical(stream, {one.block: _entries(one.rows) for one in source.blocks})

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        return canonical(to_data(source.report.report))


class LedgerHead(Part):
    """Where in which ledger appraised points stand."""

    campaign: str
    entries: Count
    head: str
    at: Instant
    checked: bool
    """Whether the result is known to be what that ledger says."""


class DecidingNode(Part):
    """A node whose points broke a tie, with the agency's points."""

    id: str
    points: Points


class RankingEntry(Part, kw_only=True, omit_defaults=False):
    """An agency in the ranking's file; one that handed in nothing has no total."""

    rank: int | None = None
    why: str | None
    agency: Agency
    period: PeriodText
    banner: str | None
    total: RankedTotal | None = None
    class_: str | None = None
    possible: tuple[str, ...] = ()
    outside: OutsideState | None = None
    ledger: LedgerHead | UnsetType = UNSET
    """Absent for points computed from the dossier."""
    decided_by: tuple[DecidingNode, ...] | UnsetType = UNSET
    """What told the agency from others with an equal total or share; absent where nothing had to."""
    decision: str | UnsetType | None = UNSET
    """The decision appraised points were published under; absent as `ledger` is."""


def _entries(rows: Sequence[RankedResult]) -> Iterator[dict[str, Any]]:
    """The agencies of a block, in order, with those that handed in nothing."""
    yield from (to_data(_entry(one)) for one in rows)
    yield from map(to_data, _absent(rows))


def _entry(one: RankedResult) -> RankingEntry:
    result = one.result
    found, note = result.classification, result.appraisal
    return RankingEntry(
        rank=one.rank,
        why=one.why,
        agency=result.agency,
        period=result.period,
        banner=result.scheme.banner,
        total=one.total,
        class_=found.certain,
        possible=found.possible,
        outside=found.outside,
        ledger=UNSET
        if note is None
        else LedgerHead(
            campaign=note.campaign, entries=note.entries, head=note.head, at=note.at, checked=note.in_ledger
        ),
        decided_by=tuple(DecidingNode(id=id, points=node_points(result, id)) for id in one.decided_by) or UNSET,
        decision=UNSET if note is None else note.decision,
    )


def _absent(rows: Sequence[RankedResult]) -> list[RankingEntry]:
    """Agencies of the campaign that handed in nothing: never ranked, without any total."""
    first = rows[0].result
    return [
        RankingEntry(
            why=one.status,
            agency=Agency(id=one.id, name=one.agency, block=first.agency.block),
            period=first.period,
            banner=first.scheme.banner,
        )
        for one in absent_agencies(row.result for row in rows)
    ]

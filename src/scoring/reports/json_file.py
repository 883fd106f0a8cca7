"""Results and rankings as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from scoring.json_write import canonical
from scoring.reports import together
from scoring.reports.interface import (
    AgencySource,
    DiscrepancySource,
    DocumentId,
    Format,
    FormatId,
    Piece,
    RunSource,
)


class Json(Format):
    """A result per agency as the engine wrote it, and the ranking of all blocks."""

    id: ClassVar[FormatId] = FormatId.JSON

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """A file per agency, and one for the run."""
        return Piece("agency", "{stem}.json"), Piece("run", "xep-hang.json")

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        """The result itself."""
        if document is not None:
            self.refuse(document)
        return source.raw

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        """The rankings of all blocks."""
        if document is not None:
            self.refuse(document)
        file.write_bytes(ranking_json({one.block: one.rows for one in source.blocks}))

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        """The report as data."""
        return canonical(source.report.found)


def ranking_json(ranked: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """The rows of all blocks by block, as `scoring.engine.rank.rank` gives them, with what was not handed in."""
    return canonical({name: [*map(_row, rows), *_absent(rows)] for name, rows in ranked.items()})


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    result = one["result"]
    return {
        "banner": result["scheme"].get("banner"),
        "rank": one["rank"], "why": one["why"], "agency": result["agency"], "period": result["period"],
        "total": {key: result["total"][key] for key in ("certain", "attainable", "max")},
        "class": result["classification"].get("certain"), "possible": result["classification"]["possible"],
        "outside": result["classification"].get("outside"), **_ledger(result),
    }  # fmt: skip


def _ledger(result: Mapping[str, Any]) -> dict[str, Any]:
    """Of an appraised result, where in which ledger its points stand, and what it was published under."""
    note = result.get("appraisal")
    if not note:
        return {}
    return {
        "ledger": {key: note[key] for key in ("campaign", "entries", "head", "at")}, "decision": note.get("decision"),
    }  # fmt: skip


def _absent(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Agencies of the campaign that handed in nothing: never ranked, without any total."""
    results = [one["result"] for one in rows]
    nothing: dict[str, Any] = {
        "total": None,
        "class": None,
        "possible": [],
        "outside": None,
        "rank": None,
    }
    return [
        {
            **nothing, "why": one["status"], "agency": {"id": one["id"], "name": one["agency"], "block": results[0]["agency"]["block"]},
            "period": results[0]["period"], "banner": results[0]["scheme"].get("banner"),
        }
        for one in together.not_submitted(results)
    ]  # fmt: skip


__all__ = ["Json", "ranking_json"]

"""Agencies in order: a ranking per block and period, and its rows as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.app.evaluation import Conditions, results
from scoring.app.observer import Observer
from scoring.app.stored import unknown
from scoring.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Agencies in order, in each block."""

    blocks: dict[str, Any]
    """Rows by block; where there are several periods, by block and period."""
    summaries: Sequence[dict[str, Any]]
    """Of all results, those of other blocks too."""
    inputs: Sequence[Path]
    code: ExitCode


def rank(
    paths: Sequence[Path],
    conditions: Conditions | None = None,
    *,
    block: str | None = None,
    observer: Observer | None = None,
) -> Ranked:
    """The agencies at `paths` ranked in each block; two periods are never ranked together.

    Args:
        paths: stored results or dossiers, or folders of them.
        conditions: how dossiers are evaluated.
        block: the one block wanted.
        observer: told of progress and of what is wrong with dossiers.

    Raises:
        CannotRead: a path is not there.
        NothingMatched: there is nothing to rank, or no such block.
    """
    found = results(paths, conditions, observer=observer)
    summaries = [one.summary for one in found.results]
    blocks = ranking(summaries, found.ties)
    if block is not None:
        if block not in blocks:
            raise unknown(block, list(blocks), "block")
        blocks = {block: blocks[block]}
    return Ranked(blocks=blocks, summaries=summaries, inputs=found.inputs, code=found.code)


def ranking(
    results: Sequence[dict[str, Any]], ties: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Rows per block and period; `ties` is a scheme's rule for equal points, which share a rank without one."""
    from scoring.engine.rank import rank as rank_period

    given = ties or {}
    periods = sorted({one["period"] for one in results})
    ranked: dict[str, Any] = {}
    for period in periods:
        of_period = [one for one in results if one["period"] == period]
        rows = rank_period(of_period, given.get("ties", "competition"), given.get("then_by", ()))
        for name, found in rows.items():
            ranked[name if len(periods) == 1 else f"{name} ({period})"] = found
    return ranked


def as_json(ranked: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The rows of all blocks as data."""
    data = {name: [*map(_row, rows), *_absent(rows)] for name, rows in ranked.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


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
    from scoring.reports import together

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


def as_table(
    ranked: Mapping[str, Any], format: str, lang: str = "vi", delimiter: str = ","
) -> bytes:
    """The ranking as a file of data: csv, xlsx or parquet."""
    import tempfile

    from scoring.reports.table_files import write_tables
    from scoring.reports.tables import Ranked as RankedBlock

    blocks = [RankedBlock(name, rows) for name, rows in ranked.items()]
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "ranking"
        write_tables(format, ("ranking",), blocks, file, lang, delimiter=delimiter)
        return file.read_bytes()


def as_pages(
    ranked: Mapping[str, Any], format: str, lang: str = "vi", history: Sequence[Path] = ()
) -> str:
    """The rankings of all blocks below each other, compared with the earlier results in `history`.

    Args:
        ranked: rows by block.
        format: html or md.
        lang: vi or en.
        history: results of earlier periods, files or folders.

    Raises:
        CannotRead: a path of `history` is not there.
        InvalidInput: something there is no result.
    """
    from scoring.app.summaries import before_period, earlier
    from scoring.reports.pages import render_ranking

    page: Any = format
    before = earlier(history)
    return "\n".join(
        render_ranking(name, rows, page, lang, before_period(before, rows))
        for name, rows in ranked.items()
    )


__all__ = ["Ranked", "as_json", "as_pages", "as_table", "rank", "ranking"]

"""Agencies in order: a ranking per block and period, and its rows as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.observer import Observer
from scoring.app.stored import unknown
from scoring.app.summaries import before_period, earlier
from scoring.errors import ExitCode
from scoring.result.ranking import Ranking
from scoring.result.ranking import rank as rank_period
from scoring.result.summary import Summary
from scoring.scheme.model import Ranking as TieRule

if TYPE_CHECKING:
    from scoring.reports.interface import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Agencies in order, in each block."""

    blocks: Ranking
    """Where there are several periods, by block and period."""
    summaries: Sequence[Summary]
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
    """The agencies at `paths` ranked in each block; two periods are never ranked together."""
    found = results(paths, conditions, contents=False, observer=observer)
    summaries = [one.summary for one in found.results]
    blocks = ranking(summaries, found.tie_rule)
    if block is not None:
        if block not in blocks:
            raise unknown(block, list(blocks), "block")
        blocks = {block: blocks[block]}
    return Ranked(blocks=blocks, summaries=summaries, inputs=found.inputs, code=found.code)


def ranking(results: Sequence[Summary], rule: TieRule | None = None) -> Ranking:
    """Rows per block and period; `rule` is a scheme's for equal points, which share a rank without one."""
    given = rule or TieRule()
    periods = sorted({one.period for one in results})
    ranked: Ranking = {}
    for period in periods:
        rows = rank_period((x for x in results if x.period == period), given.ties, given.then_by)
        for name, found in rows.items():
            ranked[name if len(periods) == 1 else f"{name} ({period})"] = found
    return ranked


def as_file(
    ranked: Ranking, format: str, *, lang: str = "vi", history: Sequence[Path] = (), delimiter: str = ","
) -> bytes:
    """All blocks in one file of a report's format."""
    from scoring.reports.formats import format_of

    chosen = format_of(format)
    if chosen.is_page:
        return _pages(ranked, chosen, lang, history)
    return _data(ranked, chosen, lang, delimiter)


def _pages(ranked: Ranking, format: Format, lang: str, history: Sequence[Path]) -> bytes:
    from scoring.reports.interface import BlockSource

    before = earlier(history)
    return b"\n".join(
        format.block(BlockSource(block=name, rows=rows, lang=lang, earlier=before_period(before, rows)))
        for name, rows in ranked.items()
    )


def _data(ranked: Ranking, format: Format, lang: str, delimiter: str) -> bytes:
    import tempfile

    from scoring.reports.interface import DocumentId, RankedBlock, RunSource

    documents = (DocumentId.RANKING,)
    source = RunSource(
        blocks=[RankedBlock(name, rows) for name, rows in ranked.items()],
        lang=lang,
        documents=documents,
        delimiter=delimiter,
    )
    piece = next(one for one in format.chosen(documents) if one.scope == "run")
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "ranking"
        format.run(source, file, piece.document)
        return file.read_bytes()

"""Agencies in order: a ranking per block and period, and its rows as data."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.files import filled
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.app.summaries import Earlier, before_period, earlier
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, UsageProblem
from scoring.result.mapped import Mapped
from scoring.result.ranking import Candidate, RankedResult, Ranking, block_order, candidates, in_order
from scoring.result.summary import HeldSummary, Summary, unpacked

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
    held = [one.held for one in found.results]
    blocks = ranking(held, found.unknown_rules, observer=observer or SILENT)
    if block is not None:
        if block not in blocks:
            raise unknown(block, list(blocks), "block")
        blocks = {block: blocks[block]}
    return Ranked(blocks=blocks, summaries=Mapped(held, unpacked), inputs=found.inputs, code=found.code)


def ranking(
    results: Iterable[HeldSummary], unknown_rules: Collection[str] = (), *, observer: Observer = SILENT
) -> Ranking:
    """Rows per block, period and scheme, each by the rule its results carry. `unknown_rules`: digests of schemes whose
    rule nobody knows. The observer is told of several schemes (SC648) or versions (SC649) in a block, and of ties
    under an unknown rule (SC651). Raises UsageProblem if versions ranked together have different rules (SC650).
    """
    groups: dict[tuple[str, str, str], list[Candidate]] = {}
    for one in candidates(results):
        groups.setdefault(one.group, []).append(one)
    several = len({period for period, _, _ in groups}) > 1
    found: Ranking = {}
    for (period, block, scheme), rows in sorted(groups.items()):
        schemes = sorted(id for x, y, id in groups if (x, y) == (period, block))
        more = ", ".join([period] * several + [scheme] * (len(schemes) > 1))
        name = f"{block} ({more})" if more else block
        if len(schemes) > 1 and scheme == schemes[0]:
            values = {"block": block, "schemes": ", ".join(schemes)}
            observer.diagnostics([Diagnostic("SC648", None, values)])
        _check_versions(name, rows, observer)
        found[name] = in_order(rows)
        if unknown_rules and (tied := _tied(found[name], unknown_rules)):
            values = {"block": name, "agencies": str(tied), "scheme": scheme}
            observer.diagnostics([Diagnostic("SC651", None, values)])
    return dict(sorted(found.items(), key=lambda one: block_order(one[1][0].result)))


def _check_versions(block: str, rows: Sequence[Candidate], observer: Observer) -> None:
    digests = sorted({one.scheme.digest for one in rows})
    if len(digests) == 1:
        return
    values = {"block": block, "scheme": rows[0].scheme.id, "digests": ", ".join(x[:19] for x in digests)}
    if len({one.scheme.ranking for one in rows}) > 1:
        raise UsageProblem([Diagnostic("SC650", None, values)])
    observer.diagnostics([Diagnostic("SC649", None, values)])


def _tied(rows: Sequence[RankedResult], unknown_rules: Collection[str]) -> int:
    """How many agencies share a rank that a rule nobody knows might have decided."""
    ranks = Counter(row.rank for row in rows if row.rank and row.result.scheme.digest in unknown_rules)
    return sum(count for count in ranks.values() if count > 1)


def as_file(
    ranked: Ranking, format: str, *, lang: str = "vi", conditions: Conditions | None = None, delimiter: str = ","
) -> bytes:
    """All blocks in one file of a report's format."""
    made = partial(write_file, ranked, format=format, lang=lang, conditions=conditions, delimiter=delimiter)
    return filled(made)


def write_file(
    ranked: Ranking,
    file: Path,
    *,
    format: str,
    lang: str = "vi",
    conditions: Conditions | None = None,
    delimiter: str = ",",
) -> None:
    """Write all blocks to one file of a report's format, tables of data row by row."""
    from scoring.reports.formats import format_of

    chosen = format_of(format)
    if chosen.is_page:
        _write_pages(ranked, file, chosen, lang, earlier(conditions or Conditions()))
    else:
        _write_data(ranked, file, chosen, lang, delimiter)


def _write_pages(ranked: Ranking, file: Path, format: Format, lang: str, before: Earlier) -> None:
    """The blocks' pages as one page, one below the other."""
    import tempfile

    from scoring.reports.interface import BlockSource, FormatId
    from scoring.reports.one_file import write_one_file

    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        pages = [Path(folder) / f"khoi-{number}.html" for number in range(len(ranked))]
        for page, (name, rows) in zip(pages, ranked.items(), strict=True):
            past = before_period(before, rows)
            with page.open("wb") as out:
                out.writelines(format.block(BlockSource(block=name, rows=rows, lang=lang, earlier=past, linked=False)))
        if format.id == FormatId.HTML and len(pages) > 1:
            with file.open("w", encoding="utf-8", newline="\n") as out:
                write_one_file(pages, out, together=True)
            return
        with file.open("wb") as whole:
            for number, page in enumerate(pages):
                whole.write(b"\n" if number else b"")
                with page.open("rb") as stream:
                    shutil.copyfileobj(stream, whole)


def _write_data(ranked: Ranking, file: Path, format: Format, lang: str, delimiter: str) -> None:
    from scoring.reports.interface import DocumentId, RankedBlock, RunSource

    documents = (DocumentId.RANKING,)
    source = RunSource(
        blocks=[RankedBlock(name, rows) for name, rows in ranked.items()],
        lang=lang,
        documents=documents,
        delimiter=delimiter,
    )
    piece = next(one for one in format.chosen(documents) if one.scope == "run")
    format.run(source, file, piece.document)

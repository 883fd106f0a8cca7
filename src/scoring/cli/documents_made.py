"""The documents of a report, made one by one, in this process or in several; one that fails stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from scoring.app.files import replace, write_file
from scoring.app.stored import MALFORMED, malformed
from scoring.app.summaries import Pool
from scoring.batch.spread import spread
from scoring.cli.documents import Work
from scoring.cli.terminal.console import progress, settings, talk
from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, ScoringError
from scoring.reports.formats import FORMATS, agency_document, block_document

Rows = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Made:
    """What became of a piece of work."""

    count: int = 0
    problems: list[Diagnostic] = field(default_factory=list)


_MANY = 100
"""From so many agencies on, the papers of blocks are made by processes of their own."""


def make_all(work: Sequence[Work], jobs: int) -> Made:
    """Make every document; one that fails stops no other.

    Raises:
        CannotRead: a file cannot be written.
    """
    made = Made()
    found: dict[int, list[Diagnostic]] = {}
    before = 0
    for part in _parts(work, jobs):

        def told(done: int, _: int, name: str, before: int = before) -> None:
            progress(before + done, len(work), name)

        for index, one in spread(make, part, jobs, told, lambda one: one.title):
            made.count += one.count
            found[before + index] = one.problems
        before += len(part)
    _block.cache_clear()
    _result.cache_clear()
    made.problems = [problem for index in sorted(found) for problem in found[index]]
    return made


def _parts(work: Sequence[Work], jobs: int) -> list[Sequence[Work]]:
    """Work for one set of processes after the other.

    typst keeps much of what it has set: the paper of a large block on top of hundreds of agencies' would take
    half as much memory again in each process. Agencies come first in `work`.
    """
    agencies = sum(one.scope == "agency" for one in work)
    if jobs == 1 or agencies < _MANY or agencies == len(work):
        return [work]
    return [work[:agencies], work[agencies:]]


def make(work: Work) -> Made:
    """Make and write the files of one piece of work.

    Raises:
        CannotRead: a file cannot be written.
    """
    settings.lang, settings.verbose = work.wishes.lang, work.wishes.verbose
    made = Made()
    for format, document, name in work.files:
        try:
            _write(work, format, document, work.wishes.output / name)
        except CannotRead:
            raise
        except ScoringError as error:
            made.problems += error.diagnostics
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in one document stops no other
            made.problems.append(_failure(work, name, error))
        else:
            made.count += 1
    return made


def _failure(work: Work, name: str, error: Exception) -> Diagnostic:
    if work.wishes.stored and work.source is not None and isinstance(error, MALFORMED):
        return malformed(error, work.source)
    if settings.verbose:
        import traceback

        talk("".join(traceback.format_exception(error)), always=True)
    why = f"{type(error).__name__}: {str(error)[:200]}"
    return Diagnostic("SC633", None, {"document": f"{name} ({work.title})", "why": why})


def _write(work: Work, format: str, document: str, path: Path) -> None:
    if work.scope == "agency":
        write_file(path, _agency(work, format, document))
    elif work.scope == "block":
        one, wishes = work.blocks[0], work.wishes
        rows, _ = _block(one.file)
        data = block_document(format, one.name, rows, wishes.lang, wishes.templates, work.earlier)
        write_file(path, data)
    else:
        replace(path, lambda file: _run(work, format, document, file))


@lru_cache(maxsize=2)
def _block(file: Path) -> tuple[Rows, tuple[str, ...]]:
    """A block's rows, read once by each process that needs them in turn."""
    data = Pool().share(json.loads(file.read_bytes()))
    return data["rows"], tuple(data["whole"])


@lru_cache(maxsize=1)
def _result(file: Path) -> tuple[dict[str, Any], bytes]:
    """A whole result; one agency's documents follow each other."""
    raw = file.read_bytes()
    return json.loads(raw), raw


def _agency(work: Work, format: str, document: str) -> bytes:
    from scoring.reports.around import Around

    assert work.whole is not None
    wishes = work.wishes
    result, raw = _result(work.whole)
    rows, _ = _block(work.blocks[0].file)
    before = work.earlier.get(result["agency"]["id"], ())
    around = Around(rows, before, work.attachments, work.linked)
    return agency_document(format, document, result, raw, wishes.lang, around, wishes.templates)


def _run(work: Work, format: str, document: str, file: Path) -> None:
    """A document over all blocks, written as it is made."""
    if format in {"html", "md", "json"}:
        file.write_bytes(_first_page(work, format))
        return
    from scoring.reports import tables
    from scoring.reports.table_files import write_tables

    wishes = work.wishes
    blocks = [tables.Ranked(one.name, _block(one.file)[0]) for one in work.blocks]
    files = {one.name: one.file for one in work.blocks}

    def full(block: tables.Ranked) -> Iterator[dict[str, Any]]:
        place = files[block.block]
        for name in _block(place)[1]:
            yield json.loads((place.parent / name).read_bytes())

    named = FORMATS[format].wanted(wishes.documents) if format == "xlsx" else (document,)
    write_tables(format, named, blocks, file, wishes.lang, full, wishes.only, wishes.delimiter)


def _first_page(work: Work, format: str) -> bytes:
    ranked = {one.name: _block(one.file)[0] for one in work.blocks}
    if format == "json":
        from scoring.app.ranking import as_json

        return as_json(ranked).encode()
    from scoring.reports.folder import links
    from scoring.reports.pages import render_index

    page: Any = format
    wishes = work.wishes
    beside = partial(links, wishes.formats, wishes.documents, wishes.lang)
    return render_index(ranked, page, wishes.lang, work.failed, beside).encode()


__all__ = ["Made", "make", "make_all"]

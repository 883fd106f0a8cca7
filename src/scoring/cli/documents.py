"""The documents of a report: planned first, then made one by one, in this process or in several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.batch.spread import spread
from scoring.cli.console import progress, settings, talk, usage
from scoring.cli.earlier import Pool, before_period
from scoring.cli.files import refuse_inputs, replace, write_file
from scoring.cli.rank_ import ranking
from scoring.cli.results import MALFORMED, malformed, unknown
from scoring.cli.spool import Entry, Spool
from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, ScoringError, UsageProblem
from scoring.reports.formats import FORMATS, Piece, Scope, agency_document, block_document

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for every document of a report."""

    output: Path
    formats: tuple[str, ...]
    documents: tuple[str, ...] = ()
    lang: str = "vi"
    templates: Path | None = None
    delimiter: str = ","
    only: str | None = None
    """The one agency whose documents are wanted."""
    stored: bool = False
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A ranked block on the disk: its rows, slim, and the files with the whole results."""

    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class Work:
    """Files to make from one thing: an agency, a block, or all blocks."""

    wishes: Wishes
    scope: Scope
    files: tuple[tuple[str, str, str], ...]
    """Format, document and name of each."""
    blocks: tuple[Block, ...]
    title: str
    whole: Path | None = None
    source: Path | None = None
    attachments: str | None = None
    earlier: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    linked: bool = True
    """Whether the pages it would link to are made too."""


@dataclass(slots=True)
class Made:
    """What became of a piece of work."""

    count: int = 0
    problems: list[Diagnostic] = field(default_factory=list)


# ------------------------------------------------------------------------------------ planning


class Planner:
    """Says which files a report consists of, and by which work each is made."""

    def __init__(self, wishes: Wishes, found: Spool, earlier: Mapping[str, Any]) -> None:
        self.wishes, self.found, self.earlier = wishes, found, earlier
        self.ranked = ranking([one.slim for one in found.entries], found.rules)
        self.home = {id(row["result"]): name for name, rows in self.ranked.items() for row in rows}
        self.blocks = self._blocks()

    def _blocks(self) -> dict[str, Block]:
        whole = {id(one.slim): one.whole.name for one in self.found.entries}
        blocks = {}
        for index, (name, rows) in enumerate(self.ranked.items()):
            file = self.found.folder / f"block-{index:03}.json"
            data = {"rows": rows, "whole": [whole[id(row["result"])] for row in rows]}
            file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
            blocks[name] = Block(name, file)
        return blocks

    def pieces(self, scope: Scope) -> Iterator[tuple[str, Piece]]:
        """The formats' pieces of one scope."""
        for name in self.wishes.formats:
            for piece in FORMATS[name].chosen(self.wishes.documents):
                if piece.scope == scope:
                    yield name, piece

    def agency(self, entry: Entry, pieces: Iterable[tuple[str, Piece]]) -> Work:
        """An agency's documents."""
        from scoring.reports.context import file_stem

        stem = file_stem(entry.slim)
        files = tuple((name, one.document, one.name.format(stem=stem)) for name, one in pieces)
        before = [x for x in self.earlier.get(entry.id, ()) if x["period"] < entry.slim["period"]]
        block = self.blocks[self.home[id(entry.slim)]]
        return Work(
            self.wishes, "agency", files, (block,), entry.slim["agency"]["name"], entry.whole, entry.source,
            self._attachments(entry, self.wishes.output), {entry.id: before},
            linked=self.wishes.only is None,
        )  # fmt: skip

    def _attachments(self, entry: Entry, folder: Path) -> str | None:
        """The dossier's folder as a page in `folder` reaches it; known only where dossiers were given."""
        if self.found.stored:
            return None
        import os

        try:
            return Path(os.path.relpath(entry.source.parent, folder)).as_posix()
        except ValueError:
            # Another drive: no relative path leads there.
            return None

    def block(self, name: str, format: str, piece: Piece) -> Work:
        """A block's document."""
        from scoring.reports.context import block_stem

        first = self.ranked[name][0]["result"]
        before = before_period(self.earlier, self.ranked[name])
        title = first["scheme"]["block_title"] or name
        file = (format, piece.document, piece.name.format(stem=block_stem(name)))
        return Work(self.wishes, "block", (file,), (self.blocks[name],), title, earlier=before)

    def run(self, format: str, piece: Piece) -> Work:
        """A document over all blocks."""
        file = (format, piece.document, piece.name)
        blocks = tuple(self.blocks.values())
        failed = tuple(self.found.failed)
        return Work(self.wishes, "run", (file,), blocks, piece.name, failed=failed)

    def entries(self) -> list[Entry]:
        """The agencies wanted.

        Raises:
            NothingMatched: the one agency wanted is not among them.
        """
        only = self.wishes.only
        found = [one for one in self.found.entries if only in {None, one.id}]
        if not found:
            raise unknown(only or "", list(dict.fromkeys(one.id for one in self.found.entries)))
        return found

    def all(self) -> list[Work]:
        """The whole report; with one agency chosen, its documents and its rows of the tables.

        Raises:
            NothingMatched: the one agency wanted is not among them.
            UsageProblem: two documents would have the same name, or an input would be overwritten.
        """
        own = list(self.pieces("agency"))
        work = [self.agency(one, own) for one in self.entries()] if own else []
        if self.wishes.only is None:
            work += [self.block(name, *one) for name in self.ranked for one in self.pieces("block")]
        for format, piece in self.pieces("run"):
            if self.wishes.only is None or FORMATS[format].is_data:
                work.append(self.run(format, piece))
        _refuse_doubles(work)
        names = (self.wishes.output / name for one in work for _, _, name in one.files)
        refuse_inputs(names, self.found.inputs)
        return work

    def one(self) -> Work:
        """The one document of one format that a single file holds.

        Raises:
            NothingMatched: the agency wanted is not there.
            UsageProblem: it could be one of several.
        """
        format = self.wishes.formats[0]
        pieces = FORMATS[format].chosen(self.wishes.documents)
        if len(pieces) > 1 and self.wishes.documents:
            raise usage("một tệp chỉ chứa một tài liệu: chọn một --document",
                        "one file holds one document: choose one --document")  # fmt: skip
        piece = pieces[0]
        if piece.scope == "run":
            return self.run(format, piece)
        entries = self.entries()
        if piece.scope == "block":
            names = list(dict.fromkeys(self.home[id(one.slim)] for one in entries))
            if len(names) > 1:
                raise usage(f"có nhiều khối ({', '.join(names)}): ghi vào một thư mục",
                            f"several blocks ({', '.join(names)}): write to a folder")  # fmt: skip
            return self.block(names[0], format, piece)
        if len(entries) > 1:
            known = ", ".join(dict.fromkeys(one.id for one in entries))
            values = {"count": str(len(entries)), "known": known}
            raise UsageProblem([Diagnostic("SC618", None, values)])
        output = self.wishes.output
        beside = None if str(output) == "-" else self._attachments(entries[0], output.parent)
        return changed(self.agency(entries[0], [(format, piece)]), linked=False, attachments=beside)


def _refuse_doubles(work: Iterable[Work]) -> None:
    seen: set[str] = set()
    for one in work:
        for _, _, name in one.files:
            if name.casefold() in seen:
                values = {"agency": one.title, "path": name}
                raise UsageProblem([Diagnostic("SC629", None, values)])
            seen.add(name.casefold())


# -------------------------------------------------------------------------------------- making


def make_all(work: Sequence[Work], jobs: int) -> Made:
    """Make every document; one that fails stops no other.

    Raises:
        CannotRead: a file cannot be written.
    """
    made = Made()
    found: dict[int, list[Diagnostic]] = {}
    for index, one in spread(make, work, jobs, progress, lambda one: one.title):
        made.count += one.count
        found[index] = one.problems
    _block.cache_clear()
    _result.cache_clear()
    made.problems = [problem for index in sorted(found) for problem in found[index]]
    return made


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
        from scoring.cli.rank_ import as_json

        return as_json(ranked).encode()
    from scoring.reports.pages import render_index

    page: Any = format
    return render_index(ranked, page, work.wishes.lang, work.failed).encode()


__all__ = ["Block", "Made", "Planner", "Wishes", "Work", "make", "make_all"]

"""The documents of a report, planned: which files there are, and by which piece of work each is made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from scoring.app.agency_results import AgencyResult, Results
from scoring.app.block_rows import BlockRows
from scoring.app.files import refuse_inputs
from scoring.app.folder import MANIFEST
from scoring.app.observer import Observer
from scoring.app.periodic import PeriodicOptions
from scoring.app.ranking import ranking
from scoring.app.report_units import ReportUnits
from scoring.app.result_inputs import Dossiers
from scoring.app.stored import choose, unknown
from scoring.app.summaries import NONE_EARLIER, Earlier, before_period
from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem, usage_problem
from scoring.reports.formats import DOCUMENTS, format_of, pieces_for
from scoring.reports.interface import DocumentId, FormatId, Piece, Scope
from scoring.reports.links import block_stem, file_stem
from scoring.reports.units import UnitCriteria
from scoring.result.ranking import Ranking, group_of
from scoring.result.summary import PackedSummaries


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What holds for every document of a report."""

    output: Path | None
    """The folder or file that documents go to; None where the caller takes the one document."""
    formats: tuple[FormatId, ...]
    documents: tuple[DocumentId, ...] = ()
    lang: str = "vi"
    templates: Path | None = None
    delimiter: str = ","
    only: str | None = None
    """The one agency whose documents are wanted."""
    units: Path | None = None
    """An agency's own file of units."""
    periodic: PeriodicOptions = field(default_factory=PeriodicOptions)
    """Of the periodic report, where it is among the documents."""
    scheme: Path | None = None
    """The scheme's folder for it; without one each dossier's own."""
    force: bool = False
    """Whether files that somebody has worked on are replaced; a copy of each is kept."""


@dataclass(frozen=True, slots=True)
class Block:
    """A ranked block."""

    name: str
    file: Path
    """Says where its rows are, as `BlockRows`."""
    rows: Path
    """Holds the rows of all blocks."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to make: its format, which of the format's documents it is (None where there is no choice), its name."""

    format: FormatId
    document: DocumentId | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Files to make from one thing: an agency, a block, or all blocks."""

    options: ReportOptions
    folder: Path
    """Where the files go."""
    scope: Scope
    files: tuple[File, ...]
    blocks: tuple[Block, ...]
    title: str
    in_ledger: bool = False
    """Whether the appraised results are known to be what their ledger says."""
    result_file: str | None = None
    """Holds the agency's whole result; of thousands, paths would take much memory."""
    dossier: Path | None = None
    """The dossier the result was made from, where it was given or is found."""
    attachments: str | None = None
    units: tuple[UnitCriteria, ...] = ()
    """The agency's inner units with their criteria."""
    earlier: Earlier = field(default_factory=lambda: NONE_EARLIER)
    failed: tuple[str, ...] = ()
    linked: bool = True
    """Whether the pages it would link to are made too."""


_MUCH = 200
"""Megabytes of memory from which on it is told what a document takes."""


class Planner:
    """Says which files a report consists of, and by which work each is made."""

    def __init__(
        self,
        options: ReportOptions,
        found: Results,
        *,
        earlier: Earlier,
        folder: Path,
        units: ReportUnits,
        observer: Observer,
    ) -> None:
        """Rank the results.

        Args:
            found: results whose whole ones are files in `folder`.
            folder: a folder that outlives the work.
        """
        self.options, self.found, self.earlier, self.folder = options, found, earlier, folder
        self.units = units
        self.observer = observer
        self.dossiers = Dossiers()
        self.output = folder / "one" if options.output is None else options.output
        ranked = ranking([one.held for one in found.results], found.unknown_rules, observer=observer)
        self._names = {group_of(rows[0].result): name for name, rows in ranked.items()}
        self.rows = folder / "rows"
        """The file with the rows of all blocks."""
        self.blocks = self._blocks(ranked)
        self._packed = PackedSummaries(self.rows.open("rb"))
        self.ranked = {name: BlockRows(self._packed, block.file) for name, block in self.blocks.items()}

    def block_of(self, entry: AgencyResult) -> str:
        """The name of the block an agency is ranked in."""
        return self._names[group_of(entry.summary)]

    def close(self) -> None:
        """Close the file of the rows."""
        self._packed.file.close()

    def _blocks(self, ranked: Ranking) -> dict[str, Block]:
        entries = {id(one.held): one for one in self.found.results}
        blocks = {}
        with self.rows.open("wb") as stream:
            packed = PackedSummaries(stream)
            for index, (name, rows) in enumerate(ranked.items()):
                file = self.folder / f"block-{index:03}"
                BlockRows.write(packed, file, ((row, Path(_file(entries[id(row.held)])).name) for row in rows))
                blocks[name] = Block(name, file, self.rows)
        return blocks

    def pieces(self, scope: Scope) -> Iterator[tuple[FormatId, Piece]]:
        """The formats' pieces of one scope."""
        for id in self.options.formats:
            for piece in format_of(id).chosen(self.options.documents):
                if piece.scope == scope:
                    yield id, piece

    def agency(self, entry: AgencyResult, pieces: Iterable[tuple[FormatId, Piece]]) -> Work:
        """An agency's documents. Raises InvalidInput if a document was named that cannot be made from its result."""
        stem = file_stem(entry.summary)
        files = tuple(
            File(id, one.document, one.name.format(stem=stem))
            for id, piece in pieces
            for one in pieces_for([piece], entry.summary, self.options.documents)
        )
        block = self.blocks[self.block_of(entry)]
        return replace(
            self._work("agency", files, (block,), entry.summary.agency.name),
            result_file=_file(entry),
            dossier=self._dossier(entry),
            attachments=self._attachments(entry, self.output),
            units=self.units.of(entry.summary, entry.source, stored=self.found.stored),
            earlier=self.earlier.before(entry.period, [entry.agency]) or NONE_EARLIER,
            linked=self.options.only is None,
        )

    def _dossier(self, entry: AgencyResult) -> Path | None:
        if not self.found.stored:
            return entry.source
        # What was appraised is not computed anew.
        return None if entry.summary.appraisal else self.dossiers.of(entry.source, entry.summary.dossier)

    def _work(self, scope: Scope, files: tuple[File, ...], blocks: Iterable[Block], title: str) -> Work:
        return Work(
            options=self.options,
            folder=self.output,
            scope=scope,
            files=files,
            blocks=tuple(blocks),
            title=title,
            in_ledger=self.found.in_ledger,
        )

    def _attachments(self, entry: AgencyResult, folder: Path) -> str | None:
        """The dossier's folder as a page in `folder` reaches it; known only where dossiers were given."""
        return None if self.found.stored else _relative(entry.source.parent, folder)

    def block(self, name: str, format: FormatId, piece: Piece) -> Work:
        """A block's document."""
        before = before_period(self.earlier, self.ranked[name])
        title = self.ranked[name][0].result.scheme.block_title or name
        if piece.document is not None:
            self._tell_memory(title, len(self.ranked[name]), format, piece.document)
        file = File(format, piece.document, piece.name.format(stem=block_stem(name)))
        return replace(self._work("block", (file,), (self.blocks[name],), title), earlier=before)

    def _tell_memory(self, title: str, agencies: int, format: FormatId, document: DocumentId) -> None:
        size = agencies * format_of(format).kilobytes.get(document, 0) // 1000
        if size >= _MUCH:
            vi, en = DOCUMENTS[document]
            self.observer.message(
                f"{title}, {vi}: bản {format.upper()} của {agencies} cơ quan cần đến chừng {size} MB bộ nhớ; "
                "bản Word, Excel và trang HTML thì không",
                f"{title}, {en}: the {format.upper()} of {agencies} agencies takes up to about {size} MB of memory; "
                "Word, Excel and HTML do not",
            )

    def run(self, format: FormatId, piece: Piece) -> Work:
        """A document over all blocks."""
        work = self._work("run", (File(format, piece.document, piece.name),), self.blocks.values(), piece.name)
        return replace(work, failed=tuple(one.name for one in self.found.failed))

    def entries(self) -> list[AgencyResult]:
        """The agencies wanted."""
        only = self.options.only
        found = [one for one in self.found.results if only in {None, one.agency}]
        if not found:
            raise unknown(only or "", list(dict.fromkeys(one.agency for one in self.found.results)))
        return found

    def whole_report(self) -> list[Work]:
        """The whole report; with one agency chosen, its documents and its rows of the tables. Raises UsageProblem if
        two documents would have the same name, or an input would be overwritten.
        """
        own = list(self.pieces("agency"))
        work = [self.agency(one, own) for one in self.entries()] if own else []
        if self.options.only is None:
            work += [self.block(name, *one) for name in self.ranked for one in self.pieces("block")]
        for format, piece in self.pieces("run"):
            if self.options.only is None or format_of(format).is_table:
                work.append(self.run(format, piece))
        _refuse_doubles(work)
        names = (self.output / file.name for one in work for file in one.files)
        refuse_inputs(names, self.found.inputs)
        return work

    def single_file(self) -> Work:
        """The one document of one format in a single file. Raises UsageProblem if it could be one of several."""
        format = self.options.formats[0]
        pieces = format_of(format).chosen(self.options.documents)
        if len(pieces) > 1 and self.options.documents:
            raise usage_problem(
                "một tệp chỉ chứa một tài liệu: chọn một", "one file holds one document: choose one", "documents"
            )
        piece = pieces[0]
        if piece.scope == "run":
            return self.run(format, piece)
        entries = self.entries()
        if piece.scope == "block":
            names = list(dict.fromkeys(self.block_of(one) for one in entries))
            if len(names) > 1:
                raise usage_problem(f"có nhiều khối ({', '.join(names)}): ghi vào một thư mục",
                            f"several blocks ({', '.join(names)}): write to a folder")  # fmt: skip
            return self.block(names[0], format, piece)
        choose(entries, None)
        output = self.options.output
        attachments = None if output is None else self._attachments(entries[0], output.parent)
        own = [one for one in pieces if one.scope == "agency"]
        piece = pieces_for(own, entries[0].summary, self.options.documents)[0]
        return replace(self.agency(entries[0], [(format, piece)]), linked=False, attachments=attachments)


@lru_cache(maxsize=64)
def _relative(path: Path, folder: Path) -> str | None:
    """A path as it is reached from a folder; one text where many dossiers are in one folder."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        # Another drive: no relative path leads there.
        return None


def _file(result: AgencyResult) -> str:
    """The file that holds a whole result."""
    assert isinstance(result.kept, str)
    return result.kept


def _refuse_doubles(work: Iterable[Work]) -> None:
    seen = {MANIFEST}
    for one in work:
        for file in one.files:
            if file.name.casefold() in seen:
                values = {"agency": one.title, "path": file.name}
                raise UsageProblem([Diagnostic("SC629", None, values)])
            seen.add(file.name.casefold())

"""What every format of reports has in common: its files, what it needs installed, and the writing of documents."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NoReturn

from scoring.diagnostics import Diagnostic
from scoring.libraries import missing
from scoring.result.base import Frozen
from scoring.text import in_lang

if TYPE_CHECKING:
    from scoring.reports.discrepancies import Discrepancies
    from scoring.reports.periodic import PeriodicSource
    from scoring.reports.task_table import TaskTable
    from scoring.reports.units import UnitCriteria
    from scoring.result.model import Result
    from scoring.result.ranking import RankedResult
    from scoring.result.summary import Summary

Scope = Literal["agency", "block", "run"]
"""What a file is about: one agency, one block, or all blocks of the run."""

Cell = str | int | bool | None
"""Points are texts as the result writes them (``"7.50"``), so that no writer sees a binary number."""
Kind = Literal["text", "points", "count", "truth"]


class FormatId(StrEnum):
    """Every format, by the ending of its files."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


class DocumentId(StrEnum):
    """Every document that can be asked for by name."""

    SELF_ASSESSMENT = "self-assessment"
    APPRAISAL = "appraisal"
    MINUTES = "minutes"
    EXPLANATION = "explanation"
    ONE_PAGE = "one-page"
    PERIODIC = "periodic"
    SUMMARY = "summary"
    DECISION_LIST = "decision-list"
    RANKING = "ranking"
    CRITERIA = "criteria"
    EVIDENCE = "evidence"


class NoSuchDocument(ValueError):  # noqa: N818
    """A format was asked for a document that it does not have."""


class Piece(Frozen, kw_only=False):
    """One file of a format."""

    scope: Scope
    name: str
    """Its name; ``{stem}`` stands for the agency or the block."""
    document: DocumentId | None = None
    """None where the format has no choice."""


class FileLink(Frozen, kw_only=False):
    """A link to a file of the same folder."""

    href: str
    label: str


FileLinks = Callable[[Scope, str, "Summary | None"], Sequence[FileLink]]
"""Links to files made for an agency, a block or the run, from the stem of their names and the agency's result."""


class Neighbours(Frozen):
    """What an agency's page is made from beside its result; every part may be absent."""

    block: Sequence[RankedResult] = ()
    """The ranked block of the agency, itself included."""
    earlier: Sequence[Summary] = ()
    """The agency's own results of earlier periods, oldest first."""
    attachments: str | None = None
    """The dossier's folder, relative to the page, for links to evidence files; None: names only."""
    linked: bool = True
    """Whether the pages of the block and of its agencies are written beside this one."""
    units: Sequence[UnitCriteria] = ()
    """The agency's inner units with the criteria each supplies, where that is known."""
    lifting: str = ""
    """What would lift its class, where its dossier is at hand."""


NO_NEIGHBOURS = Neighbours()


class AgencySource(Frozen):
    """What an agency's document is made from."""

    result: Result
    raw: bytes
    """The result as canonical JSON."""
    lang: str = "vi"
    neighbours: Neighbours | None = None
    """The agency's block and earlier results, for pages."""
    templates: Path | None = None
    """Folder of the user's own templates, for papers."""
    periodic: PeriodicSource | None = None
    """What the periodic report is made from."""


class BlockSource(Frozen):
    """What a block's document is made from."""

    block: str
    rows: Sequence[RankedResult]
    lang: str = "vi"
    document: DocumentId = DocumentId.SUMMARY
    """Which of the block's papers."""
    earlier: Mapping[str, Sequence[Summary]] = {}
    """By agency id, its results of earlier periods, oldest first, for pages."""
    linked: bool = True
    """Whether the first page and those of the agencies are written beside the block's page."""
    templates: Path | None = None
    """Folder of the user's own templates, for papers."""


class RankedBlock(Frozen, kw_only=False):
    """A block with its agencies in order."""

    block: str
    rows: Sequence[RankedResult]


FullResults = Callable[[RankedBlock], "Iterable[Result]"]
"""Gives the whole results of a block one by one, in the order of its rows."""


class RunSource(Frozen):
    """What a document over all blocks is made from."""

    blocks: Sequence[RankedBlock]
    lang: str = "vi"
    documents: Sequence[DocumentId] = ()
    """Those asked for, which a workbook holds together."""
    full: FullResults | None = None
    """Gives a block's whole results, needed for criteria and evidence."""
    only: str | None = None
    """The one agency whose rows are wanted, in tables."""
    delimiter: str = ","
    """Of CSV."""
    failed: Sequence[str] = ()
    """Names of dossiers that could not be evaluated, for the first page."""
    links: FileLinks | None = None
    """Files made for an agency, a block or the run, for the first page."""


class DiscrepancySource(Frozen):
    """What a campaign's discrepancy report is made from."""

    report: Discrepancies
    result: Result | None = None
    """Any result of the campaign that records its appraisal, for the head of a paper."""
    templates: Path | None = None
    """Folder of the user's own templates, for papers."""


class Column(Frozen, kw_only=False):
    """A column: its name for programs, its headings for people, what its cells hold, its width in characters."""

    name: str
    vi: str
    en: str
    kind: Kind = "text"
    width: int = 14
    internal: bool = False
    """Whether only programs need it: a workbook keeps it out of sight."""

    def heading(self, lang: str) -> str:
        """The heading in the reader's language."""
        return in_lang(lang, self.vi, self.en)


class Table(Frozen):
    """Columns and rows; the rows are made anew each time they are read, so that none has to stay in memory."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[list[Cell]]]
    notes: Callable[[], tuple[str, ...]] = tuple
    """Gives the scheme's banner, provisional marks, digests, one line each, for formats that have a place for them."""
    form: bool = False
    """Whether people fill in what is empty; of another table a workbook keeps empty columns out of sight."""


class Format(ABC):
    """A format of reports. It has some documents; being asked for another one raises `NoSuchDocument`."""

    id: ClassVar[FormatId]
    default: ClassVar[tuple[DocumentId, ...]] = ()
    """Documents written when none is named."""
    library: ClassVar[str] = ""
    """The module it needs beside the package itself."""
    extra: ClassVar[str] = ""
    """The optional part of the package that brings the library."""
    is_binary: ClassVar[bool] = False
    is_page: ClassVar[bool] = False
    """Whether it makes pages that link each other."""
    is_paper: ClassVar[bool] = False
    """Whether it makes official papers, with a head and from templates."""
    is_table: ClassVar[bool] = False
    """Whether it makes tables of data."""
    kilobytes: ClassVar[Mapping[DocumentId, int]] = {}
    """Memory for each agency of a block while a document is made, of those that are held whole."""

    @property
    @abstractmethod
    def pieces(self) -> tuple[Piece, ...]:
        """Every file it can consist of."""

    @property
    def documents(self) -> tuple[DocumentId, ...]:
        """The documents it can be asked for by name."""
        return tuple(piece.document for piece in self.pieces if piece.document)

    def wanted(self, documents: Sequence[DocumentId] = ()) -> tuple[DocumentId, ...]:
        """Those of the named documents that it has; its own choice where that is none of them."""
        return tuple(one for one in self.documents if one in documents) or self.default

    def chosen(self, documents: Sequence[DocumentId] = ()) -> list[Piece]:
        """The pieces to write: those without a choice, and those of the wanted documents."""
        wanted = self.wanted(documents)
        return [one for one in self.pieces if not one.document or one.document in wanted]

    def missing(self) -> list[Diagnostic]:
        """What is not installed of what it needs; nothing is imported."""
        if not self.library:
            return []
        return missing(self.library, self.extra, f"định dạng {self.id}", f"the format {self.id}")

    def agency(self, source: AgencySource, document: DocumentId | None = None) -> bytes:
        """An agency's document."""
        self.refuse(document or "agency")

    def block(self, source: BlockSource) -> Iterable[bytes]:
        """A block's ranking or summary; a page is made part by part as it is asked for."""
        self.refuse("block")

    def run(self, source: RunSource, file: Path, document: DocumentId | None = None) -> None:
        """Write a document over all blocks to `file`, which is overwritten."""
        self.refuse(document or "run")

    def discrepancies(self, source: DiscrepancySource) -> bytes:
        """A campaign's discrepancy report."""
        self.refuse("discrepancies")

    def tasks(self, table: TaskTable, templates: Path | None = None) -> bytes:
        """The table of tasks of an agency's plan."""
        self.refuse("tasks")

    def refuse(self, document: str) -> NoReturn:
        """Raise NoSuchDocument, for a document that it does not have."""
        raise NoSuchDocument(f"{self.id} has no document {document}")

"""The formats of reports: which documents each one yields, and the module that makes them, imported when used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput, UsageProblem
from scoring.reports.around import told
from scoring.reports.view import Row

Scope = Literal["agency", "block", "run"]

DOCUMENTS: dict[str, tuple[str, str]] = {
    "self-assessment": ("báo cáo tự đánh giá của cơ quan", "the agency's self-assessment report"),
    "appraisal": ("báo cáo kết quả thẩm định của cơ quan", "the agency's appraisal report"),
    "explanation": ("phiếu giải thích điểm của cơ quan", "the agency's explanation of its points"),
    "summary": ("bảng tổng hợp kết quả của khối", "the block's summary of results"),
    "ranking": ("bảng điểm, loại và hạng của các cơ quan", "totals, classes and ranks of agencies"),
    "criteria": ("bảng điểm từng tiêu chí", "points of every criterion"),
    "evidence": ("bảng minh chứng", "records of evidence"),
}  # fmt: skip
"""Documents that `--document` chooses between, with what they are."""
TABLES = ("ranking", "criteria", "evidence")
"""Those that are tables of data."""
_OFFICIAL = ("self-assessment", "appraisal", "summary")
_DATA = ("ranking", "criteria")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a format: per agency, per block, or once for the run.

    `document` is empty where the format has no choice there; in `name`, ``{stem}`` stands for the
    agency or the block.
    """

    scope: Scope
    name: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """What a format yields and what it needs."""

    name: str
    pieces: tuple[Piece, ...]
    default: tuple[str, ...] = ()
    """Documents written when none is named."""
    libraries: tuple[str, ...] = ()
    extra: str = ""
    """The optional part of the package that brings the libraries."""
    binary: bool = False

    @property
    def is_data(self) -> bool:
        """Whether it holds tables of data rather than pages or papers."""
        return self.default == _DATA

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents it can hold."""
        if self.is_data:
            return TABLES
        return tuple(piece.document for piece in self.pieces if piece.document)

    def wanted(self, documents: Sequence[str] = ()) -> tuple[str, ...]:
        """Those of the named documents that it can hold; its own choice where that is none of them."""
        return tuple(one for one in self.documents if one in documents) or self.default

    def chosen(self, documents: Sequence[str] = ()) -> list[Piece]:
        """The pieces to write: those without a choice, and those of the wanted documents."""
        wanted = self.wanted(documents)
        return [one for one in self.pieces if not one.document or one.document in wanted]


def _pages(suffix: str, first: str) -> tuple[Piece, ...]:
    name = f"{{stem}}.{suffix}"
    return Piece("agency", name), Piece("block", name), Piece("run", first)


def _papers(suffix: str) -> tuple[Piece, ...]:
    return (
        Piece("agency", f"{{stem}}.{suffix}", "self-assessment"),
        Piece("agency", f"{{stem}}-tham-dinh.{suffix}", "appraisal"),
        Piece("agency", f"{{stem}}-giai-thich.{suffix}", "explanation"),
        Piece("block", f"{{stem}}.{suffix}", "summary"),
    )


def _tables(suffix: str) -> tuple[Piece, ...]:
    return (
        Piece("run", f"xep-hang.{suffix}", "ranking"),
        Piece("run", f"tieu-chi.{suffix}", "criteria"),
        Piece("run", f"minh-chung.{suffix}", "evidence"),
    )


def fitting(pieces: Iterable[Piece], result: Row, documents: Sequence[str] = ()) -> list[Piece]:
    """Of an agency's pieces those that its result is for: a self-assessment, or an appraisal.

    Args:
        pieces: what was chosen.
        result: the agency's result, a slim one being enough.
        documents: those named; naming both leaves each agency the one that is for it.

    Raises:
        InvalidInput: one was named that cannot be made from this result.
    """
    note = result.get("appraisal")
    wrong = "self-assessment" if note else "appraisal"
    values = {"agency": result["agency"]["id"]}
    if wrong in documents and not {"self-assessment", "appraisal"} <= set(documents):
        raise InvalidInput([Diagnostic("SC637" if note else "SC638", None, values)])
    found = [one for one in pieces if one.document != wrong]
    if note and not told(result) and any(one.document == "appraisal" for one in found):
        raise InvalidInput([Diagnostic("SC639", None, {**values, "at": note["at"]})])
    return found


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("html", _pages("html", "index.html")),
        Format("md", _pages("md", "README.md")),
        Format("json", (Piece("agency", "{stem}.json"), Piece("run", "xep-hang.json"))),
        Format("docx", _papers("docx"), _OFFICIAL, ("docxtpl",), "office", binary=True),
        Format("pdf", _papers("pdf"), _OFFICIAL, ("typst",), "office", binary=True),
        # One workbook holds every table asked for.
        Format("xlsx", (Piece("run", "xep-hang.xlsx"),), _DATA, ("xlsxwriter",), "office", binary=True),
        Format("csv", _tables("csv"), _DATA),
        Format("parquet", _tables("parquet"), _DATA, ("pyarrow",), "parquet", binary=True),
    )
}  # fmt: skip
"""Every format by its name, which is also the ending of its files."""

_LIBRARY_NAMES = {"xlsxwriter": "XlsxWriter", "python_calamine": "python-calamine"}


def require(library: str, extra: str, vi: str, en: str) -> None:
    """Refuse work that needs a library which is not installed; nothing is imported.

    Args:
        library: the module's name.
        extra: the optional part of the package that brings it: ``office`` or ``parquet``.
        vi: what needs it, in Vietnamese.
        en: the same in English.

    Raises:
        UsageProblem: it is not installed; the hint names the command that installs it.
    """
    try:
        found = find_spec(library)
    except (ImportError, ValueError):
        found = None
    if found is None:
        name = _LIBRARY_NAMES.get(library, library)
        values = {"what": vi, "what_en": en, "library": name, "extra": extra}
        raise UsageProblem([Diagnostic("SC632", None, values)])


def require_formats(names: Iterable[str]) -> None:
    """Refuse formats whose libraries are not installed.

    Raises:
        UsageProblem: names every one that is missing.
    """
    problems: list[Diagnostic] = []
    for name in names:
        one = FORMATS[name]
        for library in one.libraries:
            try:
                require(library, one.extra, f"định dạng {name}", f"the format {name}")
            except UsageProblem as error:
                problems += error.diagnostics
    if problems:
        raise UsageProblem(problems)


def agency_document(
    format: str, document: str, result: Row, raw: bytes, lang: str, around: Any, templates: Path | None
) -> bytes:  # fmt: skip
    """One agency's document.

    Args:
        format: a name of `FORMATS` that has pieces per agency.
        document: which of its documents; empty where there is no choice.
        result: the full result.
        raw: the same as canonical JSON.
        lang: ``vi`` or ``en``.
        around: the agency's block and earlier results, as `scoring.reports.around.Around`.
        templates: folder of the user's own templates.
    """
    if format == "json":
        return raw
    data: bytes
    paper: Any = document
    if format == "docx":
        from scoring.reports.docx import agency_docx

        data = agency_docx(result, lang, templates, paper)
    elif format == "pdf":
        from scoring.reports.pdf import agency_pdf

        data = agency_pdf(result, lang, templates, paper)
    else:
        from scoring.reports.pages import render_agency

        page: Any = format
        data = render_agency(result, page, lang, around).encode()
    return data


def block_document(
    format: str,
    block: str,
    rows: Sequence[Mapping[str, Any]],
    lang: str,
    templates: Path | None,
    earlier: Mapping[str, Sequence[Row]],
) -> bytes:
    """One block's ranking or summary from its ranked rows, slim ones being enough."""
    data: bytes
    if format == "docx":
        from scoring.reports.docx import block_docx

        data = block_docx(block, rows, lang, templates)
    elif format == "pdf":
        from scoring.reports.pdf import block_pdf

        data = block_pdf(block, rows, lang, templates)
    else:
        from scoring.reports.pages import render_ranking

        page: Any = format
        data = render_ranking(block, rows, page, lang, earlier).encode()
    return data


__all__ = [
    "DOCUMENTS", "FORMATS", "TABLES", "Format", "Piece", "Scope", "agency_document", "block_document", "fitting", "require",
    "require_formats",
]  # fmt: skip

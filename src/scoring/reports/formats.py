"""Every format of reports by its id, imported when used, and the documents that can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput, UsageProblem, usage_problem
from scoring.reports.interface import DocumentId, FileLink, Format, FormatId, Piece, Scope
from scoring.reports.view import recorded_appraisal
from scoring.result.model import Result
from scoring.result.summary import Summary
from scoring.text import in_lang

FORMATS = tuple(FormatId)

DOCUMENTS: dict[DocumentId, tuple[str, str]] = {
    DocumentId.SELF_ASSESSMENT: ("báo cáo tự đánh giá của cơ quan", "the agency's self-assessment report"),
    DocumentId.APPRAISAL: ("báo cáo kết quả thẩm định của cơ quan", "the agency's appraisal report"),
    DocumentId.MINUTES: ("biên bản họp thẩm định cơ quan", "the minutes of the meeting on the agency"),
    DocumentId.EXPLANATION: ("phiếu giải thích điểm của cơ quan", "the agency's explanation of its points"),
    DocumentId.ONE_PAGE: ("phiếu tóm tắt một trang của cơ quan", "the agency's result on one page"),
    DocumentId.PERIODIC: ("báo cáo định kỳ của cơ quan", "the agency's periodic report"),
    DocumentId.SUMMARY: ("bảng tổng hợp kết quả của khối", "the block's summary of results"),
    DocumentId.DECISION_LIST: ("danh sách của khối kèm theo quyết định", "the block's list annexed to the decision"),
    DocumentId.RANKING: ("bảng điểm, loại và hạng của các cơ quan", "totals, classes and ranks of agencies"),
    DocumentId.CRITERIA: ("bảng điểm từng tiêu chí", "points of every criterion"),
    DocumentId.EVIDENCE: ("bảng minh chứng", "records of evidence"),
}  # fmt: skip
"""Documents to choose between, with what they are."""

_SHORT = {
    DocumentId.EXPLANATION: ("giải thích", "explanation"),
    DocumentId.ONE_PAGE: ("tóm tắt", "one page"),
    DocumentId.PERIODIC: ("định kỳ", "periodic"),
    DocumentId.MINUTES: ("biên bản", "minutes"),
    DocumentId.DECISION_LIST: ("danh sách", "list"),
}
_APPRAISED = {DocumentId.APPRAISAL, DocumentId.MINUTES}
"""Papers of an agency that are made from an appraised result alone."""


def format_of(id: str) -> Format:
    """The format with this id, the module that makes its documents imported. Raises UsageProblem if there is none."""
    if id not in set(FormatId):
        names = ", ".join(FORMATS)
        raise usage_problem(f"không có định dạng “{id}”; có: {names}", f"there is no format “{id}”; there are: {names}")
    known = FormatId(id)
    match known:
        case FormatId.HTML:
            from scoring.reports.pages import Html

            return Html()
        case FormatId.MARKDOWN:
            from scoring.reports.pages import Markdown

            return Markdown()
        case FormatId.JSON:
            from scoring.reports.json_file import Json

            return Json()
        case FormatId.DOCX:
            from scoring.reports.docx import Docx

            return Docx()
        case FormatId.PDF:
            from scoring.reports.pdf import Pdf

            return Pdf()
        case FormatId.XLSX:
            from scoring.reports.xlsx_file import Xlsx

            return Xlsx()
        case FormatId.CSV:
            from scoring.reports.table_files import Csv

            return Csv()
        case FormatId.PARQUET:
            from scoring.reports.table_files import Parquet

            return Parquet()
        case _:
            assert_never(known)


def require_formats(ids: Iterable[str]) -> None:
    """Raise UsageProblem if there is no such format, or if libraries are not installed; it names every one."""
    problems = [one for id in ids for one in format_of(id).missing()]
    if problems:
        raise UsageProblem(problems)


def pieces_for(pieces: Iterable[Piece], result: Result | Summary, documents: Sequence[DocumentId] = ()) -> list[Piece]:
    """The pieces that fit the result: a self-assessment, or an appraisal; with both named, the one that fits.

    Raises InvalidInput if only the one was named that cannot be made from this result.
    """
    both = {DocumentId.SELF_ASSESSMENT, DocumentId.APPRAISAL}
    note = result.appraisal
    wrong = {DocumentId.SELF_ASSESSMENT} if note else _APPRAISED
    values = {"agency": result.agency.id}
    if wrong & set(documents) and not both <= set(documents):
        raise InvalidInput([Diagnostic("SC637" if note else "SC638", None, values)])
    found = [one for one in pieces if one.document not in wrong]
    if note and not recorded_appraisal(result) and any(x.document in _APPRAISED for x in found):
        raise InvalidInput([Diagnostic("SC639", None, {**values, "at": note.at})])
    return found


def links(
    formats: Sequence[str],
    documents: Sequence[DocumentId],
    lang: str,
    scope: Scope,
    stem: str,
    result: Summary | None = None,
) -> list[FileLink]:
    """Files made for an agency, a block or the whole run, with what each is: ``DOCX``, ``PDF (giải thích)``.

    Pages are left out: they are linked by the agency's or block's name. `stem` names the agency's or block's files;
    an agency's `result` decides which papers there are. Without `documents`, each format has its own choice.
    """
    found = []
    for id in formats:
        format = format_of(id)
        pieces = [] if format.is_page else format.chosen(documents)
        if result is not None:
            pieces = pieces_for(pieces, result, documents)
        for piece in pieces:
            if piece.scope == scope:
                name = piece.name.format(stem=stem)
                more = in_lang(lang, *_SHORT[piece.document]) if piece.document in _SHORT else ""
                label = f"{id.upper()} ({more})" if more else id.upper()
                found.append(FileLink(name, name if scope == "run" else label))
    return found

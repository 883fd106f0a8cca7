"""A dossier and its assessment as a self-assessment workbook: the same bytes for the same input."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from scoring.engine.assessment import Assessment
from scoring.workbook import layout
from scoring.workbook.addresses import Addresses
from scoring.workbook.annex_text import AnnexText
from scoring.workbook.cached_values import cached_values
from scoring.workbook.contents import fill
from scoring.workbook.frame import About, Frame
from scoring.workbook.sheet_criteria import write_criteria
from scoring.workbook.sheet_evidence import write_evidence
from scoring.workbook.sheet_front import write_front, write_lists, write_meta, write_other
from scoring.workbook.sheet_summary import write_summary
from scoring.workbook.styles import Formats
from scoring.workbook.summary_lines import SummaryLines
from scoring.workbook.sums import Sums

_TABS = {
    layout.READ_FIRST: "#BF9000",
    layout.CRITERIA: "#1F3864",
    layout.EVIDENCE: "#548235",
    layout.SUMMARY: "#833C0B",
    layout.OTHER: "#7F7F7F",
    layout.LISTS: "#D9D9D9",
    layout.META: "#D9D9D9",
}


def workbook_bytes(assessment: Assessment, *, blank: bool = False) -> bytes:
    """The workbook of an assessed dossier.

    Args:
        assessment: the dossier with the engine's result, whose values the cells show before anybody recalculates.
        blank: nothing was handed in yet: no digest of a dossier, and the list of evidence is not judged.

    Raises:
        NoCell: the dossier holds a number no cell can hold.
    """
    import xlsxwriter

    plan, dossier, digests = assessment.plan, assessment.dossier, assessment.digests
    contents = fill(plan.scheme, dossier)
    if blank:
        contents.complete = ""
    addresses = Addresses(plan, dossier.period, len(contents.evidence))
    cached = cached_values(addresses, assessment)
    buffer = BytesIO()
    raw = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # Files tell when they were made; this one tells the period, so that it can be made again.
    made = datetime(dossier.period.last.year, 12, 31)  # noqa: DTZ001
    raw.set_properties(
        {
            "title": "Sổ tự đánh giá, chấm điểm",
            "subject": plan.scheme.title[:250],
            "comments": plan.scheme.banner or "",
            "created": made,
        }
    )
    about = About(
        agency=dossier.agency.id,
        name=dossier.agency.name,
        kind=dossier.agency.kind,
        scheme_digest=digests.scheme,
        dossier_digest="" if blank else digests.dossier,
        dossier_scheme=dossier.scheme,
    )
    sums = Sums(addresses, cached, contents)
    frame = Frame(
        raw=raw,
        addresses=addresses,
        about=about,
        contents=contents,
        cached=cached,
        sums=sums,
        lines=SummaryLines(sums),
        annex=AnnexText(plan.scheme, plan.set, dossier.period),
        formats=Formats(raw),
    )
    sheets = {name: frame.sheet(name, _TABS[name]) for name in layout.SHEETS}
    titles = {
        layout.READ_FIRST: ("SỔ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM", 3),
        layout.CRITERIA: ("BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM", 12),
        layout.EVIDENCE: ("DANH MỤC MINH CHỨNG", addresses.evidence.at("asks") + 1),
        layout.SUMMARY: ("TỔNG HỢP ĐIỂM", 8),
        layout.OTHER: ("NỘI DUNG KHÁC", 3),
    }
    for name, (title, columns) in titles.items():
        frame.top(sheets[name], title, columns)
    write_front(frame, sheets[layout.READ_FIRST])
    write_criteria(frame, sheets[layout.CRITERIA])
    write_evidence(frame, sheets[layout.EVIDENCE])
    write_summary(frame, sheets[layout.SUMMARY])
    write_other(frame, sheets[layout.OTHER])
    write_meta(frame, sheets[layout.META])
    write_lists(frame, sheets[layout.LISTS])
    sheets[layout.READ_FIRST].raw.activate()
    raw.close()
    return buffer.getvalue()

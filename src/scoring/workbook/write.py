"""A dossier and its assessment as a self-assessment workbook: the same bytes for the same input."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from scoring.engine.assessment import Assessment
from scoring.scheme.unit_share import UnitShare
from scoring.workbook import layout
from scoring.workbook.frame import Frame
from scoring.workbook.sheet_criteria import write_criteria
from scoring.workbook.sheet_evidence import write_evidence
from scoring.workbook.sheet_front import write_front, write_lists, write_meta, write_other
from scoring.workbook.sheet_summary import write_summary
from scoring.workbook.sheet_todo import write_todo
from scoring.workbook.styles import FONT

_TABS = ("#BF9000", "#C00000", "#1F3864", "#548235", "#833C0B", "#7F7F7F", "#D9D9D9", "#D9D9D9")


def workbook_bytes(assessment: Assessment, *, blank: bool = False, share: UnitShare | None = None) -> bytes:
    """The workbook of an assessed dossier; `blank`: of none handed in yet; `share`: of one unit's part, assessed by its
    cut scheme.
    """
    import xlsxwriter

    buffer = BytesIO()
    literally = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    # Widths of columns are told in digits of the usual letters: those that the texts have.
    letters = {"font_name": FONT, "font_size": 11}
    raw = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_format_properties": letters, **literally})
    scheme = assessment.plan.scheme
    raw.set_properties(
        {
            "title": "Sổ tự đánh giá, chấm điểm",
            "subject": scheme.title[:250],
            "comments": scheme.banner or "",
            # Files tell when they were made; this one tells the period, so that it can be made again.
            "created": datetime(assessment.dossier.period.last.year, 12, 31),  # noqa: DTZ001
        }
    )
    frame = Frame(raw, assessment, blank=blank, share=share)
    sheets = {name: frame.sheet(name, colour) for name, colour in zip(layout.SHEETS, _TABS, strict=True)}
    part = "PHẦN CỦA ĐƠN VỊ" if share else "CHẤM ĐIỂM"
    titles = {
        layout.READ_FIRST: (f"SỔ TỰ ĐÁNH GIÁ, {part}", 3),
        layout.REMAINING: ("VIỆC CÒN LẠI", 3),
        layout.CRITERIA: ("BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM", 12),
        layout.EVIDENCE: ("DANH MỤC MINH CHỨNG", frame.addresses.evidence.at("asks") + 1),
        layout.SUMMARY: ("TỔNG HỢP ĐIỂM", 8),
        layout.OTHER: ("NỘI DUNG KHÁC", 3),
    }
    for name, (title, columns) in titles.items():
        frame.top(sheets[name], title, columns)
    write_front(frame, sheets[layout.READ_FIRST])
    write_criteria(frame, sheets[layout.CRITERIA])
    write_evidence(frame, sheets[layout.EVIDENCE])
    write_todo(frame, sheets[layout.REMAINING])
    write_summary(frame, sheets[layout.SUMMARY])
    write_other(frame, sheets[layout.OTHER])
    write_meta(frame, sheets[layout.META])
    write_lists(frame, sheets[layout.LISTS])
    sheets[layout.READ_FIRST].raw.activate()
    raw.close()
    return buffer.getvalue()

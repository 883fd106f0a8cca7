"""What every page's head shows."""

from __future__ import annotations

from scoring.reports.view import ResultView
from scoring.reports.words import one_line
from scoring.result.base import Frozen


class PageHead(Frozen):
    """Language, banner, period, reference day, scheme and decision."""

    lang: str
    banner: str | None
    period: str
    as_of: str
    scheme_title: str
    scheme_id: str
    decision: str
    """Number, date and issuer of the scheme's decision; "" for none."""
    ledger: str


def ledger(view: ResultView) -> str:
    """The campaign, length and whole chain head of the ledger of the points; "" without one."""
    note = view.result.appraisal
    if note is None:
        return ""
    return one_line(
        view.in_lang(
            f"đợt {note.campaign}, {note.entries} bản ghi, mã đầu chuỗi {note.head}",
            f"campaign {note.campaign}, {note.entries} entries, chain head {note.head}",
        )
    )


def page_head(view: ResultView) -> PageHead:
    """The head of a page about this result."""
    result, scheme = view.result, view.result.scheme
    decision = scheme.decision
    source = ""
    if decision:
        source = view.in_lang(
            f"{decision.number} ngày {view.day(decision.date)} của {decision.issuer}",
            f"{decision.number} of {decision.date}, {decision.issuer}",
        )
    return PageHead(
        lang=view.lang,
        banner=view.banner,
        period=view.period(),
        as_of=view.day(result.as_of),
        scheme_title=one_line(scheme.title),
        scheme_id=scheme.id,
        decision=one_line(source),
        ledger=ledger(view),
    )

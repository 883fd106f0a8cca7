"""Papers about an agency's dossier, made from the ledger: the receipt of it, and the letter that returns it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results, submitted_dossier
from scoring.app.campaign.overviews import history
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic
from scoring.errors import NothingMatched
from scoring.reports.formats import format_of
from scoring.reports.official import PaperFormat
from scoring.reports.official_files import RECEIPT, RETURN_LETTER
from scoring.reports.official_frame import Paper
from scoring.reports.official_submission import Received, Returned, receipt, return_letter
from scoring.result.write import result_of
from scoring.review.entry import Entry
from scoring.text import in_lang
from scoring.values import written_day


def receipt_file(
    session: Session, agency: str, format: str, *, lang: str = "vi", templates: Path | None = None
) -> bytes:
    """The receipt of the dossier an agency handed in last, as ``docx`` or ``pdf``; NothingMatched (SC943) without one,
    SC847 where its content was erased. `templates`: folder of own templates.
    """
    then = session.at_entry(_submitted(session, agency).seq)
    one = then.state.agencies[agency]
    assert one.submission is not None
    with submitted_dossier(then, one, attachments=False) as loaded:
        records = len(loaded.dossier.evidence)
    received = Received(
        records=records,
        files=one.submission.attachments,
        due=then.state.deadline_of(one).isoformat(),
        later=_later(session, agency, lang),
    )
    found = assess_agency(then, one, campaign_scheme(session), earlier_results(session))
    return _made(format, RECEIPT, receipt(found.final, received, lang), templates)


def return_letter_file(
    session: Session, agency: str, format: str, *, lang: str = "vi", templates: Path | None = None
) -> bytes:
    """The letter that returned an agency's dossier last, also by re-opening the submission, as ``docx`` or ``pdf``;
    NothingMatched (SC943) where none was returned, SC847 where its content was erased. `templates`: folder of own
    templates.
    """
    back = sent_back(session, history(session, agency))
    if back is None:
        raise _nothing(session, agency, "chưa trả lại hồ sơ nào của {}", "no dossier of {} was returned")
    entry, told = back
    then = session.at_entry(entry.seq)
    one = then.state.agencies[agency]
    assert one.submission is not None
    returned = Returned(at=entry.at, reason=told.data["reason"], until=told.data["until"], weak=one.submission.weak)
    found = assess_agency(then, one, campaign_scheme(session), earlier_results(session))
    paper = return_letter(found.final, result_of(found.computed), returned, lang)
    return _made(format, RETURN_LETTER, paper, templates)


def sent_back(session: Session, entries: Sequence[Entry]) -> tuple[Entry, Entry] | None:
    """Of the entries about an agency, the last that sent its dossier back – a return, or the submission re-opened – and
    the one that says why and until when; None where none did.
    """
    by_number = {one.seq: one for one in entries}
    first = session.state.opened.stages[0].id
    for one in reversed(entries):
        told = by_number[one.data["entry"]] if one.act == "confirmed" else one
        if one.act == "returned":
            return one, one
        back = told.act == "reopened" and told.data["stage"] == first
        pending = told is one and told.data.get("pending", False)
        # Who had handed in nothing gets time, and nothing back.
        if back and not pending and session.at_entry(one.seq).state.agencies[told.data["agency"]].status == "returned":
            return one, told
    return None


def _submitted(session: Session, agency: str) -> Entry:
    found = [one for one in history(session, agency) if one.act == "submitted"]
    if not found:
        raise _nothing(session, agency, "{} chưa nộp hồ sơ", "{} has not handed in")
    return found[-1]


def _nothing(session: Session, agency: str, vi: str, en: str) -> NothingMatched:
    name = session.state.agencies[agency].agency.name
    return NothingMatched([Diagnostic("SC943", None, {"why": vi.format(name), "why_en": en.format(name)})])


def _later(session: Session, agency: str, lang: str) -> str:
    """What became of the dossier handed in last; "" where it counts."""
    one = session.state.agencies[agency]
    if one.status == "returned":
        until = session.state.deadline_of(one)
        return in_lang(
            lang,
            f"ĐÃ TRẢ LẠI ĐỂ HOÀN THIỆN – nộp lại chậm nhất hết ngày {written_day(until)}",
            f"RETURNED – to be handed in again by the end of {until}",
        )
    gone = {"withdrawn": ("HỒ SƠ ĐÃ RÚT", "WITHDRAWN"), "missed": ("KHÔNG NỘP LẠI ĐÚNG HẠN", "NOT HANDED IN AGAIN")}
    return in_lang(lang, *gone[one.status]) if one.status in gone else ""


def _made(format: str, stem: str, paper: Paper, templates: Path | None) -> bytes:
    made = format_of(format)
    assert isinstance(made, PaperFormat)
    return made.render(stem, paper, templates)

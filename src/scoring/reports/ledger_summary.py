"""Appraised results of several agencies: ledgers, decisions, absent agencies, lines of points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from scoring.reports.appraisal import line_totals
from scoring.reports.view import ResultView, SummaryView, recorded_appraisal
from scoring.reports.words import (
    SOME_UNFINISHED,
    UNCHECKED,
    UNCHECKED_MARK,
    causes,
    decision_words,
    final_word,
    moment,
    one_line,
    signed,
)
from scoring.result.appraisal import Appraisal
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped
from scoring.result.model import Result
from scoring.result.summary import Head, Summary
from scoring.text import in_lang, sort_key

_MOST_NAMES = 6
"""Agencies named beside a ledger; of more, only the number is given."""


class LabelledText(Frozen, kw_only=False):
    """A text with what it says."""

    label: str
    text: str


class AbsentAgency(Frozen):
    """An agency of a campaign that handed in nothing."""

    id: str
    agency: str
    state: str
    """Why there is no dossier, in words."""
    status: str


class LinesRow(Frozen):
    """An agency's lines of points; absences in words."""

    agency: str
    claimed: str
    computed: str
    final: str
    gap: str
    """Official less claimed points, with its sign."""
    causes: str
    changed: int
    """Criteria whose official points differ from those claimed."""
    points: str
    """The gap as exact text."""


def is_appraised(results: Sequence[Result | Summary | Head]) -> bool:
    """Whether any result comes from a ledger."""
    return any(one.appraisal for one in results)


def _appraisals(results: Iterable[Result | Summary | Head]) -> Iterator[Appraisal]:
    return (one.appraisal for one in results if one.appraisal)


def absent_agencies(results: Iterable[Result | Summary | Head], lang: str = "vi") -> list[AbsentAgency]:
    """Agencies of the campaigns that handed in nothing, by name; never those with a result."""
    given: set[str] = set()
    found: dict[str, AbsentAgency] = {}
    for result in results:
        given.add(result.agency.id)
        for one in result.appraisal.not_submitted if result.appraisal else ():
            found[one.id] = AbsentAgency(
                id=one.id,
                agency=one_line(one.name),
                state=one_line(in_lang(lang, one.words.vi, one.words.en)),
                status=one.status,
            )
    absent = (one for id, one in found.items() if id not in given)
    return sorted(absent, key=lambda row: (sort_key(row.agency), row.id))


def ledger_states(results: Sequence[Result | Summary | Head], lang: str = "vi") -> list[LabelledText]:
    """Every ledger state the results come from, with the whole chain head; agencies where the states differ. Of results
    that were not compared with their ledger only that is said.
    """
    found: dict[tuple[str, str, int, str, str, bool], list[str]] = {}
    without: list[str] = []
    for one in results:
        note, name = one.appraisal, one_line(one.agency.name)
        if note:
            key = (note.campaign, one_line(note.title), note.entries, note.at, note.head, note.in_ledger)
            found.setdefault(key, []).append(name)
        else:
            without.append(name)
    rows = []
    for (_, title, entries, at, head, checked), names in sorted(found.items()):
        label = in_lang(lang, f"Sổ cái của đợt “{title}”", f"Ledger of “{title}”")
        text = in_lang(
            lang,
            f"{entries} bản ghi, đến {moment(at)}, mã đầu chuỗi {head}",
            f"{entries} entries, until {moment(at, 'en')}, chain head {head}",
        )
        if not checked:
            text = in_lang(lang, *UNCHECKED)
        if len(found) > 1 or without:
            text = f"{text} – {_names(names, lang)}"
        rows.append(LabelledText(label, text))
    if rows and without:
        label = in_lang(lang, "Không qua sổ cái", "From no ledger")
        rows.append(LabelledText(label, _names(without, lang)))
    return rows


def _names(names: Sequence[str], lang: str) -> str:
    if len(names) <= _MOST_NAMES:
        return "; ".join(names)
    return in_lang(lang, f"{len(names)} cơ quan", f"{len(names)} agencies")


def ledger_warnings(results: Sequence[Result | Summary | Head], lang: str = "vi") -> list[str]:
    """Warnings that the results are of different versions of a scheme or states of the ledger, or not published."""
    rows = []
    if len({(one.scheme.id, one.period) for one in results}) < len(
        {(one.scheme.digest, one.period) for one in results}
    ):
        rows.append(
            in_lang(
                lang,
                "LẪN PHIÊN BẢN của bộ tiêu chí – chấm lại theo một phiên bản rồi hãy so sánh, xếp hạng",
                "MIXED VERSIONS of the scheme – score by one version before comparing or ranking",
            )
        )
    if len(ledger_states(results, lang)) > 1:
        rows.append(
            in_lang(
                lang,
                "LẪN KẾT QUẢ của nhiều thời điểm sổ cái – chưa nên so sánh, xếp hạng; xem các mã đầu chuỗi",
                "MIXED: results of several states of the ledger – not fit to be compared; see the chain heads",
            )
        )
    if not all(note.in_ledger for note in _appraisals(results)):
        rows.append(in_lang(lang, *UNCHECKED_MARK))
    # Without totals it is not known whether it is.
    if any(note.totals and not note.decision for note in _appraisals(results)):
        rows.append(
            in_lang(
                lang,
                "CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái",
                "NOT PUBLISHED – appraised points as of the ledger",
            )
        )
    return rows


def agency_mark(view: ResultView) -> str | None:
    """The marks of one result: that it is not published, and that it is provisional."""
    marks = [*ledger_warnings([view.result], view.lang), view.provisional]
    return " · ".join(filter(None, marks)) or None


def block_mark(views: Sequence[SummaryView]) -> str | None:
    """The marks of a block: that results are mixed, not published, or not final."""
    first = views[0]
    marks = ledger_warnings(Mapped(views, lambda one: one.result), first.lang)
    if any(one.provisional for one in views):
        marks.append(first.in_lang(*SOME_UNFINISHED))
    return " · ".join(marks) or None


def publication(
    results: Sequence[Result | Summary | Head], lang: str = "vi", cited: Callable[[str, str], str] = decision_words
) -> str:
    """The decisions the results were published under, each `cited`, in one sentence; "" without one."""
    if not all(note.in_ledger for note in _appraisals(results)):
        return f"{in_lang(lang, *UNCHECKED).capitalize()}."
    found = "; ".join(sorted({cited(note.decision, lang) for note in _appraisals(results) if note.decision}))
    if not found:
        return ""
    return in_lang(lang, f"Công bố tại {found}.", f"Published under {found}.")


def final_line_name(results: Sequence[Result | Summary | Head], lang: str = "vi") -> str:
    """What the final line of points is called: official where all of it is published."""
    if not all(one.appraisal for one in results):
        return in_lang(lang, "Tính đến nay", "So far")
    return final_word(_appraisals(results), lang)


def lines_row(view: SummaryView) -> LinesRow:
    """An agency's lines of points in one row."""
    result = view.result
    agency, final = view.agency, view.span(result.total)
    note = recorded_appraisal(result)
    if note is None:
        none = view.in_lang("chưa thẩm định", "not appraised")
        if result.appraisal:
            none = view.in_lang("kết quả không ghi", "not told by the result")
        return LinesRow(
            agency=agency, claimed=none, computed=none, final=final, gap=none, causes="", changed=0, points="0"
        )
    totals = {one.key: one.text for one in line_totals(view, note)}
    none = view.in_lang("không có", "none")
    return LinesRow(
        agency=agency,
        claimed=totals.get("claimed", none),
        computed=totals.get("computed") or totals.get("dossier", none),
        final=totals.get("final", none),
        gap=signed(note.gap, view.lang),
        causes="; ".join(causes(note.causes, view.lang)) or view.in_lang("không chênh lệch", "no gap"),
        changed=note.changed,
        points=note.gap,
    )

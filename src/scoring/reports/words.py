"""Words and numbers as people read them: states, dates, points, differences, causes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from scoring.numbers import Number, decimals_of, from_exact, normal, round_to, show, show_signed
from scoring.reports.phrases import LIST_OPEN
from scoring.result.appraisal import Appraisal
from scoring.review.words import cause_words
from scoring.text import in_lang, lowered, visible, written_dates
from scoring.values import PartialDate, written_day

STATUS = {
    "scored": ("đã chấm", "scored"),
    "not_applicable": ("không áp dụng", "not applicable"),
    "not_declared": ("chưa khai", "not declared"),
    "pending": ("chờ thẩm định", "pending appraisal"),
    "refused": ("không được chấp nhận", "refused"),
    "error": ("không hợp lệ", "not valid"),
}
NOT_RANKED = {
    "incomplete": ("chưa đủ số liệu", "incomplete"),
    "outside": ("ngoài thang phân loại", "outside the ladder"),
}
"""Why an agency is not ranked."""
SOME_UNFINISHED = (
    "TẠM TÍNH – có cơ quan chưa chốt hoặc còn thiếu số liệu",
    "PROVISIONAL – some agencies are open or incomplete",
)
"""The mark of a block in which a result is not final."""
UNCHECKED = ("chưa đối chiếu với sổ cái", "not checked against the ledger")
"""What stands in place of every claim of an appraised result that was not compared with its ledger."""
UNCHECKED_MARK = ("CHƯA ĐỐI CHIẾU VỚI SỔ CÁI", "NOT CHECKED AGAINST THE LEDGER")
_HOURS = timedelta(hours=7)
"""Viet Nam's distance from UTC."""
_PLACES = 4
_PERCENT = re.compile(r"(?<=[0-9]) %")
_NUMBERED = re.compile(r"(\bsố |\b[Nn]o\. )(?=[1-9]/[A-ZĐ])")
_CENT = Fraction(1, 100)


def status_word(status: str, lang: str = "vi") -> str:
    """The status in words, never a blank or a dash."""
    if status == "known":
        return in_lang(lang, "đã khai", "given")
    if status == "range":
        return in_lang(lang, *LIST_OPEN)
    vi, en = STATUS[status]
    return in_lang(lang, vi, en)


def why_not_ranked(why: str | None, lang: str = "vi") -> str:
    """Why an agency is not ranked; "" for a ranked one."""
    return in_lang(lang, *NOT_RANKED[why]) if why else ""


def one_line(text: str) -> str:
    """The text on one line, with control and invisible characters made visible."""
    return visible(" ".join(text.split()))


def day(text: str, lang: str = "vi") -> str:
    """A date as people write it: ``05/3/2025``; in English the ISO form stays."""
    return PartialDate.parse(text).written if lang == "vi" else text


def occurrence_word(id: str, lang: str = "vi") -> str:
    """The part of the year that a periodic report is about, by its id.

    >>> occurrence_word("quy-2"), occurrence_word("quy-2", "en"), occurrence_word("nam")
    ('quý II', 'quarter 2', 'cả năm')
    """
    from scoring.scheme.labels import readable

    if lang != "vi" and (found := re.fullmatch(r"(quy|thang)-0?(\d+)", id)):
        return f"{'quarter' if found[1] == 'quy' else 'month'} {found[2]}"
    return lowered(readable(id, {}))


def report_name(title: str, occurrence: str, lang: str = "vi") -> str:
    """A periodic report by its kind and the part of the year, without a word said twice.

    >>> report_name("Báo cáo quý", "quy-2"), report_name("Báo cáo năm", "nam"), report_name("Báo cáo", "thang-06")
    ('Báo cáo quý II', 'Báo cáo cả năm', 'Báo cáo tháng 6')
    >>> report_name("Báo cáo quý", "quy-2", "en")
    'Báo cáo quý, quarter 2'
    """
    title, when = one_line(title), occurrence_word(occurrence, lang)
    if lang != "vi":
        return f"{title}, {when}"
    kind, _, last = title.rpartition(" ")
    return f"{kind if kind and last in occurrence_word(occurrence).split() else title} {when}"


_TERMS = {
    "số, ký hiệu": "number", "ngày": "day", "ngày, tháng": "day and month", "cơ quan ban hành": "issuer",
    "tệp đính kèm": "file",
}  # fmt: skip


def dossier_note(code: str, message: str, lang: str = "vi") -> str:
    """A problem of the dossier kept in a result, for readers; ids are named by `View.named`."""
    if lang != "vi":
        from scoring.diagnostics import Diagnostic

        months = {found[0]: f"{found[2]}-{int(found[1]):02}" for found in re.finditer(r"tháng (\d+)/(\d{4})", message)}
        message = re.sub(r", ngày (?=\d)", ", ", Diagnostic.in_english(code, message, _TERMS | months))
    return as_written(message, lang)


def paper_number(text: str) -> str:
    """A paper's number as official papers write it: below 10 with a zero.

    >>> paper_number("7/KH-UBND"), paper_number("31/KH"), paper_number("7A")
    ('07/KH-UBND', '31/KH', '7A')
    """
    return f"0{text}" if re.match("[1-9]/", text) else text


def as_written(text: str, lang: str = "vi") -> str:
    """A sentence kept in a result, with its dates, percentages and papers' numbers as official papers write them.

    >>> as_written("từ 50 % trở lên, số 7/KH, 05/03/2024"), as_written("from 50 %, no. 7/KH, 05/03/2024", "en")
    ('từ 50% trở lên, số 07/KH, 05/3/2024', 'from 50%, no. 07/KH, 2024-03-05')
    """
    return written_dates(_NUMBERED.sub(r"\g<1>0", _PERCENT.sub("%", text)), lang)


@lru_cache(maxsize=4096)  # The same few points stand on a page, and on the next one, many times.
def shown(text: str, lang: str = "vi") -> str:
    """Points of the result in the reader's notation: ``"7.50"`` becomes ``7,5``."""
    return show(from_exact(text), lang)


def value_of(number: str) -> Number:
    """The number as readers see it, for checking that shown parts add up."""
    exact = from_exact(number)
    places = decimals_of(exact)
    if places is not None and places <= _PLACES:
        return exact
    return round_to(exact, _CENT, "half_up")


def difference(low: str, high: str) -> Number:
    """`high` less `low`, exactly."""
    return normal(Fraction(from_exact(high)) - from_exact(low))


def signed(text: str, lang: str = "vi") -> str:
    """Points with their sign: ``+0,5``, ``−2``, ``0``."""
    return show_signed(from_exact(text), lang)


def causes(found: Mapping[str, str], lang: str = "vi") -> list[str]:
    """Causes with the points each is worth, the most lost first."""
    rows = sorted(found.items(), key=lambda row: (from_exact(row[1]), row[0]))
    side = 0 if lang == "vi" else 1
    return [f"{cause_words(id, from_exact(text))[side]} {signed(text, lang)}" for id, text in rows]


def moment(text: str, lang: str = "vi") -> str:
    """A ledger's instant as the clock in Viet Nam showed it: ``16:00 ngày 05/3/2025``."""
    at = datetime.fromisoformat(text) + _HOURS
    return f"{at:%H:%M} ngày {written_day(at.date())}" if lang == "vi" else f"{at:%Y-%m-%d %H:%M}"


def moment_written(text: str, lang: str = "vi") -> str:
    """The same as official papers write it: ``16 giờ 00 phút ngày 18/12/2025``."""
    at = datetime.fromisoformat(text) + _HOURS
    return f"{at:%H} giờ {at:%M} phút ngày {written_day(at.date())}" if lang == "vi" else moment(text, lang)


def document_kind(number: str, lang: str = "vi") -> str:
    """What stands before a document's number: ``Quyết định số`` where the number says that it is a decision."""
    if "QĐ" in number.upper():
        return in_lang(lang, "Quyết định số", "Decision No.")
    return in_lang(lang, "Văn bản số", "Document No.")


def decision_words(text: str, lang: str = "vi") -> str:
    """A decision given by its number alone as it is cited: ``Quyết định số 02/QĐ-UBND``; any other text as it is."""
    text = one_line(text)
    if not re.match(r"\d+/", text):
        return text
    return f"{document_kind(text, lang)} {paper_number(text)}"


def dated_decision(text: str, lang: str = "vi") -> str:
    """A decision as a paper cites it: with its date, dotted where the text does not give it."""
    words = decision_words(text, lang)
    if re.search(r"ngày|\d{4}-\d\d-\d\d", words):
        return words
    return words + in_lang(lang, " ngày …… tháng …… năm ……", " of …… / …… / ……")


def final_word(notes: Iterable[Appraisal], lang: str = "vi") -> str:
    """What the line that counts is called, before and after the publication."""
    known = {(one.in_ledger, bool(one.decision)) for one in notes}
    if not all(in_ledger for in_ledger, _ in known):
        return in_lang(lang, "Sau thẩm định", "After appraisal")
    if all(decided for _, decided in known):
        return "Chính thức" if lang == "vi" else "Official"
    return "Tính đến nay" if lang == "vi" else "So far"

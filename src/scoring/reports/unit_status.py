"""How far the units of an agency are with their parts: as tables, as a page, and as a letter to each that owes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from msgspec.structs import replace

from scoring.numbers import from_exact, show
from scoring.reports.interface import Cell, Column, Table
from scoring.reports.official_frame import DOTS, Paper, brief, frame
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Result
from scoring.result.unit_status import SORTS_OF_WANTED, PartsStatus, UnitStatus, Wanted
from scoring.text import in_lang
from scoring.values import shown_day

_HEADINGS = {
    "number": ("Số liệu còn thiếu", "Numbers missing"),
    "paper": ("Giấy tờ còn thiếu", "Papers missing"),
    "list": ("Chưa xác nhận đã kê đủ", "Not yet said to be complete"),
}
UNITS = (
    Column("unit_id", "Mã đơn vị", "Unit id", width=18, internal=True),
    Column("unit", "Đơn vị", "Unit", width=34),
    Column("received", "Ngày nhận", "Received", width=16),
    Column("numbers", "Thiếu số liệu", "Numbers missing", "count", width=9),
    Column("papers", "Thiếu giấy tờ", "Papers missing", "count", width=9),
    Column("lists", "Chưa chốt danh sách", "Lists not closed", "count", width=11),
    Column("wrong", "Chỗ sai", "Wrong", "count", width=8),
    Column("due", "Hạn nộp", "Due", width=12),
    Column("late", "Chậm (ngày)", "Days late", "count", width=9),
    Column("at_stake", "Điểm còn treo", "Points at stake", "points", width=10),
    Column("file", "Tệp", "File", width=26),
    Column("replaced", "Phần cũ đã thay", "Older parts replaced", width=26),
)
ITEMS = (
    *UNITS[:2],
    Column("sort", "Việc", "What", width=22),
    Column("item", "Nội dung còn thiếu, phải sửa", "What is wanted, or wrong", width=70),
    Column("due", "Hạn", "Due", width=12),
    Column("criteria", "Tiêu chí", "Criteria", width=16),
)


class OwedLine(Frozen):
    """An item of a letter or page."""

    text: str
    criteria: str
    due: str


class Reminder(Paper):
    """A letter that asks a unit for what it still owes."""

    about: Sequence[str]
    """``V/v`` and what follows, line by line."""
    unit: str
    opening: str
    numbers: Sequence[OwedLine]
    papers: Sequence[OwedLine]
    lists: Sequence[OwedLine]
    wrong: Sequence[str]
    closing: str


class UnitRow(Frozen):
    """A unit on the page."""

    title: str
    focal: bool
    state: str
    """The day it was received, or that it was not."""
    received: bool
    numbers: int
    papers: int
    lists: int
    wrong: int
    late: str
    at_stake: str
    replaced: str
    owes: bool
    sections: Sequence[tuple[str, Sequence[OwedLine]]]
    problems: Sequence[str]


class StatusPage(Frozen):
    """The page of an agency's units."""

    lang: str
    banner: str | None
    name: str
    period: str
    as_of: str
    due: str
    at_stake: str
    complete: bool
    rows: Sequence[UnitRow]
    apart: Sequence[str]
    scheme: str
    provisional: str | None = None


def day_text(text: str | None, lang: str) -> str:
    """A stored day for people; "" for none."""
    if text is None:
        return ""
    return shown_day(date.fromisoformat(text), lang)


def received_text(one: UnitStatus, lang: str) -> str:
    """When a unit's part came, for people."""
    if not one.supplies:
        return in_lang(lang, "không phải nộp", "nothing asked")
    if not one.received:
        return in_lang(lang, "chưa nộp", "not received")
    return day_text(one.submitted, lang) or in_lang(lang, "chưa ghi ngày", "no date given")


def tables(found: PartsStatus, lang: str) -> list[Table]:
    """The units, and everything each of them owes."""
    about = in_lang(lang, f"tính đến ngày {day_text(found.as_of, lang)}", f"as of {found.as_of}")
    notes = [one_line(f"{found.name}, {found.period}, {about}"), *filter(None, [found.banner])]

    def units() -> Iterator[list[Cell]]:
        for one in found.units:
            counts: list[Cell] = [len(one.of(sort)) for sort in SORTS_OF_WANTED]
            due, at_stake = day_text(one.due, lang) or None, one.at_stake
            yield [one.unit, one.title, received_text(one, lang), *counts, len(one.wrong), due, one.late, at_stake,
                   one.file, "; ".join(one.replaced) or None]  # fmt: skip

    def items() -> Iterator[list[Cell]]:
        for one in found.units:
            head: list[Cell] = [one.unit, one.title]
            for x in one.wanted:
                due = day_text(x.due or one.due, lang) or None
                yield [*head, in_lang(lang, *SORTS_OF_WANTED[x.sort]), x.title, due, ", ".join(x.criteria)]
            for text in one.wrong:
                wrong = in_lang(lang, text.vi, text.en)
                yield [*head, in_lang(lang, "phải sửa", "to correct"), wrong, day_text(one.due, lang) or None, None]

    titles = in_lang(lang, "Phần của các đơn vị", "Units' parts"), in_lang(lang, "Còn thiếu", "Wanted")
    return [
        Table(name="units", title=titles[0], columns=UNITS, rows=units, notes=lambda: tuple(notes)),
        Table(name="items", title=titles[1], columns=ITEMS, rows=items, notes=lambda: tuple(notes)),
    ]


def status_file(found: PartsStatus, format: str, lang: str, delimiter: str = ",") -> bytes:
    """The units as ``html``, ``csv`` or ``xlsx``."""
    if format == "html":
        from scoring.reports.pages import unit_status_page

        return unit_status_page(_page(found, lang), lang)
    if format == "csv":
        from scoring.reports.table_files import write_csv

        stream = BytesIO()
        write_csv(tables(found, lang)[0], stream, lang, delimiter)
        return stream.getvalue()
    from scoring.reports.xlsx_file import write_xlsx

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "units.xlsx")
        write_xlsx(tables(found, lang), path, lang, found.as_of)
        return path.read_bytes()


def _line(one: Wanted, lang: str) -> OwedLine:
    return OwedLine(text=one_line(one.title), criteria=", ".join(one.criteria), due=day_text(one.due, lang))


def _lines(one: UnitStatus, sort: str, lang: str) -> list[OwedLine]:
    return [_line(x, lang) for x in one.of(sort)]


def _page(found: PartsStatus, lang: str) -> StatusPage:
    rows = [
        UnitRow(
            title=one_line(one.title),
            focal=one.focal,
            state=received_text(one, lang),
            received=one.received or not one.supplies,
            numbers=len(one.of("number")),
            papers=len(one.of("paper")),
            lists=len(one.of("list")),
            wrong=len(one.wrong),
            late=in_lang(lang, f"{one.late} ngày", f"{one.late} days") if one.late and one.supplies else "",
            at_stake=show(from_exact(one.at_stake), lang),
            replaced=", ".join(one.replaced),
            owes=one.owes,
            sections=[(in_lang(lang, *words), _lines(one, sort, lang)) for sort, words in _HEADINGS.items()
                      if one.of(sort)],
            problems=[one_line(in_lang(lang, x.vi, x.en)) for x in one.wrong],
        )
        for one in found.units
    ]  # fmt: skip
    return StatusPage(
        lang=lang,
        banner=found.banner,
        name=one_line(found.name),
        period=found.period,
        as_of=day_text(found.as_of, lang),
        due=day_text(found.due, lang),
        at_stake=show(from_exact(found.at_stake), lang),
        complete=found.complete,
        rows=rows,
        apart=[one_line(in_lang(lang, x.vi, x.en)) for x in found.apart],
        scheme=found.scheme_title,
    )


def reminder(found: PartsStatus, one: UnitStatus, result: Result, lang: str = "vi") -> Reminder:
    """The letter to a unit that owes something."""
    view = View(result, lang)
    t = view.in_lang
    # The focal point writes to the others; to itself the agency does.
    focal = found.name if one.focal else next((x.title for x in found.units if x.focal), None)
    period, until = view.period(), day_text(found.due, lang) or DOTS
    head = frame(
        view,
        focal,
        kind=("CÔNG VĂN", "LETTER"),
        subject=[],
        symbol="{}-……",
        provisional=None,
        recipients=[t("Như trên", "As above")],
        proof=[],
    )
    title = one_line(one.title)
    about = [
        t("V/v hoàn thiện phần hồ sơ", "Completing the part of the dossier"),
        t(f"tự đánh giá {period}", f"for {period}"),
    ]
    return Reminder(
        frame=replace(
            head,
            title=f"{' '.join(about)} – {title}",
            marks=[],
            mark="",
            **({} if one.focal else {"superior": brief(one_line(found.name)).upper()}),
        ),
        about=about,
        unit=title,
        opening=_opening(found, one, view, until),
        numbers=_lines(one, "number", lang),
        papers=_lines(one, "paper", lang),
        lists=_lines(one, "list", lang),
        wrong=[one_line(t(x.vi, x.en)) for x in one.wrong],
        closing=_closing(found, title, until, t),
    )


def _closing(found: PartsStatus, title: str, until: str, t: Callable[[str, str], str]) -> str:
    """The request, with its day; a day that has passed is a person's to set anew."""
    if found.due is not None and found.due < found.as_of:
        return t(
            f"Hạn nộp là hết ngày {until}, nay đã quá hạn. Đề nghị {title} bổ sung, gửi lại phần của đơn vị chậm nhất "
            f"hết ngày {DOTS} để tổng hợp./.",
            f"The due day, {until}, has passed. {title} is asked to complete its part and hand it in by {DOTS}.",
        )
    return t(
        f"Đề nghị {title} bổ sung, gửi lại phần của đơn vị chậm nhất hết ngày {until} để tổng hợp./.",
        f"{title} is asked to complete its part and hand it in by the end of {until}.",
    )


def _opening(found: PartsStatus, one: UnitStatus, view: View, until: str) -> str:
    t, day = view.in_lang, day_text(found.as_of, view.lang)
    name, period = one_line(found.name), view.period()
    if not one.received:
        asked = t(" Nội dung cần cung cấp:", " What is asked for:") if one.wanted or one.wrong else ""
        return t(
            f"Để lập hồ sơ tự đánh giá {period} của {name}, hạn nộp phần của các đơn vị là hết ngày {until}. "
            f"Đến ngày {day} chưa nhận được phần của {one_line(one.title)}.{asked}",
            f"For the self-assessment of {name}, {period}, parts are due by the end of {until}. "
            f"By {day} the part of {one_line(one.title)} has not come.{asked}",
        )
    sent = day_text(one.submitted, view.lang)
    when = t(f" ngày {sent}", f" of {sent}") if sent else ""
    return t(
        f"Qua kiểm tra phần hồ sơ tự đánh giá {period}{when} của {one_line(one.title)}, đến ngày {day} còn các nội "
        "dung sau:",
        f"In the part{when} of {one_line(one.title)} for {period}, by {day} the following is still wanted:",
    )

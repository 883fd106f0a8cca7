"""Agendas as an iCalendar file (RFC 5545): an all-day event on the day of everything still owed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from scoring.numbers import from_exact, show
from scoring.reports.agenda import Agenda, AgendaItem
from scoring.text import in_lang, nfc
from scoring.values import written_day

_LINE = 75
"""Octets of a line, its end left out."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# What a text may not hold: every control character but those escaped above.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Ho_Chi_Minh", "BEGIN:STANDARD", "DTSTART:19750613T000000", "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
_WARNING = 3
"""Days before its day on which a calendar reminds of an event."""


def calendar(agendas: Sequence[Agenda]) -> bytes:
    """The file; the same agendas give the same bytes, and an event has the same UID in every file."""
    lang = agendas[0].lang
    name = in_lang(lang, "Lịch việc", "Agenda") + f": {agendas[0].agency}" * (len(agendas) == 1)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chamdiem//scoring agenda//VI", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}", *_ZONE,
    ]  # fmt: skip
    for one in agendas:
        for item in one.owed:
            lines += _event(one, item, named=len(agendas) > 1)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(one: Agenda, item: AgendaItem, *, named: bool) -> Iterator[str]:
    """An event's lines; `named`: its title names the agency."""
    lang, title = one.lang, f"{one.agency}: {item.title}" if named else item.title
    unit = item.unit or in_lang(lang, "chưa giao", "nobody")
    told = [f"{one.agency}; {unit}", item.when]
    if item.progress:
        told.append(in_lang(lang, "Đã có / cần có: ", "There / wanted: ") + item.progress)
    if item.day != item.due:
        told.append(
            in_lang(lang, f"Hạn của bộ tiêu chí: {written_day(item.due)}", f"The scheme's deadline: {item.due}")
        )
    if item.criteria:
        told.append(in_lang(lang, "Tiêu chí: ", "Criteria: ") + ", ".join(item.criteria))
        points = show(from_exact(item.points), lang)
        told.append(in_lang(lang, f"Điểm còn có thể đạt: {points}", f"Points that can still be earned: {points}"))
    if one.banner:
        told.append(one.banner)
    # Ids hold ASCII letters, digits, dots and dashes only.
    yield "BEGIN:VEVENT"
    yield f"UID:{one.agency_id}.{one.period}.{item.id}@scoring.agenda"
    yield f"DTSTAMP:{one.at:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{item.day + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_text(title)}"
    yield f"DESCRIPTION:{_text(chr(10).join(told))}"
    yield f"CATEGORIES:{_text(unit)}"
    yield "TRANSP:TRANSPARENT"
    if item.day >= one.at:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{_WARNING}D")
        yield f"DESCRIPTION:{_text(title)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _text(value: str) -> str:
    return _CONTROL.sub(" ", nfc(value).replace("\r\n", "\n")).translate(_ESCAPED)


def folded(line: str) -> bytes:
    r"""A content line with its end, cut so that no part is longer than 75 octets; no character is cut in two.

    >>> folded("SUMMARY:" + "ạ" * 30)[-8:]
    b'\xe1\xba\xa1\xe1\xba\xa1\r\n'
    """
    parts, room = [b""], _LINE
    for one in line:
        raw = one.encode()
        if len(parts[-1]) + len(raw) > room:
            parts.append(b"")
            room = _LINE - 1
        parts[-1] += raw
    return b"\r\n ".join(parts) + b"\r\n"

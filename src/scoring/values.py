"""Plain values of the domain that need no library: periods, partial dates, deadlines, quantities."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from scoring.numbers import Number, normal, parse_number, parse_percent, show_whole

_PERIOD = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])))?")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_VIET = re.compile(r"(?:(?:([0-9]{1,2})/)?([0-9]{1,2})/)?([0-9]{4})")
_AFTER = re.compile(r"([0-9]{1,3}) ngày sau kỳ")
_DAY_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})( năm sau)?")


@lru_cache(maxsize=1024)
def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


class Period(Struct, frozen=True, order=True):
    """An assessment period: a year, a half-year or a quarter; both ends belong to it.

    >>> Period.parse("2025-H1").last
    datetime.date(2025, 6, 30)
    >>> str(Period.parse("2025-Q1").previous)
    '2024-Q4'
    """

    year: int
    parts: int = 1
    index: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2025``, ``2025-H1`` or ``2025-Q3``. Raises ValueError if the text is none of these."""
        match = _PERIOD.fullmatch(text)
        if match is None or not 1900 <= int(match[1]) <= 2999:
            raise ValueError(text)
        if match[2]:
            return cls(int(match[1]), 2, int(match[2]))
        if match[3]:
            return cls(int(match[1]), 4, int(match[3]))
        return cls(int(match[1]))

    @property
    def kind(self) -> str:
        """``year``, ``half`` or ``quarter``."""
        return {1: "year", 2: "half", 4: "quarter"}[self.parts]

    @property
    def first(self) -> date:
        """The first day of the period."""
        return date(self.year, (self.index - 1) * (12 // self.parts) + 1, 1)

    @property
    def last(self) -> date:
        """The last day of the period, which still belongs to it."""
        month = self.index * (12 // self.parts)
        return _month_end(self.year, month)

    @property
    def previous(self) -> Period:
        """The period of the same kind just before this one."""
        if self.index > 1:
            return Period(self.year, self.parts, self.index - 1)
        return Period(self.year - 1, self.parts, self.parts)

    @property
    def next(self) -> Period:
        """The period of the same kind just after this one."""
        if self.index < self.parts:
            return Period(self.year, self.parts, self.index + 1)
        return Period(self.year + 1, self.parts, 1)

    def __str__(self) -> str:
        if self.parts == 1:
            return str(self.year)
        return f"{self.year}-{'H' if self.parts == 2 else 'Q'}{self.index}"


@lru_cache(maxsize=4096)  # the papers of a period share their days
def _iso(year: int, month: int | None, day: int | None) -> str:
    if day:
        return f"{year:04}-{month:02}-{day:02}"
    return f"{year:04}-{month:02}" if month else f"{year:04}"


class PartialDate(Struct, frozen=True):
    """A date as the paper gives it: year, year and month, or the whole day. Never completed by guessing.

    >>> PartialDate.parse("2025-03").first, PartialDate.parse("2025-03").last
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    >>> PartialDate.parse("06/3/2025") == PartialDate.parse("2025-03-06")
    True
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    @lru_cache(maxsize=4096)  # the papers of a period share their days
    def parse(cls, text: str) -> PartialDate:
        """Read ``2025-03-06``, ``06/3/2025``, ``2025-03``, ``3/2025`` or ``2025``. Raises ValueError if the text is no
        date, or no such day exists.
        """
        iso, viet = _ISO.fullmatch(text), _VIET.fullmatch(text)
        if iso:
            parts = (iso[1], iso[2], iso[3])
        elif viet:
            parts = (viet[3], viet[2], viet[1])
        else:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in parts)
        assert year is not None
        if year < 1900 or month == 0 or day == 0:
            raise ValueError(text)
        date(year, month or 1, day or 1)
        return cls(year, month, day)

    @property
    def complete(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        if self.day:
            return self.first
        month = self.month or 12
        return _month_end(self.year, month)

    def __str__(self) -> str:
        return _iso(self.year, self.month, self.day)

    @property
    def vi(self) -> str:
        """The date as people type it: ``06/03/2025``, ``tháng 3/2025``, ``năm 2025``."""
        if self.day:
            return f"{self.day:02d}/{self.month:02d}/{self.year}"
        return f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"

    @property
    def written(self) -> str:
        """The date as official papers write it: ``06/3/2025``, ``tháng 3/2025``, ``năm 2025``."""
        return written_day(self.first) if self.day else self.vi


class Life(Struct, frozen=True):
    """From which to which day an agency exists, both included; None where no such day is known."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the agency exists on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, period: Period) -> bool:
        """Whether the agency exists on some day of a period."""
        return (self.first is None or self.first <= period.last) and (self.last is None or period.first <= self.last)


def written_day(day: date) -> str:
    """A day as official papers write it: days below 10 and the months 1 and 2 with a zero.

    >>> written_day(date(2025, 7, 1)), written_day(date(2026, 1, 15))
    ('01/7/2025', '15/01/2026')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def shown_day(day: date, lang: str = "vi") -> str:
    """A day for readers: as official papers write it, in English in the ISO form."""
    return written_day(day) if lang == "vi" else day.isoformat()


def whole_day(text: str) -> date:
    """The day of a date whose day is known. Raises ValueError for any other text."""
    partial = PartialDate.parse(text)
    if not partial.complete:
        raise ValueError(text)
    return partial.first


class Deadline(Struct, frozen=True):
    """A last day for handing in: a full date, a day and month of each period's year, or days after the period.

    The whole of that day (Asia/Ho_Chi_Minh) is still on time.

    >>> Deadline.parse("10/12").on(Period.parse("2025"))
    datetime.date(2025, 12, 10)
    >>> Deadline.parse("10/01 năm sau").on(Period.parse("2025"))
    datetime.date(2026, 1, 10)
    >>> Deadline.parse("10 ngày sau kỳ").on(Period.parse("2025-Q3"))
    datetime.date(2025, 10, 10)
    """

    day: int
    month: int
    year: int | None = None
    next_year: bool = False
    after: int | None = None
    """Days after the period's last day; day and month mean nothing then."""

    @classmethod
    def parse(cls, text: str) -> Deadline:
        """Read ``10/12``, ``10/01 năm sau``, ``10 ngày sau kỳ``, ``10/12/2025`` or ``2025-12-10``. Raises ValueError if
        the text is no such day.
        """
        if later := _AFTER.fullmatch(text):
            return cls(0, 0, after=int(later[1]))
        match = _DAY_MONTH.fullmatch(text)
        if match:
            day, month = int(match[1]), int(match[2])
            date(2024, month, day)
            return cls(day, month, None, bool(match[3]))
        full = whole_day(text)
        return cls(full.day, full.month, full.year)

    def __str__(self) -> str:
        if self.after is not None:
            return f"{self.after} ngày sau kỳ"
        year = f"/{self.year}" if self.year else " năm sau" if self.next_year else ""
        return f"{self.day:02d}/{self.month:02d}{year}"

    def on(self, period: Period) -> date:
        """The day it falls on for `period`; 29/02 becomes the last day of February."""
        if self.after is not None:
            return period.last + timedelta(self.after)
        year = self.year or period.last.year + self.next_year
        return date(year, self.month, min(self.day, _month_end(year, self.month).day))


class Quantity(Struct, frozen=True):
    """A number, or a percentage written with its sign: ``80`` and ``80 %`` are different things.

    >>> Quantity.parse("95 %")
    Quantity(value=Fraction(19, 20), percent=True)
    """

    value: Number
    percent: bool = False

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read ``95 %`` or a plain decimal. Raises ValueError if the text is neither."""
        if text.endswith("%"):
            share = parse_percent(text)
            if share is None:
                raise ValueError(text)
            return cls(normal(share), True)
        number = parse_number(text)
        if number is None:
            raise ValueError(text)
        return cls(number)

    def shown(self, lang: str = "vi") -> str:
        """The quantity for people, in their language's notation: ``90%``, ``7,5``."""
        return f"{self._number(lang)}%" if self.percent else self._number(lang)

    def typed(self, lang: str = "vi") -> str:
        """The quantity as files, results and diagnostics write it: ``90 %``, ``7,5``."""
        return f"{self._number(lang)} %" if self.percent else self._number(lang)

    def _number(self, lang: str) -> str:
        return show_whole(self.of(100) if self.percent else self.value, lang)

    def in_unit(self, percent: bool) -> Quantity:
        """What was meant where another unit is wanted: ``90`` and ``0.9`` for ``90 %``, or ``90 %`` for ``90``."""
        if self.percent == percent or not self.value:
            return Quantity(self.value, percent)
        if not percent:
            return Quantity(normal(Fraction(self.value) * 100))
        return Quantity(normal(Fraction(self.value) / 100) if self.value > 1 else self.value, True)

    def of(self, maximum: Number) -> Number:
        """The amount: a percentage is a share of `maximum`, a number is itself."""
        return normal(Fraction(self.value) * maximum) if self.percent else self.value

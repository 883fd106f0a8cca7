"""Numbers as workbooks store them (binary, where people typed decimals), and dates as people type them."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from scoring.numbers import parse_number, vi
from scoring.values import PartialDate

DIGITS = 15
"""Significant digits Excel keeps and shows."""
SURE_SHARE = 10
"""From here on (1000 %) a number in a cell shown with % was most likely typed or pasted as so many percent."""
_SEP = r"\s*[/.\-]\s*"
_DATES = (
    re.compile(rf"(?:ngay\s+)?(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>\d{{4}})"),
    re.compile(r"(?:ngay\s+)?(?P<d>\d{1,2})\s+thang\s+(?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})"),
    re.compile(r"(?:ngay[\s.…]*)?thang\s+(?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})"),
    re.compile(rf"(?:thang\s+)?(?P<m>\d{{1,2}}){_SEP}(?P<y>\d{{4}})"),
    re.compile(r"(?:nam\s+)?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[t ]00:00(?::00)?)?)?"),
)


def exact(stored: str) -> tuple[Decimal, bool]:
    """The number a cell stores, to the 15 digits Excel shows, and whether it stores something else.

    A workbook holds binary numbers, some programs writing all 17 digits of them: ``8.0999999999999996`` is 8.1.

    >>> exact("8.0999999999999996"), exact("0.30000000000000004")
    ((Decimal('8.1'), False), (Decimal('0.300000000000000'), True))
    """
    shortest = Decimal(repr(float(stored)))
    if not shortest.is_finite():
        return shortest, False
    rounded = Context(prec=DIGITS).plus(shortest)
    return rounded, rounded != shortest


def plain_digits(number: Decimal) -> str:
    """All digits of a number, without an exponent or zeros at the end."""
    if number == number.to_integral_value():
        return str(int(number))
    return f"{number.normalize(Context(prec=60)):f}"


def with_comma(digits: str) -> str:
    """Digits as Vietnamese papers write them."""
    number = parse_number(digits)
    return digits.replace(".", ",") if number is None else vi(number, None, 20)


def iso_day(text: str) -> tuple[str | None, bool]:
    """The date a text without tones stands for, in ISO form, and whether such a day may exist at all.

    >>> iso_day("ngay 12 thang 3 nam 2025"), iso_day("3/2025"), iso_day("30/2/2025"), iso_day("mai")
    (('2025-03-12', True), ('2025-03', True), (None, False), (None, True))
    """
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match is not None:
            parts = match.groupdict()
            given = (int(parts[one]) for one in "ymd" if parts.get(one))
            try:
                return str(PartialDate.parse("-".join(map(str, given)))), True
            except ValueError:
                return None, False
    return None, True

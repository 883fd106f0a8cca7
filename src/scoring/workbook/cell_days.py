"""Dates as people type them: day before month, in digits or words, whole or in part."""

from __future__ import annotations

import re

from scoring.values import PartialDate

_SEP = r"\s*[/.\-]\s*"
_DATES = (
    re.compile(rf"(?:ngay\s+)?(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>\d{{4}})"),
    re.compile(r"(?:ngay\s+)?(?P<d>\d{1,2})\s+thang\s+(?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})"),
    re.compile(r"(?:ngay[\s.…]*)?thang\s+(?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})"),
    re.compile(rf"(?:thang\s+)?(?P<m>\d{{1,2}}){_SEP}(?P<y>\d{{4}})"),
    re.compile(r"(?:nam\s+)?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[t ]00:00(?::00)?)?)?"),
)


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

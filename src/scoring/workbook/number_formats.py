"""How a cell's number format shows its number: as a date (which parts of it) or a percentage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from scoring.workbook.package import Package, read_xml

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MOST_STYLES = 70_000
# Built-in formats whose meaning does not stand in the file; 27 to 36 and 50 to 58 are dates in East Asian versions.
_BUILT_IN = {9: "0%", 10: "0.00%", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm",
             19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss",
             47: "mm:ss"} | dict.fromkeys((*range(27, 37), *range(50, 59)), "d/m/yyyy")  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberDisplay:
    """How a number is shown: as a percentage, or as a date with these of ``y``, ``m``, ``d``, ``t`` (time)."""

    percent: bool = False
    date: str = ""
    struck: bool = field(default=False, repr=False)
    """Whether the cell's text is struck through."""


def meaning(code: str) -> NumberDisplay:
    """What a format code shows.

    >>> meaning("0.00%"), meaning("mmm-yy")
    (NumberDisplay(percent=True, date=''), NumberDisplay(percent=False, date='ym'))
    >>> meaning('#,##0 "đ"')
    NumberDisplay(percent=False, date='')
    """
    # Only what stands for positive numbers; quoted texts, colours and conditions show nothing of the number.
    plain = _QUOTED.sub("", code).split(";", maxsplit=1)[0].lower()
    if "%" in plain:
        return NumberDisplay(percent=True)
    if "general" in plain or re.search("[#0?]", plain):
        return NumberDisplay()
    time = bool(re.search("[hs]", plain))
    parts = "".join(one for one in "ymd" if one in plain and not (one == "m" and time and "d" not in plain))
    return NumberDisplay(date=parts + ("t" if time else ""))


def iso(number: Decimal, shown: str, from_1904: bool) -> str | None:
    """A stored day number as an ISO date, only as much of it as the format shows; None where no such day exists.

    >>> iso(Decimal(45728), "ymd", False), iso(Decimal(45728), "ym", False), iso(Decimal("0.5"), "t", False)
    ('2025-03-12', '2025-03', None)
    """
    whole = int(number)
    if from_1904:
        start = date(1904, 1, 1)
    else:
        # Day 60 is 29/02/1900, which never was; the days before it are counted one higher.
        if whole <= 60:
            return None
        start = date(1899, 12, 30)
    try:
        day = (start + timedelta(days=whole)).isoformat()
    except OverflowError:
        return None
    if whole != number:
        # A moment is no date: its time is kept, so that it is refused and not dropped unseen.
        minutes = int((number - whole) * 1440)
        return f"{day} {minutes // 60:02d}:{minutes % 60:02d}"
    if "d" in shown:
        return day
    return day[:7] if "m" in shown else day[:4]


@dataclass(slots=True)
class Styles:
    """What each cell style of a workbook shows."""

    shown: list[NumberDisplay] = field(default_factory=list)

    def of(self, style: str | None) -> NumberDisplay:
        """What the style with this index shows; an unknown one shows plain numbers."""
        if style is None or not style.isascii() or not style.isdigit() or len(style) > 6:
            return _PLAIN
        index = int(style)
        return self.shown[index] if index < len(self.shown) else _PLAIN


_PLAIN = NumberDisplay()


def read_styles(package: Package, part: str | None) -> Styles:
    """The styles of a workbook; without a part for them, numbers are plain."""
    if part is None:
        return Styles()
    codes = dict(_BUILT_IN)
    ids: list[tuple[int, str]] = []
    fonts: list[bool] = []
    inside = ""

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt" and given.get("numFmtId", "").isdigit():
            codes[int(given["numFmtId"][:6])] = given.get("formatCode", "")[:255]
        elif tag in {"cellXfs", "fonts"}:
            inside = tag
        elif tag == "font" and inside == "fonts":
            fonts.append(False)
        elif tag == "strike" and inside == "fonts" and fonts:
            fonts[-1] = given.get("val", "1") not in {"0", "false"}
        elif tag == "xf" and inside == "cellXfs":
            text = given.get("numFmtId", "0")
            ids.append((int(text[:6]) if text.isdigit() else 0, given.get("fontId", "")))
            if len(ids) > _MOST_STYLES:
                raise package.large("số kiểu ô", "cell styles", len(ids), _MOST_STYLES)

    def end(tag: str) -> None:
        nonlocal inside
        inside = "" if tag == inside else inside

    read_xml(package, part, start, end)
    struck = {str(index) for index, one in enumerate(fonts) if one}
    used = {id for id, _ in ids}
    known = {id: meaning(code) for id, code in codes.items() if id in used}
    shown = ((known.get(id, _PLAIN), font) for id, font in ids)
    return Styles([replace(one, struck=True) if font in struck else one for one, font in shown])

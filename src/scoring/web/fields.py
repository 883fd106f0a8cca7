"""The fields of a draft: their paths, what may be typed into them, and how it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.numbers import (
    Number,
    exact_text,
    parse_number,
    parse_percent,
    parse_vietnamese,
    show,
    without_group_spaces,
)
from scoring.review.decisions import points_in
from scoring.text import nfc
from scoring.values import PartialDate

MOST = 20_000
"""Characters of a field."""


class WrongValue(Exception):  # noqa: N818 - says what is the case, like the names in errors
    """What was typed cannot stand in its field; says why, in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a field takes."""

    sort: str
    """``text``, ``number``, ``count``, ``percent``, ``yes_no``, ``level``, ``points``, ``day``, ``choice``, ``cites``
    (documents cited, one a line), or ``kept``: what came with a dossier and nobody types.
    """
    choices: Mapping[str, str] | None = None
    """For a level or choice: the labels by id."""


TEXT, POINTS, DAY = Kind(sort="text"), Kind(sort="points"), Kind(sort="day")
CITES, KEPT = Kind(sort="cites"), Kind(sort="kept")
YES_NO = {"có": "Có", "không": "Không"}


def kept(kind: Kind, typed: str) -> str:
    """What a draft keeps of a typed value; raises WrongValue where it cannot stand there. Empty stays empty.

    >>> kept(Kind(sort="number"), "1 234,5"), kept(Kind(sort="percent"), "85,5"), kept(DAY, "12/3/2025")
    ('1234.5', '85.5 %', '2025-03-12')
    """
    if kind.sort == "kept":
        return typed
    text = nfc(typed).replace("\r\n", "\n").strip()
    if len(text) > MOST:
        raise WrongValue(f"dài quá {show(MOST)} ký tự", f"longer than {show(MOST, 'en')} characters")
    if "\0" in text:
        raise WrongValue("có ký tự không in được", "holds a character that cannot be printed")
    if not text:
        return ""
    match kind.sort:
        case "number" | "count":
            return _number(text, whole=kind.sort == "count")
        case "percent":
            return f"{_number(text.removesuffix('%').rstrip(), whole=False)} %"
        case "points":
            found = points_in(text)
            if found is None:
                raise WrongValue("không phải số điểm; viết ví dụ 2,5", "no points; write for instance 2.5")
            return exact_text(found)
        case "yes_no":
            plain = {"có": "có", "yes": "có", "không": "không", "no": "không"}.get(text.lower())
            if plain is None:
                raise WrongValue("chọn Có hoặc Không", "choose yes or no")
            return plain
        case "level" | "choice":
            if text not in (kind.choices or {}):
                raise WrongValue("không có trong danh sách", "not in the list")
            return text
        case "day":
            try:
                return str(PartialDate.parse(text))
            except ValueError:
                raise WrongValue(
                    "không phải ngày; viết ví dụ 12/3/2025", "no date; write for instance 12/3/2025"
                ) from None
        case "cites":
            cited(text)
            return text
        case _:
            return text


def cited(text: str) -> list[dict[str, str]]:
    """The documents cited, one a line: ``number | date | title``, any part of which may be empty.

    >>> cited("12/KH-UBND | 3/2/2025 | Kế hoạch")
    [{'number': '12/KH-UBND', 'date': '2025-02-03', 'title': 'Kế hoạch'}]
    """
    if text.startswith("["):
        found: list[dict[str, str]] = json.loads(text)
        return found
    rows = []
    for line in filter(str.strip, text.split("\n")):
        parts = [one.strip() for one in line.split("|")]
        if len(parts) > 3:
            raise WrongValue("mỗi dòng một văn bản: số | ngày | tên", "one document a line: number | date | title")
        row = {name: part for name, part in zip(("number", "date", "title"), parts, strict=False) if part}
        if "date" in row:
            row["date"] = kept(DAY, row["date"])
        rows.append(row)
    return rows


def number_text(value: Number) -> str:
    """A number as a draft keeps it: never with three decimals, which could be read as thousands.

    >>> number_text(parse_number("1.234")), number_text(12)
    ('1.2340', '12')
    """
    text = exact_text(value)
    return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text


def _number(text: str, *, whole: bool) -> str:
    plain = without_group_spaces(text.replace("\u2212", "-"))
    found = parse_vietnamese(plain)
    if found is None:
        found = parse_number(plain)
        if found is not None and "." in plain and len(plain.rpartition(".")[2]) == 3:
            one, other = plain.replace(".", ""), plain.replace(".", ",")
            raise WrongValue(f"“{text}” có thể là {one} hoặc {other}; viết rõ một trong hai",
                             f"“{text}” may be {one} or {other}; write one of them")  # fmt: skip
    if found is None or "/" in plain:
        raise WrongValue("không phải số; viết ví dụ 1234 hoặc 12,5", "no number; write for instance 1234 or 12,5")
    if found < 0:
        raise WrongValue("không thể âm", "cannot be negative")
    if whole and found.denominator != 1:
        raise WrongValue("phải là số nguyên", "must be a whole number")
    return number_text(found)


def shown(kind: Kind, value: str, lang: str = "vi") -> str:
    """A kept value as people read and type it; what was kept although wrong stays as it is.

    >>> shown(Kind(sort="percent"), "85.5 %"), shown(DAY, "2025-03-12"), shown(POINTS, "2.5", "en")
    ('85,5', '12/03/2025', '2.5')
    """
    if kind.sort == "percent":
        share = parse_percent(value)
        return value if share is None else _plain(number_text(share * 100), lang)
    if kind.sort in {"number", "count"}:
        return _plain(value, lang)
    if kind.sort == "points":
        return value.replace(".", ",") if lang == "vi" and parse_number(value) is not None else value
    if kind.sort == "day":
        try:
            return "/".join(reversed(str(PartialDate.parse(value)).split("-")))
        except ValueError:
            return value
    return value


def _plain(text: str, lang: str) -> str:
    """A kept number with the reader's decimal sign; what can mean two things was typed so, and stays."""
    found = parse_number(text)
    if found is None or lang != "vi" or number_text(found) != text:
        return text
    return exact_text(found).replace(".", ",")

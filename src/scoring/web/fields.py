"""The fields of a draft: their paths, what may be typed into them, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.numbers import exact_text, parse_number, parse_percent, parse_vietnamese, show, without_group_spaces
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
    """``text``, ``number``, ``count``, ``percent``, ``yes_no``, ``level``, ``points``, ``day`` or ``choice``."""
    choices: Mapping[str, str] | None = None
    """For a level or choice: the labels by id."""


TEXT, POINTS, DAY = Kind(sort="text"), Kind(sort="points"), Kind(sort="day")
YES_NO = {"có": "Có", "không": "Không"}


def kept(kind: Kind, typed: str) -> str:
    """What a draft keeps of a typed value; raises WrongValue where it cannot stand there. Empty stays empty.

    >>> kept(Kind(sort="number"), "1 234,5"), kept(Kind(sort="percent"), "85,5"), kept(DAY, "12/3/2025")
    ('1234.5', '85.5 %', '2025-03-12')
    """
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
        case _:
            return text


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
    return exact_text(found)


def shown(kind: Kind, value: str, lang: str = "vi") -> str:
    """A kept value as people read and type it; what was kept although wrong stays as it is.

    >>> shown(Kind(sort="percent"), "85.5 %"), shown(DAY, "2025-03-12"), shown(POINTS, "2.5", "en")
    ('85,5', '12/03/2025', '2.5')
    """
    if kind.sort == "percent":
        share = parse_percent(value)
        return value if share is None else _plain(exact_text(share * 100), lang)
    if kind.sort in {"number", "count", "points"}:
        return _plain(value, lang)
    if kind.sort == "day":
        try:
            return "/".join(reversed(str(PartialDate.parse(value)).split("-")))
        except ValueError:
            return value
    return value


def _plain(text: str, lang: str) -> str:
    return text.replace(".", ",") if lang == "vi" and parse_number(text) is not None else text

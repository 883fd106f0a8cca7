"""Finds what looks like a citizen's data in a text: numbers of papers and phones, e-mail, names beside them."""

from __future__ import annotations

import re
import unicodedata

from scoring.text import INVISIBLE, fold

# Patterns are compiled where they first hit something: most texts hold too few digits.
_SEP = r"[ .,\-_/·•|:–—]{1,3}"
_ANY = rf"(?:{_SEP})?"
_START = r"(?<![a-z0-9])(?<!\d[.,])"
_END = r"(?![a-z0-9]|[/.,\-]\d|/[a-z])"
_PROVINCE = "0(?:0[1-9]|[1-8][0-9]|9[0-6])"
_CITIZEN = (
    rf"{_START}(?:{_PROVINCE}[0-9]{{9}}|{_PROVINCE}(?:{_SEP}[0-9]{{3}}){{3}}|{_PROVINCE}[0-9](?:{_SEP}[0-9]{{4}}){{2}}"
    rf"|{_PROVINCE}{_ANY}[0-9]{_ANY}[0-9]{{2}}{_ANY}[0-9]{{6}}|{_PROVINCE}[0-9]{{3}}{_SEP}[0-9]{{6}}|{_PROVINCE}{_SEP}[0-9]{{9}}"
    r"|0(?:[ .\-][0-9]){11})" + _END
)
"""A province's code (001 to 096) and nine digits, together or in the usual groups."""
_PAPER = (
    "(?:c\\.?m\\.?n\\.?d|cmtnd|cmt|cccd|cc(?= ?(?:so|:))|chung minh (?:nhan dan|thu|quan doi)|can cuoc(?: cong dan)?"
    "|dinh danh(?: ca nhan)?|giay to tuy than|id(?= ?(?:so|:)))"
)
_CARD = (
    rf"(?<![a-z]){_PAPER}[^0-9\n]{{0,30}}([0-9]{{12}}|[0-9]{{9}}|[0-9]{{3}}(?:{_SEP}[0-9]{{3}}){{2,3}}"
    rf"|[0-9]{{4}}(?:{_SEP}[0-9]{{4}}){{2}}|[0-9](?:[ .\-][0-9]){{8}}){_END}"
)
_MOBILE = rf"[35789][0-9]{{8}}|[35789][0-9]{{1,3}}(?:{_SEP}[0-9]{{2,7}}){{1,3}}|[35789](?:[ .\-][0-9]){{8}}"
_FIXED = rf"2[0-9]{{1,2}}\)?(?:{_ANY}[0-9]{{2,4}}){{2,3}}"
_PHONE = (
    rf"(?:{_START}|(?<=dt)|(?<=tel)|(?<=zalo))(?:(?:\+|00)? ?\(?84\)?{_ANY}\(?0?\)?{_ANY}(?:{_MOBILE}|{_FIXED})"
    rf"|\(?0{_ANY}(?:{_MOBILE})|\(?0{_FIXED}|\(?0[35789][0-9]{{1,2}}\)(?:{_ANY}[0-9]{{2,4}}){{2,3}})"
    rf"{_END}(?! ?(?:dong|vnd|trieu|ty|nghin|d)\b)"
)
_EMAIL = r"[a-z0-9][a-z0-9._%+\-]*(?:@|\s?[\[(](?:at|a cong)[\])]\s?)[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?!pub\b)[a-z]{2,}"
_PASSPORT = (
    r"(?:ho chieu|passport)[^0-9\n]{0,30}?([a-z][ .\-]?[0-9]{7,8}|[0-9]{8,9})(?![a-z0-9]|/[a-z])"
    r"|(?<![\w./\-])([bcknpe][0-9]{7})(?![\w/\-])"
)
_CARD_CODES = (
    "dn|hx|ch|nn|tk|hc|xk|ht|tb|no|ct|xb|tn|cs|qn|ca|cy|xn|ms|cc|ck|cb|kc|hd|te|bt|hn|dt|dk|xd|ts|tc|tq|ta|ty|hg|ls|pv|hs|sv"
    "|gb|gd|nd|tl|xv"
)
_INSURANCE = (
    rf"(?<![a-z0-9])((?:{_CARD_CODES}){_ANY}[1-5](?:{_ANY}[0-9]){{12}})(?![a-z0-9])"
    rf"|(?:bhyt|bhxh|bao hiem (?:y te|xa hoi))[^0-9\n]{{0,30}}"
    rf"([0-9]{{10}}|[0-9]{{2,4}}(?:{_SEP}[0-9]{{2,4}}){{2,3}}){_END}"
)
_TITLE = r"\b(?:ông|bà|ông ?/ ?bà|ông \(bà\)|anh|chị):? +"
_NEAR = 80
"""Characters between a name and data that belong to it."""
KINDS = {
    "citizen_id": ("số căn cước", "a citizen number"),
    "phone": ("số điện thoại", "a phone number"),
    "email": ("địa chỉ thư điện tử", "an e-mail address"),
    "passport": ("số hộ chiếu", "a passport number"),
    "insurance": ("số thẻ bảo hiểm", "an insurance number"),
    "name": ("họ tên người dân", "a citizen's name"),
}
"""What is found, in Vietnamese and English."""


SHORTEST = 6
"""Characters of the shortest text in which something is found: ``a@b.vn``."""


class _Folded(dict[int, str]):
    """Letter by letter, so that positions in a text stay the same; filled as letters come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = self[code] = (fold(unicodedata.normalize("NFKC", char)) or char)[0]
        return found


_FOLDED = _Folded()


def looks_personal(text: str) -> list[tuple[str, str]]:
    """What looks like a citizen's data: its kind and a masked excerpt.

    Numbers of documents, dates, amounts, digests and the mailboxes of offices (``.gov.vn``) are not taken for it.
    The excerpt hides its middle, since what is printed here ends in logs.

    >>> looks_personal("liên hệ 0905 123 456")
    [('phone', '090…456')]
    >>> looks_personal("ông Nguyễn Văn A, CMND 212345678")
    [('name', 'Ngu…n A'), ('citizen_id', '212…678')]
    >>> looks_personal("Quyết định số 1211/QĐ-UBND ngày 02/11/2022")
    []
    """
    seen, hits = _hits(text)
    return [(kind, _masked(seen[start:stop], kind)) for start, stop, kind in hits]


def masked(text: str) -> str:
    """The text with what looks like a citizen's data hidden in its middle.

    >>> masked("bien-ban-0905123456.txt")
    'bien-ban-090…456.txt'
    """
    seen, hits = _hits(text)
    for start, stop, kind in reversed(hits):
        seen = seen[:start] + _masked(seen[start:stop], kind) + seen[stop:]
    return seen


def _hits(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without invisible marks, and from where to where it holds what kind of data, one behind the other."""
    digits = sum(map(str.isdigit, text))
    if digits < _PATTERNS[-1][1] and not any(sign in text for sign in _MAIL_SIGNS):
        return text, []
    seen = re.sub(INVISIBLE, "", text)
    plain = seen.translate(_FOLDED)
    hits: list[tuple[int, int, str]] = []
    for kind, fewest, pattern in _PATTERNS:
        for found in re.finditer(pattern, plain) if digits >= fewest else ():
            if kind == "phone" and not _dials(found[0]):
                continue
            if kind != "email" or not found[0].endswith(".gov.vn"):
                hits.append((*found.span(found.lastindex or 0), kind))
    if hits or digits >= _SHORTEST_PAPER:
        hits += _names(seen, hits or [(*one.span(), "") for one in re.finditer(rf"{_START}[0-9]{{9}}{_END}", plain)])
    result: list[tuple[int, int, str]] = []
    taken = 0
    for start, stop, kind in sorted(hits, key=lambda hit: hit[0]):
        if start >= taken:
            result.append((start, stop, kind))
            taken = stop
    return seen, result


_PATTERNS = (
    ("insurance", 10, _INSURANCE),
    ("citizen_id", 9, _CARD),
    ("citizen_id", 12, _CITIZEN),
    ("phone", 10, _PHONE),
    ("email", 0, _EMAIL),
    ("passport", 7, _PASSPORT),
)
"""Kind, digits it takes at least, and how it is written."""
_SHORTEST_PAPER = 9
_MAIL_SIGNS = ("@", "[at]", "(at)", "[a còng]", "(a còng)")


def _names(text: str, beside: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names after a form of address that stand near other data."""
    found = []
    for title in re.finditer(_TITLE, text, re.IGNORECASE) if beside else ():
        words = re.match(r"[^\W\d_]+(?: [^\W\d_]+){1,4}", text[title.end() :])
        length = 0
        for word in words[0].split(" ") if words else ():
            if not word[0].isupper():
                break
            length += len(word) + 1
        stop = title.end() + length - 1
        if " " in text[title.end() : stop] and any(-_NEAR < start - stop < _NEAR for start, _, _ in beside):
            found.append((title.end(), stop, "name"))
    return found


def _masked(text: str, kind: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    shown = text if kind in {"name", "email"} else "".join(c for c in text if c.isalnum())
    return f"{shown[:3]}…{shown[-3:]}"


def _dials(text: str) -> bool:
    digits = "".join(c for c in text if c.isdigit())
    for prefix in ("0084", "84"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    return len(digits) == (11 if digits.startswith("02") else 10)

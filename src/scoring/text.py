"""Vietnamese text: NFC, search folding, alphabetical order, display width, personal-data look-alikes."""

from __future__ import annotations

import re
import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: index + 10 for index, letter in enumerate(_ALPHABET)}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CITIZEN = re.compile(r"(?<![\d/.,\w-])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d/\w])")
_OLD_ID = re.compile(r"(?:CMND|CCCD|CMT)\D{0,12}(\d{9})(?!\d)", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d/.,\w-])(?:\+84|0)[ .-]?[235789](?:[ .-]?\d){8}(?![\d/\w])"
)


def nfc(text: str) -> str:
    """The text in Unicode normal form C, the only form kept."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether the text already is in normal form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def fold(text: str) -> str:
    """Lower case without tones and marks, for search and suggestions only.

    >>> fold("Đảng ủy") == fold("dang uỷ")
    True
    """
    text = text.replace("đ", "d").replace("Đ", "D")
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def slug(text: str) -> str:
    """An ASCII name safe for files.

    >>> slug("Đảng ủy Quảng Ngãi – Báo cáo đợt 1")
    'dang-uy-quang-ngai-bao-cao-dot-1'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "x"


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Order of a Vietnamese dictionary: letters first, then tones, then case.

    >>> sorted(["Sơn", "Ân", "Đức", "An", "Dũng"], key=sort_key)
    ['An', 'Ân', 'Dũng', 'Đức', 'Sơn']
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text).casefold():
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[c] for c in parts if c in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        letters.append(_ORDER.get(base, 0 if base.isspace() else 1) or ord(base[0]) + 100)
        tones.append(tone)
    return tuple(letters), tuple(tones), text.swapcase()


def char_width(char: str) -> int:
    """Columns one character takes on a terminal."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Columns the text takes on a terminal."""
    return len(text) if text.isascii() else sum(char_width(c) for c in text)


def clip(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where it was cut."""
    if display_width(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        if used + char_width(char) > width - 1:
            break
        kept += char
        used += char_width(char)
    return kept.rstrip() + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with spaces to `width` columns; `right` aligns to the right."""
    space = " " * max(0, width - display_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words where possible."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while display_width(word) > width:
            if line:
                lines.append(line)
                line = ""
            head = clip(word, width + 1)[:-1] if display_width(word) > width else word
            lines.append(head)
            word = word[len(head) :]
        if line and display_width(line) + 1 + display_width(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line or not lines else lines


def has_invisible(text: str) -> bool:
    """Whether characters are hidden in the text: zero width, bidirectional controls, soft hyphen."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def visible(text: str) -> str:
    """The text with control and invisible characters written out, safe for a terminal."""
    return "".join(
        f"\\u{ord(c):04x}"
        if (unicodedata.category(c) in ("Cc", "Cs") and c != "\t") or _INVISIBLE.match(c)
        else c
        for c in text
    )


def looks_personal(text: str) -> list[tuple[str, str]]:
    """What looks like a citizen's data: (``citizen_id`` or ``phone``, masked excerpt).

    >>> looks_personal("liên hệ 0905 123 456")
    [('phone', '090…456')]
    >>> looks_personal("Quyết định số 1211/QĐ-UBND ngày 02/11/2022")
    []
    """
    found = [("citizen_id", m[0]) for m in _CITIZEN.finditer(text)]
    found += [("citizen_id", m[1]) for m in _OLD_ID.finditer(text)]
    taken = {hit for _, hit in found}
    found += [("phone", m[0]) for m in _PHONE.finditer(text) if m[0] not in taken]
    return [(kind, f"{hit[:3]}…{hit[-3:]}") for kind, hit in found]

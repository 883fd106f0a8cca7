"""Vietnamese text: NFC, search folding, alphabetical order, display width."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from struct import pack

# Patterns are compiled where they first hit something: most runs never need them.
INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a picture of their own: zero width, direction controls, byte order mark."""
UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
"""Control characters, odd line breaks and halves of characters; not tab and line feed."""


_ONE_THING = (
    r"(?<![\w.,/−-])1 (?:more |other |full |open )?(?:points|criteria|agencies|blocks|entries|days|times|documents|"
    r"files|items|others|returns|units|tasks|stages|places|changes|rows|results|problems|attachments|cases|cells|lines|"
    r"dossiers|schemes|reports|papers|records|numbers|lists)\b"
)
"""Words of our own sentences after the number one."""


def _members(pattern: str) -> frozenset[str]:
    chars: set[str] = set()
    inner = pattern[1:-1]
    for index, char in enumerate(inner):
        if char == "-":
            first, last = ord(inner[index - 1]), ord(inner[index + 1])
            chars.update(map(chr, range(first, last + 1)))
        else:
            chars.add(char)
    return frozenset(chars)


_INVISIBLE = _members(INVISIBLE)
_UNSAFE = _members(UNSAFE)
_BLANK = "".join(char for char in _INVISIBLE if char.isprintable())
"""Letters and marks by their nature, but with no picture of their own."""
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư"}
# Signs and digits stand before the letters, letters of other alphabets after them.
_LETTERS = 0x200000
_OTHERS = 0x300000
_ORDER = {c: _LETTERS + i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_SLUG_LENGTH = 100
# Names one widespread file system keeps for devices; "con" is also a Vietnamese word.
DEVICES = frozenset(("con", "prn", "aux", "nul")) | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}


def in_lang(lang: str, vi: str, en: str) -> str:
    """The text in the reader's language: Vietnamese (``vi``) or English, in which one of a thing is not many.

    >>> in_lang("en", "", "1 points in 1 criteria, 1 day of 21 days"), in_lang("vi", "1 điểm", "1 points")
    ('1 point in 1 criterion, 1 day of 21 days', '1 điểm')
    """
    return vi if lang == "vi" else re.sub(_ONE_THING, _singular, en) if "1 " in en else en


def _singular(found: re.Match[str]) -> str:
    """What was found, one thing instead of many."""
    for many, one in (("criteria", "criterion"), ("ies", "y"), ("s", "")):
        if found[0].endswith(many):
            return found[0].removesuffix(many) + one
    return found[0]


def lowered(text: str) -> str:
    """A title as it stands within a sentence: without the capital it begins with; abbreviations keep theirs.

    >>> lowered("Tỷ lệ hồ sơ"), lowered("UBND xã")
    ('tỷ lệ hồ sơ', 'UBND xã')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


_DAY = r"(?<![0-9/“])([0-9]{2})/([0-9]{2})/([0-9]{4})(?![0-9/])"


def written_dates(text: str, lang: str = "vi") -> str:
    """The text with its dates as readers see them: in Vietnamese ``05/3/2024``, in English ``2024-03-05``. What is
    quoted stays as it was typed.

    >>> written_dates("hạn 05/03/2024"), written_dates("deadline 05/03/2024", "en"), written_dates("“05/03/2024”")
    ('hạn 05/3/2024', 'deadline 2024-03-05', '“05/03/2024”')
    """
    return re.sub(_DAY, _vietnamese_day if lang == "vi" else r"\3-\2-\1", text)


def _vietnamese_day(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{day}/{month if month < '03' else month.lstrip('0')}/{year}"


def nfc(text: str) -> str:
    """The text in Unicode normal form C, the only form kept."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether the text already is in normal form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def not_utf8(raw: bytes, offset: int) -> dict[str, str]:
    """What SC101 says of bytes that are not UTF-8 from `offset` on; UTF-16 is named."""
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:200].count(0) * 3 > len(raw[:200])
    return {
        "offset": str(offset),
        "seems": " mà có vẻ là UTF-16 (“Unicode Text”)" if wide else "",
        "seems_en": " but looks like UTF-16 (“Unicode Text”)" if wide else "",
    }


@lru_cache(maxsize=1024)  # an agency writes the same names on all its papers
def fold(text: str) -> str:
    """Lower case without tones and marks, for search and suggestions only.

    >>> fold("Đảng ủy") == fold("dang uỷ")
    True
    """
    if text.isascii():
        return text.casefold()
    text = text.replace("đ", "d").replace("Đ", "D")
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def slug(text: str) -> str:
    """An ASCII name safe for files on every system; never empty.

    >>> slug("Đảng ủy Quảng Ngãi – Báo cáo đợt 1")
    'dang-uy-quang-ngai-bao-cao-dot-1'
    """
    name = re.sub(r"[^a-z0-9]+", "-", fold(unicodedata.normalize("NFKC", text)))
    name = name.strip("-")[:_SLUG_LENGTH].strip("-") or "x"
    return f"{name}_" if name in DEVICES else name


def file_name(name: str) -> str:
    """A name made from an id as every system accepts it: those kept for devices get a sign more.

    >>> file_name("xa-a.json"), file_name("con.json"), file_name("AUX.1.xlsx")
    ('xa-a.json', 'con_.json', 'AUX_.1.xlsx')
    """
    first, dot, rest = name.partition(".")
    return f"{first}_{dot}{rest}" if first.casefold() in DEVICES else name


def sort_key(text: str) -> tuple[bytes, bytes, bytes, str]:
    """Order of a Vietnamese dictionary: letters first, then tones, then small before capital.

    Tones are compared word by word (ngang, huyền, hỏi, ngã, sắc, nặng), so it does not matter
    over which letter of the word a tone is written.

    >>> sorted(["Sơn", "Ân", "Đức", "An Phú", "Anh", "An", "Dũng"], key=sort_key)
    ['An', 'An Phú', 'Anh', 'Ân', 'Dũng', 'Đức', 'Sơn']
    """
    letters: list[str] = []
    tones = [0]
    capitals: list[int] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if char in _TONES:
                tones[-1] = tones[-1] or _TONES[char]
            elif letters:
                letters[-1] = _SHAPES.get(letters[-1] + char, letters[-1])
            continue
        small = char.lower()
        if not small.isalpha():
            tones.append(0)
        letters.append(small)
        capitals.append(int(char != small))
    return pack(f">{len(letters)}I", *map(_rank, letters)), bytes(tones), bytes(capitals), nfc(text)


def _rank(letter: str) -> int:
    own = _ORDER.get(letter)
    if own is not None:
        return own
    return ord(letter[0]) + (_OTHERS if letter.isalpha() else 0)


@lru_cache(2**14)
def column_letters(index: int) -> str:
    """The letters of a worksheet's column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, rest = "", index + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return letters


@lru_cache(maxsize=1024)
def char_width(char: str) -> int:
    """Columns one character takes on a terminal."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Columns the text takes on a terminal."""
    return len(text) if text.isascii() else sum(char_width(c) for c in text)


def _head(text: str, width: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += char_width(char)
        if used > width:
            return text[:index]
    return text


def clip(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where it was cut."""
    # No character takes more than two columns.
    if 2 * len(text) <= width or display_width(text) <= width:
        return text
    return _head(text, width - 1).rstrip() + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with spaces to `width` columns; `right` aligns to the right."""
    space = " " * max(0, width - display_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words where possible."""
    lines: list[str] = []
    line = ""
    for part in text.split():
        word = part
        while display_width(word) > width:
            if line:
                lines.append(line)
                line = ""
            head = _head(word, width) or word[:1]
            lines.append(head)
            word = word[len(head) :]
        if line and display_width(line) + 1 + display_width(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line or not lines else lines


def fold_lines(text: str, width: int) -> str:
    """The text with every line wrapped to `width` columns, further lines indented; a word wider than that, as a path
    or a hash, stays whole on a line of its own.

    >>> fold_lines("ledger a, chain head 0123456789abcdef0123", 16).splitlines()
    ['ledger a, chain', '  head', '  0123456789abcdef0123']
    """
    return "\n".join(line if display_width(line) <= width else _folded(line, width) for line in text.split("\n"))


def _folded(line: str, width: int) -> str:
    first = line[: len(line) - len(line.lstrip(" "))]
    hang = " " * (len(first) + 2)
    lines, now = [], first
    for word in line.split():
        joined = f"{now} {word}" if now.strip() else now + word
        if now.strip() and display_width(joined) > width:
            lines.append(now)
            joined = hang + word
        now = joined
    return "\n".join([*lines, now])


def _printable(text: str) -> bool:
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def has_invisible(text: str, printable: bool | None = None) -> bool:
    """Whether characters are hidden in the text: zero width, bidirectional controls, soft hyphen; `printable`: whether
    its lines are known to hold printable characters alone.
    """
    if text.isascii():
        return False
    if _printable(text) if printable is None else printable:
        return any(char in text for char in _BLANK)
    return not _INVISIBLE.isdisjoint(text)


def has_unsafe(text: str) -> bool:
    """Whether the text has control characters other than tab and line feed."""
    return not _printable(text) and not _UNSAFE.isdisjoint(text)


def visible(text: str) -> str:
    """The text with control and invisible characters written out, safe for a terminal."""
    if text.isprintable() and not has_invisible(text):
        return text
    return re.sub(INVISIBLE, _written_out, re.sub(f"{UNSAFE}|\n", _written_out, text))


def _written_out(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"

"""Numbers, issuers and titles of papers brought to one form, so that one paper written in two ways is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from scoring.text import INVISIBLE, fold

_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухкмтвнΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορικνχÐðƉɖ", "ABESIJKMHOPCTYXaesijopcyxkmtbhABEZHIKMNOPTYXaopikvxDdDd"
)
"""Letters of other alphabets that look like Latin ones on paper."""
# Patterns are compiled where they first hit something: most runs never need them.
_PREFIX = r"^\W*(?:(?:[^\W\d_]+\s+)*so|no|n)\W*(?=[0-9oil]*[0-9])|^([^\W\d_]+)\s+(?=[0-9]+\W+\1\b)"
"""What may stand before a number: a word for it, or the letters that follow once more."""
_REMARK = r"\s*\([^()]*\)\W*$|[\s,;]+(?:de )?ngay\b.*$|\bnam (?=(?:19|20)[0-9]{2}\b)"
"""What may follow a number: its day, a word between brackets."""
_USUAL_NUMBER = r"([0-9]+)/([a-z]+(?:-[a-z]+)*)"
"""A number and letters: ``05/BB-UBND``."""
_LEADING_NUMBER = r"[0-9oil]*[0-9][0-9oil]*(?![^\W_])"
_DIGITS = str.maketrans("oil", "011")
_TOKENS = r"[0-9]+|[^\W\d_]+"
_YEAR = r"(?:19|20)[0-9]{2}"
_NUMBER_LAST = rf"([^\W\d][^\d]*?)\W*\b(?!{_YEAR}$)([0-9]+)"
"""Letters first: ``BB-UBND 05``."""
_ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "mttq": "mat tran to quoc",
    "mttqvn": "mat tran to quoc viet nam",
    "ubmttq": "uy ban mat tran to quoc",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
}
_BODIES = (
    "ubnd|uy ban|hdnd|hoi dong|ub ?mttq|mttq|mat tran|so|ban|phong|van phong|hoi|doan|dang uy|cong an|truong|trung tam"
)
_NEXT_BODY = rf"[;\n]|\s(?:va|cung|&)\s+(?=(?:{_BODIES})\b)|,\s*(?=(?:{_BODIES})\b)"
_PLACES = "huyen|quan|thi xa|thanh pho|tinh"
_SMALLER = rf"(.*\b(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa) .+?) (?:thuoc )?((?:{_PLACES}) .+)"
"""A body with a wider place behind it, not set off by a comma."""
_KINDS = "xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh"
_HEAD = rf"(?:(?:uy ban nhan dan|hoi dong nhan dan) ?)?(?:(?:{_KINDS}) )?"
_WIDER = r"(?:(?:thuoc|huyen|quan|thi xa|thanh pho|tinh) .+)?"
_DOTS = r"(?<=\b[^\W\d_])\.\s?(?=[^\W\d_]\b)"
_ORDINALS = frozenset({
    "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "nhat", "nhi", "tu",
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
})  # fmt: skip


def _latin(text: str) -> str:
    """Folded text in Latin letters, without characters that have no picture."""
    if not text.isascii():
        text = re.sub(INVISIBLE, "", unicodedata.normalize("NFKC", text)).translate(_LATIN)
    return fold(text)


class NumberKey(Struct, frozen=True):
    """A document's number without its ways of being written."""

    text: str
    year: str
    """The year that stands in it; empty without one."""


@lru_cache(maxsize=1024)
def number_key(number: str) -> NumberKey:
    """The number without leading words, zeros, separators, year and remarks behind it.

    >>> number_key("Số: 05 /BB–UBND.") == number_key("5/BB UBND")
    True
    >>> number_key("05/2025/BB-UBND")
    NumberKey(text='5/bbubnd', year='2025')
    """
    plain = _latin(number)
    if usual := re.fullmatch(_USUAL_NUMBER, plain):
        # Nearly all are written so, and what follows would give the same.
        return NumberKey(f"{usual[1].lstrip('0') or '0'}/{usual[2].replace('-', '')}", "")
    plain = re.sub(_REMARK, "", re.sub(_PREFIX, "", plain)).strip(" .,;")
    if last := re.fullmatch(_NUMBER_LAST, plain):
        plain = f"{last[2]}/{last[1]}"
    if leading := re.match(_LEADING_NUMBER, plain):
        plain = leading[0].translate(_DIGITS) + plain[leading.end() :]
    groups: list[str] = []
    year = ""
    for index, token in enumerate(re.findall(_TOKENS, plain)):
        if index and not year and re.fullmatch(_YEAR, token):
            year = token
        elif groups and not token.isdigit() and not groups[-1].isdigit():
            groups[-1] += token
        else:
            groups.append(token.lstrip("0") or "0" if token.isdigit() else token)
    return NumberKey("/".join(groups), year)


class Body(Struct, frozen=True):
    """A body that issues papers."""

    name: str
    places: tuple[str, ...]
    """The wider places named after it: district, province."""

    def may_be(self, other: Body) -> bool:
        """Whether both can be one body: the same name, and no two places of one level that differ."""
        mine, theirs = (dict(map(_level, one.places)) for one in (self, other))
        return self.name == other.name and all(mine[level] == theirs[level] for level in mine.keys() & theirs.keys())


def _level(place: str) -> tuple[str, str]:
    """The level of a place and its name; a city may be of either level, so it is one of its own."""
    found = re.match(rf"({_PLACES}) ", place)
    kind = found[1] if found else ""
    return kind if kind in {"thanh pho", "tinh"} else "huyen", place[len(kind) :].strip()


def _words(text: str) -> str:
    tokens = re.findall(_TOKENS, text)
    return " ".join(_ABBREVIATIONS.get(token, token.lstrip("0") if token.isdigit() else token) for token in tokens)


@lru_cache(maxsize=1024)
def bodies(issuer: str) -> tuple[Body, ...]:
    """The bodies in an issuer's text, in alphabetical order.

    >>> bodies("UBND xã Ví Dụ, huyện A")[0].may_be(bodies("Uỷ ban nhân dân xã Ví Dụ")[0])
    True
    >>> bodies("UBND xã Ví Dụ thuộc huyện A tỉnh B")[0].places
    ('huyen a', 'tinh b')
    >>> bodies("UBND xã E; UBND xã D") == bodies("Ủy ban nhân dân xã D và UBND xã E")
    True
    """
    plain = re.sub(_DOTS, "", re.sub(r"\([^()]*\)", " ", _latin(issuer)))
    found = []
    for one in re.split(_NEXT_BODY, plain):
        name, *places = (_words(part) for part in re.split(r",|\s[-–—]\s", one))
        while behind := re.fullmatch(_SMALLER, name):
            name, places = behind[1], [behind[2], *places]
        if name:
            found.append(Body(name, tuple(place for place in places if place)))
    return tuple(sorted(found, key=lambda one: (one.name, one.places)))


def may_be_same_bodies(one: str | None, other: str | None) -> bool:
    """Whether two issuers' texts can name the same bodies; one that is not given can be any."""
    if not one or not other:
        return True
    mine, theirs = bodies(one), bodies(other)
    return len(mine) == len(theirs) and all(a.may_be(b) for a, b in zip(mine, theirs, strict=True))


def alike(one: str | None, other: str | None) -> bool:
    """Whether two names or titles differ in a few words only, and not in a number, an ordinal or a letter.

    >>> alike("Biên bản đối thoại thôn Một", "biên bản đối thoại (thôn Một)")
    True
    >>> alike("Biên bản đối thoại thôn Một", "Biên bản đối thoại thôn Hai")
    False
    """
    mine, theirs = (set(_words(_latin(text or "")).split()) for text in (one, other))
    for ours, others in ((mine - theirs, theirs - mine), (theirs - mine, mine - theirs)):
        if others and any(word.isdigit() or len(word) == 1 or word in _ORDINALS for word in ours):
            return False
    common, all_ = len(mine & theirs), len(mine | theirs)
    return bool(common) and (common == min(len(mine), len(theirs)) or common * 5 >= all_ * 4)


@lru_cache(maxsize=1024)
def _agency_words(name: str) -> str:
    return _words(re.sub(_DOTS, "", re.sub(r"\([^()]*\)", " ", _latin(name))))


def may_be_same_agency(one: str, other: str) -> bool:
    """Whether two names can be one agency's: alike but for "Ủy ban nhân dân", the kind before and wider places after.

    >>> may_be_same_agency("UBND xã Minh Họa K, huyện A", "Minh Hoạ K (hư cấu)")
    True
    >>> may_be_same_agency("xã Minh Họa K", "xã Minh Họa L"), may_be_same_agency("xã An Bình", "xã Bình An")
    (False, False)
    """
    short, long = sorted((_agency_words(one), _agency_words(other)), key=len)
    # No pattern with a name in it: each would be compiled, which takes longer than all the rest.
    before, there, after = f" {long} ".partition(f" {short} ")
    same = there and re.fullmatch(_HEAD, f"{before} ".lstrip()) and re.fullmatch(_WIDER, after)
    return not short or bool(same)


def names_another(id: str, name: str, issuers: Iterable[str]) -> bool:
    """Whether an agency's id spells out the name of another than `name`; not where it is a code or an abbreviation.

    It does where both differ in one word only, or where it is the name of one of the issuers of the agency's papers.

    >>> names_another("xa-minh-hoa-m", "UBND xã Minh Họa K", []), names_another("xa-minh-hoa-m", "Đổi Tên", [])
    (True, False)
    >>> names_another("so-nv", "Sở Nội vụ", []), names_another("xa-tan-p", "xã Tân Phú", [])
    (False, False)
    """
    if may_be_same_agency(id, name):
        return False
    mine, theirs = (re.sub(f"^{_HEAD}", "", _agency_words(text)).split() for text in (id, name))
    differing = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    if len(mine) == len(theirs) > 1 and len(differing) == 1:
        ((one, other),) = differing
        return one.isdigit() == other.isdigit() and not other.startswith(one)
    return len(mine) > 1 and any(may_be_same_agency(id, issuer) for issuer in issuers)


def nearest_title(title: str, own: str, others: Iterable[str]) -> str:
    """The title of `own` and `others` that a title stands for: `own` unless another is nearer; "" if it is like none.

    >>> nearest_title("hòa giải ở thôn", "Hoạt động của tổ hòa giải ở thôn", ["Giám sát đầu tư"])
    'Hoạt động của tổ hòa giải ở thôn'
    """
    given = set(_words(_latin(title)).split())

    def distance(one: str) -> Fraction:
        words = set(_words(_latin(one)).split())
        return 1 - Fraction(len(given & words), len(given | words) or 1)

    best = min((own, *others), key=distance)
    if distance(best) == 1:
        return ""
    return own if distance(best) and alike(title, own) else best

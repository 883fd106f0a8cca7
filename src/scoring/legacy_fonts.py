"""Recognises Vietnamese text typed for the fonts before Unicode (TCVN3, VNI) and converts it."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

_TCVN3 = str.maketrans(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
)
"""What the bytes of TCVN 5712:1993 (fonts named .Vn…) look like when taken for Latin-1."""
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
# Patterns are compiled where they first hit something: most runs never need them.
_WORD = "(?:[^\\W\\d_]|[¡-ÿ])+"
_ONSET = "(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|qu|r|s|t|th|tr|v|x)?"
_OPEN = "ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oai|oay|oi|ôi|ơi|ua|uây|ui|uôi|uơ|uya|ưa|ươi|ươu|ưi|ưu|yêu|uyu"
_CLOSED = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|oa|oă|oe|uâ|uê|uô|uy|uyê|ươ|yê"
_SYLLABLE = f"{_ONSET}(?:{_OPEN}|(?:{_CLOSED})(?:c|ch|m|n|ng|nh|p|t)?)"
_ABBREVIATION = "[bcdđghklmnpqrstvx]+"
_FEWEST = 2
"""Words beyond ASCII that it takes to tell."""
_TONES = "[\u0300\u0301\u0303\u0309\u0323]"
_STOPPED = "(?:c|ch|p|t)$"


class Legacy(Struct, frozen=True):
    """A text in an old charset."""

    charset: str
    """``TCVN3`` or ``VNI``."""
    text: str
    """The text in Unicode."""


def legacy(text: str) -> Legacy | None:
    """The charset and Unicode form of a text typed for an old font; None for any other text.

    Every word with letters beyond ASCII must become a possible Vietnamese syllable, and one is none now.

    >>> legacy("Biªn b¶n kiÓm tra viÖc thùc hiÖn d©n chñ")
    Legacy(charset='TCVN3', text='Biên bản kiểm tra việc thực hiện dân chủ')
    >>> legacy("Bieân baûn cuoäc hoïp")
    Legacy(charset='VNI', text='Biên bản cuộc họp')
    >>> legacy("Biên bản, café, 50 m²") is None
    True
    """
    if text.isascii() or any(ord(char) > 0x17F for char in text):
        return None
    words = [word for word in re.findall(_WORD, text) if not word.isascii() and any(map(str.isalpha, word))]
    if len(words) < _FEWEST or all(map(_possible, words)):
        return None
    for charset, convert in (("TCVN3", _from_tcvn3), ("VNI", _from_vni)):
        if all(_possible(convert(word)) for word in words):
            return Legacy(charset, convert(text))
    return None


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_vni(text: str) -> str:
    letters = ""
    for char in text:
        low = char.lower()
        before = letters[-1:].lower()
        if low in _VNI_TONES and before in set("aeioươuy"):
            letters += _VNI_TONES[low]
        elif low in _VNI_HATS and before in set("aeo"):
            letters += _VNI_HATS[low]
        elif low in _VNI_LETTERS:
            letters += _VNI_LETTERS[low] if char == low else _VNI_LETTERS[low].upper()
        else:
            letters += char
    return unicodedata.normalize("NFC", letters)


def _possible(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: its letters, at most one tone, and that tone before a stop."""
    low = word.lower()
    parts = unicodedata.normalize("NFD", low)
    tones = re.findall(_TONES, parts)
    plain = unicodedata.normalize("NFC", re.sub(_TONES, "", parts))
    if len(tones) > 1 or not re.fullmatch(_SYLLABLE, plain):
        return re.fullmatch(_ABBREVIATION, low) is not None
    return not re.search(_STOPPED, plain) or bool(tones and tones[0] in "\u0301\u0323")

"""One act of a campaign as an entry of the ledger: what it holds, and what its fields may be."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

FORMAT = "scoring.entry/1"
EntryData = Mapping[str, Any]
"""The data of an entry: JSON whose keys depend on the act. `scoring.review.acts` checks every value it reads."""
ZERO = "0" * 64
"""What the first entry of a ledger is chained to."""

# Without anchors, as the canonical line is matched with them too; each matches only what JSON writes as it is.
HASH = "[0-9a-f]{64}"
ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
ACT = "[a-z][a-z_]{0,39}"
INSTANT = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?Z"

HASH_FORM, _ID, _ACT, _INSTANT = map(re.compile, (HASH, ID, ACT, INSTANT))


class Malformed(ValueError):  # noqa: N818 - says what is the case, like the names in errors
    """What was read is no entry; says why in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.why = (vi, en)


class Head(NamedTuple):
    """The end of a ledger: how many entries it has, and the hash of the last."""

    seq: int = 0
    hash: str = ZERO


class Draft(Struct, frozen=True, kw_only=True):
    """An act not yet in a ledger; the store gives it its place in the chain."""

    act: str
    actor: str
    role: str
    at: str
    """A UTC instant as ISO text ending in Z."""
    data: EntryData = {}
    """Its numbers are whole or texts."""


class Entry(NamedTuple):
    """An act in the ledger. `signature` signs `hash`, and so everything before it as well.

    A named tuple, because ledgers have many thousands, and made from positions where it is read.
    """

    campaign: str
    seq: int
    act: str
    actor: str
    role: str
    at: str
    data: EntryData
    prev: str
    hash: str
    signature: Mapping[str, str] | None = None
    """``key`` (the public key's name) and ``value``, both texts; added after sealing, outside the hash."""

    @property
    def head(self) -> Head:
        """The ledger's end when this is its last entry."""
        return Head(self.seq, self.hash)


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    """A ledger's instant; Malformed if it is none in UTC of the form ``2025-12-10T16:59:59Z``.

    >>> instant("2025-12-10T16:59:59.5Z").isoformat()
    '2025-12-10T16:59:59.500000+00:00'
    """
    seconds, _, part = text[:-1].partition(".")
    with contextlib.suppress(ValueError):
        if _INSTANT.fullmatch(text):
            found = datetime.fromisoformat(seconds)
            return found.replace(microsecond=int(part.ljust(6, "0")) if part else 0, tzinfo=UTC)
    raise Malformed(
        f"“{text}” không phải thời điểm UTC dạng 2025-12-10T16:59:59Z",
        f"“{text}” is no UTC instant such as 2025-12-10T16:59:59Z",
    )


@lru_cache(maxsize=1024)
def whole_day(text: str) -> date:
    """The day with which an instant begins; ValueError if the calendar has none. Cached: ledgers have few days."""
    return date.fromisoformat(text)


def check_plain(value: Any, depth: int = 0) -> None:
    """Refuse (Malformed) what has no exact canonical form: floats, keys that are no texts, endless depth."""
    kind = value.__class__
    if kind is str or kind is int or kind is bool or value is None:
        return
    if depth > 40:
        raise Malformed("lồng quá sâu", "nested too deeply")
    if kind is dict:
        for key, one in value.items():
            if key.__class__ is not str:
                raise Malformed(f"khóa {key!r} không phải chữ", f"the key {key!r} is no text")
            check_plain(one, depth + 1)
    elif kind is list:
        for one in value:
            check_plain(one, depth + 1)
    else:
        raise Malformed(
            f"{value!r} không phải dữ liệu chính xác; số lẻ viết thành chữ",
            f"{value!r} is no exact data; decimals are written as texts",
        )


def check_fields(entry: Entry) -> None:
    """Refuse (Malformed) fields that are not what they may be; the hash is computed, or compared, elsewhere."""
    instant(entry.at)
    good = {
        "act": _ACT.fullmatch(entry.act),
        "campaign": _ID.fullmatch(entry.campaign),
        "actor": entry.actor.strip(),
        "role": entry.role.strip(),
        "seq": entry.seq >= 1,
        "prev": HASH_FORM.fullmatch(entry.prev),
    }
    wrong = next((name for name, fits in good.items() if not fits), None)
    if wrong:
        raise Malformed(f"mục “{wrong}” không hợp lệ", f"the field “{wrong}” is not valid")

"""One act of a campaign as an entry of the ledger: sealed by its hash, chained to the entry before it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from scoring.diagnostics import Diagnostic, Place
from scoring.errors import IntegrityFailure
from scoring.json_write import canonical_line
from scoring.numbers import MAX_DIGITS

FORMAT = "scoring.entry/1"
ZERO = "0" * 64
"""What the first entry of a ledger is chained to."""
MAX_BYTES = 1_000_000
"""No entry is longer; attachments are named by their digest."""

_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ACT = re.compile(r"[a-z][a-z_]{0,39}")
_INSTANT = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_NAMES = ("act", "actor", "at", "campaign", "data", "format", "hash", "prev", "role", "seq")
_TYPES: tuple[type, ...] = tuple({"data": dict, "seq": int}.get(name, str) for name in _NAMES)
_parts = itemgetter(*_NAMES)
_SIGNATURE = frozenset(("key", "value"))
_Why = tuple[str, str]


class Malformed(ValueError):  # noqa: N818 - says what is the case, like the names in errors
    """What was read is no entry; says why in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.why = (vi, en)


class Head(NamedTuple):
    """The end of a ledger: how many entries it has, and the hash of the last."""

    seq: int = 0
    hash: str = ZERO


@dataclass(frozen=True, slots=True)
class Draft:
    """An act as the caller hands it in; the store gives it its place in the chain.

    `at` is a UTC instant as ISO text ending in Z; numbers in `data` are whole or texts.
    """

    act: str
    actor: str
    role: str
    at: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Entry(NamedTuple):
    """An act in the ledger. `signature` signs `hash`, and so everything before it as well."""

    campaign: str
    seq: int
    act: str
    actor: str
    role: str
    at: str
    data: Mapping[str, Any]
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
    """A ledger's instant.

    >>> instant("2025-12-10T16:59:59.5Z").isoformat()
    '2025-12-10T16:59:59.500000+00:00'

    Raises:
        Malformed: it is no UTC instant of the form ``2025-12-10T16:59:59Z``.
    """
    whole, _, part = text[:-1].partition(".")
    with contextlib.suppress(ValueError):
        if _INSTANT.fullmatch(text):
            found = datetime.fromisoformat(whole)
            return found.replace(microsecond=int(part.ljust(6, "0")) if part else 0, tzinfo=UTC)
    raise Malformed(
        f"“{text}” không phải thời điểm UTC dạng 2025-12-10T16:59:59Z",
        f"“{text}” is no UTC instant such as 2025-12-10T16:59:59Z",
    )


def _check_plain(value: Any, depth: int = 0) -> None:
    """Refuse what has no exact canonical form: floats, keys that are no texts, endless depth."""
    kind = value.__class__
    if kind is str or kind is int or kind is bool or value is None:
        return
    if depth > 40:
        raise Malformed("lồng quá sâu", "nested too deeply")
    if kind is dict:
        for key, one in value.items():
            if key.__class__ is not str:
                raise Malformed(f"khóa {key!r} không phải chữ", f"the key {key!r} is no text")
            _check_plain(one, depth + 1)
    elif kind is list:
        for one in value:
            _check_plain(one, depth + 1)
    else:
        raise Malformed(
            f"{value!r} không phải dữ liệu chính xác; số lẻ viết thành chữ",
            f"{value!r} is no exact data; decimals are written as texts",
        )


def _body(entry: Entry | Draft, campaign: str, seq: int, prev: str) -> bytes:
    return canonical_line({
        "act": entry.act, "actor": entry.actor, "at": entry.at, "campaign": campaign,
        "data": entry.data, "format": FORMAT, "prev": prev, "role": entry.role, "seq": seq,
    })  # fmt: skip


def seal(draft: Draft, campaign: str, seq: int, prev: str) -> Entry:
    """The draft as entry number `seq`, chained to the hash `prev`.

    The hash is the SHA-256 of the entry's canonical line without ``hash`` and ``signature``.

    Raises:
        Malformed: a part of the draft is not what an entry may hold.
    """
    data = dict(draft.data)
    _check_plain(data)
    body = _body(Draft(draft.act, draft.actor, draft.role, draft.at, data), campaign, seq, prev)
    digest = hashlib.sha256(body).hexdigest()
    entry = Entry(campaign, seq, draft.act, draft.actor, draft.role, draft.at, data, prev, digest)
    _check(entry)
    if len(body) > MAX_BYTES:
        raise Malformed(f"bản ghi quá {MAX_BYTES} byte", f"the entry exceeds {MAX_BYTES} bytes")
    return entry


@lru_cache(maxsize=4096)
def _wrong(act: str, campaign: str, actor: str, role: str, at: str) -> str:
    """The name of a field that is not what it may be; few combinations fill a whole ledger."""
    instant(at)
    return (
        "act" if not _ACT.fullmatch(act)
        else "campaign" if not _ID.fullmatch(campaign)
        else "actor" if not actor.strip()
        else "role" if not role.strip()
        else ""
    )  # fmt: skip


def _check(entry: Entry) -> None:
    # Its hash is no less than computed, or compared with what is.
    wrong = _wrong(entry.act, entry.campaign, entry.actor, entry.role, entry.at) or (
        "seq" if entry.seq < 1
        else "prev" if not _HASH.fullmatch(entry.prev)
        else ""
    )  # fmt: skip
    if wrong:
        raise Malformed(f"mục “{wrong}” không hợp lệ", f"the field “{wrong}” is not valid")


def to_bytes(entry: Entry) -> bytes:
    """The entry's canonical line, without a line end."""
    body = _body(entry, entry.campaign, entry.seq, entry.prev)
    return _whole(body, entry.hash, entry.signature)


def _whole(body: bytes, digest: str, signature: Mapping[str, str] | None) -> bytes:
    # Keys are sorted, and nothing after the last `,"prev":` can look like it: only a text and a number follow.
    at = body.rindex(b',"prev":')
    line = b'%b,"hash":"%b"%b' % (body[:at], digest.encode(), body[at:])
    if signature is None:
        return line
    return b'%b,"signature":%b}' % (line[:-1], canonical_line(dict(signature)))


def _no_float(text: str) -> Any:
    raise Malformed(f"số “{text}” phải viết thành chữ", f"the number “{text}” must be a text")


def _whole_number(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise Malformed("số quá dài", "the number is too long")
    return int(text)


_scan: Callable[[str], tuple[Any, int]] = json.JSONDecoder(
    parse_float=_no_float, parse_constant=_no_float, parse_int=_whole_number
).raw_decode


def _loads(raw: bytes) -> dict[str, Any]:
    if len(raw) > 2 * MAX_BYTES:
        raise Malformed("quá dài", "too long")
    try:
        text = raw.decode()
        value, end = _scan(text)
    except Malformed:
        raise
    except (ValueError, RecursionError):
        end, text, value = -1, "", None
    if end != len(text):
        raise Malformed("không phải một dòng JSON trọn vẹn", "no whole line of JSON")
    if value.__class__ is not dict:
        raise Malformed("không phải bản ghi", "no entry")
    found: dict[str, Any] = value
    return found


def parse(raw: bytes) -> Entry:
    """The entry in a canonical line; its own hash is checked, its place in a chain is not.

    Raises:
        Malformed: it is no entry, is not written canonically, or its hash does not fit.
    """
    entry = _from(_loads(raw))
    body = _body(entry, entry.campaign, entry.seq, entry.prev)
    # A key given twice, another order or spacing would give other bytes.
    if _whole(body, entry.hash, entry.signature) != raw:
        raise Malformed("không viết theo dạng chuẩn tắc", "not written canonically")
    if hashlib.sha256(body).hexdigest() != entry.hash:
        raise Malformed(
            "nội dung không khớp mã băm của chính nó", "its content does not fit its hash"
        )
    return entry


def read(raw: bytes) -> Entry:
    """The entry in a stored line, its own hash checked; whether it is written canonically is left to `parse`.

    Raises:
        Malformed: it is no entry, or its hash does not fit.
    """
    entry = _from(_loads(raw))
    start = raw.rfind(b',"hash":"')
    tail = raw[start + 74 :]
    if entry.signature is not None:
        tail = tail[: tail.rindex(b',"signature":')] + b"}"
    if hashlib.sha256(raw[:start] + tail).hexdigest() != entry.hash:
        raise Malformed(
            "nội dung không khớp mã băm của chính nó", "its content does not fit its hash"
        )
    return entry


def _from(value: dict[str, Any]) -> Entry:
    signature = value.pop("signature", None)
    try:
        parts = _parts(value)
    except KeyError:
        parts = ()
    if len(value) != len(parts):
        odd = ", ".join(sorted(value.keys() ^ set(_NAMES)))
        raise Malformed(f"thiếu hoặc thừa khóa: {odd}", f"keys missing or too many: {odd}")
    act, actor, at, campaign, data, format_, digest, prev, role, seq = parts
    if format_ != FORMAT:
        raise Malformed(f"định dạng không phải {FORMAT}", f"the format is not {FORMAT}")
    kinds = tuple(map(type, parts))
    if kinds != _TYPES:
        odd = ", ".join(
            name
            for name, one, wanted in zip(_NAMES, kinds, _TYPES, strict=True)
            if one is not wanted
        )
        raise Malformed(f"mục “{odd}” không hợp lệ", f"the field “{odd}” is not valid")
    if signature is not None and (
        signature.__class__ is not dict
        or signature.keys() != _SIGNATURE
        or not all(isinstance(one, str) for one in signature.values())
    ):
        raise Malformed("chữ ký không hợp lệ", "the signature is not valid")
    entry = Entry(campaign, seq, act, actor, role, at, data, prev, digest, signature)
    _check(entry)
    return entry


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry at which a ledger is not whole: its place from 1, what is wrong, what held before it."""

    position: int
    why: _Why
    head: Head

    def failure(self, file: str) -> IntegrityFailure:
        """The failure to raise; `file` names the ledger."""
        values = {"position": str(self.position), "why": self.why[0], "why_en": self.why[1]}
        return IntegrityFailure([Diagnostic("SC900", Place(file, self.position), values)])


def verify(
    lines: Iterable[bytes],
    campaign: str = "",
    start: Head | None = None,
    each: Callable[[Entry], None] | None = None,
) -> Head | Broken:
    """The head of a whole ledger, or the first entry that is broken.

    Args:
        lines: the entries' lines, as `to_bytes` writes them.
        campaign: the campaign all of them must belong to; the first entry's when not given.
        start: the head the first line must follow; the ledger's beginning when not given.
        each: called with every entry found whole, in order.
    """
    head = start or Head()
    for position, raw in enumerate(lines, head.seq + 1):
        try:
            entry = parse(raw)
        except Malformed as error:
            return Broken(position, error.why, head)
        campaign = campaign or entry.campaign
        if entry.campaign != campaign:
            why = (
                f"thuộc đợt khác: {entry.campaign}",
                f"belongs to another campaign: {entry.campaign}",
            )
        elif entry.seq != position:
            why = (
                f"mang số {entry.seq}, phải là {position}",
                f"is number {entry.seq}, should be {position}",
            )
        elif entry.prev != head.hash:
            why = "không nối vào bản ghi liền trước", "is not chained to the entry before it"
        else:
            head = entry.head
            if each is not None:
                each(entry)
            continue
        return Broken(position, why, head)
    return head


__all__ = [
    "FORMAT", "ZERO", "Broken", "Draft", "Entry", "Head", "Malformed", "instant", "parse", "read", "seal",
    "to_bytes", "verify",
]  # fmt: skip

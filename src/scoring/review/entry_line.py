"""An entry and its canonical line of JSON: sealed, written, read back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from scoring.json_source import JsonRefused, strict_decoder
from scoring.json_write import canonical_line, line_text
from scoring.review.entry import (
    ACT,
    FORMAT,
    HASH,
    ID,
    INSTANT,
    Draft,
    Entry,
    EntryData,
    Malformed,
    check_fields,
    check_plain,
    whole_day,
)

MAX_BYTES = 1_000_000
"""No entry is longer; attachments are named by their digest."""

_NAMES = ("act", "actor", "at", "campaign", "data", "format", "hash", "prev", "role", "seq")
_TYPES: tuple[type, ...] = tuple({"data": dict, "seq": int}.get(name, str) for name in _NAMES)
_parts = itemgetter(*_NAMES)
_SIGNATURE = frozenset(("key", "value"))


def _body(entry: Entry | Draft, data: EntryData, campaign: str, seq: int, prev: str) -> bytes:
    """The canonical line without ``hash`` and ``signature``."""
    fields = {
        "act": entry.act,
        "actor": entry.actor,
        "at": entry.at,
        "campaign": campaign,
        "data": data,
        "format": FORMAT,
        "prev": prev,
        "role": entry.role,
        "seq": seq,
    }
    try:
        return canonical_line(fields)
    except (UnicodeEncodeError, RecursionError):
        raise Malformed(
            "có chữ không viết được bằng UTF-8, hoặc lồng quá sâu",
            "there is text that UTF-8 cannot write, or it is nested too deeply",
        ) from None


def seal(draft: Draft, campaign: str, seq: int, prev: str) -> Entry:
    """The draft as entry number `seq`, chained to the hash `prev`; Malformed if it is not what an entry may hold.

    The hash is the SHA-256 of the entry's canonical line without ``hash`` and ``signature``.
    """
    data = dict(draft.data)
    check_plain(data)
    body = _body(draft, data, campaign, seq, prev)
    digest = hashlib.sha256(body).hexdigest()
    entry = Entry(campaign, seq, draft.act, draft.actor, draft.role, draft.at, data, prev, digest)
    check_fields(entry)
    if len(body) > MAX_BYTES:
        raise Malformed(f"bản ghi quá {MAX_BYTES} byte", f"the entry exceeds {MAX_BYTES} bytes")
    return entry


def to_bytes(entry: Entry) -> bytes:
    """The entry's canonical line, without a line end."""
    body = _body(entry, entry.data, entry.campaign, entry.seq, entry.prev)
    return _full_line(body, entry.hash, entry.signature)


def _full_line(body: bytes, digest: str, signature: Mapping[str, str] | None) -> bytes:
    # Keys are sorted, and nothing after the last `,"prev":` can look like it: only a text and a number follow.
    at = body.rindex(b',"prev":')
    line = b'%b,"hash":"%b"%b' % (body[:at], digest.encode(), body[at:])
    if signature is None:
        return line
    return b'%b,"signature":%b}' % (line[:-1], canonical_line(dict(signature)))


# A key given twice would be written in another way than it was read.
_scan: Callable[..., tuple[Any, int]] = strict_decoder(unique_keys=False).raw_decode

# What surrounds the data of nearly every line: canonical by what these two match, so that only the data are left
# to be compared with what would be written. Texts with escapes and signed entries go the long way.
_WORD = r'"([^"\\\x00-\x1f]+)"'
_before = re.compile(rf'\{{"act":"({ACT})","actor":{_WORD},"at":"({INSTANT})","campaign":"({ID})","data":(?=\{{)').match
_after = re.compile(
    rf',"format":"{re.escape(FORMAT)}","hash":"({HASH})","prev":"({HASH})","role":{_WORD},"seq":([1-9][0-9]{{0,15}})\}}'
).fullmatch


def _plain(raw: bytes, canonical: bool) -> Entry | None:
    """The entry in a line of the usual form, its hash checked; None for any other, be it right or wrong."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = raw.decode()
        before = _before(text)
        if before is None:
            return None
        start = before.end()
        data, end = _scan(text, start)
        after = _after(text, end)
        if after is None or (canonical and line_text(data) != text[start:end]):
            return None
        act, actor, at, campaign = before.groups()
        digest, prev, role, seq = after.groups()
        whole_day(at[:10])
    except (ValueError, RecursionError):
        return None
    # Behind the data there is nothing in which it could be found again.
    cut = raw.rindex(b',"hash":"')
    if hashlib.sha256(raw[:cut] + raw[cut + 74 :]).hexdigest() != digest:
        return None
    if actor.isspace() or role.isspace():
        return None
    return Entry._make((campaign, int(seq), act, actor, role, at, data, prev, digest, None))


def parse(raw: bytes) -> Entry:
    """The entry in a line; Malformed if it is none, is not canonical, or its hash does not fit; not its place."""
    found = _plain(raw, canonical=True)
    if found is not None:
        return found
    entry = _from(_loads(raw))
    body = _body(entry, entry.data, entry.campaign, entry.seq, entry.prev)
    # A key given twice, another order or spacing would give other bytes.
    if _full_line(body, entry.hash, entry.signature) != raw:
        raise Malformed("không viết theo dạng chuẩn tắc", "not written canonically")
    if hashlib.sha256(body).hexdigest() != entry.hash:
        raise Malformed("nội dung không khớp mã băm của chính nó", "its content does not fit its hash")
    return entry


def read(raw: bytes) -> Entry:
    """The entry in a stored line, like `parse`, except that its data need not be written canonically."""
    # An escape may be text that UTF-8 cannot write.
    return _plain(raw, canonical=b"\\u" in raw) or parse(raw)


def _loads(raw: bytes) -> dict[str, Any]:
    if len(raw) > 2 * MAX_BYTES:
        raise Malformed("quá dài", "too long")
    try:
        text = raw.decode()
        value, end = _scan(text)
    except JsonRefused as refused:
        if refused.kind == "digits":
            raise Malformed(*refused.why) from None
        number = refused.text
        raise Malformed(f"số “{number}” phải viết thành chữ", f"the number “{number}” must be a text") from None
    except (ValueError, RecursionError):
        end, text, value = -1, "", None
    if end != len(text):
        raise Malformed("không phải một dòng JSON trọn vẹn", "no whole line of JSON")
    if value.__class__ is not dict:
        raise Malformed("không phải bản ghi", "no entry")
    found: dict[str, Any] = value
    return found


def _from(value: dict[str, Any]) -> Entry:
    signature = value.pop("signature", None)
    try:
        parts = _parts(value)
    except KeyError:
        parts = ()
    if not parts or len(value) != len(parts):
        odd = ", ".join(sorted(value.keys() ^ set(_NAMES)))
        raise Malformed(f"thiếu hoặc thừa khóa: {odd}", f"keys missing or too many: {odd}")
    act, actor, at, campaign, data, format_, digest, prev, role, seq = parts
    if format_ != FORMAT:
        raise Malformed(f"định dạng không phải {FORMAT}", f"the format is not {FORMAT}")
    kinds = tuple(map(type, parts))
    if kinds != _TYPES:
        odd = ", ".join(name for name, one, wanted in zip(_NAMES, kinds, _TYPES, strict=True) if one is not wanted)
        raise Malformed(f"mục “{odd}” không hợp lệ", f"the field “{odd}” is not valid")
    if signature is not None and (
        signature.__class__ is not dict
        or signature.keys() != _SIGNATURE
        or not all(isinstance(one, str) for one in signature.values())
    ):
        raise Malformed("chữ ký không hợp lệ", "the signature is not valid")
    entry = Entry(campaign, seq, act, actor, role, at, data, prev, digest, signature)
    check_fields(entry)
    return entry

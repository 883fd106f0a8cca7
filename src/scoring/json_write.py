"""Canonical JSON: the one way a value is written, so that equal values have equal bytes."""

from __future__ import annotations

import json.encoder
from collections.abc import Callable, Iterable, Mapping
from json.encoder import JSONEncoder, encode_basestring
from typing import Any, BinaryIO

_text: Callable[[str], str] = encode_basestring
_WORDS = {None: "null", True: "true", False: "false"}


def canonical(value: Any) -> bytes:
    r"""Sorted keys, one space of indent, UTF-8, a newline at the end; numbers are whole or texts.

    The bytes are those of the standard library's writer with these settings, which takes twice as long. Raises
    TypeError for a float, or anything else that JSON or this project does not have.

    >>> canonical({"b": [1, "ế"], "a": {}}).decode()
    '{\n "a": {},\n "b": [\n  1,\n  "ế"\n ]\n}\n'
    """
    parts: list[str] = []
    _write(value, "\n", parts.append)
    parts.append("\n")
    return "".join(parts).encode()


def write_canonical(stream: BinaryIO, lists: Mapping[str, Iterable[Any]]) -> None:
    r"""Write lists by their names as `canonical` does, item by item, so that they need not be in memory.

    >>> from io import BytesIO
    >>> stream, lists = BytesIO(), {"b": [{"c": [1]}, 2], "a": []}
    >>> write_canonical(stream, lists)
    >>> stream.getvalue() == canonical(lists)
    True
    """
    before = b"{"
    for name in sorted(lists):
        stream.write(before + b"\n " + _text(name).encode() + b": ")
        start = b"["
        for one in lists[name]:
            # No text of JSON holds a line end.
            stream.write(start + (b"\n" + canonical(one)[:-1]).replace(b"\n", b"\n  "))
            start = b","
        stream.write(b"\n ]" if start == b"," else b"[]")
        before = b","
    stream.write(b"\n}\n" if lists else b"{}\n")


# No circle is looked for: what ledgers hold was read from text, or was looked through before.
_plain = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
# `encode` makes this anew for every value it is given, which takes as long as writing a small one.
_maker: Any = getattr(json.encoder, "c_make_encoder", None)
_chunks: Callable[[Any, int], Iterable[str]] = (
    _maker(None, _plain.default, _text, None, ":", ",", True, False, False)
    if _maker
    else lambda value, _: (_plain.encode(value),)
)


def canonical_line(value: Any) -> bytes:
    """Sorted keys, no spaces, one line without its end, UTF-8: the form in which ledgers are hashed.

    Whoever calls it has made sure that there is no float in `value`.

    >>> canonical_line({"b": [1, "ế"], "a": {}}).decode()
    '{"a":{},"b":[1,"ế"]}'
    """
    return "".join(_chunks(value, 0)).encode()


def line_text(value: Any) -> str:
    """`canonical_line` as text."""
    return "".join(_chunks(value, 0))


def _write(value: Any, line: str, put: Callable[[str], None]) -> None:
    kind = value.__class__
    if kind is str:
        put(_text(value))
    elif value is None or kind is bool:
        put(_WORDS[value])
    elif kind is int:
        put(str(value))
    elif isinstance(value, dict):
        if not value:
            put("{}")
            return
        inner = line + " "
        before = "{" + inner
        for key in sorted(value):
            put(before)
            put(_text(key))
            put(": ")
            one = value[key]
            if one.__class__ is str:
                put(_text(one))
            else:
                _write(one, inner, put)
            before = "," + inner
        put(line + "}")
    elif isinstance(value, (list, tuple)):
        if not value:
            put("[]")
            return
        inner = line + " "
        before = "[" + inner
        for one in value:
            put(before)
            _write(one, inner, put)
            before = "," + inner
        put(line + "]")
    elif isinstance(value, str):
        put(_text(str(value)))
    else:
        raise TypeError(f"not to be written as JSON: {value!r}")

"""Writes a dossier as canonical YAML that reads back equal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.evidence.model import UNWRITTEN, Claim, Declared, Dossier, Judgement, Percent, UnitText
from scoring.models import Model
from scoring.numbers import Number, decimals_of, exact_text, fixed, normal
from scoring.text import nfc
from scoring.values import PartialDate, Period

_PLAIN = re.compile(r"[^\W\d_](?:[\w./()–-]| (?! ))*(?<! )")
# Words another reader of YAML would take for a truth value, nothing or a number.
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n", "có", "không"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def dump_dossier(dossier: Dossier) -> str:
    """The dossier as YAML text. Raises ValueError if a declared number has no finite decimal, which no dossier file can
    write; points may be fractions.
    """
    tree = {
        name: value
        for name in type(dossier).model_fields
        if name not in UNWRITTEN
        and ((value := getattr(dossier, name)) not in (None, [], {}) or name == "complete")
        and value is not False
    }
    return dump_tree(tree)


def dump_tree(tree: Mapping[str, Any]) -> str:
    """A plain tree, with models or without, as YAML text."""
    return "\n".join(_mapping(tree, "")) + "\n"


def _entries(value: Model | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(value, Model):
        fields = type(value).model_fields.items()
        pairs = [(info.key, getattr(value, name)) for name, info in fields]
        if isinstance(value, (Claim, Judgement)):
            pairs = [(name, _points(one) if name == "points" else one) for name, one in pairs]
        return {name: one for name, one in pairs if one is not None and one not in ([], {})}
    return dict(value)


def _short(value: Any) -> Any:
    """The short form of a number, claim or text with nothing else to say."""
    if isinstance(value, Declared) and not value.evidence and value.note is None:
        return value.value
    if isinstance(value, UnitText) and value.unit is None:
        return value.text
    return _points(value.points) if isinstance(value, Claim) and value.note is None else value


def _points(value: Number) -> Number | str:
    """Points; as a fraction where they have no finite decimal."""
    return exact_text(value) if decimals_of(value) is None else value


def _mapping(value: Model | Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, raw in _entries(value).items():
        one = _short(raw)
        head = f"{indent}{_key(str(key))}:"
        if isinstance(one, str):
            yield f"{head} {_text(one)}"
        elif isinstance(one, (Model, Mapping)):
            inner = _entries(one)
            yield from (head, *_mapping(inner, f"{indent}  ")) if inner else (f"{head} {{}}",)
        elif isinstance(one, list):
            if any(not isinstance(item, str) and isinstance(item, (Model, Mapping, list)) for item in one):
                yield head
                yield from _list(one, f"{indent}  ")
            else:
                yield f"{head} [{', '.join(_scalar(item, flow=True) for item in one)}]"
        else:
            yield f"{head} {_scalar(one)}"


def _list(items: list[Any], indent: str) -> Iterator[str]:
    for item in map(_short, items):
        if isinstance(item, list):
            yield f"{indent}- {_flow(item)}"
            continue
        if isinstance(item, (Model, Mapping)):
            lines = list(_mapping(item, f"{indent}  "))
            yield f"{indent}- {lines[0].lstrip()}" if lines else f"{indent}- {{}}"
            yield from lines[1:]
        else:
            yield f"{indent}- {_scalar(item)}"


def _flow(value: Any) -> str:
    """Nested lists in flow style; only for values that no field type accepts."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_quoted(str(key))}: {_flow(one)}' for key, one in value.items())}}}"
    return _scalar(value, flow=True)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", text) and text.lower() not in _WORDS else _quoted(text)


def _scalar(value: Any, flow: bool = False) -> str:
    if isinstance(value, str):
        return _text(value, flow)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Percent):
        return _quoted(f"{_number(normal(Fraction(value) * 100))} %")
    if isinstance(value, (int, Fraction, Decimal)):
        return _number(value)
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, PartialDate):
        return str(value) if value.complete else _quoted(str(value))
    if isinstance(value, date):
        return value.isoformat()
    return _text(str(value), flow)


def _text(text: str, flow: bool = False) -> str:
    text = nfc(text)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable()
    return text if plain and not (flow and " " in text) else _quoted(text)


def _number(value: int | Fraction | Decimal) -> str:
    if isinstance(value, Decimal):
        # Written out in full, since an exponent would be read as text.
        return f"{value:f}".removeprefix("+")
    places = decimals_of(value)
    if places is None:
        raise ValueError(f"no finite decimal: {value}")
    return fixed(value, places)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char.isprintable() or char == "\u00a0":
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

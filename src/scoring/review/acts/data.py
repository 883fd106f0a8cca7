"""What an entry's data holds, read with care: who wrote it may have written anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from scoring.diagnostics import Diagnostic
from scoring.numbers import Number, from_exact, parse_number
from scoring.review.state import Refused
from scoring.review.table import ACTS, COMMANDS
from scoring.values import PartialDate

Data = Mapping[str, Any]
_FRACTION = re.compile(r"-?[0-9]{1,30}/[1-9][0-9]{0,30}")


def refuse(code: str, **values: str) -> Refused:
    """A refusal with its reason."""
    return Refused([Diagnostic(code, None, values)])


def text(data: Data, key: str, *, wanted: bool = True) -> str:
    """The text under a key, which may be empty where it is not `wanted`."""
    value = data.get(key, "")
    if not isinstance(value, str) or (wanted and not value.strip()):
        raise refuse("SC933", key=key)
    return value


def reason_in(data: Data, act: str) -> str:
    """The reason given for an act."""
    value = data.get("reason", "")
    if not isinstance(value, str) or not value.strip():
        raise refuse("SC923", act=ACTS[act][0], act_en=COMMANDS[act])
    return value


def number(value: Any, key: str) -> Number:
    """Points as an entry writes them: an exact decimal as text, or a fraction where no decimal is exact."""
    found = _parsed(value) if isinstance(value, str) else None
    if found is None:
        raise refuse("SC933", key=key)
    return found


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> Number | None:
    # The same few points are written over and over.
    found = parse_number(text)
    return from_exact(text) if found is None and _FRACTION.fullmatch(text) else found


def numbers(data: Data, key: str) -> dict[str, Number]:
    """Points by id; nothing where the key is absent."""
    table = data.get(key)
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise refuse("SC933", key=key)
    found = {}
    for id, one in table.items():
        points = _parsed(one) if one.__class__ is str else None
        if points is None:
            raise refuse("SC933", key=f"{key}.{id}")
        found[id] = points
    return found


def texts(data: Data, key: str) -> dict[str, str]:
    """Texts by id; nothing where the key is absent."""
    table = data.get(key)
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise refuse("SC933", key=key)
    return dict(table)


def listed(data: Data, key: str) -> tuple[str, ...]:
    """A list of texts; empty where the key is absent."""
    rows = data.get(key)
    if rows is None:
        return ()
    if not isinstance(rows, list) or not all(isinstance(one, str) for one in rows):
        raise refuse("SC933", key=key)
    return tuple(rows)


def day(data: Data, key: str) -> date:
    """A whole date."""
    try:
        found = PartialDate.parse(text(data, key))
    except ValueError:
        raise refuse("SC933", key=key) from None
    if not found.complete:
        raise refuse("SC933", key=key)
    return found.first


__all__ = ["Data", "day", "listed", "number", "numbers", "reason_in", "refuse", "text", "texts"]

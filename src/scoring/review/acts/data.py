"""The values of an entry's data, each checked: an entry from elsewhere may hold anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from scoring.numbers import Number, from_exact, parse_number
from scoring.review.acts.act import Act, DataKind
from scoring.review.entry import EntryData
from scoring.review.state import Refused
from scoring.values import whole_day

_FRACTION = re.compile(r"-?[0-9]{1,30}/[1-9][0-9]{0,30}")


POINTS_KEYS: Mapping[str, DataKind] = {
    "causes": "points_by_id",
    "refused": "texts",
    "evidence": "texts",
    "numbers": "texts_by_id",
}
"""The keys that may go with points given: why they change, what is not accepted, what they rest on, corrections."""
ORIGIN = "origin"
"""The key under which a received entry keeps its place, hash and signature in the ledger it comes from."""


def refuse(code: str, **values: str) -> Refused:
    """A refusal with its reason."""
    return Refused.of(code, **values)


def text(data: EntryData, key: str, *, wanted: bool = True) -> str:
    """The text under a key, which may be empty where it is not `wanted`."""
    value = data.get(key, "")
    if not isinstance(value, str) or (wanted and not value.strip()):
        raise refuse("SC933", key=key)
    return value


def reason_in(data: EntryData, act: Act) -> str:
    """The reason given for an act."""
    value = data.get("reason", "")
    if not isinstance(value, str) or not value.strip():
        raise refuse("SC923", act=act.words[0], act_en=act.command)
    return value


def number(value: Any, key: str) -> Number:
    """Points as an entry writes them: an exact decimal as text, or a fraction where no decimal is exact."""
    found = parse_points(value) if isinstance(value, str) else None
    if found is None:
        raise refuse("SC933", key=key)
    return found


@lru_cache(maxsize=16_384)
def parse_points(text: str) -> Number | None:
    """Points as an entry writes them; None for anything else."""
    # The same few points are written over and over.
    found = parse_number(text)
    return from_exact(text) if found is None and _FRACTION.fullmatch(text) else found


def _table(data: EntryData, key: str) -> dict[str, Any]:
    table = data.get(key)
    if table is not None and not isinstance(table, dict):
        raise refuse("SC933", key=key)
    return table or {}


def numbers(data: EntryData, key: str) -> dict[str, Number]:
    """Points by id; nothing where the key is absent."""
    found = {}
    for id, one in _table(data, key).items():
        points = parse_points(one) if one.__class__ is str else None
        if points is None:
            raise refuse("SC933", key=f"{key}.{id}")
        found[id] = points
    return found


def texts(data: EntryData, key: str) -> dict[str, str]:
    """Texts by id; nothing where the key is absent."""
    table = _table(data, key)
    if not all(isinstance(one, str) for one in table.values()):
        raise refuse("SC933", key=key)
    return dict(table)


def files(data: EntryData, key: str) -> dict[str, str]:
    """Digests by file name; the names stay inside the folder they are taken out to."""
    found = texts(data, key)
    for name in found:
        check_name(name, f"{key}.{name}")
    return found


def dossier_of(data: EntryData) -> tuple[str, str, dict[str, str]]:
    """A submission's dossier: its digest, its file name, and the digests of its attachments by name."""
    dossier, file, attachments = (text(data, "dossier"), text(data, "file"), files(data, "attachments"))
    check_name(file, "file")
    if attachments.get(file, dossier) != dossier:
        # In one folder, the one would replace the other.
        raise refuse("SC933", key=f"attachments.{file}")
    return dossier, file, attachments


def check_name(name: str, key: str) -> None:
    """Refuse a file's name that leads elsewhere."""
    parts = name.split("/")
    if "\\" in name or "\0" in name or {"", ".", ".."}.intersection(parts):
        raise refuse("SC933", key=key)


def text_list(data: EntryData, key: str) -> tuple[str, ...]:
    """A list of texts; empty where the key is absent."""
    rows = data.get(key)
    if rows is None:
        return ()
    if not isinstance(rows, list) or not all(isinstance(one, str) for one in rows):
        raise refuse("SC933", key=key)
    return tuple(rows)


def day(data: EntryData, key: str) -> date:
    """A whole date."""
    try:
        return whole_day(text(data, key))
    except ValueError:
        raise refuse("SC933", key=key) from None

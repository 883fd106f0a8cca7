"""Every diagnostic code with its texts; the documentation page is generated from here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


def install_command(extra: str) -> str:
    """What installs an optional part of this package (``office``, ``review``), under its name on PyPI."""
    return f"pip install 'chamdiem[{extra}]'"


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's severity, message and hint in both languages; ``{name}`` is filled from the diagnostic."""

    severity: Severity
    vi: str
    en: str
    hint_vi: str
    hint_en: str


_AREAS = {
    "1": "reading",
    "2": "shape",
    "3": "static",
    "4": "dossier",
    "5": "evaluation",
    "6": "command",
    "7": "workbook",
    "8": "documents",
    "85": "campaign",
    "86": "campaign",
    "9": "review",
    "95": "exchange",
    "96": "exchange",
    "97": "store",
    "98": "store",
    "99": "store",
}


def lookup(code: str) -> Entry:
    """The entry of a code. Raises KeyError for no such code."""
    area = _AREAS.get(code[2:4]) or _AREAS[code[2:3]]
    module = importlib.import_module(f"scoring.catalog.{area}")
    entry: Entry = module.CODES[code]
    return entry


def all_codes() -> dict[str, Entry]:
    """All codes in order."""
    codes: dict[str, Entry] = {}
    for area in dict.fromkeys(_AREAS.values()):
        codes.update(importlib.import_module(f"scoring.catalog.{area}").CODES)
    return dict(sorted(codes.items()))

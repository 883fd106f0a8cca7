"""Every diagnostic code with its texts; the documentation page is generated from here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's severity, message and hint in both languages; ``{name}`` is filled from the diagnostic."""

    severity: str
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
    "9": "review",
}


def lookup(code: str) -> Entry:
    """The entry of a code.

    Raises:
        KeyError: no such code.
    """
    module = importlib.import_module(f"scoring.catalog.{_AREAS[code[2]]}")
    entry: Entry = module.CODES[code]
    return entry


def all_codes() -> dict[str, Entry]:
    """All codes in order."""
    codes: dict[str, Entry] = {}
    for area in _AREAS.values():
        codes.update(importlib.import_module(f"scoring.catalog.{area}").CODES)
    return dict(sorted(codes.items()))

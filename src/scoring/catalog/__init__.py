"""Every diagnostic code with its texts; the documentation page is generated from here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
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


def error(vi: str, en: str, hint_vi: str, hint_en: str) -> Entry:
    """The entry of an error: its message, then its hint, in both languages."""
    return Entry(severity="error", vi=vi, en=en, hint_vi=hint_vi, hint_en=hint_en)


def warning(vi: str, en: str, hint_vi: str, hint_en: str) -> Entry:
    """The entry of a warning."""
    return Entry(severity="warning", vi=vi, en=en, hint_vi=hint_vi, hint_en=hint_en)


def note(vi: str, en: str, hint_vi: str, hint_en: str) -> Entry:
    """The entry of a note."""
    return Entry(severity="note", vi=vi, en=en, hint_vi=hint_vi, hint_en=hint_en)


_AREAS = {
    "files": ("SC1", "SC2", "SC3"),
    "dossier": ("SC4", "SC5"),
    "command": ("SC6",),
    "review": ("SC82", "SC83", "SC84", "SC85", "SC86", "SC87", "SC88", "SC89", "SC9"),
    "documents": ("SC7", "SC8"),
}
"""How the codes of each module begin; the first that fits."""


@cache
def lookup(code: str) -> Entry:
    """The entry of a code. Raises KeyError for no such code."""
    area = next((area for area, starts in _AREAS.items() if code.startswith(starts)), "files")
    entry: Entry = importlib.import_module(f"scoring.catalog.{area}").CODES[code]
    return entry


def all_codes() -> dict[str, Entry]:
    """All codes in order."""
    codes: dict[str, Entry] = {}
    for area in _AREAS:
        codes.update(importlib.import_module(f"scoring.catalog.{area}").CODES)
    return dict(sorted(codes.items()))

"""Words of an appraisal: causes, gaps with their sign, instants, what the line that counts is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from scoring.numbers import from_exact, show_signed
from scoring.review.words import CAUSES

_HOURS = timedelta(hours=7)
"""Viet Nam's distance from UTC."""
_WORDS = {**CAUSES, "computed": ("lấy theo hồ sơ, không ai thẩm định", "taken from the dossier, nobody appraised")}


def signed(text: str, lang: str = "vi") -> str:
    """Points with their sign: ``+0,5``, ``−2``, ``0``."""
    return show_signed(from_exact(text), lang)


def causes(found: Mapping[str, str], lang: str = "vi") -> list[str]:
    """Causes with the points each is worth, the most lost first."""
    rows = sorted(found.items(), key=lambda row: (from_exact(row[1]), row[0]))
    side = 0 if lang == "vi" else 1
    return [f"{_WORDS[id][side] if id in _WORDS else id} {signed(text, lang)}" for id, text in rows]


def moment(text: str, lang: str = "vi") -> str:
    """A ledger's instant as the clock in Viet Nam showed it: ``16:00 ngày 18/12/2025``."""
    at = datetime.fromisoformat(text) + _HOURS
    return f"{at:%H:%M} ngày {at:%d/%m/%Y}" if lang == "vi" else f"{at:%Y-%m-%d %H:%M}"


def final_word(published: bool, lang: str = "vi") -> str:
    """What the line that counts is called, before and after the publication."""
    if published:
        return "Chính thức" if lang == "vi" else "Official"
    return "Tính đến nay" if lang == "vi" else "So far"

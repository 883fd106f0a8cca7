"""An entry told in words."""

from __future__ import annotations

from typing import Any

from scoring.numbers import from_exact, show
from scoring.review.entry import Entry
from scoring.review.state import State
from scoring.review.table import CAUSES


def concerns(entry: Entry, agency: str, state: State) -> bool:
    """Whether an entry is about an agency: its own, or one of the whole campaign."""
    if entry.act == "sampled":
        return any(one.get("agency") == agency for one in entry.data.get("items", ()))
    named = entry.data.get("agency")
    return named == agency or (named is None and state.agencies[agency] is not None)


def about(entry: Entry, lang: str = "vi") -> str:
    """What an entry says, in one line."""
    data = entry.data
    parts = [_what(entry.act, data, lang)]
    causes = data.get("causes")
    if causes:
        side = 0 if lang == "vi" else 1
        parts.append(", ".join(
            f"{CAUSES[id][side]} {_signed(points, lang)}" for id, points in sorted(causes.items())
        ))  # fmt: skip
    if data.get("refused"):
        word = "không nhận" if lang == "vi" else "refused"
        parts.append(f"{word}: {', '.join(data['refused'])}")
    if data.get("reason"):
        parts.append(f"“{data['reason']}”")
    return "; ".join(part for part in parts if part)


def _what(act: str, data: Any, lang: str) -> str:
    vi = lang == "vi"
    if act in ("appraised", "decided"):
        points = show(from_exact(data["points"]), lang) if "points" in data else ""
        word = points or ("giữ nguyên" if vi else "unchanged")
        return f"{data['criterion']}: {word}"
    if act in ("explained", "appealed"):
        return str(data["criterion"])
    if act == "submitted":
        return f"{data['file']} ({data['dossier'][:8]})"
    if act in ("returned", "reopened"):
        until = f"đến {data['until']}" if vi else f"until {data['until']}"
        second = data.get("second", "")
        return " ".join(x for x in (data.get("stage", ""), until, second) if x)
    if act == "locked":
        return str(data["stage"])
    if act == "published":
        return str(data["decision"])
    return str(data.get("entry", ""))


def _signed(text: str, lang: str) -> str:
    value = from_exact(text)
    return ("+" if value > 0 else "") + show(value, lang)


__all__ = ["about", "concerns"]

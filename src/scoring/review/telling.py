"""Entries told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from scoring.evidence.model import answer_shown
from scoring.numbers import from_exact, show
from scoring.review.campaign import Campaign
from scoring.review.entry import Entry
from scoring.review.state import State
from scoring.review.table import CAUSES, ROLES
from scoring.values import PartialDate


def concerns(entry: Entry, agency: str, state: State) -> bool:
    """Whether an entry is about an agency: its own, or one of the whole campaign."""
    if entry.act == "sampled":
        return any(one.get("agency") == agency for one in entry.data.get("items", ()))
    named = entry.data.get("agency")
    return named == agency or (named is None and state.agencies[agency] is not None)


def together(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries in order; neighbours by which one person confirms points at one instant come as one group."""
    for sort, group in groupby(entries, key=_sort):
        if sort is None:
            yield from ((one,) for one in group)
        else:
            yield tuple(group)


def _sort(entry: Entry) -> tuple[str, str, str] | None:
    if entry.act != "appraised" or entry.data.keys() - {"agency", "criterion", "points"}:
        return None
    return entry.actor, entry.role, entry.at


def who(entry: Entry, campaign: Campaign, lang: str = "vi") -> str:
    """Who acted: the title the campaign gives, or the agency's part."""
    person = campaign.person(entry.actor)
    if person is not None:
        return person.title
    return ROLES[entry.role][0 if lang == "vi" else 1] if entry.role in ROLES else entry.actor


def about(entry: Entry, agency: str, campaign: Campaign, lang: str = "vi") -> str:
    """What an entry says of an agency, in one line."""
    data = entry.data
    parts = [_what(entry, agency, campaign, lang)]
    causes = data.get("causes")
    if causes:
        side = 0 if lang == "vi" else 1
        parts.append(", ".join(
            f"{CAUSES[id][side]} {_signed(points, lang)}" for id, points in sorted(causes.items())
        ))  # fmt: skip
    if data.get("refused"):
        word = "không nhận" if lang == "vi" else "refused"
        parts.append(f"{word}: {', '.join(data['refused'])}")
    if data.get("numbers"):
        word = "sửa số liệu" if lang == "vi" else "corrected"
        given = (
            f"{id} = {answer_shown(text, lang)}" for id, text in sorted(data["numbers"].items())
        )
        parts.append(f"{word}: {', '.join(given)}")
    if data.get("reason"):
        parts.append(f"“{data['reason']}”")
    return "; ".join(part for part in parts if part)


def _what(entry: Entry, agency: str, campaign: Campaign, lang: str) -> str:
    act, data, vi = entry.act, entry.data, lang == "vi"
    if act in ("appraised", "decided"):
        points = show(from_exact(data["points"]), lang) if "points" in data else ""
        word = points or ("giữ nguyên" if vi else "unchanged")
        return f"{data['criterion']}: {word}"
    if act in ("explained", "appealed"):
        return str(data["criterion"])
    if act == "submitted":
        return f"{data['file']} ({data['dossier'][:8]})"
    if act in ("returned", "reopened"):
        until = _until(data, vi)
        second = campaign.person(data.get("second", ""))
        with_ = f"{'cùng' if vi else 'with'} {second.title}" if second else ""
        return ", ".join(x for x in (_stage(data.get("stage"), campaign), until, with_) if x)
    if act == "locked":
        return ", ".join(x for x in (_stage(data["stage"], campaign), _own(data, vi)) if x)
    if act == "published":
        return "; ".join(
            x
            for x in (
                str(data["decision"]),
                _own(data, vi),
                _result(data["results"].get(agency), vi),
            )
            if x
        )
    if act == "undone":
        return f"{'bản ghi' if vi else 'entry'} {data.get('entry')}"
    return ""


def _until(data: Mapping[str, Any], vi: bool) -> str:
    day = PartialDate.parse(data["until"]).first
    return f"đến hết {day:%d/%m/%Y}" if vi else f"until {day:%d/%m/%Y}"


def _own(data: Mapping[str, Any], vi: bool) -> str:
    """The deadline of their own of who comes late to the next stage."""
    if "until" not in data:
        return ""
    return f"{'hạn riêng ở giai đoạn sau' if vi else 'own deadline at the next stage'} {_until(data, vi)}"


def _stage(id: str | None, campaign: Campaign) -> str:
    found = campaign.stage(id) if id else None
    return found.title if found else id or ""


def _result(row: Mapping[str, Any] | None, vi: bool) -> str:
    if not row or not isinstance(row.get("total"), str):
        return ""
    total, rank = show(from_exact(row["total"]), "vi" if vi else "en"), row.get("rank")
    said = f"{total} điểm" if vi else f"{total} points"
    place = f"hạng {rank}" if vi else f"rank {rank}"
    return said if rank is None else f"{said}, {place}"


def _signed(text: str, lang: str) -> str:
    value = from_exact(text)
    return ("+" if value > 0 else "") + show(value, lang)


__all__ = ["about", "concerns", "together", "who"]

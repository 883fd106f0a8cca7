"""The criteria tree of an agency's page: groups within groups, each criterion with its working."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scoring.numbers import Number, from_exact, show
from scoring.reports import charts
from scoring.reports.links import anchor, attachment
from scoring.reports.view import Row, View
from scoring.reports.words import OPEN, difference, one_line
from scoring.text import sort_key

Context = dict[str, Any]
Working = Callable[[Row], Context]
_CHIPS = 8


def tree(view: View, working: Working) -> list[Context]:
    """Top groups, criteria outside groups, then bonus and penalty, in reading order.

    Args:
        view: the result in one language.
        working: the explanation of a criterion as a template shows it.
    """
    roots = [_group(view, one, working) for one in view.groups.values() if one["parent"] is None]
    leaves = list(view.leaves())
    roots += [
        _leaf(view, one, working)
        for one in leaves
        if one["section"] == "tree" and one["parent"] is None
    ]
    for name in ("bonus", "penalty"):
        extra = view.result["total"][name]
        if extra:
            parts = [_leaf(view, one, working) for one in leaves if one["section"] == name]
            roots.append(_extra(view, name, extra, parts))
    return roots


def _group(view: View, one: Row, working: Working) -> Context:
    parts = [
        _group(view, view.groups[id], working)
        if id in view.groups
        else _leaf(view, view.criteria[id], working)
        for id in one["children"]
    ]
    return {
        "kind": "group", "id": one["id"], "anchor": anchor("g", one["id"]), "title": one_line(one["title"]),
        "points": view.span(one), "max": view.points(one["max"]), "bar": charts.bar(one), **state(view, one),
        "clause": one_line(one["clause"] or ""), "notes": [view.modifier(m) for m in one["modifiers"]],
        "parts": parts,
    }  # fmt: skip


def _extra(view: View, name: str, one: Row, parts: list[Context]) -> Context:
    """Bonus or penalty as a group: what counts after its cap."""
    raw, counted = view.points(one["raw_certain"]), view.points(one["certain"])
    notes = []
    if raw != counted:
        notes = [view.say(f"cộng lại {raw}, sau trần còn {counted}",
                          f"adds up to {raw}, {counted} after the cap")]  # fmt: skip
    return {
        "kind": "group", "id": "", "anchor": anchor("g", name), "title": one_line(one["title"]),
        "points": view.span(one), "max": view.points(one["cap"]), "bar": None, "state": "", "word": "",
        "clause": "", "notes": notes, "parts": parts,
    }  # fmt: skip


def _leaf(view: View, one: Row, working: Working) -> Context:
    penalty = one["section"] == "penalty"
    return {
        "kind": "criterion", "id": one["id"], "anchor": anchor("m", one["id"]), "title": one_line(one["title"]),
        "points": view.span(one), "max": view.points(one["min" if penalty else "max"]),
        "bar": None if penalty else charts.bar(one), **state(view, one),
        "claimed": "" if one["claimed"] is None else view.points(one["claimed"]),
        "differs": one["claimed"] is not None and not agrees(one), "open": one["certain"] != one["attainable"],
        "work": working(one), "untaken": view.untaken(one),
        "chips": [chip(view, record) for record in one["evidence"][:_CHIPS]],
        "more": max(len(one["evidence"]) - _CHIPS, 0),
        "missing": [view.kind(id) for id in one["missing_evidence"]],
    }  # fmt: skip


def agrees(one: Row) -> bool:
    """Whether the claimed points lie within what was computed."""
    low, claimed, high = (from_exact(one[key]) for key in ("certain", "claimed", "attainable"))
    return low <= claimed <= high


def state(view: View, one: Row) -> Context:
    """A node's state as a colour's name and in words: full, lost, open, not applicable, nothing."""
    if one["status"] == "not_applicable":
        return {"state": "off", "word": view.status(one)}
    if one["status"] in OPEN or one["certain"] != one["attainable"]:
        more = view.points(str(difference(one["certain"], one["attainable"])))
        word = view.status(one) if "derivation" in one else view.say("còn thiếu", "open")
        return {"state": "open", "word": f"{word}, +{more}" if more != "0" else word}
    if one.get("section") in {"bonus", "penalty"}:
        return _extra_state(view, from_exact(one["certain"]))
    lost = difference(one["attainable"], one["max"])
    if lost <= 0:
        return {"state": "full", "word": view.say("đủ điểm", "full points")}
    points = view.points(str(lost))
    return {"state": "lost", "word": view.say(f"mất {points}", f"lost {points}")}


def _extra_state(view: View, points: Number) -> Context:
    """The state of a bonus or a penalty: nothing, what was added, what was taken away."""
    size = show(points if points >= 0 else -points, view.lang)
    if points > 0:
        return {"state": "full", "word": view.say(f"cộng {size}", f"added {size}")}
    if points < 0:
        return {"state": "lost", "word": view.say(f"trừ {size}", f"taken {size}")}
    return {"state": "", "word": view.say("không phát sinh", "none")}


def chip(view: View, record: Row) -> Context:
    """An evidence record in short: kind, number and date; an absence is said in words."""
    number, date = record["number"], record["date"]
    facts = [
        one_line(number) if number else view.say("số: để trống", "no number"),
        view.day(date) if date else view.say("ngày: để trống", "no date"),
    ]
    return {
        "anchor": anchor("e", record["id"]), "kind": one_line(record["kind_title"]),
        "text": " · ".join(facts), "title": one_line(record["title"]),
    }  # fmt: skip


def evidence(view: View, text: Callable[[View, Row], str], folder: str | None) -> list[Context]:
    """The register of evidence, by kind in alphabetical order, then date, then id."""
    found: dict[str, Context] = {}
    order: dict[str, tuple[Any, ...]] = {}
    for one in view.result["criteria"]:
        for record in one["evidence"]:
            id = record["id"]
            if id not in found:
                found[id] = _registered(record, text(view, record), folder)
                order[id] = (sort_key(one_line(record["kind_title"])), record["date"] or "", id)
            found[id]["criteria"].append(one["id"])
            found[id]["links"].append({"id": one["id"], "anchor": anchor("m", one["id"])})
    return [found[id] for id in sorted(found, key=order.__getitem__)]


def _registered(record: Mapping[str, Any], text: str, folder: str | None) -> Context:
    return {
        "id": record["id"], "anchor": anchor("e", record["id"]), "kind": one_line(record["kind_title"]),
        "text": text, "file": one_line(record["file"] or ""), "href": attachment(folder, record["file"]),
        "criteria": [], "links": [],
    }  # fmt: skip


__all__ = ["agrees", "chip", "evidence", "state", "tree"]

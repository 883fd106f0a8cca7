"""What was lost, what is missing, and what would bring it back; read off the derivations."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports.view import Row, View
from scoring.reports.words import OPEN, difference, one_line
from scoring.text import sort_key


@dataclass(frozen=True, slots=True)
class Loss:
    """Points a criterion lost for certain, and what would regain them."""

    id: str
    title: str
    points: Number
    text: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something not known yet, with the points that depend on it."""

    id: str
    title: str
    points: Number
    status: str
    text: str


def _regain(view: View, one: Row) -> str:
    given = view.given(one)
    if given is not None:
        # Whatever the computed points lacked, the appraiser's reason is what counts.
        return view.modifier(given)
    gain = view.gain(one)
    if gain is not None:
        return one_line(gain.text)
    if one["section"] == "penalty":
        names = "; ".join(x.title for x in view.inputs(one))
        return view.say(f"không còn: {names}", f"none of: {names}") if names else ""
    reason = view.reason(one)
    if reason:
        return reason
    notes = [view.modifier(m) for m in one["derivation"]["modifiers"] if m["effect"]]
    return "; ".join(notes) or view.say("xem cách tính", "see the working")


def _factor(view: View, one: Row) -> Fraction:
    """What a point of a criterion is worth in the total: more than one where others were re-scaled away."""
    modifiers = [*view.result["total"]["modifiers"]] if one["section"] == "tree" else []
    parent = one["parent"]
    while parent is not None:
        group = view.groups[parent]
        modifiers += group["modifiers"]
        parent = group["parent"]
    factor = Fraction(1)
    for modifier in modifiers:
        if modifier["kind"] == "rescale":
            factor *= Fraction(from_exact(modifier["after"])) / from_exact(modifier["before"])
    return factor


def _in_total(view: View, one: Row, points: Number) -> str:
    """What so many points of a criterion add to the total, where re-scaling makes that another number."""
    factor = _factor(view, one)
    if factor == 1 or not points:
        return ""
    worth = show(normal(points * factor), view.lang)
    return view.say(
        f" (sau quy đổi: {worth} điểm trong tổng)", f" (re-scaled: {worth} of the total)"
    )


def lost_points(view: View, within: str | None = None) -> list[Loss]:
    """Points lost for certain, largest first; penalties count as lost, bonus not earned does not."""
    losses = [found for one in view.leaves(within) if (found := loss(view, one)) is not None]
    return sorted(losses, key=lambda x: -x.points)


def loss(view: View, one: Row) -> Loss | None:
    """What one criterion lost for certain; None where it lost nothing, or is a bonus."""
    if one["section"] == "bonus" or one["excluded"]:
        return None
    lost = difference(one["attainable"], one["max"])
    if lost <= 0:
        return None
    return Loss(
        one["id"],
        one_line(one["title"]),
        lost,
        _regain(view, one) + _in_total(view, one, lost),
        one["clause"],
    )


def _wants(view: View, one: Row) -> str:
    """What has to be handed in, in words."""
    parts = []
    for input in view.asked_inputs(one):
        if input.state in {"known", "not_applicable"}:
            continue
        parts.append(f"{input.title}: {input.shown}")
    if one["missing_evidence"]:
        kinds = view.asked(one)
        parts.append(view.say(f"minh chứng bắt buộc: {kinds}", f"compulsory evidence: {kinds}"))
    return "; ".join(parts) or view.reason(one) or view.status(one)


def missing(view: View, within: str | None = None) -> list[Missing]:
    """What is not known yet, the most points first."""
    found = []
    for one in view.leaves(within):
        open_points = difference(one["certain"], one["attainable"])
        if one["status"] in OPEN or open_points:
            title = one_line(one["title"])
            found.append(
                Missing(
                    one["id"],
                    title,
                    open_points,
                    view.status(one),
                    _wants(view, one) + _in_total(view, one, open_points),
                )  # fmt: skip
            )
    return sorted(found, key=lambda x: -x.points)


def margins(view: View) -> list[str]:
    """Distances from the certain total to the nearest class edges, in words."""
    rows: dict[str, Any] = view.result["classification"]["margins"]
    up, down = rows["up"], rows["down"]
    texts = []
    if up:
        title, points = view.class_title(up["class"]), view.points(up["points"])
        texts.append(view.say(
            f"còn thiếu {points} điểm để tới ngưỡng điểm của mức {title}",
            f"{points} points below the threshold of {title}",
        ))  # fmt: skip
    if down:
        title, points = view.class_title(down["class"]), view.points(down["points"])
        texts.append(view.say(
            f"hơn {points} điểm so với ngưỡng điểm của mức {title}",
            f"{points} points above the threshold of {title}",
        ))  # fmt: skip
    return texts


def claim(view: View, one: Row) -> str | None:
    """Claimed points beside computed ones, with the difference."""
    if one["claimed"] is None:
        return None
    claimed, low, high = (from_exact(one[key]) for key in ("claimed", "certain", "attainable"))
    text = show(claimed, view.lang)
    if view.result.get("appraisal") and low == high:
        return text + _official(view, normal(Fraction(low) - claimed), view.span(one))
    if low <= claimed <= high:
        if low == high:
            return text + view.say(", khớp điểm tính được", ", equals the computed points")
        return text + view.say(
            f", điểm tính được {view.span(one)}: chưa đủ số liệu để đối chiếu",
            f", computed {view.span(one)}: not enough data to compare",
        )
    gap = normal(Fraction(claimed) - (high if claimed > high else low))
    sign = "+" if gap > 0 else ""
    return text + view.say(
        f", điểm tính được {view.span(one)}: chênh {sign}{show(gap, view.lang)}",
        f", computed {view.span(one)}: difference {sign}{show(gap, view.lang)}",
    )


def _official(view: View, gap: Number, points: str) -> str:
    """The official points beside the claimed ones; the gap is counted from the claim."""
    if gap == 0:
        return view.say(", bằng điểm sau thẩm định", ", equals the appraised points")
    size = f"{'+' if gap > 0 else ''}{show(gap, view.lang)}"
    return view.say(
        f", điểm sau thẩm định {points}: chênh {size}",
        f", after appraisal {points}: difference {size}",
    )


def ordered(rows: list[Row]) -> list[Row]:
    """Results in the order of the agencies' names, by the Vietnamese alphabet."""
    return sorted(rows, key=lambda r: (sort_key(r["agency"]["name"]), r["agency"]["id"]))


__all__ = ["Loss", "Missing", "claim", "loss", "lost_points", "margins", "missing", "ordered"]

"""What was lost, what is missing, and what would bring it back; read off the derivations."""

from __future__ import annotations

from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show, show_beside, show_signed
from scoring.reports.view import ResultView, View
from scoring.reports.words import difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion
from scoring.result.summary import UNSETTLED
from scoring.text import lowered


class OpenPoints(Frozen):
    """Points a criterion lost, or may still gain, and what that takes."""

    id: str
    title: str
    points: Number
    shown: str
    """The points in the reader's notation."""
    text: str
    status: str = ""
    """The criterion's status in words, where points may still come."""


def _regain(view: View, one: Criterion) -> str:
    given = view.given(one)
    if given is not None:
        # Whatever the computed points lacked, the appraiser's reason is what counts.
        return view.modifier(given)
    gain = view.gain(one)
    if gain is not None:
        return one_line(gain.text)
    if one.section == "penalty":
        names = "; ".join(lowered(x.title) if view.lang == "vi" else x.title for x in view.inputs(one))
        return view.in_lang(f"không để xảy ra: {names}", f"let none happen: {names}") if names else ""
    reason = view.reason(one)
    if reason:
        return reason
    notes = [view.modifier(m) for m in one.derivation.modifiers if m.effect]
    return "; ".join(notes) or view.in_lang("xem cách tính", "see how it is computed")


def weight(view: View, one: Criterion) -> Fraction:
    """What a point of a criterion is worth in the total: more than one where others were re-scaled away."""
    modifiers = [*view.result.total.modifiers] if one.section == "tree" else []
    parent = one.parent
    while parent is not None:
        group = view.groups[parent]
        modifiers += group.modifiers
        parent = group.parent
    factor = Fraction(1)
    for modifier in modifiers:
        if modifier.kind == "rescale" and modifier.before and modifier.after:
            factor *= Fraction(from_exact(modifier.after)) / from_exact(modifier.before)
    return factor


def _in_total(view: View, one: Criterion, points: Number) -> str:
    """What so many points of a criterion add to the total, where re-scaling makes that another number."""
    factor = weight(view, one)
    if factor == 1 or not points:
        return ""
    worth = show(normal(points * factor), view.lang)
    return view.in_lang(f" (sau quy đổi: {worth} điểm trong tổng)", f" (re-scaled: {worth} of the total)")


def lost_points(view: View, within: str | None = None) -> list[OpenPoints]:
    """Points lost for certain, largest first; penalties count as lost, bonus not earned does not."""
    losses = [found for one in view.leaves(within) if (found := loss(view, one)) is not None]
    return sorted(losses, key=lambda x: -x.points)


def loss(view: View, one: Criterion) -> OpenPoints | None:
    """What one criterion lost for certain; None where it lost nothing, or is a bonus."""
    if one.section == "bonus" or one.excluded:
        return None
    lost = difference(one.attainable, one.max)
    if lost <= 0:
        return None
    return OpenPoints(
        id=one.id,
        title=one_line(one.title),
        points=lost,
        shown=show_beside(lost, [0], view.lang),
        text=_regain(view, one) + _in_total(view, one, lost),
    )


def _wants(view: View, one: Criterion) -> str:
    """What has to be handed in, in words."""
    parts = []
    for input in view.asked_inputs(one):
        if input.state in {"known", "not_applicable"}:
            continue
        parts.append(f"{input.title}: {input.shown}")
    if one.missing_evidence:
        kinds = view.asked(one)
        parts.append(view.in_lang(f"minh chứng bắt buộc: {kinds}", f"compulsory evidence: {kinds}"))
    return "; ".join(parts) or view.reason(one) or view.status(one)


def missing(view: View, within: str | None = None) -> list[OpenPoints]:
    """What is not known yet, the most points first."""
    found = []
    for one in view.leaves(within):
        open_points = difference(one.certain, one.attainable)
        if one.status in UNSETTLED or open_points:
            found.append(
                OpenPoints(
                    id=one.id,
                    title=one_line(one.title),
                    points=open_points,
                    shown=show_beside(open_points, [0], view.lang),
                    status=view.status(one),
                    text=_wants(view, one) + _in_total(view, one, open_points),
                )
            )
    return sorted(found, key=lambda x: -x.points)


def margins(view: ResultView) -> list[str]:
    """Distances to the class edges nearest to the certain total, in words; spans while more can still come. What lies
    below is told where the class is that one, and nothing where points do not give the class.
    """
    found, total, outside = view.result.classification.margins, view.result.total, view.result.classification.outside
    more = difference(total.certain, total.attainable)
    texts = []
    for one, sign, vi, en in (
        (found.up, -1, "còn thiếu {points} điểm để tới khung điểm loại", "{points} points below the threshold of"),
        (found.down, 1, "hơn {points} điểm so với ngưỡng của loại", "{points} points above the threshold of"),
    ):
        if one and (view.result.classification.certain in (None, one.class_) or sign < 0) and not outside:
            gap = from_exact(one.points)
            ends = sorted({gap, max(gap + sign * more, 0)})
            words = view.in_lang(vi, en).format(points=" – ".join(show_beside(x, [0], view.lang) for x in ends))
            texts.append(f"{words} {view.class_title(one.class_)}")
    return texts


def claim_differs(one: Criterion) -> bool:
    """Whether the claimed points, if any, lie outside the computed ones."""
    if one.claimed is None:
        return False
    return not from_exact(one.certain) <= from_exact(one.claimed) <= from_exact(one.attainable)


def claim(view: View, one: Criterion) -> str | None:
    """Claimed points beside computed ones, with the difference."""
    if one.claimed is None:
        return None
    claimed = from_exact(one.claimed)
    low, high = from_exact(one.certain), from_exact(one.attainable)
    text = show(claimed, view.lang)
    if one.appraised is not None and low == high:
        return text + _official(view, normal(Fraction(low) - claimed), view.span(one))
    if low <= claimed <= high:
        if low == high:
            return text + view.in_lang(", khớp điểm tính được", ", equals the computed points")
        return text + view.in_lang(
            f", điểm tính được {view.span(one)}: chưa đủ số liệu để đối chiếu",
            f", computed {view.span(one)}: not enough data to compare",
        )
    gap = normal(Fraction(high if claimed > high else low) - claimed)
    size = show_signed(gap, view.lang)
    return text + view.in_lang(
        f", điểm tính được {view.span(one)}: chênh {size}", f", computed {view.span(one)}: difference {size}"
    )


def _official(view: View, gap: Number, points: str) -> str:
    """The official points beside the claimed ones; the gap is counted from the claim."""
    if gap == 0:
        return view.in_lang(", bằng điểm sau thẩm định", ", equals the appraised points")
    size = show_signed(gap, view.lang)
    return view.in_lang(
        f", điểm sau thẩm định {points}: chênh {size}", f", after appraisal {points}: difference {size}"
    )

"""What an agency's page shows: its result as people read it, and what was made from it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import advice, charts, conclusion
from scoring.reports.appraisal import AppraisalView
from scoring.reports.explain import Explainer
from scoring.reports.explanation import Explanation
from scoring.reports.interface import NO_NEIGHBOURS, Neighbours
from scoring.reports.ledger_summary import agency_mark
from scoring.reports.links import anchor
from scoring.reports.peer_comparison import Position, Trend, position, trend
from scoring.reports.units import UnitRow, unit_rows
from scoring.reports.view import UsedEvidence, View
from scoring.reports.words import difference
from scoring.result.base import Frozen
from scoring.result.model import Criterion, ExtraTotal, Group, Result
from scoring.result.summary import UNSETTLED


class NodeState(Frozen, kw_only=False):
    """A node's state: a colour's name and words."""

    colour: Literal["full", "lost", "open", "off", ""]
    words: str


class CriterionNode(Frozen):
    """A criterion in the tree."""

    kind: ClassVar = "criterion"
    id: str
    item: Criterion
    state: NodeState
    differs: bool
    """Whether the claimed points lie outside what was computed."""
    explanation: Explanation


class GroupNode(Frozen):
    """A group in the tree; also the bonus or penalty section."""

    kind: ClassVar = "group"
    id: str
    anchor: str
    item: Group | ExtraTotal
    state: NodeState
    notes: list[str]
    parts: list[GroupNode | CriterionNode]


class Scale(Frozen):
    """The total on the ladder: bands of the classes, what is certain, what is still open."""

    title: str
    desc: str
    bands: list[charts.Band]
    bar: charts.Bar
    ticks: list[charts.Tick]
    at: str
    """The place of the certain total in percent."""


class AgencyPage(Frozen):
    """Everything an agency's page shows."""

    view: View
    provisional: str | None
    linked: bool
    """Whether the block's page is written beside this one."""
    scale: Scale
    equation: Explanation
    tree: list[GroupNode | CriterionNode]
    workings: list[Explanation]
    losses: list[advice.OpenPoints]
    lost_sum: str
    missing: list[advice.OpenPoints]
    evidence: list[UsedEvidence]
    attachments: str | None
    """The dossier's folder as the page reaches it; None: evidence files are not linked."""
    appraisal: AppraisalView | None
    position: Position | None
    trend: Trend | None
    units: list[UnitRow]
    """Points by inner unit; empty where the units are not known."""
    lifting: str
    """What would lift the class; empty where that is not known."""


def agency_page(result: Result, lang: str = "vi", neighbours: Neighbours = NO_NEIGHBOURS) -> AgencyPage:
    """The page of an agency's result, beside its block and its earlier periods where given."""
    view = View(result, lang)
    explainer = Explainer(view, 1)
    lost = advice.lost_points(view)
    workings = {one.id: explainer.criterion(one) for one in view.leaves()}
    return AgencyPage(
        view=view,
        provisional=agency_mark(view),
        linked=neighbours.linked and bool(neighbours.block),
        scale=_scale(view),
        equation=Explainer(view, 2).total(),
        tree=_tree(view, workings),
        workings=list(workings.values()),
        losses=lost,
        lost_sum=view.points(str(sum(x.points for x in lost))),
        missing=advice.missing(view),
        evidence=view.register(),
        attachments=neighbours.attachments,
        appraisal=AppraisalView(view, result.appraisal) if result.appraisal else None,
        position=position(view, neighbours.block),
        trend=trend(view, neighbours.earlier),
        units=unit_rows(view, neighbours.units),
        lifting=neighbours.lifting,
    )


def _edge(text: str | None, top: Number) -> Number | None:
    """An edge of the ladder in points, also where it is written as a share of the maximum."""
    if text is None:
        return None
    if text.endswith(" %"):
        return normal(Fraction(from_exact(text[:-2])) * top / 100)
    return from_exact(text)


def _scale(view: View) -> Scale:
    total, found = view.result.total, view.result.classification
    low, high, most = (from_exact(x) for x in (total.certain, total.attainable, total.max))
    steps = [(_edge(s.from_, most), s.id in found.possible) for s in found.ladder]
    top = max(most, high, *(start for start, _ in steps if start is not None))
    edges: list[tuple[Number, Number, bool]] = []
    end = top
    for start, reached in steps:
        edges.append((start or 0, end, reached))
        end = start or 0
    labels = [(x, show(x, view.lang)) for x in (0, top, *(start for start, _, _ in edges))]
    classes = "; ".join(f"{step.title}: {step.span}" for step in conclusion.ladder(view))
    return Scale(
        title=view.in_lang("Tổng điểm trên thang phân loại", "The total on the ladder"),
        desc=view.in_lang(
            f"Chắc chắn {view.total(total.certain)}, có thể đạt {view.total(total.attainable)}, "
            f"tối đa {view.points(total.max)}. Các loại: {classes}.",
            f"Certain {view.total(total.certain)}, attainable {view.total(total.attainable)}, "
            f"maximum {view.points(total.max)}. Classes: {classes}.",
        ),
        bands=charts.bands(edges, top),
        bar=charts.span(low, high, top),
        ticks=charts.ticks(labels, top),
        at=charts.percent(low, top),
    )


def _tree(view: View, explanations: Mapping[str, Explanation]) -> list[GroupNode | CriterionNode]:
    """Top groups, criteria outside groups, then bonus and penalty, in reading order.

    `explanations` has the explanation of every criterion by its id.
    """

    def group(one: Group) -> GroupNode:
        return GroupNode(
            id=one.id,
            anchor=anchor("g", one.id),
            item=one,
            state=_state(view, one),
            notes=[view.modifier(m) for m in view.telling(one.modifiers)],
            parts=[group(view.groups[id]) if id in view.groups else leaf(view.criteria[id]) for id in one.children],
        )

    def leaf(one: Criterion) -> CriterionNode:
        state, differs = _state(view, one), advice.claim_differs(one)
        return CriterionNode(id=one.id, item=one, state=state, differs=differs, explanation=explanations[one.id])

    leaves, total = list(view.leaves()), view.result.total
    roots: list[GroupNode | CriterionNode] = [group(one) for one in view.groups.values() if one.parent is None]
    roots += [leaf(one) for one in leaves if one.section == "tree" and one.parent is None]
    for name, extra in (("bonus", total.bonus), ("penalty", total.penalty)):
        if extra:
            parts = [leaf(one) for one in leaves if one.section == name]
            notes, none = _cap_notes(view, extra), NodeState("", "")
            roots.append(GroupNode(id="", anchor=f"g-{name}", item=extra, state=none, notes=notes, parts=[*parts]))
    return roots


def _cap_notes(view: View, one: ExtraTotal) -> list[str]:
    """What counts of a settled bonus or penalty, where its cap changes that."""
    raw, counted = view.points(one.raw_certain), view.points(one.certain)
    text = view.in_lang(f"cộng lại {raw}, sau trần còn {counted}", f"adds up to {raw}, {counted} after the cap")
    return [text] if raw != counted and one.certain == one.attainable else []


def _state(view: View, one: Criterion | Group) -> NodeState:
    if one.status == "not_applicable":
        return NodeState("off", view.status(one))
    if one.status in UNSETTLED or one.certain != one.attainable:
        more = view.more(one)
        is_criterion = isinstance(one, Criterion)
        word = view.status(one) if is_criterion else view.in_lang("còn thiếu", "open")
        return NodeState("open", f"{word}, +{more}" if more != "0" else word)
    if isinstance(one, Criterion) and one.section != "tree":
        return _extra_state(view, from_exact(one.certain))
    points = view.lost(one)
    if difference(one.attainable, one.max) <= 0:
        return NodeState("full", view.in_lang("đủ điểm", "full points"))
    return NodeState("lost", view.in_lang(f"thiếu {points}", f"short {points}"))


def _extra_state(view: View, points: Number) -> NodeState:
    """The state of a bonus or a penalty: nothing, what was added, what was taken away."""
    size = show(points if points >= 0 else -points, view.lang)
    if points > 0:
        return NodeState("full", view.in_lang(f"cộng {size}", f"added {size}"))
    if points < 0:
        return NodeState("lost", view.in_lang(f"trừ {size}", f"taken {size}"))
    return NodeState("", view.in_lang("không phát sinh", "none"))

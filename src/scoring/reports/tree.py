"""The criteria tree of an agency's page: groups within groups, each criterion with its working."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from scoring.numbers import Number, from_exact, show
from scoring.reports import advice
from scoring.reports.explanation import Explanation
from scoring.reports.links import anchor
from scoring.reports.view import UsedEvidence, View
from scoring.reports.words import difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, ExtraTotal, Group
from scoring.result.summary import UNSETTLED
from scoring.text import sort_key


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


def tree(view: View, explanations: Mapping[str, Explanation]) -> list[GroupNode | CriterionNode]:
    """Top groups, criteria outside groups, then bonus and penalty, in reading order.

    `explanations` has the explanation of every criterion by its id.
    """

    def group(one: Group) -> GroupNode:
        return GroupNode(
            id=one.id,
            anchor=anchor("g", one.id),
            item=one,
            state=_state(view, one),
            notes=[view.modifier(m) for m in one.modifiers],
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
    """What counts of bonus or penalty, where its cap changes that."""
    raw, counted = view.points(one.raw_certain), view.points(one.certain)
    text = view.in_lang(f"cộng lại {raw}, sau trần còn {counted}", f"adds up to {raw}, {counted} after the cap")
    return [text] if raw != counted else []


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
    return NodeState("lost", view.in_lang(f"mất {points}", f"lost {points}"))


def _extra_state(view: View, points: Number) -> NodeState:
    """The state of a bonus or a penalty: nothing, what was added, what was taken away."""
    size = show(points if points >= 0 else -points, view.lang)
    if points > 0:
        return NodeState("full", view.in_lang(f"cộng {size}", f"added {size}"))
    if points < 0:
        return NodeState("lost", view.in_lang(f"trừ {size}", f"taken {size}"))
    return NodeState("", view.in_lang("không phát sinh", "none"))


def register(view: View) -> list[UsedEvidence]:
    """The register of evidence, by kind in alphabetical order, then date, then id."""
    return sorted(view.records(), key=lambda one: (sort_key(one_line(one.record.kind_title)), one.record.date or ""))

"""The criteria tree of an agency's page: groups within groups, each criterion with its working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

from scoring.numbers import Number, from_exact, show
from scoring.reports import advice, charts
from scoring.reports.explanation import Explanation
from scoring.reports.links import anchor, attachment
from scoring.reports.view import View
from scoring.reports.words import difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Evidence, ExtraTotal, Group
from scoring.result.summary import UNSETTLED
from scoring.text import sort_key

Explain = Callable[[Criterion], Explanation]
"""Gives the explanation of a criterion."""
_CHIPS = 8


class NodeState(Frozen, kw_only=False):
    """A node's state: a colour's name and words."""

    colour: Literal["full", "lost", "open", "off", ""]
    words: str


class EvidenceChip(Frozen):
    """A record of evidence in short, linked to the register."""

    anchor: str
    kind: str
    text: str
    title: str


class Node(Frozen):
    """What groups and criteria of the tree have in common."""

    id: str
    anchor: str
    title: str
    points: str
    max: str
    bar: charts.Bar | None
    state: NodeState


class CriterionNode(Node):
    """A criterion in the tree."""

    kind: ClassVar = "criterion"
    claimed: str
    differs: bool
    """Whether the claimed points lie outside what was computed."""
    open: bool
    explanation: Explanation
    untaken: list[str]
    """The branches of the rule that were not taken."""
    chips: list[EvidenceChip]
    more: int
    """How many records have no chip."""


class GroupNode(Node):
    """A group in the tree; also the bonus or penalty section."""

    kind: ClassVar = "group"
    clause: str
    notes: list[str]
    parts: list[GroupNode | CriterionNode]


class RegisteredEvidence(Frozen):
    """A record in the register of evidence, with the criteria that use it."""

    id: str
    anchor: str
    kind: str
    text: str
    file: str
    href: str | None
    criteria: list[str] = []


def tree(view: View, explain: Explain) -> list[GroupNode | CriterionNode]:
    """Top groups, criteria outside groups, then bonus and penalty, in reading order."""
    leaves = list(view.leaves())
    roots: list[GroupNode | CriterionNode] = [
        _group(view, one, explain) for one in view.groups.values() if one.parent is None
    ]
    roots += [_criterion(view, one, explain) for one in leaves if one.section == "tree" and one.parent is None]
    total = view.result.total
    for name, extra in (("bonus", total.bonus), ("penalty", total.penalty)):
        if extra:
            parts = [_criterion(view, one, explain) for one in leaves if one.section == name]
            roots.append(_extra(view, name, extra, parts))
    return roots


def _group(view: View, one: Group, explain: Explain) -> GroupNode:
    return GroupNode(
        id=one.id,
        anchor=anchor("g", one.id),
        title=one_line(one.title),
        points=view.span(one),
        max=view.points(one.max),
        bar=charts.bar(one),
        state=_state(view, one),
        clause=one_line(one.clause or ""),
        notes=[view.modifier(m) for m in one.modifiers],
        parts=[
            _group(view, view.groups[id], explain)
            if id in view.groups
            else _criterion(view, view.criteria[id], explain)
            for id in one.children
        ],
    )


def _extra(view: View, name: str, one: ExtraTotal, parts: Sequence[CriterionNode]) -> GroupNode:
    """Bonus or penalty as a group: what counts after its cap."""
    raw, counted = view.points(one.raw_certain), view.points(one.certain)
    notes = []
    if raw != counted:
        notes.append(
            view.in_lang(f"cộng lại {raw}, sau trần còn {counted}", f"adds up to {raw}, {counted} after the cap")
        )
    return GroupNode(
        id="",
        anchor=anchor("g", name),
        title=one_line(one.title),
        points=view.span(one),
        max=view.points(one.cap),
        bar=None,
        state=NodeState("", ""),
        clause="",
        notes=notes,
        parts=[*parts],
    )


def _criterion(view: View, one: Criterion, explain: Explain) -> CriterionNode:
    return CriterionNode(
        id=one.id,
        anchor=anchor("m", one.id),
        title=one_line(one.title),
        points=view.span(one),
        max=view.points(one.worth),
        bar=None if one.section == "penalty" else charts.bar(one),
        state=_state(view, one),
        claimed="" if one.claimed is None else view.points(one.claimed),
        differs=advice.claim_differs(one),
        open=one.certain != one.attainable,
        explanation=explain(one),
        untaken=view.untaken(one),
        chips=[_chip(view, record) for record in one.evidence[:_CHIPS]],
        more=max(len(one.evidence) - _CHIPS, 0),
    )


def _state(view: View, one: Criterion | Group) -> NodeState:
    if one.status == "not_applicable":
        return NodeState("off", view.status(one))
    if one.status in UNSETTLED or one.certain != one.attainable:
        more = view.points(str(difference(one.certain, one.attainable)))
        is_criterion = isinstance(one, Criterion)
        word = view.status(one) if is_criterion else view.in_lang("còn thiếu", "open")
        return NodeState("open", f"{word}, +{more}" if more != "0" else word)
    if isinstance(one, Criterion) and one.section != "tree":
        return _extra_state(view, from_exact(one.certain))
    lost = difference(one.attainable, one.max)
    if lost <= 0:
        return NodeState("full", view.in_lang("đủ điểm", "full points"))
    points = view.points(str(lost))
    return NodeState("lost", view.in_lang(f"mất {points}", f"lost {points}"))


def _extra_state(view: View, points: Number) -> NodeState:
    """The state of a bonus or a penalty: nothing, what was added, what was taken away."""
    size = show(points if points >= 0 else -points, view.lang)
    if points > 0:
        return NodeState("full", view.in_lang(f"cộng {size}", f"added {size}"))
    if points < 0:
        return NodeState("lost", view.in_lang(f"trừ {size}", f"taken {size}"))
    return NodeState("", view.in_lang("không phát sinh", "none"))


def _chip(view: View, record: Evidence) -> EvidenceChip:
    """An evidence record in short: kind, number and date; an absence in words."""
    number, date = record.number, record.date
    facts = [
        one_line(number) if number else view.in_lang("số: để trống", "no number"),
        view.day(date) if date else view.in_lang("ngày: để trống", "no date"),
    ]
    return EvidenceChip(
        anchor=anchor("e", record.id),
        kind=one_line(record.kind_title),
        text=" · ".join(facts),
        title=one_line(record.title),
    )


def evidence(view: View, text: Callable[[View, Evidence], str], folder: str | None) -> list[RegisteredEvidence]:
    """The register of evidence, by kind in alphabetical order, then date, then id.

    `folder` is the dossier's folder as the page reaches it; without it files are not linked.
    """
    found: dict[str, RegisteredEvidence] = {}
    order: dict[str, tuple[tuple[object, ...], str, str]] = {}
    for one in view.result.criteria:
        for record in one.evidence:
            if record.id not in found:
                kind = one_line(record.kind_title)
                found[record.id] = RegisteredEvidence(
                    id=record.id,
                    anchor=anchor("e", record.id),
                    kind=kind,
                    text=text(view, record),
                    file=one_line(record.file or ""),
                    href=attachment(folder, record.file),
                )
                order[record.id] = (sort_key(kind), record.date or "", record.id)
            found[record.id].criteria.append(one.id)
    return [found[id] for id in sorted(found, key=order.__getitem__)]

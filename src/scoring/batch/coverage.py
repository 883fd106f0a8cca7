"""Which rules, band edges and classification steps the worked cases reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.engine import Assessment
from scoring.numbers import Number, show
from scoring.scheme.criteria import CriteriaSet, Node
from scoring.scheme.model import Scheme


@dataclass(slots=True)
class Seen:
    """What the cases reached so far, by criteria set and leaf."""

    branches: dict[tuple[str, str], set[int | str | None]] = field(default_factory=dict)
    values: dict[tuple[str, str, str], set[Number]] = field(default_factory=dict)
    steps: set[tuple[str, str]] = field(default_factory=set)
    """(ladder, class / gate / ceiling / outside id) that took effect."""

    def leaf(self, set_id: str, leaf: str, branch: int | str | None, values: Iterable[tuple[str, Any]]) -> None:
        """Note a leaf that was scored."""
        self.branches.setdefault((set_id, leaf), set()).add(branch)
        for measure, value in values:
            if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
                self.values.setdefault((set_id, leaf, measure), set()).add(value)

    def result(self, result: Assessment) -> None:
        """Note everything an assessment reached."""
        chosen = result.plan.set.set
        for id, one in result.outcomes.items():
            if one.scored is not None:
                known = [(m.id, m.value) for m in result.inputs(one) if m.state == "known"]
                self.leaf(chosen, id, one.scored.branch, known)
        found = result.classification
        steps = [found.certain, None if found.outside is None else found.outside.id]
        steps += [ruling.item.id for ruling in found.rulings if ruling.effect]
        self.steps |= {(result.plan.block.ladder, step) for step in steps if step is not None}


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of something was reached, and what was not."""

    name: str
    reached: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> Number:
        """The share reached, in percent; nothing to reach is all reached."""
        return 100 if not self.total else Fraction(self.reached * 100, self.total)


def coverage(schemes: Sequence[Scheme], seen: Seen) -> list[Cover]:
    """Branches of every leaf, both sides of every band edge, and every step of the classification."""
    branches: dict[str, bool] = {}
    edges: dict[str, bool] = {}
    steps: dict[str, bool] = {}
    for scheme in schemes:
        used = {block.set for block in scheme.blocks}
        for chosen in (one for one in scheme.sets.values() if one.set in used):
            for node in chosen.leaves():
                _leaf_cover(chosen, node, seen, branches, edges)
        for block in scheme.blocks:
            ladder = scheme.ladders[block.ladder]
            found: tuple[Any, ...] = (*ladder.classes, *ladder.gates, *ladder.ceilings, *ladder.outside)
            for one in found:
                name = f"{block.ladder}/{one.id}"
                steps[name] = steps.get(name, False) or (block.ladder, one.id) in seen.steps
    return [_cover("branches", branches), _cover("edges", edges), _cover("classes", steps)]


def _cover(name: str, found: dict[str, bool]) -> Cover:
    missing = tuple(key for key, reached in found.items() if not reached)
    return Cover(name, len(found) - len(missing), len(found), missing)


def _leaf_cover(chosen: CriteriaSet, node: Node, seen: Seen, branches: dict[str, bool], edges: dict[str, bool]) -> None:
    spec = node.spec
    assert spec is not None
    key = (chosen.set, node.id)
    reached = seen.branches.get(key, set())
    names = list(spec.branches())
    for branch in names:
        name = f"{chosen.set}/{node.id}: {branch}"
        branches[name] = branches.get(name, False) or branch in reached
    if not names:
        branches[f"{chosen.set}/{node.id}"] = bool(reached)
    for measure, edge in spec.edges():
        values = seen.values.get((*key, measure), set())
        declared = chosen.measures.get(measure)
        percent = declared is not None and declared.percent
        shown = f"{show(edge * 100)} %" if percent else show(edge)
        name = f"{chosen.set}/{node.id}: {measure} = {shown}"
        edges[name] = edges.get(name, False) or edge in values
        if edge > 0:
            step = Fraction(1, 100) if percent else 1
            below = f"{chosen.set}/{node.id}: {measure} < {shown}"
            near = any(edge - step <= value < edge for value in values)
            edges[below] = edges.get(below, False) or near

"""The checked scheme compiled once for a block: measuring functions in order and a tree of leaf functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import itemgetter
from typing import Any

from scoring.engine.exact import Grid
from scoring.engine.ladder import LadderPlan, compile_ladder
from scoring.engine.lists import compile_lists
from scoring.engine.measured import Case, Measuring
from scoring.engine.measures import compile_measure
from scoring.engine.outcome import Outcome, rounding_note
from scoring.formulas.interface import Scored, Spec
from scoring.scheme.model import (
    Block,
    Closing,
    CriteriaSet,
    Ladder,
    Measure,
    Node,
    NotApplicable,
    Scheme,
    Selection,
)
from scoring.scheme.order import in_order

_REMEMBERED = 2048
_WHOLE = {int}
_PLAIN = {int, Fraction}
Quick = Callable[[Mapping[str, Any]], Outcome | None]


@dataclass(slots=True, eq=False)
class LeafPlan:
    """One leaf, ready to be scored."""

    node: Node
    spec: Spec
    section: str
    parent: str | None
    reads: tuple[str, ...]
    policy: NotApplicable
    closing: Closing
    grid: Grid | None
    """What points are rounded to at the criterion, if they are."""
    required: tuple[str, ...]
    any_of: tuple[str, ...]
    listed: bool
    """Whether something it reads is taken from records, which may be refused."""
    score: Callable[..., Outcome] = field(init=False)
    """Known inputs → the formula's result, with its points rounded; it may be shared; raises ArithmeticError."""
    quick: Quick = field(init=False)
    """The same from a case's values where all inputs are plain numbers; few and frequent whole
    numbers are remembered. None in all other cases."""

    id: str = field(init=False)
    asks: bool = field(init=False)
    """Whether it asks for evidence beside what it measures."""

    def __post_init__(self) -> None:
        self.id = self.node.id
        self.asks = bool(self.required or self.any_of)
        self.score = _scorer(self, self.grid)
        if len(self.reads) == 1:
            self.quick = _quick_one(self.reads[0], self.score)
        else:
            self.quick = _quick_several(self.reads, self.score)


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One group with its children in reading order."""

    node: Node
    parent: str | None
    level: int
    policy: NotApplicable
    children: tuple[GroupPlan | LeafPlan, ...]
    leaves: tuple[str, ...]
    """Ids of the children where all of them are leaves, else nothing."""


@dataclass(slots=True, eq=False)
class Plan:
    """Everything `evaluate` needs of a scheme for one block."""

    scheme: Scheme
    block: Block
    set: CriteriaSet
    ladder: Ladder
    measures: tuple[tuple[str, Measuring], ...]
    """Every measure by itself, each after those it reads."""
    lists: tuple[Callable[[Case], None], ...]
    """What is taken from lists, all together, for dossiers whose lists are complete."""
    others: tuple[tuple[str, Measuring], ...]
    """The measures that are not taken from lists."""
    sources: dict[str, Selection]
    """For each measure taken from a list: what it selects."""
    leaves: tuple[LeafPlan, ...]
    grid: Grid | None
    """What points are rounded to at the criteria, if they are."""
    roots: tuple[GroupPlan | LeafPlan, ...]
    bonus: tuple[LeafPlan, ...]
    penalty: tuple[LeafPlan, ...]
    by_criterion: dict[str, LeafPlan]
    compiled_ladder: LadderPlan = field(init=False)

    def __post_init__(self) -> None:
        self.compiled_ladder = compile_ladder(self)


def _closing(*chain: Closing | None) -> Closing:
    """The nearest declared closing policy."""
    return next(one for one in chain if one is not None)


def _scorer(leaf: LeafPlan, grid: Grid | None) -> Callable[..., Outcome]:
    """Known inputs → the formula's result with its points rounded at the criterion, if they are."""
    compute = leaf.spec.compile(leaf.node.maximum)

    def finish(scored: Scored) -> Outcome:
        raw = scored.points
        if grid is None:
            return Outcome(leaf, "scored", raw, raw, scored)
        points, steps = grid.place(raw)
        notes = () if points is raw else (rounding_note(raw, points),)
        return Outcome(leaf, "scored", points, points, scored, None, False, notes, (), steps)

    if not leaf.spec.few_results:
        return lambda *values: finish(compute(*values))
    finished: dict[int, Outcome] = {}

    def score(*values: Any) -> Outcome:
        scored = compute(*values)
        outcome = finished.get(id(scored))
        if outcome is None:
            # The outcome holds what it was made of, so that the identity stays taken.
            outcome = finished[id(scored)] = finish(scored)
        return outcome

    return score


def _quick_one(name: str, score: Callable[..., Outcome]) -> Quick:
    known: dict[int, Outcome] = {}

    def quick(values: Mapping[str, Any]) -> Outcome | None:
        value = values.get(name)
        if value.__class__ is int:
            found = known.get(value)
            if found is None:
                found = score(value)
                if len(known) < _REMEMBERED:
                    known[value] = found
            return found
        return score(value) if value.__class__ is Fraction else None

    return quick


def _quick_several(names: tuple[str, ...], score: Callable[..., Outcome]) -> Quick:
    known: dict[tuple[int, ...], Outcome] = {}
    pick = itemgetter(*names)

    def quick(values: Mapping[str, Any]) -> Outcome | None:
        try:
            key = pick(values)
        except KeyError:
            return None
        found = known.get(key)
        if found is None:
            sorts = {*map(type, key)}
            if not sorts <= _PLAIN:
                return None
            found = score(*key)
            if sorts == _WHOLE and len(known) < _REMEMBERED:
                known[key] = found
        return found

    return quick


def _listed(measures: Mapping[str, Measure], names: Iterable[str]) -> bool:
    """Whether one of these measures, or one they are derived from, is taken from records."""
    found = (
        measures[name.removeprefix("best:")] for name in names if not name.startswith("judgement:")
    )
    return any(one.selection is not None or _listed(measures, one.inputs) for one in found)


class _Compiler:
    def __init__(self, scheme: Scheme, measures: Mapping[str, Measure]) -> None:
        self.scheme = scheme
        self.measures = measures
        self.leaves: list[LeafPlan] = []
        rounding = scheme.rounding
        self.grid = Grid(rounding.step, rounding.mode) if rounding.at == "criterion" else None
        # A criterion at the top of the tree stands where groups stand, and is rounded as they are.
        self.top_grid = Grid(rounding.step, rounding.mode) if rounding.at == "group" else None

    def leaf(
        self, node: Node, section: str, parent: str | None, policy: NotApplicable, closing: Closing
    ) -> LeafPlan:
        spec = node.spec
        assert spec is not None
        reads = tuple(
            f"judgement:{node.id}" if name == "judgement:" else name for name in spec.reads()
        )
        evidence = node.evidence
        plan = LeafPlan(
            node, spec, section, parent, reads, node.not_applicable or policy,
            _closing(node.closing, closing), self.top_grid or self.grid if section == "tree" and parent is None else self.grid,
            tuple(evidence.required) if evidence else (), tuple(evidence.any_of) if evidence else (),
            _listed(self.measures, reads),
        )  # fmt: skip
        self.leaves.append(plan)
        return plan

    def node(
        self, node: Node, parent: str | None, level: int, policy: NotApplicable, closing: Closing
    ) -> GroupPlan | LeafPlan:
        if node.score is not None:
            return self.leaf(node, "tree", parent, policy, closing)
        own, below = node.not_applicable or policy, _closing(node.closing, closing)
        children = tuple(self.node(c, node.id, level + 1, own, below) for c in node.children)
        leaves = tuple(one.id for one in children if isinstance(one, LeafPlan))
        return GroupPlan(
            node, parent, level, own, children, leaves if len(leaves) == len(children) else ()
        )


def compile_plan(scheme: Scheme, block: Block) -> Plan:
    """Compile the scheme for one block."""
    chosen = scheme.sets[block.set]
    policies = scheme.policies
    compiler = _Compiler(scheme, chosen.measures)
    roots = tuple(
        compiler.node(g, None, 1, policies.not_applicable, policies.closing) for g in chosen.groups
    )
    extras: list[tuple[LeafPlan, ...]] = []
    for section, extra in (("bonus", chosen.bonus), ("penalty", chosen.penalty)):
        # A missing penalty figure must not be closed as "nothing happened" by a policy meant for points.
        fallback = policies.closing if section == "bonus" else Closing()
        nodes = extra.criteria if extra else []
        closing = _closing(extra.closing if extra else None, fallback)
        extras.append(tuple(compiler.leaf(n, section, None, "keep", closing) for n in nodes))
    measures = chosen.measures
    listed = ((id, one.count or one.sum) for id, one in measures.items())
    sources = {id: selection for id, selection in listed if selection is not None}
    each = {id: compile_measure(id, measures[id]) for id in in_order(measures)[0]}
    return Plan(
        scheme, block, chosen, scheme.ladders[block.ladder], tuple(each.items()),
        compile_lists(sources, each), tuple((id, one) for id, one in each.items() if id not in sources),
        sources,
        tuple(compiler.leaves), compiler.grid, roots, extras[0], extras[1],
        {leaf.node.id: leaf for leaf in compiler.leaves},
    )  # fmt: skip


def plan_for(scheme: Scheme, block_id: str) -> Plan | None:
    """The plan of a block, compiled at its first use; None when the scheme has no such block."""
    plans = scheme.plans
    if block_id not in plans:
        block = scheme.block(block_id)
        if block is None or block.set not in scheme.sets:
            return None
        plans[block_id] = compile_plan(scheme, block)
    plan: Plan = plans[block_id]
    return plan

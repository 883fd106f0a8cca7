"""Compiling a checked scheme for one block: functions for measures and leaves, and the ladder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from scoring.engine.exact import Grid
from scoring.engine.ladder import compile_ladder
from scoring.engine.lists import compile_lists
from scoring.engine.measured import Measured, Measuring
from scoring.engine.measures import compile_measure
from scoring.engine.outcome import Outcome, rounding_note
from scoring.engine.plan import REMEMBERED, CompiledLeaf, Plan, Quick, Score
from scoring.engine.tree import GroupPlan, LeafPlan, Section
from scoring.formulas.interface import Scored
from scoring.scheme.criteria import Closing, CriteriaSet, Extra, Measure, Node, NotApplicable, in_order
from scoring.scheme.domains import domain_of
from scoring.scheme.model import Block, Scheme

_WHOLE = {int}
_PLAIN = {int, Fraction}


def _closing(*chain: Closing | None) -> Closing:
    """The nearest declared closing policy."""
    return next(one for one in chain if one is not None)


def _score(leaf: LeafPlan) -> Score:
    """The formula's result as an outcome, with its points rounded where the leaf has a grid."""
    compute, grid = leaf.spec.compile(leaf.node.maximum), leaf.grid

    def finish(scored: Scored) -> Outcome:
        raw = scored.points
        if grid is None:
            return Outcome(leaf, "scored", raw, raw, scored)
        points = grid.round(raw)
        notes = () if points is raw else (rounding_note(raw, points),)
        return Outcome(leaf, "scored", points, points, scored, None, False, notes, steps=grid.steps(points))

    if not leaf.spec.few_results:
        return lambda *values: finish(compute(*values))
    finished: dict[int, Outcome] = {}

    def score(*values: Any) -> Outcome:
        scored = compute(*values)
        outcome = finished.get(id(scored))
        if outcome is None:
            # The outcome keeps `scored` alive, so its id is not used again for another object.
            outcome = finished[id(scored)] = finish(scored)
        return outcome

    return score


def _quick(leaf: LeafPlan, score: Score) -> Quick:
    """Scoring that remembers the outcomes of whole numbers, up to a limit."""
    if len(leaf.reads) == 1:
        return _quick_one(leaf.reads[0], score)
    return _quick_several(leaf.reads, score)


def _known(value: Any) -> Any:
    """A measure's number where it is known."""
    plain = value.__class__ is Measured and value.state == "known" and value.value.__class__ in _PLAIN
    return value.value if plain else value


def _quick_one(name: str, score: Score) -> Quick:
    known: dict[int, Outcome] = {}
    # A rounded share is one object wherever it was measured (`Grid` makes it), and its id is found sooner than its
    # value. What is remembered keeps it alive, so its id is not used again for another.
    shares: dict[int, tuple[Fraction, Outcome]] = {}

    def quick(values: Mapping[str, Any]) -> Outcome | None:
        value: Any = values.get(name)
        kind = value.__class__
        if kind is Measured:
            value = _known(value)
            kind = value.__class__
        if kind is int:
            found = known.get(value)
            if found is None:
                found = score(value)
                if len(known) < REMEMBERED:
                    known[value] = found
            return found
        if kind is not Fraction:
            return None
        kept = shares.get(id(value))
        if kept is None:
            kept = value, score(value)
            if len(shares) < REMEMBERED:
                shares[id(value)] = kept
        return kept[1]

    return quick


def _quick_several(names: tuple[str, ...], score: Score) -> Quick:
    known: dict[tuple[int, ...], Outcome] = {}
    pick = itemgetter(*names)

    def quick(values: Mapping[str, Any]) -> Outcome | None:
        try:
            key = pick(values)
        except KeyError:
            return None
        found = known.get(key)
        if found is None and Measured in map(type, key):
            key = tuple(map(_known, key))
            found = known.get(key)
        if found is None:
            sorts = {*map(type, key)}
            if not sorts <= _PLAIN:
                return None
            found = score(*key)
            if sorts == _WHOLE and len(known) < REMEMBERED:
                known[key] = found
        return found

    return quick


def _listed(measures: Mapping[str, Measure], names: Iterable[str]) -> bool:
    """Whether one of these inputs, or a measure it is derived from, is taken from records."""
    found = (measures[name.removeprefix("best:")] for name in names if not name.startswith("judgement:"))
    return any(one.selection is not None or _listed(measures, one.inputs) for one in found)


class _Compiler:
    """Makes the plans of leaves and groups, and collects the leaves in reading order."""

    def __init__(self, scheme: Scheme, chosen: CriteriaSet) -> None:
        self.scheme = scheme
        self.measures = chosen.measures
        self.domains = {id: domain_of(chosen, one) for id, one in chosen.measures.items()}
        self.leaves: list[CompiledLeaf] = []
        rounding = scheme.rounding
        self.grid = Grid(rounding.step, rounding.mode) if rounding.at == "criterion" else None
        # A criterion at the top of the tree is rounded as the groups beside it are.
        self.top_grid = Grid(rounding.step, rounding.mode) if rounding.at == "group" else None

    def leaf(
        self, node: Node, section: Section, parent: str | None, policy: NotApplicable, closing: Closing
    ) -> CompiledLeaf:
        spec = node.spec
        assert spec is not None
        reads = tuple(f"judgement:{node.id}" if name == "judgement:" else name for name in spec.reads())
        evidence = node.evidence
        at_top = section == "tree" and parent is None
        plan = CompiledLeaf(
            node=node,
            spec=spec,
            section=section,
            parent=parent,
            reads=reads,
            policy=node.not_applicable or policy,
            closing=_closing(node.closing, closing),
            grid=self.top_grid or self.grid if at_top else self.grid,
            required=tuple(evidence.required) if evidence else (),
            any_of=tuple(evidence.any_of) if evidence else (),
            listed=_listed(self.measures, reads),
        )
        plan.score = _score(plan)
        plan.quick = _quick(plan, plan.score)
        plan.bounds = lru_cache(REMEMBERED)(lambda *ranges: spec.within(node.maximum, ranges, self.domains))
        self.leaves.append(plan)
        return plan

    def node(
        self, node: Node, parent: str | None, level: int, policy: NotApplicable, closing: Closing
    ) -> GroupPlan | LeafPlan:
        if node.score is not None:
            return self.leaf(node, "tree", parent, policy, closing)
        own, below = node.not_applicable or policy, _closing(node.closing, closing)
        children = tuple(self.node(c, node.id, level + 1, own, below) for c in node.children)
        flat = len(children) > 1 and all(isinstance(one, LeafPlan) for one in children)
        outcomes = itemgetter(*(one.node.id for one in children)) if flat else None
        return GroupPlan(node=node, parent=parent, level=level, policy=own, children=children, outcomes=outcomes)


def _measuring(id: str, scheme: Scheme, measures: Mapping[str, Measure]) -> Measuring:
    due = measures[id].due
    if due is None:
        return compile_measure(id, measures)
    count = len(scheme.series[due].occurrences)
    return lambda case: count - sum(one.series == due for one in case.not_due)


def compile_plan(scheme: Scheme, block: Block) -> Plan:
    """Compile the scheme for one block."""
    chosen = scheme.sets[block.set]
    policies = scheme.policies
    compiler = _Compiler(scheme, chosen)
    roots = tuple(compiler.node(g, None, 1, policies.not_applicable, policies.closing) for g in chosen.groups)
    extras: list[tuple[LeafPlan, ...]] = []
    sections: tuple[tuple[Section, Extra | None], ...]
    sections = (("bonus", chosen.bonus), ("penalty", chosen.penalty))
    for section, extra in sections:
        # The scheme's closing policy is meant for points earned: applied to penalties, it would
        # take a missing figure for "nothing happened".
        fallback = policies.closing if section == "bonus" else Closing()
        nodes = extra.criteria if extra else []
        closing = _closing(extra.closing if extra else None, fallback)
        extras.append(tuple(compiler.leaf(n, section, None, "keep", closing) for n in nodes))
    measures = chosen.measures
    listed = ((id, one.count or one.sum) for id, one in measures.items())
    sources = {id: selection for id, selection in listed if selection is not None}
    each = {id: _measuring(id, scheme, measures) for id in in_order(measures)[0]}
    plan = Plan(
        scheme=scheme,
        block=block,
        set=chosen,
        ladder=scheme.ladders[block.ladder],
        lists=compile_lists(sources, each),
        others=tuple((id, one) for id, one in each.items() if id not in sources),
        sources=sources,
        leaves=tuple(compiler.leaves),
        roots=roots,
        bonus=extras[0],
        penalty=extras[1],
        by_criterion={leaf.node.id: leaf for leaf in compiler.leaves},
    )
    plan.compiled_ladder = compile_ladder(plan)
    return plan


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

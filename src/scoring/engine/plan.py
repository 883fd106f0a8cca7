"""The checked scheme compiled once for a block: measuring functions in order and a tree of leaf functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring.engine.exact import rounder
from scoring.engine.measures import Filters, Measuring, compile_measure, in_order
from scoring.formulas.interface import Scored, Spec
from scoring.numbers import Number
from scoring.scheme.model import (
    Block,
    Closing,
    CriteriaSet,
    Ladder,
    Node,
    NotApplicable,
    Scheme,
)

_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """One leaf, ready to be scored."""

    node: Node
    spec: Spec
    section: str
    parent: str | None
    reads: tuple[str, ...]
    single: str
    """The one measure it reads; empty when it reads several or a judgement."""
    score: Callable[..., tuple[Scored, Number]]
    """Known inputs → the formula's result, and its points after rounding at the criterion."""
    policy: NotApplicable
    closing: Closing
    round: Callable[[Number], Number] | None
    index: int
    required: tuple[str, ...]
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One group with its children in reading order."""

    node: Node
    parent: str | None
    level: int
    policy: NotApplicable
    children: tuple[GroupPlan | LeafPlan, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything `evaluate` needs of a scheme for one block."""

    scheme: Scheme
    block: Block
    set: CriteriaSet
    ladder: Ladder
    measures: tuple[tuple[str, Measuring], ...]
    leaves: tuple[LeafPlan, ...]
    roots: tuple[GroupPlan | LeafPlan, ...]
    bonus: tuple[LeafPlan, ...]
    penalty: tuple[LeafPlan, ...]
    by_criterion: dict[str, LeafPlan]


def _closing(*chain: Closing | None) -> Closing:
    """The nearest declared closing policy."""
    return next(one for one in chain if one is not None)


def _remembering(
    score: Callable[..., Scored], round_: Callable[[Number], Number] | None, single: bool
) -> Callable[..., tuple[Scored, Number]]:
    """Scored and rounded points; results for whole-number inputs, few and frequent, are remembered."""
    known: dict[object, tuple[Scored, Number]] = {}

    def remember_one(value: object) -> tuple[Scored, Number]:
        if value.__class__ is int:
            found = known.get(value)
            if found is not None:
                return found
        scored = score(value)
        found = scored, scored.points if round_ is None else round_(scored.points)
        if value.__class__ is int and len(known) < _REMEMBERED:
            known[value] = found
        return found

    def remember(*values: object) -> tuple[Scored, Number]:
        found = None
        whole = True
        for value in values:
            if value.__class__ is not int:
                whole = False
                break
        if whole:
            found = known.get(values)
        if found is None:
            scored = score(*values)
            found = scored, scored.points if round_ is None else round_(scored.points)
            if whole and len(known) < _REMEMBERED:
                known[values] = found
        return found

    return remember_one if single else remember


class _Compiler:
    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.leaves: list[LeafPlan] = []
        rounding = scheme.rounding
        self.round = rounder(rounding.step, rounding.mode) if rounding.at == "criterion" else None

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
            node, spec, section, parent, reads, reads[0] if len(reads) == 1 else "", _remembering(spec.compile(node.maximum), self.round, len(reads) == 1),
            node.not_applicable or policy, _closing(node.closing, closing), self.round,
            len(self.leaves), tuple(evidence.required) if evidence else (),
            tuple(evidence.any_of) if evidence else (),
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
        return GroupPlan(node, parent, level, own, children)


def compile_plan(scheme: Scheme, block: Block) -> Plan:
    """Compile the scheme for one block."""
    chosen = scheme.sets[block.set]
    policies = scheme.policies
    compiler = _Compiler(scheme)
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
    measures, filters = chosen.measures, Filters()
    return Plan(
        scheme, block, chosen, scheme.ladders[block.ladder],
        tuple((id, compile_measure(id, measures[id], filters)) for id in in_order(measures)),
        tuple(compiler.leaves), roots, extras[0], extras[1],
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

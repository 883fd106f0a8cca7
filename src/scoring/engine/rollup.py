"""Step 3, roll-up: the tree's sums, what does not apply, bonus and penalty with caps, the one rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.exact import exact_sum
from scoring.engine.leaves import Modifier, Outcome
from scoring.engine.plan import GroupPlan, LeafPlan, Plan
from scoring.numbers import Number, normal, round_to, show


@dataclass(slots=True)
class Sum:
    """A group's result."""

    id: str
    low: Number
    high: Number
    maximum: Number
    excluded: bool = False
    modifiers: tuple[Modifier, ...] = ()
    plan: GroupPlan | None = None


@dataclass(slots=True)
class ExtraSum:
    """Bonus or penalty: the raw sums and what the cap left of them (both zero or more)."""

    raw_low: Number
    raw_high: Number
    low: Number
    high: Number
    cap: Number


@dataclass(slots=True)
class Total:
    """The grand total with its parts."""

    low: Number
    high: Number
    maximum: Number
    base_low: Number
    base_high: Number
    bonus: ExtraSum | None
    penalty: ExtraSum | None
    modifiers: tuple[Modifier, ...]


Part = tuple[Number, Number, Number, Number, bool, str]
"""A child: low, high, declared maximum, the maximum left of it, whether it is excluded, by what policy."""


def _join(parts: Sequence[Part], maximum: Number) -> Sum:
    """Add children; `maximum` is the declared one."""
    dropped: Number = 0
    rescaled: Number = 0
    lowered: Number = 0
    lows, highs, settled = [], [], True
    for low, high, part_maximum, own, excluded, policy in parts:
        if not excluded:
            lows.append(low)
            highs.append(high)
            settled = settled and low is high
            if own is not part_maximum:
                lowered += part_maximum - own
        elif policy == "rescale":
            rescaled += part_maximum
        else:
            dropped += part_maximum
    low = exact_sum(lows)
    high = low if settled else exact_sum(highs)
    if not dropped and not rescaled:
        return Sum("", low, high, normal(maximum - lowered) if lowered else maximum)
    modifiers: list[Modifier] = []
    left = maximum - lowered - dropped
    if dropped:
        modifiers.append(
            Modifier(
                "drop",
                True,
                f"điểm tối đa còn {show(normal(left))} (rút {show(normal(dropped))} không áp dụng)",
                f"maximum reduced to {show(normal(left), 'en')}",
                maximum - lowered,
                left,
            )  # fmt: skip
        )
    applying = left - rescaled
    if rescaled and applying:
        factor = Fraction(left) / applying
        modifiers.append(
            Modifier(
                "rescale",
                True,
                f"quy về {show(normal(left))}: × {show(normal(left))} ÷ {show(normal(applying))}",
                f"re-scaled to {show(normal(left), 'en')}",
                applying,
                left,
            )  # fmt: skip
        )
        low, high = normal(low * factor), normal(high * factor)
    return Sum("", low, high, normal(left), not applying, tuple(modifiers))


def roll_up(
    plan: Plan, outcomes: Mapping[str, Outcome], stated: Mapping[str, str]
) -> tuple[list[Sum], Total]:
    """All group sums in reading order, and the total."""
    sums: list[Sum] = []

    def visit(node: GroupPlan | LeafPlan) -> Part:
        declared = node.node.maximum
        if isinstance(node, LeafPlan):
            one = outcomes[node.node.id]
            return one.low, one.high, declared, declared, one.excluded, node.policy
        place = len(sums)
        sums.append(Sum(node.node.id, 0, 0, 0))
        children = [visit(child) for child in node.children]
        joined = _join(children, declared)
        result = Sum(node.node.id, joined.low, joined.high, joined.maximum,
                     joined.excluded, joined.modifiers, node)  # fmt: skip
        policy = node.policy
        if result.excluded or node.node.id in stated:
            if node.node.id not in stated and all(child[-1] == "drop" for child in children):
                # Each part was taken out of the maximum by its own policy; nothing of the group is left.
                policy = "drop"
            points = declared if policy == "full" else 0
            excluded = policy in ("drop", "rescale")
            note = Modifier(
                "not_applicable", True, "cả nhóm không áp dụng", "the whole group does not apply"
            )
            result.low = result.high = points
            result.excluded, result.modifiers = excluded, (note,)
            result.maximum = declared
        sums[place] = result
        return result.low, result.high, declared, result.maximum, result.excluded, policy

    rounding = plan.scheme.rounding
    top = [visit(root) for root in plan.roots]
    if rounding.at == "group":
        for one in sums:
            if one.plan and one.plan.parent is None:
                one.low = round_to(one.low, rounding.step, rounding.mode)
                one.high = round_to(one.high, rounding.step, rounding.mode)
        by_id = {one.id: one for one in sums}
        top = [
            (by_id[r.node.id].low, by_id[r.node.id].high, *t[2:]) if r.node.id in by_id else t
            for r, t in zip(plan.roots, top, strict=True)
        ]
    return sums, _total(plan, outcomes, _join(top, plan.set.maximum))


def _extra(leaves: Sequence[LeafPlan], outcomes: Mapping[str, Outcome], cap: Number) -> ExtraSum:
    found = [outcomes[leaf.node.id] for leaf in leaves]
    low, high = exact_sum(one.low for one in found), exact_sum(one.high for one in found)
    return ExtraSum(low, high, min(low, cap), min(high, cap), cap)


def _total(plan: Plan, outcomes: Mapping[str, Outcome], base: Sum) -> Total:
    chosen, policies, rounding = plan.set, plan.scheme.policies, plan.scheme.rounding
    notes = list(base.modifiers)
    low, high, maximum = base.low, base.high, base.maximum
    if policies.rescale_total and maximum not in (0, chosen.maximum):
        factor = Fraction(chosen.maximum) / maximum
        low, high = normal(low * factor), normal(high * factor)
        notes.append(
            Modifier(
                "rescale",
                True,
                f"tổng quy về {show(chosen.maximum)}: × {show(chosen.maximum)} ÷ {show(maximum)}",
                f"total re-scaled to {show(chosen.maximum, 'en')}",
                maximum,
                chosen.maximum,
            )  # fmt: skip
        )
        maximum = chosen.maximum
    base_low, base_high = low, high
    bonus = _extra(plan.bonus, outcomes, chosen.bonus.cap) if chosen.bonus else None
    penalty = _extra(plan.penalty, outcomes, chosen.penalty.cap) if chosen.penalty else None
    if bonus:
        low, high = low + bonus.low, high + bonus.high
    if penalty:
        # Penalty items are counted as points taken: the certain total assumes the worst.
        low, high = low - penalty.high, high - penalty.low
    if not (chosen.bonus and chosen.bonus.above_maximum):
        if bonus:
            notes.append(
                Modifier(
                    "ceiling",
                    high > maximum,
                    f"trần {show(maximum)}",
                    f"ceiling {show(maximum, 'en')}",
                    high,
                    min(high, maximum),
                )
            )
        low, high = min(low, maximum), min(high, maximum)
    if policies.penalty_floor == "zero":
        low, high = max(low, 0), max(high, 0)
    if rounding.at == "total":
        before = (low, high)
        low = round_to(low, rounding.step, rounding.mode)
        high = round_to(high, rounding.step, rounding.mode)
        # Told of the certain end, which is the one the parts shown add up to, unless only the other changed.
        told = (before[0], low) if low != before[0] else (before[1], high)
        notes.append(
            Modifier(
                "rounding",
                (low, high) != before,
                f"làm tròn tổng đến {show(rounding.step)}",
                f"total rounded to {show(rounding.step, 'en')}",
                *told,
            )  # fmt: skip
        )
    return Total(
        normal(low), normal(high), maximum, base_low, base_high, bonus, penalty, tuple(notes)
    )

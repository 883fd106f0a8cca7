"""Step 3, roll-up: the tree's sums, what does not apply, bonus and penalty with caps, the one rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.exact import Grid, exact_sum
from scoring.engine.outcome import Modifier, Outcome
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
    lows, highs = [], []
    for low, high, part_maximum, own, excluded, policy in parts:
        if not excluded:
            lows.append(low)
            highs.append(high)
            if own is not part_maximum:
                lowered += part_maximum - own
        elif policy == "rescale":
            rescaled += part_maximum
        else:
            dropped += part_maximum
    low = exact_sum(lows)
    high = low if highs == lows else exact_sum(highs)
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


def _settled(
    grid: Grid | None, leaves: Sequence[str], outcomes: Mapping[str, Outcome]
) -> Number | None:
    """The sum of leaves that were all plainly scored, added in whole steps; None where one was not."""
    if grid is None:
        return None
    steps = [outcomes[id].steps for id in leaves]
    return None if None in steps else grid.number(sum(steps))  # type: ignore[arg-type]


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
        points = _settled(plan.grid, node.leaves, outcomes) if node.leaves and not stated else None
        if points is not None:
            sums[place] = Sum(node.node.id, points, points, declared, False, (), node)
            return points, points, declared, declared, False, node.policy
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


def _extra(
    plan: Plan, leaves: Sequence[LeafPlan], outcomes: Mapping[str, Outcome], cap: Number
) -> ExtraSum:
    low = high = _settled(plan.grid, [leaf.id for leaf in leaves], outcomes)
    if low is None or high is None:
        found = [outcomes[leaf.id] for leaf in leaves]
        low, high = exact_sum(one.low for one in found), exact_sum(one.high for one in found)
    least = min(low, cap)
    return ExtraSum(low, high, least, least if low is high else min(high, cap), cap)


def _clip(value: Number, most: Number | None, floor: str) -> Number:
    """The total kept at or below `most`, and at or above 0 where the scheme has that floor."""
    if most is not None and value > most:
        value = most
    return 0 if floor == "zero" and value.numerator < 0 else value


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
    bonus = _extra(plan, plan.bonus, outcomes, chosen.bonus.cap) if chosen.bonus else None
    penalty = _extra(plan, plan.penalty, outcomes, chosen.penalty.cap) if chosen.penalty else None
    # Penalty items are counted as points taken: the certain total assumes the worst.
    parts_low = (bonus.low if bonus else 0, penalty.high if penalty else 0)
    parts_high = (bonus.high if bonus else 0, penalty.low if penalty else 0)
    settled = low is high and all(a is b for a, b in zip(parts_low, parts_high, strict=True))
    low = low + parts_low[0] - parts_low[1] if bonus or penalty else low
    high = low if settled else high + parts_high[0] - parts_high[1]
    most = None if chosen.bonus and chosen.bonus.above_maximum else maximum
    if bonus and most is not None:
        clipped = min(high, most)
        texts = f"trần {show(most)}", f"ceiling {show(most, 'en')}"
        notes.append(Modifier("ceiling", clipped is not high, *texts, high, clipped))
    clipped = _clip(low, most, policies.penalty_floor)
    low, high = clipped, clipped if settled else _clip(high, most, policies.penalty_floor)
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

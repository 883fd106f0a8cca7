"""Step 3, roll-up: sums of the tree, bonus and penalty under their caps, the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.engine.exact import exact_sum
from scoring.engine.notes import Ceiling, Fixed, MaximumReduced, Modifier, Rescaled, TotalRounded
from scoring.engine.outcome import Outcome
from scoring.engine.plan import Plan
from scoring.engine.sums import ExtraSum, Sum, Total
from scoring.engine.tree import GroupPlan, LeafPlan
from scoring.numbers import Number, normal, round_to

Part = tuple[Number, Number, Number, Number, bool, str]
"""A child: low, high, declared maximum, maximum of what applies, whether excluded, policy."""


_PLACEHOLDER = Sum(id="", low=0, high=0, maximum=0)
"""Keeps a group's place before its children while they are added."""


def _join(parts: Sequence[Part], maximum: Number) -> Sum:
    """The sum of children, re-scaled as their policies say; `maximum` is the declared one."""
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
    low, high = _ends(lows, highs)
    if not dropped and not rescaled:
        return Sum(id="", low=low, high=high, maximum=normal(maximum - lowered) if lowered else maximum)
    modifiers: list[Modifier] = []
    before = maximum - lowered
    left = before - dropped
    if dropped:
        note = MaximumReduced(normal(left), normal(dropped))
        modifiers.append(Modifier("drop", True, note, before=before, after=left))
    applying = left - rescaled
    if rescaled and applying:
        factor = Fraction(left) / applying
        scaled = Rescaled(normal(left), normal(applying))
        modifiers.append(Modifier("rescale", True, scaled, before=applying, after=left))
        low, high = normal(low * factor), normal(high * factor)
    return Sum(id="", low=low, high=high, maximum=normal(left), excluded=not applying, modifiers=tuple(modifiers))


def _ends(lows: list[Number], highs: list[Number]) -> tuple[Number, Number]:
    """The sums of the low ends and of the high ends."""
    low = exact_sum(lows)
    return low, low if highs == lows else exact_sum(highs)


def _ends_of(outcomes: Sequence[Outcome]) -> tuple[Number, Number]:
    """The sums of the low ends and of the high ends of outcomes."""
    grid = outcomes[0].plan.grid if outcomes else None
    if grid is not None:
        steps: list[Any] = [one.steps for one in outcomes]
        if None not in steps:
            low = grid.number(sum(steps))
            return low, low
    return _ends([one.low for one in outcomes], [one.high for one in outcomes])


def _add(
    node: GroupPlan | LeafPlan, sums: list[Sum], outcomes: Mapping[str, Outcome], stated: Mapping[str, str]
) -> Part:
    """Add the sums of a group and of those below to `sums`; a leaf has none."""
    declared = node.node.maximum
    if isinstance(node, LeafPlan):
        one = outcomes[node.node.id]
        return one.low, one.high, declared, declared, one.excluded, node.policy
    if node.outcomes is not None and node.node.id not in stated:
        found = node.outcomes(outcomes)
        if True not in [one.excluded for one in found]:
            low, high = _ends_of(found)
            sums.append(Sum(id=node.node.id, low=low, high=high, maximum=declared, plan=node))
            return low, high, declared, declared, False, node.policy
    place = len(sums)
    sums.append(_PLACEHOLDER)
    children = [_add(child, sums, outcomes, stated) for child in node.children]
    result = _join(children, declared)
    result.id, result.plan = node.node.id, node
    policy = node.policy
    if result.excluded or node.node.id in stated:
        if node.node.id not in stated and all(child[-1] == "drop" for child in children):
            # Each child was taken out by its own policy, and so is the group.
            policy = "drop"
        points = declared if policy == "full" else 0
        excluded = policy in ("drop", "rescale")
        note = Modifier("not_applicable", True, Fixed.GROUP_NOT_APPLICABLE)
        result.low = result.high = points
        result.excluded, result.modifiers = excluded, (note,)
        result.maximum = declared
    sums[place] = result
    return result.low, result.high, declared, result.maximum, result.excluded, policy


def roll_up(plan: Plan, outcomes: Mapping[str, Outcome], stated: Mapping[str, str]) -> tuple[list[Sum], Total]:
    """All group sums in reading order, and the total."""
    sums: list[Sum] = []
    rounding = plan.scheme.rounding
    top = [_add(root, sums, outcomes, stated) for root in plan.roots]
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
    low, high = _ends_of([outcomes[leaf.id] for leaf in leaves])
    least = min(low, cap)
    return ExtraSum(raw_low=low, raw_high=high, low=least, high=least if high is low else min(high, cap), cap=cap)


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
        note = Rescaled(chosen.maximum, maximum, total=True)
        notes.append(Modifier("rescale", True, note, before=maximum, after=chosen.maximum))
        maximum = chosen.maximum
    base_low, base_high = low, high
    bonus = _extra(plan.bonus, outcomes, chosen.bonus.cap) if chosen.bonus else None
    penalty = _extra(plan.penalty, outcomes, chosen.penalty.cap) if chosen.penalty else None
    # Penalties are positive points to be taken away: the low total takes the high penalty.
    parts_low = (bonus.low if bonus else 0, penalty.high if penalty else 0)
    parts_high = (bonus.high if bonus else 0, penalty.low if penalty else 0)
    settled = low is high and parts_low == parts_high
    low += parts_low[0] - parts_low[1]
    high = low if settled else high + parts_high[0] - parts_high[1]
    most = None if chosen.bonus and chosen.bonus.above_maximum else maximum
    if bonus and most is not None:
        clipped = min(high, most)
        effect = clipped is not high
        notes.append(Modifier("ceiling", effect, Ceiling(most), before=high, after=clipped))
    low = _clip(low, most, policies.penalty_floor)
    high = low if settled else _clip(high, most, policies.penalty_floor)
    if rounding.at == "total":
        before = (low, high)
        low = round_to(low, rounding.step, rounding.mode)
        high = round_to(high, rounding.step, rounding.mode)
        # The note shows the low end, to which the parts shown add up, unless only the high changed.
        shown = (before[0], low) if low != before[0] else (before[1], high)
        effect = (low, high) != before
        rounded = TotalRounded(rounding.step)
        notes.append(Modifier("rounding", effect, rounded, before=shown[0], after=shown[1]))
    return Total(
        low=normal(low),
        high=normal(high),
        maximum=maximum,
        base_low=base_low,
        base_high=base_high,
        bonus=bonus,
        penalty=penalty,
        modifiers=tuple(notes),
    )

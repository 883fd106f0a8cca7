"""Step 5, classification: the ladder on exact numbers, then ceilings, gates and states outside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.engine.facts import Past
from scoring.engine.leaves import Outcome
from scoring.engine.measures import Measured
from scoring.engine.plan import Plan
from scoring.engine.rollup import Sum, Total
from scoring.numbers import Number, normal, show, show_percent
from scoring.scheme.model import Ceiling, Condition, Gate, Ladder, LastClass, Outside
from scoring.values import Period, Quantity

HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"
_TOTALS = {
    "total": "tổng điểm",
    "base": "điểm các nhóm",
    "bonus": "điểm cộng",
    "penalty": "điểm trừ",
}
_WORD = {HOLDS: "có", FAILS: "không", UNKNOWN: "chưa rõ"}


@dataclass(slots=True)
class Facts:
    """What conditions may look at."""

    plan: Plan
    outcomes: Mapping[str, Outcome]
    sums: Mapping[str, Sum]
    total: Total
    measured: Mapping[str, Measured]
    findings: Mapping[str, str]
    history: Sequence[Past]
    period: Period


@dataclass(slots=True)
class Ruling:
    """A gate, ceiling or outside state with its condition's truth and whether it changed the result."""

    item: Gate | Ceiling | Outside
    state: str
    effect: bool = False


@dataclass(slots=True)
class Classification:
    """Which classes are possible, best first, and why."""

    low: Number
    high: Number
    possible: list[str]
    outside: Outside | None = None
    possible_outside: list[str] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def certain(self) -> str | None:
        """The one class left, if there is just one and no state outside is possible."""
        if self.outside is None and not self.possible_outside and len(self.possible) == 1:
            return self.possible[0]
        return None


def _all(states: Sequence[str]) -> str:
    if FAILS in states:
        return FAILS
    return UNKNOWN if UNKNOWN in states else HOLDS


def _any(states: Sequence[str]) -> str:
    if HOLDS in states:
        return HOLDS
    return UNKNOWN if UNKNOWN in states else FAILS


def _compare(low: Number, high: Number | None, condition: Condition, maximum: Number) -> str:
    if condition.at_least is not None:
        edge = condition.at_least.of(maximum)
        if low >= edge:
            return HOLDS
        if low is high:
            return FAILS
        return UNKNOWN if high is None or high >= edge else FAILS
    assert condition.below is not None
    edge = condition.below.of(maximum)
    if high is not None and high < edge:
        return HOLDS
    if low is high:
        return FAILS
    return UNKNOWN if low < edge else FAILS


def _node(id: str, facts: Facts) -> tuple[Number, Number, Number] | None:
    """A node's low, high and maximum; None when it does not apply."""
    one = facts.outcomes.get(id)
    if one is not None:
        if one.status == "not_applicable":
            return None
        return one.low, one.high, one.plan.node.maximum
    group = facts.sums.get(id)
    if group is None or group.excluded:
        return None
    return group.low, group.high, group.maximum


def _ids(wanted: str | list[str] | None, facts: Facts) -> list[str]:
    if isinstance(wanted, list):
        return wanted
    if wanted == "groups":
        return [root.node.id for root in facts.plan.roots]
    return [leaf.node.id for leaf in facts.plan.leaves if leaf.section == "tree"]


def _measure(condition: Condition, facts: Facts) -> str:
    one = facts.measured[str(condition.measure)]
    if one.state == "not_applicable":
        # Nobody settles a condition by saying of oneself that it does not apply.
        return UNKNOWN if one.stated else FAILS
    if condition.equals is not None:
        if one.state == "known":
            return HOLDS if one.value == condition.equals else FAILS
        return UNKNOWN
    if one.state == "known":
        value: Any = one.value
        return _compare(value, value, condition, 1)
    return _compare(one.low, one.high, condition, 1)


def _last(condition: LastClass, facts: Facts) -> str:
    past = next((p for p in facts.history if p.period == str(facts.period.previous)), None)
    if past is None or (past.class_id is None and past.outside_id is None):
        return condition.without_history
    if condition.any_of is not None:
        return HOLDS if (past.class_id or past.outside_id) in condition.any_of else FAILS
    order = [one.id for one in facts.plan.ladder.classes]
    if past.class_id not in order:
        return FAILS
    place = order.index(past.class_id)
    if condition.at_most is not None and place < order.index(condition.at_most):
        return FAILS
    if condition.at_least is not None and place > order.index(condition.at_least):
        return FAILS
    return HOLDS


def _total_range(name: str, facts: Facts) -> tuple[Number, Number, Number]:
    total = facts.total
    if name == "total":
        return total.low, total.high, total.maximum
    if name == "base":
        return total.base_low, total.base_high, total.maximum
    extra = total.bonus if name == "bonus" else total.penalty
    return (extra.low, extra.high, extra.cap) if extra else (0, 0, 0)


def truth(condition: Condition, facts: Facts) -> str:
    """Whether a condition holds, fails, or cannot be known yet."""
    return _TRUTH[condition.subject](condition, facts)


def _each(condition: Condition, facts: Facts) -> str:
    ids = _ids(condition.each or condition.some, facts)
    states = [
        _compare(one[0], one[1], condition, one[2])
        for one in [_node(id, facts) for id in ids]
        if one is not None
    ]
    return _all(states) if condition.each is not None else _any(states)


def _of_total(condition: Condition, facts: Facts) -> str:
    low, high, maximum = _total_range(str(condition.total), facts)
    return _compare(low, high, condition, maximum)


def _of_node(condition: Condition, facts: Facts) -> str:
    found = _node(str(condition.criterion), facts)
    return FAILS if found is None else _compare(found[0], found[1], condition, found[2])


def _of_last(condition: Condition, facts: Facts) -> str:
    assert condition.last_class is not None
    return _last(condition.last_class, facts)


def _negated(condition: Condition, facts: Facts) -> str:
    assert condition.negate is not None
    return {HOLDS: FAILS, FAILS: HOLDS, UNKNOWN: UNKNOWN}[truth(condition.negate, facts)]


_TRUTH: dict[str, Callable[[Condition, Facts], str]] = {
    "criterion": _of_node,
    "each": _each,
    "some": _each,
    "measure": _measure,
    "total": _of_total,
    "finding": lambda condition, facts: facts.findings.get(str(condition.finding), FAILS),
    "last_class": _of_last,
    "all": lambda condition, facts: _all([truth(one, facts) for one in condition.all or ()]),
    "any": lambda condition, facts: _any([truth(one, facts) for one in condition.any or ()]),
    "negate": _negated,
}


def _edge(quantity: Quantity) -> str:
    return show_percent(quantity.value) if quantity.percent else show(quantity.value)


def _wanted(condition: Condition) -> str:
    if condition.at_least is not None:
        return f"từ {_edge(condition.at_least)} trở lên"
    if condition.below is not None:
        return f"dưới {_edge(condition.below)}"
    return {True: "là có", False: "là không"}.get(condition.equals, f"là {condition.equals}")  # type: ignore[arg-type]


def _span(low: Number, high: Number | None) -> str:
    if high is None:
        return f"từ {show(low)}"
    return show(low) if low == high else f"{show(low)} – {show(high)}"


def describe(condition: Condition, facts: Facts) -> list[str]:
    """The condition and the values it met, in words."""
    if condition.all is not None:
        return [text for one in condition.all for text in describe(one, facts)]
    if condition.any is not None:
        # Where one alternative is enough, the others would only confuse.
        holding = [one for one in condition.any if truth(one, facts) == HOLDS]
        return [text for one in holding or condition.any for text in describe(one, facts)]
    if condition.negate is not None:
        return [f"không phải: {text}" for text in describe(condition.negate, facts)]
    state = _WORD[truth(condition, facts)]
    if condition.finding is not None:
        title = next(
            (r.title for r in facts.plan.scheme.rules if r.id == condition.finding),
            condition.finding,
        )
        return [f"phát hiện “{title}”: {state}"]
    if condition.last_class is not None:
        past = next((p for p in facts.history if p.period == str(facts.period.previous)), None)
        if past is None:
            return [f"chưa có kết quả kỳ {facts.period.previous}"]
        id = past.class_id or past.outside_id
        titles: dict[str | None, str] = {}
        for ladder in facts.plan.scheme.ladders.values():
            titles |= {one.id: one.title for one in ladder.classes}
            titles |= {one.id: one.title for one in ladder.outside}
        return [f"kỳ {past.period} xếp “{titles.get(id, id)}”: {state}"]
    if condition.measure is not None:
        one = facts.measured[condition.measure]
        measure = facts.plan.set.measures[condition.measure]
        title = measure.title or measure.declared or measure.external or condition.measure
        if (
            one.state == "known"
            and not isinstance(one.value, (bool, str))
            and one.value is not None
        ):
            shown = show_percent(one.value) if measure.percent else show(one.value)
        elif one.state == "known":
            answers: dict[object, str] = {True: "có", False: "không"}
            shown = answers.get(one.value, str(one.value))
        else:
            shown = "chưa đủ số liệu"
        return [f"{title} {_wanted(condition)}: đang là {shown}"]
    if condition.total is not None:
        low, high, _ = _total_range(condition.total, facts)
        return [f"{_TOTALS[condition.total]} {_wanted(condition)}: đang là {_span(low, high)}"]
    ids = (
        [condition.criterion]
        if condition.criterion
        else _ids(condition.each or condition.some, facts)
    )
    texts = []
    for id in ids:
        found = _node(id, facts)
        if found is None:
            continue
        low, high, maximum = found
        own = _compare(low, high, condition, maximum)
        if condition.each is None or own != HOLDS:
            texts.append(
                f"mục {id} {_wanted(condition)}: đang là {_span(low, high)} / {show(maximum)} – {_WORD[own]}"
            )
    return texts or [f"mọi mục {_wanted(condition)}: đạt"]


def bounds_of(ladder: Ladder, index: int) -> tuple[Number | None, Number | None]:
    """A class's from and below as numbers; below follows from the class above when it is not given."""
    one = ladder.classes[index]
    start = one.from_.value if one.from_ else None
    if one.below is not None:
        return start, one.below.value
    above = ladder.classes[index - 1].from_ if index else None
    return start, above.value if above else None


def classify(facts: Facts) -> Classification:
    """The classes still possible for the total, after ceilings, gates and outside states."""
    ladder, total = facts.plan.ladder, facts.total
    low, high = total.low, total.high
    if ladder.on == "share":
        if total.maximum:
            low, high = (
                normal(Fraction(low) / total.maximum),
                normal(Fraction(high) / total.maximum),
            )
        else:
            low, high = 0, 1
    classes = ladder.classes
    order = {one.id: index for index, one in enumerate(classes)}
    started = []
    for index in range(len(classes)):
        start, end = bounds_of(ladder, index)
        # With nothing applicable there is no score to place: no class may be claimed.
        inside = (start is None or high >= start) and (index == 0 or end is None or low < end)
        if inside or not total.maximum:
            started.append(index)
    result = Classification(low, high, [])
    ceilings = [Ruling(one, truth(one.when, facts)) for one in ladder.ceilings]
    gates = [Ruling(one, truth(one.requires, facts)) for one in ladder.gates]
    outside = [Ruling(one, truth(one.when, facts)) for one in ladder.outside]
    result.rulings = [*outside, *ceilings, *gates]

    reached: set[int] = set()
    for index in started:
        tops = {index}
        for ruling in ceilings:
            assert isinstance(ruling.item, Ceiling)
            cap = order[ruling.item.class_]
            lowered = {max(top, cap) for top in tops}
            if ruling.state == HOLDS:
                ruling.effect = ruling.effect or lowered != tops
                tops = lowered
            elif ruling.state == UNKNOWN:
                tops |= lowered
        for top in tops:
            reached |= _settle(top, gates, order, len(classes))
    result.possible = [classes[index].id for index in sorted(reached)]
    for ruling in outside:
        assert isinstance(ruling.item, Outside)
        if ruling.state == HOLDS and result.outside is None:
            result.outside = ruling.item
            ruling.effect = True
        elif ruling.state == UNKNOWN:
            result.possible_outside.append(ruling.item.id)
    if result.outside is not None:
        result.possible, result.possible_outside = [], []
    return result


def _settle(top: int, gates: Sequence[Ruling], order: Mapping[str, int], count: int) -> set[int]:
    """Classes reached from `top` on: a class whose gate fails passes on to the next below."""
    reached: set[int] = set()
    for index in range(top, count):
        own = [g for g in gates if isinstance(g.item, Gate) and order[g.item.class_] == index]
        state = _all([g.state for g in own])
        if state != FAILS or index == count - 1:
            reached.add(index)
        if state == HOLDS:
            break
        for gate in own:
            gate.effect = gate.effect or gate.state == FAILS
    return reached

"""Conditions and the values they met, in words."""

from __future__ import annotations

from scoring.engine.conditions import (
    FAILS,
    HOLDS,
    UNKNOWN,
    Facts,
    ids_of,
    node_span,
    test_of,
    total_span,
    truth,
)
from scoring.numbers import Number, show, show_percent
from scoring.scheme.model import Condition
from scoring.values import Quantity

_TOTALS = {
    "total": "tổng điểm",
    "base": "điểm các nhóm",
    "bonus": "điểm cộng",
    "penalty": "điểm trừ",
}
_WORD = {HOLDS: "có", FAILS: "không", UNKNOWN: "chưa rõ"}


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
        low, high, _ = total_span(condition.total, facts.total)
        return [f"{_TOTALS[condition.total]} {_wanted(condition)}: đang là {_span(low, high)}"]
    ids = (
        [condition.criterion]
        if condition.criterion
        else ids_of(condition.each or condition.some, facts.plan)
    )
    texts = []
    for id in ids:
        found = node_span(id, facts)
        if found is None:
            continue
        low, high, maximum = found
        own = test_of(condition)(low, high, maximum)
        if condition.each is None or own != HOLDS:
            texts.append(
                f"mục {id} {_wanted(condition)}: đang là {_span(low, high)} / {show(maximum)} – {_WORD[own]}"
            )
    return texts or [f"mọi mục {_wanted(condition)}: đạt"]

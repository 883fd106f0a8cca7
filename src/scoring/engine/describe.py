"""Conditions and the values they met, in words of either language."""

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
from scoring.formulas.interface import say
from scoring.numbers import Number, show, show_percent
from scoring.scheme.model import Condition

_TOTALS = {
    "total": ("tổng điểm", "the total"),
    "base": ("điểm các nhóm", "the groups' points"),
    "bonus": ("điểm cộng", "the bonus"),
    "penalty": ("điểm trừ", "the penalty"),
}
_WORD = {HOLDS: ("có", "yes"), FAILS: ("không", "no"), UNKNOWN: ("chưa rõ", "not known yet")}


def _wanted(condition: Condition, lang: str) -> str:
    if condition.at_least is not None:
        edge = condition.at_least.shown(lang)
        return say(lang, f"từ {edge} trở lên", f"{edge} or more")
    if condition.below is not None:
        edge = condition.below.shown(lang)
        return say(lang, f"dưới {edge}", f"below {edge}")
    return say(
        lang, f"là {_answer(condition.equals, lang)}", f"is {_answer(condition.equals, lang)}"
    )


def _answer(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return say(lang, "có" if value else "không", "yes" if value else "no")
    return str(value)


def _span(low: Number, high: Number | None, lang: str) -> str:
    if high is None:
        return say(lang, f"từ {show(low)}", f"from {show(low, lang)}")
    return show(low, lang) if low == high else f"{show(low, lang)} – {show(high, lang)}"


def describe(condition: Condition, facts: Facts, lang: str = "vi") -> list[str]:
    """The condition and the values it met, in words."""
    if condition.all is not None:
        return [text for one in condition.all for text in describe(one, facts, lang)]
    if condition.any is not None:
        # Where one alternative is enough, the others would only confuse.
        holding = [one for one in condition.any if truth(one, facts) == HOLDS]
        return [text for one in holding or condition.any for text in describe(one, facts, lang)]
    if condition.negate is not None:
        texts = describe(condition.negate, facts, lang)
        return [say(lang, f"không phải: {text}", f"not: {text}") for text in texts]
    state = say(lang, *_WORD[truth(condition, facts)])
    if condition.finding is not None:
        title = next(
            (r.title for r in facts.plan.scheme.rules if r.id == condition.finding),
            condition.finding,
        )
        return [say(lang, f"phát hiện “{title}”: {state}", f"finding “{title}”: {state}")]
    if condition.last_class is not None:
        return [_last(facts, state, lang)]
    if condition.measure is not None:
        return [_measure(condition, condition.measure, facts, lang)]
    if condition.total is not None:
        low, high, _ = total_span(condition.total, facts.total)
        name = say(lang, *_TOTALS[condition.total])
        now = say(lang, "đang là", "now")
        return [f"{name} {_wanted(condition, lang)}: {now} {_span(low, high, lang)}"]
    return _nodes(condition, facts, lang)


def _last(facts: Facts, state: str, lang: str) -> str:
    past = next((p for p in facts.history if p.period == str(facts.period.previous)), None)
    if past is None:
        period = facts.period.previous
        return say(lang, f"chưa có kết quả kỳ {period}", f"no result for {period}")
    id = past.class_id or past.outside_id
    titles: dict[str | None, str] = {}
    for ladder in facts.plan.scheme.ladders.values():
        titles |= {one.id: one.title for one in ladder.classes}
        titles |= {one.id: one.title for one in ladder.outside}
    title = titles.get(id, id)
    return say(
        lang, f"kỳ {past.period} xếp “{title}”: {state}", f"{past.period} was “{title}”: {state}"
    )


def _measure(condition: Condition, id: str, facts: Facts, lang: str) -> str:
    one, measure = facts.measured[id], facts.plan.set.measures[id]
    title = measure.title or measure.declared or measure.external or id
    if one.state != "known":
        shown = say(lang, "chưa đủ số liệu", "data missing")
    elif isinstance(one.value, (bool, str)) or one.value is None:
        shown = _answer(one.value, lang)
    else:
        shown = show_percent(one.value, lang) if measure.percent else show(one.value, lang)
    return f"{title} {_wanted(condition, lang)}: {say(lang, 'đang là', 'now')} {shown}"


def _nodes(condition: Condition, facts: Facts, lang: str) -> list[str]:
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
            item, now = say(lang, f"mục {id}", f"item {id}"), say(lang, "đang là", "now")
            texts.append(
                f"{item} {_wanted(condition, lang)}: {now} {_span(low, high, lang)} / {show(maximum, lang)}"
                f" – {say(lang, *_WORD[own])}"
            )
    wanted = _wanted(condition, lang)
    return texts or [say(lang, f"mọi mục {wanted}: đạt", f"every item {wanted}: met")]

"""Conditions of gates, ceilings and states outside, with the values they met, in words."""

from __future__ import annotations

from scoring.engine.assessment import Assessment
from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN
from scoring.engine.conditions import compile_condition, ids_of, node_span, test_of, total_span
from scoring.engine.last_class import last_results
from scoring.engine.notes import OutsideLife
from scoring.numbers import Number, show, show_beside, typed_percent
from scoring.result.words import note_texts
from scoring.scheme.model import Condition
from scoring.text import in_lang

Both = tuple[str, str]
"""A text in Vietnamese and in English."""

_TOTALS = {
    "total": ("tổng điểm", "the total"),
    "base": ("điểm các nhóm", "the groups' points"),
    "bonus": ("điểm cộng", "the bonus"),
    "penalty": ("điểm trừ", "the penalty"),
}
_WORD = {HOLDS: ("có", "yes"), FAILS: ("không", "no"), UNKNOWN: ("chưa rõ", "not known yet")}


def _both(vi: str, en: str) -> Both:
    return vi, in_lang("en", vi, en)


def _wanted(condition: Condition) -> Both:
    if condition.at_least is not None:
        vi, en = (condition.at_least.typed(lang) for lang in ("vi", "en"))
        return f"từ {vi} trở lên", f"{en} or more"
    if condition.below is not None:
        vi, en = (condition.below.typed(lang) for lang in ("vi", "en"))
        return f"dưới {vi}", f"below {en}"
    vi, en = _answer(condition.equals)
    return f"là {vi}", f"is {en}"


def _answer(value: object) -> Both:
    if isinstance(value, bool):
        return ("có", "yes") if value else ("không", "no")
    return str(value), str(value)


def _edges(condition: Condition, maximum: Number) -> list[Number]:
    return [one.of(maximum) for one in (condition.at_least, condition.below) if one is not None]


def _span(low: Number, high: Number, edges: list[Number]) -> Both:
    vi, en = (show_beside(low, edges, lang) for lang in ("vi", "en"))
    if low == high:
        return vi, en
    return f"{vi} – {show_beside(high, edges)}", f"{en} – {show_beside(high, edges, 'en')}"


def describe(condition: Condition, result: Assessment) -> list[Both]:
    """The condition and the values it met, in words."""
    if condition.all is not None:
        return [both for one in condition.all for both in describe(one, result)]
    if condition.any is not None:
        # Where one alternative is enough, the others would only confuse.
        holding = [one for one in condition.any if compile_condition(one, result.plan)(result.facts) == HOLDS]
        return [both for one in holding or condition.any for both in describe(one, result)]
    if condition.negate is not None:
        return [_both(f"không phải: {vi}", f"not: {en}") for vi, en in describe(condition.negate, result)]
    if condition.finding is not None or condition.last_class is not None:
        state = _WORD[compile_condition(condition, result.plan)(result.facts)]
        return [_last(result, state) if condition.finding is None else _finding(result, condition.finding, state)]
    if condition.measure is not None:
        return [_measure(condition, condition.measure, result)]
    if condition.total is not None:
        low, high, maximum = total_span(condition.total, result.total)
        name, wanted, now = _TOTALS[condition.total], _wanted(condition), _span(low, high, _edges(condition, maximum))
        return [(f"{name[0]} {wanted[0]}: đang là {now[0]}", f"{name[1]} {wanted[1]}: now {now[1]}")]
    return _nodes(condition, result)


def _finding(result: Assessment, id: str, state: Both) -> Both:
    title = next((rule.title for rule in result.plan.scheme.rules if rule.id == id), id)
    return _both(f"phát hiện “{title}”: {state[0]}", f"finding “{title}”: {state[1]}")


def _last(result: Assessment, state: Both) -> Both:
    before = str(result.facts.period.previous)
    titles = result.plan.scheme.class_titles
    found, texts = last_results(result.plan, result.case, result.history), []
    for past in found:
        if past is None:
            continue
        id = past.class_id or past.outside_id or ""
        of, of_en = (f"{past.agency} kỳ", f"{past.agency} in") if past.agency else ("kỳ", "")
        title = titles.get(id, id)
        texts.append(_both(f"{of} {past.period} xếp “{title}”", f"{of_en} {past.period} was “{title}”".strip()))
    unknown = found.count(None)
    if not texts:
        return _both(f"chưa có kết quả kỳ {before}", f"no result for {before}")
    if unknown:
        texts.append(_both(f"{unknown} cơ quan chưa có kết quả kỳ {before}", f"{unknown} without a result"))
    vi, en = (", ".join(both[at] for both in texts) for at in (0, 1))
    return f"{vi}: {state[0]}", f"{en}: {state[1]}"


def _measure(condition: Condition, id: str, result: Assessment) -> Both:
    one, measure = result.measured[id], result.plan.set.measures[id]
    title, wanted = measure.title or measure.declared or measure.external or id, _wanted(condition)
    if isinstance(one.note, OutsideLife):
        vi, en = note_texts(one.note)
    elif one.state != "known":
        vi, en = "chưa đủ số liệu", "data missing"
    elif isinstance(one.value, (bool, str)) or one.value is None:
        vi, en = _answer(one.value)
    else:
        write, edges = typed_percent if measure.percent else show_beside, _edges(condition, 1)
        vi, en = write(one.value, edges=edges), write(one.value, lang="en", edges=edges)
    return f"{title} {wanted[0]}: đang là {vi}", f"{title} {wanted[1]}: now {en}"


def _nodes(condition: Condition, result: Assessment) -> list[Both]:
    ids = [condition.criterion] if condition.criterion else ids_of(condition.each or condition.some, result.plan)
    test, wanted = test_of(condition), _wanted(condition)
    texts = []
    for id in ids:
        found = node_span(id, result.facts)
        if found is None:
            continue
        low, high, maximum = found
        own = test(low, high, maximum)
        if condition.each is None or own != HOLDS:
            vi, en = _span(low, high, _edges(condition, maximum))
            state = _WORD[own]
            texts.append(
                (
                    f"mục {id} {wanted[0]}: đang là {vi} / {show(maximum)} – {state[0]}",
                    f"item {id} {wanted[1]}: now {en} / {show(maximum, 'en')} – {state[1]}",
                )
            )
    return texts or [(f"mọi mục {wanted[0]}: đạt", f"every item {wanted[1]}: met")]

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

_TOTALS = {
    "total": ("tổng điểm", "the total"),
    "base": ("điểm các nhóm", "the groups' points"),
    "bonus": ("điểm cộng", "the bonus"),
    "penalty": ("điểm trừ", "the penalty"),
}
_WORD = {HOLDS: ("có", "yes"), FAILS: ("không", "no"), UNKNOWN: ("chưa rõ", "not known yet")}


def _wanted(condition: Condition, lang: str) -> str:
    if condition.at_least is not None:
        edge = condition.at_least.typed(lang)
        return in_lang(lang, f"từ {edge} trở lên", f"{edge} or more")
    if condition.below is not None:
        edge = condition.below.typed(lang)
        return in_lang(lang, f"dưới {edge}", f"below {edge}")
    return in_lang(lang, f"là {_answer(condition.equals, lang)}", f"is {_answer(condition.equals, lang)}")


def _answer(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return in_lang(lang, "có" if value else "không", "yes" if value else "no")
    return str(value)


def _edges(condition: Condition, maximum: Number) -> list[Number]:
    return [one.of(maximum) for one in (condition.at_least, condition.below) if one is not None]


def _span(low: Number, high: Number, edges: list[Number], lang: str) -> str:
    first, last = (show_beside(one, edges, lang) for one in (low, high))
    return first if low == high else f"{first} – {last}"


def describe(condition: Condition, result: Assessment, lang: str = "vi") -> list[str]:
    """The condition and the values it met, in words."""
    if condition.all is not None:
        return [text for one in condition.all for text in describe(one, result, lang)]
    if condition.any is not None:
        # Where one alternative is enough, the others would only confuse.
        holding = [one for one in condition.any if compile_condition(one, result.plan)(result.facts) == HOLDS]
        return [text for one in holding or condition.any for text in describe(one, result, lang)]
    if condition.negate is not None:
        texts = describe(condition.negate, result, lang)
        return [in_lang(lang, f"không phải: {text}", f"not: {text}") for text in texts]
    state = in_lang(lang, *_WORD[compile_condition(condition, result.plan)(result.facts)])
    if condition.finding is not None:
        title = next((r.title for r in result.plan.scheme.rules if r.id == condition.finding), condition.finding)
        return [in_lang(lang, f"phát hiện “{title}”: {state}", f"finding “{title}”: {state}")]
    if condition.last_class is not None:
        return [_last(result, state, lang)]
    if condition.measure is not None:
        return [_measure(condition, condition.measure, result, lang)]
    if condition.total is not None:
        low, high, maximum = total_span(condition.total, result.total)
        name = in_lang(lang, *_TOTALS[condition.total])
        now = in_lang(lang, "đang là", "now")
        return [f"{name} {_wanted(condition, lang)}: {now} {_span(low, high, _edges(condition, maximum), lang)}"]
    return _nodes(condition, result, lang)


def _last(result: Assessment, state: str, lang: str) -> str:
    before = str(result.facts.period.previous)
    titles = result.plan.scheme.class_titles
    found, texts, of_en = last_results(result.plan, result.case, result.history), [], ""
    for past in found:
        if past is None:
            continue
        id = past.class_id or past.outside_id or ""
        of, of_en = (f"{past.agency} kỳ", f"{past.agency} in") if past.agency else ("kỳ", "")
        title = titles.get(id, id)
        texts.append(in_lang(lang, f"{of} {past.period} xếp “{title}”", f"{of_en} {past.period} was “{title}”".strip()))
    unknown = found.count(None)
    if not texts:
        return in_lang(lang, f"chưa có kết quả kỳ {before}", f"no result for {before}")
    if unknown:
        texts.append(in_lang(lang, f"{unknown} cơ quan chưa có kết quả kỳ {before}", f"{unknown} without a result"))
    return f"{', '.join(texts)}: {state}"


def _measure(condition: Condition, id: str, result: Assessment, lang: str) -> str:
    one, measure = result.measured[id], result.plan.set.measures[id]
    title = measure.title or measure.declared or measure.external or id
    if isinstance(one.note, OutsideLife):
        shown = in_lang(lang, *note_texts(one.note))
    elif one.state != "known":
        shown = in_lang(lang, "chưa đủ số liệu", "data missing")
    elif isinstance(one.value, (bool, str)) or one.value is None:
        shown = _answer(one.value, lang)
    else:
        edges = _edges(condition, 1)
        shown = typed_percent(one.value, lang, edges) if measure.percent else show_beside(one.value, edges, lang)
    return f"{title} {_wanted(condition, lang)}: {in_lang(lang, 'đang là', 'now')} {shown}"


def _nodes(condition: Condition, result: Assessment, lang: str) -> list[str]:
    ids = [condition.criterion] if condition.criterion else ids_of(condition.each or condition.some, result.plan)
    test, wanted = test_of(condition), _wanted(condition, lang)
    texts = []
    for id in ids:
        found = node_span(id, result.facts)
        if found is None:
            continue
        low, high, maximum = found
        own = test(low, high, maximum)
        if condition.each is None or own != HOLDS:
            item, now = in_lang(lang, f"mục {id}", f"item {id}"), in_lang(lang, "đang là", "now")
            amount = f"{_span(low, high, _edges(condition, maximum), lang)} / {show(maximum, lang)}"
            state = in_lang(lang, *_WORD[own])
            texts.append(f"{item} {wanted}: {now} {amount} – {state}")
    return texts or [in_lang(lang, f"mọi mục {wanted}: đạt", f"every item {wanted}: met")]

"""The classification in words: one headline, one sentence why, and the ladder with its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scoring.numbers import from_exact, show_beside, show_whole
from scoring.reports import advice
from scoring.reports.condition_sentences import fact_sentences
from scoring.reports.phrases import MARGINS
from scoring.reports.view import ResultView
from scoring.reports.words import as_written, one_line, report_name
from scoring.result.base import Frozen
from scoring.result.model import Classification, Finding, LadderClass, Reason
from scoring.text import in_lang, lowered

Rows = list[tuple[str, str]]
_OCCURRENCE = re.compile(r"^(.*) (nam|[a-z0-9]+(?:-[a-z0-9]+)+): ")
"""The id of a part of the year in a fact about a periodic report."""
_KIND = {
    "gate": ("điều kiện", "condition"),
    "ceiling": ("khống chế", "ceiling"),
    "outside": ("không phân loại", "not classified"),
}
_STATE = {
    "gate": {"holds": ("đạt", "met"), "fails": ("không đạt", "not met")},
    "ceiling": {"holds": ("áp dụng", "applies"), "fails": ("không áp dụng", "does not apply")},
    "outside": {"holds": ("thuộc trường hợp này", "applies"), "fails": ("không thuộc", "does not apply")},
}
_UNKNOWN = {
    "gate": ("chưa đủ căn cứ, còn có thể làm giảm loại", "not yet known, may still lower the class"),
    "ceiling": ("chưa đủ căn cứ, còn có thể làm giảm loại", "not yet known, may still lower the class"),
    "outside": ("chưa đủ căn cứ, còn có thể thuộc", "not yet known, may still apply"),
}
_PERIOD = ("kỳ đánh giá", "the period")
_AGAINST = {"gate": "fails", "ceiling": "holds"}
"""The state in which a class may be lowered."""
_LIMIT = {"gate": ("để được loại {}", "needed for {}"), "ceiling": ("tối đa loại {}", "at most {}")}


def headline(view: ResultView) -> str:
    """The class, the state outside the ladder, or which classes are still possible."""
    found = view.result.classification
    if found.outside:
        return one_line(found.outside.named(view.lang))
    if found.certain:
        return one_line(view.class_title(found.certain))
    return view.in_lang("Chưa xác định", "Not settled")


def lowered_from(found: Classification) -> str:
    """The title of the class the points give, where a gate or ceiling lowered the settled class; "" elsewhere."""
    by_points = [one_line(x.title) for x in found.reasons if x.kind == "ladder"]
    held = any(x.effect and x.kind in {"gate", "ceiling"} for x in found.reasons)
    names = {one.id: one_line(one.title) for one in found.ladder}
    lowered = held and found.certain and by_points and names.get(found.certain) != by_points[0]
    return by_points[0] if lowered else ""


def holders(found: Classification) -> list[Reason]:
    """The gates and ceilings that hold the settled class: those that lowered it, and others that alone would."""
    places = {one.id: n for n, one in enumerate(found.ladder)}
    start = next((places[one.id] for one in found.reasons if one.kind == "ladder"), 0)
    end = places.get(found.certain or "", start)

    def holds(one: Reason) -> bool:
        if one.effect or start == end or one.class_ not in places:
            return one.effect
        place = places[one.class_]
        return one.state == _AGAINST[one.kind] and (
            place == end if one.kind == "ceiling" else place == start == end - 1
        )

    return [one for one in found.reasons if one.kind in _AGAINST and holds(one)]


def mark_of(found: Classification, lang: str) -> str:
    """The mark beside a class that a gate or ceiling lowered; "" elsewhere."""
    above = lowered_from(found)
    return mark_words(above, lang) if above else ""


def mark_words(above: str, lang: str) -> str:
    """The mark of a class lowered from the class `above`."""
    return in_lang(lang, f"▼ hạ từ {above}", f"▼ lowered from {above}")


def mark(view: ResultView) -> str:
    """The mark of a result's class."""
    return mark_of(view.result.classification, view.lang)


def marked(view: ResultView) -> str:
    """The headline with its mark."""
    return f"{headline(view)} {mark(view)}".rstrip()


def mark_legend(found: Iterable[Classification], lang: str) -> str:
    """What the mark means, where one of the classes has it."""
    if not any(map(lowered_from, found)):
        return ""
    return in_lang(lang, "▼: điểm thuộc khung loại cao hơn, nhưng một điều kiện hoặc giới hạn của thang hạ loại.",
                   "▼: the points lie in a higher class, but a gate or ceiling of the ladder lowers it.")  # fmt: skip


def possible(view: ResultView) -> list[str]:
    """Titles of all classes and outside states that can still result; none where that is settled."""
    found = view.result.classification
    if found.certain or found.outside:
        return []
    return [one_line(view.class_title(id)) for id in (*found.possible, *found.possible_outside)]


def _edge(view: ResultView, text: str) -> str:
    """A threshold: points, or a share of the maximum."""
    number = show_whole(from_exact(text.removesuffix(" %")), view.lang)
    return f"{number}%" if text.endswith(" %") else number


def _span(view: ResultView, step: LadderClass) -> str:
    low, high = step.from_ and _edge(view, step.from_), step.below and _edge(view, step.below)
    if low and high:
        return view.in_lang(f"từ {low} đến dưới {high}", f"from {low} to below {high}")
    if low:
        return view.in_lang(f"từ {low} trở lên", f"{low} or more")
    return view.in_lang(f"dưới {high}", f"below {high}") if high else view.in_lang("mọi số điểm", "any points")


def _value(view: ResultView) -> str:
    """The value compared with the ladder: points, or the share of the maximum."""
    value = view.result.classification.value
    if value.certain is None or value.attainable is None:
        return view.span(value)
    if view.result.classification.on == "total":
        low, high = view.total(value.certain), view.total(value.attainable)
    else:
        edges, ends = view.result.classification.edges(100), (value.certain, value.attainable)
        low, high = (f"{show_beside(from_exact(one.removesuffix(' %')), edges, view.lang)}%" for one in ends)
    return low if low == high else f"{low} – {high}"


def sentence(view: ResultView) -> str:
    """Why the class is what it is, in one sentence."""
    found = view.result.classification
    if found.outside:
        outside = found.outside
        met = next((x for x in found.reasons if x.id == outside.id and x.kind == "outside"), None)
        details = (
            _details(view, met) if met else [as_written(one_line(view.in_lang(outside.reason, outside.reason_en)))]
        )
        reason = "; ".join(details)
        return view.in_lang(f"Không phân loại theo điểm: {reason}.", f"Outside the ladder: {reason}.")
    value = _value(view)
    if not found.certain:
        names = "; ".join(possible(view))
        return view.in_lang(
            f"Tổng điểm {value}, chưa đủ số liệu; còn có thể: {names}.",
            f"Total {value}, data missing; still possible: {names}.",
        )
    title = one_line(view.class_title(found.certain))
    by_points = [one_line(x.title) for x in found.reasons if x.kind == "ladder"]
    held = holders(found)
    if held and by_points and title != by_points[0]:
        why = "; ".join(_held(view, x) for x in held)
        return view.in_lang(
            f"Tổng điểm {value} nằm trong khung loại {by_points[0]}; {why} nên phân loại {title}.",
            f"Total {value} lies in {by_points[0]}; lowered to {title}: {why}.",
        )
    where = _span(view, view.classes[found.certain])
    return view.in_lang(
        f"Tổng điểm {value} nằm trong khung loại {title} ({where}); không có điều kiện nào làm giảm loại.",
        f"Total {value} lies in {title} ({where}); no condition lowers it.",
    )


def _held(view: ResultView, one: Reason) -> str:
    title = as_written(one_line(one.title), view.lang)
    if one.kind == "gate":
        return view.in_lang(f"do không đạt điều kiện “{title}”", f"the condition “{title}” is not met")
    why = title.partition(" – ")[0]  # The class stands behind the dash, and at the end of the sentence.
    return view.in_lang(f"do {lowered(why)}", f"“{why}”")


class Step(Frozen):
    """A class of the ladder with its points in words."""

    title: str
    span: str
    reached: bool
    """Whether it is the result's class, or may still become it."""


def ladder(view: ResultView) -> list[Step]:
    """The classes, the best one first."""
    found = view.result.classification
    return [Step(title=one_line(s.title), span=_span(view, s), reached=s.id in found.possible) for s in found.ladder]


class Condition(Frozen):
    """A gate, ceiling or outside state with its state in words, and what that does to the class."""

    kind: str
    title: str
    """With the class it is about, where its own title does not name that."""
    state: str
    took_effect: bool
    settled: bool
    clause: str | None
    details: list[str]

    @property
    def is_idle(self) -> bool:
        """Whether it is settled that it has no effect."""
        return self.settled and not self.took_effect


def conditions(view: ResultView) -> list[Condition]:
    """Gates, ceilings and outside states, in the scheme's order."""
    rows: list[Condition] = []
    held = holders(view.result.classification)
    for one in view.result.classification.reasons:
        if one.kind == "ladder":
            continue
        rows.append(
            Condition(
                kind=view.in_lang(*_KIND[one.kind]),
                title=_titled(view, one),
                state=_state(view, one, lowers=one in held),
                took_effect=one.effect or one in held,
                settled=one.state != "unknown",
                clause=one.clause,
                details=_details(view, one),
            )
        )
    return rows


def _details(view: ResultView, one: Reason) -> list[str]:
    return fact_sentences(one.details if view.lang == "vi" else one.details_en, view.lang)


def _titled(view: ResultView, one: Reason) -> str:
    title = as_written(one_line(one.title), view.lang)
    about = one_line(view.class_title(one.class_)) if one.class_ else ""
    if one.kind not in _LIMIT or not about or about.casefold() in title.casefold():
        return title
    return f"{title} – {view.in_lang(*_LIMIT[one.kind]).format(about)}"


def _state(view: ResultView, one: Reason, *, lowers: bool) -> str:
    state = view.in_lang(*_STATE[one.kind].get(one.state, _UNKNOWN[one.kind]))
    if one.state != _AGAINST.get(one.kind):
        return state
    if lowers:
        return view.in_lang(f"{state}, làm giảm loại", f"{state}, lowers the class")
    return view.in_lang(f"{state}, không làm đổi loại", f"{state}, the class stays")


def because(view: ResultView, one: Finding) -> str:
    """What a finding follows from."""
    texts = [view.in_lang(x.text, x.text_en) for x in one.because]
    facts = [_OCCURRENCE.sub(lambda found: f"{report_name(found[1], found[2], view.lang)}: ", x) for x in texts]
    if view.lang == "vi":  # A report's name after another one's begins no sentence.
        facts = [lowered(x) if number and x != texts[number] else x for number, x in enumerate(facts)]
    named = [x for x in facts if x not in _PERIOD]  # That it was in the period is said where nothing else is.
    return "; ".join(as_written(one_line(x), view.lang) for x in named or facts)


def findings(view: ResultView) -> Rows:
    """Findings with what they follow from."""
    rows: Rows = []
    for one in view.result.findings:
        sure = "" if one.certain else view.in_lang(" (chưa chắc chắn)", " (not certain)")
        clause = f" – {one_line(one.clause)}" if one.clause else ""
        rows.append((one_line(one.title) + sure, because(view, one) + clause))
    return rows


def sections(view: ResultView) -> list[tuple[str, Rows]]:
    """All of the classification as titled rows."""
    in_lang = view.in_lang
    found = view.result.classification
    lies = {x.id for x in found.reasons if x.kind == "ladder"}
    here = in_lang("   ← tổng điểm", "   ← the total")
    steps = [
        (("▸ " if step.reached else "  ") + step.title, step.span + (here if one.id in lies else ""))
        for step, one in zip(ladder(view), found.ladder, strict=True)
    ]
    rules: Rows = []
    for one in conditions(view):
        details = "; ".join(one.details)
        rules.append((f"{one.kind}: {one.title}", f"{one.state} – {details}" if details else one.state))
    value = _value(view)
    vi = f"Thang phân loại (tổng {value}; ▸ loại đạt được hoặc còn có thể)"
    return [
        (in_lang(vi, f"Ladder (total {value}; ▸ reached or still possible)"), steps),
        (in_lang("Điều kiện, khống chế, không phân loại", "Gates, ceilings, outside states"), rules),
        (in_lang("Còn có thể", "Still possible"), [("", name) for name in possible(view)]),
        (in_lang("Phát hiện", "Findings"), findings(view)),
        (in_lang(*MARGINS), [("", x) for x in advice.margins(view)]),
    ]

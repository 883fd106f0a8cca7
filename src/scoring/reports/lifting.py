"""What would lift a class, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.engine.condition_facts import UNKNOWN
from scoring.engine.finding import RecordFact
from scoring.engine.lifting import Change, Lifting, LiftingSet, OutOfHands, Target
from scoring.evidence.model import Record
from scoring.formulas.interface import Input
from scoring.formulas.judgement import WHO
from scoring.numbers import show, show_percent
from scoring.reports.condition_sentences import fact_sentences
from scoring.reports.explanation import Section
from scoring.reports.words import day, one_line, report_name
from scoring.result.write import result_of
from scoring.text import in_lang, lowered

_SHOWN = 10
"""Sets shown to people for one class."""


def class_title(found: Lifting, id: str) -> str:
    """A class's title."""
    return one_line(next(one.title for one in found.start.plan.ladder.classes if one.id == id))


def _measure(found: Lifting, id: str) -> str:
    one = found.start.plan.set.measures[id]
    return one_line(one.title or one.declared or one.external or id)


def _value(found: Lifting, id: str, value: Input | None, lang: str) -> str:
    if isinstance(value, bool):
        return in_lang(lang, "có", "yes") if value else in_lang(lang, "không", "no")
    if value is None:
        return in_lang(lang, "chưa khai", "not declared")
    if isinstance(value, str):
        titles = {k: v for leaf in found.start.plan.leaves for k, v in leaf.spec.level_titles(id)}
        return titles.get(value, value)
    measures = found.start.plan.set.measures
    return show_percent(value, lang) if id in measures and measures[id].percent else show(value, lang)


def _values(found: Lifting, one: Change, lang: str) -> list[str]:
    texts = []
    for id, value in one.values:
        if id.startswith("judgement:"):
            texts.append(in_lang(lang, f"tự chấm {_value(found, id, value, lang)}",
                                 f"own points {_value(found, id, value, lang)}"))  # fmt: skip
            continue
        now = found.start.measured[id]
        limit = found.start.plan.set.measures[id].limit
        if isinstance(limit, str) and found.start.measured[limit].state != "known":
            # How much there was to do is not declared yet; what is meant is all of it.
            texts.append(in_lang(lang, f"{_measure(found, id)}: đủ số phải làm", f"{_measure(found, id)}: all of them"))
            continue
        before = now.value if now.state == "known" else now.low or None
        texts.append(f"{_measure(found, id)}: {_value(found, id, before, lang)} → {_value(found, id, value, lang)}")
    return texts


def _named(record: Record, lang: str) -> str:
    return one_line(record.title) + (f", {day(str(record.date), lang)}" if record.date else "")


def change_words(found: Lifting, one: Change, lang: str) -> str:
    """What the agency has to do."""
    if one.sort == "lists":
        return in_lang(lang, "Liệt kê đủ minh chứng mọi loại và khai là đã đủ",
                       "List all evidence and declare the lists complete")  # fmt: skip
    texts = _values(found, one, lang)
    if one.sort == "criterion":
        kinds = "; ".join(dict.fromkeys(one_line(x.title) for x in one.papers))
        if kinds:
            texts.append(in_lang(lang, f"bổ sung minh chứng: {kinds}", f"hand in: {kinds}"))
        leaf = found.start.plan.by_criterion[one.id]
        points = f"{show(one.before, lang)} → {show(one.after, lang)}"
        head = in_lang(lang, f"{one.id} {one_line(leaf.node.title)}: {points} điểm",
                       f"{one.id} {one_line(leaf.node.title)}: {points} points")  # fmt: skip
        return f"{head} ({'; '.join(texts)})"
    if one.sort == "finding" and one.finding is not None:
        texts += _finding_words(one, lang)
    return "; ".join(texts)


def _finding_words(one: Change, lang: str) -> Iterator[str]:
    assert one.finding is not None
    records = {x.fact.record.id: x.fact.record for x in one.finding.because if isinstance(x.fact, RecordFact)}
    for id, criterion in one.unused:
        name = _named(records[id], lang)
        yield in_lang(lang, f"Không dùng “{name}” cho {criterion} nữa", f"No longer use “{name}” for {criterion}")
    about = "; ".join(f"“{_named(x, lang)}”" for x in records.values())
    for paper in one.papers:
        due = paper.occurrence
        name = report_name(paper.title, due, lang) if due else one_line(paper.title)
        if due or not about:
            yield in_lang(lang, f"Nộp {lowered(name)} còn thiếu", f"Hand in the missing {name}")
    if about and one.papers and not one.papers[0].occurrence:
        title = one_line(one.papers[0].title)
        yield in_lang(lang, f"Giải quyết xong {about}, có “{title}” trong kỳ",
                      f"Settle {about} within the period, shown by “{title}”")  # fmt: skip


def summary(found: Lifting, lang: str) -> str:
    """What would lift the class, on one line: fixes first, then missing points, each with the class that results."""
    parts: list[str] = []
    named: list[Change] = []
    for target in found.targets:
        if not target.sets or target.sets[0].gives != target.class_id:
            continue
        first = target.sets[0]
        # What every set mends, though perhaps each in its own way.
        everywhere = set.intersection(*({(x.sort, x.id) for x in one.changes} for one in target.sets))
        common = [x for x in first.changes if (x.sort, x.id) in everywhere]
        fixes = [x for x in common if x.sort != "criterion" and x not in named]
        named += fixes
        texts = [lowered(change_words(found, x, lang)) for x in fixes]
        own = [x.id for x in first.changes if x.sort == "criterion"]
        if own:
            where = ", ".join(own)
            more = in_lang(lang, f"nâng {where}", f"raise {where}")
            if target.missing:
                points = show(target.missing, lang)
                among = in_lang(lang, f"ví dụ {where}", f"as {where}") if len(target.sets) > 1 else where
                more = in_lang(lang, f"thêm {points} điểm ({among})", f"{points} more points ({among})")
            texts.append(more)
        if texts:
            parts.append(f"{'; '.join(texts)} → {class_title(found, target.class_id)}")
    return "; ".join(parts)


def sections(found: Lifting, lang: str) -> list[Section]:
    """Every class with its sets, and what is out of the agency's hands."""
    made = [_section(found, one, lang) for one in found.targets]
    out = tuple((x.id, _out_words(found, x, lang)) for x in found.out_of_hands)
    if out and found.targets:
        made.append(Section(in_lang(lang, "Không tính tới, vì không do cơ quan tự làm được trong kỳ",
                                    "Left out: not within the agency's own means this period"), out))  # fmt: skip
    return made


def _section(found: Lifting, target: Target, lang: str) -> Section:
    title = class_title(found, target.class_id)
    heading = in_lang(lang, f"Để được loại {title}", f"For the class {title}")
    if target.missing:
        points = show(target.missing, lang)
        heading += in_lang(lang, f" (còn thiếu {points} điểm)", f" ({points} points missing)")
    if not target.sets:
        return Section(heading, tuple(("", text) for text in _none_words(found, target, lang)))
    rows = [(f"{index}.", _set_words(found, one, lang)) for index, one in enumerate(target.sets[:_SHOWN], 1)]
    more = len(target.sets) - _SHOWN
    if more > 0:
        rows.append(
            ("", in_lang(lang, f"và {more} cách khác (bản JSON ghi đủ)", f"and {more} more (all in the JSON form)"))
        )
    if not target.complete:
        most = target.tried
        rows.append(("", in_lang(lang, f"Đã thử hết các cách gồm đến {most} việc; nhiều việc hơn thì chưa thử hết.",
                                 f"All sets of up to {most} changes were tried; not all larger ones.")))  # fmt: skip
    return Section(heading, tuple(rows))


def _set_words(found: Lifting, one: LiftingSet, lang: str) -> str:
    does = "; ".join(change_words(found, x, lang) for x in one.changes)
    total, count = show(one.total, lang), len(one.touched)
    gives = class_title(found, one.gives)
    return in_lang(lang, f"{does} → tổng {total}, loại {gives} [{count} mục]",
                   f"{does} → total {total}, {gives} [{count} items]")  # fmt: skip


def _none_words(found: Lifting, target: Target, lang: str) -> Iterator[str]:
    yield in_lang(lang, "Trong kỳ này cơ quan không tự làm được:", "Not within the agency's own means this period:")
    reasons = {x.id: x for x in result_of(found.start).classification.reasons} if target.against else {}
    for one in target.against:
        title = one_line(one.item.title)
        reason = reasons.get(one.item.id)
        if reason is not None and reason.kind in ("outside", "ceiling"):
            facts = fact_sentences(reason.details if lang == "vi" else reason.details_en, lang)
            title += f" ({'; '.join(facts)})" if facts else ""
        if one.state == UNKNOWN:
            yield in_lang(lang, f"– chưa rõ, cơ quan không tự làm rõ được: {title}",
                          f"– not known, and not for the agency to settle: {title}")  # fmt: skip
        else:
            yield in_lang(lang, f"– không gỡ được trong kỳ: {title}", f"– cannot be lifted this period: {title}")
    if target.short:
        points = show(target.short, lang)
        yield in_lang(lang, f"– làm hết những việc tự làm được vẫn thiếu {points} điểm",
                      f"– after everything it can do, {points} points are still missing")  # fmt: skip
    elif not target.against:
        yield in_lang(lang, "– còn số liệu chưa rõ mà cơ quan không tự khai được", "– data that others give is open")


def _out_words(found: Lifting, one: OutOfHands, lang: str) -> str:
    title = one_line(found.start.plan.by_criterion[one.id].node.title)
    if one.why == "external":
        by = one.by or in_lang(lang, "cơ quan khác", "another body")
        return in_lang(lang, f"{title} – số liệu do {by} cung cấp", f"{title} – given by {by}")
    if one.why == "judged":
        who = WHO[one.by][lang != "vi"]
        return in_lang(lang, f"{title} – do {who} chấm", f"{title} – judged by {who}")
    told = in_lang(
        lang, f"{title} – tính theo việc đã xảy ra trong kỳ", f"{title} – by what has happened in the period"
    )
    if not _may_fall(found, one.id):
        return told
    # The scheme does not say whether such a number can still fall, as cases not settled yet do.
    return told + in_lang(
        lang,
        "; vụ việc nào còn giải quyết được trước khi hết kỳ thì thử lại với số mới",
        "; where cases can still be settled before the period ends, try again with the new number",
    )


def _may_fall(found: Lifting, id: str) -> bool:
    """Whether a criterion's points rest on a declared number that is better when lower, and is not 0."""
    plan, todo = found.start.plan, list(found.start.plan.by_criterion[id].reads)
    while todo:
        measure = plan.set.measures.get(name := todo.pop())
        if measure is None:
            continue
        todo += measure.inputs
        value = found.start.measured[name].value
        if measure.declared and measure.better == "lower" and measure.type != "yes_no" and value:
            return True
    return False

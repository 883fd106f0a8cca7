"""What a self-assessment tells of each criterion in the agency's own voice: its figures, documents and own points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.numbers import Number, from_exact, show
from scoring.reports.official_frame import DOTS
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.model import Criterion, Evidence, Measure
from scoring.values import PartialDate, written_day

_NAMED = 4
"""Documents of a criterion that are named in a sentence; the annex names all."""
_NUMBERED = ("quyết định", "kế hoạch", "báo cáo", "công văn", "tờ trình", "chương trình", "thông báo", "hướng dẫn",
             "quy chế", "chỉ thị")  # fmt: skip
"""Kinds of papers that always have a number of their own."""
_MOVED = ("bands", "graded", "proportional", "external", "target", "per_item", "discretion", "timeliness")
"""Kinds whose first input earns more points when it moves one way."""
_PAD = re.compile(r"[1-9](?=[/ ]|$)")


def padded(number: str) -> str:
    """A number with a zero before a single digit, as official papers write it: ``02``, ``07/KH-UBND``."""
    return f"0{number}" if _PAD.match(number) else number


def short_share(text: str) -> str:
    """A share as official papers write it: ``96,1%``."""
    return re.sub(r"([,.][0-9]*[1-9])0+%|[,.]0+%", r"\1%", text.replace(" %", "%"))


def day_words(text: str) -> str:
    """A date as official papers write it; one that is not whole as far as it is known."""
    day = PartialDate.parse(text)
    return written_day(day.first) if day.complete else day.vi


def symbol(view: View, one: Evidence) -> str:
    """The number of a document; that it is not written down where its kind has one, else nothing."""
    if one.number:
        return padded(one_line(one.number))
    if any(text.casefold().startswith(_NUMBERED) for text in (one.kind_title, one.title)):
        return view.in_lang("(chưa ghi số)", "(number not given)")
    return ""


def _documents(view: View, one: Criterion) -> str:
    """The documents of a criterion in short, by kind: ``Kế hoạch số 07/KH-UBND ngày 14/02/2025``."""
    kinds: dict[str, list[str]] = {}
    named = list({record.id: record for record in one.evidence}.values())
    for record in named[:_NAMED]:
        number, day = record.number and one_line(record.number), record.date
        words = [view.in_lang(f"số {padded(number)}", f"no. {padded(number)}")] if number else []
        if day:
            whole = "ngày " if PartialDate.parse(day).complete else ""
            words.append(view.in_lang(f"{whole}{day_words(day)}", f"dated {day}"))
        kinds.setdefault(one_line(record.kind_title), []).append(" ".join(words))
    found = [" ".join([kind, ", ".join(filter(None, each))]).rstrip() for kind, each in kinds.items()]
    more = len(named) - _NAMED
    if more > 0:
        found.append(view.in_lang(f"và {padded(str(more))} tài liệu khác", f"and {more} more"))
    return "; ".join(found)


class Figures:
    """Tells the figures of criteria, from the titles of what was measured."""

    def __init__(self, view: View) -> None:
        self.view = view

    def phrases(self, one: Criterion) -> list[str]:
        """What the inputs of a criterion say, one phrase each; those not known are left out."""
        derivation = one.derivation
        target = str(derivation.spec["target"]) if derivation.kind == "target" else ""
        found = [self._phrase(id, one, target) for id in derivation.inputs if ":" not in id and id not in ("", target)]
        return list(dict.fromkeys(filter(None, found)))

    def unknown(self, one: Criterion) -> list[str]:
        """Titles of what the agency has not said; a list of which something is known is no such thing."""
        asked = [x for x in self.view.asked_inputs(one) if x.state not in {"known", "not_applicable", "pending"}]
        return [x.title for x in asked if x.state != "range" or not self._at_least(self.view.measures[x.id], x.title)]

    def aim(self, one: Criterion) -> str:
        """What the agency would do about a criterion short of points; its title where its kind does not tell, and
        nothing where only an appraiser awards it.
        """
        view, kind, spec = self.view, one.derivation.kind, one.derivation.spec
        in_lang = view.in_lang
        known = {id: view.measures[id] for id in one.derivation.inputs if id in view.measures}
        known = {id: each for id, each in known.items() if ":" not in id and each.state in ("known", "range")}
        if kind in ("yes_no", "checklist"):
            lacking = [one_line(each.title) for each in known.values() if each.value in (False, "0")]
            return "; ".join(in_lang(_promised(x), f"see to “{x}”") for x in lacking) or self._whole(one)
        if one.section == "penalty" or kind.startswith("deduct"):
            some = [one_line(each.title) for each in known.values() if (each.value or each.low) not in (None, "0")]
            told = _not_again if one.section == "penalty" else _no_more
            return "; ".join(in_lang(told(x), f"bring “{x}” to 0") for x in some)
        first = next(iter(known.items()), None)
        if first is None or kind not in _MOVED:
            return "" if kind == "judgement" else self._whole(one)
        whole = one_line(first[1].title)
        title = _lowered(whole)
        if kind == "timeliness":
            return in_lang(f"gửi {_without(title, 'số ngày chậm của ')} đúng hạn", f"bring “{whole}” to 0")
        falls = kind == "bands" and not any("from" in tier for tier in _best(spec["tiers"], one.max))
        verb = "giảm" if falls else "tăng" if title.startswith("số ") else "nâng"
        now = next((x.shown for x in view.inputs(one) if x.id == first[0]), "")
        scale = f"/{spec['scale']}" if kind == "external" and "scale" in spec else ""
        if scale:
            now = f"{view.value(first[1], first[1].value, unit=False)}{scale}"
        elif first[1].value == "0":
            now = in_lang("chưa có", "none")
        return in_lang(
            f"{verb} {title} (nay {padded(short_share(now))})",
            f"{'lower' if falls else 'raise'} “{whole}” (now {short_share(now)})",
        )

    def _whole(self, one: Criterion) -> str:
        """What a criterion as a whole asks for."""
        return self.view.in_lang(one_line(one.title), f"see to “{one_line(one.title)}”")

    def _phrase(self, id: str, criterion: Criterion, target: str) -> str:
        view, one = self.view, self.view.measures.get(id)
        if one is None:
            return ""
        title = one_line(one.title)
        if one.state == "pending" and one.source == "external":
            return f"{_lowered(title)}: {view.measured(one)}"
        if one.state != "known":
            return self._at_least(one, title)
        if one.type == "level":
            shown = next((x.shown for x in view.inputs(criterion) if x.id == id), "")
            return f"{_lowered(title) if view.lang == 'vi' else title}: {shown}"
        if one.source == "days_late" and one.deadline and isinstance(one.value, str):
            return self._sent(one, title, from_exact(one.value))
        if view.lang != "vi":
            return f"{title}: {short_share(view.input(id).shown)}"
        if one.type == "yes_no" or one.value in (True, False):
            return _answered(title, view.value(one, one.value) == "có")
        if one.operator == "ratio" and (told := self._ratio(one, title)):
            return told
        told, planned = self._counted(one, title, view.value(one, one.value, unit=False)), view.measures.get(target)
        if planned is not None and planned.state == "known":
            told += f" (kế hoạch: {padded(view.value(planned, planned.value, unit=False))})"
        return told

    def _sent(self, one: Measure, title: str, late: Number) -> str:
        """Whether something that was due came in time."""
        if self.view.lang != "vi":
            return f"{title}: {show(late) if late > 0 else 'none'} (due {one.deadline})"
        due, sent = written_day(date.fromisoformat(one.deadline or "")), _without(title, "số ngày chậm của ")
        return f"{_lowered(sent)}: {f'chậm {padded(show(late))} ngày' if late > 0 else 'đúng hạn'} (hạn {due})"

    def _at_least(self, one: Measure, title: str) -> str:
        """A count of a list that is not closed, once something is in it."""
        if one.source not in ("count", "sum") or not isinstance(one.low, str) or not from_exact(one.low):
            return ""
        counted = self.view.value(one, one.low, unit=False)
        if self.view.lang != "vi":
            return f"{title}: {counted} (list not closed)"
        return f"{self._counted(one, title, counted)} (chưa kê khai đủ)"

    def _ratio(self, one: Measure, title: str) -> str:
        """A share with both of its numbers: ``9/10 thôn tổ chức họp đủ, đạt 90%``."""
        parts = [part for id in one.inputs if (part := self.view.measures.get(id))]
        if len(parts) != 2 or any(part.state != "known" or not isinstance(part.value, str) for part in parts):
            return ""
        texts = [self.view.value(part, part.value, unit=False) for part in parts]
        if len(texts[1]) == 1:
            texts = [padded(text) for text in texts]
        share = short_share(self.view.value(one, one.value))
        unit, rest = parts[1].unit or "", _without(title, "tỷ lệ ")
        if unit and rest.casefold().startswith(f"{unit} "):
            return f"{'/'.join(texts)} {rest}, đạt {share}"
        return f"{_lowered(rest)}: {'/'.join(texts)}{f' {unit}' if unit else ''}, đạt {share}"

    def _counted(self, one: Measure, title: str, number: str) -> str:
        """A number with what it counts: ``02 cuộc đối thoại …``; ``không có vụ …`` where there was none."""
        unit, rest = one.unit or "", _without(title, "số ")
        if rest == title:
            return f"{_lowered(title)}: {padded(number)}{f' {unit}' if unit else ''}".replace(" %", "%")
        if number == "0":
            return f"không {rest[4:]}" if rest.startswith("lần bị ") else f"không có {rest}"
        if unit and rest.casefold().startswith(f"{unit.casefold()} "):
            return f"{padded(number)} {rest}"
        return f"{rest}: {padded(number)}{f' {unit}' if unit else ''}"


def _best(tiers: Sequence[dict[str, Any]], maximum: str) -> list[dict[str, Any]]:
    """The tiers with the most points, which are a number or a share of the maximum."""

    def points(tier: dict[str, Any]) -> Fraction:
        share, percent, _ = str(tier["points"]).partition("%")
        return Fraction(share.strip()) * (Fraction(from_exact(maximum)) / 100 if percent else 1)

    most = max(map(points, tiers))
    return [tier for tier in tiers if points(tier) == most]


def _promised(title: str) -> str:
    """What a title says is done, as something to do: ``Đã sơ kết …`` → ``sơ kết …``."""
    text = _lowered(title)
    return text.removeprefix("đã ") if text.startswith("đã ") else f"bảo đảm {text}"


def _no_more(title: str) -> str:
    """``không để còn vụ việc kéo dài``."""
    return f"không để còn {_without(_lowered(title), 'số ')}"


def _not_again(title: str) -> str:
    """What a penalty was for, as something not to happen.

    >>> _not_again("Số vụ điểm nóng phát sinh"), _not_again("Số lần bị phê bình"), _not_again("Số vụ vi phạm")
    ('không để phát sinh vụ điểm nóng', 'không để bị phê bình', 'không để xảy ra vụ vi phạm')
    """
    what = _without(_lowered(title), "số ")
    if what.startswith("lần bị "):
        return f"không để {what.removeprefix('lần ')}"
    arises = what.endswith(" phát sinh")
    return f"không để {'phát sinh' if arises else 'xảy ra'} {what.removesuffix(' phát sinh')}"


def _without(title: str, start: str) -> str:
    return title[len(start) :] if title.casefold().startswith(start) else title


def _lowered(text: str) -> str:
    """The text without the capital it begins with; an abbreviation or a name stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _answered(title: str, yes: bool) -> str:
    """What a title says where the answer is yes, and what it denies where it is no."""
    text = _lowered(title)
    for start, denied in (("đã ", "chưa "), ("có ", "chưa có ")):
        if text.startswith(start):
            return text if yes else denied + text[len(start) :]
    return f"{text}: {'có' if yes else 'không'}"


def _own(view: View, one: Criterion) -> str:
    """The agency's own points of a criterion; "" where it claims none."""
    if one.claimed is None:
        return ""
    of = "" if one.section == "penalty" else f"/{view.points(one.worth)}"
    return view.in_lang(f"tự chấm {view.points(one.claimed)}{of} điểm", f"claimed {view.points(one.claimed)}{of}")


def _sentence(view: View, one: Criterion, phrases: Sequence[str], points: str) -> str:
    """Phrases about a criterion, then its points with its number; its title where there are no phrases."""
    number = view.in_lang(f"tiêu chí {one.id}", f"criterion {one.id}")
    if not phrases:
        return f"{one_line(one.title)}: {points or DOTS} ({number})."
    text = "; ".join(map(_lowered, phrases))
    text = text[:1].upper() + text[1:]
    if points:
        return f"{text}; {number} {points}."
    return f"{text[:-1]}; {number})." if text.endswith(")") else f"{text} ({number})."


def told(view: View, figures: Figures, one: Criterion) -> str:
    """A criterion in a sentence: its figures, its documents in a bracket, the agency's own points."""
    title, documents = one_line(one.title), _documents(view, one)
    if one.status == "not_applicable":
        none, reason = view.in_lang("không áp dụng", "not applicable"), view.reason(one)
        none += f" ({_lowered(reason)})" if reason else ""
        shares = [view.measures[id] for id in one.derivation.inputs if id in view.measures]
        if any(each.operator == "ratio" and each.state == "not_applicable" for each in shares):
            none = view.in_lang("không phát sinh trong kỳ, không chấm điểm", "none in the period, not scored")
        return _sentence(view, one, [f"{title}: {none}"], "")
    phrases = figures.phrases(one)
    if not phrases and documents:
        phrases = [f"{title}: {documents}"]
    elif documents:
        phrases[-1] += f" ({documents})"
    elif not phrases and figures.unknown(one):
        phrases = [f"{title}: {DOTS}"]
    elif not phrases and one.status == "pending" and one.claimed is None:
        phrases = [f"{title}: {view.in_lang('chờ kết quả thẩm định', 'to be appraised')}"]
    return _sentence(view, one, phrases, _own(view, one))


def shortfall(view: View, figures: Figures, one: Criterion, lost: str) -> str:
    """What a criterion lacks: its figures, what is not known, the points by evidence and the agency's own."""
    in_lang = view.in_lang
    if one.status == "not_applicable":
        return told(view, figures, one)
    phrases = figures.phrases(one)
    if unknown := figures.unknown(one):
        names = ", ".join(f"“{each}”" for each in unknown)
        phrases.append(in_lang(f"chưa có số liệu {names}", f"not declared: {names}"))
    if one.missing_evidence:
        kinds = view.asked(one)
        phrases.append(in_lang(f"chưa có minh chứng: {_lowered(kinds)}", f"evidence missing: {kinds}"))
    own = "" if one.claimed == one.certain == one.attainable else _own(view, one)
    points = ""
    if lost and one.section == "penalty":
        points = in_lang(f"trừ {padded(lost)} điểm", f"takes {lost} off")
    elif lost:
        worth, sure = view.points(one.worth), one.certain == one.attainable
        low, high = view.ends(one)
        reached = low if sure else in_lang(f"từ {low} đến {high}", f"{low} to {high}")
        least = "" if sure else in_lang("ít nhất ", "at least ")
        basis = in_lang("theo minh chứng ", "by evidence ") if own else ""
        points = in_lang(
            f"{basis}đạt {reached}/{worth} điểm, thiếu {least}{padded(lost)} điểm",
            f"{basis}has {reached} of {worth} points, {least}{lost} short",
        )
    return _sentence(view, one, phrases, ", ".join(x for x in (own, points) if x))


def clauses(criteria: Sequence[Criterion]) -> list[str]:
    """Where criteria come from, once for each source: ``Kế hoạch mẫu – I.1 (mục II.1), I.2 (mục II.1, II.9)``."""
    found: dict[str, list[str]] = {}
    for one in criteria:
        if one.clause:
            head, _, rest = one_line(one.clause).partition(", ")
            found.setdefault(head, []).append(f"{one.id} ({rest})" if rest else one.id)
    return [f"{head} – {', '.join(ids)}" for head, ids in found.items()]

"""The texts of column "Cách cho điểm": how a criterion's points are given, where a measure's value comes from."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.engine.tree import LeafPlan
from scoring.scheme.criteria import CriteriaSet, Measure, Selection
from scoring.scheme.model import Scheme
from scoring.text import in_lang, lowered
from scoring.values import Period
from scoring.workbook.layout import choice_labels, kind_labels, occurrence_labels


def measure_title(chosen: CriteriaSet, id: str) -> str:
    """What a measure is called."""
    one = chosen.measures.get(id)
    return id if one is None else one.title or one.declared or one.external or id


def _flowing(text: str) -> str:
    """The lines of a text one behind the other: a list of short lines would make a printed row many times as high."""
    first, *rest = text.split("\n")
    for line in rest:
        if first[-1] in ":.":
            first += f" {lowered(line.removeprefix('– ')) if first[-1] == ':' else line}"
        elif line[0] == "(":
            first += f" {line}"
        else:
            first += f". {line}" if line[-1] == "." else f"; {lowered(line.removeprefix('– '))}"
    return first if first[-1] in ".)" else f"{first}."


class AnnexText:
    """The texts for the criteria and measures of one set; also the `MeasureNames` of leaf kinds.

    How a criterion's points are given is said in Vietnamese, as in the decision's annex; all else in `lang`.
    """

    def __init__(self, scheme: Scheme, chosen: CriteriaSet, period: Period, lang: str = "vi") -> None:
        self.scheme, self.set, self.period, self.lang = scheme, chosen, period, lang
        self.kinds = kind_labels(scheme)

    def title(self, id: str) -> str:
        """What a measure is called."""
        return measure_title(self.set, id)

    def unit(self, id: str) -> str:
        """A measure's unit, or a word for one."""
        one = self.set.measures.get(id)
        return (one.unit if one is not None else None) or "đơn vị"

    def criterion(self, leaf: LeafPlan) -> str:
        """How a criterion's points are given, and the evidence it asks for."""
        lines = [_flowing(leaf.spec.annex_words(leaf.node.maximum, self))]
        if leaf.required:
            lines.append(f"Minh chứng bắt buộc: {self._kinds(leaf.required)}.")
        if leaf.any_of:
            lines.append(f"Cần ít nhất một: {self._kinds(leaf.any_of)}.")
        return "\n".join(lines)

    def _kinds(self, ids: Iterable[str]) -> str:
        return "; ".join(self.kinds[id] for id in ids)

    def measure(self, one: Measure) -> str:
        """Where a measure's value comes from."""
        if one.declared is not None or one.external is not None:
            return self._asked(one)
        if one.count is not None:
            return self._said("Đếm ở trang Minh chứng: {}.", "Counted among the evidence: {}.", self.records(one.count))
        if one.exists is not None:
            found = self.records(one.exists)
            return self._said("Có khi trang Minh chứng có: {}.", "Yes where the evidence has: {}.", found)
        if one.sum is not None:
            field, found = self._field(one.sum, one.sum.field), self.records(one.sum)
            return self._said("Cộng “{}” ở trang Minh chứng: {}.", "“{}” added up in the evidence: {}.", field, found)
        if one.days_late is not None:
            due = one.days_late.deadline.on(self.period)
            day = in_lang(self.lang, f"{due:%d/%m/%Y}", due.isoformat())
            vi, en = "Tính từ ngày của {} ở trang Minh chứng; hạn {}.", "By the date of {} in the evidence; due {}."
            return self._said(vi, en, self.records(one.days_late), day)
        if one.due is not None:
            vi, en = "Số kỳ phải gửi trong thời gian cơ quan tồn tại: {}.", "Reports due while the agency exists: {}."
            return self._said(vi, en, self.scheme.series[one.due].title)
        parts = [f"“{self.title(id)}”" for id in one.inputs]
        sign = " ÷ " if one.ratio else " + " if one.total else " − "
        return "= " + sign.join(parts) + "."

    def _said(self, vi: str, en: str, *values: str) -> str:
        return in_lang(self.lang, vi, en).format(*values)

    def _asked(self, one: Measure) -> str:
        words = []
        if one.external is not None and one.by:
            words.append(self._said("Do {} cung cấp.", "Supplied by {}.", one.by))
        elif one.external is not None:
            words.append(in_lang(self.lang, "Kết quả do cơ quan khác cung cấp.", "A result that another body gives."))
        if one.at_most is not None:
            most = f"“{self.title(one.at_most)}”" if isinstance(one.at_most, str) else one.at_most.shown(self.lang)
            words.append(self._said("Không quá {}.", "At most {}.", most))
        return " ".join([*words, *([one.note] if one.note else [])])

    def _field(self, selection: Selection, field: str) -> str:
        fields = (self.scheme.evidence_kinds[id].fields.get(field) for id in selection.kinds)
        return next((found.title for found in fields if found is not None), field)

    def _choice(self, selection: Selection, field: str, value: object) -> str:
        if isinstance(value, bool):
            return in_lang(self.lang, "có" if value else "không", "yes" if value else "no")
        fields = (self.scheme.evidence_kinds[id].fields.get(field) for id in selection.kinds)
        known = [choice_labels(self.scheme, one) for one in fields if one is not None]
        return next((one[str(value)] for one in known if str(value) in one), str(value))

    def records(self, selection: Selection) -> str:
        """The records selected, in words."""
        text = self._kinds(selection.kinds)
        tests = []
        for field, wanted in selection.where.items():
            accepted = wanted if isinstance(wanted, list) else [wanted]
            words = [self._choice(selection, field, one) for one in accepted]
            tests.append(f"{self._field(selection, field)}: {in_lang(self.lang, ' hoặc ', ' or ').join(words)}")
        series = getattr(selection, "series", None)
        if series:
            label = occurrence_labels(self.scheme).get(series, series)
            tests.append(self._said("kỳ báo cáo: {}", "report for: {}", label))
        return f"{text} ({'; '.join(tests)})" if tests else text

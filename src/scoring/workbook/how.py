"""How points are given and where a value comes from, in the words of an annex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scoring.engine.plan import LeafPlan
from scoring.formulas.bands import Bands, tier_text
from scoring.formulas.checklist import Checklist
from scoring.formulas.deduct import Deduct
from scoring.formulas.deduct_by_severity import DeductBySeverity
from scoring.formulas.deduct_range import DeductRange
from scoring.formulas.discretion import Discretion
from scoring.formulas.external import External
from scoring.formulas.formula import Formula
from scoring.formulas.graded import Graded
from scoring.formulas.interface import Spec
from scoring.formulas.judgement import WHO, JudgementScore
from scoring.formulas.per_item import PerItem
from scoring.formulas.proportional import Proportional
from scoring.formulas.relative import Relative
from scoring.formulas.target import Target
from scoring.formulas.timeliness import Timeliness
from scoring.formulas.yes_no import YesNo
from scoring.numbers import Number, show
from scoring.scheme.model import CriteriaSet, Measure, Scheme, Selection
from scoring.values import Period
from scoring.workbook.layout import kind_labels


def title_of(chosen: CriteriaSet, id: str) -> str:
    """What a measure is called."""
    one = chosen.measures.get(id)
    return id if one is None else one.title or one.declared or one.external or id


def _points(number: Number) -> str:
    return f"{show(number)} điểm"


class Words:
    """The words for one block's criteria."""

    def __init__(self, scheme: Scheme, chosen: CriteriaSet, period: Period) -> None:
        self.scheme, self.set, self.period = scheme, chosen, period
        self.kinds = kind_labels(scheme)

    # ------------------------------------------------------------------------- criteria

    def criterion(self, leaf: LeafPlan) -> str:
        """How a criterion's points are given, and the evidence it asks for."""
        write = _WRITERS[type(leaf.spec)]
        lines = [write(self, leaf.spec, leaf.node.maximum)]
        required = [self.kinds[one] for one in leaf.required]
        if required:
            lines.append(f"Minh chứng bắt buộc: {'; '.join(required)}.")
        if leaf.any_of:
            lines.append(f"Cần ít nhất một: {'; '.join(self.kinds[x] for x in leaf.any_of)}.")
        return "\n".join(lines)

    def unit(self, id: str) -> str:
        """A measure's unit, or a word for one."""
        one = self.set.measures.get(id)
        return (one.unit if one is not None else None) or "đơn vị"

    def yes_no(self, spec: YesNo, maximum: Number) -> str:
        """Words for a leaf of kind yes_no."""
        return f"Có: {_points(spec.yes.of(maximum))}; không: {_points(spec.no.of(maximum))}."

    def checklist(self, spec: Checklist, maximum: Number) -> str:
        """Words for a leaf of kind checklist."""
        del maximum
        parts = "\n".join(
            f"– {part.title or title_of(self.set, part.of)}: {_points(part.points)}"
            for part in spec.parts
        )
        more = "\nÝ không áp dụng: các ý còn lại quy về điểm tối đa."
        return (
            f"Mỗi ý đạt được điểm riêng:\n{parts}{more if spec.not_applicable == 'rescale' else ''}"
        )

    def per_item(self, spec: PerItem, maximum: Number) -> str:
        """Words for a leaf of kind per_item."""
        cap = maximum if spec.cap is None else min(spec.cap, maximum)
        return f"Mỗi {self.unit(spec.of)}: {_points(spec.points)}; tối đa {_points(cap)}."

    def bands(self, spec: Bands, maximum: Number) -> str:
        """Words for a leaf of kind bands."""
        rows = [f"{tier_text(t, 'vi')}: {_points(t.points.of(maximum))}" for t in spec.tiers]
        return "\n".join(one[0].upper() + one[1:] for one in rows)

    def proportional(self, spec: Proportional, maximum: Number) -> str:
        """Words for a leaf of kind proportional."""
        low, high = spec.floor.shown(), spec.target.shown()
        if not spec.floor.value:
            return f"Từ {high} trở lên: {_points(maximum)}; dưới mức đó: điểm theo tỷ lệ."
        if spec.target.value < spec.floor.value:
            ends = f"Từ {high} trở xuống: {_points(maximum)}; từ {low} trở lên: 0 điểm"
        else:
            ends = f"Từ {high} trở lên: {_points(maximum)}; từ {low} trở xuống: 0 điểm"
        return f"{ends}; ở giữa: điểm theo tỷ lệ."

    def graded(self, spec: Graded, maximum: Number) -> str:
        """Words for a leaf of kind graded."""
        return "\n".join(f"{one.title}: {_points(one.points.of(maximum))}" for one in spec.levels)

    def deduct(self, spec: Deduct, maximum: Number) -> str:
        """Words for a leaf of kind deduct."""
        each = "" if spec.each == 1 else f"{show(spec.each)} "
        floor = f"; còn ít nhất {_points(spec.floor)}" if spec.floor else ""
        taken = f"mỗi {each}{self.unit(spec.of)} trừ {_points(spec.points)}"
        return f"Không có: {_points(maximum)}; {taken}{floor}."

    def severity(self, spec: DeductBySeverity, maximum: Number) -> str:
        """Words for a leaf of kind severity."""
        rows = "\n".join(
            f"– {item.title or title_of(self.set, item.of)}: mỗi {self.unit(item.of)} trừ {_points(item.points)}"
            for item in spec.items
        )
        floor = f"\nCòn ít nhất {_points(spec.floor)}." if spec.floor else ""
        return f"Không có: {_points(maximum)}. Trừ điểm:\n{rows}{floor}"

    def deduct_range(self, spec: DeductRange, maximum: Number) -> str:
        """Words for a leaf of kind deduct_range."""
        who = WHO[spec.by][0]
        return (
            f"Không có: {_points(maximum)}; có: {who} trừ từ {show(spec.from_)} đến "
            f"{_points(spec.to)}, nêu lý do."
        )

    def discretion(self, spec: Discretion, maximum: Number) -> str:
        """Words for a leaf of kind discretion."""
        who, most = WHO[spec.by][0], _points(spec.up_to.of(maximum))
        full = f"Từ {spec.full_at.shown()}: {_points(maximum)}"
        return f"{full}; dưới mức đó: {who} chấm theo mức độ, tối đa {most}, nêu lý do."

    def target(self, spec: Target, maximum: Number) -> str:
        """Words for a leaf of kind target."""
        below, at, above = (x.of(maximum) for x in (spec.below, spec.at, spec.above))
        reached = f"Đạt hoặc vượt: {_points(at)}" if at == above else f"Vượt: {_points(above)}; đạt: {_points(at)}"  # fmt: skip
        return (
            f"{reached}; dưới mức: {show(below)} × thực hiện ÷ chỉ tiêu"
            f" (chỉ tiêu: {title_of(self.set, spec.target)})."
        )

    def timeliness(self, spec: Timeliness, maximum: Number) -> str:
        """Words for a leaf of kind timeliness."""
        words = [f"Đúng hạn: {_points(maximum)}"]
        if spec.grace:
            words.append(f"chậm đến {show(spec.grace)} ngày: không trừ")
        words.append(f"chậm mỗi ngày trừ {_points(spec.per_day)}")
        if spec.floor:
            words.append(f"còn ít nhất {_points(spec.floor)}")
        if spec.none_after is not None:
            words.append(f"quá {show(spec.none_after)} ngày: 0 điểm")
        return "; ".join(words) + "."

    def external(self, spec: External, maximum: Number) -> str:
        """Words for a leaf of kind external."""
        return f"{show(maximum)} × kết quả ÷ {spec.scale.shown()}, tối đa {_points(maximum)}."

    def judgement(self, spec: JudgementScore, maximum: Number) -> str:
        """Words for a leaf of kind judgement."""
        low, high = spec.judged(maximum)
        who = WHO[spec.by][0]
        return f"{who[0].upper()}{who[1:]} chấm từ {show(low)} đến {_points(high)}, nêu lý do."

    def formula(self, spec: Formula, maximum: Number) -> str:
        """Words for a leaf of kind formula."""
        rows = [f"{b.title or _math(b.when)}: {_math(b.points)}" for b in spec.branches_]
        lets = [f"{name} = {_math(text)}" for name, text in spec.let.items()]
        names = [f"{name}: {title_of(self.set, of)}" for name, of in spec.uses.items()]
        known = "; ".join([*names, *lets, f"M: điểm tối đa ({show(maximum)})"])
        return "\n".join(
            [*rows, f"{'Còn lại: ' if rows else ''}{_math(spec.otherwise)}", f"({known})"]
        )

    def relative(self, spec: Relative, maximum: Number) -> str:
        """Words for a leaf of kind relative."""
        return (
            f"Đơn vị dẫn đầu khối về “{title_of(self.set, spec.of)}”: {_points(maximum)}; "
            "đơn vị khác theo tỷ lệ so với đơn vị dẫn đầu."
        )

    # ------------------------------------------------------------------------- measures

    def measure(self, one: Measure) -> str:
        """Where a measure's value comes from."""
        if one.declared is not None or one.external is not None:
            return self._asked(one)
        if one.count is not None:
            return f"Đếm ở trang Minh chứng: {self.records(one.count)}."
        if one.exists is not None:
            return f"Có khi trang Minh chứng có: {self.records(one.exists)}."
        if one.sum is not None:
            return f"Cộng “{self._field(one.sum, one.sum.field)}” ở trang Minh chứng: {self.records(one.sum)}."  # fmt: skip
        if one.days_late is not None:
            due = one.days_late.deadline.on(self.period)
            return f"Tính từ ngày của {self.records(one.days_late)} ở trang Minh chứng; hạn {due:%d/%m/%Y}."
        parts = [f"“{title_of(self.set, id)}”" for id in one.inputs]
        sign = " ÷ " if one.ratio else " + " if one.total else " − "
        return "= " + sign.join(parts) + "."

    def _asked(self, one: Measure) -> str:
        words = []
        if one.external is not None:
            words.append(
                f"Do {one.by} cung cấp." if one.by else "Kết quả do cơ quan khác cung cấp."
            )
        if isinstance(one.at_most, str):
            words.append(f"Không quá “{title_of(self.set, one.at_most)}”.")
        elif one.at_most is not None:
            words.append(f"Không quá {one.at_most.shown()}.")
        if one.note:
            words.append(one.note)
        return " ".join(words)

    def _field(self, selection: Selection, field: str) -> str:
        for id in selection.kinds:
            found = self.scheme.evidence_kinds[id].fields.get(field)
            if found is not None:
                return found.title
        return field

    def records(self, selection: Selection) -> str:
        """The records selected, in words."""
        text = "; ".join(self.kinds[id] for id in selection.kinds)
        tests = []
        for field, wanted in selection.where.items():
            accepted = wanted if isinstance(wanted, list) else [wanted]
            words = [("có" if x else "không") if isinstance(x, bool) else str(x) for x in accepted]
            tests.append(f"{self._field(selection, field)}: {' hoặc '.join(words)}")
        series = getattr(selection, "series", None)
        if series:
            tests.append(f"kỳ báo cáo: {series}")
        return f"{text} ({'; '.join(tests)})" if tests else text


_SIGNS = ((", ", "; "), (".", ","), ("*", "×"), ("/", "÷"), ("==", "="), (">=", "≥"), ("<=", "≤"))


def _math(text: str) -> str:
    """An expression in the signs people use."""
    for ours, theirs in _SIGNS:
        text = text.replace(ours, theirs)
    return text


_WRITERS: dict[type[Spec], Callable[[Words, Any, Number], str]] = {
    YesNo: Words.yes_no, Checklist: Words.checklist, PerItem: Words.per_item, Bands: Words.bands,
    Proportional: Words.proportional, Graded: Words.graded, Deduct: Words.deduct,
    DeductBySeverity: Words.severity, DeductRange: Words.deduct_range, JudgementScore: Words.judgement,
    Discretion: Words.discretion, Target: Words.target, Timeliness: Words.timeliness,
    External: Words.external, Formula: Words.formula, Relative: Words.relative,
}  # fmt: skip

__all__ = ["Words", "title_of"]

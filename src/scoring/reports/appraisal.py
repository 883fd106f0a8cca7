"""An appraised result in words: its lines of points, every step with who, when and why, totals, gap and causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal

from scoring.numbers import from_exact
from scoring.reports.appraisal_steps import AppraisalSteps, Step
from scoring.reports.conclusion import mark
from scoring.reports.view import ResultView
from scoring.reports.words import (
    UNCHECKED,
    UNCHECKED_MARK,
    causes,
    decision_words,
    final_word,
    moment,
    one_line,
    signed,
)
from scoring.result.appraisal import Appraisal, AppraisedCriterion, ClaimSum, LineEnd, Totals
from scoring.result.base import Frozen
from scoring.text import lowered

_Line = Literal["claimed", "dossier", "computed", "final"]
_LINES: tuple[tuple[_Line, str, str], ...] = (
    ("claimed", "Tự chấm", "Claimed"),
    ("dossier", "Theo hồ sơ lúc nộp", "By the dossier when handed in"),
    ("computed", "Theo minh chứng được chấp nhận", "By accepted evidence"),
    ("final", "Chính thức", "Official"),
)


class LineTotal(Frozen):
    """Total and class by one line of points."""

    key: _Line
    name: str
    final: bool
    """Whether it is the official line."""
    total: str
    class_: str
    settled: bool
    """Whether the class is certain."""

    @property
    def text(self) -> str:
        """Total and class; without the class while it is not settled."""
        return f"{self.total} ({self.class_})" if self.settled else self.total


class CriterionLines(Frozen):
    """The lines of points of a criterion, with what was done about it."""

    id: str
    title: str
    max: str
    claimed: str
    computed: str
    appraised: Sequence[str]
    """The figure of every stage; one text where the points never changed."""
    final: str
    differs: bool
    """Whether the official points are not those claimed."""
    gap: str
    causes: Sequence[str]
    dossier_explanation: str
    """The agency's explanation in its dossier."""
    reason: str
    source: str
    """Where the official points come from."""
    steps: Sequence[Step]
    is_notable: bool
    """Whether the points changed, are open, or were spoken of."""


def line_totals(view: ResultView, note: Appraisal) -> list[LineTotal]:
    """Total and class by every line that is there, the official one last."""
    found = note.totals
    if found is None:
        return []
    rows = []
    for key, vi, en in _LINES:
        end: LineEnd | None = getattr(found, key)
        name = final_word([note], view.lang) if key == "final" else view.in_lang(vi, en)
        if key == "computed" and _is_as_handed_in(found):
            continue
        if end is not None:
            total, class_, settled = view.span(end), _class_of(view, end), bool(end.outside or end.class_)
            if key == "final":
                class_ = f"{class_} {mark(view)}".rstrip()
        elif key == "claimed":
            total, settled = _partly_claimed(view, found.claims), False
            class_ = view.in_lang("không tính", "not computed")
        else:
            continue
        rows.append(LineTotal(key=key, name=name, final=key == "final", total=total, class_=class_, settled=settled))
    return rows


def _is_as_handed_in(totals: Totals) -> bool:
    """Whether accepted evidence gives the same as the dossier did when it was handed in."""
    one, other = totals.computed, totals.dossier
    if one is None or other is None:
        return False
    ends = [(x.certain, x.attainable, x.class_) for x in (one, other)]
    return ends[0] == ends[1]


def _class_of(view: ResultView, end: LineEnd) -> str:
    """The class of a total, or what it may still be."""
    id = end.outside or end.class_
    if id:
        return one_line(view.class_title(id))
    open_ = [one_line(view.class_title(one)) for one in (*end.possible, *end.possible_outside)]
    unsettled = view.in_lang("chưa xác định", "not settled")
    return f"{unsettled} ({'; '.join(open_)})" if open_ else unsettled


def _partly_claimed(view: ResultView, claims: ClaimSum) -> str:
    if not claims.given:
        return view.in_lang("không tự chấm", "not claimed")
    points, count = view.points(claims.points), f"{claims.given}/{claims.of}"
    return view.in_lang(f"{points} ở {count} tiêu chí", f"{points} in {count} criteria")


class AppraisalView(AppraisalSteps):
    """The appraisal of one result, in one language."""

    @property
    def name(self) -> str:
        """What the result is called."""
        if self.decision:
            return self.view.in_lang("Kết quả chính thức sau thẩm định", "Official result after appraisal")
        return self.view.in_lang("Kết quả thẩm định", "Appraised result")

    @property
    def decision(self) -> str:
        """The decision the result was published under, by its ledger; "" for one that is not published."""
        return one_line(self.note.decision or "") if self.note.in_ledger else ""

    @property
    def final_name(self) -> str:
        """What the final points are called: official once they are published."""
        return final_word([self.note], self.view.lang)

    @property
    def mark(self) -> str | None:
        """The mark of a result that is not published, or was not compared with its ledger."""
        if not self.note.in_ledger:
            return self.view.in_lang(*UNCHECKED_MARK)
        if self.decision:
            return None
        return self.view.in_lang(
            "CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái ghi ở cuối",
            "NOT PUBLISHED – appraised points as of the ledger named at the end",
        )

    @property
    def body(self) -> str:
        """The appraising body's name."""
        body = self.note.body
        return one_line(body.name if body else self.view.result.scheme.appraised_by or "")

    def handed_in(self, written: Callable[[str, str], str] = moment) -> str:
        """When the dossier in force was handed in, its instant `written`, and how often it had to be."""
        view, note = self.view, self.note.submission
        if note is None:
            return ""
        text = written(note.at, view.lang)
        if note.submissions > 1:
            text += view.in_lang(f", lần nộp thứ {note.submissions}", f", submission no. {note.submissions}")
        if note.returned:
            text += view.in_lang(f", sau {note.returned} lần trả lại", f", after {note.returned} returns")
        return text

    @property
    def order(self) -> str:
        """The lines points are taken from, the first that has some."""
        names = [lowered(self.stage(id)) for id in self.note.lines]
        if any(one.kind == "appeal" for one in self.note.stages):
            names.insert(0, self.view.in_lang("quyết định giải quyết kiến nghị", "the decision on an appeal"))
        return "; ".join(names)

    @property
    def rule(self) -> str:
        """Which line is the official one."""
        order = self.order
        vi, en = ("chính thức", "official") if self.note.in_ledger else ("sau thẩm định", "appraised")
        return self.view.in_lang(
            f"Điểm {vi} của mỗi tiêu chí lấy theo thứ tự: {order}.",
            f"The {en} points of a criterion are taken in this order: {order}.",
        )

    @property
    def totals(self) -> list[LineTotal]:
        """Total and class by every line, the official one last."""
        return line_totals(self.view, self.note)

    @property
    def gap(self) -> str:
        """How far the official points are from the claimed ones, and what that is due to."""
        view, note = self.view, self.note
        name = self.final_name.lower()
        open_ = sum(1 for one in note.criteria if one.final is None and self._applies(one))
        more = ""
        if open_:
            more = view.in_lang(f" {open_} tiêu chí chưa có điểm.", f" {open_} criteria have no points yet.")
        if not note.changed:
            return view.in_lang(
                f"Không tiêu chí nào có điểm ({name}) khác điểm tự chấm.{more}",
                f"No criterion has points ({name}) other than those claimed.{more}",
            )
        sum_, many = signed(note.gap, view.lang), note.changed
        why = "; ".join(causes(note.causes, view.lang))
        return view.in_lang(
            f"Chênh lệch ở {many} tiêu chí, cộng lại {sum_} điểm ({name} trừ tự chấm): {why}.{more}",
            f"Criteria with a gap: {many}, together {sum_} points ({name} less claimed): {why}.{more}",
        )

    def _applies(self, one: AppraisedCriterion) -> bool:
        return self.view.criteria[one.id].status != "not_applicable"

    def publications(
        self, cited: Callable[[str, str], str] = decision_words, written: Callable[[str, str], str] = moment
    ) -> list[str]:
        """What was published, the latest first; the decisions are `cited`, the instants `written`."""
        view = self.view
        if not self.note.in_ledger:
            return [f"{view.in_lang(*UNCHECKED).capitalize()}."]
        rows = []
        if self.decision:
            decision = cited(self.decision, view.lang)
            rows.append(view.in_lang(f"Công bố tại {decision}.", f"Published under {decision}."))
        earlier = [one for one in self.note.publications if one.decision != self.note.decision]
        for one in reversed(earlier):
            id = one.outside or one.class_
            title = one_line(view.class_title(id)) if id else view.in_lang("chưa xác định", "not settled")
            place = view.in_lang(f", hạng {one.rank}", f", rank {one.rank}") if one.rank else ""
            total = "" if one.total is None else view.total(one.total)
            at, decision = written(one.at, view.lang), cited(one.decision, view.lang)
            rows.append(
                view.in_lang(
                    f"Trước đó công bố hồi {at} tại {decision}: {total} điểm, {title}{place}.",
                    f"Before that, published {at} under {decision}: {total} points, {title}{place}.",
                )
            )
        return rows

    @cached_property
    def criteria(self) -> dict[str, CriterionLines]:
        """The lines of every appraised criterion, in reading order."""
        return {one.id: self._criterion(one) for one in self.note.criteria}

    @property
    def changed(self) -> list[CriterionLines]:
        """Criteria whose points changed, are open, or were spoken of."""
        return [row for row in self.criteria.values() if row.is_notable]

    @property
    def same(self) -> list[CriterionLines]:
        """All other criteria."""
        return [row for row in self.criteria.values() if not row.is_notable]

    def _criterion(self, one: AppraisedCriterion) -> CriterionLines:
        view = self.view
        row = view.criteria[one.id]
        steps = self.steps(one)
        differs = one.gap is not None and from_exact(one.gap) != 0
        none = view.in_lang("chưa có", "none yet") if self._applies(one) else view.status(row)
        gap = signed(one.gap, view.lang) if one.gap is not None and differs else ""
        return CriterionLines(
            id=one.id,
            title=one_line(row.title),
            max=view.points(row.worth),
            claimed=view.points(one.claimed),
            computed=self._computed(one),
            appraised=self._figures(one),
            final=none if one.final is None else view.points(one.final),
            differs=differs,
            gap=none if one.gap is None else gap,
            causes=causes(one.causes, view.lang),
            dossier_explanation=one_line(row.explanation or ""),
            reason=one_line(one.reason),
            source=self._source(one),
            steps=steps,
            is_notable=differs
            or (one.gap is None and self._applies(one))
            or any(step.remark or step.points != step.before for step in steps),
        )

    def _source(self, one: AppraisedCriterion) -> str:
        if one.source is None:
            return ""
        entry = self.view.in_lang(f", bản ghi {one.source_entry}", f", entry {one.source_entry}")
        return self.stage(one.source) + (entry if one.source_entry else "")

    def _computed(self, one: AppraisedCriterion) -> str:
        """What accepted evidence gives; also what the dossier gave before, where that differs."""
        view, now, then = self.view, one.computed, one.dossier
        if now is None:
            return view.in_lang("không áp dụng", "not applicable")
        text = view.span(now)
        if then is not None and then != now:
            before = view.span(then)
            text += view.in_lang(f" (lúc nộp {before})", f" (when handed in {before})")
        return text

    def _figures(self, one: AppraisedCriterion) -> list[str]:
        """The figure of every stage; one text where the points never changed."""
        view = self.view
        latest: dict[str, str] = {}
        for figure in one.figures:
            if figure.counts and not figure.void:
                latest[figure.stage] = view.points(figure.points)
        if not latest:
            return [view.in_lang("chưa thẩm định", "not appraised")]
        if len(set(latest.values())) == 1:
            return [next(iter(latest.values()))]
        return [f"{self.stage(id)}: {points}" for id, points in latest.items()]

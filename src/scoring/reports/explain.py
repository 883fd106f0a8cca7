"""Explanations: any criterion, group, the total, the class or the whole agency as equations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from scoring.formulas.interface import Line
from scoring.numbers import Number, exact_text, from_exact, round_to
from scoring.reports import advice, conclusion
from scoring.reports.appraisal_steps import AppraisalSteps
from scoring.reports.explain_leaf import SHOWN_OPERANDS, LeafExplainer
from scoring.reports.explanation import Explanation, Section
from scoring.reports.ledger_summary import agency_mark
from scoring.reports.phrases import BASIS, ESTABLISHED, MARGINS, NOT_DUE
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import one_line, value_of
from scoring.result.base import Span
from scoring.result.model import Criterion, Group, Modifier, Result
from scoring.text import fold

TOTAL = ("total", "tong")
CLASS = ("class", "phan-loai")
_SHOWN: Number = Fraction(1, 10**4)
"""Points without an end are written with four decimals at most; sums of those differ by less than this."""


class UnknownItem(LookupError):  # noqa: N818
    """The result has no such criterion or group."""

    def __init__(self, item: str, known: list[str]) -> None:
        super().__init__(item)
        self.item = item
        self.known = known


def explain(
    result: Result, item: str | None = None, *, lang: str = "vi", depth: int = 1, only_loss: bool = False
) -> Explanation:
    """The explanation of a criterion or group by id, of ``total``/``tong``, ``class``/``phan-loai``, or of the agency.

    Depth 1 folds branches not taken and long sums; 2 opens them, and the parts of a group. Raises UnknownItem if the
    result has no such item.
    """
    return Explainer(View(result, lang), depth, only_loss).item(item)


class Explainer(LeafExplainer):
    """Builds the explanation of any item from one view."""

    def item(self, item: str | None) -> Explanation:
        """The explanation of an item, with the head every output carries."""
        view = self.view
        name = fold(item or "").strip().replace(" ", "-")
        if item is None:
            found = self.agency()
        elif name in TOTAL:
            found = self.total()
        elif name in CLASS:
            found = self.classification()
        else:
            found = self._node(item)
        mark = agency_mark(view)
        return replace(found, agency=view.agency, period=view.period(), banner=view.banner, provisional=mark)

    def _node(self, item: str) -> Explanation:
        nodes: list[Criterion | Group] = [*self.view.criteria.values(), *self.view.groups.values()]
        for one in nodes:
            if one.id.casefold() == item.strip().casefold():
                return self.group(one) if isinstance(one, Group) else self.criterion(one)
        raise UnknownItem(item, [*self.view.criteria, *self.view.groups])

    def _part(self, one: Criterion | Group, sign: str) -> Line:
        view = self.view
        notes = [view.status(one)] if one.status != "scored" else []
        value = f"{view.span(one)} / {view.points(one.max)}"
        return Line(f"{one.id}  {one_line(one.title)}", "; ".join(notes), value, sign)

    def _sum(self, children: Sequence[Criterion | Group]) -> list[Line]:
        view = self.view
        taken = children if self.depth >= 2 or len(children) <= SHOWN_OPERANDS + 1 else children[:SHOWN_OPERANDS]
        operands = [self._part(one, "+" if i else "") for i, one in enumerate(taken)]
        rest = children[len(taken) :]
        if rest:
            ends = ([value_of(one.certain) for one in rest], [value_of(one.attainable) for one in rest])
            points = view.span(Span(certain=exact_text(sum(ends[0], 0)), attainable=exact_text(sum(ends[1], 0))))
            operands.append(Line(view.in_lang(f"và {len(rest)} mục khác", f"and {len(rest)} others"), "", points, "+"))
        return operands

    def _adds_up(self, shown: Sequence[str], total: str, modifiers: Sequence[Modifier]) -> tuple[str, ...]:
        """A note where the points shown do not add up to the total and no modifier says why."""
        parts: Number = sum(map(value_of, shown), 0)
        if _near(parts, value_of(total)) or _explained(modifiers, parts, value_of(total)):
            return ()
        points = self.view.points(str(parts))
        vi = f"các số hạng hiện ra cộng lại là {points}; tổng được tính từ giá trị chính xác, theo các ghi chú ở đây"
        en = f"the parts shown add up to {points}; the total comes from exact values, as noted here"
        if parts < 0 and value_of(total) == 0:
            vi, en = f"không thấp hơn 0: {points} → 0", f"not below 0: {points} → 0"
        return (self.view.in_lang(vi, en),)

    def group(self, one: Group) -> Explanation:
        """A group: the sum of its children."""
        view = self.view
        if self.only_loss:
            return replace(self._heading("group", one), sections=(self._losses(one.id),))
        children: list[Criterion | Group] = [view.groups.get(id) or view.criteria[id] for id in one.children]
        notes = [view.modifier(m) for m in view.telling(one.modifiers)]
        parts: tuple[Explanation, ...] = ()
        if self.depth >= 2:
            parts = tuple(self.group(x) if isinstance(x, Group) else self.criterion(x) for x in children)
        sections = (self._missing(one.id), self._losses(one.id), Section(view.in_lang(*BASIS), self._basis(one)))
        return replace(
            self._heading("group", one),
            operands=tuple(self._sum(children)),
            result=view.span(one),
            notes=(*notes, *self._adds_up([x.certain for x in children], one.certain, one.modifiers)),
            sections=tuple(s for s in sections if s.rows),
            parts=parts,
        )

    def _missing(self, within: str | None) -> Section:
        view = self.view
        found = advice.missing(view, within)
        # Where it is the inputs that are in that state, saying it once is enough.
        rows = tuple(
            (f"{x.id} +{x.shown}", f"{x.title} – " + (x.text if x.status in x.text else f"{x.status}: {x.text}"))
            for x in found
        )
        rows = self._folded(rows, [x.points for x in found])
        return Section(view.in_lang("Còn thiếu (còn thêm được)", "Still missing (can still be added)"), rows)

    def total(self) -> Explanation:
        """The grand total: top groups, bonus, penalty, and what was done to their sum."""
        view, total = self.view, self.view.result.total
        roots: list[Criterion | Group] = [x for x in view.groups.values() if x.parent is None]
        roots += [one for one in view.leaves() if one.section == "tree" and one.parent is None]
        operands = self._sum(roots)
        parts = [one.certain for one in roots]
        step = self._rescaled(roots)
        if step is not None:
            operands.append(step[0])
            parts.append(step[1])
        for extra, sign in ((total.bonus, "+"), (total.penalty, "−")):
            if extra:
                raw, certain, cap = (view.points(x) for x in (extra.raw_certain, extra.certain, extra.cap))
                working = ""
                if raw != certain:
                    working = view.in_lang(f"{raw}, chạm trần {cap}", f"{raw}, cap {cap} reached")
                if extra.certain != extra.attainable:
                    working = view.in_lang(f"trần {cap}", f"cap {cap}")
                ends = (extra.certain, extra.attainable) if sign == "+" else (extra.attainable, extra.certain)
                shown = Span(certain=ends[0].lstrip("-"), attainable=ends[1].lstrip("-"))
                operands.append(Line(one_line(extra.title), working, view.span(shown), sign))
                parts.append(extra.certain)
        low, high = view.ends(total)
        certain = exact_text(from_exact(total.certain))
        end = "" if low == high else view.in_lang(" ở mức có thể đạt", " at the attainable end")

        def at(one: Modifier) -> str:
            # Re-scaling and lowering concern the maximum, not one end of the interval.
            return "" if one.after == certain or one.kind in {"rescale", "drop"} else end

        return Explanation(
            kind="total",
            title=view.in_lang("Tổng điểm", "Total"),
            score=f"{view.span(total)} / {view.points(total.max)}",
            interval=view.both_ends(low, high),
            sentence="" if from_exact(total.max) else conclusion.sentence(view),
            operands=tuple(operands),
            result=view.span(total),
            notes=(
                *(view.modifier(m, at(m)) for m in view.telling(total.modifiers)),
                *self._adds_up(parts, total.certain, total.modifiers),
            ),
            sections=(self._losses(None),) if self.only_loss else (),
        )

    def _rescaled(self, roots: Sequence[Criterion | Group]) -> tuple[Line, str] | None:
        """What re-scaling adds to the sum of the groups, as an operand and as points."""
        view, total = self.view, self.view.result.total
        one = next((m for m in total.modifiers if m.kind == "rescale" and m.effect), None)
        if one is None:
            return None
        base: Number = sum((value_of(x.certain) for x in roots if x.status != "not_applicable"), 0)
        points = exact_text(round_to(from_exact(total.base.certain) - base, _SHOWN, "half_up"))
        top, under = view.points(one.after), view.points(one.before)
        working = f"{view.points(exact_text(base))} × {top} ÷ {under}"
        return Line(view.in_lang(f"quy về {top}", f"re-scaled to {top}"), working, view.points(points), "+"), points

    def classification(self) -> Explanation:
        """The class: the ladder with the total in it, gates, ceilings, findings and margins."""
        view, total = self.view, self.view.result.total
        low, high = view.ends(total)
        return Explanation(
            kind="class",
            title=view.in_lang("Phân loại", "Classification"),
            score=conclusion.headline(view),
            interval=(open_ := view.both_ends(low, high)) and f"{view.in_lang('tổng điểm', 'total')} {open_}",
            sentence=conclusion.sentence(view),
            sections=(
                *(Section(title, tuple(rows)) for title, rows in conclusion.sections(view) if rows),
                *([self._not_due()] if view.not_due() else []),
                *self._facts(),
            ),
        )

    def _facts(self) -> tuple[Section, ...]:
        """What the appraising body established beside the dossier; nothing where there is nothing."""
        note = recorded_appraisal(self.view.result)
        steps = AppraisalSteps(self.view, note).facts if note else []
        title = self.view.in_lang(*ESTABLISHED)
        return (Section(title, tuple((step.what, step.remark) for step in steps)),) if steps else ()

    def _not_due(self) -> Section:
        view = self.view
        title = view.in_lang(*NOT_DUE)
        return Section(title, tuple(("", one) for one in view.not_due()))

    def agency(self) -> Explanation:
        """The whole agency: class and total, what is missing, what was lost, margins."""
        view = self.view
        total = self.total()
        sections = [self._losses(None)]
        parts: tuple[Explanation, ...] = ()
        if not self.only_loss:
            near = tuple(("", text) for text in advice.margins(view))
            margins = Section(view.in_lang(*MARGINS), near)
            found = Section(view.in_lang("Phát hiện", "Findings"), tuple(conclusion.findings(view)))
            sections = [self._missing(None), *sections, found, self._not_due(), *self._facts(), margins]
            if self.depth >= 2:
                parts = tuple(self.group(x) for x in view.groups.values() if x.parent is None)
                parts += tuple(self.criterion(x) for x in view.leaves() if x.section != "tree")
        return Explanation(
            kind="agency",
            title=view.agency,
            score=total.score,
            interval=total.interval,
            sentence=f"{conclusion.headline(view)}. {conclusion.sentence(view)}",
            operands=() if self.only_loss else total.operands,
            result="" if self.only_loss else total.result,
            notes=() if self.only_loss else total.notes,
            sections=tuple(s for s in sections if s.rows),
            parts=parts,
        )


def _near(one: Number, other: Number) -> bool:
    return -_SHOWN < one - other < _SHOWN


def _explained(modifiers: Sequence[Modifier], parts: Number, total: Number) -> bool:
    """Whether a modifier that took effect says how the parts became the total."""
    return any(
        one.effect
        and one.before is not None
        and one.after is not None
        and _near(from_exact(one.before), parts)
        and _near(from_exact(one.after), total)
        for one in modifiers
    )

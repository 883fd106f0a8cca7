"""What was done about a criterion in a campaign, step by step: figures, explanations, appeals, rulings."""

from __future__ import annotations

from scoring.evidence.model import answer_shown
from scoring.reports.view import View
from scoring.reports.words import causes, moment, one_line
from scoring.result.appraisal import Appraisal, AppraisedCriterion, Figure, Ruling, Statement
from scoring.result.base import Frozen
from scoring.review.words import ROLES

_LINES = {
    "claimed": ("điểm tự chấm", "the claimed points"),
    "computed": ("điểm theo hồ sơ", "the points by the dossier"),
}


class Step(Frozen):
    """One step in words."""

    entry: int
    what: str
    who: str
    when: str
    remark: str
    points: str = ""
    before: str = ""
    """The points it changes."""
    void: bool = False


class AppraisalSteps:
    """The steps of one appraisal, in the language of its view."""

    def __init__(self, view: View, note: Appraisal) -> None:
        self.view = view
        self.note = note
        self.stages = {one.id: one for one in note.stages}

    def stage(self, id: str) -> str:
        """The title of a stage, or of a line no stage gave."""
        if id in self.stages:
            return one_line(self.stages[id].title)
        return self.view.in_lang(*_LINES[id]) if id in _LINES else id

    def person(self, actor: str, role: str) -> str:
        """A person's office; the role where the campaign does not name the person."""
        found = self.note.people.get(actor)
        if found:
            return one_line(found.title)
        return self.view.in_lang(*ROLES[role]) if role in ROLES else actor

    def steps(self, one: AppraisedCriterion) -> list[Step]:
        """Everything that was done about a criterion, in the ledger's order."""
        view = self.view
        rulings = [appeal.ruling for appeal in one.appeals if appeal.ruling]
        decided = {ruling.entry for ruling in rulings}
        given = {figure.entry for figure in one.figures}
        explanation, appeal = view.in_lang("Giải trình", "Explanation"), view.in_lang("Kiến nghị", "Appeal")
        steps = [
            *(self._figure(x, x.entry in decided) for x in one.figures),
            *(self._statement(x, explanation) for x in one.explanations),
            *(self._statement(x, appeal) for x in one.appeals),
            *(self._rejection(x) for x in rulings if x.entry not in given),
        ]
        return sorted(steps, key=lambda step: step.entry)

    def _what(self, text: str, void: bool) -> str:
        return text + self.view.in_lang(" [không còn hiệu lực]", " [void]") if void else text

    def _figure(self, figure: Figure, is_ruling: bool) -> Step:
        view = self.view
        what = self.stage(figure.stage)
        if is_ruling:
            what = view.in_lang("Giải quyết kiến nghị: chấp nhận", "Appeal accepted")
        elif not figure.counts:
            what += view.in_lang(", ý kiến thứ hai", ", second opinion")
        parts = causes(figure.causes, view.lang)
        if figure.reason:
            parts.append(f"“{one_line(figure.reason)}”")
        if figure.refused:
            names = "; ".join(one_line(self.note.refused.get(id, id)) for id in figure.refused)
            parts.append(view.in_lang(f"không nhận: {names}", f"refused: {names}"))
        if figure.numbers:
            names = "; ".join(self._number(*one) for one in sorted(figure.numbers.items()))
            parts.append(view.in_lang(f"sửa số liệu: {names}", f"corrected: {names}"))
        if figure.evidence:
            names = "; ".join(map(one_line, figure.evidence))
            parts.append(view.in_lang(f"dựa vào: {names}", f"based on: {names}"))
        return Step(
            entry=figure.entry,
            what=self._what(what, figure.void),
            who=self.person(figure.actor, figure.role),
            when=moment(figure.at, view.lang),
            remark="; ".join(parts),
            points=view.points(figure.points),
            before="" if figure.before is None else view.points(figure.before),
            void=figure.void,
        )

    def _number(self, id: str, text: str) -> str:
        measures = self.view.measures
        measure = next((one for one in measures.values() if one.source == id), measures.get(id))
        title = one_line(measure.title) if measure else id
        return f"{title} = {answer_shown(text, self.view.lang)}"

    def _statement(self, statement: Statement, what: str) -> Step:
        view = self.view
        files = "; ".join(map(one_line, statement.evidence))
        text = f"“{one_line(statement.text)}”"
        if files:
            text += view.in_lang(f" (kèm: {files})", f" (with: {files})")
        return Step(
            entry=statement.entry,
            what=self._what(what, statement.void),
            who=view.agency,
            when=moment(statement.at, view.lang),
            remark=text,
            void=statement.void,
        )

    def _rejection(self, ruling: Ruling) -> Step:
        view = self.view
        return Step(
            entry=ruling.entry,
            what=view.in_lang(
                "Giải quyết kiến nghị: không chấp nhận, giữ nguyên điểm", "Appeal rejected, points unchanged"
            ),
            who=self.person(ruling.actor, ruling.role),
            when=moment(ruling.at, view.lang),
            remark=f"“{one_line(ruling.reason)}”",
        )

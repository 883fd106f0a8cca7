"""What was done about a criterion in a campaign, step by step: figures, explanations, appeals, rulings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.evidence.model import answer_shown
from scoring.reports.view import View
from scoring.reports.words import causes, moment, one_line
from scoring.result.appraisal import Appraisal, AppraisedCriterion, EstablishedFact, Figure, Ruling, Statement
from scoring.result.base import Frozen
from scoring.review.words import LIST_STATES, ROLES

_SPOKEN = (("Giải trình", "Explanation"), ("Kiến nghị", "Appeal"))
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
        rulings = [appeal.ruling for appeal in one.appeals if appeal.ruling]
        decided = {ruling.entry for ruling in rulings}
        given = {figure.entry for figure in one.figures}
        steps = [
            *(self._figure(x, x.entry in decided) for x in one.figures),
            *self._spoken(one.explanations, one.appeals),
            *(self._ruling(x) for x in rulings if x.entry not in given),
        ]
        return sorted(steps, key=lambda step: step.entry)

    @property
    def facts(self) -> list[Step]:
        """What the appraising body established, with what the agency said of it, in the ledger's order."""
        steps = []
        for one in self.note.facts or ():
            steps += [self._fact(one), *self._spoken(one.explanations, one.appeals)]
            steps += [self._ruling(x.ruling, accepted_vi="sự việc không còn hiệu lực", accepted_en="fact set aside")
                      for x in one.appeals if x.ruling]  # fmt: skip
        return sorted(steps, key=lambda step: step.entry)

    def _fact(self, one: EstablishedFact) -> Step:
        view, in_lang = self.view, self.view.in_lang
        parts = []
        if one.record is not None:
            paper = ", ".join(one_line(x) for x in (one.number, one.date and view.day(one.date), one.issuer) if x)
            fields = ", ".join(f"{name} = {one_line(text)}" for name, text in one.fields.items())
            about = "; ".join(x for x in (paper, fields) if x)
            title = f"{one.record} ({view.kind(one.kind or '')}) “{one_line(one.title or '')}”"
            parts.append(f"{title}: {about}" if about else title)
        for id, number in one.numbers.items():
            was = in_lang("không khai", "not declared")
            was = was if number.declared is None else answer_shown(number.declared, view.lang)
            parts.append(self._number(id, number.found) + in_lang(f" (cơ quan: {was})", f" (agency: {was})"))
        parts += [f"{view.kind(kind)}: {in_lang(*LIST_STATES[to])}" for kind, to in one.lists.items()]
        if one.applies:
            parts.append(in_lang("có áp dụng: ", "applies: ") + ", ".join(one.applies))
        if one.source:
            parts.append(in_lang("nguồn: ", "source: ") + one_line(one.source))
        if one.evidence:
            parts.append(in_lang("kèm: ", "with: ") + self._files(one.evidence, one.erased))
        if one.points:
            rows = ", ".join(f"{id} = {view.points(points)}" for id, points in one.points.items())
            parts.append(in_lang("tính lại: ", "computed again: ") + rows)
        return Step(
            entry=one.entry,
            what=self._what(in_lang(f"Sự việc (bản ghi {one.entry})", f"Fact (entry {one.entry})"), one.void),
            who=self.person(one.actor, one.role),
            when=moment(one.at, view.lang),
            remark="; ".join([*parts, f"“{one_line(one.reason)}”"]),
            void=one.void,
        )

    def _spoken(self, explanations: Sequence[Statement], appeals: Sequence[Statement]) -> list[Step]:
        explanation, appeal = (self.view.in_lang(*words) for words in _SPOKEN)
        said = [self._statement(x, explanation) for x in explanations]
        return said + [self._statement(x, appeal) for x in appeals]

    def _what(self, text: str, void: bool) -> str:
        return text + self.view.in_lang(" [không còn hiệu lực]", " [void]") if void else text

    def _figure(self, figure: Figure, is_ruling: bool) -> Step:
        view = self.view
        what = self.stage(figure.stage)
        if any(fact.entry == figure.entry for fact in self.note.facts or ()):
            what += view.in_lang(", tính lại theo sự việc", ", computed again by a fact")
        elif is_ruling:
            what = view.in_lang("Giải quyết kiến nghị: chấp nhận", "Appeal accepted")
        elif not figure.counts:
            what += view.in_lang(", ý kiến thứ hai", ", second opinion")
        parts = causes(figure.causes, view.lang)
        if figure.reason:
            parts.append(f"“{one_line(figure.reason)}”")
        if figure.refused:
            names = "; ".join(one_line(self.note.refused.get(id, id)) for id in figure.refused)
            parts.append(view.in_lang(f"không chấp nhận: {names}", f"refused: {names}"))
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

    def _files(self, names: Sequence[str], erased: Mapping[str, int]) -> str:
        """Names of files; of one whose content was erased also by which entry."""
        gone = self.view.in_lang(" (đã xóa theo bản ghi {})", " (erased by entry {})")
        return "; ".join(one_line(one) + (gone.format(erased[one]) if one in erased else "") for one in names)

    def _statement(self, statement: Statement, what: str) -> Step:
        view = self.view
        files = self._files(statement.evidence, statement.erased)
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

    def _ruling(self, ruling: Ruling, *, accepted_vi: str = "", accepted_en: str = "") -> Step:
        """How an appeal was decided; for one about a fact also where it was accepted."""
        view = self.view
        what = view.in_lang(
            "Giải quyết kiến nghị: không chấp nhận, giữ nguyên điểm", "Appeal rejected, points unchanged"
        )
        if ruling.accepted:
            what = view.in_lang(f"Giải quyết kiến nghị: chấp nhận, {accepted_vi}", f"Appeal accepted, {accepted_en}")
        return Step(
            entry=ruling.entry,
            what=what,
            who=self.person(ruling.actor, ruling.role),
            when=moment(ruling.at, view.lang),
            remark=f"“{one_line(ruling.reason)}”",
        )

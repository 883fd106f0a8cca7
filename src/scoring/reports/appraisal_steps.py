"""What was done about a criterion in a campaign, step by step: figures, explanations, appeals, rulings."""

from __future__ import annotations

from typing import Any

from scoring.evidence.model import answer_shown
from scoring.reports.appraisal_words import causes, moment
from scoring.reports.view import Row, View
from scoring.reports.words import one_line
from scoring.review.words import ROLES

Context = dict[str, Any]

_LINES = {
    "claimed": ("điểm tự chấm", "the claimed points"),
    "computed": ("điểm theo hồ sơ", "the points by the dossier"),
}


class Steps:
    """The steps of one result that tells its lines, in one language."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.note: Row = view.result["appraisal"]
        self.stages: dict[str, Row] = {one["id"]: one for one in self.note["stages"]}

    # --------------------------------------------------------------------------------- words

    def stage(self, id: str) -> str:
        """The title of a stage, or of a line no stage gave."""
        if id in self.stages:
            return one_line(self.stages[id]["title"])
        return self.view.say(*_LINES[id]) if id in _LINES else id

    def person(self, actor: str, role: str) -> str:
        """Somebody by his office; by his role where the campaign does not name him."""
        found = self.note["people"].get(actor)
        if found:
            return one_line(found["title"])
        return self.view.say(*ROLES[role]) if role in ROLES else actor

    def steps(self, one: Row) -> list[Context]:
        """Everything that was done about a criterion, in the ledger's order."""
        rulings = [said for said in one["appeals"] if said["ruling"]]
        decided = {said["ruling"]["entry"] for said in rulings}
        steps = [self._figure(x, x["entry"] in decided) for x in one["figures"]]
        view = self.view
        for key, vi, en in (
            ("explanations", "Giải trình", "Explanation"),
            ("appeals", "Kiến nghị", "Appeal"),
        ):
            steps += [self._said(x, view.say(vi, en)) for x in one[key]]
        given = {x["entry"] for x in one["figures"]}
        steps += [self._rejected(x) for x in rulings if x["ruling"]["entry"] not in given]
        return sorted(steps, key=lambda step: step["entry"])

    def _step(
        self, entry: int, what: str, who: str, at: str, said: str, void: bool = False
    ) -> Context:
        view = self.view
        gone = view.say(" [không còn hiệu lực]", " [void]") if void else ""
        return {
            "entry": entry, "what": what + gone, "who": who, "when": moment(at, view.lang), "said": said,
            "points": "", "before": "", "void": void,
        }  # fmt: skip

    def _figure(self, figure: Row, ruling: bool) -> Context:
        view, lang = self.view, self.view.lang
        what = self.stage(figure["stage"])
        if ruling:
            what = view.say("Giải quyết kiến nghị: chấp nhận", "Appeal accepted")
        elif not figure["counts"]:
            what += view.say(", ý kiến thứ hai", ", second opinion")
        parts = causes(figure["causes"], lang)
        if figure["reason"]:
            parts.append(f"“{one_line(figure['reason'])}”")
        if figure["refused"]:
            names = "; ".join(self._record(id) for id in figure["refused"])
            parts.append(view.say(f"không nhận: {names}", f"refused: {names}"))
        if figure["numbers"]:
            names = "; ".join(
                self._number(id, text) for id, text in sorted(figure["numbers"].items())
            )
            parts.append(view.say(f"sửa số liệu: {names}", f"corrected: {names}"))
        if figure["evidence"]:
            names = "; ".join(map(one_line, figure["evidence"]))
            parts.append(view.say(f"dựa vào: {names}", f"based on: {names}"))
        who = self.person(figure["actor"], figure["role"])
        step = self._step(
            figure["entry"], what, who, figure["at"], "; ".join(parts), figure["void"]
        )
        before = figure["before"]
        return {
            **step,
            "points": view.points(figure["points"]),
            "before": "" if before is None else view.points(before),
        }

    def _record(self, id: str) -> str:
        """A refused record by its title."""
        return one_line(self.note["refused"].get(id, id))

    def _number(self, id: str, text: str) -> str:
        measure = next((one for one in self.view.measures.values() if one["source"] == id), None)
        measure = measure or self.view.measures.get(id)
        return f"{one_line(measure['title']) if measure else id} = {answer_shown(text, self.view.lang)}"

    def _said(self, said: Row, what: str) -> Context:
        agency = one_line(self.view.result["agency"]["name"])
        files = "; ".join(map(one_line, said["evidence"]))
        text = f"“{one_line(said['text'])}”"
        if files:
            text += self.view.say(f" (kèm: {files})", f" (with: {files})")
        return self._step(said["entry"], what, agency, said["at"], text, said["void"])

    def _rejected(self, said: Row) -> Context:
        ruling, view = said["ruling"], self.view
        what = view.say(
            "Giải quyết kiến nghị: không chấp nhận, giữ nguyên điểm",
            "Appeal rejected, points unchanged",
        )
        who = self.person(ruling["actor"], ruling["role"])
        return self._step(
            ruling["entry"], what, who, ruling["at"], f"“{one_line(ruling['reason'])}”"
        )


__all__ = ["Steps"]

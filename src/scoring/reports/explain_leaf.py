"""Explanations of criteria: the equation of one leaf, what modified it, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from scoring.formulas.interface import Line
from scoring.numbers import Number
from scoring.reports import advice
from scoring.reports.explanation import Explanation, Pairs, Section
from scoring.reports.phrases import BASIS, LOSSES, WORKING_POINTS
from scoring.reports.view import View
from scoring.reports.words import difference, one_line, paper_number
from scoring.result.model import Criterion, Evidence, Group

SHOWN_OPERANDS = 4
SHOWN_ROWS = 10

"""Titles of sections."""


class LeafExplainer:
    """Builds the explanations of criteria; depth 1 folds branches not taken and long lists, 2 opens them."""

    def __init__(self, view: View, depth: int = 1, only_loss: bool = False) -> None:
        self.view = view
        self.depth = depth
        self.only_loss = only_loss

    def criterion(self, one: Criterion) -> Explanation:
        """A criterion: operands, rule, result, what modified it, what it rests on."""
        view = self.view
        if self.only_loss:
            return replace(self._heading("criterion", one), sections=(self._losses(one.id),))
        operands, reason, sentence, folded = self._operands(one), view.reason(one), "", ""
        if one.status != "scored":
            sentence = view.status(one) + (f": {reason}" if reason and reason != view.status(one) else "")
        untaken = view.untaken(one)
        if untaken and self.depth < 2:
            count, points = len(untaken), "; ".join(x.value for x in untaken)
            branches = "other branch" if count == 1 else "other branches"
            folded = view.in_lang(
                f"+ {count} mức khác không áp dụng ({points} điểm)", f"+ {count} {branches} not taken ({points} points)"
            )
        return replace(
            self._heading("criterion", one),
            sentence=sentence,
            operands=tuple(operands),
            result=view.span(one),
            remark=self._remark(one, operands),
            notes=tuple(map(view.modifier, view.telling(one.derivation.modifiers))),
            folded=folded,
            sections=tuple(s for s in self._sections(one, untaken) if s.rows),
        )

    def _heading(self, kind: str, one: Criterion | Group) -> Explanation:
        view = self.view
        low, high = view.points(one.certain), view.points(one.attainable)
        if isinstance(one, Criterion) and one.section == "penalty":
            score = f"{view.span(one)} / {view.points(one.min)}"
            interval = ""
            if low != high:
                interval = view.in_lang(f"nhiều nhất {low} · ít nhất {high}", f"at worst {low} · at best {high}")
        else:
            score = f"{view.span(one)} / {view.points(one.max)}"
            interval = view.both_ends(low, high)
        return Explanation(kind=kind, id=one.id, title=one_line(one.title), score=score, interval=interval)

    def _operands(self, one: Criterion) -> list[Line]:
        view = self.view
        operands = []
        rest = list(one.derivation.inputs)
        for line in view.lines(one):
            working = one_line(line.working)
            for id in list(rest):
                edges = view.thresholds(one, id)
                derived, shown = view.working(id, edges), view.input(id, edges).shown
                if derived and working.startswith(shown):
                    working = derived + working[len(shown) :]
                    rest.remove(id)
            operands.append(Line(one_line(line.text), working, line.value, line.sign))
        for id in rest:
            derived, title = view.working(id, view.thresholds(one, id)), view.input(id).title
            if derived and operands:
                operands.append(Line(view.in_lang(f"(trong đó {title})", f"(where {title})"), derived))
        if not operands:
            return []
        if one.section == "penalty":
            operands[0] = replace(operands[0], sign=operands[0].sign or "−")
        return [*operands, *self._of_due(one), *self._deadlines(one), *self._given(one)]

    def _of_due(self, one: Criterion) -> list[Line]:
        """How a number of reports was taken from those due while the agency existed."""
        view = self.view
        measures = [view.measures.get(id) for id in one.derivation.inputs] if view.result.not_due else []
        notes = [x.note for x in measures if x and x.note and x.source == "count" and x.state == "known"]
        return [Line(f"({view.text(note)})") for note in notes]

    def _given(self, one: Criterion) -> list[Line]:
        """People's points in place of the computed ones, so that the result follows from what is shown."""
        view = self.view
        found = view.given(one)
        if found is None:
            return []
        text = view.in_lang("điểm thẩm định, thay điểm máy tính", "appraised, in place of the computed points")
        note = view.result.appraisal
        if found.kind == "given" and note and note.in_ledger:
            text = view.in_lang("điểm chính thức, thay điểm máy tính", "official, in place of the computed points")
        return [Line(text, "", view.span(one), "→")]

    def _deadlines(self, one: Criterion) -> list[Line]:
        """When something was due, and the dates of the papers it was counted from."""
        view = self.view
        dates = {record.id: record.date for record in one.evidence}
        found = []
        for id in one.derivation.inputs:
            measure = view.measures.get(id)
            due = measure.deadline if measure else None
            if measure and due:
                given = [date for r in measure.records if (date := dates.get(r))]
                days = ", ".join(map(view.day, given))
                sent = view.in_lang(f"nộp {days}", f"handed in {days}") if days else ""
                found.append(Line(view.in_lang(f"(hạn {view.day(due)})", f"(due {due})"), sent))
        return found

    def _remark(self, one: Criterion, operands: list[Line]) -> str:
        view = self.view
        if one.status == "not_applicable" or one.section == "penalty" or view.given(one):
            return ""
        if any(x.text.startswith("(") and not (x.working or x.value) for x in operands):
            return ""  # The kind's own line shows what its cap or floor did.
        if one.certain == one.max:
            return view.in_lang("bằng điểm tối đa", "the maximum")
        return ""

    def _sections(self, one: Criterion, untaken: list[Line]) -> list[Section]:
        view, in_lang = self.view, self.view.in_lang
        sections = []
        if untaken and self.depth >= 2:
            title = in_lang("Mức khác không áp dụng", "Branches not taken")
            sections.append(
                Section(title, tuple(("", f"{x.text} ({x.value} {in_lang('điểm', 'points')})") for x in untaken))
            )
        sections += [self._inputs(one), self._asked(one), self._awarded(one)]
        claimed = advice.claim(view, one)
        if claimed:
            rows = (("", claimed), *((("", one_line(one.claim_note)),) if one.claim_note else ()))
            sections.append(Section(in_lang("Tự chấm", "Claimed"), rows))
        if one.section != "bonus" and difference(one.attainable, one.max) > 0:
            sections.append(self._losses(one.id))
        supplied = origins(view, one, view.suppliers)
        sections.append(Section(in_lang("Đơn vị cung cấp", "Supplied by"), tuple(dict.fromkeys(supplied))))
        sections += [self._evidence(one), self._cells(one)]
        if one.explanation:
            sections.append(Section(in_lang("Giải trình", "Explanation"), (("", one_line(one.explanation)),)))
        sections.append(Section(in_lang(*BASIS), self._basis(one)))
        return sections

    def _basis(self, one: Criterion | Group) -> Pairs:
        rows = [("", one_line(one.clause))] if one.clause else []
        if one.basis == "working":
            rows.append(("", self.view.in_lang(*WORKING_POINTS)))
        if one.note and self.depth >= 2:
            rows.append(("", one_line(one.note)))
        return tuple(rows)

    def _inputs(self, one: Criterion) -> Section:
        view = self.view
        inputs = view.asked_inputs(one)
        absent, given = ([x for x in inputs if (x.state == "known") is known] for known in (False, True))
        if self.depth < 2 and (not absent or one.appraised is not None):
            # An appraised criterion needs no more input.
            return Section("", ())
        counted = view.in_lang(
            f"Số liệu đầu vào: {len(given)} đã có, {len(absent)} còn thiếu",
            f"Inputs: {len(given)} given, {len(absent)} missing",
        )
        rows = []
        for x in (*absent, *given):
            note = view.measures[x.id].note if x.id in view.measures else None
            why = f" ({one_line(view.text(note))})" if note else ""
            why = "" if x.shown.endswith(why) else why
            rows.append((x.title, f"{x.shown}{why}"))
        return Section(counted, tuple(rows))

    def _awarded(self, one: Criterion) -> Section:
        """The written reason of whoever awarded points."""
        view = self.view
        rows = []
        for id in one.derivation.inputs:
            measure = view.measures.get(id)
            if id.startswith("judgement:") and measure and measure.state == "known" and measure.note:
                rows.append(("", one_line(view.text(measure.note))))
        return Section(view.in_lang("Lý do chấm", "Reason given"), tuple(rows))

    def _asked(self, one: Criterion) -> Section:
        kinds = tuple(("", self.view.kind(id)) for id in one.missing_evidence)
        return Section(self.view.in_lang("Còn thiếu minh chứng bắt buộc", "Compulsory evidence missing"), kinds)

    def _evidence(self, one: Criterion) -> Section:
        rows = [(record.id, evidence_text(self.view, record) + self._found_by(record)) for record in one.evidence]
        if len(rows) > SHOWN_OPERANDS and self.depth < 2:
            more = len(rows) - SHOWN_OPERANDS
            rows = [*rows[:SHOWN_OPERANDS], ("", self.view.in_lang(f"và {more} văn bản khác", f"and {more} others"))]
        return Section(self.view.in_lang("Minh chứng", "Evidence"), tuple(rows), coded=True)

    def _found_by(self, record: Evidence) -> str:
        """That the appraising body found the record, from where and by which entry; "" for one the agency listed."""
        note = self.view.result.appraisal
        fact = next((x for x in (note.facts or () if note else ()) if x.record == record.id and not x.void), None)
        if fact is None:
            return ""
        return self.view.in_lang(
            f" – cơ quan thẩm định ghi nhận (bản ghi {fact.entry}), nguồn: {one_line(fact.source)}",
            f" – established by the appraising body (entry {fact.entry}), source: {one_line(fact.source)}",
        )

    def _cells(self, one: Criterion) -> Section:
        """Where in a workbook the criterion's values were typed."""
        view = self.view
        known = view.result.dossier.cells or {}
        rows = origins(view, one, known)
        shown = one.evidence if self.depth >= 2 else one.evidence[:SHOWN_OPERANDS]
        cells = ((record.title, known.get(f"evidence/{record.id}")) for record in shown)
        rows += [(one_line(title), cell) for title, cell in cells if cell]
        return Section(view.in_lang("Ô trong sổ Excel", "Cells of the workbook"), tuple(dict.fromkeys(rows)))

    def _losses(self, within: str | None) -> Section:
        view = self.view
        if within in view.criteria:
            losses = list(filter(None, [advice.loss(view, view.criteria[within])]))
        else:
            losses = advice.lost_points(view, within)
        rows: Pairs = tuple(
            (f"{x.id} −{x.shown}", x.text if within in view.criteria else f"{x.title} – {x.text}") for x in losses
        )
        rows = self._folded(rows, [x.points for x in losses])
        none = (("", view.in_lang("không thiếu điểm nào", "no points short")),) if self.only_loss else ()
        return Section(view.in_lang(*LOSSES), rows or none)

    def _folded(self, rows: Pairs, points: list[Number]) -> Pairs:
        if self.depth >= 2 or self.only_loss or len(rows) <= SHOWN_ROWS + 1:
            return rows
        rest = self.view.points(str(sum(points[SHOWN_ROWS:], 0)))
        count = len(rows) - SHOWN_ROWS
        more = self.view.in_lang(f"và {count} mục khác: {rest} điểm", f"and {count} others: {rest} points")
        return (*rows[:SHOWN_ROWS], ("", more))


def evidence_text(view: View, record: Evidence) -> str:
    """An evidence record in words; an empty number and an incomplete date are stated."""
    in_lang = view.in_lang
    number, date = in_lang("chưa ghi số", "no number"), in_lang("chưa ghi ngày", "no date")
    if record.number:
        number = in_lang(f"số {paper_number(one_line(record.number))}", f"no. {paper_number(one_line(record.number))}")
    if record.date and len(record.date) < len("2025-03-06"):
        date = in_lang(f"ngày: chưa đủ ({view.day(record.date)})", f"date incomplete ({record.date})")
    elif record.date:
        date = in_lang(f"ngày {view.day(record.date)}", f"dated {record.date}")
    words = [one_line(record.title), number, date, *([one_line(record.issuer)] if record.issuer else [])]
    by = view.suppliers.get(f"evidence/{record.id}")
    return ", ".join(words) + (f" – {by}" if by else "")


def origins(view: View, one: Criterion, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where what a criterion reads comes from, papers left out: titles with what is `known` by keys as of `Source`."""
    rows: list[tuple[str, str]] = []
    todo = list(one.derivation.inputs) if known else []
    while todo:
        id = todo.pop(0)
        sort, mark, rest = id.partition(":")
        key = f"judgements/{rest}" if mark and sort == "judgement" else f"numbers/{id}"
        if key in known:
            rows.append((view.input(id).title, known[key]))
        if id in view.measures:
            todo = [*view.measures[id].inputs, *todo]
    for section, vi, en in (
        ("claims", "điểm tự chấm", "points claimed"),
        ("not_applicable", "không áp dụng", "not applicable"),
        ("explanations", "giải trình", "explanation"),
    ):
        if f"{section}/{one.id}" in known:
            rows.append((view.in_lang(vi, en), known[f"{section}/{one.id}"]))
    return rows

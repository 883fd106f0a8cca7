"""*Báo cáo tự đánh giá, chấm điểm* of one agency, in its own voice: results, shortfalls, own points, annexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from scoring.numbers import Number, exact_text, from_exact
from scoring.reports import advice, conclusion
from scoring.reports.advice import OpenPoints
from scoring.reports.explain_leaf import evidence_text, origins
from scoring.reports.official_frame import DOTS, Paper, agency_proof, brief, frame, source, subject
from scoring.reports.official_results import Figures, clauses, day_words, padded, shortfall, symbol, told
from scoring.reports.own_class import OwnClass, own_class
from scoring.reports.units import UnitCriteria, UnitRow, unit_rows
from scoring.reports.view import Interval, Section, View
from scoring.reports.words import difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Group, Reason, Result
from scoring.result.summary import summarize

_TALL = 300
"""Characters from which a row may be broken over pages; a shorter one is kept together."""
_WIDE = 300
"""Characters from which the agency's own explanation gets a row of its own, over all columns."""
_LEADING = "chỉ đạo"
"""What the title of the group of leadership and direction says."""
_HEADING = 200
"""Characters up to which a group's row can be repeated on every page the group goes over."""


class ScoreRow(Frozen):
    """A row of the score table: a group, a criterion or the total."""

    group: bool
    """Whether it is not a criterion."""
    level: int
    """Depth of a group whose row is repeated on every page; 0 for rows that are not."""
    id: str
    title: str
    max: str
    claimed: str


class ComputedRow(ScoreRow):
    """A row of the score table of a self-assessment."""

    points: str
    basis: Sequence[str]
    """Clause and evidence, one line each."""
    documents: str
    """Numbers of its documents in the annex of evidence, or what the total was changed by."""
    tall: bool
    """Whether it may be broken over pages."""


class ExplainedRow(Frozen):
    """A criterion that has to be explained."""

    id: str
    title: str
    points: str
    max: str
    reasons: Sequence[str]
    claim: str
    """The claimed points beside the computed ones."""
    differs: bool
    """Whether the claim lies outside the computed points."""
    said: Sequence[str]
    wide: bool
    """Whether the explanation takes a row of its own, over all columns."""
    tall: bool


def claimed_total(view: View) -> str:
    """The claimed points, of how many criteria, beside what the same criteria reach by evidence."""
    claims = summarize(view.result).claims
    if not claims.given:
        return view.in_lang("chưa tự chấm tiêu chí nào", "no criterion claimed")
    points, computed = view.points(claims.claimed), view.span(claims)
    if claims.given == claims.of:
        return view.in_lang(f"{points} (cộng các tiêu chí)", f"{points} (sum of the criteria)")
    return view.in_lang(
        f"{points} ở {claims.given}/{claims.of} tiêu chí có tự chấm (các tiêu chí đó theo minh chứng: {computed})",
        f"{points} in the {claims.given} of {claims.of} criteria claimed (these by evidence: {computed})",
    )


def _claimed_sum(criteria: Sequence[Criterion]) -> str | None:
    """The sum of the claims, where every criterion that applies has one."""
    asked = [one for one in criteria if one.status != "not_applicable"]
    given = [from_exact(one.claimed) for one in asked if one.claimed is not None]
    total: Number = sum(given, 0)
    return exact_text(total) if asked and len(given) == len(asked) else None


def _claims(view: View, criteria: Sequence[Criterion]) -> str:
    """The sum of the claims of a group, or why there is none."""
    total = _claimed_sum(criteria)
    if total is not None:
        return view.points(total)
    if all(one.status == "not_applicable" for one in criteria):
        return view.in_lang("không áp dụng", "not applicable")
    if all(one.claimed is None for one in criteria if one.status != "not_applicable"):
        return view.in_lang("không khai", "not given")
    return view.in_lang("chưa khai đủ", "partly given")


def _basis(view: View, one: Criterion) -> list[str]:
    """Clause and evidence of a criterion, one line each."""
    lines = []
    if one.clause:
        lines.append(one_line(one.clause))
    lines += [evidence_text(view, record) for record in one.evidence]
    lines += [f"{title}: {by}" for title, by in dict.fromkeys(origins(view, one, view.suppliers))]
    if one.missing_evidence:
        lines.append(view.in_lang(f"còn thiếu: {view.asked(one)}", f"missing: {view.asked(one)}"))
    return lines or [view.in_lang("chưa ghi căn cứ", "basis not given")]


def _score(view: View, one: Criterion) -> str:
    """Points by evidence; where something is open, the state in words as well."""
    if one.status in {"not_applicable", "scored"}:
        return _reached(view, one)
    return f"{view.span(one)} ({view.status(one)})"


def _reached(view: View, one: Criterion) -> str:
    return view.status(one) if one.status == "not_applicable" else view.span(one)


Row = TypeVar("Row")


def score_table(
    view: View, sum_row: Callable[[View, Section], Row], criterion_row: Callable[[View, Criterion], Row]
) -> list[Row]:
    """The rows of groups with their criteria in reading order, bonus and penalty."""
    rows = []
    for one in view.sections():
        if not isinstance(one.head, Criterion):
            rows.append(sum_row(view, one))
        rows += [criterion_row(view, x) for x in one.criteria]
    return rows


def heading_level(title: str, level: int) -> int:
    """The level of a row that is repeated on every page its group goes over; 0 where the title is too long for that."""
    return level if len(title) <= _HEADING else 0


def _section_row(view: View, one: Section) -> ComputedRow:
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    return _sum_row(view, one.head, id=one.id, title=one.head.title, max=one.max, criteria=below, level=one.level)


def _sum_row(
    view: View,
    sum_: Interval,
    *,
    id: str = "",
    title: str,
    max: str,
    criteria: Sequence[Criterion],
    level: int,
    basis: Sequence[str] = (),
) -> ComputedRow:
    """The row of a group, of bonus or penalty, or of the total."""
    return ComputedRow(
        group=True,
        level=heading_level(title, level),
        id=id,
        title=one_line(title),
        max=view.points(max),
        claimed=_claims(view, criteria),
        points=view.span(sum_),
        basis=basis,
        documents="; ".join(basis),
        tall=False,
    )


def _criterion_row(view: View, one: Criterion, documents: Sequence[DocumentRow]) -> ComputedRow:
    basis = _basis(view, one)
    title = one_line(one.title)
    return ComputedRow(
        group=False,
        level=0,
        id=one.id,
        title=title,
        max=view.points(one.worth),
        claimed=view.points(one.claimed),
        points=_score(view, one),
        basis=basis,
        documents=", ".join(row.number for row in documents if one.id in row.criteria.split(", ")),
        tall=len(title) > _TALL or sum(map(len, basis)) > _TALL,
    )


def score_rows(view: View, documents: Sequence[DocumentRow], own: OwnClass | None) -> list[ComputedRow]:
    """The score table: groups with their criteria in reading order, bonus, penalty, the total last."""
    total = view.result.total
    last = _sum_row(
        view,
        total,
        title=view.in_lang("TỔNG ĐIỂM", "TOTAL"),
        max=total.max,
        criteria=list(view.leaves()),
        level=0,
        basis=[view.modifier(one) for one in total.modifiers if one.effect],
    )
    if own:
        last = replace(last, claimed=view.total(own.total))
    return [*score_table(view, _section_row, lambda view, one: _criterion_row(view, one, documents)), last]


def _lacks_evidence(one: Criterion) -> bool:
    """Whether points rest on nothing but a declaration."""
    if one.missing_evidence:
        return True
    if one.evidence or one.status == "not_applicable":
        return False
    return one.section == "tree" or from_exact(one.certain) != 0


def _reasons(view: View, one: Criterion, loss: OpenPoints | None, open_: OpenPoints | None) -> list[str]:
    in_lang = view.in_lang
    lines = []
    if one.status == "not_applicable":
        reason = view.reason(one) or ""
        lines.append(in_lang(f"Không áp dụng. {reason}".strip(), f"Not applicable. {reason}".strip()))
    if open_ is not None:
        state, more = _capital(open_.status), open_.shown
        text = in_lang(f"{state}; còn có thể thêm {more} điểm.", f"{state}; {more} more points possible.")
        lines.append(f"{text} {_sentence(open_.text)}" if open_.text != open_.status else text)
    if loss is not None:
        text = in_lang(f"Thiếu {padded(loss.shown)} điểm.", f"{loss.shown} points short.")
        if loss.text:
            regain = _sentence(loss.text)
            text += in_lang(f" Để đạt đủ: {regain}", f" For full points: {regain}")
        lines.append(text)
    if _lacks_evidence(one) and not one.missing_evidence:
        text = in_lang("Chưa có minh chứng kèm theo.", "No evidence attached.")
        if one.status == "scored":
            text = in_lang(
                "Chưa có minh chứng kèm theo; tính theo số liệu khai.",
                "No evidence attached; computed from what was declared.",
            )
        lines.append(text)
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."


def explanations(view: View) -> list[ExplainedRow]:
    """Every criterion without full points, open, not applicable, or without evidence, in reading order."""
    lost = {x.id: x for x in advice.lost_points(view)}
    open_ = {x.id: x for x in advice.missing(view)}
    rows = []
    for one in view.leaves():
        applies = one.status != "not_applicable"
        if applies and one.id not in {*lost, *open_} and not _lacks_evidence(one):
            continue
        reasons = _reasons(view, one, lost.get(one.id), open_.get(one.id))
        said = [one_line(x) for x in (one.explanation, one.claim_note) if x]
        claim = advice.claim(view, one)
        rows.append(
            ExplainedRow(
                id=one.id,
                title=one_line(one.title),
                points=_reached(view, one),
                max=view.points(one.worth),
                reasons=reasons,
                claim=claim or view.in_lang("không khai", "not given"),
                differs=advice.claim_differs(one),
                said=said or [DOTS],
                wide=sum(map(len, said)) > _WIDE,
                tall=sum(map(len, (*reasons, *said))) > _TALL,
            )
        )
    return rows


class Field(Frozen):
    """A group of criteria: what was done, one line each, and its points."""

    title: str
    lines: Sequence[str]


class Shortfall(Frozen):
    """A criterion without full points."""

    text: str
    said: Sequence[str]
    """The agency's own notes; empty where somebody has to write."""


class DocumentRow(Frozen):
    """A document in the annex of evidence."""

    number: str
    title: str
    symbol: str
    date: str
    issuer: str
    criteria: str


class ClassRow(Frozen):
    """The agency's own total or class beside those by evidence."""

    label: str
    own: str
    evidence: str


class SelfAssessmentPaper(Paper):
    """*Báo cáo tự đánh giá, chấm điểm* of one agency."""

    agency: str
    block: str
    set_title: str
    period: str
    source: str
    """The decision the scheme comes from."""
    appraiser: str
    opening: str
    closing: str
    total: str
    max: str
    claimed: str
    headline: str
    sentence: str
    leadership: Sequence[str]
    """What was done to lead and direct, and the documents; empty where no group is about that."""
    fields: Sequence[Field]
    shortfalls: Sequence[Shortfall]
    remarks: Sequence[str]
    """That nothing is short of points; criteria that lack numbers or documents, or rest on declared numbers alone."""
    result_rows: Sequence[ClassRow]
    result_lines: Sequence[str]
    tasks: Sequence[str]
    """What is to be done about the shortfalls."""
    score_rows: Sequence[ComputedRow]
    clauses: Sequence[str]
    """Where the criteria come from, one line for each source."""
    documents: Sequence[DocumentRow]
    units: Sequence[UnitRow]
    explanations: Sequence[ExplainedRow]
    note: str


def self_assessment(result: Result, lang: str = "vi", units: Sequence[UnitCriteria] = ()) -> SelfAssessmentPaper:
    """The self-assessment report of one agency; `units` are its inner units with the criteria each supplies."""
    view = View(result, lang)
    in_lang, about, scheme = view.in_lang, subject(view), result.scheme
    agency, period, name = view.agency, view.period(), brief(view.agency)
    block, decision = view.block, source(view)
    appraiser = one_line(scheme.appraised_by or "") or in_lang("Cơ quan thẩm định", "the appraising body")
    body = _lower(appraiser)
    unnamed = body.startswith(("cơ quan", "the appraising"))
    title = in_lang(f"Tự đánh giá, chấm điểm{about} {period}", f"Self-assessment{about}, {period}")
    issued = scheme.decision and one_line(scheme.decision.title)
    grounds = f"{decision} {_lower(issued)}" if issued and lang == "vi" else decision
    own, figures = own_class(view), Figures(view)
    leading = next((one for one in view.sections() if _LEADING in one.head.title.casefold()), None)
    documents, shortfalls = _documents(view), _shortfalls(view, figures)
    return SelfAssessmentPaper(
        frame=frame(
            view,
            result.agency.name,
            kind=("BÁO CÁO", "REPORT"),
            subject=[title],
            symbol=in_lang("BC-{}", "R-{}"),
            provisional=_mark(view),
            recipients=[],
            proof=agency_proof(view),
            # A kind of body is no addressee: its name is to be written.
            addressee=f"{DOTS}{DOTS}" if unnamed else appraiser,
        ),
        agency=agency,
        block=block,
        set_title=one_line(scheme.set_title),
        period=period,
        source=decision,
        appraiser=appraiser,
        opening=in_lang(
            f"Thực hiện {grounds}, {name} báo cáo kết quả tự đánh giá, chấm điểm{about} {period} như sau:",
            f"Under {grounds}, {name} reports the result of its self-assessment{about} for {period} as follows:",
        ),
        closing=in_lang(
            f"Trên đây là Báo cáo tự đánh giá, chấm điểm{about} {period} của {name}; "
            f"kính đề nghị {body if body.startswith('cơ quan') else appraiser} xem xét, thẩm định./.",
            f"This is the self-assessment{about} of {name} for {period}, handed to {appraiser} for appraisal.",
        ),
        total=view.span(result.total),
        max=view.points(result.total.max),
        claimed=claimed_total(view),
        headline=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        leadership=_leadership(view, figures, leading),
        fields=_fields(view, figures, leading),
        shortfalls=shortfalls,
        remarks=_remarks(view, shortfalls),
        result_rows=_result_rows(view, own),
        result_lines=_result_lines(view, own),
        tasks=_tasks(view),
        score_rows=score_rows(view, documents, own),
        clauses=list(clauses(result.criteria)),
        documents=documents,
        units=unit_rows(view, units),
        explanations=explanations(view),
        note=one_line(result.dossier.note or ""),
    )


def _mark(view: View) -> str | None:
    """The mark of a report that nobody has appraised yet."""
    if view.provisional is None:
        return None
    text = view.in_lang("Bản tự đánh giá, chưa thẩm định", "Self-assessment, not yet appraised")
    return text if view.result.complete else text + view.in_lang("; còn thiếu số liệu", "; data still missing")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _documents(view: View) -> list[DocumentRow]:
    """Every document criteria rest on, in the order of the criteria that use them."""
    rows: list[DocumentRow] = []
    used = {one.record.id: one for one in view.records()}
    for record in (record for one in view.leaves() for record in one.evidence):
        if found := used.pop(record.id, None):
            rows.append(
                DocumentRow(
                    number=str(len(rows) + 1),
                    title=one_line(record.title),
                    symbol=symbol(view, record),
                    date=day_words(record.date) if record.date else view.in_lang("(chưa ghi ngày)", "(not dated)"),
                    issuer=one_line(record.issuer or ""),
                    criteria=", ".join(found.criteria),
                )
            )
    return rows


def _leadership(view: View, figures: Figures, leading: Section | None) -> list[str]:
    return [] if leading is None else [*_lines(view, figures, leading), *_own_sum(view, leading)]


def _lines(view: View, figures: Figures, one: Section) -> list[str]:
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    return [f"- {told(view, figures, criterion)}" for criterion in below]


def _own_sum(view: View, one: Section) -> list[str]:
    """The agency's own points of a group, where every criterion of it has some."""
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    points = _claimed_sum(below)
    if points is None:
        return []
    of = f"/{view.points(one.max)}" if one.id else ""
    name = view.in_lang(f"Nhóm {one.id}", f"Group {one.id}") if one.id else one_line(one.head.title)
    own = f"{view.points(points)}{of}"
    return [view.in_lang(f"{name} tự chấm {own} điểm.", f"{name}: claimed {own}.")]


def _fields(view: View, figures: Figures, leading: Section | None) -> list[Field]:
    """The outermost groups but that of leadership, bonus and penalty last."""
    found = [one for one in view.sections() if one.level == 1 and (leading is None or one.id != leading.id)]
    return [
        Field(
            title=f"{number}. {one_line(one.head.title)}",
            lines=[*_lines(view, figures, one), *(_own_sum(view, one) if not isinstance(one.head, Criterion) else [])],
        )
        for number, one in enumerate(found, 1)
    ]


def _shortfalls(view: View, figures: Figures) -> list[Shortfall]:
    """The criteria short of points, by the evidence or by the agency itself, and those it says something of."""
    rows = []
    for one in view.leaves():
        loss = advice.loss(view, one)
        claimed_less = one.claimed is not None and one.section == "tree" and difference(one.claimed, one.max) > 0
        said = [one_line(text) for text in (one.explanation, one.claim_note) if text]
        if said or (one.status != "not_applicable" and (loss or claimed_less)):
            text = shortfall(view, figures, one, loss.shown if loss else "")
            rows.append(Shortfall(text=f"- {text}", said=[x if x.endswith(".") else f"{x}." for x in said]))
    return rows


def _remarks(view: View, shortfalls: Sequence[Shortfall]) -> list[str]:
    leaves = list(view.leaves())
    owed = [one.id for one in leaves if one.status in ("not_declared", "refused", "error") or one.missing_evidence]
    bare = [
        one.id
        for one in leaves
        if one.status == "scored" and from_exact(one.certain) and _lacks_evidence(one) and not one.missing_evidence
    ]
    told = (
        (owed, "Tiêu chí chưa đủ số liệu, minh chứng", "Criteria that lack numbers or documents"),
        (bare, "Tiêu chí tính theo số liệu khai, chưa kèm tài liệu", "Computed from declared numbers, no documents"),
    )
    rows = [f"{view.in_lang(vi, en)}: {', '.join(ids)}." for ids, vi, en in told if ids]
    if shortfalls or owed:
        return rows
    none = "Theo số liệu, minh chứng trong hồ sơ, không có tiêu chí nào thiếu điểm."
    return [view.in_lang(none, "By the dossier no criterion is short of points."), *rows]


def _result_rows(view: View, own: OwnClass | None) -> list[ClassRow]:
    """Total and class by the agency's own points beside those by evidence."""
    total = view.result.total
    claims = summarize(view.result).claims
    points = DOTS
    if own:
        points = view.total(own.total)
    elif claims.given:
        of = f"{claims.given}/{claims.of}"
        points = view.points(claims.claimed) + view.in_lang(f" ({of} tiêu chí có tự chấm)", f" ({of} criteria claimed)")
    return [
        ClassRow(
            label=view.in_lang(f"Tổng điểm (tối đa {view.points(total.max)})", f"Total (of {view.points(total.max)})"),
            own=points,
            evidence=view.span(total),
        ),
        ClassRow(
            label=view.in_lang("Phân loại", "Class"),
            own=(own and own.title) or DOTS,
            evidence=conclusion.headline(view),
        ),
    ]


def _result_lines(view: View, own: OwnClass | None) -> list[str]:
    """How the classes came about, what the appraising body has still to award."""
    in_lang, lines = view.in_lang, []
    if own:
        total = view.total(own.total)
        why = "; ".join(_held(view, one) for one in own.held)
        if own.title is None:
            lines.append(
                in_lang(
                    f"Theo điểm tự chấm: tổng điểm {total} nằm trong khung loại {own.by_points}; còn điều kiện chưa đủ "
                    "căn cứ xem xét nên chưa tự phân loại.",
                    f"By the own points: the total {total} lies in {own.by_points}; a condition is not settled yet.",
                )
            )
        elif why and own.title != own.by_points:
            lines.append(
                in_lang(
                    f"Theo điểm tự chấm: tổng điểm {total} nằm trong khung loại {own.by_points}; {why} nên "
                    f"tự phân loại {own.title}.",
                    f"By the own points: the total {total} lies in {own.by_points}; {why}, hence {own.title}.",
                )
            )
        else:
            lines.append(
                in_lang(
                    f"Theo điểm tự chấm: tổng điểm {total} nằm trong khung loại {own.title}.",
                    f"By the own points: the total {total} lies in {own.title}.",
                )
            )
        if own.by_evidence:
            lines.append(
                in_lang(
                    "Điểm cộng, điểm trừ không tự chấm được lấy theo minh chứng.",
                    "Bonus and penalty that are not claimed are taken by evidence.",
                )
            )
    lines.append(in_lang("Theo minh chứng: ", "By evidence: ") + _lower(conclusion.sentence(view)))
    waiting = [one.id for one in view.leaves() if one.status == "pending"]
    if waiting:
        lines.append(
            in_lang(
                f"Tiêu chí chờ kết quả, chờ thẩm định: {', '.join(waiting)}.",
                f"Waiting for results or appraisal: {', '.join(waiting)}.",
            )
        )
    return lines


def _held(view: View, one: Reason) -> str:
    """Why a condition lowers the class."""
    title = _lower(one_line(one.title).split(" – ")[0])
    if one.kind == "ceiling":
        return view.in_lang(f"do {title}", f"since: {title}")
    return view.in_lang(f"do không đạt điều kiện “{one_line(one.title)}”", f"the condition “{title}” is not met")


def _gain(view: View, one: Criterion, text: str) -> str:
    """What would regain points, after the criterion's title where it does not say itself what it is about."""
    title, text = one_line(one.title), one_line(text).rstrip(".")
    if text.startswith(("theo ", "by ")):
        return title
    named = any(each.title.casefold() in text.casefold() for each in view.inputs(one))
    text = text.replace(" %", "%") if view.lang == "vi" else text
    return _capital(text) if named else f"{title}: {text}"


def _tasks(view: View) -> list[str]:
    """What would mend the shortfalls, the conditions that lower the class first."""
    in_lang = view.in_lang
    rows = [
        in_lang(f"- Khắc phục tình trạng {title};", f"- Mend: {title};")
        for one in view.result.classification.reasons
        if one.kind == "ceiling" and one.effect
        for title in [_lower(one_line(one.title).split(" – ")[0])]
    ]
    for one in view.leaves():
        gain = view.gain(one) if advice.loss(view, one) and not view.given(one) else None
        if gain:
            number = in_lang(f"tiêu chí {one.id}", f"criterion {one.id}")
            rows.append(f"- {_gain(view, one, gain.text)} ({number});")
    return [*rows[:-1], rows[-1][:-1] + "."] if rows else []

"""*Báo cáo tự đánh giá, chấm điểm* of one agency, in its own voice: results, shortfalls, own points, annexes."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.numbers import from_exact
from scoring.reports import advice, conclusion
from scoring.reports.official_explained import ExplainedRow, capital, explanations, lacks_evidence
from scoring.reports.official_frame import DOTS, Paper, agency_proof, brief, frame, source, subject
from scoring.reports.official_results import Figures, clauses, shortfall, symbol, told
from scoring.reports.official_score_table import ComputedRow, claimed_sum, score_rows
from scoring.reports.own_class import OwnClass, own_class
from scoring.reports.phrases import CRITERIA_FROM
from scoring.reports.units import UnitCriteria, UnitRow, unit_rows
from scoring.reports.view import Section, View
from scoring.reports.words import as_written, difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Group, Reason, Result
from scoring.result.summary import summarize

_LEADING = "chỉ đạo"
"""What the title of the group of leadership and direction says."""


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
    table_notes: Sequence[str]
    """Below the score table: what changed the total, where the criteria come from, the units that handed in parts."""
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
        # Where too little is known, a person writes.
        shortfalls=shortfalls or ([] if result.complete else [Shortfall(text=f"- {DOTS}", said=[])]),
        remarks=_remarks(view, shortfalls),
        result_rows=_result_rows(view, own),
        result_lines=_result_lines(view, own),
        tasks=_tasks(view, figures),
        score_rows=score_rows(view, _numbers(documents), own.total if own else None),
        table_notes=_table_notes(view),
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
            by = view.suppliers.get(f"evidence/{record.id}")
            rows.append(
                DocumentRow(
                    number=str(len(rows) + 1),
                    title=one_line(record.title) + (f" – {by}" if by else ""),
                    symbol=symbol(view, record),
                    date=view.day(record.date) if record.date else view.in_lang("(chưa ghi ngày)", "(not dated)"),
                    issuer=one_line(record.issuer or ""),
                    criteria=", ".join(found.criteria),
                )
            )
    return rows


def _table_notes(view: View) -> list[str]:
    in_lang, total = view.in_lang, view.result.total
    settled = total.certain == total.attainable
    changed = [view.modifier(one) for one in total.modifiers if one.effect and settled]
    parts = [one for one in view.result.dossier.parts or () if one.replaced_by is None]
    texts = [one_line(one.title) + (f", {view.day(one.submitted)}" if one.submitted else "") for one in parts]
    told = (
        (changed, "Tổng điểm", "Total"),
        (clauses(view.result.criteria), *CRITERIA_FROM),
        (texts, "Số liệu, minh chứng do các đơn vị cung cấp", "Numbers and documents come from"),
    )
    return [f"{in_lang(vi, en)}: {'; '.join(rows)}." for rows, vi, en in told if rows]


def _numbers(documents: Sequence[DocumentRow]) -> dict[str, list[str]]:
    """The numbers of each criterion's documents."""
    found: dict[str, list[str]] = {}
    for row in documents:
        for id in row.criteria.split(", "):
            found.setdefault(id, []).append(row.number)
    return found


def _leadership(view: View, figures: Figures, leading: Section | None) -> list[str]:
    if leading is None:
        return []
    name = brief(view.agency)
    lead = view.in_lang(
        f"Trong {view.period()}, {name} triển khai công tác lãnh đạo, chỉ đạo như sau:",
        f"In {view.period()} {name} led and directed the work as follows:",
    )
    return [lead, *_lines(view, figures, leading), *_own_sum(view, leading)]


def _lines(view: View, figures: Figures, one: Section) -> list[str]:
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    return [f"- {told(view, figures, criterion)}" for criterion in below]


def _own_sum(view: View, one: Section) -> list[str]:
    """The agency's own points of a group, where every criterion of it has some."""
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    points = claimed_sum(below)
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
        if one.status == "scored" and from_exact(one.certain) and lacks_evidence(one) and not one.missing_evidence
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
        ClassRow(label=view.in_lang("Phân loại", "Class"), own=_own_title(view, own), evidence=conclusion.marked(view)),
    ]


def _own_title(view: View, own: OwnClass | None) -> str:
    """The class by the agency's own points, with the mark of one that a condition lowers."""
    if not own or not own.title:
        return DOTS
    lowered = own.held and own.title != own.by_points
    return f"{own.title} {conclusion.mark_words(own.by_points, view.lang)}" if lowered else own.title


def _result_lines(view: View, own: OwnClass | None) -> list[str]:
    """How the classes came about, what the appraising body has still to award."""
    in_lang, found, lines = view.in_lang, view.result.classification, []
    if own and not found.outside:
        lines.append(
            in_lang("Theo điểm tự chấm: ", "By the agency's own points: ")
            + _classed(view, view.total(own.total), own.by_points, own.held, own.title)
        )
        if own.by_evidence:
            lines.append(
                in_lang(
                    "Điểm cộng, điểm trừ không tự chấm được lấy theo minh chứng.",
                    "Bonus and penalty that are not claimed are taken by evidence.",
                )
            )
    lines.append(in_lang("Theo minh chứng: ", "By evidence: ") + _by_evidence(view))
    if waiting := [one.id for one in view.leaves() if one.status == "pending"]:
        told = in_lang("Tiêu chí chờ kết quả, chờ thẩm định", "Waiting for results or appraisal")
        lines.append(f"{told}: {', '.join(waiting)}.")
    return lines


def _by_evidence(view: View) -> str:
    """How the class by evidence came about."""
    in_lang, found, total = view.in_lang, view.result.classification, view.result.total
    if found.outside:
        state = one_line(found.outside.named(view.lang))
        reason = in_lang(found.outside.reason, found.outside.reason_en)
        reason = _lower(one_line(reason).removesuffix(in_lang(" là có: đang là có", " is yes: now yes")))
        return in_lang(f"{_lower(state)}, do {reason}.", f"{state}: {reason}.")
    if found.certain is None:
        low, high = view.ends(total)
        names = "; ".join(conclusion.possible(view))
        return in_lang(
            f"tổng điểm từ {low} đến {high}, chưa đủ số liệu để phân loại; còn có thể: {names}.",
            f"the total is {low} to {high}, not enough data for a class; still possible: {names}.",
        )
    reached = " – ".join(one_line(one.title) for one in found.reasons if one.kind == "ladder")
    held = conclusion.holders(found)
    return _classed(view, view.span(total), reached, held, one_line(view.class_title(found.certain)))


def _classed(view: View, total: str, reached: str, held: Sequence[Reason], title: str | None) -> str:
    """The class a total reaches, and the class after the conditions; None while one of these is not known."""
    start = view.in_lang(
        f"tổng điểm {total} nằm trong khung loại {reached}", f"the total {total} lies in the class {reached}"
    )
    if title is None:
        return start + view.in_lang(
            "; còn điều kiện chưa đủ căn cứ xem xét nên chưa phân loại.", "; a condition is not settled yet."
        )
    if not held or title == reached:
        return f"{start}."
    why = "; ".join(_held(view, one) for one in held)
    return start + view.in_lang(f"; {why} nên phân loại {title}.", f"; lowered to {title}: {why}.")


def _held(view: View, one: Reason) -> str:
    """Why a condition lowers the class."""
    parts = as_written(one_line(one.title), view.lang).split(
        " – "
    )  # A ceiling's class stands last in its title, a gate's first.
    if one.kind == "ceiling":
        return view.in_lang(f"do {_lower(parts[0])}", f"“{parts[0]}”")
    return view.in_lang(f"do không đạt điều kiện “{parts[-1]}”", f"the condition “{parts[-1]}” is not met")


def _tasks(view: View, figures: Figures) -> list[str]:
    """What would mend the shortfalls, the conditions that lower the class first."""
    in_lang = view.in_lang
    rows = [
        in_lang(f"- Khắc phục tình trạng {title};", f"- Mend what lowers the class: “{title}”;")
        for one in view.result.classification.reasons
        if one.kind == "ceiling" and one.state == "holds"
        for own in [as_written(one_line(one.title), view.lang).split(" – ")[0]]
        for title in [in_lang(_lower(own), own)]
    ]
    for one in view.leaves():
        aim = figures.aim(one) if advice.loss(view, one) else ""
        if aim:
            number = in_lang(f"tiêu chí {one.id}", f"criterion {one.id}")
            rows.append(f"- {capital(aim[:-1])}; {number});" if aim.endswith(")") else f"- {capital(aim)} ({number});")
    return [*rows[:-1], rows[-1][:-1] + "."] if rows else []

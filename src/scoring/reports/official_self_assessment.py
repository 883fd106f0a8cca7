"""*Báo cáo tự đánh giá, chấm điểm* of one agency: its score table, and what has to be explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from scoring.numbers import Number, exact_text, from_exact
from scoring.reports import advice, conclusion
from scoring.reports.advice import OpenPoints
from scoring.reports.explain_leaf import evidence_text, origins
from scoring.reports.official_frame import Paper, agency_proof, frame, source, subject
from scoring.reports.view import Interval, Section, View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Group, Result
from scoring.result.summary import summarize

_TALL = 300
"""Characters from which a row may be broken over pages; a shorter one is kept together."""
_WIDE = 300
"""Characters from which the agency's own explanation gets a row of its own, over all columns."""
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


def _claims(view: View, criteria: Sequence[Criterion]) -> str:
    """The sum of the claims of a group, where every applicable criterion has one."""
    asked = [one for one in criteria if one.status != "not_applicable"]
    given = [from_exact(one.claimed) for one in asked if one.claimed is not None]
    if not asked:
        return view.in_lang("không áp dụng", "not applicable")
    if not given:
        return view.in_lang("không khai", "not given")
    if len(given) < len(asked):
        return view.in_lang("chưa khai đủ", "partly given")
    total: Number = sum(given, 0)
    return view.points(exact_text(total))


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
        tall=False,
    )


def _criterion_row(view: View, one: Criterion) -> ComputedRow:
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
        tall=len(title) > _TALL or sum(map(len, basis)) > _TALL,
    )


def score_rows(view: View) -> list[ComputedRow]:
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
    return [*score_table(view, _section_row, _criterion_row), last]


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
        text = in_lang(f"Mất {loss.shown} điểm.", f"{loss.shown} points lost.")
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
                said=said or [view.in_lang("chưa giải trình", "no explanation given")],
                wide=sum(map(len, said)) > _WIDE,
                tall=sum(map(len, (*reasons, *said))) > _TALL,
            )
        )
    return rows


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
    total: str
    max: str
    claimed: str
    headline: str
    sentence: str
    score_rows: Sequence[ComputedRow]
    explanations: Sequence[ExplainedRow]
    note: str


def self_assessment(result: Result, lang: str = "vi") -> SelfAssessmentPaper:
    """The self-assessment report of one agency."""
    view = View(result, lang)
    in_lang, about, scheme = view.in_lang, subject(view), result.scheme
    agency, period = view.agency, view.period()
    block, decision = view.block, source(view)
    appraiser = one_line(scheme.appraised_by or "")
    appraiser = appraiser or in_lang("Cơ quan thẩm định", "Appraising body")
    title = in_lang(f"Tự đánh giá, chấm điểm{about} {period}", f"Self-assessment{about}, {period}")
    return SelfAssessmentPaper(
        frame=frame(
            view,
            result.agency.name,
            kind=("BÁO CÁO", "REPORT"),
            subject=[title],
            symbol=in_lang("BC-{}", "R-{}"),
            provisional=view.provisional,
            recipients=[in_lang(f"{appraiser} (thẩm định)", f"{appraiser} (for appraisal)")],
            proof=agency_proof(view),
        ),
        agency=agency,
        block=block,
        set_title=one_line(scheme.set_title),
        period=period,
        source=decision,
        appraiser=appraiser,
        opening=in_lang(
            f"Thực hiện {decision}, {agency} báo cáo kết quả tự đánh giá, chấm điểm{about} {period} ({block}) như sau:",
            f"Under {decision}, {agency} reports the result of its self-assessment{about} for {period} "
            f"({block}) as follows:",
        ),
        total=view.span(result.total),
        max=view.points(result.total.max),
        claimed=claimed_total(view),
        headline=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        score_rows=score_rows(view),
        explanations=explanations(view),
        note=one_line(result.dossier.note or ""),
    )

"""*Biên bản họp* of the appraising council on one agency: points and reasons as they stood before any appeal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from scoring.numbers import exact_text, from_exact, normal
from scoring.reports import conclusion
from scoring.reports.appraisal import AppraisalView
from scoring.reports.official_appraisal import (
    AppraisedRow,
    ChangeRow,
    StepRow,
    appraisal_proof,
    appraised_points,
    change_row,
    score_rows,
)
from scoring.reports.official_frame import Paper, frame, source, subject
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import moment_written, one_line
from scoring.result.appraisal import Appraisal, AppraisedCriterion
from scoring.result.model import Result


class MinutesPaper(Paper):
    """The whole document; a group's row has its points in `appraised`, a criterion's in `final`."""

    agency: str
    opening: str
    score_rows: Sequence[AppraisedRow]
    facts: Sequence[StepRow]
    changes: Sequence[ChangeRow]
    sentence: str
    """Total and class the council came to."""


def minutes(result: Result, lang: str = "vi") -> MinutesPaper:
    """The document; the result's appraisal has its lines of points. Appeals came later and are left out."""
    view = View(result, lang)
    recorded = recorded_appraisal(result)
    assert recorded is not None
    note = _before_appeals(recorded)
    found, in_lang, about = AppraisalView(view, note), view.in_lang, subject(view)
    body, period, handed_in = found.body, view.period(), found.handed_in(moment_written)
    head = frame(
        view,
        body or None,
        kind=("BIÊN BẢN HỌP", "MINUTES"),
        subject=[
            in_lang(f"Thẩm định, chấm điểm{about} {period}", f"Appraisal{about}, {period}"),
            in_lang(f"của {view.agency}", f"of {view.agency}"),
        ],
        symbol=in_lang("BB-{}", "M-{}"),
        provisional=found.mark,
        recipients=[view.agency],
        proof=appraisal_proof(view, recorded),
    )
    return MinutesPaper(
        frame=replace(head, place_date=""),
        agency=view.agency,
        opening=in_lang(
            f"Cuộc họp xem xét hồ sơ{about} {period} của {view.agency} ({view.block}), nộp hồi {handed_in}, "
            f"trong đợt “{one_line(note.title)}”, theo {source(view)}.",
            f"The meeting considered the dossier{about} for {period} of {view.agency} ({view.block}), handed in "
            f"{handed_in}, in the campaign “{one_line(note.title)}”, under {source(view)}.",
        ),
        score_rows=score_rows(view, found.criteria, note),
        facts=[StepRow(head=f"{one.what} ({one.who}, {one.when}):", text=one.remark) for one in found.facts],
        changes=[change_row(view, row) for row in found.changed],
        sentence=_concluded(view, recorded),
    )


def _concluded(view: View, note: Appraisal) -> str:
    """Total and class: those published first, before appeals; the present ones where nothing was published."""
    total, title = view.span(view.result.total), conclusion.marked(view)
    if note.publications:
        first = note.publications[0]
        id = first.outside or first.class_
        total = view.in_lang("chưa xác định", "not settled") if first.total is None else view.total(first.total)
        # A mark only where the result now is the one that was published.
        if (first.total, id) != (view.result.total.certain, view.result.classification.certain):
            title = one_line(view.class_title(id)) if id else view.in_lang("chưa xác định", "not settled")
    most = view.points(view.result.total.max)
    return view.in_lang(
        f"Tổng điểm {total}/{most} điểm; phân loại: {title}.", f"Total {total} of {most} points; class: {title}."
    )


def _before_appeals(note: Appraisal) -> Appraisal:
    """The appraisal as the rounds and the council left it."""
    facts = tuple(replace(one, appeals=()) for one in note.facts or ())
    return replace(note, criteria=tuple(_criterion(note, one) for one in note.criteria), facts=facts)


def _criterion(note: Appraisal, one: AppraisedCriterion) -> AppraisedCriterion:
    appeals = {stage.id for stage in note.stages if stage.kind == "appeal"}
    figures = tuple(x for x in one.figures if x.stage not in appeals)
    points = appraised_points(note, one)
    if len(figures) == len(one.figures) or points is None:
        return replace(one, appeals=())
    gap = None if one.claimed is None else normal(Fraction(from_exact(points)) - from_exact(one.claimed))
    return replace(
        one,
        figures=figures,
        appeals=(),
        final=points,
        gap=None if gap is None else exact_text(gap),
        causes=next(x.causes for x in reversed(figures) if x.counts and not x.void),
    )

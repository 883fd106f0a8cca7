"""*Phiếu tóm tắt* of one agency for a meeting, on one page: class and why, biggest losses, place in the block."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.reports import advice, conclusion
from scoring.reports.interface import NO_NEIGHBOURS, Neighbours
from scoring.reports.ledger_summary import LabelledText, agency_mark, lines_row
from scoring.reports.official_explained import capital
from scoring.reports.official_frame import Paper, agency_proof, frame, source, subject
from scoring.reports.peer_comparison import position
from scoring.reports.view import SummaryView, View
from scoring.reports.words import final_word, one_line
from scoring.result.base import Frozen
from scoring.result.model import Result
from scoring.result.summary import summarize
from scoring.text import clip

_LOSSES = 5
_CONDITIONS = 3
_LONG, _SHORT = 360, 130
"""Characters of a sentence and of a table's cell: what is longer is cut, so that the sheet stays one page."""


class LossRow(Frozen):
    """A criterion that lost points."""

    id: str
    title: str
    points: str
    text: str
    """What was short."""


class OnePagePaper(Paper):
    """*Phiếu tóm tắt* of one agency."""

    agency: str
    block: str
    source: str
    opening: str
    headline: str
    """The class, with the mark of one that a condition lowered."""
    points: str
    """Total and maximum."""
    sentence: str
    """How the class came about."""
    conditions: Sequence[LabelledText]
    """Conditions that lowered the class, or still may."""
    lifting: str
    """What would lift the class; "" where that is not known."""
    lines: Sequence[LabelledText]
    """Claimed, computed and final totals."""
    losses: Sequence[LossRow]
    """The criteria that lost most, the biggest loss first."""
    remark: str
    """How many more criteria lost points, and how many are still open."""
    position: str
    """The place in the block; what is to be said where that is not known."""


def one_page(result: Result, lang: str = "vi", near: Neighbours = NO_NEIGHBOURS) -> OnePagePaper:
    """The sheet of one agency; `near` holds its ranked block and what would lift its class."""
    view = View(result, lang)
    in_lang, about, period = view.in_lang, subject(view), view.period()
    agency = clip(view.agency, _SHORT)
    losses, lifting = advice.lost_points(view), clip(near.lifting, _LONG)
    place = position(view, near.block)
    return OnePagePaper(
        frame=frame(
            view,
            result.scheme.appraised_by,
            kind=("PHIẾU TÓM TẮT KẾT QUẢ", "SUMMARY SHEET"),
            subject=[agency, in_lang(f"Kết quả{about} {period}", f"Result{about}, {period}")],
            symbol="",
            provisional=agency_mark(view),
            recipients=[],
            proof=agency_proof(view),
        ),
        agency=agency,
        block=clip(view.block, _SHORT),
        source=source(view),
        opening=in_lang(f"Theo {source(view)}.", f"Under {source(view)}."),
        headline=" ".join(filter(None, [clip(conclusion.headline(view), _SHORT), conclusion.mark(view)])),
        points=f"{view.span(result.total)} / {view.points(result.total.max)}",
        sentence=clip(conclusion.sentence(view), _LONG),
        conditions=[
            LabelledText(clip(one.title, _SHORT), clip("; ".join([one.state, *one.details]), _SHORT))
            for one in conclusion.conditions(view)
            if not one.is_idle
        ][:_CONDITIONS],
        lifting=in_lang(f"Muốn lên loại: {lifting}", f"For a better class: {lifting}") if lifting else "",
        lines=_lines(view),
        losses=[
            LossRow(
                id=one.id,
                title=clip(one.title, _SHORT),
                points=one.shown,
                text=clip(capital(one_line(one.text)), _SHORT),
            )
            for one in losses[:_LOSSES]
        ],
        remark=_remark(view, len(losses) - _LOSSES, len(advice.missing(view))),
        position=clip(place.sentence, _LONG)
        if place
        else in_lang("Chưa có kết quả của cơ quan khác trong khối để so.", "No other agency to compare with."),
    )


def _lines(view: View) -> list[LabelledText]:
    """The totals by who gave them; of a result nobody has appraised, the claims beside the computed points."""
    in_lang, summary = view.in_lang, summarize(view.result)
    claimed, computed = in_lang("Tự chấm", "Claimed"), in_lang("Theo hồ sơ", "By the dossier")
    if view.result.appraisal:
        row = lines_row(SummaryView(summary, view.lang))
        texts = {claimed: row.claimed, computed: row.computed}
        texts[final_word([view.result.appraisal], view.lang)] = row.final
        return [LabelledText(label, text) for label, text in texts.items()]
    claims = summary.claims
    told = view.points(claims.claimed) if claims.given else in_lang("không tự chấm", "none")
    if 0 < claims.given < claims.of:
        told += in_lang(f" ({claims.given}/{claims.of} tiêu chí)", f" ({claims.given} of {claims.of} criteria)")
    return [LabelledText(claimed, told), LabelledText(computed, view.span(view.result.total))]


def _remark(view: View, more: int, still: int) -> str:
    texts = []
    if more > 0:
        texts.append(
            view.in_lang(f"Còn {more} tiêu chí khác thiếu điểm.", f"{more} more criteria are short of points.")
        )
    if still:
        texts.append(view.in_lang(f"{still} tiêu chí chưa đủ số liệu hoặc minh chứng.", f"{still} criteria lack data."))
    return " ".join(texts)

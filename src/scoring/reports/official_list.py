"""*Danh sách kèm theo Quyết định*: the results of one block as a decision publishes them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from scoring.reports import ledger_summary
from scoring.reports.official_block import AgencyRow, block_summary, rules
from scoring.reports.official_frame import DOTS, Paper, decider, frame, subject
from scoring.reports.view import SummaryView, recorded_appraisal, summary_views
from scoring.reports.words import dated_decision, one_line
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped, joined
from scoring.result.ranking import RankedResult


class ListRow(Frozen):
    """An agency of the list."""

    number: int
    agency: str
    total: str
    class_: str
    rank: str
    note: str


class DecisionList(Paper):
    """The whole document."""

    block: str
    rows: Sequence[ListRow]
    replaced: Sequence[str]
    """After an appeal: what an earlier decision published and this one replaces, one line each."""
    rank_rule: str


def decision_list(block_id: str, rows: Sequence[RankedResult], lang: str = "vi") -> DecisionList:
    """The list of one block from its agencies in order."""
    views, results = summary_views(rows, lang), Mapped(rows, lambda row: row.result)
    view, summary = views[0], block_summary(block_id, rows, lang)
    in_lang, about = view.in_lang, subject(view)
    mark = ledger_summary.block_mark(views)
    if not ledger_summary.is_appraised(results):
        mark = " · ".join(filter(None, (mark, in_lang("CHƯA QUA THẨM ĐỊNH", "NOT APPRAISED"))))
    head = frame(
        view,
        decider(view) or None,
        kind=("DANH SÁCH", "LIST"),
        subject=[in_lang(f"Kết quả đánh giá, phân loại{about} {view.period()}", f"Results{about}, {view.period()}"),
                 view.block],
        symbol="",
        provisional=mark,
        recipients=[],
        proof=summary.frame.proof,
    )  # fmt: skip
    decisions = sorted({x.appraisal.decision for x in results if x.appraisal and x.appraisal.decision})
    cited = "; ".join(dated_decision(one, lang) for one in decisions)
    cited = cited or in_lang("Quyết định số ……/QĐ-…… ngày …… tháng …… năm ……", "Decision no. …… of …… / …… / ……")
    by = decider(view) or DOTS
    none = in_lang("không xếp hạng", "not ranked")
    agencies = joined(summary.ranked, summary.apart)
    return DecisionList(
        frame=replace(head, attached=in_lang(f"(Kèm theo {cited} của {by})", f"(Annex of {cited}, {by})")),
        block=view.block,
        rows=Mapped(range(len(agencies)), lambda at: _list_row(at + 1, agencies[at], none)),
        replaced=[text for row in rows if (text := _replaced(SummaryView(row.result, lang), row))],
        rank_rule=rules(rows, lang),
    )


def _list_row(number: int, one: AgencyRow, unranked: str) -> ListRow:
    return ListRow(
        number=number, agency=one.agency, total=one.total, class_=one.class_, rank=one.rank or unranked, note=one.why
    )


def _replaced(view: SummaryView, row: RankedResult) -> str:
    """What was published of an agency before, where this list says otherwise; "" where it does not."""
    note = recorded_appraisal(row.result)
    earlier = [x for x in note.publications if x.decision != note.decision] if note and note.decision else []
    if not earlier:
        return ""
    one, found = earlier[-1], row.result.classification
    total = row.result.total
    now = (total.certain, found.outside.id if found.outside else found.certain, row.rank)
    if (one.total, one.outside or one.class_, one.rank) == now:
        return ""
    unsettled = view.in_lang("chưa xác định", "not settled")

    def words(points: str | None, id: str | None, rank: int | None) -> str:
        title = one_line(view.class_title(id)) if id else unsettled
        place = view.in_lang("không xếp hạng", "not ranked")
        if rank is not None:
            place = view.in_lang(f"hạng {rank}", f"rank {rank}")
        shown = unsettled if points is None else view.total(points)
        return view.in_lang(f"{shown} điểm, {title}, {place}", f"{shown} points, {title}, {place}")

    then = words(one.total, one.outside or one.class_, one.rank)
    decision = dated_decision(one.decision, view.lang)
    return view.in_lang(
        f"{view.agency}: thay “{then}” tại {decision} bằng “{words(*now)}”.",
        f"{view.agency}: “{then}” of {decision} is replaced by “{words(*now)}”.",
    )

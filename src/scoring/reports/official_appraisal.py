"""*Báo cáo kết quả thẩm định* of one agency: its lines of points, what was done about them, and the official result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from scoring.numbers import Number, exact_text, from_exact
from scoring.reports import conclusion
from scoring.reports.appraisal import AppraisalView, CriterionLines, LineTotal
from scoring.reports.ledger_summary import LabelledText
from scoring.reports.official_frame import Paper, decider, frame, proof, source, subject
from scoring.reports.official_score_table import ScoreRow, claims, heading_level, score_table
from scoring.reports.view import Interval, Section, View, recorded_appraisal
from scoring.reports.words import dated_decision, moment, moment_written, one_line
from scoring.result.appraisal import Appraisal, AppraisedCriterion
from scoring.result.base import Frozen, Span
from scoring.result.model import Criterion, Group, Result

_TALL = 700
"""Characters from which a row may be broken over pages."""


class AppraisedRow(ScoreRow):
    """A row of the score table of an appraisal."""

    computed: str
    appraised: Sequence[str]
    final: str
    differs: bool
    """Whether the official points are not those claimed."""


class StepRow(Frozen):
    """A step: what, who and when; points, causes and reasons."""

    head: str
    text: str


class ChangeRow(Frozen):
    """A criterion whose points changed or were spoken of."""

    id: str
    title: str
    max: str
    start: str
    """Claimed and computed points, with the explanation in the dossier."""
    steps: Sequence[StepRow]
    final: str
    gap: str
    causes: Sequence[str]
    source: str
    tall: bool


class AppraisalPaper(Paper):
    """The whole document."""

    agency: str
    block: str
    period: str
    source: str
    appraiser: str
    campaign: str
    decision: str
    opening: str
    total: str
    max: str
    headline: str
    sentence: str
    final_word: str
    totals: Sequence[LineTotal]
    gap: str
    published: Sequence[str]
    rule: str
    """Which line is the official one."""
    score_rows: Sequence[AppraisedRow]
    facts: Sequence[StepRow]
    """What the appraising body established, and what the agency said of it."""
    changes: Sequence[ChangeRow]
    closing: str


def appraisal(result: Result, lang: str = "vi") -> AppraisalPaper:
    """The document; the result's appraisal has its lines of points."""
    view = View(result, lang)
    note = recorded_appraisal(result)
    assert note is not None
    found, in_lang, about = AppraisalView(view, note), view.in_lang, subject(view)
    agency, period = view.agency, view.period()
    block, campaign = view.block, one_line(note.title)
    body, handed_in = found.body, found.handed_in(moment_written)
    decided_by = decider(view)
    rows = found.criteria
    return AppraisalPaper(
        frame=frame(
            view,
            body or None,
            kind=("BÁO CÁO", "REPORT"),
            subject=[
                in_lang(f"Kết quả thẩm định, chấm điểm{about} {period}", f"Result of the appraisal{about}, {period}"),
                in_lang(f"của {agency}", f"of {agency}"),
            ],
            symbol=in_lang("BC-{}", "R-{}"),
            provisional=" – ".join(x for x in (found.mark, view.provisional) if x) or None,
            recipients=[*([decided_by] if decided_by else []), agency],
            proof=appraisal_proof(view, note),
        ),
        agency=agency,
        block=block,
        period=period,
        source=source(view),
        appraiser=body,
        campaign=campaign,
        decision=found.decision,
        opening=in_lang(
            f"Thực hiện {source(view)}, {body or 'cơ quan thẩm định'} đã thẩm định hồ sơ{about} {period} "
            f"của {agency} ({block}), nộp hồi {handed_in}, trong đợt “{campaign}”. Kết quả như sau:",
            f"Under {source(view)}, {body or 'the appraising body'} has appraised the dossier{about} for {period} "
            f"of {agency} ({block}), handed in {handed_in}, in the campaign “{campaign}”. The result:",
        ),
        total=view.span(result.total),
        max=view.points(result.total.max),
        headline=conclusion.marked(view),
        sentence=conclusion.sentence(view),
        final_word=found.final_name,
        totals=found.totals,
        gap=found.gap,
        published=found.publications(dated_decision, moment_written),
        rule=in_lang(
            f"Điểm của mỗi tiêu chí lấy theo thứ tự: {found.order}.",
            f"The points of a criterion are taken in this order: {found.order}.",
        ),
        score_rows=score_rows(view, rows, note),
        facts=[StepRow(head=f"{one.what} ({one.who}, {one.when}):", text=one.remark) for one in found.facts],
        changes=[change_row(view, row) for row in found.changed],
        closing=in_lang(
            f"Trên đây là Báo cáo kết quả thẩm định{about} {period}; điểm lấy nguyên từ sổ cái của đợt, "
            "mã đối chiếu ghi ở cuối văn bản./.",
            f"This is the result of the appraisal{about}, {period}; the points are those of the campaign's ledger, "
            "whose chain head stands at the end.",
        )
        if note.in_ledger
        else in_lang(
            "Điểm trên đây là của tệp kết quả, chưa đối chiếu với sổ cái./.",
            "All lines of points are those of the result's file, not checked against the ledger.",
        ),
    )


def score_rows(view: View, rows: Mapping[str, CriterionLines], note: Appraisal) -> list[AppraisedRow]:
    """The score table: groups with their criteria in reading order, bonus, penalty, the total last."""
    total, totals = view.result.total, note.totals
    title = view.in_lang("TỔNG ĐIỂM", "TOTAL")
    last = _sum_row(view, note, total, list(view.leaves()), title=title, max=total.max, level=0)
    partly = view.in_lang("không đủ", "partly")
    claimed, computed = (totals.claimed, totals.computed) if totals else (None, None)
    claimed_text = view.span(claimed) if claimed else partly
    computed_text = view.span(computed) if computed else partly
    table = score_table(
        view,
        lambda view, one: _section_row(view, note, one),
        lambda view, one: _criterion_row(view, one, rows.get(one.id)),
    )
    return [*table, replace(last, claimed=claimed_text, computed=computed_text)]


def _section_row(view: View, note: Appraisal, one: Section) -> AppraisedRow:
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    return _sum_row(view, note, one.head, below, title=one.head.title, max=one.max, id=one.id, level=one.level)


def _sum_row(
    view: View,
    note: Appraisal,
    sum_: Interval,
    criteria: Sequence[Criterion],
    *,
    title: str,
    max: str,
    id: str = "",
    level: int,
) -> AppraisedRow:
    """The row of a group, of bonus or penalty, or of the total, with the sums over its criteria; words where a line
    has no points everywhere, or where the sum is no plain one.
    """
    computed = appraised = view.in_lang("không cộng", "not added")
    if _is_plain(sum_, criteria):
        lines = [one for one in note.criteria if one.id in {x.id for x in criteria if x.status != "not_applicable"}]
        spans = [one.computed for one in lines if one.computed]
        ends = (sum(from_exact(getattr(x, end)) for x in spans) for end in ("certain", "attainable"))
        computed = view.span(Span(**dict(zip(("certain", "attainable"), map(exact_text, ends), strict=True))))
        given = [appraised_points(note, one) for one in lines]
        points = [from_exact(x) for x in given if x is not None]
        partly = view.in_lang("chưa đủ", "partly")
        appraised = view.points(exact_text(sum(points))) if len(points) == len(given) else partly
    return AppraisedRow(
        group=True,
        level=heading_level(title, level),
        id=id,
        title=one_line(title),
        max=view.points(max),
        claimed=claims(view, criteria),
        computed=computed,
        appraised=[appraised],
        final=view.span(sum_),
        differs=False,
    )


def _is_plain(sum_: Interval, criteria: Sequence[Criterion]) -> bool:
    """Whether points are known to be the sum of the criteria's, neither scaled, capped nor rounded."""
    certain: Number = sum((from_exact(x.certain) for x in criteria), 0)
    attainable: Number = sum((from_exact(x.attainable) for x in criteria), 0)
    if sum_.certain is None or sum_.attainable is None:
        return False
    return (from_exact(sum_.certain), from_exact(sum_.attainable)) == (certain, attainable)


def appraised_points(note: Appraisal, one: AppraisedCriterion) -> str | None:
    """The latest points a stage of the appraisal gave; None without any. An appeal is decided after it."""
    appeals = {stage.id for stage in note.stages if stage.kind == "appeal"}
    given = [x.points for x in one.figures if x.counts and not x.void and x.stage not in appeals]
    return given[-1] if given else None


def _criterion_row(view: View, one: Criterion, lines: CriterionLines | None) -> AppraisedRow:
    """The row of a criterion; its status in place of points where nobody appraised it."""
    status = view.status(one)
    return AppraisedRow(
        group=False,
        level=0,
        id=one.id,
        title=one_line(one.title),
        max=lines.max if lines else view.points(one.max),
        claimed=lines.claimed if lines else view.points(one.claimed),
        computed=lines.computed if lines else status,
        appraised=lines.appraised if lines else [status],
        final=lines.final if lines else status,
        differs=lines is not None and lines.differs,
    )


def change_row(view: View, row: CriterionLines) -> ChangeRow:
    """A criterion with its steps, one line each."""
    in_lang = view.in_lang
    start = in_lang(
        f"Tự chấm: {row.claimed}; theo hồ sơ: {row.computed}.",
        f"Claimed: {row.claimed}; by the dossier: {row.computed}.",
    )
    if row.dossier_explanation:
        start += in_lang(
            f" Giải trình trong hồ sơ: “{row.dossier_explanation}”.",
            f" Explained in the dossier: “{row.dossier_explanation}”.",
        )
    steps = []
    for one in row.steps:
        points = in_lang(f"{one.points} điểm", f"{one.points} point{'s' * (one.points != '1')}") if one.points else ""
        text = "; ".join(x for x in (points, one.remark) if x)
        steps.append(StepRow(head=f"{one.what} ({one.who}, {one.when}):", text=text))
    length = len(start) + sum(len(one.head) + len(one.text) for one in steps)
    return ChangeRow(
        id=row.id,
        title=row.title,
        max=row.max,
        start=start,
        steps=steps,
        final=row.final,
        gap=row.gap or "0",
        causes=row.causes,
        source=row.source,
        tall=length > _TALL,
    )


def appraisal_proof(view: View, note: Appraisal) -> list[LabelledText]:
    """Ledger, scheme, dossier and program, for a paper on one agency's appraisal."""
    label = view.in_lang("Tệp hồ sơ đã nộp, SHA-256", "File handed in, SHA-256")
    unchecked = [LabelledText(view.in_lang("Sổ cái thẩm định", "Ledger of the appraisal"), view.ledger)]
    return [
        *(ledger_proof(view, note.entries, note.head, note.at) if note.in_ledger else unchecked),
        *proof(view, "day", "scheme", "dossier"),
        LabelledText(label, note.submission.sha256 if note.submission else ""),
        *proof(view, "software"),
    ]


def ledger_proof(view: View, entries: int, head: str, at: str) -> list[LabelledText]:
    """The chain head of a campaign's ledger, and how far the ledger goes."""
    in_lang = view.in_lang
    return [
        LabelledText(in_lang("Mã đối chiếu (đầu chuỗi) của sổ cái", "Chain head of the ledger"), head),
        LabelledText(
            in_lang("Sổ cái của đợt", "Ledger of the campaign"),
            in_lang(f"{entries} bản ghi, đến {moment(at)}", f"{entries} entries, until {moment(at, 'en')}"),
        ),
    ]

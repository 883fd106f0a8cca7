"""What an agency's page shows: plain texts, numbers already written out, nothing to compute."""

from __future__ import annotations

from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import advice, charts, conclusion
from scoring.reports.appraisal import AppraisalView
from scoring.reports.appraisal_words import final_word
from scoring.reports.common import PageHead, page_head
from scoring.reports.explain import Explainer
from scoring.reports.explain_leaf import evidence_text
from scoring.reports.explanation import Explanation
from scoring.reports.links import anchor, block_stem
from scoring.reports.neighbours import NO_NEIGHBOURS, Neighbours
from scoring.reports.peer_comparison import Position, Trend, position, trend
from scoring.reports.tree import CriterionNode, GroupNode, RegisteredEvidence, evidence, tree
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import difference, one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Result


class GroupRow(Frozen):
    """A group in the table of groups."""

    id: str
    anchor: str
    title: str
    level: int
    points: str
    certain: str
    more: str
    """Points still to come."""
    lost: str
    max: str
    status: str
    off: bool
    """Whether it does not apply."""
    bar: charts.Bar
    notes: list[str]


class CriterionRow(Frozen):
    """A criterion in the detailed table."""

    id: str
    title: str
    max: str
    claimed: str
    points: str
    status: str
    clause: str
    evidence: list[str]
    """Ids of its records."""
    missing: list[str]
    """Kinds of compulsory evidence it lacks."""


class CriteriaTable(Frozen):
    """A section of the detailed table: a group's own criteria, or bonus or penalty."""

    id: str
    title: str
    points: str
    max: str
    rows: list[CriterionRow]


class Scale(Frozen):
    """The total on the ladder: bands of the classes, what is certain, what is still open."""

    title: str
    desc: str
    bands: list[charts.Band]
    bar: charts.Bar
    ticks: list[charts.Tick]
    at: str
    """The place of the certain total in percent."""


class ActionItem(Frozen):
    """A criterion with points lost or still missing, and what to do about it."""

    id: str
    anchor: str
    title: str
    points: str
    text: str
    status: str = ""


class PastClass(Frozen):
    """The class of an earlier period."""

    period: str
    headline: str
    in_trend: bool
    """Whether the trend shows the period too."""


class AppraisalPart(Frozen):
    """The appraisal a result comes from."""

    name: str
    title: str
    final_word: str
    decision: str
    lines: AppraisalView | None
    """None for a result made before lines were recorded."""


class AgencyPage(Frozen):
    """Everything an agency's page shows."""

    head: PageHead
    provisional: str | None
    agency: str
    block: str
    block_file: str
    linked: bool
    """Whether the block's page is written beside this one."""
    headline: str
    sentence: str
    settled: bool
    possible: list[str]
    total: str
    max: str
    interval: str
    scale: Scale
    ladder: list[conclusion.Step]
    conditions: list[conclusion.Condition]
    acting: list[conclusion.Condition]
    idle: list[conclusion.Condition]
    """Conditions that are settled and had no effect."""
    margins: list[str]
    equation: Explanation
    groups: list[GroupRow]
    tables: list[CriteriaTable]
    tree: list[GroupNode | CriterionNode]
    workings: list[Explanation]
    losses: list[ActionItem]
    lost_sum: str
    missing: list[ActionItem]
    findings: conclusion.Rows
    """Findings with what they follow from."""
    evidence: list[RegisteredEvidence]
    diagnostics: list[str]
    appraisal: AppraisalPart | None
    position: Position | None
    trend: Trend | None
    history: list[PastClass]
    scheme_digest: str
    unconfirmed: int
    """How many entries of the scheme are on a working basis."""
    dossier_digest: str
    dossier_file: str
    submitted: str
    note: str
    engine: str


def agency_page(result: Result, lang: str = "vi", neighbours: Neighbours = NO_NEIGHBOURS) -> AgencyPage:
    """The page of an agency's result, beside its block and its earlier periods where given."""
    view = View(result, lang)
    explainer = Explainer(view, 1)
    total, scheme, dossier = result.total, result.scheme, result.dossier
    equation = Explainer(view, 2).total()
    lost = advice.lost_points(view)
    workings = {one.id: explainer.criterion(one) for one in view.leaves()}
    over_time = trend(view, neighbours.earlier)
    conditions = conclusion.conditions(view)
    idle = [one for one in conditions if one.settled and not one.took_effect]
    return AgencyPage(
        head=page_head(view),
        provisional=_marks(view),
        agency=one_line(result.agency.name),
        block=one_line(scheme.block_title),
        block_file=block_stem(result.agency.block),
        linked=neighbours.linked and bool(neighbours.block),
        headline=conclusion.headline(view),
        sentence=conclusion.sentence(view),
        settled=bool(result.classification.certain),
        possible=conclusion.possible(view),
        total=view.span(total),
        max=view.points(total.max),
        interval=equation.interval,
        scale=_scale(view),
        ladder=conclusion.ladder(view),
        conditions=conditions,
        acting=[one for one in conditions if one not in idle],
        idle=idle,
        margins=advice.margins(view),
        equation=equation,
        groups=_group_rows(view),
        tables=_tables(view),
        tree=tree(view, lambda one: workings[one.id]),
        workings=list(workings.values()),
        losses=[_item(view, one) for one in lost],
        lost_sum=view.points(str(sum(x.points for x in lost))),
        missing=[_item(view, one) for one in advice.missing(view)],
        findings=conclusion.findings(view),
        evidence=evidence(view, evidence_text, neighbours.attachments),
        diagnostics=[one_line(f"{one.code}: {one.message}") for one in result.diagnostics],
        appraisal=_appraisal(view),
        position=position(view, neighbours.block),
        trend=over_time,
        history=_history(view, over_time),
        scheme_digest=scheme.digest,
        unconfirmed=scheme.unconfirmed,
        dossier_digest=dossier.digest,
        dossier_file=one_line(dossier.file),
        submitted=view.day(dossier.submitted) if dossier.submitted else "",
        note=one_line(dossier.note or ""),
        engine=result.engine.version,
    )


def _marks(view: View) -> str | None:
    """The provisional mark, and that an appraised result is not published."""
    note = recorded_appraisal(view.result)
    unpublished = None
    if note is not None and not note.decision:
        unpublished = view.in_lang(
            "CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái",
            "NOT PUBLISHED – appraised points as of the ledger",
        )
    return " · ".join(x for x in (unpublished, view.provisional) if x) or None


def _group_rows(view: View) -> list[GroupRow]:
    return [
        GroupRow(
            id=one.id,
            anchor=anchor("g", one.id),
            title=one_line(one.title),
            level=one.level,
            points=view.span(one),
            certain=view.points(one.certain),
            more=view.points(str(difference(one.certain, one.attainable))),
            lost=view.points(str(max(difference(one.attainable, one.max), 0))),
            max=view.points(one.max),
            status=view.status(one),
            off=one.status == "not_applicable",
            bar=charts.bar(one),
            notes=[view.modifier(m) for m in one.modifiers],
        )
        for one in view.groups.values()
    ]


def _criterion_row(view: View, one: Criterion) -> CriterionRow:
    return CriterionRow(
        id=one.id,
        title=one_line(one.title),
        max=view.points(one.worth),
        claimed=view.points(one.claimed),
        points=view.span(one),
        status=view.status(one),
        clause=one_line(one.clause or view.in_lang("chưa ghi", "not given")),
        evidence=[record.id for record in one.evidence],
        missing=[view.kind(id) for id in one.missing_evidence],
    )


def _tables(view: View) -> list[CriteriaTable]:
    """The detailed table in sections: groups, criteria outside groups, bonus and penalty."""
    return [
        CriteriaTable(
            id=one.id,
            title=one_line(one.head.title),
            points=view.span(one.head),
            max=view.points(one.max),
            rows=[_criterion_row(view, x) for x in one.criteria],
        )
        for one in view.sections()
    ]


def _edge(text: str | None, top: Number) -> Number | None:
    """An edge of the ladder in points, also where it is written as a share of the maximum."""
    if text is None:
        return None
    if text.endswith(" %"):
        return normal(Fraction(from_exact(text[:-2])) * top / 100)
    return from_exact(text)


def _scale(view: View) -> Scale:
    total, found = view.result.total, view.result.classification
    low, high, most = (from_exact(x) for x in (total.certain, total.attainable, total.max))
    steps = [(_edge(s.from_, most), s.id in found.possible) for s in found.ladder]
    top = max(most, high, *(start for start, _ in steps if start is not None))
    edges: list[tuple[Number, Number, bool]] = []
    end = top
    for start, reached in steps:
        edges.append((start or 0, end, reached))
        end = start or 0
    labels = [(x, show(x, view.lang)) for x in (0, top, *(start for start, _, _ in edges))]
    classes = "; ".join(f"{step.title}: {step.span}" for step in conclusion.ladder(view))
    return Scale(
        title=view.in_lang("Tổng điểm trên thang phân loại", "The total on the ladder"),
        desc=view.in_lang(
            f"Chắc chắn {view.points(total.certain)}, có thể đạt {view.points(total.attainable)}, "
            f"tối đa {view.points(total.max)}. Các mức: {classes}.",
            f"Certain {view.points(total.certain)}, attainable {view.points(total.attainable)}, "
            f"maximum {view.points(total.max)}. Classes: {classes}.",
        ),
        bands=charts.bands(edges, top),
        bar=charts.span(low, high, top),
        ticks=charts.ticks(labels, top),
        at=charts.percent(low, top),
    )


def _item(view: View, one: advice.OpenPoints) -> ActionItem:
    return ActionItem(
        id=one.id,
        anchor=anchor("m", one.id),
        title=one.title,
        points=view.points(str(one.points)),
        text=one.text,
        status=one.status,
    )


def _history(view: View, shown: Trend | None) -> list[PastClass]:
    """Earlier periods with their class."""
    in_trend = {row.short for row in shown.rows} if shown else set()
    return [
        PastClass(
            period=view.period(one.period),
            headline=view.class_title(one.class_ or one.outside or ""),
            in_trend=one.period in in_trend,
        )
        for one in view.result.history
    ]


def _appraisal(view: View) -> AppraisalPart | None:
    """The appraisal with its lines of points, those that differ first; None without one."""
    note = view.result.appraisal
    if note is None:
        return None
    decision = one_line(note.decision or "")
    name = view.in_lang("Kết quả thẩm định", "Appraised result")
    if decision:
        name = view.in_lang("Kết quả chính thức sau thẩm định", "Official result after appraisal")
    return AppraisalPart(
        name=name,
        title=one_line(note.title),
        final_word=final_word(bool(decision), view.lang),
        decision=decision,
        lines=AppraisalView(view, recorded) if (recorded := recorded_appraisal(view.result)) else None,
    )

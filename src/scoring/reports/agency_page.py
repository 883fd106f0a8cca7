"""What an agency's page shows: its result as people read it, and what was made from it."""

from __future__ import annotations

from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import advice, charts, conclusion
from scoring.reports.appraisal import AppraisalView
from scoring.reports.explain import Explainer
from scoring.reports.explanation import Explanation
from scoring.reports.interface import NO_NEIGHBOURS, Neighbours
from scoring.reports.ledger_summary import agency_mark
from scoring.reports.peer_comparison import Position, Trend, position, trend
from scoring.reports.tree import CriterionNode, GroupNode, register, tree
from scoring.reports.view import UsedEvidence, View
from scoring.result.base import Frozen
from scoring.result.model import Result


class Scale(Frozen):
    """The total on the ladder: bands of the classes, what is certain, what is still open."""

    title: str
    desc: str
    bands: list[charts.Band]
    bar: charts.Bar
    ticks: list[charts.Tick]
    at: str
    """The place of the certain total in percent."""


class AgencyPage(Frozen):
    """Everything an agency's page shows."""

    view: View
    provisional: str | None
    linked: bool
    """Whether the block's page is written beside this one."""
    scale: Scale
    equation: Explanation
    tree: list[GroupNode | CriterionNode]
    workings: list[Explanation]
    losses: list[advice.OpenPoints]
    lost_sum: str
    missing: list[advice.OpenPoints]
    evidence: list[UsedEvidence]
    attachments: str | None
    """The dossier's folder as the page reaches it; None: evidence files are not linked."""
    appraisal: AppraisalView | None
    position: Position | None
    trend: Trend | None


def agency_page(result: Result, lang: str = "vi", neighbours: Neighbours = NO_NEIGHBOURS) -> AgencyPage:
    """The page of an agency's result, beside its block and its earlier periods where given."""
    view = View(result, lang)
    explainer = Explainer(view, 1)
    lost = advice.lost_points(view)
    workings = {one.id: explainer.criterion(one) for one in view.leaves()}
    return AgencyPage(
        view=view,
        provisional=agency_mark(view),
        linked=neighbours.linked and bool(neighbours.block),
        scale=_scale(view),
        equation=Explainer(view, 2).total(),
        tree=tree(view, workings),
        workings=list(workings.values()),
        losses=lost,
        lost_sum=view.points(str(sum(x.points for x in lost))),
        missing=advice.missing(view),
        evidence=register(view),
        attachments=neighbours.attachments,
        appraisal=AppraisalView(view, result.appraisal) if result.appraisal else None,
        position=position(view, neighbours.block),
        trend=trend(view, neighbours.earlier),
    )


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

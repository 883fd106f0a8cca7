"""The points of a criterion by line: claimed, computed, appraised, final; and what each gap is due to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scoring.numbers import Number, normal
from scoring.review.state import AgencyState, Figure, Line, State, Submission


def takes_part(one: AgencyState) -> bool:
    """Whether an agency has a dossier in the campaign; one that has none is named apart, never with 0 points."""
    return one.submission is not None and one.status not in ("withdrawn", "missed")


def computed_points(submission: Submission, criterion: str) -> Number | None:
    """What the engine computed at the submission, where that was certain."""
    low, high = submission.computed.get(criterion, (0, 1))
    return low if low == high else None


def level_before(one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    """Entry and points of the latest figure, which the next appraisal changes; else 0 and the claimed or computed."""
    line = one.lines.get(criterion)
    figure = line.counted() if line is not None else None
    if line is not None and line.is_later(line.open_since):
        return 0, None
    if figure is not None:
        return figure.seq, figure.points
    assert one.submission is not None
    claimed = one.submission.claimed.get(criterion)
    return 0, computed_points(one.submission, criterion) if claimed is None else claimed


def with_awaited_points(one: AgencyState, points: Mapping[str, tuple[Number, Number]]) -> AgencyState:
    """The agency with the points computed of the criteria that had to wait for the rest of the block."""
    submission = one.submission
    if submission is None or not submission.awaits:
        return one
    found = {id: ends for id, ends in points.items() if id in submission.awaits}
    return replace(one, submission=replace(submission, computed={**submission.computed, **found}))


def final_figure(state: State, one: AgencyState, criterion: str) -> tuple[Figure | None, Number | None]:
    """The final points and the figure they come from, None where they are what was claimed or computed.

    An appeal's decision stands before all; then the lines the campaign declares, in their order, not the best of them.
    Points computed from established facts stand before those of any line that was given earlier, and before claims.
    """
    line, submission = one.line(criterion), one.submission
    if line.is_later(line.open_since):
        return None, None
    by_facts = line.by_facts()
    if by_facts is not None and line.counted() is by_facts:
        return by_facts, by_facts.points
    appeals = (stage.id for stage in state.opened.stages if stage.kind == "appeal")
    for id in (*appeals, *state.opened.final):
        points = None
        if by_facts is not None and id in ("claimed", "computed"):
            return by_facts, by_facts.points
        if submission is not None and id == "claimed":
            points = submission.claimed.get(criterion)
        elif submission is not None and id == "computed":
            points = computed_points(submission, criterion)
        elif (figure := line.counted(id)) is not None:
            return figure, figure.points
        if points is not None:
            return None, points
    return None, None


def reasoned_figure(one: AgencyState, criterion: str, figure: Figure) -> Figure:
    """The figure that gives the reason and the refused evidence: of figures that only confirm it, the first one."""
    by_seq = {x.seq: x for x in one.line(criterion).figures}
    while not (figure.reason or figure.refused or figure.numbers) and figure.points == figure.base_points:
        before = by_seq.get(figure.base)
        if before is None:
            break
        figure = before
    return figure


def applicable(state: State, one: AgencyState) -> list[str]:
    """The criteria that need points: those that apply, or that somebody appraised nevertheless."""
    none = one.submission.not_applicable if one.submission else frozenset()
    none |= {id for id, line in one.lines.items() if line.absent_since}

    def is_given(line: Line) -> bool:
        return line.is_later(line.open_since) or (line.counted() is not None and not line.is_later(line.absent_since))

    return [id for id in state.criteria_of(one) if id not in none or is_given(one.line(id))]


def final_points(state: State, one: AgencyState) -> tuple[dict[str, Number], dict[str, Number], dict[str, str]]:
    """Final points by criterion; of these the appraised ones; and the reasons given."""
    points: dict[str, Number] = {}
    appraised: dict[str, Number] = {}
    reasons: dict[str, str] = {}
    for id in applicable(state, one):
        figure, value = final_figure(state, one, id)
        if value is None:
            continue
        points[id] = value
        if figure is not None:
            appraised[id] = value
            reasons[id] = reasoned_figure(one, id, figure).reason
    return points, appraised, reasons


def missing_final(state: State, one: AgencyState) -> list[str]:
    """The criteria that still have no final points."""
    return [id for id in applicable(state, one) if final_figure(state, one, id)[1] is None]


def gap_by_cause(one: AgencyState, criterion: str, figure: Figure | None) -> dict[str, Number]:
    """What led from the points claimed to this figure, summed by cause."""
    by_seq = {x.seq: x for x in one.line(criterion).figures}
    found: dict[str, Number] = {}
    while figure is not None:
        for cause, points in figure.causes.items():
            found[cause] = normal(found.get(cause, 0) + points)
        figure = by_seq.get(figure.base)
    return {cause: points for cause, points in sorted(found.items()) if points}

"""The three score lines of a criterion: claimed, appraised, final; and what each gap is due to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scoring.numbers import Number, normal
from scoring.review.state import AgencyState, Figure, State, Submission


def handed_in(one: AgencyState) -> bool:
    """Whether an agency takes part with a dossier; every other one is named apart, never as 0 points."""
    return one.submission is not None and one.status not in ("withdrawn", "missed")


def computed_points(submission: Submission, criterion: str) -> Number | None:
    """What the engine computed at the submission, where that was certain."""
    low, high = submission.computed.get(criterion, (0, 1))
    return low if low == high else None


def level_before(one: AgencyState, criterion: str) -> tuple[int, Number | None]:
    """What the next appraisal changes: the latest figure's entry and points; entry 0 for what was claimed, else computed."""
    line = one.lines.get(criterion)
    figure = line.counted() if line is not None else None
    if figure is not None:
        return figure.seq, figure.points
    assert one.submission is not None
    claimed = one.submission.claimed.get(criterion)
    return 0, computed_points(one.submission, criterion) if claimed is None else claimed


def settled(one: AgencyState, points: Mapping[str, tuple[Number, Number]]) -> AgencyState:
    """The agency with what the engine computes of those criteria that had to wait for the rest of the block."""
    submission = one.submission
    if submission is None or not submission.awaits:
        return one
    found = {id: ends for id, ends in points.items() if id in submission.awaits}
    return replace(one, submission=replace(submission, computed={**submission.computed, **found}))


def final_figure(
    state: State, one: AgencyState, criterion: str
) -> tuple[Figure | None, Number | None]:
    """The final points and the figure they come from, None where they are what was claimed or computed.

    An appeal's decision stands before all; then the lines the campaign declares, in their order. It is
    never the best of them.
    """
    line = one.line(criterion)
    appeal = next((stage.id for stage in state.opened.stages if stage.kind == "appeal"), None)
    for id in (appeal, *state.opened.final):
        if id in ("claimed", "computed"):
            points = None
            if one.submission is not None:
                points = (
                    one.submission.claimed.get(criterion)
                    if id == "claimed"
                    else computed_points(one.submission, criterion)
                )
            if points is not None:
                return None, points
        elif id is not None and (figure := line.counted(id)) is not None:
            return figure, figure.points
    return None, None


def standing(one: AgencyState, criterion: str, figure: Figure) -> Figure:
    """The figure whose reason and refused evidence stand: a later one that only confirms its points adds none."""
    by_seq = {x.seq: x for x in one.line(criterion).figures}
    while (
        not (figure.reason or figure.refused or figure.numbers)
        and figure.points == figure.base_points
    ):
        before = by_seq.get(figure.base)
        if before is None:
            break
        figure = before
    return figure


def applicable(state: State, one: AgencyState) -> list[str]:
    """The criteria that need points: those that apply, or that somebody appraised nevertheless."""
    none = one.submission.not_applicable if one.submission else frozenset()
    return [
        id for id in state.criteria_of(one) if id not in none or one.line(id).counted() is not None
    ]


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


__all__ = [
    "applicable",
    "computed_points",
    "final_figure",
    "gap_by_cause",
    "handed_in",
    "level_before",
    "missing_final",
    "settled",
    "standing",
]

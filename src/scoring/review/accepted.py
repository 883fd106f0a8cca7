"""From the ledger to the engine: the dossier without refused evidence, and the final points by criterion."""

from __future__ import annotations

from scoring.evidence.model import Dossier, answer_of
from scoring.numbers import Number
from scoring.review.lines import applicable, final_figure, standing
from scoring.review.state import AgencyState, State


def accepted(dossier: Dossier, one: AgencyState) -> Dossier:
    """The dossier as appraisers left it: without records they refused, with the numbers they corrected.

    The agency has the name the campaign gives it.
    """
    refused: set[str] = set()
    numbers = dict(dossier.numbers)
    for id, line in one.lines.items():
        latest = line.counted()
        if latest is None:
            continue
        figure = standing(one, id, latest)
        refused |= set(figure.refused)
        for name, text in figure.numbers.items():
            value = answer_of(text)
            if name in numbers and value is not None:
                numbers[name] = numbers[name].model_copy(update={"value": value})
    for id, declared in numbers.items():
        if refused.intersection(declared.evidence):
            kept = [one for one in declared.evidence if one not in refused]
            numbers[id] = declared.model_copy(update={"evidence": kept})
    evidence = [record for record in dossier.evidence if record.id not in refused]
    # Published under the name the campaign gives it, whatever its dossier says.
    agency = dossier.agency.model_copy(update={"name": one.agency.name})
    return dossier.model_copy(update={"agency": agency, "evidence": evidence, "numbers": numbers})


def final_points(
    state: State, one: AgencyState
) -> tuple[dict[str, Number], dict[str, Number], dict[str, str]]:
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
            reasons[id] = standing(one, id, figure).reason
    return points, appraised, reasons


__all__ = ["accepted", "final_points"]

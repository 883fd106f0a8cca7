"""The dossier as appraisers accepted it."""

from __future__ import annotations

from scoring.evidence.model import Dossier, answer_of
from scoring.review.score_lines import reasoned_figure
from scoring.review.state import AgencyState


def accepted_dossier(dossier: Dossier, one: AgencyState) -> Dossier:
    """The dossier without the records appraisers refused, with the numbers they corrected.

    The agency has the name the campaign gives it.
    """
    refused: set[str] = set()
    numbers = dict(dossier.numbers)
    for id, line in one.lines.items():
        latest = line.counted()
        if latest is None:
            continue
        figure = reasoned_figure(one, id, latest)
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
    # Results carry the name the campaign gives, whatever the dossier says.
    agency = dossier.agency.model_copy(update={"name": one.agency.name})
    return dossier.model_copy(update={"agency": agency, "evidence": evidence, "numbers": numbers})

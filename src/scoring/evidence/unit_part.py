"""What of a dossier is one inner unit's part."""

from __future__ import annotations

from scoring.evidence.model import Dossier
from scoring.scheme.unit_share import UnitShare


def part_of(dossier: Dossier, share: UnitShare) -> Dossier:
    """The part of a unit: its numbers, its kinds of papers with those its numbers name, and what is said of its
    criteria. A list that is complete is so for the unit's kinds.
    """
    nodes = {one.id for one in share.set.nodes()} | share.set.measures.keys() - share.others.keys()
    numbers = {id: one for id, one in dossier.numbers.items() if id in share.numbers}
    judgements = [one for one in dossier.judgements if one.criterion in nodes]
    named = {id for one in numbers.values() for id in one.evidence} | {one.document for one in judgements}
    complete = dossier.complete
    return dossier.model_copy(
        update={
            "unit": share.unit.id,
            "complete": complete if isinstance(complete, bool) else [id for id in complete if id in share.kinds],
            "numbers": numbers,
            "evidence": [one for one in dossier.evidence if one.kind in share.kinds or one.id in named],
            "claims": {id: one for id, one in dossier.claims.items() if id in nodes},
            "not_applicable": [one for one in dossier.not_applicable if one.criterion in nodes],
            "explanations": [one for one in dossier.explanations if one.criterion in nodes],
            "judgements": judgements,
        }
    )

"""What of a dossier is one inner unit's part."""

from __future__ import annotations

from scoring.evidence.model import Dossier
from scoring.scheme.unit_share import UnitShare


def part_of(dossier: Dossier, share: UnitShare) -> Dossier:
    """The part of a unit: its numbers, its kinds of papers with those its numbers name, and what is said of its
    criteria. The day of handing in and the note of a whole dossier
    are not the unit's. A dossier that is the unit's part already is that, all of it.
    """
    if dossier.unit == share.unit.id:
        return dossier.model_copy(update={"complete": complete_kinds(dossier, share)})
    nodes = {one.id for one in share.set.nodes()} | share.set.measures.keys() - share.others.keys()
    numbers = {id: one for id, one in dossier.numbers.items() if id in share.numbers}
    judgements = [one for one in dossier.judgements if one.criterion in nodes]
    named = {id for one in numbers.values() for id in one.evidence} | {one.document for one in judgements}
    return dossier.model_copy(
        update={
            "submitted": None,
            "note": None,
            "unit": share.unit.id,
            "complete": complete_kinds(dossier, share),
            "numbers": numbers,
            "evidence": [one for one in dossier.evidence if one.kind in share.kinds or one.id in named],
            "claims": {id: one for id, one in dossier.claims.items() if id in nodes},
            "not_applicable": [one for one in dossier.not_applicable if one.criterion in nodes],
            "explanations": [one for one in dossier.explanations if one.criterion in nodes],
            "judgements": judgements,
            "difficulties": [one for one in dossier.difficulties if one.unit in (None, share.unit.id)],
            "next_tasks": [one for one in dossier.next_tasks if one.unit in (None, share.unit.id)],
        }
    )


def complete_kinds(dossier: Dossier, share: UnitShare) -> list[str]:
    """The unit's kinds of evidence of which every paper is listed."""
    kinds = [id for id in share.scheme.evidence_kinds if id in share.kinds]
    return [id for id in kinds if dossier.complete_for((id,))]

"""Whether the records and numbers that decisions name are in the dossiers they are about.

The ledger itself knows dossiers by digest only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scoring.app.campaign.evaluation import submitted_dossier
from scoring.app.campaign.session import Session
from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.evidence.model import Percent, answer_of
from scoring.review.decisions import Decision

if TYPE_CHECKING:
    from scoring.evidence.model import Dossier

_SORTS = (
    (bool, "có hay không", "yes or no (có, không)"),
    (Percent, "phần trăm (có dấu %)", "a percentage (with its sign)"),
    (str, "mã mức", "the id of a level"),
    (object, "số không có dấu %", "a number without a percent sign"),
)


def unknown_references(session: Session, decisions: Sequence[Decision], places: Sequence[Place]) -> list[Diagnostic]:
    """Problems with records refused and numbers corrected that the dossier does not have (SC863, SC864).

    Entered, they would change nothing and nobody would see it. `places` holds where each decision was read, if at all.
    """
    asked = {one.agency for one in decisions if one.refused or one.numbers}
    dossiers = {id: found for id in sorted(asked) if (found := _dossier(session, id)) is not None}
    return [
        problem
        for index, one in enumerate(decisions)
        if one.agency in dossiers
        for problem in _unknown_in_dossier(one, dossiers[one.agency], places[index] if places else None)
    ]


def _dossier(session: Session, agency: str) -> Dossier | None:
    """What an agency handed in; None where it did not, which the table of moves refuses."""
    one = session.state.agencies.get(agency)
    if one is None or one.submission is None:
        return None
    with submitted_dossier(session, one, attachments=False) as loaded:
        return loaded.dossier


def _unknown_in_dossier(one: Decision, dossier: Dossier, place: Place | None) -> list[Diagnostic]:
    records = [record.id for record in dossier.evidence]
    found = [_absent(one, "minh chứng", "record", id, records, place) for id in one.refused if id not in records]
    for id, text in one.numbers.items():
        declared = dossier.numbers.get(id)
        if declared is None:
            found.append(_absent(one, "số liệu", "number", id, list(dossier.numbers), place))
        elif declared.value is not None and _sort(declared.value) != _sort(answer_of(text)):
            _, vi, en = _SORTS[_sort(declared.value)]
            values = {"number": id, "text": text, "sort": vi, "sort_en": en}
            found.append(Diagnostic("SC864", place, values))
    return found


def _absent(one: Decision, kind: str, kind_en: str, id: str, known: list[str], place: Place | None) -> Diagnostic:
    values = {
        "agency": one.agency, "kind": kind, "kind_en": kind_en, "id": id, "known": ", ".join(known) or "–",
        "guess": did_you_mean(id, known),
    }  # fmt: skip
    return Diagnostic("SC863", place, values)


def _sort(value: Any) -> int:
    if value is None:
        return -1
    return next(index for index, (sort, _, _) in enumerate(_SORTS) if isinstance(value, sort))

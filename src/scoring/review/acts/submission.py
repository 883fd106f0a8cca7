"""Acts on a dossier as a whole: handed in, withdrawn, returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.numbers import Number
from scoring.review.acts.data import dossier_of, listed, numbers, refuse
from scoring.review.acts.when import later
from scoring.review.acts.who import agency_of, allowed, competent, unknown
from scoring.review.entry import Entry
from scoring.review.state import State, Submission

_ENDS = {"certain", "attainable"}


def submitted(state: State, entry: Entry) -> None:
    """A dossier is handed in; what was said of an earlier one is void."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    data = entry.data
    known = state.criteria_of(one)
    claimed, certain = numbers(data, "claimed"), numbers(data, "certain")
    attainable = numbers(data, "attainable")
    awaits = listed(data, "awaits")
    for id in (*claimed, *certain, *attainable, *awaits):
        if id not in known:
            raise unknown("tiêu chí", "criterion", id, known)
    computed = {id: (low, attainable.get(id, low)) for id, low in certain.items()}
    one.submission = Submission(
        entry.seq, entry.at, *dossier_of(data),
        claimed, computed, frozenset(listed(data, "weak")), frozenset(listed(data, "not_applicable")),
        *_total(data), frozenset(awaits),
    )  # fmt: skip
    one.submissions += 1
    one.status = row.leads_to
    for _, figure in one.figures():
        figure.void = True
    for line in one.lines.values():
        for said in line.explanations:
            said.void = True


def _total(data: Mapping[str, Any]) -> tuple[tuple[Number, Number] | None, str | None]:
    """The total and the class a submission's entry holds; older or foreign ones may have none."""
    ends = numbers(data, "total")
    total = (ends["certain"], ends["attainable"]) if ends.keys() == _ENDS else None
    found = data.get("class")
    return total, found if isinstance(found, str) else None


def withdrawn(state: State, entry: Entry) -> None:
    """The agency takes its dossier back."""
    one = agency_of(state, entry)
    one.status = allowed(state, one, entry).leads_to


def returned(state: State, entry: Entry) -> None:
    """A dossier is sent back to be completed."""
    one = agency_of(state, entry)
    row = allowed(state, one, entry)
    competent(state, one, entry)
    again = one.status == "returned"
    if again and one.own_by != entry.act:
        # Two people gave that deadline; one alone does not change it.
        raise refuse("SC907", agency=one.agency.id, stage=one.stage)
    one.own_deadline = later(state, entry, one if again else None)
    one.own_by = entry.act
    one.status = row.leads_to or one.status
    one.stage = state.opened.stages[0].id
    one.returned += not again


__all__ = ["returned", "submitted", "withdrawn"]

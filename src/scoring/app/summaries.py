"""Summaries of earlier results, by agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.app.checking import check_of
from scoring.app.conditions import Conditions
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import iter_results
from scoring.result.ranking import RankedResult
from scoring.result.summary import SharedParts, Summary, summarize

Earlier = Mapping[str, Sequence[Summary]]
"""By agency, oldest first."""


def earlier(conditions: Conditions, observer: Observer = SILENT) -> dict[str, list[Summary]]:
    """Summaries of the earlier results by agency, oldest first; of two for one period the first counts. Appraised ones
    whose ledger is given must be what it says.
    """
    if not conditions.history:
        return {}
    refuse_missing(conditions.history)
    parts = SharedParts()
    found: dict[str, dict[str, Summary]] = {}
    with check_of(conditions, observer) as ledger:
        for one in iter_results(conditions.history):
            known = ledger.checked(one) if ledger.knows(one) else one
            part = parts.share(summarize(known.result, with_criteria=True))
            found.setdefault(one.agency, {}).setdefault(part.period, part)
    return {id: [rows[period] for period in sorted(rows)] for id, rows in found.items()}


def before_period(given: Earlier, rows: Sequence[RankedResult]) -> dict[str, list[Summary]]:
    """What a block's ranking compares with: its agencies' results of periods before its own."""
    ids, period = {row.agency for row in rows}, rows[0].result.period
    return {id: [x for x in found if x.period < period] for id, found in given.items() if id in ids}

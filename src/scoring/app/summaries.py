"""Summaries of earlier results, by agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from scoring.app.checking import check_of
from scoring.app.conditions import Conditions
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import iter_results
from scoring.result.mapped import Mapped
from scoring.result.ranking import RankedResult
from scoring.result.summary import PackedSummaries, PackedSummary, Summary, pack, summarize, unpacked


class Earlier(Mapping[str, Sequence[Summary]]):
    """Earlier results by agency, oldest first; each summary is unpacked when it is asked for."""

    def __init__(self, held: Mapping[str, Sequence[PackedSummary]]) -> None:
        self._held = held

    def __getitem__(self, agency: str) -> Sequence[Summary]:
        return Mapped(self._held[agency], unpacked)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def before(self, period: str, agencies: Iterable[str]) -> Earlier:
        """Those of some agencies, of periods before this one."""
        found = {id: [one for one in self._held.get(id, ()) if one.period < period] for id in agencies}
        return Earlier({id: rows for id, rows in found.items() if rows})

    def __reduce__(self) -> tuple[Callable[..., Earlier], tuple[list[tuple[str, str, bytes, bool]]]]:
        rows = [(one.agency, one.period, pack(one), one.in_ledger) for rows in self._held.values() for one in rows]
        return _earlier_of, (rows,)


def _earlier_of(rows: Iterable[tuple[str, str, bytes, bool]]) -> Earlier:
    """Earlier results sent from another process, in their order."""
    kept = PackedSummaries()
    held: dict[str, list[PackedSummary]] = {}
    for agency, period, data, in_ledger in rows:
        held.setdefault(agency, []).append(kept.add(agency, period, data, in_ledger=in_ledger))
    return Earlier(held)


NONE_EARLIER = Earlier({})


def earlier(conditions: Conditions, observer: Observer = SILENT) -> Earlier:
    """The earlier results; of two of an agency for one period the first counts. Appraised ones whose ledger is given
    must be what it says.
    """
    if not conditions.history:
        return NONE_EARLIER
    refuse_missing(conditions.history)
    kept = PackedSummaries()
    found: dict[str, dict[str, PackedSummary]] = {}
    with check_of(conditions, observer) as ledger:
        for one in iter_results(conditions.history):
            known = ledger.checked(one) if ledger.knows(one) else one
            part = kept.copy(summarize(known.result, with_criteria=True))
            found.setdefault(one.agency, {}).setdefault(part.period, part)
    return Earlier({id: [rows[period] for period in sorted(rows)] for id, rows in found.items()})


def before_period(given: Earlier, rows: Sequence[RankedResult]) -> Earlier:
    """What a block's ranking compares with: its agencies' results of periods before its own."""
    return given.before(rows[0].result.period, (row.agency for row in rows)) if given else given

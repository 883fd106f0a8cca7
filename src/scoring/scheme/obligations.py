"""What a scheme asks an agency to do within a period: reports with their due days, counts, shares and papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scoring.formulas.interface import COUNTED, NUMERIC, Domain, Input, Range, Spec
from scoring.formulas.shares import Target
from scoring.numbers import Number
from scoring.scheme.criteria import CriteriaSet, Node, Selection
from scoring.scheme.domains import domain_of
from scoring.scheme.model import Scheme
from scoring.scheme.units import Supplier, Suppliers
from scoring.values import Life, Period

_MOST = 1_000_000
"""The greatest count that is looked for."""
_QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_HANDED_IN = ("declared", "count", "sum", "exists", "ratio", "total", "difference")
"""Sources of measures that are the agency's own doing."""


class Obligation(Struct, frozen=True, kw_only=True):
    """One thing owed: a report of a series, a measure to be brought up to a value, or a paper."""

    id: str
    """``series.occurrence`` of a report, the measure, or the kind of evidence."""
    title: str
    criteria: tuple[str, ...]
    """The criteria that depend on it, in the set's order."""
    due: date
    """The last day: the scheme's deadline, else the last day of the period the agency exists on."""
    optional: bool = False
    """Whether only bonus criteria depend on it: owed only where the agency's plan says so."""
    fixed: bool = False
    """Whether the scheme itself sets the day."""
    records: Selection | None = None
    """Which records are the report or paper: one is enough; None for a measure."""
    occurrence: str | None = None
    """Of a report of several in a series: what its record says under ``occurrence``."""
    measure: str | None = None
    wanted: Input | None = None
    """The least value that gives full points; None where the scheme alone does not say it."""
    levels: tuple[str, ...] = ()
    """Of a graded measure: the levels that give full points; the last one is `wanted`."""
    level_titles: tuple[tuple[str, str], ...] = ()
    """Of a graded measure: ids and titles of all levels, in order."""
    target_of: str | None = None
    """The measure that says the wanted value, where the agency's own plan sets it."""
    percent: bool = False
    """Whether the wanted value is a share."""
    unit_of: str | None = None
    """What is counted: ``cuộc``."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of evidence of the report or paper."""
        return self.records.kinds if self.records else ()

    def supplier(self, given: Suppliers) -> Supplier | None:
        """Who owes it among an agency's units: who supplies its first criterion, else its evidence."""
        found = (given.of("criteria", one) for one in self.criteria)
        papers = (given.of("evidence", one) for one in self.kinds)
        return next((one for one in (*found, *papers) if one is not None), None)


def obligations(scheme: Scheme, set_id: str, period: Period, life: Life | None = None) -> list[Obligation]:
    """What an agency of a criteria set owes in a period: reports by due day, then what its criteria read, in order.

    `life`: the days it exists; reports due on other days are not owed where the scheme does not count them.
    """
    chosen = scheme.sets[set_id]
    last = min(period.last, life.last) if life and life.last else period.last
    found: dict[str, Obligation] = {}
    for one in sorted(_reports(scheme, chosen, period, life), key=lambda x: x.due):
        found.setdefault(one.id, one)
    reported = {kind for one in found.values() for kind in one.kinds}
    domains = {id: domain_of(chosen, one) for id, one in chosen.measures.items()}
    leaves = [(leaf, False) for group in chosen.groups for leaf in group.leaves()]
    for leaf, optional in (*leaves, *((one, True) for one in (chosen.bonus.criteria if chosen.bonus else ()))):
        shown: set[str] = set(reported)
        for one in _measures(chosen, leaf, domains, last, reported):
            known = found.get(one.id)
            found[one.id] = replace(one, optional=optional) if known is None else _joined(known, one)
            selection = chosen.measures[one.id].selection
            shown.update(selection.kinds if selection else ())
        for kinds in leaf.evidence.demands if leaf.evidence else ():
            if shown.isdisjoint(kinds):
                known = found.get(kinds[0])
                paper = replace(_paper(scheme, leaf, kinds, last), optional=optional)
                found[kinds[0]] = paper if known is None else _joined(known, paper)
    return list(found.values())


def _joined(known: Obligation, other: Obligation) -> Obligation:
    """One obligation of two criteria; the greater value is wanted."""
    wanted, more = known.wanted, other.wanted
    if wanted is None or (more is not None and not isinstance(more, str) and more > wanted):  # type: ignore[operator]
        wanted = more
    criteria = tuple(dict.fromkeys((*known.criteria, *other.criteria)))
    return replace(known, wanted=wanted, criteria=criteria, target_of=known.target_of or other.target_of)


def _reports(scheme: Scheme, chosen: CriteriaSet, period: Period, life: Life | None) -> Iterator[Obligation]:
    """The reports of series, and documents whose delay is measured without being one of a series."""
    counted = scheme.policies.agency_life.occurrences == "counted"
    late = {id: one for id, one in chosen.measures.items() if one.days_late is not None}
    for series_id, series in scheme.series.items():
        for one in series.occurrences:
            days = [one.deadline.on(period)]
            reading, where = [], dict[str, Any]()
            for id, measure in chosen.measures.items():
                if measure.selection is None or series.kind not in measure.selection.kinds:
                    continue
                delay = measure.days_late
                if delay is None:
                    reading.append(id)
                elif delay.series == one.id or (delay.series is None and len(series.occurrences) == 1):
                    reading.append(id)
                    days.append(delay.deadline.on(period))
                    where |= delay.where
                    late.pop(id, None)
            criteria = _readers(chosen, reading)
            due = min(days)
            if life is None or counted or life.covers(due):
                title = _kind_titles(scheme, (series.kind,))[0]
                several = len(series.occurrences) > 1
                yield Obligation(
                    id=f"{series_id}.{one.id}",
                    title=_of_occurrence(title, one.id) if several else title,
                    criteria=criteria,
                    due=due,
                    fixed=True,
                    records=Selection(kind=series.kind, where=where),
                    occurrence=one.id if several else None,
                )
    for id, measure in late.items():
        assert measure.days_late is not None
        due, criteria = measure.days_late.deadline.on(period), _readers(chosen, [id])
        if life is None or life.covers(due):
            yield Obligation(
                id=id,
                title=", ".join(_kind_titles(scheme, measure.days_late.kinds)),
                criteria=criteria,
                due=due,
                fixed=True,
                records=Selection(kind=list(measure.days_late.kinds), where=measure.days_late.where),
                occurrence=measure.days_late.series,
            )


def _of_occurrence(title: str, occurrence: str) -> str:
    """The title of one report of several: ``Báo cáo quý I``; other occurrences by their id."""
    quarter = occurrence.removeprefix("quy-")
    if quarter not in _QUARTERS or quarter == occurrence:
        return f"{title} ({occurrence})"
    return f"{title} {_QUARTERS[quarter]}" if title.endswith("quý") else f"{title} quý {_QUARTERS[quarter]}"


def _readers(chosen: CriteriaSet, measures: list[str]) -> tuple[str, ...]:
    """The criteria of the tree that read one of these measures, directly or through others."""
    wanted = set(measures)
    # A measure derived from one of them hands it on.
    for _ in chosen.measures:
        more = {id for id, one in chosen.measures.items() if not wanted.isdisjoint(one.inputs)} - wanted
        if not more:
            break
        wanted |= more
    leaves = (leaf for group in chosen.groups for leaf in group.leaves())
    return tuple(one.id for one in leaves if one.spec and not wanted.isdisjoint(one.spec.reads()))


def _kind_titles(scheme: Scheme, kinds: tuple[str, ...]) -> list[str]:
    known = scheme.evidence_kinds
    return [known[one].title if one in known else one for one in kinds]


def _paper(scheme: Scheme, leaf: Node, kinds: tuple[str, ...], last: date) -> Obligation:
    titles = _kind_titles(scheme, kinds)
    records = Selection(kind=list(kinds))
    return Obligation(
        id=kinds[0], title=" / ".join(titles), criteria=(leaf.id,), due=last, records=records, wanted=True
    )


def _measures(
    chosen: CriteriaSet, leaf: Node, domains: Mapping[str, Domain], last: date, reported: set[str]
) -> Iterator[Obligation]:
    """The measures a criterion asks the agency to bring up, those aside that reports already say."""
    spec = leaf.spec
    if spec is None or spec.takes_away or spec.best_value() is not None:
        return
    for id in dict.fromkeys(spec.reads()):
        measure = chosen.measures.get(id)
        if measure is None or measure.source not in _HANDED_IN or measure.better == "lower":
            continue
        if measure.selection is not None and reported.issuperset(measure.selection.kinds):
            continue
        wanted = _wanted(chosen, leaf, spec, id, domains)
        planned = isinstance(spec, Target) and id == spec.of
        if wanted is None and not planned:
            continue
        yield Obligation(
            id=id,
            title=measure.title or measure.declared or id,
            criteria=(leaf.id,),
            due=last,
            measure=id,
            wanted=None if planned else wanted[-1] if isinstance(wanted, tuple) else wanted,
            levels=wanted if isinstance(wanted, tuple) else (),
            level_titles=tuple(spec.level_titles(id)),
            target_of=spec.target if isinstance(spec, Target) and planned else None,
            percent=measure.type == "percent",
            unit_of=measure.unit,
        )


def _wanted(
    chosen: CriteriaSet, leaf: Node, spec: Spec, id: str, domains: Mapping[str, Domain]
) -> Input | tuple[str, ...] | None:
    """The least value, or the levels, of a measure with which the criterion can still give its most; None where every
    value does.
    """
    measure, domain = chosen.measures[id], domains[id]
    full = spec.reach(leaf.maximum, domains)[1]

    def enough(value: Input) -> bool:
        number = 0 if isinstance(value, str) else value
        ranges = [
            Range(number, number, None, value) if read == id else _all_of(spec, read, domains) for read in spec.reads()
        ]
        return spec.within(leaf.maximum, ranges, domains)[1] >= full

    if measure.type == "yes_no":
        return None if enough(False) else True
    if measure.type == "level":
        titles = [level for level, _ in spec.level_titles(id)]
        best = [level for level in titles if enough(level)]
        return tuple(best) if best and len(best) < len(titles) else None
    if measure.type not in NUMERIC or enough(domain.least or 0):
        return None
    edges = sorted({value for read, value in spec.thresholds() if read == id} | {1 if domain.percent else 0})
    found: Number | None = next((one for one in edges if enough(one)), None)
    if found is None and measure.type in COUNTED:
        low, high = 0, int(_MOST if domain.most is None else domain.most)
        while high - low > 1:
            low, high = (low, middle) if enough(middle := (low + high) // 2) else (middle, high)
        found = high if enough(high) else None
    return found


def _all_of(spec: Spec, read: str, domains: Mapping[str, Domain]) -> Range:
    """All values an input can have."""
    levels = tuple(level for level, _ in spec.level_titles(read))
    domain = domains.get(read)
    if read == "judgement:" or domain is None:
        return Range(0, None)
    if levels:
        return Range(levels=levels)
    return Range(0, 1) if domain.yes_no else Range(domain.least or 0, domain.most)

"""How far the inner units of an agency are with their parts: what is in, what is still wanted, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from scoring.diagnostics import Diagnostic
from scoring.evidence.assemble import DISPUTE
from scoring.evidence.model import Dossier
from scoring.evidence.unit_parts import Joined, question
from scoring.numbers import Number, exact_text, from_exact
from scoring.result.base import Day, Exact, Part, Texts
from scoring.result.model import Criterion, Result
from scoring.scheme.criteria import Measure, Node
from scoring.scheme.model import Scheme
from scoring.scheme.obligations import Obligation, obligations
from scoring.scheme.units import SORTS, Needs, Suppliers, needs
from scoring.text import in_lang

SORTS_OF_WANTED = {
    "number": ("số liệu", "numbers"),
    "paper": ("giấy tờ", "papers"),
    "list": ("danh sách chưa chốt", "lists not closed"),
}
"""What can be wanted, in words."""


class Wanted(Part):
    """A number, a paper, or the word that a list is complete, which a unit still owes."""

    sort: str
    """``number``, ``paper`` or ``list``."""
    id: str
    """The measure, the kinds of papers, or ``series.occurrence``."""
    title: str
    criteria: tuple[str, ...] = ()
    """The criteria that wait for it."""
    due: Day | None = None
    """The scheme's own day for it, where it has one."""


class UnitStatus(Part):
    """One unit's part."""

    unit: str
    title: str
    focal: bool = False
    supplies: bool = True
    """Whether anything is asked of it."""
    received: bool = False
    file: str | None = None
    submitted: Day | None = None
    """The day it handed in; None where it has not, or does not say."""
    replaced: tuple[str, ...] = ()
    """Files of its older parts."""
    wanted: tuple[Wanted, ...] = ()
    wrong: tuple[Texts, ...] = ()
    """What is wrong with its part, or disputed by another's."""
    due: Day | None = None
    late: int = 0
    """Days after the due day it handed in, or has let pass without."""
    at_stake: Exact = "0"
    """Points of the criteria that wait for it."""

    @property
    def owes(self) -> bool:
        """Whether anything is still to come from it."""
        return self.supplies and bool(not self.received or self.wanted or self.wrong)

    def owed(self, lang: str) -> str:
        """What it owes, counted: ``phần của đơn vị; 3 số liệu; 1 giấy tờ``."""
        counts = [(len(self.of(sort)), words) for sort, words in SORTS_OF_WANTED.items()]
        counts.append((len(self.wrong), ("chỗ phải sửa", "things to correct")))
        words = [] if self.received else [in_lang(lang, "phần của đơn vị", "the unit's part")]
        return "; ".join([*words, *(f"{count} {in_lang(lang, *named)}" for count, named in counts if count)])

    def of(self, sort: str) -> tuple[Wanted, ...]:
        """What is wanted of one sort."""
        return tuple(one for one in self.wanted if one.sort == sort)


class PartsStatus(Part):
    """The units of an agency, and how far each is."""

    agency: str
    name: str
    period: str
    scheme: str
    scheme_title: str
    as_of: Day
    units: tuple[UnitStatus, ...]
    at_stake: Exact
    """Points of all criteria that wait for some unit."""
    due: Day | None = None
    banner: str | None = None
    apart: tuple[Texts, ...] = ()
    """What is wrong with files that are no unit's part that counts."""

    @property
    def complete(self) -> bool:
        """Whether no unit owes anything."""
        return not any(one.owes for one in self.units)


def parts_status(
    joined: Joined,
    result: Result,
    suppliers: Suppliers,
    scheme: Scheme,
    problems: Iterable[Diagnostic],
    *,
    as_of: date,
    due: date | None,
) -> PartsStatus:
    """How far each unit is on a day.

    Args:
        result: of the joined dossier.
        problems: what is wrong with files, parts and the dossier.
        due: the day parts are due; without it the last day the scheme sets for a report.
    """
    assert joined.dossier is not None
    asked = _Asked(joined, joined.dossier, result, suppliers, scheme, due)
    wrong, apart = _by_unit(joined, problems)
    units = [asked.unit(id, wrong.get(id, ()), as_of) for id in suppliers.units]
    return PartsStatus(
        agency=result.agency.id,
        name=result.agency.name,
        period=result.period,
        scheme=scheme.id,
        scheme_title=scheme.title,
        banner=scheme.banner,
        as_of=as_of.isoformat(),
        due=asked.due.isoformat() if asked.due else None,
        units=tuple(units),
        at_stake=exact_text(asked.width(asked.waiting)),
        apart=tuple(
            Texts(vi=f"{one.place}: {one.message('vi')}", en=f"{one.place}: {one.message('en')}") for one in apart
        ),
    )


def _by_unit(joined: Joined, problems: Iterable[Diagnostic]) -> tuple[Mapping[str, list[Diagnostic]], list[Diagnostic]]:
    """Errors by the unit in whose part they are, a dispute by both; and those of no unit's part."""
    files = {one.part.doc.name: unit for unit, one in joined.newest.items()}
    found: dict[str, list[Diagnostic]] = {}
    apart = []
    for one in problems:
        if one.severity != "error":
            continue
        places = [place.file for place in (one.place, one.related) if place is not None]
        units = dict.fromkeys(files[name] for name in places if name in files)
        for unit in units:
            found.setdefault(unit, []).append(one)
        if not units:
            apart.append(one)
    return found, apart


class _Asked:
    """What the scheme asks of the units, and what of it the parts give."""

    def __init__(
        self, joined: Joined, dossier: Dossier, result: Result, suppliers: Suppliers, scheme: Scheme, due: date | None
    ) -> None:
        self.joined, self.dossier, self.suppliers, self.scheme = joined, dossier, suppliers, scheme
        self.criteria: Mapping[str, Criterion] = {one.id: one for one in result.criteria}
        chosen = suppliers.set
        self.needs: dict[str, Needs] = {leaf.id: needs(chosen, leaf) for leaf in chosen.leaves()}
        self.leaves: dict[str, Node] = {
            leaf.id: leaf for leaf in chosen.leaves() if self.criteria[leaf.id].status != "not_applicable"
        }
        owed = obligations(scheme, chosen.set, dossier.period, dossier.agency.life)
        self.reports = [one for one in owed if one.fixed and one.kinds]
        self.due = due or max((one.due for one in self.reports), default=None)
        self.waiting: set[str] = set()
        """The criteria that wait for some unit."""
        self._papers = list(self._missing_papers())

    def unit(self, id: str, problems: Sequence[Diagnostic], as_of: date) -> UnitStatus:
        """How far a unit is."""
        unit, part = self.suppliers.units[id], self.joined.newest.get(id)
        wanted = [*self._numbers(id), *self._of(id, self._papers)]
        covered = {kind for one in wanted for kind in one.id.split("|")}
        wanted += self._lists(id, covered)
        waiting = {criterion for one in wanted for criterion in one.criteria} | self._disputed(problems)
        if part is not None and part in self.joined.faulty and not part.says_anything:
            # A workbook that could not be read: what it holds is not known, and all of it waits.
            wanted, waiting = [], self.leaves.keys() & set(self.suppliers.supplied(id, "criteria"))
        self.waiting |= waiting
        day = part.submitted if part else as_of
        return UnitStatus(
            unit=id,
            title=unit.title,
            focal=unit.focal,
            supplies=any(self.suppliers.supplied(id, sort) for sort in SORTS),
            received=part is not None,
            file=part.file if part else None,
            submitted=part.submitted.isoformat() if part and part.submitted else None,
            replaced=tuple(older.file for older, newer in self.joined.replaced if newer.unit == id),
            wanted=tuple(wanted),
            wrong=tuple(map(self._words, problems)),
            due=self.due.isoformat() if self.due else None,
            late=max(0, (day - self.due).days) if day and self.due else 0,
            at_stake=exact_text(self.width(waiting)),
        )

    def width(self, criteria: Iterable[str]) -> Number:
        """Points between what is certain and what can still be attained of these criteria."""
        found = [self.criteria[id] for id in criteria]
        return sum((from_exact(one.attainable) - from_exact(one.certain) for one in found), 0)

    def _readers(self, sort: str, id: str) -> tuple[str, ...]:
        """The criteria that apply and need a number or a kind of papers."""
        return tuple(leaf for leaf in self.leaves if id in getattr(self.needs[leaf], sort))

    def _raw(self, unit: str, section: str) -> Iterable[object]:
        """What a faulty part, which does not count yet, has under a key."""
        part = self.joined.newest.get(unit)
        if part is None or part not in self.joined.faulty:
            return ()
        given = part.part.tree.get(section)
        return given if isinstance(given, (dict, list)) else ()

    def _numbers(self, unit: str) -> Iterable[Wanted]:
        disputed = {str(path[1]) for path in self.joined.disputed if path[0] == "numbers"}
        given = {id for id, one in self.dossier.numbers.items() if one.value is not None}
        given |= disputed | {str(id) for id in self._raw(unit, "numbers")}
        for id in self.suppliers.supplied(unit, "measures"):
            readers = self._readers("measures", id)
            # What no criterion reads is asked for by the conditions of a class.
            if id not in given and (readers or not any(id in one.measures for one in self.needs.values())):
                yield Wanted(
                    sort="number", id=id, title=question(id, self.suppliers.set.measures[id]), criteria=readers
                )

    def _missing_papers(self) -> Iterable[tuple[str | None, Wanted]]:
        """Reports and papers that are not there, with the unit that supplies them."""
        reported: set[str] = set()
        for one in self.reports:
            reported.update(one.kinds)
            criteria = tuple(id for id in one.criteria if id in self.leaves)
            if not self._due(one) or not (criteria or not one.criteria) or self._sent(one):
                continue
            yield self._supplier(one.kinds, criteria), self._paper(one.id, one.title, criteria, one.due)
        demands: dict[tuple[str, ...], list[str]] = {}
        for id, leaf in self.leaves.items():
            missing = self.criteria[id].missing_evidence
            for kinds in leaf.evidence.demands if leaf.evidence and not self.criteria[id].explanation else ():
                if set(kinds) <= set(missing) and reported.isdisjoint(kinds):
                    demands.setdefault(kinds, []).append(id)
        for kind in self.scheme.evidence_kinds:
            readers = [id for id in self.leaves if self._wins_by(kind, id)]
            known = any(kind in kinds for kinds in demands) or kind in reported or kind in self.dossier.by_kind
            if readers and not known and not self.dossier.complete_for((kind,)):
                demands[(kind,)] = readers
        for kinds, ids in demands.items():
            title = " / ".join(self.scheme.evidence_kinds[kind].title for kind in kinds)
            yield self._supplier(kinds, ids), self._paper("|".join(kinds), title, ids, None)

    def _due(self, one: Obligation) -> bool:
        return self.due is None or one.due <= self.due

    def _sent(self, one: Obligation) -> bool:
        """Whether a report is there, or the agency says that there is none."""
        records = [record for kind in one.kinds for record in self.dossier.by_kind.get(kind, ())]
        if self.dossier.complete_for(one.kinds) or (one.occurrence is None and records):
            return True
        return any(record.occurrence == one.occurrence for record in records)

    def _supplier(self, kinds: Sequence[str], criteria: Sequence[str]) -> str | None:
        found = [self.suppliers.of("evidence", kind) for kind in kinds]
        found += [self.suppliers.of("criteria", id) for id in criteria]
        return next((one.unit for one in found if one is not None), None)

    @staticmethod
    def _paper(id: str, title: str, criteria: Sequence[str], due: date | None) -> Wanted:
        return Wanted(sort="paper", id=id, title=title, criteria=tuple(criteria), due=due.isoformat() if due else None)

    def _wins_by(self, kind: str, leaf: str) -> bool:
        """Whether records of a kind win points of a criterion of the tree."""
        if self.criteria[leaf].section != "tree" or kind not in self.needs[leaf].evidence:
            return False
        return any(one.better != "lower" for one in self._counting(kind))

    def _counting(self, kind: str) -> list[Measure]:
        """The measures that select records of a kind."""
        return [one for one in self.suppliers.set.measures.values() if one.selection and kind in one.selection.kinds]

    def _of(self, unit: str, papers: Iterable[tuple[str | None, Wanted]]) -> Iterable[Wanted]:
        given = {str(one["kind"]) for one in self._raw(unit, "evidence") if isinstance(one, dict) and "kind" in one}
        return [one for owner, one in papers if owner == unit and given.isdisjoint(one.id.split("|"))]

    def _lists(self, unit: str, covered: set[str]) -> Iterable[Wanted]:
        """Kinds that are counted and of which the unit has not said that all records are there."""
        reported = {kind for one in self.reports for kind in one.kinds}
        given = {str(one["kind"]) for one in self._raw(unit, "evidence") if isinstance(one, dict) and "kind" in one}
        for kind in self.suppliers.supplied(unit, "evidence"):
            if kind in covered | reported | given or self.dossier.complete_for((kind,)):
                continue
            readers = self._readers("evidence", kind) if self._counting(kind) else ()
            if readers:
                yield Wanted(sort="list", id=kind, title=self.scheme.evidence_kinds[kind].title, criteria=readers)

    def _words(self, one: Diagnostic) -> Texts:
        """A problem for those who write the part: the number by its title, the file without its folder."""
        section, _, rest = one.path.partition(".")
        measure = self.suppliers.set.measures.get(rest.partition(".")[0]) if section == "numbers" else None
        if measure is not None and "id" in one.values:
            one = replace(one, values={**one.values, "id": question(one.values["id"], measure)})
        if one.place is None or one.code == DISPUTE:
            return Texts(vi=one.message("vi"), en=one.message("en"))
        file, place = Path(one.place.file).name, one.place
        where = (
            (f"ô {place.cell}", f"cell {place.cell}") if place.cell else (f"dòng {place.line}", f"line {place.line}")
        )
        return Texts(vi=f"{file}, {where[0]}: {one.message('vi')}", en=f"{file}, {where[1]}: {one.message('en')}")

    def _disputed(self, problems: Iterable[Diagnostic]) -> set[str]:
        """The criteria that wait for numbers in dispute."""
        ids = {path[1] for one in problems if (path := tuple(one.path.split(".")))[0] == "numbers" and len(path) > 1}
        return {leaf for id in ids for leaf in self._readers("measures", id)}

"""Evidence records against the scheme: kinds, fields, dates, occurrences, use for criteria."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.evidence.documents import repeated_documents, unnumbered
from scoring.evidence.load import LoadedDossier
from scoring.evidence.model import Record
from scoring.evidence.titles import with_titles
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import EvidenceField, EvidenceKind, Scheme
from scoring.values import PartialDate
from scoring.yaml_source import Path_

_NEEDS = {
    "number": ("số, ký hiệu", "number"),
    "date": ("ngày", "date"),
    "issuer": ("cơ quan ban hành", "issuer"),
    "file": ("tệp đính kèm", "file"),
}
_TYPES = {
    "text": ("chữ", "text"),
    "number": ("số", "a number"),
    "date": ("ngày", "a date"),
    "yes_no": ("có hoặc không", "true or false"),
    "choice": ("một lựa chọn", "a choice"),
    "reference": ("mã một minh chứng", "the id of a record"),
}


_AWAITED = timedelta(366)
"""How long after its period a report may still come in."""


def check_records(loaded: LoadedDossier, scheme: Scheme, criteria: CriteriaSet, as_of: date) -> list[Diagnostic]:
    """All errors, warnings and notes of a dossier's records."""
    check = _Records(loaded, scheme, criteria, as_of)
    check.complete()
    check.deadlines(criteria)
    for index, record in enumerate(loaded.dossier.evidence):
        check.record(record, ("evidence", index))
    return [*check.found, *repeated_documents(loaded)]


class Problems:
    """Collects the problems of a dossier, each with its place."""

    def __init__(self, loaded: LoadedDossier) -> None:
        self.loaded = loaded
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        path: Path_,
        *,
        at_key: bool = False,
        level: Severity | None = None,
        related: Path_ | None = None,
        missing: Path_ | None = None,
        **values: str,
    ) -> None:
        """Report a problem of the value at `path`, or of its key; `related` is the other place it has to do with.

        Where the problem is that a part is `missing`, it stands at the cell of that part if there is one.
        """
        doc = self.loaded.document
        other = None if related is None else doc.place(related)
        place = (doc.gap(missing) if missing else None) or doc.place(path, at_key)
        self.found.append(Diagnostic(code, place, values, path=".".join(map(str, path)), related=other, level=level))

    def is_key(self, path: Path_, id: str) -> bool:
        """Whether the id at a path is a key of a mapping."""
        return path in self.loaded.document.key_marks and path[-1] == id

    def unknown(self, code: str, path: Path_, id: str, known: Collection[str], **values: Any) -> None:
        """Report an id that is not among the known ones."""
        guess = did_you_mean(id, known, len(self.found))
        at_key = self.is_key(path, id)
        self.add(code, path, at_key=at_key, id=id, guess=guess, known=with_titles(known, known), **values)


class _Records(Problems):
    def __init__(self, loaded: LoadedDossier, scheme: Scheme, criteria: CriteriaSet, as_of: date) -> None:
        super().__init__(loaded)
        self.scheme = scheme
        self.as_of = as_of
        self.period = loaded.dossier.period
        self.first, self.last = self.period.first, self.period.last
        self.nodes = criteria.by_id
        kinds = scheme.evidence_kinds.items()
        self.required = {id: [name for name, one in kind.fields.items() if one.required] for id, kind in kinds}
        self.ids: dict[str, int] = {}
        for index, record in enumerate(loaded.dossier.evidence):
            self.ids.setdefault(record.id, index)
        self.reported: dict[tuple[str, str], Path_] = {}
        """Where the first record of a kind for an occurrence stands."""
        self.occurrences: dict[str, list[str]] = {}
        """Kind → occurrences of its series; a kind with a deadline has an entry, too."""
        for series in scheme.series.values():
            known = self.occurrences.setdefault(series.kind, [])
            known += [one.id for one in series.occurrences]
        for measure in criteria.measures.values():
            late = measure.days_late
            for kind in late.kinds if late else ():
                known = self.occurrences.setdefault(kind, [])
                if late is not None and late.series is not None and late.series not in known:
                    known.append(late.series)

    def complete(self) -> None:
        listed = self.loaded.dossier.complete
        for index, kind in enumerate(listed if isinstance(listed, list) else ()):
            if kind not in self.scheme.evidence_kinds:
                self.unknown("SC403", ("complete", index), kind, self.scheme.evidence_kinds)

    def deadlines(self, criteria: CriteriaSet) -> None:
        """A day and month of the year cannot be right for every half-year or quarter."""
        due = [(id, x.days_late.deadline) for id, x in criteria.measures.items() if x.days_late]
        due += [
            (f"{id} {one.id}", one.deadline) for id, series in self.scheme.series.items() for one in series.occurrences
        ]
        for name, deadline in due:
            if deadline.year is None and deadline.on(self.period) < self.period.first:
                self.add(
                    "SC445",
                    ("period",),
                    period=str(self.period),
                    what=name,
                    deadline=str(deadline),
                    first=f"{self.period.first:%d/%m/%Y}",
                )

    def record(self, record: Record, path: Path_) -> None:
        first = self.ids[record.id]
        if ("evidence", first) != path:
            self.add("SC418", (*path, "id"), related=("evidence", first, "id"), id=record.id)
        kind = self.scheme.evidence_kinds.get(record.kind)
        if kind is None:
            self.unknown("SC403", (*path, "kind"), record.kind, self.scheme.evidence_kinds)
        else:
            self.needs(record, kind, path)
            self.fields(record, kind, path)
            self.occurrence(record, path)
        self.dates(record, path)
        self.uses(record, path)
        if (own := self.loaded.dossier.agency.id) in record.shared_with:
            self.add("SC448", (*path, "shared_with", record.shared_with.index(own)), id=record.id)

    def needs(self, record: Record, kind: EvidenceKind, path: Path_) -> None:
        asked = list(kind.needs)
        if record.number is not None and "number" not in asked:
            asked.insert(0, "number")
        for name in asked:
            value: Any = getattr(record, name)
            if name == "number" and unnumbered(record):
                value = None
            words, english = _NEEDS[name]
            if value is None:
                at = (*path, name) if (*path, name) in self.loaded.document.marks else (*path, "id")
                self.add("SC432", at, missing=(*path, name), id=record.id, what=words, what_en=english)
        when = record.date
        if when is not None and not when.complete:
            words, english = ("ngày", "day") if when.month else ("ngày, tháng", "day and month")
            self.add(
                "SC433", (*path, "date"), id=record.id, date=when.vi, date_en=str(when), what=words, what_en=english
            )

    def fields(self, record: Record, kind: EvidenceKind, path: Path_) -> None:
        below: Path_ = (*path, "fields")
        for name, value in record.fields.items():
            known = kind.fields.get(name)
            if known is None:
                self.unknown("SC404", (*below, name), name, kind.fields, kind=kind.title)
            elif value is not None and not _plainly_right(known.type, value):
                self.field(name, known, value, (*below, name))
        for name in self.required[record.kind]:
            if record.fields.get(name) is None:
                at = below if below in self.loaded.document.marks else (*path, "id")
                title = kind.fields[name].title
                self.add("SC434", at, missing=(*below, name), id=record.id, field=name, title=title)

    def field(self, name: str, known: EvidenceField, value: Any, path: Path_) -> None:
        if not _fits(known.type, value):
            wanted, english = _TYPES[known.type]
            self.add("SC435", path, field=name, wanted=wanted, wanted_en=english)
        elif known.type == "number" and value < 0:
            self.add("SC410", path, id=name, value=str(value))
        elif known.type == "choice" and str(value) not in (known.choices or ()):
            choices = known.choices or []
            guess = did_you_mean(str(value), choices)
            known_ = ", ".join(choices)
            self.add("SC436", path, field=name, value=str(value), guess=guess, known=known_)
        elif known.type == "reference" and str(value) not in self.ids:
            self.unknown("SC417", path, str(value), self.ids)

    def occurrence(self, record: Record, path: Path_) -> None:
        known = self.occurrences.get(record.kind, [])
        if record.occurrence is None:
            if known:
                shown = ", ".join(known)
                self.add("SC437", (*path, "id"), missing=(*path, "occurrence"), id=record.id, known=shown)
        elif record.occurrence not in known:
            at = (*path, "occurrence")
            self.unknown("SC406", at, record.occurrence, known, kind=self._kind(record.kind))
        else:
            # Only one can have been the report; the others must not be passed over in silence.
            first = self.reported.setdefault((record.kind, record.occurrence), path)
            if first != path:
                self.add(
                    "SC444",
                    (*path, "occurrence"),
                    related=(*first, "occurrence"),
                    id=record.id,
                    occurrence=record.occurrence,
                )

    def dates(self, record: Record, path: Path_) -> None:
        when = record.date
        if when is None:
            return
        first = when.first
        last = first if when.complete else when.last
        if self.first <= first and last <= self.last and first <= self.as_of:
            return
        at, period = (*path, "date"), str(self.period)
        # A report of the period may be due, and come, after its end.
        awaited = record.kind in self.occurrences
        awaited = awaited and first <= self.last + _AWAITED
        outside = last < self.first or (first > self.last and not awaited)
        if outside and record.outside_period is None:
            self.add("SC420", at, date=when.vi, date_en=str(when), period=period)
        elif outside:
            reason = record.outside_period or ""
            self.add("SC423", at, date=when.vi, date_en=str(when), period=period, reason=reason)
        elif first < self.first or (last > self.last and not awaited):
            self.add("SC421", at, date=when.vi, date_en=str(when), period=period)
        if first > self.as_of and not (awaited and self.as_of == self.last) and not outside:
            day = PartialDate(self.as_of.year, self.as_of.month, self.as_of.day)
            self.add("SC422", at, date=when.vi, date_en=str(when), as_of=day.vi, as_of_en=str(day))

    def _kind(self, id: str) -> str:
        kind = self.scheme.evidence_kinds.get(id)
        return kind.title if kind else id

    def uses(self, record: Record, path: Path_) -> None:
        known = []
        for index, id in enumerate(record.criteria):
            node = self.nodes.get(id)
            at = (*path, "criteria", index)
            if node is None:
                self.unknown("SC401", at, id, self.nodes)
            elif node.score is None:
                self.add("SC419", at, id=id)
            elif id not in known:
                known.append(id)
        if len(known) < 2:
            return
        excluded: set[str] = set()
        for one in self.scheme.exclusive:
            used = [id for id in known if id in one.criteria]
            if len(used) > 1:
                excluded.update(used)
                self.add("SC441", (*path, "criteria"), id=record.id, criteria=", ".join(used))
        alone = [
            (a, b)
            for a, b in combinations(known, 2)
            if b not in self.nodes[a].may_share and a not in self.nodes[b].may_share and not {a, b} <= excluded
        ]
        if alone:
            ids = [id for id in known if any(id in pair for pair in alone)]
            self.add("SC442", (*path, "criteria"), id=record.id, criteria=", ".join(ids))


def _plainly_right(type_: str, value: Any) -> bool:
    """Whether the value is what most are, so that there is nothing to look for."""
    if type_ == "number":
        return value.__class__ is int and value >= 0
    return type_ == "yes_no" and value.__class__ is bool


def _fits(type_: str, value: Any) -> bool:
    if type_ == "yes_no":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if type_ == "number":
        return isinstance(value, (int, Decimal))
    if type_ == "date":
        if not isinstance(value, (str, int)):
            return False
        try:
            PartialDate.parse(str(value).strip())
        except ValueError:
            return False
        return True
    return isinstance(value, (str, int, Decimal))

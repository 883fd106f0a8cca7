"""Three-way merge of two versions of a dossier over their base; conflicts are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.evidence.documents import document_words, same_document
from scoring.evidence.merge_values import LISTS, MISSING, Missing, Path, same, value_at
from scoring.evidence.model import Agency, Dossier, Record, Source

Side = Literal["mine", "theirs"]


_TABLES = ("numbers", "claims")
_SCALARS = ("scheme", "complete", "submitted", "unit", "note")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value both versions changed, each differently; `MISSING` stands for one that is not there."""

    path: Path
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Twin:
    """One document that both versions added under different ids."""

    kept: str
    dropped: str
    words: dict[str, str]
    """The document in both languages, as values of a diagnostic."""


@dataclass(slots=True)
class Outcome:
    """The merged dossier, with the conflicts; where there are any, it holds the preferred side's values."""

    dossier: Dossier
    conflicts: list[Conflict] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)


def merge(base: Dossier, mine: Dossier, theirs: Dossier, prefer: Side | None = None) -> Outcome:
    """Changes of both versions over their base, by criterion, measure and record.

    Where they disagree, the value of the side `prefer` stands; without it that of `mine`, and the caller must not write
    the outcome. Raises InvalidInput if they are dossiers of different agencies, periods or schemes.
    """
    _refuse_others(base, mine, theirs)
    if same(mine, theirs) or same(theirs, base):
        return Outcome(mine)
    if same(mine, base):
        return Outcome(theirs)
    return _Merge(prefer or "mine").run(base, mine, theirs)


def _refuse_others(*versions: Dossier) -> None:
    problems = []
    for what, what_en, values in (
        ("cơ quan", "agency", [one.agency.id for one in versions]),
        ("kỳ", "period", [str(one.period) for one in versions]),
        ("bộ tiêu chí", "scheme", [one.scheme for one in versions if one.scheme is not None]),
    ):
        different = list(dict.fromkeys(values))
        if len(different) > 1:
            differing = {"what": what, "what_en": what_en, "first": str(different[0]), "second": str(different[1])}
            problems.append(Diagnostic("SC641", None, differing))
    if problems:
        raise InvalidInput(problems)


class _Merge:
    def __init__(self, prefer: Side) -> None:
        self.prefer = prefer
        self.conflicts: list[Conflict] = []
        self.twins: list[Twin] = []

    def run(self, base: Dossier, mine: Dossier, theirs: Dossier) -> Outcome:
        mine, theirs = self._twins(base, mine, theirs)
        merged: dict[str, Any] = {"format": base.format, "period": base.period}
        merged["agency"] = self._agency(base.agency, mine.agency, theirs.agency)
        for name in _SCALARS:
            merged[name] = self.value((name,), *(getattr(x, name) for x in (base, mine, theirs)))
        for name in _TABLES:
            merged[name] = self._table(name, *(getattr(x, name) for x in (base, mine, theirs)))
        for name, key in LISTS.items():
            merged[name] = self._list(name, key, *(getattr(x, name) for x in (base, mine, theirs)))
        self._references(merged, base, mine, theirs)
        merged["provenance"] = _provenance(merged, mine, theirs)
        return Outcome(Dossier(**merged), self.conflicts, self.twins)

    # ---------------------------------------------------------------------------- values

    def value(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """A value as a whole."""
        if same(mine, theirs) or same(theirs, base):
            return mine
        if same(mine, base):
            return theirs
        self.conflicts.append(Conflict(path, base, mine, theirs))
        return mine if self.prefer == "mine" else theirs

    def names(self, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
        """Merge a list of ids as a set: removals and additions of both versions apply."""
        if same(mine, theirs) or same(theirs, base):
            return list(mine)
        if same(mine, base):
            return list(theirs)
        kept = [one for one in base if one in mine and one in theirs]
        return [*kept, *sorted({*mine, *theirs} - {*base})]

    def _agency(self, base: Agency, mine: Agency, theirs: Agency) -> Agency:
        found = {
            name: self.value(("agency", name), *(getattr(x, name) for x in (base, mine, theirs)))
            for name in Agency.model_fields
        }
        return Agency(**found)

    # ---------------------------------------------------------------------------- tables

    def _table(self, name: str, base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
        merged = {
            id: self._unit((name, id), *(x.get(id, MISSING) for x in (base, mine, theirs)))
            for id in _order(base, mine, theirs)
        }
        return {id: one for id, one in merged.items() if one is not MISSING}

    def _list(
        self, name: str, key: Callable[[Any], str], base: list[Any], mine: list[Any], theirs: list[Any]
    ) -> list[Any]:
        tables = [{key(one): one for one in version} for version in (base, mine, theirs)]
        if any(len(a) != len(b) for a, b in zip(tables, (base, mine, theirs), strict=True)):
            # A key twice is an error of its own; such a list is taken or left as a whole.
            return list(self.value((name,), base, mine, theirs))
        return list(self._table(name, *tables).values())

    def _unit(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """A measure, claim, statement or record: records part by part, the others as one."""
        if MISSING in (mine, theirs) or same(mine, theirs):
            return self.value(path, base, mine, theirs)
        if path[0] == "evidence" and (base is not MISSING or same_document(mine, theirs)):
            return self._record(path, base, mine, theirs)
        if path[0] == "numbers":
            # Value and remark belong together; the documents behind them are a list of their own.
            plain = [one if one is MISSING else one.model_copy(update={"evidence": []}) for one in (base, mine, theirs)]
            before = [] if base is MISSING else base.evidence
            proofs = self.names(before, mine.evidence, theirs.evidence)
            return self.value(path, *plain).model_copy(update={"evidence": proofs})
        return self.value(path, base, mine, theirs)

    def _record(self, path: Path, base: Record | Missing, mine: Record, theirs: Record) -> Record:
        """A record part by part; `base` is missing for a document that both added."""
        found: dict[str, Any] = {}
        for name in Record.model_fields:
            empty: Any = {"criteria": [], "shared_with": [], "cites": [], "fields": {}}.get(name)
            parts = [getattr(one, name, empty) for one in (base, mine, theirs)]
            if name in {"criteria", "shared_with"}:
                found[name] = self.names(*parts)
            elif name == "fields":
                table = {
                    key: self.value((*path, key), *(part.get(key, MISSING) for part in parts)) for key in _order(*parts)
                }
                found[name] = {key: one for key, one in table.items() if one is not MISSING}
            else:
                found[name] = self.value((*path, name), *parts)
        return Record(**found)

    # ------------------------------------------------------------------------- documents

    def _twins(self, base: Dossier, mine: Dossier, theirs: Dossier) -> tuple[Dossier, Dossier]:
        """Give a document that both added one id, the smaller, and one list of criteria."""
        known = {one.id for one in base.evidence}
        own = {one.id: one for one in mine.evidence if one.id not in known}
        for other in [one for one in theirs.evidence if one.id not in known]:
            twin = next((one for one in own.values() if same_document(one, other)), None)
            if twin is None:
                continue
            del own[twin.id]
            kept, dropped = sorted((twin.id, other.id))
            if kept != dropped:
                if any(one.id == kept for one in (theirs if twin.id == kept else mine).evidence):
                    # The smaller id names another document there.
                    continue
                self.twins.append(Twin(kept, dropped, document_words(twin)))
            criteria = self.names([], twin.criteria, other.criteria)
            mine = _renamed(mine, twin.id, kept, _filled(twin, other, criteria))
            theirs = _renamed(theirs, other.id, kept, _filled(other, twin, criteria))
        return mine, theirs

    def _references(self, merged: dict[str, Any], base: Dossier, mine: Dossier, theirs: Dossier) -> None:
        """Report records that one version removed while the other added a reference to them."""
        there = {one.id for one in merged["evidence"]}
        before = {one.id: one for one in base.evidence}
        for id in sorted(_used(merged) - there):
            sides = {"mine": mine, "theirs": theirs}
            by: list[Side] = [
                name for name in ("mine", "theirs") if id in before and id in {x.id for x in sides[name].evidence}
            ]
            if len(by) != 1:
                continue
            record, gone = before[id], MISSING
            pair = (record, gone) if by[0] == "mine" else (gone, record)
            self.conflicts.append(Conflict(("evidence", id), record, *pair))
            if self.prefer == by[0]:
                merged["evidence"].append(record)
            else:
                merged["numbers"] = {
                    key: one.model_copy(update={"evidence": [x for x in one.evidence if x != id]})
                    for key, one in merged["numbers"].items()
                }
                merged["judgements"] = [
                    one.model_copy(update={"document": None}) if one.document == id else one
                    for one in merged["judgements"]
                ]


def _order(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Keys in the base's order, then what was added, by name, so that the sides may be swapped."""
    first = list(base)
    return [*first, *sorted({*mine, *theirs} - {*first})]


def _used(tree: Mapping[str, Any]) -> set[str]:
    """Ids of the records that numbers and judgements refer to."""
    found = {id for one in tree["numbers"].values() for id in one.evidence}
    return found | {one.document for one in tree["judgements"] if one.document is not None}


def _filled(record: Record, other: Record, criteria: list[str]) -> Record:
    """The record with fields filled in that only the other record has."""
    more = {
        name: getattr(other, name)
        for name in Record.model_fields
        if getattr(record, name) in (None, [], {}) and name not in {"id", "criteria"}
    }
    fields = {**other.fields, **record.fields}
    return record.model_copy(update={**more, "fields": fields, "criteria": criteria})


def _renamed(dossier: Dossier, old: str, new: str, record: Record) -> Dossier:
    """The dossier with one record replaced by another and all references to it changed."""
    swap = {old: new}
    numbers = {
        id: one.model_copy(update={"evidence": [swap.get(x, x) for x in one.evidence]})
        if old in one.evidence and old != new
        else one
        for id, one in dossier.numbers.items()
    }
    judgements = [
        one.model_copy(update={"document": new}) if one.document == old else one for one in dossier.judgements
    ]
    evidence = [record.model_copy(update={"id": new}) if one.id == old else one for one in dossier.evidence]
    found = {name: getattr(dossier, name) for name in Dossier.model_fields}
    return Dossier(**{**found, "numbers": numbers, "judgements": judgements, "evidence": evidence})


def _stands(key: str, version: Dossier, merged: Mapping[str, Any]) -> bool:
    """Whether the merged dossier has a version's value."""
    path = tuple(key.split("/"))
    own = value_at(version, path)
    return own is not MISSING and same(own, value_at(merged, path))


def _provenance(merged: Mapping[str, Any], mine: Dossier, theirs: Dossier) -> list[Source]:
    """The source cells of both versions for the values that the merged dossier has."""
    found: dict[str, Source] = {}
    for version in (mine, theirs):
        for source in version.provenance:
            name = f"{source.file} {source.sha256}"
            cells = {key: cell for key, cell in source.cells.items() if _stands(key, version, merged)}
            cells = {**cells, **(found[name].cells if name in found else {})}
            found[name] = source.model_copy(update={"cells": dict(sorted(cells.items()))})
    return [found[key] for key in sorted(found)]

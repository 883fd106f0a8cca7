"""The inner units of agencies as data: which unit supplies which criterion, number and kind of evidence.

Units stand in a file of their own beside the scheme. Points do not depend on them, so the scheme's digest and every
result stay what they are when a unit is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from msgspec import Struct

from scoring.diagnostics import Diagnostic, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput
from scoring.fields import Basis, Id, Text
from scoring.models import Field, Model, checked
from scoring.scheme.criteria import CriteriaSet, Node, needed, not_exactly_one
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import Scheme
from scoring.scheme.overlay import Validity
from scoring.shape import model_of
from scoring.yaml_source import Document, Path_, read_file

FILE = "units.yaml"
"""The file's name in a scheme's folder."""
Sort = Literal["criteria", "measures", "evidence"]
SORTS: tuple[Sort, ...] = ("criteria", "measures", "evidence")
WORDS = {
    "criteria": ("tiêu chí", "criterion"),
    "measures": ("đại lượng", "measure"),
    "evidence": ("loại minh chứng", "evidence kind"),
}
"""What the ids of each sort name, in both languages."""


class Unit(Model):
    """An inner unit of an agency: an office, a room, a section."""

    id: Id
    title: Text
    focal: bool = False
    """Whether it puts the parts of all units together."""
    clause: Text | None = None


class Named(Model):
    """Criteria, measures and kinds of evidence, at least one of them. A group stands for all criteria below it."""

    criteria: list[Id] = []
    measures: list[Id] = []
    evidence: list[Id] = []
    """Kinds of evidence."""
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None

    @checked
    def _names(self) -> Self:
        if not (self.criteria or self.measures or self.evidence):
            raise not_exactly_one(SORTS, ())
        return self


class Assignment(Named):
    """What a unit supplies."""

    unit: Id
    with_: list[Id] = Field(default=[], alias="with")
    """Units that cooperate."""


class Structure(Model):
    """The units of one kind of agency during some time, and what each supplies."""

    title: Text
    set: Id
    """The criteria set they supply."""
    kinds: list[Id] = []
    """Kinds of agency; all of the set where none is named."""
    valid: Validity = Validity()
    units: Annotated[list[Unit], Field(min_length=1)]
    supplies: list[Assignment] = []
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None

    def holds(self, set_id: str, kind: str | None, day: date) -> bool:
        """Whether it is that of an agency of this kind, scored by this set, on a day."""
        first, last = self.valid.from_ or date.min, self.valid.until or date.max
        return self.set == set_id and (kind is None or not self.kinds or kind in self.kinds) and first <= day <= last


class Units(Model):
    """A scheme's file of units."""

    format: Literal[1]
    structures: Annotated[list[Structure], Field(min_length=1)]


class OwnUnits(Model):
    """An agency's own file: units of its own, and what is supplied by others than the scheme says."""

    format: Literal[1]
    agency: Id
    set: Id
    """The criteria set of its block."""
    kind: Id | None = None
    """Its kind, where the kinds of a set have other units."""
    units: list[Unit] = []
    supplies: list[Assignment] = []


class Supplier(Struct, frozen=True):
    """The unit that supplies something, and those that cooperate."""

    unit: str
    cooperating: tuple[str, ...] = ()
    clause: str | None = None
    basis: Basis | None = None


class Suppliers:
    """Who supplies what in one structure of units."""

    def __init__(self, scheme: Scheme, structure: Structure, own: OwnUnits | None = None) -> None:
        self.structure = structure
        self.set = scheme.sets[structure.set]
        self.units = {one.id: one for one in (*structure.units, *(own.units if own else ()))}
        given = _given(structure.supplies)
        if own is not None:
            otherwise = _given(own.supplies)
            # A group the agency assigns is assigned with all below it, whatever the scheme says of them.
            below = {leaf.id for node in self.set.nodes() if ("criteria", node.id) in otherwise for leaf in node.walk()}
            given = {key: one for key, one in given.items() if key[0] != "criteria" or key[1] not in below} | otherwise
        self._found: dict[tuple[Sort, str], Supplier | None] = {}
        for group in self.set.groups:
            self._assign(group, None, given)
        for extra in (self.set.bonus, self.set.penalty):
            for node in extra.criteria if extra else ():
                self._assign(node, None, given)
        self._assign_what_criteria_read(given)
        for kind in _kinds_of_rules(scheme):
            self._found.setdefault(("evidence", kind), given.get(("evidence", kind)))

    def _assign(self, node: Node, above: Supplier | None, given: Mapping[tuple[Sort, str], Supplier]) -> None:
        own = self._found["criteria", node.id] = given.get(("criteria", node.id), above)
        for child in node.children:
            self._assign(child, own, given)

    def _assign_what_criteria_read(self, given: Mapping[tuple[Sort, str], Supplier]) -> None:
        """A number or kind of evidence nobody was told to supply comes from whoever supplies the first criterion that
        needs it.
        """
        for leaf in self.set.leaves():
            supplier = self._found["criteria", leaf.id]
            needed = needs(self.set, leaf)
            keys: list[tuple[Sort, str]] = [("measures", id) for id in needed.measures]
            keys += [("evidence", id) for id in needed.evidence]
            for key in keys:
                if self._found.get(key) is None:
                    self._found[key] = given.get(key, supplier)
        # What only the conditions of a class read belongs to no criterion.
        for id, measure in self.set.measures.items():
            if measure.source in ("declared", "external"):
                self._found.setdefault(("measures", id), given.get(("measures", id)))
            for kind in measure.selection.kinds if measure.selection is not None else ():
                self._found.setdefault(("evidence", kind), given.get(("evidence", kind)))

    def of(self, sort: Sort, id: str) -> Supplier | None:
        """Who supplies a criterion, a declared number, or a kind of evidence; None where nobody does."""
        return self._found.get((sort, id))

    def supplied(self, unit: str, sort: Sort) -> list[str]:
        """What a unit supplies, in the set's order; of criteria those that are scored."""
        leaves = {one.id for one in self.set.leaves()}
        return [
            id for (one, id), found in self._found.items()
            if one == sort and found is not None and found.unit == unit and (sort != "criteria" or id in leaves)
        ]  # fmt: skip

    def missing(self) -> list[tuple[Sort, str]]:
        """What nobody supplies, groups left out."""
        leaves = {one.id for one in self.set.leaves()}
        return [
            key for key, found in self._found.items() if found is None and (key[0] != "criteria" or key[1] in leaves)
        ]


def _kinds_of_rules(scheme: Scheme) -> Iterator[str]:
    """The kinds of evidence the rules read."""
    for rule in scheme.rules:
        for fact in (fact for entry in rule.when.all for fact in entry.values()):
            kinds = fact.get("kind", [])
            yield from kinds if isinstance(kinds, list) else [kinds]


def _given(rows: Iterable[Assignment]) -> dict[tuple[Sort, str], Supplier]:
    """What rows assign, as they say it."""
    found: dict[tuple[Sort, str], Supplier] = {}
    for one in rows:
        supplier = Supplier(one.unit, tuple(one.with_), one.clause, one.basis)
        found |= {(sort, id): supplier for sort in SORTS for id in getattr(one, sort)}
    return found


class Needs(NamedTuple):
    """What a criterion needs: declared or outside numbers, and kinds of evidence."""

    measures: tuple[str, ...]
    evidence: tuple[str, ...]


def needs(chosen: CriteriaSet, leaf: Node) -> Needs:
    """What a leaf needs, directly or through other measures, in order."""
    measures: dict[str, None] = {}
    kinds: dict[str, None] = {}
    for id in read_measures(chosen, leaf):
        one = chosen.measures[id]
        if one.source in ("declared", "external"):
            measures[id] = None
        if one.selection is not None:
            kinds |= dict.fromkeys(one.selection.kinds)
    if leaf.evidence is not None:
        kinds |= dict.fromkeys((*leaf.evidence.required, *leaf.evidence.any_of))
    return Needs(tuple(measures), tuple(kinds))


def read_measures(chosen: CriteriaSet, leaf: Node) -> list[str]:
    """Ids of the measures a leaf reads, directly, or which those are computed from or limited by, in order."""
    found: dict[str, None] = {}
    asked = [name.removeprefix("best:") for name in (leaf.spec.reads() if leaf.spec else ())]
    while asked:
        id = asked.pop(0)
        if id in chosen.measures and id not in found:
            found[id] = None
            asked += needed(chosen.measures[id])
    return list(found)


def load_units(loaded: LoadedScheme) -> Units | None:
    """The units beside a scheme; None where it has no such file. Raises InvalidInput, with all problems."""
    path = loaded.path / FILE
    if not path.is_file():
        return None
    doc = read_file(path)
    units = model_of(Units, doc)
    problems = sort([*doc.diagnostics, *_problems(loaded, units.structures, doc)])
    if has_errors(problems):
        raise InvalidInput(problems)
    return units


def structures_at(units: Units, day: date | None) -> list[Structure]:
    """The structures that hold on a day; without one those that have no end."""
    if day is None:
        return [one for one in units.structures if one.valid.until is None]
    return [one for one in units.structures if one.holds(one.set, None, day)]


def unsupplied(scheme: Scheme, given: Units) -> int:
    """How many criteria, numbers and kinds of evidence nobody supplies, in the newest state."""
    found = [one for one in structures_at(given, None) if one.set in scheme.sets]
    return sum(len(Suppliers(scheme, one).missing()) for one in found)


def load_own_units(path: Path, scheme: Scheme, structures: Sequence[Structure]) -> tuple[OwnUnits, Structure]:
    """An agency's own file of units, and the structure it changes. Raises CannotRead or InvalidInput, with all
    problems.
    """
    doc = read_file(path)
    own = model_of(OwnUnits, doc)
    fitting = [one for one in structures if one.set == own.set and (not one.kinds or own.kind in one.kinds)]
    if not fitting:
        key = "set" if own.set not in [one.set for one in structures] or own.kind is None else "kind"
        known = list(dict.fromkeys(id for one in structures for id in ([one.set] if key == "set" else one.kinds)))
        words = ("cơ cấu đơn vị của", "structure of units for")
        raise InvalidInput([unknown_id(doc, (key,), str(getattr(own, key)), known, words)])
    ids = [one.id for one in (*fitting[0].units, *own.units)]
    found = [*doc.diagnostics, *_assigned(scheme, own.set, own.supplies, ids, doc, ())]
    found += repeated(doc, [(one.id, ("units", at, "id")) for at, one in enumerate(own.units)])
    if has_errors(problems := sort(found)):
        raise InvalidInput(problems)
    return own, fitting[0]


def _problems(loaded: LoadedScheme, structures: Sequence[Structure], doc: Document) -> Iterator[Diagnostic]:
    scheme = loaded.scheme
    sets = set_ids(loaded)
    # Kinds of agency of another time are known, too.
    trees = [one.data for one in loaded.documents.values() if isinstance(one.data, dict)]
    kinds = [str(kind["id"]) for one in trees for kind in one.get("agency_kinds", ()) if "id" in kind]
    for index, one in enumerate(structures):
        path: Path_ = ("structures", index)
        if one.set not in sets:
            yield unknown_id(doc, (*path, "set"), one.set, sets, ("bộ tiêu chí", "criteria set"))
        for at, kind in enumerate(one.kinds):
            if kind not in kinds:
                yield unknown_id(doc, (*path, "kinds", at), kind, kinds, ("loại cơ quan", "kind of agency"))
        for other in structures[:index]:
            if _overlap(one, other):
                why = f"trùng thời gian và loại cơ quan với “{other.title}”"
                words = {"why": why, "why_en": f"it overlaps with “{other.title}”"}
                yield Diagnostic("SC339", doc.place((*path, "valid")), words, ".".join(map(str, path)))
        ids = [unit.id for unit in one.units]
        yield from repeated(doc, [(id, (*path, "units", at, "id")) for at, id in enumerate(ids)])
        if one.set in scheme.sets:
            yield from _assigned(scheme, one.set, one.supplies, ids, doc, path)


def _overlap(one: Structure, other: Structure) -> bool:
    if one.set != other.set or (one.kinds and other.kinds and not set(one.kinds) & set(other.kinds)):
        return False
    first = max(one.valid.from_ or date.min, other.valid.from_ or date.min)
    return first <= min(one.valid.until or date.max, other.valid.until or date.max)


def _assigned(
    scheme: Scheme, set_id: str, rows: Sequence[Assignment], units: Sequence[str], doc: Document, base: Path_
) -> Iterator[Diagnostic]:
    chosen = scheme.sets[set_id]
    known = {
        "criteria": [node.id for node in chosen.nodes()],
        "measures": [id for id, one in chosen.measures.items() if one.source in ("declared", "external")],
        "evidence": list(scheme.evidence_kinds),
    }
    for index, row in enumerate(rows):
        path: Path_ = (*base, "supplies", index)
        named = [(row.unit, (*path, "unit")), *((id, (*path, "with", at)) for at, id in enumerate(row.with_))]
        for id, at_ in named:
            if id not in units:
                yield unknown_id(doc, at_, id, units, ("đơn vị", "unit"))
        for sort_ in SORTS:
            for at, id in enumerate(getattr(row, sort_)):
                if id not in known[sort_]:
                    yield unknown_id(doc, (*path, sort_, at), id, known[sort_], WORDS[sort_])
    for sort_ in SORTS:
        places = [
            (id, (*base, "supplies", index, sort_, at))
            for index, row in enumerate(rows)
            for at, id in enumerate(getattr(row, sort_))
        ]
        yield from repeated(doc, places)


def set_ids(loaded: LoadedScheme) -> list[str]:
    """The ids of a scheme's criteria sets, those of another time, too."""
    trees = [one.data for one in loaded.documents.values() if isinstance(one.data, dict)]
    return [str(one["set"]) for one in trees if "set" in one]


def repeated(doc: Document, rows: Sequence[tuple[str, Path_]]) -> Iterator[Diagnostic]:
    """A problem for each id that stands at several places, given as ids with their places."""
    first: dict[str, Path_] = {}
    for id, path in rows:
        if first.setdefault(id, path) != path:
            yield Diagnostic("SC310", doc.place(path), {"id": id}, related=doc.place(first[id]))


def unknown_id(doc: Document, path: Path_, id: str, known: Sequence[str], what: tuple[str, str]) -> Diagnostic:
    """The problem of an id that names nothing; `what` it should be, in both languages."""
    values = {"id": id, "what": what[0], "what_en": what[1], "guess": did_you_mean(id, known)}
    return Diagnostic("SC338", doc.place(path), values, ".".join(map(str, path)))

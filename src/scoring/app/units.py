"""Which inner unit of an agency supplies what, for display."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from scoring.app import inputs
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, InvalidInput, NothingMatched
from scoring.evidence.model import Agency
from scoring.numbers import show, show_percent
from scoring.result.base import Part
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.scheme.model import Scheme
from scoring.scheme.units import (
    FILE,
    SORTS,
    Sort,
    Structure,
    Suppliers,
    Units,
    load_own_units,
    load_units,
    structures_at,
)
from scoring.values import Period


class ShownSupply(Part):
    """A criterion, number or kind of evidence a unit supplies."""

    id: str
    title: str
    cooperating: tuple[str, ...]
    """Titles of the units that cooperate."""
    clause: str | None
    basis: str | None


class ShownUnit(Part):
    """An inner unit and what it supplies."""

    id: str
    title: str
    focal: bool
    """Whether it puts the parts of all units together."""
    maximum: str
    """Points of its criteria, those that are added or taken away left out."""
    share: str
    """What that is of the set's maximum."""
    criteria: tuple[ShownSupply, ...]
    measures: tuple[ShownSupply, ...]
    evidence: tuple[ShownSupply, ...]


class ShownStructure(Part):
    """The units of one kind of agency."""

    title: str
    set: str
    kinds: tuple[str, ...]
    since: date | None
    until: date | None
    clause: str | None
    units: tuple[ShownUnit, ...]
    missing: tuple[str, ...]
    """Ids of what nobody supplies."""


class ShownUnits(Part):
    """The structures of units of a scheme."""

    scheme: str
    structures: tuple[ShownStructure, ...]


def units(
    scheme: Path,
    *,
    period: str | None = None,
    set_id: str | None = None,
    own: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> ShownUnits:
    """Who supplies what in a period, in the newest state without one; `own` is an agency's own file of units. Raises
    CannotRead if there is no file of units.
    """
    folder = inputs.scheme_folder(scheme)
    loaded = load_scheme(folder, period)
    observer.diagnostics(loaded.diagnostics)
    given = load_units(loaded)
    if given is None:
        raise CannotRead.of("SC670", Place(str(folder)), file=FILE)
    found = structures_at(given, _day(loaded.scheme, period))
    changed = None
    if own is not None:
        changed, structure = load_own_units(own, loaded.scheme, found)
        found = [structure]
    if set_id is not None:
        if set_id not in {one.set for one in found}:
            raise unknown(set_id, [one.set for one in found], "set")
        found = [one for one in found if one.set == set_id]
    suppliers = [Suppliers(loaded.scheme, one, changed) for one in found if one.set in loaded.scheme.sets]
    return ShownUnits(scheme=loaded.scheme.id, structures=tuple(_structure(loaded.scheme, x, lang) for x in suppliers))


def suppliers_of(
    loaded: LoadedScheme,
    agency: Agency,
    period: Period,
    own: Path | None = None,
    *units: str | None,
    on: date | None = None,
) -> Suppliers:
    """Who supplies what in an agency and period; `own` is the agency's own file of units. An agency that does not say
    its kind has that of its name, ``Ủy ban nhân dân phường …``, where the kinds of its block have other units.

    Args:
        units: the units asked about, by whose structure it is, where the agency's units changed within the period.
        on: the day whose units are wanted, else those of the period's end, which an own file is about.

    Raises:
        CannotRead: there is no file of units.
        InvalidInput: there is no structure of units for the agency, several, or the file is another agency's.
    """
    given, block = load_units(loaded), loaded.scheme.block(agency.block)
    if given is None or block is None:
        raise CannotRead.of("SC670", Place(str(loaded.path)), file=FILE)
    first = max(period.first, agency.from_ or period.first)
    last = period.first if loaded.scheme.period.reference == "start" else period.last
    # An agency that ended within the period had the units of its own time.
    last = min(last, agency.until or last)
    days = [max(first, min(on or last, last)) if own is None else last, last]
    days += sorted({x.valid.until for x in given.structures if x.valid.until and first <= x.valid.until < last})[::-1]
    asked = set(units) - {None}
    day = max(dict.fromkeys(days), key=lambda day: len(asked & _units_on(given, block.set, agency.kind, day)))
    known = [one for one in structures_at(given, day) if one.set == block.set]
    if own is not None:
        changed, structure = load_own_units(own, loaded.scheme, known)
        if changed.agency != agency.id:
            raise InvalidInput.of("SC673", Place(str(own), 1, 1), found=changed.agency, wanted=agency.id)
        return Suppliers(loaded.scheme, structure, changed)
    fitting = [one for one in known if one.holds(block.set, agency.kind, day)]
    if len(fitting) > 1 and agency.kind is None:
        said = kind_named(loaded.scheme, agency.name)
        fitting = [one for one in fitting if said in one.kinds] or fitting
    if len(fitting) != 1:
        titles = "; ".join(one.title for one in fitting)
        values = {"agency": agency.name, "block": block.id, "known": titles, "count": str(len(fitting))}
        raise InvalidInput.of("SC674", None, **values)
    return Suppliers(loaded.scheme, fitting[0])


def _units_on(given: Units, set_id: str, kind: str | None, day: date) -> set[str]:
    """The ids of the units agencies of a kind have on a day."""
    return {unit.id for one in given.structures if one.holds(set_id, kind, day) for unit in one.units}


def kind_named(scheme: Scheme, name: str) -> str | None:
    """The kind of agency whose title stands first in a name."""
    words = f" {name.casefold()} "
    places = [(words.find(f" {one.title.casefold()} "), one.id) for one in scheme.agency_kinds]
    return min((one for one in places if one[0] >= 0), default=(0, None))[1]


def refuse_idle(suppliers: Suppliers, unit: str) -> None:
    """Refuse a unit the structure does not have, or one that supplies nothing. Raises NothingMatched, which says which
    units there are.
    """
    if unit not in suppliers.units:
        raise unknown(unit, list(suppliers.units), "unit")
    if not supplies_something(suppliers, unit):
        values = {"unit": suppliers.units[unit].title, "known": ", ".join(supplying(suppliers))}
        raise NothingMatched([Diagnostic("SC671", None, values)])


def supplies_something(suppliers: Suppliers, unit: str) -> bool:
    """Whether a unit supplies any criterion, number or kind of evidence."""
    return any(suppliers.supplied(unit, sort) for sort in SORTS)


def supplying(suppliers: Suppliers) -> list[str]:
    """The ids of the units that supply something."""
    return [id for id in suppliers.units if supplies_something(suppliers, id)]


def _day(scheme: Scheme, period: str | None) -> date | None:
    if period is None:
        return None
    found = Period.parse(period)
    return found.first if scheme.period.reference == "start" else found.last


def _structure(scheme: Scheme, given: Suppliers, lang: str) -> ShownStructure:
    one: Structure = given.structure
    return ShownStructure(
        title=one.title,
        set=one.set,
        kinds=tuple(one.kinds),
        since=one.valid.from_,
        until=one.valid.until,
        clause=one.clause,
        units=tuple(_unit(scheme, given, id, lang) for id in given.units),
        missing=tuple(id for _, id in given.missing()),
    )


def _unit(scheme: Scheme, given: Suppliers, id: str, lang: str) -> ShownUnit:
    chosen = given.set
    titles = {one.id: one.title for one in chosen.nodes()}
    asked = {id: one.title or one.declared or one.external or id for id, one in chosen.measures.items()}
    kinds = {id: one.title for id, one in scheme.evidence_kinds.items()}
    criteria = given.supplied(id, "criteria")
    tree = {leaf.id: leaf.maximum for group in chosen.groups for leaf in group.leaves()}
    maximum = sum((tree.get(one, 0) for one in criteria), 0)

    def supplies(sort: Sort, ids: Sequence[str], names: Mapping[str, str]) -> Iterator[ShownSupply]:
        for one in ids:
            found = given.of(sort, one)
            assert found is not None
            with_ = tuple(given.units[other].title for other in found.cooperating)
            yield ShownSupply(id=one, title=names[one], cooperating=with_, clause=found.clause, basis=found.basis)

    return ShownUnit(
        id=id,
        title=given.units[id].title,
        focal=given.units[id].focal,
        maximum=show(maximum, lang),
        share=show_percent(Fraction(maximum) / chosen.maximum, lang) if chosen.maximum else "–",
        criteria=tuple(supplies("criteria", criteria, titles)),
        measures=tuple(supplies("measures", given.supplied(id, "measures"), asked)),
        evidence=tuple(supplies("evidence", given.supplied(id, "evidence"), kinds)),
    )

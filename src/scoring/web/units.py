"""The inner units of an agency at the desk: which unit supplies what of the form, and what each still owes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from scoring.app.units import suppliers_of, supplying
from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, InvalidInput
from scoring.evidence.model import Agency, Dossier, Source
from scoring.evidence.unit_parts import Joined
from scoring.result.base import Texts
from scoring.result.unit_status import PartsStatus, UnitStatus, Wanted, parts_status
from scoring.scheme.units import SORTS, Suppliers
from scoring.web import own_units
from scoring.web.draft_dossier import loaded_of
from scoring.web.form import Form
from scoring.web.models import Handover
from scoring.web.sharing import given

_known: dict[tuple[str, str, str, str | None, str, str], Suppliers | list[Diagnostic]] = {}


def suppliers(form: Form, name: str, own: str | None = None) -> Suppliers | list[Diagnostic]:
    """Who supplies what in the agency of a form, which has a name; else what hinders telling it, nothing where the scheme
    names no units. `own`: the agency's own file of units, the one that is kept where None.
    """
    own = form.own_units if own is None else own
    loaded = form.loaded
    kinds = form.fields.block.kinds
    kind = form.values.get("agency/dossier/kind") or (kinds[0] if len(kinds) == 1 else None)
    key = (loaded.digest, str(loaded.path), form.fields.block.id, kind, str(form.period), own)
    if key not in _known:
        about = Agency(id=form.draft.agency, name=name, block=form.fields.block.id, kind=kind)
        try:
            with own_units.as_file(own) as file:
                _known[key] = suppliers_of(loaded, about, form.period, file)
        except CannotRead:
            _known[key] = []
        except InvalidInput as error:
            _known[key] = error.diagnostics
    return _known[key]


def unit_of_criteria(known: Suppliers) -> dict[str, str]:
    """The unit that supplies each criterion, by the criterion's id."""
    leaves = [one.id for one in known.set.leaves()]
    return {id: found.unit for id in leaves if (found := known.of("criteria", id)) is not None}


def owed(form: Form, known: Suppliers, today: date, handed: Mapping[str, date]) -> PartsStatus | None:
    """How far each unit is with its part of a draft, on a day; None while the draft cannot be evaluated. `handed`: by unit
    the day it said that its part is done.
    """
    if form.result is None:
        return None
    dossier = loaded_of(form.scored.assembled).dossier
    found = parts_status(Joined(dossier=dossier), form.result, known, form.loaded.scheme, [], as_of=today, due=None)
    wrong, books = _wrong(form, known), books_of(dossier)
    units = [_as_typed(one, known, dossier, books.get(one.unit), wrong.get(one.unit, []), handed.get(one.unit)) for one in found.units]  # fmt: skip
    return replace(found, units=tuple(units))


def books_of(dossier: Dossier) -> dict[str, Source]:
    """The workbook that was taken in last from each unit, by the unit's id."""
    return {one.unit: one for one in dossier.provenance if one.unit}


def _as_typed(
    one: UnitStatus, known: Suppliers, dossier: Dossier, book: Source | None, wrong: list[Texts], handed: date | None
) -> UnitStatus:
    """A unit's status by what is in the form: its part is there as soon as anything of it is."""
    said = any(id in dossier.numbers for id in known.supplied(one.unit, "measures"))
    said |= any(kind in dossier.by_kind for kind in known.supplied(one.unit, "evidence"))
    last = max((day for day in (handed, book.submitted if book is not None else None) if day is not None), default=None)
    day = last.isoformat() if last is not None else None
    return replace(one, received=said or book is not None or handed is not None, submitted=day, wrong=tuple(wrong))


def unit_of(form: Form, known: Suppliers, path: str) -> str | None:
    """The unit that supplies what stands at a path of the form; None where none does."""
    part, id, *_ = path.split("/")
    if part == "evidence":
        found = known.of("evidence", form.values.get(f"evidence/{id}/kind", ""))
    else:
        found = next(filter(None, (known.of(sort, id) for sort in SORTS)), None)
    return found.unit if found is not None else None


def part_digest(form: Form, known: Suppliers, unit: str) -> str:
    """A digest of all fields of a unit's part and their versions."""
    mine = sorted((path, one.version) for path, one in form.draft.fields.items() if unit_of(form, known, path) == unit)
    return hashlib.sha256(repr(mine).encode()).hexdigest()


def handovers(form: Form) -> dict[str, Handover]:
    """The units that said that their part is done, by id."""
    found = Handover.objects.filter(campaign=form.draft.campaign, agency=form.draft.agency)
    return {one.unit: one for one in found.select_related("handed_by")}


def not_handed_over(form: Form, known: Suppliers | list[Diagnostic]) -> list[str]:
    """The titles of the units whose part is not handed over, or was changed since; nothing where units say no such thing."""
    handed, parts = handovers(form), given(form.draft.campaign, form.draft.agency)
    if not isinstance(known, Suppliers) or not (handed or any(one.startswith("don-vi:") for one in parts)):
        return []
    done = {id for id, one in handed.items() if one.stands == part_digest(form, known, id)}
    return [known.units[id].title for id in supplying(known) if id not in done and not known.units[id].focal]


def _wrong(form: Form, known: Suppliers) -> Mapping[str, list[Texts]]:
    """What was typed and cannot count, by the unit that supplies it."""
    found: dict[str, list[Texts]] = {}
    for path, error in form.scored.assembled.wrong.items():
        unit = unit_of(form, known, path)
        if unit is not None:
            label = form.spot(path).label
            found.setdefault(unit, []).append(Texts(vi=f"{label}: {error.vi}", en=f"{label}: {error.en}"))
    return found


def address_of(form: Form, one: Wanted) -> str:
    """Where in the form something that is wanted is filled in."""
    if one.sort == "number":
        return form.spot(f"numbers/{one.id}/value").address
    return form.evidence_address(one.criteria[0] if one.criteria else "")

"""Which inner unit supplies which criteria, for the table of units in a report."""

from __future__ import annotations

from pathlib import Path

from scoring.app import inputs
from scoring.app.observer import Observer
from scoring.app.units import kind_named, suppliers_of
from scoring.batch.local import cached_scheme
from scoring.errors import InvalidInput, ScoringError
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Agency
from scoring.reports.units import UnitCriteria
from scoring.result.summary import Summary
from scoring.scheme.load import LoadedScheme
from scoring.scheme.units import FILE, OwnUnits, Suppliers
from scoring.shape import model_of
from scoring.values import Period
from scoring.yaml_source import read_file


class ReportUnits:
    """The units of agencies by their results; none where the scheme at hand says nothing of units, or is another."""

    def __init__(self, scheme: Path | None, own: Path | None, observer: Observer) -> None:
        """`scheme`: its folder, else the one found by its id; `own`: one agency's own file of units. Raises
        InvalidInput if the own file is wrong.
        """
        self.scheme = None if scheme is None else inputs.scheme_folder(scheme)
        self.own, self.observer = own, observer
        self.own_agency = None if own is None else model_of(OwnUnits, read_file(own)).agency
        self._wrong: set[Path] = set()
        self._known: dict[tuple[str | None, ...], tuple[UnitCriteria, ...] | None] = {}
        """Units of agencies of one kind, found already; None where results do not tell the kind."""

    def of(self, one: Summary, source: Path, *, stored: bool) -> tuple[UnitCriteria, ...]:
        """The units of an agency; `source` is its dossier, or its result where that was `stored`."""
        folder = self.scheme or inputs.scheme_by_id(one.scheme.id, source)
        if folder is None or not (folder / FILE).is_file():
            return ()
        try:
            return self._units_of(cached_scheme(folder, one.period), one, None if stored else source)
        except ScoringError as error:
            if any(x.code != "SC674" for x in error.diagnostics) and folder not in self._wrong:
                self._wrong.add(folder)
                self.observer.diagnostics(error.diagnostics)
            return ()

    def _units_of(self, loaded: LoadedScheme, one: Summary, dossier: Path | None) -> tuple[UnitCriteria, ...]:
        if loaded.digest != one.scheme.digest:
            return ()
        if one.agency.id == self.own_agency:
            return _units(suppliers_of(loaded, _agency(one), Period.parse(one.period), self.own))
        kind = kind_named(loaded.scheme, one.agency.name)
        key = (loaded.digest, one.period, one.agency.block, one.agency.until, kind)
        if key not in self._known:
            self._known[key] = self._found(loaded, one)
        known = self._known[key]
        if known is None and dossier is not None:
            # A result does not tell the kind of agency; where its name does not either, the dossier may.
            return _units(suppliers_of(loaded, load_dossier(dossier).dossier.agency, Period.parse(one.period)))
        return known or ()

    def _found(self, loaded: LoadedScheme, one: Summary) -> tuple[UnitCriteria, ...] | None:
        """The units of an agency as far as its result tells them; None where its kind of agency is needed."""
        try:
            return _units(suppliers_of(loaded, _agency(one), Period.parse(one.period)))
        except InvalidInput as error:
            if any(x.code != "SC674" for x in error.diagnostics):
                raise
            return None


def _agency(one: Summary) -> Agency:
    life = {key: day for key, day in (("from", one.agency.from_), ("until", one.agency.until)) if day}
    return Agency.model_validate({"id": one.agency.id, "name": one.agency.name, "block": one.agency.block, **life})


def _units(suppliers: Suppliers) -> tuple[UnitCriteria, ...]:
    return tuple(
        UnitCriteria(id=id, title=unit.title, criteria=tuple(suppliers.supplied(id, "criteria")))
        for id, unit in suppliers.units.items()
    )

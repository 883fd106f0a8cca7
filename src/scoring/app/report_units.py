"""Which inner unit supplies which criteria, for the table of units in a report."""

from __future__ import annotations

from pathlib import Path

from scoring.app import inputs
from scoring.app.observer import Observer
from scoring.app.units import suppliers_of
from scoring.batch.local import cached_scheme
from scoring.errors import InvalidInput, ScoringError
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Agency
from scoring.reports.units import UnitCriteria
from scoring.result.summary import Summary
from scoring.scheme.units import FILE, OwnUnits
from scoring.shape import model_of
from scoring.values import Period
from scoring.yaml_source import read_file


class ReportUnits:
    """The units of agencies by their results; none where the scheme at hand says nothing of units, or is another."""

    def __init__(self, scheme: Path | None, own: Path | None, observer: Observer) -> None:
        """`scheme`: its folder, else the one found by its id; `own`: one agency's own file of units.

        Raises:
            InvalidInput: the own file is wrong.
        """
        self.scheme = None if scheme is None else inputs.scheme_folder(scheme)
        self.own, self.observer = own, observer
        self.own_agency = None if own is None else model_of(OwnUnits, read_file(own)).agency
        self._wrong: set[Path] = set()

    def of(self, one: Summary, source: Path, *, stored: bool) -> tuple[UnitCriteria, ...]:
        """The units of an agency; `source` is its dossier, or its result where that was `stored`."""
        folder = self.scheme or inputs.scheme_by_id(one.scheme.id, source)
        if folder is None or not (folder / FILE).is_file():
            return ()
        try:
            loaded = cached_scheme(folder, one.period)
            if loaded.digest != one.scheme.digest:
                return ()
            life = {"from": one.agency.from_, "until": one.agency.until}
            agency = Agency.model_validate(
                {"id": one.agency.id, "name": one.agency.name, "block": one.agency.block}
                | {key: day for key, day in life.items() if day}
            )
            own = self.own if one.agency.id == self.own_agency else None
            try:
                suppliers = suppliers_of(loaded, agency, Period.parse(one.period), own)
            except InvalidInput as error:
                # A result does not tell the kind of agency; where its name does not either, the dossier may.
                if stored or any(x.code != "SC674" for x in error.diagnostics):
                    raise
                suppliers = suppliers_of(loaded, load_dossier(source).dossier.agency, Period.parse(one.period), own)
        except ScoringError as error:
            if any(x.code != "SC674" for x in error.diagnostics) and folder not in self._wrong:
                self._wrong.add(folder)
                self.observer.diagnostics(error.diagnostics)
            return ()
        return tuple(
            UnitCriteria(id=id, title=unit.title, criteria=tuple(suppliers.supplied(id, "criteria")))
            for id, unit in suppliers.units.items()
        )

"""Every problem of schemes and dossiers at once."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.units import suppliers_of
from scoring.batch.local import duplicates
from scoring.diagnostics import Diagnostic, Place, did_you_mean, has_errors, sort
from scoring.errors import ExitCode, NothingMatched, ScoringError, system_words
from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.documents import check_shared
from scoring.evidence.load import PLAN_SUFFIX, SUFFIXES, LoadedDossier, find_dossiers, load_dossier
from scoring.evidence.task_plan import plan_path
from scoring.evidence.worked import find_cases, load_cases
from scoring.scheme.check import unconfirmed
from scoring.scheme.labels import labels_of
from scoring.scheme.load import LoadedScheme, check_at_all_times, find_schemes, is_scheme, load_scheme
from scoring.scheme.periodic import load_periodic
from scoring.scheme.units import Units, load_units
from scoring.scheme.units import unsupplied as count_unsupplied


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """What was checked and what is wrong with it."""

    problems: Sequence[Diagnostic]
    """In order of file and place."""
    schemes: int
    dossiers: int
    unconfirmed: Mapping[str, int]
    """How many items nobody has confirmed, by scheme; schemes without any are left out."""
    unsupplied: Mapping[str, int]
    """How many criteria, numbers and kinds of evidence no unit supplies, by scheme that names units."""
    readable: bool
    """Whether everything, or at least something, could be read, right or wrong."""

    def code(self, *, strict: bool = False) -> ExitCode:
        """The exit code; with `strict` warnings count as errors."""
        if not self.readable:
            return ExitCode.CANNOT_READ
        warned = strict and any(one.severity == "warning" for one in self.problems)
        return ExitCode.FINDINGS if warned or has_errors(self.problems) else ExitCode.DONE


def validate(
    paths: Sequence[Path], *, scheme: Path | None = None, as_of: date | None = None, period: str | None = None
) -> Validated:
    """Check schemes, in a period or in all, and dossiers; nothing that is wrong with one stops the others."""
    checker = _Checker(inputs.scheme_folder(scheme) if scheme else None, as_of, period)
    for one in paths:
        checker.check_path(one)
    count = checker.schemes + checker.dossiers
    if not count and not checker.problems:
        raise NothingMatched([Diagnostic("SC603", None, {"path": ", ".join(map(str, paths))})])
    checker.finish()
    counts: dict[str, int] = {}
    for loaded in checker.loaded_schemes.values():
        if loaded is not None and (found := unconfirmed(loaded.scheme)):
            counts[loaded.scheme.id] = max(found, counts.get(loaded.scheme.id, 0))
    unsupplied: dict[str, int] = {}
    for loaded in {folder: one for (folder, _), one in checker.loaded_schemes.items() if one is not None}.values():
        checker.periodic(loaded)
        units = checker.units(loaded)
        if units is not None:
            unsupplied[loaded.scheme.id] = count_unsupplied(loaded.scheme, units)
    return Validated(
        problems=sort(checker.problems),
        schemes=checker.schemes,
        dossiers=checker.dossiers,
        unconfirmed=counts,
        unsupplied=unsupplied,
        readable=count > checker.refused or not checker.unreadable,
    )


@dataclass(slots=True)
class _Checker:
    """Collects problems; nothing it meets stops it."""

    scheme: Path | None
    as_of: date | None
    period: str | None
    problems: list[Diagnostic] = field(default_factory=list)
    schemes: int = 0
    dossiers: int = 0
    unreadable: bool = False
    refused: int = 0
    """How many schemes and dossiers could not be read at all."""
    loaded: list[tuple[Path, LoadedDossier]] = field(default_factory=list)
    loaded_schemes: dict[tuple[Path, str | None], LoadedScheme | None] = field(default_factory=dict)

    def check_path(self, path: Path) -> None:
        """Check a file or everything in a folder."""
        if not path.exists():
            self.problems.append(Diagnostic("SC100", Place(str(path)), system_words(errno.ENOENT)))
            self.unreadable = True
            return
        if path.name.endswith(PLAN_SUFFIX):
            # A plan is checked with the dossier it stands beside.
            beside = (path.with_name(path.name.removesuffix(PLAN_SUFFIX) + ending) for ending in SUFFIXES)
            path = next((one for one in beside if one.is_file()), path)
        schemes = find_schemes(path)
        if not schemes and path.is_file():
            # A set, overlay or case file belongs to the scheme above it.
            schemes = list(filter(is_scheme, (path.parent, path.parent.parent)))[:1]
        for folder in schemes:
            self.schemes += 1
            self.load_scheme(folder, self.period)
            if self.period is None and self.loaded_schemes[folder, None] is not None:
                self.problems += check_at_all_times(folder)
            for file in find_cases(folder):
                try:
                    self.problems += load_cases(file)[1]
                except ScoringError as error:
                    self._note(error)
        if path.is_file() and schemes:
            return
        for file in find_dossiers([path], parts=True):
            if not any(folder == file.parent or folder in file.parents for folder in schemes):
                self._dossier(file)

    def load_scheme(self, folder: Path, period: str | None) -> LoadedScheme | None:
        """The loaded scheme, None where it is wrong; its problems are noted once."""
        if (folder, period) not in self.loaded_schemes:
            loaded = None
            try:
                loaded = load_scheme(folder, period)
                self.problems += loaded.diagnostics
            except ScoringError as error:
                self._note(error, first=period == self.period)
            self.loaded_schemes[folder, period] = loaded
        return self.loaded_schemes[folder, period]

    def units(self, loaded: LoadedScheme) -> Units | None:
        """The units beside a scheme; their problems are noted."""
        try:
            return load_units(loaded)
        except ScoringError as error:
            self._note(error)
            return None

    def periodic(self, loaded: LoadedScheme) -> None:
        """Check the periodic report and the labels beside a scheme."""
        try:
            load_periodic(loaded)
            labels_of(loaded.scheme)
        except ScoringError as error:
            self._note(error)

    def _note(self, error: ScoringError, first: bool = False) -> None:
        self.problems += error.diagnostics
        if error.exit_code is ExitCode.CANNOT_READ:
            self.unreadable = True
            self.refused += first

    def _dossier(self, file: Path) -> None:
        self.dossiers += 1
        try:
            loaded = load_dossier(file)
        except ScoringError as error:
            self._note(error, first=True)
            return
        self.loaded.append((file, loaded))

    def finish(self) -> None:
        """Check dossiers against their schemes and against each other."""
        for path, loaded in self.loaded:
            self.problems += [*loaded.diagnostics, *check_attachments(loaded)[0]]
            try:
                folder = self.scheme or inputs.scheme_for(path, loaded.dossier.scheme)
            except ScoringError as error:
                self.problems += error.diagnostics
                continue
            scheme = self.load_scheme(folder, str(loaded.dossier.period))
            if scheme is not None:
                as_of = self.as_of or loaded.dossier.period.last
                self.problems += check_dossier(loaded, scheme.scheme, as_of)
                self.problems += _unknown_unit(loaded, scheme)
                if plan_path(path).is_file():
                    from scoring.app.task_plans import plan_problems

                    self.problems += plan_problems(loaded, scheme)
        # An agency has several parts, and they name the same papers.
        whole = [(path, one) for path, one in self.loaded if one.dossier.unit is None]
        known = ((one.dossier.agency.id, str(one.dossier.period), path) for path, one in whole)
        self.problems += [*duplicates(known).values(), *check_shared(one for _, one in whole)]


def _unknown_unit(loaded: LoadedDossier, scheme: LoadedScheme) -> list[Diagnostic]:
    """A part of a unit that its agency does not have, as far as the scheme says it."""
    dossier = loaded.dossier
    if dossier.unit is None:
        return []
    try:
        suppliers = suppliers_of(scheme, dossier.agency, dossier.period, None, dossier.unit)
    except ScoringError as error:
        return [replace(one, place=one.place or loaded.document.place(("unit",))) for one in error.diagnostics]
    if dossier.unit in suppliers.units:
        return []
    known = list(suppliers.units)
    values = {"id": dossier.unit, "title": suppliers.structure.title, "known": ", ".join(known)}
    values["guess"] = did_you_mean(dossier.unit, known)
    return [Diagnostic("SC691", loaded.document.place(("unit",)), values, "unit")]

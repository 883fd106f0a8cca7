"""Several files put together into dossiers; conflicts are told, never settled silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.app import inputs
from scoring.app.files import refuse_missing, write_file
from scoring.app.observer import SILENT, Observer
from scoring.app.units import suppliers_of
from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import CannotRead, InvalidInput, UsageProblem
from scoring.evidence import assemble as evidence
from scoring.evidence.assemble import Part
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import is_task_plan
from scoring.evidence.model import Agency
from scoring.evidence.unit_parts import Identity, Joined, identify, join
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.scheme.units import Suppliers
from scoring.values import Period
from scoring.workbook.interpret import UNKNOWN, Reading, read_workbook
from scoring.yaml_source import plain_scalar

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""Endings of workbooks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the parts do not say; what a part says counts before it."""

    name: str | None = None
    """The agency's name."""
    block: str | None = None
    period: str | None = None
    scheme: str | None = None
    """The scheme's id, or its folder."""
    units: Path | None = None
    """The agency's own file of units."""


BLANK = Known()


@dataclass(frozen=True, slots=True)
class Assembled:
    """The dossiers written, and what is wrong with them."""

    files: Sequence[Path]
    problems: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitParts:
    """An agency's parts joined, and what they were joined by."""

    joined: Joined
    identity: Identity
    who: Agency
    """The agency as far as the parts tell."""
    period: Period
    suppliers: Suppliers
    scheme: LoadedScheme
    files: Sequence[Path]
    """Every file read."""


@dataclass(slots=True)
class _Read:
    """Parts as they were read, and what hindered reading."""

    parts: list[Part]
    problems: list[Diagnostic]
    files: list[Path]

    @property
    def of_units(self) -> bool:
        """Whether one of them says whose part it is."""
        return any(one.tree.get("unit") is not None for one in self.parts)


@lru_cache(maxsize=4)
def _scheme(known: Known) -> tuple[str | None, Path | None]:
    """The scheme's id and folder, as far as they are given."""
    if known.scheme is None or not any(sign in known.scheme for sign in "/\\"):
        return known.scheme, None
    folder = inputs.scheme_folder(Path(known.scheme))
    return load_scheme(folder).scheme.id, folder


def _beginning(known: Known, agency: str | None, *, always: bool = False) -> dict[str, Any]:
    """What is known, as the beginning of a dossier; the agency's id counts with its name or block, or `always`."""
    who = {"id": agency if known.name or known.block or always else None, "name": known.name, "block": known.block}
    given = {"period": known.period, "scheme": _scheme(known)[0], "agency": {key: x for key, x in who.items() if x}}
    return {key: value for key, value in given.items() if value}


def _read(paths: Sequence[Path], known: Known, left_out: Sequence[Path] = (), *, tolerant: bool = False) -> _Read:
    """The parts at the paths; in folders, workbooks count where they name a unit, and files `left_out` do not."""
    refuse_missing(paths)
    books = [one for one in paths if one.suffix.lower() in BOOKS and not one.is_dir()]
    inside = [
        one
        for folder in paths
        if folder.is_dir()
        for one in sorted(folder.iterdir())
        if one.suffix.lower() in BOOKS and one.is_file() and one.name[0] not in "._~"
    ]
    others = [one for one in paths if one not in books]
    files = evidence.part_files(others)
    # What an earlier run wrote, the agency's own units and its plan may stand beside the parts.
    skipped = {one.resolve() for one in (*left_out, *filter(None, [known.units]))}
    kept = [one for one in files if one in others or (one.resolve() not in skipped and not is_task_plan(one))]
    whole: list[Path] = []
    found = _Read([], [], [*kept, *books, *inside])
    for one in kept or ([] if books or inside else others):
        with _kept(found.problems, tolerant):
            parts, problems = evidence.parts_in([one])
            found.parts += parts
            found.problems += problems
    for one in (*books, *inside):
        with _kept(found.problems, tolerant):
            reading = read_workbook(one, inputs.scheme_loader(one, _scheme(known)[1]))
            if one in books or reading.dossier.unit is not None:
                found.problems += reading.diagnostics
                found.parts.append(_of_workbook(one, reading))
            else:
                whole.append(one)
    if found.of_units:
        found.problems += [Diagnostic("SC683", Place(one.as_posix()), {"file": one.name}) for one in whole]
    return found


@contextmanager
def _kept(problems: list[Diagnostic], tolerant: bool) -> Iterator[None]:
    """Keep what is wrong with a file; that it cannot be read at all only where that is told like the rest."""
    try:
        yield
    except (InvalidInput, CannotRead, UsageProblem) as error:
        if isinstance(error, CannotRead) and not tolerant:
            raise
        problems += error.diagnostics


def _of_workbook(file: Path, reading: Reading) -> Part:
    (source,) = reading.dossier.provenance
    period = plain_scalar(str(reading.document.data["period"]))
    data = {
        **reading.document.data,
        "provenance": [source.model_dump(exclude_none=True, exclude_defaults=True)],
        "period": period,
    }
    # What was told in reading is not told again in joining.
    doc = replace(reading.document, data=data, diagnostics=[])
    return Part(reading.dossier.agency.id, doc, file, source.sha256 or "")


def join_units(
    paths: Sequence[Path], known: Known = BLANK, *, agency: str | None = None, left_out: Sequence[Path] = ()
) -> UnitParts:
    """The parts of an agency's units joined; what is wrong stands in the outcome.

    Args:
        left_out: files in the folders that are no parts, as the dossier an earlier run wrote.

    Raises:
        InvalidInput: it cannot be told whose parts they are.
        CannotRead: there is nothing at a path, or there is no file of units.
    """
    return _joined(_read(paths, known, left_out, tolerant=True), known, agency)


def _joined(read: _Read, known: Known, agency: str | None) -> UnitParts:
    given = _beginning(known, agency, always=True)
    identity = identify(read.parts, given)
    said = {key: found for key in ("name", "block", "kind", "until") if (found := identity.said(given, key))}
    wanted = (identity.period, "kỳ", "period", "--period"), (said.get("block"), "khối", "block", "--block")
    lacking = [one for one in wanted if not one[0]]
    if lacking:
        if has_errors(read.problems):
            raise InvalidInput(sort(read.problems))
        words = [", ".join(str(one[at]) for one in lacking) for at in (1, 2, 3)]
        raise InvalidInput.of("SC682", what=words[0], what_en=words[1], options=words[2])
    try:
        who = Agency.model_validate({"id": identity.agency or UNKNOWN, "name": UNKNOWN, **said})
        period = Period.parse(identity.period)
    except ValueError:
        # The parts as they are say what is wrong with it, and where.
        _together(read, known, agency)
        raise
    near = read.files[0] if read.files else Path()
    folder = inputs.scheme_for(near, identity.scheme or None, _scheme(known)[1])
    loaded = load_scheme(folder, identity.period)
    suppliers = suppliers_of(loaded, who, period, known.units)
    joined = join(identity, given, suppliers)
    joined.problems[:0] = read.problems
    return UnitParts(
        joined=joined, identity=identity, who=who, period=period, suppliers=suppliers, scheme=loaded, files=read.files
    )


def _together(read: _Read, known: Known, agency: str | None) -> list[evidence.Assembled]:
    return evidence.together(read.parts, read.problems, agency=agency, given=_beginning(known, agency))


def _written(found: UnitParts) -> tuple[Joined, str]:
    """The joined dossier as a file. Raises InvalidInput where anything is wrong or disputed."""
    joined = found.joined
    if has_errors(joined.problems) or joined.dossier is None:
        raise InvalidInput(sort(joined.problems))
    return joined, dump_dossier(joined.dossier)


def assemble(
    parts: Sequence[Path],
    known: Known = BLANK,
    *,
    agency: str | None = None,
    left_out: Sequence[Path] = (),
    observer: Observer = SILENT,
) -> str:
    """One dossier as a file; parts of an agency's units are joined with who said what and when."""
    read = _read(parts, known, left_out)
    if not read.of_units:
        return evidence.only(_together(read, known, agency)).text
    joined, text = _written(_joined(read, known, agency))
    observer.diagnostics(sort(joined.problems))
    return text


def assemble_all(
    parts: Sequence[Path], folder: Path, known: Known = BLANK, *, agency: str | None = None, observer: Observer = SILENT
) -> Assembled:
    """The dossiers of all agencies in the parts, a file each; or of the one agency named. Units' parts are of one."""
    read = _read(parts, known)
    if read.of_units:
        joined, text = _written(_joined(read, known, agency))
        assert joined.dossier is not None
        texts, problems = {joined.dossier.agency.id: text}, sort(joined.problems)
    else:
        found = _together(read, known, agency)
        texts, problems = {one.agency: one.text for one in found}, [x for one in found for x in one.diagnostics]
    observer.diagnostics(problems)
    files = [folder / f"{id}.yaml" for id in texts]
    for file, text in zip(files, texts.values(), strict=True):
        write_file(file, text.encode(), parts)
    return Assembled(files, problems)

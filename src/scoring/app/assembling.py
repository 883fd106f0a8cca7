"""Several files put together into dossiers; conflicts are told, never settled silently."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.files import file_names, refuse_missing, write_work
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import CannotRead, InvalidInput, NothingMatched, UsageProblem
from scoring.evidence import assemble as evidence
from scoring.evidence.assemble import Part
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import MAIN, is_task_plan
from scoring.evidence.model import Agency, Dossier, Record
from scoring.fields import plain
from scoring.values import Period
from scoring.yaml_lines import plain_scalar

if TYPE_CHECKING:
    from scoring.evidence.unit_parts import Identity, Joined
    from scoring.scheme.load import LoadedScheme
    from scoring.scheme.units import Suppliers
    from scoring.workbook.interpret import Reading
from scoring.workbook.source import BOOKS

_UNKNOWN = "chua-ro"
"""Stand-in for what no part says, used only to find the units."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the parts do not say; what a part says counts before it."""

    name: str | None = None
    """The agency's name."""
    block: str | None = None
    kind: str | None = None
    """The agency's kind."""
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
    from scoring.scheme.load import load_scheme

    folder = inputs.scheme_folder(Path(known.scheme))
    return load_scheme(folder).scheme.id, folder


def _beginning(known: Known, agency: str | None, *, always: bool = False) -> dict[str, Any]:
    """What is known, as the beginning of a dossier; the agency's id counts with more of it, or `always`."""
    who = {"name": known.name, "block": known.block, "kind": known.kind}
    who["id"] = agency if always or any(who.values()) else None
    given = {"period": known.period, "scheme": _scheme(known)[0], "agency": {key: x for key, x in who.items() if x}}
    return {key: value for key, value in given.items() if value}


def _read(
    paths: Sequence[Path],
    known: Known,
    agency: str | None = None,
    left_out: Sequence[Path] = (),
    *,
    tolerant: bool = False,
) -> _Read:
    """The parts at the paths, each file once; what hinders one hinders no other where that is `tolerant`.

    In folders, workbooks and what stands in folders below count only where they name a unit; beside such parts, files
    `left_out`, the agency's own file of units and its plan do not. Without units, they are papers like any other.
    """
    refuse_missing(paths)
    files = evidence.part_files(paths)
    below = [one for folder in paths if folder.is_dir() for one in _below(folder)]
    files = list({one.resolve(): one for one in files}.values())
    below = list({one.resolve(): one for one in below}.values())
    found = _Read([], [], [*files, *below])
    for one in files:
        parts, problems = _parts_of(one, known, agency, tolerant)
        found.parts += parts
        found.problems += problems
    lying = [(one, *_parts_of(one, known, agency, tolerant=True)) for one in below]
    named = [one for _, parts, _ in lying for one in parts if one.tree.get("unit") is not None]
    if not (found.of_units or tolerant or named):
        if not found.parts and not found.problems:
            found.problems += [one for _, _, problems in lying for one in problems]
            if not has_errors(found.problems):
                evidence.parts_in(paths)
        return found
    skipped = {one.resolve() for one in (*left_out, *filter(None, [known.units]))}
    given = {one.resolve() for one in paths}
    found.parts = [
        one
        for one in found.parts
        if one.file.resolve() in given or not (one.file.resolve() in skipped or is_task_plan(one.file))
    ]
    found.parts += named
    for one, parts, problems in lying:
        if parts and parts[0] not in named:
            found.problems.append(Diagnostic("SC683", Place(one.as_posix()), {"file": one.name}))
        elif {x.code for x in problems} != {"SC710"}:
            # A table that is no workbook of ours is a paper that lies there.
            found.problems += problems
    return found


def _below(folder: Path) -> list[Path]:
    """Workbooks in a folder, and the dossiers and workbooks in folders below, which are a unit's with its papers."""
    found = []
    for one in sorted(folder.iterdir()):
        if one.name[0] in "._~":
            continue
        if one.is_dir():
            found += [x for x in sorted(one.iterdir()) if x.name in MAIN or (_is_book(x) and x.name[0] not in "._~")]
        elif _is_book(one):
            found.append(one)
    return found


def _is_book(file: Path) -> bool:
    return file.suffix.lower() in BOOKS and file.is_file()


def _parts_of(file: Path, known: Known, agency: str | None, tolerant: bool) -> tuple[list[Part], Sequence[Diagnostic]]:
    """The parts in a file, and what is wrong. Raises CannotRead or InvalidInput if it is no part at all, unless that is
    `tolerant`.
    """
    try:
        return _of_book(file, known, agency) if _is_book(file) else evidence.parts_in([file])
    except (CannotRead, InvalidInput, NothingMatched, UsageProblem) as error:
        if not tolerant:
            raise
        return [], error.diagnostics


def _of_book(file: Path, known: Known, agency: str | None) -> tuple[list[Part], Sequence[Diagnostic]]:
    """A workbook as a part; of a unit's that is wrong, what it says of itself, where it says it."""
    from scoring.workbook.interpret import Expected, read_workbook, said_of_itself

    texts = {"agency": agency, "agency_name": known.name, "agency_block": known.block, "agency_kind": known.kind}
    texts |= {"period": known.period, "scheme": _scheme(known)[0]}
    expected = Expected(else_said={key: text for key, text in texts.items() if text})
    try:
        reading = read_workbook(file, inputs.scheme_loader(file, _scheme(known)[1]), expected=expected)
    except (InvalidInput, CannotRead, UsageProblem) as error:
        doc = said_of_itself(file)
        if doc is None or "unit" not in doc.data:
            raise
        doc.diagnostics = list(error.diagnostics)
        return [Part(doc.data["agency"]["id"], doc, file, hashlib.sha256(file.read_bytes()).hexdigest())], ()
    return [_of_workbook(file, reading)], reading.diagnostics


def _of_workbook(file: Path, reading: Reading) -> Part:
    (source,) = reading.dossier.provenance
    period = plain_scalar(str(reading.document.data["period"]))
    data = {**reading.document.data, "provenance": [plain(source)], "period": period}
    # What was told in reading is not told again in joining.
    doc = replace(reading.document, data=data, diagnostics=[])
    return Part(reading.dossier.agency.id, doc, file, source.sha256 or "")


def join_units(
    paths: Sequence[Path],
    known: Known = BLANK,
    *,
    agency: str | None = None,
    left_out: Sequence[Path] = (),
    today: date | None = None,
    as_of: date | None = None,
) -> UnitParts:
    """The parts of an agency's units joined; what is wrong stands in the outcome.

    Args:
        today: parts from after this day are told; without it the day it is.
        as_of: the day whose units are wanted, where they changed within the period.
        left_out: files in the folders that are no parts, as the dossier an earlier run wrote.

    Raises:
        InvalidInput: it cannot be told whose parts they are.
        CannotRead: there is nothing at a path, or there is no file of units.
    """
    return _joined(_read(paths, known, agency, left_out, tolerant=True), known, agency, today, as_of)


def _joined(
    read: _Read, known: Known, agency: str | None, today: date | None = None, as_of: date | None = None
) -> UnitParts:
    # Heavy, and parts without units need none of it.
    from scoring.app.campaign.instants import utc_now
    from scoring.app.units import suppliers_of
    from scoring.evidence.unit_parts import identify, join
    from scoring.review.campaign import VIETNAM
    from scoring.scheme.load import load_scheme

    given = _beginning(known, agency, always=True)
    identity = identify(read.parts, given)
    if not read.parts and agency:
        # Nothing has come yet: its id is all the name there is.
        given["agency"].setdefault("name", identity.agency)
    said = {key: found for key in ("name", "block", "kind", "until") if (found := identity.said(given, key))}
    wanted = (identity.period, "kỳ", "period"), (said.get("block"), "khối", "block")
    lacking = [one for one in wanted if not one[0]]
    if lacking:
        if has_errors(told := [*read.problems, *identity.problems]):
            raise InvalidInput(sort(told))
        words = [", ".join(str(one[at]) for one in lacking) for at in (1, 2)]
        raise InvalidInput.of("SC682", what=words[0], what_en=words[1], inputs=words[1].replace(",", ""))
    try:
        who = Agency.model_validate({"id": identity.agency or _UNKNOWN, "name": _UNKNOWN, **said})
        period = Period.parse(identity.period)
    except ValueError:
        # The parts as they are say what is wrong with it, and where.
        _together(read, known, agency)
        raise
    near = read.files[0] if read.files else Path()
    folder = inputs.scheme_for(near, identity.scheme or None, _scheme(known)[1])
    loaded = load_scheme(folder, identity.period)
    units = [unit for one in identity.parts if isinstance(unit := one.tree.get("unit"), str)]
    suppliers = suppliers_of(loaded, who, period, known.units, *units, on=as_of)
    joined = join(identity, given, suppliers, today or utc_now().astimezone(VIETNAM).date())
    joined.problems[:0] = read.problems
    return UnitParts(
        joined=joined, identity=identity, who=who, period=period, suppliers=suppliers, scheme=loaded, files=read.files
    )


def _together(read: _Read, known: Known, agency: str | None) -> list[evidence.Assembled]:
    return evidence.together(read.parts, read.problems, agency=agency, given=_beginning(known, agency))


def _written(found: UnitParts, folder: Path | None = None) -> tuple[Dossier, str]:
    """The joined dossier as a file of `folder`. Raises InvalidInput where anything is wrong or disputed."""
    joined = found.joined
    if has_errors(joined.problems) or joined.dossier is None:
        raise InvalidInput(sort(joined.problems))
    dossier = joined.dossier
    if folder is not None:
        records = [_attached_from(one, found, folder) for one in dossier.evidence]
        dossier = dossier.model_copy(update={"evidence": records})
    return dossier, dump_dossier(dossier)


def _attached_from(record: Record, found: UnitParts, folder: Path) -> Record:
    """The record with its attachment named as seen from a folder; the part named it as seen from its own."""
    if record.file is None:
        return record
    for part in found.identity.parts:
        there = part.file.parent / record.file.path
        if any(x.get("id") == record.id for x in part.tree.get("evidence") or ()) and there.is_file():
            path = Path(os.path.relpath(there, folder)).as_posix()
            if path.startswith("../"):
                values = {"path": record.file.path, "folder": part.file.parent.as_posix()}
                found.joined.tell([Diagnostic("SC685", Place(part.file.as_posix()), values)])
                return record
            return record.model_copy(update={"file": record.file.model_copy(update={"path": path})})
    return record


def assemble(
    parts: Sequence[Path],
    known: Known = BLANK,
    *,
    agency: str | None = None,
    left_out: Sequence[Path] = (),
    folder: Path | None = None,
    observer: Observer = SILENT,
) -> str:
    """One dossier as a file; parts of an agency's units are joined with who said what and when.

    Args:
        left_out: files beside units' parts that are no parts.
        folder: where the file will stand, so that papers attached to units' parts are named as seen from there.
    """
    read = _read(parts, known, agency, left_out)
    if not read.of_units:
        return evidence.only(_together(read, known, agency)).text
    found = _joined(read, known, agency)
    _, text = _written(found, folder)
    observer.diagnostics(sort(found.joined.problems))
    return text


def assemble_all(
    parts: Sequence[Path],
    folder: Path,
    known: Known = BLANK,
    *,
    agency: str | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> Assembled:
    """The dossiers of all agencies in the parts, a file each; or of the one agency named. Units' parts are of one."""
    read = _read(parts, known, agency)
    if read.of_units:
        units = _joined(read, known, agency)
        dossier, text = _written(units, folder)
        texts, problems = {dossier.agency.id: text}, sort(units.joined.problems)
    else:
        found = _together(read, known, agency)
        texts, problems = {one.agency: one.text for one in found}, [x for one in found for x in one.diagnostics]
    observer.diagnostics(problems)
    files = file_names(folder, texts, "{}.yaml")
    write_work({files[id]: text.encode() for id, text in texts.items()}, parts, force=force, observer=observer)
    return Assembled([*files.values()], problems)

"""The self-assessment workbook of one agency, blank or filled from its dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.files import file_names, refuse_ending, write_work
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.app.units import refuse_idle, suppliers_of, supplying
from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import InvalidInput, ScoringError, UsageProblem, usage_problem
from scoring.evidence.load import LoadedDossier, find_dossiers, load_dossier, validated
from scoring.evidence.unit_excerpt import part_of
from scoring.libraries import require
from scoring.scheme.load import load_scheme
from scoring.scheme.unit_share import share_of
from scoring.text import file_name
from scoring.yaml_source import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """The inner units of the agency whose workbooks are wanted."""

    unit: str | None = None
    """The one unit; all that supply something where None."""
    own: Path | None = None
    """The agency's own file of units."""


def filled_workbook(
    source: Path,
    output: Path,
    *,
    scheme: Path | None = None,
    units: UnitChoice | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> list[Path]:
    """Write a workbook filled from the one dossier at `source`, or those of its units; the files written. What is wrong
    with the dossier is told, and filled in too.
    """
    _check(output, units)
    found = inputs.dossiers([source])
    if len(found) > 1:
        raise usage_problem(
            f"cần đúng một hồ sơ để điền sẵn; {source} có {len(found)}",
            f"exactly one dossier is needed to fill from; {source} holds {len(found)}",
            "source",
        )
    loaded = load_dossier(found[0])
    folder = inputs.scheme_for(loaded.path, loaded.dossier.scheme, scheme)
    return _written(loaded, folder, output, units, [source], blank=False, force=force, observer=observer)


_NEEDED = {
    "agency": ("mã cơ quan", "the agency's id"),
    "period": ("kỳ", "the period"),
    "block": ("khối", "the block"),
    "name": ("tên cơ quan", "the agency's name"),
}


def blank_workbook(
    output: Path,
    *,
    agency: str | None,
    period: str | None,
    name: str | None = None,
    block: str | None = None,
    kind: str | None = None,
    founded: date | None = None,
    until: date | None = None,
    succeeds: Sequence[str] = (),
    scheme: Path | None = None,
    units: UnitChoice | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> list[Path]:
    """Write a blank workbook, or those of its units; the files written. Who the agency is need
    not be told where its latest dossier says it.
    `founded`, `until`: its first and last day. `succeeds`: the ids of its predecessors. `scheme`: the scheme's folder;
    without it that of the latest dossier, or the one below ``criteria``. Raises UsageProblem if something is missing,
    there are several schemes, or the scheme has no such kind of agency.
    """
    _check(output, units)
    found = _earlier(agency) if agency and not (name and block) else None
    if found is not None:
        known = found.dossier.agency
        name, block = name or known.name, block or known.block
        kind = kind or (known.kind if block == known.block else None)
        founded, until = founded or known.from_, until or known.until
        succeeds = succeeds or known.succeeds
        if scheme is None and found.dossier.scheme:
            scheme = inputs.scheme_by_id(found.dossier.scheme, found.path)
        observer.message(f"Tên, khối, loại cơ quan không nêu thì lấy từ {found.path}",
                         f"Name, block and kind, where not given, are those of {found.path}")  # fmt: skip
    given = {"agency": agency, "period": period, "block": block, "name": name}
    missing = [one for one, value in given.items() if value is None]
    if missing:
        vi, en = (", ".join(_NEEDED[one][at] for one in missing) for at in (0, 1))
        raise usage_problem(
            f"cần {vi} (hoặc một hồ sơ để điền sẵn)", f"{en} needed (or a dossier to fill from)", *missing, "source"
        )
    who: dict[str, Any] = {"id": agency or "", "name": name or "", "block": block or ""}
    if kind is not None:
        who["kind"] = kind
    who |= {key: day.isoformat() for key, day in (("from", founded), ("until", until)) if day}
    if succeeds:
        who["succeeds"] = list(succeeds)
    folder = inputs.scheme_folder(scheme or Path("criteria"))
    loaded = _blank(who, period or "", folder, output)
    try:
        return _written(loaded, folder, output, units, [], blank=True, force=force, observer=observer)
    except InvalidInput as error:
        # What is wrong was given on the command line, not in a file.
        own = [one for one in error.diagnostics if one.place is None or one.place.file == loaded.document.name]
        if len(own) < len(error.diagnostics):
            raise
        raise UsageProblem([replace(one, place=None) for one in own]) from None


def _check(output: Path, units: UnitChoice | None) -> None:
    """Refuse to begin where no workbook can come of it."""
    require("xlsxwriter", "office", "sổ tự chấm điểm Excel", "the Excel workbook")
    if units is None or units.unit is not None:
        refuse_ending(output, (".xlsx",))
    elif output.suffix.lower() == ".xlsx" or output.is_file():
        raise usage_problem(
            f"mỗi đơn vị một sổ là nhiều tệp: {output} phải là thư mục",
            f"a workbook for each unit is several files: {output} must be a folder",
            "each_unit",
            "output",
        )


def _written(
    loaded: LoadedDossier,
    folder: Path,
    output: Path,
    units: UnitChoice | None,
    taken: list[Path],
    *,
    blank: bool,
    force: bool,
    observer: Observer,
) -> list[Path]:
    """Write the whole workbook, or those of the units; the files written."""
    from scoring.workbook.write import workbook_bytes

    scheme = load_scheme(folder, str(loaded.dossier.period))
    # For a unit, a part may be filled in, too.
    result, problems = assess(loaded, scheme, Options(part=units is not None))
    if not blank:
        observer.diagnostics([*scheme.diagnostics, *problems])
    if units is None:
        write_work({output: workbook_bytes(result, blank=blank)}, taken, force=force, observer=observer)
        return [output]
    agency = loaded.dossier.agency
    if loaded.dossier.unit not in (None, units.unit):
        wanted, wanted_en = (units.unit,) * 2 if units.unit else ("mọi đơn vị", "every unit")
        values = {"found": loaded.dossier.unit, "wanted": wanted, "wanted_en": wanted_en}
        raise InvalidInput.of("SC672", loaded.document.place(("unit",)), **values)
    suppliers = suppliers_of(scheme, agency, loaded.dossier.period, units.own, units.unit)
    if units.unit is not None:
        refuse_idle(suppliers, units.unit)
        chosen = {units.unit: output}
    else:
        chosen = file_names(output, supplying(suppliers), f"{agency.id}-{{}}.xlsx")
        for id in suppliers.units.keys() - chosen.keys():
            title = suppliers.units[id].title
            observer.message(f"“{title}” không cung cấp gì: không có sổ", f"“{title}” supplies nothing: no workbook")
    books = {}
    for id, file in chosen.items():
        share = share_of(scheme.scheme, suppliers, id)
        part = replace(loaded, dossier=part_of(loaded.dossier, share))
        found, _ = assess(part, replace(scheme, scheme=share.scheme), Options(part=True))
        books[file] = workbook_bytes(found, blank=blank, share=share)
    write_work(books, taken, force=force, observer=observer)
    return list(chosen.values())


def _earlier(agency: str) -> LoadedDossier | None:
    """The agency's latest dossier below ``evidence`` of the working folder: who it is need not be typed again."""
    found = []
    for path in find_dossiers([Path("evidence")]):
        if {agency, file_name(agency)}.isdisjoint((path.stem, path.parent.name)):
            continue
        try:
            loaded = load_dossier(path)
        except ScoringError:
            # A dossier that cannot be read says nothing about the agency.
            continue
        if loaded.dossier.agency.id == agency:
            found.append(loaded)
    return max(found, key=lambda one: str(one.dossier.period), default=None)


def _blank(who: dict[str, Any], period: str, folder: Path, output: Path) -> LoadedDossier:
    """An empty dossier by the scheme in a folder."""
    loaded = load_scheme(folder, period)
    known = {one.id: one for one in loaded.scheme.blocks}
    if who["block"] not in known:
        raise unknown(who["block"], list(known), "block")
    kinds = known[who["block"]].kinds
    if who.get("kind") and kinds and who["kind"] not in kinds:
        guess = did_you_mean(who["kind"], kinds)
        values = {"id": who["kind"], "guess": guess, "known": ", ".join(kinds), "block": who["block"]}
        raise UsageProblem([Diagnostic("SC407", None, values)])
    data = {"format": 1, "agency": who, "period": period, "scheme": loaded.scheme.id}
    document = Document(output.name, data=data)
    try:
        dossier = validated(document)
    except InvalidInput as error:
        raise UsageProblem([replace(one, place=None) for one in error.diagnostics]) from None
    return LoadedDossier(dossier=dossier, digest="", file="", path=output, document=document, diagnostics=[])

"""Finding what a command needs: schemes by id, dossiers below folders, earlier results by agency."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import refuse_missing
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import NothingMatched, UsageProblem, usage_problem

if TYPE_CHECKING:
    from scoring.app.observer import Observer
    from scoring.engine import Past
    from scoring.scheme.load import LoadedScheme

_ID = re.compile(rb"^id:[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)


def above(path: Path) -> Iterator[Path]:
    """The working folder, then every folder above `path`, nearest first."""
    seen = set()
    for one in (Path(), *path.absolute().parents):
        real = one.absolute()
        if real not in seen:
            seen.add(real)
            yield one


def scheme_folder(path: Path) -> Path:
    """The folder of a scheme given on the command line."""
    from scoring.scheme.load import MAIN, find_schemes

    refuse_missing([path])
    found = find_schemes(path)
    if path.is_dir() and path in found:
        return path
    if path.is_file():
        return path.parent if path.name in MAIN else path
    if not found:
        raise NothingMatched([Diagnostic("SC602", None, {"path": str(path)})])
    if len(found) > 1:
        known = ", ".join(map(str, found))
        raise usage_problem(f"có nhiều bộ tiêu chí, hãy chọn một: {known}", f"several schemes, choose one: {known}")
    return found[0]


def _schemes(near: Path, likely: str = "") -> Iterator[tuple[str, Path]]:
    """Schemes below ``criteria`` of the working folder or above `near`: id and folder, `likely` first."""
    from scoring.scheme.load import MAIN

    for folder in above(near):
        criteria = folder / "criteria"
        if not criteria.is_dir():
            continue
        direct = [criteria / likely / name for name in MAIN] if likely else []
        for file in (*direct, *sorted(criteria.rglob("scheme.*"))):
            if file.name in MAIN and file.is_file():
                try:
                    found = _ID.search(file.read_bytes())
                except OSError:
                    continue
                if found:
                    yield found[1].decode(), file.parent


def known_schemes(near: Path) -> list[str]:
    """The ids of all schemes below ``criteria`` of the working folder or above `near`."""
    return sorted({id for id, _ in _schemes(near)})


def scheme_by_id(wanted: str, near: Path) -> Path | None:
    """The folder of the scheme with this id, below ``criteria`` of the working folder or above `near`."""
    return next((folder for id, folder in _schemes(near, wanted) if id == wanted), None)


def scheme_for(path: Path, named: str | None, given: Path | None = None) -> Path:
    """The scheme `given`, else the one a dossier names. Raises UsageProblem if it names none that can be found."""
    if given is not None:
        return scheme_folder(given)
    found = scheme_by_id(named, path) if named else None
    if found is None:
        values = {"dossier": path.name, "named": "", "named_en": ""}
        if named:
            values |= {"named": f" (hồ sơ ghi “{named}”)", "named_en": f" (it names “{named}”)"}
        raise UsageProblem([Diagnostic("SC605", Place(str(path)), values)])
    return found


def scheme_loader(path: Path, given: Path | None) -> Callable[[str, str], LoadedScheme]:
    """Loads the scheme of an id that the file at `path` names, as it holds in a period; or the one `given`."""
    from scoring.scheme.load import load_scheme

    return lambda named, period: load_scheme(scheme_for(path, named, given), period)


def dossiers(paths: Sequence[Path]) -> list[Path]:
    """Dossiers in files and folders."""
    from scoring.evidence.load import find_dossiers

    refuse_missing(paths)
    found = find_dossiers(paths)
    if not found:
        raise no_dossiers(paths)
    return found


def no_dossiers(paths: Sequence[Path]) -> NothingMatched:
    """The failure that there are no dossiers at the paths."""
    return NothingMatched([Diagnostic("SC603", None, {"path": ", ".join(map(str, paths))})])


def earlier_of(
    past: Mapping[str, Sequence[Past]], agency: str, succeeds: Sequence[str], period: str
) -> tuple[Past, ...]:
    """An agency's results of the periods before one, and those of its predecessors."""
    from msgspec.structs import replace

    own = [one for one in past.get(agency, ()) if one.period < period]
    others = [replace(one, agency=id) for id in succeeds for one in past.get(id, ()) if one.period < period]
    return (*own, *(one for one in others if one.agency != agency))


def history(
    paths: Sequence[Path], observer: Observer, known: Mapping[str, Sequence[Past]] | None = None
) -> dict[str, list[Past]]:
    """Earlier results as `Past` by agency, oldest first; what is `known` already stands against others."""
    from scoring.app.stored import iter_results
    from scoring.engine import Past

    past: dict[str, dict[str, Past]] = {
        agency: {one.period: one for one in rows} for agency, rows in (known or {}).items()
    }
    for one in iter_results(paths) if paths else ():
        found = one.result.classification
        digest = f"sha256:{hashlib.sha256(one.raw).hexdigest()}"
        outside = found.outside.id if found.outside else None
        item = Past(one.result.period, found.certain, outside, digest)
        rows = past.setdefault(one.agency, {})
        if item.period in rows and rows[item.period] != item:
            why, why_en = f"kỳ {item.period} đã có kết quả khác", f"another result for {item.period} was given"
            values = {"path": one.path.name, "why": why, "why_en": why_en}
            observer.diagnostics([Diagnostic("SC627", Place(str(one.path)), values)])
            continue
        rows[item.period] = item
    return {agency: [rows[period] for period in sorted(rows)] for agency, rows in past.items()}

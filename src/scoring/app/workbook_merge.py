"""Two changed versions of a dossier merged over their base; conflicts are told, none is settled silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring.app import inputs
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, InvalidInput, ScoringError
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier
from scoring.evidence.merge import Conflict, Twin, merge
from scoring.evidence.merge_values import MISSING
from scoring.evidence.merge_words import conflict_words
from scoring.evidence.model import Dossier
from scoring.workbook.interpret import Expected, read_workbook
from scoring.workbook.lost_meta import said_by
from scoring.workbook.source import BOOKS

_NAMES = ("base", "mine", "theirs")


@dataclass(frozen=True, slots=True)
class _Version:
    """One of the three, with where its values stand."""

    path: Path
    dossier: Dossier
    place: Callable[[tuple[str, ...]], Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merged dossier and where the two versions disagreed."""

    dossier: Dossier
    conflicts: Sequence[Diagnostic]
    """Each place where both changed the same value: an error, or a warning where one was preferred."""
    twins: Sequence[Diagnostic]
    """Records that seem to be the same one."""
    settled: bool
    """Whether conflicts were settled; where there are none, they were."""

    @property
    def text(self) -> str:
        """The merged dossier as a file."""
        return dump_dossier(self.dossier)


def merge_versions(
    base: Path,
    mine: Path,
    theirs: Path,
    *,
    scheme: Path | None = None,
    prefer: Literal["mine", "theirs"] | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> Merged:
    """Merge two changed versions of one base, each a dossier or a workbook; `prefer` is the one whose value is taken
    where both changed it. Raises InvalidInput with the problems of all versions.
    """
    paths = (base, mine, theirs)
    refuse_missing(paths)
    found = _read_all(paths, scheme, observer)
    versions = dict(zip(_NAMES, found, strict=True))
    merged = merge(found[0].dossier, found[1].dossier, found[2].dossier, prefer)
    conflicts = [_conflict(one, versions, prefer is not None, lang) for one in merged.conflicts]
    twins = [_twin(one) for one in merged.twins]
    return Merged(dossier=merged.dossier, conflicts=conflicts, twins=twins, settled=prefer is not None or not conflicts)


def _read_all(paths: Sequence[Path], scheme: Path | None, observer: Observer) -> list[_Version]:
    """All three versions; the problems of all are told at once."""
    found: list[_Version] = []
    problems: list[Diagnostic] = []
    unreadable = False
    for path in paths:
        try:
            is_book = path.suffix.lower() in BOOKS
            base = found[0].dossier if found else None
            found.append(_workbook(path, scheme, base, observer) if is_book else _dossier(path, observer))
        except ScoringError as error:
            problems += error.diagnostics
            unreadable = unreadable or isinstance(error, CannotRead)
    if problems:
        raise (CannotRead if unreadable else InvalidInput)(problems)
    return found


def _dossier(path: Path, observer: Observer) -> _Version:
    loaded = load_dossier(path)
    observer.diagnostics(loaded.diagnostics)
    dossier = loaded.dossier

    def place(at: tuple[str, ...]) -> Place:
        return loaded.document.place(_tree_path(dossier, at))

    return _Version(path, dossier, place)


def _tree_path(dossier: Dossier, at: tuple[str, ...]) -> tuple[str | int, ...]:
    """The path in the file: items of lists by their number."""
    section = getattr(dossier, at[0], None)
    if not isinstance(section, list) or len(at) < 2:
        return at
    for index, one in enumerate(section):
        if at[1].partition("/")[0] in {getattr(one, "id", None), getattr(one, "criterion", None)}:
            rest = at[2:] if len(at) < 3 or at[2] in type(one).model_fields else ("fields", *at[2:])
            return (at[0], index, *rest)
    return at[:1]


def _workbook(path: Path, scheme: Path | None, base: Dossier | None, observer: Observer) -> _Version:
    """A version in a workbook; where it has lost its hidden sheet, the `base` says whose it is."""
    expected = Expected(else_said=said_by(base) if base else {})
    found = read_workbook(path, inputs.scheme_loader(path, scheme), expected=expected)
    observer.diagnostics(found.diagnostics)
    cells = {key: cell for one in found.dossier.provenance for key, cell in one.cells.items()}

    def place(at: tuple[str, ...]) -> Place:
        for length in range(len(at), 0, -1):
            cell = cells.get("/".join(part.partition("/")[0] for part in at[:length]))
            if cell is not None:
                return _cell(path, cell)
        return Place(path.as_posix())

    return _Version(path, found.dossier, place)


def _cell(path: Path, text: str) -> Place:
    """``Tiêu chí!E14`` as a place."""
    sheet, _, cell = text.rpartition("!")
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return Place(path.as_posix(), int(cell[len(letters) :] or 0), column, end_column=column + 1, sheet=sheet)


def _conflict(one: Conflict, versions: Mapping[str, _Version], settled: bool, lang: str) -> Diagnostic:
    """A conflict as a diagnostic: at our value, with theirs as the other place."""
    mine, theirs, base = (versions[name] for name in ("mine", "theirs", "base"))
    places = [
        Place(version.path.as_posix()) if value is MISSING else version.place(one.path)
        for version, value in ((mine, one.mine), (theirs, one.theirs))
    ]
    values = conflict_words(one, lang, mine.dossier, theirs.dossier, base.dossier)
    level: Severity | None = "warning" if settled else None
    return Diagnostic("SC640", places[0], values, path=".".join(one.path), related=places[1], level=level)


def _twin(one: Twin) -> Diagnostic:
    at = f"minh chứng “{one.kept}” và “{one.dropped}”"
    at_en = f"the records “{one.kept}” and “{one.dropped}”"
    return Diagnostic("SC642", None, {"at": at, "at_en": at_en, **one.words, "id": one.kept})

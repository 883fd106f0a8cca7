"""`scoring workbook merge`: two changed versions of a dossier over their base; conflicts are told, none is settled silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scoring.app.files import not_there, refuse_ending, refuse_inputs
from scoring.cli.terminal.console import put, settings, show, t, talk, to_screen
from scoring.cli.terminal.options import OUTPUT, PATH, SCHEME, argument, command, option
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import CannotRead, ExitCode, InvalidInput, ScoringError
from scoring.evidence.merge import Conflict
from scoring.evidence.merge_values import MISSING
from scoring.evidence.model import Dossier

_NAMES = ("base", "mine", "theirs")


@dataclass(frozen=True, slots=True)
class _Version:
    """One of the three, with where its values stand."""

    path: Path
    dossier: Dossier
    place: Callable[[tuple[str, ...]], Place]


@command(
    "merge",
    "Gộp hai bản sửa (MINE, THEIRS) của cùng một bản gốc (BASE) theo từng số liệu, tiêu chí, minh chứng; "
    "mỗi bản là hồ sơ hoặc sổ .xlsx. Chỗ hai bên sửa khác nhau được báo và không ghi gì.",
    "Merge two changed versions (MINE, THEIRS) of one BASE by measure, criterion and record; each is a dossier "
    "or an .xlsx workbook. Where they disagree it is told and nothing is written.",
)
@argument("base", "Bản gốc mà hai bên cùng sửa.", "The version both began with.", type=PATH)
@argument("mine", "Bản sửa của ta.", "Our version.", type=PATH)
@argument("theirs", "Bản sửa của họ.", "Their version.", type=PATH)
@SCHEME
@option(
    "--prefer",
    type=click.Choice(["mine", "theirs"]),
    vi="Chỗ hai bên sửa khác nhau thì lấy bản này; vẫn báo từng chỗ.",
    en="Take this version's value where they disagree; each place is still told.",
)
@OUTPUT
def command_(
    base: Path,
    mine: Path,
    theirs: Path,
    scheme: Path | None,
    prefer: Any,
    output: Path | None,
) -> int:
    """Merge versions."""
    from scoring.evidence.dump import dump_dossier
    from scoring.evidence.merge import merge

    paths = (base, mine, theirs)
    not_there(paths)
    shown = to_screen(output)
    if output is not None and not shown:
        refuse_ending(output, (".yaml", ".yml"))
        refuse_inputs([output], paths)
    versions = dict(zip(_NAMES, _read_all(paths, scheme), strict=True))
    dossiers = [versions[name].dossier for name in _NAMES]
    found = merge(dossiers[0], dossiers[1], dossiers[2], prefer)
    settled = prefer is not None
    told = [_told(one, versions, settled) for one in found.conflicts]
    twins = [Diagnostic("SC642", None, _twin_words(one)) for one in found.twins]
    show([*told, *twins])
    count = len(found.conflicts)
    if told and not settled:
        talk(t(f"{count} chỗ mâu thuẫn, không ghi gì", f"{count} conflicts, nothing written"), always=True)  # fmt: skip
        return int(ExitCode.FINDINGS)
    text = dump_dossier(found.dossier)
    put(output, text, paths)
    words = {"mine": t("bản của ta", "mine"), "theirs": t("bản của họ", "theirs")}
    chosen = t(f"; {count} chỗ mâu thuẫn lấy theo {words[prefer]}",
               f"; {count} conflicts settled as {words[prefer]}") if told else ""  # fmt: skip
    where = "" if shown else t(f" vào {output}", f" to {output}")
    name, period = found.dossier.agency.name, found.dossier.period
    talk(t(f"Đã gộp hồ sơ của {name}, kỳ {period}{where}{chosen}",
           f"Merged the dossier of {name}, {period}{where}{chosen}"))  # fmt: skip
    return int(ExitCode.DONE)


def _read_all(paths: tuple[Path, ...], scheme: Path | None) -> list[_Version]:
    """All three versions; the problems of all are told at once."""
    found: list[_Version] = []
    problems: list[Diagnostic] = []
    unreadable = False
    for path in paths:
        try:
            found.append(_workbook(path, scheme) if path.suffix.lower() in _BOOKS else _dossier(path))  # fmt: skip
        except ScoringError as error:
            problems += error.diagnostics
            unreadable = unreadable or isinstance(error, CannotRead)
    if problems:
        raise (CannotRead if unreadable else InvalidInput)(problems)
    return found


_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def _dossier(path: Path) -> _Version:
    from scoring.evidence.load import load_dossier

    loaded = load_dossier(path)
    show(loaded.diagnostics, notes=False)
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


def _workbook(path: Path, scheme: Path | None) -> _Version:
    from scoring.app import inputs
    from scoring.scheme.load import LoadedScheme, load_scheme
    from scoring.workbook.interpret import read_workbook

    def scheme_for(id: str, when: str) -> LoadedScheme:
        folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(path, id)
        return load_scheme(folder, when)

    found = read_workbook(path, scheme_for)
    show(found.diagnostics, notes=False)
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
    return Place(path.as_posix(), int(cell[len(letters) :] or 0), column, column + 1, sheet)


def _told(one: Conflict, versions: Mapping[str, _Version], settled: bool) -> Diagnostic:
    """A conflict as a diagnostic: at our value, with theirs as the other place."""
    from scoring.evidence.merge_words import conflict_words

    dossiers = [versions[name].dossier for name in ("mine", "theirs", "base")]
    places = []
    for name, value in (("mine", one.mine), ("theirs", one.theirs)):
        version = versions[name]
        gone = value is MISSING
        places.append(Place(version.path.as_posix()) if gone else version.place(one.path))
    values = conflict_words(one, settings.lang, *dossiers)
    level = "warning" if settled else ""
    return Diagnostic("SC640", places[0], values, ".".join(one.path), places[1], level)


def _twin_words(one: Any) -> dict[str, str]:
    at = t(f"minh chứng “{one.kept}” và “{one.dropped}”", f"the records “{one.kept}” and “{one.dropped}”")  # fmt: skip
    return {"at": at, **one.words, "id": one.kept}


__all__ = ["command_"]

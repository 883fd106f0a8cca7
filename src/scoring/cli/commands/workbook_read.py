"""`scoring workbook read`: a filled-in workbook back into a dossier; what is wrong is told at its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app import inputs
from scoring.app.files import not_there, refuse_ending, write_file
from scoring.cli.terminal.console import settings, show, t, talk, to_screen, told, write
from scoring.cli.terminal.options import AS_OF, PATH, SCHEME, argument, command, option
from scoring.diagnostics import Diagnostic, Place, summary
from scoring.errors import ExitCode, InvalidInput, ScoringError, usage_problem

if TYPE_CHECKING:
    from scoring.evidence.model import Dossier


@command(
    "read",
    "Đọc sổ Excel đã điền thành hồ sơ; mọi chỗ sai được báo một lần, kèm trang và ô (Tiêu chí!E14). "
    "Có lỗi thì không ghi gì.",
    "Read a filled-in workbook into a dossier; all problems at once, each with sheet and cell (Tiêu chí!E14). "
    "Nothing is written where there is an error.",
)
@argument("workbook", "Sổ Excel (.xlsx) đã điền.", "The filled-in workbook (.xlsx).", type=PATH)
@SCHEME
@option(
    "--agency",
    vi="Mã cơ quan phải có trong sổ; sổ của cơ quan khác bị từ chối.",
    en="The agency it must belong to; another agency's workbook is refused.",
)
@option(
    "--period",
    vi="Kỳ phải có trong sổ.",
    en="The period it must be for.",
)
@option(
    "--against",
    type=PATH,
    vi="Hồ sơ gốc: sổ phải cùng cơ quan, cùng kỳ; điểm thẩm định khác hồ sơ này thì báo.",
    en="The dossier before: same agency and period; awards that differ from it are told.",
)
@AS_OF
@option(
    "-o",
    "--output",
    type=PATH,
    vi="Ghi hồ sơ (.yaml) vào tệp này; “-” hoặc không ghi: ra màn hình.",
    en="Write the dossier (.yaml) to this file; “-” or nothing: to stdout.",
)
def command_(
    workbook: Path,
    scheme: Path | None,
    agency: str | None,
    period: str | None,
    against: Path | None,
    as_of: date | None,
    output: Path | None,
) -> int:
    """Read a workbook."""
    from scoring.evidence.load import load_dossier
    from scoring.scheme.load import LoadedScheme, load_scheme
    from scoring.workbook.interpret import Expected, read_workbook

    not_there([workbook, *([against] if against else [])])
    if output is not None and not to_screen(output):
        refuse_ending(output, (".yaml", ".yml"))
    other = None
    if against is not None:
        other = load_dossier(against).dossier
        for given, known, name in (
            (agency, other.agency.id, "--agency"),
            (period, str(other.period), "--period"),
        ):
            if given is not None and given != known:
                raise usage_problem(f"{name} {given} khác với hồ sơ --against ({known})",
                            f"{name} {given} differs from the dossier of --against ({known})")  # fmt: skip
        agency, period = other.agency.id, str(other.period)

    expected = Expected(agency, period, other)

    def scheme_for(id: str, when: str) -> LoadedScheme:
        folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(workbook, id)
        return load_scheme(folder, when)

    try:
        found = read_workbook(workbook, scheme_for, expected=expected, as_of=as_of)
    except InvalidInput as error:
        show(error.diagnostics)
        said = summary(error.diagnostics, settings.lang)
        talk(t(f"{said}; không ghi gì", f"{said}; nothing written"), always=True)
        return int(error.exit_code)
    problems = list(found.diagnostics)
    where = ""
    if output is None or to_screen(output):
        write(found.text)
    else:
        where = t(f" vào {output}", f" to {output}")
        _not_of_another(output, found.dossier)
        write_file(output, found.text.encode(), [workbook])
        problems += _not_beside(output)
    show(problems, notes=False)
    said = told(problems)
    talk(t(f"Đã đọc sổ của {found.dossier.agency.name}, kỳ {found.dossier.period}{where}: {said}",
           f"Read the workbook of {found.dossier.agency.name}, {found.dossier.period}{where}: {said}"))  # fmt: skip
    return int(ExitCode.DONE)


def _not_beside(output: Path) -> list[Diagnostic]:
    """Attachments the dossier names that are not beside it; no fault of the workbook, but points depend on them."""
    from scoring.evidence.attachments import check_attachments
    from scoring.evidence.load import load_dossier

    if not output.is_file():
        return []
    found, _ = check_attachments(load_dossier(output))
    return [replace(one, level="warning") for one in found if one.severity == "error"]


def _not_of_another(output: Path, dossier: Dossier) -> None:
    """Refuse to write over the dossier of another agency or period.

    Raises:
        InvalidInput: that is what stands at `output`.
    """
    from scoring.evidence.load import load_dossier

    if not output.is_file():
        return
    try:
        other = load_dossier(output).dossier
    except ScoringError:
        # What cannot be read is nobody's dossier; the new one is better.
        return
    place = Place(str(output))
    problems = []
    if other.agency.id != dossier.agency.id:
        values = {"found": dossier.agency.id, "wanted": other.agency.id}
        problems.append(Diagnostic("SC714", place, values))
    if other.period != dossier.period:
        values = {"found": str(dossier.period), "wanted": str(other.period)}
        problems.append(Diagnostic("SC715", place, values))
    if problems:
        raise InvalidInput(problems)


__all__ = ["command_"]

"""A filled-in workbook read back into a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.files import refuse_ending, refuse_missing, write_work
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import ExitCode, InvalidInput, ScoringError, UsageProblem, usage_problem
from scoring.evidence.attachments import check_attachments
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.workbook.interpret import Expected, read_workbook
from scoring.workbook.keep import cells_in_error


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """The dossier in a workbook, with what is to be said of it."""

    dossier: Dossier
    text: str
    """The dossier as a file."""
    diagnostics: Sequence[Diagnostic]
    left_out: int = 0
    """Cells that hold something and are not in the dossier, as they, or what they belong to, are wrong."""
    marked: int = 0
    """Cells marked in the workbook at `marked`."""

    @property
    def code(self) -> ExitCode:
        """FINDINGS where something was wrong."""
        return ExitCode.FINDINGS if has_errors(self.diagnostics) else ExitCode.DONE


class WrongWorkbook(InvalidInput):
    """Nothing can be kept of the workbook, or nothing may be written; each problem stands at its cell."""


def read_back(
    workbook: Path,
    *,
    scheme: Path | None = None,
    agency: str | None = None,
    period: str | None = None,
    against: Path | None = None,
    as_of: date | None = None,
    output: Path | None = None,
    marked: Path | None = None,
    force: bool = False,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> ReadBack:
    """Read a workbook, and write its dossier where `output` says so. Cells that are wrong are left out of the dossier,
    as if nothing were declared there, and are told.

    Args:
        marked: where the workbook is written again, its wrong cells coloured and commented in `lang`.
        against: the dossier before: same agency and period; awards that differ from it are told.
        force: whether another file at `output` is replaced; a copy of it is kept.

    Raises:
        InvalidInput: `output` is the dossier of another agency or period.
        UsageProblem: `agency` or `period` is not that of `against`, or another file is at `output`.
        WrongWorkbook: it is none of ours, another agency's, or of another scheme; or it is wrong and another file is
            at `output` or `marked`. Nothing is written then.
    """
    refuse_missing([workbook, *([against] if against else [])])
    if output is not None:
        refuse_ending(output, (".yaml", ".yml"))
    if marked is not None:
        refuse_ending(marked, (".xlsx",))
    other = None
    if against is not None:
        other = load_dossier(against).dossier
        for given, known, vi, en in (
            (agency, other.agency.id, "cơ quan", "agency"),
            (period, str(other.period), "kỳ", "period"),
        ):
            if given is not None and given != known:
                raise usage_problem(
                    f"{vi} {given} khác với hồ sơ gốc để so ({known})",
                    f"{en} {given} differs from the dossier to compare with ({known})",
                    en,
                    "against",
                )
        agency, period = other.agency.id, str(other.period)

    try:
        expected = Expected(agency, period, other)
        loader = inputs.scheme_loader(workbook, scheme)
        found = read_workbook(workbook, loader, expected=expected, as_of=as_of, keep=True)
    except InvalidInput as error:
        raise WrongWorkbook(error.diagnostics) from None
    problems = list(found.diagnostics)
    files = {} if output is None else {output: found.text.encode()}
    if marked is not None:
        # Heavy, and seldom wanted.
        from scoring.workbook.mark import mark_cells

        files[marked] = mark_cells(found.raw, workbook.as_posix(), problems, lang)
    try:
        if output is not None:
            _refuse_other_dossier(output, found.dossier)
        write_work(files, [workbook], force=force, observer=observer)
    except (InvalidInput, UsageProblem) as error:
        if not has_errors(problems):
            raise
        # What is wrong in the workbook is told, too.
        raise WrongWorkbook([*problems, *error.diagnostics]) from None
    if output is not None:
        problems += _missing_attachments(output)
    return ReadBack(
        dossier=found.dossier,
        text=found.text,
        diagnostics=problems,
        left_out=found.left_out,
        marked=0 if marked is None else len(cells_in_error(problems)),
    )


def _missing_attachments(output: Path) -> list[Diagnostic]:
    """Attachments the dossier names that are not beside it; no fault of the workbook, but points depend on them."""
    if not output.is_file():
        return []
    found, _ = check_attachments(load_dossier(output))
    return [replace(one, level="warning") for one in found if one.severity == "error"]


def _refuse_other_dossier(output: Path, dossier: Dossier) -> None:
    """Refuse to write over the dossier of another agency or period."""
    if not output.is_file():
        return
    try:
        other = load_dossier(output).dossier
    except ScoringError:
        # What cannot be read is nobody's dossier; the new one is better.
        return
    pairs = (("SC714", dossier.agency.id, other.agency.id), ("SC715", str(dossier.period), str(other.period)))
    place = Place(str(output))
    problems = [Diagnostic(x, place, {"found": new, "wanted": old}) for x, new, old in pairs if new != old]
    if problems:
        raise InvalidInput(problems)

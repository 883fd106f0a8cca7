"""A filled-in workbook read back into a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scoring.app import inputs
from scoring.app.files import refuse_ending, refuse_missing, write_work
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput, ScoringError, usage_problem
from scoring.evidence.attachments import check_attachments
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.workbook.interpret import Expected, read_workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """The dossier in a workbook, with what is to be said of it."""

    dossier: Dossier
    text: str
    """The dossier as a file."""
    diagnostics: Sequence[Diagnostic]


class WrongWorkbook(InvalidInput):
    """The workbook was read and is wrong; each problem stands at its cell."""


def read_back(
    workbook: Path,
    *,
    scheme: Path | None = None,
    agency: str | None = None,
    period: str | None = None,
    against: Path | None = None,
    as_of: date | None = None,
    output: Path | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> ReadBack:
    """Read a workbook, and write its dossier where `output` says so.

    Args:
        against: the dossier before: same agency and period; awards that differ from it are told.
        force: whether another file at `output` is replaced; a copy of it is kept.

    Raises:
        InvalidInput: `output` is the dossier of another agency or period.
        UsageProblem: `agency` or `period` is not that of `against`, or another file is at `output`.
        WrongWorkbook: the workbook is wrong; nothing is written then.
    """
    refuse_missing([workbook, *([against] if against else [])])
    if output is not None:
        refuse_ending(output, (".yaml", ".yml"))
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
        found = read_workbook(workbook, inputs.scheme_loader(workbook, scheme), expected=expected, as_of=as_of)
    except InvalidInput as error:
        raise WrongWorkbook(error.diagnostics) from None
    problems = list(found.diagnostics)
    if output is not None:
        _refuse_other_dossier(output, found.dossier)
        write_work({output: found.text.encode()}, [workbook], force=force, observer=observer)
        problems += _missing_attachments(output)
    return ReadBack(dossier=found.dossier, text=found.text, diagnostics=problems)


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

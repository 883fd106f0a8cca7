"""How far an agency's inner units are with their parts, and letters to those that still owe something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.app.assembling import BLANK, Known, join_units
from scoring.app.campaign.instants import Clock, utc_now
from scoring.app.files import file_names, refuse_inputs, write_each
from scoring.app.observer import SILENT, Observer
from scoring.batch.local import Options, assess
from scoring.diagnostics import Diagnostic, sort
from scoring.errors import CannotRead, Incomplete, InvalidInput, UsageProblem
from scoring.evidence.load import LoadedDossier
from scoring.result.model import Result
from scoring.result.unit_status import PartsStatus, parts_status
from scoring.result.write import result_of, to_bytes
from scoring.review.campaign import VIETNAM
from scoring.text import file_name

_LETTER = "nhac-{}.docx"
"""The name of a unit's letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far the units are."""

    found: PartsStatus
    result: Result
    """Of what the parts say so far."""
    inputs: Sequence[Path]

    def require_complete(self) -> None:
        """Refuse parts of which something is missing. Raises Incomplete, which names each unit that owes something,
        with what.
        """
        if self.found.complete:
            return
        problems = [
            Diagnostic("SC681", None, {"title": one.title, "what": one.owed("vi"), "what_en": one.owed("en")})
            for one in self.found.units
            if one.owes
        ]
        raise Incomplete(problems)

    def as_file(self, format: str, *, lang: str = "vi", delimiter: str = ",") -> bytes:
        """The table of units as ``json``, ``html``, ``csv`` or ``xlsx``."""
        from scoring.reports.unit_status import status_file

        return to_bytes(self.found) if format == "json" else status_file(self.found, format, lang, delimiter)


def status_of(
    paths: Sequence[Path],
    known: Known = BLANK,
    *,
    agency: str | None = None,
    as_of: date | None = None,
    due: date | None = None,
    left_out: Sequence[Path] = (),
    clock: Clock = utc_now,
    observer: Observer = SILENT,
) -> Status:
    """How far the units of an agency are, from the parts in files and folders; what is wrong with a part stops none.

    Args:
        as_of: the day it is looked at; without it today.
        due: the day parts are due; without it the last day the scheme sets for a report.
        left_out: files in the folders that are no parts.

    Raises:
        InvalidInput: it cannot be told whose parts they are, or what all of them say is no dossier.
        CannotRead: there is nothing at a path, or there is no file of units.
    """
    day = as_of or clock().astimezone(VIETNAM).date()
    parts = join_units(paths, known, agency=agency, left_out=left_out, today=day, as_of=as_of)
    joined = parts.joined
    if joined.dossier is None:
        raise InvalidInput(sort(joined.problems))
    loaded = LoadedDossier(
        dossier=joined.dossier, digest="", file="", path=Path(), document=joined.document, diagnostics=[]
    )
    # Papers stand beside the parts: the files that are attached are looked at where the dossier is evaluated.
    assessment, found = assess(loaded, parts.scheme, Options(as_of=day), attachments=([], []))
    problems = sort([*joined.problems, *found])
    observer.diagnostics(problems)
    result = result_of(assessment)
    state = parts_status(joined, result, parts.suppliers, parts.scheme.scheme, problems, as_of=day, due=due)
    return Status(found=state, result=result, inputs=parts.files)


def reminders(
    of: Status,
    folder: Path,
    *,
    templates: Path | None = None,
    lang: str = "vi",
    force: bool = False,
    observer: Observer = SILENT,
) -> list[Path]:
    """A letter as a Word file for each unit that owes something, in a folder; which files were written. Letters of
    before to units that owe nothing any more are told, not removed: people write in them.
    """
    from scoring.reports.docx import Docx
    from scoring.reports.official_files import REMINDER
    from scoring.reports.unit_status import reminder

    owing = {one.unit: one for one in of.found.units if one.owes}
    letters = {file: reminder(of.found, owing[unit], of.result, lang)
               for unit, file in file_names(folder, owing, _LETTER).items()}  # fmt: skip
    refuse_inputs(letters, of.inputs)
    format = Docx()
    rendered = {path: format.render(REMINDER, letter, templates) for path, letter in letters.items()}
    problems = write_each(rendered, force=force, observer=observer)
    for one in of.found.units:
        if not one.owes and (earlier := folder / file_name(_LETTER.format(one.unit))).exists():
            file = earlier.as_posix()
            observer.message(f"{file} là công văn lần trước: {one.title} nay không còn thiếu gì",
                             f"{file} is a letter of before: {one.title} owes nothing any more")  # fmt: skip
    if problems:
        held = any(one.code == "SC614" for one in problems)
        raise (CannotRead if held else UsageProblem)(problems)
    return list(rendered)

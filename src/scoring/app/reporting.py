"""Reports: documents per agency, rankings per block, an index and data, in several formats at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.app.evaluation import Conditions, Results, results
from scoring.app.files import not_there, refuse_inputs, replace
from scoring.app.observer import Observer, Silent
from scoring.app.report_files import make, make_all
from scoring.app.report_plan import Planner, ReportOptions
from scoring.app.summaries import earlier
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, usage_problem
from scoring.reports.formats import format_of, require_formats
from scoring.reports.official_files import check_folder
from scoring.result.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The files of a report, and the results they are about."""

    names: Sequence[str]
    """Of all files that belong to the report."""
    count: int
    """How many of them were written."""
    summaries: Sequence[Summary]
    problems: Sequence[Diagnostic]
    """Why files were not written."""
    traces: Sequence[str]
    """Of documents that failed by a fault of ours: where, for whoever mends it."""
    evaluated: ExitCode
    """The code of the evaluation."""

    @property
    def code(self) -> ExitCode:
        """The code of the whole report."""
        if self.traces:
            return ExitCode.BUG
        return self.evaluated or (ExitCode.FINDINGS if self.problems else ExitCode.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a report: its bytes where it was not written to a file."""

    data: bytes = b""
    problems: Sequence[Diagnostic] = ()
    """Why it could not be made."""
    traces: Sequence[str] = ()
    evaluated: ExitCode = ExitCode.DONE
    """The code of the evaluation."""

    @property
    def code(self) -> ExitCode:
        """The code of the whole report."""
        if self.traces:
            return ExitCode.BUG
        return ExitCode.FINDINGS if self.problems else self.evaluated


def report(
    paths: Sequence[Path],
    options: ReportOptions,
    conditions: Conditions | None = None,
    *,
    observer: Observer | None = None,
) -> Reported:
    """Write all documents of a report to a folder; one that fails stops no other.

    Args:
        paths: stored results or dossiers, or folders of them.
        options: which documents, and the folder they go to.
        conditions: how dossiers are evaluated; earlier results are shown in the documents, too.
        observer: told of progress and of what is wrong with dossiers.

    Raises:
        CannotRead: a path is not there, or a file cannot be written.
        NothingMatched: there is nothing to report on, or not the one agency wanted.
        UsageProblem: something wanted cannot be made, or an input would be overwritten.
    """
    observer, conditions = observer or Silent(), conditions or Conditions()
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        plan = _plan(paths, options, conditions, Path(name), observer)
        work = plan.whole_report()
        made = make_all(work, conditions.jobs, observer)
        return Reported(
            names=[file.name for one in work for file in one.files],
            count=made.count,
            summaries=[one.summary for one in plan.entries()],
            problems=made.problems,
            traces=made.traces,
            evaluated=plan.found.code,
        )


def document(
    paths: Sequence[Path],
    options: ReportOptions,
    conditions: Conditions | None = None,
    *,
    observer: Observer | None = None,
) -> Document:
    """Make the one document of one format, and write it to the output, if there is one.

    Args:
        paths: stored results or dossiers, or folders of them.
        options: which document, and the file it goes to.
        conditions: how dossiers are evaluated; earlier results are shown in the document, too.
        observer: told of progress and of what is wrong with dossiers.

    Raises:
        CannotRead: a path is not there, or the file cannot be written.
        NothingMatched: there is nothing to report on, or not the one agency wanted.
        UsageProblem: it could be one of several, cannot be made, or an input would be overwritten.
    """
    observer, conditions = observer or Silent(), conditions or Conditions()
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        plan = _plan(paths, options, conditions, Path(name), observer)
        plan.output = Path(name) / "one"
        work = plan.single_file()
        if options.output is not None:
            refuse_inputs([options.output], plan.found.inputs)
        made = make(work)
        found = Document(problems=made.problems, traces=made.traces, evaluated=plan.found.code)
        if made.problems:
            return found
        file = work.folder / work.files[0].name
        if options.output is None:
            return Document(data=file.read_bytes(), evaluated=plan.found.code)
        replace(options.output, lambda new: _copy(file, new))
        return found


def _copy(file: Path, new: Path) -> None:
    shutil.copyfile(file, new)


def _plan(
    paths: Sequence[Path], options: ReportOptions, conditions: Conditions, folder: Path, observer: Observer
) -> Planner:
    _check(options)
    before = earlier(conditions.history)
    found: Results = results(paths, conditions, folder=folder, observer=observer)
    return Planner(options, found, before, folder)


def _check(options: ReportOptions) -> None:
    """Refuse what cannot come to a good end, before any work is done.

    Raises:
        CannotRead: the folder of templates is not there.
        UsageProblem: no format has such a document, or a library is not installed.
    """
    known = {one for id in options.formats for one in format_of(id).documents}
    for one in options.documents:
        if one not in known:
            names = ", ".join(options.formats)
            raise usage_problem(f"định dạng {names} không có tài liệu {one}", f"{names} has no document {one}")  # fmt: skip
    require_formats(options.formats)
    if options.templates is not None:
        not_there([options.templates])
        check_folder(options.templates)


__all__ = ["Document", "ReportOptions", "Reported", "document", "report"]

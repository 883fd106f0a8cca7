"""Reports: documents per agency, rankings per block, an index and data, in several formats at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scoring.app.conditions import Conditions, connected, pool_of
from scoring.app.evaluation import results
from scoring.app.files import refuse_inputs, refuse_missing, replace_made
from scoring.app.folder import earlier_notes, write_manifest
from scoring.app.observer import Observer, Silent
from scoring.app.periodic import file_before
from scoring.app.report_files import Made, forget, make, make_all
from scoring.app.report_plan import Planner, ReportOptions, Work
from scoring.app.report_units import ReportUnits
from scoring.app.summaries import earlier
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, usage_problem
from scoring.reports.formats import format_of, require_formats
from scoring.reports.interface import DocumentId
from scoring.reports.official_files import check_folder
from scoring.reports.one_file import write_one_file
from scoring.result.mapped import Mapped
from scoring.result.summary import Summary
from scoring.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The files of a report, and the results they are about."""

    names: Sequence[str]
    """Of all files that belong to the report."""
    count: int
    """How many of them were written."""
    summaries: Sequence[Summary]
    """Of the agencies wanted; none for a single document."""
    problems: Sequence[Diagnostic]
    """Why files were not made."""
    traces: Sequence[str]
    """Of documents that failed by a fault of ours: where, for whoever mends it."""
    evaluated: ExitCode
    """The code of the evaluation."""
    data: bytes = b""
    """The one document, where it was not written to a file."""

    @property
    def code(self) -> ExitCode:
        """The code of the whole report."""
        if self.traces:
            return ExitCode.BUG
        if any(one.code == "SC614" for one in self.problems):
            return ExitCode.CANNOT_READ
        return self.evaluated or (ExitCode.FINDINGS if self.problems else ExitCode.DONE)


def report(
    paths: Sequence[Path],
    options: ReportOptions,
    conditions: Conditions | None = None,
    *,
    observer: Observer | None = None,
) -> Reported:
    """Write all documents of a report to a folder; one that fails stops no other. Earlier results in `conditions` are
    shown in the documents, too. Raises UsageProblem if something wanted cannot be made, or an input would be
    overwritten.
    """
    with connected(conditions or Conditions()) as given, _planner(paths, options, given, observer) as plan:
        work, folder = plan.whole_report(), plan.output
        earlier_notes(folder, force=options.force, observer=observer or Silent())
        try:
            made = make_all(work, pool_of(given), observer or Silent())
        finally:
            write_manifest(folder)
        return _reported(plan, work, made, summaries=Mapped(plan.entries(), lambda one: one.summary))


def report_in_one_file(
    paths: Sequence[Path],
    options: ReportOptions,
    conditions: Conditions | None = None,
    *,
    observer: Observer | None = None,
) -> Reported:
    """Write all HTML pages of a report to one file, the options' output; evidence files are not linked.

    Pages wait on the disk, so that no more than one of them is in memory.

    Raises:
        UsageProblem: something wanted cannot be made, or an input would be overwritten.
    """
    target = options.output
    assert target is not None
    with connected(conditions or Conditions()) as given, _planner(paths, options, given, observer) as plan:
        plan.output = plan.folder / "pages"
        refuse_inputs([target], plan.found.inputs)
        work = [replace(one, attachments=None) for one in plan.whole_report()]
        made = make_all(work, pool_of(given), observer or Silent())
        # The first page, the blocks in their order, the agencies.
        order = [one for scope in ("run", "block", "agency") for one in work if one.scope == scope]
        pages = [one.folder / file.name for one in order for file in one.files]

        def fill(file: Path) -> None:
            with file.open("w", encoding="utf-8", newline="\n") as out:
                write_one_file([one for one in pages if one.exists()], out)

        replace_made(target, fill, force=options.force, observer=observer or Silent())
        made.count = 1
        return _reported(plan, work, made, summaries=Mapped(plan.entries(), lambda one: one.summary))


def document(
    paths: Sequence[Path],
    options: ReportOptions,
    conditions: Conditions | None = None,
    *,
    observer: Observer | None = None,
) -> Reported:
    """Make the one document of one format, and write it to the output, if there is one; see `report`. Raises
    UsageProblem if it could be one of several, cannot be made, or an input would be overwritten.
    """
    with connected(conditions or Conditions()) as given, _planner(paths, options, given, observer) as plan:
        plan.output = plan.folder / "one"
        work = plan.single_file()
        if options.output is not None:
            refuse_inputs([options.output], plan.found.inputs)
        made = make(work)
        file, data = work.folder / work.files[0].name, b""
        if options.output is None and not made.problems:
            data = file.read_bytes()
        elif options.output is not None and not made.problems:
            copy = partial(shutil.copyfile, file)
            replace_made(options.output, copy, force=options.force, observer=observer or Silent())
        return _reported(plan, [work], made, data=data)


def _reported(
    plan: Planner, work: Sequence[Work], made: Made, *, summaries: Sequence[Summary] = (), data: bytes = b""
) -> Reported:
    return Reported(
        names=[file.name for one in work for file in one.files],
        count=made.count,
        summaries=summaries,
        problems=made.problems,
        traces=made.traces,
        evaluated=plan.found.code,
        data=data,
    )


@contextmanager
def _planner(
    paths: Sequence[Path], options: ReportOptions, conditions: Conditions, observer: Observer | None
) -> Iterator[Planner]:
    """The results ranked, and kept in a folder that is gone afterwards."""
    _check(options)
    # Other machines see the folder of the output, not this one's temporary one.
    near = None
    if conditions.executor is not None and options.output is not None:
        near = next(one for one in options.output.absolute().parents if one.is_dir())
    with tempfile.TemporaryDirectory(prefix=".scoring-" if near else "scoring-", dir=near) as name:
        observer = observer or Silent()
        before = earlier(conditions, observer)
        units = ReportUnits(conditions.scheme, options.units, observer)
        found = results(paths, conditions, folder=Path(name), observer=observer)
        if found.stored and DocumentId.PERIODIC in options.documents:
            raise usage_problem("báo cáo định kỳ lập từ hồ sơ, không lập từ kết quả đã ghi",
                                "a periodic report is made from a dossier, not from a stored result")  # fmt: skip
        for one in found.results if DocumentId.PERIODIC in options.documents else ():
            period, path = Period.parse(one.period), options.periodic.last_year
            options.periodic.days(period)
            succeeds = one.summary.agency.succeeds
            if path is not None and path.is_dir() and not file_before(path, one.agency, succeeds, period):
                year = period.year - 1
                observer.message(f"{one.agency}: {path} không có hồ sơ năm {year}; không so với cùng kỳ",
                                 f"{one.agency}: no dossier of {year} in {path} to compare with")  # fmt: skip
        plan = Planner(options, found, earlier=before, folder=Path(name), units=units, observer=observer)
        try:
            yield plan
        finally:
            plan.close()
            forget(plan.rows)


def _check(options: ReportOptions) -> None:
    """Refuse what cannot come to a good end, before any work is done. Raises UsageProblem if no format has such a
    document, or a library is not installed.
    """
    known = {one for id in options.formats for one in format_of(id).documents}
    for one in options.documents:
        if one not in known:
            names = ", ".join(options.formats)
            raise usage_problem(f"định dạng {names} không có tài liệu {one}", f"{names} has no document {one}")
    require_formats(options.formats)
    if options.periodic.given and DocumentId.PERIODIC not in options.documents:
        raise usage_problem(
            "khoảng thời gian, ngày cuối, hồ sơ năm trước chỉ dùng với báo cáo định kỳ (tài liệu periodic)",
            "a span, a last day and the dossier of the year before go with the document periodic",
            "span",
            "until",
            "last_year",
            "documents",
        )
    if options.periodic.last_year is not None:
        refuse_missing([options.periodic.last_year])
    if options.templates is not None:
        refuse_missing([options.templates])
        check_folder(options.templates)

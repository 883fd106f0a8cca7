"""`scoring report`: documents per agency, rankings per block, an index and data, in several formats at once."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace as changed
from datetime import date
from pathlib import Path

import click

from scoring.app.evaluation import Conditions, results
from scoring.app.files import not_there, refuse_inputs, replace
from scoring.app.stored import refuse_changes
from scoring.app.summaries import earlier
from scoring.cli.documents import Planner, ReportOptions
from scoring.cli.documents_made import make, make_all
from scoring.cli.terminal.console import (
    Terminal,
    refuse_terminal,
    settings,
    show,
    t,
    talk,
    to_screen,
    write,
)
from scoring.cli.terminal.options import (
    AGENCY,
    AS_OF,
    DELIMITER,
    FINAL,
    HISTORY,
    JOBS,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    Formats,
    argument,
    command,
    fmt,
    option,
)  # fmt: skip
from scoring.cli.terminal.summary import banners, campaign_lines, results_table
from scoring.errors import ExitCode, usage_problem
from scoring.reports.formats import DOCUMENTS, FORMATS, format_of, require_formats
from scoring.reports.interface import DocumentId, FormatId
from scoring.reports.official_files import check_folder


@command(
    "report",
    "Xuất báo cáo từng cơ quan, bảng xếp hạng từng khối, trang mục lục và số liệu, từ kết quả hoặc hồ sơ; "
    "nhiều định dạng một lần.",
    "Write a report per agency, a ranking per block, an index and data, from results or dossiers; "
    "several formats at once.",
)
@argument(
    "source",
    "Kết quả, hồ sơ, hoặc thư mục chứa chúng.",
    "Results, dossiers, or folders of them.",
    nargs=-1,
    required=True,
    type=PATH,
)
@SCHEME
@AS_OF
@FINAL
@HISTORY
@AGENCY
@JOBS
@RULES
@fmt(*FORMATS, default="html,md", several=True)
@option(
    "--document",
    "documents",
    type=Formats(tuple(DOCUMENTS), noun=("tài liệu", "document")),
    multiple=True,
    default=(),
    callback=lambda ctx, param, value: tuple(
        dict.fromkeys(DocumentId(one) for some in value for one in some)
    ),
    vi="Tài liệu muốn có (mặc định: docx, pdf: self-assessment hoặc, với kết quả thẩm định, appraisal; cùng summary; bảng số liệu: ranking,criteria).",
    en="Documents wanted (default: docx, pdf: self-assessment or, for appraised results, appraisal; and summary; tables: ranking,criteria).",
)
@option(
    "--templates",
    type=PATH,
    metavar="FOLDER",
    vi="Thư mục mẫu riêng cho docx, pdf.",
    en="Folder of your own templates for docx and pdf.",
)
@DELIMITER
@OUTPUT
def command_(
    source: tuple[Path, ...],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    agency: str | None,
    jobs: int,
    rules: str | None,
    format_: tuple[str, ...],
    documents: tuple[DocumentId, ...],
    templates: Path | None,
    delimiter: str,
    output: Path | None,
) -> int:
    """Write reports."""
    if output is None:
        raise usage_problem("cần --output (thư mục, một tệp, hoặc “-” cho một báo cáo)",
                    "--output is needed (a folder, a file, or “-” for one report)")  # fmt: skip
    refuse_changes(source, {"--as-of": as_of, "--final": final})
    chosen = _formats(format_, output)
    _check(chosen, documents, templates, output)
    if rules:
        from scoring.findings import backend

        backend(rules)
    import tempfile

    asked = Conditions(
        scheme=scheme, as_of=as_of, final=final, rules=rules, history=history, jobs=jobs
    )
    options = ReportOptions(
        output=output,
        formats=chosen,
        documents=documents,
        lang=settings.lang,
        templates=templates,
        delimiter=delimiter,
        only=agency,
        verbose=settings.verbose,
    )
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        before = earlier(history)
        found = results(source, asked, folder=Path(folder), observer=Terminal())
        plan = Planner(changed(options, stored=found.stored), found, before, Path(folder))
        if _is_single(output):
            return _single(plan, output)
        work = plan.whole_report()
        made = make_all(work, jobs)
        rows = [one.summary for one in plan.entries()]
    show(made.problems)
    if not settings.quiet:
        write("".join((banners(rows), results_table(rows), *campaign_lines(rows))))
    talk(t(f"Đã ghi {made.count} tệp vào {output}", f"Wrote {made.count} files to {output}"))
    names = {file.name for one in work for file in one.files}
    start = next((name for name in ("index.html", "README.md") if name in names), None)
    if start:
        talk(t(f"Mở trước: {output / start}", f"Open first: {output / start}"))
    return int(found.code or (ExitCode.FINDINGS if made.problems else ExitCode.DONE))


def _is_single(output: Path) -> bool:
    """Whether the output is the screen or one file, by its ending."""
    return to_screen(output) or (_ending(output) in FORMATS and not output.is_dir())


def _ending(output: Path) -> str:
    return output.suffix.lower().lstrip(".")


_NOT_MADE = frozenset(("doc", "dot", "odt", "rtf", "xls", "xlsm", "ods", "tsv", "txt", "htm", "xml", "ppt", "pptx", "odp"))  # fmt: skip
"""Endings of files, not of folders, that no format makes."""


def _formats(given: tuple[str, ...], output: Path) -> tuple[FormatId, ...]:
    """The formats wanted; a single file's ending says it where no format was named.

    Raises:
        UsageProblem: the file's ending says another format than the one named, or none that is made.
    """
    ending = _ending(output)
    if ending in _NOT_MADE and not output.is_dir():
        raise usage_problem(f"không lập được tệp .{ending}; có: {', '.join(FORMATS)}",
                    f".{ending} files are not made; there are: {', '.join(FORMATS)}")  # fmt: skip
    named = tuple(FormatId(one) for one in given)
    if not _is_single(output):
        return named
    context = click.get_current_context()
    if ending and context.get_parameter_source("format_") is click.core.ParameterSource.DEFAULT:
        return (FormatId(ending),)
    if len(named) != 1:
        raise usage_problem("chọn đúng một --format cho một tệp", "choose exactly one --format for one file")  # fmt: skip
    if ending and ending != named[0]:
        raise usage_problem(f"--format {named[0]} nhưng tên tệp có đuôi .{ending}",
                    f"--format {named[0]}, but the file's ending is .{ending}")  # fmt: skip
    return named


def _check(
    chosen: Sequence[FormatId],
    documents: Sequence[DocumentId],
    templates: Path | None,
    output: Path,
) -> None:
    """Refuse what cannot come to a good end, before any work is done."""
    known = {one for id in chosen for one in format_of(id).documents}
    for one in documents:
        if one not in known:
            names = ", ".join(chosen)
            raise usage_problem(f"định dạng {names} không có tài liệu {one}", f"{names} has no document {one}")  # fmt: skip
    require_formats(chosen)
    if templates is not None:
        not_there([templates])
        check_folder(templates)
    if to_screen(output):
        refuse_terminal(chosen[0])


def _single(plan: Planner, output: Path) -> int:
    """One document to a file or to the standard output."""
    work = plan.single_file()
    if not to_screen(output):
        refuse_inputs([output], plan.found.inputs)
    made_in = plan.folder / "one"
    work = changed(work, options=changed(work.options, output=made_in))
    made = make(work)
    show(made.problems)
    if made.problems:
        return int(ExitCode.FINDINGS)
    file = made_in / work.files[0].name
    if to_screen(output):
        sys.stdout.flush()
        with file.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        replace(output, lambda new: _copy(file, new))
    return int(plan.found.code)


def _copy(file: Path, new: Path) -> None:
    shutil.copyfile(file, new)


__all__ = ["command_"]

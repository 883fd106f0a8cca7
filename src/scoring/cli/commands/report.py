"""`scoring report`: documents per agency, rankings per block, an index and data, in several formats at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scoring.app.conditions import Conditions
from scoring.app.evaluation import refuse_changes
from scoring.app.periodic import SPANS, PeriodicOptions
from scoring.app.report_plan import ReportOptions
from scoring.app.reporting import Reported, document, report, report_in_one_file
from scoring.cli.terminal import console
from scoring.cli.terminal.console import Running, refuse_terminal, settings, t, talk, to_screen, write, write_bytes
from scoring.cli.terminal.options import (
    AGAINST_LEDGER,
    AGENCY,
    CLUSTER,
    DATE,
    DELIMITER,
    JOBS,
    MEMORY_LIMIT,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    TIME_LIMIT,
    UNITS,
    Formats,
    argument,
    command,
    conditions,
    fmt,
    option,
)
from scoring.cli.terminal.report_output import is_single, wanted_formats
from scoring.cli.terminal.summary import banners, campaign_lines, results_table
from scoring.errors import usage_problem
from scoring.reports.formats import DOCUMENTS, FORMATS
from scoring.reports.interface import DocumentId, FormatId


@command("report",
         "Xuất báo cáo từng cơ quan, bảng xếp hạng từng khối, trang mục lục và số liệu, từ kết quả hoặc hồ sơ; nhiều định dạng một lần.",
         "Write a report per agency, a ranking per block, an index and data, from results or dossiers; several formats at once.")  # fmt: skip
@argument("source", "Kết quả, hồ sơ, hoặc thư mục chứa chúng.",
          "Results, dossiers, or folders of them.", nargs=-1, required=True, type=PATH)  # fmt: skip
@SCHEME
@conditions
@AGAINST_LEDGER
@AGENCY
@JOBS
@TIME_LIMIT
@MEMORY_LIMIT
@CLUSTER
@RULES
@fmt(*FORMATS, default="html,md", several=True)
@option("--document", "documents", type=Formats(tuple(DOCUMENTS), noun=("tài liệu", "document")), multiple=True, default=(),
        callback=lambda ctx, param, value: tuple(dict.fromkeys(DocumentId(one) for some in value for one in some)),
        vi="Tài liệu muốn có (mặc định: docx, pdf: self-assessment hoặc, với kết quả thẩm định, appraisal; cùng summary; bảng số liệu: ranking,criteria).",
        en="Documents wanted (default: docx, pdf: self-assessment or, for appraised results, appraisal; and summary; tables: ranking,criteria).")  # fmt: skip
@option("--span", type=click.Choice(tuple(SPANS)),
        vi="Báo cáo định kỳ: phần của năm (mặc định cả kỳ của hồ sơ).",
        en="Periodic report: the part of the year (default: the dossier's whole period).")  # fmt: skip
@option("--until", type=DATE, vi="Báo cáo định kỳ: từ đầu kỳ đến hết ngày này, thay cho --span.",
        en="Periodic report: from the period's first day until this one, instead of --span.")  # fmt: skip
@option("--last-year", type=PATH, vi="Báo cáo định kỳ: hồ sơ năm trước (tệp hoặc thư mục), để so với cùng kỳ.",
        en="Periodic report: last year's dossier (a file or folder) to compare with.")  # fmt: skip
@option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng cho docx, pdf.",
        en="Folder of your own templates for docx and pdf.")  # fmt: skip
@option("--single-file", is_flag=True,
        vi="Gộp mọi trang HTML (mục lục, khối, cơ quan) vào một tệp đọc ngoại tuyến: --output TỆP.html.",
        en="All HTML pages (index, blocks, agencies) in one file to read offline: --output FILE.html.")  # fmt: skip
@UNITS
@DELIMITER
@OUTPUT
def command_(
    source: tuple[Path, ...],
    conditions: Conditions,
    agency: str | None,
    format_: tuple[str, ...],
    documents: tuple[DocumentId, ...],
    span: str | None,
    until: date | None,
    last_year: Path | None,
    templates: Path | None,
    single_file: bool,
    units: Path | None,
    delimiter: str,
    output: Path | None,
) -> int:
    """Write reports."""
    if output is None:
        raise usage_problem("cần --output (thư mục, một tệp, hoặc “-” cho một báo cáo)",
                            "--output is needed (a folder, a file, or “-” for one report)")  # fmt: skip
    refuse_changes(source, conditions)
    chosen = wanted_formats(format_, output, documents)
    if span is None and documents == (DocumentId.PERIODIC,):
        # A periodic report is of the days up to the one it is looked at.
        until = until or conditions.as_of
    if to_screen(output):
        refuse_terminal(chosen[0])
    options = ReportOptions(
        output=None if to_screen(output) else output,
        formats=chosen,
        documents=documents,
        lang=settings.lang,
        templates=templates,
        delimiter=delimiter,
        only=agency,
        units=units,
        periodic=PeriodicOptions(span=span, until=until, last_year=last_year),
        scheme=conditions.scheme,
        force=settings.force,
    )
    if DocumentId.PERIODIC in documents:
        console.talk_only_vietnamese("The periodic report is")
    if single_file and (chosen != (FormatId.HTML,) or to_screen(output) or not is_single(output) or agency):
        raise usage_problem("--single-file ghi các trang của mọi cơ quan vào một tệp .html: --output TỆP.html",
                            "--single-file writes the pages of all agencies to one .html file: --output FILE.html")  # fmt: skip
    if is_single(output) and not single_file:
        with Running() as terminal:
            one = document(source, options, conditions, observer=terminal)
        _show_problems(one)
        write_bytes(one.data)
        return int(one.code)
    with Running() as terminal:
        found = (report_in_one_file if single_file else report)(source, options, conditions, observer=terminal)
    _show_problems(found)
    # A part of a year has no class, so that the whole year's is not shown beside it.
    if not settings.quiet and documents != (DocumentId.PERIODIC,):
        rows = found.summaries
        write("".join((banners(rows), results_table(rows), *campaign_lines(rows))))
    talk(t(f"Đã ghi {found.count} tệp vào {output}", f"Wrote {found.count} files to {output}"))
    start = next((name for name in ("index.html", "README.md") if name in found.names), None)
    if start and (output / start).exists():
        talk(t(f"Mở trước: {output / start}", f"Open first: {output / start}"))
    return int(found.code)


def _show_problems(found: Reported) -> None:
    """Show why documents could not be made; where in our code they failed only under `-v`."""
    if settings.verbose:
        for trace in found.traces:
            talk(trace, always=True)
    console.show_problems(found.problems)
    if found.traces:
        console.talk_bug(f"{len(found.traces)} × SC633")

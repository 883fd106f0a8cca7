"""`scoring campaign discrepancies`: gaps between claimed and final points, split by cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import refuse_terminal, settings, to_screen, write_output
from scoring.cli.terminal.discrepancy_text import discrepancy_text
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import AGREEMENT, OUTPUT, PATH, SCHEME, command, fmt, option
from scoring.reports.formats import format_of, require_formats
from scoring.reports.interface import DiscrepancySource, FormatId
from scoring.reports.official_files import check_folder

if TYPE_CHECKING:
    from scoring.result.model import Result
    from scoring.review.discrepancy import DiscrepancyReport


@command("discrepancies",
         "Chênh lệch giữa điểm tự chấm và điểm chính thức, mỗi phần theo nguyên nhân: từng tiêu chí, cơ quan, khối; hai người chấm cùng tiêu chí giống nhau bao nhiêu (--agreement thêm kappa có trọng số).",
         "The gaps between claimed and final points, each part by its cause: per criterion, agency and block; and how often two appraisers of the same criteria agree (--agreement adds the weighted kappa).")  # fmt: skip
@reading
@option("--agency", vi="Chỉ cơ quan này.", en="Only this agency.")
@option("--all", "all_", is_flag=True, vi="Cả những tiêu chí không chênh lệch.", en="Criteria without a gap too.")
@option("--accepted", is_flag=True,
        vi="Thêm điểm tính lại từ những minh chứng, số liệu được chấp nhận (cần bộ tiêu chí).",
        en="Also what the engine computes from accepted evidence and numbers (needs the scheme).")  # fmt: skip
@AGREEMENT
@SCHEME
@fmt("table", FormatId.JSON, FormatId.HTML, FormatId.MARKDOWN, FormatId.CSV, FormatId.XLSX, FormatId.DOCX, FormatId.PDF)
@option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng cho docx, pdf.",
        en="Folder of your own templates for docx and pdf.")  # fmt: skip
@OUTPUT
def command_(
    open_session: OpenSession,
    agency: str | None,
    all_: bool,
    accepted: bool,
    agreement: bool,
    scheme: Path | None,
    format_: str,
    templates: Path | None,
    output: Path | None,
) -> None:
    """Discrepancies."""
    from scoring.app.campaign.discrepancies import discrepancies
    from scoring.app.campaign.official_results import any_result

    format = None if format_ == "table" else FormatId(format_)
    if format is not None:
        require_formats([format])
        if templates is not None:
            check_folder(templates)
        if to_screen(output):
            refuse_terminal(format)
    with open_session() as session:
        found = discrepancies(session, agency=agency, kappa=agreement, accepted=accepted, scheme=scheme)
        if format is None:
            banner = f"{found.banner}\n" if found.banner else ""
            line = ledger_line(session.state)
            data = f"{banner}{discrepancy_text(found, all_rows=all_)}{line}\n".encode()
        else:
            result = any_result(session, scheme) if format_of(format).is_paper else None
            data = _made(found, format, result, templates, all_rows=all_)
    write_output(output, data)


def _made(
    found: DiscrepancyReport, format: FormatId, result: Result | None, templates: Path | None, *, all_rows: bool
) -> bytes:
    """The report in one of the reports' formats."""
    from scoring.reports.agreement_words import kappa_words
    from scoring.reports.discrepancies import Discrepancies

    lang = settings.lang
    kappa, caveat = kappa_words(found.agreement, lang)
    report = Discrepancies(found, lang, every_criterion=all_rows, kappa=kappa, caveat=caveat)
    source = DiscrepancySource(report=report, result=result, templates=templates)
    return format_of(format).discrepancies(source)

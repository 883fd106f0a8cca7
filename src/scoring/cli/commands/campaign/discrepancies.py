"""`scoring campaign discrepancies`: gaps between claimed and final points, split by cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.app.campaign.session import Session
from scoring.cli.terminal.campaign_options import reading
from scoring.cli.terminal.console import Terminal, put, refuse_terminal, settings, to_screen
from scoring.cli.terminal.discrepancy_text import discrepancy_text
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import AGREEMENT, OUTPUT, PATH, SCHEME, command, fmt, option
from scoring.json_write import canonical
from scoring.reports.formats import FORMATS, require_formats
from scoring.reports.official_files import check_folder

if TYPE_CHECKING:
    from scoring.reports.discrepancies import Discrepancies


@command(
    "discrepancies",
    "Chênh lệch giữa điểm tự chấm và điểm chính thức, mỗi phần theo nguyên nhân: từng tiêu chí, cơ quan, khối; "
    "hai người chấm cùng tiêu chí giống nhau bao nhiêu (--agreement thêm kappa có trọng số).",
    "The gaps between claimed and final points, each part by its cause: per criterion, agency and block; "
    "and how often two appraisers of the same criteria agree (--agreement adds the weighted kappa).",
)
@reading
@option("--agency", vi="Chỉ cơ quan này.", en="Only this agency.")
@option(
    "--all",
    "all_",
    is_flag=True,
    vi="Cả những tiêu chí không chênh lệch.",
    en="Criteria without a gap too.",
)
@option("--accepted", is_flag=True,
        vi="Thêm điểm tính lại từ những minh chứng, số liệu được chấp nhận (cần bộ tiêu chí).",
        en="Also what the engine computes from accepted evidence and numbers (needs the scheme).")  # fmt: skip
@AGREEMENT
@SCHEME
@fmt("table", "json", "html", "md", "csv", "xlsx", "docx", "pdf")
@option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng cho docx, pdf.",
        en="Folder of your own templates for docx and pdf.")  # fmt: skip
@OUTPUT
def command_(
    store: str, campaign: str | None, as_of: str | None, agency: str | None, all_: bool, accepted: bool,
    agreement: bool, scheme: Path | None, format_: tuple[str, ...], templates: Path | None, output: Path | None,
) -> int:  # fmt: skip
    """Discrepancies."""
    from scoring.app.campaign.discrepancies import discrepancies
    from scoring.app.campaign.official_results import any_result

    if format_[0] in FORMATS:
        require_formats(format_)
        if templates is not None:
            check_folder(templates)
        if to_screen(output):
            refuse_terminal(format_[0])
    with Session(store, campaign, as_of=as_of, observer=Terminal(notes=True)) as session:
        found = discrepancies(
            session, agency=agency, kappa=agreement, accepted=accepted, scheme=scheme
        )
        result = any_result(session, scheme) if format_[0] in ("docx", "pdf") else {}
        line = ledger_line(session.state)
        data = _made(found, format_[0], line, result, templates, whole=all_)
    put(output, data)
    return 0


def _made(
    found: dict[str, Any],
    format: str,
    line: str,
    result: dict[str, Any],
    templates: Path | None,
    *,
    whole: bool,
) -> str | bytes:
    """The report in one format."""
    lang = settings.lang
    if format == "json":
        return canonical(found)
    if format == "table":
        banner = f"{found['banner']}\n" if found["banner"] else ""
        return f"{banner}{discrepancy_text(found, whole=whole)}{line}\n"
    from scoring.reports.agreement_words import kappa_words
    from scoring.reports.discrepancies import Discrepancies

    told = Discrepancies(found, lang, whole=whole, **kappa_words(found["agreement"], lang))
    if format in ("html", "md"):
        from scoring.reports.pages import render_discrepancies

        page: Any = format
        return render_discrepancies(told, page)
    if format == "docx":
        from scoring.reports.docx import discrepancies_docx

        return discrepancies_docx(told, result, templates)
    if format == "pdf":
        from scoring.reports.pdf import discrepancies_pdf

        return discrepancies_pdf(told, result, templates)
    return _data_file(told, format, found["ledger"]["at"][:10])


def _data_file(told: Discrepancies, format: str, day: str) -> bytes:
    """The report as a workbook, or its criteria as CSV."""
    if format == "csv":
        from io import BytesIO

        from scoring.reports.csv_file import write_csv

        stream = BytesIO()
        write_csv(told.long(), stream, settings.lang)
        return stream.getvalue()
    import tempfile

    from scoring.reports.xlsx_file import write_xlsx

    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "tables.xlsx"
        write_xlsx(told.tables(), file, settings.lang, day)
        return file.read_bytes()


__all__ = ["command_"]

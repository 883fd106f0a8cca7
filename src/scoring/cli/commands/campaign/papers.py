"""`scoring campaign receipt` and `return-letter`: papers about a dossier that was handed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scoring.cli.terminal.campaign import Opener, reading
from scoring.cli.terminal.console import refuse_terminal, settings, to_screen, write_output
from scoring.cli.terminal.options import OUTPUT, PATH, SCHEME, argument, command, fmt, option, together
from scoring.reports.formats import require_formats
from scoring.reports.interface import FormatId
from scoring.reports.official_files import check_folder

_PAPER = together(
    argument("agency", "Mã cơ quan.", "The agency's id."),
    reading,
    SCHEME,
    fmt(FormatId.DOCX, FormatId.PDF),
    option("--templates", type=PATH, metavar="FOLDER", vi="Thư mục mẫu riêng.", en="Folder of your own templates."),
    OUTPUT,
)


@command("receipt",
         "Phiếu tiếp nhận hồ sơ cơ quan đã nộp (Word, PDF): nộp lúc nào, gồm những gì, mã đối chiếu, bản ghi nào của sổ cái.",
         "The receipt of the dossier an agency handed in (Word, PDF): when, what it consists of, digests, the ledger's entry.")  # fmt: skip
@_PAPER
def receipt_(**asked: Any) -> None:
    from scoring.app.campaign.submission_papers import receipt_file

    _write(receipt_file, **asked)


@command("return-letter",
         "Công văn trả lại hồ sơ (Word, PDF) theo lần trả lại gần nhất: lý do, nội dung còn thiếu, hạn nộp lại.",
         "The letter that returns a dossier (Word, PDF), by its latest return: the reason, what is missing, the new deadline.")  # fmt: skip
@_PAPER
def return_letter_(**asked: Any) -> None:
    from scoring.app.campaign.submission_papers import return_letter_file

    _write(return_letter_file, **asked)


def _write(
    make: Callable[..., bytes],
    agency: str,
    open_session: Opener,
    format_: str,
    templates: Path | None,
    output: Path | None,
) -> None:
    require_formats([format_])
    if templates is not None:
        check_folder(templates)
    if to_screen(output):
        refuse_terminal(format_)
    with open_session() as session:
        data = make(session, agency, format_, lang=settings.lang, templates=templates)
    write_output(output, data)

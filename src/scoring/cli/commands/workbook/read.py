"""`scoring workbook read`: a filled-in workbook back into a dossier; what is wrong is told at its cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scoring.app.workbook_read import WrongWorkbook, read_back
from scoring.cli.terminal.console import problem_counts, settings, show_problems, t, talk, to_screen, write
from scoring.cli.terminal.options import AS_OF, PATH, SCHEME, argument, command, option
from scoring.diagnostics import summary
from scoring.errors import ExitCode


@command("read",
         "Đọc sổ Excel đã điền thành hồ sơ; mọi chỗ sai được báo một lần, kèm trang và ô (Tiêu chí!E14). Có lỗi thì không ghi gì.",
         "Read a filled-in workbook into a dossier; all problems at once, each with sheet and cell (Tiêu chí!E14). Nothing is written where there is an error.")  # fmt: skip
@argument("workbook", "Sổ Excel (.xlsx) đã điền.", "The filled-in workbook (.xlsx).", type=PATH)
@SCHEME
@option("--agency", vi="Mã cơ quan phải có trong sổ; sổ của cơ quan khác bị từ chối.",
        en="The agency it must belong to; another agency's workbook is refused.")  # fmt: skip
@option("--period", vi="Kỳ phải có trong sổ.", en="The period it must be for.")
@option("--against", type=PATH, vi="Hồ sơ gốc: sổ phải cùng cơ quan, cùng kỳ; điểm thẩm định khác hồ sơ này thì báo.",
        en="The dossier before: same agency and period; awards that differ from it are told.")  # fmt: skip
@AS_OF
@option("-o", "--output", type=PATH, vi="Ghi hồ sơ (.yaml) vào tệp này; “-” hoặc không ghi: ra màn hình.",
        en="Write the dossier (.yaml) to this file; “-” or nothing: to stdout.")  # fmt: skip
def command_(
    workbook: Path,
    scheme: Path | None,
    agency: str | None,
    period: str | None,
    against: Path | None,
    as_of: date | None,
    output: Path | None,
) -> int:
    """Read a workbook."""
    target = None if to_screen(output) else output
    try:
        found = read_back(
            workbook, scheme=scheme, agency=agency, period=period, against=against, as_of=as_of, output=target
        )
    except WrongWorkbook as error:
        show_problems(error.diagnostics)
        counts = summary(error.diagnostics, settings.lang)
        talk(t(f"{counts}; không ghi gì", f"{counts}; nothing written"), always=True)
        return int(error.exit_code)
    if target is None:
        write(found.text)
    show_problems(found.diagnostics, notes=False)
    where = "" if target is None else t(f" vào {target}", f" to {target}")
    who = f"{found.dossier.agency.name}, {t('kỳ ', '')}{found.dossier.period}"
    counts = problem_counts(found.diagnostics)
    talk(t(f"Đã đọc sổ của {who}{where}: {counts}", f"Read the workbook of {who}{where}: {counts}"))
    return int(ExitCode.DONE)

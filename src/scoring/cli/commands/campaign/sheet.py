"""`scoring campaign sheet`: a sheet of decisions for an appraiser to fill in for `campaign appraise --file`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scoring.app.files import replace_file
from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import settings, t, talk, to_screen, write_output
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import AGENCY, DELIMITER, OUTPUT, command, option
from scoring.errors import usage_problem


@command("sheet",
         "Phiếu chấm trống của một người (CSV, hoặc .xlsx theo đuôi tệp --output): mỗi tiêu chí thuộc lĩnh vực của người đó, của mọi cơ quan đang thẩm định, một dòng. Điền điểm, nguyên nhân, lý do rồi nộp lại bằng campaign appraise --file; dòng để trống không được tính.",
         "An empty sheet for one appraiser (CSV, or .xlsx by the ending of --output): a row for each criterion of that person's field and each agency under appraisal. Fill in points, cause and reason, then give it to campaign appraise --file; rows left empty do not count.")  # fmt: skip
@reading
@option("--by", required=True, vi="Mã người chấm.", en="The appraiser, by id.")
@AGENCY
@DELIMITER
@OUTPUT
def command_(open_session: OpenSession, by: str, agency: str | None, delimiter: str, output: Path | None) -> None:
    """Write a sheet."""
    from scoring.app.campaign.decision_sheet import decision_sheet
    from scoring.app.campaign.sheet_file import how_to_fill, write_sheet

    ending = ".csv" if output is None or to_screen(output) else output.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise usage_problem("--output phải là tệp .csv hoặc .xlsx", "--output must be a .csv or .xlsx file")
    with open_session() as session:
        rows = decision_sheet(session, by=by, agency=agency)
        line = ledger_line(session.state)
        banner, title = rows[0].banner, session.state.opened.title
    notes = tuple(one for one in (banner, title, how_to_fill(settings.lang), line) if one)
    if output is None or to_screen(output):
        with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
            file = Path(folder) / "sheet.csv"
            write_sheet(rows, file, notes, lang=settings.lang, delimiter=delimiter)
            write_output(output, file.read_bytes())
    else:
        excel = ending == ".xlsx"
        replace_file(
            output, lambda path: write_sheet(rows, path, notes, excel=excel, lang=settings.lang, delimiter=delimiter)
        )
    talk(t(f"{len(rows)} dòng để {by} chấm", f"{len(rows)} rows for {by}"))
    talk(line)

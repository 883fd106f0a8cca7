"""`scoring campaign sheet`: a sheet of decisions for an appraiser to fill in for `campaign appraise --file`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import replace_file
from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import settings, t, talk, to_screen, write_output
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import AGENCY, DELIMITER, OUTPUT, command, option
from scoring.cli.terminal.sheet_table import how_to_fill, sheet_table
from scoring.errors import usage_problem
from scoring.reports.csv_file import write_csv

if TYPE_CHECKING:
    from scoring.reports.cells import Table


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

    ending = ".csv" if output is None or to_screen(output) else output.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise usage_problem("--output phải là tệp .csv hoặc .xlsx", "--output must be a .csv or .xlsx file")
    with open_session() as session:
        rows = decision_sheet(session, by=by, agency=agency)
        line = ledger_line(session.state)
        banner, title = rows[0].banner, session.state.opened.title
    notes = tuple(one for one in (banner, title, how_to_fill(), line) if one)
    table = sheet_table(rows, notes, excel=ending == ".xlsx")
    if ending == ".xlsx":
        assert output is not None
        _write_excel(table, output)
    else:
        stream = io.BytesIO()
        write_csv(table, stream, settings.lang, delimiter)
        write_output(output, stream.getvalue())
    talk(t(f"{len(rows)} dòng để {by} chấm", f"{len(rows)} rows for {by}"))
    talk(line)


def _write_excel(table: Table, output: Path) -> None:
    from scoring.reports.formats import require_formats
    from scoring.reports.interface import FormatId
    from scoring.reports.xlsx_file import write_xlsx

    require_formats([FormatId.XLSX])
    replace_file(output, lambda path: write_xlsx([table], path, settings.lang))

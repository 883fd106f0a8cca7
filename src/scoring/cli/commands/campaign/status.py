"""`scoring campaign status`: where every agency stands, what is open, how many days are left."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign import overviews
from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import write_output
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import OUTPUT, command, fmt, option
from scoring.cli.terminal.status_text import status_text
from scoring.result.write import to_bytes


@command("status", "Tình trạng từng cơ quan: chưa nộp, bị trả lại, đã chấm bao nhiêu tiêu chí, còn mấy ngày.",
         "Where every agency stands: not submitted, returned, how many criteria are appraised, days left.")  # fmt: skip
@reading
@option("--brief", is_flag=True, vi="Chỉ tổng số từng giai đoạn và những ai còn việc, không ghi từng cơ quan.",
        en="Only the numbers of each stage and who has work left, without a row for each agency.")  # fmt: skip
@fmt("table", "json")
@OUTPUT
def command_(open_session: OpenSession, brief: bool, format_: str, output: Path | None) -> None:
    """Status."""
    with open_session() as session:
        found = overviews.status(session)
        text = (
            to_bytes(found).decode()
            if format_ == "json"
            else status_text(found, brief=brief) + ledger_line(session.state) + "\n"
        )
    write_output(output, text)

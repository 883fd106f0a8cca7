"""`scoring campaign status`: where every agency stands, what is open, how many days are left."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign import overviews
from scoring.app.campaign.session import Session
from scoring.cli.terminal.campaign_options import reading
from scoring.cli.terminal.console import Terminal, put
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import OUTPUT, command, fmt, option
from scoring.cli.terminal.status_text import status_text
from scoring.result.write import to_bytes


@command(
    "status",
    "Tình trạng từng cơ quan: chưa nộp, bị trả lại, đã chấm bao nhiêu tiêu chí, còn mấy ngày.",
    "Where every agency stands: not submitted, returned, how many criteria are appraised, days left.",
)
@reading
@option(
    "--brief",
    is_flag=True,
    vi="Chỉ tổng số từng giai đoạn và những ai còn việc, không ghi từng cơ quan.",
    en="Only the numbers of each stage and who has work left, without a row for each agency.",
)
@fmt("table", "json")
@OUTPUT
def command_(
    store: str, campaign: str | None, as_of: str | None, brief: bool, format_: tuple[str, ...], output: Path | None
) -> int:
    """Status."""
    with Session(store, campaign, as_of=as_of, observer=Terminal(notes=True)) as session:
        found = overviews.status(session)
        text = (
            to_bytes(found).decode()
            if format_[0] == "json"
            else status_text(found, brief=brief) + ledger_line(session.state) + "\n"
        )
    put(output, text)
    return 0

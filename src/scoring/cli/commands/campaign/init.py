"""`scoring campaign init`: open a campaign."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.campaign_options import AT, BY
from scoring.cli.terminal.console import Terminal, show_problems, t, talk
from scoring.cli.terminal.ledger_line import ledger_line
from scoring.cli.terminal.options import PATH, SCHEME, argument, command
from scoring.cli.terminal.store_options import STORE
from scoring.diagnostics import Diagnostic


@command("init",
         "Mở đợt: đọc tệp đợt, lấy các tiêu chí của bộ tiêu chí làm khung, ghi bản ghi đầu tiên. Tạo kho nếu chưa có.",
         "Open a campaign: read its file, take the criteria from the scheme, write the first entry. Makes the store if there is none.")  # fmt: skip
@argument("file", "Tệp đợt (campaign.yaml).", "The campaign's file (campaign.yaml).", type=PATH)
@SCHEME
@STORE
@BY
@AT
def command_(file: Path, scheme: Path | None, store: str, by: str, at: str | None) -> None:
    """Open a campaign."""
    from scoring.app.campaign.opening import open_campaign

    opened = open_campaign(store, file, by=by, scheme=scheme, at=at, observer=Terminal(notes=True))
    campaign, earlier = opened.campaign, opened.earlier
    count = len(campaign.agencies)
    talk(t(f"Đã mở đợt “{campaign.title}”: {count} cơ quan, {len(campaign.stages)} giai đoạn",
           f"Opened “{campaign.title}”: {count} agencies, {len(campaign.stages)} stages"))  # fmt: skip
    if earlier.files:
        known = len(earlier.results)
        talk(t(f"Kết quả các năm trước: {len(earlier.files)} tệp, của {known}/{count} cơ quan; đã ghi vào sổ cái",
               f"Earlier results: {len(earlier.files)} files, of {known} of {count} agencies; kept in the ledger"))  # fmt: skip
    if opened.overdue:
        stages = ", ".join(f"{one.title} ({one.deadline:%d/%m/%Y})" for one in opened.overdue)
        show_problems([Diagnostic("SC862", None, {"stages": stages})])
    talk(ledger_line(opened.state))

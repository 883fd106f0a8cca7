"""`scoring campaign reopen`: one agency goes back to an earlier stage."""

from __future__ import annotations

from datetime import date

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import DATE, argument, command, option


@command("reopen",
         "Mở lại một giai đoạn cho một cơ quan: có lý do, hạn riêng và người thứ hai với vai trò khác. Giai đoạn đang ở cũng mở lại được, khi đã hết hạn hoặc để đặt lại hạn riêng ghi nhầm.",
         "Re-open a stage for one agency: a reason, a deadline of its own, and a second person in another role. The stage it is in can be re-opened too, when its time has run out or to correct a deadline of its own.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("stage", "Mã giai đoạn mở lại.", "The stage's id.")
@acting
@REASON
@option("--until", type=DATE, required=True, vi="Hạn riêng của cơ quan (hết ngày đó).",
        en="The agency's own deadline (that whole day).")  # fmt: skip
@option("--second", required=True, vi="Mã người thứ hai xác nhận.", en="The second person, by id.")
def command_(
    agency: str,
    stage: str,
    open_session: OpenSession,
    by: str,
    at: str | None,
    reason: str | None,
    until: date,
    second: str,
) -> None:
    """Re-open."""
    with open_session() as session:
        acts.reopen(session, agency, stage, until=until, by=by, second=second, reason=reason, at=at)
        confirm(session, f"{agency}: đã mở lại “{stage}” đến hết ngày {until:%d/%m/%Y}",
                  f"{agency}: “{stage}” re-opened until {until:%d/%m/%Y}")  # fmt: skip

"""`scoring campaign return`: a dossier is sent back to be completed."""

from __future__ import annotations

from datetime import date

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import DATE, argument, command, option


@command("return",
         "Trả lại hồ sơ để hoàn thiện: phải có lý do và hạn nộp lại (hết ngày đó). Hồ sơ đang bị trả lại thì đặt lại được hạn, khi hạn cũ chưa qua.",
         "Send a dossier back to be completed: a reason and a new deadline (that whole day) are needed. For a dossier that is returned already, another deadline is set while the earlier one has not passed.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@acting
@REASON
@option("--until", type=DATE, required=True, vi="Hạn nộp lại.", en="The new deadline.")
def command_(agency: str, open_session: OpenSession, by: str, at: str | None, reason: str | None, until: date) -> None:
    """Return."""
    with open_session() as session:
        acts.return_dossier(session, agency, until=until, by=by, reason=reason, at=at)
        confirm(session, f"{agency}: đã trả lại hồ sơ, nộp lại đến hết ngày {until:%d/%m/%Y}",
                  f"{agency}: returned, to be handed in again until {until:%d/%m/%Y}")  # fmt: skip

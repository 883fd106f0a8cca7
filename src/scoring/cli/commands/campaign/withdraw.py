"""`scoring campaign withdraw`: an agency takes its dossier back before the deadline."""

from __future__ import annotations

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import command


@command("withdraw", "Cơ quan rút hồ sơ đã nộp, khi còn hạn; nộp lại được đến hết hạn.",
         "An agency withdraws its dossier before the deadline; it may hand in again until then.")  # fmt: skip
@acting
@REASON
def command_(open_session: OpenSession, by: str, at: str | None, reason: str | None) -> None:
    """Withdraw."""
    with open_session() as session:
        acts.withdraw(session, by=by, reason=reason, at=at)
        confirm(session, f"{by}: đã rút hồ sơ", f"{by}: withdrawn")

"""`scoring campaign withdraw`: an agency takes its dossier back before the deadline."""

from __future__ import annotations

from scoring.app.campaign import acts
from scoring.app.campaign.session import Session
from scoring.cli.terminal.campaign_options import REASON, acting
from scoring.cli.terminal.console import Terminal
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import command


@command(
    "withdraw",
    "Cơ quan rút hồ sơ đã nộp, khi còn hạn; nộp lại được đến hết hạn.",
    "An agency withdraws its dossier before the deadline; it may hand in again until then.",
)
@acting
@REASON
def command_(store: str, campaign: str | None, by: str, at: str | None, reason: str | None) -> int:
    """Withdraw."""
    with Session(store, campaign, observer=Terminal(notes=True)) as session:
        acts.withdraw(session, by=by, reason=reason, at=at)
        confirm(session, f"{by}: đã rút hồ sơ", f"{by}: withdrawn")
    return 0

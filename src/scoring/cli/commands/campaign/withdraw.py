"""`scoring campaign withdraw`: an agency takes its dossier back before the deadline."""

from __future__ import annotations

from scoring.cli.desk import REASON, Desk, acting
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
    with Desk(store, campaign) as desk:
        desk.act([desk.draft("withdrawn", by, at, agency=by, reason=reason)])
        desk.done(f"{by}: đã rút hồ sơ", f"{by}: withdrawn")
    return 0


__all__ = ["command_"]

"""`scoring campaign explain`: the agency explains a criterion."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign import acts
from scoring.app.campaign.session import Session
from scoring.cli.terminal.campaign_options import ATTACH, REASON, acting
from scoring.cli.terminal.console import Terminal
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import argument, command


@command(
    "explain",
    "Cơ quan giải trình một tiêu chí sau vòng thẩm định, kèm được tệp bổ sung.",
    "The agency explains a criterion after the first round, with further files if it likes.",
)
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@ATTACH
def command_(
    criterion: str, store: str, campaign: str | None, by: str, at: str | None, reason: str | None,
    attach: tuple[Path, ...],
) -> int:  # fmt: skip
    """Explain."""
    with Session(store, campaign, observer=Terminal(notes=True)) as session:
        acts.explain(session, criterion, by=by, reason=reason, attachments=attach, at=at)
        confirm(session, f"{by}: đã giải trình {criterion}", f"{by}: {criterion} explained")
    return 0

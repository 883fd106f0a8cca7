"""`scoring campaign explain`: the agency explains a criterion."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import ATTACH, REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import argument, command


@command("explain", "Cơ quan giải trình một tiêu chí sau vòng thẩm định, kèm được tệp bổ sung.",
         "The agency explains a criterion after the first round, with further files if it likes.")  # fmt: skip
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@ATTACH
def command_(
    criterion: str, open_session: OpenSession, by: str, at: str | None, reason: str | None, attach: tuple[Path, ...]
) -> None:
    """Explain."""
    with open_session() as session:
        acts.explain(session, criterion, by=by, reason=reason, attachments=attach, at=at)
        confirm(session, f"{by}: đã giải trình {criterion}", f"{by}: {criterion} explained")

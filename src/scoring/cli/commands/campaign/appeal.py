"""`scoring campaign appeal`: the agency appeals against published points."""

from __future__ import annotations

from pathlib import Path

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import ATTACH, REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import argument, command


@command("appeal", "Cơ quan kiến nghị về điểm một tiêu chí đã công bố.",
         "The agency appeals against the published points of a criterion.")  # fmt: skip
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@ATTACH
def command_(
    criterion: str, open_session: OpenSession, by: str, at: str | None, reason: str | None, attach: tuple[Path, ...]
) -> None:
    """Appeal."""
    with open_session() as session:
        acts.appeal(session, criterion, by=by, reason=reason, attachments=attach, at=at)
        confirm(session, f"{by}: đã ghi kiến nghị về {criterion}", f"{by}: appeal on {criterion} entered")

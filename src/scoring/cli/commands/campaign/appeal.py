"""`scoring campaign appeal`: the agency appeals against published points."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.desk import REASON, Desk, acting
from scoring.cli.kept import ATTACH, say
from scoring.cli.terminal.options import argument, command


@command(
    "appeal",
    "Cơ quan kiến nghị về điểm một tiêu chí đã công bố.",
    "The agency appeals against the published points of a criterion.",
)
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@ATTACH
def command_(
    criterion: str, store: str, campaign: str | None, by: str, at: str | None, reason: str | None,
    attach: tuple[Path, ...],
) -> int:  # fmt: skip
    """Appeal."""
    with Desk(store, campaign) as desk:
        say(desk, "appealed", by, at, criterion, reason, attach)
        desk.done(f"{by}: đã ghi kiến nghị về {criterion}", f"{by}: appeal on {criterion} entered")
    return 0


__all__ = ["command_"]

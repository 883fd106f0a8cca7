"""`scoring campaign explain`: the agency explains a criterion."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.desk import REASON, Desk, acting
from scoring.cli.kept import ATTACH, say
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
    with Desk(store, campaign) as desk:
        say(desk, "explained", by, at, criterion, reason, attach)
        desk.done(f"{by}: đã giải trình {criterion}", f"{by}: {criterion} explained")
    return 0


__all__ = ["command_"]

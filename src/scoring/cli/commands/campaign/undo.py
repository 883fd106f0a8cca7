"""`scoring campaign undo`: an entry is undone by a counter-entry; both stay in the ledger."""

from __future__ import annotations

from scoring.cli.desk import REASON, Desk, acting
from scoring.cli.terminal.options import argument, command


@command(
    "undo",
    "Hủy một bản ghi chấm hoặc giải trình của giai đoạn đang mở; cả hai bản ghi đều còn trong sổ.",
    "Undo an appraisal or explanation of the open stage; both entries stay in the ledger.",
)
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("entry", "Số bản ghi (xem history).", "The entry's number (see history).", type=int)
@acting
@REASON
def command_(
    agency: str,
    entry: int,
    store: str,
    campaign: str | None,
    by: str,
    at: str | None,
    reason: str | None,
) -> int:
    """Undo."""
    with Desk(store, campaign) as desk:
        desk.act([desk.draft("undone", by, at, agency=agency, entry=entry, reason=reason)])
        desk.done(f"{agency}: đã hủy bản ghi {entry}", f"{agency}: entry {entry} undone")
    return 0


__all__ = ["command_"]

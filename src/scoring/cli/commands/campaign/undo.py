"""`scoring campaign undo`: an entry is undone by a counter-entry; both stay in the ledger."""

from __future__ import annotations

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import argument, command


@command("undo", "Hủy một bản ghi chấm hoặc giải trình của giai đoạn đang mở; cả hai bản ghi đều còn trong sổ.",
         "Undo an appraisal or explanation of the open stage; both entries stay in the ledger.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("entry", "Số bản ghi (xem history).", "The entry's number (see history).", type=int)
@acting
@REASON
def command_(agency: str, entry: int, open_session: OpenSession, by: str, at: str | None, reason: str | None) -> None:
    """Undo."""
    with open_session() as session:
        acts.undo(session, agency, entry, by=by, reason=reason, at=at)
        confirm(session, f"{agency}: đã hủy bản ghi {entry}", f"{agency}: entry {entry} undone")

"""`scoring ledger export`: the ledger as lines, to keep or to verify elsewhere."""

from __future__ import annotations

from pathlib import Path

from scoring.app.ledger import export_ledger, ledger_lines
from scoring.cli.terminal.campaign_options import OpenSession, with_session
from scoring.cli.terminal.console import t, talk, to_screen, write_bytes
from scoring.cli.terminal.ledger_line import line_of
from scoring.cli.terminal.options import OUTPUT, command
from scoring.cli.terminal.store_options import CAMPAIGN, STORE


@command("export", "Ghi sổ cái thành tệp .jsonl: mỗi dòng một bản ghi, đúng các byte đã băm.",
         "Write the ledger as .jsonl: one entry per line, the very bytes that were hashed.")  # fmt: skip
@STORE
@CAMPAIGN
@OUTPUT
@with_session
def command_(open_session: OpenSession, output: Path | None) -> None:
    """Export."""
    with open_session() as session:
        if output is None or to_screen(output):
            for line in ledger_lines(session):
                write_bytes(line)
            return
        last = export_ledger(session, output)
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
        talk(line_of(session.campaign, last))

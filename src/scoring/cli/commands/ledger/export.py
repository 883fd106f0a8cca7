"""`scoring ledger export`: the ledger as lines, to keep or to verify elsewhere."""

from __future__ import annotations

from pathlib import Path

from scoring.app.files import replace
from scoring.cli.desk import CAMPAIGN, STORE, Desk, anchor
from scoring.cli.terminal.console import t, talk, to_screen, write_bytes
from scoring.cli.terminal.options import OUTPUT, command
from scoring.review.written import read


@command(
    "export",
    "Ghi sổ cái thành tệp .jsonl: mỗi dòng một bản ghi, đúng các byte đã băm.",
    "Write the ledger as .jsonl: one entry per line, the very bytes that were hashed.",
)
@STORE
@CAMPAIGN
@OUTPUT
def command_(store: str, campaign: str | None, output: Path | None) -> int:
    """Export."""
    with Desk(store, campaign) as desk:
        lines = desk.store.lines(desk.campaign)
        if output is None or to_screen(output):
            for line in lines:
                write_bytes(line + b"\n")
            return 0
        line = b""

        def fill(file: Path) -> None:
            nonlocal line
            with file.open("wb") as stream:
                for line in lines:
                    stream.write(line + b"\n")

        replace(output, fill)
        talk(t(f"Đã ghi {output}", f"Wrote {output}"))
        # Of the file itself: while it was written, the ledger may have grown.
        talk(anchor(desk.campaign, read(line)))
    return 0


__all__ = ["command_"]

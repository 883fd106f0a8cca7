"""`scoring campaign results`: the final results as the ledger has them, for report, rank and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scoring.cli.terminal.campaign_options import OpenSession, reading
from scoring.cli.terminal.console import talk, to_screen, write
from scoring.cli.terminal.ledger_line import ledger_line, write_results
from scoring.cli.terminal.options import AGENCY, HISTORY, OUTPUT, SCHEME, command, option
from scoring.json_write import canonical


@command("results",
         "Kết quả chính thức tính đến lúc này (hoặc --as-of), dạng mà `scoring report`, `rank`, `compare` đọc được; --published lấy đúng bản đã công bố gần nhất.",
         "The final results as they stand (or stood), in the form `scoring report`, `rank` and `compare` read; --published takes what was published last.")  # fmt: skip
@reading
@SCHEME
@HISTORY
@AGENCY
@option("--published", is_flag=True, vi="Đúng bản đã công bố.", en="Exactly what was published.")
@option("--decision", vi="Số quyết định sẽ công bố, để lập lại đúng tệp đã công bố.",
        en="The decision they are published under, to make published files again.")  # fmt: skip
@OUTPUT
def command_(
    open_session: OpenSession,
    scheme: Path | None,
    history: tuple[Path, ...],
    agency: str | None,
    published: bool,
    decision: str | None,
    output: Path | None,
) -> None:
    """Results."""
    from scoring.app.campaign.official_results import official_results

    with open_session() as session:
        found = official_results(
            session, agency=agency, published=published, scheme=scheme, history=history, decision=decision
        )
        line = ledger_line(session.state)
    if output is None or to_screen(output):
        rows: list[Any] = [json.loads(data) for data in found.values()]
        write(canonical(rows).decode())
    else:
        write_results(output, found)
    talk(line)

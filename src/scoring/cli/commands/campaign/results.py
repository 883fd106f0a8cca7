"""`scoring campaign results`: the final results as the ledger has them, for report, rank and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scoring.app.files import write_file
from scoring.app.stored import unknown
from scoring.cli.desk import Desk, foot, reading
from scoring.cli.kept import published as published_bytes
from scoring.cli.terminal.console import t, talk, to_screen, write
from scoring.cli.terminal.options import AGENCY, HISTORY, OUTPUT, SCHEME, command, option
from scoring.json_write import canonical


@command(
    "results",
    "Kết quả chính thức tính đến lúc này (hoặc --as-of), dạng mà `scoring report`, `rank`, `compare` đọc được; "
    "--published lấy đúng bản đã công bố gần nhất.",
    "The final results as they stand (or stood), in the form `scoring report`, `rank` and `compare` read; "
    "--published takes what was published last.",
)
@reading
@SCHEME
@HISTORY
@AGENCY
@option("--published", is_flag=True, vi="Đúng bản đã công bố.", en="Exactly what was published.")
@option("--decision", vi="Số quyết định sẽ công bố, để lập lại đúng tệp đã công bố.",
        en="The decision they are published under, to make published files again.")  # fmt: skip
@OUTPUT
def command_(
    store: str, campaign: str | None, as_of: str | None, scheme: Path | None, history: tuple[Path, ...], agency: str | None,
    published: bool, decision: str | None, output: Path | None,
) -> int:  # fmt: skip
    """Results."""
    from scoring.cli.appraised import past_of, results, scheme_of

    with Desk(store, campaign, as_of) as desk:
        if agency is not None and agency not in desk.state.agencies:
            raise unknown(agency, list(desk.state.agencies))
        if published:
            found = published_bytes(desk)
        else:
            only = agency
            found = {
                one.agency.id: canonical(data)
                for one, data in results(
                    desk, scheme_of(desk, scheme), only, past_of(desk, history), decision
                )
            }
        found = {id: data for id, data in found.items() if agency in (None, id)}
        note = foot(desk.state)
    if output is None or to_screen(output):
        rows: list[Any] = [json.loads(data) for data in found.values()]
        write(canonical(rows).decode())
    else:
        for id, data in found.items():
            write_file(output / f"{id}.json", data)
        talk(
            t(
                f"Đã ghi {len(found)} kết quả vào {output}",
                f"Wrote {len(found)} results to {output}",
            )
        )
    talk(note)
    return 0


__all__ = ["command_"]

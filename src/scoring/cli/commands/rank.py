"""`scoring rank`: agencies of a block in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scoring.app.stored import refuse_changes
from scoring.cli.terminal.console import Terminal, put, refuse_terminal, settings, to_screen
from scoring.cli.terminal.options import (
    AS_OF,
    DELIMITER,
    FINAL,
    HISTORY,
    OUTPUT,
    PATH,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)
from scoring.cli.terminal.summary import ranking_table
from scoring.reports.interface import FormatId


@command(
    "rank",
    "Xếp hạng trong từng khối; bằng điểm thì đồng hạng.",
    "Rank agencies within their block; equal points share a rank.",
)
@argument(
    "result",
    "Kết quả, hồ sơ, hoặc thư mục chứa chúng.",
    "Results, dossiers, or folders of them.",
    nargs=-1,
    required=True,
    type=PATH,
)
@SCHEME
@AS_OF
@FINAL
@HISTORY
@option("--block", vi="Chỉ khối này.", en="Only this block.")
@fmt("table", FormatId.JSON, FormatId.MARKDOWN, FormatId.HTML, FormatId.CSV, FormatId.XLSX, FormatId.PARQUET)
@DELIMITER
@OUTPUT
def command_(
    result: tuple[Path, ...],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    block: str | None,
    format_: tuple[str, ...],
    delimiter: str,
    output: Path | None,
) -> int:
    """Rank."""
    from scoring.app.evaluation import Conditions
    from scoring.app.ranking import as_file, rank

    name = format_[0]
    if name != "table":
        from scoring.reports.formats import require_formats

        require_formats(format_)
        if to_screen(output):
            refuse_terminal(name)
    refuse_changes(result, {"--as-of": as_of, "--final": final})
    asked = Conditions(scheme=scheme, as_of=as_of, final=final, history=history)
    found = rank(result, asked, block=block, observer=Terminal())
    if name == "table":
        data = ranking_table(found.blocks, found.summaries).encode()
    else:
        data = as_file(found.blocks, name, lang=settings.lang, history=history, delimiter=delimiter)
    put(output, data, found.inputs)
    return int(found.code)

"""`scoring rank`: agencies of a block in order."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.console import Running, refuse_terminal, settings, to_screen, write_output
from scoring.cli.terminal.options import (
    AGAINST_LEDGER,
    CLUSTER,
    DELIMITER,
    JOBS,
    OUTPUT,
    PATH,
    SCHEME,
    argument,
    command,
    conditions,
    fmt,
    option,
)
from scoring.cli.terminal.summary import ranking_table
from scoring.reports.interface import FormatId

if TYPE_CHECKING:
    from scoring.app.conditions import Conditions


@command("rank", "Xếp hạng trong từng khối; bằng điểm thì đồng hạng.",
         "Rank agencies within their block; equal points share a rank.")  # fmt: skip
@argument("result", "Kết quả, hồ sơ, hoặc thư mục chứa chúng.",
          "Results, dossiers, or folders of them.", nargs=-1, required=True, type=PATH)  # fmt: skip
@SCHEME
@conditions
@AGAINST_LEDGER
@JOBS
@CLUSTER
@option("--block", vi="Chỉ khối này.", en="Only this block.")
@fmt("table", FormatId.JSON, FormatId.MARKDOWN, FormatId.HTML, FormatId.CSV, FormatId.XLSX, FormatId.PARQUET)
@DELIMITER
@OUTPUT
def command_(
    result: tuple[Path, ...],
    conditions: Conditions,
    block: str | None,
    format_: str,
    delimiter: str,
    output: Path | None,
) -> int:
    """Rank."""
    from scoring.app.evaluation import refuse_changes
    from scoring.app.ranking import rank, write_file

    if format_ != "table":
        from scoring.reports.formats import require_formats

        require_formats([format_])
        if to_screen(output):
            refuse_terminal(format_)
    refuse_changes(result, conditions)
    with Running() as terminal:
        found = rank(result, conditions, block=block, observer=terminal)
    if format_ == "table":
        write_output(output, ranking_table(found.blocks, found.summaries), found.inputs)
    else:
        fill = partial(
            write_file, found.blocks, format=format_, lang=settings.lang, conditions=conditions, delimiter=delimiter
        )
        write_output(output, fill, found.inputs)
    return int(found.code)

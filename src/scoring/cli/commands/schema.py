"""`scoring schema`: JSON Schema for editors."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.app.scaffolding import SCHEMAS, What, schema_text
from scoring.cli.terminal.console import talk_only_vietnamese, write_output
from scoring.cli.terminal.options import OUTPUT, Argument, command


@command("schema", "In JSON Schema để trình soạn thảo kiểm tra và gợi ý khi gõ.",
         "Print the JSON Schema that lets editors check and complete.")  # fmt: skip
@click.argument("what", cls=Argument, type=click.Choice((*SCHEMAS, "result")), default="scheme", required=False,
                vi="Loại tệp (mặc định scheme).", en="Which kind of file (default scheme).")  # fmt: skip
@OUTPUT
def command_(what: What, output: Path | None) -> None:
    write_output(output, schema_text(what))
    talk_only_vietnamese("Some descriptions are")

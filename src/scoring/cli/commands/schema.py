"""`scoring schema`: JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scoring.cli.terminal.console import put
from scoring.cli.terminal.options import OUTPUT, Argument, command

WHAT = ("scheme", "set", "overlay", "dossier", "case", "result")


@command(
    "schema",
    "In JSON Schema để trình soạn thảo kiểm tra và gợi ý khi gõ.",
    "Print the JSON Schema that lets editors check and complete.",
)
@click.argument("what", cls=Argument, type=click.Choice(WHAT), default="scheme", required=False,
                vi="Loại tệp (mặc định scheme).", en="Which kind of file (default scheme).")  # fmt: skip
@OUTPUT
def command_(what: str, output: Path | None) -> int:
    """Print a JSON Schema."""
    from scoring.schemas import json_schema

    text = json.dumps(json_schema(what), ensure_ascii=False, indent=2, sort_keys=True) + "\n"  # type: ignore[arg-type]
    put(output, text)
    return 0


__all__ = ["command_"]

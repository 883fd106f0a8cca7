"""`scoring explain`: equations a chairman can read out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scoring.app.conditions import Conditions
from scoring.app.evaluation import refuse_changes
from scoring.app.explaining import explain
from scoring.cli.terminal.completion import complete_item
from scoring.cli.terminal.console import WIDTH, Running, settings, to_screen, width, write_output
from scoring.cli.terminal.options import (
    AGAINST_LEDGER,
    AGENCY,
    CLUSTER,
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
from scoring.reports import markdown, terminal
from scoring.reports.explanation import Explanation


@command("explain", "Giải thích điểm thành phép tính: cả cơ quan, hoặc một mục (II.7, nhóm II, tong, phan-loai).",
         "Explain points as equations: the whole agency, or one item (II.7, group II, total, class).")  # fmt: skip
@argument("source", "Kết quả JSON hoặc hồ sơ.", "A result (JSON) or a dossier.", type=PATH)
@argument("item", "Tiêu chí, nhóm, “tong” hoặc “phan-loai”.",
          "A criterion, a group, “total” or “class”.", required=False, shell_complete=complete_item)  # fmt: skip
@SCHEME
@AGENCY
@conditions
@AGAINST_LEDGER
@JOBS
@CLUSTER
@option("--depth", type=click.IntRange(1, 9), metavar="N", default=1, vi="Độ sâu; từ 2 mở cả nhánh không áp dụng.",
        en="Depth; from 2 on, branches not taken are opened.")  # fmt: skip
@option("--only-loss", is_flag=True, vi="Chỉ các mục thiếu điểm.", en="Only what is short of points.")
@fmt("text", "md", "json")
@OUTPUT
def command_(
    source: Path, item: str | None, conditions: Conditions, format_: str, output: Path | None, **asked: Any
) -> int:
    """Explain."""
    refuse_changes([source], conditions, history=True)
    with Running() as terminal:
        found = explain([source], item, conditions, **asked, lang=settings.lang, observer=terminal)
    write_output(
        output, _rendered(found.explanation, format_, min(width(), WIDTH) if to_screen(output) else WIDTH), found.inputs
    )
    return int(found.code)


def _rendered(one: Explanation, format_: str, room: int) -> str:
    if format_ == "json":
        return json.dumps(one.to_json(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    text = markdown.render(one) if format_ == "md" else terminal.render(one, room)
    return text if text.endswith("\n") else text + "\n"

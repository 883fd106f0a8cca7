"""`scoring explain`: equations a chairman can read out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from scoring.app.stored import reading, refuse_changes
from scoring.cli.gather import gather, pick
from scoring.cli.terminal.completion import complete_item
from scoring.cli.terminal.console import put, settings
from scoring.cli.terminal.options import (
    AGENCY,
    AS_OF,
    FINAL,
    HISTORY,
    OUTPUT,
    PATH,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)  # fmt: skip
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import UsageProblem


@command(
    "explain",
    "Giải thích điểm thành phép tính: cả cơ quan, hoặc một mục (II.7, nhóm II, tong, phan-loai).",
    "Explain points as equations: the whole agency, or one item (II.7, group II, total, class).",
)
@argument("source", "Kết quả JSON hoặc hồ sơ.", "A result (JSON) or a dossier.", type=PATH)
@argument(
    "item",
    "Tiêu chí, nhóm, “tong” hoặc “phan-loai”.",
    "A criterion, a group, “total” or “class”.",
    required=False,
    shell_complete=complete_item,
)
@SCHEME
@AGENCY
@AS_OF
@FINAL
@HISTORY
@option(
    "--depth",
    type=click.IntRange(1, 9),
    metavar="N",
    default=1,
    vi="Độ sâu; từ 2 mở cả nhánh không áp dụng.",
    en="Depth; from 2 on, branches not taken are opened.",
)
@option("--only-loss", is_flag=True, vi="Chỉ các mục bị mất điểm.", en="Only what lost points.")
@fmt("text", "md", "json")
@OUTPUT
def command_(
    source: Path,
    item: str | None,
    scheme: Path | None,
    agency: str | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    depth: int,
    only_loss: bool,
    format_: tuple[str, ...],
    output: Path | None,
) -> int:
    """Explain."""
    refuse_changes([source], {"--as-of": as_of, "--final": final, "--history": history})
    found = gather([source], scheme, as_of=as_of, final=final, history=history)
    result, path = pick(found, agency)
    with reading(path):
        text = _explained(result, item, depth, only_loss, format_[0])
    put(output, text, found.inputs)
    return found.code


def _explained(
    result: dict[str, object], item: str | None, depth: int, only_loss: bool, format_: str
) -> str:
    from scoring.reports import markdown, terminal
    from scoring.reports.explain import UnknownItem, explain

    try:
        one = explain(result, item, lang=settings.lang, depth=depth, only_loss=only_loss)
    except UnknownItem as error:
        guess = did_you_mean(error.item, error.known)
        raise UsageProblem(
            [Diagnostic("SC616", None, {"item": error.item, "guess": guess})]
        ) from None
    if format_ == "json":
        return json.dumps(one.to_json(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    text = markdown.render(one) if format_ == "md" else terminal.render(one)
    return text if text.endswith("\n") else text + "\n"


__all__ = ["command_"]

"""`scoring validate`: every problem of schemes and dossiers at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from scoring.cli.terminal.console import columns, paint, settings, t, talk, write
from scoring.cli.terminal.options import AS_OF, PATH, SCHEME, Paths, argument, command, fmt, option
from scoring.diagnostics import Diagnostic, github, render, summary, to_json


@command("validate", "Kiểm tra bộ tiêu chí và hồ sơ; báo mọi lỗi một lần, kèm tệp, dòng, cột.",
         "Check schemes and dossiers; all problems at once, with file, line and column.")  # fmt: skip
@argument("path", "Thư mục bộ tiêu chí, hồ sơ, hoặc thư mục chứa chúng.",
          "Scheme folders, dossiers, or folders of them.", nargs=-1, required=True, type=PATH)  # fmt: skip
@SCHEME
@AS_OF
@option("--period", vi="Kiểm tra bộ tiêu chí như nó có hiệu lực trong kỳ này.",
        en="Check schemes as they hold in this period.")  # fmt: skip
@option("--strict", is_flag=True, vi="Cảnh báo cũng là lỗi.", en="Warnings fail, too.")
@option("--max-errors", type=click.IntRange(1), metavar="N", default=200,
        vi="Hiện nhiều nhất bấy nhiêu vấn đề (mặc định 200).", en="Show at most this many problems (default 200).")  # fmt: skip
@fmt("text", "json", "github")
def command_(path: Paths, strict: bool, max_errors: int, format_: str, **asked: Any) -> int:
    from scoring.app.validation import validate

    found = validate(path, **asked)
    _print(found.problems, format_, max_errors)
    counts = summary(found.problems, settings.lang)
    talk(t(f"Đã kiểm tra {found.schemes} bộ tiêu chí, {found.dossiers} hồ sơ: {counts}",
           f"Checked {found.schemes} schemes, {found.dossiers} dossiers: {counts}"))  # fmt: skip
    for id, count in found.unconfirmed.items():
        talk(t(f"{id}: còn {count} mục chưa xác nhận với văn bản gốc",
               f"{id}: {count} items unconfirmed against the decision"))  # fmt: skip
    for id, count in found.unsupplied.items():
        if count:
            talk(t(f"{id}: {count} mục chưa giao cho đơn vị nào", f"{id}: {count} items that no unit supplies"))
    return int(found.code(strict=strict))


def _print(problems: Sequence[Diagnostic], format_: str, limit: int) -> None:
    if format_ == "json":
        rows = [to_json(one, settings.lang) for one in problems]
        write(json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    elif format_ == "github":
        write("".join(github(one, settings.lang) + "\n" for one in problems))
    elif problems:
        write(paint(render(problems, None, settings.lang, limit, columns(sys.stdout)), sys.stdout) + "\n")

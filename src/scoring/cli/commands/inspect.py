"""`scoring inspect`: what a scheme holds, as a tree and as tables."""

from __future__ import annotations

from pathlib import Path

from scoring.app.inspection import inspect
from scoring.cli.terminal.console import Terminal, settings, write
from scoring.cli.terminal.options import PATH, argument, command, fmt, option
from scoring.cli.terminal.scheme_text import scheme_text
from scoring.result.write import to_bytes


@command("inspect", "Xem bộ tiêu chí: cây, điểm tối đa, căn cứ, cách chấm, ai đọc đại lượng nào, còn gì chưa xác nhận.",
         "Show a scheme: tree, maxima, clauses, kinds, who reads which measure, what is unconfirmed.")  # fmt: skip
@argument("scheme", "Thư mục bộ tiêu chí.", "The scheme's folder.", type=PATH)
@option("--period", vi="Kỳ (mặc định: trạng thái mới nhất).", en="The period (default: the newest state).")
@option("--set", "set_", vi="Chỉ bộ này.", en="Only this criteria set.")
@fmt("text", "json")
def command_(scheme: Path, period: str | None, set_: str | None, format_: str) -> None:
    """Show a scheme."""
    shown = inspect(scheme, period=period, set_id=set_, lang=settings.lang, observer=Terminal(notes=True))
    if format_ == "json":
        write(to_bytes(shown).decode())
    else:
        write(scheme_text(shown))

"""`scoring simulate`: what would change if; nothing is ever written back."""

from __future__ import annotations

from pathlib import Path

from scoring.app.evaluation import Conditions
from scoring.app.simulation import simulate, to_bytes
from scoring.cli.terminal.console import Terminal, write
from scoring.cli.terminal.options import AGENCY, PATH, RULES, SCHEME, argument, command, conditions, fmt, option
from scoring.cli.terminal.simulation_text import show_changes


@command("simulate",
         "Thử thay đổi số liệu hoặc điểm một tiêu chí: trước, sau, chênh lệch, kể cả phân loại. Không ghi gì.",
         "Change measures or a criterion's points: before, after, difference, class included. Writes nothing.")  # fmt: skip
@argument("source", "Kết quả JSON hoặc hồ sơ.", "A result (JSON) or a dossier.", type=PATH)
@option("--set", "changes", multiple=True, required=True, metavar="TÊN=GIÁ_TRỊ",
        vi="Đại lượng = giá trị, hoặc tiêu chí = điểm, hoặc = khong-ap-dung; lặp lại được.",
        en="Measure = value, or criterion = points, or = not_applicable; repeatable.")  # fmt: skip
@SCHEME
@option("--evidence", type=PATH, multiple=True, vi="Hồ sơ của kết quả, nếu không tự tìm thấy.",
        en="The result's dossier, if it is not found.")  # fmt: skip
@AGENCY
@conditions
@RULES
@fmt("table", "json")
def command_(
    source: Path,
    changes: tuple[str, ...],
    evidence: tuple[Path, ...],
    agency: str | None,
    conditions: Conditions,
    format_: str,
) -> None:
    """Simulate."""
    found = simulate(source, changes, conditions, evidence=evidence, agency=agency, observer=Terminal())
    if format_ == "json":
        write(to_bytes(found).decode())
    else:
        show_changes(found)

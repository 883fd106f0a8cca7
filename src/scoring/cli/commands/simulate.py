"""`scoring simulate`: what would change if; nothing is ever written back."""

from __future__ import annotations

from pathlib import Path

from scoring.app.conditions import Conditions
from scoring.app.simulation import changed, simulate, to_bytes
from scoring.cli.terminal.console import Terminal, settings, t, table, talk, width, write
from scoring.cli.terminal.options import AGENCY, PATH, RULES, SCHEME, Paths, argument, command, conditions, fmt, option
from scoring.cli.terminal.summary import class_text, interval, total_text
from scoring.numbers import show
from scoring.result.base import Span
from scoring.result.compare import Comparison, ends_difference
from scoring.text import fold_lines


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
    source: Path, changes: tuple[str, ...], evidence: Paths, agency: str | None, conditions: Conditions, format_: str
) -> None:
    found = simulate(source, changes, conditions, evidence=evidence, agency=agency, observer=Terminal())
    if format_ == "json":
        write(to_bytes(found).decode())
    else:
        _show(found)


def _show(found: Comparison) -> None:
    """What a trial changes, on stdout."""
    before, after = found.first, found.second
    if before.scheme.banner:
        write(fold_lines(before.scheme.banner, width()) + "\n")
    name = before.agency.name
    told = t(f"{name}: thử thay đổi, không ghi lại", f"{name}: a trial, nothing is stored")
    write(fold_lines(told, width()) + "\n")
    head = [t("Mục", "Item"), "", t("Trước", "Before"), t("Sau", "After"), t("Chênh", "Change")]
    rows = [[one.id, one.title, *_cells(one, other)] for one, other in changed(found)]
    classes = [class_text(before.classification), class_text(after.classification)]
    same = t("không đổi", "unchanged") if classes[0] == classes[1] else ""
    total = [t("Tổng", "Total"), "", *_cells(before.total, after.total, total_text(before), total_text(after))]
    write(table([head, *rows, total, [t("Loại", "Class"), "", *classes, same]]))
    if not rows:
        talk(t("Thay đổi này không làm điểm nào đổi.", "This change moves no points."))


def _cells(before: Span, after: Span, *shown: str) -> list[str]:
    """Before, after and difference; `shown` are the first two where they have words of their own."""
    low, high = (("+" if one > 0 else "") + show(one, settings.lang) for one in ends_difference(before, after))
    spans = shown or [interval(one) for one in (before, after)]
    return [*spans, low if low == high else f"{low} / {high}"]

"""A trial with changed inputs on the screen: before, after, difference."""

from __future__ import annotations

from scoring.app.simulation import changed
from scoring.cli.terminal.console import settings, t, table, talk, write
from scoring.cli.terminal.summary import interval
from scoring.numbers import show
from scoring.result.base import Span
from scoring.result.compare import Comparison, ends_difference
from scoring.text import clip


def show_changes(found: Comparison) -> None:
    """What a trial changes, on stdout."""
    before, after = found.first, found.second
    if before.scheme.banner:
        write(before.scheme.banner + "\n")
    name = before.agency.name
    write(t(f"{name}: thử thay đổi, không ghi lại\n", f"{name}: a trial, nothing is stored\n"))
    head = [t("Mục", "Item"), "", t("Trước", "Before"), t("Sau", "After"), t("Chênh", "Change")]
    rows = [[one.id, clip(one.title, 44), *_cells(one, other)] for one, other in changed(found)]
    classes = [before.classification.text(), after.classification.text()]
    same = t("không đổi", "unchanged") if classes[0] == classes[1] else ""
    total = [t("Tổng", "Total"), "", *_cells(before.total, after.total)]
    write(table([head, *rows, total, [t("Loại", "Class"), "", *classes, same]]))
    if not rows:
        talk(t("Thay đổi này không làm điểm nào đổi.", "This change moves no points."))


def _cells(before: Span, after: Span) -> list[str]:
    """Before, after and difference."""
    low, high = (("+" if one > 0 else "") + show(one, settings.lang) for one in ends_difference(before, after))
    spans = [interval(one) for one in (before, after)]
    return [*spans, low if low == high else f"{low} / {high}"]

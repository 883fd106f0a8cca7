"""An appraiser's empty sheet of decisions, as a table in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scoring.app.campaign.decision_sheet import SheetRow
from scoring.cli.terminal.console import settings, t
from scoring.numbers import exact_text, parse_number, show
from scoring.reports.cells import Column, Table

_COLUMNS = (
    Column("agency_id", "Mã cơ quan", "Agency id", width=20),
    Column("agency_name", "Cơ quan", "Agency name", width=30),
    Column("criterion", "Mã tiêu chí", "Criterion id", width=11),
    Column("title", "Tiêu chí", "Criterion title", width=44),
    Column("span", "Khoảng điểm", "Bounds", width=11),
    Column("claimed", "Tự chấm", "Claimed", "points", 10),
    Column("computed", "Theo hồ sơ", "Computed", width=12),
    Column("previous", "Mức trước", "Previous", width=10),
    Column("points", "Điểm thẩm định", "Appraised points", "points", 12),
    Column("cause", "Nguyên nhân", "Cause", width=26),
    Column("reason", "Lý do", "Reason", width=36),
    Column("refused", "Minh chứng không nhận", "Refused", width=22),
    Column("evidence", "Căn cứ", "Evidence", width=22),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
)


def sheet_table(found: Sequence[SheetRow], notes: tuple[str, ...], *, excel: bool) -> Table:
    """The rows as a table; a column that holds nothing but numbers is one of numbers."""
    rows = [_cells(one) for one in found]
    columns = list(_COLUMNS)
    for index, column in enumerate(columns):
        cells = [row[index] for row in rows]
        if column.name not in {"computed", "previous"}:
            continue
        texts = ["" if isinstance(one, str) else exact_text(one) for one in cells]
        plain = all(parse_number(one) is not None for one in texts)
        if plain:
            columns[index] = replace(column, kind="points")
        for row, one, text in zip(rows, cells, texts, strict=True):
            row[index] = (
                text if plain else one if isinstance(one, str) else show(one, settings.lang, 6)
            )
    # A sheet of Excel says above the table what a file of data has to repeat in every row.
    shown = columns[:-1] if excel else columns
    kept = [row[: len(shown)] for row in rows]
    title = t("Phiếu chấm", "Decisions")
    return Table(
        name="decisions", title=title, columns=tuple(shown), rows=lambda: iter(kept), notes=notes
    )


def _cells(one: SheetRow) -> list[Any]:
    waiting = t("chờ cả khối", "awaits the block") if one.awaits_block else t("chưa có", "none yet")
    return [
        one.agency,
        one.agency_name,
        one.criterion,
        one.title,
        f"{show(one.low, settings.lang)} – {show(one.high, settings.lang)}",
        None if one.claimed is None else exact_text(one.claimed),
        waiting if one.computed is None else one.computed,
        waiting if one.previous is None else one.previous,
        *[None] * 5,
        one.banner,
    ]


def how_to_fill() -> str:
    """How the sheet is filled in."""
    from scoring.review.words import CAUSES

    side = 0 if settings.lang == "vi" else 1
    causes = "; ".join(words[side] for words in CAUSES.values())
    return t(f"Khác mức trước thì ghi nguyên nhân ({causes}) và lý do. Nhiều nguyên nhân: chậm hạn=-0,5; số liệu được sửa=-1. Dòng để trống không được tính.",
             f"Where points differ from the previous ones, give the cause ({causes}) and reason. Several causes: late=-0.5; number corrected=-1. Rows left empty do not count.")  # fmt: skip


__all__ = ["how_to_fill", "sheet_table"]

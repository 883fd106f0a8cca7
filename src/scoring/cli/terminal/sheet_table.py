"""An appraiser's empty sheet of decisions, as a table in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scoring.app.campaign.decision_sheet import SheetRow
from scoring.cli.terminal.console import settings, t
from scoring.numbers import Number, exact_text, parse_number, show
from scoring.reports.cells import Cell, Column, Table

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
    decimal = {
        "computed": all(_is_decimal(one.computed) for one in found),
        "previous": all(_is_decimal(one.previous) for one in found),
    }
    columns = [replace(x, kind="points") if decimal.get(x.name) else x for x in _COLUMNS]
    rows = [_cells(one, decimal) for one in found]
    # A sheet of Excel says above the table what a file of data has to repeat in every row.
    shown = columns[:-1] if excel else columns
    kept = [row[: len(shown)] for row in rows]
    title = t("Phiếu chấm", "Decisions")
    return Table(name="decisions", title=title, columns=tuple(shown), rows=lambda: iter(kept), notes=notes)


def _is_decimal(value: Number | None) -> bool:
    return value is not None and parse_number(exact_text(value)) is not None


def _cells(one: SheetRow, decimal: Mapping[str, bool]) -> list[Cell]:
    waiting = t("chờ cả khối", "awaits the block") if one.awaits_block else t("chưa có", "none yet")

    def points(value: Number | None, name: str) -> str:
        if value is None:
            return waiting
        return exact_text(value) if decimal[name] else show(value, settings.lang, 6)

    return [
        one.agency,
        one.agency_name,
        one.criterion,
        one.title,
        f"{show(one.low, settings.lang)} – {show(one.high, settings.lang)}",
        None if one.claimed is None else exact_text(one.claimed),
        points(one.computed, "computed"),
        points(one.previous, "previous"),
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

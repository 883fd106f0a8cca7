"""The objects all sheets of a workbook share while it is written, and the ways to fill a cell."""

from __future__ import annotations

from functools import cache
from typing import Any

from scoring.engine.assessment import Assessment
from scoring.evidence.unit_parts import origins
from scoring.numbers import decimals_of
from scoring.scheme.unit_share import UnitShare
from scoring.text import visible
from scoring.workbook.addresses import Addresses
from scoring.workbook.annex_text import AnnexText
from scoring.workbook.cached_values import cached_values
from scoring.workbook.cell_content import MOST
from scoring.workbook.checks import Validation
from scoring.workbook.contents import Contents
from scoring.workbook.layout import KINDS_TABLE, Table
from scoring.workbook.record_checks import RecordChecks
from scoring.workbook.styles import BANNER, CONFIRMED, HEAD, Formats
from scoring.workbook.summary_lines import SummaryLines

_FOOTER = 200
_EMPTY = 999
"""A row and column beyond what any sheet uses, but the lists."""


@cache
def worksheet_class() -> Any:
    """The library's sheet without its search of every formula for functions younger than the format: ours have none."""
    from xlsxwriter.worksheet import Worksheet

    class Plain(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            if expand_future_functions or not formula.startswith("="):
                return str(super()._prepare_formula(formula, expand_future_functions))
            return formula[1:]

    return Plain


class Sheet:
    """One sheet; a text is written as a text even when it begins like a formula."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def text(self, row: int, column: int, text: str, cell_format: Any) -> None:
        """A text, row and column from 0."""
        if text:
            self.raw.write_string(row, column, _fitting(text), cell_format)
        else:
            self.raw.write_blank(row, column, None, cell_format)

    def value(self, row: int, column: int, value: Any, cell_format: Any) -> None:
        """A number as a number, a text as a text, nothing as an empty cell."""
        if value is None or isinstance(value, str):
            self.text(row, column, value or "", cell_format)
        else:
            self.raw.write_number(row, column, value, cell_format)

    def formula(self, row: int, column: int, formula: str, cell_format: Any, value: Any) -> None:
        """A live formula with the value it has now."""
        self.raw.write_formula(row, column, formula, cell_format, "" if value is None else value)

    def merged(self, row: int, first: int, last: int, text: str, cell_format: Any) -> None:
        """A text across the columns of a row."""
        self.raw.merge_range(row, first, row, last, "", cell_format)
        self.text(row, first, text, cell_format)

    def input(self, row: int, column: int, value: Any, cell_format: Any, rule: Validation) -> None:
        """A cell to fill in, with what it accepts."""
        self.value(row, column, value, cell_format)
        self.raw.data_validation(row, column, row, column, rule)

    def colour(self, area: tuple[int, int, int, int], condition: str, cell_format: Any) -> None:
        """Colour the cells of an area (top, left, bottom, right, from 0) where a formula holds."""
        self.raw.conditional_format(*area, {"type": "formula", "criteria": condition, "format": cell_format})

    def hide_columns(self, first: int, count: int) -> None:
        """Hide columns that only formulas read."""
        self.raw.set_column(first, first + count - 1, 9, None, {"hidden": True})

    def print_nothing(self) -> None:
        """Make no page of this sheet: what is printed of it is an empty cell."""
        self.raw.print_area(_EMPTY, _EMPTY, _EMPTY, _EMPTY)


def _fitting(text: str) -> str:
    if len(text) + sum(c > "\uffff" for c in text) <= MOST:
        return text
    return text[: MOST // 2] + " …"


class Frame:
    """Everything a sheet is written from; with `blank`, without digest and without a word on the list of evidence."""

    def __init__(self, raw: Any, assessment: Assessment, *, blank: bool, share: UnitShare | None = None) -> None:
        self.share = share
        self.origins = origins(assessment.dossier)
        plan, dossier = assessment.plan, assessment.dossier
        self.raw, self.dossier, self.scheme = raw, dossier, plan.scheme
        self.scheme_digest = assessment.digests.scheme
        self.dossier_digest = "" if blank else assessment.digests.dossier
        self.contents = Contents(plan.scheme, dossier, share.kinds if share else None)
        if blank:
            self.contents.complete = ""
        self.addresses = Addresses(plan, dossier.period, len(self.contents.evidence), assessment.case, share)
        self.checks = RecordChecks(self.addresses, self.contents.evidence)
        self.todo: list[str] | None = None
        """What is to be done in each row of sheet Tiêu chí; see `scoring.workbook.todo`."""
        self.cached = cached_values(self.addresses, assessment)
        self.sums = SummaryLines(self.addresses, self.cached, self.contents)
        self.annex = AnnexText(plan.scheme, plan.set, dossier.period)
        self.formats = Formats(raw)
        self.verified = plan.scheme.status == "verified"

    @property
    def banner(self) -> str:
        """The status of the scheme in one line."""
        if self.verified:
            return self.scheme.banner or "Bộ tiêu chí đã đối chiếu với văn bản ban hành"
        return self.scheme.banner or "Thang điểm làm việc – chưa đối chiếu với văn bản ban hành"

    @property
    def decimals(self) -> str:
        """The number format of totals."""
        places = min(4, decimals_of(self.scheme.rounding.step) or 0)
        return f"0.{'0' * places}" if places else "0"

    @property
    def period(self) -> str:
        """The period in words."""
        one = self.addresses.period
        if one.kind == "half":
            return f"6 tháng {'đầu' if one.index == 1 else 'cuối'} năm {one.year}"
        quarter = f"quý {('I', 'II', 'III', 'IV')[one.index - 1]}/{one.year}"
        return quarter if one.kind == "quarter" else f"năm {one.year}"

    @property
    def agency_line(self) -> str:
        """Whose workbook it is, and of which period."""
        unit = f"{self.share.unit.title} – " if self.share else ""
        return f"{unit}{self.dossier.agency.name} – {self.period}"

    def kind_row(self, kind: str) -> int:
        """The row of a kind in the table of sheet Khác, from 1."""
        return KINDS_TABLE.first_row + list(self.addresses.own_labels).index(kind)

    def raw_format(self, **wanted: str | int) -> Any:
        """A format of its own, for conditional colours."""
        return self.raw.add_format(wanted)

    def sheet(self, name: str, colour: str) -> Sheet:
        """A new protected sheet, printable on A4 landscape."""
        raw = self.raw.add_worksheet(name, worksheet_class=worksheet_class())
        raw.set_tab_color(colour)
        raw.set_landscape()
        raw.set_paper(9)
        raw.fit_to_pages(1, 0)
        raw.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.55)
        raw.hide_gridlines(2)
        banner = visible(self.banner).replace("&", "&&")[:_FOOTER]
        raw.set_footer(f"&L&8{banner}&R&8Trang &P/&N", {"scale_with_doc": False})
        rights = (
            "format_columns",
            "format_rows",
            "select_locked_cells",
            "select_unlocked_cells",
            "objects",
            "scenarios",
        )
        raw.protect("", dict.fromkeys(rights, True))
        return Sheet(raw)

    def top(self, sheet: Sheet, title: str, columns: int) -> None:
        """The first three rows: title, agency, and the scheme's status across `columns` columns."""
        sheet.raw.set_row(0, 24)
        sheet.text(0, 0, title, self.formats.bare(bold=True, font_size=15, font_color=HEAD))
        sheet.text(1, 0, self.agency_line, self.formats.bare(bold=True, font_size=12))
        background = CONFIRMED if self.verified else BANNER
        cell_format = self.formats.bare(bold=True, font_size=12, bg_color=background)
        for column in range(columns):
            sheet.text(2, column, "", cell_format)
        sheet.text(2, 0, self.banner, cell_format)

    def table_head(self, sheet: Sheet, table: Table, *, headings: bool = True) -> None:
        """A table's hidden row of keys, its headings and the widths of its columns."""
        grey = self.formats.bare(font_size=7, font_color="#8A8A8A")
        for index, column in enumerate(table.columns):
            sheet.raw.set_column(index, index, column.width)
            sheet.text(table.keys_row - 1, index, column.key, grey)
            if headings:
                sheet.text(table.header_row - 1, index, column.title, self.formats.head())
        sheet.raw.set_row(table.keys_row - 1, None, None, {"hidden": True})
        if headings:
            sheet.raw.set_row(table.header_row - 1, 33)

    def table_page(self, sheet: Sheet, table: Table, hidden: int, last: int, printed: str) -> None:
        """Hide the columns behind a table, keep its head in sight, and print it to row `last` and column `printed`."""
        sheet.hide_columns(len(table.columns), hidden)
        sheet.raw.freeze_panes(table.first_row - 1, 2)
        sheet.raw.repeat_rows(table.header_row - 1)
        sheet.raw.print_area(0, 0, last, table.at(printed))

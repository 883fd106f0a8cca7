"""The discrepancy report of a campaign as tables of data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from scoring.numbers import fixed, from_exact
from scoring.reports.appraised_cells import LEDGER
from scoring.reports.discrepancies import SUMS, Discrepancies, SumKey, known
from scoring.reports.interface import Cell, Column, Table
from scoring.reports.official_explained import capital
from scoring.reports.phrases import GAP_COLUMN, NO_POINTS
from scoring.reports.words import causes, one_line

_ACCEPTED = Column("accepted", "Theo minh chứng được nhận", "By accepted evidence", "points")
_CRITERION = (
    Column("agency_id", "Mã cơ quan", "Agency id", width=18),
    Column("agency", "Cơ quan", "Agency", width=34),
    Column("criterion_id", "Mã tiêu chí", "Criterion id", width=10),
    Column("criterion", "Tiêu chí", "Criterion", width=44),
    Column("claimed", "Điểm tự chấm", "Claimed", "points", width=10),
    Column("computed", "Theo hồ sơ", "By the dossier", "points", width=10),
    Column("final", "Điểm chính thức", "Official points", "points", width=10),
    Column("final_from", "Lấy từ", "Taken from", width=20),
    Column("gap", *GAP_COLUMN, "points", width=14),
    Column("causes", "Nguyên nhân", "Causes", width=34),
    Column("rounds", "Các lần thẩm định", "Appraisals", width=60),
    Column("state", "Hồ sơ", "Dossier", width=20),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
    *LEDGER[1:],
)
_REPEATED = 4
"""So many of the last columns say the same in every row."""
_SUM = (
    Column("id", "Mã", "Id", width=18),
    Column("name", "Tên", "Name", width=44),
    Column("changed", "Số tiêu chí chênh lệch", "Criteria with a gap", "count", width=12),
    Column("criteria", "Số tiêu chí", "Criteria", "count", width=12),
    Column("gap", *GAP_COLUMN, "points", width=14),
    Column("causes", "Nguyên nhân", "Causes", width=60),
)


def discrepancy_sheets(found: Discrepancies) -> list[Table]:
    """One sheet for the criteria, one for each kind of sum; ids of agencies and blocks are left out, and what repeats
    in every row stands once above it.
    """
    long = criteria_table(found)
    sums = [_sum_table(found, *one) for one in SUMS]
    by_name = [one if one.name == "by_criterion" else _part(one, slice(1, None)) for one in sums]
    return [_part(long, slice(1, len(long.columns) - _REPEATED)), *by_name]


def _part(one: Table, columns: slice) -> Table:
    return replace(one, columns=one.columns[columns], rows=lambda: (row[columns] for row in one.rows()))


def _notes(found: Discrepancies) -> tuple[str, ...]:
    names = "; ".join(f"{one.agency}: {one.state}" for one in found.absent())
    absent = ""
    if names:
        absent = f"{capital(found.in_lang(*NO_POINTS))}: {names}"
    lines = (found.banner, found.mark, one_line(found.report.title), absent, found.ledger())
    return tuple(one for one in lines if one)


def criteria_table(found: Discrepancies) -> Table:
    """The criteria as a table of data."""
    ledger = found.report.ledger
    repeated: list[Cell] = [found.banner, found.report.campaign, ledger.entries, ledger.head]
    has_accepted = found.has_accepted
    columns = (*_CRITERION[:6], *((_ACCEPTED,) if has_accepted else ()), *_CRITERION[6:])

    def rows() -> Iterator[list[Cell]]:
        for one in found.listed():
            yield [
                one.agency,
                found.name(found.names.agencies, one.agency),
                one.criterion,
                found.name(found.names.criteria, one.criterion),
                _decimal(one.claimed),
                _decimal(one.computed),
                *([_decimal(known(one.accepted))] if has_accepted else []),
                _decimal(one.final),
                found.source(one.source),
                _decimal(one.gap),
                "; ".join(causes(one.causes, found.lang)) or None,
                "; ".join(found.steps(one)) or None,
                found.in_lang("đã nộp", "submitted"),
                *repeated,
            ]
        for absent in found.absent():
            empty: list[Cell] = [None] * (len(columns) - len(repeated) - 3)
            yield [absent.id, absent.agency, *empty, absent.state, *repeated]

    title = found.in_lang("Chênh lệch từng tiêu chí", "Gaps by criterion")
    return Table(name="discrepancies", title=title, columns=columns, rows=rows, notes=partial(_notes, found))


def _sum_table(found: Discrepancies, key: SumKey, vi: str, en: str) -> Table:
    def rows() -> Iterator[list[Cell]]:
        for row, one in found.sums(key):
            why = "; ".join(causes(one.causes, found.lang)) or None
            yield [row.id, row.name, one.changed, one.criteria, _decimal(one.gap), why]

    return Table(name=key, title=found.in_lang(vi, en), columns=_SUM, rows=rows, notes=partial(_notes, found))


def _decimal(text: str | None) -> Cell:
    """Points as tables hold them: a plain decimal; with no end, to six places."""
    return fixed(from_exact(text), 6) if text is not None and "/" in text else text

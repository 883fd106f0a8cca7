"""`scoring campaign sheet`: a sheet of decisions for an appraiser to fill in; `campaign appraise --file` takes it back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app.files import replace as replace_file
from scoring.app.files import write_file
from scoring.app.stored import unknown
from scoring.cli.desk import Desk, foot, now, reading
from scoring.cli.terminal.console import settings, t, talk, write_bytes
from scoring.cli.terminal.options import AGENCY, DELIMITER, OUTPUT, command, option
from scoring.diagnostics import Diagnostic
from scoring.errors import NothingMatched, usage_problem
from scoring.numbers import exact_text, parse_number, show
from scoring.reports.tables import Column, Table
from scoring.review.acts.figures import covers
from scoring.review.campaign import Person, local_day
from scoring.review.entry import instant
from scoring.review.lines import applicable, computed_points, level_before
from scoring.review.state import AgencyState, State

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


@command(
    "sheet",
    "Phiếu chấm trống của một người (CSV, hoặc .xlsx theo đuôi tệp --output): mỗi tiêu chí thuộc lĩnh vực của người đó, của mọi cơ quan đang thẩm định, một dòng. "
    "Điền điểm, nguyên nhân, lý do rồi nộp lại bằng campaign appraise --file; dòng để trống không được tính.",
    "An empty sheet for one appraiser (CSV, or .xlsx by the ending of --output): a row for each criterion of that person's field and each agency under appraisal. "
    "Fill in points, cause and reason, then give it to campaign appraise --file; rows left empty do not count.",
)
@reading
@option("--by", required=True, vi="Mã người chấm.", en="The appraiser, by id.")
@AGENCY
@DELIMITER
@OUTPUT
def command_(
    store: str, campaign: str | None, as_of: str | None, by: str, agency: str | None, delimiter: str, output: Path | None,
) -> int:  # fmt: skip
    """Write a sheet."""
    from scoring.reports.csv_file import write_csv
    from scoring.review.acts.who import unknown as unknown_person

    excel = output is not None and output.suffix.lower() == ".xlsx"
    if output is not None and str(output) != "-" and not excel and output.suffix.lower() != ".csv":
        raise usage_problem(
            "--output phải là tệp .csv hoặc .xlsx", "--output must be a .csv or .xlsx file"
        )
    with Desk(store, campaign, as_of) as desk:
        state = desk.state
        if agency is not None and agency not in state.agencies:
            raise unknown(agency, list(state.agencies))
        person = state.opened.person(by)
        if person is None:
            raise unknown_person("người chấm", "appraiser", by, [x.id for x in state.opened.people])
        rows = list(_rows(state, person, agency, local_day(instant(as_of or now()))))
        note = foot(state)
        banner = state.scheme.get("banner")
        notes = tuple(one for one in (banner, state.opened.title, _how(), note) if one)
    if not rows:
        why = t(
            "không có tiêu chí nào đang chờ người này chấm", "nothing is waiting for this appraiser"
        )
        raise NothingMatched([Diagnostic("SC943", None, {"why": why, "why_en": why})])
    table = _table(rows, notes, excel)
    if excel:
        _excel(table, output)
    else:
        stream = io.BytesIO()
        write_csv(table, stream, settings.lang, delimiter)
        if output is None or str(output) == "-":
            write_bytes(stream.getvalue())
        else:
            write_file(output, stream.getvalue())
    talk(t(f"{len(rows)} dòng để {by} chấm", f"{len(rows)} rows for {by}"))
    talk(note)
    return 0


def _table(rows: list[list[Any]], notes: tuple[str, ...], excel: bool) -> Table:
    """The rows as a table; a column that holds nothing but numbers is one of numbers."""
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
    return Table("decisions", t("Phiếu chấm", "Decisions"), tuple(shown), lambda: iter(kept), notes)


def _excel(table: Table, output: Path | None) -> None:
    from scoring.reports.formats import require_formats
    from scoring.reports.interface import FormatId
    from scoring.reports.xlsx_file import write_xlsx

    assert output is not None
    require_formats([FormatId.XLSX])
    replace_file(output, lambda path: write_xlsx([table], path, settings.lang))


def _how() -> str:
    from scoring.review.table import CAUSES

    side = 0 if settings.lang == "vi" else 1
    causes = "; ".join(words[side] for words in CAUSES.values())
    return t(f"Khác mức trước thì ghi nguyên nhân ({causes}) và lý do. Nhiều nguyên nhân: chậm hạn=-0,5; số liệu được sửa=-1. Dòng để trống không được tính.",
             f"Where points differ from the previous ones, give the cause ({causes}) and reason. Several causes: late=-0.5; number corrected=-1. Rows left empty do not count.")  # fmt: skip


def _rows(state: State, person: Person, only: str | None, day: date) -> Iterator[list[Any]]:
    """A row for each criterion this person may appraise on a day."""
    for id, one in state.agencies.items():
        body = state.opened.competent(one.agency.level, day)
        if None not in (person.body, body) and body != person.body:
            continue
        kind = state.stage_of(one).kind
        due = kind == "appraisal" or (kind == "council" and person.role == "chair")
        if only not in (None, id) or one.submission is None or one.status != "submitted" or not due:
            continue
        known = state.criteria_of(one)
        for criterion in applicable(state, one):
            if covers(person, known[criterion]):
                yield _row(state, one, criterion)


def _row(state: State, one: AgencyState, id: str) -> list[Any]:
    submission, criterion = one.submission, state.criteria_of(one)[id]
    assert submission is not None
    claimed, computed = submission.claimed.get(id), computed_points(submission, id)
    previous = level_before(one, id)[1]
    open_ = (
        t("chờ cả khối", "awaits the block")
        if id in submission.awaits
        else t("chưa có", "none yet")
    )
    return [
        one.agency.id, one.agency.name, id, criterion.title,
        f"{show(criterion.low, settings.lang)} – {show(criterion.high, settings.lang)}",
        None if claimed is None else exact_text(claimed),
        open_ if computed is None else computed,
        open_ if previous is None else previous,
        None, None, None, None, None, state.scheme.get("banner"),
    ]  # fmt: skip


__all__ = ["command_"]

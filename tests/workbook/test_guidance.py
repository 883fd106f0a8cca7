"""What guides while a workbook is filled in: the list of what is left, what would be refused, evidence by criterion."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.engine import evaluate
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.text import column_letters
from scoring.workbook import layout
from scoring.workbook.addresses import RECORD_HIDDEN
from scoring.workbook.layout import CRITERIA, CRITERIA_TABLE, EVIDENCE, REMAINING
from scoring.workbook.write import workbook_bytes

from . import fresh
from .every_kind import every_kind
from .office import different, opened, recalculated, values

WHOLE = fresh.ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"


def book_of(tmp_path: Path, **parts: Any) -> Path:
    """The workbook of a dossier under every kind of criterion."""
    dossier = Dossier.model_validate(
        {"format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": "2025", **parts}
    )
    path = tmp_path / "so.xlsx"
    path.write_bytes(workbook_bytes(evaluate(every_kind(), dossier)))
    return path


def lines(path: Path) -> dict[str, str]:
    """The list of what is left: what is to be done by where."""
    cells = values(path)
    rows = [key[1][1:] for key, value in cells.items() if key[0] == REMAINING and key[1][0] == "A" and key[1] > "A"]
    found = (
        (cells.get((REMAINING, f"B{row}"), ""), cells.get((REMAINING, f"C{row}"), "")) for row in rows if int(row) > 7
    )
    return {str(where): str(what) for where, what in found if where}


RECORDS = [
    {"id": "m1", "kind": "bb", "title": "Biên bản", "fields": {"loai": "a"}, "criteria": ["A.1", "A.2"]},
    {"id": "m2", "kind": "bc", "title": "Báo cáo", "date": "2023-01-05", "criteria": ["A.1"]},
]


def test_what_is_left_is_listed_with_the_row_it_belongs_to(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path, claims={"A.1": {"points": 2}}, evidence=RECORDS))
    assert found["A.1 – Có quy chế"] == "chưa khai"
    assert "A.1 – Tiêu chí A.1" not in found
    assert found["A.2 – Tiêu chí A.2"] == "chưa ghi điểm tự chấm"
    assert found["Minh chứng m2"] == "thiếu hoặc sai: Lý do ngày ngoài kỳ"
    assert "Minh chứng m1" not in found


def test_a_whole_dossier_leaves_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(fresh.sample())
    assert [one for one in lines(path) if one.startswith("Minh chứng")] == []


def test_a_criterion_shows_the_evidence_picked_for_it(tmp_path: Path) -> None:
    cells, table = values(book_of(tmp_path, evidence=RECORDS)), CRITERIA_TABLE
    keys = [row.key for row in layout.rows(every_kind(), "xa")]
    shown = {key: cells.get((CRITERIA, f"{table.letter('evidence')}{table.first_row + at}"), "")
             for at, key in enumerate(keys)}  # fmt: skip
    assert shown["tc:A.1"] == "2 minh chứng: m1; m2"
    assert shown["tc:A.2"] == "1 minh chứng: m1"
    assert shown["tc:A.3"] == ""


def test_a_criterion_is_picked_by_what_it_is_called_and_read_by_its_id(tmp_path: Path) -> None:
    one = load_dossier(WHOLE)
    records = [*one.dossier.evidence]
    many = ["I.1", "I.2", "I.3", "I.4", "II.1"]
    records[0] = records[0].model_copy(update={"criteria": many})
    dossier = one.dossier.model_copy(update={"evidence": records})
    raw = fresh.written(dossier)
    sheet, table = (
        openpyxl.load_workbook(io.BytesIO(raw))[EVIDENCE],
        layout.evidence_table(fresh.scheme("qd-1211-2022").scheme),
    )
    cells = [sheet[f"{table.letter(key)}{table.first_row}"].value for key in layout.PICKS]
    assert cells[0].startswith("I.1 – ")
    assert cells[2] == "I.3; I.4; II.1"
    again = fresh.read(raw, tmp_path).dossier
    assert again.model_copy(update={"provenance": []}) == dossier


def test_a_workbook_made_before_is_read_without_a_word(tmp_path: Path) -> None:
    one = load_dossier(WHOLE)
    book = openpyxl.load_workbook(io.BytesIO(fresh.written(one)))
    del book[REMAINING]
    table = layout.evidence_table(fresh.scheme("qd-1211-2022").scheme)
    for row in book[EVIDENCE].iter_rows(min_row=table.first_row):
        cell = row[table.at("criteria")]
        if isinstance(cell.value, str):
            cell.value = layout.picked(cell.value)
            more = [row[table.at(key)].value for key in layout.PICKS[1:]]
            cell.value = "; ".join([cell.value, *(layout.picked(x) for x in more if x)])
    book[EVIDENCE].delete_cols(table.at("criteria_2") + 1, 2)
    out = io.BytesIO()
    book.save(out)
    found = fresh.read(out.getvalue(), tmp_path)
    assert found.dossier.model_copy(update={"provenance": []}) == one.dossier
    assert not [x for x in found.diagnostics if x.code.startswith("SC7")]


def test_every_hidden_column_of_a_record_is_computed(tmp_path: Path) -> None:
    cells = values(book_of(tmp_path, evidence=RECORDS))
    table = layout.evidence_table(every_kind())
    first = [cells.get((EVIDENCE, f"{column}{table.first_row}"), "") for column in _hidden(table)]
    assert first[2:] == [";A.1;A.2;", ";k1;k2;", ";", ";", "m1 – Biên bản", 0]


def _hidden(table: layout.Table) -> list[str]:
    return [column_letters(len(table.columns) + n) for n in range(len(RECORD_HIDDEN))]


TWICE = [
    {"id": "m1", "kind": "bc", "title": "Báo cáo", "number": "5/BC", "date": "2025-05-05", "issuer": "Xã A"},
    {"id": "m2", "kind": "bc", "title": "Báo cáo khác", "number": "5/bc", "date": "2025-05-05", "issuer": "xã A"},
    {"id": "m3", "kind": "bc", "title": "Báo cáo", "number": "5/BC", "date": "2025-05-06", "issuer": "Xã A"},
    {"id": "m4", "kind": "bc", "title": "Không số", "date": "2025-05-06", "issuer": "Xã A"},
    {"id": "m5", "kind": "bc", "title": "không số", "date": "2025-05-06", "issuer": "Xã A"},
    {"id": "m6", "kind": "bc", "title": "Không số", "date": "2025-05", "issuer": "Xã A"},
]


def test_a_document_recorded_twice_is_told_in_its_later_row(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path, evidence=TWICE))
    told = {where: what for where, what in found.items() if where.startswith("Minh chứng")}
    assert told == {"Minh chứng m2": "thiếu hoặc sai: Số, ký hiệu",
                    "Minh chứng m5": "thiếu hoặc sai: Tên văn bản, trích yếu"}  # fmt: skip


@pytest.mark.slow
def test_a_document_or_id_typed_twice_is_told_as_it_would_be_read(tmp_path: Path) -> None:
    path, table = book_of(tmp_path, evidence=TWICE), layout.evidence_table(every_kind())
    book = opened(path)
    sheet, row = book[EVIDENCE], table.first_row + len(TWICE)
    for key in ("kind", "number", "date", "issuer"):
        sheet[f"{table.letter(key)}{row}"] = sheet[f"{table.letter(key)}{table.first_row + 2}"].value
    sheet[f"{table.letter('title')}{row}"] = "Một tên khác"
    sheet[f"{table.letter('id')}{row}"] = "m4"
    typed = tmp_path / "trung.xlsx"
    book.save(typed)
    found = recalculated([path, typed], tmp_path)
    assert different(path, found[path.name]) == []
    at = column_letters(len(table.columns) + RECORD_HIDDEN.index("wrong"))
    cells = values(tmp_path / "recalculated" / "trung.xlsx")
    assert cells[EVIDENCE, f"{at}{row}"] == f";{table.title('id')};{table.title('number')};"


@pytest.mark.slow
def test_the_list_follows_what_is_typed(tmp_path: Path) -> None:
    path = book_of(tmp_path, evidence=RECORDS)
    book = opened(path)
    table, rows = CRITERIA_TABLE, [row.key for row in layout.rows(every_kind(), "xa")]
    book[CRITERIA][f"{table.letter('answer')}{table.first_row + rows.index('sl:co')}"] = "Có"
    book[EVIDENCE][f"{layout.evidence_table(every_kind()).letter('title')}{table.first_row + 1}"] = None
    typed = tmp_path / "dien.xlsx"
    book.save(typed)
    found = recalculated([path, typed], tmp_path)
    assert different(path, found[path.name]) == []
    now = lines(tmp_path / "recalculated" / "dien.xlsx")
    assert "A.1 – Có quy chế" not in now
    assert now["Minh chứng m2"].startswith("thiếu hoặc sai: Tên văn bản, trích yếu; ")


@pytest.mark.slow
def test_a_day_that_does_not_exist_is_told_while_it_is_typed(tmp_path: Path) -> None:
    path, table = book_of(tmp_path, evidence=RECORDS), layout.evidence_table(every_kind())
    book = opened(path)
    for row, day in enumerate(("31/02/2025", "28/02/2025", "13/2025", "12/13/2025", "12/2025"), table.first_row):
        for key, text in (("kind", "Biên bản"), ("title", "Biên bản"), ("date", day)):
            book[EVIDENCE][f"{table.letter(key)}{row}"] = text
    typed = tmp_path / "ngay.xlsx"
    book.save(typed)
    recalculated([typed], tmp_path)
    found = lines(tmp_path / "recalculated" / "ngay.xlsx")
    told = {where for where, what in found.items() if "Ngày, tháng, năm" in what}
    assert told == {"Minh chứng m1", "Minh chứng mc-001", "Minh chứng mc-002"}

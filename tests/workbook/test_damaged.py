"""What people do to a workbook: each damage gets its code at its cell, and nothing else is said."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from scoring.catalog import all_codes
from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.evidence.load import load_dossier
from scoring.workbook.interpret import Expected, read_workbook

from . import fresh
from .surgery import packed, parts_of, simple

CRITERIA, EVIDENCE, OTHER, META = "Tiêu chí", "Minh chứng", "Khác", "_scoring"


@lru_cache(maxsize=8)
def _opened(raw: bytes) -> bytes:
    """An open workbook, from which the next is copied: that takes a third of the time of opening it again."""
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(raw)))


class Work:
    """A workbook opened for damage; cells are named by what they mean."""

    def __init__(self, raw: bytes) -> None:
        self.book = pickle.loads(_opened(raw))

    @property
    def criteria(self) -> Any:
        return self.book[CRITERIA]

    @property
    def evidence(self) -> Any:
        return self.book[EVIDENCE]

    def column(self, sheet: Any, key: str) -> int:
        row = next(row for row in sheet.iter_rows() if sum(c.value in ("id", "title", "note") for c in row) == 3)
        return int(next(cell.column for cell in row if cell.value == key))

    def row(self, id: str) -> int:
        column = self.column(self.criteria, "id")
        return next(r for r in range(1, 200) if self.criteria.cell(r, column).value == id)

    def input(self, id: str, key: str = "answer") -> Any:
        return self.criteria.cell(self.row(id), self.column(self.criteria, key))

    def record(self, id: str, key: str) -> Any:
        column = self.column(self.evidence, "id")
        row = next(r for r in range(1, 200) if self.evidence.cell(r, column).value == id)
        return self.evidence.cell(row, self.column(self.evidence, key))

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def said(raw: bytes, folder: Path, expected: Expected | None = None) -> list[Diagnostic]:
    """Errors and warnings of reading; notes are the dossier's own."""
    try:
        found = list(fresh.read(raw, folder, expected).diagnostics)
    except InvalidInput as error:
        found = error.diagnostics
    return [one for one in found if one.severity != "note"]


def cells(found: list[Diagnostic]) -> set[tuple[str, str]]:
    return {(one.code, one.place.cell if one.place else "") for one in found}


def value(id: str, given: Any, key: str = "answer") -> Callable[[Work], Any]:
    def damage(work: Work) -> Any:
        cell = work.input(id, key)
        cell.value = given
        return cell

    return damage


def field(id: str, key: str, given: Any) -> Callable[[Work], Any]:
    def damage(work: Work) -> Any:
        cell = work.record(id, key)
        cell.value = given
        return cell

    return damage


def styled(id: str, given: Any, number_format: str, key: str = "answer") -> Callable[[Work], Any]:
    def damage(work: Work) -> Any:
        cell = work.input(id, key)
        cell.value, cell.number_format = given, number_format
        return cell

    return damage


def record_styled(id: str, key: str, given: Any, number_format: str) -> Callable[[Work], Any]:
    def damage(work: Work) -> Any:
        cell = work.record(id, key)
        cell.value, cell.number_format = given, number_format
        return cell

    return damage


COUNT, NUMBER, YESNO, LEVEL = ("sl:don_phai_giai_quyet", "sl:chi_so_hai_long", "sl:tu_danh_gia", "sl:muc_phoi_hop")

CELLS: dict[str, tuple[Callable[[Work], Any], str]] = {
    "a number that could mean two": (value(NUMBER, "1.234"), "SC743"),
    "words in a number cell": (value(COUNT, "mười hai"), "SC742"),
    "another unit behind a number": (value(COUNT, "12 vụ"), "SC742"),
    "true in a number cell": (value(COUNT, True), "SC742"),
    "a date in a number cell": (styled(COUNT, date(2025, 3, 1), "dd/mm/yyyy"), "SC742"),
    "a percentage in a number cell": (styled(NUMBER, 0.88, "0%"), "SC742"),
    "a typed percentage in a number cell": (value(NUMBER, "88 %"), "SC742"),
    "English thousands": (value(NUMBER, "1,234.5"), "SC742"),
    "a number longer than Excel holds": (value(NUMBER, 12345678901234567890), "SC748"),
    "half a case": (value("sl:phan_anh_qua_han", 1.5), "SC411"),
    "a negative count": (value("sl:phan_anh_qua_han", -3), "SC410"),
    "more done than there was": (value("sl:don_dung_han", 99), "SC415"),
    "a formula": (value(COUNT, "=6*2"), "SC740"),
    "an error value": (value(COUNT, "#N/A"), "SC741"),
    "an answer not in the list": (value(YESNO, "Có thể"), "SC745"),
    "a number in a yes/no cell": (value(YESNO, 1), "SC745"),
    "a level not in the list": (value(LEVEL, "Xuất chúng"), "SC745"),
    "a claim above the maximum": (value("tc:I.1", 99, "claim"), "SC464"),
    "a negative claim": (value("tc:I.1", -1, "claim"), "SC464"),
    "words in a claim": (value("tc:I.1", "đạt", "claim"), "SC742"),
    "not applicable without a reason": (value("tc:I.3", "Không áp dụng", "not_applicable"), "SC753"),
    "an answer in the wrong row": (value("tc:I.1", 5, "answer"), "SC752"),
    "a claim beside a number": (value(COUNT, 5, "claim"), "SC752"),
    "an id of evidence nobody has": (value(COUNT, "mc-999", "evidence"), "SC417"),
    "a personal number": (value(COUNT, "số căn cước 051200000001", "note"), "SC470"),
    "a control character": (value(COUNT, "a_x0007_b", "note"), "SC118"),
    "an award nobody may give": (value("dg:VII.3", 50), "SC461"),
    "a kind not in the list": (field("so-don", "kind", "Giấy khen"), "SC745"),
    "a day that does not exist": (field("so-don", "date", "30/02/2025"), "SC746"),
    "month before day": (field("so-don", "date", "03/25/2025"), "SC746"),
    "a year of two digits": (field("so-don", "date", "1/3/25"), "SC746"),
    "a date in words": (field("so-don", "date", "cuối năm"), "SC746"),
    "a number for a date": (record_styled("so-don", "date", 4571, "General"), "SC746"),
    "a moment for a date": (record_styled("so-don", "date", datetime(2025, 3, 1, 14, 30),  # noqa: DTZ001
 "dd/mm/yyyy hh:mm"), "SC746"),
    "a date outside the period": (field("so-don", "date", "1/3/2019"), "SC420"),
    "a number Excel made a date of": (record_styled("so-don", "number", date(2025, 3, 12), "d-mmm"), "SC749"),
    "a number Excel cut": (record_styled("so-don", "number", 1.1, "General"), "SC749"),
    "an unknown criterion": (field("ke-hoach-nam", "criteria", "I.1; Z.9"), "SC401"),
    "an id in use": (field("so-don", "id", "so-tiep"), "SC418"),
    "an id with blanks": (field("so-don", "id", "sổ đơn"), "SC207"),
    "a field of another kind": (field("so-don", "field_1", "dan-van"), "SC752"),
    "words for a number of a record": (field("tin-bai", "field_1", "nhiều"), "SC742"),
    "a choice nobody offers": (field("ke-hoach-nam", "field_1", "khac-la"), "SC745"),
    "JSON somebody touched": (field("so-don", "fields_more", "{x: 1"), "SC750"),
    "endless JSON": (field("so-don", "fields_more", "[" * 5000), "SC750"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_spoiled_cell_is_named_with_its_code(name: str, tmp_path: Path) -> None:
    damage, code = CELLS[name]
    work = Work(fresh.sample())
    cell = damage(work)
    assert cells(said(work.saved(), tmp_path)) == {(code, f"{cell.parent.title}!{cell.coordinate}")}


def _reads(damage: Callable[[Work], Any], tmp_path: Path) -> Any:
    work = Work(fresh.sample())
    damage(work)
    return fresh.read(work.saved(), tmp_path)


def test_text_in_decomposed_letters_is_composed_and_told_once(tmp_path: Path) -> None:
    def damage(work: Work) -> None:
        work.input(COUNT, "note").value = "So\u0302\u0301 đơn"
        work.input(NUMBER, "note").value = "Kha\u0309o sa\u0301t"

    found = _reads(damage, tmp_path)
    assert found.dossier.numbers["don_phai_giai_quyet"].note == "Số đơn"
    assert [one.values["count"] for one in found.diagnostics if one.code == "SC114"] == ["2"]


def test_rich_text_is_read_as_its_words(tmp_path: Path) -> None:
    rich = CellRichText("một ", TextBlock(InlineFont(b=True), "hai"))
    found = _reads(value(COUNT, rich, "note"), tmp_path)
    assert found.dossier.numbers["don_phai_giai_quyet"].note == "một hai"


def test_a_binary_artefact_is_read_as_excel_shows_it_and_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = value(NUMBER, 88.25)(work)
    parts = parts_of(work.saved())
    name = next(one for one, data in parts.items() if b"<v>88.25</v>" in data)
    parts[name] = parts[name].replace(b"<v>88.25</v>", b"<v>0.30000000000000004</v>")
    found = fresh.read(packed(parts), tmp_path)
    assert found.dossier.numbers["chi_so_hai_long"].value == Fraction(3, 10)
    assert ("SC747", f"{CRITERIA}!{cell.coordinate}") in cells(list(found.diagnostics))


def test_an_emptied_cell_is_not_declared_and_never_zero(tmp_path: Path) -> None:
    found = _reads(value(COUNT, None), tmp_path)
    assert "don_phai_giai_quyet" not in found.dossier.numbers
    assert found.dossier.numbers["phan_anh_qua_han"].value == 0


# ------------------------------------------------------------------------- rows, columns, sheets


def test_sorted_rows_are_read_by_their_id(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    sheet = work.criteria
    rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=8)]
    for at, row in enumerate(reversed(rows)):
        for column, (content, number_format) in enumerate(row):
            cell = sheet.cell(8 + at, column + 1)
            formula = isinstance(content, str) and content.startswith("=")
            cell.value, cell.number_format = None if formula else content, number_format
    found = fresh.read(work.saved(), tmp_path)
    assert _same(found.dossier, fresh.whole())


def _same(one: Any, other: Any) -> bool:
    return bool(one.model_copy(update={"provenance": []}) == other.model_copy(update={"provenance": []}))


def test_inserted_rows_and_columns_move_nothing(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    # openpyxl leaves formulas as they are; only values matter here.
    work.criteria.insert_cols(5)
    work.criteria.insert_rows(20)
    work.criteria.insert_rows(1, 2)
    work.evidence.insert_cols(3)
    work.evidence.insert_rows(9)
    found = fresh.read(work.saved(), tmp_path)
    assert _same(found.dossier, fresh.whole())
    column = openpyxl.utils.get_column_letter(work.column(work.criteria, "answer"))
    source = found.dossier.provenance[0].cells["numbers/don_phai_giai_quyet"]
    assert source == f"{CRITERIA}!{column}{work.row(COUNT)}"


def test_an_inserted_row_with_content_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    row = work.row(COUNT)
    work.criteria.insert_rows(row)
    cell = work.criteria.cell(row, work.column(work.criteria, "answer"))
    cell.value = 5
    assert cells(said(work.saved(), tmp_path)) == {("SC733", f"{CRITERIA}!{cell.coordinate}")}


def test_an_inserted_column_with_content_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria.insert_cols(6)
    cell = work.criteria.cell(work.row(COUNT), 6)
    cell.value = "đã kiểm tra"
    assert cells(said(work.saved(), tmp_path)) == {("SC736", f"{CRITERIA}!{cell.coordinate}")}


def test_a_deleted_row_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria.delete_rows(work.row(COUNT))
    found = said(work.saved(), tmp_path)
    assert {(one.code, one.values["id"]) for one in found if one.code == "SC730"} == {("SC730", COUNT)}


def test_a_row_copied_below_itself_is_told_with_both_places(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    row, column = work.row(COUNT), work.column(work.criteria, "id")
    work.criteria.insert_rows(row + 1)
    for at in range(1, column + 1):
        work.criteria.cell(row + 1, at).value = work.criteria.cell(row, at).value
    found = said(work.saved(), tmp_path)
    letter = openpyxl.utils.get_column_letter(column)
    assert cells(found) == {("SC731", f"{CRITERIA}!{letter}{row + 1}")}
    assert found[0].related
    assert found[0].related.cell == f"{CRITERIA}!{letter}{row}"


def test_an_unknown_row_is_told_with_a_guess(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT, "id")
    cell.value = "sl:don_phai_giai_quyeet"
    found = said(work.saved(), tmp_path)
    assert ("SC732", f"{CRITERIA}!{cell.coordinate}") in cells(found)
    assert next(one for one in found if one.code == "SC732").values["guess"] == COUNT


def test_a_renamed_row_is_read_by_its_id_and_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT, "title")
    cell.value = "Số đơn nhận trong năm"
    found = said(work.saved(), tmp_path)
    assert cells(found) == {("SC734", f"{CRITERIA}!{cell.coordinate}")}
    assert found[0].severity == "warning"


def test_a_row_that_lost_its_id_is_read_by_its_words(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT, "id")
    cell.value = None
    found = fresh.read(work.saved(), tmp_path)
    assert [(one.code, one.place.cell, one.values["id"]) for one in found.diagnostics if one.code == "SC694"] == [
        ("SC694", f"{CRITERIA}!{cell.coordinate}", COUNT)
    ]
    assert _same(found.dossier, fresh.whole())


def test_a_record_that_lost_its_id_is_given_a_free_one(tmp_path: Path) -> None:
    whole = fresh.whole()
    work = Work(fresh.sample())
    used = {id for one in whole.numbers.values() for id in one.evidence}
    lost = next(one for one in whole.evidence if one.id not in used)
    cell = work.record(lost.id, "id")
    work.record("mc-001", "id").value = "MC-002"
    cell.value = None
    found = fresh.read(work.saved(), tmp_path)
    assert cells([one for one in found.diagnostics if one.code == "SC695"]) == {
        ("SC695", f"{EVIDENCE}!{cell.coordinate}")
    }
    ids = [one.id for one in found.dossier.evidence]
    assert ids == ["mc-001" if one.id == lost.id else one.id for one in whole.evidence]
    assert found.dossier.complete == whole.complete


def test_words_of_another_row_beside_an_id_are_refused_unless_all_else_is_the_ids(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    mine, other = work.input(COUNT, "title"), work.input("sl:don_dung_han", "title")
    mine.value, other.value = other.value, mine.value
    places = {f"{CRITERIA}!{mine.coordinate}", f"{CRITERIA}!{other.coordinate}"}
    assert cells(said(work.saved(), tmp_path)) == {("SC669", place) for place in places}
    for key in ("how", "unit"):
        one, two = work.input(COUNT, key), work.input("sl:don_dung_han", key)
        one.value, two.value = two.value, one.value
    assert {("SC735", place) for place in places} <= cells(said(work.saved(), tmp_path))


def test_a_deleted_column_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria.delete_cols(work.column(work.criteria, "claim"))
    found = said(work.saved(), tmp_path)
    assert {(one.code, one.values.get("column")) for one in found} == {("SC723", "Điểm tự chấm")}


def test_a_column_there_twice_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.criteria.cell(6, 40)
    cell.value = "answer"
    assert cells(said(work.saved(), tmp_path)) == {("SC724", f"{CRITERIA}!{cell.coordinate}")}


def test_headings_moved_without_their_columns_are_refused(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    one, other = (work.criteria.cell(7, work.column(work.criteria, key)) for key in ("claim", "answer"))
    one.value, other.value = other.value, one.value
    assert cells(said(work.saved(), tmp_path)) == {
        ("SC725", f"{CRITERIA}!{one.coordinate}"),
        ("SC725", f"{CRITERIA}!{other.coordinate}"),
    }


def test_without_the_hidden_row_of_keys_headings_are_enough(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria.delete_rows(6)
    found = fresh.read(work.saved(), tmp_path)
    assert {one.code for one in found.diagnostics if one.severity == "warning"} == {"SC726"}
    assert _same(found.dossier, fresh.whole())


def test_a_sheet_without_its_table_is_refused(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria.delete_rows(1, 200)
    assert cells(said(work.saved(), tmp_path)) == {("SC727", f"{CRITERIA}!A1")}


@pytest.mark.parametrize("name", [CRITERIA, EVIDENCE, OTHER])
def test_a_renamed_sheet_is_found_again(name: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.book[name].title = "Trang của tôi"
    found = fresh.read(work.saved(), tmp_path)
    assert [one.values["sheet"] for one in found.diagnostics if one.code == "SC721"] == [name]
    assert _same(found.dossier, fresh.whole())


@pytest.mark.parametrize("name", [CRITERIA, EVIDENCE, OTHER])
def test_a_deleted_sheet_is_refused(name: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    del work.book[name]
    found = said(work.saved(), tmp_path)
    assert [one.values["sheet"] for one in found if one.code == "SC720" and one.severity == "error"] == [name]


@pytest.mark.parametrize("name", ["Đọc trước", "Tổng hợp", "_danh_muc"])
def test_a_deleted_sheet_without_input_is_only_told(name: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    del work.book[name]
    found = said(work.saved(), tmp_path)
    assert [(one.code, one.severity, one.values["sheet"]) for one in found] == [("SC720", "warning", name)]


def test_a_sheet_somebody_added_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.book.create_sheet("Nháp")["A1"] = "12"
    assert cells(said(work.saved(), tmp_path)) == {("SC722", "Nháp!A1")}


def test_a_copied_sheet_is_not_mistaken_for_the_one_it_was_copied_from(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.book.copy_worksheet(work.criteria).title = "Tiêu chí (2)"
    assert cells(said(work.saved(), tmp_path)) == {("SC722", "Tiêu chí (2)!A1")}


# ------------------------------------------------------------------------------ whose, which, what


def _meta(work: Work, key: str) -> Any:
    sheet = work.book[META]
    return next(row[1] for row in sheet.iter_rows() if row[0].value == key)


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("format", "scoring.workbook/9", "SC711"),
        ("format", None, "SC716"),
        ("scheme_digest", "sha256:" + "0" * 64, "SC713"),
        ("period", "hai nghìn", "SC716"),
        ("block", "khoi-la", "SC716"),
        ("agency", None, "SC716"),
        ("agency_name", "a_xD800_b", "SC716"),
    ],
)
def test_what_a_workbook_says_of_itself_is_checked(key: str, given: Any, code: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = _meta(work, key)
    cell.value = given
    # What is wrong in the hidden sheet was read from the other sheets.
    assert cells(said(work.saved(), tmp_path)) - {("SC782", "")} == {(code, f"{META}!{cell.coordinate}")}


def test_a_workbook_of_another_scheme_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(fresh.sample())
    with pytest.raises(InvalidInput) as failed:
        read_workbook(path, lambda _, period: fresh.scheme("chi-so-ba-cap", period))
    assert [one.code for one in failed.value.diagnostics] == ["SC712"]


def test_two_agencies_workbooks_swapped_are_noticed(tmp_path: Path) -> None:
    found = said(fresh.sample(), tmp_path, Expected("so-minh-hoa-b", "2024"))
    assert {one.code for one in found} == {"SC714", "SC715"}
    assert said(fresh.sample(), tmp_path, Expected("so-minh-hoa-a", "2025")) == []


def test_a_sheet_pasted_from_another_agency_is_noticed(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.criteria["A2"] = "Sở Minh Họa B (hư cấu) – năm 2025"
    assert cells(said(work.saved(), tmp_path)) == {("SC717", f"{CRITERIA}!A2")}


def test_any_other_workbook_is_none_of_ours(tmp_path: Path) -> None:
    assert {one.code for one in said(simple(), tmp_path)} == {"SC710"}


@pytest.mark.parametrize("key", ["kind", "title"])
def test_a_row_of_evidence_must_say_what_it_is(key: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.record("so-don", key)
    cell.value = None
    assert cells(said(work.saved(), tmp_path)) == {("SC751", f"{EVIDENCE}!{cell.coordinate}")}


def test_rows_of_evidence_that_only_have_an_id_were_not_used(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    assert work.record("mc-001", "id").value == "mc-001"
    assert "mc-001" not in {one.id for one in fresh.read(work.saved(), tmp_path).dossier.evidence}


def test_a_new_record_is_read_from_a_free_row(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    for key, given in {"kind": "báo cáo  NĂM", "title": "Báo cáo công tác dân vận năm 2025 ", "date": "1/12/2025",
                       "number": "15/BC-SMH", "criteria": "I.1, I.2"}.items():  # fmt: skip
        work.record("mc-001", key).value = given
    record = fresh.read(work.saved(), tmp_path).dossier.evidence[-1]
    assert (record.id, record.kind, record.title) == ("mc-001", "bao-cao-nam", "Báo cáo công tác dân vận năm 2025")
    assert record.criteria == ["I.1", "I.2"]


def test_an_answer_beside_not_applicable_is_kept_and_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.input(COUNT, "not_applicable").value = "Không áp dụng"
    work.input(COUNT, "reason").value = "Không có đơn"
    found = fresh.read(work.saved(), tmp_path)
    assert ("SC754", f"{CRITERIA}!{work.input(COUNT).coordinate}") in cells(list(found.diagnostics))
    assert found.dossier.numbers["don_phai_giai_quyet"].value == 12
    assert [one.criterion for one in found.dossier.not_applicable] == ["don_phai_giai_quyet"]


def test_what_others_give_is_compared_with_the_dossier_before(tmp_path: Path) -> None:
    base = load_dossier(fresh.ROOT / "evidence/2025/so-minh-hoa-a.yaml").dossier
    assert said(fresh.sample(), tmp_path, Expected(base=base)) == []
    work = Work(fresh.sample())
    award, outside = work.input("dg:VII.3"), work.input(NUMBER)
    award.value, outside.value = 1, 99
    found = said(work.saved(), tmp_path, Expected(base=base))
    assert cells(found) == {("SC755", f"{CRITERIA}!{one.coordinate}") for one in (award, outside)}
    assert "cơ quan thẩm định" in next(one for one in found if one.values["criterion"] == "VII.3").message("vi")


def test_a_number_typed_over_a_computed_one_counts_for_nothing_and_is_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    computed = next(
        row for row in work.criteria.iter_rows() if isinstance(row[4].value, str) and row[4].value.startswith("=")
    )[4]
    computed.value = 7
    assert cells(said(work.saved(), tmp_path)) == {("SC736", f"{CRITERIA}!{computed.coordinate}")}


def test_points_finer_than_the_step_of_a_criterion_are_kept_and_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = value("tc:I.1", 1.3337, "claim")(work)
    path = tmp_path / "so.xlsx"
    path.write_bytes(work.saved())
    known = fresh.scheme("qd-1211-2022")
    rounding = known.scheme.rounding.model_copy(update={"at": "criterion"})
    rounded = replace(known, scheme=known.scheme.model_copy(update={"rounding": rounding}))
    for one, told in ((known, False), (rounded, True)):
        found = read_workbook(path, lambda _, __, one=one: one)
        assert found.dossier.claims["I.1"].points == Fraction(13337, 10000)
        assert (("SC756", f"{CRITERIA}!{cell.coordinate}") in cells(list(found.diagnostics))) is told


def test_rows_merged_into_one_cell_are_told(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT)
    work.criteria.merge_cells(f"{cell.coordinate}:E{cell.row + 1}")
    assert ("SC737", f"{CRITERIA}!{cell.coordinate}") in cells(said(work.saved(), tmp_path))


def test_a_refused_cell_does_not_print_what_looks_personal(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    value(COUNT, "cccd 051200000001")(work)
    text = "".join(one.message("vi") + one.message("en") for one in said(work.saved(), tmp_path))
    assert "SC742" in {one.code for one in said(work.saved(), tmp_path)}
    assert "051200000001" not in text


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    wanted = set()
    for name in ("words in a number cell", "an answer not in the list", "a claim above the maximum", "a kind not in the list", "an unknown criterion", "month before day"):  # fmt: skip
        damage, code = CELLS[name]
        cell = damage(work)
        wanted.add((code, f"{cell.parent.title}!{cell.coordinate}"))
    assert cells(said(work.saved(), tmp_path)) == wanted


def test_messages_fill_every_blank_in_both_languages(tmp_path: Path) -> None:
    for name in ("a number that could mean two", "a formula", "words in a number cell", "a date in words"):
        work = Work(fresh.sample())
        CELLS[name][0](work)
        for one in said(work.saved(), tmp_path):
            for text in (one.message("vi"), one.message("en"), one.hint("vi"), one.hint("en")):
                assert text
                assert "…" not in text


def test_every_code_about_workbooks_is_in_a_test() -> None:
    tests = "".join(one.read_text("utf-8") for one in Path(__file__).parent.glob("test_*.py"))
    missing = {code for code in all_codes() if "SC700" <= code < "SC760"} - set(re.findall(r"SC7\d\d", tests))
    assert missing == set()


def test_every_code_about_workbooks_speaks_both_languages_and_hints() -> None:
    for code, entry in all_codes().items():
        if "SC700" <= code < "SC760":
            assert all((entry.vi, entry.en, entry.hint_vi, entry.hint_en)), code
            assert entry.vi != entry.en, code

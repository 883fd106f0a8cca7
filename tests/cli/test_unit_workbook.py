"""`scoring workbook new --unit`, `--each-unit`: the part of one inner unit, and reading it back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook

from scoring.evidence.load import load_dossier
from scoring.evidence.model import Dossier
from scoring.workbook.layout import CRITERIA, CRITERIA_TABLE, EVIDENCE, LISTS, META, OTHER, READ_FIRST, SUMMARY
from scoring.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
FROM = ROOT / "evidence" / "2025" / "xa-minh-hoa-c.yaml"
BASE = ROOT / "tests" / "broken" / "base"
Run = Callable[..., Result]
ID = CRITERIA_TABLE.at("id")
WHO = ("--agency", "xa-moi", "--name", "UBND xã Mới", "--block", "xa", "--period", "2025")


def ids(book: Any) -> list[str]:
    """The keys of the rows of sheet Tiêu chí that hold one."""
    rows = list(book[CRITERIA].iter_rows(min_row=CRITERIA_TABLE.first_row, values_only=True))
    return [row[ID] for row in rows if row[ID]]


def texts(book: Any, sheet: str) -> str:
    return "\n".join(str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None)


def read(run: Run, book: Path, *more: object, code: int = 0) -> Dossier:
    out = book.with_suffix(".yaml")
    run("workbook", "read", book, "--scheme", SCHEME, "-o", out, *more, code=code)
    return load_dossier(out).dossier


def test_a_unit_gets_its_criteria_numbers_and_kinds_of_papers_only(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "kt.xlsx"
    result = run("workbook", "new", *WHO, "--kind", "xa", "--unit", "kinh-te", "--scheme", SCHEME, "-o", out)
    assert f"Đã ghi {out}" in result.output
    book = load_workbook(out)
    assert ids(book) == [
        "tc:II", "tc:II.4", "sl:muc_giam_sat_cong_dong", "tc:II.6", "sl:du_an_phai_lay_y_kien", "sl:du_an_da_lay_y_kien",
        "sl:ty_le_lay_y_kien", "dg:II.6",
    ]  # fmt: skip
    assert "Phòng Kinh tế – UBND xã Mới – năm 2025" in texts(book, CRITERIA)
    assert "Đơn vị này không phải nộp loại văn bản nào" in texts(book, EVIDENCE)
    assert "gửi tệp này cho Văn phòng HĐND và UBND" in texts(book, READ_FIRST)


def test_a_unit_has_no_class(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "vh.xlsx"
    run("workbook", "new", "--from", FROM, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME, "-o", out)
    said = texts(load_workbook(out), SUMMARY)
    assert "TỔNG ĐIỂM PHẦN CỦA ĐƠN VỊ" in said
    assert "Xuất sắc" not in said
    assert "THỦ TRƯỞNG" not in said


def test_what_another_unit_supplies_is_named_and_not_asked(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "vh.xlsx"
    run("workbook", "new", "--from", FROM, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME, "-o", out)
    book = load_workbook(out)
    assert "Không ghi ở đây: “Kế hoạch”, do Văn phòng HĐND và UBND cung cấp." in texts(book, READ_FIRST)
    assert "Từ minh chứng do Văn phòng HĐND và UBND nộp" in texts(book, CRITERIA)
    offered = {
        str(one.formula1) for one in book[EVIDENCE].data_validations.dataValidation if "Chọn loại" in str(one.prompt)
    }
    column = str(offered.pop()).removeprefix("=").split("$")[1]
    assert [cell.value for cell in book[LISTS][column] if cell.value] == [
        "Hồ sơ mô hình “Dân vận khéo”", "Bảng tổng hợp tin, bài", "Quyết định khen thưởng",
    ]  # fmt: skip
    cached = load_workbook(out, data_only=True)
    rows = cached[CRITERIA].iter_rows(values_only=True)
    assert next(row for row in rows if row[ID] == "sl:co_ke_hoach_thi_dua")[4] == "chưa rõ"


def test_read_back_it_is_the_part_of_its_unit(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "vh.xlsx"
    run("workbook", "new", "--from", FROM, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME, "-o", out)
    book = load_workbook(out)
    for cell, text in (("B4", "05/12/2025"), ("B6", "Thiếu người.\nThiếu máy."), ("B7", "Tập huấn.")):
        book[OTHER][cell] = text
    book.save(out)
    found, whole = read(run, out), load_dossier(FROM).dossier
    assert found.unit == "van-hoa-xa-hoi"
    assert found.submitted is not None
    assert found.submitted.isoformat() == "2025-12-05"
    assert [one.text for one in found.difficulties] == ["Thiếu người.", "Thiếu máy."]
    assert [one.text for one in found.next_tasks] == ["Tập huấn."]
    assert found.numbers == {id: whole.numbers[id] for id in ("da_so_ket", "da_khen_thuong")}
    assert found.evidence == [one for one in whole.evidence if one.kind in ("mo-hinh", "tong-hop-tin-bai")]
    assert found.claims == {id: whole.claims[id] for id in ("V.1", "V.2", "V.3", "C.1")}
    # “Đủ mọi loại” of a unit is about its own kinds.
    assert found.complete == ["mo-hinh", "tong-hop-tin-bai", "quyet-dinh-khen-thuong"]


def test_each_unit_that_supplies_something_gets_a_workbook_and_together_they_ask_everything_once(
    run: Run, tmp_path: Path
) -> None:
    run("workbook", "new", "--from", FROM, "--each-unit", "--scheme", SCHEME, "-o", tmp_path / "so")
    files = sorted((tmp_path / "so").iterdir())
    assert [one.name for one in files] == [
        f"xa-minh-hoa-c-{unit}.xlsx" for unit in ("hanh-chinh-cong", "kinh-te", "van-hoa-xa-hoi", "van-phong")
    ]
    parts, whole = [read(run, one) for one in files], load_dossier(FROM).dossier
    for name in ("numbers", "claims"):
        told = [(id, one) for part in parts for id, one in getattr(part, name).items()]
        assert len(told) == len(dict(told))
        assert dict(told) == getattr(whole, name)
    records = [one for part in parts for one in part.evidence]
    assert sorted(one.id for one in records) == sorted(one.id for one in whole.evidence)


def test_papers_of_two_units_have_no_id_in_common(run: Run, tmp_path: Path) -> None:
    run("workbook", "new", *WHO, "--kind", "xa", "--each-unit", "--scheme", SCHEME, "-o", tmp_path / "so")
    seen: list[str] = []
    for file in sorted((tmp_path / "so").iterdir()):
        seen += [row[0] for row in load_workbook(file)[EVIDENCE].iter_rows(min_row=8, values_only=True) if row[0]]
    assert "kinh-te-001" in seen
    assert len(seen) == len(set(seen))


def test_a_workbook_filled_from_the_units_part_loses_nothing(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "vh.yaml"
    text = """format: 1
agency: {id: xa-moi, name: UBND xã Mới, block: xa, kind: xa}
period: 2025
scheme: qd-1211-2022
unit: van-hoa-xa-hoi
submitted: 2025-12-05
complete: [mo-hinh]
numbers: {da_so_ket: có, so_thon: 5}
evidence:
  - {id: ke-hoach-thi-dua, kind: ke-hoach, title: Kế hoạch phát động thi đua, date: 2025-02-20, fields: {noi_dung: dan-van-kheo}}
difficulties: [Thiếu người.]
note: Còn bổ sung.
"""
    part.write_text(text, "utf-8")
    out = tmp_path / "so.xlsx"
    run("workbook", "new", "--from", part, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME, "-o", out, code=None)
    found, given = read(run, out), load_dossier(part).dossier
    for name in ("numbers", "evidence", "difficulties", "note", "complete", "submitted", "unit"):
        assert getattr(found, name) == getattr(given, name), name


@pytest.mark.parametrize("part", sorted((ROOT / "evidence" / "gom-so-lieu").rglob("*.yaml")), ids=lambda one: one.stem)
def test_every_shipped_part_comes_back_from_the_workbook_of_its_unit(run: Run, tmp_path: Path, part: Path) -> None:
    given, out = load_dossier(part).dossier, tmp_path / "so.xlsx"
    run("workbook", "new", "--from", part, "--unit", given.unit, "--scheme", SCHEME, "-o", out)
    found = read(run, out)
    same = {"provenance": [], "complete": complete(given)}
    assert found.model_copy(update=same) == given.model_copy(update=same)
    assert complete(found) == complete(given)


def complete(part: Dossier) -> bool:
    """Whether any list of a part is complete; a workbook names the kinds."""
    return bool(part.complete)


def test_the_workbook_of_a_whole_agency_says_nothing_of_units(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "so.xlsx"
    run("workbook", "new", "--from", FROM, "--scheme", SCHEME, "-o", out)
    assert "unit" not in texts(load_workbook(out), META).split()
    assert read(run, out).unit is None


def test_a_row_of_the_unit_that_was_deleted_is_told_and_rows_of_others_are_not(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "kt.xlsx"
    run("workbook", "new", *WHO, "--kind", "xa", "--unit", "kinh-te", "--scheme", SCHEME, "-o", out)
    assert "SC730" not in run("workbook", "read", out, "--scheme", SCHEME).output
    book = load_workbook(out)
    book[CRITERIA].delete_rows(CRITERIA_TABLE.first_row + ids(book).index("sl:muc_giam_sat_cong_dong"))
    book.save(out)
    said = run("workbook", "read", out, "--scheme", SCHEME, code=None).output
    assert said.count("SC730") == 1
    assert "sl:muc_giam_sat_cong_dong" in said


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--kind", "xa", "--unit", "kinh-tee"), 4, "có phải “kinh-te”"),
        (("--kind", "xa", "--unit", "kinh-te-ha-tang"), 4, "không có đơn vị"),
        (("--kind", "phuong", "--unit", "kinh-te-ha-tang"), 0, "Đã ghi"),
        # The name says the kind: "UBND xã Mới".
        (("--unit", "kinh-te"), 0, "Đã ghi"),
        (("--name", "Cơ quan Mới", "--unit", "kinh-te"), 2, "SC674"),
        (("--unit", "kinh-te", "--each-unit"), 2, "chọn --unit hoặc --each-unit"),
        (("--units", "x.yaml"), 2, "--units cần --unit"),
        (("--each-unit",), 2, "phải là thư mục"),
    ],
)
def test_which_units_there_are_depends_on_the_kind_of_agency(
    run: Run, tmp_path: Path, more: tuple[str, ...], code: int, said: str
) -> None:
    asked = ("workbook", "new", *WHO, "--scheme", SCHEME, "-o", tmp_path / "so.xlsx", *more)
    assert said in run(*asked, code=code).output


def test_an_agency_that_ended_had_the_units_of_its_time(run: Run, tmp_path: Path) -> None:
    asked = ("workbook", "new", *WHO, "--kind", "xa", "--scheme", SCHEME, "--until", "2025-06-30", "--each-unit")
    run(*asked, "-o", tmp_path / "so")
    assert "xa-moi-tu-phap-ho-tich.xlsx" in [one.name for one in (tmp_path / "so").iterdir()]


OWN = "format: 1\nagency: {}\nset: xa\nkind: xa\nunits: [{{id: to-dan-van, title: Tổ dân vận}}, {{id: doi, title: Đội}}]\n"


def test_an_own_file_of_units_assigns_otherwise(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "don-vi.yaml"
    own.write_text(
        OWN.format("xa-moi") + "supplies: [{unit: to-dan-van, criteria: [V.1], evidence: [ke-hoach]}]\n", "utf-8"
    )
    asked = ("workbook", "new", *WHO, "--kind", "xa", "--scheme", SCHEME, "--units", own)
    result = run(*asked, "--each-unit", "-o", tmp_path / "so")
    assert "“Đội” không cung cấp gì: không có sổ" in result.output
    book = tmp_path / "so" / "xa-moi-to-dan-van.xlsx"
    assert "tc:V.1" in ids(load_workbook(book))
    assert read(run, book).unit == "to-dan-van"
    idle = run(*asked, "--unit", "doi", "-o", tmp_path / "doi.xlsx", code=4)
    assert "SC671" in idle.output
    own.write_text(OWN.format("xa-khac"), "utf-8")
    other = run(*asked, "--unit", "kinh-te", "-o", tmp_path / "kt.xlsx", code=1)
    assert "SC673" in other.output


def scheme_with(folder: Path, supplies: str) -> Path:
    """The base scheme with two units."""
    shutil.copytree(BASE, folder / "mau")
    rooms = "[{id: a, title: Văn phòng, focal: true}, {id: b, title: Phòng Tư pháp}]"
    text = f"format: 1\nstructures: [{{title: Xã, set: xa, units: {rooms}, supplies: {supplies}}}]\n"
    (folder / "mau" / "units.yaml").write_text(text, "utf-8")
    return folder / "mau"


def test_a_number_two_units_need_is_asked_of_the_one_responsible(run: Run, tmp_path: Path) -> None:
    supplies = "[{unit: a, criteria: [I, II, C.1]}, {unit: b, measures: [phai], evidence: [bien-ban]}]"
    scheme = scheme_with(tmp_path, supplies)
    assert read_yaml((scheme / "units.yaml").read_bytes(), "x").data
    asked = ("workbook", "new", *WHO, "--scheme", scheme, "--each-unit", "-o", tmp_path / "so")
    run(*asked)
    first, second = (load_workbook(tmp_path / "so" / f"xa-moi-{unit}.xlsx") for unit in "ab")
    row = next(row for row in first[CRITERIA].iter_rows() if row[ID].value == "sl:phai")
    assert row[4].value is None
    assert row[4].protection.locked
    assert "Do Phòng Tư pháp cung cấp; không ghi ở đây." in [one.value for one in row]
    # The other has no criterion of its own, and is asked for the number all the same.
    row = next(row for row in second[CRITERIA].iter_rows() if row[ID].value == "sl:phai")
    assert not row[4].protection.locked
    assert "không có tiêu chí nào trong thang điểm chính" in texts(second, SUMMARY)
    row[4].value = 7
    second.save(tmp_path / "b.xlsx")
    out = run("workbook", "read", tmp_path / "b.xlsx", "--scheme", scheme).output
    assert "phai: 7" in out
    assert "unit: b" in out


def test_the_part_of_another_unit_fills_no_workbook(run: Run, tmp_path: Path) -> None:
    part = ROOT / "evidence" / "gom-so-lieu" / "6-thang" / "kinh-te.yaml"
    asked = ("workbook", "new", "--from", part, "--scheme", SCHEME, "-o", tmp_path / "so.xlsx")
    assert "SC672" in run(*asked, "--unit", "van-phong", code=1).output
    assert "SC672" in run(*asked[:-1], tmp_path / "so", "--each-unit", code=1).output
    assert "SC690" in run(*asked, code=1).output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "value"), [("unit_rows", None), ("unit_rows", "xxx"), ("unit_rows", "{}"), ("unit", "Phòng kinh tế")]
)
def test_a_hidden_sheet_that_was_changed_is_told_once(run: Run, tmp_path: Path, key: str, value: str | None) -> None:
    out = tmp_path / "kt.xlsx"
    run("workbook", "new", *WHO, "--kind", "xa", "--unit", "kinh-te", "--scheme", SCHEME, "-o", out)
    book = load_workbook(out)
    next(row for row in book[META].iter_rows() if row[0].value == key)[1].value = value
    book.save(out)
    said = run("workbook", "read", out, "--scheme", SCHEME, code=1).output
    assert said.count("Lỗi[") == 1
    assert META in said

"""`scoring assemble` with the parts of an agency's units: one dossier, who owes what, letters to those that owe."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """\
format: 1
scheme: qd-1211-2022
period: 2025
agency: {id: xa-a, name: Ủy ban nhân dân xã A (hư cấu), block: xa, kind: xa}
"""
OFFICE = """\
unit: van-phong
submitted: 2025-12-03
complete: true
numbers: {so_thon: 8, thon_hop_du: 7}
"""
CULTURE = """\
unit: van-hoa-xa-hoi
submitted: 2025-12-12
numbers: {da_so_ket: có, da_khen_thuong: có}
evidence:
  - {id: tin-bai, kind: tong-hop-tin-bai, title: Tổng hợp tin bài, date: 2025-11-30, fields: {so_luong: 30}}
complete: true
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with the parts of two units."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "criteria", "criteria")
    Path("phan").mkdir()
    for name, text in (("van-phong", OFFICE), ("van-hoa", CULTURE)):
        Path("phan", f"{name}.yaml").write_text(HEAD + text, "utf-8")
    return tmp_path


def words(path):
    """The text of a Word file."""
    with ZipFile(path) as file:
        return file.read("word/document.xml").decode()


def test_parts_of_units_become_a_dossier_whose_values_say_where_they_come_from(run, folder):
    run("assemble", "phan", "-o", "hs.yaml")
    told = run("explain", "hs.yaml", "II.3").stdout
    assert "Đơn vị cung cấp" in told
    assert "Văn phòng HĐND và UBND, 03/12/2025" in told
    assert "Phòng Văn hóa – Xã hội, 12/12/2025" in " ".join(run("explain", "hs.yaml", "V.3").stdout.split())
    run("report", "hs.yaml", "--format", "html,docx", "-o", "bc", "-q")
    assert "Phòng Văn hóa – Xã hội, 12/12/2025" in Path("bc/xa-a.html").read_text("utf-8")
    assert "Văn phòng HĐND và UBND, 03/12/2025" in words("bc/xa-a.docx")
    result = json.loads(run("evaluate", "hs.yaml", "--format", "json").stdout)
    assert [one["unit"] for one in result["dossier"]["parts"]] == ["van-phong", "van-hoa-xa-hoi"]


def test_what_was_written_into_the_folder_of_parts_is_no_part_the_next_time(run, folder):
    run("assemble", "phan", "-o", "phan/ho-so-chung.yaml")
    before = Path("phan/ho-so-chung.yaml").read_bytes()
    run("assemble", "phan", "-o", "phan/ho-so-chung.yaml")
    assert Path("phan/ho-so-chung.yaml").read_bytes() == before


def test_a_dispute_ends_with_1_and_leaves_the_dossier_of_before(run, folder):
    run("assemble", "phan", "-o", "hs.yaml")
    before = Path("hs.yaml").read_bytes()
    text = HEAD + "unit: kinh-te\nsubmitted: 2025-12-04\nnumbers: {so_thon: 9}\n"
    Path("phan/kinh-te.yaml").write_text(text, "utf-8")
    told = run("assemble", "phan", "-o", "hs.yaml", code=1).stderr
    assert "Văn phòng HĐND và UBND, 03/12/2025: 8 │ Phòng Kinh tế, 04/12/2025: 9" in told
    assert Path("hs.yaml").read_bytes() == before
    units = json.loads(run("assemble", "phan", "--status", "--format", "json").stdout)["units"]
    assert {one["unit"]: len(one.get("wrong", ())) for one in units}["kinh-te"] == 1
    assert {one["unit"]: len(one.get("wrong", ())) for one in units}["van-phong"] == 1
    run("assemble", "phan", "--reminders", "nhac")
    assert "“Tổng số thôn (tổ dân phố)” ghi khác nhau" in words("nhac/nhac-kinh-te.docx")
    run("assemble", "phan", "--period", "2024", "--status", code=1)


def test_the_status_tells_what_each_unit_owes(run, folder):
    shown = run("assemble", "--status", "phan", "--as-of", "2025-12-15").stdout
    assert max(map(len, shown.splitlines())) <= 80
    found = json.loads(run("assemble", "--status", "phan", "--as-of", "2025-12-15", "--format", "json").stdout)
    units = {one["unit"]: one for one in found["units"]}
    assert found["due"] == "2025-12-10"
    assert units["van-hoa-xa-hoi"]["submitted"] == "2025-12-12"
    assert units["van-hoa-xa-hoi"]["late"] == 2
    # A list that is complete wants no more papers; what a criterion cannot do without is still wanted.
    assert "wanted" not in units["van-hoa-xa-hoi"]
    assert units["kinh-te"]["late"] == 5
    assert [one["id"] for one in units["kinh-te"]["wanted"] if one["sort"] == "number"] == [
        "muc_giam_sat_cong_dong", "du_an_da_lay_y_kien", "du_an_phai_lay_y_kien",
    ]  # fmt: skip
    assert units["kinh-te"]["at_stake"] == "8"


def test_the_status_is_written_as_page_tables_and_workbook(run, folder):
    for ending in ("html", "csv", "xlsx", "json"):
        run("assemble", "--status", "phan", "--as-of", "2025-12-15", "-o", f"tt.{ending}")
    page = Path("tt.html").read_text("utf-8")
    assert "Mức hoạt động của Ban giám sát đầu tư của cộng đồng" in page
    assert "<h3>Số liệu còn thiếu</h3>\n<ul><li>" in page
    assert "chưa nộp" in Path("tt.csv").read_text("utf-8-sig")
    with ZipFile("tt.xlsx") as book:
        assert b"Ban gi\xc3\xa1m s\xc3\xa1t" in book.read("xl/worksheets/sheet2.xml")
    assert ".html" in run("assemble", "--status", "phan", "--format", "csv", "-o", "tt.html", code=2).stderr


def test_a_letter_goes_to_each_unit_that_owes_and_to_no_other(run, folder):
    told = run("assemble", "phan", "--reminders", "nhac", "--as-of", "2025-12-05", "--due", "2025-12-20")
    names = sorted(one.name for one in Path("nhac").iterdir())
    assert names == ["nhac-hanh-chinh-cong.docx", "nhac-kinh-te.docx", "nhac-van-phong.docx"]
    assert "nhac-kinh-te.docx" in told.stdout
    letter = words("nhac/nhac-kinh-te.docx")
    assert "Kính gửi: Phòng Kinh tế" in letter
    assert "Mức hoạt động của Ban giám sát đầu tư của cộng đồng" in letter
    assert "chậm nhất hết ngày 20/12/2025" in letter
    assert "Tổng số thôn" not in letter
    # The commune above in short, the head of the office by the office's name.
    assert "UBND XÃ " in letter
    assert "CHÁNH VĂN PHÒNG" in letter
    late = run(
        "assemble", "phan", "--reminders", "nhac", "--as-of", "2025-12-21", "--due", "2025-12-20", "--lang", "en"
    )
    assert "Wrote 3 letters" in late.stderr
    assert "has passed" in words("nhac/nhac-kinh-te.docx")


def test_missing_parts_end_with_6_only_where_that_is_asked(run, folder):
    run("assemble", "phan", "--status")
    told = run("assemble", "phan", "--status", "--require-complete", code=6).stderr
    assert "Phòng Kinh tế: còn thiếu phần của đơn vị; 3 số liệu" in told
    run("assemble", "phan", "-o", "hs.yaml", "--require-complete", code=6)
    assert Path("hs.yaml").exists()


def test_a_unit_that_gave_everything_owes_nothing(run, folder):
    numbers = "muc_giam_sat_cong_dong: kha, du_an_phai_lay_y_kien: 3, du_an_da_lay_y_kien: 3"
    text = f"unit: kinh-te\nsubmitted: 2025-12-04\ncomplete: true\nnumbers: {{{numbers}}}\n"
    Path("phan/kinh-te.yaml").write_text(HEAD + text, "utf-8")
    run("assemble", "phan", "--reminders", "nhac")
    assert "nhac-kinh-te.docx" not in [one.name for one in Path("nhac").iterdir()]


def test_a_broken_or_foreign_file_is_told_and_stops_no_status(run, folder):
    Path("phan/hong.yaml").write_bytes(b"\xff\xfe\x00")
    Path("phan/hong.xlsx").write_bytes(b"PK no workbook")
    Path("phan/xa-b.yaml").write_text(HEAD.replace("xa-a", "xa-b") + OFFICE, "utf-8")
    told = run("assemble", "phan", "--status")
    assert "SC676" in told.stderr
    assert "Tệp không dùng được: 3" in told.stdout
    run("assemble", "phan", "-o", "hs.yaml", code=3)
    Path("phan/hong.yaml").unlink()
    Path("phan/hong.xlsx").unlink()
    assert "xa-b.yaml:4:14" in run("assemble", "phan", "-o", "hs.yaml", code=1).stderr
    assert not Path("hs.yaml").exists()


def test_an_agencys_own_units_are_known_by_their_file(run, folder):
    own = "format: 1\nagency: {}\nset: xa\nkind: xa\nunits: [{{id: to-hoa-giai, title: Tổ hòa giải}}]\n"
    supplies = "supplies: [{unit: to-hoa-giai, criteria: [II.5]}]\n"
    Path("phan/don-vi.yaml").write_text(own.format("xa-a") + supplies, "utf-8")
    text = "unit: to-hoa-giai\nsubmitted: 2025-12-04\nnumbers: {vu_hoa_giai: 9}\n"
    Path("phan/to.yaml").write_text(HEAD + text, "utf-8")
    run("assemble", "phan", "-o", "hs.yaml", "--units", "phan/don-vi.yaml")
    assert "title: Tổ hòa giải" in Path("hs.yaml").read_text("utf-8")
    shown = run("assemble", "phan", "--status", "--units", "phan/don-vi.yaml").stdout
    assert "Tổ hòa giải" in shown
    Path("phan/don-vi.yaml").write_text(own.format("xa-b") + supplies, "utf-8")
    run("assemble", "phan", "-o", "hs.yaml", "--units", "phan/don-vi.yaml", code=1)


def test_options_of_the_status_are_refused_without_it(run, folder):
    run("assemble", "phan", "--due", "2025-12-10", code=2)
    run("assemble", "phan", "--format", "html", code=2)


def test_what_nobody_says_of_the_parts_is_asked_for(run, folder):
    Path("a.yaml").write_text("unit: van-phong\nagency: {id: xa-a}\nnumbers: {so_thon: 8}\n", "utf-8")
    told = run("assemble", "a.yaml", code=1).stderr
    assert "--period, --block" in told
    known = ("--period", "2025", "--block", "xa", "--scheme", "criteria/qd-1211-2022", "--name", "UBND xã A")
    assert "so_thon: 8" in run("assemble", "a.yaml", *known, "--agency", "xa-a").stdout


def test_parts_without_units_need_no_scheme(folder):
    Path("a.yaml").write_text(HEAD.replace("qd-1211-2022", "khong-co") + "numbers: {x: 1}\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "scoring", "assemble", "a.yaml"], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"provenance" not in done.stdout


def test_workbooks_of_units_are_parts_and_the_workbook_of_the_whole_says_whose_each_value_is(run, folder):
    pytest.importorskip("xlsxwriter")
    Path("so").mkdir()
    for name, unit in (("van-phong", "van-phong"), ("van-hoa", "van-hoa-xa-hoi")):
        run("workbook", "new", "--from", f"phan/{name}.yaml", "--unit", unit, "-o", f"so/{name}.xlsx")
    run("assemble", "so", "-o", "hs.yaml")
    text = Path("hs.yaml").read_text("utf-8")
    assert "file: van-hoa.xlsx" in text
    assert "so_thon: 8" in text
    # The same said in a workbook and in a text is no dispute.
    run("assemble", "so/van-phong.xlsx", "phan", "-o", "khac.yaml", code=1)
    assert "SC678" in run("assemble", "so/van-phong.xlsx", "phan", code=1).stderr
    run("assemble", "so/van-phong.xlsx", "phan/van-hoa.yaml", "-o", "khac.yaml")
    run("workbook", "new", "--from", "hs.yaml", "-o", "so-chung.xlsx")
    with ZipFile("so-chung.xlsx") as book:
        shown = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Nguồn: Văn phòng HĐND và UBND, 03/12/2025." in shown
    assert "Nguồn: Phòng Văn hóa – Xã hội, 12/12/2025." in shown
    run("workbook", "read", "so-chung.xlsx", "-o", "lai.yaml")
    assert "so_thon: 8" in Path("lai.yaml").read_text("utf-8")
    # A workbook of the whole beside those of the units is nobody's part.
    shutil.copy("so-chung.xlsx", "so/chung.xlsx")
    assert "SC683" in run("assemble", "so", "-o", "hs.yaml").stderr


def test_a_workbook_and_a_text_of_an_agency_without_units_are_joined_too(run, folder):
    pytest.importorskip("xlsxwriter")
    Path("a.yaml").write_text(HEAD + "numbers: {so_thon: 8}\n", "utf-8")
    run("workbook", "new", "--from", "a.yaml", "-o", "a.xlsx")
    Path("b.yaml").write_text("period: 2025\nnumbers: {thon_hop_du: 7}\n", "utf-8")
    found = run("assemble", "a.xlsx", "b.yaml").stdout
    assert "so_thon: 8" in found
    assert "thon_hop_du: 7" in found
    assert "file: a.xlsx" in found


def test_a_workbook_that_is_wrong_is_its_units_and_the_others_still_count(run, folder):
    openpyxl = pytest.importorskip("openpyxl")
    Path("so").mkdir()
    for name, unit in (("van-phong", "van-phong"), ("van-hoa", "van-hoa-xa-hoi")):
        run("workbook", "new", "--from", f"phan/{name}.yaml", "--unit", unit, "-o", f"so/{name}.xlsx")
    book = openpyxl.load_workbook("so/van-phong.xlsx")
    cell = next(c for row in book["Tiêu chí"].iter_rows() for c in row if c.value == 8)
    cell.value = "tám"
    book.save("so/van-phong.xlsx")
    book = openpyxl.Workbook()
    book.active["A1"] = "Bảng kê kèm theo"
    book.save("so/bang-ke.xlsx")
    shown = run("assemble", "so", "--status", "--as-of", "2025-12-05", "--format", "json")
    assert f"Tiêu chí!{cell.coordinate}" in shown.stderr
    units = {one["unit"]: one for one in json.loads(shown.stdout)["units"]}
    assert units["van-phong"]["received"]
    assert units["van-phong"]["submitted"] == "2025-12-03"
    assert len(units["van-phong"]["wrong"]) == 1
    assert units["van-phong"]["wrong"][0]["vi"].startswith(f"van-phong.xlsx, ô Tiêu chí!{cell.coordinate}: ")
    assert "wanted" not in units["van-phong"]
    assert units["van-phong"]["at_stake"] != "0"
    assert "wanted" not in units["van-hoa-xa-hoi"]
    assert f"Tiêu chí!{cell.coordinate}" in run("assemble", "so", "-o", "hs.yaml", code=1).stderr
    assert not Path("hs.yaml").exists()


def test_workbooks_that_lie_beside_parts_without_units_are_left_alone(run, folder):
    Path("khac").mkdir()
    Path("khac/a.yaml").write_text(HEAD + "numbers: {so_thon: 8}\n", "utf-8")
    Path("khac/bang.xlsx").write_bytes(b"PK no workbook")
    told = run("assemble", "khac", "-o", "hs.yaml")
    assert "bang.xlsx" not in told.output


def test_papers_attached_to_parts_are_found_from_the_assembled_dossier(run, folder):
    Path("phan/giay").mkdir()
    Path("phan/giay/tin.txt").write_text("tin", "utf-8")
    part = Path("phan/van-hoa.yaml")
    part.write_text(part.read_text("utf-8").replace("so_luong: 30}", "so_luong: 30}, file: giay/tin.txt"), "utf-8")
    run("assemble", "phan", "-o", "hs.yaml")
    assert "path: phan/giay/tin.txt" in Path("hs.yaml").read_text("utf-8")
    assert "SC45" not in run("validate", "hs.yaml").output.replace("SC455", "")
    run("assemble", "phan", "-o", "phan/hs.yaml")
    assert "path: giay/tin.txt" in Path("phan/hs.yaml").read_text("utf-8")
    assert "SC685" in run("assemble", "phan", "-o", "khac/hs.yaml").stderr


def test_before_anything_has_come_every_unit_owes(run, folder):
    Path("trong").mkdir()
    known = (
        "--agency",
        "xa-a",
        "--block",
        "xa",
        "--kind",
        "xa",
        "--period",
        "2025",
        "--scheme",
        "criteria/qd-1211-2022",
    )
    shown = run("assemble", "trong", "--status", *known, "--as-of", "2025-12-01").stdout
    assert shown.count("chưa nộp") == 4
    assert "--period" in run("assemble", "trong", "--status", code=1).stderr


def test_a_letter_of_before_to_a_unit_that_owes_nothing_any_more_is_told(run, folder):
    Path("nhac").mkdir()
    Path("nhac/nhac-van-hoa-xa-hoi.docx").write_bytes(b"")
    assert "công văn lần trước" in run("assemble", "phan", "--reminders", "nhac").stderr


def test_a_file_named_twice_is_read_once(run, folder):
    run("assemble", "phan", "phan/van-phong.yaml", "-o", "hs.yaml")


def test_a_unit_may_hand_in_a_folder_with_its_papers(run, folder):
    Path("nop/van-hoa").mkdir(parents=True)
    Path("nop/van-hoa/tin.txt").write_text("tin", "utf-8")
    text = (HEAD + CULTURE).replace("so_luong: 30}", "so_luong: 30}, file: tin.txt")
    Path("nop/van-hoa/ho-so.yaml").write_text(text, "utf-8")
    Path("nop/van-phong.yaml").write_text(HEAD + OFFICE, "utf-8")
    run("assemble", "nop", "-o", "hs.yaml")
    found = Path("hs.yaml").read_text("utf-8")
    assert "path: nop/van-hoa/tin.txt" in found
    assert "so_thon: 8" in found
    # Without units, what stands in folders below is no part.
    for name in ("van-hoa/ho-so.yaml", "van-phong.yaml"):
        path = Path("nop", name)
        path.write_text("\n".join(x for x in path.read_text("utf-8").splitlines() if "unit:" not in x), "utf-8")
    assert "tin-bai" not in run("assemble", "nop").stdout


def test_a_folder_that_holds_a_wrong_workbook_alone_says_what_is_wrong(run, folder):
    Path("mot").mkdir()
    Path("mot/hong.xlsx").write_bytes(b"PK no workbook")
    assert "hong.xlsx" in run("assemble", "mot", code=1).stderr
    Path("mot/hong.xlsx").unlink()
    run("assemble", "mot", code=4)


def test_a_status_is_written_to_no_file_it_cannot_be_and_letters_into_no_file(run, folder):
    assert ".docx" in run("assemble", "phan", "--status", "-o", "tt.docx", code=2).stderr
    run("assemble", "phan", "--status", "-o", "hs.yaml", code=2)
    Path("tep").write_text("x", "utf-8")
    assert "SC614" in run("assemble", "phan", "--reminders", "tep", code=3).stderr
    assert Path("tep").read_text("utf-8") == "x"
    Path("phan/x.yaml").mkdir()
    assert "chưa nộp" in run("assemble", "phan", "--status").stdout


def test_parts_of_the_units_before_a_change_within_the_period_are_joined(run, folder):
    # Communes have other units from 01/07/2025.
    Path("phan/van-phong.yaml").write_text(
        HEAD + OFFICE.replace("van-phong", "van-phong-thong-ke").replace("2025-12-03", "2025-06-20"), "utf-8"
    )
    Path("phan/van-hoa.yaml").unlink()
    run("assemble", "phan", "-o", "hs.yaml")
    assert "title: Văn phòng – Thống kê" in Path("hs.yaml").read_text("utf-8")
    Path("phan/van-phong.yaml").unlink()
    Path("phan/van-hoa.yaml").write_text(HEAD + CULTURE.replace("2025-12-12", "2025-06-18"), "utf-8")
    said = run("assemble", "phan", "--status", "--as-of", "2025-06-20").stdout
    assert "Văn phòng – Thống kê" in said
    assert "Văn phòng HĐND" not in said


@pytest.mark.parametrize("name", ["xa-minh-hoa-b", "so-minh-hoa-a"])
def test_a_dossier_handed_out_to_its_units_and_joined_again_has_the_same_class(run, folder, name):
    text = (ROOT / "evidence" / "2025" / f"{name}.yaml").read_text("utf-8")
    # What only a rule reads has its unit, too.
    settled = (
        "  - {id: xong, kind: ket-qua-giai-quyet, title: Kết quả, date: 2025-11-05, fields: {vu_viec: vu-viec-1}}\n"
    )
    settled = settled if "id: vu-viec-1" in text else ""
    Path("hs.yaml").write_text(text.replace("\nevidence:\n", f"\nevidence:\n{settled}"), "utf-8")
    run("workbook", "new", "--from", "hs.yaml", "--each-unit", "-o", "so")
    run("assemble", "so", "-o", "chung.yaml")
    assert ("ket-qua-giai-quyet" in Path("chung.yaml").read_text("utf-8")) == bool(settled)
    before, after = (
        json.loads(run("evaluate", file, "--format", "json").stdout)["classification"]
        for file in ("hs.yaml", "chung.yaml")
    )
    assert before == after
    assert after["certain"]


def test_a_letter_that_has_nothing_to_list_says_only_that_the_part_has_not_come(run, folder):
    own = "format: 1\nagency: xa-a\nset: xa\nkind: xa\nunits: [{id: tu-phap, title: Bộ phận Tư pháp}]\n"
    Path("dv.yaml").write_text(own + "supplies: [{unit: tu-phap, criteria: [II.3]}]\n", "utf-8")
    run("assemble", "phan", "--reminders", "thu", "--units", "dv.yaml")
    said = words("thu/nhac-tu-phap.docx")
    assert "chưa nhận được phần của Bộ phận Tư pháp." in said
    assert "Nội dung cần cung cấp" not in said


def test_of_one_part_that_is_wrong_only_that_is_told(run, folder):
    Path("phan/van-hoa.yaml").unlink()
    Path("phan/van-phong.yaml").write_text(HEAD + OFFICE + "ghi_chu: x\n", "utf-8")
    told = run("assemble", "phan", "-o", "hs.yaml", code=1).stderr
    assert "phan/van-phong.yaml" in told
    assert "SC202" not in told
    said = run("assemble", "phan", "--status", "--format", "json").stdout
    assert [one["unit"] for one in json.loads(said)["units"] if one.get("wrong")] == ["van-phong"]

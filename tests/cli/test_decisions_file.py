"""Decisions in tables: an empty sheet goes out, comes back filled in, and is entered whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
WHEN = "2025-12-17 16:00"
MEMBER = ("--by", "thanh-vien-1", "--at", WHEN)


@pytest.fixture(scope="module")
def begun(played):
    """A campaign in its first round, with two dossiers."""
    return played(
        ("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00"),
        ("submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--at", "2025-12-08 09:00"),
        ("submit", f"{HERE}/ho-so/xa-minh-hoa-l.yaml", "--at", "2025-12-09 10:30"),
        ("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00"),
    )


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def write(path, rows, delimiter=","):
    text = io.StringIO()
    lines = csv.DictWriter(text, rows[0].keys(), delimiter=delimiter)
    lines.writeheader()
    lines.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def entered(desk, agency, criterion):
    found = json.loads(desk("discrepancies", "--format", "json").stdout)["criteria"]
    row = next(one for one in found if (one["agency"], one["criterion"]) == (agency, criterion))
    return row["appraised"]


def test_a_sheet_holds_what_the_appraiser_has_to_decide_and_nothing_else(desk, tmp_path):
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "-o", "phieu.csv")
    rows = rows_of(tmp_path / "phieu.csv")

    facts = [one for one in rows if not one["Mã tiêu chí"]]
    assert [one["Mã cơ quan"] for one in facts] == ["xa-minh-hoa-k", "xa-minh-hoa-l"], "a row for a fact of each"
    assert {one["Mã tiêu chí"].partition(".")[0] for one in rows if one not in facts} == {"I", "II", "III"}
    assert {one["Mã cơ quan"] for one in rows} == {"xa-minh-hoa-k", "xa-minh-hoa-l"}
    assert {one["Điểm thẩm định"] for one in rows} == {""}
    assert all(one["Ghi chú thang điểm"].startswith("Thang điểm làm việc") for one in rows)
    assert rows[0]["Tự chấm"] == "3"
    assert "SC943" in desk("sheet", "--by", "thu-ky", "--agency", "xa-minh-hoa-m", "--as-of", WHEN, code=4).output  # fmt: skip
    assert "có phải “thanh-vien-1”" in desk("sheet", "--by", "thanh-vien-11", code=1).output


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_filled_sheet_comes_back_as_entries(desk, tmp_path, delimiter):
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "--delimiter", delimiter, "-o", "phieu.csv")  # fmt: skip
    rows = rows_of(tmp_path / "phieu.csv", delimiter)
    rows[0] |= {"Điểm thẩm định": "3"}
    rows[1] |= {"Điểm thẩm định": "1,5", "Nguyên nhân": "Chậm hạn = -0,5; nhận định = 0", "Lý do": "x"}
    previous = rows[1]["Mức trước"]
    gap = f"{1.5 - float(previous.replace(',', '.')):g}".replace(".", ",")
    rows[1]["Nguyên nhân"] = f"nhận định của người thẩm định={gap}"
    write(tmp_path / "phieu.csv", rows, delimiter)

    told = desk("appraise", "--file", "phieu.csv", *MEMBER)

    assert "đã ghi 2 quyết định" in told.output
    (figure,) = entered(desk, rows[1]["Mã cơ quan"], rows[1]["Mã tiêu chí"])
    assert (figure["points"], figure["reason"]) == ("1.5", "x")


def test_an_excel_sheet_goes_out_and_comes_back(desk, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "-o", "phieu.xlsx")
    first = (tmp_path / "phieu.xlsx").read_bytes()
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "-o", "lai.xlsx")
    book = openpyxl.load_workbook(tmp_path / "phieu.xlsx")
    sheet = book.active
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Mã cơ quan")
    heads = {cell.value: cell.column for cell in sheet[top]}
    row = top + 1
    sheet.cell(row, heads["Điểm thẩm định"]).value = 2.25
    sheet.cell(row, heads["Nguyên nhân"]).value = "minh chứng không được chấp nhận"
    sheet.cell(row, heads["Lý do"]).value = "Thiếu dấu"
    sheet.cell(row + 1, heads["Điểm thẩm định"]).value = "không rõ"
    book.save(tmp_path / "phieu.xlsx")

    wrong = desk("appraise", "--file", "phieu.xlsx", *MEMBER, code=1)
    sheet.cell(row + 1, heads["Điểm thẩm định"]).value = None
    book.save(tmp_path / "phieu.xlsx")
    desk("appraise", "--file", "phieu.xlsx", *MEMBER)

    assert first == (tmp_path / "lai.xlsx").read_bytes()
    letter = openpyxl.utils.get_column_letter(heads["Điểm thẩm định"])
    assert f"phieu.xlsx:{sheet.title}!{letter}{row + 1}" in wrong.output
    assert "SC858" in wrong.output
    (figure,) = entered(desk, "xa-minh-hoa-k", sheet.cell(row, heads["Mã tiêu chí"]).value)
    assert (figure["points"], figure["reason"]) == ("2.25", "Thiếu dấu")


HEAD = "Agency,Criterion,Points,Cause,Reason\n"


def test_everything_wrong_in_a_table_is_told_at_once_with_its_place(desk, tmp_path):
    (tmp_path / "q.csv").write_text(
        HEAD
        + "xa-minh-hoa-k,I.1,hai,,\n"
        + "xa-minh-hoa-k,I.2,1.250,,\n"
        + "xa-minh-hoa-k,I.3,1,lat,x\n"
        + "xa-minh-hoa-k,I.4,,late,x\n"
        + "xa-minh-hoa-k,I.3,1,,\n"
        + ",II.1,1,,\n",
        encoding="utf-8",
    )
    shape = desk("appraise", "--file", "q.csv", *MEMBER, code=1).output
    (tmp_path / "q.csv").write_text(
        HEAD
        + "xa-minh-hoa-k,I.1,3,,\n"
        + "xa-minh-hoa-k,I.2,99,judgement,x\n"
        + "xa-minh-hoa-z,I.3,1,judgement,x\n"
        + "xa-minh-hoa-k,VII.1,1,judgement,x\n"
        + "xa-minh-hoa-k,II.1,0,,\n",
        encoding="utf-8",
    )
    act = desk("appraise", "--file", "q.csv", *MEMBER, code=1).output

    for place, code in (
        ("q.csv:2:19", "SC858"), ("q.csv:3:19", "SC123"), ("q.csv:4:21", "SC853"), ("q.csv:5:20", "SC855"),
        ("q.csv:6:19", "SC854"), ("q.csv:7:7", "SC856"),
    ):  # fmt: skip
        assert f"{place}: Lỗi[{code}]" in shape
    assert "có phải “late”?" in shape
    for line, code in ((3, "SC925"), (4, "SC924"), (5, "SC927"), (6, "SC923")):
        assert f"q.csv:{line}:" in act
        assert f"Lỗi[{code}]" in act
    assert not entered(desk, "xa-minh-hoa-k", "I.1"), "all or none"


def test_an_empty_table_an_unknown_column_and_a_missing_one_are_told(desk, tmp_path):
    (tmp_path / "q.csv").write_text(HEAD + "xa-minh-hoa-k,I.1,,,\n", encoding="utf-8")
    assert "SC857" in desk("appraise", "--file", "q.csv", *MEMBER, code=4).output
    (tmp_path / "q.csv").write_text("Agency,Criterio,Points\nxa-minh-hoa-k,I.1,1\n", encoding="utf-8")  # fmt: skip
    assert "SC121" in desk("appraise", "--file", "q.csv", *MEMBER, code=1).output
    (tmp_path / "q.csv").write_text("Agency,Points\nxa-minh-hoa-k,1\n", encoding="utf-8")
    assert "SC856" in desk("appraise", "--file", "q.csv", *MEMBER, code=1).output
    (tmp_path / "q.xlsx").write_bytes(b"PK nothing")
    assert desk("appraise", "--file", "q.xlsx", *MEMBER, code=1).output


def test_two_columns_of_points_and_points_in_percent_are_refused(desk, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("Mã cơ quan", "Mã tiêu chí", "Điểm", "Điểm thẩm định"), ("xa-minh-hoa-k", "I.1", 3, 2)):
        book.active.append(row)
    book.save(tmp_path / "hai.xlsx")
    book.active.delete_cols(4)
    book.active["C2"].number_format = "0%"
    book.save(tmp_path / "phan-tram.xlsx")

    assert "!D1: Lỗi[SC106]" in desk("appraise", "--file", "hai.xlsx", *MEMBER, code=1).output
    assert "!C2: Lỗi[SC858]" in desk("appraise", "--file", "phan-tram.xlsx", *MEMBER, code=1).output  # fmt: skip


NAMED = "Mã cơ quan,Cơ quan,Mã tiêu chí,Tiêu chí,Điểm thẩm định\n"
MINE = "Ban hành kế hoạch năm về công tác dân vận chính quyền và thực hiện dân chủ ở cơ sở"
OTHER = "Giải quyết thủ tục hành chính đúng hạn"


def test_a_row_whose_name_or_title_contradicts_its_id_is_refused_naming_both(desk, tmp_path):
    (tmp_path / "q.csv").write_text(
        NAMED
        + f"xa-minh-hoa-k,UBND xã Minh Họa L,I.1,{MINE},3\n"
        + f"xa-minh-hoa-k,UBND xã Minh Họa K,I.2,{OTHER},3\n"
        + "xa-minh-hoa-l,xã Không Có,I.1,Chữ lạ,3\n",
        encoding="utf-8",
    )
    told = desk("appraise", "--file", "q.csv", *MEMBER, code=1).output

    assert [told.count(f"Lỗi[{code}]") for code in ("SC870", "SC871")] == [2, 2]
    assert "q.csv:2:" in told
    assert "tên “UBND xã Minh Họa L”; cơ quan mang mã đó là “Ủy ban nhân dân xã Minh Họa K (hư cấu)”" in told
    assert f"I.2 nhưng tên “{OTHER}”; tiêu chí mang mã đó là “Quán triệt" in told
    assert not entered(desk, "xa-minh-hoa-l", "I.1"), "all or none"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("", ""),
        ("uỷ ban nhân dân XÃ MINH HOẠ K", MINE.upper()),
        ("Minh Hoa K", "Ban hanh ke hoach nam ve cong tac dan van chinh quyen"),
        ('"UBND xã Minh Họa K, tỉnh A (hư cấu)"', f"I.1. {MINE} (3 điểm)"),
        ("xa-minh-hoa-k", "Kế hoạch năm dân vận"),
    ],
)
def test_names_and_titles_may_be_spelled_otherwise_or_left_out(desk, tmp_path, name, title):
    (tmp_path / "q.csv").write_text(f"{NAMED}xa-minh-hoa-k,{name},I.1,{title},3\n", encoding="utf-8")
    desk("appraise", "--file", "q.csv", *MEMBER)

    assert entered(desk, "xa-minh-hoa-k", "I.1")


def test_a_workbook_with_one_column_sorted_apart_is_refused(desk, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(NAMED.strip().split(","))
    book.active.append(("xa-minh-hoa-l", "UBND xã Minh Họa K", "I.1", MINE, 3))
    book.save(tmp_path / "q.xlsx")

    assert "!E2: Lỗi[SC870]" in desk("appraise", "--file", "q.xlsx", *MEMBER, code=1).output


@pytest.mark.parametrize(("name", "told"), [("UBND xã Minh Họa K", 1), ("xã Đổi Tên", 1), ("xã minh hoạ m", 0)])
def test_a_dossier_under_another_name_than_the_campaigns_is_warned_of(desk, tmp_path, name, told):
    text = (tmp_path / HERE / "ho-so" / "xa-minh-hoa-m.yaml").read_text(encoding="utf-8")
    mine = "Ủy ban nhân dân xã Minh Họa M (hư cấu)"
    assert f"name: {mine}" in text
    (tmp_path / "m.yaml").write_text(text.replace(f"name: {mine}", f"name: {name}"), encoding="utf-8")
    desk("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00", "--store", "moi.db")
    found = desk("submit", "m.yaml", "--at", "2025-12-08 09:00", "--store", "moi.db").output

    assert found.count("Cần xem[SC872]") == told
    assert found.count(f"ghi tên “{name}”, trong danh sách của đợt là “{mine}”") == told
    assert "SC446" not in found


def changed_since(desk, tmp_path):
    """A sheet of one appraiser, filled in for two criteria of l, which then hands in another dossier."""
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "-o", "phieu.csv")
    rows = [one for one in rows_of(tmp_path / "phieu.csv") if one["Mã cơ quan"] == "xa-minh-hoa-l"]
    for row in rows:
        if row["Mã tiêu chí"] in ("II.4", "III.3"):
            row["Điểm thẩm định"] = row["Mức trước"]
    write(tmp_path / "phieu.csv", rows)
    text = (tmp_path / HERE / "ho-so" / "xa-minh-hoa-l.yaml").read_text(encoding="utf-8")
    text = text.replace("muc_giam_sat_cong_dong: trung-binh", "muc_giam_sat_cong_dong: kha").replace(
        "II.4: 2", "II.4: 3"
    )
    (tmp_path / "l.yaml").write_text(text, encoding="utf-8")
    asked = desk("reopen", "xa-minh-hoa-l", "nop", "--by", "thu-ky", "--second", "chu-tich", "--reason", "x",
         "--until", "2025-12-16", "--at", "2025-12-15 08:00")  # fmt: skip
    number = re.search(r"confirm xa-minh-hoa-l (\d+)", asked.output)[1]
    desk("confirm", "xa-minh-hoa-l", number, "--by", "chu-tich", "--at", "2025-12-15 08:00")
    desk("submit", "l.yaml", "--at", "2025-12-16 09:00")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-17 08:00")


def test_rows_of_a_sheet_older_than_the_dossier_are_refused_unless_accepted(desk, tmp_path):
    changed_since(desk, tmp_path)
    told = desk("appraise", "--file", "phieu.csv", *MEMBER, code=1).output
    english = desk("appraise", "--file", "phieu.csv", *MEMBER, code=1, env={"SCORING_LANG": "en"}).output

    assert told.count("Lỗi[SC873]") == 1, "only the criterion whose points differ now"
    assert (
        "II.4: phiếu lập trước khi hồ sơ đổi; lúc lập phiếu: theo hồ sơ 2, mức trước 2; nay: theo hồ sơ 3, mức trước 3"
        in told
    )
    assert "then: computed 2, previous 2; now: computed 3, previous 3" in english
    assert not entered(desk, "xa-minh-hoa-l", "III.3"), "all or none"
    rows = [one for one in rows_of(tmp_path / "phieu.csv") if one["Điểm thẩm định"]]
    for one in rows:
        one |= {"Nguyên nhân": "nhận định" if one["Mã tiêu chí"] == "II.4" else "", "Lý do": "x"}
    write(tmp_path / "phieu.csv", rows)
    assert "đã ghi 2 quyết định" in desk("appraise", "--file", "phieu.csv", "--accept-changed", *MEMBER).output


@pytest.mark.parametrize(
    ("columns", "told"), [(("Mã băm hồ sơ",), 1), (("Mã băm hồ sơ", "Theo hồ sơ"), 0), (("Theo hồ sơ", "Mức trước"), 1)]
)
def test_a_sheet_without_the_digest_is_compared_by_what_it_says_was_computed(desk, tmp_path, columns, told):
    changed_since(desk, tmp_path)
    rows = [one for one in rows_of(tmp_path / "phieu.csv") if one["Mã tiêu chí"] == "II.4"]
    for row in rows:
        row |= {"Nguyên nhân": "nhận định", "Lý do": "x"}
        for column in columns:
            del row[column]
    write(tmp_path / "phieu.csv", rows)

    assert desk("appraise", "--file", "phieu.csv", *MEMBER, code=told).output.count("SC873") == told


def test_the_same_dossier_handed_in_again_changes_nothing(desk, tmp_path):
    desk("sheet", "--by", "thanh-vien-1", "--as-of", WHEN, "-o", "phieu.csv")
    rows = rows_of(tmp_path / "phieu.csv")
    rows[0]["Điểm thẩm định"] = rows[0]["Mức trước"]
    write(tmp_path / "phieu.csv", rows)
    desk("appraise", "--file", "phieu.csv", *MEMBER)
    rows[0] |= {"Điểm thẩm định": "2", "Nguyên nhân": "nhận định", "Lý do": "x"}
    write(tmp_path / "phieu.csv", rows)

    desk("appraise", "--file", "phieu.csv", *MEMBER)

    assert [one["points"] for one in entered(desk, rows[0]["Mã cơ quan"], rows[0]["Mã tiêu chí"])][-1] == "2"


def test_exact_fractions_can_be_entered(desk, tmp_path):
    (tmp_path / "q.csv").write_text(
        HEAD + "xa-minh-hoa-k,I.1,12/7,late = -1; judgement = −2/7,x\nxa-minh-hoa-k,I.2,11 / 3,judgement,x\n",
        encoding="utf-8",
    )
    desk("appraise", "--file", "q.csv", *MEMBER)
    desk("appraise", "xa-minh-hoa-k", "I.3", "10/3", "--cause", "judgement=-2/3", "--reason", "x", *MEMBER)
    below = desk("appraise", "xa-minh-hoa-k", "I.4", "-1/3", "--cause", "judgement", "--reason", "x", *MEMBER, code=1)

    assert entered(desk, "xa-minh-hoa-k", "I.1")[0]["points"] == "12/7"
    assert entered(desk, "xa-minh-hoa-k", "I.2")[0]["points"] == "11/3"
    assert entered(desk, "xa-minh-hoa-k", "I.3")[0]["points"] == "10/3"
    assert "Lỗi[SC925]" in below.output, "points below zero are no option"
    for wrong in ("1/0", "1/2/3", "/7", "0,5/2"):
        (tmp_path / "q.csv").write_text(f'{HEAD}xa-minh-hoa-k,I.1,"{wrong}",judgement,x\n', encoding="utf-8")
        assert "Lỗi[SC858]" in desk("appraise", "--file", "q.csv", *MEMBER, code=1).output


def workbook(path, points, change=lambda sheet: None):
    """A workbook with a row for each of the points, changed before it is saved."""
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(("Mã cơ quan", "Mã tiêu chí", "Điểm thẩm định"))
    for number, one in enumerate(points, 1):
        book.active.append(("xa-minh-hoa-k", f"I.{number}", one))
    change(book.active)
    book.save(path)


def test_a_formula_without_a_computed_value_is_told_and_a_computed_blank_is_blank(desk, tmp_path):
    workbook(tmp_path / "q.xlsx", (3, "=1+1"))
    assert "!C3: Lỗi[SC874]" in desk("appraise", "--file", "q.xlsx", *MEMBER, code=1).output
    with zipfile.ZipFile(tmp_path / "q.xlsx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    page = "xl/worksheets/sheet1.xml"
    parts[page], count = re.subn(rb'<c r="C3"[^>]*><f>1\+1</f><v ?/?>(</v>)?</c>',
                                 b'<c r="C3" t="str"><f>""</f><v></v></c>', parts[page])  # fmt: skip
    assert count == 1
    with zipfile.ZipFile(tmp_path / "q.xlsx", "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)

    assert "đã ghi 1 quyết định" in desk("appraise", "--file", "q.xlsx", *MEMBER).output


def test_hidden_and_struck_rows_that_count_are_said(desk, tmp_path):
    styles = pytest.importorskip("openpyxl.styles")

    def change(sheet):
        for row in (2, 4, 5):
            sheet.row_dimensions[row].hidden = True
        sheet["C3"].font = styles.Font(strike=True)

    workbook(tmp_path / "q.xlsx", (3, 4, 4, None), change)
    told = desk("appraise", "--file", "q.xlsx", *MEMBER).output

    assert "Cần xem[SC875]: dòng đang ẩn hay bị lọc mà vẫn được tính: 2, 4\n" in told, "row 5 has no points"
    assert "Cần xem[SC876]: dòng có chữ gạch ngang mà vẫn được tính: 3\n" in told
    assert "đã ghi 3 quyết định" in told


def test_nothing_is_said_of_rows_everybody_sees(desk, tmp_path):
    workbook(tmp_path / "q.xlsx", (3, 4))

    assert "warning" not in desk("appraise", "--file", "q.xlsx", *MEMBER).output

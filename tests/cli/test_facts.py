"""`scoring campaign fact`, facts on sheets and in files, and penalties and causes that read right, as they are typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from scoring.reports.words import causes

HERE = "evidence/chien-dich"
WHO = ("--by", "thu-ky", "--at", "2025-11-20 08:00")
MEMBER = ("--by", "thanh-vien-2", "--at", "2025-12-15 09:00")
FOUND = ("--record", "vu-viec", "--date", "2025-05-09", "--field", "tinh_chat=dong-nguoi", "--source", "Công văn 12",
         "--reason", "Xã không khai")  # fmt: skip
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"


@pytest.fixture(scope="module")
def begun(played):
    """A campaign in its first round, with two dossiers."""
    return played(
        ("init", f"{HERE}/campaign.yaml", *WHO),
        ("submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00"),
        ("submit", f"{HERE}/ho-so/{L}.yaml", "--at", "2025-12-08 09:30"),
        ("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00"),
    )


def final(desk, agency, criterion):
    found = json.loads(desk("discrepancies", "--format", "json").stdout)["criteria"]
    return next(x["final"] for x in found if (x["agency"], x["criterion"]) == (agency, criterion))


def sheet(desk, **cells):
    """The sheet of member 2 with cells of one agency's rows filled in, by criterion ("" is the row for a fact)."""
    desk("sheet", *MEMBER[:2], "--as-of", "2025-12-14 08:00", "-o", "phieu.csv")
    path = Path("phieu.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for criterion, filled in cells.items():
        row = next(x for x in rows if (x["Mã cơ quan"], x["Mã tiêu chí"]) == (K, criterion.replace("_", ".")))
        row |= filled
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.DictWriter(stream, rows[0].keys())
        lines.writeheader()
        lines.writerows(rows)
    return rows


def test_the_command_tells_points_finding_and_class_before_and_after_and_undo_takes_it_back(desk):
    told = desk("fact", K, *MEMBER, *FOUND)
    assert "đã ghi nhận sự việc (bản ghi 5)" in told.output
    assert "Phát hiện" in told.stdout
    assert final(desk, K, "T.1") == "-2"
    history = " ".join(desk("history", K).stdout.split())
    assert "td1 (vu-viec)" in history

    desk("undo", K, "5", *MEMBER, "--reason", "Nhầm xã")
    assert final(desk, K, "T.1") == "0"


@pytest.mark.parametrize(
    ("given", "code", "exit_code"),
    [
        (("--record", "vu-viec-x", "--source", "x", "--reason", "x"), "SC403", 1),
        (("--record", "vu-viec", "--date", "2024-05-09", "--field", "tinh_chat=dong-nguoi", "--source", "x", "--reason", "x"), "SC420", 1),
        (("--record", "vu-viec", "--date", "2025-05-09", "--source", "x", "--reason", "x"), "SC434", 1),
        (("--record", "vu-viec", "--field", "tinh_chat=la", "--source", "x", "--reason", "x"), "SC436", 1),
        (("--number", "ngay_da_tiep=99", "--reason", "x"), "SC415", 1),
        (("--number", "ngay_da_tiep", "--reason", "x"), "SC625", 2),
        (("--title", "x", "--reason", "x"), "SC625", 2),
        (("--close", "vu-viec", "--reopen", "vu-viec", "--reason", "x"), "SC625", 2),
        (("--reason", "x"), "SC880", 1),
        (FOUND[:-2], "SC923", 1),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_code_and_nothing_is_entered(desk, given, code, exit_code):
    assert code in desk("fact", K, *MEMBER, *given, code=exit_code).output
    assert "4 bản ghi" in desk("history", K).output


def test_a_sheet_takes_facts_in_rows_of_their_own_and_numbers_in_a_column_before_the_points(desk):
    rows = sheet(
        desk,
        IV_1={"Số theo cơ quan thẩm định": "ngay_da_tiep=12", "Lý do": "Theo sổ tiếp dân"},
        **{"": {"Loại sự việc": "vu-viec", "Đặc điểm sự việc": "ngày=2025-05-09; tinh_chat=dong-nguoi",
                "Nguồn": "Công văn 12", "Lý do": "Không khai"}},
        V_1={"Điểm thẩm định": "1", "Nguyên nhân": "nhận định", "Lý do": "Chưa đủ"},
    )  # fmt: skip
    assert next(x["Số đã khai"] for x in rows if x["Mã tiêu chí"] == "IV.1") == "ngay_da_tiep=21; ngay_phai_tiep=24"
    told = desk("appraise", "--file", "phieu.csv", *MEMBER)

    assert "đã ghi 2 sự việc, 1 quyết định của Thành viên thẩm định 2" in told.output
    assert [final(desk, K, id) for id in ("IV.1", "T.1", "V.1")] == ["0", "-2", "1"]


def test_points_on_the_row_of_a_number_are_given_after_it_and_hold(desk):
    row = {"Số theo cơ quan thẩm định": "ngay_da_tiep=12", "Điểm thẩm định": "0,5", "Lý do": "Sổ ghi sai"}
    sheet(desk, IV_1={**row, "Nguyên nhân": "nhận định"})
    desk("appraise", "--file", "phieu.csv", *MEMBER)
    found = json.loads(desk("discrepancies", "--format", "json").stdout)["criteria"]
    one = next(x for x in found if (x["agency"], x["criterion"]) == (K, "IV.1"))
    assert (one["final"], one["causes"]) == ("0.5", {"facts": "-3", "judgement": "0.5"})


@pytest.mark.parametrize(
    ("row", "cells", "code"),
    [
        ("IV_1", {"Số theo cơ quan thẩm định": "ngay_da_tiep"}, "SC886"),
        ("IV_1", {"Số theo cơ quan thẩm định": "la=1", "Lý do": "x"}, "SC402"),
        ("IV_1", {"Số theo cơ quan thẩm định": "ngay_da_tiep=12"}, "SC923"),
        ("IV_1", {"Loại sự việc": "vu-viec"}, "SC886"),
        ("IV_1", {"Nguồn": "x"}, "SC855"),
        ("", {"Loại sự việc": "vu-viec", "Đặc điểm sự việc": "tinh_chat=dong-nguoi", "Lý do": "x"}, "SC880"),
        ("", {"Loại sự việc": "vu-viec", "Điểm thẩm định": "1", "Nguồn": "x", "Lý do": "x"}, "SC886"),
        ("", {"Loại sự việc": "vu-viec", "Cơ quan": "Ủy ban nhân dân xã Khác", "Nguồn": "x", "Lý do": "x"}, "SC870"),
    ],
)
def test_a_wrong_row_for_a_fact_is_refused_with_its_cell(desk, row, cells, code):
    sheet(desk, **{row: cells})
    told = desk("appraise", "--file", "phieu.csv", *MEMBER, code=1).output
    assert f"Lỗi[{code}]" in told
    assert "phieu.csv:" in told
    assert "4 bản ghi" in desk("history", K).output


def test_a_sheet_in_excel_takes_facts_too(desk):
    openpyxl = pytest.importorskip("openpyxl")
    desk("sheet", *MEMBER[:2], "--as-of", "2025-12-14 08:00", "-o", "phieu.xlsx")
    book = openpyxl.load_workbook("phieu.xlsx")
    page = book.worksheets[0]
    top = next(row for row in page.iter_rows() if row[0].value == "Mã cơ quan")
    columns = {cell.value: cell.column for cell in top}
    empty = next(row[0].row for row in page.iter_rows(min_row=top[0].row + 1) if row[0].value == K and not row[2].value)
    for name, text in (("Loại sự việc", "vu-viec"), ("Đặc điểm sự việc", "tinh_chat=dong-nguoi; ngày=09/05/2025"),
                       ("Nguồn", "Công văn 12"), ("Lý do", "Không khai")):  # fmt: skip
        page.cell(empty, columns[name]).value = text
    book.save("phieu.xlsx")
    assert "đã ghi 1 sự việc" in desk("appraise", "--file", "phieu.xlsx", *MEMBER).output
    assert final(desk, K, "T.1") == "-2"


def test_a_file_of_facts_and_decisions_is_entered_whole_with_fractions_as_points(desk):
    Path("q.yaml").write_text(
        "facts:\n"
        f"  - {{agency: {K}, reason: Không khai, source: CV 12, files: [cv.pdf], record: {{kind: vu-viec, date: 2025-05-09, fields: {{tinh_chat: dong-nguoi}}}}}}\n"
        f"  - {{agency: {L}, reason: Theo sổ, numbers: {{ngay_da_tiep: 12}}}}\n"
        "decisions:\n"
        f"  - {{agency: {K}, criterion: V.1, points: 12/7, cause: judgement, reason: Chưa đủ}}\n",
        encoding="utf-8",
    )
    Path("cv.pdf").write_bytes(b"%PDF")
    assert "đã ghi 2 sự việc, 1 quyết định" in desk("appraise", "--file", "q.yaml", *MEMBER).output
    assert [final(desk, K, "T.1"), final(desk, K, "V.1")] == ["-2", "12/7"]


@pytest.mark.parametrize("name", ["q.json", "q.yaml"])
def test_fractions_are_points_in_files_of_decisions(desk, name):
    data = {
        "decisions": [{"agency": K, "criterion": "V.1", "points": "12/7", "causes": {"late": "-16/7"}, "reason": "x"}]
    }
    Path(name).write_text(json.dumps(data), encoding="utf-8")
    desk("appraise", "--file", name, *MEMBER)
    assert final(desk, K, "V.1") == "12/7"


def test_points_of_a_file_that_are_no_number_are_refused(desk):
    Path("q.yaml").write_text(f"decisions: [{{agency: {K}, criterion: V.1, points: hai}}]", encoding="utf-8")
    assert "Lỗi[" in desk("appraise", "--file", "q.yaml", *MEMBER, code=1).output


def test_a_sheet_made_before_a_new_dossier_is_not_taken_for_facts_unless_confirmed(desk):
    sheet(desk, IV_1={"Số theo cơ quan thẩm định": "ngay_da_tiep=12", "Lý do": "x"})
    desk("return", K, "--by", "thu-ky", "--until", "2025-12-16", "--reason", "Thiếu", "--at", "2025-12-14 08:00")
    text = Path(f"{HERE}/ho-so/{K}.yaml").read_text(encoding="utf-8")
    Path("k.yaml").write_text(text.replace("note: Hồ sơ hư cấu.", "note: Nộp lại."), encoding="utf-8")
    desk("submit", "k.yaml", "--at", "2025-12-14 09:00")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-14 10:00")
    assert "SC888" in desk("appraise", "--file", "phieu.csv", *MEMBER, code=1).output
    desk("appraise", "--file", "phieu.csv", *MEMBER, "--accept-changed")
    assert final(desk, K, "IV.1") == "0"


def test_a_penalty_given_or_claimed_without_its_sign_gets_the_right_number(desk, run):
    assert "ghi −2" in desk("appraise", K, "T.1", "2", *MEMBER, "--reason", "x", code=1).output
    assert "write −2" in desk("appraise", K, "T.1", "2", *MEMBER, "--reason", "x", "--lang", "en", code=1).output
    assert "ghi −" not in desk("appraise", K, "T.1", "9", *MEMBER, "--reason", "x", code=1).output
    sheet(desk, T_1={"Điểm thẩm định": "2", "Lý do": "x"})
    assert "ghi −2" in desk("appraise", "--file", "phieu.csv", *MEMBER, code=1).output
    text = Path(f"{HERE}/ho-so/{K}.yaml").read_text(encoding="utf-8")
    Path("k.yaml").write_text(text.replace("  T.1: 0", "  T.1: 2"), encoding="utf-8")
    assert "ghi −2" in run("evaluate", "k.yaml", code=None).output


def test_causes_read_right_whether_they_take_or_add_points():
    assert causes({"evidence_refused": "2", "late": "-1"}) == ["chậm hạn −1", "minh chứng được chấp nhận +2"]
    assert causes({"late": "1", "evidence_refused": "-2"}, "en") == ["evidence refused −2", "not counted as late +1"]
    assert causes({"facts": "-2"}) == ["sự việc cơ quan thẩm định ghi nhận −2"]


def test_status_gaps_explanations_and_comparisons_tell_the_fact(desk, run):
    desk("fact", K, *MEMBER, *FOUND)
    lines = json.loads(desk("status", "--as-of", "2025-12-15 10:00", "--format", "json").stdout)["agencies"]
    assert [one.get("facts") for one in lines if one["id"] in (K, L)] == [1, None]
    assert "Sự việc" in desk("status", "--as-of", "2025-12-15 10:00").stdout
    report = json.loads(desk("discrepancies", "--format", "json").stdout)
    assert [(one["agency"], one["entry"]) for one in report["facts"]] == [(K, 5)]
    assert "facts" not in json.loads(desk("discrepancies", "--agency", L, "--format", "json").stdout)
    for format_ in ("table", "md", "html"):
        assert "td1" in desk("discrepancies", "--format", format_).stdout

    desk("results", "--output", "kq")
    for item in ("T.1", "phan-loai", None):
        told = run("explain", f"kq/{K}.json", *([item] if item else ())).stdout
        assert "cơ quan thẩm định ghi nhận" in " ".join(told.split()), item
    assert "B: Sự việc (bản ghi 5)" in run("compare", f"kq/{L}.json", f"kq/{K}.json").stdout


def test_points_by_hand_are_warned_of_when_results_are_made_while_what_is_counted_is_0(desk):
    desk("appraise", K, "T.1", "-2", *MEMBER, "--cause", "judgement", "--reason", "Có vụ việc")
    assert "SC881" in desk("results", "--output", "kq").output
    desk("fact", K, *MEMBER, *FOUND)
    assert "SC881" not in desk("results", "--output", "kq").output


def test_a_fact_goes_with_a_bundle_and_the_agencys_word_on_it_comes_back(desk, run):
    Path("cv.pdf").write_bytes(b"%PDF")
    desk("fact", K, *MEMBER, *FOUND, "--attach", "cv.pdf")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2025-12-20 08:00")
    run("bundle", "export", "-o", "di.goi", "--agency", K)
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "di.goi", "--store", "xa.db")
    desk(
        "explain", "--fact", "5", "--by", K, "--reason", "Vụ của xã bên", "--store", "xa.db", "--at", "2025-12-21 08:00"
    )
    run("bundle", "export", "-o", "ve.goi", "--agency", K, "--store", "xa.db")
    run("bundle", "import", "ve.goi", "--received", "2025-12-22 08:00")
    assert "sự việc ở bản ghi 5" in " ".join(desk("history", K).stdout.split())
    assert "SC625" in desk("explain", "--by", K, "--reason", "x", code=2).output
    assert (
        "SC885" in desk("explain", "--fact", "4", "--by", K, "--reason", "x", "--at", "2025-12-23 08:00", code=1).output
    )
    run("ledger", "verify")


def test_a_sheet_made_before_a_fact_does_not_undo_it_unless_confirmed(desk):
    sheet(desk, T_1={"Điểm thẩm định": "-1", "Nguyên nhân": "nhận định", "Lý do": "x"})
    desk("fact", K, *MEMBER, *FOUND)
    told = desk("appraise", "--file", "phieu.csv", *MEMBER, code=1).output
    assert "Lỗi[SC889]" in told
    assert "mức trước lúc lập phiếu 0, nay −2" in " ".join(told.split())
    assert final(desk, K, "T.1") == "-2"
    desk("appraise", "--file", "phieu.csv", *MEMBER, "--accept-changed")
    assert final(desk, K, "T.1") == "-1"


def test_citizens_data_in_a_fact_are_refused(desk):
    told = desk("fact", K, *MEMBER, *FOUND[:-1], "Đơn của công dân số 012345678901", code=1).output
    assert "SC830" in told


def test_a_fact_is_told_in_english_too(desk):
    told = desk("fact", K, *MEMBER, *FOUND, "--lang", "en")
    assert "fact established (entry 5)" in told.output
    assert "before" in told.stdout
    assert "computed again: T.1 = −2" in " ".join(desk("history", K, "--lang", "en").stdout.split())

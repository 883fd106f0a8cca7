"""Tables of data: exact values, no formulas, whatever the texts hold and however many rows there are."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.reports.interface import Column, DocumentId, RankedBlock, RunSource, Table
from scoring.reports.sheets import block_sheet, sheet
from scoring.reports.table_files import TABLES, safe, write_csv, write_parquet
from scoring.reports.tables import CRITERIA, EVIDENCE, RANKING, table
from scoring.reports.xlsx_file import Xlsx, write_xlsx

from .sample import BANNER, HOSTILE, complete, open_, ranked, record, result

FORMULA = '=HYPERLINK("http://x","y")'


def blocks(*results):
    return [RankedBlock(name, rows) for name, rows in ranked(*results).items()]


def full_of(*results):
    """Gives the whole results of a block, in the order of its rows."""
    by_id = {one.agency.id: one for one in results}
    return lambda block: (by_id[row.result.agency.id] for row in block.rows)


def made(*rows, kinds=("text", "points")):
    columns = tuple(Column(f"c{i}", f"Cột {i}", f"Column {i}", kind) for i, kind in enumerate(kinds))  # fmt: skip
    return Table(name="t", title="Bảng", columns=columns, rows=lambda: iter([list(row) for row in rows]))


def read_csv(table, lang="vi", delimiter=","):
    stream = io.BytesIO()
    write_csv(table, stream, lang, delimiter)
    text = stream.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_xlsx(path):
    return openpyxl.load_workbook(path)


def one(name, *results, lang="vi"):
    return table(DocumentId(name), blocks(*results), full_of(*results), lang)


def test_every_row_has_a_cell_for_every_column():
    for name, columns in (("ranking", RANKING), ("criteria", CRITERIA), ("evidence", EVIDENCE)):
        rows = list(one(name, complete(), open_()).rows())
        assert rows
        assert {len(row) for row in rows} == {len(columns)}


def test_the_points_of_a_block_s_sheet_add_up_to_the_total():
    found = block_sheet(blocks(complete())[0])
    names = [column.name for column in found.columns]
    (row,) = found.rows()
    parts = [Decimal(v) for n, v in zip(names, row, strict=True) if n.startswith(("group_", "bonus", "penalty"))]  # fmt: skip
    assert names.index("bonus_certain") == names.index("penalty_certain") - 1
    assert sum(parts) == Decimal(row[names.index("certain")])
    assert not any("tổng các cột" in note for note in found.notes())
    whole = complete()
    other = replace(whole, total=replace(whole.total, certain="9.00", attainable="9.00"))
    assert any("tổng các cột" in note for note in block_sheet(blocks(other)[0]).notes())


def test_the_ranking_gives_rank_points_class_and_why_somebody_is_not_ranked():
    names = [column.name for column in RANKING]
    rows = [dict(zip(names, row, strict=True)) for row in one("ranking", complete(), open_()).rows()]  # fmt: skip
    first, second = rows
    assert (first["rank"], first["unranked"], first["agency_id"]) == (1, None, "xa-a")
    assert first["certain"] == complete().total.certain
    assert first["class"] == "Tốt"
    assert (second["rank"], second["unranked"]) == (None, "chưa đủ số liệu")
    assert second["class"] is None
    assert second["possible"] == "Tốt; Khá; Yếu"
    assert {row["banner"] for row in rows} == {BANNER}


def test_criteria_carry_claim_interval_maximum_and_status_as_the_result_writes_them():
    names = [column.name for column in CRITERIA]
    rows = [dict(zip(names, row, strict=True)) for row in one("criteria", complete()).rows()]
    found = {row["criterion_id"]: row for row in rows}
    for given_ in complete().criteria:
        row = found[given_.id]
        for key in ("claimed", "certain", "attainable", "max", "min"):
            assert row[key] == getattr(given_, key)
        assert row["status_id"] == given_.status
    assert found["T.1"]["certain"] == "-1.00"
    assert found["I.1"]["group"] == "Giải quyết đơn"


def test_a_record_for_several_criteria_is_one_row_of_evidence():
    rows = list(one("evidence", complete()).rows())
    ids = [row[5] for row in rows]
    assert ids == ["bb1", "bb2", "qc"]
    assert rows[0][9] == "2025-03"


# ------------------------------------------------------------------------------------------ csv


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "=1", "--1", "-1e5", "＝1"])  # fmt: skip
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-0.50", "-1,5", "12", "54/KH-UBND", "–1", "a=b", "", "'x"])
def test_what_it_would_not_run_is_left_alone(text):
    assert safe(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))  # fmt: skip
def test_plain_numbers_are_never_touched(number):
    assert safe(f"{number:f}") == f"{number:f}"


@given(st.text())
def test_no_text_cell_starts_a_formula(text):
    cell = read_csv(made((text, "1.00")))[1][0] if "\r" not in text and "\n" not in text else safe(text)  # fmt: skip
    assert not cell.startswith(("=", "+", "@", "\t")) or cell == text == ""


def test_csv_is_utf8_with_a_mark_and_windows_line_ends():
    stream = io.BytesIO()
    write_csv(made(("Đắk", "-7.50")), stream)
    assert stream.getvalue() == "\ufeffCột 0,Cột 1\r\nĐắk,-7.50\r\n".encode()


def test_with_semicolons_points_have_a_decimal_comma():
    assert read_csv(made(("a;b", "-7.50"), (None, None)), delimiter=";")[1:] == [["a;b", "-7,50"], ["", ""]]  # fmt: skip


def test_hostile_texts_of_a_dossier_stay_texts_on_one_line(tmp_path):
    evil = result({"don_phai": 1}, name=f"{FORMULA}\n{HOSTILE}", id="xa-x",
                  evidence=[record("e1", "quy-che", number="@SUM(A1)", issuer="-x")])  # fmt: skip
    for name in ("ranking", "criteria", "evidence"):
        whole = one(name, evil, complete())
        for row in read_csv(whole):
            assert not any(cell.startswith(("=", "@", "+")) for cell in row)
            assert not any(char in cell for cell in row for char in "\n\r\x1b\u202e")
        write_xlsx([whole], tmp_path / "a.xlsx")
        book = read_xlsx(tmp_path / "a.xlsx")
        assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}  # fmt: skip
        assert b"<f>" not in zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml")
    first = read_csv(one("ranking", evil))[1][6]
    assert first.startswith("'=HYPERLINK")


# ----------------------------------------------------------------------------------------- xlsx


def test_the_workbook_has_numbers_filters_frozen_headings_banner_and_digest(tmp_path):
    parts = blocks(complete(), open_())
    file = tmp_path / "a.xlsx"
    Xlsx().run(RunSource(blocks=parts, documents=TABLES, full=full_of(complete(), open_())), file)
    book = read_xlsx(file)
    assert book.sheetnames == ["Khối xã – năm 2025", "Điểm từng tiêu chí", "Minh chứng"]
    for page in book:
        top = [str(row[0].value) for row in page.iter_rows(max_row=8)]
        assert BANNER in top
        assert any("sha256:" + "a" * 64 in text for text in top)
        assert page.auto_filter.ref
        assert page.freeze_panes
    page = book["Khối xã – năm 2025"]
    heads = {c.value: c.column for row in page.iter_rows() for c in row if c.value and row[0].value == "Hạng"}  # fmt: skip
    start = next(row[0].row for row in page.iter_rows() if row[0].value == "Hạng") + 1
    cell = page.cell(start, heads["Điểm chắc chắn"])
    assert cell.data_type == "n"
    assert Decimal(str(cell.value)) == Decimal(complete().total.certain)
    assert page.cell(start, 1).value == 1
    assert any("Giải quyết đơn" in head for head in heads)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))  # fmt: skip
def test_a_number_in_the_workbook_is_shown_digit_for_digit(number):
    import tempfile
    from pathlib import Path

    text = f"{number:f}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.xlsx"
        write_xlsx([made(("x", text))], file)
        cell = read_xlsx(file).active.cell(4, 2)
    if cell.data_type == "n":
        places = cell.number_format.removesuffix("_ ").partition(".")[2].count("0")
        assert f"{Decimal(repr(cell.value)):.{places}f}".removeprefix("-") == text.removeprefix("-")
    else:
        assert cell.value == text


def test_texts_too_long_for_a_cell_are_cut_visibly_in_excel_and_whole_in_csv(tmp_path):
    for text in ("x" * 40_000, "𝔁" * 40_000):
        rows = made((text, "1.00"))
        assert read_csv(rows)[1][0] == text
        write_xlsx([rows], tmp_path / "a.xlsx")
        value = read_xlsx(tmp_path / "a.xlsx").active.cell(4, 1).value
        assert value.endswith("(nguyên văn trong CSV)")
        assert len(value.encode("utf-16-le")) <= 2 * 32_767


@pytest.mark.parametrize("form", [False, True])
def test_what_only_programs_need_and_empty_columns_are_kept_out_of_sight(tmp_path, form):
    columns = (Column("id", "Mã", "Id", internal=True), Column("a", "Tên", "Name"), Column("b", "Ghi chú", "Note"))
    rows = [["x-1", "Một", None], ["x-2", "Hai", ""]]
    write_xlsx(
        [Table(name="t", title="Bảng", columns=columns, rows=lambda: iter(rows), form=form)], tmp_path / "a.xlsx"
    )
    page = read_xlsx(tmp_path / "a.xlsx").active
    hidden = [page.column_dimensions[letter].hidden for letter in "ABC"]
    assert hidden == [True, False, not form]
    assert page["A4"].value == "x-1"
    assert page["B1"].value == "Bảng"


def test_a_table_s_title_stays_in_sight_above_an_empty_first_column(tmp_path):
    columns = (Column("rank", "Hạng", "Rank", "count"), Column("a", "Tên", "Name"))
    write_xlsx(
        [Table(name="t", title="Bảng", columns=columns, rows=lambda: iter([[None, "Một"]]))], tmp_path / "a.xlsx"
    )
    page = read_xlsx(tmp_path / "a.xlsx").active
    assert page["A1"].value == "Bảng"
    assert not page.column_dimensions["A"].hidden


def test_a_settled_block_has_one_column_of_totals_an_open_one_both_ends():
    names = [[column.name for column in block_sheet(blocks(*found)[0]).columns] for found in ([complete()], [open_()])]
    assert ["attainable" in one for one in names] == [False, True]


def test_days_of_evidence_are_written_as_people_write_them():
    for lang, expected in (("vi", {"tháng 3/2025", "20/5/2025"}), ("en", {"2025-03", "2025-05-20"})):
        found = sheet(DocumentId.EVIDENCE, blocks(complete()), lambda _: iter([complete()]), lang)
        at = [column.name for column in found.columns].index("date")
        assert expected <= {row[at] for row in found.rows()}


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path):
    rows = made(*((f"r{i}", f"{i}.00") for i in range(25)))
    write_xlsx([rows], tmp_path / "a.xlsx", most=13)
    book = read_xlsx(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Bảng", "Bảng (2)", "Bảng (3)"]
    found = [page.cell(row, 1).value for page in book for row in range(4, page.max_row + 1)]
    assert found == [f"r{i}" for i in range(25)]


def test_sheet_names_are_such_as_excel_takes(tmp_path):
    title = "[Khối]: sở/ban\\ngành? *rất dài dài dài dài dài dài"
    tables = [Table(name="t", title=title, columns=made().columns, rows=lambda: iter(()))] * 3
    tables.append(Table(name="t", title="History", columns=made().columns, rows=lambda: iter(())))
    write_xlsx(tables, tmp_path / "a.xlsx")
    names = read_xlsx(tmp_path / "a.xlsx").sheetnames
    assert len({name.casefold() for name in names} | {"history"}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def long(count):
    columns = made().columns
    return Table(name="t", title="Bảng", columns=columns, rows=lambda: (["chữ " * 9, "-1.50"] for _ in range(count)))


@pytest.mark.slow
def test_seventy_thousand_rows_fit_and_none_is_lost(tmp_path):
    calamine = pytest.importorskip("python_calamine")
    write_xlsx([long(70_000)], tmp_path / "a.xlsx")
    with (tmp_path / "a.csv").open("wb") as stream:
        write_csv(long(70_000), stream)
    assert (tmp_path / "a.csv").read_bytes().count(b"\r\n") == 70_001
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.get_sheet_by_index(0).height == 70_003


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for count in (1_000, 10_000):
        tracemalloc.start()
        write_xlsx([long(count)], tmp_path / "a.xlsx")
        with (tmp_path / "a.csv").open("wb") as stream:
            write_csv(long(count), stream)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


# -------------------------------------------------------------------------------------- parquet


def test_parquet_holds_exact_decimals_and_says_what_scale_it_is_of(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write_parquet(one("criteria", complete(), open_()), tmp_path / "a.parquet")
    found = parquet.read_table(tmp_path / "a.parquet")
    assert found.column_names == [column.name for column in CRITERIA]
    assert str(found.schema.field("certain").type) == "decimal128(38, 6)"
    points = {row["criterion_id"]: row["certain"] for row in found.to_pylist() if row["agency_id"] == "xa-a"}  # fmt: skip
    assert points["T.1"] == Decimal("-1.00")
    notes = found.schema.metadata[b"notes"].decode()
    assert BANNER in notes
    assert "sha256:" + "a" * 64 in notes
    assert found.schema.field("certain").metadata[b"title"].decode() == "Điểm chắc chắn"


def test_parquet_has_every_row_in_groups_of_ten_thousand(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    given = one("criteria", complete())
    row = next(given.rows())
    rows = [[*row[:-1], str(number)] for number in range(20_001)]
    write_parquet(replace(given, rows=lambda: iter(rows)), tmp_path / "a.parquet")
    file = parquet.ParquetFile(tmp_path / "a.parquet")
    assert [file.metadata.row_group(group).num_rows for group in range(3)] == [10_000, 10_000, 1]
    assert [str(value) for value in file.read()[len(row) - 1].to_pylist()] == [line[-1] for line in rows]


@pytest.mark.parametrize("name", ["ranking", "criteria", "evidence"])
def test_the_same_results_give_the_same_bytes(tmp_path, name):
    pytest.importorskip("pyarrow")
    whole = one(name, complete(), open_())
    for index in (1, 2):
        write_parquet(whole, tmp_path / f"{index}.parquet")
        write_xlsx([whole], tmp_path / f"{index}.xlsx", day="2025-12-31")
    for end in ("parquet", "xlsx"):
        assert (tmp_path / f"1.{end}").read_bytes() == (tmp_path / f"2.{end}").read_bytes()


def test_sheets_and_headings_speak_english(tmp_path):
    assert read_csv(one("ranking", complete(), lang="en"), "en")[0][:4] == ["Period", "Block id", "Block", "Rank"]  # fmt: skip
    assert sheet(DocumentId.CRITERIA, blocks(complete()), full_of(complete()), "en").title == "Points by criterion"

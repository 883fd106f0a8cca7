"""A workbook with wrong cells: the rest is kept, nothing counts for more or for zero, and the cells are marked."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from scoring.errors import InvalidInput
from scoring.evidence.load import parse, validated
from scoring.scheme.load import load_scheme
from scoring.workbook.interpret import Reading, read_workbook
from scoring.workbook.mark import mark_cells

from . import fresh
from .surgery import packed, parts_of, simple
from .test_damaged import CELLS, COUNT, CRITERIA, EVIDENCE, Work

RED = "FFFF8F8F"


def kept(raw: bytes, folder: Path) -> Reading:
    path = folder / "so.xlsx"
    path.write_bytes(raw)
    return read_workbook(path, fresh.scheme, keep=True)


def errors(found: Reading) -> set[tuple[str, str]]:
    return {(one.code, one.place.cell) for one in found.diagnostics if one.severity == "error" and one.place}


def sheets(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw))


@pytest.mark.once
@pytest.mark.parametrize("name", CELLS)
def test_everything_but_the_wrong_cell_is_kept(name: str, tmp_path: Path) -> None:
    whole = fresh.whole()
    damage, code = CELLS[name]
    work = Work(fresh.sample())
    damage(work)
    found = kept(work.saved(), tmp_path)
    assert validated(parse(found.text.encode(), "ho-so.yaml")) == found.dossier
    assert len(found.dossier.evidence) >= len(whole.evidence) - 1
    assert len(found.dossier.numbers) >= len(whole.numbers) - 1
    if found.left_out:
        assert code in {one.code for one in found.diagnostics if one.severity == "error"}
        assert {id for id, one in found.dossier.numbers.items() if one.value == 0} <= {
            id for id, one in whole.numbers.items() if one.value == 0
        }


def test_words_in_a_number_cell_are_not_declared_and_never_zero(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT)
    cell.value = "mười hai"
    found = kept(work.saved(), tmp_path)
    given = found.dossier.numbers.get("don_phai_giai_quyet")
    assert given is None or given.value is None
    assert found.left_out == 1
    assert errors(found) == {("SC742", f"{CRITERIA}!{cell.coordinate}")}


def test_a_record_without_a_part_it_must_have_is_left_out_and_its_list_is_open(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    kind = next(one for one in fresh.whole().evidence if one.id == "so-don").kind
    work.record("so-don", "kind").value = None
    found = kept(work.saved(), tmp_path)
    assert "so-don" not in {one.id for one in found.dossier.evidence}
    assert not found.dossier.complete_for((kind,))
    assert [one.values["id"] for one in found.diagnostics if one.code == "SC664"] == ["so-don"]
    assert {one.code for one in found.diagnostics} >= {"SC751", "SC664"}
    assert not [one for one in found.dossier.provenance[0].cells if one.startswith("evidence/so-don/")]


@pytest.mark.parametrize("key", ["criteria", "occurrence", "id", "kind"])
def test_a_record_never_counts_elsewhere_for_the_cell_that_is_wrong(key: str, tmp_path: Path) -> None:
    work = Work(fresh.sample())
    work.record("ke-hoach-nam", key).value = "=1/0"
    found = kept(work.saved(), tmp_path)
    assert "ke-hoach-nam" not in {one.id for one in found.dossier.evidence}
    assert found.left_out > 1


def test_a_row_of_garbage_costs_that_row_only(tmp_path: Path) -> None:
    whole = fresh.whole()
    work = Work(fresh.sample())
    row = work.record("mc-001", "id").row
    for column in range(1, 12):
        work.evidence.cell(row, column).value = "???"
    found = kept(work.saved(), tmp_path)
    assert {one.id for one in found.dossier.evidence} == {one.id for one in whole.evidence}
    assert found.dossier.numbers == whole.numbers
    assert found.dossier.complete is False or not whole.complete


@pytest.mark.parametrize("sheet", [CRITERIA, EVIDENCE])
def test_without_its_column_of_ids_a_sheet_is_still_read(sheet: str, tmp_path: Path) -> None:
    whole = fresh.whole()
    work = Work(fresh.sample())
    work.book[sheet].delete_cols(work.column(work.book[sheet], "id"))
    found = kept(work.saved(), tmp_path)
    assert "SC723" in {one.code for one in found.diagnostics}
    assert found.dossier.numbers.keys() == whole.numbers.keys()
    assert [one.title for one in found.dossier.evidence] == [one.title for one in whole.evidence]
    # Only the sheet of the evidence may have lost some of it.
    assert (found.dossier.complete == whole.complete) == (sheet == CRITERIA)


def test_two_rows_of_one_id_are_both_left_out(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    row, column = work.row(COUNT), work.column(work.criteria, "id")
    work.criteria.insert_rows(row + 1)
    for at in range(1, column + 1):
        work.criteria.cell(row + 1, at).value = work.criteria.cell(row, at).value
    assert "don_phai_giai_quyet" not in kept(work.saved(), tmp_path).dossier.numbers


def test_what_is_none_of_ours_is_refused_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        kept(simple(), tmp_path)


@pytest.mark.parametrize("sheet", [CRITERIA, EVIDENCE])
def test_a_sheet_that_names_another_agency_is_read_and_that_is_an_error_there(sheet: str, tmp_path: Path) -> None:
    whole = fresh.whole()
    work = Work(fresh.sample())
    work.book[sheet]["A2"] = "Sở Minh Họa B (hư cấu) – năm 2025"
    found = kept(work.saved(), tmp_path)
    assert errors(found) == {("SC717", f"{sheet}!A2")}
    assert (found.dossier.numbers, found.dossier.evidence) == (whole.numbers, whole.evidence)
    # Whether its list is that agency's nobody knows.
    assert (found.dossier.complete == whole.complete) == (sheet == CRITERIA)


def test_a_blank_part_a_record_must_have_is_told_and_marked_at_its_cell(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    blank = work.record("ke-hoach-nam", "field_1")
    blank.value = None
    raw = work.saved()
    found = kept(raw, tmp_path)
    assert errors(found) == {("SC434", f"{EVIDENCE}!{blank.coordinate}")}
    assert "ke-hoach-nam" not in {one.id for one in found.dossier.evidence}
    assert sheets(mark_cells(raw, "so.xlsx", found.diagnostics))[EVIDENCE][blank.coordinate].fill.fgColor.rgb == RED


def test_a_cell_merged_with_others_is_marked_where_it_is_seen(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    first, last = work.record("ke-hoach-nam", "number"), work.record("ke-hoach-nam", "title")
    work.evidence.merge_cells(f"{first.coordinate}:{last.coordinate}")
    raw = work.saved()
    found = kept(raw, tmp_path)
    assert ("SC751", f"{EVIDENCE}!{last.coordinate}") in errors(found)
    seen = sheets(mark_cells(raw, "so.xlsx", found.diagnostics))[EVIDENCE][first.coordinate]
    assert seen.fill.fgColor.rgb == RED
    assert "Tên văn bản" in seen.comment.text


def test_a_comment_says_what_to_do_in_a_workbook(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    blank, day = work.record("ke-hoach-nam", "field_1"), work.record("so-don", "date")
    blank.value, day.value = None, "05/03/2019"
    raw = work.saved()
    after = sheets(mark_cells(raw, "so.xlsx", kept(raw, tmp_path).diagnostics))[EVIDENCE]
    assert "→ cột “Đặc điểm” của dòng này" in after[blank.coordinate].comment.text
    assert "→ ghi lý do ở cột “Lý do ngày ngoài kỳ”" in after[day.coordinate].comment.text
    assert "`" not in after[blank.coordinate].comment.text + after[day.coordinate].comment.text


def test_the_marks_stand_above_the_sheets_own_conditional_colours(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    one, _ = _wrong(work)
    raw = work.saved()
    found = kept(raw, tmp_path)
    first = mark_cells(raw, "so.xlsx", found.diagnostics)

    def rules(data: bytes) -> dict[str, list[tuple[int, str]]]:
        given = sheets(data)[CRITERIA].conditional_formatting
        return {str(group.sqref): [(rule.priority, rule.dxf.fill.bgColor.rgb) for rule in group.rules
                                   if rule.dxf and rule.dxf.fill] for group in given}  # fmt: skip

    assert rules(first)[one] == [(1, RED)]
    assert min(at for group, given in rules(first).items() if group != one for at, _ in given) == 2
    assert rules(first).keys() == rules(raw).keys() | {one}
    again = mark_cells(first, "so.xlsx", found.diagnostics)
    assert rules(again) == rules(first)
    assert rules(mark_cells(first, "so.xlsx", [])).keys() == rules(raw).keys()


def _wrong(work: Work) -> tuple[str, str]:
    one, other = work.input(COUNT), work.record("so-don", "title")
    one.value, other.value = "mười hai", None
    one.comment = Comment("Hỏi lại văn phòng", "Cán bộ")
    return one.coordinate, other.coordinate


def test_wrong_cells_are_coloured_and_commented_and_all_else_stays(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    one, other = _wrong(work)
    work.criteria["A1"].comment = Comment("Của cán bộ", "Cán bộ")
    raw = work.saved()
    found = kept(raw, tmp_path)
    again = mark_cells(raw, "so.xlsx", found.diagnostics)
    before, after = sheets(raw), sheets(again)
    assert before.sheetnames == after.sheetnames
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                new = after[sheet.title][cell.coordinate]
                assert new.value == cell.value
                assert repr((new.number_format, new.font, new.border)) == repr(
                    (cell.number_format, cell.font, cell.border)
                )
                marked = cell.coordinate in {one, other} and sheet.title in {CRITERIA, EVIDENCE}
                if not (marked and new.fill.fgColor.rgb == RED):
                    assert repr(new.fill) == repr(cell.fill)
    cell = after[CRITERIA][one]
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.startswith("Hỏi lại văn phòng\n")
    assert "mười hai" in cell.comment.text
    assert after[EVIDENCE][other].fill.fgColor.rgb == RED
    assert "→" in after[EVIDENCE][other].comment.text
    assert after[CRITERIA]["A1"].comment.text == "Của cán bộ"
    changed = {name for name, data in parts_of(raw).items() if parts_of(again)[name] != data}
    assert all(re.search("sheet|styles|comment|Drawing|Content_Types", one) for one in changed)
    assert "xl/workbook.xml" not in changed


def test_marking_again_replaces_the_marks_and_a_marked_workbook_reads_again(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    one, other = _wrong(work)
    raw = work.saved()
    found = kept(raw, tmp_path)
    first = mark_cells(raw, "so.xlsx", found.diagnostics)
    read = kept(first, tmp_path)
    assert errors(read) == errors(found)
    assert read.dossier.numbers == found.dossier.numbers
    twice = sheets(mark_cells(first, "so.xlsx", read.diagnostics, "en"))
    assert twice[CRITERIA][one].comment.text.count("written by the program") == 1
    assert "do chương trình ghi" not in twice[CRITERIA][one].comment.text
    clean = mark_cells(mark_cells(first, "so.xlsx", read.diagnostics), "so.xlsx", [])
    after, before = sheets(clean), sheets(raw)
    for title, cell in ((CRITERIA, one), (EVIDENCE, other)):
        assert after[title][cell].fill.fgColor == before[title][cell].fill.fgColor
    assert after[CRITERIA][one].comment.text == "Hỏi lại văn phòng"
    assert after[EVIDENCE][other].comment is None
    assert not any(b"<x:Row>" in data for name, data in parts_of(clean).items() if "vmlDrawing" in name)


def test_two_faults_of_one_cell_stand_in_one_comment(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    cell = work.input(COUNT)
    cell.value = "mười hai"
    raw = work.saved()
    found = [one for one in kept(raw, tmp_path).diagnostics if one.severity == "error"]
    text = sheets(mark_cells(raw, "so.xlsx", [*found, *found]))[CRITERIA][cell.coordinate].comment.text
    assert text.count("•") == 2


def test_parts_that_define_entities_are_refused(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    _wrong(work)
    raw = work.saved()
    found = kept(raw, tmp_path)
    parts = parts_of(raw)
    name = next(one for one in parts if "comments" in one)
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]
    with pytest.raises(InvalidInput):
        mark_cells(packed(parts), "so.xlsx", found.diagnostics)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_marked_workbook_saved_by_libreoffice_is_read_and_marked_again(tmp_path: Path) -> None:
    work = Work(fresh.sample())
    one, _ = _wrong(work)
    raw = work.saved()
    found = kept(raw, tmp_path)
    (tmp_path / "dau.xlsx").write_bytes(mark_cells(raw, "so.xlsx", found.diagnostics))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "ra"), str(tmp_path / "dau.xlsx")], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    saved = (tmp_path / "ra" / "dau.xlsx").read_bytes()
    read = kept(saved, tmp_path)
    assert errors(read) == errors(found)
    text = sheets(mark_cells(saved, "so.xlsx", read.diagnostics))[CRITERIA][one].comment.text
    assert text.count("do chương trình ghi") == 1


def test_a_workbook_made_before_the_scheme_changed_is_read_but_for_rows_that_are_gone(tmp_path: Path) -> None:
    """What is left of it is an error all the same: somebody has to look whether the answers still fit."""
    raw = fresh.sample()
    whole = fresh.read(raw, tmp_path).dossier
    changed = tmp_path / "qd-1211-2022"
    shutil.copytree(fresh.ROOT / "criteria/qd-1211-2022", changed)
    for file in changed.rglob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("tu_danh_gia", "tu_xem_xet"), "utf-8")
    path = tmp_path / "so.xlsx"
    path.write_bytes(raw)

    with pytest.raises(InvalidInput) as refused:
        read_workbook(path, lambda _, period: load_scheme(changed, period))
    found = read_workbook(path, lambda _, period: load_scheme(changed, period), keep=True)

    assert "SC713" in {one.code for one in refused.value.diagnostics}
    assert {"SC713", "SC732"} <= {one.code for one in found.diagnostics if one.severity == "error"}
    assert found.dossier.evidence == whole.evidence
    assert found.dossier.claims == whole.claims
    assert found.dossier.numbers == {id: one for id, one in whole.numbers.items() if id != "tu_danh_gia"}
    assert "sl:tu_danh_gia" in found.dossier.provenance[0].unread.values()

"""`scoring workbook merge`: dossiers and workbooks, conflicts with both places, nothing half done."""

from __future__ import annotations

import openpyxl
import pytest

DOSSIER = "evidence/2025/xa-vi-du.yaml"


@pytest.fixture
def versions(sample):
    """A base and two copies of it to change."""
    text = (sample / DOSSIER).read_text("utf-8")
    for name in ("gốc", "ta", "họ"):
        (sample / f"{name}.yaml").write_text(text, "utf-8")
    return sample


def change(folder, name, old, new):
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


FILES = ("gốc.yaml", "ta.yaml", "họ.yaml")


def test_changes_of_both_sides_come_together_in_a_dossier_that_can_be_evaluated(run, versions):
    change(versions, "ta", "don_dung_han: 23", "don_dung_han: 24")
    change(versions, "họ", "number: 12/BB-UBND", "number: 13/BB-UBND")
    told = run("workbook", "merge", *FILES, "--output", "gộp.yaml").stderr
    text = (versions / "gộp.yaml").read_text("utf-8")
    assert "don_dung_han: 24" in text
    assert "13/BB-UBND" in text
    assert "Đã gộp hồ sơ" in told
    assert run("workbook", "merge", *FILES).stdout == text
    run("evaluate", "gộp.yaml")


def test_a_conflict_shows_both_values_at_both_places_and_writes_nothing(run, versions):
    change(versions, "ta", "don_dung_han: 23", "don_dung_han: 24")
    change(versions, "họ", "don_dung_han: 23", "don_dung_han: 22")
    told = run("workbook", "merge", *FILES, "--output", "gộp.yaml", code=1).stderr
    line = next(i for i, text in enumerate((versions / "ta.yaml").read_text("utf-8").splitlines(), 1) if "don_dung_han: 24" in text)  # fmt: skip
    assert f"ta.yaml:{line}:" in told
    assert f"họ.yaml:{line}:" in told
    assert "bản gốc: 23; bản của ta: 24; bản của họ: 22" in told
    assert "1 chỗ mâu thuẫn, không ghi gì" in told
    assert not (versions / "gộp.yaml").exists()
    assert "mine: 24" in run("workbook", "merge", *FILES, "--lang", "en", code=1).stderr


@pytest.mark.parametrize(("side", "value"), [("mine", 24), ("theirs", 22)])
def test_a_preferred_side_settles_conflicts_which_are_still_told(run, versions, side, value):
    change(versions, "ta", "don_dung_han: 23", "don_dung_han: 24")
    change(versions, "họ", "don_dung_han: 23", "don_dung_han: 22")
    told = run("workbook", "merge", *FILES, "--prefer", side, "--output", "gộp.yaml").stderr
    assert "Cần xem[SC640]" in told
    assert f"don_dung_han: {value}" in (versions / "gộp.yaml").read_text("utf-8")


def test_versions_of_different_dossiers_and_broken_ones_are_refused(run, versions):
    change(versions, "họ", "id: xa-vi-du", "id: xa-khac")
    assert "cơ quan khác nhau" in run("workbook", "merge", *FILES, code=1).stderr
    (versions / "họ.yaml").write_text("format: 1\n", "utf-8")
    (versions / "ta.yaml").write_bytes(b"\xff")
    told = run("workbook", "merge", *FILES, code=3).stderr
    assert "họ.yaml" in told
    assert "ta.yaml" in told
    run("workbook", "merge", "gốc.yaml", "ta.yaml", "đâu.yaml", code=3)
    told = run("workbook", "merge", "gốc.yaml", "gốc.yaml", "gốc.yaml", "--output", "gốc.yaml", code=2)  # fmt: skip
    assert "SC613" in told.stderr


def _cell(path, sheet, row_with, new):
    """Write into the first input cell of the row whose texts hold `row_with`."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    for row in page.iter_rows():
        if any(isinstance(cell.value, str) and row_with in cell.value for cell in row):
            for cell in row:
                if cell.value == 23:
                    cell.value = new
                    book.save(path)
                    return f"{sheet}!{cell.coordinate}"
    raise AssertionError(row_with)


def test_workbooks_are_versions_too_and_their_conflicts_name_cells(run, versions):
    args = ["workbook", "new", "--from", DOSSIER, "--scheme", "criteria/mau"]
    for name in ("ta", "họ"):
        run(*args, "--output", f"{name}.xlsx")
    run("workbook", "read", "ta.xlsx", "--scheme", "criteria/mau", "--output", "gốc.yaml", "--force")
    mine = _cell(versions / "ta.xlsx", "Tiêu chí", "", 24)
    files = ("gốc.yaml", "ta.xlsx", "họ.xlsx", "--scheme", "criteria/mau")
    run("workbook", "merge", *files, "--output", "gộp.yaml")
    assert "24" in (versions / "gộp.yaml").read_text("utf-8")
    theirs = _cell(versions / "họ.xlsx", "Tiêu chí", "", 22)
    told = run("workbook", "merge", *files, code=1).stderr
    assert f"ta.xlsx:{mine}" in told
    assert f"họ.xlsx:{theirs}" in told

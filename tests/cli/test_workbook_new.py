"""`scoring workbook new`: whose workbook, from what, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from scoring.workbook.layout import CRITERIA, META, SUMMARY

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
Run = Callable[..., Result]
WHO = ("--agency", "xa-moi", "--name", "UBND xã Mới", "--block", "xa", "--period", "2025")


def test_a_blank_workbook_is_written_for_an_agency(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "so.xlsx"
    result = run("workbook", "new", *WHO, "--kind", "xa", "--scheme", SCHEME, "--output", out)
    assert f"Đã ghi {out}" in result.output
    book = load_workbook(out)
    meta = {row[0]: row[1] for row in book[META].iter_rows(values_only=True)}
    assert (meta["agency"], meta["agency_kind"], meta["dossier"]) == ("xa-moi", "xa", None)
    assert "UBND xã Mới – năm 2025" in [row[0] for row in book[CRITERIA].iter_rows(values_only=True)]


def test_a_dossier_fills_the_workbook_and_shows_its_total(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "so.xlsx"
    dossier = ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"
    run("workbook", "new", "--from", dossier, "--scheme", SCHEME, "-o", out)
    rows = load_workbook(out, data_only=True)[SUMMARY].iter_rows(values_only=True)
    total = next(row for row in rows if row[1] == "TỔNG ĐIỂM")
    assert total[5] == pytest.approx(84.75)


def test_who_the_agency_is_comes_from_its_latest_dossier(run: Run, sample: Path) -> None:
    dossier = sample / "evidence" / "2025" / "xa-vi-du.yaml"
    text = dossier.read_text("utf-8")
    later = sample / "evidence" / "2026" / "xa-vi-du" / "ho-so.yaml"
    later.parent.mkdir(parents=True)
    later.write_text(text.replace("2025", "2026").replace("name: ", "name: Tên mới "), "utf-8")
    result = run("workbook", "new", "--agency", "xa-vi-du", "--period", "2027", "--output", "so.xlsx")
    assert "2026/xa-vi-du/ho-so.yaml" in result.stderr
    read = run("workbook", "read", "so.xlsx").stdout
    assert "name: Tên mới" in read
    assert "period: 2027" in read
    named = run("workbook", "new", *WHO[:4], "--period", "2027", "-o", "so.xlsx", code=2)
    assert "cần khối" in named.stderr
    assert "--block" in named.stderr


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("--block", "xaa"), 4, "có phải “xa”"),
        (("--kind", "xã"), 2, "có phải “xa”"),
        (("--period", "20x5"), 1, "không phải kỳ đánh giá"),
        (("--period", "2025-Q1"), 2, "2025-Q1"),
        (("--agency", "xa moi"), 2, "mã “xa moi” không hợp lệ"),
        (("--output", "so.ods"), 2, ".xlsx"),
        (("--from", "ho-so.yaml"), 2, "lấy từ hồ sơ"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(
    run: Run, tmp_path: Path, change: tuple[str, str], code: int, said: str
) -> None:
    out = tmp_path / "so.xlsx"
    result = run("workbook", "new", *WHO, "--scheme", SCHEME, "-o", out, *change, code=code)
    assert said in result.output
    assert not out.exists()


def test_without_a_dossier_agency_name_block_and_period_are_needed(run: Run, tmp_path: Path) -> None:
    result = run("workbook", "new", "--agency", "a", "-o", tmp_path / "so.xlsx", code=2)
    assert "--period, --block, --name" in result.output


def test_a_folder_of_many_dossiers_is_refused(run: Run, tmp_path: Path) -> None:
    folder = ROOT / "evidence" / "2025"
    result = run("workbook", "new", "--from", folder, "-o", tmp_path / "so.xlsx", code=2)
    assert "đúng một hồ sơ" in result.output


def test_the_dossier_is_never_written_over(run: Run, tmp_path: Path) -> None:
    dossier = tmp_path / "ho-so.xlsx"
    dossier.write_text((ROOT / "evidence/2025/xa-minh-hoa-b.yaml").read_text("utf-8"), "utf-8")
    before = dossier.read_bytes()
    run("workbook", "new", "--from", dossier, "--scheme", SCHEME, "-o", dossier, code=None)
    assert dossier.read_bytes() == before


def test_the_help_of_the_group_imports_no_command(run: Run) -> None:
    result = run("workbook", "--help")
    assert "tạo sổ tự chấm điểm cho một cơ quan" in result.output
    assert "Có phải “new”" in run("workbook", "nwe", code=2).output


def test_neither_the_help_nor_the_group_needs_the_library_that_writes_workbooks() -> None:
    script = (
        "import sys; from scoring.cli.app import root\n"
        "try:\n    root(['workbook', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'xlsxwriter', 'openpyxl', 'python_calamine', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_blank_workbook_carries_when_the_agency_exists(run: Run, tmp_path: Path) -> None:
    out, back = tmp_path / "so.xlsx", tmp_path / "ho-so.yaml"
    life = ("--founded", "2025-07-01", "--until", "2025-11-30", "--succeeds", "xa-cu-a", "--succeeds", "xa-cu-b")
    run("workbook", "new", *WHO, *life, "--scheme", SCHEME, "-o", out)
    run("workbook", "read", out, "--scheme", SCHEME, "-o", back)
    text = back.read_text("utf-8")

    assert "  from: 2025-07-01\n  until: 2025-11-30\n  succeeds: [xa-cu-a, xa-cu-b]\n" in text


def test_days_that_cannot_be_are_refused_before_a_workbook_is_made(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "so.xlsx"
    result = run("workbook", "new", *WHO, "--founded", "2026-07-01", "--scheme", SCHEME, "-o", out, code=2)

    assert "SC377" in result.output
    assert not out.exists()
    result = run("workbook", "new", "--from", "x.yaml", "--founded", "2025-07-01", "-o", out, code=2)
    assert "--founded" in result.output


def test_english_is_told_that_the_workbook_is_in_vietnamese(run, tmp_path):
    source = Path(__file__).parents[2] / "evidence" / "2025" / "xa-minh-hoa-b.yaml"
    asked = ("workbook", "new", "--from", source, "--scheme", source.parents[2] / "criteria" / "qd-1211-2022")
    words = "The workbook is in Vietnamese only; --lang en does not change it."
    assert words in run(*asked, "-o", tmp_path / "a.xlsx", "--lang", "en").output
    assert words not in run(*asked, "-o", tmp_path / "b.xlsx").output

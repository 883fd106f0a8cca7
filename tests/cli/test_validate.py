"""`scoring validate`: all problems, with places, in three formats."""

from __future__ import annotations

import json
from pathlib import Path

SCHEME, SET, DOSSIER = ("criteria/mau/scheme.yaml", "criteria/mau/sets/xa.yaml", "evidence/2025/xa-vi-du.yaml")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_scaffold_is_valid_and_the_summary_says_what_was_read(run, sample):
    result = run("validate", "criteria", "evidence")
    assert "1 bộ tiêu chí, 1 hồ sơ" in result.stderr
    assert "error" not in result.stdout


def test_all_problems_of_all_files_are_reported_at_once_with_their_places(run, sample):
    edit(sample / SET, "maximum: 50", "maximum: 51")
    edit(sample / SET, "of: ty_le_dung_han", "of: ty_le_dung_hanh")
    edit(sample / DOSSIER, "block: xa", "blok: xa")
    result = run("validate", "criteria", "evidence", code=1)
    assert "criteria/mau/sets/xa.yaml:" in result.stdout
    assert "Lỗi[SC314]" in result.stdout
    assert "có phải “ty_le_dung_han”?" in result.stdout
    assert "xa-vi-du.yaml:6:49: Lỗi[SC201]" in result.stdout or "Lỗi[SC201]" in result.stdout


def test_json_and_github_formats_carry_code_file_line_and_column(run, sample):
    edit(sample / DOSSIER, "don_dung_han: 23", "don_dung_han: -1")
    rows = json.loads(run("validate", DOSSIER, "--format", "json", code=1).stdout)
    one = next(row for row in rows if row["severity"] == "error")
    assert (one["code"], one["line"]) == ("SC410", 11)
    assert one["file"].endswith("xa-vi-du.yaml")
    lines = run("validate", DOSSIER, "--format", "github", code=1).stdout.splitlines()
    assert any(line.startswith("::error file=") and "line=11" in line for line in lines)


def test_valid_input_as_json_is_an_array_without_errors(run, sample):
    rows = json.loads(run("validate", "criteria", "--format", "json").stdout)
    assert [row for row in rows if row["severity"] == "error"] == []


def test_strict_turns_warnings_into_failure(run, sample):
    edit(sample / DOSSIER, "    number: 12/BB-UBND\n", "")
    run("validate", DOSSIER)
    run("validate", DOSSIER, "--strict", code=1)


def test_messages_speak_english_when_asked(run, sample):
    edit(sample / DOSSIER, "block: xa", "blok: xa")
    assert "did you mean “block”?" in run("--lang", "en", "validate", DOSSIER, code=1).stdout


def test_at_most_max_errors_are_shown_and_the_rest_counted(run, sample):
    text = "".join(f"khoa_{i}: 1\n" for i in range(9))
    (sample / DOSSIER).write_text((sample / DOSSIER).read_text("utf-8") + text, "utf-8")
    result = run("validate", DOSSIER, "--max-errors", 3, code=1)
    assert result.stdout.count("Lỗi[") == 3
    assert "còn 6 vấn đề nữa" in result.stdout


def test_a_wrong_case_file_is_found_with_its_scheme(run, sample):
    edit(sample / "criteria/mau/cases/co-ban.yaml", "class: xuat-sac", "klass: xuat-sac")
    assert "SC201" in run("validate", "criteria", code=1).stdout


def test_nothing_to_check_is_exit_4_and_a_missing_path_exit_3(run, sample):
    (sample / "trống").mkdir()
    run("validate", "trống", code=4)
    assert "SC100" in run("validate", "không-có", code=3).stdout


def test_a_set_file_is_checked_as_part_of_its_scheme(run, sample):
    edit(sample / SET, "maximum: 50", "maximum: 51")
    assert "SC314" in run("validate", SET, code=1).stdout


def test_validate_counts_what_nobody_has_confirmed(run):
    folder = Path(__file__).parents[2] / "criteria/qd-1211-2022"
    count = json.loads(run("inspect", folder, "--format", "json").stdout)["unconfirmed"]
    assert count > 100
    assert f"qd-1211-2022: còn {count} mục chưa xác nhận" in run("validate", folder).stderr
    assert f"{count} items unconfirmed" in run("validate", folder, "--lang", "en").stderr
    assert "chưa xác nhận" not in run("validate", folder, "-q").stderr


def test_a_file_that_is_no_text_is_exit_3_unless_something_else_could_be_read(run, tmp_path):
    (tmp_path / "nhi-phan.yaml").write_bytes(b"format: 1\ntitle: X\xe3\n")
    (tmp_path / "sai.yaml").write_text("format: 1\n", "utf-8")

    assert "SC101" in run("validate", tmp_path / "nhi-phan.yaml", code=3).stdout
    run("evaluate", tmp_path / "nhi-phan.yaml", code=3)
    run("explain", tmp_path / "nhi-phan.yaml", code=3)
    run("validate", tmp_path, code=1)


def test_one_warning_among_notes_fails_under_strict(run, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    dossier = "evidence/2025/xa-binh-phuoc.yaml"
    said = run("validate", dossier).stderr
    assert "2 cần xem" in said
    assert "ghi chú" in said
    run("validate", dossier, "--strict", code=1)

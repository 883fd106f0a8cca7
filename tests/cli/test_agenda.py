"""`scoring agenda` and `init --plan` as people call them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document

from scoring.text import display_width

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
Run = Callable[..., Result]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml", tmp_path))


def test_the_agenda_fits_eighty_columns_and_names_unit_day_and_points(run: Run, dossier: Path) -> None:
    for lang in ("vi", "en"):
        said = run("agenda", dossier, "--at", "10/09/2025", "--scheme", SCHEME, "--lang", lang).stdout
        assert max(map(display_width, said.splitlines())) <= 80
    said = run("agenda", dossier, "--at", "10/09/2025", "--scheme", SCHEME).stdout
    assert "Ngày 10/9/2025, nhìn đến hết 10/10/2025" in said
    assert "25/9/2025  còn 15 ngày  Báo cáo quý III" in said
    assert "Điểm còn có thể đạt (tổng 62 – 84,75 trên 100)" in said
    assert "Thang điểm làm việc" in said


def test_days_and_unit_choose_what_is_shown(run: Run, dossier: Path) -> None:
    said = run("agenda", dossier, "--at", "2025-09-10", "--days", 5, "--scheme", SCHEME).stdout
    assert "Không có việc nào quá hạn hay sắp đến hạn" in said
    said = run("agenda", dossier, "--at", "2025-12-11", "--unit", "kinh-te", "--scheme", SCHEME).stdout
    assert "Phòng Kinh tế" in said
    assert "Văn phòng HĐND" not in said
    run("agenda", dossier, "--unit", "nobody", "--scheme", SCHEME, code=4)
    run("agenda", dossier, "--days", -1, "--scheme", SCHEME, code=2)
    run("agenda", dossier, "--at", "2025-13-01", "--scheme", SCHEME, code=2)
    run("agenda", dossier.parent / "none.yaml", code=3)


@pytest.mark.parametrize("ending", ["txt", "xlsx", "ics"])
def test_the_ending_of_the_file_says_the_format(run: Run, dossier: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"lich.{ending}"
    run("agenda", dossier, "--at", "2025-12-01", "--scheme", SCHEME, "-o", out)
    first = out.read_bytes()
    run("agenda", dossier, "--at", "2025-12-01", "--scheme", SCHEME, "-o", out)
    assert out.read_bytes() == first
    starts = {"txt": "Lịch việc".encode(), "xlsx": b"PK", "ics": b"BEGIN:VCALENDAR\r\n"}
    assert first.startswith(starts[ending])


def test_a_format_that_is_not_made_or_not_meant_is_refused(run: Run, dossier: Path, tmp_path: Path) -> None:
    for name, more in (("lich.csv", ()), ("lich.ics", ("--format", "xlsx")), ("lich.docx", ("--format", "ics"))):
        run("agenda", dossier, "--scheme", SCHEME, "-o", tmp_path / name, *more, code=2)
    run("agenda", dossier, "--scheme", SCHEME, "-o", dossier.with_suffix(".yaml"), "--format", "text", code=2)


def test_a_plan_is_made_kept_forced_and_printed(run: Run, dossier: Path, tmp_path: Path) -> None:
    plan = tmp_path / "xa-minh-hoa-b.ke-hoach.yaml"
    refused = run("agenda", dossier, "--scheme", SCHEME, "--format", "md", code=4)
    assert "scoring init --plan" in refused.output
    assert str(plan) in run("init", "--plan", dossier, "--scheme", SCHEME).stdout
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("target: 2\n", "target: 5\n"), "utf-8")
    assert "SC630" in run("init", "--plan", dossier, "--scheme", SCHEME).output
    assert "5 cuộc" in run("agenda", dossier, "--scheme", SCHEME, "--format", "md").stdout
    run("init", "--plan", dossier, "--scheme", SCHEME, "--force")
    assert plan.read_text("utf-8") == text
    out = tmp_path / "ke-hoach.docx"
    run("agenda", dossier, "--scheme", SCHEME, "-o", out)
    paragraphs = Document(str(out)).paragraphs
    assert any("/KH-UBND ngày" in one.text for one in paragraphs)
    assert not (tmp_path / "criteria").exists(), "nothing else is scaffolded"
    run("init", "--force", code=2)


def test_a_plan_elsewhere_is_named_and_its_problems_are_told_with_their_place(
    run: Run, dossier: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "ke-hoach-2025.yaml"
    plan.write_text("format: 1\nagency: xa-minh-hoa-b\nperiod: 2025\ntasks:\n  - {obligation: tin_bia}\n", "utf-8")
    said = run("agenda", dossier, "--plan", plan, "--scheme", SCHEME, code=1).output
    assert f"{plan}:5:18: Lỗi[SC760]" in said
    assert "có phải “tin_bai”" in said
    said = run("agenda", dossier, "--plan", plan, "--scheme", SCHEME, "--lang", "en", code=1).output
    assert "the scheme asks this agency for nothing called “tin_bia”" in said
    assert run("validate", tmp_path, "--scheme", SCHEME, code=None).output.count("error") == 0


def test_several_agencies_have_an_agenda_each(run: Run) -> None:
    said = run("agenda", ROOT / "evidence" / "2025", "--at", "2025-12-05", "--scheme", SCHEME, code=None).stdout
    assert said.count("Lịch việc của") == 14


def test_a_commune_has_the_units_of_the_day_until_they_change(run: Run, dossier: Path) -> None:
    before = run("agenda", dossier, "--at", "2025-06-30", "--scheme", SCHEME).stdout
    assert "Văn phòng – Thống kê" in before
    assert "Văn phòng HĐND và UBND" not in before
    after = run("agenda", dossier, "--at", "2025-07-01", "--scheme", SCHEME).stdout
    assert "Văn phòng – Thống kê" not in after
    told = run("agenda", dossier, "--at", "2025-03-20", "--unit", "van-phong-thong-ke", "--scheme", SCHEME).stdout
    assert "Đã xong 14 việc" in told


def test_the_last_day_there_is_and_options_the_table_of_tasks_does_not_use(run: Run, dossier: Path) -> None:
    said = run("agenda", dossier, "--at", "9999-12-31", "--days", 3660, "--scheme", SCHEME).stdout
    assert "nhìn đến hết 31/12/9999" in said
    run("init", "--plan", dossier, "--scheme", SCHEME)
    told = run("agenda", dossier, "--unit", "van-phong", "--format", "md", "--scheme", SCHEME)
    assert "--at, --days, --unit chỉ dùng cho lịch việc" in told.stderr


def test_the_part_of_a_unit_says_nothing_of_what_another_owes(run: Run, tmp_path: Path) -> None:
    part = ROOT / "evidence" / "gom-so-lieu" / "6-thang" / "kinh-te.yaml"
    asked = ("agenda", part, "--at", "2026-06-01", "--scheme", SCHEME)
    assert "Phòng Kinh tế" in run(*asked).stdout
    said = run(*asked, "--unit", "van-phong", code=1)
    assert "SC672" in said.stderr
    assert "quá hạn" not in said.stdout

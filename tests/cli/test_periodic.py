"""`scoring report --document periodic`: which days, which files, its own templates, and what it refuses."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("docxtpl")
pytest.importorskip("typst")

ROOT = Path(__file__).parents[2]
ASKED = ("--scheme", ROOT / "criteria" / "qd-1211-2022", "--document", "periodic")
ONE = ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"


def word(path: Path | str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read("word/document.xml").decode()


def test_word_and_pdf_are_made_where_no_format_is_named_and_no_class_is_shown(run, tmp_path):
    done = run("report", ONE, *ASKED, "--span", "6-thang", "-o", tmp_path / "bc")
    assert {one.name for one in (tmp_path / "bc").glob("*-*")} == {
        f"xa-minh-hoa-b-dinh-ky.{x}" for x in ("docx", "pdf")
    }
    assert "Khá" not in done.output
    assert "2 tệp" in done.output
    again = tmp_path / "lai"
    english = run("report", ONE, *ASKED, "--until", "30/6/2025", "-o", again, "--lang", "en")
    assert "Vietnamese only" in english.output
    for one in again.iterdir():
        assert one.read_bytes() == (tmp_path / "bc" / one.name).read_bytes()


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_one_file_is_written_by_its_ending(run, tmp_path, ending):
    run("report", ONE, *ASKED, "--span", "quy-1", "-o", tmp_path / f"quy-1.{ending}")
    assert (tmp_path / f"quy-1.{ending}").read_bytes()[:2] == (b"PK" if ending == "docx" else b"%P")


@pytest.mark.slow
def test_a_folder_of_all_kinds_of_agency_gives_the_same_files_for_any_number_of_processes(run, tmp_path):
    shutil.copytree(ROOT / "evidence" / "2025", tmp_path / "2025")
    for jobs in ("1", "2"):
        run("report", tmp_path / "2025", *ASKED, "--format", "docx", "-j", jobs, "-o", tmp_path / jobs, code=None)
    made = {one.name: one.read_bytes() for one in (tmp_path / "1").iterdir()}
    assert len(made) == 14 + len(["manifest.json"])
    assert made == {one.name: one.read_bytes() for one in (tmp_path / "2").iterdir()}


def test_it_stands_beside_other_papers(run, tmp_path):
    documents = ("--document", "self-assessment,explanation")
    run("report", ONE, *ASKED, *documents, "--span", "nam", "--format", "docx", "-o", tmp_path / "bc")
    assert {one.name for one in (tmp_path / "bc").glob("*-*")} == {
        "xa-minh-hoa-b.docx", "xa-minh-hoa-b-giai-thich.docx", "xa-minh-hoa-b-dinh-ky.docx",
    }  # fmt: skip


def test_templates_of_an_agencys_own_are_used(run, tmp_path):
    folder = tmp_path / "mau"
    run("init", "--templates", folder)
    typst = folder / "bao-cao-dinh-ky.typ"
    typst.write_text(typst.read_text("utf-8").replace("#body(data.opening)", "#data.nothing"), "utf-8")
    parts = folder / "bao-cao-dinh-ky.docx"
    with zipfile.ZipFile(parts) as file:
        inside = {name: file.read(name) for name in file.namelist()}
    inside["word/document.xml"] = inside["word/document.xml"].replace("- Tài liệu:".encode(), "- Minh chứng:".encode())
    with zipfile.ZipFile(parts, "w") as file:
        for name, data in inside.items():
            file.writestr(name, data)
    run("report", ONE, *ASKED, "--templates", folder, "-o", tmp_path / "a.docx")
    assert "- Minh chứng:" in word(tmp_path / "a.docx")
    done = run("report", ONE, *ASKED, "--templates", folder, "-o", tmp_path / "a.pdf", code=1)
    assert "bao-cao-dinh-ky.typ" in done.output


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--span", "quy-5"), "quy-1, quy-2"),
        (("--span", "nam", "--until", "2025-06-30"), "--span, --until"),
        (("--until", "2024-06-30"), "không nằm trong kỳ"),
        (("--format", "html"), "không có tài liệu periodic"),
        (("--last-year", "khong-co.yaml"), "khong-co.yaml"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_written(run, tmp_path, given, words):
    done = run("report", ONE, *ASKED, *given, "-o", tmp_path / "bc", code=None)
    assert done.exit_code in (2, 3)
    assert words in done.output
    assert not (tmp_path / "bc").exists()


def test_days_without_the_document_and_stored_results_are_refused(run, tmp_path):
    done = run("report", ONE, *ASKED[:2], "--span", "nam", "-o", tmp_path / "bc", code=2)
    assert "tài liệu periodic" in done.output
    assert "--document" in done.output
    run("evaluate", ONE, *ASKED[:2], "--format", "json", "-o", tmp_path / "kq.json")
    done = run("report", tmp_path / "kq.json", *ASKED, "-o", tmp_path / "bc", code=2)
    assert "lập từ hồ sơ" in done.output


def test_last_years_dossier_of_another_agency_is_told(run, tmp_path):
    done = run("report", ONE, *ASKED, "--last-year", ONE, "-o", tmp_path / "bc", code=1)
    assert "SC772" in done.output


def test_the_day_of_the_evaluation_is_the_last_day_where_none_is_named(run, tmp_path):
    run("report", ONE, *ASKED, "--as-of", "2025-06-30", "-o", tmp_path / "a.docx")
    run("report", ONE, *ASKED, "--until", "2025-06-30", "-o", tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_folder_without_the_year_before_is_told(run, tmp_path):
    done = run("report", ONE, *ASKED, "--last-year", ROOT / "evidence" / "2025", "-o", tmp_path / "a.docx")
    assert "không có hồ sơ năm 2024; không so với cùng kỳ" in done.stderr

"""Templates given out, edited, used, and told where they are wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

pytest.importorskip("docxtpl")
pytest.importorskip("typst")

from docx import Document

from scoring.reports.official_files import names, shipped

DOSSIER = "evidence/2025/xa-vi-du.yaml"


def edit(path: Path, old: str, new: str) -> None:
    """Change a text of a Word file as a person would."""
    document = Document(str(path))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    document.save(str(path))


def test_init_gives_the_templates_out_and_overwrites_none(run, tmp_path):
    folder = tmp_path / "mau"
    run("init", "--templates", folder)
    assert {path.name for path in folder.iterdir()} == set(names())
    (folder / "chung.typ").write_text("của tôi", encoding="utf-8")

    again = run("init", "--templates", folder)

    assert (folder / "chung.typ").read_text(encoding="utf-8") == "của tôi"
    assert "SC630" in again.output


def test_an_edited_word_template_is_used_by_report(run, sample):
    run("init", "--templates", "mau")
    edit(Path("mau/bao-cao-tu-cham.docx"), "Kiến nghị, đề xuất", "Kiến nghị với Sở Nội vụ")

    run("report", DOSSIER, "--format", "docx,pdf", "--templates", "mau", "--output", "ra")

    with zipfile.ZipFile("ra/xa-vi-du.docx") as file:
        assert "Kiến nghị với Sở Nội vụ" in file.read("word/document.xml").decode()
    assert Path("ra/xa-vi-du.pdf").read_bytes().startswith(b"%PDF")


def test_a_wrong_template_is_told_once_for_all_agencies_with_the_paragraph(run, sample):
    first = Path(DOSSIER)
    (first.parent / "xa-hai.yaml").write_text(first.read_text("utf-8").replace("xa-vi-du", "xa-hai"), "utf-8")
    run("init", "--templates", "mau")
    edit(Path("mau/bao-cao-tu-cham.docx"), "{{ opening }}", "{{ openning }}")

    done = run("report", "evidence/2025", "--format", "docx", "--templates", "mau", "--output", "ra", code=1)

    assert done.output.count("SC806") == 1
    assert "có phải “opening”" in done.output
    assert "{{ openning }}" in done.output
    assert not list(Path("ra").glob("*.docx.*"))


def test_a_wrong_pdf_template_is_told_with_its_line(run, sample):
    run("init", "--templates", "mau")
    path = Path("mau/bao-cao-tu-cham.typ")
    path.write_text(path.read_text("utf-8").replace("data.opening", "data.openning"), "utf-8")

    done = run("report", DOSSIER, "--format", "pdf", "--templates", "mau", "--output", "ra", code=1)

    line = shipped()["bao-cao-tu-cham.typ"].decode().split("\n").index("#body(data.opening)") + 1
    assert f"bao-cao-tu-cham.typ:{line}:" in done.output
    assert "SC812" in done.output


@pytest.mark.parametrize(("name", "code", "exit_code"), [("none", "SC100", 3), ("empty", "SC811", 4)])
def test_a_folder_of_templates_that_is_none_is_told_before_any_work(run, sample, name, code, exit_code):
    Path("empty").mkdir()

    done = run("report", DOSSIER, "--format", "docx", "--templates", name, "--output", "ra", code=exit_code)

    assert code in done.output
    assert not Path("ra").exists()


def test_messages_of_templates_speak_english_too(run, sample):
    run("init", "--templates", "mau")
    Path("mau/bao-cao-tu-cham.en.docx").write_text("x", encoding="utf-8")

    done = run("report", DOSSIER, "--format", "docx", "--templates", "mau", "--output", "ra", "--lang", "en", code=1)

    assert "is not a Word .docx file" in done.output

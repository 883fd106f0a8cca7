"""Somebody's work is replaced only with --force, and then a copy of it is kept."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from pathlib import Path

import pytest

from scoring.app import written

DOSSIER = "evidence/2025/xa-vi-du.yaml"
COMMANDS = {
    "new": (("workbook", "new", "--from", DOSSIER, "--output"), "so.xlsx"),
    "read": (("workbook", "read", "nguon.xlsx", "--output"), "doc.yaml"),
    "merge": (("workbook", "merge", DOSSIER, DOSSIER, "nguon.xlsx", "--output"), "gop.yaml"),
    "assemble": (("assemble", DOSSIER, "--output"), "ghep.yaml"),
}


@pytest.mark.parametrize("name", list(COMMANDS))
def test_what_is_there_stays_until_it_is_forced_away(run, sample, name):
    words, file = COMMANDS[name]
    run("workbook", "new", "--from", DOSSIER, "--output", "nguon.xlsx")
    run(*words, file)
    whole = (sample / file).read_bytes()
    run(*words, file)
    assert (sample / file).read_bytes() == whole
    for number in (1, 2):
        (sample / file).write_bytes(b"work %d" % number)
        told = run(*words, file, code=2).stderr
        assert "SC663" in told
        assert f"{file}.bak-{number}" in told
        assert (sample / file).read_bytes() == b"work %d" % number
        assert f"{file}.bak-{number}" in run(*words, file, "--force").stderr
        assert (sample / file).read_bytes() == whole
        assert (sample / f"{file}.bak-{number}").read_bytes() == b"work %d" % number
    assert (sample / f"{file}.bak-1").read_bytes() == b"work 1"
    assert "kept as" in _english(run, sample, words, file)


def test_a_file_that_is_empty_is_nobodys_work(run, sample):
    for name in ("so.xlsx", "luoc-do.json", "lich.ics"):
        (sample / name).touch()
    run(*COMMANDS["new"][0], "so.xlsx")
    run("schema", "scheme", "--output", "luoc-do.json")
    run("agenda", DOSSIER, *SCHEME, "--at", "2025-12-01", "--output", "lich.ics")
    assert not list(sample.glob("*.bak-*"))


def _english(run, sample, words, file):
    (sample / file).write_bytes(b"work 3")
    return run(*words, file, "--lang", "en", code=2).stderr


def test_of_a_folder_nothing_is_written_where_one_file_would_be_lost(run, sample):
    (sample / "ghep").mkdir()
    (sample / "ghep/xa-vi-du.yaml").write_bytes(b"work")
    assert "SC663" in run("assemble", DOSSIER, "--output", "ghep", code=2).stderr
    run("assemble", DOSSIER, "--output", "ghep", "--force")
    assert (sample / "ghep/xa-vi-du.yaml.bak-1").read_bytes() == b"work"


def test_a_plan_that_is_replaced_is_kept(run, sample):
    run("init", "--plan", DOSSIER)
    plan = sample / "evidence/2025/xa-vi-du.ke-hoach.yaml"
    plan.write_text("tasks: []\n", "utf-8")
    run("init", "--plan", DOSSIER, "--force")
    assert plan.with_name(f"{plan.name}.bak-1").read_text("utf-8") == "tasks: []\n"


SCHEME = ("--scheme", "criteria/mau")
MADE = {
    "evaluate": (("evaluate", DOSSIER, *SCHEME, "--format", "json", "--output"), "kq.json"),
    "unit": (("evaluate", DOSSIER, *SCHEME, "--format", "md", "--output"), "kq.md"),
    "report-html": (("report", DOSSIER, *SCHEME, "--output"), "b.html"),
    "report-docx": (("report", DOSSIER, *SCHEME, "--output"), "b.docx"),
    "report-pdf": (("report", DOSSIER, *SCHEME, "--output"), "b.pdf"),
    "single-file": (("report", DOSSIER, *SCHEME, "--format", "html", "--single-file", "--output"), "tat-ca.html"),
    "rank-csv": (("rank", DOSSIER, *SCHEME, "--format", "csv", "--output"), "hang.csv"),
    "rank-xlsx": (("rank", DOSSIER, *SCHEME, "--format", "xlsx", "--output"), "hang.xlsx"),
    "explain": (("explain", DOSSIER, *SCHEME, "--format", "md", "--output"), "giai-thich.md"),
    "advise": (("advise", DOSSIER, *SCHEME, "--output"), "goi-y.txt"),
    "agenda": (("agenda", DOSSIER, *SCHEME, "--at", "2025-12-01", "--output"), "lich.ics"),
    "compare": (("compare", "kq/xa-vi-du.json", "kq/xa-hai.json", "--output"), "so-sanh.txt"),
    "schema": (("schema", "scheme", "--output"), "luoc-do.json"),
    "test": (("test", "criteria/mau", "--junit"), "ca.xml"),
}


@pytest.fixture
def two(run, sample):
    text = (sample / DOSSIER).read_text("utf-8")
    (sample / "evidence/2025/xa-hai.yaml").write_text(
        text.replace("xa-vi-du", "xa-hai").replace("Ví Dụ", "Hai"), "utf-8"
    )
    run("evaluate", "evidence/2025", *SCHEME, "--format", "json", "--output", "kq")
    return sample


@pytest.mark.parametrize("name", list(MADE))
def test_a_named_file_with_somebodys_work_stays(run, two, name):
    sample = two
    words, file = MADE[name]
    first = run(*words, file).exit_code
    whole = (sample / file).read_bytes()
    run(*words, file, code=first)
    (sample / file).write_bytes(b"work")
    told = run(*words, file, code=2).stderr
    assert "SC663" in told
    assert f"{file}.bak-1" in told
    assert (sample / file).read_bytes() == b"work"
    assert f"{file}.bak-1" in run(*words, file, "--force", code=first).stderr
    assert (sample / file).read_bytes() == whole
    assert (sample / f"{file}.bak-1").read_bytes() == b"work"
    (sample / file).write_bytes(whole + b"\n")
    run(*words, file, code=2)
    assert (sample / file).read_bytes() == whole + b"\n"


def test_a_link_is_told_by_its_name_and_the_copy_is_kept_beside_it(run, two):
    words, file = MADE["explain"]
    (two / "noi-khac").mkdir()
    (two / "noi-khac/viec.md").write_bytes(b"work")
    (two / file).symlink_to("noi-khac/viec.md")
    assert str(two) not in run(*words, file, code=2).stderr
    assert f"{file} được giữ ở {file}.bak-1" in run(*words, file, "--force").stderr
    assert (two / f"{file}.bak-1").read_bytes() == b"work"
    assert (two / file).is_symlink()


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "json", "html", "md", "csv"])
def test_what_the_program_made_and_nobody_touched_is_replaced(run, two, ending, monkeypatch):
    """Of text this user's record tells; a change inside the very form is somebody's work."""

    def words(dossier):
        command = "rank" if ending in {"xlsx", "csv"} else "report"
        return (command, dossier, *SCHEME, "--format", ending, "--output", f"b.{ending}")

    file, text = two / f"b.{ending}", ending not in {"docx", "xlsx", "pdf"}
    monkeypatch.setenv("SCORING_CACHE_DIR", str(two / "kept"))
    run(*words("evidence/2025/xa-hai.yaml"))
    other = file.read_bytes()
    run(*words(DOSSIER))
    assert file.read_bytes() != other
    assert not list(two.glob("*.bak-*"))
    if not text:
        return
    file.write_bytes(edited := file.read_bytes().replace(b"2025", b"2024"))
    assert "SC663" in run(*words("evidence/2025/xa-hai.yaml"), code=2).stderr
    assert file.read_bytes() == edited
    file.write_bytes(other)
    # Where nothing is kept between runs, data of our own form is taken for ours, other text for somebody's.
    monkeypatch.setenv("SCORING_CACHE_DIR", "")
    run(*words(DOSSIER), code=0 if ending == "json" else 2)


def test_a_pdf_of_another_program_stays(run, two):
    """Chromium's, too, ends without a line end."""
    (two / "b.pdf").write_bytes(b"%PDF-1.4\n/Creator (Mozilla/5.0)\n%%EOF")
    assert "SC663" in run(*MADE["report-pdf"][0], "b.pdf", code=2).stderr


def test_the_record_of_what_was_written_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setenv("SCORING_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(written, "_MOST", 3)
    digests = [f"{number:064}" for number in range(9)]
    for one in digests:
        written.remember(one)
    known = [written.knows(one) for one in digests]
    assert known == sorted(known)
    assert 3 <= sum(known) <= 6


FOLDERS = {
    "report": ("report", "evidence/2025", *SCHEME, "--format", "html,md,json,csv"),
    "evaluate-json": ("evaluate", "evidence/2025", *SCHEME, "--format", "json"),
    "evaluate-md": ("evaluate", "evidence/2025", *SCHEME, "--format", "md"),
}


@pytest.mark.parametrize("name", list(FOLDERS))
def test_in_a_folder_a_change_inside_the_very_form_is_kept(run, two, name):
    words = (*FOLDERS[name], "--output", "b")
    run(*words)
    folder = two / "b"
    made = {one: one.read_bytes() for one in folder.iterdir() if one.name != "manifest.json"}
    # One file of each kind is changed by hand, then the dossiers change.
    worked = {}
    for ending in {one.suffix for one in made}:
        one = min(x for x in made if x.suffix == ending and b"Hai" in made[x])
        one.write_bytes(made[one].replace(b"Hai", b"Ba"))
        worked[one] = one.read_bytes()
    for dossier in (two / "evidence/2025").glob("*.yaml"):
        dossier.write_text(dossier.read_text("utf-8").replace("Ví Dụ", "Đổi Tên").replace("Hai", "Bốn"), "utf-8")
    told = run(*words, code=1).stderr
    assert told.count("SC663") == len(worked)
    assert {one: one.read_bytes() for one in worked} == worked
    others = [one for one in made if one not in worked]
    assert any(one.read_bytes() != made[one] for one in others)
    assert not list(folder.glob("*.bak-*"))
    run(*words, "--force")
    assert {one: one.with_name(f"{one.name}.bak-1").read_bytes() for one in worked} == worked
    assert len(list(folder.glob("*.bak-*"))) == len(worked)
    fresh = {one: one.read_bytes() for one in made}
    assert all(fresh[one] != worked[one] for one in worked)
    # What nobody touched is replaced without a word.
    for dossier in (two / "evidence/2025").glob("*.yaml"):
        dossier.write_text(dossier.read_text("utf-8").replace("Bốn", "Năm"), "utf-8")
    run(*words)
    assert len(list(folder.glob("*.bak-*"))) == len(worked)
    assert not list(folder.glob(".manifest-*"))


def test_what_a_killed_run_wrote_is_known_to_be_the_programs(run, two):
    words = (*FOLDERS["report"], "--output", "b")
    run(*words)
    manifest = two / "b/manifest.json"
    (two / "b/.manifest-x.jsonl").write_text(json.dumps(json.loads(manifest.read_bytes())) + '\n{"xa', "utf-8")
    manifest.unlink()
    run(*words, "--lang", "en")
    # Without any record a page may be anybody's.
    (two / "b/manifest.json").unlink()
    assert run(*words, code=1).stderr.count("SC663") > 1


@pytest.mark.parametrize("name", list(FOLDERS))
def test_a_file_of_the_manifests_name_that_is_none_stays(run, two, name):
    (two / "b").mkdir()
    (two / "b/manifest.json").write_text('{"name": "a web application"}', "utf-8")
    assert "SC663" in run(*FOLDERS[name], "--output", "b", code=2).stderr
    assert [one.name for one in (two / "b").iterdir()] == ["manifest.json"]
    run(*FOLDERS[name], "--output", "b", "--force")
    assert "web application" in (two / "b/manifest.json.bak-1").read_text("utf-8")
    run(*FOLDERS[name], "--output", "b")


@pytest.mark.parametrize("name", list(FOLDERS))
def test_one_file_that_is_open_elsewhere_holds_up_no_other(run, two, monkeypatch, name):
    """As where Excel has it open on Windows."""
    words = (*FOLDERS[name], "--output", "b", "--jobs", "1")
    run(*words)
    made = {one: one.read_bytes() for one in (two / "b").iterdir() if one.name != "manifest.json"}
    held = min(one for one in made if one.stem == "xa-hai")
    replace = os.replace

    def refuse(source, target, **more):
        if Path(target).name == held.name:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        replace(source, target, **more)

    monkeypatch.setattr(os, "replace", refuse)
    for dossier in (two / "evidence/2025").glob("*.yaml"):
        dossier.write_text(dossier.read_text("utf-8").replace("Ví Dụ", "Đổi Tên").replace("Hai", "Bốn"), "utf-8")
    told = run(*words, code=3).stderr
    assert told.count("SC614") == 1
    assert held.name in told
    assert "đang mở trong chương trình khác" in told
    assert held.read_bytes() == made[held]
    monkeypatch.undo()
    monkeypatch.chdir(two)
    fresh = {one: one.read_bytes() for one in made}
    run(*words)
    # Only the one that was held had still to be written.
    assert [one for one in made if one.read_bytes() != fresh[one]] == [held]


def test_of_a_folder_of_reports_pages_that_are_none_of_ours_stay(run, two):
    words = ("report", "evidence/2025", *SCHEME, "--output", "b")
    foreign = {two / "b/README.md": b"# Mine\n", two / "b/xa-hai.html": b"<!DOCTYPE html>\n<!-- saved from url -->"}
    (two / "b").mkdir()
    for path, data in foreign.items():
        path.write_bytes(data)
    assert run(*words, code=1).stderr.count("SC663") == 2
    assert {one: one.read_bytes() for one in foreign} == foreign
    run(*words, "--force")
    assert {one: one.with_name(f"{one.name}.bak-1").read_bytes() for one in foreign} == foreign
    # Made in another language they are ours all the same.
    run(*words, "--lang", "en")
    run(*words)


def _saved_again(path):
    """As another program saves it: the same parts, dated now."""
    with zipfile.ZipFile(path) as package:
        parts = {one.filename: package.read(one) for one in package.infolist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path.read_bytes()


def test_of_a_folder_of_reports_only_papers_that_were_worked_on_stay(run, two):
    words = ("report", "evidence/2025", *SCHEME, "--format", "html,docx,pdf,xlsx", "--output", "b")
    run(*words)
    page, paper, table, signed = (
        two / "b" / one for one in ("index.html", "xa-hai.docx", "xep-hang.xlsx", "xa-hai.pdf")
    )
    fresh = {one: one.read_bytes() for one in (page, paper, table, signed)}
    page.write_bytes(b"")
    (two / "b/manifest.json").unlink()
    worked = {paper: _saved_again(paper), table: _saved_again(table), signed: signed.read_bytes() + b"\n%%EOF"}
    signed.write_bytes(worked[signed])
    told = run(*words, code=1).stderr
    assert told.count("SC663") == 3
    assert page.read_bytes() == fresh[page]
    assert {one: one.read_bytes() for one in worked} == worked
    run(*words, "--force")
    assert {one: one.read_bytes() for one in fresh} == fresh
    assert {one: one.with_name(f"{one.name}.bak-1").read_bytes() for one in worked} == worked

"""Somebody's work is replaced only with --force, and then a copy of it is kept."""

from __future__ import annotations

import pytest

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

"""Use cases around schemes, dossiers and workbooks, called without a command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.app.assembling import Known, assemble, assemble_all
from scoring.app.inspection import inspect
from scoring.app.observer import Recorder
from scoring.app.scaffolding import scaffold, schema_text
from scoring.app.validation import validate
from scoring.app.workbook_merge import merge_versions
from scoring.app.workbook_new import blank_workbook, filled_workbook
from scoring.app.workbook_read import WrongWorkbook, read_back
from scoring.app.worked_cases import run_cases
from scoring.errors import ExitCode, NothingMatched, UsageProblem

DOSSIER = Path("evidence/2025/xa-vi-du.yaml")
SCHEME = Path("criteria/mau")


@pytest.fixture(autouse=True)
def made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return scaffold(tmp_path)


@pytest.fixture(autouse=True)
def _silent(capfd):
    yield
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_what_is_there_is_kept_and_the_observer_hears_of_it(tmp_path, made):
    assert not made.existing
    heard = Recorder()
    again = scaffold(tmp_path, observer=heard)
    assert (len(again.made), len(again.existing)) == (0, len(made.made))
    assert {one.code for one in heard.found} == {"SC630"}
    assert schema_text("dossier").startswith("{")


def test_a_scheme_is_shown_as_data():
    found = inspect(SCHEME)
    assert found.sets
    one = next(iter(found.sets))
    assert list(inspect(SCHEME, set_id=one).sets) == [one]
    with pytest.raises(NothingMatched):
        inspect(SCHEME, set_id="khong-co")


def test_every_problem_is_found_at_once():
    found = validate([Path("criteria"), Path("evidence")])
    assert (found.schemes, found.dossiers) == (1, 1)
    assert found.code() is ExitCode.DONE
    DOSSIER.write_text(DOSSIER.read_text("utf-8") + "la: 1\n", "utf-8")
    assert validate([DOSSIER]).code() is ExitCode.FINDINGS
    assert validate([Path("khong-co")]).code() is ExitCode.CANNOT_READ


def test_worked_cases_are_run_and_what_they_reach_is_counted():
    found = run_cases([SCHEME], coverage=True)
    assert found.reports
    assert not found.failed
    assert found.code is ExitCode.DONE
    assert list(found.coverage) == [SCHEME]
    with pytest.raises(NothingMatched):
        run_cases([SCHEME], pattern="không ca nào")


def test_parts_become_dossiers():
    text = assemble([DOSSIER], Known(scheme="mau"))
    assert "xa-vi-du" in text
    found = assemble_all([DOSSIER], Path("ra"))
    assert found.files == [Path("ra/xa-vi-du.yaml")]
    assert found.files[0].read_text("utf-8") == text


def test_a_workbook_is_written_and_read_back():
    filled_workbook(DOSSIER, Path("so.xlsx"))
    found = read_back(Path("so.xlsx"), output=Path("moi.yaml"))
    assert found.dossier.agency.id == "xa-vi-du"
    assert Path("moi.yaml").read_text("utf-8") == found.text
    with pytest.raises(WrongWorkbook):
        read_back(Path("so.xlsx"), agency="xa-khac")


def test_a_blank_workbook_takes_who_the_agency_is_from_its_dossier():
    heard = Recorder()
    blank_workbook(Path("so.xlsx"), agency="xa-vi-du", period="2026", observer=heard)
    assert Path("so.xlsx").is_file()
    assert "xa-vi-du.yaml" in heard.messages[0][1]
    with pytest.raises(UsageProblem):
        blank_workbook(Path("so.xlsx"), agency=None, period=None)


def test_versions_are_merged_and_conflicts_told():
    text = DOSSIER.read_text("utf-8")
    names = [Path(f"{name}.yaml") for name in ("goc", "ta", "ho")]
    for path, answered in zip(names, (23, 22, 21), strict=True):
        path.write_text(text.replace("don_dung_han: 23", f"don_dung_han: {answered}"), "utf-8")
    found = merge_versions(*names)
    assert [one.code for one in found.conflicts] == ["SC640"]
    assert not found.settled
    assert merge_versions(*names, prefer="mine").dossier.numbers["don_dung_han"].value == 22

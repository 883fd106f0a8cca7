"""Use cases over dossiers and results, called without a command line: nothing is printed, everything is returned."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scoring.app.comparison import compare
from scoring.app.conditions import Conditions
from scoring.app.evaluation import NothingEvaluated, results
from scoring.app.explaining import explain
from scoring.app.observer import Recorder
from scoring.app.output import Output, as_json, evaluate, require_complete
from scoring.app.ranking import as_file, rank
from scoring.app.report_plan import ReportOptions
from scoring.app.reporting import document, report
from scoring.app.scaffolding import scaffold
from scoring.app.simulation import simulate
from scoring.app.stored import choose
from scoring.app.verification import exit_code, verify
from scoring.errors import ExitCode, Incomplete, NothingMatched, UsageProblem
from scoring.reports.interface import FormatId

DOSSIER = Path("evidence/2025/xa-vi-du.yaml")
FOLDER = Path("evidence/2025")


@pytest.fixture(autouse=True)
def _sample(tmp_path, monkeypatch):
    scaffold(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = DOSSIER.read_text("utf-8").replace("xa-vi-du", "xa-hai")
    Path(FOLDER, "xa-hai.yaml").write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def _silent(capfd):
    yield
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def stored() -> Path:
    """The results of both dossiers as files."""
    evaluate([FOLDER], output=Output(Path("kq"), ".json", as_json))
    return Path("kq")


def test_results_come_in_order_of_agency_with_their_bytes():
    found = results([FOLDER])
    assert [one.agency for one in found.results] == ["xa-hai", "xa-vi-du"]
    assert found.code is ExitCode.DONE
    assert all(one.read().agency.id == one.agency for one in found.results)
    assert choose(found.results, "xa-hai").source.name == "xa-hai.yaml"


@pytest.mark.parametrize("jobs", [1, 2])
def test_bytes_are_the_same_in_memory_and_in_a_folder_with_one_process_or_two(tmp_path, jobs):
    expected = [one.raw() for one in results([FOLDER]).results]
    (tmp_path / "whole").mkdir()
    found = results([FOLDER], Conditions(jobs=jobs), folder=tmp_path / "whole")
    assert [one.raw() for one in found.results] == expected
    assert all(isinstance(one.content, Path) for one in found.results)
    assert all(one.content is None for one in results([FOLDER], Conditions(jobs=jobs), contents=False).results)


def test_stored_results_are_read_back_as_they_were_evaluated():
    fresh = [one.raw() for one in results([FOLDER]).results]
    found = results([stored()])
    assert found.stored
    assert [one.raw() for one in found.results] == fresh


def test_a_failing_dossier_stops_no_other_and_the_observer_hears_of_it():
    Path(FOLDER, "hỏng.yaml").write_text("format: 1\n", "utf-8")
    heard = Recorder()
    found = results([FOLDER], observer=heard)
    assert len(found.results) == 2
    assert [one.name for one in found.failed] == ["hỏng.yaml"]
    assert found.code is ExitCode.FINDINGS
    assert "SC202" in {one.code for one in heard.found}


def test_where_nothing_can_be_evaluated_the_reasons_are_raised():
    broken = Path("hỏng.yaml")
    broken.write_text("format: 1\n", "utf-8")
    with pytest.raises(NothingEvaluated) as error:
        results([broken])
    assert "SC202" in {one.code for one in error.value.diagnostics}
    assert error.value.exit_code is ExitCode.FINDINGS


def test_one_of_several_results_has_to_be_chosen():
    found = results([FOLDER])
    with pytest.raises(UsageProblem):
        choose(found.results, None)
    with pytest.raises(NothingMatched):
        choose(found.results, "xa-khac")


def test_evaluating_again_keeps_what_is_right_and_checking_tells_what_differs():
    output = Output(Path("kq"), ".json", as_json)
    assert evaluate([FOLDER], output=output).reused == 0
    again = evaluate([FOLDER], output=output, resume=True)
    assert (again.reused, len(again.found.results)) == (2, 2)
    Path("kq/xa-hai.json").write_text("{}", "utf-8")
    checked = evaluate([FOLDER], output=output, check=True)
    assert [one.name for one in checked.differing] == ["xa-hai.json"]
    assert checked.code is ExitCode.FINDINGS
    assert Path("kq/xa-hai.json").read_text("utf-8") == "{}"


def test_without_an_output_nothing_is_written(tmp_path):
    before = sorted(tmp_path.rglob("*"))
    found = evaluate([DOSSIER]).found.results
    assert sorted(tmp_path.rglob("*")) == before
    assert json.loads(as_json(found))["agency"]["id"] == "xa-vi-du"


def test_an_open_total_is_refused_where_completeness_is_asked_for():
    with pytest.raises(Incomplete):
        require_complete(evaluate([DOSSIER]).found.results)


def test_ranking_of_dossiers_and_of_their_results_is_the_same():
    blocks = rank([FOLDER]).blocks
    assert as_file(blocks, "json") == as_file(rank([stored()]).blocks, "json")
    assert {row.why for rows in blocks.values() for row in rows} == {"incomplete"}
    with pytest.raises(NothingMatched):
        rank([FOLDER], block="khoi-khac")


def test_an_explanation_is_returned_and_an_unknown_item_refused():
    found = explain([DOSSIER], "tong", lang="en")
    assert found.code is ExitCode.DONE
    assert found.explanation.to_json()
    with pytest.raises(UsageProblem):
        explain([DOSSIER], "khong-co")


def test_results_verify_until_they_are_altered():
    found = list(verify([stored()]))
    assert exit_code(found) is ExitCode.DONE
    file = Path("kq/xa-hai.json")
    data = json.loads(file.read_text("utf-8"))
    data["agency"]["name"] = "Xã khác"
    file.write_text(json.dumps(data), "utf-8")
    found = {one.agency: one for one in verify([stored_again(file)])}
    assert found["xa-hai"].code is ExitCode.INTEGRITY
    assert found["xa-hai"].problems


def stored_again(file: Path) -> Path:
    """A result's file in a folder of its own, below which the dossiers still are found."""
    Path("sua").mkdir()
    return Path(shutil.copy(file, "sua"))


def test_a_trial_tells_what_changes_and_writes_nothing(tmp_path):
    kq = stored()
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    own = results([DOSSIER]).results[0].read()
    item = next(one for one in own.criteria if one.status == "scored")
    changed = simulate(kq, [f"{item.id}=0"], agency="xa-vi-du")
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before
    assert changed.first.total.certain != changed.second.total.certain


def test_two_results_are_compared():
    found = compare(stored(), Path("kq"), agency="xa-hai")
    assert found.comparison.same_version
    assert found.comparison.first.agency.id == found.comparison.second.agency.id == "xa-hai"


def test_a_report_is_written_to_a_folder_and_one_document_is_returned():
    options = ReportOptions(output=Path("bc"), formats=(FormatId.HTML, FormatId.JSON))
    found = report([FOLDER], options)
    assert found.code is ExitCode.DONE
    assert found.count == len(found.names)
    assert {one.name for one in Path("bc").iterdir()} == {*found.names, "manifest.json"}
    options = ReportOptions(output=None, formats=(FormatId.HTML,), only="xa-hai")
    one = document([FOLDER], options)
    assert one.data.startswith(b"<!DOCTYPE html>")

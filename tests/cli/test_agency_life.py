"""Agencies founded, closed, merged or renamed, on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"


def _commune(tmp_path: Path, more: str = "", name: str = "xa-moi") -> Path:
    """The shipped dossier of a commune without the reports of the first two quarters."""
    text = (ROOT / "evidence/2025/xa-minh-hoa-c.yaml").read_text("utf-8")
    for quarter in (1, 2):
        text, count = re.subn(rf"  - id: bao-cao-quy-{quarter}\n(    .*\n)+", "", text)
        assert count == 1
    text = text.replace("  id: xa-minh-hoa-c\n", f"  id: {name}\n{more}", 1)
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_commune_founded_on_1_july_is_not_held_down_by_reports_due_before(run: Run, tmp_path: Path):
    before = run("explain", _commune(tmp_path), "phan-loai", "--scheme", SCHEME).output
    after = run("explain", _commune(tmp_path, "  from: 01/7/2025\n"), "phan-loai", "--scheme", SCHEME).output

    assert "do thiếu báo cáo định kỳ" in " ".join(before.split())
    assert "do thiếu báo cáo" not in after
    assert "không tính kỳ trước ngày thành lập 01/7/2025" in " ".join(after.split())


def test_the_number_of_its_reports_is_taken_to_the_year(run: Run, tmp_path: Path):
    file = _commune(tmp_path, "  from: 2025-07-01\n")
    text = " ".join(run("explain", file, "VII.2", "--scheme", SCHEME).output.split())
    english = " ".join(run("explain", file, "VII.2", "--scheme", SCHEME, "--lang", "en").output.split())

    assert "2 trong 2 kỳ phải gửi, quy về 4 kỳ; không tính kỳ trước ngày thành lập 01/7/2025" in text
    assert "before the agency was founded on 2025-07-01" in english


def test_papers_from_before_the_foundation_are_told(run: Run, tmp_path: Path):
    output = run("evaluate", _commune(tmp_path, "  from: 2025-07-01\n"), "--scheme", SCHEME, code=None).output

    assert "SC381" in output
    assert "trước ngày thành lập 01/7/2025" in output


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("  from: 2025-07-01\n  until: 2025-06-30\n", "SC376"),
        ("  from: 2026-01-01\n", "SC377"),
        ("  until: 2024-12-31\n", "SC377"),
    ],
)
def test_by_days_that_cannot_be_nothing_is_computed(run: Run, tmp_path: Path, more: str, code: str):
    result = run("evaluate", _commune(tmp_path, more), "--scheme", SCHEME, code=None)

    assert result.exit_code != 0
    assert code in result.output
    assert "0 hồ sơ đã chấm" in result.output


def test_agencies_that_succeed_each_other_are_refused_with_the_place(run: Run, tmp_path: Path):
    one = _commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-hai]\n", "xa-mot")
    two = _commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-mot]\n", "xa-hai")
    result = run("evaluate", one, two, "--scheme", SCHEME, code=None)

    assert result.output.count("SC380") == 2
    assert "xa-hai → xa-mot → xa-hai" in result.output
    assert "xa-mot.yaml:1" in result.output


def test_a_split_gives_two_agencies_the_same_predecessor(run: Run, tmp_path: Path):
    one, two = (_commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-cu]\n", id) for id in ("xa-mot", "xa-hai"))
    result = run("evaluate", one, two, "--scheme", SCHEME, code=None)

    assert "SC380" not in result.output
    assert "2 hồ sơ đã chấm" in result.output


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """A scheme that asks of the worst predecessor, in the folder of results of 2024 of two communes."""
    text = (SCHEME / "scheme.yaml").read_text("utf-8")
    folder = tmp_path / "scheme"
    for file in SCHEME.rglob("*.yaml"):
        target = folder / file.relative_to(SCHEME)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    policy = "policies:\n  agency_life: {predecessors: worst, basis: working}\n"
    (folder / "scheme.yaml").write_text(text.replace("policies:\n", policy, 1), "utf-8")
    return folder


def _result_of_2024(run: Run, tmp_path: Path, scheme: Path, id: str, class_: str) -> Path:
    folder = tmp_path / "2024"
    source = ROOT / "evidence/2024/xa-minh-hoa-c.yaml"
    text = source.read_text("utf-8").replace("  id: xa-minh-hoa-c\n", f"  id: {id}\n", 1)
    file = tmp_path / "ho-so-2024" / f"{id}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    made = folder / f"{id}.json"
    run("evaluate", file, "--scheme", scheme, "--format", "json", "-o", made, code=None)
    data = json.loads(made.read_text("utf-8"))
    data["classification"] |= {"certain": class_, "possible": [class_], "possible_outside": [], "outside": None}
    made.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return folder


def test_the_worst_predecessors_class_decides_where_the_scheme_says_so(run: Run, tmp_path: Path, merged: Path):
    for id, class_ in (("xa-b", "tot"), ("xa-c", "yeu")):
        history = _result_of_2024(run, tmp_path, merged, id, class_)
    file = _commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-b, xa-c]\n")
    asked = ("--scheme", merged, "--history", history)
    run("evaluate", file, *asked, "--format", "json", "-o", tmp_path / "k.json", code=None)
    made = json.loads((tmp_path / "k.json").read_text("utf-8"))
    (gate,) = (one for one in made["classification"]["reasons"] if one["id"] == "ky-truoc-khong-yeu")

    assert gate["state"] == "fails"
    assert gate["details"] == ["xa-b kỳ 2024 xếp “Tốt”, xa-c kỳ 2024 xếp “Yếu”: không"]
    assert [one["agency"] for one in made["history"]] == ["xa-b", "xa-c"]


def test_a_predecessor_without_a_result_is_told_with_its_place(run: Run, tmp_path: Path, merged: Path):
    history = _result_of_2024(run, tmp_path, merged, "xa-b", "tot")
    file = _commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-b, xa-d]\n")
    output = run("evaluate", file, "--scheme", merged, "--history", history, code=None).output

    assert "SC382" in output
    assert "tiền thân “xa-d”" in output
    assert "tiền thân “xa-b”" not in output


def test_a_result_of_a_former_agency_under_the_same_id_does_not_count(run: Run, tmp_path: Path, merged: Path):
    history = _result_of_2024(run, tmp_path, merged, "xa-moi", "yeu")
    file = _commune(tmp_path, "  from: 2025-07-01\n")
    output = run("explain", file, "phan-loai", "--scheme", merged, "--history", history, code=None).output

    assert "SC383" in output
    assert "chưa có kết quả năm 2024, không xét" in output


def test_a_district_in_2025_is_told_its_last_day_and_the_last_year_it_can_be_scored_in(run: Run, tmp_path: Path):
    text = (ROOT / "evidence/2024/huyen-minh-hoa.yaml").read_text("utf-8")
    for period, code in (("2025", "SC405"), ("2025-H1", "SC628")):
        file = tmp_path / f"{period}.yaml"
        file.write_text(text.replace("period: 2024", f"period: {period}"), "utf-8")
        output = run("evaluate", file, "--scheme", SCHEME, code=None).output

        assert code in output
        assert "khối “huyen” có đến hết ngày 30/6/2025, chấm được đến kỳ 2024" in " ".join(output.split())


def test_reports_say_which_reports_do_not_count(run: Run, tmp_path: Path):
    file = _commune(tmp_path, "  from: 2025-07-01\n")
    run("report", file, "--scheme", SCHEME, "--format", "html,md", "-o", tmp_path / "bc", code=None)
    words = "không tính kỳ trước ngày thành lập 01/7/2025: Báo cáo quý I (hạn 25/3/2025)"

    assert words in (tmp_path / "bc" / "xa-moi.html").read_text("utf-8")
    assert words in (tmp_path / "bc" / "xa-moi.md").read_text("utf-8")


def test_a_trial_asks_of_predecessors_too(run: Run, tmp_path: Path, merged: Path):
    for id, class_ in (("xa-b", "tot"), ("xa-c", "yeu")):
        history = _result_of_2024(run, tmp_path, merged, id, class_)
    file = _commune(tmp_path, "  from: 2025-07-01\n  succeeds: [xa-b, xa-c]\n")
    output = run("simulate", file, "--set", "so_thon=9", "--scheme", merged, "--history", history, code=None).output

    assert "SC382" not in output
    assert "Tổng" in output


def test_what_the_scheme_says_of_it_is_counted_as_not_confirmed(run: Run, merged: Path):
    def count(scheme: Path) -> int:
        (found,) = re.findall(r"còn ([0-9]+) mục chưa xác nhận", run("validate", scheme, code=None).output)
        return int(found)

    assert count(merged) == count(SCHEME) + 1

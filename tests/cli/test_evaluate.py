"""`scoring evaluate`: the sample from `init`, and what must not happen to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

DOSSIER = "evidence/2025/xa-vi-du.yaml"


def second(sample, agency="xa-hai", text=None):
    """Another agency's dossier beside the first."""
    path = sample / f"evidence/2025/{agency}.yaml"
    source = (sample / DOSSIER).read_text("utf-8") if text is None else text
    path.write_text(source.replace("xa-vi-du", agency).replace("12/BB-UBND", f"{len(agency)}9/BB-UBND"), "utf-8")
    return path


def test_table_shows_banner_interval_and_what_is_still_missing(run, sample):
    result = run("evaluate", "evidence/2025", "--scheme", "criteria/mau")
    assert "Bộ tiêu chí mẫu để tập viết" in result.stdout
    assert "55 – 75" in result.stdout
    assert "còn thiếu 1 tiêu chí" in result.stdout


def test_the_scheme_a_dossier_names_is_found(run, sample):
    assert "55 – 75" in run("evaluate", DOSSIER).stdout
    assert "55 – 75" in run("evaluate", "../" + sample.name + "/" + DOSSIER).stdout


def test_json_is_one_object_for_one_dossier_and_an_array_for_many(run, sample):
    one = json.loads(run("evaluate", DOSSIER, "--format", "json").stdout)
    assert one["format"] == "scoring.assessment/1"
    assert one["total"]["certain"] == "55.00"
    second(sample)
    many = json.loads(run("evaluate", "evidence/2025", "--format", "json").stdout)
    assert [row["agency"]["id"] for row in many] == ["xa-hai", "xa-vi-du"]
    assert one in many


def test_a_result_does_not_depend_on_where_the_dossier_stands(run, sample, tmp_path_factory, monkeypatch):
    here = run("evaluate", DOSSIER, "--format", "json").stdout_bytes
    elsewhere = tmp_path_factory.mktemp("khác chỗ")
    shutil.copytree(sample / "evidence", elsewhere / "e")
    there = run("evaluate", elsewhere / "e/2025/xa-vi-du.yaml", "--scheme", sample / "criteria/mau", "--format", "json")
    assert here == there.stdout_bytes


def test_folder_output_has_a_file_per_agency_with_the_same_bytes(run, sample):
    second(sample)
    run("evaluate", "evidence/2025", "--format", "json", "--output", "out")
    alone = run("evaluate", DOSSIER, "--format", "json").stdout_bytes
    assert (sample / "out/xa-vi-du.json").read_bytes() == alone
    assert sorted(one.name for one in (sample / "out").iterdir()) == ["manifest.json", "xa-hai.json", "xa-vi-du.json"]


def test_two_processes_write_the_same_bytes(run, sample):
    second(sample)
    run("evaluate", "evidence/2025", "--format", "json", "--output", "one")
    run("evaluate", "evidence/2025", "--format", "json", "--output", "two", "--jobs", 2)
    for name in ("xa-hai.json", "xa-vi-du.json", "manifest.json"):
        assert (sample / "one" / name).read_bytes() == (sample / "two" / name).read_bytes()


def test_both_rule_backends_write_the_same_bytes(run, sample):
    native = run("evaluate", DOSSIER, "--format", "json", "--rules", "native").stdout_bytes
    assert native == run("evaluate", DOSSIER, "--format", "json").stdout_bytes


def test_one_broken_dossier_does_not_stop_the_other(run, sample):
    second(sample, "xa-hong", "format: 1\nagency: {id: xa-hong}\nperiod: 2025\n")
    result = run("evaluate", "evidence/2025", "--scheme", "criteria/mau", "--format", "json", "--output", "out", code=1)
    assert "xa-hong.yaml" in result.stderr
    assert "Lỗi[SC202]" in result.stderr
    assert (sample / "out/xa-vi-du.json").is_file()
    assert not (sample / "out/xa-hong.json").exists()


def test_a_dossier_with_wrong_data_has_a_result_that_says_so_and_exit_1(run, sample):
    path = sample / DOSSIER
    path.write_text(path.read_text("utf-8").replace("don_dung_han: 23", "don_dung_han: 99"), "utf-8")
    result = run("evaluate", DOSSIER, "--format", "json", code=1)
    data = json.loads(result.stdout)
    assert next(one for one in data["criteria"] if one["id"] == "I.1")["status"] == "error"
    assert any(one["severity"] == "error" and one["file"] == "xa-vi-du.yaml" for one in data["diagnostics"])


def test_only_keeps_one_agency_and_suggests_a_near_name(run, sample):
    second(sample)
    assert (
        json.loads(run("evaluate", "evidence", "--only", "xa-hai", "--format", "json").stdout)["agency"]["id"]
        == "xa-hai"
    )
    assert "xa-hai" in run("evaluate", "evidence", "--only", "xa-hay", code=4).stderr


def test_resume_keeps_what_is_right_and_computes_what_is_not(run, sample):
    second(sample)
    args = ("evaluate", "evidence/2025", "--format", "json", "--output", "out")
    run(*args)
    assert "2 giữ nguyên" in run(*args, "--resume").stderr
    good = (sample / "out/xa-hai.json").read_bytes()
    (sample / "out/xa-hai.json").write_bytes(good.replace(b"55.00", b"95.00"))
    assert "SC663" in run(*args, "--resume", code=1).stderr
    assert "1 giữ nguyên" in run(*args, "--resume", "--force").stderr
    assert (sample / "out/xa-hai.json").read_bytes() == good
    assert "giữ nguyên" not in run(*args, "--resume", "--final").stderr
    scheme = sample / "criteria/mau/scheme.yaml"
    scheme.write_text(scheme.read_text("utf-8") + "\n# đổi\n", "utf-8")
    assert "giữ nguyên" not in run(*args, "--resume", "--final").stderr


def test_check_writes_nothing_and_is_exit_1_where_output_differs(run, sample):
    args = ("evaluate", DOSSIER, "--format", "json", "--output", "out")
    assert "khác" in run(*args, "--check", code=1).stderr
    assert not (sample / "out").exists()
    run(*args)
    run(*args, "--check")


def test_require_complete_is_exit_6_while_the_total_is_open(run, sample):
    result = run("evaluate", DOSSIER, "--require-complete", code=6)
    assert "SC620" in result.stderr
    assert "55 – 75" in result.stdout


def test_no_dossier_is_exit_4_and_a_missing_path_exit_3(run, sample):
    (sample / "trống").mkdir()
    assert "SC603" in run("evaluate", "trống", "--scheme", "criteria/mau", code=4).stderr
    assert "SC100" in run("evaluate", "không-có.yaml", "--scheme", "criteria/mau", code=3).stderr
    assert "SC602" in run("evaluate", DOSSIER, "--scheme", "trống", code=4).stderr
    run("evaluate", DOSSIER, "--scheme", "không-có", code=3)


def test_a_dossier_that_names_no_scheme_needs_one(run, sample):
    path = sample / DOSSIER
    path.write_text(path.read_text("utf-8").replace("scheme: mau\n", ""), "utf-8")
    assert "--scheme" in run("evaluate", DOSSIER, code=2).stderr
    run("evaluate", DOSSIER, "--scheme", "criteria/mau/scheme.yaml")


def test_two_dossiers_of_one_agency_and_period_are_refused(run, sample):
    shutil.copy(sample / DOSSIER, sample / "evidence/2025/bản-sao.yaml")
    assert "SC619" in run("evaluate", "evidence/2025", code=1).stderr


def test_an_input_is_never_overwritten(run, sample):
    before = (sample / DOSSIER).read_bytes()
    assert "SC613" in run("evaluate", DOSSIER, "--format", "json", "--output", DOSSIER, code=2).stderr
    assert (sample / DOSSIER).read_bytes() == before


def test_an_unwritable_output_is_exit_3_and_leaves_nothing(run, sample):
    (sample / "chặn").write_text("x")
    assert "SC614" in run("evaluate", DOSSIER, "--format", "json", "--output", "chặn/a.json", code=3).stderr
    assert [one.name for one in sample.iterdir() if one.name.startswith(".")] == []


def test_earlier_results_are_taken_up_and_told(run, sample):
    old = sample / DOSSIER
    before = sample / "evidence/2024/xa-vi-du.yaml"
    before.parent.mkdir()
    text = old.read_text("utf-8").replace("2025", "2024")
    before.write_text(text, "utf-8")
    run("evaluate", "evidence/2024", "--format", "json", "--output", "kq-2024")
    data = json.loads(run("evaluate", DOSSIER, "--history", "kq-2024", "--format", "json").stdout)
    assert [one["period"] for one in data["history"]] == ["2024"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nhị-phân.yaml", bytes(range(256)), 1),
        ("rỗng.yaml", b"", 1),
        ("to.yaml", b"x: " + b"a" * 1_100_000, 1),
        ("bom.yaml", b"a: &a [x]\nb: [*a, *a]\n", 1),
        ("số.json", b"12", 1),
        ("sâu.json", b"[" * 5000, 1),
        ("cụt.json", b'{"format": 1,', 1),
        ("bảng.csv", b"a;b\n1", 1),
        ("ho\u0302\u0300-so\u031b.yaml".encode().decode(), "format: 1\nnote: ho\u0302\u0300\n".encode(), 1),
        ("không-hiểu.txt", b"\0\0", None),
    ],
)
def test_hostile_files_end_in_diagnostics(run, sample, name, content, code):
    (sample / name).write_bytes(content)
    for command in ("evaluate", "validate", "explain", "report", "rank", "verify"):
        args = [command, name, *(["--output", "out"] if command == "report" else [])]
        result = run(*args, code=None)
        assert result.exit_code in (1, 2, 3, 4, 5), (command, result.output)
        assert "[SC" in result.output, (command, result.output)
    if code is not None:
        assert run("evaluate", name, "--scheme", "criteria/mau", code=None).exit_code in (1, 3)
    assert not (sample / "out").exists()


def test_a_folder_where_a_file_is_meant_is_told(run, sample):
    for command in ("explain", "simulate"):
        extra = ["--set", "a=1"] if command == "simulate" else []
        (sample / "rỗng").mkdir(exist_ok=True)
        run(command, "rỗng", *extra, code=4)


def test_bytes_do_not_depend_on_hash_seed_time_zone_locale_or_processes(sample):
    import os
    import subprocess
    import sys
    from pathlib import Path

    second(sample)
    seen = set()
    for seed, zone, locale, jobs in (("1", "UTC", "C", "1"), ("77", "Asia/Tokyo", "vi_VN.UTF-8", "2")):
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
               "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "scoring", "evaluate", "evidence", "--format", "json", "-j", jobs],
            env=env, cwd=sample, capture_output=True, check=True,
        )  # fmt: skip
        seen.add(done.stdout)
    assert len(seen) == 1


def test_an_unknown_block_is_told_with_its_place(run, sample):
    path = sample / DOSSIER
    path.write_text(path.read_text("utf-8").replace("block: xa", "block: xaa"), "utf-8")
    assert "xa-vi-du.yaml:6:" in run("evaluate", DOSSIER, code=1).stderr


def test_resuming_knows_dossiers_of_one_file_name_apart(run, sample):
    second(sample)
    for name in ("xa-vi-du", "xa-hai"):
        (sample / f"evidence/2025/{name}").mkdir()
        (sample / f"evidence/2025/{name}.yaml").rename(sample / f"evidence/2025/{name}/ho-so.yaml")
    run("evaluate", "evidence/2025", "--format", "json", "--output", "out")
    said = run("evaluate", "evidence/2025", "--format", "json", "--output", "out", "--resume")
    assert "2 giữ nguyên" in said.stderr


def test_an_agencys_result_never_takes_the_place_of_the_manifest(run, sample):
    text = (sample / DOSSIER).read_text("utf-8").replace("xa-vi-du", "manifest")
    (sample / DOSSIER).write_text(text, "utf-8")
    said = run("evaluate", "evidence/2025", "--format", "json", "--output", "out", code=2)
    assert "SC629" in said.stderr
    assert not (sample / "out/manifest.json").exists()


def test_results_have_names_every_system_accepts_and_none_takes_anothers_place(run, sample):
    for agency in ("con", "Xa-hai"):
        second(sample, agency)
    run("evaluate", "evidence/2025", "--format", "json", "--output", "out")
    assert {one.name for one in (sample / "out").iterdir()} >= {"con_.json", "Xa-hai.json", "xa-vi-du.json"}
    run("report", "out", "--format", "html,docx", "--output", "trang")
    assert {one.stem for one in (sample / "trang").iterdir()} >= {"con_", "xa-hai"}
    (sample / "evidence/khac").mkdir()
    second(sample, "xa-hai").rename(sample / "evidence/khac/xa-hai.yaml")
    for command in (("evaluate", "evidence", "--format", "json"), ("report", "evidence", "--format", "html")):
        assert "SC629" in run(*command, "--output", "lan-hai", code=2).stderr
        assert not list(sample.glob("lan-hai/*.*"))


def test_what_two_dossiers_share_is_counted_too(run, tmp_path, monkeypatch):
    root = Path(__file__).parents[2]
    text = (root / "evidence/2025/xa-minh-hoa-b.yaml").read_text("utf-8")
    for name in ("xa-a", "xa-b"):
        (tmp_path / f"{name}.yaml").write_text(text.replace("xa-minh-hoa-b", name), "utf-8")
    monkeypatch.chdir(tmp_path)
    said = run("evaluate", ".", "--scheme", root / "criteria/qd-1211-2022").stderr
    count = said.count("Cần xem[")
    assert count > 0
    assert f"2 hồ sơ đã chấm; 0 lỗi, {count} cần xem" in said


def test_of_two_earlier_results_for_one_period_the_first_counts_and_the_other_is_told(run, sample):
    run("evaluate", DOSSIER, "--format", "json", "--output", "a.json")
    run("evaluate", DOSSIER, "--final", "--format", "json", "--output", "b.json")
    later = (sample / DOSSIER).read_text("utf-8").replace("period: 2025", "period: 2026")
    (sample / "sau.yaml").write_text(later, "utf-8")
    both = ("--scheme", "criteria/mau", "--history", "a.json", "--history")
    assert "SC627" in run("evaluate", "sau.yaml", *both, "b.json", code=None).stderr
    assert "SC627" not in run("evaluate", "sau.yaml", *both, "a.json", code=None).stderr

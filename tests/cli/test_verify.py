"""`scoring verify`: equal bytes or exit 5 with the first difference."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

DOSSIER = "evidence/2025/xa-vi-du.yaml"


@pytest.fixture
def result(run, sample):
    run("evaluate", DOSSIER, "--format", "json", "--output", "out")
    return sample / "out/xa-vi-du.json"


def test_an_untouched_result_is_verified_from_anywhere(run, sample, result, tmp_path_factory, monkeypatch):
    assert "khớp từng byte" in run("verify", "out").stdout
    monkeypatch.chdir(tmp_path_factory.mktemp("xa"))
    run("verify", result)


def test_options_of_the_evaluation_are_taken_from_the_result(run, sample):
    run("evaluate", DOSSIER, "--as-of", "2025-11-01", "--final", "--format", "json", "--output", "out")
    run("verify", "out")


@pytest.mark.parametrize("old_new", [('"certain": "55.00"', '"certain": "56.00"'), ("Xã Ví Dụ", "Xã Vi Du")])
def test_a_changed_value_is_exit_5_and_named(run, sample, result, old_new):
    text = result.read_text("utf-8")
    assert old_new[0] in text
    result.write_text(text.replace(*old_new), "utf-8")
    said = run("verify", "out", code=5)
    assert "SC607" in said.stderr
    assert old_new[1].split('"')[-2 if '"' in old_new[1] else -1] in said.stderr
    assert "✗" in said.stdout


def test_changed_white_space_is_exit_5_too(run, sample, result):
    result.write_text(result.read_text("utf-8") + "\n", "utf-8")
    assert "byte" in run("verify", "out", code=5).stderr


def test_an_array_of_results_is_verified_one_by_one(run, sample, result):
    data = json.loads(result.read_text("utf-8"))
    (sample / "tất-cả.json").write_text(json.dumps([data]), "utf-8")
    run("verify", "tất-cả.json")


def test_a_changed_dossier_or_scheme_is_exit_5_and_named(run, sample, result):
    dossier, scheme = sample / DOSSIER, sample / "criteria/mau/sets/xa.yaml"
    before = dossier.read_text("utf-8")
    dossier.write_text(before.replace("23", "22"), "utf-8")
    assert "SC609" in run("verify", "out", code=5).stderr
    dossier.write_text(before, "utf-8")
    scheme.write_text(scheme.read_text("utf-8") + "# x\n", "utf-8")
    assert "SC608" in run("verify", "out", code=5).stderr


def test_line_ends_of_another_system_change_nothing(run, sample, result):
    dossier = sample / DOSSIER
    dossier.write_bytes(dossier.read_bytes().replace(b"\n", b"\r\n"))
    run("verify", "out")


def test_what_cannot_be_found_is_exit_3_with_a_way_out(run, sample, result, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    shutil.move(sample / "evidence", away / "evidence")
    assert "--evidence" in run("verify", "out", code=3).stderr
    run("verify", "out", "--evidence", away / "evidence/2025/xa-vi-du.yaml")
    shutil.move(sample / "criteria", away / "criteria")
    assert "--scheme" in run("verify", "out", "--evidence", away / "evidence", code=3).stderr
    run("verify", "out", "--evidence", away / "evidence", "--scheme", away / "criteria/mau")


def test_another_version_is_told(run, sample, result):
    text = result.read_text("utf-8")
    from scoring import __version__

    result.write_text(text.replace(f'"version": "{__version__}"', '"version": "9.9"'), "utf-8")
    assert "SC624" in run("verify", "out", code=5).stderr


def test_no_result_is_exit_4(run, sample):
    run("verify", "evidence", code=4)


@pytest.mark.parametrize(
    "text", ["{}", "[]", "[1]", "1.5", "{", '{"format": "scoring.assessment/1"}', '{"a": 1, "a": 2}']
)
def test_what_is_no_result_is_told(run, sample, text):
    (sample / "kq.json").write_text(text, "utf-8")
    for args in (
        ["verify", "kq.json"],
        ["explain", "kq.json"],
        ["rank", "kq.json"],
        ["report", "kq.json", "--output", "o"],
    ):
        # What bears the format's name was a result once: to `verify` it is damaged.
        code = 5 if args[0] == "verify" and "assessment" in text else 1
        assert "[SC" in run(*args, code=code).stderr


def test_a_result_with_parts_of_the_wrong_kind_never_ends_in_a_bug(run, sample, result):
    data = json.loads(result.read_text("utf-8"))
    for key in list(data):
        for wrong in (None, 5, "x", [], {}):
            (sample / "kq.json").write_text(json.dumps({**data, key: wrong}), "utf-8")
            for command in ("verify", "explain", "rank"):
                assert run(command, "kq.json", code=None).exit_code in (0, 1, 2, 3, 5)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b": [\n",
        lambda raw: b"",
        lambda raw: raw + b"\xff",
        lambda raw: raw.replace(b"id: xa-vi-du", b"id: xa-khac"),
        lambda raw: raw.replace(b"period: 2025", b"period: 2024"),
    ],
)
def test_a_dossier_that_is_no_longer_the_one_scored_is_exit_5_however_it_changed(run, sample, result, change):
    dossier = sample / DOSSIER
    before = dossier.read_bytes()
    dossier.write_bytes(change(before))
    assert dossier.read_bytes() != before
    for given in ([], ["--evidence", "evidence"], ["--evidence", DOSSIER]):
        assert "SC609" in run("verify", "out", *given, code=5).stderr


def test_a_scheme_that_changed_its_id_is_exit_5(run, sample, result):
    scheme = sample / "criteria/mau/scheme.yaml"
    scheme.write_text(scheme.read_text("utf-8").replace("id: mau", "id: khac", 1), "utf-8")
    assert "SC608" in run("verify", "out", code=5).stderr


def test_a_changed_attachment_is_exit_5_and_named(run, root, tmp_path):
    folder = tmp_path / "xa-minh-hoa-a"
    shutil.copytree(root / "evidence/2025/xa-minh-hoa-a", folder)
    scheme = ["--scheme", root / "criteria/qd-1211-2022"]
    run("evaluate", folder, *scheme, "--format", "json", "--output", tmp_path / "kq")
    given = ["verify", tmp_path / "kq", "--evidence", folder, *scheme]
    run(*given)
    paper = folder / "ke-hoach-nam.txt"
    paper.write_text("khác", "utf-8")
    said = run(*given, code=5).stderr
    assert "SC451" in said
    assert "ke-hoach-nam.txt" in said
    paper.unlink()
    assert "SC450" in run(*given, code=5).stderr


def test_earlier_results_are_compared_only_when_given(run, root, tmp_path):
    scheme = ["--scheme", root / "criteria/qd-1211-2022"]
    now, past = root / "evidence/2025/xa-minh-hoa-c.yaml", root / "evidence/2024/xa-minh-hoa-c.yaml"
    run("evaluate", past, *scheme, "--format", "json", "--output", tmp_path / "truoc")
    history = ["--history", tmp_path / "truoc"]
    run("evaluate", now, *scheme, *history, "--format", "json", "--output", tmp_path / "kq")
    given = ["verify", tmp_path / "kq", "--evidence", now, *scheme]
    assert "SC631" in run(*given).stderr
    assert "SC631" not in run(*given, *history).stderr
    kept = tmp_path / "kq/xa-minh-hoa-c.json"
    data = json.loads(kept.read_text("utf-8"))
    data["history"][0]["digest"] = "sha256:" + "0" * 64
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    kept.write_text(text, "utf-8")
    run(*given, *history, code=5)


def test_a_damaged_result_is_exit_5_wherever_the_damage_is(run, sample, result):
    raw = result.read_bytes()
    for at in range(40, len(raw), len(raw) // 25):
        for damaged in (raw[:at], raw[:at] + raw[at + 1 :], raw[:at] + b"~" + raw[at + 1 :]):
            result.write_bytes(damaged)
            run("verify", result, code=5)


RELATIVE = {
    "criteria/tuong-doi/scheme.yaml": """format: 1
id: tuong-doi
title: So với đơn vị dẫn đầu
status: working
banner: Thử
rounding: {at: total, mode: half_up, step: 0.01}
blocks: [{id: xa, title: Xã, set: s, ladder: l}]
sets: [s.yaml]
ladders: {l: {classes: [{id: tot, title: Tốt, from: 50}, {id: kem, title: Kém, below: 50}]}}
""",
    "criteria/tuong-doi/s.yaml": """format: 1
set: s
title: Tập
maximum: 100
measures: {n: {declared: Mô hình}}
groups:
  - id: I
    title: Nhóm
    maximum: 100
    criteria: [{id: I.1, title: Mô hình, maximum: 100, score: {relative: {of: n}}}]
""",
    **{
        f"evidence/2025/{id}.yaml": f"format: 1\nagency: {{id: {id}, name: Xã {id}, block: xa}}\nperiod: 2025\n"
        f"scheme: tuong-doi\ncomplete: true\nnumbers: {{n: {count}}}\n"
        for id, count in (("a", 3), ("b", 4))
    },
}


def test_the_blocks_best_is_compared_where_the_whole_block_is_there(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in RELATIVE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    run("evaluate", "evidence", "--format", "json", "--output", "out")

    assert "SC635" not in run("verify", "out").stderr
    assert "SC635" in run("verify", "out/a.json", "--evidence", "evidence/2025/a.yaml").stderr
    # Forged in itself consistently: points as if the best of the block had been 3.
    (tmp_path / "evidence/2025/b.yaml").rename(tmp_path / "b.yaml")
    run("evaluate", "evidence", "b.yaml", "--format", "json", "--output", "out")
    forged = (tmp_path / "out/a.json").read_text("utf-8").replace('"best": "4"', '"best": "3"')
    (tmp_path / "out/a.json").write_text(forged, "utf-8")
    told = run("verify", "out/a.json", "--evidence", "evidence", "--evidence", "b.yaml", code=5)
    assert "SC607" in told.stderr


def test_a_dossier_whose_name_came_decomposed_from_another_system_is_found_again(run, sample):
    decomposed = sample / "evidence/2025" / unicodedata.normalize("NFD", "hồ sơ.yaml")
    (sample / DOSSIER).rename(decomposed)
    run("evaluate", "evidence/2025", "--format", "json", "--output", "kq.json")
    assert json.loads((sample / "kq.json").read_text("utf-8"))["dossier"]["file"] == "hồ sơ.yaml"
    run("verify", "kq.json")


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="names of files are always text")
def test_a_dossier_whose_name_is_not_utf_8_is_evaluated_reported_and_verified(run, sample):
    name = os.fsdecode(b"h\xe0s.yaml")
    (sample / DOSSIER).rename(sample / "evidence/2025" / name)
    other = sample / "evidence/2025" / os.fsdecode(b"kh\xe1c.yaml")
    text = (sample / "evidence/2025" / name).read_text("utf-8")
    text = text.replace("title: Biên bản", "issuer: UBND xã\n    title: Biên bản")
    (sample / "evidence/2025" / name).write_text(text, "utf-8")
    other.write_text(text.replace("xa-vi-du", "xa-khac"), "utf-8")
    assert "SC443" in run("validate", "evidence/2025").stdout
    run("evaluate", other, "--format", "json", "--output", "kq.json")
    run("verify", "kq.json")
    run("evaluate", "evidence/2025", "--format", "json", "--output", "out")
    said = run("evaluate", "evidence/2025", "--format", "json", "--output", "out", "--resume")
    assert "2 giữ nguyên" in said.stderr
    run("report", "evidence/2025", "--output", "bao-cao")


@pytest.mark.skipif(not Path("/dev/zero").is_char_device(), reason="there is no endless device")
def test_a_file_without_an_end_is_too_large(run, sample):
    assert "SC102" in run("verify", "/dev/zero", code=3).stderr


def test_a_result_of_the_same_period_is_no_earlier_one(run, sample, result):
    run("evaluate", DOSSIER, "--history", "out", "--format", "json", "--output", "again.json")
    assert json.loads((sample / "again.json").read_text("utf-8"))["history"] == []
    run("verify", "out", "--history", "again.json")


def test_a_result_with_a_key_twice_is_refused(run, sample, result):
    text = result.read_text("utf-8")
    result.write_text(text.replace('"final": false', '"final": true,\n "final": false'), "utf-8")
    assert "khóa ghi hai lần: “" in run("explain", result, code=1).stderr
    assert "SC611" in run("verify", result, code=5).stderr

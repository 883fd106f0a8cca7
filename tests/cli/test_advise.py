"""`scoring advise` on the dossiers that come with the program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scoring.cli.app import root
from scoring.text import display_width

B = "evidence/2025/xa-minh-hoa-b.yaml"


def _run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leave:
        root.main(list(args))
    found = capsys.readouterr()
    return int(leave.value.code or 0), found.out, found.err


def test_a_hot_spot_comes_first_and_then_missing_points(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "advise", B, "--format", "json")
    data: dict[str, Any] = json.loads(out)
    tot, best = data["targets"]
    assert (code, data["class"], tot["class"], best["class"]) == (0, "kha", "tot", "xuat-sac")
    assert [one["cost"] for one in tot["sets"]] == [1]
    assert tot["sets"][0]["changes"][0]["id"] == "diem-nong-chua-giai-quyet"
    assert best["missing_points"] == "0.25"
    assert all(one["changes"][0]["id"] == "diem-nong-chua-giai-quyet" for one in best["sets"])
    assert {one["criterion"]: one["why"] for one in data["out_of_hands"]}["VII.3"] == "judged"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("columns", ["60", "80"])
def test_it_fits_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = _run(capsys, "--lang", lang, "advise", B)
    assert max(map(display_width, out.splitlines())) <= int(columns)
    assert "09/5/2025" in out or "2025-05-09" in out or "May" in out


@pytest.mark.parametrize(
    ("lang", "told"), [("vi", "(có trường hợp “Người đứng đầu bị kỷ luật"), ("en", "(there is a case of “Người")]
)
def test_what_stands_outside_the_agencys_means_is_told_by_its_facts(
    capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    _, out, _ = _run(capsys, "--lang", lang, "advise", "evidence/2025/xa-minh-hoa-h.yaml", "--class", "tot")
    assert told in " ".join(out.split())


def test_an_unknown_class_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "advise", B, "--class", "gioi")
    assert (code, out) == (2, "")
    assert "xuat-sac" in err


def test_a_class_that_is_reached_needs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "advise", B, "--class", "trung-binh")
    assert code == 0
    assert "Đã ở loại" in out


def test_trying_a_set_with_simulate_gives_its_class(capsys: pytest.CaptureFixture[str]) -> None:
    truong = "evidence/2025/truong-minh-hoa-a.yaml"
    _, out, _ = _run(capsys, "advise", truong, "--class", "tot", "--format", "json")
    for one in json.loads(out)["targets"][0]["sets"]:
        values = {id: value for change in one["changes"] for id, value in change["values"].items()}
        if any(change["papers"] or change["unused"] for change in one["changes"]):
            continue
        changes = [x for id, value in values.items() for x in ("--set", f"{id}={value}")]
        _, trial, _ = _run(capsys, "simulate", truong, *changes, "--format", "json")
        assert json.loads(trial)["possible"]["after"] == [one["gives"]]

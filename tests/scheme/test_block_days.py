"""When a scheme has a block and in which periods it can be scored is said where a dossier asks for another."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from scoring.scheme.block_days import block_days, scored_words
from scoring.scheme.load import load_scheme
from scoring.values import Period

MINI = Path(__file__).parents[1] / "evidence" / "mini"
BLOCK = "  - {id: xa, title: Khối xã, set: xa, ladder: chung, kinds: [xa]}\n"


def _folder(tmp_path: Path, valid: str, period: str = "{kinds: [year]}") -> Path:
    folder = tmp_path / "thu"
    shutil.copytree(MINI, folder)
    text = (folder / "scheme.yaml").read_text("utf-8")
    more = BLOCK.replace("id: xa,", "id: cu,").replace("}\n", f", valid: {valid}}}\n")
    (folder / "scheme.yaml").write_text(text.replace(BLOCK, BLOCK + more) + f"period: {period}\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("valid", "period", "words"),
    [
        ("{until: 2025-06-30}", "{kinds: [year]}", "có đến hết ngày 30/6/2025, chấm được đến kỳ 2024"),
        ("{until: 2025-12-31}", "{kinds: [year]}", "có đến hết ngày 31/12/2025, chấm được đến kỳ 2025"),
        (
            "{until: 2025-06-30}",
            "{kinds: [year, half, quarter]}",
            "có đến hết ngày 30/6/2025, chấm được đến kỳ 2024, 2025-H1, 2025-Q2",
        ),
        ("{until: 2025-06-30}", "{kinds: [year], reference: start}", "chấm được đến kỳ 2025"),
        ("{from: 2025-07-01}", "{kinds: [year, half]}", "có từ ngày 01/7/2025, chấm được từ kỳ 2025, 2025-H2"),
        ("{from: 2025-07-01}", "{kinds: [year], reference: start}", "chấm được từ kỳ 2026"),
        (
            "{from: 2023-03-01, until: 2025-06-30}",
            "{kinds: [year]}",
            "có từ ngày 01/3/2023 đến hết ngày 30/6/2025, chấm được từ kỳ 2023 đến kỳ 2024",
        ),
        ("{from: 2025-02-01, until: 2025-06-30}", "{kinds: [year]}", "chấm được ở kỳ nào: không có"),
    ],
)
def test_the_days_and_the_periods_are_named(tmp_path: Path, valid: str, period: str, words: str):
    found = scored_words(load_scheme(_folder(tmp_path, valid, period)).scheme, "cu")

    assert found["lived"].endswith(words)
    assert found["lived_en"]


def test_a_block_that_an_overlay_takes_away_has_a_last_day(tmp_path: Path):
    folder = _folder(tmp_path, "{from: 2020-01-01}")
    (folder / "bo.yaml").write_text(
        "format: 1\noverlay: bo\ntitle: Bỏ khối\nvalid: {from: 2025-07-01}\n"
        "changes: [{at: [blocks, cu], remove: true}]\n",
        "utf-8",
    )
    with (folder / "scheme.yaml").open("a", encoding="utf-8") as stream:
        stream.write("overlays: [bo.yaml]\n")

    assert block_days(load_scheme(folder).scheme, "cu") == [(date(2020, 1, 1), date(2025, 6, 30))]


def test_of_an_unknown_block_and_one_that_is_always_there_nothing_is_said(tmp_path: Path):
    scheme = load_scheme(_folder(tmp_path, "{until: 2025-06-30}")).scheme

    assert scored_words(scheme, "la") == scored_words(scheme, "xa") == {"lived": "", "lived_en": ""}


@pytest.mark.parametrize("text", ["2025", "2025-H2", "2025-H1", "2025-Q4", "2024-Q1"])
def test_the_next_period_is_the_one_whose_previous_it_is(text: str):
    assert Period.parse(text).next.previous == Period.parse(text)

"""Tables on the terminal: aligned, complete, never wider than the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.cli.terminal import console
from scoring.text import display_width

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria/qd-1211-2022"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "args",
    [
        ("evaluate", ROOT / "evidence/2025", "--scheme", SCHEME),
        ("rank", ROOT / "evidence/2025", "--scheme", SCHEME),
        ("inspect", SCHEME),
        ("simulate", ROOT / "evidence/2025/xa-minh-hoa-c.yaml", "--scheme", SCHEME, "--set", "II.1=2"),
    ],
    ids=lambda args: args[0],
)  # fmt: skip
def test_no_table_is_wider_than_80_columns(run, args, lang):
    lines = run(*args, "--lang", lang).stdout.splitlines()
    assert [line for line in lines if display_width(line) > 80] == []
    assert any(set(line) == {"─", " "} for line in lines)


def test_a_wide_table_wraps_words_and_keeps_every_number_whole():
    name = "Ủy ban nhân dân xã có tên rất dài " * 4
    text = console.table([["Cơ quan", "Điểm", "Loại"], [name, "83,875 – 100", "Trung bình hoặc Khá"]], frozenset({1}))
    lines = text.splitlines()
    assert max(map(display_width, lines)) <= 80
    assert sum("83,875 – 100" in line for line in lines) == 1
    agency = " ".join(line[: len(lines[1].split("  ")[0])].strip() for line in lines[2:])
    assert agency.split() == name.split()


def test_a_table_that_fits_is_left_as_it_is():
    assert console.table([["a", "b"], ["1", "22"]]) == "a  b\n─  ──\n1  22\n"


def test_the_indent_of_a_tree_stays_on_wrapped_lines():
    text = console.table([["", "x"], ["    " + "chữ " * 30, "y"]])
    assert all(line.startswith("    chữ") for line in text.splitlines()[2:])


def test_a_wide_terminal_is_used_and_a_narrow_one_gets_60(monkeypatch):
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(console.sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    assert console.width() == 120
    monkeypatch.setenv("COLUMNS", "40")
    assert console.width() == 60


@pytest.mark.parametrize(("asked", "got"), [("60", 60), ("72", 72), ("40", 60), ("80", 80), ("120", 80)])
def test_without_a_terminal_only_a_narrower_screen_is_asked_for(monkeypatch, asked, got):
    monkeypatch.setenv("COLUMNS", asked)
    assert console.width() == got


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_stdout_is_a_write_problem():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scoring", "inspect", str(SCHEME)],
            stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    assert done.returncode == 3
    assert "SC614" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_the_indent_of_a_tree_is_kept_where_room_is_scarce():
    rows = [["", "Tên"], ["II", "nhóm"], ["  II.1", "tiêu chí " * 30]]
    lines = console.table(rows).splitlines()
    assert lines[3].startswith("  II.1")
    assert max(map(len, lines)) <= 80

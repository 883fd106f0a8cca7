"""The tutorial, run as a reader would run it: files written, commands given, in order, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial" / "tu-cham-mot-xa.md"


def _steps() -> list[tuple[str, str]]:
    """(file name, content) of each titled block and ("$", command) of each console line, in reading order."""
    steps = []
    for kind, title, body in re.findall(
        r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        if title:
            steps.append((title, body))
        elif kind == "console":
            steps += [("$", line[2:]) for line in body.splitlines() if line.startswith("$ ")]
    return steps


@pytest.mark.slow
def test_tutorial_runs_from_an_empty_folder_to_a_verified_result(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    folder, shown = tmp_path, {}
    for what, text in _steps():
        if what != "$":
            (folder / what).write_text(text, encoding="utf-8")
            continue
        words = shlex.split(text)
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        assert words[0] == "scoring"
        run = subprocess.run(
            [sys.executable, "-m", "scoring", *words[1:]],
            cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert run.returncode == 0, f"{text}\n{run.stdout}\n{run.stderr}"
        shown[text] = shown.get(text, "") + run.stdout
    first = shown["scoring evaluate evidence/2025 --scheme criteria/mau"]
    assert re.search(r"55 *[–-] *75", re.sub(r",00", "", first)), first
    assert "88" in shown["scoring explain ket-qua/xa-vi-du.json phan-loai"]
    assert "Tốt" in shown["scoring explain ket-qua/xa-vi-du.json phan-loai"]
    assert (folder / "bao-cao").is_dir()

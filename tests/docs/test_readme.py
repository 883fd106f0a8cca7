"""README's commands as they are typed, in a fresh clone, twice: each ends well, and Git sees no file that was not there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WRONG = {"scoring validate evidence/loi-mau": 1}
"""Commands of README that are there to find faults, with their exit codes."""


def git(folder: Path, *words: str) -> str:
    user = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *user, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def clone(tmp_path):
    """The files Git knows, as they are now, in a repository of their own, with the environment `make setup` makes."""
    if shutil.which("git") is None or not (ROOT / ".git").exists() or shutil.which("make") is None:
        pytest.skip("not a clone, or no Git and make")
    folder = tmp_path / "scoring"
    for name in git(ROOT, "ls-files", "-z", "-co", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(BIN)
    (folder / ".venv" / ".setup-stamp").touch()
    return folder


def commands(page: str) -> list[str]:
    """The commands in the page's blocks; `make test` runs this very test."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for kind, block in blocks if kind in ("", "sh") for line in block.splitlines() if line]
    assert lines[:2] == ["make demo", "make test"]
    return [line for line in lines if line != "make test"]


@pytest.mark.slow
def test_the_commands_of_readme_run_twice_and_leave_no_file_that_git_sees(clone):
    env = {key: value for key, value in os.environ.items() if not key.startswith(("SCORING_", "MAKE"))}
    env |= {"PATH": os.pathsep.join(one for one in env["PATH"].split(os.pathsep) if one != str(BIN)), "NO_COLOR": "1"}
    once, path = commands("README.md"), ""
    for line in [*once, *once, *commands("README.en.md")]:
        if line.startswith("export PATH="):
            path = f"{line}; "
        done = subprocess.run(
            ["sh", "-c", path + line], cwd=clone, env=env, check=False, capture_output=True, text=True
        )
        assert done.returncode == WRONG.get(line, 0), (line, done.stdout, done.stderr)
        assert git(clone, "status", "--porcelain") == "", line

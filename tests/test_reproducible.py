"""The same input gives the same bytes, whatever the machine's settings."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EVALUATE = ["evaluate", "evidence/2025", "--scheme", "criteria/qd-1211-2022", "--format", "json"]


def run(*more: str, **env: str) -> bytes:
    """Standard output of an evaluation in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scoring", *EVALUATE, *more],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env},
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def reference() -> bytes:
    """One plain run."""
    return run()


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/Adak"},
        {"TZ": "Asia/Ho_Chi_Minh", "LANG": "vi_VN.UTF-8", "LC_ALL": "vi_VN.UTF-8"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
def test_settings_of_the_machine_do_not_change_a_byte(reference: bytes, env: dict[str, str]) -> None:
    assert run(**env) == reference


def test_the_number_of_workers_does_not_change_a_byte(reference: bytes) -> None:
    assert run("--jobs", "2") == reference


def test_the_native_backend_gives_the_same_bytes(reference: bytes) -> None:
    assert run("--rules", "native") == reference


def test_a_result_names_digests_anyone_can_recompute(reference: bytes) -> None:
    for one in json.loads(reference):
        files = list((ROOT / "evidence/2025").rglob(one["dossier"]["file"]))
        digests = {"sha256:" + hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
        assert one["dossier"]["digest"] in digests
        assert str(ROOT) not in json.dumps(one)

"""Making a desk: all of it or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--administrator", "a", "--host", "https://ban.tinh.gov.vn"], "không phải tên miền"),
        (["--administrator", "a", "--host", "ban.vn:8443"], "không phải tên miền"),
        (["--administrator", "quản trị viên"], "chỉ gồm chữ, số"),
        (["--administrator", "a" * 151], "chỉ gồm chữ, số"),
    ],
)
def test_a_name_nobody_could_use_is_refused_and_nothing_is_made(tmp_path: Path, words: list[str], said: str) -> None:
    command = [sys.executable, "-m", "scoring", "web", "init", str(tmp_path / "ban"), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, said in done.stderr) == (2, True)
    assert not (tmp_path / "ban").exists()


def test_a_check_names_a_host_that_cannot_be_reached_and_no_other(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "scoring", "web"]
    words = ["init", "ban", "--administrator", "a", "--host", ".tinh.gov.vn", "--https"]
    subprocess.run([*run, *words], cwd=tmp_path, check=True, capture_output=True)
    good = subprocess.run([*run, "check", "ban"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, "hosts" in good.stderr) == (0, False), good.stderr
    settings = tmp_path / "ban" / "ban-lam-viec.json"
    settings.write_text(settings.read_text("utf-8").replace('".tinh.gov.vn"', '"a b"'), "utf-8")
    bad = subprocess.run([*run, "check", "ban"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (bad.returncode, "“a b”" in bad.stderr) == (5, True)


@pytest.mark.parametrize("there", [False, True])
def test_where_the_database_cannot_be_reached_the_folder_is_as_before(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "ban"
    if there:
        folder.mkdir()
        (folder / "ghi-chu.txt").write_text("của tôi")
    words = ["web", "init", "postgresql://nobody@127.0.0.1:1/x", "--folder", str(folder), "--administrator", "a"]
    done = subprocess.run(
        [sys.executable, "-m", "scoring", *words], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, "SC973" in done.stderr) == (3, True)
    assert [one.name for one in folder.iterdir()] == ["ghi-chu.txt"] if there else not folder.exists()

"""Making a desk: all of it or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


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

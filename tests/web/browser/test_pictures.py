"""The pictures of the documentation are those that its tool takes: of these pages, in this size, showing what they should."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CHROMIUM, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium")]
COMMITTED = ROOT / "docs" / "pictures"


def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Width and height of each picture of the desk."""
    return {one.name: struct.unpack(">II", one.read_bytes()[16:24]) for one in folder.glob("ban-*.png")}


def test_the_tool_takes_every_picture_and_each_shows_what_it_is_for(tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason="needs playwright")
    command = [sys.executable, str(ROOT / "tools" / "desk_pictures.py"), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sizes(tmp_path) == sizes(COMMITTED)
    pages = "".join(one.read_text("utf-8") for one in (ROOT / "docs").rglob("*.md"))
    assert [name for name in sizes(COMMITTED) if f"pictures/{name}" not in pages] == []

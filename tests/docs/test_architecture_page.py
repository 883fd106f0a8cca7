"""The page on architecture: every layer is on it, in the order that is enforced, and every file it names is there."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs" / "explanation" / "kien-truc.md", ROOT / "CONTRIBUTING.md"]


def test_every_layer_is_in_the_table_in_the_order_that_is_enforced() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(one["layers"] for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    rank = {name: place for place, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}
    rows = [
        re.findall(r"`(\w+)`", line.split("|")[1])
        for line in PAGES[0].read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]

    assert {name for row in rows for name in row} == rank.keys()
    for above, below in pairwise(rows):
        assert max(rank[name] for name in above) < min(rank[name] for name in below), (above, below)


def test_every_file_and_folder_the_pages_name_is_there() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`(?:python )?((?:\w+/)+(?:\w+\.\w+)?|(?:\w+/)+\w+)`", text):
            new = name.endswith("at_least.py")
            assert new or any((ROOT / base / name).exists() for base in ("", "src/scoring")), f"{page.name}: {name}"

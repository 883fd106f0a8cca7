"""Whatever is done to a scheme's files, loading says what is wrong and never breaks."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic, render
from scoring.errors import ScoringError
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
FILES = ("scheme.yaml", "sets/xa.yaml", "overlays/sua-doi.yaml")
JUNK = (
    "null", "true", "-1", "0", "0.5", "1e3", "90 %", "''", "[]", "{}", "[1, [2]]", "{a: {b: c}}",
    "2025-02-30", "{dated: [{value: 1}]}", "{dated: 5}", "{valid: {from: 2025-01-01}}", "ệ", "x" * 300,
    "9" * 60, "sets", "I.1", "hop", "tot", '"\\u200b"', "*a", "&a 1", "!!python/none", "<<",
)  # fmt: skip
TOKEN = re.compile(r"[^\s{}\[\],:#]+")


def mutated(text: str, random_: random.Random) -> str:
    for _ in range(random_.randint(1, 3)):
        choice = random_.random()
        lines = text.split("\n")
        at = random_.randrange(len(lines))
        if choice < 0.15:
            del lines[at]
            text = "\n".join(lines)
        elif choice < 0.25:
            lines.insert(at, random_.choice(lines))
            text = "\n".join(lines)
        elif choice < 0.32:
            lines[at] = "  " + lines[at]
            text = "\n".join(lines)
        else:
            found = list(TOKEN.finditer(text))
            if found:
                one = random_.choice(found)
                text = text[: one.start()] + random_.choice(JUNK) + text[one.end() :]
    return text


def problems(folder: Path, period: str | None) -> list[Diagnostic] | None:
    """What is wrong with the scheme; None when it was taken."""
    try:
        load_scheme(folder, period)
    except ScoringError as error:
        return error.diagnostics
    return None


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_to_a_scheme_gives_anything_but_diagnostics(seed: int, tmp_path: Path) -> None:
    random_ = random.Random(seed)
    folder = tmp_path / "mau"
    shutil.copytree(BASE, folder)
    refused = 0
    for _ in range(60):
        name = random_.choice(FILES)
        whole = (BASE / name).read_text("utf-8")
        (folder / name).write_text(mutated(whole, random_), "utf-8")
        found = problems(folder, random_.choice(("2020", "2025", "2025-H1", None)))
        if found is not None:
            refused += 1
            assert found
            assert all(one.place is not None for one in found), found
            assert render(found, lang="vi")
            assert render(found, lang="en")
        (folder / name).write_text(whole, "utf-8")
    assert refused > 20

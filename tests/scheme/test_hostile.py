"""Whatever is done to a scheme's files, loading says what is wrong and never breaks."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path
from time import perf_counter

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


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(BASE, folder / "mau")
    path = folder / "mau" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return folder / "mau"


@pytest.mark.parametrize(("last", "codes"), [("{declared: Số}", None), ("{total: [m0, phai]}", ["SC319"])])
def test_a_chain_of_thousands_of_measures_is_walked(tmp_path: Path, last: str, codes: list[str] | None) -> None:
    chain = "".join(f"  m{n}: {{total: [m{n + 1}, phai]}}\n" for n in range(2500))
    folder = changed(tmp_path, FILES[1], "  quy_che: {", f"{chain}  m2500: {last}\n  quy_che: {{")

    found = problems(folder, "2025")
    errors = [one.code for one in found or () if one.severity == "error"]

    assert (found and errors) == codes


def test_an_amendment_of_thousands_of_changes_is_applied_in_seconds(tmp_path: Path) -> None:
    one = "  - {at: [sets, xa, I.2, score, per_item, points], set: 3}\n"
    many = "".join(f"  - {{at: [sets, xa, I.2, title], set: Tên {n}}}\n" for n in range(4000))
    started = perf_counter()

    assert problems(changed(tmp_path, FILES[2], one, many), "2025") is None
    assert perf_counter() - started < 40


@pytest.mark.parametrize("at", ["blocks." + "9" * 5000, "a." * 20_000 + "b"])
def test_no_way_to_a_place_is_too_long_to_be_refused(tmp_path: Path, at: str) -> None:
    folder = changed(tmp_path, FILES[2], "[sets, xa, I.2, score, per_item, points]", f"'{at}'")

    assert [one.code for one in problems(folder, "2025") or ()] == ["SC331"]

"""With --lang en the program says nothing in Vietnamese but what stands in the files it was given."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from scoring.catalog import all_codes
from scoring.workbook.layout import CRITERIA_TABLE, EVIDENCE_MORE

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "broken"
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
# Answers people write in files, and columns of the workbook, which is in Vietnamese.
ACCEPTED = " ".join(["có không Đặc điểm", *(one.title for one in (*CRITERIA_TABLE.columns, *EVIDENCE_MORE))])


def _words(text: str) -> tuple[list[str], set[tuple[str, str]]]:
    """All words, and those that follow each other with one space between."""
    found = [*re.finditer(r"[^\W_]+", text)]
    pairs = {(a[0], b[0]) for a, b in pairwise(found) if text[a.end() : b.start()] == " "}
    return [one[0] for one in found], pairs


def leaks(said: str, given: str) -> list[str]:
    """Words and pairs of words with Vietnamese letters that do not stand in what was given."""
    words, pairs = _words(re.sub("`[^`\n]*`", "", said))
    known, known_pairs = _words(" ".join(f"{given} {ACCEPTED}".split()))
    strange = {one for one in words if VIETNAMESE.search(one)} - {*known}
    follow = {one for one in pairs if all(map(VIETNAMESE.search, one))} - known_pairs
    return sorted({*strange, *map(" ".join, follow)})


def _given(*paths: Path) -> str:
    files = [one for path in paths for one in ([path] if path.is_file() else path.rglob("*"))]
    return "\n".join(one.read_text("utf-8") for one in sorted(files) if one.suffix == ".yaml")


def test_what_the_catalog_says_in_english_is_english() -> None:
    for code, entry in all_codes().items():
        plain = re.sub("“[^”]*”|`[^`]*`|'[^']*'", "", entry.en + entry.hint_en)
        assert not leaks(plain, ""), code


@pytest.mark.parametrize("file", sorted((BROKEN / "dossier").glob("*.yaml")), ids=lambda x: x.stem)
def test_problems_of_dossiers_are_told_in_english(run, file: Path) -> None:
    mini = ROOT / "tests" / "evidence" / "mini"
    said = run("validate", file, "--scheme", mini / "scheme.yaml", "--lang", "en", code=None).output

    assert leaks(said, f"{_given(file, mini)} {file.name}") == []


@pytest.mark.parametrize("file", sorted((BROKEN / "scheme").glob("*.yaml")), ids=lambda x: x.stem)
def test_problems_of_schemes_are_told_in_english(run, tmp_path: Path, file: Path) -> None:
    shutil.copytree(BROKEN / "base", tmp_path / "s")
    head = re.match(r"# file: (\S+)", file.read_text("utf-8"))
    assert head
    shutil.copyfile(file, tmp_path / "s" / head[1])
    said = run("validate", tmp_path / "s", "--lang", "en", code=None).output

    assert leaks(said, f"{_given(tmp_path)} {file.name}") == []


COMMANDS = [
    ["validate", "criteria", "evidence"], ["validate", "criteria", "evidence", "--strict", "-v"], ["test", "criteria"],
    ["test", "criteria", "--coverage"], ["inspect", "criteria/mau"], ["evaluate", "evidence"], ["evaluate", "evidence", "--final"],
    ["rank", "evidence"], ["explain", "evidence"], ["explain", "evidence", "--depth", "3"], ["explain", "evidence", "total"],
    ["explain", "evidence", "class"], ["simulate", "evidence", "--set", "don_dung_han=20"], ["simulate", "evidence", "--set", "x"],
    ["simulate", "evidence", "--set", "don_dung_han=có"], ["report", "evidence", "--format", "md", "-o", "out"],
    ["evaluate", "evidence", "-o", "ket-qua"], ["report"], ["report", "-j", "0", "evidence"], ["report", "evidence", "-o", "x.odt"],
    ["evaluate", "khong-co"], ["explain", "evidence", "I.99"], ["help", "SC433"], ["workbook", "new", "evidence/2025/xa-vi-du.yaml", "-o", "so.xlsx"],
    ["workbook", "read", "evidence/2025/xa-vi-du.yaml"], ["evaluate", "evidence", "--as-of", "hom-qua"],
    ["evaluate", "evidence", "--require-complete"], ["agenda", "evidence", "--at", "2025-12-20"], ["agenda", "evidence", "--format", "md"],
    ["init", "--plan", "evidence/2025/xa-vi-du.yaml"],
]  # fmt: skip


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_commands_speak_english(run, sample: Path, args: list[str]) -> None:
    said = run(*args, "--lang", "en", code=None).output
    given = _given(sample)
    if args[0] == "report":
        said += "".join(one.read_text("utf-8") for one in sorted(sample.glob("out/*.md")))

    assert said.strip()
    assert leaks(said, given) == []


@pytest.mark.parametrize("command", ["", "evaluate", "report", "campaign", "workbook", "bundle", "store", "key", "ledger"])  # fmt: skip
def test_help_is_english(run, command: str) -> None:
    assert leaks(run(*command.split(), "--help", "--lang", "en", code=None).output, "") == []


def test_what_is_made_in_vietnamese_only_is_said_where_english_is_asked_for(run, tmp_path):
    words = "in Vietnamese only; --lang en does not change it."
    for at, asked in enumerate((("schema", "scheme"), ("init", tmp_path / "mau"))):
        assert words in run(*asked, "--lang", "en").stderr, at
    assert words not in run("schema", "scheme").stderr

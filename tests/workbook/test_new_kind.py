"""What CONTRIBUTING says of a new leaf kind, followed step by step in a copy of the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.formulas import KINDS
from scoring.formulas.interface import Spec
from scoring.workbook.kind_formulas import FORMULAS

from .every_kind import every_kind
from .office import values


def _recipe(root: Path) -> str:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.split("## Thêm một cách cho điểm\n")[1].split("\n## ")[0]


def _append(file: Path, opening: str, closing: str, line: str) -> None:
    """Add a line before the end of the list that begins with `opening`."""
    before, rest = file.read_text(encoding="utf-8").split(opening)
    inside, after = rest.split(closing, 1)
    file.write_text(f"{before}{opening}{inside}\n    {line}{closing}{after}", encoding="utf-8")


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the program to which the steps of CONTRIBUTING were applied."""
    recipe = _recipe(root)
    src = tmp_path / "src"
    shutil.copytree(root / "src", src, ignore=shutil.ignore_patterns("__pycache__"))

    copied = re.search(r"`cp (\S+) (src/scoring/formulas/\S+)`", recipe)
    imported = re.search(r"`(from scoring\.formulas\.\w+ import \w+)`", recipe)
    listed = re.search(r"`(\w+,)` vào cuối `_ALL`", recipe)
    formula = re.search(r"`(\"\w+\": None,)` vào cuối `FORMULAS`", recipe)
    assert copied and imported and listed and formula  # noqa: PT018

    shutil.copyfile(root / copied[1], tmp_path / copied[2])
    kinds = src / "scoring" / "formulas" / "__init__.py"
    _append(kinds, "_ALL: ", "\n)\n", listed[1])
    text = kinds.read_text(encoding="utf-8")
    kinds.write_text(text.replace("\n_ALL: ", f"{imported[1]}\n\n_ALL: "), encoding="utf-8")
    formulas = src / "scoring" / "workbook" / "kind_formulas.py"
    _append(formulas, "\nFORMULAS: ", "\n}\n", formula[1])
    return tmp_path


def test_a_kind_added_as_contributing_says_is_validated_scored_explained_and_written(copy: Path) -> None:
    def scoring(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "scoring", *words],
            cwd=copy,
            env={"PYTHONPATH": str(copy / "src"), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    scoring("init", ".")
    criteria = copy / "criteria" / "mau" / "sets" / "xa.yaml"
    text = criteria.read_text(encoding="utf-8")
    old, new = ("per_item: {of: cuoc_doi_thoai, points: 15}", "at_least: {of: cuoc_doi_thoai, level: 1}")
    assert old in text
    criteria.write_text(text.replace(old, new), encoding="utf-8")
    dossier = "evidence/2025/xa-vi-du.yaml"

    scoring("validate", "criteria", "evidence")
    scoring("evaluate", dossier, "--format", "json", "-o", "ket-qua.json")
    assert "1 cuộc / 1" in scoring("explain", "ket-qua.json", "I.2")
    scoring("report", "ket-qua.json", "--format", "html", "-o", "bao-cao")
    assert list((copy / "bao-cao").glob("*.html"))

    scoring("workbook", "new", "--from", dossier, "-o", "so.xlsx")
    texts = _texts(copy / "so.xlsx")
    assert "Từ 1 cuộc: 30 điểm; dưới mức đó: 0 điểm." in texts
    assert "chưa tính được ở đây" not in texts
    blank = ("--agency", "a", "--name", "Xã A", "--block", "xa", "--period", "2025")
    scoring("workbook", "new", *blank, "--scheme", "criteria/mau", "-o", "trong.xlsx")
    assert "chưa tính được ở đây" in _texts(copy / "trong.xlsx")


def _texts(path: Path) -> set[str]:
    return {str(value) for value in values(path).values()}


def test_the_registry_of_cell_formulas_has_every_kind_and_no_other() -> None:
    assert list(FORMULAS) == list(KINDS)


def test_every_kind_has_annex_words_of_its_own() -> None:
    assert [kind for kind, spec in KINDS.items() if spec.annex_words is Spec.annex_words] == []


def test_a_kind_without_annex_words_is_named_with_its_maximum() -> None:
    class Bare(Spec):
        kind = "bare"
        title_vi = "cách thử"

    assert Bare().annex_words(5, None) == "Cách thử; tối đa 5 điểm."  # type: ignore[arg-type]


def test_the_workbook_of_every_kind_has_each_kind_with_a_cell_formula() -> None:
    used = {leaf.spec.kind for leaf in every_kind().sets["s"].leaves() if leaf.spec is not None}
    assert used >= {kind for kind, formula in FORMULAS.items() if formula is not None}

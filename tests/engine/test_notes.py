"""The engine gives codes and values; every sentence for them stands in `scoring.result`."""

from __future__ import annotations

import ast
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

import scoring.engine
from scoring.engine.notes import Closed, EvidenceMissing, Fixed, Note, OutsideSpan, PointsGiven, Quoted, Rescaled
from scoring.result.words import note_texts

ENGINE = Path(scoring.engine.__file__).parent


def _sentences(tree: ast.AST) -> list[str]:
    """String literals with a letter outside ASCII, docstrings aside."""
    documents = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in documents
        if any(not c.isascii() and unicodedata.category(c)[0] in "LM" for c in node.value)
    ]


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_no_vietnamese_stands_in_the_engine(path: Path) -> None:
    assert _sentences(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_such_a_sentence_would_be_found_in_plain_and_formatted_strings_but_not_in_docstrings():
    tree = ast.parse('"""Điểm."""\nx = f"điểm {1}"\ny = ("chưa khai", "a – b")\n')
    assert _sentences(tree) == ["2: điểm ", "3: chưa khai"]


@pytest.mark.parametrize("note", Fixed)
def test_every_fixed_note_has_a_sentence_of_its_own_in_both_languages(note: Fixed) -> None:
    vi, en = note_texts(note)
    assert vi
    assert en not in {"", vi}
    assert [other for other in Fixed if note_texts(other)[0] == vi] == [note]


GIVEN = PointsGiven(points=Fraction(5, 2), low=1, high=3, changed=True, by_people=True, reason="thiếu biên bản")


@pytest.mark.parametrize(
    ("note", "vi", "en"),
    [
        (Quoted("Không phát sinh"), "Không phát sinh", "Không phát sinh"),
        (OutsideSpan(0, Fraction(5, 2)), "ngoài khoảng 0 – 2,5", "outside 0 to 5/2"),
        (
            EvidenceMissing(("bb", "kh"), explained=True),
            "minh chứng bắt buộc có giải trình, chờ thẩm định: bb, kh",
            "compulsory evidence explained, pending: bb, kh",
        ),
        (
            Closed("missing_evidence", "zero", in_part=False),
            "chốt kỳ (thiếu minh chứng): tính 0 điểm theo quy định của thang điểm",
            "closing (missing_evidence): zero, as the scheme declares",
        ),
        (
            Rescaled(Fraction(100), Fraction(185, 2), total=True),
            "tổng quy về 100: × 100 ÷ 92,5",
            "total re-scaled to 100",
        ),
        (
            GIVEN,
            "điểm thẩm định 2,5 (máy tính từ hồ sơ: 1 – 3): thiếu biên bản",
            "appraised 2.5 (computed from the dossier: 1 – 3): thiếu biên bản",
        ),
    ],
)
def test_values_stand_in_the_sentence_in_the_notation_of_its_language(note: Note, vi: str, en: str) -> None:
    assert note_texts(note) == (vi, en)

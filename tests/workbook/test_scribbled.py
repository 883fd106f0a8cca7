"""Cells scribbled over at random: a dossier that is written as it was read, or problems at cells; never a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.evidence.load import parse, validated
from scoring.workbook import interpret
from scoring.workbook.cells import Cell, Kind, Sheets
from scoring.workbook.layout import CRITERIA, EVIDENCE, META, OTHER
from scoring.workbook.source import parse_book

from . import fresh
from .test_recovered import any_scheme

TEXTS = (
    "", "0", "-1", "1.234", "12,5", "85 %", "%", "Có", "Không áp dụng", "không", "ngày 1 tháng 1 năm 2025", "0/0/0", "99/99/9999", "2025",
    "tc:I.1", "sl:tu_danh_gia", "muc:bonus", "dg:VII.3", "mc-001", "I.1; I.2", ";;;", "{}", "[]", "[1]", '{"x": 1}', '["a", 1]', "null",
    "numbers/x", "evidence/0", "evidence/999999", "claims/I.1", "complete", "note", "a | b | c | d", "x" * 33_000, "\n", "\t", "_xa_", "\u200b",
    "\ud800", "\x07", "So\u0302\u0301", "=1+1", "#REF!", "id", "answer", "Mã dòng", "Nội dung", "true", "🙂", "Đủ từng loại", "1e9", "٣", "²",
)  # fmt: skip
NUMBERS = (
    "0",
    "-0",
    "1",
    "0.1",
    "0.30000000000000004",
    "1e308",
    "1e400",
    "-1e-320",
    "45728",
    "2025",
    "12345678901234567890",
    "0.5",
)
DATES = ("2025-03-12", "2025-03", "2025", "2025-03-12 14:30")
KINDS: dict[Kind, tuple[str, ...]] = {
    "text": TEXTS, "number": NUMBERS, "date": DATES, "yes_no": ("0", "1"), "error": ("#N/A", "#DIV/0!"),
}  # fmt: skip


def scribbled(chance: random.Random) -> Sheets:
    """The sample's sheets with some cells changed, moved or gone."""
    book = parse_book(fresh.sample(), "so.xlsx")
    for _ in range(chance.choice((1, 2, 5, 20))):
        sheet = book[chance.choice((CRITERIA, CRITERIA, EVIDENCE, EVIDENCE, OTHER, META))]
        row = chance.choice(sorted(sheet.rows))
        column = chance.choice([*sheet.rows[row], *range(18)])
        deed = chance.randrange(8)
        if deed == 0:
            sheet.rows[row].pop(column, None)
        elif deed == 1:
            del sheet.rows[row]
        elif deed == 2:
            other = chance.choice(sorted(sheet.rows))
            sheet.rows[row], sheet.rows[other] = sheet.rows[other], sheet.rows[row]
        else:
            kind = chance.choice(list(KINDS))
            text = chance.choice(KINDS[kind])
            formula, percent = chance.random() < 0.05, kind == "number" and chance.random() < 0.2
            sheet.rows[row][column] = Cell(sheet.name, row, column, kind, text, percent, formula)
    if chance.random() < 0.1:
        del book[chance.choice(list(book))]
    return book


@pytest.mark.once
@pytest.mark.parametrize("seed", range(6))
def test_scribbling_gives_a_dossier_or_problems(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    read, refused = 0, list[Diagnostic]()
    for _ in range(25):
        book = scribbled(chance)
        monkeypatch.setattr(interpret, "read_book", lambda path, bounds, book=book: (book, b""))
        try:
            found = interpret.read_workbook(tmp_path / "so.xlsx", any_scheme)
        except InvalidInput as error:
            refused += error.diagnostics
        else:
            read += 1
            assert validated(parse(found.text.encode(), "ho-so.yaml")) == found.dossier
    assert read
    assert refused
    assert all(one.place is not None for one in refused)
    assert all(one.message(lang) + one.hint(lang) for one in refused for lang in ("vi", "en"))

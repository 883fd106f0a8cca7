"""Difficulties and next tasks as the units write them: read from every format, joined, merged, never scored."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workbook import fresh

from scoring.errors import InvalidInput
from scoring.evidence.assemble import assemble
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import load_dossier, parse, validated
from scoring.evidence.merge import merge
from scoring.evidence.model import Dossier, UnitText

HEAD = "format: 1\nagency: {id: xa-a, name: Xã A, block: xa, kind: xa}\nperiod: 2025\nscheme: qd-1211-2022\n"
TEXTS = """difficulties:
  - Địa bàn rộng, đi lại khó
  - {unit: van-hoa-xa-hoi, text: "Thiếu người: 01/03 vị trí"}
next_tasks: [Hoàn thành kiểm tra]
"""
SAID = [UnitText(text="Địa bàn rộng, đi lại khó"), UnitText(unit="van-hoa-xa-hoi", text="Thiếu người: 01/03 vị trí")]


def read(text: str, name: str = "ho-so.yaml") -> Dossier:
    return validated(parse(text.encode(), name))


def test_a_text_may_stand_alone_or_with_its_unit_and_is_written_back() -> None:
    dossier = read(HEAD + TEXTS)
    assert dossier.difficulties == SAID
    assert dossier.next_tasks == [UnitText(text="Hoàn thành kiểm tra")]
    assert "  - Địa bàn rộng" not in dump_dossier(dossier)  # a text with a comma is quoted
    assert read(dump_dossier(dossier)) == dossier


def test_a_table_has_rows_for_them() -> None:
    rows = "loai;ma;khoi;ky;gia tri;unit\ncơ quan;xa-a;xa;2025;;\nkhó khăn;;;;Thiếu kinh phí;van-phong\nnext task;;;;Kiểm tra;\n"
    doc = parse(rows.encode(), "a.csv")
    assert doc.data["difficulties"] == [{"text": "Thiếu kinh phí", "unit": "van-phong"}]
    assert doc.data["next_tasks"] == [{"text": "Kiểm tra"}]


@pytest.mark.parametrize("wrong", ["difficulties: [{unit: a}]", "next_tasks: một việc", "difficulties: ['']"])
def test_what_is_no_text_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput):
        read(f"{HEAD}{wrong}\n")


def test_parts_keep_all_texts_and_the_same_one_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + TEXTS, "utf-8")
    (tmp_path / "b.yaml").write_text(
        HEAD + "difficulties: [Địa bàn rộng, Mưa lũ]\n" + "next_tasks: [Tổng kết]\n", "utf-8"
    )
    found = read(assemble([tmp_path]))
    assert [one.text for one in found.difficulties] == [*(one.text for one in SAID), "Địa bàn rộng", "Mưa lũ"]
    assert [one.text for one in found.next_tasks] == ["Hoàn thành kiểm tra", "Tổng kết"]
    (tmp_path / "b.yaml").write_text(HEAD + TEXTS, "utf-8")
    assert read(assemble([tmp_path])).difficulties == SAID


def test_both_sides_of_a_merge_add_their_texts() -> None:
    base = read(HEAD + "difficulties: [a]\n")
    mine, theirs = read(HEAD + "difficulties: [a, b]\n"), read(HEAD + "difficulties: [c]\n")
    found = merge(base, mine, theirs)
    assert not found.conflicts
    assert [one.text for one in found.dossier.difficulties] == ["b", "c"]


def test_a_workbook_keeps_them(tmp_path: Path) -> None:
    one = load_dossier(fresh.DOSSIERS[0])
    given = one.dossier.model_copy(update={"difficulties": SAID, "next_tasks": [UnitText(text="=1+1" * 9000)]})
    found = fresh.read(fresh.written(fresh.loaded(given)), tmp_path)
    assert found.dossier.difficulties == SAID
    assert found.dossier.next_tasks == given.next_tasks

"""Lists offer words; what is read back are ids, also from workbooks that hold ids."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from scoring.errors import InvalidInput
from scoring.evidence.load import load_dossier
from scoring.scheme.labels import labels_of
from scoring.scheme.model import Scheme
from scoring.workbook import layout
from scoring.workbook.layout import EVIDENCE, LISTS

from . import fresh

DOSSIER = fresh.ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml"


def scheme() -> Scheme:
    """The shipped scheme."""
    return fresh.scheme("qd-1211-2022").scheme


def ids() -> dict[str, str]:
    """Labels of every choice and occurrence of the shipped scheme, by id."""
    found = layout.occurrence_labels(scheme())
    for kind in scheme().evidence_kinds.values():
        for field in kind.fields.values():
            found |= layout.choice_labels(scheme(), field)
    return found


def test_no_list_of_the_shipped_scheme_offers_an_id() -> None:
    book = openpyxl.load_workbook(io.BytesIO(fresh.written(load_dossier(DOSSIER))))
    offered = {cell for row in book[LISTS].iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
    labels = ids()
    assert labels["dan-van-dan-chu"] == "Dân vận, dân chủ"
    assert labels["quy-1"] == "Quý I"
    assert set(labels.values()) <= offered
    assert not labels.keys() & offered


def test_a_workbook_that_holds_ids_reads_as_one_that_holds_labels(tmp_path: Path) -> None:
    one = load_dossier(DOSSIER)
    book = openpyxl.load_workbook(io.BytesIO(fresh.written(one)))
    by_label = {label: id for id, label in ids().items()}
    changed, keys = 0, [column.key for column in layout.evidence_table(scheme()).columns]
    for row in book[EVIDENCE].iter_rows(min_row=8):
        for key, cell in zip(keys, row, strict=False):
            if (key == "occurrence" or key.startswith("field_")) and cell.value in by_label:
                cell.value, changed = by_label[cell.value], changed + 1
    assert changed > 5
    out = io.BytesIO()
    book.save(out)
    again = fresh.read(out.getvalue(), tmp_path).dossier
    assert again.model_copy(update={"provenance": []}) == one.dossier


def test_a_scheme_without_labels_offers_words(tmp_path: Path) -> None:
    bare = scheme().model_copy(update={})
    bare.__dict__["folder"] = tmp_path
    assert list(layout.occurrence_labels(bare).values()) == ["Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm"]
    field = bare.evidence_kinds["mo-hinh"].fields["tinh_trang"]
    assert layout.choice_labels(bare, field) == {"moi": "Moi", "nhan-rong": "Nhan rong"}
    (tmp_path / "labels.yaml").write_text("format: 1\nlabels: {moi: 1, la: [x]}\n", "utf-8")
    with pytest.raises(InvalidInput):
        labels_of(bare)

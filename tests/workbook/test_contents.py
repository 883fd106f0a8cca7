"""What a dossier says finds its cell; what has none is kept as JSON, whole."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.evidence.model import Citation, Dossier
from scoring.numbers import normal
from scoring.values import PartialDate
from scoring.workbook.cell_content import MOST, cites_cell, date_cell, holds, json_text, number_cell, percent_cell
from scoring.workbook.contents import Contents

from .every_kind import every_kind


def filled(**parts: Any) -> Contents:
    return Contents(every_kind(), Dossier.model_validate({
        "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": "2025", **parts,
    }))  # fmt: skip


def numbers(**values: Any) -> dict[str, Any]:
    return {id: {"value": value} for id, value in values.items()}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_number_comes_back_from_its_cell_exactly(value: Decimal) -> None:
    cell = number_cell(normal(value))
    if isinstance(cell, str):
        assert Decimal(cell.replace(",", ".")) == value
    else:
        # The cell keeps a double, which its shortest digits give back.
        assert Decimal(repr(float(cell))) == value


def test_more_digits_than_a_double_holds_are_kept_as_text() -> None:
    assert number_cell(normal(Decimal("0.1234567890123456789"))) == "0,1234567890123456789"
    assert number_cell(10**16 + 1) == str(10**16 + 1)
    assert percent_cell(Fraction(85, 100)) == Decimal("0.85")


def test_a_number_without_an_end_stands_as_a_fraction() -> None:
    assert number_cell(Fraction(1, 3)) == "1/3"
    assert number_cell(Fraction(-12, 7)) == "-12/7"


@pytest.mark.parametrize(("written", "cell"), [("2025-03-06", "06/03/2025"), ("2025-03", "3/2025"), ("2025", "2025")])
def test_a_date_stands_as_people_write_it_and_is_not_completed(written: str, cell: str) -> None:
    one = PartialDate.parse(written)
    assert date_cell(one) == cell
    assert PartialDate.parse(cell) == one


def test_answers_stand_in_the_words_of_their_lists() -> None:
    cells = filled(numbers=numbers(co=True, da=False, muc="tot", phan_tram="85 %", tong=7)).cells
    assert cells["sl:co", "answer"] == "Có"
    assert cells["sl:da", "answer"] == "Không"
    assert cells["sl:muc", "answer"] == "Tốt"
    assert cells["sl:phan_tram", "answer"] == Decimal("0.85")
    assert cells["sl:tong", "answer"] == 7


@pytest.mark.parametrize("value", [True, "tot", "5 %"])
def test_an_answer_of_another_sort_is_kept_aside(value: Any) -> None:
    found = filled(numbers=numbers(tong=value))
    assert ("sl:tong", "answer") not in found.cells
    assert [path for path, _ in found.rest] == ["numbers/tong"]


def test_not_applicable_is_the_third_answer_of_a_question_and_a_mark_elsewhere() -> None:
    cells = filled(not_applicable=[
        {"criterion": "co", "reason": "r1"}, {"criterion": "tong", "reason": "r2"}, {"criterion": "B", "reason": "r3"},
    ]).cells  # fmt: skip
    assert cells["sl:co", "answer"] == "Không áp dụng"
    assert cells["sl:tong", "not_applicable"] == "Không áp dụng"
    assert (cells["tc:B", "not_applicable"], cells["tc:B", "reason"]) == ("Không áp dụng", "r3")


def test_an_explanation_for_what_does_not_apply_is_kept_aside() -> None:
    found = filled(
        not_applicable=[{"criterion": "A.3", "reason": "không có"}],
        explanations=[{"criterion": "A.3", "text": "thất lạc"}],
    )
    assert found.cells["tc:A.3", "reason"] == "không có"
    assert found.rest == [("explanations/0", '{"criterion": "A.3", "text": "thất lạc"}')]


def test_a_judgement_by_another_body_than_the_scheme_names_is_kept_aside() -> None:
    one = {"criterion": "C.2", "by": "leaders", "points": 2, "reason": "x"}
    found = filled(judgements=[one, {**one, "by": "superior"}])
    assert found.cells["dg:C.2", "answer"] == 2
    assert [path for path, _ in found.rest] == ["judgements/0"]
    assert found.orders["order_judgements"] == '["C.2", "C.2"]'


def test_fields_stand_in_the_column_of_their_kind_and_strange_ones_as_json() -> None:
    record = {"id": "b", "kind": "bc", "title": "B", "fields": {"so": Decimal("2.5"), "loai": "a", "la": [1]}}
    found = filled(evidence=[record]).evidence
    assert found == [{"id": "b", "kind": "Báo cáo", "title": "B", "field_1": Decimal("2.5"), "field_2": "A",
                      "fields_more": '{"la": [1]}'}]  # fmt: skip


def test_a_record_of_an_unknown_kind_is_kept_aside_whole() -> None:
    found = filled(evidence=[{"id": "b", "kind": "la", "title": "B", "date": "2025-03"}])
    assert found.evidence == []
    assert found.rest == [("evidence/0", '{"id": "b", "kind": "la", "title": "B", "date": "2025-03"}')]


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row() -> None:
    long = "ư" * (MOST + 10)
    found = filled(evidence=[{"id": "b", "kind": "bb", "title": long}])
    assert len(found.rest) > 1
    assert {path for path, _ in found.rest} == {"evidence/0"}
    assert all(len(text) <= MOST for _, text in found.rest)
    assert json.loads("".join(text for _, text in found.rest))["title"] == long


@pytest.mark.parametrize("text", ["a\x07b", "_x0041_", "a\tb", "x" * (MOST + 1), "😀" * (MOST // 2 + 1)])
def test_a_cell_does_not_hold_what_a_file_would_change(text: str) -> None:
    assert not holds(text)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
))  # fmt: skip
def test_json_comes_back_and_has_only_printable_signs(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert all(c.isprintable() or c == "\u00a0" for c in text)


def test_citations_stand_one_a_line_or_as_json_where_a_text_holds_the_sign() -> None:
    plain = [Citation(number="12/KH", date=PartialDate(2025, 3), title="Kế hoạch"), Citation(title="Luật")]
    assert cites_cell(plain) == "12/KH | 3/2025 | Kế hoạch\n|  | Luật"
    assert json.loads(cites_cell([Citation(title="a | b")])) == [{"title": "a | b"}]


@pytest.mark.parametrize(
    ("given_", "said", "kinds"),
    [(True, "Đủ mọi loại", set()), (False, "Chưa đủ", set()), (["bb"], "Đủ từng loại", {"bb"})],
)
def test_completeness_is_said_for_all_none_or_some_kinds(given_: Any, said: str, kinds: set[str]) -> None:
    found = filled(complete=given_)
    assert (found.complete, set(found.complete_kinds)) == (said, kinds)


def test_completeness_of_unknown_kinds_is_kept_aside() -> None:
    found = filled(complete=["la"])
    assert (found.complete, found.rest) == ("", [("complete", '["la"]')])

"""What people type into a cell, and what it is taken for; what could mean two things is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbers import vi
from scoring.workbook.cell_content import percent_cell
from scoring.workbook.cell_texts import exact
from scoring.workbook.cell_values import Values
from scoring.workbook.cells import Cell, Kind, SheetDocument


def values() -> Values:
    return Values(SheetDocument("so.xlsx", data={}))


def typed(text: str, kind: Kind = "text", *, percent: bool = False) -> Cell:
    return Cell("Tiêu chí", 14, 4, kind, text, percent)


def codes(one: Values) -> list[str]:
    return [x.code for x in one.doc.diagnostics]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"), ("12.5", "12.5"), (" 12 ", "12"), ("\u00a012\u00a0", "12"), ("\u22123", "-3"), ("12,50", "12.5"),
        ("0,1", "0.1"), ("1.234,5", "1234.5"), ("1 234", "1234"), ("1\u00a0234,5", "1234.5"), ("1.234.567", "1234567"),
        ("12345678901234567,5", "12345678901234567.5"),
    ],
)  # fmt: skip
def test_typed_numbers_with_comma_or_point(text: str, number: str) -> None:
    one = values()
    assert one.number(typed(text)) == Decimal(number)
    assert codes(one) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.234", "SC743"), ("-1.234", "SC743"), ("1,234.5", "SC742"), ("12 %", "SC742"), ("1e3", "SC742"), ("010", "SC742"),
     ("1_000", "SC742"), ("12 cuộc", "SC742"), ("-", "SC742"), ("không", "SC742"), ("٣", "SC742"), ("9" * 50, "SC742")],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(text: str, code: str) -> None:
    one = values()
    assert one.number(typed(text)) is None
    assert codes(one) == [code]


def test_the_two_readings_of_an_ambiguous_number_are_both_offered() -> None:
    one = values()
    one.number(typed("1.234"))
    assert str(one.doc.diagnostics[0].place) == "so.xlsx:Tiêu chí!E14"
    assert one.doc.diagnostics[0].hint("vi").startswith("ghi 1234, hoặc ghi 1,234")


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        (typed("0.85", "number", percent=True), "85 %"), (typed("85 %"), "85 %"), (typed("85,5%"), "85.5 %"),
        (typed("85.5 %"), "85.5 %"), (typed("0.28570000000000001", "number", percent=True), "28.57 %"),
        (typed("1", "number", percent=True), "100 %"), (typed("0", "number", percent=True), "0 %"),
    ],
)  # fmt: skip
def test_shares_with_their_sign(cell: Cell, share: str) -> None:
    one = values()
    assert one.percent(cell) == share
    assert codes(one) == []


@pytest.mark.parametrize("cell", [typed("0.85", "number"), typed("85", "number"), typed("85"), typed("0,85")])
def test_a_share_without_its_sign_could_be_two_and_is_refused(cell: Cell) -> None:
    one = values()
    assert one.percent(cell) is None
    assert codes(one) == ["SC744"]


@pytest.mark.parametrize(
    ("stored", "found", "meant"),
    [("95.5", "9.550 %", "95,5 %"), ("100", "10.000 %", "100 %"), ("10", "1.000 %", "10 %")],
)
def test_percentages_pasted_into_a_cell_shown_with_percent_are_refused(stored: str, found: str, meant: str) -> None:
    one = values()
    assert one.percent(typed(stored, "number", percent=True)) is None
    [told] = one.doc.diagnostics
    assert told.code == "SC757"
    assert f"là {found}: chắc là {meant}" in told.message("vi")


def test_a_share_above_a_thousand_percent_is_taken_as_text_and_written_so() -> None:
    one = values()
    assert one.percent(typed("9550 %")) == "9550 %"
    assert one.percent(typed("9.9", "number", percent=True)) == "990 %"
    assert codes(one) == []
    assert percent_cell(Fraction(191, 2)) == "9550 %"
    assert percent_cell(Fraction(99, 10)) == Decimal("9.9")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/03/2025", "2025-03-12"), ("12-3-2025", "2025-03-12"), ("12.3.2025", "2025-03-12"), ("12 / 3 / 2025", "2025-03-12"),
        ("ngày 12 tháng 3 năm 2025", "2025-03-12"), ("Ngày 12/3/2025", "2025-03-12"), (" 2025-03-12 ", "2025-03-12"),
        ("nga\u0300y 12 tha\u0301ng 3 na\u0306m 2025", "2025-03-12"), ("2025-03-12T00:00:00", "2025-03-12"),
        ("tháng 3/2025", "2025-03"), ("3/2025", "2025-03"), ("2025-03", "2025-03"), ("tháng 3 năm 2025", "2025-03"),
        ("ngày … tháng 3 năm 2025", "2025-03"), ("ngày    tháng 3 năm 2025", "2025-03"), ("năm 2025", "2025"), ("2025", "2025"),
        ("29/02/2024", "2024-02-29"),
    ],
)  # fmt: skip
def test_dates_however_they_are_typed_are_never_completed(text: str, day: str) -> None:
    one = values()
    assert one.day(typed(text)) == day
    assert [code for code in codes(one) if code != "SC114"] == []


@pytest.mark.parametrize("text", ["2025-03-12", "2025-03", "2025"])
def test_date_cells_are_dates_as_far_as_they_are_shown(text: str) -> None:
    assert values().day(typed(text, "date")) == text


def test_a_number_that_is_a_year_is_one() -> None:
    assert values().day(typed("2025", "number")) == "2025"


@pytest.mark.parametrize(
    "cell",
    [
        typed("29/02/2025"), typed("03/25/2025"), typed("1/3/25"), typed("31/4/2025"), typed("hôm qua"), typed("0/0/2025"),
        typed("4571", "number"), typed("2025-03-12 14:30", "date"), typed("1/1/0001"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    one = values()
    assert one.day(cell) is None
    assert codes(one) == ["SC746"]


@pytest.mark.parametrize("text", ["Có", "có", "CÓ", " Có ", "co", "Co\u0301"])
def test_yes_however_it_is_typed(text: str) -> None:
    one = values()
    assert one.choice(typed(text), {"Có": True, "Không": False}) is True
    assert one.choice(typed("1", "yes_no"), {"Có": True, "Không": False}) is True


@pytest.mark.parametrize("text", ["x", "1", "đúng", "Có không", "Khôngg"])
def test_what_is_not_offered_is_refused_with_what_is(text: str) -> None:
    one = values()
    assert one.choice(typed(text), {"Có": True, "Không": False}) is None
    assert codes(one) == ["SC745"]
    assert one.doc.diagnostics[0].values["known"] == "Có; Không"


def test_labels_that_differ_only_in_tones_are_not_mixed_up() -> None:
    offered = {"Khá": "kha", "Khả": "kha-2"}
    assert values().choice(typed("Khả"), offered) == "kha-2"
    one = values()
    assert one.choice(typed("kha"), offered) is None
    assert codes(one) == ["SC745"]


def test_texts_keep_their_blanks_inside_and_lose_them_around() -> None:
    one = values()
    assert one.text(typed(" Kế\u00a0hoạch  năm\n2025 \u00a0")) == "Kế\u00a0hoạch  năm\n2025"
    assert one.text(typed("\u200bmc-01\u00a0"), code=True) == "mc-01"


def test_a_whole_number_in_a_text_cell_keeps_its_digits() -> None:
    assert values().text(typed("54", "number")) == "54"
    assert values().text(typed("54.0", "number")) == "54"


@pytest.mark.parametrize(
    "cell",
    [typed("1.1", "number"), typed("2025-03-12", "date"), typed("1", "yes_no"), typed("0.5", "number", percent=True),
     typed("1234567890123456789", "number"), typed("1e300", "number")],
)  # fmt: skip
def test_a_text_that_excel_changed_is_refused(cell: Cell) -> None:
    one = values()
    assert one.text(cell) is None
    assert codes(one) == ["SC749"]


@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False))
def test_a_number_of_fifteen_digits_comes_back_from_its_double(number: Decimal) -> None:
    assert exact(f"{float(number):.17g}") == (number, False)
    assert exact(f"{float(number):.16g}") == (number, False)


@given(st.decimals(0, 10**12, places=4, allow_nan=False))
def test_numbers_written_in_vietnamese_are_read_or_refused_but_never_another_number(number: Decimal) -> None:
    from fractions import Fraction

    one = values()
    found: Any = one.number(typed(vi(Fraction(number), None, 6)))
    if found is None:
        assert codes(one) == ["SC743"]
    else:
        assert found == number


@pytest.mark.parametrize(("text", "shown"), [("1", "1"), ("45736", "45736"), ("1e2", "100"), ("2.50", "2,5")])
def test_a_message_shows_a_number_as_the_sheet_does(text: str, shown: str) -> None:
    assert values().shown(typed(text, "number")) == shown


def test_labels_that_hold_commas_stay_apart_in_the_list_of_what_is_offered() -> None:
    one = values()
    one.choice(typed("lạ"), {"Văn bản triển khai, quán triệt": 1, "Biên bản": 2})
    assert "triển khai, quán triệt; Biên bản" in one.doc.diagnostics[0].hint("vi")

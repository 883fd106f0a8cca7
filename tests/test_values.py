"""Periods, dates that may be incomplete, deadlines: at the ends of years and of February."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.values import Deadline, PartialDate, Period, Quantity


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2023"),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30), "2023-H2"),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31), "2024-H1"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2023-Q4"),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31), "2024-Q3"),
    ],
)
def test_both_ends_belong_to_a_period(text: str, first: date, last: date, before: str) -> None:
    period = Period.parse(text)

    assert (period.first, period.last, str(period.previous)) == (first, last, before)
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "period", "day"),
    [
        ("29/02", "2024", date(2024, 2, 29)),
        ("29/02", "2025", date(2025, 2, 28)),
        ("31/12", "2025", date(2025, 12, 31)),
        ("29/02 năm sau", "2023", date(2024, 2, 29)),
        ("10/01 năm sau", "2025-H2", date(2026, 1, 10)),
        ("0 ngày sau kỳ", "2024-Q1", date(2024, 3, 31)),
        ("60 ngày sau kỳ", "2023", date(2024, 2, 29)),
        ("29/02/2024", "2025", date(2024, 2, 29)),
    ],
)
def test_a_deadline_falls_on_a_day_that_exists(text: str, period: str, day: date) -> None:
    deadline = Deadline.parse(text)

    assert deadline.on(Period.parse(period)) == day
    assert Deadline.parse(str(deadline)) == deadline


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "tháng 2/2024"),
        ("2/2025", date(2025, 2, 1), date(2025, 2, 28), "tháng 2/2025"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "năm 2025"),
        ("31/12/2025", date(2025, 12, 31), date(2025, 12, 31), "31/12/2025"),
    ],
)
def test_an_incomplete_date_is_every_day_it_can_be(text: str, first: date, last: date, words: str) -> None:
    found = PartialDate.parse(text)

    assert (found.first, found.last, found.vi) == (first, last, words)
    assert PartialDate.parse(str(found)) == found


@pytest.mark.parametrize("text", ["29/02/2025", "31/4/2025", "0/2025", "00/01/2025", "1899", "٢٠٢٥", "２０２５", "2025-13", "1/1/25", " 2025"])  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    for parse in (PartialDate.parse, Deadline.parse):
        with pytest.raises(ValueError):
            parse(text)


@pytest.mark.parametrize("text", ["1899", "3000", "2025-H3", "2025-Q0", "2025-q1", "25", "２０２５"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


def test_a_share_of_the_maximum_is_not_the_same_number_of_points() -> None:
    assert Quantity.parse("80 %").of(50) == 40
    assert Quantity.parse("80").of(50) == 80
    assert Quantity.parse("80") != Quantity.parse("8000 %")

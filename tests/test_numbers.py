"""Exact numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import numbers as n

numbers = st.one_of(st.integers(-(10**6), 10**6), st.fractions(-1000, 1000, max_denominator=10**6))
decimals = st.decimals(-1000, 1000, places=6)
steps = st.sampled_from([1, 5, Fraction(1, 2), Fraction(1, 100), Fraction(1, 4), Fraction(3, 7)])
DECIMAL_MODES = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-5", -5), ("12.50", Fraction(25, 2)), ("7.0", 7), ("9" * 40, 10**40 - 1)]
)
def test_a_plain_decimal_is_read_exactly(text, value):
    assert n.parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "010", "1e3", "1_000", "1,5", ".5", "5.", "+5", "--1", " 1", "1 ", "1\n", "٣"),
        *("0x1F", "1.2.3", "NaN", "Infinity", "1/3", "\u22125"),
        *("9" * 41, "9" * 100_000, "0." + "1" * 41),
    ],
)
def test_anything_but_a_plain_decimal_is_no_number(text):
    assert n.parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", Fraction(25, 2)),
        ("-0,5", Fraction(-1, 2)),
        ("12", 12),
        ("1.234,5", Fraction(2469, 2)),
        ("1.234.567", 1234567),
        ("1.234", None),
        ("12.5", None),
        ("1,2,3", None),
        ("1.23,4", None),
        ("٣,٥", None),
        ("9" * 50, None),
    ],
)
def test_a_decimal_comma_is_read_only_where_it_is_unambiguous(text, value):
    assert n.parse_vietnamese(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95 %", Fraction(19, 20)),
        ("95%", Fraction(19, 20)),
        ("100 %", 1),
        ("99.5 %", Fraction(199, 200)),
        ("95", None),
        ("95,5 %", None),
        ("%", None),
        ("1e2 %", None),
    ],
)
def test_a_percentage_is_a_share_of_one(text, value):
    assert n.parse_percent(text) == value


@pytest.mark.parametrize("value", [1.5, True, "1", None, float("nan")])
def test_what_is_not_exact_is_refused(value):
    with pytest.raises(TypeError):
        n.normal(value)


def test_whole_fractions_become_integers():
    assert type(n.normal(Fraction(4, 2))) is int
    assert type(n.normal(Decimal("2.00"))) is int
    assert n.normal(Decimal("1.10")) == Fraction(11, 10)


@given(decimals, st.sampled_from(sorted(DECIMAL_MODES)))
def test_rounding_agrees_with_decimal_in_every_mode(value, mode):
    expected = value.quantize(Decimal("0.01"), rounding=DECIMAL_MODES[mode])

    assert n.round_to(Fraction(value), Fraction(1, 100), mode) == Fraction(expected)


@given(numbers, steps, st.sampled_from(n.MODES))
def test_rounding_gives_a_multiple_nearer_than_one_step_and_stays_there(value, step, mode):
    rounded = n.round_to(value, step, mode)

    assert (Fraction(rounded) / step).denominator == 1
    assert abs(rounded - value) < step
    assert n.round_to(rounded, step, mode) == rounded


@given(numbers, numbers, steps, st.sampled_from(n.MODES))
def test_rounding_keeps_the_order(one, other, step, mode):
    low, high = sorted([one, other])

    assert n.round_to(low, step, mode) <= n.round_to(high, step, mode)


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("half_up", (3, -3)),
        ("half_even", (2, -2)),
        ("half_down", (2, -2)),
        ("up", (3, -3)),
        ("down", (2, -2)),
        ("ceiling", (3, -2)),
        ("floor", (2, -3)),
    ],
)
def test_a_tie_goes_where_the_mode_says(mode, results):
    half = Fraction(5, 2)

    assert (n.round_to(half, 1, mode), n.round_to(-half, 1, mode)) == results


@pytest.mark.parametrize("value", [2, Fraction(7, 3), Fraction(5, 2)])
def test_an_unknown_mode_or_a_step_of_nothing_is_refused(value):
    with pytest.raises(ValueError, match="nearest"):
        n.round_to(value, 1, "nearest")
    with pytest.raises(ValueError, match="0"):
        n.round_to(value, 0, "half_up")


@given(decimals)
def test_a_finite_decimal_is_written_out_exactly(value):
    text = n.decimal_text(n.normal(value))

    assert Decimal(text) == value
    assert not (text.endswith("0") and "." in text)


@given(numbers)
def test_the_exact_text_gives_the_number_back(value):
    assert n.from_exact(n.exact_text(value)) == value


def test_points_carry_the_decimals_of_the_step_and_at_most_six():
    step = Fraction(1, 100)

    assert n.points_text(Fraction(15, 2), step) == "7.50"
    assert n.points_text(Fraction(15, 2), 1) == "7.5"
    assert n.points_text(-7, step) == "-7.00"
    assert n.points_text(Fraction(2, 3), step) == "0.666667"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(15, 2), "7,5"),
        (1234567, "1.234.567"),
        (Fraction(-2469, 2), "\u22121.234,5"),
        (Fraction(1, 3), "0,33"),
        (Fraction(-1, 1000), "0,00"),
        (0, "0"),
    ],
)
def test_numbers_are_shown_as_vietnamese_papers_write_them(value, shown):
    assert n.vi(value) == shown


def test_a_share_is_shown_as_a_percentage():
    assert n.show_percent(Fraction(23, 24)) == "95,83%"
    assert n.show_percent(Fraction(23, 24), "en") == "95.83%"


@pytest.mark.parametrize("text", ["1e999999999", "1_000", " 1", "1/", "nan", "٣", "", "1.5/2"])
def test_an_exact_text_is_written_in_one_way_only(text):
    with pytest.raises(ValueError):
        n.from_exact(text)

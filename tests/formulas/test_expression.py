"""The small exact arithmetic: what it understands, what it refuses, and that it is exact."""

from __future__ import annotations

import warnings
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formulas.expression import MAX_LENGTH, MAX_NODES, Expression, ExpressionError

from .kit import signed


def value(text, **env):
    return Expression(text)(env)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", Fraction(7, 2)),
        ("-a + 1", -3),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("a / 3 * 3", 4),
        ("min(a, 3, 9)", 3),
        ("max(a, 3)", 4),
        ("abs(0 - a)", 4),
        ("1 if a > 3 else 2", 1),
        ("1 < a <= 4", True),
        ("a == 4 and not a != 4", True),
        ("a < 1 or a >= 5", False),
    ],
)
def test_expression_has_its_exact_value(text, wanted) -> None:
    result = value(text, a=4)
    assert (result, type(result)) == (wanted, type(wanted))


@pytest.mark.parametrize(
    "text",
    [
        "a.real",
        "a.__class__",
        "().__class__",
        "open(1)",
        "eval(1)",
        "sum(a, 1)",
        "min(a)",
        "min(a, key=a)",
        "min(*a)",
        "abs()",
        "abs(a, a)",
        "a()",
        "a ** 2",
        "2 ** 99999999",
        "a // 2",
        "a % 2",
        "a @ a",
        "a << 9",
        "a | 1",
        "~a",
        "'a'",
        '"a" * 99',
        "f'{a}'",
        "b'1'",
        "lambda: 1",
        "lambda a: a",
        "[a]",
        "{a}",
        "(a, 1)",
        "[a for a in a]",
        "a[0]",
        "(b := 1)",
        "await a",
        "yield",
        "True",
        "None",
        "...",
        "a in a",
        "a is a",
        "1e9",
        "1_000",
        "0x10",
        "1j",
        "010",
        "1.",
        ".5",
        "9" * 60,
        "1;2",
        "a = 1",
        "import os",
        "a % 50",
        "50 % a",
        "a # b",
        "a \\ b",
        "số",
        "",
        "   ",
        "a +",
        "\x00",
        "a\n+ 1",
    ],
)
def test_everything_else_is_refused_without_warnings(text) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ExpressionError):
            Expression(text)


@pytest.mark.parametrize(
    "text", ["(" * 190 + "1" + ")" * 190, "-" * 399 + "1", "not " * 99 + "1", "1" + "+1" * 199, "a" * (MAX_LENGTH + 1)]
)
def test_deep_and_long_expressions_are_refused_or_cheap(text) -> None:
    with suppress(ExpressionError):
        assert Expression(text)({}) in (1, -1)


def test_limits_on_length_and_parts_are_named() -> None:
    with pytest.raises(ExpressionError, match=str(MAX_LENGTH)):
        Expression("1" + " " * MAX_LENGTH)
    with pytest.raises(ExpressionError, match=str(MAX_NODES)):
        Expression("1" + "+1" * 150)


def test_division_by_zero_is_an_arithmetic_error() -> None:
    with pytest.raises(ZeroDivisionError):
        value("1 / (a - a)", a=3)


def test_number_grown_too_long_is_an_arithmetic_error() -> None:
    with pytest.raises(OverflowError):
        value("a * a", a=10**3000)


def test_names_read_are_listed_and_functions_are_no_names() -> None:
    assert Expression("max(a, b) + (c if a > M else 1)").names == {"a", "b", "c", "M"}


@pytest.mark.parametrize(
    ("text", "sort"),
    [("a + 1", "number"), ("-a", "number"), ("max(a, 1)", "number"), ("a > 1", "truth"), ("not a", "truth"),
     ("a", ""), ("1 if a else 2", "number"), ("1 if a else a > 2", "")],
)  # fmt: skip
def test_sort_is_known_where_it_does_not_depend_on_variables(text, sort) -> None:
    assert Expression(text).sort == sort


@settings(max_examples=50)
@given(signed, signed, signed)
def test_arithmetic_agrees_with_fractions(a, b, c) -> None:
    env = {"a": a, "b": b, "c": c}
    assert value("a * b - c / 4 + 0.25", **env) == Fraction(a) * b - Fraction(c) / 4 + Fraction(1, 4)
    assert value("a < b and b <= c", **env) == (a < b <= c) == value("a < b <= c", **env)
    assert value("max(a, b, c) - min(a, b, c)", **env) == max(a, b, c) - min(a, b, c)


@settings(max_examples=150)
@given(st.text(alphabet="abM01.9 ()+-*/<>=!,'[]%_\nnotifelse", max_size=30))
def test_any_text_is_a_value_or_a_named_error(text) -> None:
    try:
        Expression(text)({"a": 1, "b": 2, "M": 3})
    except (ExpressionError, ArithmeticError, KeyError):
        return
    assert text.strip()

"""What is said of a formula without any dossier holds for every value its variables can have."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formulas.expression import Expression
from scoring.formulas.formula import Formula
from scoring.formulas.interface import Domain
from scoring.formulas.spans import Outlook, Span, hull

A = Domain(least=0, most=None, integral=True, percent=False)
B = Domain(least=0, most=None, integral=True, percent=False, limit="a")
R = Domain(least=0, most=1, integral=False, percent=True)
D = Domain(least=None, most=None, integral=True, percent=False)
Q = Domain(least=0, most=None, integral=False, percent=False, yes_no=True)
DOMAINS = {"a": A, "b": B, "r": R, "d": D, "q": Q}
MAXIMUM = 4

NUMBERS = st.sampled_from(["a", "b", "r", "d", "M", "0", "1", "2", "3.5", "50 %", "0.25"])


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(lambda one: f"{one[0]}({one[1]}, {one[2]})"),
        parts.map(lambda one: f"abs({one})"),
        parts.map(lambda one: f"(-{one})"),
    )


NUMBER = st.recursive(NUMBERS, _joined, max_leaves=4)
COMPARISON = st.tuples(NUMBER, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), NUMBER).map(" ".join)
TRUTH = st.recursive(
    COMPARISON | st.just("q"),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda one: f"({' '.join(one)})"),
        parts.map(lambda one: f"(not {one})"),
    ),
    max_leaves=3,
)
VALUE = st.one_of(NUMBER, st.tuples(NUMBER, TRUTH, NUMBER).map(lambda one: f"({one[0]} if {one[1]} else {one[2]})"))


@st.composite
def points(draw: Any) -> dict[str, Any]:
    """Values the variables can have: `b` is no more than `a`."""
    a = draw(st.integers(0, 9))
    return {
        "a": a,
        "b": draw(st.integers(0, a)),
        "r": draw(st.fractions(0, 1, max_denominator=20) | st.sampled_from([0, 1, Fraction(1, 2)])),
        "d": draw(st.integers(-9, 9)),
        "q": draw(st.booleans()),
    }


@st.composite
def formulas(draw: Any) -> Formula:
    branches = draw(st.lists(st.fixed_dictionaries({"when": TRUTH, "points": VALUE}), max_size=2))
    let = {"k": draw(NUMBER)}
    uses = {name: name for name in DOMAINS}
    return Formula.model_validate({"uses": uses, "let": let, "branches": branches, "otherwise": draw(VALUE)})


@settings(max_examples=150)
@given(VALUE, points())
def test_a_span_holds_every_value(text: str, point: dict[str, Any]) -> None:
    expression = Expression(text)
    outlook = Outlook(DOMAINS, {"M": MAXIMUM}, {})
    cells = outlook.cells([expression]) or []
    try:
        value = expression({**point, "M": MAXIMUM})
    except ArithmeticError:
        return

    # The cells are a cover: one of them holds the point and its value.
    assert not cells or any(_holds(outlook.span(expression, outlook.within(cell)), value) for cell in cells
                            if all(_holds(cell.spans[name], point[name]) for name in DOMAINS))  # fmt: skip


def _holds(span: Any, value: Any) -> bool:
    if not isinstance(span, Span):
        return value in span
    return (span.low is None or span.low <= value) and (span.high is None or value <= span.high)


@settings(max_examples=50)
@given(formulas(), st.lists(points(), min_size=1, max_size=12))
def test_a_formula_gives_what_it_is_said_to_give(formula: Formula, values: list[dict[str, Any]]) -> None:
    """Its points lie in the span told, a branch told of as dead is never taken, and a condition told of never turns."""
    issues = list(formula.domain_issues(MAXIMUM, DOMAINS))
    dead = {one.path[1] for one in issues if one.code == "SC363" and len(one.path) == 2 and one.path[0] == "branches"}
    low, high = formula.reach(MAXIMUM, DOMAINS)
    score = formula.compile(MAXIMUM)
    for value in values:
        try:
            scored = score(*value.values())
        except ArithmeticError:
            continue
        assert low <= scored.points <= high
        assert scored.branch not in dead
        above = [one for one in issues if one.code == "SC306" and one.path[0] == scored.branch]
        assert not above or scored.points == MAXIMUM


def test_points_above_the_maximum_and_a_divisor_of_zero_are_told_of_where_they_were_seen() -> None:
    """Both come with values that show it."""
    formula = Formula.model_validate({"uses": {"r": "r", "a": "a"}, "otherwise": "r * 5 + 0 / (a - 3)"})
    found = {one.code: dict(one.values) for one in formula.domain_issues(MAXIMUM, {"r": R, "a": A})}

    assert found == {"SC372": {"divisor": "a - 3"}}
    formula = Formula.model_validate({"uses": {"r": "r"}, "otherwise": "r * 5"})
    found = {one.code: dict(one.values) for one in formula.domain_issues(MAXIMUM, {"r": R})}
    assert found == {"SC362": {"most": "5", "maximum": "4"}}


def test_a_formula_of_many_variables_is_not_looked_into() -> None:
    """Each variable has at least three pieces; nine of them have too many cells."""
    uses = {f"v{index}": "r" for index in range(9)}
    formula = Formula.model_validate({"uses": uses, "otherwise": " + ".join(uses)})

    assert list(formula.domain_issues(MAXIMUM, {"r": R})) == []
    assert formula.reach(MAXIMUM, {"r": R}) == (0, MAXIMUM)


def test_a_chain_of_products_and_a_thousand_branches_cost_little() -> None:
    """Numbers that would double their length at each step, and expressions times cells without end."""
    let = {"k0": "a * 1234567", "c0": "1234567"}
    let |= {f"k{n}": f"k{n - 1} * k{n - 1}" for n in range(1, 60)} | {
        f"c{n}": f"c{n - 1} * c{n - 1}" for n in range(1, 60)
    }
    long = Formula.model_validate({"uses": {"a": "a"}, "let": let, "otherwise": "k59 + c59"})
    branches = [{"when": f"a + r > {n}", "points": "q * d + b"} for n in range(1000)]
    wide = Formula.model_validate({"uses": {one: one for one in DOMAINS}, "branches": branches, "otherwise": "M"})

    assert [one.code for one in long.domain_issues(MAXIMUM, DOMAINS)] == []
    assert [one.code for one in wide.domain_issues(MAXIMUM, DOMAINS)] == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        # A share and a number that is none …
        *((one, "SC307") for one in (
            "r >= 80", "r >= 3", "r == 80", "r >= a", "b / a >= 80", "min(r, 80) > 0", "r - 80 > 0", "r * 2 >= 3", "r / 2 >= 3",
            "r * r >= 3", "-r >= -3", "abs(r) > 80", "r >= 2 * 40", "not (r >= 80)", "a >= 1 and r >= 90", "(r if a > 1 else r) > 3",
        )),
        # … a count and a percentage …
        *((one, "SC308") for one in ("a >= 80 %", "a * 2 >= 80 %", "a * r >= 80 %", "min(a, 80 %) > 0")),
        # … and what may be meant as it stands.
        *((one, None) for one in (
            "r >= 80 %", "r >= 1", "r >= 2", "r >= 0.8", "b / a >= 80 %", "r - 1 > 0", "r + 80 > 100", "80 - r > 0", "r * 100 >= 80",
            "100 * r >= 80", "r / 100 >= 80 %", "a * r >= 3", "2 * 40 % >= r", "(r if a > 1 else 80) > 1",
        )),
    ],
)  # fmt: skip
def test_a_share_is_compared_with_shares(when: str, code: str | None) -> None:
    score = {"uses": {one: one for one in "abr"}, "branches": [{"when": when, "points": "1"}], "otherwise": "2"}
    found = Formula.model_validate(score).domain_issues(MAXIMUM, DOMAINS)

    assert {one.code for one in found} & {"SC307", "SC308"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("n * z", 0, 0), ("n * p", 0, None), ("z * n - z", 0, 0), ("(n - 1) * p", -3, None), ("(1 - n) * p", None, 3)],
)
def test_a_product_with_what_has_no_limit_is_as_narrow_as_it_can_be(text: str, least: int, most: int | None) -> None:
    limits = {"n": (0, None), "z": (0, 0), "p": (0, 3)}
    domains = {id: Domain(least=low, most=high, integral=False, percent=False) for id, (low, high) in limits.items()}
    expression = Expression(text)
    outlook = Outlook(domains, {}, {})
    spans = [outlook.span(expression, outlook.within(cell)) for cell in outlook.cells([expression]) or []]
    assert hull([one for one in spans if isinstance(one, Span)]) == Span(least, most)

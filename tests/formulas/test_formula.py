"""The kind for what no other foresees: variables, branches, an exact expression."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.formulas.interface import Range, Spec

from .kit import build, errors, known, stored, view

KEYS = {
    "uses": {"a": "so_vu", "t": "chi_tieu"},
    "let": {"ty_le": "a / t", "vuot": "ty_le > 1"},
    "branches": [{"when": "vuot", "points": "M + 5"}, {"when": "a == t", "points": "0.9 * M"}],
    "otherwise": "0.5 * M * ty_le",
}


@pytest.mark.parametrize(
    ("a", "t", "points", "branch"),
    [(11, 10, 10, 0), (10, 10, 9, 1), (5, 10, Fraction(5, 2), "otherwise"), (-5, 10, 0, "otherwise")],
)
def test_first_branch_that_holds_is_taken_and_points_stay_within_the_maximum(a, t, points, branch) -> None:
    scored = build("formula", **KEYS).compile(10)(a, t)
    assert (scored.points, scored.branch) == (points, branch)


def test_division_by_zero_is_an_arithmetic_error() -> None:
    with pytest.raises(ArithmeticError):
        build("formula", **KEYS).compile(10)(1, 0)


def test_chained_products_stop_before_they_eat_the_memory() -> None:
    let = {"x1": "a" + " * a" * 20}
    let |= {f"x{i}": f"x{i - 1}" + f" * x{i - 1}" * 20 for i in range(2, 6)}
    spec = build("formula", uses={"a": "m"}, let=let, otherwise="x5")
    with pytest.raises(ArithmeticError):
        spec.compile(10)(10**39)


def test_unknown_inputs_leave_every_point_possible() -> None:
    spec = build("formula", **KEYS)
    assert spec.bounds(10, [known(5), Range()]) == (0, 10)
    assert spec.bounds(10, [known(5), known(10)]) == (Fraction(5, 2), Fraction(5, 2))


def test_truth_value_as_variable_counts_as_zero_or_one() -> None:
    scored = build("formula", uses={"co": "x"}, otherwise="co").compile(4)(True)
    assert (scored.points, type(scored.points)) == (1, int)


def test_variables_are_told_by_measure_though_a_stored_result_has_its_keys_sorted() -> None:
    keys = {"uses": {"a": "lam", "t": "giao", "d": "con"}, "let": {"z": "a / t", "b": "z + d"}}
    scored = build("formula", **keys, otherwise="b").compile(10)(6, 3, 4)
    written = {name: dict(sorted(one.items())) for name, one in keys.items()}
    inputs = [view("lam", 6), view("giao", 3), view("con", 4)]

    lines = build("formula", **written, otherwise="b").explain(10, inputs, stored(scored), "vi")

    assert {line.text[0]: line.value for line in lines[:3]} == {"a": "6", "t": "3", "d": "4"}
    assert [line.text for line in lines[3:5]] == ["z = a ÷ t", "b = z + d"]


def test_explanation_names_variables_intermediate_values_and_the_branch() -> None:
    spec = build("formula", **KEYS)
    lines = spec.explain(10, [view("so_vu", 11), view("chi_tieu", 10)], stored(spec.compile(10)(11, 10)), "vi")
    assert [line.value for line in lines] == ["11", "10", "1,1", "đúng", "10"]
    assert lines[-1].text == "vuot: 10 + 5 (giới hạn 0 – 10)"
    assert _others(spec, 0, "vi") == ["a = t: 0,9 × 10", "còn lại: 0,5 × 10 × ty_le"]
    assert _others(spec, "otherwise", "en") == ["vuot: 10 + 5", "a = t: 0.9 × 10"]
    assert _others(spec, "otherwise", "vi") == ["vuot: 10 + 5", "a = t: 0,9 × 10"]


def _others(spec: Spec, branch: int | str, lang: str) -> list[str]:
    return [f"{x.text}: {x.value}" for x in spec.untaken(10, branch, lang)]


def _codes(**changes):
    return errors(build("formula", **{**KEYS, **changes}), 10)


def test_mistakes_in_expressions_are_reported() -> None:
    assert _codes() == []
    assert _codes(otherwise="a.b") == ["SC311"]
    assert _codes(otherwise="a + b") == ["SC312"]
    assert _codes(let={"ty_le": "vuot", "vuot": "a / t > 1"}) == ["SC312"]
    assert _codes(let={"ty_le": "a / t", "vuot": "a > t", "M": "1"}) == ["SC310"]
    assert _codes(let={"ty_le": "a / t", "vuot": "a > t", "a": "1"}) == ["SC310"]
    assert _codes(uses={"a": "x", "t": "y", "M": "z"}) == ["SC310"]


def test_comparison_as_points_and_number_as_condition_are_reported() -> None:
    assert _codes(otherwise="a > t") == ["SC311"]
    assert _codes(branches=[{"when": "vuot", "points": "a > 1"}]) == ["SC311"]
    assert _codes(branches=[{"when": "a + t", "points": "1"}]) == ["SC311"]


def test_variable_never_used_is_a_warning() -> None:
    spec = build("formula", uses={"a": "x", "b": "y"}, otherwise="a")
    assert [issue.code for issue in spec.issues(10, {})] == ["SC313"]
    assert not errors(spec, 10)

"""Kinds over shares: proportional, assigned target, external score, relative to the block."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from scoring.formulas.interface import Range

from .kit import build, errors, exacts, score, stored, view


@pytest.mark.parametrize(
    ("value", "points", "branch"),
    [
        (0, 0, "floor"),
        (Fraction(1, 5), 0, "floor"),
        (Fraction(3, 10), 1, "between"),
        (Fraction(1, 2), 3, "between"),
        (Fraction(9, 10), 7, "target"),
        (1, 7, "target"),
    ],
)
def test_points_grow_from_the_floor_to_the_target(value, points, branch) -> None:
    scored = score("proportional", 7, value, of="a", floor="20 %", target="90 %")
    assert (scored.points, scored.branch) == (points, branch)


def test_target_below_the_floor_means_less_is_better() -> None:
    run = build("proportional", of="a", floor=10, target=0).compile(5)
    assert [run(n).points for n in (0, 4, 10, 12)] == [5, 3, 0, 0]
    assert build("proportional", of="a", floor=10, target=0).bounds(5, [Range(4)]) == (0, 3)


def test_thirds_stay_exact() -> None:
    assert score("proportional", 10, Fraction(1, 3), of="a").points == Fraction(10, 3)


@settings(max_examples=40)
@given(exacts, exacts)
def test_a_greater_share_never_gives_less(one, other) -> None:
    low, high = sorted((one, other))
    for run in (
        build("proportional", of="a", floor=3, target=17).compile(7),
        build("external", of="a", scale=20).compile(7),
    ):
        assert run(low).points <= run(high).points


def test_floor_equal_to_target_and_edges_of_the_wrong_sort_are_reported() -> None:
    assert errors(build("proportional", of="a", floor="50 %", target="50 %"), 5) == ["SC303"]
    spec = build("proportional", of="a", floor="20 %", target="90 %")
    issues = list(spec.issues(5, {"a": False}))
    assert [(x.code, x.values["value"]) for x in issues] == [("SC308", "20 %"), ("SC308", "90 %")]
    assert errors(build("proportional", of="a", floor=20, target=90), 5, {"a": True}) == ["SC307", "SC307"]


@pytest.mark.parametrize(
    ("actual", "points", "branch"), [(0, 0, "below"), (5, Fraction(5, 2), "below"), (10, 9, "at"), (11, 10, "above")]
)
def test_target_is_missed_met_or_exceeded(actual, points, branch) -> None:
    scored = score("target", 10, actual, 10, of="a", target="t", below="50 %", at="90 %")
    assert (scored.points, scored.branch) == (points, branch)


def test_target_of_zero_and_actual_below_zero_need_no_division() -> None:
    assert score("target", 10, 0, 0, of="a", target="t").points == 10
    assert score("target", 10, -1, 0, of="a", target="t").points == 0
    assert score("target", 10, -4, 10, of="a", target="t").points == 0


def test_target_levels_that_fall_or_exceed_the_maximum_are_reported() -> None:
    assert errors(build("target", of="a", target="t", below="95 %", at="90 %"), 10) == ["SC309"]
    assert errors(build("target", of="a", target="t", above=11), 10) == ["SC306"]


def test_external_result_is_scaled_to_the_maximum_and_never_exceeds_it() -> None:
    assert score("external", 30, 85, of="a").points == Fraction(51, 2)
    assert score("external", 30, 120, of="a").points == 30
    assert score("external", 30, -1, of="a").points == 0
    assert build("external", of="a").bounds(30, [Range()]) == (0, 30)


def test_scale_of_zero_is_reported() -> None:
    assert errors(build("external", of="a", scale=0), 30) == ["SC303"]


@pytest.mark.parametrize(
    ("value", "best", "points"), [(4, 4, 6), (3, 4, Fraction(9, 2)), (0, 4, 0), (0, 0, 0), (5, 4, 6), (-3, -1, 0)]
)
def test_share_of_the_best_where_higher_is_better(value, best, points) -> None:
    assert score("relative", 6, value, best, of="a").points == points


@pytest.mark.parametrize(
    ("value", "best", "points"), [(2, 2, 6), (4, 2, 3), (0, 0, 6), (3, 0, 0), (3, -5, 0), (-1, -5, 6)]
)
def test_best_over_value_where_lower_is_better(value, best, points) -> None:
    assert score("relative", 6, value, best, of="a", better="lower").points == points


def test_without_the_best_of_the_block_every_point_is_possible() -> None:
    spec = build("relative", of="a")
    assert spec.reads() == ("a", "best:a")
    assert spec.bounds(6, [Range(3, 3, None, 3), Range()]) == (0, 6)


def test_working_of_a_proportion_shows_its_operands() -> None:
    spec = build("proportional", of="a", floor=2, target=9)
    (line,) = spec.explain(7, [view("a", 5)], stored(spec.compile(7)(5)), "vi")
    assert (line.working, line.value) == ("(5 − 2) ÷ (9 − 2) × 7", "3")


def test_external_percentage_is_scaled_by_a_percentage() -> None:
    spec = build("external", of="a", scale="100 %")
    assert spec.compile(30)(Fraction(17, 20)).points == Fraction(51, 2)
    assert not errors(spec, 30, {"a": True})
    assert errors(build("external", of="a", scale="80 %"), 30, {"a": False}) == ["SC308"]
    assert errors(build("external", of="a"), 30, {"a": True}) == ["SC307"]


@pytest.mark.parametrize(
    ("better", "own", "best", "points", "text"),
    [
        ("higher", 3, 4, Fraction(3, 2), "Đại lượng a: từ 3 lên 4, bằng đơn vị dẫn đầu khối"),
        ("lower", 4, 3, Fraction(3, 2), "Đại lượng a: từ 4 xuống 3, bằng đơn vị dẫn đầu khối"),
        ("higher", 0, 0, 6, "Đại lượng a: trên 0 (cả khối chưa đơn vị nào có)"),
    ],
)
def test_advice_relative_to_the_block_names_what_the_best_has(better, own, best, points, text) -> None:
    spec = build("relative", of="a", better=better)
    scored = stored(spec.compile(6)(own, best))
    gain = spec.gain(6, [view("a", own), view("best:a", best)], scored, "vi")

    assert gain is not None
    assert (gain.points, gain.text) == (points, text)


def test_the_best_of_the_block_is_given_no_advice() -> None:
    spec = build("relative", of="a")
    scored = stored(spec.compile(6)(4, 4))
    assert spec.gain(6, [view("a", 4), view("best:a", 4)], scored, "vi") is None


@pytest.mark.parametrize(
    ("better", "own", "best", "span"),
    [
        ("higher", Range(2, 3), Range(4, 6), (4, 9)),
        ("higher", Range(2, 3), Range(4), (0, 9)),
        ("higher", Range(2), Range(4, 6), (4, 12)),
        ("higher", Range(0, 0), Range(0, 5), (0, 0)),
        ("higher", Range(0, 1), Range(0, 5), (0, 12)),
        ("higher", Range(0, 3), Range(0, 0), (0, 0)),
        ("lower", Range(4, 6), Range(2, 3), (4, 9)),
        ("lower", Range(4), Range(2, 3), (0, 9)),
        ("lower", Range(0, 6), Range(3, 3), (6, 12)),
        ("lower", Range(0, 6), Range(0, 0), (0, 12)),
        ("lower", Range(0, 0), Range(0, 2), (12, 12)),
        ("lower", Range(4, 6), Range(0, 3), (0, 9)),
    ],
)
def test_what_is_known_of_the_value_and_the_best_bounds_the_points(better, own, best, span) -> None:
    assert build("relative", of="a", better=better).bounds(12, (own, best)) == span


@pytest.mark.parametrize(
    ("actual", "target", "span"),
    [
        (Range(2, 3), Range(4, 8), (1, 3)),
        (Range(2, 4), Range(4, 8), (1, 6)),
        (Range(2, 5), Range(4, 8), (1, 8)),
        (Range(2), Range(4, 8), (1, 8)),
        (Range(2, 3), Range(4), (0, 3)),
        (Range(0, 0), Range(0, 0), (6, 6)),
        (Range(5, 9), Range(4, 4), (8, 8)),
    ],
)
def test_what_is_known_of_the_actual_and_the_target_bounds_the_points(actual, target, span) -> None:
    spec = build("target", of="a", target="t", below="50 %", at="75 %", above="100 %")

    assert spec.bounds(8, (actual, target)) == span

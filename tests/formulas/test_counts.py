"""Kinds over counts and days: per item, deductions, timeliness."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formulas.interface import Range

from .kit import build, counts, errors, score, stored, view


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, 4), (2, 8), (3, 8), (-1, 0)])
def test_items_count_up_to_the_maximum(count, points) -> None:
    assert score("per_item", 8, count, of="a", points=4).points == points


def test_lower_cap_wins_over_the_maximum_and_a_higher_one_is_reported() -> None:
    assert score("per_item", 8, 9, of="a", points=1, cap=3).points == 3
    assert build("per_item", of="a", points=1, cap=3).attainable(8) == 3
    assert errors(build("per_item", of="a", points=1, cap=9), 8) == ["SC306"]


def test_advice_counts_whole_items() -> None:
    spec = build("per_item", of="a", points=3)
    gain = spec.gain(8, [view("a", 1)], stored(spec.compile(8)(1)), "vi")
    assert gain is not None
    assert (gain.points, gain.text) == (5, "thêm 2: đại lượng a")


def test_open_count_can_still_reach_the_cap() -> None:
    assert build("per_item", of="a", points=4).bounds(8, [Range(1)]) == (4, 8)


@settings(max_examples=40)
@given(counts, counts, st.integers(0, 5), st.integers(1, 4), st.integers(0, 6))
def test_more_items_never_give_less_and_more_faults_never_give_more(one, other, points, each, floor) -> None:
    low, high = sorted((one, other))
    items = build("per_item", of="a", points=points).compile(6)
    faults = build("deduct", of="a", points=points, each=each, floor=floor).compile(6)
    late = build("timeliness", of="a", per_day=points, grace=each, none_after=9, floor=floor).compile(6)
    assert items(low).points <= items(high).points
    assert faults(low).points >= faults(high).points >= floor
    assert late(low).points >= late(high).points


@pytest.mark.parametrize(("count", "points"), [(0, 5), (1, 4), (3, 2), (4, 2), (100, 2)])
def test_deduction_stops_at_the_floor(count, points) -> None:
    assert score("deduct", 5, count, of="a", points=1, floor=2).points == points


def test_only_full_groups_of_each_are_deducted_and_the_working_says_so() -> None:
    spec = build("deduct", of="a", points=1, each=3)
    run = spec.compile(5)
    assert [run(n).points for n in (0, 2, 3, 5, 6)] == [5, 5, 4, 4, 3]
    line = spec.explain(5, [view("a", 7)], stored(run(7)), "vi")[1]
    assert (line.working, line.value) == ("7 ÷ 3 → đủ 2 lần × 1", "2")


def test_floor_reached_is_said() -> None:
    spec = build("deduct", of="a", points=1, floor=Fraction(1, 2))
    lines = spec.explain(5, [view("a", 9)], stored(spec.compile(5)(9)), "en")
    assert lines[-1].text == "(floor 0.5 reached)"


def test_deduction_with_floor_above_the_maximum_or_groups_of_nothing_is_reported() -> None:
    assert errors(build("deduct", of="a", points=1, floor=6), 5) == ["SC306"]
    assert errors(build("deduct", of="a", points=1, each=0), 5) == ["SC303"]


ITEMS = [{"of": "nhe", "points": 1}, {"of": "nang", "points": 3}]


@pytest.mark.parametrize(("light", "grave", "points"), [(0, 0, 10), (2, 1, 5), (0, 3, 2), (9, 9, 2), (-5, 1, 7)])
def test_each_severity_costs_its_own_points(light, grave, points) -> None:
    assert score("deduct_by_severity", 10, light, grave, items=ITEMS, floor=2).points == points


def test_open_list_of_one_severity_bounds_the_deduction() -> None:
    spec = build("deduct_by_severity", items=ITEMS, floor=2)
    assert spec.bounds(10, [Range(2, 2, None, 2), Range(1)]) == (2, 5)
    assert spec.bounds(10, [Range(2, 2, None, 2), Range(1, 2)]) == (2, 5)
    assert errors(build("deduct_by_severity", items=ITEMS, floor=11), 10) == ["SC306"]


@pytest.mark.parametrize(
    ("days", "points", "branch"),
    [(-3, 4, "on_time"), (0, 4, "on_time"), (1, 3, "late"), (3, 1, "late"), (5, 1, "late"), (6, 0, "too_late")],
)
def test_lateness_costs_points_by_the_day(days, points, branch) -> None:
    scored = score("timeliness", 4, days, of="a", per_day=1, none_after=5, floor=1)
    assert (scored.points, scored.branch) == (points, branch)


def test_grace_days_cost_nothing_but_the_day_after_counts_them_all() -> None:
    run = build("timeliness", of="a", per_day=1, grace=2).compile(4)
    assert [run(n).points for n in (2, 3)] == [4, 1]


def test_late_working_shows_days_times_points_even_below_the_floor() -> None:
    spec = build("timeliness", of="a", per_day=2, floor=1)
    lines = spec.explain(4, [view("a", 3)], stored(spec.compile(4)(3)), "vi")
    assert [line.value for line in lines] == ["4", "6", ""]
    assert lines[-1].text == "(chạm sàn 1)"
    assert errors(build("timeliness", of="a", per_day=2, floor=5), 4) == ["SC306"]


def test_unlimited_delay_may_cost_everything() -> None:
    assert build("timeliness", of="a", per_day=1, floor=1).bounds(4, [Range(1)]) == (1, 3)
    assert build("timeliness", of="a", per_day=1, none_after=5, floor=1).bounds(4, [Range(1)]) == (0, 3)

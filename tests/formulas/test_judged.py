"""Kinds in which somebody awards or takes away points."""

from __future__ import annotations

import pytest

from scoring.formulas.interface import Range

from .kit import build, errors, known, score, stored, view


def test_judgement_gives_the_points_awarded_within_its_range() -> None:
    spec = build("judgement", by="superior", least=2, most=8)
    assert spec.judge() == "superior"
    assert spec.judged(10) == (2, 8)
    assert spec.compile(10)(5).points == 5
    assert spec.bounds(10, [Range(2, 8)]) == (2, 8)
    assert spec.attainable(10) == 8
    assert build("judgement", by="agency").judged(10) == (0, 10)


def test_judgement_range_reversed_or_above_the_maximum_is_reported() -> None:
    assert errors(build("judgement", by="agency", least=5, most=4), 10) == ["SC303"]
    assert errors(build("judgement", by="agency", most=11), 10) == ["SC306"]


@pytest.mark.parametrize(("value", "awarded", "points", "branch"), [(10, 0, 10, "full"), (9, 6, 6, "judged")])
def test_condition_met_gives_the_maximum_else_the_points_awarded(value, awarded, points, branch) -> None:
    scored = score("discretion", 10, value, awarded, of="a", full_at=10, by="appraiser")
    assert (scored.points, scored.branch) == (points, branch)


def test_discretion_without_a_judgement_is_bounded_by_what_may_be_awarded() -> None:
    spec = build("discretion", of="a", full_at=10, by="appraiser", up_to="80 %")
    pending = Range(0, 8)
    assert spec.bounds(10, [known(10), pending]) == (10, 10)
    assert spec.bounds(10, [known(9), pending]) == (0, 8)
    assert spec.bounds(10, [Range(9), pending]) == (0, 10)
    assert spec.bounds(10, [Range(1, 9), known(5)]) == (5, 5)


def test_discretion_beyond_the_maximum_or_with_a_share_for_a_count_is_reported() -> None:
    assert errors(build("discretion", of="a", full_at=10, by="agency", up_to=11), 10) == ["SC306"]
    (issue,) = build("discretion", of="a", full_at="90 %", by="agency").issues(10, {"a": False})
    assert (issue.code, issue.values["value"]) == ("SC308", "90 %")
    assert errors(build("discretion", of="a", full_at=9, by="agency"), 10, {"a": True}) == ["SC307"]


RANGE = {"of": "a", "by": "appraiser", "from": 2, "to": 5}


@pytest.mark.parametrize(
    ("count", "taken", "points", "branch"),
    [(0, 0, 10, "none"), (-2, 3, 10, "none"), (1, 3, 7, "taken"), (2, 5, 5, "taken")],
)
def test_nothing_is_taken_away_where_nothing_happened(count, taken, points, branch) -> None:
    scored = score("deduct_range", 10, count, taken, **RANGE)
    assert (scored.points, scored.branch) == (points, branch)


def test_deduction_not_yet_judged_is_bounded_by_its_limits() -> None:
    bounds = build("deduct_range", **RANGE).bounds
    pending = Range(2, 5)
    assert bounds(10, [known(0), pending]) == (10, 10)
    assert bounds(10, [Range(0, 0), pending]) == (10, 10)
    assert bounds(10, [Range(-3, -1), pending]) == (10, 10)
    assert bounds(10, [known(1), pending]) == (5, 8)
    assert bounds(10, [Range(0), pending]) == (5, 10)
    assert bounds(10, [known(1), known(3)]) == (7, 7)


def test_floor_of_a_judged_deduction_is_shown_and_checked() -> None:
    spec = build("deduct_range", **RANGE, floor=8)
    scored = spec.compile(10)(1, 5)
    assert scored.points == 8
    lines = spec.explain(10, [view("a", 1), view("judgement:", 5)], stored(scored), "vi")
    assert [line.value for line in lines] == ["10", "5", ""]
    assert errors(build("deduct_range", **RANGE, floor=11), 10) == ["SC306"]


def test_limits_reversed_or_above_the_maximum_are_reported() -> None:
    assert errors(build("deduct_range", **{**RANGE, "from": 6}), 10) == ["SC303"]
    assert errors(build("deduct_range", **RANGE), 4) == ["SC306"]

"""Kinds that choose one of several fixed values: yes or no, checklist, bands, levels."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from scoring.formulas.interface import Range

from .kit import build, errors, exacts, score, stored, view

TIERS = [
    {"from": "100 %", "points": 6},
    {"from": "90 %", "below": "100 %", "points": "50 %"},
    {"below": "90 %", "points": 0},
]


def test_yes_and_no_have_their_own_points() -> None:
    assert score("yes_no", 4, True, of="a").points == 4
    assert score("yes_no", 4, False, of="a").points == 0
    assert score("yes_no", 4, False, of="a", yes=0, no="50 %").points == 2


def test_yes_worth_more_than_the_maximum_is_reported() -> None:
    assert errors(build("yes_no", of="a", yes=5), 4) == ["SC306"]
    assert errors(build("yes_no", of="a", no=5), 4) == ["SC306"]
    assert not errors(build("yes_no", of="a", yes=4), 4)


def test_advice_names_the_better_answer() -> None:
    spec = build("yes_no", of="a", yes=0, no=4)
    gain = spec.gain(4, [view("a", True)], stored(spec.compile(4)(True)), "vi")
    assert gain is not None
    assert (gain.points, gain.text) == (4, "Đại lượng a: không")


PARTS = [{"of": "a", "points": 1}, {"of": "b", "points": 1}, {"of": "c", "points": 2}]


def test_checklist_adds_the_parts_answered_yes() -> None:
    assert score("checklist", 4, True, False, True, parts=PARTS).points == 3
    assert score("checklist", 4, False, False, False, parts=PARTS).points == 0


def test_part_that_does_not_apply_is_rescaled_away_or_kept() -> None:
    assert score("checklist", 4, True, None, False, parts=PARTS).points == Fraction(4, 3)
    assert score("checklist", 4, True, None, False, parts=PARTS, not_applicable="keep").points == 1


def test_advice_of_a_checklist_leaves_out_parts_that_do_not_apply() -> None:
    spec = build("checklist", parts=PARTS, not_applicable="keep")
    values = (None, False, True)
    views = [view(id, value) for id, value in zip("abc", values, strict=True)]
    gain = spec.gain(4, views, stored(spec.compile(4)(*values)), "vi")
    assert gain is not None
    assert (gain.points, gain.text) == (1, "còn thiếu: đại lượng b")


def test_parts_that_do_not_add_up_are_reported() -> None:
    assert errors(build("checklist", parts=PARTS), 5) == ["SC305"]
    assert not errors(build("checklist", parts=PARTS), 4)


@pytest.mark.parametrize(
    ("value", "points"),
    [(1, 6), (2, 6), (Fraction(9999, 10000), 3), (Fraction(9, 10), 3), (Fraction(8999, 10000), 0), (0, 0), (-1, 0)],
)
def test_tier_begins_at_from_and_ends_just_below_below(value, points) -> None:
    assert score("bands", 6, value, of="a", tiers=TIERS).points == points


def test_value_in_no_tier_is_an_arithmetic_error() -> None:
    with pytest.raises(ArithmeticError):
        score("bands", 6, 1, of="a", tiers=[{"from": 2, "points": 6}])


@settings(max_examples=40)
@given(exacts, exacts)
def test_more_never_gives_less_where_tiers_rise(one, other) -> None:
    tiers = [{"from": 20, "points": 6}, {"from": 8, "below": 20, "points": 5}, {"below": 8, "points": 1}]
    run = build("bands", of="a", tiers=tiers).compile(6)
    low, high = sorted((one, other))
    assert run(low).points <= run(high).points


def test_range_reaches_exactly_the_tiers_it_touches() -> None:
    bounds = build("bands", of="a", tiers=TIERS).bounds
    assert bounds(6, [Range(0, 1)]) == (0, 6)
    assert bounds(6, [Range(0, Fraction(99, 100))]) == (0, 3)
    assert bounds(6, [Range(Fraction(9, 10))]) == (3, 6)
    assert bounds(6, [Range(1)]) == (6, 6)


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ([{"from": 5, "points": 6}, {"below": 6, "points": 0}], "SC301"),
        ([{"points": 6}, {"below": 6, "points": 0}], "SC301"),
        ([{"from": 5, "points": 6}, {"below": 4, "points": 0}], "SC302"),
        ([{"from": 5, "points": 6}, {"from": 9, "below": 5, "points": 6}, {"below": 5, "points": 0}], "SC303"),
        ([{"from": 5, "below": 9, "points": 6}, {"below": 5, "points": 0}], "SC304"),
        ([{"from": 5, "points": 7}, {"below": 5, "points": 0}], "SC306"),
    ],
)
def test_tiers_that_overlap_leave_gaps_or_exceed_the_maximum_are_reported(tiers, code) -> None:
    assert code in errors(build("bands", of="a", tiers=tiers), 6)


def test_share_and_count_edges_must_match_the_measure() -> None:
    assert errors(build("bands", of="a", tiers=TIERS), 6, {"a": True}) == []
    assert set(errors(build("bands", of="a", tiers=TIERS), 6, {"a": False})) == {"SC308"}
    plain = [{"from": 5, "points": 6}, {"below": 5, "points": 0}]
    assert set(errors(build("bands", of="a", tiers=plain), 6, {"a": True})) == {"SC307"}


LEVELS = [
    {"id": "tot", "title": "Tốt", "points": "100 %"},
    {"id": "kha", "title": "Khá", "points": "75 %"},
    {"id": "kem", "title": "Kém", "points": 0},
]


def test_level_gives_its_share_of_the_maximum() -> None:
    assert [score("graded", 8, id, of="a", levels=LEVELS).points for id in ("tot", "kha", "kem")] == [8, 6, 0]


def test_levels_still_possible_bound_the_points() -> None:
    bounds = build("graded", of="a", levels=LEVELS).bounds
    assert bounds(8, [Range()]) == (0, 8)
    assert bounds(8, [Range(levels=("kha", "tot"))]) == (6, 8)
    assert bounds(8, [Range(value="kha")]) == (6, 6)


def test_level_given_twice_or_above_the_maximum_is_reported() -> None:
    assert errors(build("graded", of="a", levels=[*LEVELS, LEVELS[0]]), 8) == ["SC310"]
    over = [*LEVELS, {"id": "qua", "title": "Quá", "points": 9}]
    assert errors(build("graded", of="a", levels=over), 8) == ["SC306"]

"""Whether conditions can hold together is found as by trying everything."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.scheme.condition_space import Space
from scoring.scheme.load import load_scheme
from scoring.scheme.model import Condition, Scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
CLASSES = ("tot", "kha", "kem", None)


@cache
def base() -> Scheme:
    return load_scheme(BASE, "2025").scheme


def space() -> Space:
    return Space(base(), base().sets["xa"], base().ladders["chung"])


EDGES = st.integers(0, 3).map(str)
COMPARED = st.one_of(
    st.tuples(st.sampled_from(["at_least", "below"]), EDGES, st.sampled_from(["phai", "hop"])).map(
        lambda one: {"measure": one[2], one[0]: one[1]}
    ),
    st.booleans().map(lambda value: {"measure": "quy_che", "is": value}),
    st.sampled_from(["tot", "kem"]).map(lambda value: {"measure": "muc", "is": value}),
    st.tuples(st.sampled_from(["at_most", "at_least"]), st.sampled_from(["tot", "kha", "kem"])).map(
        lambda one: {"last_class": {one[0]: one[1], "without_history": "fails"}}
    ),
)
CONDITION = st.recursive(
    COMPARED,
    lambda parts: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(parts, min_size=1, max_size=3)).map(lambda x: {x[0]: x[1]}),
        parts.map(lambda one: {"not": one}),
    ),
    max_leaves=6,
)


def truth(one: dict[str, Any], world: dict[str, Any]) -> bool:
    """What a condition is for one agency."""
    if "all" in one:
        return all(truth(part, world) for part in one["all"])
    if "any" in one:
        return any(truth(part, world) for part in one["any"])
    if "not" in one:
        return not truth(one["not"], world)
    if "last_class" in one:
        past = world["past"]
        if past is None:
            return False
        wanted, place = one["last_class"], CLASSES.index(past)
        if "at_most" in wanted:
            return place >= CLASSES.index(wanted["at_most"])
        return place <= CLASSES.index(wanted["at_least"])
    value = world[one["measure"]]
    if "is" in one:
        return bool(value == one["is"])
    return bool(value >= int(one["at_least"]) if "at_least" in one else value < int(one["below"]))


WORLDS = [
    dict(zip(("phai", "hop", "quy_che", "muc", "past"), values, strict=True))
    for values in itertools.product(range(5), range(5), (True, False), ("tot", "kem"), CLASSES)
]


@settings(max_examples=300)
@given(st.lists(CONDITION, min_size=1, max_size=3))
def test_conditions_can_hold_together_where_some_agency_has_them(rows: list[dict[str, Any]]) -> None:
    conditions = [Condition.model_validate(one) for one in rows]
    expected = any(all(truth(one, world) for one in rows) for world in WORLDS)

    assert space().possible(*((one, True) for one in conditions)) is expected


@settings(max_examples=200)
@given(CONDITION)
def test_a_condition_is_always_the_same_where_no_agency_makes_a_difference(row: dict[str, Any]) -> None:
    found = {truth(row, world) for world in WORLDS}

    assert space().always(Condition.model_validate(row)) is (None if len(found) == 2 else found.pop())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Group I has 12 points, group II 8, the bonus 2; together no more than 20.
        ({"criterion": "I", "below": "25 %"}, {"total": "total", "at_least": "14"}, False),
        ({"criterion": "I", "below": "25 %"}, {"total": "total", "at_least": "13"}, True),
        ({"criterion": "I.1", "below": "1"}, {"criterion": "I", "at_least": "7.5"}, False),
        ({"criterion": "I.1", "below": "1"}, {"criterion": "I", "at_least": "7"}, True),
        ({"each": "groups", "below": "50 %"}, {"total": "base", "at_least": "11"}, False),
        ({"total": "base", "below": "18"}, {"total": "total", "at_least": "20"}, True),
        ({"total": "base", "below": "17"}, {"total": "total", "at_least": "20"}, False),
    ],
)
def test_points_wanted_together_come_from_their_parts(first: Any, second: Any, expected: bool) -> None:
    wanted = [(Condition.model_validate(one), True) for one in (first, second)]

    assert space().possible(*wanted, adding=True) is expected
    assert space().possible(*wanted)


def test_a_share_that_may_not_apply_fails_every_comparison() -> None:
    """So no comparison with it always holds, and its negation can hold together with that of the opposite."""
    high, low = (
        Condition.model_validate({"measure": "ty_le", **one}) for one in ({"at_least": "90 %"}, {"below": "90 %"})
    )

    assert space().possible((high, False), (low, False))
    assert not space().possible((high, True), (low, True))
    assert space().always(Condition.model_validate({"measure": "ty_le", "at_least": "0 %"})) is None


def test_what_takes_too_long_is_taken_as_possible() -> None:
    """Forty choices come before one that cannot be made."""
    choice = {"any": [{"measure": "phai", "at_least": str(n)} for n in range(1, 9)]}
    neither = {"all": [{"measure": "quy_che", "is": True}, {"measure": "quy_che", "is": False}]}
    rows = [{"any": [neither, neither]}, *[choice] * 40]

    assert not space().possible((Condition.model_validate(rows[0]), True))
    assert space().possible(*((Condition.model_validate(one), True) for one in rows))

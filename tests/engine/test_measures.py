"""Quantities made of others, where what they are made of is known in part only."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.engine.measured import UNLIMITED, Measured
from scoring.engine.measures import limited
from scoring.reports.view import View
from scoring.result.write import result_of, to_data
from scoring.scheme.criteria import Measure

from .builders import assess, group, leaf, scheme

KIND = {"hop": {"title": "Họp", "fields": {"nguoi": {"title": "Số người", "type": "number"}}}}
GROUPS = [group("I", 10, leaf("I.1", 10, {"proportional": {"of": "x", "target": 10}}))]
MEASURES = {
    "a": {"declared": "a", "answer": "number"},
    "b": {"declared": "b", "answer": "number"},
    "so": {"count": {"kind": "hop"}},
    "nguoi": {"sum": {"kind": "hop", "field": "nguoi"}},
}


def measured(x: dict[str, Any], numbers: dict[str, Any], **more: Any) -> Measured:
    ours = scheme(GROUPS, {**MEASURES, "x": x}, maximum=10, evidence_kinds=KIND)
    rows = [
        {"id": id, "kind": "hop", "title": "Họp", "fields": {"nguoi": count}} for id, count in (("h1", 10), ("h2", 20))
    ]
    return assess(ours, numbers, evidence=rows, **more).measured["x"]


OPEN = {"complete": False}
REFUSED = {"unverified": ["h2"]}


@pytest.mark.parametrize(
    ("x", "more", "state", "low", "high"),
    [
        ({"total": ["a", "so"]}, {}, "known", 5, None),
        ({"total": ["a", "so"]}, OPEN, "range", 5, None),
        ({"total": ["so", "a"]}, OPEN, "range", 5, None),
        ({"total": ["a", "so"]}, REFUSED, "refused", 4, 5),
        ({"total": ["so", "a", "so"]}, REFUSED, "refused", 5, 7),
        ({"total": ["a", "b"]}, {}, "not_declared", 3, None),
        ({"difference": ["a", "so"]}, {}, "known", 1, None),
        ({"difference": ["a", "so"]}, REFUSED, "refused", 1, 2),
        ({"difference": ["so", "a"]}, REFUSED, "refused", -2, -1),
        ({"difference": ["a", "so"]}, OPEN, "range", -UNLIMITED, 1),
        ({"difference": ["so", "a"]}, OPEN, "range", -1, None),
        ({"ratio": ["so", "a"], "when_zero": "zero"}, REFUSED, "refused", Fraction(1, 3), Fraction(2, 3)),
        ({"ratio": ["a", "so"], "when_zero": "zero"}, REFUSED, "refused", Fraction(3, 2), 3),
        ({"ratio": ["a", "so"], "when_zero": "zero"}, OPEN, "range", 0, Fraction(3, 2)),
        ({"ratio": ["so", "nguoi"], "when_zero": "zero"}, REFUSED, "refused", Fraction(1, 30), Fraction(1, 5)),
        ({"ratio": ["a", "b"], "when_zero": "zero"}, {}, "not_declared", 0, None),
    ],
)  # fmt: skip
def test_what_is_known_of_the_parts_bounds_the_whole(
    x: dict[str, Any], more: dict[str, Any], state: str, low: Any, high: Any
) -> None:
    found = measured(x, {"a": 3}, **more)

    assert found.state == state
    if state == "known":
        assert found.value == low
    else:
        assert (found.low, found.high) == (low, high)


def test_a_negative_difference_below_a_line_may_be_anything() -> None:
    below = {"difference": ["a", "so"]}
    ours = {**MEASURES, "d": below, "x": {"ratio": ["d", "b"], "when_zero": "zero"}}
    found = assess(scheme(GROUPS, ours, maximum=10, evidence_kinds=KIND), {"a": 3}, complete=False)

    assert (found.measured["x"].low, found.measured["x"].high) == (-UNLIMITED, None)


def test_decimals_are_added_and_divided_to_the_last_digit() -> None:
    tiny, huge = Decimal("0.1"), Decimal("12345678901234567890.7")

    assert measured({"total": ["a", "b"]}, {"a": tiny, "b": huge}).value == Fraction("12345678901234567890.8")
    share = {"ratio": ["a", "b"], "when_zero": "zero"}
    assert measured(share, {"a": tiny, "b": Decimal("0.3")}).value == Fraction(1, 3)


def test_a_difference_without_a_lower_limit_names_none() -> None:
    measures = {
        "thu": {"sum": {"kind": "thu", "field": "tien"}},
        "chi": {"sum": {"kind": "chi", "field": "tien"}},
        "con": {"difference": ["thu", "chi"]},
    }
    ours = scheme([group("I", 5, leaf("I.1", 5, {"per_item": {"of": "con", "points": 1}}))], measures, maximum=5)  # fmt: skip
    evidence = [
        {"id": "a", "kind": "thu", "title": "Thu", "fields": {"tien": 10**13}},
        {"id": "b", "kind": "chi", "title": "Chi", "fields": {"tien": 4}},
    ]

    open_ = assess(ours, evidence=evidence, complete=["thu"])
    row = to_data(result_of(open_))["measures"]["con"]

    assert (row["state"], row["low"], row["high"]) == ("range", None, str(10**13 - 4))
    assert (
        View(result_of(open_)).measured(result_of(open_).measures["con"])
        == "nhiều nhất 9.999.999.999.996 (danh sách chưa chốt)"
    )


@pytest.mark.parametrize("records", [0, 2])
@pytest.mark.parametrize("score", [{"deduct": {"of": "so", "points": 1}}, {"yes_no": {"of": "co"}}])
def test_no_policy_closes_a_list_that_the_appraising_body_holds_to_be_incomplete(records, score):
    measures = {**MEASURES, "co": {"exists": {"kind": "hop"}}}
    policies = {"closing": {"open_lists": "as_declared", "not_declared": "zero"}}
    groups = [group("I", 10, leaf("I.1", 10, score))]
    ours = scheme(groups, measures, maximum=10, evidence_kinds=KIND, policies=policies)
    rows = [{"id": f"h{n}", "kind": "hop", "title": "Họp", "fields": {"nguoi": 1}} for n in range(records)]
    closed = assess(ours, {}, evidence=rows, complete=False, final=True).outcomes["I.1"]
    opened = assess(ours, {}, evidence=rows, complete=["khac"], reopened=frozenset(("hop",)), final=True).outcomes[
        "I.1"
    ]

    assert closed.low == closed.high
    if "deduct" in score:
        assert (opened.low, opened.high) == (0, 10 - records)
    else:
        assert (opened.low, opened.high) == ((10, 10) if records else (0, 10))


@pytest.mark.parametrize(
    ("part", "whole", "is_limited"), [("c", "b", True), ("c", "a", True), ("a", "c", False), ("x", "a", False)]
)
def test_limits_that_go_in_a_circle_come_to_an_end(part: str, whole: str, is_limited: bool) -> None:
    measures = {
        id: Measure.model_validate({"declared": id, "at_most": limit})
        for id, limit in {"a": "b", "b": "a", "c": "b", "x": "y", "y": "x"}.items()
    }
    assert limited(measures, part, whole) is is_limited

"""Sums, what does not apply, bonus, penalty, rounding: each exactly once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.reports import terminal
from scoring.reports.advice import lost_points, missing
from scoring.reports.explain import explain
from scoring.reports.view import View
from scoring.result.write import result_of, to_bytes

from .builders import assess, group, leaf, scheme

MEASURES = {id: {"declared": id} for id in ("a", "b", "c", "d")}


def _leaf(id: str, maximum: int, of: str, **more: object) -> dict[str, object]:
    return leaf(id, maximum, {"proportional": {"of": of, "floor": 0, "target": 3}}, **more)


GROUPS = [group("I", 60, _leaf("I.1", 30, "a"), _leaf("I.2", 30, "b")), group("II", 40, _leaf("II.1", 40, "c"))]
NOT = [{"criterion": "I.2", "reason": "Không phát sinh"}]


def test_thirds_are_rounded_once_at_the_total() -> None:
    result = assess(scheme(GROUPS, MEASURES), {"a": 1, "b": 1, "c": 1})

    assert result.outcomes["II.1"].low == Fraction(40, 3)
    assert result.total.low == Fraction(3333, 100)


def test_rounding_at_the_criterion_happens_there_and_nowhere_else() -> None:
    rounding = {"at": "criterion", "mode": "half_up", "step": 1}
    result = assess(scheme(GROUPS, MEASURES, rounding=rounding), {"a": 1, "b": 1, "c": 1})

    assert (result.outcomes["II.1"].low, result.total.low) == (13, 33)


@pytest.mark.parametrize(
    ("policy", "total", "maximum"), [("keep", 70, 100), ("full", 100, 100), ("drop", 70, 70), ("rescale", 100, 100)]
)
def test_not_applicable_policies(policy: str, total: int, maximum: int) -> None:
    ours = scheme(GROUPS, MEASURES, policies={"not_applicable": policy})
    result = assess(ours, {"a": 3, "c": 3}, not_applicable=NOT)

    assert (result.total.low, result.total.high, result.total.maximum) == (total, total, maximum)
    assert result.outcomes["I.2"].status == "not_applicable"


def test_a_dropped_part_can_be_rescaled_at_the_total() -> None:
    ours = scheme(GROUPS, MEASURES, policies={"not_applicable": "drop", "rescale_total": True})
    result = assess(ours, {"a": 3, "c": 0}, not_applicable=NOT)

    assert result.total.low == Fraction(4286, 100)
    assert result.total.maximum == 100


def test_a_group_without_applying_parts_does_not_apply_itself() -> None:
    ours = scheme(GROUPS, MEASURES, policies={"not_applicable": "drop"})
    result = assess(ours, {"c": 3}, not_applicable=[{"criterion": "I", "reason": "Không giao"}])

    assert (result.total.low, result.total.maximum) == (40, 40)


def test_bonus_is_capped_and_may_not_exceed_the_maximum_unless_declared() -> None:
    items = [leaf("T.1", 10, {"per_item": {"of": "d", "points": 2}})]
    numbers = {"a": 3, "b": 3, "c": 3, "d": 5}
    for above, total in ((False, 100), (True, 105)):
        bonus = {"title": "Điểm cộng", "cap": 5, "above_maximum": above, "criteria": items}
        result = assess(scheme(GROUPS, MEASURES, bonus=bonus), numbers)

        assert result.total.bonus is not None
        assert (result.total.bonus.raw_low, result.total.bonus.low) == (10, 5)
        assert result.total.low == total


def test_penalty_is_capped_and_a_missing_count_is_assumed_the_worst_for_the_certain_total() -> None:
    items = [leaf("P.1", 10, {"per_item": {"of": "d", "points": 4}})]
    penalty = {"title": "Điểm trừ", "cap": 6, "criteria": items}
    ours = scheme(GROUPS, MEASURES, penalty=penalty)
    full = {"a": 3, "b": 3, "c": 3}

    assert assess(ours, {**full, "d": 1}).total.low == 96
    assert assess(ours, {**full, "d": 9}).total.low == 94
    missing = assess(ours, full).total
    assert (missing.low, missing.high) == (94, 100)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_order_of_numbers_and_criteria_does_not_matter_and_parts_make_the_total(values, rng) -> None:  # type: ignore[no-untyped-def]
    pairs = list(zip("abc", values, strict=True))
    one = assess(
        scheme(GROUPS, MEASURES, rounding={"at": "criterion", "mode": "half_even", "step": Decimal("0.5")}), dict(pairs)
    )
    rng.shuffle(pairs)
    other = assess(
        scheme(GROUPS, MEASURES, rounding={"at": "criterion", "mode": "half_even", "step": Decimal("0.5")}), dict(pairs)
    )

    assert to_bytes(result_of(one)) == to_bytes(result_of(other))
    assert sum(x.low for x in one.outcomes.values()) == one.total.low
    assert all(0 <= x.low <= x.high <= x.plan.node.maximum for x in one.outcomes.values())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.integers(0, 5))
def test_more_never_scores_less(low: int, high: int) -> None:
    low, high = sorted((low, high))
    ours = scheme(GROUPS, MEASURES)

    assert assess(ours, {"a": low, "b": 1, "c": 1}).total.low <= assess(ours, {"a": high, "b": 1, "c": 1}).total.low


def test_full_points_on_all_that_applies_are_the_maximum_left_at_every_level() -> None:
    inner = [
        group("I.A", 10, _leaf("I.A.1", 6, "a"), _leaf("I.A.2", 4, "b", not_applicable="drop")),
        group("I.B", 10, _leaf("I.B.1", 10, "c"), not_applicable="rescale"),
    ]
    tree = [{"id": "I", "title": "Nhóm I", "maximum": 20, "groups": inner}]
    absent = [{"criterion": id, "reason": "Không phát sinh"} for id in ("I.A.2", "I.B")]
    result = assess(scheme(tree, MEASURES, maximum=20), {"a": 3}, not_applicable=absent)

    sums = {one.id: one for one in result.sums}
    assert (sums["I.A"].low, sums["I.A"].maximum) == (6, 6)
    assert (sums["I"].low, sums["I"].maximum) == (16, 16)
    assert (result.total.low, result.total.maximum) == (16, 16)


def test_a_group_whose_parts_are_all_taken_out_is_taken_out_itself() -> None:
    ours = [
        group("I", 60, *(_leaf(f"I.{n}", 30, m, not_applicable="drop") for n, m in ((1, "a"), (2, "b")))),
        GROUPS[1],
    ]  # fmt: skip
    for count, maximum in ((1, 70), (2, 40)):
        absent = [{"criterion": f"I.{n + 1}", "reason": "Không có"} for n in range(count)]
        result = assess(scheme(ours, MEASURES), {"b": 3, "c": 3}, not_applicable=absent)
        assert (result.total.low, result.total.maximum) == (maximum, maximum)


def test_a_rescaled_total_shows_what_rescaling_added_and_its_parts_add_up() -> None:
    tree = [
        group(id, 50, leaf(f"{id}.1", 50, {"proportional": {"of": of, "floor": 0, "target": 7}}))
        for id, of in (("I", "a"), ("II", "b"))
    ]
    bonus = {"title": "Điểm cộng", "cap": 5, "criteria": [leaf("C", 5, {"yes_no": {"of": "c"}})]}
    measures = {"a": {"declared": "a"}, "b": {"declared": "b"},
                "c": {"declared": "c", "answer": "yes_no"}}  # fmt: skip
    policies = {"not_applicable": "drop", "rescale_total": True}
    stated = [{"criterion": "II", "reason": "Không có"}]
    ours = scheme(tree, measures, bonus=bonus, policies=policies)
    found = explain(result_of(assess(ours, {"a": 5, "c": True}, not_applicable=stated)), "tong")

    assert [(one.sign, one.value) for one in found.operands[-2:]] == [("+", "35,7186"), ("+", "5")]
    assert found.operands[-2].working == "35,71 × 100 ÷ 50"
    assert found.result == "76,43"
    assert not [note for note in found.notes if "cộng lại" in note]


def test_what_rescales_the_maximum_says_nothing_of_the_attainable_end() -> None:
    groups = [
        group("I", 50, leaf("I.1", 50, {"yes_no": {"of": "a"}}, not_applicable="drop")),
        group("II", 50, leaf("II.1", 50, {"yes_no": {"of": "b"}})),
    ]
    measures = {id: {"declared": id, "answer": "yes_no"} for id in "ab"}
    ours = scheme(groups, measures, policies={"rescale_total": True})
    stated = [{"criterion": "I.1", "reason": "không được giao"}]

    text = terminal.render(explain(result_of(assess(ours, {}, not_applicable=stated)), "tong"))

    assert "50 → 100" in text
    assert "50 → 100 ở mức" not in text


def test_a_criterion_at_the_top_of_the_tree_is_rounded_where_groups_are() -> None:
    third = {"external": {"of": "a", "scale": 3}}
    ours = scheme(
        [leaf("I", 10, third), group("II", 90, leaf("II.1", 45, third), leaf("II.2", 45, third))],
        {"a": {"external": "a"}},
        rounding={"at": "group", "mode": "half_up", "step": Decimal("0.1")},
    )
    result = assess(ours, {"a": 1})

    assert result.outcomes["I"].low == Fraction(33, 10)
    assert [note.kind for note in result.outcomes["I"].modifiers] == ["rounding"]
    assert result.total.low == Fraction(333, 10)


def test_advice_says_what_points_are_worth_after_rescaling() -> None:
    yes_no = {"yes_no": {"of": "co"}}
    parts = [leaf("I.1", 6, yes_no), leaf("I.2", 4, {"yes_no": {"of": "khac"}})]
    measures = {id: {"declared": id, "answer": "yes_no"} for id in ("co", "khac")}
    ours = scheme([group("I", 10, *parts)], measures, maximum=10,
                  policies={"not_applicable": "rescale"})  # fmt: skip
    stated = [{"criterion": "I.2", "reason": "không có"}]

    def advice_for(**numbers: object) -> tuple[list[Any], list[Any], Any]:
        result = result_of(assess(ours, numbers, not_applicable=stated))
        view = View(result, "vi")
        return lost_points(view), missing(view), result.total

    lost, _, _ = advice_for(co=False)
    _, open_, total = advice_for()
    _, _, best = advice_for(co=True)

    assert [(one.points, one.text) for one in lost] == [(6, "co: có (sau quy đổi: 10 điểm trong tổng)")]
    assert [one.text for one in open_] == ["co: chưa khai (sau quy đổi: 10 điểm trong tổng)"]
    assert total.attainable == best.certain == "10.00"

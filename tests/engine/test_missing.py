"""Missing is never zero, and never "fine"."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from .builders import assess, group, leaf, scheme

TIERS = [
    {"from": "90 %", "points": 60},
    {"from": "50 %", "below": "90 %", "points": 30},
    {"below": "50 %", "points": 0},
]
MEASURES = {
    "dung_han": {"declared": "Số đơn đúng hạn", "at_most": "phai_giai_quyet"},
    "phai_giai_quyet": {"declared": "Số đơn phải giải quyết"},
    "ty_le": {"ratio": ["dung_han", "phai_giai_quyet"], "when_zero": "not_applicable"},
    "quy_che": {"declared": "Có quy chế", "answer": "yes_no"},
    "cuoc": {"count": {"kind": "doi-thoai"}},
}
GROUPS = [
    group("I", 60, leaf("I.1", 60, {"bands": {"of": "ty_le", "tiers": TIERS}})),
    group(
        "II", 40,
        leaf("II.1", 10, {"yes_no": {"of": "quy_che"}}),
        leaf("II.2", 30, {"per_item": {"of": "cuoc", "points": 10}}),
    ),
]  # fmt: skip
FULL = {"dung_han": 23, "phai_giai_quyet": 24, "quy_che": True}
TALKS = [{"id": f"MC-{n}", "kind": "doi-thoai", "title": f"Biên bản {n}"} for n in range(3)]


def test_everything_given_is_certain() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, evidence=TALKS)

    assert (result.total.low, result.total.high) == (100, 100)
    assert result.classification.certain == "xs"
    assert result.outcomes["I.1"].scored is not None
    assert result.measured["ty_le"].value == Fraction(23, 24)


@pytest.mark.parametrize("gone", sorted(FULL))
def test_each_number_deleted_opens_an_interval_and_never_raises_the_certain_score(
    gone: str,
) -> None:
    numbers = {id: value for id, value in FULL.items() if id != gone}
    result = assess(scheme(GROUPS, MEASURES), numbers, evidence=TALKS)

    assert result.total.low < 100 == result.total.high
    assert not result.complete
    assert {one.status for one in result.outcomes.values()} == {"scored", "not_declared"}


def test_an_open_list_counts_what_is_there_and_says_what_may_come() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, evidence=TALKS[:1], complete=False)

    one = result.outcomes["II.2"]
    assert (one.status, one.low, one.high) == ("not_declared", 10, 30)


def test_an_open_empty_list_is_not_declared_rather_than_zero() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL, complete=False)

    assert result.measured["cuoc"].state == "not_declared"
    assert (result.outcomes["II.2"].low, result.outcomes["II.2"].high) == (0, 30)


def test_a_complete_empty_list_is_zero() -> None:
    result = assess(scheme(GROUPS, MEASURES), FULL)

    assert result.measured["cuoc"].value == 0
    assert (result.outcomes["II.2"].status, result.outcomes["II.2"].low) == ("scored", 0)


def test_closing_without_a_declared_policy_leaves_the_interval_open() -> None:
    result = assess(scheme(GROUPS, MEASURES), {}, final=True)

    assert result.total.low < result.total.high


def test_closing_applies_the_declared_policy_and_says_so() -> None:
    policies = {"closing": {"not_declared": "zero"}}
    result = assess(scheme(GROUPS, MEASURES, policies=policies), {}, final=True)

    assert (result.total.low, result.total.high) == (0, 0)
    assert [m.kind for m in result.outcomes["II.1"].modifiers] == ["closing"]
    assert result.outcomes["II.1"].status == "not_declared"


def test_a_number_above_what_it_cannot_exceed_is_an_error_of_that_item_only() -> None:
    result = assess(scheme(GROUPS, MEASURES), {**FULL, "dung_han": 25}, evidence=TALKS)

    assert result.outcomes["I.1"].status == "error"
    assert result.outcomes["II.1"].status == "scored"


def test_a_zero_denominator_means_what_the_scheme_says() -> None:
    numbers = {**FULL, "dung_han": 0, "phai_giai_quyet": 0}
    result = assess(scheme(GROUPS, MEASURES), numbers, evidence=TALKS)

    assert result.outcomes["I.1"].status == "not_applicable"


def test_a_claim_agrees_at_the_rounding_step() -> None:
    third = [group("I", 8, leaf("I.1", 8, {"proportional": {"of": "n", "floor": 0, "target": 3}}))]
    ours = scheme(third, {"n": {"declared": "n"}}, maximum=8)
    agreed = assess(ours, {"n": 1}, claims={"I.1": {"points": Decimal("2.67")}})
    differs = assess(ours, {"n": 1}, claims={"I.1": {"points": Decimal("2.66")}})

    assert [one.code for one in agreed.diagnostics] == []
    assert [one.code for one in differs.diagnostics] == ["SC502"]

"""Quartiles are exact, what stands out follows the stated rule, changes are told in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from scoring.numbers import Number
from scoring.reports import compare
from scoring.reports.view import View
from scoring.result.summary import ClaimedSum, Summary, summarize

from .neighbours import past, settled
from .sample import complete, open_


def test_quantiles_lie_exactly_between_neighbours() -> None:
    values = [Fraction(1, 3), Fraction(2, 3), 1, 2]

    assert compare.quantile(values, Fraction(1, 2)) == Fraction(5, 6)
    assert compare.quantile(values, Fraction(3, 4)) == Fraction(5, 4)
    assert compare.quantile([7], Fraction(1, 4)) == 7


def test_fewer_than_four_values_have_no_fences() -> None:
    assert compare.fences([1, 2, 3]) is None


def test_a_share_far_beyond_the_quartiles_stands_out_on_its_side() -> None:
    shares = [Fraction(n, 100) for n in (80, 82, 84, 86, 20)]
    found = compare.fences(shares)

    assert found is not None
    assert [found.outside(one) for one in shares] == [0, 0, 0, 0, -1]


def test_a_share_beyond_the_fences_but_near_the_median_does_not_stand_out() -> None:
    found = compare.fences([1, 1, 1, 1, Fraction(95, 100)])

    assert found is not None
    assert found.low == found.high == 1
    assert found.outside(Fraction(95, 100)) == 0
    assert found.outside(Fraction(90, 100)) == -1


def test_claims_within_the_interval_leave_no_gap() -> None:
    def gap(claimed: str) -> Number:
        claims = ClaimedSum(claimed=claimed, certain="4", attainable="6", given=1, of=1)
        return compare.claim_gap(replace(summarize(complete()), claims=claims))

    assert gap("5") == 0
    assert gap("7.5") == Fraction(-3, 2)
    assert gap("3") == 1


def test_a_half_year_is_compared_with_the_same_half_of_an_earlier_year() -> None:
    def of(period: str) -> Summary:
        return replace(summarize(complete()), period=period)

    earlier = [of(one) for one in ("2024-H1", "2024-H2", "2025-H1")]

    assert compare.before(of("2025-H1"), earlier) == of("2024-H1")
    assert compare.before(of("2025"), earlier) == of("2025-H1")
    assert compare.before(of("2025-H1"), []) is None


@pytest.mark.parametrize(
    ("total", "class_id", "words"),
    [
        ("15.00", "kha", ("+3,5", "tăng", "lên loại")),
        ("20.00", "tot", ("−1,5", "giảm", "giữ nguyên")),
        ("18.50", "tot", ("0", "không đổi", "giữ nguyên")),
    ],
)
def test_a_change_is_told_with_its_direction(total: str, class_id: str, words: tuple[str, str, str]) -> None:
    found = compare.change(View(complete()), past(complete(), "2024", total, class_id))

    assert (found.points, found.direction, found.class_word) == words


def test_an_open_total_has_changed_by_a_range_and_its_direction_is_not_known() -> None:
    found = compare.change(View(open_()), past(open_(), "2024", "10.00", "kha"))

    assert " … " in found.points
    assert found.direction == "chưa rõ tăng hay giảm"
    assert found.class_word == "khác trước"


def test_a_lower_class_is_told_and_another_version_of_the_scheme_noted() -> None:
    one = settled("x", "Xã X", don_dung=1, quy_che=False)
    then = past(one, "2024", "19.00", "tot")
    then = replace(then, scheme=replace(then.scheme, digest="sha256:" + "d" * 64))
    found = compare.change(View(one), then)

    assert found.class_word == "xuống loại"
    assert "không cùng một bản" in found.note

"""Two results compared: exact numbers, told apart from what cannot be known."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from scoring.result.appraisal import Appraisal, LineEnd
from scoring.result.compare import compare, ends_difference
from scoring.result.model import LadderClass, Result
from scoring.result.read import from_data
from scoring.review.agreement import weighted_kappa

SHIPPED = Path(__file__).parents[2] / "reports" / "2025" / "xa-minh-hoa-b.json"
BEST_FIRST = tuple(LadderClass(id=id, title=id, clause=None, from_=None, below=None) for id in ("tot", "kha"))


@pytest.fixture(scope="module")
def shipped() -> Result:
    return from_data(json.loads(SHIPPED.read_bytes()))


@pytest.fixture
def result(shipped):
    """Makes a result of two criteria, each claimed at 5 of 5 points."""

    def make(points=("4.00", "3.00"), cls="kha", ladder=BEST_FIRST) -> Result:
        criteria = tuple(
            replace(
                shipped.criteria[n - 1], id=f"I.{n}", title=f"T{n}", certain=p, attainable=p,
                status="scored", max="5.00", min="0.00", excluded=False, claimed="5.00", final=p,
            )
            for n, p in enumerate(points, 1)
        )  # fmt: skip
        sum_ = str(sum(map(Fraction, points)))
        total = replace(shipped.total, certain=sum_, attainable=sum_, max="10")
        found = replace(shipped.classification, certain=cls, possible=(cls,), outside=None, ladder=ladder)
        return replace(shipped, criteria=criteria, groups=(), total=total, classification=found, appraisal=None)

    return make


def changed(result: Result, index: int, **values) -> Result:
    """The result with one criterion changed."""
    criteria = list(result.criteria)
    criteria[index] = replace(criteria[index], **values)
    return replace(result, criteria=tuple(criteria))


def test_two_results_are_compared_exactly(result):
    found = compare(result(), result(points=("4.00", "4.25"), cls="tot"))

    assert [one.difference for one in found.criteria] == [0, Fraction(5, 4)]
    assert found.total_difference == Fraction(5, 4)
    classes = found.first.classification.certain, found.second.classification.certain
    assert (*classes, found.moved) == ("kha", "tot", "up")
    assert (len(found.shares[0]), found.equal) == (2, 1)


def test_what_is_open_absent_or_on_another_ladder_is_not_compared(result):
    other = result(points=("4.00",), ladder=BEST_FIRST[1:])
    other = changed(other, 0, attainable="5.00", status="not_declared")

    found = compare(result(), other)

    assert [one.difference for one in found.criteria] == [None, None]
    assert found.criteria[1].second_status is None
    assert found.moved is None
    assert (found.shares, found.equal) == (((), ()), 0)
    assert weighted_kappa(*found.shares).undefined == "few"


def test_a_criterion_worth_other_points_or_another_one_is_not_compared_and_says_so(result):
    more = changed(result(), 0, max="8.00")
    more = replace(more, total=replace(more.total, max="13"))
    other = changed(result(), 0, title="Khác hẳn")
    other = replace(other, scheme=replace(other.scheme, id="s2", digest=""))

    found = compare(result(), more)
    assert [one.why for one in found.criteria] == ["other_maximum", None]
    assert (found.criteria[0].difference, found.total_difference) == (None, None)
    assert (len(found.criteria), len(found.compared)) == (2, 1)
    assert (found.up, found.down, found.gained, found.lost) == (0, 0, 0, 0)
    found = compare(result(), other)
    assert [one.why for one in found.criteria] == ["other_criterion", None]
    assert (found.total_difference, found.total_why) == (None, "other_scheme")


def test_claimed_points_are_compared_by_criterion_and_never_added_up(result):
    found = compare(result(), result(), claimed=True)

    assert [one.difference for one in found.criteria] == [-1, -2]
    assert found.lost == -3
    assert not found.has_total
    assert found.groups is None


def test_of_a_campaigns_result_total_and_class_are_those_the_engine_made_of_the_claims(result):
    end = LineEnd(
        certain="10.00", attainable="10.00", class_="tot", possible=("tot",), outside=None,
        possible_outside=(),
    )  # fmt: skip
    a = replace(result(), appraisal=appraised(end))

    found = compare(a, result(), claimed=True)

    assert found.has_total
    assert (found.first.total.certain, found.total_difference) == ("10.00", -3)
    classes = found.first.classification.certain, found.second.classification.certain
    assert (*classes, found.moved) == ("tot", "kha", "down")
    assert not compare(replace(a, appraisal=appraised(None)), result(), claimed=True).has_total


def appraised(claimed: LineEnd | None) -> Appraisal:
    """A campaign's account with the total and class by the claims."""
    from scoring.result.appraisal import ClaimSum, Totals

    totals = Totals(
        claims=ClaimSum(points="10.00", given=2, of=2), claimed=claimed, dossier=None,
        computed=None, final=None,
    )  # fmt: skip
    return Appraisal(campaign="c", title="Đợt", entries=1, head="", at="2025-12-10T02:30:00Z", totals=totals)


def test_both_ends_of_a_span_differ_and_what_changed_is_told(result):
    first = result()
    second = changed(first, 1, certain="2.00", attainable="3.50", status="pending")

    found = compare(first, second)

    assert [one.changed for one in found.criteria] == [False, True]
    assert ends_difference(first.criteria[1], second.criteria[1]) == (-1, Fraction(1, 2))

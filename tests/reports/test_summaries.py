"""A summary counts and adds what pages about several agencies read; equal parts are shared."""

from __future__ import annotations

from msgspec.structs import replace

from scoring.result.model import RankingRule
from scoring.result.summary import ClaimedSum, OpenCounts, SharedParts, summarize

from .sample import complete, open_


def test_criteria_that_break_ties_keep_their_points() -> None:
    assert summarize(complete()).points == {}
    scheme = replace(complete().scheme, ranking=RankingRule(then_by=("I.1",)))
    assert summarize(replace(complete(), scheme=scheme)).points == {"I.1": "4.00"}


def test_claims_are_compared_with_the_points_of_the_same_criteria() -> None:
    assert summarize(complete()).claims == ClaimedSum(claimed="6", certain="4", attainable="4", given=1, of=6)


def test_open_counts_criteria_and_missing_compulsory_evidence() -> None:
    assert summarize(complete()).open == OpenCounts(criteria=0, without_points=0, of=6, evidence=0)
    assert summarize(open_()).open == OpenCounts(criteria=6, without_points=6, of=6, evidence=1)


def test_shared_summaries_are_equal_to_the_given_ones() -> None:
    parts = SharedParts()
    for one in (complete(), open_(), complete()):
        assert parts.share(summarize(one)) == summarize(one)


def test_equal_parts_are_one_object() -> None:
    parts = SharedParts()
    one = parts.share(summarize(complete()))
    other = parts.share(replace(summarize(complete()), period="2024"))

    assert one.scheme is other.scheme
    assert one.classification.ladder is other.classification.ladder
    assert one is not other
    assert one == parts.share(summarize(complete()))


def test_shared_values_keep_their_types() -> None:
    counts = OpenCounts(criteria=1, without_points=0, of=1, evidence=0)
    one = replace(summarize(complete()), open=counts, has_errors=True)
    shared = SharedParts().share(one)

    assert [type(x) for x in (shared.open.criteria, shared.has_errors)] == [int, bool]

"""A summary counts and adds what pages about several agencies read; equal parts are shared."""

from __future__ import annotations

from msgspec.structs import replace

from scoring.result.model import RankingRule
from scoring.result.summary import ClaimedSum, OpenCounts, summarize

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

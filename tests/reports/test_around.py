"""Slim results keep what pages about several agencies read, and nothing of the details."""

from __future__ import annotations

from scoring.engine.rank import rank
from scoring.reports.around import slim
from scoring.reports.pages import render_index, render_ranking

from .sample import complete, open_


def test_slim_results_give_the_same_pages_as_whole_ones() -> None:
    whole = rank([complete(), open_()])
    thin = rank([slim(complete()), slim(open_())])

    assert render_ranking("xa", thin["xa"]) == render_ranking("xa", whole["xa"])
    assert render_index(thin) == render_index(whole)


def test_details_are_gone_and_slimming_twice_changes_nothing() -> None:
    one = slim(complete())

    assert one["criteria"] == []
    assert one["measures"] == {}
    assert "evidence" not in one
    assert slim(one) == one


def test_criteria_that_break_ties_keep_their_points() -> None:
    assert slim(complete(), keep=("I.1",))["criteria"] == [{"id": "I.1", "certain": "4.00"}]


def test_claims_are_compared_with_the_points_of_the_same_criteria() -> None:
    assert slim(complete())["claims"] == {
        "claimed": "6", "certain": "4", "attainable": "4", "given": 1, "of": 6,
    }  # fmt: skip


def test_open_counts_criteria_and_missing_compulsory_evidence() -> None:
    assert slim(complete())["open"] == {"criteria": 0, "of": 6, "evidence": 0}
    assert slim(open_())["open"] == {"criteria": 6, "of": 6, "evidence": 1}

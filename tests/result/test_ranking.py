"""Ranking in a block: equal results share a rank, what is open or outside stands apart, groups of agencies never mix."""

from __future__ import annotations

import random
from typing import Any

import pytest
from msgspec.structs import replace
from tests.reports.sample import complete

from scoring.result.model import OutsideState, RankingRule
from scoring.result.ranking import rank
from scoring.result.summary import Summary, summarize


def result(
    name: str,
    total: str,
    block: str = "xa",
    *,
    tie: str = "0.00",
    taken: str = "0.00",
    complete_: bool = True,
    outside: bool = False,
) -> Summary:
    one = summarize(complete())
    state = OutsideState(id="kl", title="", reason="", reason_en="", clause=None)
    return replace(
        one,
        agency=replace(one.agency, id=name.lower(), name=name, block=block),
        total=replace(one.total, certain=total),
        complete=complete_,
        classification=replace(one.classification, outside=state if outside else None),
        groups=(replace(one.groups[0], id="I", certain=tie),),
        points={"TR": taken},
    )


def ruled(results: list[Summary], ties: Any = "competition", then_by: tuple[str, ...] = ()) -> list[Summary]:
    """The results as a scheme with this rule gives them."""
    rule = RankingRule(ties=ties, then_by=then_by)
    return [replace(one, scheme=replace(one.scheme, ranking=rule)) for one in results]


def ranked(results: list[Summary], block: str = "xa", **more: Any) -> list[tuple[Any, ...]]:
    rows = rank(ruled(results, **more))[block]
    return [(row.rank, row.why, row.result.agency.name) for row in rows]


FIVE = [result(name, total) for name, total in (("Đ", "80.00"), ("A", "90.00"), ("B", "80.00"), ("Ă", "9.00"), ("C", "70"))]  # fmt: skip


@pytest.mark.parametrize(("ties", "places"), [("competition", [1, 2, 2, 4, 5]), ("dense", [1, 2, 2, 3, 4])])
def test_equal_totals_share_a_rank_and_points_are_compared_as_numbers(ties: str, places: list[int]) -> None:
    for seed in range(5):
        mixed = random.Random(seed).sample(FIVE, 5)
        found = ranked(mixed, ties=ties)

        assert [one[2] for one in found] == ["A", "B", "Đ", "C", "Ă"]
        assert [one[0] for one in found] == places


def test_ties_are_broken_by_the_nodes_named_in_their_order() -> None:
    rows = [
        result("A", "80", tie="10", taken="-2"), result("B", "80", tie="12", taken="-9"),
        result("C", "80", tie="12", taken="-1"), result("D", "80", tie="12", taken="-1.00"),
    ]  # fmt: skip

    assert [one[::2] for one in ranked(rows, then_by=("I", "TR"))] == [(1, "C"), (1, "D"), (3, "B"), (4, "A")]
    assert [one[::2] for one in ranked(rows, then_by=("TR",))] == [(1, "C"), (1, "D"), (3, "A"), (4, "B")]


def test_open_results_and_those_outside_are_listed_apart_and_take_no_place() -> None:
    rows = [
        result("A", "95", complete_=False), result("B", "99", outside=True), result("C", "50"),
        result("D", "97", complete_=False, outside=True),
    ]  # fmt: skip

    assert ranked(rows) == [
        (1, None, "C"), (None, "incomplete", "A"), (None, "outside", "B"), (None, "outside", "D"),
    ]  # fmt: skip


def test_each_block_is_ranked_by_itself() -> None:
    rows = [result("A", "50"), result("B", "90", "so"), result("C", "40")]

    assert list(rank(rows)) == ["so", "xa"]
    assert ranked(rows) == [(1, None, "A"), (2, None, "C")]
    assert ranked(rows, "so") == [(1, None, "B")]

"""Ranking in a block: equal results share a rank, what is open or outside stands apart, groups of agencies never mix."""

from __future__ import annotations

import random
from typing import Any

import pytest

from scoring.engine.rank import rank


def result(name: str, total: str, block: str = "xa", **more: Any) -> dict[str, Any]:
    tie = more.pop("tie", "0.00")
    return {
        "agency": {"id": name.lower(), "name": name, "block": block}, "total": {"certain": total},
        "complete": more.pop("complete", True), "classification": {"outside": more.pop("outside", None)},
        "groups": [{"id": "I", "certain": tie}], "criteria": [{"id": "TR", "certain": more.pop("taken", "0.00")}],
    }  # fmt: skip


def ranked(results: list[dict[str, Any]], block: str = "xa", **more: Any) -> list[tuple[Any, ...]]:
    rows = rank(results, **more)[block]
    return [(row["rank"], row["why"], row["result"]["agency"]["name"]) for row in rows]


FIVE = [result(name, total) for name, total in (("Đ", "80.00"), ("A", "90.00"), ("B", "80.00"), ("Ă", "9.00"), ("C", "70"))]  # fmt: skip


@pytest.mark.parametrize(
    ("ties", "places"), [("competition", [1, 2, 2, 4, 5]), ("dense", [1, 2, 2, 3, 4])]
)
def test_equal_totals_share_a_rank_and_points_are_compared_as_numbers(
    ties: str, places: list[int]
) -> None:
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

    assert [one[::2] for one in ranked(rows, then_by=["I", "TR"])] == [
        (1, "C"),
        (1, "D"),
        (3, "B"),
        (4, "A"),
    ]
    assert [one[::2] for one in ranked(rows, then_by=["TR"])] == [
        (1, "C"),
        (1, "D"),
        (3, "A"),
        (4, "B"),
    ]


def test_open_results_and_those_outside_are_listed_apart_and_take_no_place() -> None:
    rows = [
        result("A", "95", complete=False), result("B", "99", outside={"id": "kl"}), result("C", "50"),
        result("D", "97", complete=False, outside={"id": "kl"}),
    ]  # fmt: skip

    assert ranked(rows) == [
        (1, None, "C"), (None, "incomplete", "A"), (None, "outside", "B"), (None, "outside", "D"),
    ]  # fmt: skip


def test_each_block_is_ranked_by_itself() -> None:
    rows = [result("A", "50"), result("B", "90", "so"), result("C", "40")]

    assert list(rank(rows)) == ["so", "xa"]
    assert ranked(rows) == [(1, None, "A"), (2, None, "C")]
    assert ranked(rows, "so") == [(1, None, "B")]

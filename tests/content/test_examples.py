"""The two example schemes do what they are there to show."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.numbers import from_exact

Results = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def of(root: Path, evaluated: Callable[[Path, Path], Results]) -> Callable[[str], Results]:
    """Results of an example's dossiers."""

    def results(id: str) -> Results:
        return evaluated(root / "criteria/examples" / id, root / "evidence/examples" / id)

    return results


def test_without_a_survey_the_other_70_points_are_scaled_to_100(of: Callable[[str], Results]) -> None:
    result = of("chi-so-ba-cap")["xa-vi-du-2@2025-H1"]
    assert result["complete"]
    survey = next(one for one in result["groups"] if one["id"] == "B")
    assert survey["status"] == "not_applicable"
    assert result["total"]["max"] == "100.000"
    assert any(one["kind"] == "rescale" for one in result["total"]["modifiers"])


def test_a_survey_not_yet_there_leaves_an_interval_of_30_points(of: Callable[[str], Results]) -> None:
    total = of("chi-so-ba-cap")["xa-vi-du-3@2025"]["total"]
    assert from_exact(total["attainable"]) - from_exact(total["certain"]) == 30


def test_the_index_has_three_levels(of: Callable[[str], Results]) -> None:
    result = of("chi-so-ba-cap")["so-vi-du-1@2025"]
    levels = {one["id"]: one["level"] for one in result["groups"]}
    assert (levels["A"], levels["A.1"]) == (1, 2)
    assert next(one for one in result["criteria"] if one["id"] == "A.1.1")["parent"] == "A.1"


def test_the_two_blocks_have_different_thresholds(of: Callable[[str], Results]) -> None:
    results = of("chi-so-ba-cap")
    edges = {result["agency"]["block"]: result["classification"]["ladder"][0]["from"] for result in results.values()}
    assert edges["khoi-so"] != edges["khoi-xa"]


def test_where_a_part_is_not_assigned_the_maximum_is_85_and_is_not_scaled(of: Callable[[str], Results]) -> None:
    result = of("mau-bac-kan-quang-binh")["don-vi-vi-du-2@2025"]
    assert result["total"]["max"] == "85.0"
    assert result["classification"]["certain"] == "tot"


def test_below_the_full_condition_the_superior_decides(of: Callable[[str], Results]) -> None:
    result = of("mau-bac-kan-quang-binh")["co-quan-vi-du-1@2025"]
    points = {one["id"]: one["certain"] for one in result["criteria"]}
    assert [from_exact(points[id]) for id in ("TC.1", "TC.2", "CT.1")] == [Fraction("8.5"), 15, 8]


def test_who_does_not_score_itself_is_not_eligible(of: Callable[[str], Results]) -> None:
    result = of("mau-bac-kan-quang-binh")["co-quan-vi-du-3@2025"]
    assert result["classification"]["outside"]["id"] == "khong-du-dieu-kien"

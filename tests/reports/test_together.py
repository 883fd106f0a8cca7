"""Appraised results of several agencies: one ledger or several, who handed in nothing, lines side by side."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from scoring.engine.rank import rank
from scoring.reports import official, together
from scoring.reports.around import slim
from scoring.reports.block import ranking_context
from scoring.reports.pages import render_index, render_ranking

from .campaign_sample import HEAD, appraised
from .sample import complete, open_

OTHER = "c" * 64


def named(result: dict[str, Any], id: str, name: str, **note: Any) -> dict[str, Any]:
    found = copy.deepcopy(result)
    found["agency"] |= {"id": id, "name": name}
    if note:
        found["appraisal"] |= note
    return found


def rows(*results: dict[str, Any]) -> Any:
    return rank([slim(one) for one in results])["xa"]


def two(**note: Any) -> list[dict[str, Any]]:
    one = appraised(complete())
    return [one, named(one, "xa-b", "Xã B", **note)]


def test_one_ledger_is_told_once_and_nothing_is_mixed() -> None:
    found = together.ledgers(two())

    assert len(found) == 1
    assert HEAD in found[0][1]
    assert together.marks(two()) == []


def test_results_of_two_states_of_the_ledger_are_said_to_be_mixed_with_each_head_and_its_agencies() -> (
    None
):
    results = two(head=OTHER, entries=18)
    found = together.ledgers(results)

    assert [HEAD in text or OTHER in text for _, text in found] == [True, True]
    assert any(OTHER in text and text.endswith("Xã B") for _, text in found)
    assert "LẪN KẾT QUẢ" in together.marks(results)[0]
    context = official.block("xa", rows(*results))
    assert "LẪN KẾT QUẢ" in context["mark"]
    assert {HEAD, OTHER} <= {word for one in context["proof"] for word in one["text"].split()}


def test_a_result_from_no_ledger_among_appraised_ones_is_named() -> None:
    results = [appraised(complete()), named(complete(), "xa-b", "Xã B")]

    assert ("Không qua sổ cái", "Xã B") in together.ledgers(results)
    assert "LẪN KẾT QUẢ" in together.marks(results)[0]
    lines = official.block("xa", rows(*results))["lines"]
    assert next(one for one in lines if one["agency"] == "Xã B")["claimed"] == "chưa thẩm định"


def test_who_handed_in_nothing_is_listed_apart_in_words_never_ranked_never_zero() -> None:
    context = official.block("xa", rows(*two()))
    absent = next(one for one in context["apart"] if one["agency"].startswith("Xã Z"))

    assert (absent["rank"], absent["total"], absent["why"]) == (
        "",
        "không có hồ sơ",
        "không nộp đúng hạn",
    )
    assert all(not one["agency"].startswith("Xã Z") for one in context["ranked"])
    page = ranking_context("xa", rows(*two()))
    assert [one["state"] for one in page["not_submitted"]] == ["không nộp đúng hạn"]
    assert together.not_submitted([*two(), named(complete(), "xa-z", "Xã Z")]) == []


def test_an_unpublished_result_is_marked_and_a_published_one_names_its_decision() -> None:
    assert "CHƯA CÔNG BỐ" in together.marks(two(decision=None))[0]
    assert together.published(two(decision="9/QĐ-UBND")) == "Công bố theo 9/QĐ-UBND."
    assert together.published([complete(), open_()]) == ""


def test_the_gap_is_official_less_claimed_with_its_causes() -> None:
    line = official.block("xa", rows(*two()))["lines"][0]

    assert line["gap"] == "−1"
    assert line["causes"] == "minh chứng không được chấp nhận −2; số liệu được sửa +1"


@pytest.mark.parametrize("format", ["html", "md"])
def test_rankings_and_the_first_page_carry_the_head_the_decision_and_who_is_missing(
    format: Any,
) -> None:
    for page in (
        render_ranking("xa", rows(*two()), format),
        render_index({"xa": rows(*two())}, format),
    ):
        assert HEAD in page
        assert "9/QĐ-UBND" in page
        assert "Xã Z" in page
        assert "không nộp đúng hạn" in page


def test_pages_without_an_appraisal_say_nothing_of_ledgers() -> None:
    page = render_ranking("xa", rows(complete(), open_()))

    assert "sổ cái" not in page.casefold()
    assert "Chính thức" not in page

"""Appraised results of several agencies: one ledger or several, who handed in nothing, lines side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.reports import ledger_summary, official_block
from scoring.reports.block import block_page
from scoring.reports.ledger_summary import LabelledText
from scoring.reports.official_block import SummaryPaper
from scoring.result.model import Result
from scoring.result.ranking import RankedResult

from .campaign_sample import HEAD, appraised
from .rendered import render_index, render_ranking
from .sample import complete, open_, ranked

OTHER = "c" * 64


def named(result: Result, id: str, name: str, **note: Any) -> Result:
    agency = replace(result.agency, id=id, name=name)
    appraisal = replace(result.appraisal, **note) if result.appraisal else None
    return replace(result, agency=agency, appraisal=appraisal)


def rows(*results: Result) -> Sequence[RankedResult]:
    return ranked(*results)["xa"]


def paper(*results: Result) -> SummaryPaper:
    return official_block.block_summary("xa", rows(*results))


def two(**note: Any) -> list[Result]:
    one = appraised(complete())
    return [one, named(one, "xa-b", "Xã B", **note)]


def test_one_ledger_is_told_once_and_nothing_is_mixed() -> None:
    found = ledger_summary.ledger_states(two())

    assert len(found) == 1
    assert HEAD in found[0].text
    assert ledger_summary.ledger_warnings(two()) == []


def test_results_of_two_states_of_the_ledger_are_said_to_be_mixed_with_each_head_and_its_agencies() -> None:
    results = two(head=OTHER, entries=18)
    found = ledger_summary.ledger_states(results)

    assert [HEAD in one.text or OTHER in one.text for one in found] == [True, True]
    assert any(OTHER in one.text and one.text.endswith("Xã B") for one in found)
    assert "LẪN KẾT QUẢ" in ledger_summary.ledger_warnings(results)[0]
    frame = paper(*results).frame
    assert "LẪN KẾT QUẢ" in frame.mark
    assert {HEAD, OTHER} <= {word for one in frame.proof for word in one.text.split()}


def test_a_result_from_no_ledger_among_appraised_ones_is_named() -> None:
    results = [appraised(complete()), named(complete(), "xa-b", "Xã B")]

    assert LabelledText("Không qua sổ cái", "Xã B") in ledger_summary.ledger_states(results)
    assert "LẪN KẾT QUẢ" in ledger_summary.ledger_warnings(results)[0]
    lines = paper(*results).lines
    assert next(one for one in lines if one.agency == "Xã B").claimed == "chưa thẩm định"


def test_who_handed_in_nothing_is_listed_apart_in_words_never_ranked_never_zero() -> None:
    found = paper(*two())
    absent = next(one for one in found.apart if one.agency.startswith("Xã Z"))

    assert (absent.rank, absent.total, absent.why) == ("", "không có hồ sơ", "không nộp đúng hạn")
    assert all(not one.agency.startswith("Xã Z") for one in found.ranked)
    listing = block_page(rows(*two())).listing
    assert [one.state for one in listing.not_submitted] == ["không nộp đúng hạn"]
    assert ledger_summary.absent_agencies([*two(), named(complete(), "xa-z", "Xã Z")]) == []


def test_an_unpublished_result_is_marked_and_a_published_one_names_its_decision() -> None:
    assert "CHƯA CÔNG BỐ" in ledger_summary.ledger_warnings(two(decision=None))[0]
    assert ledger_summary.publication(two(decision="9/QĐ-UBND")) == "Công bố tại Quyết định số 09/QĐ-UBND."
    assert ledger_summary.publication([complete(), open_()]) == ""


def test_the_gap_is_official_less_claimed_with_its_causes() -> None:
    line = paper(*two()).lines[0]

    assert line.gap == "−1"
    assert line.causes == "minh chứng không được chấp nhận −2; số liệu được sửa +1"


@pytest.mark.parametrize("format", ["html", "md"])
def test_rankings_and_the_first_page_carry_the_head_the_decision_and_who_is_missing(format: Any) -> None:
    for page in (render_ranking("xa", rows(*two()), format), render_index({"xa": rows(*two())}, format)):
        assert HEAD in page
        assert "9/QĐ-UBND" in page
        assert "Xã Z" in page
        assert "không nộp đúng hạn" in page


def test_pages_without_an_appraisal_say_nothing_of_ledgers() -> None:
    page = render_ranking("xa", rows(complete(), open_()))

    assert "sổ cái" not in page.casefold()
    assert "Chính thức" not in page

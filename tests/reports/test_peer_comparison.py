"""An agency beside its block and its past; a block's ties, odd ones, changes; the first page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.app.ranking import ranking
from scoring.reports.agency_page import GroupNode, agency_page
from scoring.reports.block import HeatCell, block_page
from scoring.reports.contents import first_page
from scoring.reports.interface import Neighbours
from scoring.reports.pages import Markup
from scoring.reports.peer_comparison import position, trend
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.read import from_data
from scoring.result.summary import summarize
from scoring.result.write import to_data

from .neighbours import past, results, settled
from .rendered import render_agency, render_index, render_ranking
from .sample import HOSTILE, complete, open_, ranked, record, result

LONG = "Xã Đông Minh Họa Có Tên Rất Dài (hư cấu)"
BLOCK = ranked(*results())["xa"]
EARLIER = [past(complete(), "2023", "12.00", "kha"), past(complete(), "2024", "19.00", "tot")]


def test_the_place_is_told_with_ties_and_the_distance_to_the_median() -> None:
    tied = next(one for one in results() if one.agency.id == "an")
    found = position(View(tied), BLOCK)

    assert found is not None
    assert found.sentence == (
        "Hạng 1 trong 5 cơ quan được xếp hạng của khối, đồng hạng với 2 cơ quan khác; bằng trung vị của khối."
    )
    assert [row.view.agency for row in found.rows][:3] == ["Xã Ân", "Xã Dài", LONG]
    assert sum(row.own for row in found.rows) == 1


def test_an_open_agency_is_not_ranked_and_shows_how_far_it_may_come() -> None:
    found = position(View(open_()), BLOCK)

    assert found is not None
    assert "Không xếp hạng trong khối (6 cơ quan): chưa đủ số liệu." in found.sentence
    assert [one.to for one in found.strip.dots if one.kind == "own"] != [""]


def test_without_a_block_or_alone_in_it_the_place_is_left_out() -> None:
    assert position(View(complete()), ()) is None
    assert position(View(complete()), ranked(complete())["xa"]) is None
    assert 'id="khoi"' not in render_agency(complete())


def test_the_trend_holds_earlier_totals_oldest_first_and_this_one_last() -> None:
    found = trend(View(complete()), EARLIER)

    assert found is not None
    assert [(row.view.result.period, row.view.span(row.view.result.total), row.own) for row in found.rows] == [
        ("2023", "12", False), ("2024", "19", False), ("2025", "18,5", True),
    ]  # fmt: skip
    assert found.sentence == ("So với năm 2024: tổng điểm giảm (19 → 18,5, −0,5); phân loại giữ nguyên (Tốt).")


def test_each_criterion_stands_beside_its_points_of_the_earlier_period() -> None:
    now = complete()
    last = summarize(now, with_criteria=True)
    first, second, *others = last.criteria
    changed = (
        replace(first, certain="1.00", attainable="1.50"),
        replace(second, title="Tên cũ", max="9.00"),
        *others[1:],
        replace(second, id="IX.9", title="Đã bỏ"),
    )
    found = trend(View(now), [replace(last, period="2024", criteria=changed)])

    assert found is not None
    rows = {row.id: row for row in found.criteria}
    assert list(rows) == [*(one.id for one in now.criteria), "IX.9"]
    assert (rows[first.id].before, rows[first.id].after, rows[first.id].change) == ("1 – 1,5", "4", "+2,5 … +3")
    assert rows[second.id].note == "kỳ trước: “Tên cũ”; điểm tối đa 9 → 8"
    assert (rows[others[0].id].before, rows[others[0].id].change) == ("chưa có tiêu chí này", "")
    assert (rows["IX.9"].after, rows["IX.9"].change) == ("không còn tiêu chí này", "")
    assert all(rows[one.id].is_same for one in others[1:])


def test_criteria_of_another_scheme_are_not_compared() -> None:
    now = complete()
    last = summarize(now, with_criteria=True)
    other = replace(last, period="2024", scheme=replace(last.scheme, id="khac"))
    found = trend(View(now), [other])

    assert found is not None
    assert found.criteria == []


def test_without_earlier_results_only_the_class_of_earlier_periods_is_told() -> None:
    page = render_agency(complete())

    assert "<li>năm 2024: Khá</li>" in page
    assert 'id="ky-ve-t"' not in page


@pytest.mark.parametrize("format", ["html", "md"])
def test_both_formats_tell_place_and_trend_in_the_same_words(format: Markup) -> None:
    page = render_agency(complete(), format, neighbours=Neighbours(block=BLOCK, earlier=EARLIER))

    assert "Hạng 4 trong 5 cơ quan được xếp hạng của khối" in page
    assert "So với năm 2024: tổng điểm giảm" in page


def test_ties_share_a_rank_in_alphabetical_order() -> None:
    shown = block_page(BLOCK).listing.ranked

    assert [(row.rank, row.tied, row.view.agency) for row in shown] == [
        ("1", True, "Xã Ân"), ("1", True, "Xã Dài"), ("1", True, LONG),
        ("4", False, "Xã A"), ("5", False, "Xã Bắc"),
    ]  # fmt: skip


def test_cells_of_the_heat_map_tell_shares_and_spans() -> None:
    rows = {row.view.agency: row.heat for row in block_page(BLOCK).listing.ranked}
    apart = block_page(BLOCK).listing.apart[0].heat

    assert [(one.share, one.step) for one in rows["Xã Ân"]] == [("86%", "3"), ("100%", "5")]
    assert apart[0] == HeatCell(step="open", share="0–100%", points="0 – 14")


def test_only_all_of_it_is_shown_as_all_of_it() -> None:
    near = to_data(complete())
    near["groups"][0] |= {"certain": "13.99", "attainable": "13.99"}
    near["groups"][1] |= {"certain": "0.01", "attainable": "0.01"}
    cells = block_page(ranked(from_data(near))["xa"]).listing.ranked[0].heat

    assert [one.share for one in cells] == ["99%", "1%"]


def test_a_group_that_does_not_apply_is_told_in_words() -> None:
    one = to_data(complete())
    one["groups"][1] |= {"status": "not_applicable", "max": "0.00", "certain": "0.00", "attainable": "0.00"}
    cells = block_page(ranked(from_data(one))["xa"]).listing.ranked[0].heat

    assert cells[1] == HeatCell(step="off", share="không áp dụng", points="")


def test_what_stands_out_is_named_with_the_rule() -> None:
    page = block_page(BLOCK)

    assert [(one.view.agency, one.group.id, one.verdict) for one in page.outliers.rows] == [
        ("Xã Bắc", "I", "thấp khác thường"), ("Xã Bắc", "II", "thấp khác thường"),
    ]  # fmt: skip
    assert "1,5 lần" in render_ranking("xa", BLOCK)
    first = page.gaps[0]
    claims = first.view.result.claims
    assert (first.view.agency, first.gap, first.verdict) == ("Xã A", "−2", "tự chấm cao hơn")
    assert (claims.claimed, first.view.span(claims), claims.given) == ("6", "4", 1)
    assert '<a href="xa-a.html">Xã A</a></th><td class="n" data-l="Tự chấm">6</td>' in render_ranking("xa", BLOCK)


def test_changes_name_those_without_an_earlier_result() -> None:
    page = block_page(BLOCK, earlier={"xa-a": EARLIER})

    assert page.compared
    assert [row.view.agency for row in page.listing.ranked if row.change] == ["Xã A"]
    assert "chưa có kết quả kỳ trước" in render_ranking("xa", BLOCK, "md", earlier={"xa-a": EARLIER})
    assert not block_page(BLOCK).compared


def test_the_first_page_tells_distribution_incomplete_findings_and_failures_by_the_alphabet() -> None:
    one = to_data(settled("u", "Xã Ưu"))
    one["findings"] = [{"id": "f", "title": "Phát hiện", "clause": None, "certain": False,
                        "because": [{"name": "x", "ref": "y", "text": "vì vậy", "text_en": "hence"}]}]  # fmt: skip
    two = {**one, "agency": {**one["agency"], "id": "o", "name": "Xã Ổn"}}
    page = first_page(ranked(*results(), from_data(one), from_data(two)), failed=["Đ", "C", "Ă", "A"])

    assert page.failed == ["A", "Ă", "C", "Đ"]
    assert [row.agency for row in page.incomplete] == ["Xã Đ"]
    assert [x.view.agency for x in page.findings[0].agencies] == ["Xã Ổn", "Xã Ưu"]
    assert sum(row.sum for row in page.distribution) == page.count == 8
    assert "chưa chắc chắn" in render_index(ranked(from_data(one)))


def test_blocks_stand_in_the_order_of_their_titles() -> None:
    titles = ["Khối xã", "Khối đơn vị", "Khối ban"]
    blocks = {}
    for index, title in enumerate(titles):
        one = to_data(complete())
        one["agency"]["block"] = f"b{index}"
        one["scheme"]["block_title"] = title
        blocks |= ranked(from_data(one))

    order = sorted(titles, key=titles[::-1].index)
    assert [page.view.block for page in first_page(blocks).blocks] == order
    found = ranking([row.result for rows in blocks.values() for row in rows])
    assert [rows[0].result.scheme.block_title for rows in found.values()] == order


def test_evidence_is_listed_by_kind_then_date() -> None:
    found = result(
        {}, evidence=[record("z", "quy-che"), record("b", "bien-ban", date="2025-05-01"),
                      record("c", "bien-ban", date="2025-02-01")],
    )  # fmt: skip

    assert [one.record.id for one in agency_page(found).evidence] == ["c", "b", "z"]


def test_evidence_files_are_linked_below_the_folder_given() -> None:
    data = to_data(complete())
    first, second = (record for x in data["criteria"] for record in x["evidence"][:1])
    first["file"], second["file"] = "tệp 1.pdf", "javascript:alert(1)"
    one = from_data(data)
    page = render_agency(one, neighbours=Neighbours(attachments="../ho-so"))

    assert 'href="../ho-so/t%E1%BB%87p%201.pdf">tệp 1.pdf</a>' in page
    assert '<span class="file">javascript:alert(1)</span>' in page
    assert 'class="file" href' not in render_agency(one)


def _with(one: Any, change: Any) -> Any:
    if isinstance(one, dict):
        return {key: _with(value, change) for key, value in one.items()}
    if isinstance(one, list):
        return [_with(value, change) for value in one]
    return change(one) if isinstance(one, str) else one


def test_hostile_ids_and_texts_reach_neither_tags_nor_styles_nor_drawings() -> None:
    ids = {"I", "II", "I.1", "II.1", "bb1", "bb2", "qc", "xa", "thu", "tot"}
    words = {"Xã A", "Tốt", "Khối xã", "Giải quyết đơn", "Biên bản đối thoại", "đơn", "ho-so.yaml"}

    def change(text: str) -> str:
        if text in ids:
            return f"{text}\"' onload=x></style><script>alert(1)</script>"
        return HOSTILE + text if text in words else text

    bad, other = (from_data(_with(to_data(one), change)) for one in (complete(), settled("khac", "Xã Khác")))
    blocks = ranked(bad, other)
    rows = next(iter(blocks.values()))
    earlier = [past(bad, one.period, one.total.certain, str(bad.classification.certain)) for one in EARLIER]
    texts = [
        render_agency(bad, neighbours=Neighbours(block=rows, earlier=earlier, attachments="../x")),
        render_ranking("xa", rows, earlier={bad.agency.id: earlier}),
        render_index(blocks, failed=[HOSTILE]),
    ]
    for page in texts:
        assert page.count("<script") == page.count("script-src")
        assert page.count("</style>") == 1
        assert "{{ 7*7 }}" in page
        assert not re.search(r"<[^>]*\sonload=x", re.sub(r'"[^"]*"', '""', page))
        assert all(re.fullmatch(r"[\w.:-]+", id, re.ASCII) for id in re.findall(r'\sid="([^"]*)"', page))


def test_each_node_of_the_tree_tells_its_state_in_words() -> None:
    def words(one: Result) -> dict[str, str]:
        nodes = []
        for root in agency_page(one).tree:
            nodes += [root, *(root.parts if isinstance(root, GroupNode) else [])]
        return {node.id: node.state.words for node in nodes}

    assert words(complete()) | {"": ""} == {
        "I": "thiếu 2", "I.1": "thiếu 2", "I.2": "đủ điểm", "II": "thiếu 0,5", "II.1": "đủ điểm", "II.2": "thiếu 0,5",
        "C.1": "cộng 3", "T.1": "trừ 1", "": "",
    }  # fmt: skip
    assert words(open_())["II.2"] == "chờ thẩm định, +2"
    assert words(settled("x", "Xã X", khen=0, vi_pham=0))["C.1"] == "không phát sinh"


def test_a_bonus_above_its_cap_tells_what_counts() -> None:
    extra = next(one for one in agency_page(complete()).tree if isinstance(one, GroupNode) and one.anchor == "g-bonus")

    assert extra.notes == ["cộng lại 3, sau trần còn 2"]


def test_of_a_large_block_the_leaders_and_the_neighbours_are_listed() -> None:
    def of(n: int) -> Result:
        one, points = complete(), f"{20 - n // 4}.00"
        return replace(
            one,
            agency=replace(one.agency, id=f"x{n:02}", name=f"Xã {n:02}"),
            total=replace(one.total, certain=points, attainable=points),
        )

    found = position(View(of(40)), ranked(*map(of, range(60)))["xa"])

    assert found is not None
    assert not found.has_every_agency
    assert [row.view.agency for row in found.rows[:3]] == ["Xã 00", "Xã 01", "Xã 02"]
    assert len(found.rows) == 3 + 5 + 1 + 5
    assert len(found.strip.dots) == 60


def test_pages_of_the_shipped_example_stay_small_enough_to_be_mailed() -> None:
    folder = Path(__file__).parents[2] / "reports" / "2025"
    found = [from_data(json.loads(one.read_text("utf-8"))) for one in sorted(folder.glob("xa-*.json"))]
    rows = ranked(*found)["xa"]

    assert found
    for one in found:
        assert len(render_agency(one, neighbours=Neighbours(block=rows)).encode()) < 150_000

"""Explanations say what was computed, as equations that add up, within 80 columns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.numbers import from_exact, parse_vietnamese
from scoring.reports import advice, markdown, terminal
from scoring.reports.conclusion import possible
from scoring.reports.explain import UnknownItem, explain
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.text import display_width

from .sample import BANNER, HOSTILE, complete, open_, record, result


def text(result: Result, item: str | None, **more: Any) -> str:
    return terminal.render(explain(result, item, **more))


def items(result: Result) -> list[str | None]:
    ids = [one.id for one in (*result.criteria, *result.groups)]
    return [None, "total", "class", *ids]


def test_a_criterion_is_shown_as_an_equation_with_the_working_of_its_ratio() -> None:
    expected = """\
Thang điểm làm việc – chưa đối chiếu văn bản
Xã A · năm 2025

I.1  Giải quyết đơn đúng hạn                                               4 / 6
    tỷ lệ đơn đúng hạn  23 ÷ 24 = 95,83% → từ 90% đến dưới 100%            4 / 6
  ──────────────────────────────────────────────────────────────────────────────
  = 4
    + 2 mức khác không áp dụng (6; 0 điểm)
  Tự chấm:
    – 6, điểm tính được 4: chênh −2
    – đã rà soát
  Nội dung chưa đạt, việc cần làm:
    I.1 −2  tỷ lệ đơn đúng hạn: đạt 100%
  Căn cứ:
    – Phụ lục, mục I.1
    – điểm và mức là mức làm việc, chưa đối chiếu văn bản
"""
    assert text(complete(), "I.1") == expected


def test_branches_not_taken_open_at_depth_two() -> None:
    shown = text(complete(), "I.1", depth=2)

    assert "+ 2 mức khác" not in shown
    assert "– từ 100%" in shown
    assert "– dưới 90%" in shown


def test_absences_are_words() -> None:
    assert "chưa khai" in text(open_(), "I.1")
    some = result({}, evidence=[record("b", "bien-ban")])
    assert "từ 1 cuộc trở lên (danh sách chưa chốt)" in " ".join(text(some, "I.2").split())
    assert "chờ thẩm định" in text(open_(), "II.2")
    assert "Quy chế" in text(open_(), "II.1")


def test_imperfect_papers_are_told_as_they_are() -> None:
    shown = text(complete(), "I.2")

    assert "chưa ghi số" in shown
    assert "ngày: chưa đủ (tháng 3/2025)" in shown
    assert "số 07/BB, ngày 20/5/2025" in shown


def test_a_ratio_not_known_names_the_number_that_is_missing() -> None:
    shown = " ".join(text(open_(), "I.1").split())

    assert "1 đã có, 1 còn thiếu" in shown
    assert "Số đơn đúng hạn chưa khai" in shown
    assert "Số đơn phải giải quyết 24 đơn" in shown


def test_awarded_points_come_with_the_written_reason() -> None:
    assert "Lý do chấm: có chuyển biến" in text(complete(), "II.2")


def test_the_total_tells_caps_that_took_effect() -> None:
    shown = " ".join(text(complete(), "tổng").split())

    assert "3, chạm trần 2" in shown
    assert "= 18,5" in shown


def test_class_says_gates_ceilings_and_margins() -> None:
    shown = " ".join(text(complete(), "phan-loai").split())

    assert "Tổng điểm 18,5 nằm trong khung loại Tốt" in shown
    assert "điều kiện: Mọi nhóm từ 50% – để được loại Tốt đạt – các mục" in shown
    assert "khống chế: Có điểm nóng – tối đa loại Khá không áp dụng – " in shown
    assert "hơn 2,5 điểm so với ngưỡng của loại Tốt" in shown


def test_a_settled_class_leaves_nothing_possible() -> None:
    assert possible(View(complete(), "vi")) == []
    assert possible(View(open_(), "vi")) == ["Tốt", "Khá", "Yếu"]


def test_an_open_class_names_what_is_still_possible() -> None:
    assert "còn có thể: Tốt; Khá; Yếu" in " ".join(text(open_(), "class").split())


def test_a_ceiling_that_lowers_the_class_is_the_reason_given() -> None:
    numbers = {"don_phai": 1, "don_dung": 1, "quy_che": True, "vi_pham": 0, "khen": 0, "diem_nong": True}
    evidence = [{"id": f"b{i}", "kind": "bien-ban", "title": "Biên bản"} for i in range(2)]
    evidence.append({"id": "q", "kind": "quy-che", "title": "Quy chế"})
    judged = [{"criterion": "II.2", "by": "superior", "points": 2, "reason": "tốt"}]
    found = result(numbers, complete=True, evidence=evidence, judgements=judged)

    assert found.classification.certain == "kha"
    assert "do có điểm nóng nên phân loại Khá" in " ".join(text(found, "class").split())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_than_asked(lang: str, width: int) -> None:
    hostile = result({"don_phai": 3}, name=HOSTILE * 3)
    for found in (complete(), open_(), hostile):
        for item in items(found):
            for depth in (1, 2):
                shown = terminal.render(explain(found, item, lang=lang, depth=depth), width)
                assert max(map(display_width, shown.splitlines())) <= width, (item, depth)


def test_every_output_carries_the_banner_and_open_ones_say_so() -> None:
    for item in items(open_()):
        one = explain(open_(), item)
        for shown in (terminal.render(one), markdown.render(one)):
            assert BANNER in shown
            assert "TẠM TÍNH" in shown
    assert "TẠM TÍNH" not in text(complete(), None)


def test_parts_shown_add_up_to_the_result_or_the_difference_is_said() -> None:
    for found in (complete(), open_()):
        for item in ("total", "I", "II"):
            one = explain(found, item, depth=2)
            low = high = 0
            for operand in one.operands:
                ends = [parse_vietnamese(end) for end in operand.value.split(" / ")[0].split(" – ")]
                assert None not in ends
                ends = [-end for end in reversed(ends)] if operand.sign == "−" else ends
                low, high = low + ends[0], high + ends[-1]
            shown = [parse_vietnamese(end) for end in one.result.split(" – ")]
            assert (low, high) == (shown[0], shown[-1]) or one.notes


def test_losses_are_sorted_and_equal_maximum_less_attainable() -> None:
    lost = explain(complete(), None, only_loss=True).sections[0]

    assert [label for label, _ in lost.rows] == ["I.1 −2", "T.1 −1", "II.2 −0,5"]
    by_id = {one.id: one for one in complete().criteria}
    assert from_exact(by_id["I.1"].max) - from_exact(by_id["I.1"].attainable) == 2


def test_json_form_is_plain_data() -> None:
    plain = json.loads(json.dumps(explain(complete(), "I").to_json(), ensure_ascii=False))

    assert plain["format"] == "scoring.explanation/1"
    assert plain["id"] == "I"
    assert plain["banner"] == BANNER


def test_an_unknown_item_is_an_error_that_knows_the_others() -> None:
    with pytest.raises(UnknownItem) as caught:
        explain(complete(), "I.9")

    assert "I.1" in caught.value.known


def test_control_characters_never_reach_the_terminal() -> None:
    shown = text(result({}, name=HOSTILE), None)

    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("claimed", "told", "differs"),
    [
        ("4", "4, khớp điểm tính được", False),
        ("3.99", "3,99, điểm tính được 4: chênh +0,01", True),
        ("4.01", "4,01, điểm tính được 4: chênh −0,01", True),
    ],
)
def test_points_claimed_are_compared_with_those_computed(claimed: str, told: str, differs: bool) -> None:
    one = replace(complete().criteria[0], claimed=claimed)

    assert (one.certain, one.attainable) == ("4.00", "4.00")
    assert (advice.claim(View(complete(), "vi"), one), advice.claim_differs(one)) == (told, differs)


@pytest.mark.parametrize(
    ("claimed", "told", "differs"),
    [
        ("-1", "−1, điểm tính được 0 – 6: chênh +1", True),
        ("0", "0, điểm tính được 0 – 6: chưa đủ số liệu để đối chiếu", False),
        ("6", "6, điểm tính được 0 – 6: chưa đủ số liệu để đối chiếu", False),
        ("7", "7, điểm tính được 0 – 6: chênh −1", True),
    ],
)
def test_points_claimed_within_what_is_still_possible_are_no_difference(claimed: str, told: str, differs: bool) -> None:
    one = replace(open_().criteria[0], claimed=claimed)

    assert (advice.claim(View(open_(), "vi"), one), advice.claim_differs(one)) == (told, differs)

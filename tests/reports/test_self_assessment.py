"""The self-assessment in the agency's own voice: every sentence follows from the dossier, the rest is dots."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scoring.reports import official
from scoring.reports.interface import Neighbours
from scoring.reports.official_frame import DOTS, template_data
from scoring.reports.official_results import padded, short_share
from scoring.reports.own_class import own_class
from scoring.reports.units import UnitCriteria
from scoring.reports.view import View
from scoring.result.model import Result

from .sample import COMPLETE, complete, open_, record, result, scheme

EVIDENCE = [record("qc", "quy-che", number="7/QC", date="2025-03-06"), record("bb", "bien-ban", date="2025-11")]
JUDGED = [{"criterion": "II.2", "by": "superior", "points": 2, "reason": "được"}]
CLAIMS = {"I.1": 6, "I.2": 4, "II.1": 4, "II.2": 2, "C.1": 2, "T.1": -1}


def paper(found: Result, lang: str = "vi", **more: Any) -> dict[str, Any]:
    """What templates see of the self-assessment."""
    return template_data(official.agency(found, lang, **more))


def full(**more: Any) -> Result:
    """Everything known, and everything claimed unless said otherwise."""
    claims = {id: {"points": points} for id, points in CLAIMS.items()}
    numbers = {**COMPLETE, **more.pop("numbers", {})}
    given = {"claims": claims, "evidence": EVIDENCE, "judgements": JUDGED, "complete": True, **more}
    return result(numbers, **given)


def lines(found: Result, lang: str = "vi") -> list[str]:
    return [line for one in paper(found, lang)["fields"] for line in one["lines"]]


def test_figures_and_documents_make_the_sentences() -> None:
    told = lines(full())

    assert "- 23/24 đơn đúng hạn, đạt 95,83%; tiêu chí I.1 tự chấm 6/6 điểm." in told
    assert "- 01 cuộc đối thoại (Biên bản đối thoại tháng 11/2025); tiêu chí I.2 tự chấm 4/8 điểm." in told
    assert "- Có quy chế (Quy chế số 07/QC ngày 06/3/2025); tiêu chí II.1 tự chấm 4/4 điểm." in told
    assert "Nhóm I tự chấm 10/14 điểm." in told
    assert "Điểm trừ tự chấm −1 điểm." in told


def test_what_the_dossier_does_not_say_stays_dots() -> None:
    found = paper(open_())
    told = [line for one in found["fields"] for line in one["lines"]]

    assert f"- Ban hành quy chế: {DOTS} (tiêu chí II.1)." in told
    assert "- Nhận xét của cấp trên: chờ kết quả thẩm định (tiêu chí II.2)." in told
    assert not any("tự chấm" in line for line in told)
    assert [row["own"] for row in found["result_rows"]] == [DOTS, DOTS]
    assert found["leadership"] == []
    assert found["shortfalls"] == [{"text": f"- {DOTS}", "said": []}]
    assert found["remarks"][0].startswith("Tiêu chí chưa đủ số liệu, minh chứng: I.1, I.2, II.1")


def test_no_happens_to_be_denied_and_none_is_no_nought() -> None:
    told = lines(full(numbers={"quy_che": False, "vi_pham": 0, "don_phai": 0, "don_dung": 0}))

    assert any(line.startswith("- Chưa có quy chế (Quy chế số 07/QC") for line in told)
    assert any(line.startswith("- Không có vụ vi phạm;") for line in told)
    assert "- Giải quyết đơn đúng hạn: không phát sinh trong kỳ, không chấm điểm (tiêu chí I.1)." in told


def test_shortfalls_carry_the_agencys_words_or_room_for_them() -> None:
    given = full(explanations=[{"criterion": "I.1", "text": "01 đơn phải xác minh"}])
    found = {row["text"].split("tiêu chí ")[1][:3]: row for row in paper(given)["shortfalls"]}

    assert found["I.1"]["text"] == (
        "- 23/24 đơn đúng hạn, đạt 95,83%; tiêu chí I.1 tự chấm 6/6 điểm, theo minh chứng đạt 4/6 điểm, thiếu 02 điểm."
    )
    assert found["I.1"]["said"] == ["01 đơn phải xác minh."]
    assert found["I.2"]["said"] == []
    assert "II." not in "".join(found)


def test_nothing_short_is_said_only_where_everything_is_known() -> None:
    none = "Theo số liệu, minh chứng trong hồ sơ, không có tiêu chí nào thiếu điểm."
    perfect = {"don_dung": 24, "vi_pham": 0}
    records = [*EVIDENCE, record("bb2", "bien-ban", date="2025-04-01")]
    claims = {id: {"points": points} for id, points in {**CLAIMS, "I.2": 8, "T.1": 0}.items()}
    found = paper(full(numbers=perfect, evidence=records, claims=claims))

    assert found["shortfalls"] == []
    assert found["remarks"][0] == none
    assert none not in paper(open_())["remarks"]


def test_own_class_follows_the_claims_under_the_conditions_of_the_dossier() -> None:
    plain, held = paper(full()), paper(full(numbers={"diem_nong": True}))

    # 6 + 4 + 4 + 2 claimed, 2 of bonus at its cap, 1 taken away.
    assert [(row["own"], row["evidence"]) for row in plain["result_rows"]] == [("17", "15"), ("Tốt", "Khá")]
    assert plain["result_lines"][0] == "Theo điểm tự chấm: tổng điểm 17 nằm trong khung loại Tốt."
    assert [row["own"] for row in held["result_rows"]] == ["17", "Khá ▼ hạ từ Tốt"]
    assert held["result_lines"][0] == (
        "Theo điểm tự chấm: tổng điểm 17 nằm trong khung loại Tốt; do có điểm nóng nên phân loại Khá."
    )
    assert plain["score_rows"][-1]["claimed"] == "17"


def test_evidence_tells_how_its_class_came_about() -> None:
    best = {"don_dung": 24, "vi_pham": 0, "diem_nong": True}
    records = [*EVIDENCE, record("bb2", "bien-ban", date="2025-04-01")]
    told = paper(full(numbers=best, evidence=records))["result_lines"]
    pending = paper(open_())["result_lines"]

    assert told[-1] == ("Theo minh chứng: tổng điểm 20 nằm trong khung loại Tốt; do có điểm nóng nên phân loại Khá.")
    assert pending[0] == (
        "Theo minh chứng: tổng điểm từ 0 đến 20, chưa đủ số liệu để phân loại; còn có thể: Tốt; Khá; Yếu."
    )
    assert pending[1] == "Tiêu chí chờ kết quả, chờ thẩm định: II.2."


def test_an_unknown_condition_leaves_the_own_class_to_a_person() -> None:
    numbers = dict(COMPLETE)
    del numbers["diem_nong"]
    claims = {id: {"points": points} for id, points in CLAIMS.items()}
    found = result(numbers, claims=claims, evidence=EVIDENCE, judgements=JUDGED, complete=True)

    assert [row["own"] for row in paper(found)["result_rows"]] == ["17", DOTS]


@pytest.mark.parametrize("left_out", ["I.1", "II.2"])
def test_a_criterion_without_claim_leaves_the_own_class_open(left_out: str) -> None:
    claims = {id: {"points": points} for id, points in CLAIMS.items() if id != left_out}
    rows = paper(full(claims=claims))["result_rows"]

    assert rows[0]["own"].endswith("(5/6 tiêu chí có tự chấm)")
    assert rows[1]["own"] == DOTS


def test_bonus_and_penalty_that_are_not_claimed_are_taken_by_evidence_and_say_so() -> None:
    claims = {id: {"points": points} for id, points in CLAIMS.items() if id not in {"C.1", "T.1"}}
    found = paper(full(claims=claims))

    assert found["result_rows"][0]["own"] == "17"
    assert "Điểm cộng, điểm trừ không tự chấm được lấy theo minh chứng." in found["result_lines"]


def test_a_total_that_does_not_add_up_from_its_criteria_is_not_computed_anew() -> None:
    found = full()
    assert own_class(View(found)) is not None
    assert own_class(View(replace(found, total=replace(found.total, certain="14.00")))) is None


def test_the_annex_cites_each_document_once_and_the_table_points_at_it() -> None:
    found = paper(complete())
    rows = {row["id"]: row["documents"] for row in found["score_rows"] if not row["group"]}

    assert [(x["number"], x["symbol"], x["date"], x["criteria"]) for x in found["documents"]] == [
        ("1", "", "tháng 3/2025", "I.2"), ("2", "07/BB", "20/5/2025", "I.2"), ("3", "01/QC", "02/01/2025", "II.1"),
    ]  # fmt: skip
    assert rows["I.2"] == "1, 2"
    assert rows["II.1"] == "3"
    assert "số: để trống" not in str(found["documents"])


def test_only_papers_that_have_a_number_say_that_it_is_not_written_down() -> None:
    found = paper(full(evidence=[record("qc", "quy-che"), record("bb", "bien-ban")]))
    assert {row["title"]: row["symbol"] for row in found["documents"]} == {
        "Văn bản bb": "", "Văn bản qc": "(chưa ghi số)",
    }  # fmt: skip


def test_next_steps_follow_from_what_is_short() -> None:
    found = full(numbers={"quy_che": False, "diem_nong": True})

    assert paper(found)["tasks"] == [
        "- Khắc phục tình trạng có điểm nóng;",
        "- Nâng tỷ lệ đơn đúng hạn (nay 95,83%; tiêu chí I.1);",
        "- Tăng số cuộc đối thoại (nay 01 cuộc; tiêu chí I.2);",
        "- Bảo đảm có quy chế (tiêu chí II.1);",
        "- Không để xảy ra vụ vi phạm (tiêu chí T.1).",
    ]
    assert paper(open_())["tasks"] == []


def test_leadership_is_the_group_whose_title_speaks_of_it() -> None:
    found = full()
    groups = (replace(found.groups[0], title="Triển khai văn bản chỉ đạo"), *found.groups[1:])
    told = paper(replace(found, groups=groups))

    assert told["leadership"][-1] == "Nhóm I tự chấm 10/14 điểm."
    assert [one["title"] for one in told["fields"]] == ["1. Dân chủ", "2. Điểm cộng", "3. Điểm trừ"]


def test_units_are_an_annex_only_where_they_are_known() -> None:
    units = [UnitCriteria(id="p", title="Phòng A", criteria=("I.1", "I.2"))]

    assert [one["title"] for one in paper(full(), near=Neighbours(units=units))["units"]] == [
        "Phòng A",
        "Chưa giao cho đơn vị nào",
    ]
    assert paper(full())["units"] == []


def test_sources_of_the_criteria_stand_in_one_note() -> None:
    notes = paper(complete())["table_notes"]
    assert [one.split(":")[0] for one in notes] == ["Căn cứ của tiêu chí"]
    assert notes[0].startswith("Căn cứ của tiêu chí: Phụ lục – I.1 (mục I.1), I.2 (mục I.2)")


def test_a_kind_of_body_is_no_addressee() -> None:
    found = full(scheme_=scheme(decided=True))
    vague = replace(found, scheme=replace(found.scheme, appraised_by="Cơ quan quản lý cấp trên trực tiếp"))

    assert paper(found)["addressee"] == "Kính gửi: Sở Ví Dụ"
    assert paper(vague)["addressee"] == f"Kính gửi: {DOTS}{DOTS}"
    assert paper(found)["recipients"][0] == "- Như trên;"


def test_templates_of_the_last_version_find_what_they_use() -> None:
    found = paper(full())
    used = {
        "opening", "total", "max", "claimed", "headline", "sentence", "score_rows", "explanations", "note", "agency",
        "block", "set_title", "period", "source", "appraiser", "marks", "mark", "recipients", "proof", "number",
    }  # fmt: skip

    assert used <= set(found)
    assert {"id", "title", "max", "claimed", "points", "basis", "tall", "group", "level"} <= set(found["score_rows"][0])
    assert {"reasons", "said", "claim", "differs", "wide", "tall"} <= set(found["explanations"][0])


def test_english_says_the_same_without_own_vietnamese() -> None:
    told = lines(full(), "en")

    assert "- tỷ lệ đơn đúng hạn: 95.83%; criterion I.1 claimed 6/6." in [line.replace("- T", "- t") for line in told]
    assert not any("tự chấm" in line or "không có" in line for line in told)


def test_numbers_are_written_as_papers_write_them() -> None:
    assert [padded(x) for x in ("2", "10", "7/KH-UBND", "12/KH", "0,5")] == ["02", "10", "07/KH-UBND", "12/KH", "0,5"]
    assert [short_share(x) for x in ("96,10 %", "100 %", "87,50 %", "90,00 %", "96.10%", "80%")] == [
        "96,1%", "100%", "87,5%", "90%", "96.1%", "80%",
    ]  # fmt: skip

"""The data of official documents: nothing filled in that the result does not say, nothing left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.reports import official, official_block
from scoring.reports.interface import DocumentId
from scoring.reports.official_frame import DOTS, clean, source
from scoring.reports.official_list import decision_list
from scoring.reports.view import View
from scoring.result.model import Decision, Result
from scoring.result.ranking import RankedResult

from .rendered import printed
from .sample import BANNER, COMPLETE, HOSTILE, complete, open_, ranked, record, result, scheme


def decided_result(name: str = "Ủy ban nhân dân xã A", **more: Any) -> Result:
    return result(COMPLETE, name=name, scheme_=scheme("Tiêu chí phân loại công tác dân vận", decided=True), **more)


def agency(found: Result, lang: str = "vi", document: DocumentId = DocumentId.SELF_ASSESSMENT) -> dict[str, Any]:
    """What templates see of an agency's document."""
    return printed(official.agency(found, lang, document))


def block(rows: Sequence[RankedResult]) -> dict[str, Any]:
    """What templates see of a block's summary."""
    return printed(official_block.block_summary("xa", rows))


def named(found: Result, id: str, name: str) -> Result:
    """The result as that of another agency."""
    return replace(found, agency=replace(found.agency, id=id, name=name))


def texts(value: Any) -> list[str]:
    """Every text of plain data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for one in value for text in texts(one)] if isinstance(value, list) else []


def test_peoples_committee_issues_in_its_own_name() -> None:
    context = agency(decided_result())

    assert context["superior"] == ""
    assert context["issuer"] == ["ỦY BAN NHÂN DÂN", "XÃ A"]
    assert context["authority"] == "TM. ỦY BAN NHÂN DÂN"
    assert context["position"] == "CHỦ TỊCH"


def test_department_stands_under_the_provinces_committee() -> None:
    context = agency(decided_result("Sở Mẫu"))

    assert context["superior"] == "UBND TỈNH VÍ DỤ"
    assert context["issuer"] == ["SỞ MẪU"]
    assert context["place_date"].startswith("Ví Dụ, ngày ……")


def test_what_is_not_known_stays_dots() -> None:
    context = agency(decided_result("Trường Mẫu"))

    assert context["superior"] == DOTS
    assert context["place_date"] == f"{DOTS}, ngày …… tháng …… năm ……"
    assert context["number"] == "Số: ……/BC-……"


def test_summary_of_a_block_is_issued_by_who_appraises() -> None:
    context = block(ranked(decided_result())["xa"])

    assert context["issuer"] == ["SỞ VÍ DỤ"]
    assert context["superior"] == "UBND TỈNH VÍ DỤ"


def test_subject_is_taken_from_the_schemes_title() -> None:
    assert "công tác dân vận" in agency(decided_result())["subject"][0]
    assert "dân vận" not in agency(complete())["subject"][0]


def test_every_criterion_without_full_points_or_evidence_is_explained() -> None:
    for found in (complete(), open_()):
        explained = {row["id"] for row in agency(found)["explanations"]}
        for one in found.criteria:
            full = one.certain == one.max == one.attainable
            quiet = one.section != "tree" and one.certain == one.attainable == "0.00"
            bonus_short = one.section == "bonus" and one.evidence
            if (not full and not quiet and not bonus_short) or one.missing_evidence:
                assert one.id in explained, one.id


def test_explanations_tell_loss_absence_and_what_the_agency_says() -> None:
    rows = {row["id"]: row for row in agency(complete())["explanations"]}
    still = {row["id"]: row for row in agency(open_())["explanations"]}

    assert rows["I.1"]["reasons"][0].startswith("Thiếu 02 điểm. Để đạt đủ:")
    assert rows["I.1"]["said"] == ["đã rà soát"]
    assert rows["I.1"]["differs"]
    assert "Chưa có minh chứng" in " ".join(rows["I.1"]["reasons"])
    assert still["II.1"]["reasons"][0].startswith("Chưa khai; còn có thể thêm 4 điểm.")
    assert still["II.1"]["said"] == [DOTS]


def test_a_long_explanation_gets_a_row_of_its_own() -> None:
    told = [{"criterion": "I.1", "text": "lý do " * 60}, {"criterion": "I.2", "text": "lý do"}]
    rows = agency(result({}, explanations=told))["explanations"]

    assert {row["id"]: row["wide"] for row in rows if row["id"] in {"I.1", "I.2"}} == {"I.1": True, "I.2": False}


def test_score_table_ends_with_the_total_and_holds_every_criterion_once() -> None:
    rows = agency(complete())["score_rows"]
    ids = [row["id"] for row in rows if not row["group"]]

    assert sorted(ids) == sorted(one.id for one in complete().criteria)
    assert rows[-1]["title"] == "TỔNG ĐIỂM"
    assert rows[-1]["points"] == "18,5"


def test_sum_of_claims_is_told_only_where_all_are_claimed() -> None:
    rows = agency(complete())["score_rows"]
    by_title = {row["title"]: row["claimed"] for row in rows if row["group"]}

    assert by_title["Giải quyết đơn"] == "chưa khai đủ"
    assert by_title["Dân chủ"] == "không khai"


@pytest.mark.parametrize("document", ["self-assessment", "explanation"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_marks_and_digests_are_in_every_document(document: Any, lang: str) -> None:
    context = agency(open_(), lang, document)

    assert context["marks"][0] == BANNER
    own = "Bản tự đánh giá, chưa thẩm định", "Self-assessment, not yet appraised"
    marks = own if document == "self-assessment" else ("TẠM TÍNH", "PROVISIONAL")
    assert context["marks"][1].startswith(marks[lang == "en"])
    proof = " ".join(one["text"] for one in context["proof"])
    assert "sha256:" + "a" * 64 in proof
    assert "sha256:" + "b" * 64 in proof


def test_final_complete_result_of_a_verified_scheme_has_no_marks() -> None:
    found = result(
        COMPLETE, final=True, complete=True, scheme_=scheme(status="verified"),
        evidence=[record("q", "quy-che")],
        judgements=[{"criterion": "II.2", "by": "superior", "points": 1, "reason": "được"}],
    )  # fmt: skip

    assert agency(found)["marks"] == []
    assert agency(found)["mark"] == ""


def test_block_ranks_apart_and_counts_every_agency() -> None:
    context = block(ranked(complete(), open_())["xa"])

    assert [row["agency"] for row in context["ranked"]] == ["Xã A"]
    assert [(row["agency"], row["why"]) for row in context["apart"]] == [("Xã Đ", "chưa đủ số liệu")]
    assert sum(int(row["count"]) for row in context["distribution"]) == 2
    assert [row["difference"] for row in context["appraised"]] == ["−2", "không so sánh"]


def test_ties_share_a_rank_and_say_so() -> None:
    twin = named(complete(), "xa-b", "Xã B")
    context = block(ranked(complete(), twin)["xa"])

    assert [row["rank"] for row in context["ranked"]] == ["1", "1"]
    assert context["ties"]


def test_many_dossiers_are_not_listed_one_by_one() -> None:
    many = [named(complete(), f"xa-{n}", f"Xã {n}") for n in range(41)]
    assert len(block(ranked(*many)["xa"])["proof"]) < 5


def test_texts_are_cleaned_of_everything_no_paper_can_show() -> None:
    hostile = result({"don_phai": 3}, name=HOSTILE + "\ufffe\u200f", note=HOSTILE)
    for document in agency(hostile), agency(hostile, document=DocumentId.EXPLANATION):
        for text in texts(document):
            assert text.isprintable()
            assert "\u202e" not in text
            assert "\u200f" not in text
    assert "{{ 7*7 }}" in " ".join(texts(agency(hostile)))


def test_names_of_thirty_thousand_characters_are_cut_and_say_so() -> None:
    assert str(clean({"title": "x" * 30_000})["title"]).endswith("… (còn 29400 ký tự, xem hồ sơ)")
    assert len(str(clean({"text": "y " * 15_000})["text"])) < 4100
    assert clean({"title": "Ngắn"}, "en") == {"title": "Ngắn"}


def test_nothing_is_an_object_or_a_float() -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(k, str) and plain(v) for k, v in value.items())
        return all(map(plain, value)) if isinstance(value, list) else type(value) in {str, bool, int}

    for context in (
        agency(complete()), agency(open_(), document=DocumentId.EXPLANATION), block(ranked(open_())["xa"]),
    ):  # fmt: skip
        assert plain(context)


@pytest.mark.parametrize("final", [False, True])
def test_a_complete_result_is_provisional_until_the_period_is_closed(final: bool) -> None:
    assert (View(replace(complete(), final=final)).provisional is None) is final
    assert View(replace(open_(), final=final)).provisional is not None


def test_the_decision_is_cited_with_number_date_and_issuer() -> None:
    decision = Decision(number="12/QĐ-UBND", date="2022-11-02", issuer="UBND tỉnh", title="")
    given = decided_result()
    given = replace(given, scheme=replace(given.scheme, decision=decision))
    assert source(View(given)) == "Quyết định số 12/QĐ-UBND ngày 02/11/2022 của UBND tỉnh"


@pytest.mark.parametrize(
    ("name", "number", "place", "authority", "position"),
    [
        ("Ủy ban nhân dân xã A (hư cấu)", "BC-UBND", "A", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("UBND phường 5", "BC-UBND", "Phường 5", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("Ủy ban nhân dân tỉnh Ví Dụ", "BC-UBND", "Ví Dụ", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("Sở Nội vụ", "BC-SNV", "Ví Dụ", "", "GIÁM ĐỐC"),
        ("Sở Văn hoá, Thể thao và Du lịch tỉnh Ví Dụ", "BC-SVHTTDL", "Ví Dụ", "", "GIÁM ĐỐC"),
        ("Sở Mẫu", "BC-……", "Ví Dụ", "", "GIÁM ĐỐC"),
        ("Bệnh viện Đa khoa A", "BC-……", DOTS, "", "GIÁM ĐỐC"),
        ("Trường Mẫu", "BC-……", DOTS, "", "HIỆU TRƯỞNG"),
        ("Ban Mẫu", "BC-……", DOTS, "", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"),
    ],
)
def test_number_place_and_signature_follow_the_kind_of_agency(
    name: str, number: str, place: str, authority: str, position: str
) -> None:
    context = agency(decided_result(name))

    assert context["number"] == f"Số: ……/{number}"
    assert context["place_date"] == f"{place}, ngày …… tháng …… năm ……"
    assert (context["authority"], context["position"]) == (authority, position)


def test_sheets_that_are_no_papers_have_no_number() -> None:
    assert agency(decided_result(), document=DocumentId.EXPLANATION)["number"] == ""
    assert block(ranked(decided_result())["xa"])["number"] == ""


def test_bands_whose_points_are_a_share_of_the_maximum_have_an_aim(tmp_path: Path) -> None:
    head = "format: 1\nscheme: chi-so-ba-cap\nperiod: 2025\nagency: {id: so-a, name: Sở A, block: khoi-so, kind: so}\n"
    file = tmp_path / "so-a.yaml"
    file.write_text(head + "numbers: {ho_so: 1000, ho_so_dung_han: 900}\ncomplete: true\n", "utf-8")
    scheme_ = Path(__file__).parents[2] / "criteria" / "examples" / "chi-so-ba-cap"
    found = results([file], Conditions(scheme=scheme_)).results[0].read()
    assert "- Nâng tỷ lệ hồ sơ đúng hạn (nay 90%; tiêu chí A.2.1)." in texts(agency(found))


def test_a_summary_says_where_totals_are_no_sums_of_their_columns() -> None:
    equal, scaled = block(ranked(complete())["xa"]), block(ranked(_scaled())["xa"])
    assert "khác tổng các cột" not in equal["rank_rule"]
    assert "khác tổng các cột" in scaled["rank_rule"]


def _scaled() -> Result:
    """A result whose total is not the sum of its parts."""
    found = complete()
    total = replace(found.total, certain="9.00", attainable="9.00")
    return replace(found, total=total)


def test_a_list_of_results_has_no_columns_to_be_added() -> None:
    assert "tổng các cột" not in decision_list("xa", ranked(_scaled())["xa"]).rank_rule

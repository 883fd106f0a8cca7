"""Facts about the dossiers that are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scoring.diagnostics import has_errors
from scoring.errors import InvalidInput
from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.load import find_dossiers, load_dossier
from scoring.result.ranking import rank
from scoring.result.read import from_data
from scoring.result.summary import summarize
from scoring.scheme.load import load_scheme

Results = dict[str, dict[str, Any]]
ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria/qd-1211-2022"
LONELY = "xa-binh-phuoc@2025"


def _effects(results: Results, kind: str) -> set[str]:
    return {
        one["id"]
        for result in results.values()
        for one in result["classification"]["reasons"]
        if one["kind"] == kind and one["effect"]
    }


def test_no_shipped_dossier_has_an_error() -> None:
    for folder in ("evidence/2024", "evidence/2025"):
        for path in find_dossiers([ROOT / folder]):
            loaded = load_dossier(path)
            scheme = load_scheme(SCHEME, loaded.dossier.period).scheme
            problems = check_dossier(loaded, scheme, loaded.dossier.period.last)
            assert not has_errors(problems), [(one.code, one.values) for one in problems]


def test_every_dossier_but_one_is_complete_and_says_it_is_fictional(results: Results) -> None:
    assert len(results) >= 9
    for id, result in results.items():
        if id != LONELY:
            assert result["complete"], id
            assert "hư cấu" in result["agency"]["name"]


def test_binh_phuoc_appears_only_with_its_one_public_document() -> None:
    dossier = load_dossier(ROOT / "evidence/2025/xa-binh-phuoc.yaml").dossier
    (record,) = dossier.evidence
    assert record.kind == "ke-hoach"
    assert record.number is None
    assert str(record.date) == "2025-03"
    assert dossier.complete is False
    said = (dossier.numbers, dossier.claims, dossier.judgements, dossier.not_applicable)
    assert not any(said)


def test_binh_phuoc_is_an_interval_and_its_criteria_are_not_declared(results: Results) -> None:
    result = results[LONELY]
    assert (result["total"]["certain"], result["total"]["attainable"]) == ("0.00", "100.00")
    assert result["classification"]["certain"] is None
    assert len(result["classification"]["possible"]) == 5
    statuses = {one["id"]: one["status"] for one in result["criteria"]}
    assert statuses["I.1"] == "scored"
    assert set(statuses.values()) == {"scored", "not_declared", "pending"}


def test_blocks_of_2025_are_all_there_and_the_district_only_in_2024(results: Results) -> None:
    assert {one["agency"]["block"] for one in results.values()} == {"so", "xa", "su-nghiep"}
    blocks = {load_dossier(p).dossier.agency.block for p in find_dossiers([ROOT / "evidence/2024"])}
    assert "huyen" in blocks


def test_every_class_is_reached(results: Results) -> None:
    classes = {one["classification"]["certain"] for one in results.values()}
    assert classes - {None} == {"xuat-sac", "tot", "kha", "trung-binh", "yeu"}


def test_gate_ceilings_and_outside_state_take_effect(results: Results) -> None:
    assert _effects(results, "gate") == {"khong-nhom-nao-duoi-50"}
    assert _effects(results, "ceiling") == {"tran-diem-nong", "tran-mot-van-ban-hai-tieu-chi"}
    assert _effects(results, "outside") == {"khong-du-dieu-kien"}


def test_four_rules_conclude_something(results: Results) -> None:
    found = {one["id"] for result in results.values() for one in result["findings"]}
    assert found == {
        "diem-nong-chua-giai-quyet",
        "mot-van-ban-hai-tieu-chi",
        "thieu-bao-cao-hai-ky-lien-tiep",
        "van-ban-can-cu-sau",
    }


def test_a_criterion_does_not_apply_by_statement_and_another_by_its_number(results: Results) -> None:
    absent = {
        (id, one["id"])
        for id, result in results.items()
        for one in result["criteria"]
        if one["status"] == "not_applicable"
    }
    assert absent == {("xa-minh-hoa-a@2025", "II.6"), ("trung-tam-minh-hoa-c@2025", "IV.3")}


def test_two_communes_tie_and_share_their_rank(results: Results) -> None:
    rows = rank(summarize(from_data(one)) for one in results.values())["xa"]
    places = {row.result.agency.id: row.rank for row in rows}
    assert places["xa-minh-hoa-c"] == places["phuong-minh-hoa-d"] is not None
    assert places["xa-binh-phuoc"] is None
    assert places["xa-minh-hoa-h"] is None


def test_a_report_is_late_and_bonus_and_penalty_are_given(results: Results) -> None:
    late = results["ban-minh-hoa-c@2025"]
    days = late["measures"]["ngay_cham_bao_cao_nam"]["value"]
    assert days == "3"
    assert any(one["total"]["bonus"]["certain"] not in ("0.00", "0") for one in results.values())
    assert late["total"]["penalty"]["certain"] == "-1.00"


def test_some_claims_differ_from_what_is_computed(results: Results) -> None:
    different = {id for id, one in results.items() if any(d["code"] == "SC502" for d in one["diagnostics"])}
    assert different == {"ban-minh-hoa-c@2025", "xa-minh-hoa-b@2025", "truong-minh-hoa-a@2025"}


def test_attachments_are_there_and_unchanged() -> None:
    loaded = load_dossier(ROOT / "evidence/2025/xa-minh-hoa-a")
    assert sum(record.file is not None for record in loaded.dossier.evidence) == 3
    problems, unconfirmed = check_attachments(loaded)
    assert problems == []
    assert unconfirmed == []


def test_the_bad_dossier_shows_at_least_ten_different_problems() -> None:
    loaded = load_dossier(ROOT / "evidence/loi-mau/ho-so-loi.yaml")
    scheme = load_scheme(SCHEME, "2025").scheme
    problems = [*check_dossier(loaded, scheme, loaded.dossier.period.last), *check_attachments(loaded)[0]]
    assert len({one.code for one in problems}) >= 20


def test_the_badly_written_dossier_reports_everything_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        load_dossier(ROOT / "evidence/loi-mau/ho-so-sai-cu-phap.yaml")
    assert len({one.code for one in caught.value.diagnostics}) >= 10

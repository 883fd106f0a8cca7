"""One paper written in several ways is one paper; two papers that look alike are two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scoring.evidence.check import check_dossier
from scoring.evidence.documents import same_document
from scoring.evidence.load import load_dossier
from scoring.evidence.model import Record
from scoring.evidence.paper_identity import may_be_same_agency, names_another, number_key
from scoring.scheme.load import load_scheme

MINI = Path(__file__).parent / "mini"
SCHEME = load_scheme(MINI, "2025").scheme
BASE = {"number": "5/BB-UBND", "date": "14/5/2025", "issuer": "UBND xã Ví Dụ", "title": "Biên bản đối thoại thôn Một"}


def levels(tmp_path: Path, first: Mapping[str, str] = BASE, **other: str) -> list[str]:
    """The severities of SC440 where a second record says `other` and all else as the first."""
    rows = []
    for id, fields in (("mot", first), ("hai", {**first, **other})):
        cells = ", ".join(f'{name}: "{value}"' for name, value in fields.items() if value)
        rows.append(f"  - {{id: {id}, kind: bien-ban, {cells}}}")
    text = "format: 1\nperiod: 2025\nagency: {id: xa-vi-du, name: Xã Ví Dụ, block: xa}\nevidence:\n" + "\n".join(rows)
    path = tmp_path / "a.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    loaded = load_dossier(path)
    found = check_dossier(loaded, SCHEME, loaded.dossier.period.last)
    return [one.severity for one in found if one.code == "SC440"]


@pytest.mark.parametrize(
    "number",
    [
        "05/BB-UBND", "Số 5/BB-UBND", "Số: 05 /BB-UBND", "SỐ 005/BB-UBND", "No. 5/BB-UBND", "5/BB–UBND", "5/BB\u2011UBND",
        "5/BB\u2212UBND", "5\uff0fBB-UBND", "５/ＢＢ-ＵＢＮＤ", "5/ВВ-UВND", "O5/BB-UBND", "05/BB-UBND.", "5/BB UBND", "5/bb-ubnd",
        "5/2025/BB-UBND", "5/BB-UBND/2025", "5\u200b/BB-UBND", "5 / BB - UBND", "5/BB_UBND", "Số5/BB-UBND", "5/BΒ-UBND",
        "Biên bản số 05/BB-UBND", "văn bản số: 5/BB-UBND", "5/BB-UBND ngày 14/5/2025", "5/BB-UBND, ngày 14 tháng 5 năm 2025",
        "5/BB-UBND (bản sao)", "BB-UBND 05", "BB-UBND/5", "BB 5/BB-UBND", "5/BB-UBND năm 2025",
    ],
)  # fmt: skip
def test_one_number_however_it_is_written(tmp_path: Path, number: str) -> None:
    assert levels(tmp_path, number=number) == ["error"]


@pytest.mark.parametrize(
    "issuer",
    [
        "Ủy ban nhân dân xã Ví Dụ", "Uỷ ban nhân dân xã Ví Dụ", "UBND xã Ví Dụ, huyện Mẫu", "UBND Xã Ví Dụ",
        "UBND  xã Ví Dụ.", "UBND xã Ví Dụ, huyện Mẫu, tỉnh Mẫu", "U.B.N.D xã Ví Dụ", "UBND xã Ví Dụ (hư cấu)",
    ],
)  # fmt: skip
def test_one_issuer_however_it_is_written(tmp_path: Path, issuer: str) -> None:
    assert levels(tmp_path, issuer=issuer) == ["error"]


@pytest.mark.parametrize(
    "other", [{"issuer": "xã Ví Dụ"}, {"issuer": "Ví Dụ"}, {"issuer": ""}, {"date": ""}, {"date": "2025"}]
)
def test_what_may_well_be_the_same_paper_is_a_warning(tmp_path: Path, other: dict[str, str]) -> None:
    assert levels(tmp_path, **other) == ["warning"]


@pytest.mark.parametrize(
    ("other", "severities"),
    [
        ({}, ["error"]),
        ({"title": "BIÊN BẢN  ĐỐI THOẠI THÔN MỘT"}, ["error"]),
        ({"title": "Biên bản đối thoại (thôn Một)"}, ["warning"]),
        ({"title": "Biên bản đối thoại"}, ["warning"]),
        ({"issuer": "xã Ví Dụ"}, ["warning"]),
        ({"issuer": ""}, ["warning"]),
        ({"title": "Biên bản đối thoại thôn Hai"}, []),
        ({"title": "Biên bản kiểm tra"}, []),
        ({"date": "15/5/2025"}, []),
    ],
)
def test_papers_without_a_number_are_told_by_title_day_and_issuer(
    tmp_path: Path, other: dict[str, str], severities: list[str]
) -> None:
    first = {**BASE, "number": ""}
    assert levels(tmp_path, first, **other) == severities


@pytest.mark.parametrize(
    "other",
    [
        {"number": "6/BB-UBND"},
        {"number": "5/BC-UBND"},
        {"number": "15/BB-UBND"},
        {"date": "15/5/2025"},
        {"number": "5/2024/BB-UBND"},
        {"issuer": "UBND tỉnh Mẫu", "title": "Kế hoạch khác"},
    ],
)
def test_other_papers_are_others(tmp_path: Path, other: dict[str, str]) -> None:
    assert levels(tmp_path, **other) == []


def test_the_places_of_a_body_may_be_left_out_but_not_contradict() -> None:
    def record(issuer: str) -> Record:
        return Record.model_validate({"id": "x", "kind": "bien-ban", **BASE, "issuer": issuer})

    short, one, two = (record(f"UBND xã Ví Dụ{place}") for place in ("", ", huyện A", ", huyện B"))
    assert same_document(short, one)
    assert same_document(short, two)
    assert not same_document(one, two)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1/2-BB", "12-BB"),
        ("10/KH-UBND", "1/KH-UBND"),
        ("5/KH", "5/KH-2"),
        ("/KH-UBND 2025", "2025/KH-UBND"),
        ("5A/KH", "5/KH"),
    ],
)
def test_numbers_that_differ_in_a_figure_stay_apart(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(
    ("id", "name", "issuers", "told"),
    [
        ("xa-minh-hoa-m", "Ủy ban nhân dân xã Minh Họa K (hư cấu)", [], True),
        ("minh-hoa-m", "UBND xã Minh Họa K", [], True),
        ("xa-minh-hoa-m", "xã Đổi Tên", ["UBND xã Minh Họa M", "Sở Nội vụ"], True),
        ("xa-minh-hoa-m", "xã Đổi Tên", ["UBND xã Khác"], False),
        ("xa-minh-hoa-m", "UBND xã Minh Hoạ M, huyện A", ["UBND xã Khác"], False),
        ("xa-hoa-binh", "phường Hòa Bình", [], False),
        ("xa-minh-hoa-01", "xã Minh Họa A", [], False),
        ("dv-07", "UBND xã Minh Họa K", [], False),
        ("sotnmt", "Sở Tài nguyên và Môi trường", ["Sở Tài nguyên và Môi trường"], False),
        ("so-nv", "Sở Nội vụ", ["Sở Nội vụ"], False),
    ],
)
def test_an_id_that_spells_another_name_is_told_apart_from_codes_and_abbreviations(id, name, issuers, told):
    assert names_another(id, name, issuers) is told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("UBND xã Minh Họa K", "ỦY BAN NHÂN DÂN XÃ MINH HỌA K (hư cấu)", True),
        ("Minh Hoa K", "xã Minh Họa K, tỉnh B", True),
        ("xã Tân Phú", "xã Tân", False),
        ("xã Huyền Sơn", "xã Huyền Hội", False),
        ("phường Minh Họa K", "xã Minh Họa K", False),
        ("UBND xã K, huyện A", "UBND xã K, huyện B", False),
        ("thị trấn Đại Phú Bình", "thị trấn Đại Phú An", False),
        ("xã Tân Hai", "xã Tân", False),
    ],
)
def test_names_of_one_agency_and_of_two(one, other, same):
    assert may_be_same_agency(one, other) is may_be_same_agency(other, one) is same

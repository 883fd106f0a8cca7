"""An agency's plan of tasks: read, checked against the scheme, and never taken for a dossier."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.catalog import all_codes
from scoring.diagnostics import Diagnostic, Sources, render_one
from scoring.errors import InvalidInput
from scoring.evidence.load import find_dossiers, is_task_plan, load_dossier
from scoring.evidence.model import Percent
from scoring.evidence.task_plan import answer_words, check_task_plan, load_task_plan, owed, plan_path, wanted
from scoring.scheme.load import load_scheme

ROOT = Path(__file__).parents[2]
BROKEN = sorted((ROOT / "tests" / "broken" / "plan").glob("*.yaml"))
DOSSIER = load_dossier(ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml").dossier
SCHEME = load_scheme(ROOT / "criteria" / "qd-1211-2022", "2025").scheme
UNITS = ("van-phong", "kinh-te", "van-hoa-xa-hoi", "hanh-chinh-cong")


def problems(file: Path) -> list[Diagnostic]:
    try:
        return check_task_plan(load_task_plan(file), SCHEME, DOSSIER, UNITS)
    except InvalidInput as error:
        return error.diagnostics


def plan(folder: Path, tasks: str) -> Path:
    file = folder / "xa-minh-hoa-b.ke-hoach.yaml"
    file.write_text(f"format: 1\nagency: xa-minh-hoa-b\nperiod: 2025\ntasks:\n{tasks}", "utf-8")
    return file


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_plan_gives_its_code_at_the_exact_place(file: Path) -> None:
    head = re.match(r"# expect: (SC\d{3}) (\d+):(\d+)\n", file.read_text("utf-8"))
    assert head
    found = problems(file)
    places = [(one.place.line, one.place.column) for one in found if one.place and one.code == head[1]]
    assert (int(head[2]), int(head[3])) in places, [render_one(one, Sources()) for one in found]
    one = next(one for one in found if one.code == head[1])
    templates = one.entry.vi + one.entry.en + ("" if one.values.get("guess") else one.entry.hint_vi)
    assert set(re.findall(r"(?<!{){(\w+)}", templates)) <= set(one.values), "a text lacks its value"


def test_every_code_about_plans_has_a_broken_file_and_both_languages() -> None:
    codes = {code: one for code, one in all_codes().items() if "SC760" <= code < "SC770"}
    # SC769 says that there is no file.
    assert {file.name[:5] for file in BROKEN} >= set(codes) - {"SC769"}
    for one in codes.values():
        assert all((one.vi, one.en, one.hint_vi, one.hint_en))


def test_an_unknown_task_or_unit_is_guessed() -> None:
    guesses = {one.code: one.hint("vi") for name in ("SC760-viec-la", "SC762-don-vi-la")
               for one in problems(ROOT / "tests" / "broken" / "plan" / f"{name}.yaml")}  # fmt: skip
    assert "cuoc_doi_thoai" in guesses["SC760"]
    assert "van-phong" in guesses["SC762"]


def test_a_criterion_in_place_of_a_task_names_what_it_asks_for(tmp_path: Path) -> None:
    found = problems(plan(tmp_path, "  - {obligation: II.2}\n"))
    assert next(one for one in found if one.code == "SC760").hint("vi") == (
        "có phải “co_quy_che_dan_chu”, “co_quy_che_lam_viec”?"
    )


def test_a_plan_that_keeps_to_the_scheme_lacks_only_the_tasks_left_out(tmp_path: Path) -> None:
    tasks = """  - {obligation: bao-cao-quy.quy-1, unit: van-phong, date: 25/3/2025, target: có}
  - {obligation: bao-cao-nam.nam, target: 1}
  - {obligation: ty_le_ho_so_dung_han, unit: hanh-chinh-cong, date: 2025-12-31, target: 98 %}
  - {obligation: tin_bai, target: 12}
  - {obligation: muc_giam_sat_cong_dong, target: tot, note: Chấm với Mặt trận}
"""
    assert [one.code for one in problems(plan(tmp_path, tasks))] == ["SC768"]


def test_what_is_owed_has_the_schemes_days_and_the_least_value_for_full_points() -> None:
    found = {one.id: one for one in owed(SCHEME, DOSSIER)}
    assert found["bao-cao-quy.quy-2"].due == date(2025, 6, 25)
    assert found["bao-cao-nam.nam"].criteria == ("VII.1",)
    assert found["bao-cao-quy.quy-1"].criteria == ("VII.2",)
    asked = {id: wanted(one, DOSSIER) for id, one in found.items()}
    assert asked["cuoc_doi_thoai"] == 2
    assert asked["ty_le_ho_so_dung_han"] == Percent(Fraction(98, 100))
    assert asked["muc_giam_sat_cong_dong"] == "tot"
    assert asked["cuoc_kiem_tra"] == 4, "the agency's own planned count"
    assert asked["co_quy_che_lam_viec"] is True
    assert {"vu_ton_dong", "phan_anh_dung", "chi_so_hai_long"}.isdisjoint(found), "nothing an agency plans to do"


def test_reports_due_while_the_agency_did_not_exist_are_not_owed() -> None:
    agency = DOSSIER.agency.model_copy(update={"from_": date(2025, 7, 1)})
    late = DOSSIER.model_copy(update={"agency": agency})
    assert [one.id for one in owed(SCHEME, late) if one.fixed] == [
        "bao-cao-quy.quy-3", "bao-cao-quy.quy-4", "bao-cao-nam.nam",
    ]  # fmt: skip


def test_targets_are_written_as_people_write_them() -> None:
    shown = [answer_words(x) for x in (None, 2, Fraction(5, 2), Percent(Fraction(975, 1000)), True, "tot")]
    assert shown == ["", "2", "2,5", "97,5 %", "có", "tot"]
    assert answer_words(Percent(Fraction(975, 1000)), "en") == "97.5 %"


@pytest.mark.parametrize("name", ["xa.ke-hoach.yaml", "ke-hoach.yaml", "2025.yml", "plan.json", "line.json"])
def test_a_plan_in_a_folder_is_never_taken_for_a_dossier(tmp_path: Path, name: str) -> None:
    text = "format: 1\nagency: xa\nperiod: 2025\ntasks:\n  - {obligation: a}\n"
    if name.endswith("json"):
        text = '{"agency": "xa",\n "format": 1, "period": "2025",\n "tasks": [{"obligation": "a"}]}'
    (tmp_path / name).write_text(text.replace("\n", "") if name == "line.json" else text, "utf-8")
    dossier = tmp_path / "xa.yaml"
    dossier.write_text("format: 1\nagency: {id: xa}\n", "utf-8")
    broken = tmp_path / "xb.yaml"
    broken.write_text("format: 1\nagency: xb\nperiod: 2025\n", "utf-8")
    assert find_dossiers([tmp_path]) == [dossier, broken]
    assert is_task_plan(tmp_path / name)


def test_the_plan_stands_beside_its_dossier(tmp_path: Path) -> None:
    assert plan_path(tmp_path / "xa-a.yaml") == tmp_path / "xa-a.ke-hoach.yaml"
    assert plan_path(tmp_path / "ho-so.json") == tmp_path / "ho-so.ke-hoach.yaml"


def test_texts_and_lists_where_a_plan_is_expected_are_problems_of_shape(tmp_path: Path) -> None:
    for text in ("", "[]", "format: 1", "format: 2\nagency: a\nperiod: 2025\ntasks: []", "a: &x 1\nb: *x"):
        file = tmp_path / "a.ke-hoach.yaml"
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidInput):
            load_task_plan(file)

"""`scoring evaluate PART --unit ID`: what a unit's part is worth, without a class."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
SCHEME = ROOT / "criteria" / "qd-1211-2022"
WHOLE = ROOT / "evidence" / "2025" / "xa-minh-hoa-c.yaml"
Run = Callable[..., Result]
HEAD = """format: 1
agency: {{id: xa-thu, name: UBND xã Thử, block: xa, kind: xa}}
period: 2025
scheme: qd-1211-2022
unit: {unit}
"""
CULTURE = """complete: true
numbers: {da_so_ket: có}
evidence:
  - {id: mo-hinh-1, kind: mo-hinh, title: Hồ sơ mô hình, date: 2025-04-10, fields: {tinh_trang: moi}}
"""


def part(folder: Path, text: str = CULTURE, unit: str = "van-hoa-xa-hoi", name: str = "phan.yaml") -> Path:
    (folder / name).write_text(HEAD.format(unit=unit) + text, "utf-8")
    return folder / name


def worth(run: Run, path: Path, *more: object, unit: str = "van-hoa-xa-hoi", code: int = 0) -> dict[str, Any]:
    asked = ("evaluate", path, "--unit", unit, "--scheme", SCHEME, "--format", "json", *more)
    found: dict[str, Any] = json.loads(run(*asked, code=code).stdout)
    return found


def test_a_part_has_its_maximum_what_is_certain_attainable_and_lost(run: Run, tmp_path: Path) -> None:
    found = worth(run, part(tmp_path))
    # V.1: 1 of 4 is certain; V.2: one model of two; V.3: all lists of the unit are complete, so nothing more comes.
    assert {key: found[key] for key in ("maximum", "certain", "attainable", "lost", "share")} == {
        "maximum": "10", "certain": "3", "attainable": "6", "lost": "4", "share": "0.1",
    }  # fmt: skip
    assert [one["id"] for one in found["criteria"]] == ["V.1", "V.2", "V.3", "C.1"]


def test_a_part_has_no_class(run: Run, tmp_path: Path) -> None:
    path = part(tmp_path)
    assert not [key for key in worth(run, path) if "class" in key]
    said = run("evaluate", path, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME).stdout
    assert "không có loại" in said
    for title in ("Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu"):
        assert title not in said


def test_what_to_do_says_what_is_missing_and_what_another_unit_owes(run: Run, tmp_path: Path) -> None:
    found = worth(run, part(tmp_path))
    assert found["missing"] == [
        {"sort": "number", "id": "da_khen_thuong", "criteria": ["V.1"],
         "title": "Đã biểu dương, khen thưởng tập thể, cá nhân thực hiện tốt phong trào"},
    ]  # fmt: skip
    first = found["tasks"][0]
    assert (first["criterion"], first["points"], first["lost"]) == ("V.1", "3", False)
    assert first["waits_for"] == ["Văn phòng HĐND và UBND"]
    assert [(one["criterion"], one["points"]) for one in found["tasks"] if one["lost"]] == [("V.2", "2"), ("V.3", "2")]


def test_the_text_fits_80_columns_and_speaks_both_languages(run: Run, tmp_path: Path) -> None:
    asked = ("evaluate", part(tmp_path), "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME)
    for lang, words in (("vi", "Việc cần làm:"), ("en", "What to do:")):
        said = run("--lang", lang, *asked, env={"COLUMNS": "80"}).stdout
        assert max(map(len, said.splitlines())) <= 80
        assert words in said


def test_the_whole_dossier_shows_the_units_share_of_it(run: Run) -> None:
    units = ("van-phong", "kinh-te", "van-hoa-xa-hoi", "hanh-chinh-cong")
    found = [worth(run, WHOLE, unit=unit) for unit in units]
    assert sum(int(one["maximum"]) for one in found) == 100
    assert sum(float(one["certain"]) + float(one["bonus"]) + float(one["penalty"]) for one in found) == 83.9


def test_the_workbook_of_the_unit_is_evaluated_as_it_is(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "so.xlsx"
    run("workbook", "new", "--from", WHOLE, "--unit", "kinh-te", "--scheme", SCHEME, "-o", book)
    assert worth(run, book, unit="kinh-te")["certain"] == "7"


def test_a_part_is_not_evaluated_as_a_whole_dossier(run: Run, tmp_path: Path) -> None:
    path = part(tmp_path)
    for command in ("evaluate", "explain", "rank"):
        said = run(command, path, "--scheme", SCHEME, code=1)
        assert "SC690" in said.output
        assert "Xuất sắc" not in said.output


def test_parts_and_files_of_units_in_a_folder_are_no_dossiers(run: Run, tmp_path: Path) -> None:
    shutil.copy(WHOLE, tmp_path)
    part(tmp_path)
    own = "format: 1\nagency: xa-thu\nset: xa\nkind: xa\nsupplies: [{unit: kinh-te, criteria: [V.1]}]\n"
    (tmp_path / "don-vi.yaml").write_text(own, "utf-8")
    as_json = {"format": 1, "unit": "kinh-te", "agency": {"id": "x", "name": "X", "block": "xa"}, "period": 2025}
    (tmp_path / "phan.json").write_text(json.dumps(as_json, indent=1), "utf-8")
    (tmp_path / "phan-2.json").write_text(json.dumps(dict(sorted(as_json.items(), reverse=True))), "utf-8")
    said = run("evaluate", tmp_path, "--scheme", SCHEME).output
    assert "xã Minh Họa C" in said
    assert "SC" not in said


@pytest.mark.parametrize(
    ("unit", "code", "said"), [("van-hoa-xahoi", 4, "có phải “van-hoa-xa-hoi”"), ("kinh-te", 1, "SC672")]
)
def test_another_unit_or_none_is_refused(run: Run, tmp_path: Path, unit: str, code: int, said: str) -> None:
    path = part(tmp_path, "" if code == 1 else CULTURE)
    if code == 4:
        path.write_text(path.read_text("utf-8").replace("unit: van-hoa-xa-hoi\n", ""), "utf-8")
    assert said in run("evaluate", path, "--unit", unit, "--scheme", SCHEME, code=code).output


def test_an_own_file_of_units_counts(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "don-vi.yaml"
    own.write_text(
        "format: 1\nagency: xa-thu\nset: xa\nkind: xa\nsupplies: [{unit: kinh-te, criteria: [V.1]}]\n", "utf-8"
    )
    assert worth(run, part(tmp_path), "--units", own)["maximum"] == "6"
    assert worth(run, part(tmp_path, "", "kinh-te"), "--units", own, unit="kinh-te")["maximum"] == "12"
    assert "--units cần --unit" in run("evaluate", WHOLE, "--units", own, code=2).output


def test_exit_codes_are_those_of_every_evaluation(run: Run, tmp_path: Path) -> None:
    path = part(tmp_path)
    asked = ("evaluate", path, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME)
    assert "SC620" in run(*asked, "--require-complete", code=6).output
    assert "với --unit chỉ có" in run(*asked, "--format", "html", code=2).output
    wrong = part(tmp_path, "numbers: {da_so_kett: có}\n", name="sai.yaml")
    assert "SC4" in run("evaluate", wrong, *asked[2:], code=1).output
    run("evaluate", tmp_path / "khong-co.yaml", *asked[2:], code=3)
    out = tmp_path / "kq.json"
    both = run("evaluate", path, tmp_path / "phan-khac.csv", *asked[2:], code=3)
    assert "phan-khac.csv" in both.output
    other = part(tmp_path, "", "kinh-te", "khac.yaml")
    run("evaluate", path, other, *asked[2:], "--format", "json", "-o", out, code=1)
    assert json.loads(out.read_text("utf-8"))["unit"] == "van-hoa-xa-hoi"


def test_what_is_missing_from_other_units_is_not_told(run: Run, tmp_path: Path) -> None:
    said = run("-v", "evaluate", part(tmp_path, "", "kinh-te"), "--unit", "kinh-te", "--scheme", SCHEME).output
    assert "SC430" not in said


def test_validate_checks_parts_and_the_unit_they_name(run: Run, tmp_path: Path) -> None:
    part(tmp_path)
    part(tmp_path, "", "kinh-te", "kt.yaml")
    asked = ("validate", tmp_path, "--scheme", SCHEME)
    said = run(*asked).output
    assert "2 hồ sơ" in said
    assert "SC619" not in said
    part(tmp_path, "", "kinh-tee", "kt.yaml")
    said = run(*asked).output
    assert "kt.yaml:5:7: Cần xem[SC691]" in said
    assert "có phải “kinh-te”" in said


def test_a_folder_gives_the_parts_of_the_unit_and_passes_over_others(run: Run, tmp_path: Path) -> None:
    part(tmp_path)
    part(tmp_path, "numbers: {so_thon: 8}\n", unit="van-phong", name="vp.yaml")
    said = run("evaluate", tmp_path, "--unit", "van-hoa-xa-hoi", "--scheme", SCHEME).stdout
    assert said.count("Tối đa 10 điểm") == 1
    told = run("evaluate", tmp_path, "--unit", "van-phongg", "--scheme", SCHEME, code=4)
    assert "có phải “van-phong”?" in told.stderr


def test_units_of_before_a_change_within_the_period_have_their_part(run: Run, tmp_path: Path) -> None:
    # Communes have other units from 01/07/2025.
    found = worth(run, part(tmp_path, unit="van-phong-thong-ke"), unit="van-phong-thong-ke")
    assert (found["title"], found["maximum"]) == ("Văn phòng – Thống kê", "79")

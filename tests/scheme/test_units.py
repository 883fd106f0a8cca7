"""Inner units of agencies: who supplies which criterion, number and kind of evidence."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from scoring.app.units import units
from scoring.app.validation import validate
from scoring.errors import CannotRead, InvalidInput
from scoring.scheme.load import load_scheme
from scoring.scheme.units import Suppliers, load_units, needs, structures_at, unsupplied

BASE = Path(__file__).parent.parent / "broken" / "base"
SHIPPED = Path(__file__).parent.parent.parent / "criteria" / "qd-1211-2022"
ROOMS = "[{id: a, title: Văn phòng, focal: true}, {id: b, title: Phòng Tư pháp}]"


def written(folder: Path, supplies: str, more: str = "", rooms: str = ROOMS) -> Path:
    """A copy of the base scheme with one structure of units, and others."""
    shutil.copytree(BASE, folder / "mau")
    text = f"format: 1\nstructures:\n  - title: Xã\n    set: xa\n    units: {rooms}\n    supplies: {supplies}\n{more}"
    (folder / "mau" / "units.yaml").write_text(text, "utf-8")
    return folder / "mau"


def found(folder: Path) -> Suppliers:
    loaded = load_scheme(folder)
    given = load_units(loaded)
    assert given is not None
    return Suppliers(loaded.scheme, given.structures[0])


def test_a_group_is_all_its_criteria_but_those_with_a_line_of_their_own(tmp_path: Path) -> None:
    who = found(written(tmp_path, "[{unit: a, criteria: [I, II]}, {unit: b, with: [a], criteria: [II.2]}]"))
    assert who.supplied("a", "criteria") == ["I.1", "I.2", "II.1", "II.3", "II.4"]
    assert who.supplied("b", "criteria") == ["II.2"]
    one = who.of("criteria", "II.2")
    assert one is not None
    assert one.cooperating == ("a",)
    assert who.supplied("b", "measures") == ["muc"]


def test_a_number_comes_from_the_first_criterion_that_needs_it_or_from_its_own_line(tmp_path: Path) -> None:
    supplies = "[{unit: a, criteria: [I, II, C.1]}, {unit: b, measures: [phai], evidence: [bien-ban]}]"
    who = found(written(tmp_path, supplies))
    assert who.supplied("a", "measures") == ["dung", "quy_che", "muc"]
    assert who.supplied("b", "measures") == ["phai"]
    assert who.supplied("b", "evidence") == ["bien-ban"]
    assert who.supplied("a", "evidence") == ["bao-cao"]
    assert who.missing() == []


def test_what_nobody_supplies_is_counted(tmp_path: Path) -> None:
    folder = written(tmp_path, "[{unit: a, criteria: [I]}]")
    loaded = load_scheme(folder)
    given = load_units(loaded)
    assert given is not None
    missing = found(folder).missing()
    assert missing[:3] == [("criteria", "II.1"), ("criteria", "II.2"), ("criteria", "II.3")]
    assert {("measures", "muc"), ("measures", "quy_che"), ("evidence", "bao-cao")} <= set(missing)
    assert validate([folder]).unsupplied == {"mau": unsupplied(loaded.scheme, given)} == {"mau": len(missing)}


@pytest.mark.parametrize(
    ("supplies", "more", "code", "text"),
    [
        ("[{unit: c, criteria: [I]}]", "", "SC338", "c"),
        ("[{unit: a, with: [c], criteria: [I]}]", "", "SC338", "c"),
        ("[{unit: a, criteria: [I.9]}]", "", "SC338", "I.9"),
        ("[{unit: a, measures: [ty_le]}]", "", "SC338", "ty_le"),
        ("[{unit: a, evidence: [so-sach]}]", "", "SC338", "so-sach"),
        ("[{unit: a, criteria: [I]}, {unit: b, criteria: [I]}]", "", "SC310", "I"),
        ("[{unit: a}]", "", "SC209", ""),
        ("[{unit: a, criteria: [I]}]", "  - {title: Sau, set: xa, valid: {from: 2025-07-01}, units: [{id: a, title: A}]}", "SC339", ""),
        ("[{unit: a, criteria: [I]}]", "  - {title: Sau, set: xb, units: [{id: a, title: A}]}", "SC338", "xb"),
        ("[{unit: a, criteria: [I]}]", "  - {title: Sau, set: xa, kinds: [huyen], units: [{id: a, title: A}]}", "SC338", "huyen"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_place(tmp_path: Path, supplies: str, more: str, code: str, text: str) -> None:
    folder = written(tmp_path, supplies, more)
    with pytest.raises(InvalidInput) as caught:
        load_units(load_scheme(folder))
    one = next(one for one in caught.value.diagnostics if one.code == code)
    assert one.place is not None
    assert one.place.line > 1
    assert one.values.get("id", "") == text
    assert code in [one.code for one in validate([folder]).problems]


def test_structures_of_one_kind_may_follow_each_other(tmp_path: Path) -> None:
    rows = "".join(
        f"  - {{title: {title}, set: xa, valid: {{{valid}}}, units: [{{id: a, title: A}}], supplies: []}}\n"
        for title, valid in (("Trước", "until: 2025-06-30"), ("Sau", "from: 2025-07-01"))
    )
    shutil.copytree(BASE, tmp_path / "mau")
    (tmp_path / "mau" / "units.yaml").write_text(f"format: 1\nstructures:\n{rows}", "utf-8")
    given = load_units(load_scheme(tmp_path / "mau"))
    assert given is not None
    days = (date(2025, 6, 30), date(2025, 7, 1), None)
    assert [[one.title for one in structures_at(given, day)] for day in days] == [["Trước"], ["Sau"], ["Sau"]]


def test_an_agencys_own_file_changes_single_lines(tmp_path: Path) -> None:
    own = tmp_path / "rieng.yaml"
    own.write_text(
        "format: 1\nagency: xa-vi-du\nset: xa\nkind: phuong\nunits: [{id: doi, title: Đội Trật tự}]\n"
        "supplies: [{unit: doi, with: [van-phong], criteria: [II.4]}]\n",
        "utf-8",
    )
    (one,) = units(SHIPPED, period="2025", own=own).structures
    assert one.title == "Phường từ 01/7/2025"
    criteria = {unit.title: [x.id for x in unit.criteria] for unit in one.units}
    assert criteria["Đội Trật tự"] == ["II.4"]
    assert criteria["Phòng Kinh tế, Hạ tầng và Đô thị"] == ["II.6"]
    own.write_text("format: 1\nagency: xa-vi-du\nset: xa\nkind: so\n", "utf-8")
    with pytest.raises(InvalidInput):
        units(SHIPPED, period="2025", own=own)


def test_the_shipped_scheme_assigns_everything_at_all_times() -> None:
    for period in ("2024", "2025", "2026"):
        for one in units(SHIPPED, period=period).structures:
            assert one.missing == ()
            assert [unit.focal for unit in one.units].count(True) == 1
    assert validate([SHIPPED]).unsupplied == {"qd-1211-2022": 0}
    before, after = ([x.title for x in units(SHIPPED, period=p, set_id="xa").structures] for p in ("2024", "2025"))
    assert before == ["Xã, phường, thị trấn đến hết 30/6/2025"]
    assert after == ["Xã, đặc khu từ 01/7/2025", "Phường từ 01/7/2025"]


def test_units_do_not_touch_the_digest(tmp_path: Path) -> None:
    folder = written(tmp_path, "[{unit: a, criteria: [I]}]")
    assert load_scheme(folder).digest == load_scheme(BASE).digest


def test_needs_follow_ratios_limits_and_compulsory_evidence() -> None:
    chosen = load_scheme(BASE).scheme.sets["xa"]
    leaves = {one.id: one for one in chosen.leaves()}
    assert needs(chosen, leaves["I.1"]) == (("dung", "phai"), ())
    assert needs(chosen, leaves["I.2"]) == ((), ("bien-ban",))


def test_a_scheme_without_units_says_so() -> None:
    with pytest.raises(CannotRead) as caught:
        units(BASE)
    assert caught.value.diagnostics[0].code == "SC670"

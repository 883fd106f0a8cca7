"""The periodic report as data: the plan's items, and the criteria, numbers and kinds of evidence that show each."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from scoring.app.validation import validate
from scoring.errors import InvalidInput
from scoring.scheme.load import load_scheme
from scoring.scheme.periodic import FILE, PeriodicReport, load_periodic

BASE = Path(__file__).parent.parent / "broken" / "base"
SHIPPED = Path(__file__).parent.parent.parent / "criteria" / "qd-1211-2022"
SETS = ("xa", "so", "huyen", "su-nghiep")


def written(folder: Path, shows: str, more: str = "") -> Path:
    """A copy of the base scheme with a report of one item, and others."""
    shutil.copytree(BASE, folder / "mau")
    item = f"{{id: II.1, title: Quán triệt, shows: {shows}}}"
    text = f"format: 1\ntitle: Kết quả\n{more}sections:\n  - {{id: II, title: Kết quả, items: [{item}]}}\n"
    (folder / "mau" / FILE).write_text(text, "utf-8")
    return folder / "mau"


def shipped() -> PeriodicReport:
    found = load_periodic(load_scheme(SHIPPED))
    assert found is not None
    return found


def test_a_group_is_all_its_criteria_and_only_in_its_sets(tmp_path: Path) -> None:
    loaded = load_scheme(written(tmp_path, "[{sets: [xa], criteria: [II], measures: [muc], evidence: [bien-ban]}]"))
    found = load_periodic(loaded)
    assert found is not None
    item = found.sections[0].items[0]
    assert item.shown_in(loaded.scheme.sets["xa"]) == (["II.1", "II.2", "II.3", "II.4"], ["muc"], ["bien-ban"])


def test_a_scheme_without_the_file_has_no_report() -> None:
    assert load_periodic(load_scheme(BASE)) is None


@pytest.mark.parametrize(
    ("shows", "more", "code", "text"),
    [
        ("[{sets: [xb], criteria: [I]}]", "", "SC338", "xb"),
        ("[{sets: [xa], criteria: [I.9]}]", "", "SC338", "I.9"),
        ("[{sets: [xa], measures: [khong_co]}]", "", "SC338", "khong_co"),
        ("[{sets: [xa], evidence: [so-sach]}]", "", "SC338", "so-sach"),
        ("[]", "plan: khong_co\n", "SC338", "khong_co"),
        ("[]}, {id: II.1, title: Hai", "", "SC310", "II.1"),
        ("[{sets: [xa]}]", "", "SC209", ""),
        ("[{sets: [], criteria: [I]}]", "", "SC208", ""),
        ("[{sets: [xa], criteria: [I], basis: made-up}]", "", "SC204", ""),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(tmp_path: Path, shows: str, more: str, code: str, text: str) -> None:
    folder = written(tmp_path, shows, more)
    with pytest.raises(InvalidInput) as caught:
        load_periodic(load_scheme(folder))
    assert code in [one.code for one in caught.value.diagnostics], caught.value.diagnostics
    one = next(one for one in caught.value.diagnostics if one.code == code)
    assert one.place is not None
    assert one.place.line > 1
    assert one.values.get("id", "") == text
    assert code in [one.code for one in validate([folder]).problems]


def test_the_shipped_report_has_every_item_of_the_plan_with_its_clause() -> None:
    items = [item for section in shipped().sections for item in section.items]
    assert [one.id for one in items] == [*(f"II.{n}" for n in range(1, 13)), "III.1", "III.2", "III.3"]
    assert [one.clause for one in items] == [f"Kế hoạch mẫu, mục {one.id}" for one in items]
    assert all(row.basis == "working" for item in items for row in item.shows)


@pytest.mark.parametrize("id", SETS)
def test_the_shipped_report_shows_every_criterion_once(id: str) -> None:
    scheme = load_scheme(SHIPPED).scheme
    shown = Counter(
        leaf
        for section in shipped().sections
        for item in section.items
        for leaf in item.shown_in(scheme.sets[id])[0]
    )  # fmt: skip
    # I.4 is told by its numbers, each in the item it belongs to.
    assert {leaf.id for leaf in scheme.sets[id].leaves()} - set(shown) == {"I.4"}
    assert set(shown.values()) == {1}


def test_the_file_does_not_change_the_digest_of_the_scheme(tmp_path: Path) -> None:
    plain = load_scheme(BASE).digest
    assert load_scheme(written(tmp_path, "[{sets: [xa], criteria: [I]}]")).digest == plain

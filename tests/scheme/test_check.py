"""Static checks: what each one refuses, and what it must let pass."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.scheme.check import unconfirmed
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
SCHEME, SET = "scheme.yaml", "sets/xa.yaml"
GATE = "requires: {each: groups, at_least: 50 %}"
CEILING = "when: {measure: cham, at_least: 30}"
PER_ITEM = "score: {per_item: {of: hop, points: 2}}"
LATE = "score: {timeliness: {of: cham, per_day: 0.5}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "mau")
    # The overlay speaks of one leaf; here that leaf is changed by the tests.
    edit(tmp_path / "mau", SCHEME, "overlays: [overlays/sua-doi.yaml]\n", "")
    return tmp_path / "mau"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new), "utf-8")


def problems(folder: Path) -> list[Diagnostic]:
    try:
        return load_scheme(folder, "2025").diagnostics
    except InvalidInput as error:
        return error.diagnostics


def codes(folder: Path) -> list[str]:
    return [one.code for one in problems(folder)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{criterion: I.1, at_least: 6}", []),
        ("{criterion: I.1, at_least: 100 %}", []),
        ("{criterion: I.1, at_least: 6.5}", ["SC328"]),
        ("{criterion: I.9, at_least: 1}", ["SC326"]),
        ("{each: [I, II.1], at_least: 1}", []),
        ("{each: [I, II.9], at_least: 1}", ["SC326"]),
        ("{each: criteria, at_least: 3}", ["SC328"]),
        ("{some: criteria, at_least: 3}", []),
        ("{some: criteria, at_least: 7}", ["SC328"]),
        ("{total: total, at_least: 20}", []),
        ("{total: total, at_least: 21}", ["SC328"]),
        ("{not: {total: total, at_least: 20}}", []),
        ("{total: total, below: 20}", []),
        ("{total: total, below: 0}", ["SC328"]),
        ("{total: bonus, at_least: 100 %}", []),
        ("{total: penalty, at_least: 1}", ["SC328"]),
        ("{finding: diem-nong}", ["SC326"]),
        ("{last_class: {at_least: kha}}", []),
        ("{last_class: {at_least: gioi}}", ["SC326"]),
        ("{last_class: {any_of: [tot, gioi]}}", ["SC326"]),
        ("{measure: quy_che, is: true}", []),
        ("{measure: quy_che, at_least: 1}", ["SC322"]),
        ("{measure: phai, is: true}", ["SC322"]),
        ("{measure: ty_le, at_least: 90 %}", []),
        ("{measure: ty_le, at_least: 90}", ["SC307"]),
        ("{measure: phai, below: 90 %}", ["SC308"]),
        ("{not: {criterion: I.1, at_least: 0}}", ["SC328"]),
        ("{all: [{measure: quy_che, is: true}, {criterion: I.1, at_least: 7}]}", ["SC328"]),
        ("{any: [{measure: quy_che, is: true}, {criterion: I.1, at_least: 7}]}", ["SC350"]),
        ("{any: [{criterion: I.2, at_least: 8}, {criterion: I.1, at_least: 7}]}", ["SC328"]),
    ],
)  # fmt: skip
def test_a_gates_condition(folder: Path, condition: str, expected: list[str]) -> None:
    edit(folder, SCHEME, GATE, f"requires: {condition}")
    assert codes(folder) == expected


def test_a_ceiling_that_always_holds_shuts_the_best_class(folder: Path) -> None:
    edit(folder, SCHEME, CEILING, "when: {total: total, below: 30}")
    found = problems(folder)
    assert [(one.code, one.values["id"]) for one in found] == [("SC328", "tot")]


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("[{id: tot, title: T, from: 16, below: 30}, {id: kha, title: K, below: 16}]", ["SC323"]),
        ("[{id: tot, title: T, from: 16}, {id: kha, title: K, from: 5, below: 16}]", ["SC323"]),
        ("[{id: tot, title: T}, {id: kha, title: K}]", ["SC323"]),
        ("[{id: tot, title: T, from: 16}, {id: kha, title: K, from: 17}, {id: kem, title: E}]", ["SC323"]),
        ("[{id: tot, title: T, from: 16}, {id: kha, title: K, from: 50 %}, {id: kem, title: E}]", ["SC356"]),
        ("[{id: tot, title: T, from: 16}, {id: kha, title: K, from: 10}, {id: kem, title: E}]", []),
        ("[{id: tot, title: T, from: 20}, {id: kha, title: K}]", []),
        ("[{id: tot, title: T, from: 20.5}, {id: kha, title: K}]", ["SC327"]),
    ],
)
def test_a_ladder_goes_down_without_a_gap(folder: Path, classes: str, expected: list[str]) -> None:
    text = (folder / SCHEME).read_text("utf-8")
    start, end = text.index("    classes:\n"), text.index("    gates:\n")
    (folder / SCHEME).write_text(f"{text[:start]}    classes: {classes}\n{text[end:]}", "utf-8")
    assert codes(folder) == expected


def test_a_bonus_above_the_maximum_makes_a_higher_threshold_reachable(folder: Path) -> None:
    edit(folder, SCHEME, "from: 16}", "from: 22}")
    edit(folder, SCHEME, "from: 10, below: 16}", "from: 10, below: 22}")
    assert codes(folder) == ["SC327"]
    edit(folder, SET, "  cap: 2\n", "  cap: 2\n  above_maximum: true\n")
    assert codes(folder) == []


def test_on_a_ladder_of_shares_no_class_lies_above_the_whole(folder: Path) -> None:
    edit(folder, SCHEME, "  chung:\n", "  chung:\n    on: share\n")
    for old, new in (
        ("from: 16}", "from: 101 %}"),
        ("from: 10, below: 16}", "from: 50 %}"),
        ("below: 10}", "below: 50 %}"),
    ):
        edit(folder, SCHEME, old, new)
    assert codes(folder) == ["SC327"]
    edit(folder, SCHEME, "101 %", "100 %")
    assert codes(folder) == []


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("yes_no: {of: phai}", ["SC322"]),
        ("graded: {of: quy_che, levels: [{id: a, title: A, points: 6}, {id: b, title: B, points: 0}]}", ["SC322"]),
        ("graded: {of: muc, levels: [{id: tot, title: A, points: 6}, {id: b, title: B, points: 0}]}", ["SC322"]),
        ("per_item: {of: quy_che, points: 1}", ["SC322"]),
        ("relative: {of: hop}", []),
        ("relative: {of: la}", ["SC317"]),
        ("bands: {of: hop, tiers: [{from: 0, points: 6}]}", ["SC368"]),
        ("bands: {of: cham, tiers: [{from: 0, points: 6}]}", ["SC302"]),
        ("judgement: {by: leaders, most: 5}", ["SC329"]),
        ("judgement: {by: leaders, most: 7}", ["SC306"]),
        ("formula: {uses: {n: phai, q: quy_che}, otherwise: 6 if q else n}", []),
    ],
)
def test_a_leaf_fits_its_measure_and_its_maximum(folder: Path, score: str, expected: list[str]) -> None:
    edit(folder, SET, PER_ITEM, f"score: {{{score}}}")
    assert [code for code in codes(folder) if code != "SC318"] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("at_most: phai", "at_most: dung", ["SC319"]),
        ("at_most: phai", "at_most: 100", []),
        ("at_most: phai", "at_most: phia", ["SC317"]),
        ("ratio: [dung, phai]", "ratio: [dung, quy_che]", ["SC322"]),
        ("levels: [tot, kem]", "levels: [tot, te]", ["SC322"]),
        (", levels: [tot, kem]}", "}", ["SC202"]),
        ("where: {muc: cao}", "where: {muc: [cao, thap]}", []),
        ("where: {muc: cao}", "where: {muc: [cao, tham]}", ["SC204"]),
        ("field: so_nguoi", "field: muc", ["SC321"]),
        ("series: quy-1", "series: quy-9", ["SC338"]),
        ("kind: bien-ban, where", "kind: [bien-ban, bao-cao], where", ["SC321"]),
    ],
)
def test_a_measure_names_what_is_there(folder: Path, old: str, new: str, expected: list[str]) -> None:
    edit(folder, SET, old, new)
    assert [code for code in codes(folder) if code != "SC318"] == expected


@pytest.mark.parametrize(
    ("policies", "at", "expected"),
    [
        ("{rescale_total: true}", "criterion", ["SC334"]),
        ("{rescale_total: true}", "total", []),
        ("{not_applicable: drop}", "criterion", []),
    ],
)
def test_points_are_never_rounded_twice(folder: Path, policies: str, at: str, expected: list[str]) -> None:
    edit(folder, SCHEME, "policies: {not_applicable: keep}", f"policies: {policies}")
    edit(folder, SCHEME, "at: total", f"at: {at}")
    assert codes(folder) == expected


def test_one_node_re_scaled_is_enough_to_round_twice(folder: Path) -> None:
    edit(folder, SCHEME, "at: total", "at: criterion")
    edit(folder, SET, "    title: Quy chế\n", "    title: Quy chế\n    not_applicable: rescale\n")
    found = problems(folder)
    assert [one.code for one in found] == ["SC334"]
    assert found[0].related is not None
    assert found[0].related.file.endswith(SET)


@pytest.mark.parametrize(
    ("at", "step", "expected"),
    [
        ("criterion", "2", []),
        ("criterion", "4", ["6", "6", "2", "2", "2", "2", "2"]),
        ("group", "4", []),
        ("group", "3", ["8"]),
        ("total", "4", []),
        ("total", "0.3", ["20"]),
    ],
)
def test_rounding_keeps_every_maximum_it_is_applied_to(folder: Path, at: str, step: str, expected: list[str]) -> None:
    edit(folder, SCHEME, "{at: total, mode: half_up, step: 0.01}", f"{{at: {at}, mode: up, step: {step}}}")
    found = problems(folder)

    assert {one.code for one in found} <= {"SC357"}
    assert [one.values["maximum"] for one in found] == expected
    assert all(one.path.endswith("maximum") for one in found)


@pytest.mark.parametrize(("on", "edges", "wrong"), [("total", "%", 4), ("share", "", 4), ("share", "%", 0)])
def test_a_ladder_is_compared_in_points_or_in_shares_never_across(
    folder: Path, on: str, edges: str, wrong: int
) -> None:
    edit(folder, SCHEME, "  chung:\n", f"  chung:\n    on: {on}\n")
    for old, new in (
        ("from: 16}", "from: 0.8}"),
        ("from: 10, below: 16", "from: 0.5, below: 0.8"),
        ("below: 10}", "below: 0.5}"),
    ):
        edit(folder, SCHEME, old, new.replace("0.8", f"0.8 {edges}").replace("0.5", f"0.5 {edges}"))
    found = problems(folder)

    assert [one.code for one in found] == ["SC356"] * wrong
    assert [one.place.line for one in found if one.place] == [30, 31, 31, 32][:wrong]


def test_a_rounding_step_of_zero_is_refused(folder: Path) -> None:
    edit(folder, SCHEME, "step: 0.01", "step: 0")
    assert codes(folder) == ["SC211"]


def test_all_problems_come_at_once_in_reading_order(folder: Path) -> None:
    edit(folder, SCHEME, "class: tot,", "class: totn,")
    edit(folder, SET, "maximum: 20", "maximum: 21")
    edit(folder, SET, "of: hop, points: 2", "of: hopp, points: 2")
    found = problems(folder)
    assert [one.code for one in found] == ["SC325", "SC315", "SC317"]
    assert [one.hint() for one in found if one.values.get("guess")] == ["có phải “tot”?", "có phải “hop”?"]


def test_a_block_of_the_past_keeps_its_set_in_use(folder: Path) -> None:
    text = (folder / SET).read_text("utf-8").replace("set: xa", "set: huyen")
    (folder / "sets/huyen.yaml").write_text(text, "utf-8")
    edit(folder, SCHEME, "sets: [sets/xa.yaml]", "sets: [sets/xa.yaml, sets/huyen.yaml]")
    assert codes(folder) == ["SC333"]
    block = "  - {id: huyen, title: Huyện, set: huyen, ladder: chung, valid: {until: 2024-12-31}}\n"
    edit(folder, SCHEME, "blocks:\n", f"blocks:\n{block}")
    assert codes(folder) == []


def test_what_says_nothing_of_its_basis_in_a_working_copy_is_unconfirmed(folder: Path) -> None:
    before = unconfirmed(load_scheme(folder, "2025").scheme)
    edit(folder, SCHEME, "{id: kha, title: Khá,", "{id: kha, title: Khá, basis: verified,")
    edit(folder, SET, "title: Đối thoại", "title: Đối thoại\n        basis: verified")
    edit(folder, SET, "title: Giải quyết đơn", "title: Giải quyết đơn\n    basis: verified")

    # A class and a criterion are confirmed; a group decides nothing of its own.
    assert unconfirmed(load_scheme(folder, "2025").scheme) == before - 2


@pytest.mark.parametrize(("better", "expected"), [("higher", []), ("lower", ["SC360"])])
def test_a_measure_has_one_best_value_in_a_block(folder: Path, better: str, expected: list[str]) -> None:
    edit(folder, SET, PER_ITEM, "score: {relative: {of: hop}}")
    edit(folder, SET, "{per_item: {of: hop, points: 1}}", f"{{relative: {{of: hop, better: {better}}}}}")
    # A count can be 0, which is warned of besides.
    found = [one for one in problems(folder) if one.code != "SC371"]

    assert [one.code for one in found] == expected
    assert [one.related.line for one in found if one.related] == [33] * len(expected)


TIERS = "{from: 90 %, points: 6}\n              - {from: 70 %, below: 90 %, points: 3}\n              - {below: 70 %, points: 0}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TIERS, TIERS.replace("{from: 90 %,", "{from: 90,"), {"SC307": "viết kèm dấu %: 90 %"}),
        (TIERS, TIERS.replace("{from: 90 %,", "{from: 0.9,"), {"SC307": "viết kèm dấu %: 90 %"}),
        (TIERS, TIERS.replace("from: 70 %, below: 90 %", "from: 70, below: 90"), {"SC307": "viết kèm dấu %"}),
        ("n / 10", "n + ", {"SC311": ""}),
        ("n / 10", "so / 10", {"SC312": ""}),
        ("{uses: {n: nguoi}, otherwise: n / 10}", "{uses: {so_dan: nguoi}, otherwise: so_dam}", {"SC312": "có phải “so_dan”?"}),
        ("of: quy_che}", "of: quyche}", {"SC317": "có phải “quy_che”?"}),
    ],
)  # fmt: skip
def test_one_slip_gives_one_message_with_what_was_meant(
    folder: Path, old: str, new: str, expected: dict[str, str]
) -> None:
    edit(folder, SET, old, new)
    found = {one.code: one.hint("vi") for one in problems(folder)}
    assert found.keys() == expected.keys()
    assert all(hint in found[code] for code, hint in expected.items())


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("[{id: tot, title: T, from: 90}, {id: kha, title: K, from: 1 %, below: 90 %}, {id: kem, title: E}]", [("SC356", "90")]),
        ("[{id: tot, title: T, from: 0.9}, {id: kha, title: K, from: 1 %, below: 0.8}, {id: kem, title: E}]",
         [("SC323", "dưới 80 % nhưng bậc trên từ 90 %"), ("SC356", "0,9"), ("SC356", "0,8")]),
    ],
)  # fmt: skip
def test_a_ladder_on_the_share_speaks_in_percent(folder: Path, classes: str, expected: list[tuple[str, str]]) -> None:
    text = (folder / SCHEME).read_text("utf-8")
    start, end = text.index("    classes:\n"), text.index("    gates:\n")
    (folder / SCHEME).write_text(f"{text[:start]}    on: share\n    classes: {classes}\n{text[end:]}", "utf-8")
    found = [(one.code, one.values.get("why") or one.values["value"]) for one in problems(folder)]
    assert sorted(found) == sorted(expected)


def test_a_gap_below_the_lowest_band_of_a_share_is_in_percent(folder: Path) -> None:
    edit(folder, SET, "{below: 70 %, points: 0}", "{from: 60 %, below: 70 %, points: 0}")
    assert [(one.code, one.values["low"], one.values["high"]) for one in problems(folder)] == [("SC302", "0 %", "60 %")]


def test_a_verified_scheme_says_of_everything_that_decides_what_it_rests_on(folder: Path) -> None:
    """Groups and sets need no clause of their own; a working copy is none wherever it stands."""
    edit(folder, SCHEME, "status: working", "status: verified")
    without = [one for one in problems(folder) if one.code == "SC335"]
    named = {one.values["id"] for one in without}

    assert {one.values["why_en"] for one in without} == {"has no clause"}
    assert {"I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "C.1", "tot", "kha", "kem"} <= named
    assert not named & {"I", "II", "xa", "bonus"}
    edit(folder, SCHEME, "{id: tot, title: Tốt,", "{id: tot, title: Tốt, clause: Điều 3,")
    assert {one.values["id"] for one in problems(folder) if one.code == "SC335"} == named - {"tot"}
    edit(folder, SCHEME, "{id: kha, title: Khá,", "{id: kha, title: Khá, clause: Điều 3, basis: working,")
    again = [one.values["why_en"] for one in problems(folder) if one.code == "SC335" and one.values["id"] == "kha"]
    assert again == ["is a working copy"]

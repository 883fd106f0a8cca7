"""What a scheme says without effect, or what nobody can reach, is told at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic, render
from scoring.errors import InvalidInput
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
SCHEME, SET, OVERLAY = "scheme.yaml", "sets/xa.yaml", "overlays/sua-doi.yaml"
GATE = "{each: groups, at_least: 50 %}"
WHEN = "{measure: cham, at_least: 30}"
YES_NO = "quy_che: {declared: Có quy chế, answer: yes_no}"
RULE = """rules:
  - id: luat
    title: Luật
    when:
      all:
        - r: {fact: report, series: quy, occurrence: quy-1, state: missing}
        - b: {kind: bien-ban, muc: cao}
        - u: {fact: use, criterion: {not: I.1}, record: b.id}
        - h: {fact: history, class: kem}
ladders:"""


def problems(folder: Path, file: str, old: str, new: str) -> list[Diagnostic]:
    shutil.copytree(BASE, folder / "mau")
    path = folder / "mau" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    try:
        return load_scheme(folder / "mau", "2025").diagnostics
    except InvalidInput as error:
        return error.diagnostics


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "at"),
    [
        # Selections of records.
        (SET, "muc: cao", "muc: []", "SC347", "muc: []"),
        (SET, "{count: {kind: bien-ban, where: {muc: cao}}}", "{count: {kind: []}}", "SC208", "kind: []"),
        (SET, "muc: cao", "muc: {a: 1}", "SC204", "muc: {"),
        (SET, "muc: cao", "so_nguoi: nhieu", "SC203", "so_nguoi: nhieu"),
        (SET, "muc: cao", "so_nguoi: null", "SC203", "so_nguoi: null"),
        # Measures.
        (SET, "when_zero: not_applicable", "when_zero: zero, rounding: {mode: half_up, step: 0}", "SC211", "step: 0}"),
        (SET, "when_zero: not_applicable", "when_zero: zero, rounding: {mode: half_up, step: -1 %}", "SC211", "step: -1"),
        (SET, "when_zero: not_applicable", "when_zero: zero, rounding: {mode: half_up, step: 0.01}", "SC307", "step: 0.01"),
        (SET, "at_most: phai", "when_zero: zero", "SC354", "when_zero"),
        (SET, "at_most: phai", "answer: percent, at_most: 100", "SC307", "at_most: "),
        (SET, "at_most: phai", "at_most: 100 %", "SC308", "at_most: "),
        (SET, "levels: [tot, kem]}", "levels: [tot, kem, tot]}", "SC310", "levels: [tot, kem, "),
        # Leaf kinds.
        (SET, "otherwise: n / 10", 'otherwise: "abs(n, 2)"', "SC311", "otherwise: "),
        (SET, "per_item: {of: hop", "per_item: {of: ty_le", "SC322", "of: "),
        (SET, "- {below: 70 %, points: 0}", "- {from: 0 %, below: 70 %, points: 0}\n              - {below: 0 %, points: 0}", "SC353", "- {below: 0"),
        (SET, "- {from: 90 %, points: 6}", "- {from: 120 %, points: 6}\n              - {from: 90 %, below: 120 %, points: 6}", "SC353", "- {from: 120"),
        # Conditions.
        (SCHEME, WHEN, "{criterion: I.1, is: true}", "SC209", "{criterion"),
        (SCHEME, WHEN, "{total: total, is: tot}", "SC209", "{total"),
        (SCHEME, WHEN, "{finding: x, at_least: 3}", "SC201", "at_least: 3"),
        (SCHEME, GATE, "{each: [], at_least: 50 %}", "SC208", "each: []"),
        (SCHEME, GATE, "{each: []}", "SC208", "each: []"),
        (SCHEME, GATE, "{all: []}", "SC208", "all: []"),
        (SCHEME, GATE, "{any: []}", "SC208", "any: []"),
        (SCHEME, GATE, "{last_class: {}}", "SC209", "last_class: {"),
        (SCHEME, GATE, "{last_class: {any_of: [tot], at_least: kem}}", "SC209", "last_class: {"),
        (SCHEME, GATE, "{last_class: {at_least: tot, at_most: kem}}", "SC303", "last_class: {"),
        (SCHEME, WHEN, "{measure: muc, is: gioi}", "SC204", "is: gioi"),
        (SCHEME, WHEN, "{measure: quy_che, is: co}", "SC204", "is: co"),
        (SCHEME, WHEN, "{measure: muc, is: true}", "SC204", "is: true"),
        (SCHEME, WHEN, "{criterion: I.1, below: -3}", "SC350", "{criterion"),
        (SCHEME, "class: kha, when", "class: tot, when", "SC350", "{measure: cham"),
        (SCHEME, GATE, "{each: groups, at_least: 0 %}", "SC350", "{each"),
        (SCHEME, "class: tot, requires", "class: kem, requires", "SC351", "class: kem, requires"),
        (SCHEME, "below: 16}\n      - {id: kem, title: Kém, below: 10}", "below: 16}\n      - {id: kem, title: Kém, below: 0}", "SC323", "below: 0}"),
        # Twice the same, and sharing what must not be shared.
        (SET, "{count: {kind: bien-ban, where: {muc: cao}}}", "{count: {kind: [bien-ban, bien-ban]}}", "SC310", "kind: [bien-ban, "),
        (SET, "yes_no: {of: quy_che}", "checklist: {parts: [{of: quy_che, points: 1}, {of: quy_che, points: 1}]}", "SC310", "parts: [{of: quy_che, points: 1}, {of: "),
        (SET, "title: Đối thoại", "title: Đối thoại\n        may_share: [I.1]", "SC355", "may_share: ["),
        (SET, "per_day: 0.5", "per_day: 0.5, grace: 3, none_after: 2", "SC303", "per_day: 0.5, grace: 3, none_after: "),
        (SET, "otherwise: n / 10", 'let: {k: n / 10}, branches: [{when: k, points: M}], otherwise: "0"', "SC311", "let: {k: n / 10}, branches: [{when: "),
        # Senseless, though well-formed.
        (SET, "otherwise: n / 10", "otherwise: n / 0", "SC311", "otherwise: "),
        (SET, "otherwise: n / 10", "otherwise: n / (M - 2)", "SC311", "otherwise: "),
        (SET, "otherwise: n / 10", "let: {k: 2 - M}, otherwise: n / k", "SC311", "let: {k: 2 - M}, otherwise: "),
        (SET, "per_item: {of: hop, points: 2}", "target: {of: hop, target: hop}", "SC358", "target: {of: hop, target: "),
        (SET, "ratio: [dung, phai]", "ratio: [dung, dung]", "SC358", "ratio: [dung, "),
        (SET, "cap: 2", "cap: 0", "SC359", "cap: "),
        # Rules.
        (SCHEME, "ladders:", RULE.replace("series: quy", "series: thang"), "SC338", "- r: {fact: report, series: "),
        (SCHEME, "ladders:", RULE.replace("missing", "mising"), "SC204", "- r: {fact: report, series: quy, occurrence: quy-1, state: "),
        (SCHEME, "ladders:", RULE.replace("quy-1", "quy-9"), "SC338", "- r: {fact: report, series: quy, occurrence: "),
        (SCHEME, "ladders:", RULE.replace("muc: cao", "muc: [cao, vua]"), "SC204", "- b: {kind: bien-ban, muc: [cao, "),
        (SCHEME, "ladders:", RULE.replace("I.1", "I.9"), "SC338", "- u: {fact: use, criterion: {not: "),
        (SCHEME, "ladders:", RULE.replace("class: kem", "class: rat-kem"), "SC338", "- h: {fact: history, class: "),
        # The scheme itself.
        (SCHEME, "kinds: [year]", "kinds: []", "SC208", "kinds: []"),
        (SCHEME, "kinds: [year]", "kinds: [year, year]", "SC310", "kinds: [year, "),
        (SCHEME, "status: working", "status: working\ntimezone: Mars/Phobos", "SC204", "timezone: "),
        (SCHEME, "[I.1, I.2]", "[I.1, I.1]", "SC310", "criteria: [I.1, "),
        (SCHEME, "type: choice, choices: [cao, thap]", "type: choice", "SC202", "muc: {"),
        (SCHEME, "type: choice, choices: [cao, thap]", "choices: [cao, thap]", "SC201", "choices: "),
        (SCHEME, "choices: [cao, thap]", "choices: [cao, thap, cao]", "SC310", "choices: [cao, thap, "),
        (OVERLAY, "  - {at: [sets, xa, I.2, score, per_item, points], set: 3}", "  []", "SC208", "  []"),
        (OVERLAY, "at: [sets, xa, I.2, score, per_item, points], set: 3", "at: [sets_not_read], remove: true", "SC331", "at: "),
    ],
)  # fmt: skip
def test_it_is_told_at_its_place(file: str, old: str, new: str, code: str, at: str, tmp_path: Path) -> None:
    everything = problems(tmp_path, file, old, new)
    assert render(everything, lang="vi")
    assert render(everything, lang="en")
    found = [one for one in everything if one.code == code]
    assert found
    lines = (tmp_path / "mau" / file).read_text("utf-8").split("\n")
    places = [one.place for one in found if one.place and one.place.file.endswith(file)]
    assert any(at in lines[place.line - 1] for place in places), places
    for place in places:
        begin = lines[place.line - 1].find(at)
        assert begin < 0 or begin <= place.column - 1 <= begin + len(at), (place, begin)


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        (SET, "title: Đối thoại", "title: Đối thoại: trực tiếp", {"SC105"}),
        (SET, "format: 1", "- format", {"SC105"}),
        (SCHEME, "[sets/xa.yaml]", "[sets/khong-co.yaml]", {"SC100"}),
        (SCHEME, "[sets/xa.yaml]", "[sets]", {"SC100"}),
    ],
)
def test_a_set_that_cannot_be_read_is_told_once_and_nothing_follows_from_it(
    file: str, old: str, new: str, codes: set[str], tmp_path: Path
) -> None:
    assert {one.code for one in problems(tmp_path, file, old, new)} == codes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points: 3}", "points: -3}"),
        ("points: 0}]}", "points: -1}]}"),
        ("yes_no: {of: quy_che}", "yes_no: {of: quy_che, no: -1}"),
    ],
)
def test_points_are_never_negative(old: str, new: str, tmp_path: Path) -> None:
    assert [one.code for one in problems(tmp_path, SET, old, new)] == ["SC211"]


def test_a_rule_that_names_what_is_there_is_left_in_peace(tmp_path: Path) -> None:
    found = problems(tmp_path, SCHEME, "ladders:", RULE)

    assert [one.code for one in found if one.place and one.place.line > 30] == []


PENALTY = """penalty:
  title: Điểm trừ
  cap: 5
  criteria:
    - {id: T.1, title: Vi phạm, maximum: 5, WHAT}
"""
LEAF = "score: {per_item: {of: phai, points: 1}}"


def test_a_penalty_holds_criteria_that_score_and_no_groups(tmp_path: Path) -> None:
    group = PENALTY.replace("WHAT", f"criteria: [{{id: T.1.1, title: Vi phạm, maximum: 5, {LEAF}}}]")
    found = problems(tmp_path, SET, "bonus:\n", f"{group}bonus:\n")
    assert [(one.code, one.values["key"]) for one in found] == [("SC202", "score")]


def test_a_penalty_knows_nothing_above_the_maximum(tmp_path: Path) -> None:
    penalty = PENALTY.replace("WHAT", LEAF).replace("cap: 5", "cap: 5\n  above_maximum: true")
    found = problems(tmp_path, SET, "bonus:\n", f"{penalty}bonus:\n")
    assert [(one.code, one.values["key"]) for one in found] == [("SC201", "above_maximum")]


def test_a_lowest_class_below_the_least_points_is_refused(tmp_path: Path) -> None:
    old = "from: 10, below: 16}\n      - {id: kem, title: Kém, below: 10}"
    new = "from: 0, below: 16}\n      - {id: kem, title: Kém, below: 0}"
    assert "SC352" in [one.code for one in problems(tmp_path, SCHEME, old, new)]


def test_penalties_that_go_below_zero_reach_a_class_below_zero(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "mau")
    scheme, chosen = tmp_path / "mau" / SCHEME, tmp_path / "mau" / SET
    text = scheme.read_text("utf-8").replace("below: 10}", "below: 0}").replace("from: 10,", "from: 0,")
    scheme.write_text(text.replace("not_applicable: keep", "not_applicable: keep, penalty_floor: none"), "utf-8")
    penalty = "penalty:\n  title: Điểm trừ\n  cap: 2\n  criteria:\n"
    leaf = "    - {id: T.1, title: Vi phạm, maximum: 2, score: {per_item: {of: hop, points: 1}}}\n"
    chosen.write_text(chosen.read_text("utf-8") + penalty + leaf, "utf-8")
    assert load_scheme(tmp_path / "mau", "2025").diagnostics == []


def test_a_band_below_zero_is_needed_where_a_difference_stands_behind_the_ratio(tmp_path: Path) -> None:
    old = "ty_le: {ratio: [dung, phai]"
    new = "hieu: {difference: [dung, phai]}\n  ty_le: {ratio: [hieu, phai]"
    assert problems(tmp_path / "a", SET, old, new) == []
    (tmp_path / "b").mkdir()
    shutil.copytree(BASE, tmp_path / "b" / "mau")
    path = tmp_path / "b" / "mau" / SET
    text = path.read_text("utf-8").replace(old, new).replace("{below: 70 %", "{from: 0 %, below: 70 %")
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_scheme(tmp_path / "b" / "mau", "2025")
    assert [one.code for one in caught.value.diagnostics] == ["SC302"]


def test_full_points_on_the_grid_of_the_rounding_and_a_guarded_maximum_are_right(tmp_path: Path) -> None:
    new = "at: group, mode: half_up, step: 4"
    assert problems(tmp_path, SCHEME, "at: total, mode: half_up, step: 0.01", new) == []
    (tmp_path / "b").mkdir()
    assert problems(tmp_path / "b", SET, "otherwise: n / 10", "let: {k: 2}, otherwise: n / (k * M)") == []


def test_totals_of_totals_are_checked_in_no_time(tmp_path: Path) -> None:
    rows = "".join(f"  m{n}: {{total: [m{n - 1}, m{n - 1}]}}\n" for n in range(1, 60))
    new = "measures:\n  m0: {declared: Số việc}\n" + rows
    found = problems(tmp_path, SET, "measures:\n", new.replace("{of: ty_le}", "{of: m59}"))
    assert {one.code for one in found} == {"SC318"}


def test_an_external_result_in_percent_is_not_divided_by_a_hundred(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "mau")
    path = tmp_path / "mau" / SET
    text = path.read_text("utf-8").replace(YES_NO, "quy_che: {external: Chỉ số, answer: percent}")
    path.write_text(text.replace("yes_no: {of: quy_che}", "external: {of: quy_che}"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_scheme(tmp_path / "mau", "2025")
    assert [one.code for one in caught.value.diagnostics] == ["SC307"]
    path.write_text(text.replace("yes_no: {of: quy_che}", "external: {of: quy_che, scale: 100 %}"), "utf-8")
    leaf = next(x for x in load_scheme(tmp_path / "mau", "2025").scheme.sets["xa"].leaves() if x.id == "II.1")
    assert leaf.spec is not None
    from fractions import Fraction

    assert leaf.spec.compile(30)(Fraction(85, 100)).points == Fraction(51, 2)

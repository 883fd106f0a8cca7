"""What a scheme says that makes no sense is told at its place; what looks alike and is right is left in peace.

``¦`` in a change stands right before the place where the problem is told.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scoring.diagnostics import Diagnostic, render
from scoring.errors import InvalidInput
from scoring.scheme.load import load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"
SCHEME, SET, OVERLAY = "scheme.yaml", "sets/xa.yaml", "overlays/sua-doi.yaml"
OVERLAYS = "overlays: [overlays/sua-doi.yaml]\n"
COUNTED = "per_item: {of: hop, points: 2}}"
"""The score of I.2, of which 6 points are the maximum."""
FORMULA = "formula: {uses: {n: nguoi}, otherwise: n / 10}"
"""The score of II.3, of which 2 points are the maximum."""
TIERS = """              - {from: 90 %, points: 6}
              - {from: 70 %, below: 90 %, points: 3}
              - {below: 70 %, points: 0}"""
LEVELS = "[{id: tot, title: Tốt, points: 2}, {id: kem, title: Kém, points: 0}]"
GATE = "class: tot, requires: {each: groups, at_least: 50 %}}"
WHEN = "class: kha, when: {measure: cham, at_least: 30}}"
DECLARED = "phai: {declared: Số đơn phải giải quyết"
RATIO = "ty_le: {ratio: [dung, phai], when_zero: not_applicable"


def loaded(folder: Path) -> list[Diagnostic]:
    try:
        return load_scheme(folder, "2025").diagnostics
    except InvalidInput as error:
        return error.diagnostics


def told(folder: Path, *edits: tuple[str, str, str]) -> tuple[list[Diagnostic], list[tuple[str, int, int]]]:
    """The problems of the changed scheme, and the marked places; a measure that is left unread is no matter here."""
    shutil.copytree(BASE, folder / "mau")
    main = folder / "mau" / SCHEME
    if all(file != OVERLAY for file, *_ in edits):
        main.write_text(main.read_text("utf-8").replace(OVERLAYS, ""), "utf-8")
    places = []
    for file, old, new in edits:
        path = folder / "mau" / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), "utf-8")
    for file in dict.fromkeys(file for file, *_ in edits):
        path = folder / "mau" / file
        text = path.read_text("utf-8")
        rows = enumerate(text.split("\n"), 1)
        places += [(file, number, line.index("¦") + 1) for number, line in rows if "¦" in line]
        path.write_text(text.replace("¦", ""), "utf-8")
    found = [one for one in loaded(folder / "mau") if one.code != "SC318"]
    assert all(render(found, lang=lang) for lang in ("vi", "en")) or not found
    assert all(one.hint(lang) for one in found for lang in ("vi", "en"))
    return found, places


def formula(text: str) -> tuple[str, str, str]:
    """II.3, of at most 2 points, scored by a formula."""
    return SET, FORMULA, f"formula: {text}"


def leaf(text: str) -> tuple[str, str, str]:
    """I.2, of at most 6 points, scored so."""
    return SET, COUNTED, f"{text}}}"


def penalty(text: str, extra: str = "") -> tuple[str, str, str]:
    """A penalty of at most 5 points, scored so."""
    head = "penalty:\n  title: Điểm trừ\n  cap: 5\n  criteria:\n"
    return SET, "bonus:\n", f"{head}    - {{id: T.1, title: Vi phạm, maximum: 5, score: {{{text}}}}}\n{extra}bonus:\n"


def gates(*conditions: str) -> tuple[str, str, str]:
    """Gates of the best class, in the place of the one there is."""
    rows = [f"class: tot, requires: {one}}}" for one in conditions]
    return SCHEME, GATE, "\n      - {id: nua, title: Nữa, ".join(rows)


def ceiling(condition: str) -> tuple[str, str, str]:
    """The condition of the ceiling at the second class."""
    return SCHEME, WHEN, f"class: kha, when: {condition}}}"


def outside(condition: str) -> tuple[str, str, str]:
    """A state outside the ladder."""
    return SCHEME, WHEN, f"{WHEN}\n    outside:\n      - {{id: ngoai, title: Ngoài, when: {condition}}}"


def tiers(*points: object, mark: int = 0) -> tuple[str, str, str]:
    """Points of the tiers from 90 %, from 70 % and below; `mark`: the number of the marked one."""
    marked = [f"{'¦' if index == mark else ''}{one}" for index, one in enumerate(points, 1)]
    text = TIERS.replace("points: 6", f"points: {marked[0]}").replace("points: 3", f"points: {marked[1]}")
    return SET, TIERS, text.replace("points: 0", f"points: {marked[2]}")


WRONG = [
    # Who has no fault loses everything.
    ("SC361", penalty("¦deduct: {of: hop, points: 1}")),
    ("SC361", penalty("¦deduct_by_severity: {items: [{of: hop, points: 1}]}")),
    ("SC361", penalty("¦deduct_range: {of: hop, by: appraiser, from: 1, to: 2}")),
    ("SC361", penalty("¦timeliness: {of: cham, per_day: 1}")),
    # Shares and plain numbers in formulas.
    ("SC307", formula('{uses: {r: ty_le}, branches: [{when: ¦r < 80, points: "0"}], otherwise: M}')),
    ("SC307", formula("{uses: {r: ty_le}, branches: [{when: ¦80 <= r, points: M}], otherwise: M * r}")),
    ("SC307", formula("{uses: {r: ty_le}, otherwise: ¦'max(0, r - 50) * M'}")),
    ("SC307", formula("{uses: {r: ty_le}, otherwise: ¦r * M if r > 0.5 * 100 else 0}")),
    ("SC307", formula("{uses: {r: ty_le}, let: {s: r / 2, t: ¦s - 40}, otherwise: M * t}")),
    ("SC307", formula("{uses: {r: ty_le, n: phai}, branches: [{when: ¦r >= n, points: M}], otherwise: M * r}")),
    ("SC307", formula('{uses: {a: dung, t: phai}, branches: [{when: t == 0, points: M}, {when: ¦a / t < 80, points: "0"}], otherwise: M}')),
    ("SC329", (SET, COUNTED, "¦target: {of: dung, target: phai, at: 90 %}}")),
    ("SC308", formula('{uses: {n: phai}, branches: [{when: ¦n < 80 %, points: "0"}], otherwise: M}')),
    ("SC308", formula("{uses: {r: ty_le}, branches: [{when: r < 80 %, points: ¦M - 10 %}], otherwise: M}")),
    ("SC308", formula("{uses: {r: ty_le}, otherwise: ¦M if r > 90 % else 50 %}")),
    ("SC311", formula("{uses: {r: ty_le}, branches: [{when: r < 80 %, points: ¦50 %}], otherwise: M}")),
    # The maximum of a formula.
    ("SC306", formula('{uses: {r: ty_le}, branches: [{when: r < 80 %, points: "1"}], otherwise: ¦M + 1 + r}')),
    ("SC362", formula("{uses: {r: ty_le}, otherwise: ¦r * 10}")),
    ("SC362", formula("{uses: {n: nguoi}, branches: [{when: n <= 30, points: ¦n / 10}], otherwise: M}")),
    ("SC329", (SET, FORMULA, "¦formula: {uses: {r: ty_le}, otherwise: r}")),
    ("SC329", (SET, FORMULA, "¦formula: {uses: {n: nguoi}, branches: [{when: n > 3, points: M / 2}], otherwise: n / 6}")),
    # Branches without effect.
    ("SC363", formula('{uses: {r: ty_le}, branches: [¦{when: r > 120 %, points: "0"}], otherwise: M * r}')),
    ("SC363", formula('{uses: {n: phai}, branches: [{when: n >= 5, points: M}, ¦{when: n >= 8, points: "1"}], otherwise: n / 5}')),
    ("SC363", formula('{uses: {n: phai}, branches: [{when: n < 3, points: n / 2}, ¦{when: 2 < n < 3, points: "1"}], otherwise: M}')),
    ("SC363", formula("{uses: {n: phai}, branches: [{when: ¦n >= 0, points: n / 5}], otherwise: M}")),
    ("SC363", formula("{uses: {n: phai, d: dung}, branches: [¦{when: d > n, points: M}], otherwise: d / 5}")),
    ("SC363", formula("{uses: {r: ty_le}, otherwise: ¦M * r if r <= 1 else 0}")),
    ("SC363", formula('{uses: {r: ty_le}, branches: [{when: ¦r < 20 % or r > 1, points: "0"}], otherwise: M * r}')),
    ("SC363", formula("{uses: {q: quy_che, r: ty_le}, branches: [{when: q, points: M}, ¦{when: q and r > 0, points: M}], otherwise: M * r}")),
    # Division by what can be 0.
    ("SC372", formula("{uses: {a: dung, t: phai}, otherwise: ¦M * a / t}")),
    ("SC372", formula("{uses: {a: dung, t: phai}, let: {k: ¦a / t}, branches: [{when: k >= 1, points: M}], otherwise: k}")),
    # Against the measure's direction.
    ("SC364", tiers(0, 3, 6, mark=2)),
    ("SC364", tiers(3, 6, 0, mark=1)),
    ("SC364", tiers(6, 0, 3, mark=2)),
    ("SC364", (SET, "        score:\n          bands:\n            of: ty_le\n            tiers:\n" + TIERS,
               "        score: {proportional: {of: ty_le, floor: 90 %, target: ¦50 %}}")),
    ("SC373", (SET, LEVELS, "[{id: tot, title: Tốt, points: 0}, {id: kem, title: Kém, points: ¦2}]")),
    # Targets nobody comes up to.
    ("SC365", (SET, "        score:\n          bands:\n            of: ty_le\n            tiers:\n" + TIERS,
               "        score: {proportional: {of: ty_le, target: ¦120 %}}")),
    ("SC365", (SET, "        score:\n          bands:\n            of: ty_le\n            tiers:\n" + TIERS,
               "        score: {discretion: {of: ty_le, full_at: ¦101 %, by: appraiser}}")),
    # Deductions, and what counts for nothing.
    ("SC366", leaf("deduct: {of: hop, points: ¦7}")),
    ("SC366", leaf("deduct_by_severity: {items: [{of: hop, points: 6}, {of: phai, points: ¦6.5}]}")),
    ("SC366", leaf("timeliness: {of: cham, per_day: ¦7}")),
    ("SC366", leaf("per_item: {of: hop, points: ¦7}")),
    ("SC366", penalty("per_item: {of: hop, points: ¦6}")),
    ("SC367", leaf("deduct: {of: hop, points: ¦0}")),
    ("SC367", leaf("deduct_range: {of: hop, by: appraiser, from: 0, to: ¦0}")),
    ("SC367", leaf("deduct_by_severity: {items: [{of: hop, points: 1}, {of: phai, points: ¦0}]}")),
    ("SC367", (SET, "yes_no: {of: quy_che}", "checklist: {parts: [{of: quy_che, points: 2}, {of: quy_che, points: ¦0}]}")),
    ("SC367", (SET, "bonus:\n  title: Điểm cộng\n  cap: 2\n  criteria:\n    - {id: C.1, title: Mô hình, maximum: 2, score: {per_item: {of: hop, points: 1}}}",
               "bonus:\n  title: Điểm cộng\n  cap: 2\n  criteria:\n    - {id: C.1, title: Mô hình, maximum: ¦0, score: {judgement: {by: leaders}}}")),
    ("SC375", (SET, "cap: 2\n  criteria:\n    - {id: C.1, title: Mô hình, maximum: 2", "cap: 2\n  criteria:\n    - {id: C.1, title: Mô hình, maximum: ¦3")),
    # The same points for everybody.
    ("SC368", (SET, COUNTED, "¦deduct: {of: hop, points: 1, floor: 6}}")),
    ("SC368", (SET, "yes_no: {of: quy_che}", "¦yes_no: {of: quy_che, no: 100 %}")),
    ("SC368", (SET, FORMULA, "¦formula: {uses: {n: nguoi}, otherwise: M + 0 * n}")),
    ("SC368", (SET, FORMULA, "¦judgement: {by: leaders, least: 2}")),
    # Conditions of a ladder.
    ("SC328", gates("¦{measure: ty_le, at_least: 101 %}")),
    ("SC328", gates("¦{all: [{measure: phai, at_least: 5}, {measure: phai, below: 3}]}")),
    ("SC328", gates("¦{all: [{measure: quy_che, is: true}, {not: {measure: quy_che, is: true}}]}")),
    ("SC328", gates("¦{all: [{measure: muc, is: tot}, {measure: muc, is: kem}]}")),
    ("SC328", gates("¦{all: [{measure: phai, at_least: 3.5}, {measure: phai, below: 4}]}")),
    ("SC350", gates("¦{measure: phai, at_least: 0}")),
    ("SC350", gates("¦{any: [{measure: quy_che, is: true}, {measure: quy_che, is: false}]}")),
    ("SC350", gates("¦{total: total, at_least: 15}")),
    ("SC350", gates("{any: [¦{measure: phai, at_least: 5}, {measure: phai, at_least: 3}]}")),
    ("SC350", gates("{all: [¦{measure: phai, at_least: 3}, {measure: phai, at_least: 5}]}")),
    ("SC350", gates("{any: [{measure: phai, at_least: 5}, ¦{measure: phai, below: 0}]}")),
    ("SC328", ceiling("¦{measure: phai, at_least: 0}")),
    ("SC350", ceiling("¦{measure: ty_le, at_least: 120 %}")),
    ("SC350", ceiling("¦{total: total, below: 12}")),
    ("SC328", outside("¦{any: [{measure: quy_che, is: true}, {measure: quy_che, is: false}]}")),
    ("SC350", outside("¦{all: [{measure: phai, below: 5}, {measure: phai, at_least: 5}]}")),
    ("SC350", outside("¦{total: bonus, at_least: 3}")),
    ("SC369", gates("{measure: phai, at_least: 5}", "¦{measure: phai, below: 3}")),
    ("SC369", gates("¦{total: total, below: 12}")),
    ("SC369", gates("¦{criterion: I, below: 25 %}")),
    ("SC369", (SCHEME, WHEN, "class: kha, when: ¦{any: [{criterion: I, at_least: 50 %}, {measure: phai, at_least: 2}]}}")),
    # Titles, and the best of a block.
    ("SC370", (SCHEME, "title: Khá, from", "title: ¦TỐT, from")),
    ("SC370", (SCHEME, WHEN, f"{WHEN}\n    outside:\n      - {{id: ngoai, title: ¦Kém, when: {{measure: quy_che, is: false}}}}")),
    ("SC371", leaf("relative: {of: hop, better: ¦lower}")),
]  # fmt: skip
RIGHT = [
    penalty("per_item: {of: hop, points: 1}"),
    penalty("bands: {of: ty_le, tiers: [{from: 50 %, points: 0}, {below: 50 %, points: 5}]}"),
    penalty("yes_no: {of: quy_che}"),
    leaf("deduct: {of: hop, points: 1}"),
    formula('{uses: {r: ty_le}, branches: [{when: r < 80 %, points: "0"}], otherwise: M}'),
    formula('{uses: {r: ty_le}, branches: [{when: r < 0.8, points: "0"}], otherwise: M * r}'),
    formula('{uses: {r: ty_le}, branches: [{when: r * 100 < 80, points: "0"}], otherwise: M * 100 % * r}'),
    formula("{uses: {r: ty_le}, let: {v: 'max(0, r - 50 %)'}, branches: [{when: r >= 1, points: M}], otherwise: M * v}"),
    formula('{uses: {n: nguoi, t: phai}, branches: [{when: t == 0, points: "0"}], otherwise: n / t}'),
    formula("{uses: {n: phai, d: dung}, branches: [{when: d >= n, points: M}], otherwise: M * d / n}"),
    formula("{uses: {n: phai, d: dung}, branches: [{when: n - d < 2, points: M}], otherwise: d / n}"),
    formula("{uses: {a: dung, t: phai}, branches: [{when: t == 0, points: M}, {when: a / t < 0.8, points: '1'}], otherwise: M * a / t}"),
    formula("{uses: {a: dung, t: phai}, branches: [{when: t == 0, points: M}], otherwise: M * (a / t)}"),
    leaf("target: {of: dung, target: phai}"),
    leaf("target: {of: hop, target: phai, at: 90 %}"),
    formula("{uses: {r: ty_le, n: phai}, otherwise: 'min(M, n + r)'}"),
    formula("{uses: {r: ty_le, q: quy_che}, otherwise: 'min(M, 3 + r if q else r)'}"),
    formula("{uses: {n: nguoi}, otherwise: 'min(M, n / 10)'}"),
    formula("{uses: {r: ty_le}, otherwise: 'min(M, r * 10)'}"),
    formula('{uses: {n: phai}, branches: [{when: n < 3, points: "0"}, {when: n >= 3, points: M}], otherwise: "0"}'),
    formula('{uses: {r: ty_le}, branches: [{when: 0 <= r and r < 50 %, points: "0"}], otherwise: M}'),
    formula("{uses: {q: quy_che, r: ty_le}, otherwise: M if q else M * r}"),
    formula('{uses: {a: phai, b: hop}, branches: [{when: a * b > 100, points: M}], otherwise: "1"}'),
    tiers(6, 3, 0),
    tiers(6, 6, 0),
    leaf("bands: {of: cham, tiers: [{below: 1, points: 6}, {from: 1, points: 0}]}"),
    (SET, LEVELS, "[{id: kem, title: Kém, points: 0}, {id: tot, title: Tốt, points: 2}]"),
    leaf("deduct: {of: hop, points: 6}"),
    leaf("timeliness: {of: cham, per_day: 0, none_after: 5}"),
    gates("{measure: ty_le, at_least: 100 %}"),
    gates("{measure: ty_le, at_least: 0 %}"),
    gates("{total: total, at_least: 17}"),
    gates("{measure: phai, at_least: 3}", "{measure: phai, below: 5}"),
    gates("{any: [{measure: phai, at_least: 5}, {measure: quy_che, is: true}]}"),
    gates("{last_class: {at_least: kha, without_history: holds}}", "{not: {last_class: {any_of: [kem]}}}"),
    ceiling("{total: total, below: 17}"),
    ceiling("{criterion: I, below: 50 %}"),
    outside("{all: [{measure: phai, below: 6}, {measure: phai, at_least: 5}]}"),
    (SCHEME, "title: Khá, from", "title: Khá tốt, from"),
    leaf("relative: {of: hop}"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edit"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_what_makes_no_sense_is_told_at_its_place(code: str, edit: tuple[str, str, str], tmp_path: Path) -> None:
    found, places = told(tmp_path, edit)
    there = [(one.place.file.split("/mau/")[1], one.place.line, one.place.column) for one in found if one.place]

    assert code in [one.code for one in found]
    assert set(places) <= {place for one, place in zip(found, there, strict=True) if one.code == code}
    assert places


@pytest.mark.parametrize("edit", RIGHT, ids=lambda edit: edit[2][:60])
def test_what_makes_sense_is_left_in_peace(edit: tuple[str, str, str], tmp_path: Path) -> None:
    assert [(one.code, one.path) for one in told(tmp_path, edit)[0]] == []


X = "measures:\n  x: "
"""Before another measure."""


@pytest.mark.parametrize(
    ("measure", "score", "codes"),
    [
        # A stated direction is held against every kind, a direction left open only against bands and the like.
        ("{declared: Số vụ, better: lower}", "per_item: {of: x, points: 1}", ["SC364"]),
        ("{declared: Số vụ}", "per_item: {of: x, points: 1}", []),
        ("{declared: Số việc, better: higher}", "deduct: {of: x, points: 1}", ["SC364"]),
        ("{declared: Số việc}", "deduct: {of: x, points: 1}", []),
        ("{declared: Số vụ, better: lower}", "deduct: {of: x, points: 1}", []),
        ("{declared: Số vụ, better: lower}", "relative: {of: x}", ["SC364"]),
        ("{declared: Số vụ, better: lower}", "relative: {of: x, better: lower}", ["SC371"]),
        ("{external: Số ngày trung bình, better: lower}", "relative: {of: x, better: lower}", []),
        ("{ratio: [hop, phai], when_zero: zero, better: lower}", "relative: {of: x, better: lower}", ["SC371"]),
        ("{declared: Có vi phạm, answer: yes_no, better: lower}", "yes_no: {of: x}", ["SC364"]),
        ("{declared: Có vi phạm, answer: yes_no, better: lower}", "yes_no: {of: x, yes: 0, no: 100 %}", []),
        ("{declared: Số vụ, better: lower}", "bands: {of: x, tiers: [{below: 2, points: 6}, {from: 2, points: 0}]}", []),
        ("{declared: Số vụ, better: lower}", "bands: {of: x, tiers: [{below: 2, points: 0}, {from: 2, points: 6}]}", ["SC364"]),
        ("{declared: Số vụ, better: lower}", "proportional: {of: x, floor: 9, target: 1}", []),
        ("{declared: Số vụ, better: lower}", "proportional: {of: x, floor: 1, target: 9}", ["SC364"]),
        ("{difference: [phai, dung]}", "bands: {of: x, tiers: [{below: 2, points: 6}, {from: 2, points: 0}]}", []),
        ("{days_late: {kind: bao-cao, deadline: 31/3}}", "bands: {of: x, tiers: [{below: 2, points: 0}, {from: 2, points: 6}]}", ["SC364"]),
        # A share that can pass 100 % has targets above it; one that cannot has none.
        ("{ratio: [hop, phai], when_zero: zero}", "proportional: {of: x, target: 120 %}", []),
        ("{declared: Tỷ lệ, answer: percent}", "proportional: {of: x, target: 120 %}", ["SC374"]),
        ("{declared: Tỷ lệ, answer: percent}", "proportional: {of: x, target: 100 %}", []),
        ("{declared: Tỷ lệ, answer: percent, at_most: 150 %}", "discretion: {of: x, full_at: 120 %, by: leaders}", []),
        ("{declared: Tỷ lệ, answer: percent, at_most: 100 %}", "proportional: {of: x, target: 120 %}", ["SC365"]),
        ("{external: Chỉ số, at_most: 10}", "external: {of: x, scale: 100}", ["SC365"]),
        ("{external: Chỉ số, at_most: 10}", "external: {of: x, scale: 10}", []),
        # Nor is a maximum reached that takes more than there can be.
        ("{declared: Số việc, at_most: 2}", "per_item: {of: x, points: 2}", ["SC329"]),
        ("{declared: Số việc, at_most: 3}", "per_item: {of: x, points: 2}", []),
        ("{declared: Số việc, at_most: 6}", "formula: {uses: {v: x}, otherwise: v * 0.5}", ["SC329"]),
        ("{declared: Số việc, at_most: 12}", "formula: {uses: {v: x}, otherwise: v * 0.5}", []),
        ("{declared: Số việc, at_most: 13}", "formula: {uses: {v: x}, otherwise: v * 0.5}", ["SC362"]),
        # A share above 200 % is written with its sign.
        ("{ratio: [hop, phai], when_zero: zero}", "formula: {uses: {r: x}, otherwise: M if r >= 1.2 else 0}", []),
        ("{ratio: [hop, phai], when_zero: zero}", "formula: {uses: {r: x}, otherwise: M if r >= 5 else 0}", ["SC307"]),
        ("{ratio: [hop, phai], when_zero: zero}", "formula: {uses: {r: x}, otherwise: M if r >= 500 % else 0}", []),
        # What does not apply fails every comparison, so nothing always holds of it.
        ("{ratio: [hop, phai], when_zero: zero}", "formula: {uses: {r: x}, otherwise: M if r >= 0 else r}", ["SC363"]),
    ],
)  # fmt: skip
def test_a_criterion_is_held_against_what_its_measure_can_be(
    measure: str, score: str, codes: list[str], tmp_path: Path
) -> None:
    found, _ = told(tmp_path, (SET, "measures:\n", f"{X}{measure}\n"), leaf(score))

    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("at: [sets, xa, I.2, score, per_item, points], set: ¦7", "SC366"),
        ("at: [sets, xa, I.2, score], set: {¦deduct: {of: hop, points: 1, floor: 6}}", "SC368"),
        ("at: [sets, xa, I.1, score, bands, tiers, 1, points], set: ¦2", "SC364"),
        ("at: [sets, xa, measures, ty_le], set: ¦{ratio: [dung, phai], when_zero: zero, better: lower}", "SC364"),
        ("at: [ladders, chung, classes, kha, title], set: ¦Tốt", "SC370"),
        ("at: [ladders, chung, classes, tot, title], set: ¦Khá", "SC370"),
        ("at: [ladders, chung, gates, tot-nhom, requires], set: ¦{measure: phai, at_least: 0}", "SC350"),
        ("at: [sets, xa, II.3, score, formula, otherwise], set: ¦M + 1", "SC306"),
        ("at: [sets, xa, I.2, maximum], set: ¦5", "SC314"),
        ("at: [sets, xa, I, maximum], set: ¦11", "SC314"),
        ("at: [sets, xa, bonus, cap], set: ¦1", "SC375"),
        ("at: [sets, xa, maximum], set: ¦15", "SC327"),
    ],
)
def test_an_overlay_that_is_to_blame_is_the_place(change: str, code: str, tmp_path: Path) -> None:
    """The value the overlay gives is the place, be it one that is wrong only together with others."""
    old = "at: [sets, xa, I.2, score, per_item, points], set: 3"
    found, places = told(tmp_path, (OVERLAY, old, change))

    where = [
        (one.place.file.split("/mau/")[1], one.place.line, one.place.column)
        for one in found
        if one.place and one.code == code
    ]
    assert where == places


def test_a_maximum_lowered_by_an_overlay_is_the_place_of_a_deduction_it_no_longer_covers(tmp_path: Path) -> None:
    changes = "at: [sets, xa, bonus, C.1, maximum], set: ¦0.5"
    found, places = told(tmp_path, (OVERLAY, "at: [sets, xa, I.2, score, per_item, points], set: 3", changes))

    assert [one.code for one in found] == ["SC366"]
    assert [(OVERLAY, one.place.line, one.place.column) for one in found if one.place] == places


def test_a_gate_without_effect_in_one_block_only_is_left_in_peace(tmp_path: Path) -> None:
    """Two blocks share the ladder; only one of their sets has a bonus."""
    shutil.copytree(BASE, tmp_path / "mau")
    scheme, chosen = tmp_path / "mau" / SCHEME, tmp_path / "mau" / SET
    other = chosen.read_text("utf-8").replace("set: xa", "set: huyen").partition("bonus:")[0]
    (tmp_path / "mau" / "sets" / "huyen.yaml").write_text(other, "utf-8")
    text = scheme.read_text("utf-8").replace("sets: [sets/xa.yaml]", "sets: [sets/xa.yaml, sets/huyen.yaml]")
    block = "{id: huyen, title: Cấp huyện, set: huyen, ladder: chung, kinds: [ubnd-xa]}"
    text = text.replace("sets: [sets/xa", f"  - {block}\nsets: [sets/xa", 1)
    scheme.write_text(text.replace(WHEN, "class: kha, when: {total: bonus, at_least: 1}}"), "utf-8")

    assert loaded(tmp_path / "mau") == []
    scheme.write_text(text.replace(WHEN, "class: kha, when: {total: bonus, at_least: 3}}"), "utf-8")
    assert [one.code for one in loaded(tmp_path / "mau")] == ["SC350"]


def test_a_ladder_of_very_many_conditions_is_checked_in_no_time(tmp_path: Path) -> None:
    """What is not looked into any longer is taken as possible."""
    parts = ", ".join(f"{{measure: phai, at_least: {number}}}" for number in range(2, 50))
    rows = [f"{{id: g{i}, title: G{i}, class: tot, requires: {{any: [{parts}]}}}}" for i in range(60)]
    gate = "{id: tot-nhom, title: Mỗi nhóm từ 50 %, " + GATE
    found, _ = told(tmp_path, (SCHEME, gate, "\n      - ".join(rows)))

    assert {one.code for one in found} == {"SC350"}
    assert len(found) < 47 * 60

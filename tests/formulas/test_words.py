"""What each kind says of its rule, of how the points came about and of what would bring back lost ones."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.formulas import KINDS
from scoring.formulas.interface import Spec
from scoring.numbers import show

from .kit import build, view

WORDS = Path(__file__).with_name("words.txt")
TIERS = [{"from": "90 %", "points": 6}, {"from": "70 %", "below": "90 %", "points": 3}, {"below": "70 %", "points": 0}]
LEVELS = [{"id": "tot", "title": "Tốt", "points": "75 %"}, {"id": "kem", "title": "Kém", "points": 1}]
PARTS = [{"of": "a", "points": 1}, {"of": "b", "points": 3, "title": "Ý hai"}]
ITEMS = [{"of": "a", "points": 1}, {"of": "b", "points": 3, "title": "Nặng"}]
HALF = Fraction(1, 2)
BRANCHES = [{"when": "r < 80 %", "points": "M - a"}, {"when": "a == 9", "points": "20", "title": "Chín vụ"}]
FORMULA = {"uses": {"a": "x", "r": "y"}, "let": {"b": "a * 2"}, "branches": BRANCHES, "otherwise": "M * r"}
CASES: list[tuple[str, dict[str, Any], int, list[tuple[Any, ...]]]] = [
    ("yes_no", {"of": "a"}, 4, [(True,), (False,)]),
    ("graded", {"of": "a", "levels": LEVELS}, 8, [("tot",), ("kem",)]),
    ("checklist", {"parts": PARTS}, 4, [(True, False), (None, True), (False, None)]),
    ("per_item", {"of": "a", "points": 4, "cap": 6}, 8, [(1,), (2,)]),
    ("bands", {"of": "a", "tiers": TIERS}, 6, [(Fraction(19, 20),), (Fraction(4, 5),), (0,)]),
    ("proportional", {"of": "a", "floor": "20 %", "target": "90 %"}, 7, [(Fraction(1, 10),), (HALF,), (1,)]),
    ("proportional", {"of": "a", "floor": "80 %", "target": "10 %"}, 7, [(HALF,)]),
    ("proportional", {"of": "a", "target": "90 %"}, 9, [(HALF,)]),
    ("external", {"of": "a", "scale": 100}, 30, [(85,)]),
    ("target", {"of": "a", "target": "t", "below": "50 %", "at": "90 %"}, 10, [(5, 10), (10, 10), (11, 10)]),
    ("target", {"of": "a", "target": "t"}, 10, [(5, 10), (10, 10)]),
    ("relative", {"of": "a"}, 6, [(3, 4), (0, 0)]),
    ("relative", {"of": "a", "better": "lower"}, 6, [(4, 3)]),
    ("deduct", {"of": "a", "points": 1, "floor": 2}, 5, [(0,), (2,), (3,), (9,)]),
    ("deduct", {"of": "a", "points": 1, "each": 3}, 5, [(7,)]),
    ("deduct_by_severity", {"items": ITEMS, "floor": 1}, 10, [(2, 1), (0, 9), (-1, 0)]),
    ("timeliness", {"of": "a", "per_day": 1, "grace": 1, "none_after": 5, "floor": 1}, 4, [(0,), (1,), (2,), (4,), (6,)]),
    ("judgement", {"by": "superior", "least": 1, "most": 9}, 10, [(8,)]),
    ("discretion", {"of": "a", "full_at": "100 %", "by": "appraiser", "up_to": "90 %"}, 10, [(1, 0), (HALF, 6)]),
    ("deduct_range", {"of": "a", "by": "leaders", "from": 2, "to": 5, "floor": 6}, 10, [(0, 0), (1, 3), (1, 5)]),
    ("formula", FORMULA, 10, [(3, HALF), (9, 1), (1, 1)]),
]  # fmt: skip


class Names:
    """What a criteria set calls its measures."""

    def title(self, id: str) -> str:
        return f"Đại lượng {id}"

    def unit(self, _id: str) -> str:
        return "vụ"


def _told(spec: Spec, maximum: int, values: tuple[Any, ...]) -> Iterator[str]:
    scored = spec.compile(maximum)(*values)
    views = [view(id, value) for id, value in zip(spec.reads(), values, strict=True)]
    for lang in ("vi", "en"):
        yield f"  {lang}: {', '.join(one.shown for one in views)}"
        for line in spec.explain(maximum, views, scored, lang):
            yield f"    {line.sign or ' '} {line.text} | {line.working} | {line.value}"
        gain = spec.gain(maximum, views, scored, lang)
        if gain is not None:
            yield f"    {show(gain.points)}: {gain.text}"
        yield from (f"    not taken: {one.text}: {one.value}" for one in spec.untaken(maximum, scored.branch, lang))


def _words() -> Iterator[str]:
    for kind, keys, maximum, rows in CASES:
        spec = build(kind, **keys)
        yield f"{kind}: {spec.annex_words(maximum, Names())}"
        for values in rows:
            yield from _told(spec, maximum, values)


def test_every_kind_says_exactly_this() -> None:
    """`words.txt` was read by people; where a sentence changes, it is read and written anew."""
    assert {kind for kind, *_ in CASES} == set(KINDS)
    assert "\n".join(_words()) + "\n" == WORDS.read_text("utf-8")

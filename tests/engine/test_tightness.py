"""An interval is no wider than it must be: filling in what is missing reaches both of its ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formulas.kit import examples

from scoring.engine import Assessment, Peer
from scoring.evidence.model import Record
from scoring.formulas import KINDS
from scoring.formulas.bands import Bands
from scoring.scheme.model import Scheme

from .builders import assess, group, leaf, scheme

MOST = 3
"""The greatest number an agency can declare here."""
YES_NO = {"declared": "?", "answer": "yes_no"}
T = {"declared": "Được giao", "at_most": MOST}
X = {"declared": "Làm được", "at_most": "t"}
MANY = (*range(4), 400)
"""So many records a list may have in the end."""
ALL: Any = [Record.model_validate({"id": f"k{n}", "kind": "k", "title": "K"}) for n in range(MANY[-1])]
SHAPES: dict[str, dict[str, Any]] = {
    "declared": {"a": X},
    "ratio": {"x": X, "a": {"ratio": ["x", "t"], "when_zero": "zero"}},
    "ratio full": {"x": X, "a": {"ratio": ["x", "t"], "when_zero": "full"}},
    "ratio not": {"x": X, "a": {"ratio": ["x", "t"], "when_zero": "not_applicable"}},
    "share": {"x": {"declared": "x", "at_most": 3}, "a": {"ratio": ["x", "t"], "when_zero": "zero"}},
    "total": {"x": X, "a": {"total": ["x", "t"]}},
    "left": {"x": X, "a": {"difference": ["t", "x"]}},
    "beyond": {"x": X, "a": {"difference": ["x", "t"]}},
    "apart": {"x": {"declared": "x", "at_most": 3}, "a": {"difference": ["x", "t"]}},
    "listed": {"a": {"count": {"kind": "k"}}},
    "added": {"x": X, "l": {"count": {"kind": "k"}}, "a": {"total": ["x", "l"]}},
}
"""Ways in which the number a criterion is scored by is found."""
FORMULAS: list[dict[str, Any]] = [
    {"uses": {"v": "a"}, "otherwise": "v * 0.5"},
    {"uses": {"v": "a"}, "otherwise": "M - v + v * 0.5"},
    {"uses": {"v": "a"}, "branches": [{"when": "v >= 2", "points": "2"}], "otherwise": "v / 2"},
    {"uses": {"v": "a", "t": "t"}, "branches": [{"when": "t == 0", "points": "1"}], "otherwise": "M * v / t"},
    {"uses": {"v": "a", "t": "t"}, "otherwise": "M * v / t"},
    {"uses": {"v": "a", "t": "t"}, "let": {"con": "t - v"}, "otherwise": "M - con"},
    {"uses": {"v": "a", "w": "a"}, "otherwise": "abs(v - w) + (v - 2) * (v - 2)"},
]


def _measures(shape: str, kind: str, spec: Any) -> dict[str, Any]:
    if kind == "yes_no":
        return {"a": YES_NO}
    if kind == "checklist":
        return {part.of: YES_NO for part in spec.parts}
    if kind == "graded":
        return {"a": {"declared": "?", "answer": "level", "levels": [one.id for one in spec.levels]}}
    if kind == "deduct_by_severity":
        return {"nhe": {"declared": "nhẹ", "at_most": 3}, "nang": {"declared": "nặng"}}
    return {"t": T, **SHAPES[shape]}


def _values(measures: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What can be declared of each measure."""
    answers: dict[str, tuple[Any, ...]] = {"yes_no": (True, False)}
    return {
        id: tuple(one["levels"]) if "levels" in one else answers.get(one.get("answer", ""), (*range(MOST + 1), *MANY[-1:]))
        for id, one in measures.items()
        if "declared" in one
    }  # fmt: skip


def _fit(measures: dict[str, Any], numbers: dict[str, Any]) -> bool:
    """Whether no number is above its limit."""
    limits = {id: one["at_most"] for id, one in measures.items() if "at_most" in one and id in numbers}
    return all(numbers[id] <= (numbers.get(limit, MOST) if limit == "t" else limit) for id, limit in limits.items())


def _records(count: int) -> list[dict[str, Any]]:
    return ALL[:count]


def _completions(measures: dict[str, Any], told: dict[str, Any], listed: int) -> Iterator[dict[str, Any]]:
    """Every way of filling in what is missing."""
    values = _values(measures)
    missing = [id for id in values if id not in told]
    records = [n for n in MANY if n >= listed] if any("count" in one for one in measures.values()) else [0]
    for row in product(*(values[id] for id in missing)):
        numbers = {**told, **dict(zip(missing, row, strict=True))}
        if _fit(measures, numbers):
            yield from ({"numbers": numbers, "evidence": _records(n), "complete": True} for n in records)


def _assess(ours: Scheme, numbers: dict[str, Any], **more: Any) -> Assessment:
    return assess(ours, numbers, peers={"a": Peer(3, 2)}, **more)


def _judged(given: tuple[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return {}
    return {"judgements": [{"criterion": "I.1", "by": given[0], "points": given[1], "reason": "Nhận xét"}]}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_some_way_of_filling_in_what_is_missing_reaches_each_end(kind: str, data: st.DataObject) -> None:
    example = data.draw(examples(kind))
    spec = data.draw(st.sampled_from(FORMULAS)) if kind == "formula" else example.spec
    if isinstance(spec, Bands):
        # Where the points fall while the value rises, which `validate` reports, values between may not occur.
        tiers = sorted(spec.tiers, key=lambda one: one.from_.value if one.from_ else -1)
        points = sorted((one.points for one in tiers), key=lambda one: one.of(example.maximum))
        spec = Bands(of="a", tiers=[t.model_copy(update={"points": p}) for t, p in zip(tiers, points, strict=True)])
    # What is derived from a measure read beside it moves with it, which the engine does not follow.
    several = kind == "target" or (kind == "formula" and len(spec["uses"]) > 1)
    shape = data.draw(st.sampled_from(["declared", "listed"] if several else sorted(SHAPES)))
    # Best ÷ value comes ever nearer to 0 as the value rises, and never reaches it.
    if kind == "relative":
        shape = "declared"
    measures = _measures(shape, kind, spec)
    policy = data.draw(st.sampled_from(["keep", "full"]))
    one = leaf("I.1", example.maximum, {kind: spec}, not_applicable=policy)
    ours = scheme([group("I", example.maximum, one)], measures, maximum=example.maximum)
    told = {id: data.draw(st.sampled_from(row)) for id, row in _values(measures).items() if data.draw(st.booleans())}
    listed = data.draw(st.integers(0, 3)) if any("count" in one for one in measures.values()) else 0
    if not _fit(measures, told):
        return
    who, (least, most) = example.spec.judge(), example.spec.judged(example.maximum)
    judged = [(who, points) for points in (least, most)] if who else [None]
    given_ = data.draw(st.sampled_from([None, *judged]))

    before = _assess(ours, told, evidence=_records(listed), complete=False, **_judged(given_)).outcomes["I.1"]
    after = [
        _assess(ours, **way, **_judged(points)).outcomes["I.1"]
        for way in _completions(measures, told, listed)
        for points in ([given_] if given_ else judged)
    ]

    assert all(x.low == x.high or x.status == "error" for x in after)
    assert (before.low, before.high) == (min(x.low for x in after), max(x.high for x in after))


AS_DECLARED = {"closing": {"not_declared": "zero", "open_lists": "as_declared"}}
TIERS = [{"from": "90 %", "points": 12}, {"from": "50 %", "below": "90 %", "points": 5}, {"below": "50 %", "points": 0}]  # fmt: skip
NUMBER = {"declared": "?"}
RATIO = {"a": NUMBER, "t": NUMBER, "r": {"ratio": ["a", "t"], "when_zero": "zero"}}


def _span(
    score: dict[str, Any], measures: dict[str, Any], numbers: dict[str, Any], maximum: int = 10, **more: Any
) -> Any:
    ours = scheme(
        [group("I", maximum, leaf("I.1", maximum, score))], measures, maximum=maximum, policies=more.pop("policies", {})
    )
    found = assess(ours, numbers, **more).outcomes["I.1"]
    return found.low, found.high


@pytest.mark.parametrize("records", [0, 1])
def test_an_open_list_is_taken_as_it_stands_at_closing_so_what_it_costs_at_most_is_certain(records: int) -> None:
    score = {"deduct": {"of": "a", "points": 4, "floor": 2}}
    listed = {"a": {"count": {"kind": "k"}}}
    given = {"evidence": _records(records), "complete": False, "policies": AS_DECLARED}

    assert _span(score, listed, {}, **given) == (2, 10 - 4 * records)
    assert _span(score, listed, {}, **given, final=True) == (10 - 4 * records,) * 2
    yes = {"a": {"exists": {"kind": "k"}}}
    assert _span({"yes_no": {"of": "a", "no": 3}}, yes, {}, complete=False, policies=AS_DECLARED) == (3, 10)
    # A number that is not declared is worth nothing at closing, whatever the floor.
    assert _span(score, {"a": NUMBER}, {}, policies=AS_DECLARED) == (0, 10)


def test_nothing_done_of_an_unknown_number_is_a_share_of_zero() -> None:
    assert _span({"bands": {"of": "r", "tiers": TIERS}}, RATIO, {"a": 0}, 12) == (0, 0)
    assert _span({"bands": {"of": "r", "tiers": TIERS}}, RATIO, {"a": 1}, 12) == (0, 12)


def test_what_limits_a_number_limits_its_points() -> None:
    one, up = {"per_item": {"of": "a", "points": 1}}, {"per_item": {"of": "t", "points": 1}}
    pair = {"a": {**NUMBER, "at_most": "t"}, "t": {**NUMBER, "at_most": 9}}

    assert _span(one, pair, {"t": 4}) == (0, 4)
    assert _span(one, pair, {}) == (0, 9)
    assert _span(up, pair, {"a": 4}) == (4, 9)
    # What contradicts itself limits nothing from below.
    assert _span(up, pair, {"a": 12}) == (0, 9)
    chain = {**pair, "c": {**NUMBER, "at_most": "a"}}
    assert _span(up, chain, {"c": 3}) == (3, 9)
    # A limit that does not apply is none.
    absent = [{"criterion": "t", "reason": "Không giao"}]
    assert _span(one, pair, {}, not_applicable=absent) == (0, 10)
    # A value that does not fit is still to be put right, within the limit.
    assert _span(one, pair, {"a": -1, "t": 4}) == (0, 4)


def test_a_share_of_what_limits_it_is_never_above_one() -> None:
    score = {"proportional": {"of": "r", "floor": 0, "target": 2}}
    pair = {**RATIO, "a": {**NUMBER, "at_most": "t"}}
    part = {
        "a": {"count": {"kind": "k", "where": {"x": True}}}, "t": {"count": {"kind": "k"}}, "r": RATIO["r"],
    }  # fmt: skip

    assert _span(score, RATIO, {}) == (0, 10)
    assert _span(score, pair, {}) == (0, 5)
    assert _span(score, part, {}, complete=False) == (0, 5)


def test_a_formula_gives_no_more_than_its_variables_allow() -> None:
    score = {"formula": {"uses": {"v": "v"}, "otherwise": "v * 0.5"}}
    for answer in ("count", "number"):
        assert _span(score, {"v": {**NUMBER, "answer": answer, "at_most": 6}}, {}) == (0, 3)
    assert _span(score, {"v": NUMBER}, {}) == (0, 10)
    for numbers, span in (({}, (0, 10)), ({"v": 2}, (2, 2)), ({"w": 0}, (0, 10))):
        two = {"formula": {"uses": {"v": "v", "w": "w"}, "otherwise": "v if w == 0 else 2"}}
        assert _span(two, {"v": {**NUMBER, "at_most": 10}, "w": {**NUMBER, "at_most": 4}}, numbers) == span
    # A division by zero that may come leaves every number of points possible.
    zero = {"formula": {"uses": {"v": "v"}, "otherwise": "1 + 0 / (v - 3)"}}
    assert _span(zero, {"v": {**NUMBER, "at_most": 6}}, {}) == (0, 10)


def test_criteria_on_one_number_are_told_apart_so_their_sum_is_sound_but_not_tight() -> None:
    """The pages on what is promised say so."""
    opposed = [
        leaf("I.1", 10, {"per_item": {"of": "v", "points": 1}}),
        leaf("I.2", 10, {"deduct": {"of": "v", "points": 1}}),
    ]
    ours = scheme([group("I", 20, *opposed)], {"v": {**NUMBER, "at_most": 10}}, maximum=20)

    before = assess(ours, {}).total
    assert (before.low, before.high) == (0, 20)
    assert {assess(ours, {"v": n}).total.low for n in range(11)} == {10}

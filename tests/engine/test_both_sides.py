"""Each rule from both of its sides: what it refuses and what it permits, higher and lower, direct and derived, equal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import Assessment, Peer, PeerValue, best_of, evaluate
from scoring.engine.exact import Grid, exact_sum
from scoring.errors import InvalidInput
from scoring.numbers import round_to
from scoring.result.condition_words import describe
from scoring.scheme.model import Condition, Scheme

from .builders import assess, dossier, group, leaf, scheme

NUMBER = {"declared": "?"}
YES_NO = {"declared": "?", "answer": "yes_no"}


def _one(score: dict[str, Any], measures: dict[str, Any], **more: Any) -> Scheme:
    return scheme([group("I", 10, leaf("I.1", 10, score, **more))], measures, maximum=10)


def _absent(*ids: str) -> list[dict[str, str]]:
    return [{"criterion": id, "reason": "Không có"} for id in ids]


RATIO = {"a": NUMBER, "b": NUMBER, "r": {"ratio": ["a", "b"], "when_zero": "zero"}}
SUM = {"a": NUMBER, "b": NUMBER, "r": {"total": ["a", "b"]}}
GAP = {"a": NUMBER, "b": NUMBER, "r": {"difference": ["a", "b"]}}
BY_R = {"per_item": {"of": "r", "points": 1}}


@pytest.mark.parametrize(
    ("measures", "always", "stated", "status"),
    [
        # A criterion that always applies is not excused by stating it of a measure it reads, at whatever distance …
        ({"r": NUMBER}, True, ["r"], "not_declared"),
        (RATIO, True, ["b"], "not_declared"),
        (RATIO, True, ["a"], "not_declared"),
        (SUM, True, ["a", "b"], "not_declared"),
        # … another one is.
        ({"r": NUMBER}, False, ["r"], "not_applicable"),
        (RATIO, False, ["b"], "not_applicable"),
        (GAP, False, ["b"], "not_applicable"),
        # A sum goes on without one of its parts.
        (SUM, True, ["b"], "scored"),
        (SUM, False, ["b"], "scored"),
    ],
)
def test_what_is_stated_of_a_measure_excuses_a_criterion_that_may_be_excused(
    measures: dict[str, Any], always: bool, stated: list[str], status: str
) -> None:
    ours = _one({"per_item": {"of": "r", "points": 1}} if measures != RATIO else {"proportional": {"of": "r"}}, measures,
                may_be_not_applicable=not always)  # fmt: skip
    found = assess(ours, {id: 3 for id in measures if "declared" in measures[id]}, not_applicable=_absent(*stated))

    assert found.outcomes["I.1"].status == status


def test_a_criterion_that_always_applies_may_lose_its_share_by_what_was_counted_not_by_what_was_said() -> None:
    ratio = {**RATIO, "r": {**RATIO["r"], "when_zero": "not_applicable"}}
    ours = _one({"proportional": {"of": "r"}}, ratio, may_be_not_applicable=False)

    assert assess(ours, {"a": 0, "b": 0}).outcomes["I.1"].status == "not_applicable"


@pytest.mark.parametrize(("kind", "low"), [("total", 2), ("difference", 0)])
def test_a_sum_applies_while_one_of_its_parts_does_and_a_difference_needs_both(kind: str, low: int) -> None:
    """The share `x` may turn out not to apply, since its denominator may be 0; 2 is declared beside it."""
    measures = {
        "a": NUMBER, "b": NUMBER, "x": {"ratio": ["a", "b"], "when_zero": "not_applicable"}, "y": NUMBER,
        "r": {kind: ["y", "x"]},
    }  # fmt: skip
    for policy, high in (("full", 10), ("keep", 10 if kind == "total" else 2)):
        found = assess(_one(BY_R, measures, not_applicable=policy), {"y": 2}).outcomes["I.1"]
        assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("lower", "best"), [(False, 7), (True, 2)])
def test_the_best_of_the_block_is_the_highest_value_or_the_lowest(lower: bool, best: int) -> None:
    given_ = [PeerValue("xa", "m", lower, value) for value in (5, 2, 7, None)]

    assert best_of(given_) == {"xa": {"m": Peer(best, 3, 1)}}
    assert best_of([PeerValue("xa", "m", lower, None)]) == {}


def test_an_unknown_block_is_refused_and_a_known_one_is_not() -> None:
    ours = _one({"yes_no": {"of": "a"}}, {"a": YES_NO})
    told = dossier({"a": True}, agency={"id": "a", "name": "Sở A", "block": "so"})

    with pytest.raises(InvalidInput) as refused:
        evaluate(ours, told)
    assert [(one.code, one.values["block"], one.values["period"]) for one in refused.value.diagnostics] == [
        ("SC500", "so", "2025")
    ]
    assert evaluate(ours, dossier({"a": True})).total.low == 10


MIXED = [
    group("I", 60, leaf("I.1", 40, {"yes_no": {"of": "a"}}), leaf("I.2", 20, {"yes_no": {"of": "b"}})),
    group("II", 40, leaf("II.1", 40, {"yes_no": {"of": "c"}})),
]
COUNTED = dict.fromkeys("abc", YES_NO) | {"p": NUMBER, "q": {**NUMBER, "at_most": 5}}


def _extra(of: str, points: int, cap: int) -> dict[str, Any]:
    return {"title": "Thêm", "cap": cap, "criteria": [leaf(f"{of}.1", 20, {"per_item": {"of": of, "points": points}})]}


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        ({"a": True, "b": False, "p": 1, "q": 0}, 35, 75),
        ({"a": True, "b": False, "p": 0, "q": 0}, 40, 80),
        ({"a": True, "b": False, "c": True, "p": 1}, 75, 85),
        ({"a": True, "b": False, "c": True, "q": 2}, 69, 84),
        ({"a": True, "b": True, "c": True, "p": 0, "q": 5}, 100, 100),
        ({"a": True, "b": True, "c": True, "p": 2, "q": 5}, 100, 100),
        ({"a": False, "b": False, "c": False, "p": 9, "q": 0}, 0, 0),
    ],
)
def test_what_is_certain_is_taken_away_from_both_ends_and_what_is_open_from_one(
    numbers: dict[str, Any], low: int, high: int
) -> None:
    """5 points off for each of `p`, 15 at most; 2 more for each of `q`, 10 at most; never above 100, never below 0."""
    ours = scheme(MIXED, COUNTED, penalty=_extra("p", 5, 15), bonus=_extra("q", 2, 10))
    total = assess(ours, numbers).total

    assert (total.low, total.high) == (low, high)


def test_what_a_dropped_part_leaves_is_told_from_what_was_left_of_its_group() -> None:
    """10 of 60 are dropped inside group I.A, then the 20 of I.B; what was left before I.B went is 50."""
    inner = [
        group("I.A", 40, leaf("I.A.1", 30, {"yes_no": {"of": "a"}}), leaf("I.A.2", 10, {"yes_no": {"of": "b"}})),
        group("I.B", 20, leaf("I.B.1", 20, {"yes_no": {"of": "c"}})),
    ]
    tree = [{"id": "I", "title": "Nhóm I", "maximum": 60, "groups": inner}]
    ours = scheme(tree, dict.fromkeys("abc", YES_NO), maximum=60, policies={"not_applicable": "drop"})
    sums = {one.id: one for one in assess(ours, {"a": True}, not_applicable=_absent("I.A.2", "I.B")).sums}

    assert [(one.before, one.after) for one in sums["I.A"].modifiers] == [(40, 30)]
    assert [(one.before, one.after) for one in sums["I"].modifiers] == [(50, 30)]


def test_of_alternatives_only_those_that_hold_are_named() -> None:
    ours = _one({"yes_no": {"of": "a"}}, {"a": {**YES_NO, "declared": "a"}, "b": {"declared": "b"}})
    either = Condition.model_validate({"any": [{"measure": "a", "is": True}, {"measure": "b", "at_least": 3}]})

    def words(**numbers: Any) -> list[str]:
        found: Assessment = assess(ours, numbers)
        return [text.partition(" ")[0] for text, _ in describe(either, found)]

    assert words(a=True, b=1) == ["a"]
    assert words(a=False, b=3) == ["b"]
    assert words(a=True, b=3) == words(a=False, b=1) == ["a", "b"]


@pytest.mark.parametrize("step", [1, Fraction(1, 2), Fraction(1, 100), Fraction(3, 10)])
@pytest.mark.parametrize("mode", ["half_up", "half_even", "down", "floor", "up"])
@given(value=st.fractions(-5, 30, max_denominator=40), over=st.integers(0, 60), under=st.integers(1, 40))
def test_the_grid_rounds_as_rounding_does(step: Any, mode: str, value: Fraction, over: int, under: int) -> None:
    grid = Grid(step, mode)

    for one in (value, int(value)):
        assert grid.round(one) == round_to(one, step, mode)
    on_grid = round_to(value, step, mode)
    assert grid.round(on_grid) is on_grid
    assert grid.quotient(over, under) == round_to(Fraction(over, under), step, mode)


@given(st.lists(st.fractions(-9, 9, max_denominator=7) | st.integers(-9, 9)))
def test_sums_are_exact(values: list[Any]) -> None:
    assert exact_sum(values) == sum(map(Fraction, values))


def test_rounding_at_the_criterion_adds_rounded_points_in_every_part() -> None:
    third = {"proportional": {"of": "a", "floor": 0, "target": 3}}
    tree = [
        group("I", 80, leaf("I.1", 40, third), group("I.2", 40, leaf("I.2.1", 40, third))),
        group("II", 20, leaf("II.1", 20, third)),
    ]
    tree[0] = {
        "id": "I",
        "title": "I",
        "maximum": 80,
        "groups": [group("I.1", 40, leaf("I.1.1", 40, third)), group("I.2", 40, leaf("I.2.1", 40, third))],
    }
    extra = {"title": "Thêm", "cap": 10, "criteria": [leaf("T.1", 10, third)]}
    minus = {
        "title": "Trừ",
        "cap": 10,
        "criteria": [leaf("P.1", 5, third), leaf("P.2", 5, {"per_item": {"of": "n", "points": Decimal("0.5")}})],
    }
    ours = scheme(tree, {"a": NUMBER, "n": {"count": {"kind": "k"}}}, bonus=extra, penalty=minus,
                  rounding={"at": "criterion", "mode": "down", "step": 1})  # fmt: skip
    records = [{"id": f"k{n}", "kind": "k", "title": "K"} for n in range(3)]
    total = assess(ours, {"a": 1}, evidence=records).total

    assert total.bonus is not None
    assert total.penalty is not None
    assert (total.base_low, total.bonus.low, total.penalty.low) == (13 + 13 + 6, 3, 1 + 1)
    assert (total.low, total.high) == (33, 33)


def test_what_was_dropped_and_what_was_spread_over_the_others_took_effect() -> None:
    tree = [
        group(
            "I", 60,
            leaf("I.1", 30, {"yes_no": {"of": "a"}}),
            leaf("I.2", 20, {"yes_no": {"of": "b"}}, not_applicable="rescale"),
            leaf("I.3", 10, {"yes_no": {"of": "c"}}, not_applicable="drop"),
        ),
        group("II", 40, leaf("II.1", 40, {"yes_no": {"of": "a"}})),
    ]  # fmt: skip
    ours = scheme(tree, dict.fromkeys("abc", YES_NO))
    found = assess(ours, {"a": True}, not_applicable=_absent("I.2", "I.3"))
    one = found.sums[0]

    assert [(x.kind, x.effect, x.before, x.after) for x in one.modifiers] == [
        ("drop", True, 60, 50), ("rescale", True, 30, 50),
    ]  # fmt: skip
    assert (one.low, one.high, one.maximum, one.excluded) == (50, 50, 50, False)
    assert (found.total.low, found.total.maximum) == (90, 90)


@pytest.mark.parametrize(("series", "low"), [(None, 10), ("q1", 7), ("q2", 10)])
def test_days_late_count_from_the_report_of_its_occurrence(series: str | None, low: int) -> None:
    """Two reports are there: that of `q1` came 3 days late, that of `q2` a day early."""
    late = {"kind": "bc", "deadline": "10/12", **({"series": series} if series else {})}
    ours = _one({"timeliness": {"of": "d", "per_day": 1}}, {"d": {"days_late": late}})
    days = {"q1": "2025-12-13", "q2": "2025-12-09"}
    records = [{"id": id, "kind": "bc", "title": "BC", "occurrence": id, "date": day} for id, day in days.items()]
    found = assess(ours, evidence=records).outcomes["I.1"]

    assert (found.low, found.high) == (low, low)
    other = assess(ours, evidence=[{**records[0], "occurrence": "q9"}]).outcomes["I.1"]
    assert (other.status, other.low) == (("scored", 7) if series is None else ("not_declared", 0))

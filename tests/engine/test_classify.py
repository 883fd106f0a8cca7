"""The ladder on exact numbers, gates, ceilings, states outside, history."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Past
from scoring.engine.classify import NOTHING_APPLIES
from scoring.result.condition_words import describe
from scoring.result.write import result_of, to_data
from scoring.scheme.model import Scheme

from .builders import LADDER, assess, group, leaf, scheme

MEASURES = {
    "a": {"declared": "a", "answer": "number"},
    "b": {"declared": "b"},
    "vi_pham": {"declared": "Có", "answer": "yes_no"},
}
GROUPS = [
    group("I", 90, leaf("I.1", 90, {"proportional": {"of": "a", "floor": 0, "target": 90}})),
    group("II", 10, leaf("II.1", 10, {"proportional": {"of": "b", "floor": 0, "target": 10}})),
]


def ladder(**more: Any) -> dict[str, Any]:
    return {**LADDER, **more}


@pytest.mark.parametrize(
    ("a", "expected"),
    [(80, "xs"), (Decimal("79.99"), "tot"), (70, "tot"), (Decimal("69.99"), "kha"), (55, "kha"), (54, "tb")],
)
def test_each_edge_belongs_to_the_upper_class(a: Any, expected: str) -> None:
    assert assess(scheme(GROUPS, MEASURES), {"a": a, "b": 10}).classification.certain == expected


def test_classification_uses_the_rounded_value_that_is_printed() -> None:
    result = assess(scheme(GROUPS, MEASURES), {"a": Decimal("79.995"), "b": 10})

    assert to_data(result_of(result))["total"]["certain"] == "90.00"
    assert result.classification.certain == "xs"


def test_a_failing_gate_passes_on_to_the_class_below_and_says_why() -> None:
    gate = {"id": "g", "title": "Mỗi nhóm từ 50 %", "class": "xs", "requires": {"each": "groups", "at_least": "50 %"}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(gates=[gate]))
    result = assess(ours, {"a": 90, "b": 4})

    assert result.classification.certain == "tot"
    reason = next(r for r in to_data(result_of(result))["classification"]["reasons"] if r["kind"] == "gate")
    assert (reason["state"], reason["effect"]) == ("fails", True)
    assert "II" in reason["details"][0]


def test_a_ceiling_holds_only_when_its_condition_does_and_is_unknown_while_data_are_missing() -> None:
    ceiling = {"id": "c", "title": "Có vi phạm", "class": "kha", "when": {"measure": "vi_pham", "is": True}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(ceilings=[ceiling]))
    full = {"a": 90, "b": 10}

    assert assess(ours, {**full, "vi_pham": True}).classification.certain == "kha"
    assert assess(ours, {**full, "vi_pham": False}).classification.certain == "xs"
    assert assess(ours, full).classification.possible == ["xs", "kha"]


def test_a_state_outside_the_ladder_replaces_the_class() -> None:
    state = {"id": "khong-xet", "title": "Không đủ điều kiện", "when": {"criterion": "II.1", "below": 1}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(outside=[state]))
    found = to_data(result_of(assess(ours, {"a": 90, "b": 0})))["classification"]

    assert (found["certain"], found["possible"]) == (None, [])
    assert found["outside"]["id"] == "khong-xet"


def test_an_interval_gives_every_class_it_touches() -> None:
    assert assess(scheme(GROUPS, MEASURES), {"a": 75}).classification.possible == ["tot", "kha"]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), ["xs", "tot"]),
        ((Past("2024", "kha"),), ["tot"]),
        ((Past("2024", "xs"),), ["xs"]),
        ((Past("2023", "kha"),), ["xs", "tot"]),
        ((Past("2024", "loai-a"),), ["xs", "tot"]),
        ((Past("2024", None, "kl"),), ["xs", "tot"]),
    ],
)
def test_the_class_of_the_period_before_is_a_condition_and_unknown_without_history(
    history: Any, expected: list[str]
) -> None:
    gate = {"id": "g", "title": "Kỳ trước từ Tốt", "class": "xs", "requires": {"last_class": {"at_least": "tot"}}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(gates=[gate]))

    assert assess(ours, {"a": 90, "b": 10}, history=history).classification.possible == expected


@pytest.mark.parametrize(
    ("done", "due", "possible"),
    [
        (9, 10, ["xs"]),
        (10, 10, ["xs"]),
        (8, 10, ["tot"]),
        (0, 10, ["tot"]),
        (899_999, 1_000_000, ["tot"]),
        (None, 10, ["xs", "tot"]),
    ],
)
def test_a_gate_on_a_share_compares_it_with_the_percentage_itself(
    done: int | None, due: int, possible: list[str]
) -> None:
    measures = {**MEASURES, "dung": {"declared": "Đúng hạn"}, "phai": {"declared": "Phải làm"},
                "ty_le": {"ratio": ["dung", "phai"], "when_zero": "zero"}}  # fmt: skip
    gate = {"id": "g", "title": "Đúng hạn", "class": "xs", "requires": {"measure": "ty_le", "at_least": "90 %"}}
    ours = scheme(GROUPS, measures, ladder=ladder(gates=[gate]))
    given = {"a": 90, "b": 10, "phai": due, **({} if done is None else {"dung": done})}

    assert assess(ours, given).classification.possible == possible


@pytest.mark.parametrize(
    ("wanted", "holding"),
    [
        ({"at_least": "kha"}, ["xs", "tot", "kha"]),
        ({"at_most": "kha"}, ["kha", "tb"]),
        ({"at_most": "tot", "at_least": "kha"}, ["tot", "kha"]),
        ({"any_of": ["tb", "kl"]}, ["tb", "kl"]),
        ({"any_of": ["tot"], "without_history": "holds"}, ["tot", None, "la"]),
        ({"at_most": "kha", "without_history": "fails"}, ["kha", "tb"]),
    ],
)
def test_each_end_of_a_range_of_earlier_classes_belongs_to_it(
    wanted: dict[str, Any], holding: list[str | None]
) -> None:
    wanted = {"without_history": "fails", **wanted}
    gate = {"id": "g", "title": "Kỳ trước", "class": "xs", "requires": {"last_class": wanted}}
    outside = {"id": "kl", "title": "Không xếp", "when": {"total": "total", "below": 1}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(gates=[gate], outside=[outside]))
    found = []
    for one in ("xs", "tot", "kha", "tb", "kl", None, "la"):
        past = Past("2024", None, one) if one == "kl" else Past("2024", one)
        result = assess(ours, {"a": 90, "b": 10}, history=(past,) if one else ())
        found += [one] if result.classification.possible == ["xs"] else []

    assert found == holding


def test_the_class_of_the_period_before_is_named_by_its_title() -> None:
    gate = {"id": "g", "title": "Kỳ trước từ Tốt", "class": "xs", "requires": {"last_class": {"at_least": "tot"}}}
    ours = scheme(GROUPS, MEASURES, ladder=ladder(gates=[gate]))
    found = assess(ours, {"a": 90, "b": 10}, history=(Past("2024", "kha"),))

    ruling = next(one for one in found.classification.rulings if one.item.id == "g")
    assert describe(ruling.item.requires, found) == [("kỳ 2024 xếp “Khá”: không", "2024 was “Khá”: no")]


def test_an_agency_to_which_nothing_applies_gets_no_class() -> None:
    ours = scheme(GROUPS, MEASURES, policies={"not_applicable": "drop"})
    nothing = [{"criterion": id, "reason": "Không giao"} for id in ("I", "II")]
    result = assess(ours, {}, not_applicable=nothing)

    assert result.total.maximum == 0
    assert (result.classification.certain, result.classification.possible) == (None, [])
    assert result.classification.outside is NOTHING_APPLIES
    assert result.complete


def test_two_states_outside_with_the_first_unknown_leave_it_open_which_one_it_is() -> None:
    states = [
        {"id": "mot", "title": "Một", "when": {"measure": "vi_pham", "is": True}},
        {"id": "hai", "title": "Hai", "when": {"total": "total", "at_least": 1}},
    ]
    ours = scheme(GROUPS, MEASURES, ladder=ladder(outside=states))
    full = {"a": 80, "b": 10}

    open_ = assess(ours, full)
    settled = [assess(ours, {**full, "vi_pham": given}).classification for given in (False, True)]

    assert (open_.classification.outside, open_.classification.possible) == (None, [])
    assert open_.classification.possible_outside == ["mot", "hai"]
    assert not open_.complete
    assert [one.outside.id for one in settled if one.outside] == ["hai", "mot"]


def test_conditions_are_told_in_english_too_and_titles_keep_their_points() -> None:
    classes = [{"id": "a", "title": "Loại I. Tốt", "from": 90}, {"id": "b", "title": "Loại II"}]
    gates = [{"id": "g", "title": "G", "class": "a", "requires": {"measure": "vi_pham", "is": False}}]
    state = {"id": "o", "title": "O", "when": {"criterion": "II.1", "below": "12.5 %"}}
    ours = scheme(GROUPS, MEASURES, ladder={"classes": classes, "gates": gates, "outside": [state]})

    found = to_data(result_of(assess(ours, {"a": 90, "b": 1, "vi_pham": True})))["classification"]
    rows = {one["kind"]: one for one in found["reasons"]}

    assert rows["ladder"]["details"] == ["tổng 91,00, mức Loại I. Tốt: từ 90,00"]
    assert rows["ladder"]["details_en"] == ["total 91.00, class Loại I. Tốt: from 90.00"]
    assert rows["gate"]["details_en"] == ["Có is no: now yes"]
    assert found["outside"]["reason"] == "mục II.1 dưới 12,5 %: đang là 1 / 10 – có"
    assert found["outside"]["reason_en"] == "item II.1 below 12.5 %: now 1 / 10 – yes"


def test_a_share_just_below_an_edge_is_never_shown_as_reaching_it() -> None:
    classes = [{"id": "tot", "title": "Tốt", "from": "90 %"}, {"id": "kem", "title": "Kém"}]
    tree = [group("I", 60, leaf("I.1", 60, {"proportional": {"of": "a", "target": 60}}))]
    fine = {"at": "total", "mode": "half_up", "step": Decimal("0.0001")}
    ours = scheme(tree, MEASURES, maximum=60, ladder={"on": "share", "classes": classes}, rounding=fine)
    found = to_data(result_of(assess(ours, {"a": Decimal("53.9999")})))["classification"]

    assert found["certain"] == "kem"
    assert found["value"] == {"certain": "89.9998 %", "attainable": "89.9998 %"}
    assert found["reasons"][0]["details"] == ["tổng 89,9998 %, mức Kém: đến dưới 90 %"]


@pytest.mark.parametrize(
    ("a", "told"), [(69, ["kha"]), (70, ["tot"]), (79, ["tot"]), (80, ["xs"]), (None, ["xs", "tot", "kha", "tb"])]
)
def test_the_ladder_is_told_of_the_classes_the_total_lies_in_and_of_no_other(a: int | None, told: list[str]) -> None:
    given = {"b": 10} if a is None else {"a": a, "b": 10}
    found = to_data(result_of(assess(scheme(GROUPS, MEASURES), given)))["classification"]

    assert [one["id"] for one in found["reasons"] if one["kind"] == "ladder"] == told == found["possible"]


RULES: dict[str, dict[str, Any]] = {
    "g1": {"gates": {"class": "tot", "requires": {"not": {"measure": "g1", "is": True}}}},
    "g2": {"gates": {"class": "kha", "requires": {"not": {"measure": "g2", "is": True}}}},
    "c": {"ceilings": {"class": "kha", "when": {"measure": "c", "is": True}}},
    "o1": {"outside": {"when": {"measure": "o1", "is": True}}},
    "o2": {"outside": {"when": {"measure": "o2", "is": True}}},
}
"""Two gates, a ceiling and two states outside; each comes into play where the answer of its name is yes."""


def _ruled(*left_out: str) -> Scheme:
    ladder: dict[str, Any] = {
        "classes": [
            {"id": "tot", "title": "Tốt", "from": 7}, {"id": "kha", "title": "Khá", "from": 4},
            {"id": "kem", "title": "Kém"},
        ],
        "gates": [], "ceilings": [], "outside": [],
    }  # fmt: skip
    for id, rule in RULES.items():
        for sort, one in rule.items():
            if id not in left_out:
                ladder[sort].append({"id": id, "title": id, **one})
    measures = {id: {"declared": id, "answer": "yes_no"} for id in RULES} | {"t": {"declared": "t", "at_most": 10}}
    return scheme(
        [group("I", 10, leaf("I.1", 10, {"per_item": {"of": "t", "points": 1}}))], measures, maximum=10, ladder=ladder
    )


ALL_RULES, WITHOUT = _ruled(), {
    left_out: _ruled(*left_out, "o1", "o2")
    for left_out in ((), ("g1",), ("g2",), ("g1", "g2"), ("g1", "g2", "c"))
}  # fmt: skip
ANSWERS = st.fixed_dictionaries({}, optional={id: st.booleans() for id in RULES} | {"t": st.sampled_from([3, 4, 6, 7])})


def _placed(ours: Scheme, numbers: dict[str, Any]) -> set[str]:
    found = assess(ours, numbers).classification
    return {*found.possible, *found.possible_outside, *([found.outside.id] if found.outside else [])}


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_possible_is_exactly_what_some_way_of_filling_in_leads_to(numbers: dict[str, Any]) -> None:
    missing = [id for id in (*RULES, "t") if id not in numbers]
    rows = product(*([3, 4, 6, 7] if id == "t" else [False, True] for id in missing))
    ways = [_placed(ALL_RULES, {**numbers, **dict(zip(missing, row, strict=True))}) for row in rows]

    assert all(len(one) == 1 for one in ways)
    assert _placed(ALL_RULES, numbers) == set().union(*ways)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({id: st.booleans() for id in RULES} | {"t": st.sampled_from([3, 4, 6, 7])}))
def test_a_ruling_has_an_effect_where_the_class_would_be_another_without_it(numbers: dict[str, Any]) -> None:
    found = assess(ALL_RULES, numbers).classification
    effects = {one.item.id: one.effect for one in found.rulings}

    # Ceilings are looked at before gates, states outside after both.
    for id, with_, without in (("g1", (), ("g1",)), ("g2", (), ("g2",)), ("c", ("g1", "g2"), ("g1", "g2", "c"))):
        assert effects[id] == (_placed(WITHOUT[with_], numbers) != _placed(WITHOUT[without], numbers)), id
    first = next((id for id in ("o1", "o2") if numbers[id]), None)
    assert [id for id in ("o1", "o2") if effects[id]] == ([first] if first else [])
    assert (found.outside.id if found.outside else None) == first

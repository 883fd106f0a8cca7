"""What would lift a class, against all subsets of what an agency can do, tried one by one."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest
from tests.engine.builders import assess, dossier, group, leaf, scheme

from scoring.engine import Past, evaluate
from scoring.engine.lifting import Lifting, lifting
from scoring.findings import backend
from scoring.scheme.model import Scheme

ORDER = ("xs", "tot", "kha", "tb")


def _random(seed: int) -> tuple[Scheme, dict[str, Any], dict[str, dict[str, Any]]]:
    """A scheme, the numbers of a dossier, and for each criterion that can be raised the numbers that raise it."""
    pick = random.Random(seed)
    measures: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    best: dict[str, dict[str, Any]] = {}
    groups, maximum = [], 0
    for g in range(pick.randint(1, 3)):
        leaves, most = [], 0
        for c in range(pick.randint(1, 3)):
            id, m, top = f"G{g}.{c}", f"m_{g}_{c}", pick.randint(2, 9)
            sort = pick.choice(["yes", "items", "share", "external", "deduct", "judged"])
            if sort == "yes":
                measures[m] = {"declared": m, "answer": "yes_no"}
                numbers[m] = pick.choice([True, False])
                raised: dict[str, Any] = {m: True}
                score: dict[str, Any] = {"yes_no": {"of": m}}
            elif sort == "items":
                measures[m] = {"declared": m}
                numbers[m] = pick.randint(0, top)
                raised = {m: top}
                score = {"per_item": {"of": m, "points": 1}}
            elif sort == "share":
                measures |= {m: {"declared": m, "at_most": f"{m}_of"}, f"{m}_of": {"declared": m}}
                measures[f"{m}_share"] = {"ratio": [m, f"{m}_of"], "when_zero": "full"}
                numbers |= {m: pick.randint(0, 4), f"{m}_of": 4}
                raised = {m: 4}
                score = {"proportional": {"of": f"{m}_share"}}
            elif sort == "external":
                measures[m] = {"external": m, "at_most": 100}
                numbers[m] = pick.randint(0, 100)
                raised = {}
                score = {"external": {"of": m}}
            elif sort == "deduct":
                measures[m] = {"declared": m, "better": "lower"}
                numbers[m] = pick.randint(0, 3)
                raised = {}
                score = {"deduct": {"of": m, "points": 1}}
            else:
                raised, score = {}, {"judgement": {"by": "appraiser"}}
            leaves.append(leaf(id, top, score))
            most += top
            if raised and any(numbers[key] != value for key, value in raised.items()):
                best[id] = raised
        groups.append(group(f"G{g}", most, *leaves))
        maximum += most
    ladder: dict[str, Any] = {
        "on": "share",
        "classes": [
            {"id": "xs", "title": "Xuất sắc", "from": "90 %"},
            {"id": "tot", "title": "Tốt", "from": "75 %", "below": "90 %"},
            {"id": "kha", "title": "Khá", "from": "50 %", "below": "75 %"},
            {"id": "tb", "title": "Trung bình", "below": "50 %"},
        ],
        "gates": [{"id": "nhom", "title": "Nhóm", "class": "xs", "requires": {"each": "groups", "at_least": "50 %"}}],
    }
    if pick.random() < 0.5:
        measures["nop"] = {"declared": "nop", "answer": "yes_no"}
        numbers["nop"] = pick.choice([True, False])
        ladder["ceilings"] = [{"id": "tran", "title": "Trần", "class": "kha", "when": {"measure": "nop", "is": False}}]
        if numbers["nop"] is False:
            best["nop"] = {"nop": True}
    rounding = {"at": pick.choice(["criterion", "group", "total"]), "mode": "half_up", "step": 1}
    bonus = None
    if pick.random() < 0.4:
        measures["sang_kien"] = {"declared": "sang_kien"}
        numbers["sang_kien"] = 0
        best["C.1"] = {"sang_kien": 3}
        bonus = {
            "title": "Cộng",
            "cap": 2,
            "criteria": [leaf("C.1", 3, {"per_item": {"of": "sang_kien", "points": 1}})],
        }
    return scheme(groups, measures, maximum=maximum, ladder=ladder, rounding=rounding, bonus=bonus), numbers, best


def _judged(made: Scheme) -> list[dict[str, Any]]:
    return [
        {"criterion": one.id, "by": "appraiser", "points": 1, "reason": "thử"}
        for one in made.sets["s"].leaves()
        if one.spec is not None and one.spec.kind == "judgement"
    ]


def _by_trying(made: Scheme, numbers: dict[str, Any], best: dict[str, dict[str, Any]], wanted: int) -> list[set[str]]:
    """All minimal sets, the smallest first: every subset evaluated as a dossier of its own."""
    found: list[set[str]] = []
    for size in range(len(best) + 1):
        for some in combinations(best, size):
            raised = {key: value for one in some for key, value in best[one].items()}
            after = evaluate(made, dossier({**numbers, **raised}, judgements=_judged(made)))
            certain = after.classification.certain
            if certain in ORDER[: wanted + 1] and not any(one <= set(some) for one in found):
                found.append(set(some))
    return found


@pytest.mark.parametrize("seed", range(120))
def test_it_lists_every_minimal_set_and_no_other(seed: int) -> None:
    made, numbers, best = _random(seed)
    start = assess(made, numbers, judgements=_judged(made))
    found = lifting(start, backend("native"))
    for target in found.targets:
        expected = _by_trying(made, numbers, best, ORDER.index(target.class_id))
        listed = [{one.id for one in each.changes} for each in target.sets]
        assert sorted(map(sorted, listed)) == sorted(map(sorted, expected))
        costs = [len(each.touched) for each in target.sets]
        assert target.complete
        assert costs == sorted(costs)


@pytest.mark.parametrize("seed", range(120))
def test_every_set_gives_its_class_when_the_dossier_says_so(seed: int) -> None:
    made, numbers, _ = _random(seed)
    start = assess(made, numbers, judgements=_judged(made))
    for target in lifting(start, backend("native")).targets:
        for each in target.sets:
            raised = {id: value for one in each.changes for id, value in one.values}
            after = evaluate(made, dossier({**numbers, **raised}, judgements=_judged(made)))
            assert after.classification.certain == each.gives
            assert after.total.low == each.total
            assert ORDER.index(each.gives) <= ORDER.index(target.class_id)


def _simple(ladder: dict[str, Any], numbers: dict[str, Any], **more: Any) -> Lifting:
    measures = {
        "a": {"declared": "a"},
        "ky_luat": {"declared": "ky_luat", "answer": "yes_no"},
        "hai_long": {"external": "hài lòng", "by": "Sở Nội vụ", "at_most": 100},
    }
    groups = [
        group(
            "I",
            100,
            leaf("I.1", 60, {"per_item": {"of": "a", "points": 20}}),
            leaf("I.2", 40, {"external": {"of": "hai_long"}}),
        )
    ]
    return lifting(assess(scheme(groups, measures, ladder=ladder), numbers, **more), backend("native"))


LADDER: dict[str, Any] = {
    "classes": [
        {"id": "xs", "title": "Xuất sắc", "from": 90},
        {"id": "tot", "title": "Tốt", "from": 70, "below": 90},
        {"id": "tb", "title": "Trung bình", "below": 70},
    ]
}


def test_what_others_give_is_out_of_its_hands() -> None:
    found = _simple(LADDER, {"a": 1, "hai_long": 50, "ky_luat": False})
    tot, best = found.targets
    assert [[one.id for one in each.changes] for each in tot.sets] == [["I.1"]]
    assert tot.sets[0].changes[0].values == (("a", 3),)
    assert (best.class_id, best.sets, best.short) == ("xs", (), 10)
    assert [(one.id, one.why, one.by) for one in found.out_of_hands] == [("I.2", "external", "Sở Nội vụ")]


def test_discipline_and_the_class_of_the_period_before_cannot_be_undone() -> None:
    outside = [{"id": "ngoai", "title": "Ngoài", "when": {"measure": "ky_luat", "is": True}}]
    found = _simple({**LADDER, "outside": outside}, {"a": 3, "hai_long": 100, "ky_luat": True})
    assert found.targets
    assert all([one.item.id for one in target.against] == ["ngoai"] for target in found.targets)
    gates = [{"id": "truoc", "title": "Trước", "class": "xs", "requires": {"last_class": {"at_least": "tot"}}}]
    found = _simple({**LADDER, "gates": gates}, {"a": 3, "hai_long": 100, "ky_luat": False},
                    history=(Past("2024", "tb"),))  # fmt: skip
    assert [(one.class_id, [x.item.id for x in one.against]) for one in found.targets] == [("xs", ["truoc"])]


def test_what_is_not_declared_may_be_declared() -> None:
    found = _simple(LADDER, {"hai_long": 100, "ky_luat": False})
    assert [target.class_id for target in found.targets] == ["tb", "tot", "xs"]
    assert all(len(target.sets) == 1 for target in found.targets)
    assert found.targets[-1].sets[0].changes[0].values == (("a", 3),)

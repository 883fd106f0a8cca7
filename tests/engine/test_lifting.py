"""What would lift a class, against all subsets of what an agency can do, tried one by one."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from tests.engine.builders import assess, group, leaf, scheme

from scoring.engine import Assessment, Past, Peer
from scoring.engine.lifting import Change, Lifting, lifting
from scoring.findings import backend
from scoring.scheme.model import Scheme

ORDER = ("xs", "tot", "kha", "tb")


@dataclass
class Made:
    """A scheme and a dossier, and by name what the agency can do: what it does to numbers and records."""

    scheme: Scheme
    numbers: dict[str, Any]
    ways: dict[str, Way]
    peers: dict[str, Peer] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def after(self, ways: Iterable[Way] = ()) -> Assessment:
        """The assessment of a dossier that says the changes."""
        numbers, evidence = dict(self.numbers), [dict(one) for one in self.evidence]
        for one in ways:
            numbers |= one.numbers
            evidence += one.added
            for record, criterion in one.unused:
                used = next(x for x in evidence if x["id"] == record)
                used["criteria"] = [x for x in used["criteria"] if x != criterion]
        return assess(
            self.scheme,
            numbers,
            judgements=_judged(self.scheme),
            evidence=[one for one in evidence if one.get("criteria") != []],
            peers=self.peers,
            backend=backend("native"),
        )

    def lifting(self) -> Lifting:
        return lifting(self.after(), backend("native"))


class Way(NamedTuple):
    """What one change does to the dossier."""

    numbers: dict[str, Any] = {}
    added: tuple[dict[str, Any], ...] = ()
    unused: tuple[tuple[str, str], ...] = ()


KINDS = {
    "vu": {"title": "Vụ việc"},
    "ket-qua": {"title": "Kết quả", "fields": {"vu": {"title": "Vụ", "type": "reference"}}},
    "bien-ban": {"title": "Biên bản"},
}
SETTLED = {"all": [{"vu": {"kind": "vu"}}, {"none": {"kind": "ket-qua", "vu": "vu.id"}}]}
TWICE = {
    "all": [
        {"mot": {"fact": "use", "criterion": ["D.1", "D.2"]}},
        {"hai": {"fact": "use", "criterion": "D.3", "document": "mot.document"}},
    ]
}


def _random(seed: int, records: bool = False) -> Made:
    """A scheme, the dossier of an agency, and what raises each criterion that can be raised; with `records`, also rules
    about cases not settled and documents used twice, with ceilings that follow from them.
    """
    pick = random.Random(seed)
    measures: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    best: dict[str, Way] = {}
    peers: dict[str, Peer] = {}
    evidence: list[dict[str, Any]] = []
    groups, maximum = [], 0
    for g in range(pick.randint(1, 2 if records else 3)):
        leaves, most = [], 0
        for c in range(pick.randint(1, 2 if records else 3)):
            id, m, top = f"G{g}.{c}", f"m_{g}_{c}", pick.randint(2, 9)
            sort = pick.choice(["yes", "items", "parts", "share", "relative", "external", "deduct", "judged"])
            raised: dict[str, Any] = {}
            if sort == "yes":
                measures[m] = {"declared": m, "answer": "yes_no"}
                numbers[m] = pick.choice([True, False])
                raised = {m: True}
                score: dict[str, Any] = {"yes_no": {"of": m}}
            elif sort == "items":
                measures[m] = {"declared": m}
                numbers[m] = pick.randint(0, top)
                raised = {m: top}
                score = {"per_item": {"of": m, "points": 1}}
            elif sort == "parts":
                # Points that are no whole numbers.
                measures[m] = {"declared": m}
                each = pick.choice([Decimal("0.25"), Decimal("0.75"), Decimal("1.5")])
                full = math.ceil(top / each)
                numbers[m] = pick.randint(0, full)
                raised = {m: full}
                score = {"per_item": {"of": m, "points": each}}
            elif sort == "share":
                measures |= {m: {"declared": m, "at_most": f"{m}_of"}, f"{m}_of": {"declared": m}}
                measures[f"{m}_share"] = {"ratio": [m, f"{m}_of"], "when_zero": "full"}
                numbers |= {m: pick.randint(0, 4), f"{m}_of": 4}
                raised = {m: 4}
                score = {"proportional": {"of": f"{m}_share"}}
            elif sort == "relative":
                measures[m] = {"declared": m}
                peers[m] = Peer(best=pick.randint(1, 7), agencies=3)
                numbers[m] = pick.randint(0, 7)
                raised = {m: max(numbers[m], peers[m].best)}
                score = {"relative": {"of": m}}
            elif sort == "external":
                measures[m] = {"external": m, "at_most": 100}
                numbers[m] = pick.randint(0, 100)
                score = {"external": {"of": m}}
            elif sort == "deduct":
                measures[m] = {"declared": m, "better": "lower"}
                numbers[m] = pick.randint(0, 3)
                score = {"deduct": {"of": m, "points": pick.choice([1, Decimal("0.25"), Decimal("1.75")])}}
            else:
                score = {"judgement": {"by": "appraiser"}}
            leaves.append(leaf(id, top, score))
            most += top
            if any(numbers[key] != value for key, value in raised.items()):
                best[id] = Way(raised)
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
        "ceilings": [],
    }
    if pick.random() < 0.5:
        measures["nop"] = {"declared": "nop", "answer": "yes_no"}
        numbers["nop"] = pick.choice([True, False])
        ladder["ceilings"] = [{"id": "tran", "title": "Trần", "class": "kha", "when": {"measure": "nop", "is": False}}]
        if numbers["nop"] is False:
            best["nop"] = Way({"nop": True})
    rounding = {"at": pick.choice(["criterion", "group", "total"]), "mode": "half_up", "step": 1}
    if pick.random() < 0.3:
        rounding["step"] = Decimal("0.25")
    bonus = None
    if pick.random() < 0.4:
        measures["sang_kien"] = {"declared": "sang_kien"}
        numbers["sang_kien"] = 0
        best["C.1"] = Way({"sang_kien": 3})
        bonus = {
            "title": "Cộng",
            "cap": 2,
            "criteria": [leaf("C.1", 3, {"per_item": {"of": "sang_kien", "points": 1}})],
        }
    more: dict[str, Any] = {}
    if records:
        rules = [("nong", SETTLED), ("hai", TWICE)]
        more = {"evidence_kinds": KINDS, "rules": [{"id": id, "title": id, "when": when} for id, when in rules]}
        for id, _ in rules:
            lowered = {"id": f"tran-{id}", "title": id, "class": pick.choice(["tot", "kha", "tb"])}
            ladder["ceilings"].append({**lowered, "when": {"finding": id}})
        cases = [f"vu-{n}" for n in range(pick.randint(0, 2))]
        evidence += [{"id": one, "kind": "vu", "title": one} for one in cases]
        if cases:
            results = [{"id": f"kq-{x}", "kind": "ket-qua", "title": "Kết quả", "fields": {"vu": x}} for x in cases]
            best["nong"] = Way(added=tuple(results))
        measures |= {f"d_{n}": {"declared": f"d_{n}", "answer": "yes_no"} for n in (1, 2, 3)}
        numbers |= {f"d_{n}": True for n in (1, 2, 3)}
        asked = {"evidence": {"required": ["bien-ban"]}}
        tops = [pick.randint(1, 4) for _ in range(3)]
        leaves = [leaf(f"D.{n}", top, {"yes_no": {"of": f"d_{n}"}}, **asked) for n, top in enumerate(tops, 1)]
        groups.append(group("D", sum(tops), *leaves))
        maximum += sum(tops)
        used = pick.choice([["D.1", "D.3"], ["D.2", "D.3"], ["D.1", "D.2", "D.3"]])
        others = [one for one in ("D.1", "D.2", "D.3") if one not in used]
        evidence.append({"id": "bb", "kind": "bien-ban", "title": "Biên bản", "criteria": used})
        evidence += [{"id": f"bb-{x}", "kind": "bien-ban", "title": f"Biên bản {x}", "criteria": [x]} for x in others]
        best["hai D.3"] = Way(unused=(("bb", "D.3"),))
        rest = tuple(("bb", one) for one in used[:-1])
        best[" ".join(["hai", *used[:-1]])] = Way(unused=rest)
    made = scheme(groups, measures, maximum=maximum, ladder=ladder, rounding=rounding, bonus=bonus, **more)
    return Made(made, numbers, best, peers, evidence)


def _judged(made: Scheme) -> list[dict[str, Any]]:
    return [
        {"criterion": one.id, "by": "appraiser", "points": 1, "reason": "thử"}
        for one in made.sets["s"].leaves()
        if one.spec is not None and one.spec.kind == "judgement"
    ]


def _by_trying(made: Made, wanted: int) -> list[set[str]]:
    """All minimal sets, the smallest first: every subset evaluated as a dossier of its own."""
    found: list[set[str]] = []
    for size in range(len(made.ways) + 1):
        for some in combinations(made.ways, size):
            if any(one <= set(some) for one in found):
                continue
            certain = made.after(made.ways[one] for one in some).classification.certain
            if certain in ORDER[: wanted + 1]:
                found.append(set(some))
    return found


def _name(one: Change) -> str:
    return " ".join([one.id, *(criterion for _, criterion in one.unused)])


CASES = [*((seed, False) for seed in range(120)), *((seed, True) for seed in range(60))]


@pytest.mark.parametrize(("seed", "records"), CASES)
def test_it_lists_every_minimal_set_and_no_other(seed: int, records: bool) -> None:
    made = _random(seed, records)
    for target in made.lifting().targets:
        expected = _by_trying(made, ORDER.index(target.class_id))
        listed = [{_name(one) for one in each.changes} for each in target.sets]
        assert sorted(map(sorted, listed)) == sorted(map(sorted, expected))
        costs = [len(each.touched) for each in target.sets]
        assert target.complete
        assert costs == sorted(costs)


@pytest.mark.parametrize(("seed", "records"), CASES)
def test_every_set_gives_its_class_when_the_dossier_says_so(seed: int, records: bool) -> None:
    made = _random(seed, records)
    for target in made.lifting().targets:
        for each in target.sets:
            ways = []
            for one in each.changes:
                added = tuple(
                    {"id": x.id, "kind": x.kind, "title": x.title, "fields": x.fields, "date": "2025-12-31"}
                    for x in one.papers
                )
                ways.append(Way(dict(one.values), added, one.unused))
            after = made.after(ways)
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

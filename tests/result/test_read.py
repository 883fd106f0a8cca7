"""A result read back: the same bytes again, or everything that is wrong with its path."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scoring.json_write import canonical
from scoring.result.model import Result
from scoring.result.read import NotAResult, from_data
from scoring.result.write import to_bytes

ROOT = Path(__file__).parents[2]
RESULTS = sorted(
    one
    for one in (ROOT / "reports" / "2025").glob("*.json")
    if "xep-hang" not in one.name and one.name != "manifest.json"
)


@pytest.fixture
def data() -> dict[str, Any]:
    """A whole result of the shipped dossiers, as plain data."""
    found: dict[str, Any] = json.loads(RESULTS[0].read_text(encoding="utf-8"))
    return found


def paths(data: Any) -> list[str]:
    with pytest.raises(NotAResult) as raised:
        from_data(data)
    return [one.path for one in raised.value.problems]


@pytest.mark.parametrize("path", RESULTS, ids=lambda one: one.stem)
def test_a_result_read_and_written_again_has_the_same_bytes(path):
    raw = path.read_bytes()

    assert to_bytes(from_data(json.loads(raw))) == raw == canonical(json.loads(raw))


def test_everything_wrong_is_told_at_once_in_reading_order(data):
    data["criteria"][4]["derivation"]["inputs"] = ["khong-co", 7]
    data["criteria"][5]["certain"] = "1,5"
    data["final"] = "yes"
    del data["scheme"]["digest"]

    assert paths(data) == ["final", "scheme.digest", "criteria[4].derivation.inputs[1]", "criteria[5].certain"]


def test_a_measure_that_is_not_there_is_told_at_its_place(data):
    criterion = data["criteria"][4]
    criterion["derivation"]["inputs"][0] = "khong-co"

    assert paths(data) == ["criteria[4].derivation.inputs[0]"]


def test_keys_from_a_later_program_are_left_out(data):
    first = copy.deepcopy(data)
    data["later"] = {"a": 1}
    data["criteria"][0]["later"] = True

    assert from_data(data) == from_data(first)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("as_of", "2025-02-30"),
        ("as_of", "31/12/2025"),
        ("period", "2025-Q5"),
        ("classification.certain", "khong-co"),
        ("criteria.0.parent", "khong-co"),
        ("criteria.0.derivation.kind", "khong-co"),
        ("criteria.0.derivation.spec", {"khong-co": 1}),
        ("criteria.0.status", "done"),
        ("criteria.0.max", 5),
        ("criteria.0.max", "1e999999999"),
        ("criteria.0.excluded", 0),
        ("groups.0.level", True),
        ("groups.0.level", -1),
        ("groups.0.level", 2**63),
        ("criteria.7.derivation.branch", -(10**30)),
        ("groups.0.children", ["khong-co"]),
        ("total", None),
        ("total.base", []),
        ("rounding.step", "1/0"),
        ("measures", []),
        ("evidence_kinds", {"a": 1}),
        ("findings", {}),
    ],
)
def test_a_wrong_value_is_refused_with_its_path(data, path, value):
    at: Any = data
    *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    for one in way:
        at = at[one]
    at[last] = value
    shown = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in (*way, last)).lstrip(".")

    assert all(one.startswith(shown) for one in paths(data))


def leaf(data, kind):
    """Index of the first criterion of a kind, and its derivation."""
    return next((i, x["derivation"]) for i, x in enumerate(data["criteria"]) if x["derivation"]["kind"] == kind)


@pytest.mark.parametrize(
    ("kind", "change", "places"),
    [
        ("bands", lambda x: x["spec"]["tiers"][0].update(points="1/0"), ["spec.tiers[0].points"]),
        ("bands", lambda x: x["spec"].update(tiers=[{"points": "x"}, 5], more=1),
         ["spec.tiers[0].points", "spec.tiers[1]", "spec.more"]),
        ("bands", lambda x: x["spec"].pop("of"), ["spec.of"]),
        ("formula", lambda x: x["spec"].update(otherwise="1 :", branches=[{"when": "M >", "points": "M"}]),
         ["spec.branches[0].when", "spec.otherwise"]),
        ("formula", lambda x: x["inputs"].reverse(), []),
        ("discretion", lambda x: x["inputs"].reverse(), ["inputs[0]", "inputs[1]"]),
        ("target", lambda x: x["inputs"].reverse(), ["inputs[0]", "inputs[1]"]),
        ("external", lambda x: x.update(inputs=["judgement:II.6"]), ["inputs[0]"]),
    ],
)  # fmt: skip
def test_a_leaf_reads_what_its_parameters_say(kind, change, places):
    for path in RESULTS:
        data = json.loads(path.read_bytes())
        if {kind, "judgement"} <= {one["derivation"]["kind"] for one in data["criteria"]}:
            break
    index, derivation = leaf(data, kind)
    change(derivation)

    if places:
        assert paths(data) == [f"criteria[{index}].derivation.{one}" for one in places]
    else:
        from_data(data)


@pytest.mark.parametrize(
    ("group", "change", "places"),
    [
        (0, lambda x, _: x.reverse(), []),
        (0, lambda x, _: x.append(x[0]), ["groups[0].children[{n}]"]),
        (0, lambda x, y: x.append(y.pop()), ["{last}.parent"]),
        (0, lambda x, _: x.pop(0), ["groups[0].children"]),
        (0, lambda x, _: x.append("khong-co"), ["groups[0].children[{n}]"]),
    ],
)
def test_groups_and_their_children_name_each_other_once(data, group, change, places):
    one, other = data["groups"][group], data["groups"][1]
    ids = [x["id"] for x in data["criteria"]]
    words = {"n": len(one["children"]), "last": f"criteria[{ids.index(other['children'][-1])}]"}
    change(one["children"], other["children"])

    if places:
        assert paths(data) == [x.format(**words) for x in places]
    else:
        from_data(data)


@pytest.mark.parametrize("line", ["claimed", "dossier", "computed", "final"])
def test_classes_are_those_of_the_ladder_everywhere(data, line):
    found = data["classification"]
    title = found["ladder"][0]["title"]
    found["margins"]["up"] = {"class": "x", "title": title, "points": "1"}
    found["reasons"].insert(0, {**found["reasons"][0], "class": "x"})
    end = {"certain": "1", "attainable": "1", "class": "x", "possible": ["y"], "outside": None, "possible_outside": []}
    totals = {"claims": {"points": "1", "given": 1, "of": 1}} | dict.fromkeys(
        ("claimed", "dossier", "computed", "final")
    )
    data["appraisal"] = {
        "campaign": "c", "title": "t", "entries": 1, "head": "", "at": "2025-12-10T02:30:00Z",
        "totals": totals | {line: end},
    }  # fmt: skip

    assert paths(data) == [
        "classification.reasons[0].class", "classification.margins.up.class",
        f"appraisal.totals.{line}.class", f"appraisal.totals.{line}.possible[0]",
    ]  # fmt: skip


def test_measures_are_of_known_types_and_made_of_measures(data):
    id = next(id for id, one in data["measures"].items() if len(one["inputs"]) > 1)
    data["measures"][id].update(type="khong-co", inputs=["khong-co"])

    assert paths(data) == [f"measures.{id}.type", f"measures.{id}.inputs[0]"]


def test_a_line_feed_behind_a_number_is_no_number(data):
    data["total"]["certain"] += "\n"
    data["as_of"] += "\n"
    data["criteria"][0]["title"] += "\n"

    assert paths(data) == ["as_of", "total.certain"]


def test_groups_inside_each_other_are_refused(data):
    groups = data["groups"]
    groups[0]["parent"] = groups[0]["id"]

    assert "groups[0].parent" in paths(data)


def test_no_part_of_a_result_can_be_changed(data):
    result = from_data(data)

    with pytest.raises(AttributeError):
        result.total.certain = "100"  # type: ignore[misc]


def test_the_model_holds_no_float():
    def kinds(kind: Any, seen: set[Any]) -> None:
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls in seen:
                return
            seen.add(kind.cls)
            for field in kind.fields:
                kinds(field.type, seen)
        assert not isinstance(kind, msgspec.inspect.FloatType)
        for name in ("item_type", "value_type"):
            if hasattr(kind, name):
                kinds(getattr(kind, name), seen)
        for one in getattr(kind, "types", ()):
            kinds(one, seen)

    seen: set[Any] = set()
    kinds(msgspec.inspect.type_info(Result), seen)
    assert len(seen) > 30


def test_half_a_character_is_no_text(data):
    data["criteria"][4]["title"] = "a\ud800"

    assert paths(data) == ["criteria[4].title"]


def test_edges_of_the_ladder_are_numbers_or_shares(data):
    data["classification"]["ladder"][0]["from"] = "85 %"
    data["classification"]["ladder"][1]["below"] = "nhiều"

    assert paths(data) == ["classification.ladder[1].below"]


def test_wrong_forms_and_wrong_references_are_told_together(data):
    data["as_of"] = "2025-02-30"
    data["criteria"][4]["derivation"]["kind"] = "khong-co"
    data["criteria"][5]["certain"] = "1,5"
    del data["groups"][0]["attainable"]

    found = paths(data)

    assert {"as_of", "criteria[4].derivation.kind", "criteria[5].certain", "groups[0].attainable"} == set(found)


@pytest.mark.parametrize("path", ["criteria.4.id", "criteria.4", "classification", "classification.ladder", "measures"])
def test_what_a_wrong_name_would_make_of_others_is_not_told(data, path):
    at: Any = data
    *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    for one in way:
        at = at[one]
    at[last] = 7

    assert len(paths(data)) == 1

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
RESULTS = sorted(one for one in (ROOT / "reports" / "2025").glob("*.json") if "xep-hang" not in one.name)


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

"""The result's schema names every key that real results have, with its type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.schemas import json_schema

ROOT = Path(__file__).parents[2]
RESULTS = sorted(
    one
    for one in (ROOT / "reports" / "2025").glob("*.json")
    if "xep-hang" not in one.name and one.name != "manifest.json"
)
SCHEMA = json_schema("result")
SORTS = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object", type(None): "null"}  # fmt: skip


def problems(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    """Keys the schema does not name, keys it asks for that are not there, types it does not allow."""
    if "$ref" in schema:
        return problems(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], at)
    if "anyOf" in schema:
        return min((problems(value, one, at) for one in schema["anyOf"]), key=len)
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds and SORTS[type(value)] not in kinds:
        return [f"{at}: {type(value).__name__}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value}"]
    found: list[str] = []
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        found += [f"{at}.{key}: not named" for key in value.keys() - known.keys()]
        found += [f"{at}.{key}: not there" for key in set(schema["required"]) - value.keys()]
        for key in value.keys() & known.keys():
            found += problems(value[key], known[key], f"{at}.{key}")
    elif isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        for key, one in value.items():
            found += problems(one, schema["additionalProperties"], f"{at}.{key}")
    elif isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            found += problems(one, schema["items"], f"{at}[{index}]")
    return found


def test_there_are_results_to_compare():
    assert len(RESULTS) >= 10


@pytest.mark.parametrize("path", RESULTS, ids=lambda one: one.stem)
def test_every_key_of_a_real_result_is_in_the_schema_with_its_type(path):
    assert problems(json.loads(path.read_text(encoding="utf-8")), SCHEMA, "") == []


def test_a_key_that_is_not_named_and_a_wrong_type_are_found():
    result = json.loads(RESULTS[0].read_text(encoding="utf-8"))
    result["total"]["secret"] = 1
    result["final"] = "no"

    assert sorted(problems(result, SCHEMA, "")) == [".final: str", ".total.secret: not named"]

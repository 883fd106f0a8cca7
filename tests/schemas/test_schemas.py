"""The JSON schemas say what the models say."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.engine import evaluate
from scoring.evidence.model import Dossier
from scoring.formulas import KINDS
from scoring.result.write import result_of, to_data
from scoring.schemas import NAMES, What, json_schema
from scoring.scheme.load import load_scheme
from scoring.yaml_source import read_file

BASE = Path(__file__).parent.parent / "broken" / "base"


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("what", NAMES)
def test_every_reference_in_a_schema_leads_somewhere(what: What) -> None:
    schema = json_schema(what)
    assert schema["type"] == "object"
    assert {one.removeprefix("#/$defs/") for one in references(schema)} <= set(schema.get("$defs", {}))


def test_the_scheme_lists_files_where_the_model_holds_sets() -> None:
    properties = json_schema("scheme")["properties"]
    assert properties["sets"] == properties["overlays"] == {"type": "array", "items": {"type": "string"}}


def test_every_leaf_kind_is_in_the_schema_of_a_set() -> None:
    assert set(json_schema("set")["$defs"]["Score"]["properties"]) >= set(KINDS)


def test_keys_are_those_people_write() -> None:
    assert {"from", "below"} <= set(json_schema("set")["$defs"]["Tier"]["properties"])
    assert {"class", "requires"} <= set(json_schema("scheme")["$defs"]["Gate"]["properties"])
    assert "unverified" not in json_schema("dossier")["required"]


KIND = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "number": (int, Decimal), "integer": int,
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """What the keywords our schemas use say against a value."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema:
        tries = [faults(value, one, root, at) for one in schema["anyOf"]]
        return [] if [] in tries else min(tries, key=len)
    if "const" in schema and value != schema["const"]:
        return [f"{at}: not {schema['const']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(
        isinstance(value, KIND[one]) and (one == "boolean") >= isinstance(value, bool) for one in kinds
    ):
        return [f"{at}: {value!r} is no {kinds}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return [f"{at}: {value!r} does not match {schema['pattern']}"]
    found: list[str] = []
    if isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            found += faults(one, schema["items"], root, f"{at}[{index}]")
    if isinstance(value, dict):
        own = schema.get("properties", {})
        found += [f"{at}: no {key}" for key in schema.get("required", ()) if key not in value]
        for key, one in value.items():
            patterns = [inner for text, inner in schema.get("patternProperties", {}).items() if re.search(text, key)]
            inner = own.get(key, patterns[0] if patterns else schema.get("additionalProperties", True))
            if inner is False:
                found.append(f"{at}: {key} is unknown")
            elif isinstance(inner, dict):
                found += faults(one, inner, root, f"{at}.{key}")
    return found


@pytest.mark.parametrize(
    ("what", "file"),
    [
        ("scheme", "scheme.yaml"),
        ("set", "sets/xa.yaml"),
        ("overlay", "overlays/sua-doi.yaml"),
        ("units", "../../../criteria/qd-1211-2022/units.yaml"),
        ("periodic", "../../../criteria/qd-1211-2022/periodic.yaml"),
        ("dossier", "ho-so.yaml"),
    ],
)
def test_right_files_fit_their_schema_and_wrong_keys_do_not(what: What, file: str) -> None:
    schema, data = json_schema(what), read_file(BASE / file).data
    assert faults(data, schema, schema) == []
    assert faults({**data, "khoa_la": 1}, schema, schema) == ["$: khoa_la is unknown"]


@pytest.mark.parametrize("final", [False, True])
def test_a_result_fits_the_schema_of_results(final: bool) -> None:
    schema = json_schema("result")
    scheme = load_scheme(BASE, "2025").scheme
    dossier = Dossier.model_validate(read_file(BASE / "ho-so.yaml").data)
    result = to_data(result_of(evaluate(scheme, dossier, final=final)))
    assert len(result["criteria"]) == 7
    assert faults(result, schema, schema) == []
    del result["agency"]["block"]
    result["criteria"][0]["status"] = "lost"
    assert len(faults(result, schema, schema)) == 2

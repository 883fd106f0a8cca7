"""The JSON schemas say what the models say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.formulas import KINDS
from scoring.scheme.schema import NAMES, What, json_schema
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
    assert {one.removeprefix("#/$defs/") for one in references(schema)} <= set(
        schema.get("$defs", {})
    )


def test_the_scheme_lists_files_where_the_model_holds_sets() -> None:
    properties = json_schema("scheme")["properties"]
    assert (
        properties["sets"]
        == properties["overlays"]
        == {"type": "array", "items": {"type": "string"}}
    )


def test_every_leaf_kind_is_in_the_schema_of_a_set() -> None:
    assert set(json_schema("set")["$defs"]["Score"]["properties"]) >= set(KINDS)


def test_keys_are_those_people_write() -> None:
    assert {"from", "below"} <= set(json_schema("set")["$defs"]["Tier"]["properties"])
    assert {"class", "requires"} <= set(json_schema("scheme")["$defs"]["Gate"]["properties"])
    assert "unverified" not in json_schema("dossier")["required"]


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("what", "file"),
    [
        ("scheme", "scheme.yaml"),
        ("set", "sets/xa.yaml"),
        ("overlay", "overlays/sua-doi.yaml"),
        ("dossier", "ho-so.yaml"),
    ],
)
def test_right_files_fit_their_schema_and_wrong_keys_do_not(what: What, file: str) -> None:
    jsonschema = pytest.importorskip(
        "jsonschema", reason="the schemas are tried where jsonschema is installed"
    )
    validator = jsonschema.Draft202012Validator(json_schema(what))
    data = as_json(read_file(BASE / file).data)
    assert [error.message for error in validator.iter_errors(data)] == []
    assert not validator.is_valid({**data, "khoa_la": 1})

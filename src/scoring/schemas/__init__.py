"""JSON schemas of every file format, for editors and other programs."""

from __future__ import annotations

import warnings
from typing import Annotated, Any, Literal

from scoring.models import Field, Model, core_schema

What = Literal["scheme", "set", "overlay", "units", "periodic", "dossier", "plan", "case", "result"]
NAMES: tuple[What, ...] = ("scheme", "set", "overlay", "units", "periodic", "dossier", "plan", "case", "result")

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": "string", "description": "2025-07-01 hoặc 01/07/2025"}
_VALIDITY = {
    "type": "object",
    "description": "Chỉ có hiệu lực từ ngày đến ngày, kể cả hai ngày đó",
    "properties": {"from": _DAY, "until": _DAY},
    "additionalProperties": False,
    "minProperties": 1,
}
_DATED = {
    "type": "object",
    "description": "Giá trị đổi theo thời gian; mỗi giá trị dùng đến khi có giá trị sau",
    "properties": {
        "dated": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"from": _DAY, "until": _DAY, "value": {}},
                "required": ["value"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["dated"],
    "additionalProperties": False,
}
_FILES = {"type": "array", "items": {"type": "string"}}


def json_schema(what: What) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of one file format."""
    if what == "result":
        return {"$schema": _DRAFT, **_result(), "title": what}
    schema = _of(_model(what))
    if what in ("dossier", "case"):
        _with_short_forms(schema)
    if what in ("scheme", "set"):
        schema = _with_dates(schema)
    if what == "scheme":
        schema["properties"]["sets"] = _FILES
        schema["properties"]["overlays"] = _FILES
        _keep_reached(schema)
    return {"$schema": _DRAFT, **schema, "title": what}


def _result() -> dict[str, Any]:
    """The schema of ``scoring.assessment/1``, derived from its types, with its parts under ``$defs``."""
    import msgspec

    from scoring.formulas import KINDS
    from scoring.result.model import Result

    parts = msgspec.json.schema(Result)["$defs"]
    for part in parts.values():
        # Docstrings are for programmers; readers of the schema have the reference page.
        part.pop("description", None)
    schema: dict[str, Any] = parts.pop("Result")
    parts["Derivation"]["properties"]["kind"] = {"enum": sorted(KINDS)}
    return {**schema, "$defs": parts}


def _model(what: str) -> type[Model]:
    if what == "dossier":
        from scoring.evidence.model import Dossier

        return Dossier
    if what == "overlay":
        from scoring.scheme.overlay import Overlay

        return Overlay
    if what == "plan":
        from scoring.evidence.task_plan import TaskPlan

        return TaskPlan
    if what == "units":
        from scoring.scheme.units import Units

        return Units
    if what == "periodic":
        from scoring.scheme.periodic import PeriodicReport

        return PeriodicReport
    if what == "case":
        from scoring.evidence.worked import Case, CaseFile, Sweep

        kinds = Annotated[list[Case | Sweep], Field(min_length=1)]
        return type("Cases", (CaseFile,), {"__annotations__": {"cases": kinds}, "__module__": __name__})
    from scoring.scheme.criteria import CriteriaSet
    from scoring.scheme.model import Scheme

    return Scheme if what == "scheme" else CriteriaSet


def _of(model: type[Model]) -> dict[str, Any]:
    from pydantic.json_schema import GenerateJsonSchema, PydanticJsonSchemaWarning

    with warnings.catch_warnings():
        # A default that is no JSON (a percentage) is left out of the schema; nothing is lost by that.
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)
        return GenerateJsonSchema().generate(core_schema(model, for_json=True))


def _with_short_forms(schema: dict[str, Any]) -> None:
    """A bare value for a number or a claim, a bare path for a file."""
    value = {"type": ["number", "boolean", "string", "null"]}
    for one in (schema, *schema.get("$defs", {}).values()):
        properties = one.get("properties", {})
        for name in ("numbers", "claims"):
            for pattern, inner in properties.get(name, {}).get("patternProperties", {}).items():
                properties[name]["patternProperties"][pattern] = {"anyOf": [inner, value]}
    record = schema.get("$defs", {}).get("Record")
    if record is not None:
        record["properties"]["file"]["anyOf"].append({"type": "string"})
        record["properties"]["sha256"] = {"type": "string"}


def _with_dates(schema: dict[str, Any]) -> dict[str, Any]:
    """Any value may be dated, any thing with a place of its own may be valid for a time only."""
    definitions = schema.setdefault("$defs", {})
    for one in (schema, *definitions.values()):
        properties = one.get("properties")
        if properties is not None:
            for name, inner in properties.items():
                properties[name] = {"anyOf": [inner, {"$ref": "#/$defs/dated"}]}
            if one is not schema:
                properties["valid"] = {"$ref": "#/$defs/validity"}
    definitions["dated"] = _DATED
    definitions["validity"] = _VALIDITY
    return schema


def _keep_reached(schema: dict[str, Any]) -> None:
    """Drop definitions that only the criteria sets use; those are files of their own."""
    definitions = schema.pop("$defs")
    reached: dict[str, Any] = {}
    stack: list[Any] = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix("#/$defs/")
            if name in definitions and name not in reached:
                reached[name] = definitions[name]
                stack.append(definitions[name])
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    schema["$defs"] = dict(sorted(reached.items()))


__all__ = ["NAMES", "What", "json_schema"]

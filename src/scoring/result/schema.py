"""The JSON schema of a result, derived from its types."""

from __future__ import annotations

from typing import Any

import msgspec

from scoring.formulas import KINDS
from scoring.result.model import Result


def result_schema() -> dict[str, Any]:
    """The schema of ``scoring.assessment/1`` (draft 2020-12), with its parts under ``$defs``."""
    parts = msgspec.json.schema(Result)["$defs"]
    for part in parts.values():
        # Docstrings are for programmers; readers of the schema have the reference page.
        part.pop("description", None)
    schema: dict[str, Any] = parts.pop("Result")
    parts["Derivation"]["properties"]["kind"] = {"enum": sorted(KINDS)}
    return {**schema, "$defs": parts}

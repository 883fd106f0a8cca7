"""Strict reading of JSON in a cell: exact numbers, unique keys, limited depth."""

from __future__ import annotations

from typing import Any, TypeVar

from scoring.diagnostics import has_errors
from scoring.workbook.sheet_document import CellRef, SheetDocument
from scoring.yaml_source import Limits, read_json

_LIMITS = Limits(size=1_000_000, depth=12, nodes=20_000)
T = TypeVar("T")


def json_value(text: str, at: CellRef, doc: SheetDocument, wanted: type[T]) -> T | None:
    """The value a cell's JSON stands for; anything but `wanted` is refused at the cell."""
    found, data = json_any(text, at, doc)
    if not found:
        return None
    if isinstance(data, wanted):
        return data
    why, why_en = "cần một danh sách hoặc một bảng", "a list or an object is expected"
    doc.report("SC750", at, why=why, why_en=why_en)
    return None


def json_any(text: str, at: CellRef, doc: SheetDocument) -> tuple[bool, Any]:
    """Whether the cell's JSON can be read, and its value."""
    inner = read_json(text, str(at), _LIMITS)
    if not has_errors(inner.diagnostics):
        return True, inner.data
    first = next(one for one in inner.diagnostics if one.severity == "error")
    doc.report("SC750", at, why=first.message("vi"), why_en=first.message("en"))
    return False, None

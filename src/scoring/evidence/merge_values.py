"""Compares values of a dossier and looks them up by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.evidence.model import Dossier, Percent, Record
from scoring.models import Model

Path = tuple[str, ...]
"""Where a value stands: ``("numbers", "so_thon")``, ``("evidence", "bb1", "date")``."""


class Missing:
    """The type of `MISSING`: a value that is absent or was removed."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
LISTS: dict[str, Callable[[Any], str]] = {
    "evidence": lambda one: str(one.id),
    "not_applicable": lambda one: str(one.criterion),
    "explanations": lambda one: str(one.criterion),
    "judgements": lambda one: f"{one.criterion}/{one.by}",
    "difficulties": lambda one: f"{one.unit or ''}/{one.text}",
    "next_tasks": lambda one: f"{one.unit or ''}/{one.text}",
}
"""Parts of a dossier that are lists, each with what makes one of its rows the same row."""


def form(value: Any) -> Any:
    """A key by which values are compared; true differs from 1, and 85 % from 0.85."""
    if isinstance(value, Model):
        fields = ((name, form(getattr(value, name))) for name in type(value).model_fields)
        return type(value).__name__, *fields
    if isinstance(value, Mapping):
        return "map", *sorted((str(key), form(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return "list", *map(form, value)
    if isinstance(value, Percent):
        return "percent", Fraction(value)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, Decimal)):
        return type(value).__name__, value
    return "number", Fraction(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal by `form`."""
    return one is other or bool(form(one) == form(other))


def value_at(tree: Dossier | Mapping[str, Any], path: Path) -> Any:
    """The value at a path, or `MISSING`."""
    section = tree.get(path[0]) if isinstance(tree, Mapping) else getattr(tree, path[0], None)
    if len(path) == 1:
        return MISSING if section is None else section
    if path[0] in LISTS:
        rows = [one for one in section or () if path[1] in {LISTS[path[0]](one), getattr(one, "criterion", None)}]
        one = rows[0] if rows else MISSING
    else:
        one = section.get(path[1], MISSING) if isinstance(section, Mapping) else getattr(section, path[1], MISSING)
    for part in path[2:]:
        inner = getattr(one, part, MISSING)
        one = one.fields.get(part, MISSING) if inner is MISSING and isinstance(one, Record) else inner
    return one

"""Choosing evidence records by kind and by the values of their fields."""

from __future__ import annotations

from typing import Any

from scoring.evidence.model import Dossier, Record
from scoring.scheme.criteria import Selection

Rows = list[dict[str, Any]]


def same(value: Any, wanted: Any) -> bool:
    """Equality that never takes a truth value for a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def select(dossier: Dossier, selection: Selection) -> list[Record]:
    """The records themselves, for derivations."""
    found = [one for kind in selection.kinds for one in dossier.by_kind.get(kind, ())]
    for name, wanted in selection.where.items():
        accepted = wanted if isinstance(wanted, list) else [wanted]
        found = [one for one in found if any(same(one.fields.get(name), x) for x in accepted)]
    return found


def unsure(dossier: Dossier, selection: Selection) -> list[Record]:
    """Records that lack a field the selection tests and might be selected if they had it."""
    where = selection.where
    if not where:
        return []
    return [
        one
        for kind in selection.kinds
        for one in dossier.by_kind.get(kind, ())
        if any(one.fields.get(name) is None for name in where)
        and all(
            one.fields.get(name) is None
            or any(same(one.fields[name], x) for x in (wanted if isinstance(wanted, list) else [wanted]))
            for name, wanted in where.items()
        )
    ]

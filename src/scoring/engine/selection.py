"""Choosing evidence records by kind and by the values of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scoring.evidence.model import Dossier, Record
from scoring.scheme.criteria import Selection

Rows = list[dict[str, Any]]


def same(value: Any, wanted: Any) -> bool:
    """Equality that never takes a truth value for a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _fitting(value: Any, wanted: Any) -> bool:
    """Whether a field's value is the wanted one, or one of the wanted ones."""
    return any(same(value, one) for one in wanted) if isinstance(wanted, list) else same(value, wanted)


def select(dossier: Dossier, selection: Selection) -> list[Record]:
    """The records themselves, for derivations."""
    found = [one for kind in selection.kinds for one in dossier.by_kind.get(kind, ())]
    for name, wanted in selection.where.items():
        if isinstance(wanted, bool):
            found = [one for one in found if one.fields.get(name) is wanted]
        else:
            found = [one for one in found if _fitting(one.fields.get(name), wanted)]
    return found


class Selected(Sequence[Record]):
    """The records that `select` gives, chosen when somebody asks for them."""

    __slots__ = ("_dossier", "_found", "_selection")

    def __init__(self, dossier: Dossier, selection: Selection) -> None:
        self._dossier, self._selection = dossier, selection
        self._found: list[Record] | None = None

    @property
    def _records(self) -> list[Record]:
        if self._found is None:
            self._found = select(self._dossier, self._selection)
        return self._found

    def __getitem__(self, index: Any) -> Any:
        return self._records[index]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


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
        and all(one.fields.get(name) is None or _fitting(one.fields[name], wanted) for name, wanted in where.items())
    ]

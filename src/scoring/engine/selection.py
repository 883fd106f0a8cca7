"""Choosing evidence records by kind and by the values of their fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from scoring.evidence.model import Dossier, Record
from scoring.scheme.model import Selection

if TYPE_CHECKING:
    from scoring.engine.measured import Case

Rows = list[dict[str, Any]]


Choosing = Callable[["Case"], Rows]
_NOTHING: Rows = []


class Filters:
    """Selections of records; measures that start with the same tests share the work within a case."""

    def __init__(self, selections: Iterable[Selection]) -> None:
        self._users = Counter(key for one in selections for key, _, _ in _steps(one))
        self._known: dict[tuple[object, ...], Choosing] = {}

    def rows(self, selection: Selection) -> Choosing:
        """A function giving the fields of the selected records.

        It raises KeyError when a record that may be meant lacks a field asked for.
        """
        take = _of_kinds(selection.kinds)
        for key, name, accepted in _steps(selection):
            if key not in self._known:
                choose = _filtered(take, name, accepted)
                shared = self._users[key] > 1
                self._known[key] = _shared(choose, len(self._known)) if shared else choose
            take = self._known[key]
        return take


def _steps(selection: Selection) -> Iterator[tuple[tuple[object, ...], str, tuple[Any, ...]]]:
    """The tests of a selection one after the other, each with what identifies all up to it."""
    key: tuple[object, ...] = selection.kinds
    for name, wanted in selection.where.items():
        accepted = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        key = (*key, name, *((type(one).__name__, one) for one in accepted))
        yield key, name, accepted


def _of_kinds(kinds: tuple[str, ...]) -> Choosing:
    first, rest = kinds[0], kinds[1:]

    def take_one(case: Case) -> Rows:
        return case.rows.get(first, _NOTHING)

    def take(case: Case) -> Rows:
        rows = case.rows
        found = rows.get(first, _NOTHING)
        for kind in rest:
            found = found + rows.get(kind, _NOTHING)
        return found

    return take if rest else take_one


def _shared(choose: Choosing, key: int) -> Choosing:
    def take(case: Case) -> Rows:
        found = case.selected.get(key)
        if found is None:
            found = case.selected[key] = choose(case)
        return found

    return take


def _same(value: Any, wanted: Any) -> bool:
    """Equality that never takes a truth value for a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _filtered(parent: Choosing, name: str, accepted: tuple[Any, ...]) -> Choosing:
    only = accepted[0]

    def choose_truth(case: Case) -> Rows:
        return [one for one in parent(case) if one[name] is only]

    def choose_one(case: Case) -> Rows:
        return [
            one for one in parent(case) if one[name] == only and one[name].__class__ is not bool
        ]

    def choose_any(case: Case) -> Rows:
        return [one for one in parent(case) if any(_same(one[name], x) for x in accepted)]

    if len(accepted) > 1:
        return choose_any
    return choose_truth if isinstance(only, bool) else choose_one


def select(dossier: Dossier, selection: Selection) -> list[Record]:
    """The records themselves, for derivations."""
    found = [one for kind in selection.kinds for one in dossier.by_kind.get(kind, ())]
    for name, wanted in selection.where.items():
        accepted = wanted if isinstance(wanted, list) else [wanted]
        found = [one for one in found if any(_same(one.fields.get(name), x) for x in accepted)]
    return found


def unsure(dossier: Dossier, selection: Selection) -> list[Record]:
    """Records that lack a field asked for and might be selected if they had it."""
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
            or any(
                _same(one.fields[name], x)
                for x in (wanted if isinstance(wanted, list) else [wanted])
            )
            for name, wanted in where.items()
        )
    ]

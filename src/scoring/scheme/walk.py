"""Parts of a scheme with the path each stands at, and the tool checks report with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.scheme.criteria import CriteriaSet, Node
from scoring.scheme.model import Scheme
from scoring.scheme.resolve import Merged
from scoring.yaml_source import Document, Path_


class Checker(Struct):
    """Collects problems, each at the place of the value that is wrong."""

    scheme: Scheme
    where: Document
    not_read: Collection[str] = ()
    """Ids of criteria sets that exist but were not read."""
    found: list[Diagnostic] = []

    def note(
        self,
        code: str,
        path: Path_,
        given: Mapping[str, str] = MappingProxyType({}),
        /,
        *,
        at_key: bool = False,
        second: Path_ | None = None,
        **values: str,
    ) -> None:
        """Report a problem at `path`; `second` is the other place where two disagree."""
        related = None if second is None else self.where.place(second)
        place = self.where.place(path, at_key)
        self.found.append(Diagnostic(code, place, {**given, **values}, path=".".join(map(str, path)), related=related))

    def known(self, code: str, path: Path_, id: str, known: Collection[str], **values: str) -> bool:
        """Whether an id is among those known; reports one that is not, with the nearest one."""
        if id not in known:
            self.note(code, path, {**values, "id": id, "guess": did_you_mean(id, known, len(self.found))})
        return id in known

    @staticmethod
    def listed(ids: Iterable[str], path: Path_) -> list[tuple[str, Path_]]:
        """The ids of the list at `path`, each with its path."""
        return [(id, (*path, index)) for index, id in enumerate(ids)]

    def twice(self, code: str, ids: Iterable[tuple[str, Path_]]) -> None:
        """Report every id used a second time."""
        first: dict[str, Path_] = {}
        for id, path in ids:
            if id in first:
                self.note(code, path, second=first[id], id=id)
            first.setdefault(id, path)

    def blamed(self, path: Path_, *others: Path_) -> Path_:
        """Where a problem of several values is to be mended: at `path`, unless an overlay changed another of them."""
        found = (self._from_overlay(one) for one in (path, *others))
        return next((one for one in found if one is not None), path)

    def _from_overlay(self, path: Path_) -> Path_ | None:
        """The path, or one below, whose value an overlay gives."""
        where = self.where
        if not isinstance(where, Merged):
            return None
        below = [known for known in where.moved if known[: len(path)] == path]
        return next((one for one in (path, *below) if "overlay" in where.origin(one)[0].data), None)

    def raw(self, path: Path_) -> Any:
        """The raw value at a path, None where there is none."""
        value = self.where.data
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value


def nodes(chosen: CriteriaSet, key: str) -> Iterator[tuple[Node, Path_, str]]:
    """Every node of a set with its path and section (tree, bonus, penalty), in reading order."""
    base: Path_ = ("sets", key)
    for index, group in enumerate(chosen.groups):
        for node, path in _below(group, (*base, "groups", index)):
            yield node, path, "tree"
    for section, extra in (("bonus", chosen.bonus), ("penalty", chosen.penalty)):
        for index, node in enumerate(extra.criteria if extra else ()):
            for one, path in _below(node, (*base, section, "criteria", index)):
                yield one, path, section


def _below(node: Node, path: Path_) -> Iterator[tuple[Node, Path_]]:
    yield node, path
    name = "groups" if node.groups is not None else "criteria"
    for index, child in enumerate(node.children):
        yield from _below(child, (*path, name, index))


def plain_values(value: Any, path: Path_ = ()) -> Iterator[tuple[Any, Path_]]:
    """Every value at or below `value` that is no mapping or list, with its path."""
    items: Iterable[tuple[Any, Any]]
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        yield value, path
        return
    for part, one in items:
        yield from plain_values(one, (*path, part))


def find_text(value: Any, text: str, path: Path_) -> Path_ | None:
    """Path of the first plain value below `value` that reads `text`; `path` is that of `value`."""
    found = (at for one, at in plain_values(value, path) if not isinstance(one, bool) and str(one) == text)
    return next(found, None)

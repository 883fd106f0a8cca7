"""Dated overlays: an amending decision as data, applied to the tree before it is validated."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

from pydantic_core import ValidationError

from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.fields import Basis, Day, Id, Text
from scoring.models import Field, Model, checked
from scoring.scheme.criteria import not_exactly_one
from scoring.scheme.resolve import Resolver
from scoring.shape import shape_problems
from scoring.yaml_source import Document, Path_, Tree

_CHILDREN = ("groups", "criteria")
_MOST_DOTS = 100
"""No place lies deeper; the time to find the names in a dotted text grows with the cube of their number."""


class Validity(Model):
    """From when until when, both days included; what is not given is open."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None


class Change(Model):
    """One change; exactly one of set, add, remove. `at` names the place from the scheme down, as a list or with dots; a
    criterion may be named by its id alone below its set, an item of a list by its id or its number counted from 1.
    """

    at: Text | Annotated[list[Text], Field(min_length=1)]
    set: Any = None
    add: Any = None
    remove: Literal[True] | None = None

    @checked
    def _one_change(self) -> Change:
        given = [name for name in ("set", "add", "remove") if name in self.model_fields_set]
        if len(given) != 1:
            raise not_exactly_one(("set", "add", "remove"), given)
        return self


class Overlay(Model):
    """One file: what an amending decision changes, and from when."""

    format: Literal[1]
    overlay: Id
    title: Text
    clause: Text | None = None
    basis: Basis | None = None
    note: Text | None = None
    valid: Validity
    changes: Annotated[list[Change], Field(min_length=1)]


def read_overlay(doc: Document) -> tuple[Overlay | None, list[Diagnostic]]:
    """The overlay of a file, or what is wrong with it."""
    try:
        return Overlay.model_validate(doc.data), []
    except ValidationError as error:
        return None, shape_problems(error, doc)


def apply_overlay(
    overlay: Overlay, doc: Document, tree: Tree, resolver: Resolver, not_read: Collection[str] = ()
) -> list[Diagnostic]:
    """Change `tree` as the overlay says; unknown places and changes without effect are errors. Changes inside a set
    that was not read are passed over.
    """
    problems: list[Diagnostic] = []
    for index, change in enumerate(overlay.changes):
        at: Path_ = ("changes", index)
        found = _find(tree, _parts(change.at, tree), not_read, len(problems))
        if isinstance(found, str):
            if found:
                values = {"at": _dotted(change.at), "guess": found.removeprefix("?")}
                problems.append(Diagnostic("SC331", doc.place((*at, "at")), values, _dotted(change.at)))
            continue
        if not _apply(change, found, (doc, at), tree, resolver):
            place = doc.place((*at, *(name for name in ("set", "add") if name in change.model_fields_set)))
            problems.append(Diagnostic("SC330", place, {"at": _dotted(change.at)}, _dotted(change.at)))
    return problems


def _apply(change: Change, path: Path_, origin: tuple[Document, Path_], tree: Tree, resolver: Resolver) -> bool:
    """Whether the change changed anything."""
    doc, at = origin
    merged = resolver.merged
    parent = _at(tree, path[:-1])
    key: Any = path[-1]
    if change.remove:
        merged.forget(path)
        if isinstance(parent, list):
            merged.drop_item(path[:-1], key, len(parent))
        del parent[key]
        return True
    old = parent[key]
    if "set" in change.model_fields_set:
        if same(old, change.set):
            return False
        merged.forget(path)
        parent[key] = resolver.mount(change.set, (doc, (*at, "set")), path)
        return True
    if isinstance(old, list):
        below: Path_ = (*path, len(old))
        new = resolver.mount(change.add, (doc, (*at, "add")), below)
        if new in ({}, None):
            return False
        old.append(new)
        return True
    if isinstance(old, dict) and isinstance(change.add, dict):
        fresh = {name: one for name, one in change.add.items() if name not in old}
        for name, one in fresh.items():
            old[name] = resolver.mount(one, (doc, (*at, "add", name)), (*path, name))
        # A key that is already there must be changed with `set`, never overwritten by the way.
        return bool(fresh) and len(fresh) == len(change.add)
    return False


def same(old: Any, new: Any) -> bool:
    """Whether two raw values are the same; true is not 1."""
    if type(old) is bool or type(new) is bool:
        return old is new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[k], new[k]) for k in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(same(a, b) for a, b in zip(old, new, strict=True))
    return bool(old == new)


def _dotted(at: str | list[str]) -> str:
    return at if isinstance(at, str) else ".".join(at)


def _at(tree: Any, path: Path_) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def _parts(at: str | list[str], tree: Tree) -> list[str]:
    """The parts of a path; in dotted text ids may hold dots, so the longest name that fits is taken."""
    if isinstance(at, list) or at.count(".") > _MOST_DOTS:
        return [at] if isinstance(at, str) else at
    rest, parts = at.split("."), []
    here: Path_ = ()
    while rest:
        for length in range(len(rest), 0, -1):
            step = _step(tree, here, ".".join(rest[:length]))
            if step is not None:
                here = step
                break
        else:
            length = 1
        parts.append(".".join(rest[:length]))
        rest = rest[length:]
    return parts


def _find(tree: Tree, parts: list[str], not_read: Collection[str], found_before: int) -> Path_ | str:
    """The path in the tree; else "" where the set was not read, or "?" and the nearest name."""
    here: Path_ = ()
    for part in parts:
        step = _step(tree, here, part)
        if step is None:
            if here == ("sets",) and part in not_read:
                return ""
            return f"?{did_you_mean(part, _names(_at(tree, here), here), found_before)}"
        here = step
    return here or "?"


def _step(tree: Tree, here: Path_, part: str) -> Path_ | None:
    value = _at(tree, here)
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict) and str(item.get("id")) == part:
                return (*here, index)
        if part.isascii() and part.isdigit() and len(part) < 9 and 1 <= int(part) <= len(value):
            return (*here, int(part) - 1)
        return None
    if not isinstance(value, dict):
        return None
    if part in value:
        return (*here, part)
    return next((path for id, path in _nodes(value, here) if id == part), None)


def _nodes(value: Any, here: Path_) -> Iterator[tuple[str, Path_]]:
    """Ids of all nodes below a set or node, with their paths."""
    if not isinstance(value, dict):
        return
    for name in _CHILDREN:
        items = value.get(name)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield str(item.get("id")), (*here, name, index)
                yield from _nodes(item, (*here, name, index))
    for name in ("bonus", "penalty"):
        yield from _nodes(value.get(name), (*here, name))


def _names(value: Any, here: Path_) -> list[str]:
    if isinstance(value, list):
        return [str(item["id"]) for item in value if isinstance(item, dict) and "id" in item]
    if isinstance(value, dict):
        return [*map(str, value), *(id for id, _ in _nodes(value, here))]
    return []

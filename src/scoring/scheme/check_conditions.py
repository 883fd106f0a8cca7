"""Static checks of a ladder's conditions: those that always or never hold, contradict each other, or add nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scoring.scheme.condition_space import Space, Wanted
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Ceiling, Condition, Gate, Ladder, Outside
from scoring.scheme.walk import Checker, nodes
from scoring.yaml_source import Path_

_ALWAYS = ("luôn đúng", "it always holds")
_NEVER = ("không bao giờ đúng", "it never holds")
_TOP = ("trần là bậc cao nhất", "the ceiling is the highest class")
_BY_POINTS = ("luôn đúng khi đủ điểm của bậc này", "it holds whenever the points of the class are reached")
_TOO_LOW = ("khi nó đúng thì điểm không bao giờ quá bậc này", "where it holds the points never pass this class")
_MAX_PARTS = 50
"""Longer lists are not compared part by part."""
_COVERED = ("các phần còn lại đã bao gồm phần này", "the other parts cover it")


class Finding(NamedTuple):
    """A problem of a condition before it is reported."""

    code: str
    path: Path_
    condition: Condition
    values: dict[str, str]
    second: Path_ | None = None


def walk(condition: Condition, path: Path_) -> Iterator[tuple[Condition, Path_]]:
    """A condition and all those inside it, with their paths."""
    yield condition, path
    for name in ("all", "any"):
        for index, one in enumerate(getattr(condition, name) or ()):
            yield from walk(one, (*path, name, index))
    if condition.negate is not None:
        yield from walk(condition.negate, (*path, "not"))


def condition_of(item: Gate | Ceiling | Outside) -> Condition:
    """What a gate asks, or when a ceiling or state outside applies."""
    return item.requires if isinstance(item, Gate) else item.when


def items_of(ladder: Ladder, base: Path_) -> Iterator[tuple[Any, Path_]]:
    """Gates, ceilings and states outside of the ladder at `base`, each with the path of its condition."""
    for name in ("gates", "ceilings", "outside"):
        for index, item in enumerate(getattr(ladder, name)):
            yield item, (*base, name, index, "requires" if name == "gates" else "when")


def check_conditions(check: Checker, key: str, ladder: Ladder, sets: Sequence[CriteriaSet]) -> None:
    """Problems of a ladder's conditions with the criteria sets it is used for.

    What closes a class is wrong for any set; what has no effect is told only where it has none for all of them.
    """
    base: Path_ = ("ladders", key)
    found = [list(_findings(Space(check.scheme, chosen, ladder), ladder, base)) for chosen in sets]
    useless = [{one.path for one in rows if one.code == "SC350"} for rows in found]
    for chosen, rows in zip(sets, found, strict=True):
        for one in rows:
            if one.code != "SC350" or all(one.path in paths for paths in useless):
                at = check.blamed(one.path, *_named(check, chosen, ladder, one.condition))
                check.note(one.code, at, one.values, second=one.second)


def _named(check: Checker, chosen: CriteriaSet, ladder: Ladder, condition: Condition) -> Iterator[Path_]:
    """Paths of the measures and of the maxima of nodes that a condition names."""
    paths = {node.id: path for node, path, _ in nodes(chosen, chosen.set)}
    space = Space(check.scheme, chosen, ladder)
    for one, _ in walk(condition, ()):
        if one.measure is not None:
            yield ("sets", chosen.set, "measures", one.measure)
        yield from ((*paths[id], "maximum") for id in space.node_ids(one) if id in paths)


def _useless(path: Path_, condition: Condition, why: tuple[str, str]) -> Finding:
    return Finding("SC350", path, condition, {"why": why[0], "why_en": why[1]})


def _findings(space: Space, ladder: Ladder, base: Path_) -> Iterator[Finding]:
    ids = [one.id for one in ladder.classes]
    open_items = []
    for item, path in items_of(ladder, base):
        condition = condition_of(item)
        truth = space.always(condition)
        place = ids.index(item.class_) if not isinstance(item, Outside) and item.class_ in ids else None
        if isinstance(item, Gate) and place == len(ids) - 1:
            yield Finding("SC351", (*path[:-1], "class"), condition, {"id": item.class_})
        elif isinstance(item, Gate) and truth is False and place is not None:
            yield Finding("SC328", path, condition, {"id": item.class_})
        elif isinstance(item, Ceiling) and place == 0:
            yield _useless(path, condition, _TOP)
        elif truth is True and (isinstance(item, Outside) or (isinstance(item, Ceiling) and place is not None)):
            yield Finding("SC328", path, condition, {"id": ids[0]})
        elif truth is not None:
            yield _useless(path, condition, _ALWAYS if truth else _NEVER)
        else:
            yield from _by_points(space, ladder, item, path, place)
            yield from _parts(space, condition, path)
            open_items.append((item, path, place))
    for place in range(len(ids) - 1):
        yield from _contradictions(space, ladder, base, place, open_items)


def _by_points(space: Space, ladder: Ladder, item: Any, path: Path_, place: int | None) -> Iterator[Finding]:
    """A gate that follows from the points of its class, a ceiling that holds only below it."""
    condition = condition_of(item)
    if isinstance(item, Gate) and place is not None:
        reached = _reached(space, ladder, place)
        if reached and not space.possible(*reached, (condition, False)):
            yield _useless(path, condition, _BY_POINTS)
    elif isinstance(item, Ceiling) and place:
        reached = _reached(space, ladder, place - 1)
        if reached and not space.possible(*reached, (condition, True)):
            yield _useless(path, condition, _TOO_LOW)


def _reached(space: Space, ladder: Ladder, place: int) -> list[Wanted]:
    """The points of a class are reached; nothing where they cannot be, which is reported as SC327."""
    edge = ladder.classes[place].from_
    wanted = (Condition.model_construct(total="total", at_least=edge), True)
    return [wanted] if edge is not None and space.possible(wanted, adding=True) else []


def _parts(space: Space, condition: Condition, path: Path_) -> Iterator[Finding]:
    """Parts of `all` and `any` that change nothing."""
    for one, at in walk(condition, path):
        parts = one.all or one.any or []
        if not 2 <= len(parts) <= _MAX_PARTS or space.always(one) is not None:
            continue
        every = one.all is not None
        left = list(range(len(parts)))
        for index in reversed(range(len(parts))):
            # A part of `all` is useless where it cannot fail while the others hold; of `any`, the other way round.
            others = [(parts[i], every) for i in left if i != index]
            if not space.possible((parts[index], not every), *others):
                left.remove(index)
                alone = space.always(parts[index])
                why = _COVERED if alone is None else _ALWAYS if alone else _NEVER
                yield _useless((*at, "all" if every else "any", index), parts[index], why)


def _contradictions(
    space: Space, ladder: Ladder, base: Path_, place: int, items: Sequence[tuple[Any, Path_, int | None]]
) -> Iterator[Finding]:
    """What closes a class only together: its points, its gates, ceilings below it and states outside."""
    edge: Path_ = (*base, "classes", place, "from")
    name = ("ngưỡng điểm của bậc", "the threshold of the class")
    known = [(wanted, edge, name) for wanted in _reached(space, ladder, place)]
    for item, path, its_place in items:
        gate = isinstance(item, Gate)
        if its_place is not None and (its_place != place if gate else its_place <= place):
            continue
        wanted = (condition_of(item), gate)
        if space.possible(*(one for one, *_ in known), wanted, adding=True):
            known.append((wanted, path, (f"“{item.title}”", f"“{item.title}”")))
            continue
        _, second, other = next((one for one in known if not space.possible(one[0], wanted, adding=True)), known[0])
        values = {"id": ladder.classes[place].id, "other": other[0], "other_en": other[1]}
        yield Finding("SC369", path, condition_of(item), values=values, second=second)

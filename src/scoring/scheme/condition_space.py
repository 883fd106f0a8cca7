"""Whether conditions of a ladder can hold together, over everything the criteria and measures can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scoring.numbers import Number
from scoring.scheme.criteria import CriteriaSet, Measure, Node
from scoring.scheme.domains import domain_of
from scoring.scheme.model import Condition, Ladder, LastClass, Scheme
from scoring.values import Quantity

_MAX_STEPS = 1000
_MAX_DEPTH = 100
"""Conditions that take longer, or hold more choices in each other, are taken as possible."""
_MAX_IN_ALL = 50_000
"""Nor is a ladder looked into any longer that took as many steps."""
Wanted = tuple[Condition, bool]
"""A condition, and whether it is to hold."""
_Key = tuple[str, str, bool]


class Room(NamedTuple):
    """The numbers a thing can still be: from `least` to `most`, and under `below`; None: without limit."""

    least: Number | None
    most: Number | None
    integral: bool = False
    absent: bool = False
    """Whether it may have no value; every comparison fails then."""
    below: Number | None = None

    def empty(self) -> bool:
        """Whether nothing is left."""
        if self.absent or self.least is None:
            return False
        least = -(-self.least // 1) if self.integral else self.least
        return (self.most is not None and least > self.most) or (self.below is not None and least >= self.below)

    def narrowed(self, edge: Number, up: bool, holds: bool) -> Room:
        """What is left where the value is at least `edge` (`up`) or below it.

        Args:
            holds: whether a comparison holds, which needs a value; else the opposite one fails.
        """
        absent = self.absent and not holds
        if up:
            return self._replace(least=edge if self.least is None else max(self.least, edge), absent=absent)
        return self._replace(below=edge if self.below is None else min(self.below, edge), absent=absent)


State = dict[_Key, Room | frozenset[object]]
"""What is left of each thing the conditions name: numbers, or a choice of values."""


class Space:
    """Everything that the conditions of a ladder can name in one criteria set."""

    def __init__(self, scheme: Scheme, chosen: CriteriaSet, ladder: Ladder) -> None:
        self.chosen = chosen
        self.nodes = chosen.by_id
        policies = {scheme.policies.not_applicable, *(node.not_applicable for node in chosen.nodes())}
        self._fixed = not policies & {"drop", "rescale"} and not scheme.policies.rescale_total
        """Whether maxima stay as they are whatever does not apply."""
        self._order = [one.id for one in ladder.classes]
        self._past: list[str | None] = [*self._order, *(one.id for one in ladder.outside), None]
        self._caps: dict[str, Number] = {"total": chosen.maximum, "base": chosen.maximum, "bonus": 0, "penalty": 0}
        """What a percentage of each total is taken of."""
        self._most = dict(self._caps)
        for name, extra in (("bonus", chosen.bonus), ("penalty", chosen.penalty)):
            if extra is not None:
                self._caps[name] = extra.cap
                self._most[name] = min(extra.cap, sum((one.maximum for one in extra.criteria), 0))
        if chosen.bonus is not None and chosen.bonus.above_maximum:
            self._most["total"] = chosen.maximum + self._most["bonus"]
        self._least = -self._most["penalty"] if scheme.policies.penalty_floor == "none" else 0
        self._spent, self._steps, self._adding = 0, 0, False

    def possible(self, *wanted: Wanted, adding: bool = False) -> bool:
        """Whether some agency can have all this at once; True also where it cannot be told.

        Args:
            wanted: the conditions.
            adding: whether the points of groups and totals must come from their parts.
        """
        self._spent += self._steps
        self._steps, self._adding = 0, adding
        return self._search(wanted, {})

    def always(self, condition: Condition) -> bool | None:
        """True or False where the condition's truth is the same for every agency, else None."""
        if not self.possible((condition, True)):
            return False
        return None if self.possible((condition, False)) else True

    def node_ids(self, condition: Condition) -> list[str]:
        """Ids of the nodes a condition compares."""
        if condition.criterion is not None:
            return [condition.criterion]
        wanted = condition.each or condition.some
        if wanted == "groups":
            return [group.id for group in self.chosen.groups]
        if wanted == "criteria":
            return [leaf.id for group in self.chosen.groups for leaf in group.leaves()]
        return list(wanted or ())

    def _search(self, wanted: Sequence[Wanted], state: State, depth: int = 0) -> bool:
        waiting, left = list(wanted), dict(state)
        while waiting:
            self._steps += 1
            if self._steps > _MAX_STEPS or depth > _MAX_DEPTH or self._spent > _MAX_IN_ALL:
                return True
            one, holds = waiting.pop()
            parts = one.all or one.any or self._compared(one)
            if one.negate is not None:
                waiting.append((one.negate, not holds))
            elif not parts:
                if not self._narrow(one, holds, left):
                    return False
            elif (one.all is not None or one.each is not None) == holds:
                waiting += [(part, holds) for part in parts]
            else:
                return any(self._search([*waiting, (part, holds)], left, depth + 1) for part in parts)
        return self._adds_up(left)

    def _compared(self, one: Condition) -> list[Condition]:
        """The comparisons of single nodes that `each` or `some` means."""
        ids = self.node_ids(one) if one.criterion is None else ()
        return [Condition.model_construct(criterion=id, at_least=one.at_least, below=one.below) for id in ids]

    def _narrow(self, one: Condition, holds: bool, state: State) -> bool:
        """Narrow `state` to what is left when a comparison holds or fails; whether anything is."""
        if one.last_class is not None:
            named = {*(one.last_class.any_of or ()), one.last_class.at_most, one.last_class.at_least}
            if not named <= set(self._past):
                return True
            fitting = {past for past in self._past if self._fits(one.last_class, past) is holds}
            return _choose(state, ("last", "", False), frozenset(self._past), frozenset(fitting))
        if one.finding is not None:
            return _choose(state, ("finding", one.finding, False), frozenset((True, False)), frozenset((holds,)))
        edge = one.at_least or one.below
        up = (one.at_least is not None) == holds
        if one.measure is not None:
            measure = self.chosen.measures.get(one.measure)
            return measure is None or self._measured(one, one.measure, measure, holds, state)
        if edge is None:
            return True
        name, id = "node", str(one.criterion)
        least: Number = 0
        if one.total is not None:
            name, id, most, maximum = "total", one.total, self._most[one.total], self._caps[one.total]
            least = self._least if one.total == "total" else 0
        elif id in self.nodes:
            most = maximum = self.nodes[id].maximum
        else:
            return True
        key = (name, id, edge.percent and not self._fixed)
        return _limit(state, key, Room(least, most), edge.of(maximum), up, holds)

    def _measured(self, one: Condition, id: str, measure: Measure, holds: bool, state: State) -> bool:
        key = ("measure", id, False)
        if one.equals is not None:
            if measure.type not in ("yes_no", "level"):
                return True
            values = frozenset((True, False)) if measure.type == "yes_no" else frozenset(measure.levels or ())
            wanted = frozenset((one.equals,))
            return _choose(state, key, values, values & wanted if holds else values - wanted)
        edge: Quantity | None = one.at_least or one.below
        if edge is None or measure.type in ("yes_no", "level") or (edge.value and edge.percent != measure.percent):
            return True
        domain = domain_of(self.chosen, measure)
        room = Room(domain.least, domain.most, domain.integral, self._may_be_absent(measure, set()))
        return _limit(state, key, room, edge.value, (one.at_least is not None) == holds, holds)

    def _may_be_absent(self, measure: Measure, seen: set[str]) -> bool:
        """Whether a ratio behind the measure may not apply."""
        if measure.when_zero == "not_applicable":
            return True
        fresh = [id for id in measure.inputs if id in self.chosen.measures and id not in seen]
        seen.update(fresh)
        return any(self._may_be_absent(self.chosen.measures[id], seen) for id in fresh)

    def _fits(self, wanted: LastClass, past: str | None) -> bool | None:
        """Whether the class of the period before fits; None: neither holds nor fails."""
        if past is None:
            return {"holds": True, "fails": False, "unknown": None}[wanted.without_history]
        if wanted.any_of is not None:
            return past in wanted.any_of
        if past not in self._order:
            return False
        first = 0 if wanted.at_most is None else self._order.index(wanted.at_most)
        last = len(self._order) if wanted.at_least is None else self._order.index(wanted.at_least)
        return first <= self._order.index(past) <= last

    def _adds_up(self, state: State) -> bool:
        """Whether the points wanted are no more than those the parts can still give together."""
        if not self._fixed or not self._adding:
            return True

        def most(key: _Key, limit: Number) -> Number | None:
            """The most points, at most `limit`; None where more are wanted."""
            room = state.get(key)
            if not isinstance(room, Room):
                return limit
            limit = min(limit, *(one for one in (room.most, room.below) if one is not None))
            return None if room.least is not None and room.least > limit else limit

        def of(nodes: Sequence[Node], key: _Key, limit: Number) -> Number | None:
            parts = [of(node.children, ("node", node.id, False), node.maximum) for node in nodes]
            if any(one is None for one in parts):
                return None
            total = sum((one for one in parts if one is not None), 0)
            return most(key, min(limit, total) if nodes else limit)

        base = of(self.chosen.groups, ("total", "base", False), self._most["base"])
        bonus = most(("total", "bonus", False), self._most["bonus"])
        if base is None or bonus is None:
            return False
        lost = state.get(("total", "penalty", False))
        taken = lost.least or 0 if isinstance(lost, Room) else 0
        return (
            most(("total", "total", False), max(self._least, min(base + bonus - taken, self._most["total"])))
            is not None
        )


def _choose(state: State, key: _Key, values: frozenset[object], wanted: frozenset[object]) -> bool:
    known = state.get(key, values)
    left = known & wanted if isinstance(known, frozenset) else wanted
    state[key] = left
    return bool(left)


def _limit(state: State, key: _Key, room: Room, edge: Number, up: bool, holds: bool) -> bool:
    known = state.get(key, room)
    left = (known if isinstance(known, Room) else room).narrowed(edge, up, holds)
    state[key] = left
    return not left.empty()

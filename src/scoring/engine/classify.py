"""Step 5, classification: the ladder on exact numbers, then ceilings, gates and states outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.conditions import FAILS, HOLDS, UNKNOWN, Facts, all_of
from scoring.engine.exact import reaches
from scoring.numbers import Number, normal
from scoring.scheme.model import Ceiling, Gate, Outside


@dataclass(slots=True)
class Ruling:
    """A gate, ceiling or outside state with its condition's truth and whether it changed the result."""

    item: Gate | Ceiling | Outside
    state: str
    effect: bool = False


@dataclass(slots=True)
class Classification:
    """Which classes are possible, best first, and why."""

    low: Number
    high: Number
    possible: list[str]
    outside: Outside | None = None
    possible_outside: list[str] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def certain(self) -> str | None:
        """The one class left, if there is just one and no state outside is possible."""
        if self.outside is None and not self.possible_outside and len(self.possible) == 1:
            return self.possible[0]
        return None


def classify(facts: Facts) -> Classification:
    """The classes still possible for the total, after ceilings, gates and outside states."""
    plan, total = facts.plan.compiled_ladder, facts.total
    low, high = total.low, total.high
    if facts.plan.ladder.on == "share":
        if total.maximum:
            low, high = (
                normal(Fraction(low) / total.maximum),
                normal(Fraction(high) / total.maximum),
            )
        else:
            low, high = 0, 1
    started = [
        index
        for index, (start, end) in enumerate(plan.edges)
        # With nothing applicable there is no score to place: no class may be claimed.
        if not total.maximum
        or ((start is None or reaches(high, *start)) and (end is None or not reaches(low, *end)))
    ]
    ceilings = [(Ruling(one, truth(facts)), cap) for one, truth, cap in plan.ceilings]
    gates = [(Ruling(one, truth(facts)), index) for one, truth, index in plan.gates]
    outside = [Ruling(one, truth(facts)) for one, truth in plan.outside]
    rulings = [*outside, *(one for one, _ in ceilings), *(one for one, _ in gates)]
    result = Classification(low, high, [], rulings=rulings)

    reached: set[int] = set()
    for index in started:
        tops = {index}
        for ruling, cap in ceilings:
            lowered = {max(top, cap) for top in tops}
            if ruling.state == HOLDS:
                ruling.effect = ruling.effect or lowered != tops
                tops = lowered
            elif ruling.state == UNKNOWN:
                tops |= lowered
        for top in tops:
            reached |= _settle(top, gates, len(plan.ids))
    result.possible = [plan.ids[index] for index in sorted(reached)]
    _outside(result, outside)
    return result


def _outside(result: Classification, rulings: Sequence[Ruling]) -> None:
    """The first state outside that holds; while one before it is not known, it may be that one instead."""
    for ruling in rulings:
        assert isinstance(ruling.item, Outside)
        if ruling.state == UNKNOWN:
            result.possible_outside.append(ruling.item.id)
        elif ruling.state == HOLDS:
            # Whichever it is, no class is left.
            ruling.effect = True
            result.possible = []
            if result.possible_outside:
                result.possible_outside.append(ruling.item.id)
            else:
                result.outside = ruling.item
            return


def _settle(top: int, gates: Sequence[tuple[Ruling, int]], count: int) -> set[int]:
    """Classes reached from `top` on: a class whose gate fails passes on to the next below."""
    reached: set[int] = set()
    for index in range(top, count):
        own = [gate for gate, of in gates if of == index]
        state = all_of([gate.state for gate in own])
        if state != FAILS or index == count - 1:
            reached.add(index)
        if state == HOLDS:
            break
        for gate in own:
            gate.effect = gate.effect or gate.state == FAILS
    return reached

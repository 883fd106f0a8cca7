"""Step 5, classification: the ladder, then its ceilings, gates and states outside it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN, Facts, State
from scoring.engine.conditions import all_of
from scoring.engine.exact import reaches
from scoring.engine.plan import Plan
from scoring.numbers import Number, normal
from scoring.scheme.model import Ceiling, Condition, Gate, Outside
from scoring.values import Quantity

NOTHING_APPLIES = Outside(
    id="khong-xep-loai", title="Not classifiable", when=Condition(total="total", below=Quantity(0))
)
"""Takes the place of a class where every criterion is not applicable, whatever the scheme says."""


class Ruling(Struct):
    """A gate, ceiling or outside state: its condition's state, and whether it had an effect."""

    item: Gate | Ceiling | Outside
    state: State
    effect: bool = False


class Classification(Struct, kw_only=True):
    """Which classes are possible, best first, and why."""

    low: Number
    """Points, or the share of the maximum, whichever the ladder is on; `high` likewise."""
    high: Number
    possible: list[str]
    outside: Outside | None = None
    possible_outside: list[str] = []
    rulings: list[Ruling] = []

    @property
    def certain(self) -> str | None:
        """The one class left, if there is just one and no state outside is possible."""
        if self.outside is None and not self.possible_outside and len(self.possible) == 1:
            return self.possible[0]
        return None


def classify(plan: Plan, facts: Facts) -> Classification:
    """The classes still possible for the total, after ceilings, gates and outside states."""
    ladder, total = plan.compiled_ladder, facts.total
    low, high = total.low, total.high
    if plan.ladder.on == "share":
        if total.maximum:
            low, high = (normal(Fraction(low) / total.maximum), normal(Fraction(high) / total.maximum))
        else:
            low, high = 0, 0
    started = [
        index
        for index, (start, end) in enumerate(ladder.edges)
        # With nothing applicable there is no score to place.
        if total.maximum and (start is None or reaches(high, *start)) and (end is None or not reaches(low, *end))
    ]
    ceilings = [(Ruling(one, truth(facts)), cap) for one, truth, cap in ladder.ceilings]
    gates = [(Ruling(one, truth(facts)), index) for one, truth, index in ladder.gates]
    outside = [Ruling(one, truth(facts)) for one, truth in ladder.outside]
    rulings = [*outside, *(one for one, _ in ceilings), *(one for one, _ in gates)]
    result = Classification(low=low, high=high, possible=[], rulings=rulings)

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
            reached |= _settle(top, gates, len(ladder.ids))
    result.possible = [ladder.ids[index] for index in sorted(reached)]
    _outside(result, outside)
    if not total.maximum and result.outside is None and not result.possible_outside:
        result.outside = NOTHING_APPLIES
    return result


def _outside(result: Classification, rulings: Sequence[Ruling]) -> None:
    """Set the first state outside that holds; while one before it is unknown, both are possible."""
    for ruling in rulings:
        assert isinstance(ruling.item, Outside)
        if ruling.state == UNKNOWN:
            result.possible_outside.append(ruling.item.id)
        elif ruling.state == HOLDS:
            # This one or one before it applies; either way no class does.
            ruling.effect = True
            result.possible = []
            if result.possible_outside:
                result.possible_outside.append(ruling.item.id)
            else:
                result.outside = ruling.item
            return


def _settle(top: int, gates: Sequence[tuple[Ruling, int]], count: int) -> set[int]:
    """Classes reached from `top` down: a class whose gates fail passes on to the next below."""
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

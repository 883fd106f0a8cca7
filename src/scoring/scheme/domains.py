"""The values a measure can have at all, as static checks know them without any dossier."""

from __future__ import annotations

from scoring.formulas.interface import Domain
from scoring.numbers import Number
from scoring.scheme.criteria import CriteriaSet, Measure


def least_of(chosen: CriteriaSet, measure: Measure) -> Number | None:
    """The least value a measure can have; None when it can be negative."""
    seen: set[str] = set()
    waiting = [measure]
    while waiting:
        one = waiting.pop()
        if one.days_late is not None or one.difference is not None:
            return None
        fresh = [id for id in one.inputs if id not in seen and id in chosen.measures]
        seen.update(fresh)
        waiting += [chosen.measures[id] for id in fresh]
    return 0


def most_of(chosen: CriteriaSet, measure: Measure) -> Number | None:
    """The greatest value a measure can have; None when there is no limit."""
    if measure.limit is not None and not isinstance(measure.limit, str):
        return measure.limit
    if measure.ratio is not None:
        over, under = measure.ratio
        part = chosen.measures.get(over)
        if over == under or (part is not None and part.limit == under):
            # Rounding up goes no further than the next step.
            return 1 if measure.rounding is None else None
    return None


def domain_of(chosen: CriteriaSet, measure: Measure) -> Domain:
    """The values a measure can have at all."""
    least, most = least_of(chosen, measure), most_of(chosen, measure)
    return Domain(
        least=least,
        most=most,
        integral=measure.type == "count",
        percent=measure.percent,
        yes_no=measure.type == "yes_no",
        limit=measure.limit if isinstance(measure.limit, str) else None,
    )


def can_be_zero(chosen: CriteriaSet, measure: Measure) -> bool:
    """Whether 0 is an ordinary value of a measure: of a count, a sum over records, or what is derived from them."""
    if measure.inputs:
        # The numerator of a ratio decides; a cycle is reported elsewhere.
        ids = measure.inputs[:1] if measure.ratio else measure.inputs
        return all(id in chosen.measures and not chosen.measures[id].inputs for id in ids) and all(
            can_be_zero(chosen, chosen.measures[id]) for id in ids
        )
    return measure.sum is not None or measure.type == "count"

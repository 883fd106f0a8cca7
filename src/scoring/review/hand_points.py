"""What is to be looked at again before results are published: points by hand that no fact bears, facts that lapsed."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.diagnostics import Diagnostic
from scoring.engine import Assessment
from scoring.engine.outcome import Outcome
from scoring.formulas.interface import Range
from scoring.numbers import show, signed_ends
from scoring.review.entry_data import shown_ends
from scoring.review.score_lines import final_figure
from scoring.review.state import AgencyState, State


def doubts(state: State, one: AgencyState, computed: Assessment) -> Iterator[Diagnostic]:
    """Deductions by hand whose counted fact is 0 (SC881), facts that lapsed with a new dossier (SC884), lists that are
    known to be incomplete (SC821).

    `computed`: what the engine makes of the dossier as appraised.
    """
    for id, outcome in computed.outcomes.items():
        figure, points = final_figure(state, one, id)
        low, _ = shown_ends(outcome)
        if figure is None or points is None or figure.by_facts or (points >= low and not outcome.excluded):
            continue
        if zero := _counted_as_zero(computed, outcome):
            values = {"agency": one.agency.id, "criterion": id, "entry": str(figure.seq), "measures": ", ".join(zero)}
            for end, lang in (("", "vi"), ("_en", "en")):
                values |= {f"points{end}": show(points, lang), f"computed{end}": show(low, lang)}
            if outcome.excluded:
                values |= {"computed": "không áp dụng", "computed_en": "not applicable"}
            yield Diagnostic("SC881", None, values)
    if computed.dossier.reopened:
        kinds = computed.plan.scheme.evidence_kinds
        titles = ", ".join(kinds[kind].title for kind in sorted(computed.dossier.reopened))
        yield Diagnostic("SC821", None, {"agency": one.agency.id, "kinds": titles})
    kept = [(fact.record, fact.numbers, fact.lists) for fact in one.facts_in_force]
    for fact in one.facts:
        if fact.outdated and (fact.record, fact.numbers, fact.lists) not in kept:
            yield Diagnostic("SC884", None, {"agency": one.agency.id, "entry": str(fact.seq), "reason": fact.reason})


def _counted_as_zero(computed: Assessment, outcome: Outcome) -> list[str]:
    """The measures below a leaf that are 0 (or no) and of which more would take points; by their titles or ids."""
    leaf = computed.plan.by_criterion[outcome.plan.id]
    inputs = computed.inputs(outcome)
    ranges, found = [], []
    for one in inputs:
        zero = _zeros(computed, one.id)
        found += zero
        most = 1 if isinstance(one.value, bool) else None
        ranges.append(Range(0, most) if zero and one.levels is None else one.range())
    if not found or len(inputs) != len(leaf.reads):
        return []
    if outcome.excluded:
        return found
    try:
        more, now = (leaf.bounds(*given) for given in (ranges, [one.range() for one in inputs]))
    except ArithmeticError:
        # A formula that divides by what is 0 says so itself (SC503).
        return []
    return found if signed_ends(leaf.section, *more)[0] < signed_ends(leaf.section, *now)[0] else []


def _zeros(computed: Assessment, id: str) -> list[str]:
    """The measures that a measure is derived from, or it itself, that are 0 or no."""
    measure = computed.plan.set.measures.get(id)
    if measure is None:
        return []
    if measure.inputs:
        return [name for input in measure.inputs for name in _zeros(computed, input)]
    found = computed.measured[id]
    is_zero = found.state == "known" and not isinstance(found.value, str) and not found.value
    return [measure.title or measure.declared or id] if is_zero else []

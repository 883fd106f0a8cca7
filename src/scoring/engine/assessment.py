"""From scheme and dossier to assessment: five steps in order, pure and exact, without clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from scoring.diagnostics import Diagnostic, Place
from scoring.engine.classify import Classification, classify
from scoring.engine.compile import plan_for
from scoring.engine.condition_facts import Facts, Past, State
from scoring.engine.facts import derive
from scoring.engine.finding import Finding
from scoring.engine.leaves import close, inputs_of, require_evidence, round_leaf, score_leaf, score_open
from scoring.engine.life import outside_life
from scoring.engine.measured import Case, Measured, Peer
from scoring.engine.notes import Fixed, Quoted
from scoring.engine.outcome import Outcome
from scoring.engine.plan import Plan
from scoring.engine.rollup import roll_up
from scoring.engine.selection import Rows
from scoring.engine.sums import Sum, Total
from scoring.errors import InvalidInput
from scoring.evidence.life import kinds_not_due, reports_not_due, within_life
from scoring.evidence.model import Dossier
from scoring.findings.interface import Backend
from scoring.numbers import Number, round_to, show, signed_ends
from scoring.scheme.model import Rounding, Scheme


class InputDigests(Struct, frozen=True):
    """The digests a result is tied to, and the dossier's file name."""

    scheme: str = ""
    dossier: str = ""
    file: str = ""


class Assessment(Struct, kw_only=True):
    """The result for one agency: the values of every step, each with its derivation."""

    plan: Plan
    dossier: Dossier
    as_of: date
    final: bool
    case: Case
    outcomes: dict[str, Outcome]
    sums: list[Sum]
    total: Total
    classification: Classification
    findings: list[Finding]
    facts: Facts
    history: tuple[Past, ...]
    digests: InputDigests
    diagnostics: tuple[Diagnostic, ...]
    appraised: Mapping[str, Number] = {}
    """Points people gave in place of the computed ones, as the result shows them."""

    @property
    def measured(self) -> Mapping[str, Measured]:
        """All measured values by id."""
        return self.case.measured

    def inputs(self, outcome: Outcome) -> tuple[Measured, ...]:
        """The measured values a leaf was scored from."""
        return inputs_of(outcome.plan, self.case)

    @property
    def complete(self) -> bool:
        """Whether the total and the class, or the state outside the ladder, are certain."""
        settled = self.classification.certain or self.classification.outside
        return self.total.low == self.total.high and settled is not None


def _backend() -> Backend:
    # Other backends are passed in by the caller; all conclude the same.
    from scoring.findings.native import Native

    return Native()


def _measured(
    plan: Plan,
    scheme: Scheme,
    dossier: Dossier,
    stated: Mapping[str, str],
    *,
    as_of: date,
    final: bool,
    peers: Mapping[str, Peer],
    assumed: Mapping[str, Measured],
) -> Case:
    """The dossier with all its measures; `stated`: what it says does not apply."""
    case = Case(
        dossier=within_life(scheme, dossier),
        period=dossier.period,
        as_of=as_of,
        final=final,
        closing=scheme.policies.closing,
        peers=peers,
        refused=frozenset(dossier.unverified),
        not_due=reports_not_due(scheme, dossier),
        kinds_not_due=kinds_not_due(scheme, dossier),
        not_applicable=stated,
        sources=plan.sources,
        assumed=assumed,
    )
    measure_all(plan, case)
    return case


def _stated(plan: Plan, dossier: Dossier) -> tuple[dict[str, str], list[Diagnostic]]:
    """Nodes stated not applicable and all below them, with reasons; problems where not allowed."""
    stated: dict[str, str] = {}
    refused: list[Diagnostic] = []
    if not dossier.not_applicable:
        return stated, refused
    nodes = plan.set.by_id
    for one in dossier.not_applicable:
        node = nodes.get(one.criterion)
        if node is None:
            continue
        if not node.may_be_stated():
            refused.append(Diagnostic("SC501", Place(""), {"criterion": node.id}))
            continue
        for below in node.walk():
            stated.setdefault(below.id, one.reason)
    return stated, refused


_NOTHING: Rows = []


def measure_all(plan: Plan, case: Case) -> None:
    """Step 1 for every measure of the plan; `case` keeps the values."""
    values, rows = case.values, case.rows
    for lists in plan.lists if not case.settled else ():
        lists.take_all(case)
    for first, rest, walk, each, _ in plan.lists if case.settled else ():
        found = rows.get(first, _NOTHING)
        for kind in rest:
            found = found + rows.get(kind, _NOTHING)
        try:
            walk(found, values)
        except (KeyError, TypeError):
            values.update((id, measure(case)) for id, measure in each)
    values.update(case.assumed)
    outside = outside_life(plan, case)
    if not case.dossier.not_applicable and not outside:
        for id, take in plan.others:
            if not case.assumed or id not in case.assumed:
                values[id] = take(case)
        return
    values.update(outside)
    absent = {one.criterion: one.reason for one in case.dossier.not_applicable}
    for id in absent.keys() & plan.set.measures.keys():
        one = values[id] = Measured(id, "not_applicable", note=Quoted(absent[id]))
        one.stated = True
    measured = case.measured
    for id, take in plan.others:
        if id not in absent and id not in outside and id not in case.assumed:
            values[id] = take(case)
            if measured[id].state == "not_applicable":
                inputs = plan.set.measures[id].inputs
                measured[id].stated = any(measured[x].stated for x in inputs)


def _score_all(plan: Plan, case: Case, explanations: frozenset[str], accepted: bool) -> dict[str, Outcome]:
    """Step 2 for every leaf."""
    values = case.values
    # Quick scoring does not look at what is stated not applicable, so it serves only without that.
    plain = not case.not_applicable
    judgements = {one.criterion: one for one in case.dossier.judgements}
    outcomes: dict[str, Outcome] = {}
    for leaf in plan.leaves:
        outcome = None
        if plain:
            try:
                outcome = leaf.quick(values)
            except ArithmeticError:
                outcome = None  # score_leaf makes it an outcome in error
        if outcome is not None and not leaf.asks:
            outcomes[leaf.id] = outcome
            continue
        if plain and not leaf.asks and not case.final:
            outcome = score_open(leaf, case, judgements)
        else:
            outcome = (outcome or score_leaf(leaf, case, judgements)).copy()
            if leaf.asks:
                explained = leaf.id in explanations
                require_evidence(outcome, case.dossier.by_kind, case, explained, accepted)
            close(outcome, case)
            if outcome.scored is None:
                round_leaf(outcome)
        outcomes[leaf.id] = outcome
    return outcomes


def _claims(outcomes: Mapping[str, Outcome], dossier: Dossier, rounding: Rounding) -> Iterable[Diagnostic]:
    """A diagnostic for every claim that differs from the computed points."""
    for id, claim in dossier.claims.items():
        one = outcomes.get(id)
        if one is None or one.status == "not_applicable":
            continue
        low, high = signed_ends(one.plan.section, one.low, one.high)
        if low <= claim.points <= high:
            continue
        # Compared rounded to the scheme's step: 2.67 agrees with 8/3.
        settled = low is high
        low, claimed = (round_to(x, rounding.step, rounding.mode) for x in (low, claim.points))
        high = low if settled else round_to(high, rounding.step, rounding.mode)
        if not low <= claimed <= high:
            computed = show(low) if low == high else f"{show(low)} – {show(high)}"
            values = {"criterion": id, "claimed": show(claim.points), "computed": computed}
            yield Diagnostic("SC502", Place(""), values)


def _divided_by_zero(outcomes: Mapping[str, Outcome]) -> list[Diagnostic]:
    """A diagnostic for every leaf whose formula divides by 0: its points are not missing, they cannot be computed."""
    divided = Fixed.DIVISION_BY_ZERO
    broken = [id for id, one in outcomes.items() if one.reason is divided]
    return [Diagnostic("SC503", Place(""), {"criterion": id}) for id in broken]


def evaluate(
    scheme: Scheme,
    dossier: Dossier,
    *,
    as_of: date | None = None,
    final: bool = False,
    backend: Backend | None = None,
    history: Sequence[Past] = (),
    peers: Mapping[str, Peer] | None = None,
    digests: InputDigests | None = None,
    diagnostics: Sequence[Diagnostic] = (),
    assumed: Mapping[str, Measured] | None = None,
    concluded: tuple[list[Finding], dict[str, State]] | None = None,
) -> Assessment:
    """Evaluate one dossier by the checked scheme for its period.

    `as_of` is by default the period's last day; `final`: the period is closed, so that closing policies apply;
    `backend` derives findings, by default in pure Python; `history` has the agency's earlier results, `peers` the best
    values in its block; `digests` and `diagnostics` are recorded in the result. `assumed` are measures to take as if
    they had these values; `concluded`: what `derive` gave for the same records, where that is known.

    Raises:
        InvalidInput: the scheme has no such block.
    """
    plan = plan_for(scheme, dossier.agency.block)
    if plan is None:
        raise InvalidInput.of("SC500", block=dossier.agency.block, period=dossier.period, lived="", lived_en="")
    stated, refused = _stated(plan, dossier)
    case = _measured(
        plan,
        scheme,
        dossier,
        stated,
        as_of=as_of or dossier.period.last,
        final=final,
        peers=peers or {},
        assumed=assumed or {},
    )

    explained = frozenset(one.criterion for one in dossier.explanations)
    outcomes = _score_all(plan, case, explained, scheme.policies.explanation == "accept")
    sums, total = roll_up(plan, outcomes, stated)
    findings: list[Finding] = []
    states: dict[str, State] = {}
    if concluded is not None:
        findings, states = concluded
    elif scheme.rules:
        findings, states = derive(plan, case, backend or _backend(), history)
    facts = Facts(
        case=case,
        outcomes=outcomes,
        sums={one.id: one for one in sums},
        total=total,
        findings=states,
        history=history,
        period=dossier.period,
    )
    claims = _claims(outcomes, dossier, scheme.rounding) if dossier.claims else ()
    problems = (*diagnostics, *refused, *_divided_by_zero(outcomes), *claims)
    return Assessment(
        plan=plan,
        dossier=dossier,
        as_of=case.as_of,
        final=final,
        case=case,
        outcomes=outcomes,
        sums=sums,
        total=total,
        classification=classify(plan, facts),
        findings=findings,
        facts=facts,
        history=tuple(history),
        digests=digests or InputDigests(),
        diagnostics=problems,
    )


class PeerValue(Struct, frozen=True):
    """An agency's value of a measure scored relative to its block; None while it is open.

    `lower`: the lowest value is the best.
    """

    block: str
    measure: str
    lower: bool
    value: Number | None


def compares(scheme: Scheme, block: str) -> bool:
    """Whether the scheme scores anything relative to the block: then its dossiers depend on each other."""
    plan = plan_for(scheme, block)
    return plan is not None and any(name.startswith("best:") for leaf in plan.leaves for name in leaf.reads)


def peer_values(scheme: Scheme, dossier: Dossier, final: bool = False) -> list[PeerValue]:
    """An agency's values of every measure scored relative to the block."""
    block = dossier.agency.block
    plan = plan_for(scheme, block)
    if plan is None:
        return []
    wanted = {n.removeprefix("best:"): leaf for leaf in plan.leaves for n in leaf.reads if n.startswith("best:")}
    if not wanted:
        return []
    stated, _ = _stated(plan, dossier)
    measured = _measured(
        plan, scheme, dossier, stated, as_of=dossier.period.last, final=final, peers={}, assumed={}
    ).measured
    found = []
    for id, leaf in wanted.items():
        lower = leaf.spec.best_value() == "lower"
        value = measured[id].value
        if measured[id].state == "known" and isinstance(value, (int, Fraction)):
            found.append(PeerValue(block, id, lower, value))
        elif measured[id].state != "not_applicable" and leaf.node.id not in stated:
            found.append(PeerValue(block, id, lower, None))
    return found


def best_of(given: Iterable[PeerValue]) -> dict[str, dict[str, Peer]]:
    """The best known value per block of every measure scored relative to the block."""
    values: dict[str, dict[str, list[Number]]] = {}
    open_: dict[tuple[str, str], int] = {}
    lower: set[tuple[str, str]] = set()
    for one in given:
        if one.lower:
            lower.add((one.block, one.measure))
        if one.value is not None:
            values.setdefault(one.block, {}).setdefault(one.measure, []).append(one.value)
        else:
            open_[one.block, one.measure] = open_.get((one.block, one.measure), 0) + 1
    return {
        block: {
            id: Peer(min(found) if (block, id) in lower else max(found), len(found), open_.get((block, id), 0))
            for id, found in by_id.items()
        }
        for block, by_id in values.items()
    }


def peers_of(cases: Iterable[tuple[Scheme, Dossier]], final: bool = False) -> dict[str, dict[str, Peer]]:
    """The best values over these dossiers, which are taken one after the other."""
    return best_of(one for scheme, dossier in cases for one in peer_values(scheme, dossier, final))

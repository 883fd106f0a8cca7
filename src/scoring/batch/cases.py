"""Running worked cases against a scheme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.batch.coverage import Seen
from scoring.diagnostics import did_you_mean
from scoring.engine import Assessment, Past, Peer, evaluate
from scoring.engine.compile import plan_for
from scoring.engine.plan import Plan
from scoring.errors import InvalidInput
from scoring.evidence.fit import is_number, misfits
from scoring.evidence.model import Dossier
from scoring.evidence.worked import Case, Expected, Placed, Sweep, dossier_of
from scoring.findings.interface import Backend
from scoring.numbers import Number, show, signed_ends
from scoring.scheme.criteria import CriteriaSet, Measure, Node
from scoring.scheme.model import Scheme
from scoring.values import Period
from scoring.yaml_source import Path_


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation of a case and what came out; the texts are equal where it passed."""

    what: str
    expected: str
    got: str

    @property
    def failed(self) -> bool:
        """Whether they differ."""
        return self.expected != self.got


@dataclass(slots=True)
class Report:
    """A case that was run, with all its expectations."""

    placed: Placed
    rows: list[Difference] = field(default_factory=list)

    @property
    def failures(self) -> list[Difference]:
        """The assertions that failed."""
        return [one for one in self.rows if one.failed]


def _shown(low: Number, high: Number) -> str:
    return show(low) if low == high else f"{show(low)} – {show(high)}"


def _wanted(expected: Expected) -> str:
    return expected.status or _shown(expected.low, expected.high)


def _unknown(placed: Placed, path: Path_, name: str, known: Iterable[str]) -> InvalidInput:
    place = placed.document.place((*placed.path, *path))
    return InvalidInput.of("SC622", place, case=placed.item.name, name=name, guess=did_you_mean(name, known))


def _check_names(case: Case, placed: Placed, scheme: Scheme, chosen: CriteriaSet) -> None:
    for path, id, known in _names(case, scheme, chosen):
        if id is not None and id not in known:
            raise _unknown(placed, path, id, known)


def _names(case: Case, scheme: Scheme, chosen: CriteriaSet) -> Iterator[tuple[Path_, str | None, Collection[str]]]:
    """Every name a case uses, with its path and the names there are."""
    expect, measures = case.expect, chosen.measures
    nodes = {node.id for node in chosen.nodes()}
    yield from (((key, id), id, measures) for key in ("numbers", "peers") for id in getattr(case, key))
    for index, record in enumerate(case.evidence):
        yield ("evidence", index, "kind"), str(record.get("kind")), scheme.evidence_kinds
    for key in ("judgements", "not_applicable", "explanations"):
        for index, row in enumerate(getattr(case, key)):
            id = str(row.get("criterion"))
            if not (key == "not_applicable" and id in measures):
                yield (key, index, "criterion"), id, nodes
    yield from ((("expect", "criteria", id), id, nodes) for id in (*case.claims, *expect.criteria, *(case.only or ())))
    rules = [rule.id for rule in scheme.rules]
    yield from ((("expect", "findings"), id, rules) for id in expect.findings or ())
    block = scheme.block(case.block)
    assert block is not None
    ladder = scheme.ladders[block.ladder]
    classes, outside = [one.id for one in ladder.classes], [one.id for one in ladder.outside]
    yield from ((("expect", "class"), id, classes) for id in (expect.class_, *(expect.possible or ())))
    yield ("expect", "outside"), expect.outside, outside
    yield ("last_class",), case.last_class, (*classes, *outside)
    yield from ((("predecessors", id), class_, (*classes, *outside)) for id, class_ in case.predecessors.items())


def _plan(placed: Placed, scheme: Scheme) -> Plan:
    plan = plan_for(scheme, placed.item.block)
    if plan is None:
        raise _unknown(placed, ("block",), placed.item.block, [one.id for one in scheme.blocks])
    return plan


def run_case(placed: Placed, scheme: Scheme, period: Period, backend: Backend, seen: Seen) -> Report:
    """Evaluate a case and compare. Raises InvalidInput if it names what the scheme does not have."""
    case = placed.item
    assert isinstance(case, Case)
    plan = _plan(placed, scheme)
    _check_names(case, placed, scheme, plan.set)
    dossier = dossier_of(placed, period)
    before, states = str(period.previous), {one.id for one in plan.ladder.outside}
    history = [
        Past(before, None if id in states else id, id if id in states else None, agency=agency)
        for agency, id in (("", case.last_class), *case.predecessors.items())
        if id is not None
    ]
    peers = {id: Peer(best.value, 2) for id, best in case.peers.items()}
    result = evaluate(
        scheme, dossier, as_of=case.as_of, final=case.final, backend=backend, history=history, peers=peers
    )
    seen.result(result)
    return Report(placed, list(_compare(case, result)))


def _points_row(what: str, expected: Expected, low: Number, high: Number, status: str) -> Difference:
    return Difference(what, _wanted(expected), status if expected.status else _shown(low, high))


def _compare(case: Case, result: Assessment) -> Iterable[Difference]:
    expect = case.expect
    sums = {one.id: one for one in result.sums}
    for id, expected in expect.criteria.items():
        if id in result.outcomes:
            one = result.outcomes[id]
            low, high = signed_ends(one.plan.section, one.low, one.high)
            if one.plan.section == "penalty" and expected.low > 0:
                # Points taken away may be written without their sign.
                low, high = one.low, one.high
            yield _points_row(id, expected, low, high, one.status)
        else:
            group = sums[id]
            yield _points_row(id, expected, group.low, group.high, "not_applicable" if group.excluded else "scored")
    if expect.total is not None:
        yield _points_row("total", expect.total, result.total.low, result.total.high, "")
    found = result.classification
    if expect.class_ is not None:
        got = found.certain or " / ".join(found.possible)
        yield Difference("class", expect.class_, got if found.outside is None else found.outside.id)
    if expect.possible is not None:
        yield Difference("possible", ", ".join(expect.possible), ", ".join(found.possible))
    if expect.outside is not None:
        yield Difference("outside", expect.outside, found.outside.id if found.outside else "–")
    if expect.findings is not None:
        got_findings = sorted({one.rule.id for one in result.findings if one.certain})
        yield Difference("findings", ", ".join(sorted(set(expect.findings))) or "–", ", ".join(got_findings) or "–")


def without_evidence(scheme: Scheme, block: str) -> Scheme:
    """The scheme with no evidence asked for in a block's set: a sweep is about the formula alone."""
    chosen = scheme.sets[scheme.block(block).set]  # type: ignore[union-attr]

    def strip(node: Node) -> Node:
        update: dict[str, Any] = {"evidence": None}
        for key in ("groups", "criteria"):
            if getattr(node, key):
                update[key] = [strip(child) for child in getattr(node, key)]
        return node.model_copy(update=update)

    update: dict[str, Any] = {"groups": [strip(node) for node in chosen.groups]}
    for key in ("bonus", "penalty"):
        extra = getattr(chosen, key)
        if extra is not None:
            update[key] = extra.model_copy(update={"criteria": [strip(node) for node in extra.criteria]})
    return replace_set(scheme, chosen.model_copy(update=update))


def replace_set(scheme: Scheme, chosen: CriteriaSet, *, keep_rules: bool = False) -> Scheme:
    """The scheme with another version of one criteria set."""
    update: dict[str, Any] = {"sets": {**scheme.sets, chosen.set: chosen}}
    if not keep_rules:
        update["rules"] = []
    return scheme.model_copy(update=update)


def run_sweep(placed: Placed, scheme: Scheme, period: Period, backend: Backend, seen: Seen) -> Report:
    """Score one criterion for each value of the sweep and compare. Raises InvalidInput if it names what the scheme does
    not have.
    """
    sweep = placed.item
    assert isinstance(sweep, Sweep)
    plan = _plan(placed, scheme)
    leaf = plan.by_criterion.get(sweep.criterion)
    if leaf is None:
        raise _unknown(placed, ("criterion",), sweep.criterion, plan.by_criterion)
    for name in (sweep.measure, *sweep.numbers):
        if name not in plan.set.measures and name not in leaf.spec.reads():
            raise _unknown(placed, ("measure",), name, plan.set.measures)
    direct = set(leaf.spec.reads()) <= {sweep.measure, *sweep.numbers}
    bare = None if direct else without_evidence(scheme, sweep.block)
    report = Report(placed)
    for value, expected in sweep.values:
        inputs = {**sweep.numbers, sweep.measure: value}
        what = f"{sweep.criterion} ({sweep.measure} = {_value(value)})"
        if bare is None and value is not None:
            args = [inputs[name] for name in leaf.spec.reads()]
            scored = None
            if all(_is_of_type(plan.set.measures.get(name), inputs[name]) for name in leaf.spec.reads()):
                with suppress(ArithmeticError):  # of a formula
                    scored = leaf.score(*args).scored
            if scored is None:
                report.rows.append(Difference(what, _wanted(expected), "error"))
                continue
            seen.leaf(plan.set.set, sweep.criterion, scored.branch, zip(leaf.spec.reads(), args, strict=True))
            wanted = _sign(expected, leaf.section)
            report.rows.append(_points_row(what, wanted, scored.points, scored.points, "scored"))
            continue
        numbers = {k: {"value": v} for k, v in inputs.items() if v is not None}
        agency = {"id": sweep.sweep, "name": sweep.sweep, "block": sweep.block}
        given = {"format": 1, "agency": agency, "period": period, "complete": True, "numbers": numbers}
        dossier = Dossier.model_validate(given)
        result = evaluate(bare or scheme, dossier, backend=backend)
        one = result.outcomes[sweep.criterion]
        if one.scored is not None:
            known = [(m.id, m.value) for m in result.inputs(one) if m.state == "known"]
            seen.leaf(plan.set.set, sweep.criterion, one.scored.branch, [*known, *inputs.items()])
        report.rows.append(_points_row(what, _sign(expected, leaf.section), one.low, one.high, one.status))
    return report


def _is_of_type(measure: Measure | None, value: Any) -> bool:
    """Whether a value can be that of the measure, or where there is none, of a judgement."""
    if measure is None:
        return is_number(value) or isinstance(value, bool)
    return not {"type", "level"} & set(misfits(measure, value))


def _sign(expected: Expected, section: str) -> Expected:
    if expected.low < 0:
        return Expected(*signed_ends(section, expected.low, expected.high), expected.status)
    return expected


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return show(value, "vi", 6) if isinstance(value, (int, Fraction)) else str(value)

"""Static checks of criteria sets: sums, ids, measures, evidence kinds, leaf kinds."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.formulas.bands import Bands
from scoring.formulas.graded import Graded
from scoring.formulas.interface import Spec
from scoring.formulas.relative import Relative
from scoring.formulas.target import Target
from scoring.numbers import show, show_percent
from scoring.scheme.check_measures import (
    NUMERIC,
    check_cycles,
    check_measure,
    least_of,
    most_of,
)
from scoring.scheme.model import (
    CriteriaSet,
    Measure,
    Node,
)
from scoring.scheme.order import needed
from scoring.scheme.walk import Checker, find_text, nodes
from scoring.yaml_source import Path_

_COUNTED = ("number", "count")
_NEEDS: dict[str, tuple[str, ...]] = {
    # Points for each piece: of a share there are no pieces.
    "per_item": _COUNTED,
    "deduct": _COUNTED,
    "deduct_by_severity": _COUNTED,
    "deduct_range": _COUNTED,
    "timeliness": _COUNTED,
    "yes_no": ("yes_no",),
    "checklist": ("yes_no",),
    "graded": ("level",),
    "formula": (*NUMERIC, "yes_no"),
}


def check_set(check: Checker, key: str, chosen: CriteriaSet) -> None:
    """All problems of one criteria set."""
    base: Path_ = ("sets", key)
    _sums(check, key, chosen)
    _extras(check, key, chosen)
    found = list(nodes(chosen, key))
    check.twice("SC316", [(node.id, (*path, "id")) for node, path, _ in found])
    ids = {node.id for node, _, _ in found}
    percent = {id: measure.percent for id, measure in chosen.measures.items()}
    for node, path, _ in found:
        for index, id in enumerate(node.may_share):
            if id not in ids:
                check.unknown(
                    "SC338",
                    (*path, "may_share", index),
                    id,
                    ids,
                    what="tiêu chí",
                    what_en="criterion",
                )
        if node.evidence is not None:
            _kinds_known(check, node.evidence.required, (*path, "evidence", "required"))
            _kinds_known(check, node.evidence.any_of, (*path, "evidence", "any_of"))
        if node.spec is not None:
            _leaf(check, chosen, node, (*path, "score", node.spec.kind), percent)
    for id, measure in chosen.measures.items():
        check_measure(check, chosen, (*base, "measures", id), measure)
    check_cycles(check, base, chosen.measures)
    _one_way(check, [(node.spec, path) for node, path, _ in found])


def _one_way(check: Checker, specs: list[tuple[Spec | None, Path_]]) -> None:
    """The best of the block is the highest value of a measure or the lowest, not both."""
    first: dict[str, tuple[str, Path_]] = {}
    for spec, path in specs:
        if isinstance(spec, Relative):
            at = (*path, "score", spec.kind)
            way, before = first.setdefault(spec.of, (spec.better, at))
            if way != spec.better:
                check.note("SC360", at, second=before, id=spec.of)


def _extras(check: Checker, key: str, chosen: CriteriaSet) -> None:
    """Bonus and penalty hold criteria that score, each with a cap of its own and nothing below."""
    for section, extra in (("bonus", chosen.bonus), ("penalty", chosen.penalty)):
        path: Path_ = ("sets", key, section)
        for index, node in enumerate(extra.criteria if extra else ()):
            if node.score is None:
                check.note("SC202", (*path, "criteria", index), key="score")
        if extra is not None and extra.cap == 0 and extra.criteria:
            check.note("SC359", (*path, "cap"), cap="0")
    if chosen.penalty is not None and chosen.penalty.above_maximum:
        at = ("sets", key, "penalty", "above_maximum")
        check.note("SC201", at, at_key=True, key="above_maximum", guess="")


def read_by_leaves(chosen: CriteriaSet) -> set[str]:
    """Ids of the measures leaves and other measures read."""
    ids = {
        name.removeprefix("best:")
        for leaf in chosen.leaves()
        if leaf.spec is not None
        for name in leaf.spec.reads()
    }
    for measure in chosen.measures.values():
        ids.update(needed(measure))
    return ids


def _sums(check: Checker, key: str, chosen: CriteriaSet) -> None:
    for node, path, _ in nodes(chosen, key):
        if node.score is None:
            total = sum((child.maximum for child in node.children), 0)
            if total != node.maximum:
                check.note(
                    "SC314",
                    (*path, "maximum"),
                    id=node.id,
                    maximum=show(node.maximum),
                    sum=show(total),
                )
    total = sum((group.maximum for group in chosen.groups), 0)
    if total != chosen.maximum:
        check.note("SC315", ("sets", key, "maximum"), maximum=show(chosen.maximum), sum=show(total))


def _leaf(
    check: Checker, chosen: CriteriaSet, node: Node, path: Path_, percent: Mapping[str, bool]
) -> None:
    spec = node.spec
    assert spec is not None
    for issue in spec.issues(node.maximum, percent):
        other = None if issue.related is None else (*path, *issue.related)
        check.note(issue.code, (*path, *issue.path), issue.values, second=other)
    if isinstance(spec, Target) and spec.of == spec.target:
        check.note("SC358", (*path, "target"), second=(*path, "of"), id=spec.of)
    broken = False
    for read in spec.reads():
        if read == "judgement:":
            continue
        id = read.removeprefix("best:")
        measure = chosen.measures.get(id)
        at = find_text(check.raw(path), id, path) or path
        if measure is None:
            broken = True
            if read == id:
                check.unknown("SC317", at, id, chosen.measures)
        elif read == id:
            _fits(check, spec, measure, id, at)
    if isinstance(spec, Bands) and not broken:
        _open_below(check, chosen, spec, chosen.measures[spec.of], path)
        _reached(check, chosen, spec, path)
    most = spec.attainable(node.maximum)
    # A checklist whose parts do not add up is reported as such.
    if most < node.maximum and spec.kind != "checklist":
        check.note(
            "SC329", path, at_key=True, id=node.id, maximum=show(node.maximum), most=show(most)
        )


def _fits(check: Checker, spec: Spec, measure: Measure, id: str, at: Path_) -> None:
    accepted = _NEEDS.get(spec.kind, NUMERIC)
    if measure.type not in accepted:
        check.note("SC322", at, id=id, type=measure.type, wanted=" / ".join(accepted))
    elif isinstance(spec, Graded) and measure.levels is not None:
        own = [level.id for level in spec.levels]
        if set(own) != set(measure.levels):
            check.note("SC322", at, id=id, type=", ".join(measure.levels), wanted=", ".join(own))


def _open_below(
    check: Checker, chosen: CriteriaSet, spec: Bands, measure: Measure, path: Path_
) -> None:
    """The lowest tier must reach down to the least value the measure can have."""
    if any(tier.from_ is None for tier in spec.tiers):
        return
    index, low = min(
        ((i, tier.from_.value) for i, tier in enumerate(spec.tiers) if tier.from_ is not None),
        key=lambda one: one[1],
    )
    negative = least_of(chosen, measure) is None
    if low > 0 or negative:
        least = "−∞" if negative else "0"
        check.note("SC302", (*path, "tiers", index, "from"), low=least, high=show(low))


def _reached(check: Checker, chosen: CriteriaSet, spec: Bands, path: Path_) -> None:
    """Every tier must hold a value the measure can have."""
    measure = chosen.measures[spec.of]
    least, most = least_of(chosen, measure), most_of(chosen, measure)
    text = show_percent if measure.percent else show
    for index, tier in enumerate(spec.tiers):
        low = None if tier.from_ is None else tier.from_.value
        high = None if tier.below is None else tier.below.value
        if low is not None and high is not None and low >= high:
            continue
        first = least if low is None or (least is not None and least > low) else low
        empty = first is not None and (
            (high is not None and first >= high) or (most is not None and first > most)
        )
        if first is not None and high is not None and measure.type == "count":
            # Whole numbers only: between 2.2 and 2.8 there is none.
            empty = empty or -((-first.numerator) // first.denominator) >= high
        if empty:
            check.note(
                "SC353",
                (*path, "tiers", index),
                id=spec.of,
                low="−∞" if least is None else text(least),
                high="+∞" if most is None else text(most),
            )


def _kinds_known(check: Checker, ids: list[str], path: Path_) -> None:
    for index, id in enumerate(ids):
        if id not in check.scheme.evidence_kinds:
            check.unknown("SC320", (*path, index), id, check.scheme.evidence_kinds)

"""Static checks of criteria sets: sums, ids, measures, evidence kinds, leaf kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scoring.formulas.interface import Domain, Spec, SpecIssue
from scoring.numbers import show
from scoring.scheme.check_measures import check_cycles, check_measure, domain_of
from scoring.scheme.criteria import CriteriaSet, Measure, Node, needed
from scoring.scheme.walk import Checker, find_text, nodes
from scoring.yaml_source import Path_


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
        for id, at in check.listed(node.may_share, (*path, "may_share")):
            check.known("SC338", at, id, ids, what="tiêu chí", what_en="criterion")
        if node.evidence is not None:
            for name, listed in (("required", node.evidence.required), ("any_of", node.evidence.any_of)):
                for id, at in check.listed(listed, (*path, "evidence", name)):
                    check.known("SC320", at, id, check.scheme.evidence_kinds)
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
        better = None if spec is None else spec.best_value()
        if spec is None or better is None:
            continue
        at = (*path, "score", spec.kind)
        for read in spec.reads():
            if read.startswith("best:"):
                id = read.removeprefix("best:")
                way, before = first.setdefault(id, (better, at))
                if way != better:
                    check.note("SC360", at, second=before, id=id)


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
    specs = [leaf.spec for leaf in chosen.leaves() if leaf.spec is not None]
    ids = {name.removeprefix("best:") for spec in specs for name in spec.reads()}
    for measure in chosen.measures.values():
        ids.update(needed(measure))
    return ids


def _sums(check: Checker, key: str, chosen: CriteriaSet) -> None:
    for node, path, _ in nodes(chosen, key):
        if node.score is None:
            total = sum((child.maximum for child in node.children), 0)
            if total != node.maximum:
                check.note("SC314", (*path, "maximum"), id=node.id, maximum=show(node.maximum), sum=show(total))
    total = sum((group.maximum for group in chosen.groups), 0)
    if total != chosen.maximum:
        check.note("SC315", ("sets", key, "maximum"), maximum=show(chosen.maximum), sum=show(total))


def _leaf(check: Checker, chosen: CriteriaSet, node: Node, path: Path_, percent: Mapping[str, bool]) -> None:
    spec = node.spec
    assert spec is not None
    _issues(check, path, spec.issues(node.maximum, percent))
    domains: dict[str, Domain] = {}
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
                check.known("SC317", at, id, chosen.measures)
        elif read == id:
            _fits(check, spec, measure, id, at)
            domains[id] = domain_of(chosen, measure)
    if not broken:
        _issues(check, path, spec.domain_issues(domains))
    most = spec.attainable(node.maximum)
    if most < node.maximum and not spec.checks_its_sum:
        check.note("SC329", path, at_key=True, id=node.id, maximum=show(node.maximum), most=show(most))


def _issues(check: Checker, path: Path_, issues: Iterable[SpecIssue]) -> None:
    for issue in issues:
        other = None if issue.related is None else (*path, *issue.related)
        check.note(issue.code, (*path, *issue.path), issue.values, second=other)


def _fits(check: Checker, spec: Spec, measure: Measure, id: str, at: Path_) -> None:
    """The measure is of a type the kind reads, with the levels the kind grades."""
    if measure.type not in spec.accepts:
        check.note("SC322", at, id=id, type=measure.type, wanted=" / ".join(spec.accepts))
    elif measure.levels is not None:
        graded = [level for level, _ in spec.level_titles(id)]
        if graded and set(graded) != set(measure.levels):
            check.note("SC322", at, id=id, type=", ".join(measure.levels), wanted=", ".join(graded))

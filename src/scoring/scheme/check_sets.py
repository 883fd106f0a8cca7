"""Static checks of criteria sets: sums, ids, evidence kinds, leaf kinds; of their measures: inputs, keys, cycles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.formulas.interface import NUMERIC, Domain, Spec, SpecIssue
from scoring.numbers import Number, show
from scoring.scheme.check_sense import check_reach, check_sense
from scoring.scheme.criteria import CriteriaSet, Late, Measure, Node, Selection, SumOf, in_order, needed
from scoring.scheme.domains import domain_of
from scoring.scheme.model import EvidenceField
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
    for node, path, section in found:
        for id, at in check.listed(node.may_share, (*path, "may_share")):
            check.known("SC338", at, id, ids, what="tiêu chí", what_en="criterion")
        if node.evidence is not None:
            for name, listed in (("required", node.evidence.required), ("any_of", node.evidence.any_of)):
                for id, at in check.listed(listed, (*path, "evidence", name)):
                    check.known("SC320", at, id, check.scheme.evidence_kinds)
        if node.spec is not None:
            _leaf(check, chosen, node, path, percent)
            check_sense(check, chosen, node, path, section)
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
            elif extra is not None and node.maximum > extra.cap > 0:
                at = check.blamed((*path, "criteria", index, "maximum"), (*path, "cap"))
                check.note("SC375", at, second=(*path, "cap"), maximum=show(node.maximum), cap=show(extra.cap))
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
            inside = "criteria" if node.groups is None else "groups"
            _sum(check, "SC314", path, (inside, node.children), node.maximum, id=node.id)
    _sum(check, "SC315", ("sets", key), ("groups", chosen.groups), chosen.maximum)


def _sum(
    check: Checker, code: str, path: Path_, inside: tuple[str, Sequence[Node]], maximum: Number, **values: str
) -> None:
    """Report a maximum that is not the sum of those inside, which stand under the key given with them."""
    name, parts = inside
    total = sum((part.maximum for part in parts), 0)
    if total != maximum:
        at = check.blamed((*path, "maximum"), *((*path, name, index, "maximum") for index in range(len(parts))))
        check.note(code, at, values, maximum=show(maximum), sum=show(total))


def _leaf(check: Checker, chosen: CriteriaSet, node: Node, home: Path_, percent: Mapping[str, bool]) -> None:
    spec = node.spec
    assert spec is not None
    path: Path_ = (*home, "score", spec.kind)
    related: list[Path_] = [(*home, "maximum")]
    fine = not _issues(check, path, related, spec.issues(node.maximum, percent))
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
            fine = _fits(check, spec, measure, id, at) and fine
            domains[id] = domain_of(chosen, measure)
            related.append(("sets", chosen.set, "measures", id))
    if not broken:
        fine = not _issues(check, path, related, spec.domain_issues(node.maximum, domains)) and fine
    most = spec.attainable(node.maximum)
    if most < node.maximum and not spec.checks_its_sum:
        check.note("SC329", path, at_key=True, id=node.id, maximum=show(node.maximum), most=show(most))
    if fine and not broken:
        check_reach(check, node, home, domains, related)


def _issues(check: Checker, path: Path_, related: Sequence[Path_], issues: Iterable[SpecIssue]) -> bool:
    """Report the issues of a kind; whether there were any. `related`: paths of what else may be at fault."""
    found = list(issues)
    for issue in found:
        other = None if issue.related is None else (*path, *issue.related)
        check.note(issue.code, check.blamed((*path, *issue.path), *related), issue.values, second=other)
    return bool(found)


def _fits(check: Checker, spec: Spec, measure: Measure, id: str, at: Path_) -> bool:
    """Report a measure that is not of a type the kind reads, or has not the levels the kind grades."""
    levels = [level for level, _ in spec.level_titles(id)]
    type_, wanted = measure.type, " / ".join(spec.accepts)
    if measure.type in spec.accepts:
        if measure.levels is None or not levels or set(levels) == set(measure.levels):
            return True
        type_, wanted = ", ".join(measure.levels), ", ".join(levels)
    check.note("SC322", at, id=id, type=type_, wanted=wanted)
    return False


_PLAIN: dict[str, tuple[type, ...]] = {
    "number": (int, Decimal), "yes_no": (bool,), "choice": (str, int, Decimal),
    "text": (str, int, Decimal), "date": (str, int), "reference": (str, int, Decimal),
}  # fmt: skip
_WORDS = {
    "number": ("số", "a number"), "yes_no": ("true hoặc false", "true or false"),
    "choice": ("một lựa chọn", "a choice"), "text": ("chữ", "text"),
    "date": ("chữ", "text"), "reference": ("chữ", "text"),
}  # fmt: skip
_ONLY_FOR = {
    "when_zero": ("ratio",),
    "rounding": ("ratio",),
    "at_most": ("declared", "external"),
    "answer": ("declared", "external"),
    "levels": ("declared", "external"),
    "by": ("external",),
}


def _useful(check: Checker, path: Path_, measure: Measure) -> None:
    """Report keys that have no effect on this sort of measure."""
    for key, sources in _ONLY_FOR.items():
        idle = measure.source not in sources or (key == "levels" and measure.type != "level")
        if idle and getattr(measure, key) is not None:
            check.note("SC354", (*path, key), at_key=True, key=key, source=measure.source)


def check_measure(check: Checker, chosen: CriteriaSet, path: Path_, measure: Measure) -> None:
    """All problems of one measure except cycles."""
    for name in ("ratio", "total", "difference"):
        for id, at in check.listed(getattr(measure, name) or (), (*path, name)):
            _input(check, chosen, at, id)
    for name in ("ratio", "difference"):
        pair = getattr(measure, name)
        if pair is not None and pair[0] == pair[1]:
            check.note("SC358", (*path, name, 1), second=(*path, name, 0), id=pair[0])
    if isinstance(measure.at_most, str):
        _input(check, chosen, (*path, "at_most"), measure.at_most)
    elif measure.at_most and measure.at_most.value and measure.at_most.percent != measure.percent:
        code, meant = "SC307" if measure.percent else "SC308", measure.at_most.in_unit(measure.percent).typed()
        check.note(code, (*path, "at_most"), value=measure.at_most.typed(), meant=meant)
    if measure.due is not None:
        words = {"what": "báo cáo định kỳ", "what_en": "periodic report"}
        check.known("SC338", (*path, "due"), measure.due, check.scheme.series, **words)
    if measure.type == "level" and not measure.levels:
        check.note("SC202", path, key="levels")
    check.twice("SC310", check.listed(measure.levels or (), (*path, "levels")))
    _useful(check, path, measure)
    if measure.rounding is not None:
        step = measure.rounding.step
        if step.value <= 0 or not step.percent:
            shown = show(step.value)
            code = "SC211" if step.value <= 0 else "SC307"
            check.note(code, (*path, "rounding", "step"), value=shown, meant=f"{shown} %")
    if measure.selection is not None:
        _selection(check, measure.selection, (*path, measure.source))


def _input(check: Checker, chosen: CriteriaSet, path: Path_, id: str) -> None:
    if check.known("SC317", path, id, chosen.measures) and chosen.measures[id].type not in NUMERIC:
        check.note("SC322", path, id=id, type=chosen.measures[id].type, wanted=" / ".join(NUMERIC))


def _selection(check: Checker, selection: Selection, path: Path_) -> None:
    kinds = check.scheme.evidence_kinds
    # A kind named twice would count its records twice.
    check.twice("SC310", check.listed(selection.kinds, (*path, "kind")))
    for id, listed_at in check.listed(selection.kinds, (*path, "kind")):
        if not check.known("SC320", listed_at if isinstance(selection.kind, list) else (*path, "kind"), id, kinds):
            continue
        fields = kinds[id].fields
        for name, wanted in selection.where.items():
            at: Path_ = (*path, "where", name)
            if name not in fields:
                check.note("SC321", at, at_key=True, kind=id, field=name, guess=did_you_mean(name, fields))
            else:
                _accepted(check, wanted, fields[name], at)
        if isinstance(selection, SumOf):
            own = fields.get(selection.field)
            if own is None or own.type != "number":
                guess = "" if own else did_you_mean(selection.field, fields)
                check.note("SC321", (*path, "field"), kind=id, field=selection.field, guess=guess)
    if isinstance(selection, Late) and selection.series is not None:
        series = [one for one in check.scheme.series.values() if one.kind in selection.kinds]
        known = [occurrence.id for one in series for occurrence in one.occurrences]
        check.known("SC338", (*path, "series"), selection.series, known, what="kỳ báo cáo", what_en="occurrence")


def _accepted(check: Checker, wanted: Any, field: EvidenceField, path: Path_) -> None:
    """The values a field is compared with must be values it can have."""
    if wanted == []:
        check.note("SC347", path)
    rows = enumerate(wanted) if isinstance(wanted, list) else ((None, wanted),)
    for index, value in rows:
        at = path if index is None else (*path, index)
        if field.choices is not None:
            if isinstance(value, (dict, list)) or str(value) not in field.choices:
                given = "…" if isinstance(value, (dict, list)) else str(value)
                near = did_you_mean(given, field.choices)
                check.note("SC204", at, value=given, wanted=", ".join(field.choices), guess=near)
        elif not isinstance(value, _PLAIN[field.type]) or (isinstance(value, bool) and field.type != "yes_no"):
            words, english = _WORDS[field.type]
            check.note("SC203", at, wanted=words, wanted_en=english)


def check_cycles(check: Checker, base: Path_, measures: Mapping[str, Measure]) -> None:
    """Report measures that depend on each other in a cycle."""
    for cycle in in_order(measures)[1]:
        check.note("SC319", (*base, "measures", cycle[0]), at_key=True, cycle=" → ".join((*cycle, cycle[0])))

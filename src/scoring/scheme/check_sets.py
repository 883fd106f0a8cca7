"""Static checks of criteria sets: sums, ids, measures, evidence kinds, leaf kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.formulas.bands import Bands
from scoring.formulas.graded import Graded
from scoring.formulas.interface import Spec
from scoring.numbers import show
from scoring.scheme.model import CriteriaSet, Late, Measure, Node, Selection, SumOf
from scoring.scheme.walk import Checker, find_text, nodes
from scoring.yaml_source import Path_

_NUMERIC = ("number", "count", "percent")
_NEEDS: dict[str, tuple[str, ...]] = {
    "yes_no": ("yes_no",),
    "checklist": ("yes_no",),
    "graded": ("level",),
    "formula": (*_NUMERIC, "yes_no"),
}


def check_set(check: Checker, key: str, chosen: CriteriaSet) -> None:
    """All problems of one criteria set."""
    base: Path_ = ("sets", key)
    _sums(check, key, chosen)
    found = list(nodes(chosen, key))
    check.twice("SC316", [(node.id, (*path, "id")) for node, path, _ in found])
    ids = {node.id for node, _, _ in found}
    percent = {id: measure.percent for id, measure in chosen.measures.items()}
    for node, path, _ in found:
        for index, id in enumerate(node.may_share):
            if id not in ids:
                check.unknown("SC338", (*path, "may_share", index), id, ids,
                              what="tiêu chí", what_en="criterion")  # fmt: skip
        if node.evidence is not None:
            _kinds_known(check, node.evidence.required, (*path, "evidence", "required"))
            _kinds_known(check, node.evidence.any_of, (*path, "evidence", "any_of"))
        if node.spec is not None:
            _leaf(check, chosen, node, (*path, "score", node.spec.kind), percent)
    for id, measure in chosen.measures.items():
        _measure(check, chosen, (*base, "measures", id), measure)
    _cycles(check, base, chosen.measures)


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


def needed(measure: Measure) -> tuple[str, ...]:
    """Ids of the measures a measure is computed from or limited by."""
    limit = (measure.at_most,) if isinstance(measure.at_most, str) else ()
    return (*measure.inputs, *limit)


def _sums(check: Checker, key: str, chosen: CriteriaSet) -> None:
    for node, path, _ in nodes(chosen, key):
        if node.score is None:
            total = sum((child.maximum for child in node.children), 0)
            if total != node.maximum:
                check.note("SC314", (*path, "maximum"), id=node.id,
                           maximum=show(node.maximum), sum=show(total))  # fmt: skip
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
        _open_below(check, spec, chosen.measures[spec.of], path)
    most = spec.attainable(node.maximum)
    # A checklist whose parts do not add up is reported as such.
    if most < node.maximum and spec.kind != "checklist":
        check.note(
            "SC329", path, at_key=True, id=node.id, maximum=show(node.maximum), most=show(most)
        )


def _fits(check: Checker, spec: Spec, measure: Measure, id: str, at: Path_) -> None:
    accepted = _NEEDS.get(spec.kind, _NUMERIC)
    if measure.type not in accepted:
        check.note("SC322", at, id=id, type=measure.type, wanted=" / ".join(accepted))
    elif isinstance(spec, Graded) and measure.levels is not None:
        own = [level.id for level in spec.levels]
        if set(own) != set(measure.levels):
            check.note("SC322", at, id=id, type=", ".join(measure.levels), wanted=", ".join(own))


def _open_below(check: Checker, spec: Bands, measure: Measure, path: Path_) -> None:
    """The lowest tier must reach down to the least value the measure can have."""
    if any(tier.from_ is None for tier in spec.tiers):
        return
    index, low = min(
        ((i, tier.from_.value) for i, tier in enumerate(spec.tiers) if tier.from_ is not None),
        key=lambda one: one[1],
    )
    negative = measure.days_late is not None or measure.difference is not None
    if low > 0 or negative:
        least = "−∞" if negative else "0"
        check.note("SC302", (*path, "tiers", index, "from"), low=least, high=show(low))


def _measure(check: Checker, chosen: CriteriaSet, path: Path_, measure: Measure) -> None:
    for name in ("ratio", "total", "difference"):
        for index, id in enumerate(getattr(measure, name) or ()):
            _input(check, chosen, (*path, name, index), id)
    if isinstance(measure.at_most, str):
        _input(check, chosen, (*path, "at_most"), measure.at_most)
    if measure.type == "level" and not measure.levels:
        check.note("SC202", path, key="levels")
    selection = measure.selection
    if selection is not None:
        _selection(check, selection, (*path, measure.source))


def _input(check: Checker, chosen: CriteriaSet, path: Path_, id: str) -> None:
    other = chosen.measures.get(id)
    if other is None:
        check.unknown("SC317", path, id, chosen.measures)
    elif other.type not in _NUMERIC:
        check.note("SC322", path, id=id, type=other.type, wanted=" / ".join(_NUMERIC))


def _selection(check: Checker, selection: Selection, path: Path_) -> None:
    kinds = check.scheme.evidence_kinds
    for index, id in enumerate(selection.kinds):
        at: Path_ = (*path, "kind", index) if isinstance(selection.kind, list) else (*path, "kind")
        if id not in kinds:
            check.unknown("SC320", at, id, kinds)
            continue
        fields = kinds[id].fields
        for name, wanted in selection.where.items():
            if name not in fields:
                check.note("SC321", (*path, "where", name), at_key=True, kind=id, field=name,
                           guess="" if not fields else did_you_mean(name, fields))  # fmt: skip
            elif fields[name].choices is not None:
                _choices(check, wanted, fields[name].choices or [], (*path, "where", name))
        if isinstance(selection, SumOf):
            own = fields.get(selection.field)
            if own is None or own.type != "number":
                check.note("SC321", (*path, "field"), kind=id, field=selection.field,
                           guess="" if own else did_you_mean(selection.field, fields))  # fmt: skip
    if isinstance(selection, Late) and selection.series is not None:
        series = [one for one in check.scheme.series.values() if one.kind in selection.kinds]
        known = [occurrence.id for one in series for occurrence in one.occurrences]
        if selection.series not in known:
            check.unknown("SC338", (*path, "series"), selection.series, known,
                          what="kỳ báo cáo", what_en="occurrence")  # fmt: skip


def _choices(check: Checker, wanted: Any, choices: list[str], path: Path_) -> None:
    rows = enumerate(wanted) if isinstance(wanted, list) else ((None, wanted),)
    for index, value in rows:
        if str(value) not in choices:
            at = path if index is None else (*path, index)
            near = did_you_mean(str(value), choices)
            check.note("SC204", at, value=str(value), wanted=", ".join(choices), guess=near)


def _kinds_known(check: Checker, ids: list[str], path: Path_) -> None:
    for index, id in enumerate(ids):
        if id not in check.scheme.evidence_kinds:
            check.unknown("SC320", (*path, index), id, check.scheme.evidence_kinds)


def _cycles(check: Checker, base: Path_, measures: Mapping[str, Measure]) -> None:
    done: set[str] = set()
    for start in measures:
        for cycle in _cycle_from(start, measures, [], done):
            check.note("SC319", (*base, "measures", cycle[0]), at_key=True,
                       cycle=" → ".join((*cycle, cycle[0])))  # fmt: skip


def _cycle_from(
    id: str, measures: Mapping[str, Measure], above: list[str], done: set[str]
) -> Iterator[list[str]]:
    if id in above:
        yield above[above.index(id) :]
    elif id in measures and id not in done:
        above.append(id)
        for one in needed(measures[id]):
            yield from _cycle_from(one, measures, above, done)
        above.pop()
        done.add(id)

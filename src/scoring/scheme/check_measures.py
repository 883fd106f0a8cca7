"""Static checks of measures: inputs, evidence, keys without effect, cycles."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.formulas.interface import NUMERIC, Domain
from scoring.numbers import Number, show
from scoring.scheme.criteria import CriteriaSet, Late, Measure, Selection, SumOf, in_order
from scoring.scheme.model import EvidenceField
from scoring.scheme.walk import Checker
from scoring.yaml_source import Path_

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
    return Domain(least=least, most=most, integral=measure.type == "count", percent=measure.percent)


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
        code = "SC307" if measure.percent else "SC308"
        check.note(code, (*path, "at_most"), value=measure.at_most.shown())
    if measure.type == "level" and not measure.levels:
        check.note("SC202", path, key="levels")
    check.twice("SC310", check.listed(measure.levels or (), (*path, "levels")))
    _useful(check, path, measure)
    if measure.rounding is not None:
        step = measure.rounding.step
        if step.value <= 0 or not step.percent:
            check.note("SC211" if step.value <= 0 else "SC307", (*path, "rounding", "step"), value=show(step.value))
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

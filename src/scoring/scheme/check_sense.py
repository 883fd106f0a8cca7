"""Static checks of whether a criterion's points make sense: direction, section, and whether they differ at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from scoring.formulas.answers import Graded, PerItem, YesNo
from scoring.formulas.bands import Bands
from scoring.formulas.interface import Domain, OneInput, Spec
from scoring.formulas.judgement import Discretion
from scoring.formulas.shares import External, Proportional, Relative, Target
from scoring.numbers import Number, show
from scoring.scheme.criteria import CriteriaSet, Measure, Node
from scoring.scheme.domains import can_be_zero
from scoring.scheme.walk import Checker
from scoring.text import fold
from scoring.values import Quantity
from scoring.yaml_source import Path_

Better = Literal["higher", "lower"]
Step = tuple[Number, Path_]
"""Points for a range of values of a measure, and their path in the kind."""
_WAYS = {"higher": ("cao", "higher"), "lower": ("thấp", "lower")}
_GRADES = ("xuat sac", "gioi", "tot", "kha", "trung binh", "yeu", "kem")
"""Words in the titles of levels, best first."""


def check_sense(check: Checker, chosen: CriteriaSet, node: Node, path: Path_, section: str) -> None:
    """Problems of one leaf that follow from its section, its maximum or its measures' directions.

    Args:
        path: of the node in the scheme.
        section: tree, bonus or penalty.
    """
    spec = node.spec
    assert spec is not None
    at: Path_ = (*path, "score", spec.kind)
    if node.maximum == 0:
        check.note("SC367", (*path, "maximum"))
    if section == "penalty" and spec.takes_away:
        check.note("SC361", check.blamed(at), at_key=True, kind=spec.kind, maximum=show(node.maximum))
        return
    for id, steps, stated in _steps(spec, node.maximum):
        measure = chosen.measures.get(id)
        better = None if measure is None else _better(chosen, measure, section, stated)
        if better is not None:
            up = better == "higher"
            falls = _first_fall(steps if up != (section == "penalty") else steps[::-1])
            if falls is not None:
                way, way_en = _WAYS[better]
                others = ("sets", chosen.set, "measures", id)
                check.note("SC364", check.blamed((*at, *falls), others), id=id, way=way, way_en=way_en)
    for name, id, edge in _targets(spec):
        measure = chosen.measures.get(id)
        if (
            measure is not None
            and measure.answer == "percent"
            and measure.limit is None
            and edge.percent
            and edge.value > 1
        ):
            check.note("SC374", (*at, name), id=id, value=edge.typed())
    if isinstance(spec, Graded) and section != "penalty":
        _grades(check, spec, node.maximum, at)
    if spec.best_value() == "lower" and isinstance(spec, Relative):
        measure = chosen.measures.get(spec.of)
        if measure is not None and can_be_zero(chosen, measure):
            check.note("SC371", (*at, "better"), id=spec.of)


def check_reach(
    check: Checker, node: Node, path: Path_, domains: Mapping[str, Domain], related: Sequence[Path_]
) -> None:
    """A leaf that cannot give its maximum, or gives every agency the same points; `related`: paths of what it uses."""
    spec = node.spec
    assert spec is not None
    at: Path_ = (*path, "score", spec.kind)
    low, high = spec.reach(node.maximum, domains)
    if high < node.maximum and spec.attainable(node.maximum) >= node.maximum:
        values = {"id": node.id, "maximum": show(node.maximum), "most": show(high)}
        check.note("SC329", check.blamed(at, *related), values, at_key=True)
    if low == high and node.maximum:
        check.note("SC368", check.blamed(at, *related), at_key=True, id=node.id, points=show(low))


def _better(chosen: CriteriaSet, measure: Measure, section: str, stated: bool) -> Better | None:
    """Which values of a measure are the better ones; None where that is not said.

    Args:
        stated: whether only a `better` written in the scheme counts.
    """
    inputs = [chosen.measures[id] for id in measure.inputs if id in chosen.measures]
    for one in (measure, *inputs[:1]):
        if "better" in one.model_fields_set:
            return one.better
    # A difference is as often what is left over as what was gained; faults are counted among the penalties.
    if stated or section == "penalty" or measure.difference is not None:
        return None
    return "lower" if measure.days_late is not None else "higher"


def _steps(spec: Spec, maximum: Number) -> Iterator[tuple[str, list[Step], bool]]:
    """For each measure: the points in the order of its values, and whether only a stated direction counts."""
    rising: list[Step] = [(0, ()), (1, ())]
    if isinstance(spec, Bands):
        share = any(edge.percent for one in spec.tiers for edge in (one.from_, one.below) if edge)
        lows = [(one.from_ is not None, one.from_.in_unit(share).value if one.from_ else 0) for one in spec.tiers]
        order = sorted(range(len(lows)), key=lows.__getitem__)
        yield spec.of, [(spec.tiers[i].points.of(maximum), ("tiers", i, "points")) for i in order], False
    elif isinstance(spec, Proportional):
        ends: list[Step] = [(0, ("target",)), (1, ("target",))]
        yield spec.of, ends[::-1] if spec.target.value < spec.floor.in_unit(spec.target.percent).value else ends, False
    elif isinstance(spec, YesNo):
        yield spec.of, [(spec.no.of(maximum), ("no",)), (spec.yes.of(maximum), ("yes",))], True
    elif isinstance(spec, Relative):
        yield spec.of, rising if spec.better == "higher" else rising[::-1], True
    elif isinstance(spec, (PerItem, External, Target, Discretion)):
        yield spec.of, rising, True
    elif spec.takes_away and isinstance(spec, OneInput):
        yield spec.of, rising[::-1], True


def _targets(spec: Spec) -> Iterator[tuple[str, str, Quantity]]:
    """Key, measure and value of what has to be reached for the maximum."""
    if isinstance(spec, Proportional):
        yield "target", spec.of, spec.target
    elif isinstance(spec, Discretion):
        yield "full_at", spec.of, spec.full_at
    elif isinstance(spec, External):
        yield "scale", spec.of, spec.scale


def _first_fall(steps: Sequence[Step]) -> Path_ | None:
    """Path of the first points that are fewer than those before."""
    return next((path for (before, _), (points, path) in pairwise(steps) if points < before), None)


def _grades(check: Checker, spec: Graded, maximum: Number, at: Path_) -> None:
    """Levels whose titles are known grades get no more points than a better one; others go one way in the list."""
    points = [one.points.of(maximum) for one in spec.levels]
    ranks = [_grade(one.title) for one in spec.levels]
    rows = [(rank, n, index) for index, (rank, n) in enumerate(zip(ranks, points, strict=True)) if rank is not None]
    rows.sort(key=lambda row: (row[0], -row[1]))
    wrong = next((after[2] for before, after in pairwise(rows) if after[0] != before[0] and after[1] > before[1]), None)
    if wrong is None and len(rows) < len(points):
        signs = [(b > a) - (b < a) for a, b in pairwise(points)]
        way = next((sign for sign in signs if sign), 0)
        wrong = next((index for index, sign in enumerate(signs, 1) if sign == -way != 0), None)
    if wrong is not None:
        check.note("SC373", (*at, "levels", wrong, "points"), level=spec.levels[wrong].title)


def _grade(title: str) -> int | None:
    """The place of a level's title among the usual grades, best first."""
    words = fold(title)
    if words.startswith(("khong", "chua")):
        return len(_GRADES)
    return next((place for place, grade in enumerate(_GRADES) if f" {grade} " in f" {words} "), None)

"""Static checks of a scheme, without any dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any

from scoring.diagnostics import Diagnostic, sort
from scoring.numbers import Number, show
from scoring.personal_data import KINDS, looks_personal
from scoring.scheme import model
from scoring.scheme.check_classes import check_block, check_ladder
from scoring.scheme.check_conditions import check_conditions, condition_of, walk
from scoring.scheme.check_rules import check_rules
from scoring.scheme.check_sets import check_set, read_by_leaves
from scoring.scheme.model import Ceiling, Gate, Ladder, Outside, Scheme
from scoring.scheme.resolve import Merged
from scoring.scheme.walk import Checker, nodes, plain_values
from scoring.yaml_source import Document, Path_

# A citizen or phone number has at least nine digits; shorter texts need no closer look.


def check_scheme(scheme: Scheme, where: Document, not_read: Collection[str] = ()) -> list[Diagnostic]:
    """All static problems, errors and warnings, in reading order. `where` has the places by path in the scheme and the
    raw tree; `not_read` are criteria sets left out on purpose.
    """
    check = Checker(scheme, where, not_read)
    _ids(check)
    _fields(check)
    _blocks(check)
    for key, chosen in scheme.sets.items():
        check_set(check, key, chosen)
    for key, ladder in scheme.ladders.items():
        check_ladder(check, key, ladder)
    for block in scheme.blocks:
        if block.set in scheme.sets and block.ladder in scheme.ladders:
            check_block(check, block, scheme.sets[block.set], scheme.ladders[block.ladder])
    for key, ladder in scheme.ladders.items():
        # Each set once: blocks that share it and the ladder would only say the same again.
        used = {
            block.set: scheme.sets[block.set]
            for block in scheme.blocks
            if block.ladder == key and block.set in scheme.sets
        }
        check_conditions(check, key, ladder, list(used.values()))
    _references(check)
    _unused(check)
    _rounding(check)
    _status(check)
    check_rules(check)
    _personal(check)
    return sort(check.found)


def unconfirmed(scheme: Scheme) -> int:
    """The number of entries whose basis is a working one, not confirmed."""
    return sum(model.unconfirmed(one, scheme.status) for one, _ in _based(scheme))


def _ids(check: Checker) -> None:
    scheme = check.scheme
    for name in ("blocks", "agency_kinds", "rules", "sources"):
        check.twice("SC310", [(one.id, (name, i, "id")) for i, one in enumerate(getattr(scheme, name))])
    for key, series in scheme.series.items():
        path: Path_ = ("series", key, "occurrences")
        check.twice("SC310", [(one.id, (*path, i, "id")) for i, one in enumerate(series.occurrences)])


def _fields(check: Checker) -> None:
    """Check that fields of type choice, and only they, list choices."""
    for key, kind in check.scheme.evidence_kinds.items():
        for name, one in kind.fields.items():
            path: Path_ = ("evidence_kinds", key, "fields", name)
            if (one.type == "choice") != bool(one.choices):
                if one.type == "choice":
                    check.note("SC202", path, key="choices")
                else:
                    check.note("SC201", (*path, "choices"), at_key=True, key="choices", guess="")
            check.twice("SC310", check.listed(one.choices or (), (*path, "choices")))


def _blocks(check: Checker) -> None:
    scheme = check.scheme
    kinds = [one.id for one in scheme.agency_kinds]
    for index, block in enumerate(scheme.blocks):
        path: Path_ = ("blocks", index)
        if block.set not in check.not_read:
            words = {"block": block.id, "what": "bộ tiêu chí", "what_en": "criteria set"}
            check.known("SC332", (*path, "set"), block.set, scheme.sets, **words)
        words = {"block": block.id, "what": "thang", "what_en": "ladder"}
        check.known("SC332", (*path, "ladder"), block.ladder, scheme.ladders, **words)
        words = {"block": block.id, "what": "loại cơ quan", "what_en": "agency kind"}
        for place, kind in enumerate(block.kinds):
            check.known("SC332", (*path, "kinds", place), kind, kinds, **words)


def _references(check: Checker) -> None:
    """Ids the scheme file itself names: kinds of series, criteria of exclusions and of the ranking."""
    scheme = check.scheme
    for key, series in scheme.series.items():
        check.known("SC320", ("series", key, "kind"), series.kind, scheme.evidence_kinds)
    check.twice("SC310", check.listed(scheme.period.kinds, ("period", "kinds")))
    named = [check.listed(one.criteria, ("exclusive", i, "criteria")) for i, one in enumerate(scheme.exclusive)]
    named.append(check.listed(scheme.ranking.then_by, ("ranking", "then_by")))
    known = {node.id for chosen in scheme.sets.values() for node in chosen.nodes()}
    for ids in named:
        check.twice("SC310", ids)
        if not check.not_read:
            for id, path in ids:
                check.known("SC338", path, id, known, what="tiêu chí", what_en="criterion")
    _contradictions(check)


def _contradictions(check: Checker) -> None:
    """Report criteria that exclude each other's documents and are also allowed to share them."""
    for key, chosen in check.scheme.sets.items():
        for node, path, _ in nodes(chosen, key):
            for place, other in enumerate(node.may_share):
                for index, one in enumerate(check.scheme.exclusive):
                    if node.id in one.criteria and other in one.criteria:
                        at = (*path, "may_share", place)
                        check.note("SC355", at, second=("exclusive", index), criterion=node.id, other=other)


def _conditions(ladder: Ladder) -> Iterator[Any]:
    items: tuple[Gate | Ceiling | Outside, ...] = (*ladder.gates, *ladder.ceilings, *ladder.outside)
    for item in items:
        for one, _ in walk(condition_of(item), ()):
            yield one


def _unused(check: Checker) -> None:
    scheme = check.scheme
    # A block of another time keeps its set and ladder in use.
    home = where.home.data if isinstance(where := check.where, Merged) else where.data
    written = set(_texts(home.get("blocks") if isinstance(home, dict) else None))
    used_sets = {block.set for block in scheme.blocks}
    for key, chosen in scheme.sets.items():
        if key not in used_sets:
            continue
        ladders = [scheme.ladders.get(b.ladder) for b in scheme.blocks if b.set == key]
        read = read_by_leaves(chosen)
        read.update(c.measure for one in ladders if one for c in _conditions(one) if c.measure)
        for id in chosen.measures:
            # Read under a misspelled name, which has been reported with this id as what was meant.
            if id not in read and not any(f"“{id}”" in f"“{one.values.get('guess')}”" for one in check.found):
                check.note("SC318", ("sets", key, "measures", id), at_key=True, id=id)
    for key in scheme.ladders:
        if key not in written and all(block.ladder != key for block in scheme.blocks):
            check.note("SC333", ("ladders", key), at_key=True, id=key, what="thang", what_en="ladder")
    if check.not_read:
        return
    for key in scheme.sets:
        if key not in used_sets and key not in written:
            check.note("SC333", ("sets", key, "set"), id=key, what="bộ tiêu chí", what_en="criteria set")
    used_kinds = _kinds_used(scheme)
    words = {"what": "loại minh chứng", "what_en": "evidence kind"}
    for key in scheme.evidence_kinds:
        if key not in used_kinds:
            check.note("SC333", ("evidence_kinds", key), words, at_key=True, id=key)


def _kinds_used(scheme: Scheme) -> set[str]:
    used = {series.kind for series in scheme.series.values()}
    for chosen in scheme.sets.values():
        for measure in chosen.measures.values():
            if measure.selection is not None:
                used.update(measure.selection.kinds)
        for node in chosen.nodes():
            if node.evidence is not None:
                used.update((*node.evidence.required, *node.evidence.any_of))
    for rule in scheme.rules:
        used.update(_texts(rule.when.all))
    return used


def _texts(value: Any) -> Iterator[str]:
    return (one for one, _ in plain_values(value) if isinstance(one, str))


def _rounding(check: Checker) -> None:
    """Rounding must keep every maximum, and points rounded at the criterion must not be multiplied afterwards."""
    scheme = check.scheme
    if scheme.rounding.step == 0:
        check.note("SC211", ("rounding", "step"), value="0")
    else:
        _on_the_grid(check)
    if scheme.rounding.at != "criterion":
        return
    at: Path_ = ("rounding", "at")
    policies = scheme.policies
    if policies.rescale_total:
        check.note("SC334", at, second=("policies", "rescale_total"), what="rescale_total")
    if policies.not_applicable == "rescale":
        check.note("SC334", at, second=("policies", "not_applicable"), what="not_applicable: rescale")
    for key, chosen in scheme.sets.items():
        for node, path, _ in nodes(chosen, key):
            if node.not_applicable == "rescale":
                check.note("SC334", at, second=(*path, "not_applicable"), what=f"{node.id}: rescale")


def _on_the_grid(check: Checker) -> None:
    """The maximum of whatever is rounded is a multiple of the step."""
    rounding = check.scheme.rounding
    for key, chosen in check.scheme.sets.items():
        base: Path_ = ("sets", key)
        rounded: list[tuple[str, Number, Path_]] = [(chosen.set, chosen.maximum, base)]
        if rounding.at == "criterion":
            rounded = [(one.id, one.maximum, path) for one, path, _ in nodes(chosen, key) if one.score]
        elif rounding.at == "group":
            rounded = [(one.id, one.maximum, (*base, "groups", i)) for i, one in enumerate(chosen.groups)]
        for id, maximum, path in rounded:
            if Fraction(maximum) % rounding.step:
                values = {"id": id, "maximum": show(maximum), "step": show(rounding.step)}
                check.note("SC357", (*path, "maximum"), values, second=("rounding", "step"))


def _based(scheme: Scheme) -> Iterator[tuple[Any, Path_]]:
    """All entries that have a basis of their own, with their paths."""
    for key, chosen in scheme.sets.items():
        yield chosen, ("sets", key)
        for node, path, _ in nodes(chosen, key):
            yield node, path
        for name in ("bonus", "penalty"):
            extra = getattr(chosen, name)
            if extra is not None:
                yield extra, ("sets", key, name)
    for key, ladder in scheme.ladders.items():
        for name in ("classes", "gates", "ceilings", "outside"):
            for index, one in enumerate(getattr(ladder, name)):
                yield one, ("ladders", key, name, index)
    for index, rule in enumerate(scheme.rules):
        yield rule, ("rules", index)
    if (life := scheme.policies.agency_life) != model.AgencyLife():
        yield life, ("policies", "agency_life")


def _status(check: Checker) -> None:
    scheme = check.scheme
    if scheme.status == "working":
        if scheme.banner is None:
            check.note("SC336", ("status",))
        return
    for one, path in _based(scheme):
        id = getattr(one, "id", None) or getattr(one, "set", None) or str(path[-1])
        if one.basis == "working":
            check.note("SC335", (*path, "basis"), id=id, why="còn là bản làm việc", why_en="is a working copy")
        elif one.clause is None and (getattr(one, "score", None) is not None or path[0] != "sets"):
            check.note("SC335", path, id=id, why="chưa ghi căn cứ", why_en="has no clause")


def _personal(check: Checker) -> None:
    """Report texts that look like a citizen's data."""
    for value, path in plain_values(check.where.data):
        if isinstance(value, str):
            for kind, text in looks_personal(value):
                what, english = KINDS[kind]
                check.note("SC337", path, what=what, what_en=english, text=text)

"""What of a scheme is one inner unit's: its criteria, the numbers they need, and the papers it hands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from scoring.scheme.criteria import CriteriaSet, Extra, Measure, Node
from scoring.scheme.model import Policies, Scheme
from scoring.scheme.units import Sort, Suppliers, Unit, needs, read_measures


class UnitShare(Struct, frozen=True, kw_only=True):
    """A scheme cut down to one unit."""

    unit: Unit
    focal: Unit | None
    """The unit that puts the parts of all units together."""
    scheme: Scheme
    """Only the unit's criteria, the measures they read, and the kinds of evidence they need or the unit hands in. It
    has no conditions of classes: a unit has no class."""
    set: CriteriaSet
    """Of the cut scheme."""
    numbers: frozenset[str]
    """The declared and outside numbers the unit supplies."""
    kinds: frozenset[str]
    """The kinds of evidence the unit hands in."""
    others: Mapping[str, Unit | None]
    """Numbers its criteria need that another unit supplies, or nobody: measure id → unit."""
    other_kinds: Mapping[str, Unit | None]
    """The same of kinds of evidence."""


def share_of(scheme: Scheme, suppliers: Suppliers, unit: str) -> UnitShare:
    """What of a scheme is a unit's, which the suppliers know."""
    whole = suppliers.set
    leaves = frozenset(suppliers.supplied(unit, "criteria"))
    numbers, kinds = (frozenset(suppliers.supplied(unit, sort)) for sort in ("measures", "evidence"))
    own = [needs(whole, leaf) for leaf in whole.leaves() if leaf.id in leaves]
    read = {id for leaf in whole.leaves() if leaf.id in leaves for id in read_measures(whole, leaf)}
    measures = _measures(whole, read | numbers)
    wanted = kinds | {id for one in own for id in one.evidence}
    wanted |= {kind for one in measures.values() if one.selection for kind in one.selection.kinds}
    series = {one.due or (one.days_late and one.days_late.series) for one in measures.values()}
    kept_series = {id: one for id, one in scheme.series.items() if one.kind in wanted or id in series}
    wanted |= {one.kind for one in kept_series.values()}
    groups = [kept for one in whole.groups if (kept := _cut(one, leaves)) is not None]
    chosen = whole.model_copy(
        update={
            "maximum": sum(one.maximum for one in groups),
            "measures": measures,
            "groups": groups,
            "bonus": _cut_extra(whole.bonus, leaves),
            "penalty": _cut_extra(whole.penalty, leaves),
        }
    )
    bare: dict[str, list[object]] = {"gates": [], "ceilings": [], "outside": []}
    cut = scheme.model_copy(
        update={
            "sets": {whole.set: chosen},
            "evidence_kinds": {id: one for id, one in scheme.evidence_kinds.items() if id in wanted},
            "series": kept_series,
            "exclusive": [],
            "rules": [],
            "ladders": {id: one.model_copy(update=bare) for id, one in scheme.ladders.items()},
            "policies": _policies(scheme.policies),
        }
    )
    asked = [id for id, one in measures.items() if one.source in ("declared", "external")]

    def supplier(sort: Sort, id: str) -> Unit | None:
        found = suppliers.of(sort, id)
        return suppliers.units[found.unit] if found else None

    return UnitShare(
        unit=suppliers.units[unit],
        focal=next((one for one in suppliers.units.values() if one.focal), None),
        scheme=cut,
        set=chosen,
        numbers=numbers,
        kinds=kinds,
        others={id: supplier("measures", id) for id in asked if id not in numbers},
        other_kinds={id: supplier("evidence", id) for id in cut.evidence_kinds if id not in kinds},
    )


def _policies(given: Policies) -> Policies:
    """The same policies; the sum of a part is never re-scaled to the maximum of a whole."""
    return given.model_copy(update={"rescale_total": False})


def _measures(whole: CriteriaSet, ids: Collection[str]) -> dict[str, Measure]:
    """These measures; where one is limited by another that is not among them, without that limit."""
    return {
        id: one.model_copy(update={"at_most": None}) if isinstance(one.limit, str) and one.limit not in ids else one
        for id, one in whole.measures.items()
        if id in ids
    }


def _cut(node: Node, leaves: Collection[str]) -> Node | None:
    """The node with only these leaves below it, worth what they are worth; None where there is none."""
    if node.score is not None:
        return node if node.id in leaves else None
    children = [kept for one in node.children if (kept := _cut(one, leaves)) is not None]
    if not children:
        return None
    key = "groups" if node.groups is not None else "criteria"
    return node.model_copy(update={key: children, "maximum": sum(one.maximum for one in children)})


def _cut_extra(extra: Extra | None, leaves: Collection[str]) -> Extra | None:
    found = [one for one in extra.criteria if one.id in leaves] if extra else []
    return extra.model_copy(update={"criteria": found}) if extra and found else None

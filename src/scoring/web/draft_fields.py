"""What every path of a draft takes, by a scheme and a block."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.engine.compile import plan_for
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import EvidenceField, Scheme
from scoring.web.fields import CITES, DAY, KEPT, POINTS, TEXT, YES_NO, Kind
from scoring.workbook import layout

OWN = "-"
"""Stands in the path of a text of the agency itself where a unit's id stands otherwise."""
Values = Mapping[str, str]
"""What is filled in, by path."""


class Fields:
    """What every path of a draft takes, by a scheme and a block."""

    def __init__(self, scheme: Scheme, block: str) -> None:
        self.scheme = scheme
        found = scheme.block(block)
        assert found is not None
        self.block = found
        self.set: CriteriaSet = layout.criteria_set(scheme, block)
        self.rows = layout.rows(scheme, block)
        self.answers = {one.id: one for one in self.rows if one.role == "measure" and one.declarable}
        self.nodes = {one.id: one for one in self.rows if one.role in {"group", "criterion"}}
        self.judged = {one.id for one in self.rows if one.role == "judgement"}
        self.kinds = layout.kind_labels(scheme)
        plan = plan_for(scheme, block)
        assert plan is not None
        self.plan = plan

    def kind(self, path: str, values: Values) -> Kind | None:
        """What the field at a path takes; None where a draft has no such field."""
        match path.split("/"):
            case ["numbers", _, "note" | "evidence"]:
                return TEXT
            case ["numbers", id, "value"]:
                return self._answer(id) if id in self.answers else KEPT
            case ["claims", id, name] if id in self.nodes and self.nodes[id].role == "criterion":
                return {"points": POINTS, "note": TEXT}.get(name)
            case ["not_applicable", id, "reason"] if id in self.nodes or id in self.answers:
                return TEXT
            case ["explanations", id, "text"] if id in self.nodes:
                return TEXT
            case ["judgements", id, name] if id in self.judged:
                return {"points": POINTS, "reason": TEXT, "document": TEXT, "by": KEPT}.get(name)
            case ["evidence", id, *name] if id:
                return self._record("/".join(name), values.get(f"evidence/{id}/kind", ""))
            case ["complete", id, "listed"] if id in self.kinds:
                return Kind(sort="yes_no", choices=YES_NO)
            case ["note", "dossier", "text"] | ["difficulties" | "next_tasks", _, "text"]:
                return TEXT
            case ["agency", "dossier", "kind"] if len(self.block.kinds) > 1:
                kinds = {one.id: one.title for one in self.scheme.agency_kinds}
                return Kind(sort="choice", choices={one: kinds.get(one, one) for one in self.block.kinds})
            case ["provenance", "dossier", "sources"]:
                return KEPT
        return None

    def _answer(self, id: str) -> Kind:
        sort = self.answers[id].answer or "text"
        if sort == "level":
            return Kind(sort=sort, choices=layout.level_labels(self.set, id))
        return Kind(sort=sort, choices=YES_NO if sort == "yes_no" else None)

    def _record(self, name: str, kind: str) -> Kind | None:
        if name == "kind":
            return Kind(sort="choice", choices=self.kinds)
        if name == "date":
            return DAY
        if name == "occurrence":
            return Kind(sort="choice", choices=layout.occurrence_labels(self.scheme))
        if name == "cites":
            return CITES
        if name in {"title", "number", "issuer", "criteria", "outside_period", "note", "shared_with", "deleted"}:
            return TEXT
        if name in {"file", "path", "sha256"}:
            return KEPT
        known = self.scheme.evidence_kinds.get(kind)
        found = known.fields.get(name.removeprefix("fields/")) if known and name.startswith("fields/") else None
        return self._field(found) if found is not None else None

    def _field(self, field: EvidenceField) -> Kind:
        if field.choices:
            return Kind(sort="choice", choices=layout.choice_labels(self.scheme, field))
        found = {"date": "day"}.get(field.type, field.type)
        return Kind(sort=found, choices=YES_NO if found == "yes_no" else None)


_made: dict[tuple[str, str], Fields] = {}


def fields_of(loaded: LoadedScheme, block: str) -> Fields:
    """What the paths of a draft take; made once for each block of a scheme."""
    key = (loaded.digest, block)
    if key not in _made:
        _made[key] = Fields(loaded.scheme, block)
    return _made[key]

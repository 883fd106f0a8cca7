"""The result contract: an assessment as canonical JSON that explains itself without the scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scoring import __version__
from scoring.diagnostics import to_json as diagnostic_json
from scoring.engine.outcome import Modifier, Outcome
from scoring.engine.plan import Plan
from scoring.engine.result_class import classification
from scoring.engine.rollup import ExtraSum
from scoring.evidence.model import Dossier, Record
from scoring.fields import plain
from scoring.numbers import Number, exact_text, points_text
from scoring.scheme import model
from scoring.scheme.model import Measure

if TYPE_CHECKING:
    from scoring.engine.assessment import Assessment

FORMAT = "scoring.assessment/1"


def _plain(value: Any) -> Any:
    """A fact or measured value as JSON: numbers become exact texts."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    return exact_text(value)


def _modifier(one: Modifier) -> dict[str, Any]:
    return {
        "kind": one.kind, "effect": one.effect, "text_vi": one.vi, "text_en": one.en,
        "before": None if one.before is None else exact_text(one.before),
        "after": None if one.after is None else exact_text(one.after),
    }  # fmt: skip


def _record(record: Record, kinds: Mapping[str, Any]) -> dict[str, Any]:
    kind = kinds.get(record.kind)
    return {
        "id": record.id, "kind": record.kind, "kind_title": kind.title if kind else record.kind,
        "title": record.title, "number": record.number,
        "date": str(record.date) if record.date else None, "issuer": record.issuer,
        "file": record.file.path if record.file else None,
        "sha256": record.file.sha256 if record.file else None,
    }  # fmt: skip


def _cells(dossier: Dossier) -> dict[str, Any]:
    """Where values stood in workbooks: a record by its title alone; nothing for a dossier typed as YAML."""
    if not dossier.provenance:
        return {}
    found: dict[str, str] = {}
    for source in dossier.provenance:
        for key, cell in source.cells.items():
            section, _, rest = key.partition("/")
            if section != "evidence":
                found[key] = f"{source.file}:{cell}"
            elif rest.endswith("/title"):
                found[key.removesuffix("/title")] = f"{source.file}:{cell}"
    return {"cells": found}


def unconfirmed(plan: Plan) -> int:
    """How much of what this block's result rests on is still on a working basis."""
    ladder, chosen = plan.ladder, plan.set
    extras = [one for one in (chosen.bonus, chosen.penalty) if one is not None]
    parts: list[Any] = [chosen, *chosen.nodes(), *extras, *ladder.classes, *ladder.gates]
    parts += [*ladder.ceilings, *ladder.outside, *plan.scheme.rules]
    return sum(model.unconfirmed(one, plan.scheme.status) for one in parts)


class _Writer:
    def __init__(self, result: Assessment) -> None:
        self.result = result
        self.plan = result.plan
        self.scheme = result.plan.scheme
        self.step = self.scheme.rounding.step
        self.kinds = self.scheme.evidence_kinds

    def points(self, value: Number) -> str:
        return points_text(value, self.step)

    def span(self, low: Number, high: Number) -> dict[str, str]:
        return {"certain": self.points(low), "attainable": self.points(high)}

    def measures(self) -> dict[str, Any]:
        written = {}
        declared = self.plan.set.measures
        for id, one in self.result.measured.items():
            measure = declared.get(id)
            low, high = one.ends
            row: dict[str, Any] = {
                "title": self._title(id, measure), "unit": measure.unit if measure else None,
                "type": measure.type if measure else "number",
                "source": measure.source if measure else id.partition(":")[0],
                "state": one.state, "value": _plain(one.value), "low": _plain(low),
                "high": _plain(high), "inputs": list(measure.inputs) if measure else [],
                "operator": measure.source if measure and measure.inputs else None,
                "records": [record.id for record in one.records],
                "note": {"vi": one.note[0], "en": one.note[1]} if one.note else None,
                "clause": measure.clause if measure else None,
                "by": measure.by if measure else None,
                "deadline": None,
            }  # fmt: skip
            if measure and measure.days_late:
                row["deadline"] = measure.days_late.deadline.on(self.result.case.period).isoformat()
            given = self.result.dossier.numbers.get(id)
            row["evidence"] = list(given.evidence) if given else []
            row["declared_note"] = given.note if given else None
            row["levels"] = list(one.levels) if one.levels else None
            written[id] = row
        return written

    def _title(self, id: str, measure: Measure | None) -> str:
        if measure is not None:
            return measure.title or measure.declared or measure.external or id
        sort, _, rest = id.partition(":")
        return (
            f"điểm nhận xét mục {rest}" if sort == "judgement" else f"giá trị dẫn đầu khối ({rest})"
        )

    def criterion(self, one: Outcome) -> dict[str, Any]:
        leaf, node = one.plan, one.plan.node
        dossier = self.result.dossier
        penalty = leaf.section == "penalty"
        low, high = (-one.high, -one.low) if penalty else (one.low, one.high)
        claim = dossier.claims.get(node.id)
        appraised = self.result.appraised.get(node.id)
        inputs = self.result.inputs(one)
        used = {record.id for value in inputs for record in value.records}
        for value in inputs:
            given = dossier.numbers.get(value.id)
            used |= set(given.evidence) if given else set()
        wanted = {*leaf.required, *leaf.any_of}
        evidence = [
            _record(record, self.kinds)
            for record in dossier.evidence
            if node.id in record.criteria
            or (not record.criteria and (record.kind in wanted or record.id in used))
        ]
        explained = next((x.text for x in dossier.explanations if x.criterion == node.id), None)
        scored = one.scored
        return {
            "id": node.id, "title": node.title, "clause": node.clause, "basis": node.basis,
            "note": node.note, "max": self.points(0 if penalty else node.maximum),
            "min": self.points(-node.maximum if penalty else 0), "status": one.status,
            **self.span(low, high), "claimed": self.points(claim.points) if claim else None,
            "claim_note": claim.note if claim else None,
            "appraised": None if appraised is None else self.points(appraised),
            "final": self.points(low) if low == high and not one.excluded else None,
            "section": leaf.section, "parent": leaf.parent, "excluded": one.excluded,
            "policy": leaf.policy,
            "derivation": {
                "kind": leaf.spec.kind,
                "spec": plain(leaf.spec),
                "inputs": [value.id for value in inputs],
                "points": exact_text(scored.points) if scored else None,
                "branch": scored.branch if scored else None,
                "facts": {k: _plain(v) for k, v in scored.facts.items()} if scored else {},
                "modifiers": [_modifier(m) for m in one.modifiers],
                "reason": {"vi": one.reason[0], "en": one.reason[1]} if one.reason else None,
            },
            "evidence": evidence, "required": [*leaf.required, *leaf.any_of],
            "missing_evidence": list(one.missing), "explanation": explained,
        }  # fmt: skip

    def asked_kinds(self) -> dict[str, str]:
        """Titles of the kinds of evidence that criteria ask for."""
        asked = {kind for leaf in self.plan.leaves for kind in (*leaf.required, *leaf.any_of)}
        return {kind: self.kinds[kind].title for kind in sorted(asked) if kind in self.kinds}

    def groups(self) -> list[dict[str, Any]]:
        rows = []
        for one in self.result.sums:
            plan = one.plan
            assert plan is not None
            children = [child.node.id for child in plan.children]
            rows.append({
                "id": one.id, "title": plan.node.title, "clause": plan.node.clause,
                "basis": plan.node.basis, "note": plan.node.note,
                "max": self.points(one.maximum), "declared_max": self.points(plan.node.maximum),
                **self.span(one.low, one.high), "status": self._group_status(one.excluded, one.low, one.high),
                "parent": plan.parent, "level": plan.level, "children": children,
                "modifiers": [_modifier(m) for m in one.modifiers],
            })  # fmt: skip
        return rows

    @staticmethod
    def _group_status(excluded: bool, low: Number, high: Number) -> str:
        if excluded:
            return "not_applicable"
        return "scored" if low == high else "not_declared"

    def _extra(self, title: str, one: ExtraSum, sign: int) -> dict[str, Any]:
        low, high = (one.low, one.high) if sign > 0 else (-one.high, -one.low)
        raw_low, raw_high = (
            (one.raw_low, one.raw_high) if sign > 0 else (-one.raw_high, -one.raw_low)
        )
        return {
            "title": title, **self.span(low, high), "cap": self.points(sign * one.cap),
            "raw_certain": self.points(raw_low), "raw_attainable": self.points(raw_high),
        }  # fmt: skip

    def total(self) -> dict[str, Any]:
        total, chosen = self.result.total, self.plan.set
        bonus, penalty = total.bonus, total.penalty
        return {
            **self.span(total.low, total.high), "max": self.points(total.maximum),
            "declared_max": self.points(chosen.maximum),
            "base": {**self.span(total.base_low, total.base_high), "max": self.points(total.maximum)},
            "bonus": self._extra(chosen.bonus.title, bonus, 1) if bonus and chosen.bonus else None,
            "penalty": self._extra(chosen.penalty.title, penalty, -1) if penalty and chosen.penalty else None,
            "above_maximum": bool(chosen.bonus and chosen.bonus.above_maximum),
            "modifiers": [_modifier(m) for m in total.modifiers],
        }  # fmt: skip

    def write(self) -> dict[str, Any]:
        result, scheme, plan = self.result, self.scheme, self.plan
        decision = scheme.decision
        agency = result.dossier.agency
        submitted = result.dossier.submitted
        appraisal = {} if result.appraisal is None else {"appraisal": dict(result.appraisal)}
        return {
            **appraisal,
            "format": FORMAT, "engine": {"version": __version__}, "final": result.final,
            "period": str(result.dossier.period), "as_of": result.as_of.isoformat(),
            "scheme": {
                "id": scheme.id, "title": scheme.title, "status": scheme.status,
                "banner": scheme.banner, "digest": result.pins.scheme, "set": plan.set.set,
                "set_title": plan.set.title, "block_title": plan.block.title,
                "appraised_by": plan.block.appraised_by, "ladder": plan.block.ladder,
                "unconfirmed": unconfirmed(plan),
                "decision": {
                    "number": decision.number, "date": decision.date.isoformat(),
                    "issuer": decision.issuer, "title": decision.title,
                } if decision else None,
            },
            "dossier": {
                "digest": result.pins.dossier, "file": result.pins.file,
                "submitted": submitted.isoformat() if submitted else None,
                "complete": result.dossier.complete is True, "note": result.dossier.note,
                **_cells(result.dossier),
            },
            "agency": {"id": agency.id, "name": agency.name, "block": agency.block},
            "rounding": {"at": scheme.rounding.at, "mode": scheme.rounding.mode,
                         "step": exact_text(self.step)},
            "complete": result.complete,
            "total": self.total(), "classification": classification(self.result),
            "groups": self.groups(),
            "criteria": [self.criterion(result.outcomes[leaf.node.id]) for leaf in plan.leaves],
            "measures": self.measures(),
            "evidence_kinds": self.asked_kinds(),
            "findings": [
                {
                    "id": one.rule.id, "title": one.rule.title, "clause": one.rule.clause,
                    "certain": one.certain,
                    "because": [
                        {"name": n, "ref": r, "text": vi, "text_en": en} for n, r, vi, en in one.because
                    ],
                }
                for one in result.findings
            ],
            "history": [
                {"period": p.period, "class": p.class_id, "outside": p.outside_id, "digest": p.digest}
                for p in result.history
            ],
            "peers": {
                id: {"best": exact_text(p.best), "agencies": p.agencies, "open": p.open}
                for id, p in result.case.peers.items()
            },
            "diagnostics": [diagnostic_json(one) for one in result.diagnostics],
        }  # fmt: skip


def to_json(result: Assessment) -> dict[str, Any]:
    """The assessment as plain data, ready for `scoring.json_write.canonical`."""
    return _Writer(result).write()


__all__ = ["FORMAT", "to_json", "unconfirmed"]

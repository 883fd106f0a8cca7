"""Random dossiers for a scheme: numbers at edges, records lacking fields, partial dates, open lists."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.evidence.model import Dossier, Percent
from scoring.scheme.criteria import CriteriaSet, Measure
from scoring.scheme.model import Scheme
from scoring.workbook.layout import level_labels

DAYS = ("2025-12-10", "2025-12-09", "2025-12", "2025", "2025-12-13", None, "2025-11-30")


def random_dossier(scheme: Scheme, block: str, period: str, seed: int, *, full: bool) -> Dossier:
    """One dossier; a full one leaves no number and no judgement out, and closes its lists."""
    return _Filling(scheme, block, seed, full).dossier(period)


class _Filling:
    def __init__(self, scheme: Scheme, block: str, seed: int, full: bool) -> None:
        self.scheme, self.block, self.full = scheme, block, full
        self.random = random.Random(seed)
        found = scheme.block(block)
        assert found is not None
        self.set: CriteriaSet = scheme.sets[found.set]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def dossier(self, period: str) -> Dossier:
        kinds = list(self.scheme.evidence_kinds)
        complete: Any = True
        if not self.full:
            complete = self.random.choice([True, False, kinds[:3]])
        return Dossier.model_validate({
            "format": 1, "agency": {"id": "a", "name": "Xã A", "block": self.block},
            "period": period, "scheme": self.scheme.id, "complete": complete,
            "numbers": self.numbers(), "evidence": list(self.records()), **self.statements(),
        })  # fmt: skip

    def numbers(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for id, one in self.set.measures.items():
            if one.source in ("declared", "external") and not (not self.full and self.chance(0.15)):
                found[id] = {"value": self.value(id, one, found)}
        return found

    def value(self, id: str, one: Measure, found: dict[str, Any]) -> Any:
        if one.type == "yes_no":
            return self.chance(0.8)
        if one.type == "level":
            return self.random.choice(list(level_labels(self.set, id)))
        if one.type == "percent":
            return Percent(Fraction(self.random.randint(0, 100), 100))
        most = 40
        if isinstance(one.limit, str):
            most = found.get(one.limit, {}).get("value", 20)
        elif one.limit is not None:
            most = int(one.limit)
        number: Any = self.random.choice([most, most, 0, self.random.randint(0, int(most))])
        number += 3 * self.chance(0.03)
        return Decimal(number) / 4 if one.type == "number" and self.chance(0.5) else number

    def records(self) -> Any:
        ids = [leaf.id for leaf in self.set.leaves()]
        for kind, spec in self.scheme.evidence_kinds.items():
            for index in range(self.random.choice([0, 1, 1, 1, 2, 3])):
                fields: dict[str, Any] = {}
                for name, field in spec.fields.items():
                    if self.chance(0.05):
                        continue
                    fields[name] = {
                        "choice": self.random.choice(field.choices or ["x"]),
                        "yes_no": self.chance(0.8), "number": self.random.randint(0, 5),
                    }.get(field.type, "chữ")  # fmt: skip
                series = [o.id for s in self.scheme.series.values() if s.kind == kind for o in s.occurrences]  # fmt: skip
                record = {
                    "id": f"{kind}-{index}", "kind": kind, "title": f"=1+{index}", "fields": fields,
                    "date": self.random.choice(DAYS), "criteria": self.random.choice([[], [], ids[:2]]),
                    "occurrence": self.random.choice(series) if series else None,
                }  # fmt: skip
                yield {key: value for key, value in record.items() if value is not None}

    def statements(self) -> dict[str, Any]:
        absent, explained, judged, claims = [], [], [], {}
        penalties = {one.id for one in (self.set.penalty.criteria if self.set.penalty else [])}
        for node in self.set.nodes():
            if node.may_be_not_applicable and self.chance(0.06):
                absent.append({"criterion": node.id, "reason": "không phát sinh"})
            if node.spec is None:
                continue
            if self.chance(0.3):
                explained.append({"criterion": node.id, "text": "văn bản thất lạc"})
            if self.chance(0.6):
                sign = -1 if node.id in penalties else 1
                claims[node.id] = {"points": sign * min(1, node.maximum)}
            judge = node.spec.judge()
            if judge is not None and (self.full or self.chance(0.7)):
                low, high = node.spec.judged(node.maximum)
                points = self.random.choice([low, high, Fraction(low + high) / 2])
                judged.append({"criterion": node.id, "by": judge, "points": points, "reason": "nhận xét"})
        absent += [{"criterion": id, "reason": "không có"} for id in self.set.measures if self.chance(0.03)]  # fmt: skip
        return {"not_applicable": absent, "explanations": explained, "judgements": judged, "claims": claims}

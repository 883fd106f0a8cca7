"""Small schemes and dossiers for the engine's tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scoring.engine import Assessment, evaluate
from scoring.evidence.model import Dossier
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Scheme
from scoring.values import Period

LADDER = {
    "classes": [
        {"id": "xs", "title": "Xuất sắc", "from": 90},
        {"id": "tot", "title": "Tốt", "from": 80, "below": 90},
        {"id": "kha", "title": "Khá", "from": 65, "below": 80},
        {"id": "tb", "title": "Trung bình", "below": 65},
    ]
}


def leaf(id: str, maximum: Any, score: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "title": f"Tiêu chí {id}", "maximum": maximum, "score": score, **more}


def group(id: str, maximum: Any, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "title": f"Nhóm {id}", "maximum": maximum, "criteria": list(children), **more}


def scheme(
    groups: list[dict[str, Any]],
    measures: dict[str, Any],
    *,
    maximum: Any = 100,
    ladder: dict[str, Any] | None = None,
    rounding: dict[str, Any] | None = None,
    bonus: dict[str, Any] | None = None,
    penalty: dict[str, Any] | None = None,
    **more: Any,
) -> Scheme:
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "s", "title": "Bộ tiêu chí", "maximum": maximum, "measures": measures,
        "groups": groups, "bonus": bonus, "penalty": penalty,
    })  # fmt: skip
    return Scheme.model_validate({
        "format": 1, "id": "thu", "title": "Thang điểm thử", "status": "verified",
        "rounding": rounding or {"at": "total", "mode": "half_up", "step": Decimal("0.01")},
        "blocks": [{"id": "xa", "title": "Khối xã", "set": "s", "ladder": "l"}],
        "ladders": {"l": ladder or LADDER}, "sets": {"s": chosen}, **more,
    })  # fmt: skip


def dossier(numbers: dict[str, Any] | None = None, **more: Any) -> Dossier:
    return Dossier.model_validate({
        "format": 1, "agency": {"id": "a", "name": "Xã A", "block": "xa"}, "period": Period(2025),
        "numbers": {id: {"value": value} for id, value in (numbers or {}).items()},
        "complete": True, **more,
    })  # fmt: skip


def assess(scheme_: Scheme, numbers: dict[str, Any] | None = None, **more: Any) -> Assessment:
    options = {key: more.pop(key) for key in ("final", "history", "peers", "as_of", "backend") if key in more}
    return evaluate(scheme_, dossier(numbers, **more), **options)

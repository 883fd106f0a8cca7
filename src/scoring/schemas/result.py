"""The JSON schema of a result, written by hand: the result is a contract, not a mirror of any class."""

from __future__ import annotations

from typing import Any

STATUSES = ["scored", "not_applicable", "not_declared", "pending", "refused", "error"]
STATES = ["known", "range", "not_declared", "not_applicable", "pending", "refused", "error"]

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_YES = {"type": "boolean"}
_IDS = {"type": "array", "items": _TEXT}
_POINTS = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_EXACT = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$"}
_DIGEST = {"type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$"}
_SPAN = {"certain": _POINTS, "attainable": _POINTS}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
    }


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


_BOTH = _object({"vi": _TEXT, "en": _TEXT})
_MODIFIER = _object({
    "kind": _TEXT, "effect": _YES, "text_vi": _TEXT, "text_en": _TEXT,
    "before": {"anyOf": [_EXACT, {"type": "null"}]}, "after": {"anyOf": [_EXACT, {"type": "null"}]},
})  # fmt: skip
_EXTRA = _object({
    "title": _TEXT, **_SPAN, "cap": _POINTS, "raw_certain": _POINTS, "raw_attainable": _POINTS,
})  # fmt: skip
_MARGIN = _maybe(_object({"class": _TEXT, "title": _TEXT, "points": _POINTS}))


def _scheme() -> dict[str, Any]:
    decision = _object({"number": _TEXT, "date": _TEXT, "issuer": _TEXT, "title": _TEXT})
    return _object({
        "id": _TEXT, "title": _TEXT, "status": {"enum": ["working", "verified"]}, "banner": _MAYBE,
        "digest": _DIGEST, "set": _TEXT, "set_title": _TEXT, "block_title": _TEXT, "ladder": _TEXT,
        "appraised_by": _MAYBE,
        "decision": _maybe(decision), "unconfirmed": {"type": "integer", "minimum": 0},
    })  # fmt: skip


def _classification() -> dict[str, Any]:
    step = _object({"id": _TEXT, "title": _TEXT, "clause": _MAYBE, "from": _MAYBE, "below": _MAYBE})
    reason = _object({
        "kind": {"enum": ["ladder", "gate", "ceiling", "outside"]}, "id": _TEXT, "title": _TEXT,
        "clause": _MAYBE, "class": _MAYBE, "state": {"enum": ["holds", "fails", "unknown"]},
        "effect": _YES, "details": _IDS, "details_en": _IDS,
    })  # fmt: skip
    return _object({
        "certain": _MAYBE, "possible": _IDS, "possible_outside": _IDS,
        "outside": _maybe(_object({"id": _TEXT, "title": _TEXT, "reason": _TEXT, "reason_en": _TEXT, "clause": _MAYBE})),
        "title": _MAYBE, "clause": _MAYBE, "ladder": _list(step), "on": {"enum": ["total", "share"]},
        "value": _object({"certain": _MAYBE, "attainable": _MAYBE}),
        "margins": _object({"up": _MARGIN, "down": _MARGIN}), "reasons": _list(reason),
    })  # fmt: skip


def _group() -> dict[str, Any]:
    return _object({
        "id": _TEXT, "title": _TEXT, "clause": _MAYBE, "basis": _MAYBE, "note": _MAYBE,
        "max": _POINTS, "declared_max": _POINTS, **_SPAN, "status": {"enum": STATUSES}, "parent": _MAYBE, "level": {"type": "integer", "minimum": 1},
        "children": _IDS, "modifiers": _list(_MODIFIER),
    })  # fmt: skip


def _criterion(kinds: list[str]) -> dict[str, Any]:
    derivation = _object({
        "kind": {"enum": kinds}, "spec": {"type": "object"}, "inputs": _IDS, "points": _maybe(_EXACT),
        "branch": {"type": ["integer", "string", "null"]},
        "facts": {"type": "object", "additionalProperties": {"type": ["string", "boolean", "null"]}},
        "modifiers": _list(_MODIFIER), "reason": _maybe(_BOTH),
    })  # fmt: skip
    record = _object({
        "id": _TEXT, "kind": _TEXT, "kind_title": _TEXT, "title": _TEXT, "number": _MAYBE,
        "date": _MAYBE, "issuer": _MAYBE, "file": _MAYBE, "sha256": _MAYBE,
    })  # fmt: skip
    return _object({
        "id": _TEXT, "title": _TEXT, "clause": _MAYBE, "basis": _MAYBE, "max": _POINTS, "min": _POINTS,
        "status": {"enum": STATUSES}, **_SPAN, "claimed": _maybe(_POINTS), "claim_note": _MAYBE,
        "appraised": _maybe(_POINTS), "final": _maybe(_POINTS),
        "section": {"enum": ["tree", "bonus", "penalty"]}, "parent": _MAYBE, "note": _MAYBE,
        "excluded": _YES, "policy": {"enum": ["keep", "full", "drop", "rescale"]},
        "derivation": derivation, "evidence": _list(record), "required": _IDS, "missing_evidence": _IDS,
        "explanation": _MAYBE,
    })  # fmt: skip


def _measure() -> dict[str, Any]:
    return _object({
        "title": _TEXT, "unit": _MAYBE, "type": _TEXT, "source": _TEXT, "state": {"enum": STATES},
        "value": {"type": ["string", "boolean", "null"]}, "low": {"type": ["string", "boolean", "null"]},
        "high": {"type": ["string", "boolean", "null"]}, "inputs": _IDS, "operator": _MAYBE,
        "records": _IDS, "note": _maybe(_BOTH), "clause": _MAYBE, "by": _MAYBE, "deadline": _MAYBE,
        "evidence": _IDS, "declared_note": _MAYBE, "levels": _maybe(_IDS),
    })  # fmt: skip


def result_schema(kinds: list[str]) -> dict[str, Any]:
    """The schema of ``scoring.assessment/1``; `kinds` are the leaf kinds."""
    because = _object({"name": _TEXT, "ref": _TEXT, "text": _TEXT, "text_en": _TEXT})
    total = _object({
        **_SPAN, "max": _POINTS, "declared_max": _POINTS, "above_maximum": _YES,
        "base": _object({**_SPAN, "max": _POINTS}),
        "bonus": _maybe(_EXTRA), "penalty": _maybe(_EXTRA), "modifiers": _list(_MODIFIER),
    })  # fmt: skip
    diagnostic = _object({
        "code": _TEXT, "severity": {"enum": ["error", "warning", "note"]}, "file": _TEXT,
        "line": {"type": "integer"}, "column": {"type": "integer"}, "end_column": {"type": "integer"}, "message": _TEXT,
        "hint": _TEXT, "path": _TEXT,
    }, cell=_TEXT)  # fmt: skip
    return _object({
        "format": {"const": "scoring.assessment/1"}, "engine": _object({"version": _TEXT}),
        "final": _YES, "period": _TEXT, "as_of": {"type": "string", "format": "date"},
        "scheme": _scheme(),
        "complete": _YES,
        "dossier": _object({
            "digest": _DIGEST, "file": _TEXT, "submitted": _MAYBE, "complete": _YES, "note": _MAYBE,
        }, cells={"type": "object", "additionalProperties": _TEXT}),
        "agency": _object({"id": _TEXT, "name": _TEXT, "block": _TEXT}),
        "rounding": _object({"at": _TEXT, "mode": _TEXT, "step": _EXACT}),
        "total": total, "classification": _classification(), "groups": _list(_group()),
        "criteria": _list(_criterion(kinds)),
        "measures": {"type": "object", "additionalProperties": _measure()},
        "evidence_kinds": {"type": "object", "additionalProperties": _TEXT},
        "findings": _list(_object({
            "id": _TEXT, "title": _TEXT, "clause": _MAYBE, "certain": _YES, "because": _list(because),
        })),
        "history": _list(_object({"period": _TEXT, "class": _MAYBE, "outside": _MAYBE, "digest": _TEXT})),
        "peers": {
            "type": "object",
            "additionalProperties": _object({
                "best": _EXACT, "agencies": {"type": "integer"}, "open": {"type": "integer"},
            }),
        },
        "diagnostics": _list(diagnostic),
    }, appraisal=_appraisal())  # fmt: skip


_COUNT = {"type": "integer"}
_CAUSES = {"type": "object", "additionalProperties": _POINTS}


def _appraisal() -> dict[str, Any]:
    """What a result says of its appraisal; results made before all of it was told have the first five keys only."""
    end = _maybe(
        _object(
            {
                **_SPAN,
                "class": _MAYBE,
                "possible": _IDS,
                "outside": _MAYBE,
                "possible_outside": _IDS,
            }
        )
    )
    stage = _object(
        {
            "id": _TEXT,
            "kind": _TEXT,
            "title": _TEXT,
            "deadline": {"type": "string", "format": "date"},
        }
    )
    return _object(
        {"campaign": _TEXT, "title": _TEXT, "entries": _COUNT, "head": _TEXT, "at": _TEXT},
        status=_TEXT, decision=_MAYBE, body=_maybe(_object({"id": _TEXT, "name": _TEXT})), lines=_IDS,
        stages=_list(stage),
        people={"type": "object", "additionalProperties": _object({"title": _TEXT, "role": _TEXT, "body": _MAYBE})},
        submission=_object({
            "entry": _COUNT, "at": _TEXT, "file": _TEXT, "sha256": _TEXT, "submissions": _COUNT, "returned": _COUNT,
        }),
        totals=_object({
            "claims": _object({"points": _POINTS, "given": _COUNT, "of": _COUNT}),
            "claimed": end, "dossier": end, "computed": end, "final": end,
        }),
        changed=_COUNT, gap=_POINTS, causes=_CAUSES, criteria=_list(_appraised()),
        refused={"type": "object", "additionalProperties": _TEXT},
        publications=_list(_object({
            "entry": _COUNT, "at": _TEXT, "decision": _TEXT, "total": _MAYBE, "class": _MAYBE, "outside": _MAYBE,
            "rank": {"type": ["integer", "null"]},
        })),
        not_submitted=_list(_object({"id": _TEXT, "name": _TEXT, "status": _TEXT, "words": _BOTH})),
    )  # fmt: skip


def _appraised() -> dict[str, Any]:
    figure = _object({
        "entry": _COUNT, "stage": _TEXT, "actor": _TEXT, "role": _TEXT, "at": _TEXT, "points": _POINTS,
        "before": _maybe(_POINTS), "reason": _TEXT, "causes": _CAUSES, "refused": _IDS,
        "numbers": {"type": "object", "additionalProperties": _TEXT}, "evidence": _IDS, "counts": _YES, "void": _YES,
    })  # fmt: skip
    ruling = _object({
        "entry": _COUNT, "actor": _TEXT, "role": _TEXT, "at": _TEXT, "accepted": _YES, "reason": _TEXT,
    })  # fmt: skip
    said = _object({
        "entry": _COUNT, "stage": _TEXT, "at": _TEXT, "text": _TEXT, "evidence": _IDS, "void": _YES,
        "ruling": _maybe(ruling),
    })  # fmt: skip
    span = _maybe(_object(dict(_SPAN)))
    return _object({
        "id": _TEXT, "claimed": _maybe(_POINTS), "dossier": span, "computed": span, "figures": _list(figure),
        "explanations": _list(said), "appeals": _list(said), "final": _maybe(_POINTS), "source": _MAYBE,
        "source_entry": {"type": ["integer", "null"]}, "reason": _TEXT, "gap": _maybe(_POINTS), "causes": _CAUSES,
    })  # fmt: skip

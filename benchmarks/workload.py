"""The workload: 60 criteria, 10 evidence records each; one random seed, the same data for both sides."""

from __future__ import annotations

import random
from typing import Any

from scoring.evidence.model import Agency, Dossier, Record
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Scheme
from scoring.values import Period

RECORDS = 10
TIERS = ((90, 100), (75, 75), (50, 50), (30, 25))
SEVERITY_COST = (10, 25, 50)
CLASSES = ((9000, 5), (8000, 4), (6500, 3), (5000, 2))
LAYOUT = (
    ("yes_no", 14, (100, 150, 200)),
    ("bands", 16, (200, 250, 150)),
    ("proportional", 10, (200, 300)),
    ("count", 8, (150, 100)),
    ("deduct", 7, (150, 200)),
    ("bonus", 3, (200,)),
    ("bar", 2, (0,)),
)
KEY = ("C15", "C16", "C31", "C32", "C33", "C41")


def criteria() -> list[tuple[str, str, int]]:
    """(id, kind, maximum in hundredths); the maxima outside bonus and bars add up to 10,000."""
    rows: list[tuple[str, str, int]] = []
    for kind, count, maxima in LAYOUT:
        for index in range(count):
            rows.append((f"C{len(rows) + 1:02d}", kind, maxima[index % len(maxima)]))
    short = 10_000 - sum(row[2] for row in rows if row[1] not in ("bonus", "bar"))
    rows[14] = (rows[14][0], rows[14][1], rows[14][2] + short)
    return rows


def generate(agencies: int, seed: int = 1) -> list[dict[str, list[dict[str, Any]]]]:
    """Plain evidence per agency and criterion."""
    rng = random.Random(seed)
    rows = criteria()
    found = []
    for _ in range(agencies):
        quality = rng.betavariate(9, 2)
        agency = {}
        for id, kind, _maximum in rows:
            records = []
            for _ in range(RECORDS):
                den = rng.randint(1, 50)
                num = min(den, int(den * min(1.0, quality * rng.uniform(0.85, 1.15))))
                odds = (1 - quality) if kind in ("deduct", "bar") else quality
                records.append({
                    "num": num, "den": den, "flag": rng.random() < odds * 0.8,
                    "ver": rng.random() < 0.9, "sev": rng.randrange(3),
                })  # fmt: skip
            agency[id] = records
        found.append(agency)
    return found


def scheme() -> Scheme:
    """The same criteria as a scheme."""
    measures: dict[str, Any] = {}
    tree: list[dict[str, Any]] = []
    bonus: list[dict[str, Any]] = []
    for id, kind, maximum in criteria():
        points = f"{maximum / 100:.2f}"
        where = {"ver": True}
        flagged = {"ver": True, "flag": True}
        score: dict[str, Any]
        if kind == "yes_no":
            measures[f"{id}.n"] = {"count": {"kind": id, "where": where}}
            measures[f"{id}.f"] = {"count": {"kind": id, "where": flagged}}
            score = {"formula": {"uses": {"f": f"{id}.f", "n": f"{id}.n"},
                                 "branches": [{"when": "2 * f >= n", "points": "M"}], "otherwise": "0"}}  # fmt: skip
        elif kind in ("bands", "proportional"):
            measures[f"{id}.num"] = {"sum": {"kind": id, "field": "num", "where": where}}
            measures[f"{id}.den"] = {"sum": {"kind": id, "field": "den", "where": where}}
            measures[f"{id}.r"] = {"ratio": [f"{id}.num", f"{id}.den"], "when_zero": "zero",
                                   "rounding": {"mode": "down", "step": "0.01 %"}}  # fmt: skip
            if kind == "bands":
                tiers: list[dict[str, Any]] = []
                top = None
                for start, share in TIERS:
                    tiers.append({"from": f"{start} %", "points": f"{share} %", **({"below": top} if top else {})})
                    top = f"{start} %"
                tiers.append({"below": top, "points": "0 %"})
                score = {"bands": {"of": f"{id}.r", "tiers": tiers}}
            else:
                score = {"proportional": {"of": f"{id}.r", "floor": "20 %", "target": "90 %"}}
        elif kind in ("count", "bonus"):
            measures[f"{id}.f"] = {"count": {"kind": id, "where": flagged}}
            score = {"per_item": {"of": f"{id}.f", "points": _number("0.25" if kind == "count" else "0.20")}}
        else:
            for severity in range(3):
                measures[f"{id}.s{severity}"] = {"count": {"kind": id, "where": {**flagged, "sev": severity}}}
            if kind == "bar":
                continue
            items = [{"of": f"{id}.s{s}", "points": _number(f"{SEVERITY_COST[s] / 100:.2f}")} for s in range(3)]
            score = {"deduct_by_severity": {"items": items}}
        node = {"id": id, "title": f"Tiêu chí {id}", "maximum": _number(points), "score": score}
        (bonus if kind == "bonus" else tree).append(node)
    severe = [id for id, kind, _ in criteria() if kind == "deduct"]
    bars = [id for id, kind, _ in criteria() if kind == "bar"]
    ladder = {
        "classes": [
            {"id": "c5", "title": "5", "from": 90}, {"id": "c4", "title": "4", "from": 80, "below": 90},
            {"id": "c3", "title": "3", "from": 65, "below": 80}, {"id": "c2", "title": "2", "from": 50, "below": 65},
            {"id": "c1", "title": "1", "below": 50},
        ],
        "ceilings": [
            {"id": "key", "title": "key", "class": "c3", "when": {"some": list(KEY), "below": "50 %"}},
            {"id": "severe", "title": "severe", "class": "c2",
             "when": {"any": [{"measure": f"{id}.s2", "at_least": 3} for id in severe]}},
        ],
        "outside": [
            {"id": "c0", "title": "0", "when": {"any": [{"measure": f"{id}.s2", "at_least": 4} for id in bars]}}
        ],
    }  # fmt: skip
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "bench", "title": "bench", "maximum": 100, "measures": measures,
        "groups": [{"id": "G", "title": "G", "maximum": 100, "criteria": tree}],
        "bonus": {"title": "bonus", "cap": 5, "criteria": bonus},
    })  # fmt: skip
    return Scheme.model_validate({
        "format": 1, "id": "bench", "title": "bench", "status": "verified",
        "rounding": {"at": "criterion", "mode": "down", "step": _number("0.01")},
        "blocks": [{"id": "b", "title": "b", "set": "bench", "ladder": "l"}],
        "ladders": {"l": ladder}, "sets": {"bench": chosen},
    })  # fmt: skip


def _number(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def dossiers(data: list[dict[str, list[dict[str, Any]]]]) -> list[Dossier]:
    """The same evidence as in-memory models."""
    found = []
    for index, agency in enumerate(data):
        evidence = [
            Record(id=f"{id}-{n}", kind=id, title="x", fields=fields)
            for id, records in agency.items()
            for n, fields in enumerate(records)
        ]
        one = Dossier(
            format=1, agency=Agency(id=f"a{index}", name=f"a{index}", block="b"),
            period=Period(2025), complete=True, evidence=evidence,
        )  # fmt: skip
        found.append(one)
    return found

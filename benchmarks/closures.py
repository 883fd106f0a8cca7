"""The named reference: closures written by hand for this workload alone, with a dict of explanation per criterion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workload import CLASSES, KEY, SEVERITY_COST, TIERS, criteria

Records = list[dict[str, Any]]
Leaf = Callable[[Records], tuple[int, int, dict[str, Any]]]


def _leaf(id: str, kind: str, maximum: int) -> Leaf:
    def explained(rule: str, measured: int, points: int, **more: int) -> dict[str, Any]:
        return {"id": id, "kind": kind, "rule": rule, "measured": measured, "points": points, "max": maximum, **more}

    if kind == "yes_no":

        def yes_no(records: Records) -> tuple[int, int, dict[str, Any]]:
            seen = hits = 0
            for one in records:
                if one["ver"]:
                    seen += 1
                    if one["flag"]:
                        hits += 1
            points = maximum if hits * 2 >= seen else 0
            return points, 0, explained("2*hits>=seen", hits, points, seen=seen)

        return yes_no
    if kind in ("bands", "proportional"):

        def ratio(records: Records) -> tuple[int, int, dict[str, Any]]:
            num = den = 0
            for one in records:
                if one["ver"]:
                    num += one["num"]
                    den += one["den"]
            share = num * 10_000 // den if den else 0
            if kind == "bands":
                points, rule = 0, "else"
                for start, part in TIERS:
                    if share >= start * 100:
                        points, rule = maximum * part // 100, f"from {start}"
                        break
            else:
                points = maximum * (min(max(share, 2000), 9000) - 2000) // 7000
                rule = "2000..9000"
            return points, 0, explained(rule, share, points, num=num, den=den)

        return ratio
    if kind in ("count", "bonus"):
        each = 25 if kind == "count" else 20

        def count(records: Records) -> tuple[int, int, dict[str, Any]]:
            hits = 0
            for one in records:
                if one["ver"] and one["flag"]:
                    hits += 1
            raw = hits * each
            points = min(raw, maximum)
            return points, 0, explained("hits*each", raw, points, hits=hits)

        return count

    def deduct(records: Records) -> tuple[int, int, dict[str, Any]]:
        taken = severe = 0
        for one in records:
            if one["ver"] and one["flag"]:
                taken += SEVERITY_COST[one["sev"]]
                severe += one["sev"] == 2
        points = max(maximum - taken, 0) if kind == "deduct" else 0
        return points, severe, explained("by severity", taken, points, severe=severe)

    return deduct


def build() -> Callable[[dict[str, Records]], tuple[int, int, dict[str, Any]]]:
    """A function from one agency's evidence to (hundredths, class, explanation)."""
    leaves = [(id, kind, maximum, _leaf(id, kind, maximum)) for id, kind, maximum in criteria()]

    def run(agency: dict[str, Records]) -> tuple[int, int, dict[str, Any]]:
        base = bonus = 0
        weak = severe_deduct = barred = False
        rows = []
        for id, kind, maximum, leaf in leaves:
            points, severe, row = leaf(agency[id])
            rows.append(row)
            if kind == "bonus":
                bonus += points
            else:
                base += points
            if id in KEY and points * 2 < maximum:
                weak = True
            if kind == "deduct" and severe >= 3:
                severe_deduct = True
            if kind == "bar" and severe >= 4:
                barred = True
        total = min(base + min(bonus, 500), 10_000)
        level = next((level for start, level in CLASSES if total >= start), 1)
        if weak:
            level = min(level, 3)
        if severe_deduct:
            level = min(level, 2)
        if barred:
            level = 0
        return total, level, {"total": total, "class": level, "criteria": rows}

    return run

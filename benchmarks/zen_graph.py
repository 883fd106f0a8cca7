"""The workload as a decision graph of zen-engine (GoRules), for comparison; ``pip install zen-engine``."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from workload import CLASSES, KEY, SEVERITY_COST, TIERS, criteria

Node = dict[str, Any]


def _points(id: str, kind: str, maximum: int) -> list[tuple[str, str]]:
    """Names and expressions of one criterion: its sums and its points, in hundredths."""
    accepted = f"filter({id}, #.ver)"
    if kind == "yes_no":
        return [(f"p.{id}", f"count({id}, #.ver and #.flag) * 2 >= count({id}, #.ver) ? {maximum} : 0")]
    if kind in ("bands", "proportional"):
        share = f"$.sd.{id} > 0 ? floor(sum(map({accepted}, #.num)) * 10000 / $.sd.{id}) : 0"
        points = "0"
        for start, part in reversed(TIERS):
            points = f"$.bp.{id} >= {start * 100} ? {maximum * part // 100} : ({points})"
        if kind == "proportional":
            points = f"floor({maximum} * (min([max([$.bp.{id}, 2000]), 9000]) - 2000) / 7000)"
        return [(f"sd.{id}", f"sum(map({accepted}, #.den))"), (f"bp.{id}", share), (f"p.{id}", points)]
    if kind in ("count", "bonus"):
        each = 25 if kind == "count" else 20
        return [(f"p.{id}", f"min([count({id}, #.ver and #.flag) * {each}, {maximum}])")]
    severe = [(f"sv.{id}", f"count({id}, #.ver and #.flag and #.sev == 2)")]
    if kind == "bar":
        return severe
    taken = " - ".join(
        f"{cost} * count({id}, #.ver and #.flag and #.sev == {n})" for n, cost in enumerate(SEVERITY_COST)
    )
    return [*severe, (f"p.{id}", f"max([{maximum} - {taken}, 0])")]


def _expressions(id: str, pairs: list[tuple[str, str]], *, pass_through: bool) -> Node:
    found = [{"id": f"{id}{n}", "key": key, "value": value} for n, (key, value) in enumerate(pairs)]
    return _node(id, "expressionNode", {"expressions": found, "passThrough": pass_through})


def _node(id: str, type: str, content: Node | None = None) -> Node:
    more = {"content": content} if content else {}
    return {"id": id, "name": id, "type": type, "position": {"x": 0, "y": 0}, **more}


def graph() -> Node:
    """The criteria, the total, the ladder, its ceilings and the bar, each a node."""
    rows = criteria()
    points = [pair for row in rows for pair in _points(*row)]
    base = " + ".join(f"p.{id}" for id, kind, _ in rows if kind not in ("bonus", "bar"))
    bonus = " + ".join(f"p.{id}" for id, kind, _ in rows if kind == "bonus")
    maxima = {id: maximum for id, _, maximum in rows}

    def severe(kind: str, least: int) -> str:
        return " or ".join(f"sv.{id} >= {least}" for id, own, _ in rows if own == kind)

    totals = [
        ("total", f"min([{base} + min([{bonus}, 500]), 10000])"),
        ("weak", " or ".join(f"p.{id} * 2 < {maxima[id]}" for id in KEY)),
        ("severe", severe("deduct", 3)),
        ("barred", severe("bar", 4)),
    ]
    ladder = {
        "hitPolicy": "first", "passThrough": True,
        "inputs": [{"id": "i1", "name": "total", "field": "total"}],
        "outputs": [{"id": "o1", "name": "cls", "field": "cls"}],
        "rules": [
            *({"_id": f"r{level}", "i1": f">= {start}", "o1": str(level)} for start, level in CLASSES),
            {"_id": "r1", "i1": "", "o1": "1"},
        ],
    }  # fmt: skip
    final = [("final", "barred ? 0 : min([cls, weak ? 3 : 5, severe ? 2 : 5])")]
    nodes = [
        _node("in", "inputNode"),
        _expressions("points", points, pass_through=False),
        _expressions("totals", totals, pass_through=True),
        _node("ladder", "decisionTableNode", ladder),
        _expressions("final", final, pass_through=True),
        _node("out", "outputNode"),
    ]
    names = [node["id"] for node in nodes]
    edges = [{"id": f"e{n}", "sourceId": a, "targetId": b, "type": "edge"} for n, (a, b) in enumerate(pairwise(names))]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}

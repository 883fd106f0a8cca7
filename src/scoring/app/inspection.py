"""What a scheme holds, as plain data for display."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.app import inputs
from scoring.app.observer import Observer
from scoring.app.stored import unknown
from scoring.numbers import show as number
from scoring.reports.words import day

if TYPE_CHECKING:
    from scoring.scheme.load import LoadedScheme


def inspect(
    scheme: Path,
    *,
    period: str | None = None,
    set_id: str | None = None,
    lang: str = "vi",
    observer: Observer | None = None,
) -> dict[str, Any]:
    """A scheme's tree, maxima, clauses and measures.

    Args:
        scheme: the scheme's folder, or a folder that holds one scheme.
        period: the period in which it is shown; its newest state without it.
        set_id: the one criteria set wanted.
        lang: vi or en.
        observer: told of warnings about the scheme.

    Raises:
        CannotRead: there is nothing at the path.
        InvalidInput: the scheme is wrong.
        NothingMatched: there is no scheme, or no such set.
        UsageProblem: there are several schemes.
    """
    from scoring.scheme.load import load_scheme

    loaded = load_scheme(inputs.scheme_folder(scheme), period)
    if observer is not None:
        observer.diagnostics(loaded.diagnostics)
    data = describe(loaded, lang)
    if set_id is not None:
        if set_id not in data["sets"]:
            raise unknown(set_id, list(data["sets"]), "set")
        data["sets"] = {set_id: data["sets"][set_id]}
    return data


def describe(loaded: LoadedScheme, lang: str = "vi") -> dict[str, Any]:
    """The scheme as plain data for display."""
    from scoring.scheme.check import unconfirmed

    scheme = loaded.scheme
    return {
        "id": scheme.id, "title": scheme.title, "status": scheme.status, "banner": scheme.banner,
        "digest": loaded.digest, "unconfirmed": unconfirmed(scheme),
        "decision": _decision(scheme.decision, lang) if scheme.decision else None,
        "periods": list(scheme.period.kinds),
        "blocks": [{"id": b.id, "title": b.title, "set": b.set, "ladder": b.ladder, "appraised_by": b.appraised_by} for b in scheme.blocks],
        "ladders": {
            id: {
                "classes": [{"id": c.id, "title": c.title, "from": _edge(c.from_, lang)} for c in ladder.classes],
                "gates": [g.id for g in ladder.gates], "ceilings": [c.id for c in ladder.ceilings],
                "outside": [o.id for o in ladder.outside],
            }
            for id, ladder in scheme.ladders.items()
        },
        "rules": [{"id": r.id, "title": r.title, "clause": r.clause} for r in scheme.rules],
        "sets": {id: _set(chosen, lang) for id, chosen in scheme.sets.items()},
    }  # fmt: skip


def _decision(one: Any, lang: str) -> str:
    date = one.date.isoformat()
    if lang == "vi":
        return f"{one.number} ngày {day(date)} của {one.issuer}"
    return f"{one.number}, {date}, {one.issuer}"


def _edge(edge: Any, lang: str) -> str | None:
    if edge is None:
        return None
    from scoring.numbers import show_percent

    return show_percent(edge.value, lang) if edge.percent else number(edge.value, lang)


def _node(node: Any, level: int, lang: str) -> Iterator[dict[str, Any]]:
    spec = node.spec
    yield {
        "id": node.id, "title": node.title, "maximum": number(node.maximum, lang), "level": level,
        "clause": node.clause, "basis": node.basis, "kind": spec.kind if spec else None,
        "reads": list(spec.reads()) if spec else [],
    }  # fmt: skip
    for child in node.children:
        yield from _node(child, level + 1, lang)


def _set(chosen: Any, lang: str) -> dict[str, Any]:
    sections: list[tuple[str, Any, Any]] = [("tree", chosen.groups, None)]
    sections += [
        (key, extra.criteria, extra)
        for key in ("bonus", "penalty")
        if (extra := getattr(chosen, key))
    ]
    rows = {
        name: [row for node in nodes for row in _node(node, 1, lang)] for name, nodes, _ in sections
    }
    readers: dict[str, list[str]] = {id: [] for id in chosen.measures}
    for row in (one for found in rows.values() for one in found):
        for name in dict.fromkeys(one.removeprefix("best:") for one in row["reads"]):
            readers.setdefault(name, []).append(row["id"])
    for id, measure in chosen.measures.items():
        for name in measure.inputs:
            readers.setdefault(name, []).append(id)
    readers.pop("judgement:", None)
    return {
        "title": chosen.title, "maximum": number(chosen.maximum, lang), "sections": rows,
        "caps": {name: number(extra.cap, lang) for name, _, extra in sections if extra},
        "measures": {
            id: {"title": m.title or m.declared or m.external or id, "source": m.source, "type": m.type,
                 "inputs": list(m.inputs), "read_by": readers.get(id, [])}
            for id, m in chosen.measures.items()
        },
    }  # fmt: skip


__all__ = ["describe", "inspect"]

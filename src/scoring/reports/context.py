"""What the templates see: plain texts, numbers already written out, nothing to compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from scoring.numbers import Number, fixed, from_exact, normal
from scoring.reports import advice, conclusion
from scoring.reports.around import ALONE, Around, Rows
from scoring.reports.explain import Explainer, evidence_text
from scoring.reports.explanation import Explanation
from scoring.reports.view import Row, View
from scoring.reports.words import one_line
from scoring.text import slug

Context = dict[str, Any]


def file_stem(result: Row) -> str:
    """The name, without its ending, of an agency's report and result files."""
    return slug(result["agency"]["id"])


def block_stem(block: str) -> str:
    """The name, without its ending, of a block's ranking."""
    return f"xep-hang-{slug(block)}"


def _percent(points: str, maximum: str) -> str:
    """Width of a bar as a CSS number between 0 and 100."""
    top = from_exact(maximum)
    share: Number = normal(Fraction(from_exact(points)) * 100 / top) if top else 0
    return fixed(min(max(share, 0), 100), 2)


def _bar(one: Row) -> Context:
    low = _percent(one["certain"], one["max"])
    high = _percent(one["attainable"], one["max"])
    return {"certain": low, "open": fixed(normal(Fraction(high) - Fraction(low)), 2)}


def _common(view: View) -> Context:
    result, scheme = view.result, view.result["scheme"]
    decision = scheme["decision"]
    source = ""
    if decision:
        source = view.say(
            f"{decision['number']} ngày {view.day(decision['date'])} của {decision['issuer']}",
            f"{decision['number']} of {decision['date']}, {decision['issuer']}",
        )
    return {
        "lang": view.lang, "banner": view.banner, "period": view.period(),
        "as_of": view.day(result["as_of"]), "scheme_title": one_line(scheme["title"]),
        "decision": one_line(source), "decision_title": one_line(decision["title"]) if decision else "",
    }  # fmt: skip


def _group_rows(view: View) -> list[Context]:
    return [
        {
            "id": one["id"], "title": one_line(one["title"]), "level": one["level"],
            "points": view.span(one), "max": view.points(one["max"]), "status": view.status(one),
            "open": one["certain"] != one["attainable"], "bar": _bar(one),
            "notes": [view.modifier(m) for m in one["modifiers"]],
        }
        for one in view.groups.values()
    ]  # fmt: skip


def _criterion_row(view: View, one: Row) -> Context:
    penalty = one["section"] == "penalty"
    return {
        "id": one["id"], "title": one_line(one["title"]), "max": view.points(one["min" if penalty else "max"]),
        "claimed": view.points(one["claimed"]), "points": view.span(one), "status": view.status(one),
        "state": one["status"], "differs": one["claimed"] is not None and not _agrees(one),
        "clause": one_line(one["clause"] or view.say("chưa ghi", "not given")),
        "evidence": [record["id"] for record in one["evidence"]],
        "missing": [view.kind(id) for id in one["missing_evidence"]],
        "full": one["certain"] == one["max"],
    }  # fmt: skip


def _agrees(one: Row) -> bool:
    low, claimed, high = (from_exact(one[key]) for key in ("certain", "claimed", "attainable"))
    return low <= claimed <= high


def _tables(view: View) -> list[Context]:
    """The detailed table in sections: one per group that holds criteria, then bonus and penalty."""
    tables: list[Context] = []
    for group in view.groups.values():
        rows = [
            _criterion_row(view, view.criteria[id])
            for id in group["children"]
            if id in view.criteria
        ]
        tables.append({
            "id": group["id"], "title": one_line(group["title"]), "points": view.span(group),
            "max": view.points(group["max"]), "rows": rows, "level": group["level"],
        })  # fmt: skip
    alone = [x for x in view.leaves() if x["section"] == "tree" and x["parent"] is None]
    tables += [
        {
            "id": one["id"], "title": one_line(one["title"]), "points": view.span(one),
            "max": view.points(one["max"]), "rows": [_criterion_row(view, one)], "level": 1,
        }
        for one in alone
    ]  # fmt: skip
    for name in ("bonus", "penalty"):
        extra = view.result["total"][name]
        if extra:
            rows = [_criterion_row(view, x) for x in view.leaves() if x["section"] == name]
            tables.append({
                "id": "", "title": one_line(extra["title"]), "points": view.span(extra),
                "max": view.points(extra["cap"]), "rows": rows, "level": 1,
            })  # fmt: skip
    return tables


def _working(one: Explanation) -> Context:
    """An explanation of a criterion as the appendix shows it."""
    return {
        "id": one.id, "title": one.title, "score": one.score, "interval": one.interval,
        "sentence": one.sentence, "result": one.result, "remark": one.remark,
        "notes": list(one.notes), "folded": one.folded,
        "operands": [{"sign": x.sign, "text": x.text, "working": x.working, "value": x.value}
                     for x in one.operands],
        "sections": [{"title": s.title, "rows": [{"label": a, "text": b} for a, b in s.rows]}
                     for s in one.sections],
    }  # fmt: skip


def _evidence(view: View) -> list[Context]:
    found: dict[str, Context] = {}
    for one in view.result["criteria"]:
        for record in one["evidence"]:
            row = found.setdefault(record["id"], {
                "id": record["id"], "kind": one_line(record["kind_title"]),
                "text": evidence_text(view, record), "file": one_line(record["file"] or ""), "criteria": [],
            })  # fmt: skip
            row["criteria"].append(one["id"])
    return [found[id] for id in sorted(found)]


def _diagnostics(view: View) -> list[str]:
    return [one_line(f"{one['code']}: {one['message']}") for one in view.result["diagnostics"]]


def agency_context(result: Row, lang: str = "vi", around: Around = ALONE) -> Context:
    """Everything an agency's report shows."""
    view = View(result, lang)
    explainer = Explainer(view, 1)
    total, found = result["total"], result["classification"]
    equation = Explainer(view, 2).total()
    losses = [
        {"id": x.id, "title": x.title, "points": view.points(str(x.points)), "text": x.text,
         "clause": one_line(x.clause or "")}
        for x in advice.lost_points(view)
    ]  # fmt: skip
    absent = [
        {"id": x.id, "title": x.title, "points": view.points(str(x.points)), "status": x.status, "text": x.text}
        for x in advice.missing(view)
    ]  # fmt: skip
    scheme, dossier = result["scheme"], result["dossier"]
    return {
        **_common(view), "around": around,
        "agency": one_line(result["agency"]["name"]), "agency_id": result["agency"]["id"],
        "block": one_line(scheme["block_title"]), "block_file": block_stem(result["agency"]["block"]),
        "set_title": one_line(scheme["set_title"]), "provisional": view.provisional,
        "headline": conclusion.headline(view), "sentence": conclusion.sentence(view),
        "settled": bool(found["certain"]), "outside": bool(found["outside"]),
        "possible": conclusion.possible(view) if not (found["certain"] or found["outside"]) else [],
        "total": view.span(total), "max": view.points(total["max"]), "interval": equation.interval,
        "total_open": total["certain"] != total["attainable"], "total_bar": _bar(total),
        "equation": _working(equation), "groups": _group_rows(view), "tables": _tables(view),
        "ladder": [{"title": t, "span": s, "reached": r} for t, s, r in conclusion.ladder(view)],
        "conditions": conclusion.conditions(view), "margins": advice.margins(view),
        "losses": losses, "missing": absent,
        "findings": [{"title": a, "because": b} for a, b in conclusion.findings(view)],
        "evidence": _evidence(view), "diagnostics": _diagnostics(view),
        "workings": [_working(explainer.criterion(one)) for one in view.leaves()],
        "history": [
            {"period": x["period"], "class": view.class_title(x["class"] or x["outside"] or "")}
            for x in result["history"]
        ],
        "scheme_id": scheme["id"], "scheme_digest": scheme["digest"], "unconfirmed": scheme["unconfirmed"],
        "dossier_digest": dossier["digest"], "dossier_file": one_line(dossier["file"] or ""),
        "submitted": view.day(dossier["submitted"]) if dossier["submitted"] else "",
        "note": one_line(dossier.get("note") or ""), "engine": result["engine"]["version"],
    }  # fmt: skip


_WHY = {
    "incomplete": ("chưa đủ số liệu", "incomplete"),
    "outside": ("ngoài thang phân loại", "outside the ladder"),
}


def _ranking_row(row: Mapping[str, Any], lang: str) -> Context:
    view = View(row["result"], lang)
    rank = row["rank"]
    word = view.say(*_WHY[row["why"]]) if row["why"] else ""
    groups = [view.span(one) for one in view.groups.values() if one["parent"] is None]
    return {
        "rank": "" if rank is None else str(rank), "why": word, "file": file_stem(row["result"]),
        "agency": one_line(row["result"]["agency"]["name"]), "total": view.span(row["result"]["total"]),
        "max": view.points(row["result"]["total"]["max"]), "headline": conclusion.headline(view),
        "possible": conclusion.possible(view) if row["why"] == "incomplete" else [],
        "sentence": conclusion.sentence(view), "groups": groups, "provisional": bool(view.provisional),
        "bar": _bar(row["result"]["total"]),
    }  # fmt: skip


def ranking_context(
    block: str,
    rows: Rows,
    lang: str = "vi",
    earlier: Mapping[str, Sequence[Row]] = MappingProxyType({}),
) -> Context:
    """A block's ranking: ranked agencies first, the others apart with the reason."""
    view = View(rows[0]["result"], lang)
    shown = [_ranking_row(row, lang) for row in rows]
    ranks = [row["rank"] for row in shown if row["rank"]]
    counts: dict[str, int] = {}
    for row in shown:
        counts[row["headline"]] = counts.get(row["headline"], 0) + 1
    order = [title for title, _, _ in conclusion.ladder(view)]
    names = sorted(counts, key=lambda x: (order.index(x) if x in order else len(order), x))
    marks = [View(row["result"], lang).provisional for row in rows]
    open_word = view.say("TẠM TÍNH – có cơ quan chưa chốt hoặc còn thiếu số liệu",
                         "PROVISIONAL – some agencies are open or incomplete")  # fmt: skip
    groups = [one for one in view.groups.values() if one["parent"] is None]
    return {
        **_common(view), "earlier": earlier, "block_id": block, "block": one_line(rows[0]["result"]["scheme"]["block_title"]),
        "provisional": open_word if any(marks) else None, "count": len(rows),
        "ranked": [row for row in shown if row["rank"]], "apart": [row for row in shown if not row["rank"]],
        "ties": len(ranks) != len(set(ranks)), "groups": [
            {"id": one["id"], "title": one_line(one["title"]), "max": view.points(one["declared_max"])} for one in groups
        ],
        "counts": [{"title": name, "count": counts[name]} for name in names],
        "scheme_digest": rows[0]["result"]["scheme"]["digest"], "file": block_stem(block),
        "engine": rows[0]["result"]["engine"]["version"],
    }  # fmt: skip


def index_context(
    blocks: Mapping[str, Sequence[Mapping[str, Any]]], lang: str = "vi", failed: Sequence[str] = ()
) -> Context:
    """The first page of a folder of reports: every block with its agencies."""
    pages = [ranking_context(block, rows, lang) for block, rows in blocks.items() if rows]
    banners = sorted({page["banner"] for page in pages if page["banner"]})
    return {
        "lang": lang, "blocks": pages, "banner": " · ".join(banners) or None,
        "banners": banners, "count": sum(page["count"] for page in pages),
        "provisional": next((page["provisional"] for page in pages if page["provisional"]), None),
        "period": ", ".join(sorted({page["period"] for page in pages})),
        "as_of": ", ".join(sorted({page["as_of"] for page in pages})),
        "scheme_title": "; ".join(sorted({page["scheme_title"] for page in pages})),
        "decision": "; ".join(sorted({page["decision"] for page in pages if page["decision"]})),
        "failed": [one_line(name) for name in failed],
    }  # fmt: skip


__all__ = ["agency_context", "block_stem", "file_stem", "index_context", "ranking_context"]

"""What an agency's templates see: plain texts, numbers already written out, nothing to compute."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.numbers import Number, from_exact, normal, show
from scoring.reports import advice, beside, charts, conclusion
from scoring.reports.appraisal import Appraisal
from scoring.reports.appraisal_words import final_word
from scoring.reports.around import ALONE, Around, told
from scoring.reports.block import ranking_context
from scoring.reports.common import common
from scoring.reports.contents import index_context
from scoring.reports.explain import Explainer, evidence_text
from scoring.reports.explanation import Explanation
from scoring.reports.links import anchor, block_stem, file_stem
from scoring.reports.tree import agrees, evidence, tree
from scoring.reports.view import Row, View
from scoring.reports.words import difference, one_line

Context = dict[str, Any]


def _group_rows(view: View) -> list[Context]:
    return [
        {
            "id": one["id"], "title": one_line(one["title"]), "level": one["level"],
            "points": view.span(one), "max": view.points(one["max"]), "status": view.status(one),
            "certain": view.points(one["certain"]),
            "more": view.points(str(difference(one["certain"], one["attainable"]))),
            "lost": view.points(str(max(difference(one["attainable"], one["max"]), 0))),
            "open": one["certain"] != one["attainable"], "bar": charts.bar(one),
            "off": one["status"] == "not_applicable", "anchor": anchor("g", one["id"]),
            "notes": [view.modifier(m) for m in one["modifiers"]],
        }
        for one in view.groups.values()
    ]  # fmt: skip


def _criterion_row(view: View, one: Row) -> Context:
    penalty = one["section"] == "penalty"
    return {
        "id": one["id"], "title": one_line(one["title"]), "max": view.points(one["min" if penalty else "max"]),
        "claimed": view.points(one["claimed"]), "points": view.span(one), "status": view.status(one),
        "state": one["status"], "differs": one["claimed"] is not None and not agrees(one),
        "clause": one_line(one["clause"] or view.say("chưa ghi", "not given")),
        "evidence": [record["id"] for record in one["evidence"]],
        "missing": [view.kind(id) for id in one["missing_evidence"]],
        "full": one["certain"] == one["max"],
    }  # fmt: skip


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


def _working(view: View, one: Explanation) -> Context:
    """An explanation of a criterion as the templates show it."""
    listed = view.say("Minh chứng", "Evidence")
    return {
        "id": one.id, "title": one.title, "score": one.score, "interval": one.interval,
        "sentence": one.sentence, "result": one.result, "remark": one.remark,
        "notes": list(one.notes), "folded": one.folded,
        "operands": [{"sign": x.sign, "text": x.text, "working": x.working, "value": x.value}
                     for x in one.operands],
        "sections": [{"title": s.title, "rows": [{"label": a, "text": b} for a, b in s.rows],
                      "evidence": s.title == listed} for s in one.sections],
    }  # fmt: skip


def _edge(text: str | None, top: Number) -> Number | None:
    """An edge of the ladder in points, also where it is written as a share of the maximum."""
    if text is None:
        return None
    if text.endswith(" %"):
        return normal(Fraction(from_exact(text[:-2])) * top / 100)
    return from_exact(text)


def _scale(view: View) -> Context:
    """The total on the ladder: bands of the classes, what is certain, what is still open."""
    total, found = view.result["total"], view.result["classification"]
    low, high, most = (from_exact(total[key]) for key in ("certain", "attainable", "max"))
    steps = [(_edge(s["from"], most), s["id"] in found["possible"]) for s in found["ladder"]]
    top = max(most, high, *(start for start, _ in steps if start is not None))
    edges: list[tuple[Number, Number, bool]] = []
    end = top
    for start, reached in steps:
        edges.append((start or 0, end, reached))
        end = start or 0
    marks = [(x, show(x, view.lang)) for x in (0, top, *(start for start, _, _ in edges))]
    said = "; ".join(f"{title}: {span}" for title, span, _ in conclusion.ladder(view))
    return {
        "bands": charts.bands(edges, top), "bar": charts.span(low, high, top), "ticks": charts.ticks(marks, top),
        "at": charts.percent(low, top),
        "title": view.say("Tổng điểm trên thang phân loại", "The total on the ladder"),
        "desc": view.say(
            f"Chắc chắn {view.points(total['certain'])}, có thể đạt {view.points(total['attainable'])}, "
            f"tối đa {view.points(total['max'])}. Các mức: {said}.",
            f"Certain {view.points(total['certain'])}, attainable {view.points(total['attainable'])}, "
            f"maximum {view.points(total['max'])}. Classes: {said}.",
        ),
    }  # fmt: skip


def _diagnostics(view: View) -> list[str]:
    return [one_line(f"{one['code']}: {one['message']}") for one in view.result["diagnostics"]]


def _history(view: View, shown: Context | None) -> list[Context]:
    """Earlier periods with their class; those whose totals are known stand in the trend."""
    told = {row["short"] for row in shown["rows"]} if shown else set()
    return [
        {"period": view.period(x["period"]), "class": view.class_title(x["class"] or x["outside"] or ""), "told": x["period"] in told}
        for x in view.result["history"]
    ]  # fmt: skip


def _appraisal(view: View) -> Context | None:
    """The lines of points of an appraised result, those that differ first; None for one that was not appraised."""
    note = view.result.get("appraisal")
    if not note:
        return None
    decision = one_line(note.get("decision") or "")
    name = view.say("Kết quả thẩm định", "Appraised result")
    if decision:
        name = view.say("Kết quả chính thức sau thẩm định", "Official result after appraisal")
    head = {
        "name": name,
        "final_word": final_word(bool(decision), view.lang),
        "decision": decision,
        "title": one_line(note["title"]),
        "told": told(view.result),
    }
    if not told(view.result):
        return head
    found = Appraisal(view)
    rows = [{**row, "anchor": anchor("m", id)} for id, row in found.criteria().items()]
    return {
        **head, "body": found.body(), "handed_in": found.handed_in(), "totals": found.totals(), "gap": found.gap(), "published": found.published(),
        "rule": found.rule(), "changed": [row for row in rows if row["told"]],
        "same": [row for row in rows if not row["told"]],
    }  # fmt: skip


def _marks(view: View) -> str | None:
    """The provisional mark, and that an appraised result is not published."""
    note = view.result.get("appraisal") or {}
    open_ = view.say(
        "CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái",
        "NOT PUBLISHED – appraised points as of the ledger",
    )
    unpublished = "decision" in note and not note["decision"]
    return " · ".join(x for x in (open_ if unpublished else None, view.provisional) if x) or None


def agency_context(result: Row, lang: str = "vi", around: Around = ALONE) -> Context:
    """Everything an agency's report shows."""
    view = View(result, lang)
    explainer = Explainer(view, 1)
    total, found = result["total"], result["classification"]
    equation = Explainer(view, 2).total()
    lost = advice.lost_points(view)
    losses = [
        {"id": x.id, "title": x.title, "points": view.points(str(x.points)), "text": x.text,
         "clause": one_line(x.clause or ""), "anchor": anchor("m", x.id)}
        for x in lost
    ]  # fmt: skip
    absent = [
        {"id": x.id, "title": x.title, "points": view.points(str(x.points)), "status": x.status,
         "text": x.text, "anchor": anchor("m", x.id)}
        for x in advice.missing(view)
    ]  # fmt: skip
    scheme, dossier = result["scheme"], result["dossier"]
    workings = {one["id"]: _working(view, explainer.criterion(one)) for one in view.leaves()}
    trend = beside.trend(view, around.earlier)
    conditions = conclusion.conditions(view)
    idle = [one for one in conditions if one["settled"] and not one["took_effect"]]
    return {
        **common(view), "appraisal": _appraisal(view),
        "agency": one_line(result["agency"]["name"]), "agency_id": result["agency"]["id"],
        "block": one_line(scheme["block_title"]), "block_file": block_stem(result["agency"]["block"]), "linked": around.linked and bool(around.block_rows),
        "set_title": one_line(scheme["set_title"]), "provisional": _marks(view),
        "headline": conclusion.headline(view), "sentence": conclusion.sentence(view),
        "settled": bool(found["certain"]), "outside": bool(found["outside"]),
        "possible": conclusion.possible(view),
        "total": view.span(total), "max": view.points(total["max"]), "interval": equation.interval,
        "total_open": total["certain"] != total["attainable"], "scale": _scale(view),
        "equation": _working(view, equation), "groups": _group_rows(view), "tables": _tables(view),
        "ladder": [{"title": t, "span": s, "reached": r} for t, s, r in conclusion.ladder(view)],
        "conditions": conditions, "idle": idle, "acting": [one for one in conditions if one not in idle], "margins": advice.margins(view),
        "losses": losses, "lost_sum": view.points(str(sum(x.points for x in lost))), "missing": absent,
        "findings": [{"title": a, "because": b} for a, b in conclusion.findings(view)],
        "evidence": evidence(view, evidence_text, around.attachments), "diagnostics": _diagnostics(view),
        "workings": list(workings.values()), "tree": tree(view, lambda one: workings[one["id"]]),
        "position": beside.position(view, around.block_rows), "trend": trend,
        "history": _history(view, trend),
        "scheme_digest": scheme["digest"], "unconfirmed": scheme["unconfirmed"],
        "dossier_digest": dossier["digest"], "dossier_file": one_line(dossier["file"] or ""),
        "submitted": view.day(dossier["submitted"]) if dossier["submitted"] else "",
        "note": one_line(dossier.get("note") or ""), "engine": result["engine"]["version"],
    }  # fmt: skip


__all__ = ["agency_context", "block_stem", "file_stem", "index_context", "ranking_context"]

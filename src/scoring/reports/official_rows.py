"""The tables of a self-assessment: the score table, and what has to be explained."""

from __future__ import annotations

from fractions import Fraction

from scoring.numbers import Number, exact_text, from_exact, normal
from scoring.reports import advice
from scoring.reports.advice import Loss, Missing
from scoring.reports.around import slim
from scoring.reports.explain import evidence_text
from scoring.reports.official_frame import Context
from scoring.reports.view import Row, View
from scoring.reports.words import one_line

_TALL = 300
"""Characters from which a row may be broken over pages; a shorter one is kept together."""

_WIDE = 300
"""Characters from which the agency's own explanation gets a row of its own, over all columns."""
_HEADING = 200
"""Characters up to which a group's row can be repeated on every page the group goes over."""


def claimed_total(view: View) -> str:
    """The claimed points, of how many criteria, beside what the same criteria reach by evidence."""
    claims = slim(view.result)["claims"]
    if not claims["given"]:
        return view.say("chưa tự chấm tiêu chí nào", "no criterion claimed")
    points, computed = view.points(claims["claimed"]), view.span(claims)
    if claims["given"] == claims["of"]:
        return view.say(f"{points} (cộng các tiêu chí)", f"{points} (sum of the criteria)")
    return view.say(
        f"{points} ở {claims['given']}/{claims['of']} tiêu chí có tự chấm "
        f"(các tiêu chí đó theo minh chứng: {computed})",
        f"{points} in the {claims['given']} of {claims['of']} criteria claimed "
        f"(these by evidence: {computed})",
    )


def _claims(view: View, criteria: list[Row]) -> str:
    """The sum of the claims of a group; told only where every applicable criterion has one."""
    asked = [one for one in criteria if one["status"] != "not_applicable"]
    given = [from_exact(one["claimed"]) for one in asked if one["claimed"] is not None]
    if not asked:
        return view.say("không áp dụng", "not applicable")
    if not given:
        return view.say("không khai", "not given")
    if len(given) < len(asked):
        return view.say("chưa khai đủ", "partly given")
    total: Number = sum(given, 0)
    return view.points(exact_text(total))


def _basis(view: View, one: Row) -> list[str]:
    """Clause and evidence of a criterion, one line each."""
    lines = []
    if one["clause"]:
        lines.append(one_line(one["clause"]))
    lines += [evidence_text(view, record) for record in one["evidence"]]
    if one["missing_evidence"]:
        lines.append(view.say(f"còn thiếu: {view.asked(one)}", f"missing: {view.asked(one)}"))
    return lines or [view.say("chưa ghi căn cứ", "basis not given")]


def _score(view: View, one: Row) -> str:
    """Points by evidence; where something is open, the state in words as well."""
    if one["status"] in {"not_applicable", "scored"}:
        return _reached(view, one)
    return f"{view.span(one)} ({view.status(one)})"


def _reached(view: View, one: Row) -> str:
    return view.status(one) if one["status"] == "not_applicable" else view.span(one)


def _head(
    view: View, id: str, title: str, one: Row, edge: str, held: list[Row], level: int = 1
) -> Context:
    return {
        "group": True, "level": level if len(title) <= _HEADING else 0, "id": id, "title": one_line(title), "max": view.points(edge),
        "claimed": _claims(view, held), "points": view.span(one), "basis": [], "tall": False,
    }  # fmt: skip


def _leaf(view: View, one: Row) -> Context:
    claimed = one["claimed"]
    basis = _basis(view, one)
    title = one_line(one["title"])
    return {
        "group": False, "level": 0, "id": one["id"], "title": title,
        "max": view.points(one["min" if one["section"] == "penalty" else "max"]),
        "claimed": view.points(claimed), "points": _score(view, one), "basis": basis,
        "tall": len(title) > _TALL or sum(map(len, basis)) > _TALL,
    }  # fmt: skip


def score_rows(view: View) -> list[Context]:
    """The score table: groups with their criteria in reading order, bonus, penalty, the total last."""
    rows: list[Context] = []
    for one in view.groups.values():
        rows.append(
            _head(
                view,
                one["id"],
                one["title"],
                one,
                one["max"],
                list(view.leaves(one["id"])),
                one["level"],
            )
        )
        rows += [_leaf(view, view.criteria[id]) for id in one["children"] if id in view.criteria]
    rows += [
        _leaf(view, x) for x in view.leaves() if x["section"] == "tree" and x["parent"] is None
    ]
    total = view.result["total"]
    for name in ("bonus", "penalty"):
        extra = total[name]
        if extra:
            held = [x for x in view.leaves() if x["section"] == name]
            rows.append(_head(view, "", extra["title"], extra, extra["cap"], held))
            rows += [_leaf(view, x) for x in held]
    title = view.say("TỔNG ĐIỂM", "TOTAL")
    last = _head(view, "", title, total, total["max"], list(view.leaves()), 0)
    last["basis"] = [view.modifier(one) for one in total["modifiers"] if one["effect"]]
    return [*rows, last]


def _lacks_evidence(one: Row) -> bool:
    """Whether points rest on nothing but a declaration."""
    if one["missing_evidence"]:
        return True
    if one["evidence"] or one["status"] == "not_applicable":
        return False
    return one["section"] == "tree" or from_exact(one["certain"]) != 0


def _reasons(view: View, one: Row, loss: Loss | None, open_: Missing | None) -> list[str]:
    say = view.say
    lines = []
    if one["status"] == "not_applicable":
        reason = view.reason(one) or ""
        lines.append(say(f"Không áp dụng. {reason}".strip(), f"Not applicable. {reason}".strip()))
    if open_ is not None:
        more = view.points(exact_text(open_.points))
        text = say(
            f"{_capital(open_.status)}; còn có thể thêm {more} điểm.",
            f"{_capital(open_.status)}; {more} more points possible.",
        )
        lines.append(f"{text} {_sentence(open_.text)}" if open_.text != open_.status else text)
    if loss is not None:
        lost = view.points(exact_text(loss.points))
        lines.append(say(f"Mất {lost} điểm.", f"{lost} points lost.") + (
            say(f" Để đạt đủ: {_sentence(loss.text)}", f" For full points: {_sentence(loss.text)}") if loss.text else ""))  # fmt: skip
    if _lacks_evidence(one) and not one["missing_evidence"]:
        lines.append(say("Chưa có minh chứng kèm theo; tính theo số liệu khai.", "No evidence attached; computed from what was declared.")
                     if one["status"] == "scored" else say("Chưa có minh chứng kèm theo.", "No evidence attached."))  # fmt: skip
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."


def explanations(view: View) -> list[Context]:
    """Every criterion without full points, open, not applicable, or without evidence, in reading order."""
    lost = {x.id: x for x in advice.lost_points(view)}
    open_ = {x.id: x for x in advice.missing(view)}
    rows = []
    for one in view.leaves():
        id = one["id"]
        applies = one["status"] != "not_applicable"
        if applies and id not in lost and id not in open_ and not _lacks_evidence(one):
            continue
        reasons = _reasons(view, one, lost.get(id), open_.get(id))
        said = [one_line(x) for x in (one["explanation"], one["claim_note"]) if x]
        edge = one["min" if one["section"] == "penalty" else "max"]
        claimed = advice.claim(view, one)
        rows.append({
            "wide": sum(map(len, said)) > _WIDE, "id": id, "title": one_line(one["title"]), "points": _reached(view, one), "max": view.points(edge),
            "reasons": reasons, "claim": claimed or view.say("không khai", "not given"),
            "differs": _differs(one), "said": said or [view.say("chưa giải trình", "no explanation given")],
            "tall": sum(map(len, (*reasons, *said))) > _TALL,
        })  # fmt: skip
    return rows


def _differs(one: Row) -> bool:
    if one["claimed"] is None:
        return False
    low, claimed, high = (from_exact(one[key]) for key in ("certain", "claimed", "attainable"))
    return normal(Fraction(claimed) - low) < 0 or normal(Fraction(claimed) - high) > 0


__all__ = ["claimed_total", "explanations", "score_rows"]

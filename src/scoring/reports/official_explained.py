"""Criteria that have to be explained, with reasons, for templates that list them."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.numbers import from_exact
from scoring.reports import advice
from scoring.reports.advice import OpenPoints
from scoring.reports.official_frame import DOTS
from scoring.reports.official_results import padded
from scoring.reports.official_score_table import reached
from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion

_TALL = 300
"""Characters from which a row may be broken over pages."""
_WIDE = 300
"""Characters from which the agency's own explanation gets a row of its own, over all columns."""


class ExplainedRow(Frozen):
    """A criterion that has to be explained."""

    id: str
    title: str
    points: str
    max: str
    reasons: Sequence[str]
    claim: str
    """The claimed points beside the computed ones."""
    differs: bool
    """Whether the claim lies outside the computed points."""
    said: Sequence[str]
    wide: bool
    """Whether the explanation takes a row of its own, over all columns."""
    tall: bool


def lacks_evidence(one: Criterion) -> bool:
    """Whether points rest on nothing but a declaration."""
    if one.missing_evidence:
        return True
    if one.evidence or one.status == "not_applicable":
        return False
    return one.section == "tree" or from_exact(one.certain) != 0


def _reasons(view: View, one: Criterion, loss: OpenPoints | None, open_: OpenPoints | None) -> list[str]:
    in_lang = view.in_lang
    lines = []
    if one.status == "not_applicable":
        reason = view.reason(one) or ""
        lines.append(in_lang(f"Không áp dụng. {reason}".strip(), f"Not applicable. {reason}".strip()))
    if open_ is not None:
        state, more = capital(open_.status), open_.shown
        text = in_lang(f"{state}; còn có thể thêm {more} điểm.", f"{state}; {more} more points possible.")
        lines.append(f"{text} {sentence(open_.text)}" if open_.text != open_.status else text)
    if loss is not None:
        text = in_lang(f"Thiếu {padded(loss.shown)} điểm.", f"{loss.shown} points short.")
        if loss.text:
            regain = sentence(loss.text)
            text += in_lang(f" Để đạt đủ: {regain}", f" For full points: {regain}")
        lines.append(text)
    if lacks_evidence(one) and not one.missing_evidence:
        text = in_lang("Chưa có minh chứng kèm theo.", "No evidence attached.")
        if one.status == "scored":
            text = in_lang(
                "Chưa có minh chứng kèm theo; tính theo số liệu khai.",
                "No evidence attached; computed from what was declared.",
            )
        lines.append(text)
    return lines


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a full stop at its end."""
    return text if text.endswith((".", "…")) else f"{text}."


def explanations(view: View) -> list[ExplainedRow]:
    """Every criterion without full points, open, not applicable, or without evidence, in reading order."""
    lost = {x.id: x for x in advice.lost_points(view)}
    open_ = {x.id: x for x in advice.missing(view)}
    rows = []
    for one in view.leaves():
        applies = one.status != "not_applicable"
        if applies and one.id not in {*lost, *open_} and not lacks_evidence(one):
            continue
        reasons = _reasons(view, one, lost.get(one.id), open_.get(one.id))
        said = [one_line(x) for x in (one.explanation, one.claim_note) if x]
        claim = advice.claim(view, one)
        rows.append(
            ExplainedRow(
                id=one.id,
                title=one_line(one.title),
                points=reached(view, one),
                max=view.points(one.worth),
                reasons=reasons,
                claim=claim or view.in_lang("không khai", "not given"),
                differs=advice.claim_differs(one),
                said=said or [DOTS],
                wide=sum(map(len, said)) > _WIDE,
                tall=sum(map(len, (*reasons, *said))) > _TALL,
            )
        )
    return rows

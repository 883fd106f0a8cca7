"""The score tables of official papers: groups with their criteria in reading order, bonus, penalty and the total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from scoring.numbers import Number, exact_text, from_exact
from scoring.reports.explain_leaf import evidence_text, origins
from scoring.reports.view import Interval, Section, View
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.model import Criterion, Group

_TALL = 300
"""Characters from which a row may be broken over pages; a shorter one is kept together."""
_HEADING = 200
"""Characters up to which a group's row can be repeated on every page the group goes over."""


class ScoreRow(Frozen):
    """A row of the score table: a group, a criterion or the total."""

    group: bool
    """Whether it is not a criterion."""
    level: int
    """Depth of a group whose row is repeated on every page; 0 for rows that are not."""
    id: str
    title: str
    max: str
    claimed: str


class ComputedRow(ScoreRow):
    """A row of the score table of a self-assessment."""

    points: str
    basis: Sequence[str]
    """Clause and evidence, one line each."""
    documents: str
    """Numbers of its documents in the annex of evidence."""
    tall: bool
    """Whether it may be broken over pages."""


def claimed_sum(criteria: Sequence[Criterion]) -> str | None:
    """The sum of the claims, where every criterion that applies has one."""
    asked = [one for one in criteria if one.status != "not_applicable"]
    given = [from_exact(one.claimed) for one in asked if one.claimed is not None]
    total: Number = sum(given, 0)
    return exact_text(total) if asked and len(given) == len(asked) else None


def claims(view: View, criteria: Sequence[Criterion]) -> str:
    """The sum of the claims of a group, or why there is none."""
    total = claimed_sum(criteria)
    if total is not None:
        return view.points(total)
    if all(one.status == "not_applicable" for one in criteria):
        return view.in_lang("không áp dụng", "not applicable")
    if all(one.claimed is None for one in criteria if one.status != "not_applicable"):
        return view.in_lang("không khai", "not given")
    return view.in_lang("chưa khai đủ", "partly given")


def _basis(view: View, one: Criterion) -> list[str]:
    """Clause and evidence of a criterion, one line each."""
    lines = []
    if one.clause:
        lines.append(one_line(one.clause))
    lines += [evidence_text(view, record) for record in one.evidence]
    lines += [f"{title}: {by}" for title, by in dict.fromkeys(origins(view, one, view.suppliers))]
    if one.missing_evidence:
        lines.append(view.in_lang(f"còn thiếu: {view.asked(one)}", f"missing: {view.asked(one)}"))
    return lines or [view.in_lang("chưa ghi căn cứ", "basis not given")]


def _score(view: View, one: Criterion) -> str:
    """Points by evidence; where something is open, the state in words as well."""
    if one.status in {"not_applicable", "scored"}:
        return reached(view, one)
    return f"{view.span(one)} ({view.status(one)})"


def reached(view: View, one: Criterion) -> str:
    """Points by evidence; that it does not apply where it does not."""
    return view.status(one) if one.status == "not_applicable" else view.span(one)


Row = TypeVar("Row")


def score_table(
    view: View, sum_row: Callable[[View, Section], Row], criterion_row: Callable[[View, Criterion], Row]
) -> list[Row]:
    """The rows of groups with their criteria in reading order, bonus and penalty."""
    rows = []
    for one in view.sections():
        if not isinstance(one.head, Criterion):
            rows.append(sum_row(view, one))
        rows += [criterion_row(view, x) for x in one.criteria]
    return rows


def heading_level(title: str, level: int) -> int:
    """The level of a row that is repeated on every page its group goes over; 0 where the title is too long for that."""
    return level if len(title) <= _HEADING else 0


def _section_row(view: View, one: Section) -> ComputedRow:
    below = list(view.leaves(one.id)) if isinstance(one.head, Group) else one.criteria
    return _sum_row(view, one.head, id=one.id, title=one.head.title, max=one.max, criteria=below, level=one.level)


def _sum_row(
    view: View,
    sum_: Interval,
    *,
    id: str = "",
    title: str,
    max: str,
    criteria: Sequence[Criterion],
    level: int,
    basis: Sequence[str] = (),
) -> ComputedRow:
    """The row of a group, of bonus or penalty, or of the total."""
    return ComputedRow(
        group=True,
        level=heading_level(title, level),
        id=id,
        title=one_line(title),
        max=view.points(max),
        claimed=claims(view, criteria),
        points=view.span(sum_),
        basis=basis,
        documents="",
        tall=False,
    )


def _criterion_row(view: View, one: Criterion, documents: Mapping[str, Sequence[str]]) -> ComputedRow:
    basis = _basis(view, one)
    title = one_line(one.title)
    return ComputedRow(
        group=False,
        level=0,
        id=one.id,
        title=title,
        max=view.points(one.worth),
        claimed=view.points(one.claimed),
        points=_score(view, one),
        basis=basis,
        documents=", ".join(documents.get(one.id, ())),
        tall=len(title) > _TALL or sum(map(len, basis)) > _TALL,
    )


def score_rows(view: View, documents: Mapping[str, Sequence[str]], own: str | None) -> list[ComputedRow]:
    """The table of a self-assessment: `documents` has the annex's numbers of each criterion's papers, `own` is the
    agency's own total.
    """
    total = view.result.total
    last = _sum_row(
        view,
        total,
        title=view.in_lang("TỔNG ĐIỂM", "TOTAL"),
        max=total.max,
        criteria=list(view.leaves()),
        level=0,
        basis=[view.modifier(one) for one in total.modifiers if one.effect],
    )
    if own is not None:
        last = replace(last, claimed=view.total(own))
    return [*score_table(view, _section_row, lambda view, one: _criterion_row(view, one, documents)), last]

"""Results as sheets for people: the columns they read, what repeats in every row once above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from msgspec.structs import replace

from scoring.reports.conclusion import lowered_from
from scoring.reports.interface import Cell, Column, DocumentId, FullResults, RankedBlock, Table
from scoring.reports.rank_words import remarks, sums
from scoring.reports.tables import RANKING, REMARK, absent_rows, notes, ranking_row, table
from scoring.reports.view import SummaryView, recorded_appraisal
from scoring.reports.words import day, one_line
from scoring.result.base import Span
from scoring.result.summary import GroupSummary

_CRITERIA = (
    "period", "block", "agency", "group", "criterion_id", "criterion", "claimed", "certain", "attainable",
    "max", "status", "reason", "evidence", "missing_evidence", "explanation", "clause",
)  # fmt: skip
_APPRAISED = (
    "period", "block", "agency", "group", "criterion_id", "criterion", "max", "claimed", "computed_certain",
    "computed_attainable", "rounds", "final", "final_from", "gap", "causes", "final_reason", "said", "clause",
)  # fmt: skip
_EVIDENCE = (
    "period", "block", "agency", "kind", "number", "date", "issuer", "title", "criteria", "file",
)  # fmt: skip
_BEFORE_GROUPS = ("rank", "agency", "certain", "attainable", "max", "class")
_TOTAL = Column("certain", "Tổng điểm", "Total", "points", width=11)
"""In place of both ends where they are equal for every agency."""
_BONUS_AND_PENALTY = (
    Column("bonus_certain", "Điểm cộng", "Bonus", "points"),
    Column("penalty_certain", "Điểm trừ", "Penalty", "points"),
)
_AFTER_GROUPS = ("unranked", "possible")
_LINES = ("claimed", "claimed_class", "computed_certain", "computed_attainable", "gap", "causes")


def sheet(
    name: DocumentId, blocks: Sequence[RankedBlock], full: FullResults | None, lang: str = "vi", only: str | None = None
) -> Table:
    """The criteria or the evidence over all blocks, or of the agency `only`."""
    long = table(name, blocks, full, lang, only)
    names = [one.name for one in long.columns]
    results = (row.result for block in blocks for row in block.rows)
    criteria = _APPRAISED if all(map(recorded_appraisal, results)) else _CRITERIA
    wanted = _EVIDENCE if name is DocumentId.EVIDENCE else criteria
    places = [names.index(one) for one in wanted]
    columns = tuple(long.columns[i] for i in places)
    dates = {i for i in places if names[i] == "date"}

    def rows() -> Iterator[list[Cell]]:
        for row in long.rows():
            yield [day(str(row[i]), lang) if i in dates and row[i] else row[i] for i in places]

    return replace(long, columns=columns, rows=rows)


def block_sheet(block: RankedBlock, lang: str = "vi", only: str | None = None) -> Table:
    """One block: rank, agency, points, class, and a column per part of the total, where a part that is not settled is a
    text such as ``8 – 12``.
    """
    first = SummaryView(block.rows[0].result, lang)
    names = [one.name for one in RANKING]
    has_extra = [False, False]
    appraised: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    groups: dict[str, Column] = {}
    for one in (row.result for row in block.rows):
        has_extra = [x or bool(y) for x, y in zip(has_extra, (one.total.bonus, one.total.penalty), strict=True)]
        appraised = appraised or (_LINES if recorded_appraisal(one) else ())
        lowered = lowered or (("lowered_from",) if lowered_from(one.classification) else ())
        groups |= {group.id: _group_column(group, first) for group in one.groups if group.parent is None}
    extras = [*compress(_BONUS_AND_PENALTY, has_extra)]
    settled = all(row.total.certain == row.total.attainable for row in block.rows)
    shown = [one for one in _BEFORE_GROUPS if one != "attainable" or not settled]
    before = [names.index(one) for one in (*shown, *lowered)]
    after = [names.index(one) for one in (*_AFTER_GROUPS, *appraised)]
    said = remarks(block.rows, lang)
    has_remarks = any(said)

    def rows() -> Iterator[list[Cell]]:
        for row, remark in zip(block.rows, said, strict=True):
            if only in {None, row.agency}:
                cells = ranking_row(row, lang)
                total, view = row.result.total, SummaryView(row.result, lang)
                parts = {one.id: one for one in row.result.groups}
                found = [*map(parts.get, groups), *compress((total.bonus, total.penalty), has_extra)]
                yield [
                    *(cells[i] for i in before), *(_part(view, one) for one in found), *(cells[i] for i in after),
                    *(remark,) * has_remarks,
                ]  # fmt: skip
        for cells in absent_rows(block.rows, lang) if only is None else ():
            none = [None] * (len(groups) + len(extras))
            yield [*(cells[i] for i in before), *none, *(cells[i] for i in after), *(None,) * has_remarks]

    def noted() -> tuple[str, ...]:
        return tuple(filter(None, (*notes([block], lang), sums((x.result for x in block.rows if x.rank), lang))))

    title = one_line(first.result.scheme.block_title or block.block)
    return Table(
        name=block.block,
        title=f"{title} – {first.period()}",
        columns=(
            *(_TOTAL if settled and RANKING[i].name == "certain" else RANKING[i] for i in before),
            *groups.values(),
            *extras,
            *(RANKING[i] for i in after),
            *(REMARK,) * has_remarks,
        ),
        rows=rows,
        notes=noted,
    )


def _part(view: SummaryView, one: Span | None) -> Cell:
    """A part's points: exact where they are settled, else from–to in words."""
    return None if one is None else one.certain if one.certain == one.attainable else view.span(one)


def _group_column(one: GroupSummary, view: SummaryView) -> Column:
    top = view.points(one.declared_max)
    heading = f"{one.id}. {one_line(one.title)} ({view.in_lang('tối đa', 'max')} {top})"
    return Column(f"group_{one.id}", heading, heading, "points", width=12)

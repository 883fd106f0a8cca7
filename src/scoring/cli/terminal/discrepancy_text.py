"""Gaps between claimed and final points, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scoring.cli.terminal.console import settings, t, table, width
from scoring.numbers import from_exact, show
from scoring.reports.agreement_words import caveat, figure, why
from scoring.review.agreement import PairAgreement
from scoring.review.discrepancy import BlockSum, CriterionRow, DiscrepancyReport, GapSum
from scoring.text import wrap

_HEAD = (
    ("Cơ quan", "Agency"), ("Tiêu chí", "Criterion"), ("Tự chấm", "Claimed"), ("Theo hồ sơ", "Computed"),
    ("Chính thức", "Final"), ("Chênh", "Gap"), ("Nguyên nhân", "Causes"),
)  # fmt: skip


def discrepancy_text(found: DiscrepancyReport, *, all_rows: bool) -> str:
    """The report as tables; with `all_rows` also the criteria without a gap."""
    parts = []
    head = [t(*one) for one in _HEAD]
    listed = [one for one in found.criteria if all_rows or one.has_gap]
    rows = [
        [
            one.agency,
            one.criterion,
            _points(one.claimed),
            _or_awaits(one.computed, one),
            _or_awaits(one.final, one),
            _points(one.gap, signed=True),
            _causes(one.causes),
        ]
        for one in listed
    ]
    if found.has_accepted:
        head.insert(4, t("Được nhận", "Accepted"))
        for row, one in zip(rows, listed, strict=True):
            row.insert(4, _points(one.accepted or None))
    if rows:
        parts.append(table([head, *rows], frozenset(range(2, len(head) - 1))))
    else:
        parts.append(t("Không có chênh lệch nào.\n", "There is no gap.\n"))
    for title, sums in _sums(found):
        rows = [[title, t("Số tiêu chí đổi", "Changed"), t("Chênh", "Gap"), t("Nguyên nhân", "Causes")]]
        rows += [
            [id, f"{one.changed}/{one.criteria}", _points(one.gap, signed=True), _causes(one.causes)]
            for id, one in sums
            if all_rows or isinstance(one, BlockSum) or one.has_gap
        ]
        if len(rows) > 1:
            parts.append("\n" + table(rows, frozenset((1, 2))))
    if found.agreement:
        parts.append("\n" + _agreement(found.agreement))
    return "".join(parts) + "\n"


def _sums(found: DiscrepancyReport) -> Iterator[tuple[str, list[tuple[str, GapSum]]]]:
    """The sums of every kind with their ids, below the kind's title."""
    yield t("Cơ quan", "Agency"), [(one.agency, one) for one in found.agencies]
    yield t("Khối", "Block"), [(one.block, one) for one in found.blocks]
    yield t("Tiêu chí", "Criterion"), [(one.criterion, one) for one in found.by_criterion]


def _points(text: str | None, *, signed: bool = False) -> str:
    """Points for the reader; a word where there are none."""
    if text is None:
        return t("chưa có", "none yet")
    value = from_exact(text)
    return ("+" if signed and value > 0 else "") + show(value, settings.lang)


def _or_awaits(text: str | None, row: CriterionRow) -> str:
    """Points; where they depend on the rest of the block, that they wait for it."""
    if text is None and row.awaits_block:
        return t("chờ cả khối", "awaits the block")
    return _points(text)


def _causes(causes: Mapping[str, str]) -> str:
    from scoring.review.words import CAUSES

    side = 0 if settings.lang == "vi" else 1
    words = {**CAUSES, "computed": ("chấm theo hồ sơ", "computed from the dossier")}
    return "; ".join(f"{words[id][side]} {_points(value, signed=True)}" for id, value in causes.items())


def _agreement(pairs: Sequence[PairAgreement]) -> str:
    """Who appraised the same criteria, how often alike; the figures where they were asked for."""
    head = [t("Hai người chấm", "Appraisers"), t("Giai đoạn", "Stage"), t("Cùng chấm", "Both"), t("Bằng", "Equal")]
    rows = [[f"{one.first}, {one.second}", one.stage, str(one.criteria), str(one.equal)] for one in pairs]
    if not pairs[0].kappa:
        return table([head, *rows], frozenset((2, 3)))
    head += [t("κ tuyến tính", "κ linear"), t("κ bình phương", "κ quadratic")]
    notes = []
    for row, one in zip(rows, pairs, strict=True):
        if one.kappa:
            row += [figure(one.kappa.linear, settings.lang), figure(one.kappa.quadratic, settings.lang)]
            if one.kappa.undefined:
                reason = why(one.kappa.undefined, settings.lang)
                notes.append(f"{one.first}, {one.second}, {one.stage}: {reason}\n")
    lines = wrap(caveat(settings.lang), width())
    return "".join((table([head, *rows], frozenset((2, 3, 4, 5))), *notes, *(f"{line}\n" for line in lines)))

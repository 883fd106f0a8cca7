"""Gaps between claimed and final points, as text."""

from __future__ import annotations

from typing import Any

from scoring.cli.terminal.console import settings, t, table, width
from scoring.numbers import from_exact, show
from scoring.reports.agreement_words import caveat, figure, why
from scoring.text import wrap


def discrepancy_text(found: dict[str, Any], *, whole: bool) -> str:
    """The report as tables; with `whole` also the criteria without a gap."""
    parts = []
    head = [t("Cơ quan", "Agency"), t("Tiêu chí", "Criterion"), t("Tự chấm", "Claimed"), t("Theo hồ sơ", "Computed"),
            t("Chính thức", "Final"), t("Chênh", "Gap"), t("Nguyên nhân", "Causes")]  # fmt: skip
    listed = [one for one in found["criteria"] if whole or one["gap"] != "0" or one["causes"]]
    rows = [
        [one["agency"], one["criterion"], _points(one["claimed"]), _or_awaits(one, "computed"), _or_awaits(one, "final"),
         _points(one["gap"], signed=True), _causes(one["causes"])]
        for one in listed
    ]  # fmt: skip
    if any("accepted" in one for one in listed):
        head.insert(4, t("Được nhận", "Accepted"))
        for row, one in zip(rows, listed, strict=True):
            row.insert(4, _points(one.get("accepted")))
    if rows:
        parts.append(table([head, *rows], frozenset(range(2, len(head) - 1))))
    else:
        parts.append(t("Không có chênh lệch nào.\n", "There is no gap.\n"))
    for key, name, vi, en in (
        ("agencies", "agency", "Cơ quan", "Agency"),
        ("blocks", "block", "Khối", "Block"),
        ("by_criterion", "criterion", "Tiêu chí", "Criterion"),
    ):
        rows = [
            [
                t(vi, en),
                t("Số tiêu chí đổi", "Changed"),
                t("Chênh", "Gap"),
                t("Nguyên nhân", "Causes"),
            ]
        ]
        rows += [
            [one[name], f"{one['changed']}/{one['criteria']}", _points(one["gap"], signed=True), _causes(one["causes"])]
            for one in found[key] if whole or key == "blocks" or one["changed"] or one["causes"]
        ]  # fmt: skip
        if len(rows) > 1:
            parts.append("\n" + table(rows, frozenset((1, 2))))
    if found["agreement"]:
        parts.append("\n" + _agreement(found["agreement"]))
    return "".join(parts) + "\n"


def _agreement(pairs: list[dict[str, Any]]) -> str:
    """Who appraised the same criteria, how often alike; the figures where they were asked for."""
    head = [t("Hai người chấm", "Appraisers"), t("Giai đoạn", "Stage"), t("Cùng chấm", "Both"), t("Bằng", "Equal")]  # fmt: skip
    rows = [
        [f"{one['first']}, {one['second']}", one["stage"], str(one["criteria"]), str(one["equal"])]
        for one in pairs
    ]
    if "kappa" not in pairs[0]:
        return table([head, *rows], frozenset((2, 3)))
    head += [t("κ tuyến tính", "κ linear"), t("κ bình phương", "κ quadratic")]
    for row, one in zip(rows, pairs, strict=True):
        kappa = one["kappa"]
        row += [figure(kappa["linear"], settings.lang), figure(kappa["quadratic"], settings.lang)]
    notes = [f"{one['first']}, {one['second']}, {one['stage']}: {why(one['kappa'], settings.lang)}\n" for one in pairs if one["kappa"]["undefined"]]  # fmt: skip
    lines = wrap(caveat(settings.lang), width())
    return "".join(
        (table([head, *rows], frozenset((2, 3, 4, 5))), *notes, *(f"{line}\n" for line in lines))
    )


def _or_awaits(row: dict[str, Any], key: str) -> str:
    """Points; where they depend on the rest of the block, that they wait for it."""
    if row[key] is None and row["awaits_block"]:
        return t("chờ cả khối", "awaits the block")
    return _points(row[key])


def _causes(causes: dict[str, str]) -> str:
    from scoring.review.words import CAUSES

    side = 0 if settings.lang == "vi" else 1
    words = {**CAUSES, "computed": ("chấm theo hồ sơ", "computed from the dossier")}
    return "; ".join(
        f"{words[id][side]} {_points(value, signed=True)}" for id, value in causes.items()
    )


def _points(text: str | None, *, signed: bool = False) -> str:
    """Points for the reader; a word where there are none."""
    if text is None:
        return t("chưa có", "none yet")
    value = from_exact(text)
    return ("+" if signed and value > 0 else "") + show(value, settings.lang)


__all__ = ["discrepancy_text"]

"""Where the agencies of a campaign stand, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scoring.cli.terminal.console import settings, t, table, width
from scoring.cli.terminal.ledger_line import listed
from scoring.text import wrap

_FEW = 10
"""Lists longer than this give ids; the names stand in the table."""


def status_text(found: dict[str, Any], *, brief: bool) -> str:
    """The overview as a table of agencies by stage; `brief` counts them instead."""
    year, month, day = found["today"].split("-")
    head = t(f"{found['title']} ({found['period']}) – ngày {day}/{month}/{year}",
             f"{found['title']} ({found['period']}) – {day}/{month}/{year}")  # fmt: skip
    lines = [*wrap(head, width()), ""]
    if brief:
        lines += [line for text, _ in _stages(found) for line in wrap(text, width())]
    else:
        lines.append(_table(found).rstrip("\n"))
    lines.append("")
    named = {one["id"]: one["name"] for one in found["agencies"]}
    for key, vi, en in (
        ("not_submitted", "Chưa nộp hồ sơ", "Not submitted"),
        ("missed", "Không nộp đúng hạn", "Missed the deadline"),
        ("not_appraised", "Chưa chấm xong", "Not fully appraised"),
        ("appealed", "Kiến nghị chưa giải quyết", "Open appeals"),
        (
            "decided",
            "Đã giải quyết kiến nghị, chờ công bố lại",
            "Appeals decided, to be published again",
        ),
    ):
        if found[key]:
            few = len(found[key]) <= _FEW
            names = listed(named[id] if few else id for id in found[key])
            lines += wrap(f"{t(vi, en)} ({len(found[key])}): {names}", width())
        if key == "not_appraised" and found["appraisers"]:
            lines += wrap(f"{t('Còn phải chấm', 'Still to appraise')}: {_behind(found)}", width())
    return "\n".join(lines) + "\n"


def _behind(found: dict[str, Any]) -> str:
    """Who has how much left."""
    nobody = t("không thuộc lĩnh vực của ai", "in nobody’s field")
    return "; ".join(
        t(f"{one['title'] or nobody}: {one['criteria']} tiêu chí ({one['agencies']} cơ quan)",
          f"{one['title'] or nobody}: {one['criteria']} criteria ({one['agencies']} agencies)")
        for one in found["appraisers"]
    )  # fmt: skip


def _table(found: dict[str, Any]) -> str:
    """The agencies by the stage they are in."""
    explained = any(one["explained"] for one in found["agencies"])
    rows = [[t("Mã", "Id"), t("Cơ quan", "Agency"), t("Tình trạng", "Status"), t("Hạn", "Deadline"),
             t("Còn ngày", "Days left"), t("Đã chấm", "Appraised")]]  # fmt: skip
    if explained:
        rows[0].append(t("Giải trình", "Explained"))
    for text, here in _stages(found):
        rows += [[""], [text], *(_row(one, explained) for one in here)]
    return table(rows, frozenset((4, 5, 6)))


def _stages(found: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every stage somebody is in, in words, and who is."""
    for stage in found["stages"]:
        here = [one for one in found["agencies"] if one["stage"] == stage["id"]]
        if here:
            count = Counter(one["status_words"][settings.lang] for one in here)
            parts = ", ".join(f"{number} {word}" for word, number in count.items())
            deadline = t(f"hạn {stage['deadline']}", f"deadline {stage['deadline']}")
            yield f"{stage['title']} ({stage['id']}), {deadline}: {parts}", here


def _row(one: dict[str, Any], explained: bool) -> list[str]:
    own = t(" riêng", " own") if one["own_deadline"] else ""
    row = [
        one["id"], one["name"], one["status_words"][settings.lang], f"{one['deadline'] or '–'}{own}",
        _left(one["days_left"]), "–" if one["appraised"] is None else f"{one['appraised']}/{one['criteria']}",
    ]  # fmt: skip
    return [*row, str(one["explained"])] if explained else row


def _left(days: int | None) -> str:
    if days is None:
        return "–"
    if days == 0:
        return t("hôm nay", "today")
    return str(days) if days > 0 else t(f"quá {-days}", f"{-days} over")


__all__ = ["status_text"]

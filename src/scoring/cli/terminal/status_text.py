"""Where the agencies of a campaign stand, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scoring.cli.terminal.console import settings, t, table, width
from scoring.cli.terminal.ledger_line import listed
from scoring.review.overview import AgencyLine, Overview
from scoring.text import wrap

_FEW = 10
"""Lists longer than this give ids; the names stand in the table."""


def status_text(found: Overview, *, brief: bool) -> str:
    """The overview as a table of agencies by stage; `brief` counts them instead."""
    year, month, day = found.today.split("-")
    head = t(f"{found.title} ({found.period}) – ngày {day}/{month}/{year}",
             f"{found.title} ({found.period}) – {day}/{month}/{year}")  # fmt: skip
    lines = [*wrap(head, width()), ""]
    if brief:
        lines += [line for text, _ in _stages(found) for line in wrap(text, width())]
    else:
        lines.append(_table(found).rstrip("\n"))
    lines.append("")
    lines += _agencies(found, found.not_submitted, t("Chưa nộp hồ sơ", "Not submitted"))
    lines += _agencies(found, found.missed, t("Không nộp đúng hạn", "Missed the deadline"))
    lines += _agencies(found, found.not_appraised, t("Chưa chấm xong", "Not fully appraised"))
    if found.appraisers:
        lines += wrap(f"{t('Còn phải chấm', 'Still to appraise')}: {_behind(found)}", width())
    lines += _agencies(found, found.appealed, t("Kiến nghị chưa giải quyết", "Open appeals"))
    decided = t("Đã giải quyết kiến nghị, chờ công bố lại", "Appeals decided, to be published again")
    lines += _agencies(found, found.decided, decided)
    return "\n".join(lines) + "\n"


def _agencies(found: Overview, ids: Sequence[str], heading: str) -> list[str]:
    """How many agencies, and which; nothing where there are none."""
    if not ids:
        return []
    few = len(ids) <= _FEW
    names = {one.id: one.name if few else one.id for one in found.agencies}
    return wrap(f"{heading} ({len(ids)}): {listed(names[id] for id in ids)}", width())


def _behind(found: Overview) -> str:
    """Who has how much left."""
    nobody = t("không thuộc lĩnh vực của ai", "in nobody’s field")
    return "; ".join(
        t(f"{one.title or nobody}: {one.criteria} tiêu chí ({one.agencies} cơ quan)",
          f"{one.title or nobody}: {one.criteria} criteria ({one.agencies} agencies)")
        for one in found.appraisers
    )  # fmt: skip


def _table(found: Overview) -> str:
    """The agencies by the stage they are in."""
    explained = any(one.explained for one in found.agencies)
    rows = [[t("Mã", "Id"), t("Cơ quan", "Agency"), t("Tình trạng", "Status"), t("Hạn", "Deadline"),
             t("Còn ngày", "Days left"), t("Đã chấm", "Appraised")]]  # fmt: skip
    if explained:
        rows[0].append(t("Giải trình", "Explained"))
    for text, here in _stages(found):
        rows += [[""], [text], *(_row(one, explained) for one in here)]
    return table(rows, frozenset((4, 5, 6)))


def _stages(found: Overview) -> Iterator[tuple[str, list[AgencyLine]]]:
    """Every stage somebody is in, in words, and who is."""
    for stage in found.stages:
        here = [one for one in found.agencies if one.stage == stage.id]
        if here:
            count = Counter(getattr(one.status_words, settings.lang) for one in here)
            parts = ", ".join(f"{number} {word}" for word, number in count.items())
            deadline = t(f"hạn {stage.deadline}", f"deadline {stage.deadline}")
            yield f"{stage.title} ({stage.id}), {deadline}: {parts}", here


def _row(one: AgencyLine, explained: bool) -> list[str]:
    own = t(" riêng", " own") if one.own_deadline else ""
    row = [
        one.id, one.name, getattr(one.status_words, settings.lang), f"{one.deadline or '–'}{own}",
        _left(one.days_left), "–" if one.appraised is None else f"{one.appraised}/{one.criteria}",
    ]  # fmt: skip
    return [*row, str(one.explained)] if explained else row


def _left(days: int | None) -> str:
    if days is None:
        return "–"
    if days == 0:
        return t("hôm nay", "today")
    return str(days) if days > 0 else t(f"quá {-days}", f"{-days} over")

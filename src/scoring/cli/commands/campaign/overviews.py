"""`scoring campaign status` and `history`: where agencies stand, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.campaign import overviews
from scoring.cli.terminal.campaign import Opener, ledger_line, listed, reading
from scoring.cli.terminal.console import settings, t, table, width, write_output
from scoring.cli.terminal.options import OUTPUT, argument, command, fmt, option
from scoring.json_write import canonical
from scoring.reports.words import moment
from scoring.result.write import to_bytes
from scoring.review.overview import AgencyLine, Overview
from scoring.text import fold_lines, wrap, written_dates
from scoring.values import shown_day

if TYPE_CHECKING:
    from scoring.review.entry import Entry
    from scoring.review.state import State


@command("status", "Tình trạng từng cơ quan: chưa nộp, bị trả lại, đã chấm bao nhiêu tiêu chí, còn mấy ngày.",
         "Where every agency stands: not submitted, returned, how many criteria are appraised, days left.")  # fmt: skip
@reading
@option("--brief", is_flag=True, vi="Chỉ tổng số từng giai đoạn và những ai còn việc, không ghi từng cơ quan.",
        en="Only the numbers of each stage and who has work left, without a row for each agency.")  # fmt: skip
@fmt("table", "json")
@OUTPUT
def status_(open_session: Opener, brief: bool, format_: str, output: Path | None) -> None:
    with open_session() as session:
        found = overviews.status(session)
        line = ledger_line(session.state)
    table_text = fold_lines(f"{_status_text(found, brief=brief)}{line}\n", width())
    write_output(output, to_bytes(found) if format_ == "json" else table_text)


@command("history", "Mọi việc của một cơ quan theo thứ tự sổ cái: ai, vai trò gì, lúc nào, việc gì, lý do.",
         "Everything about one agency in the ledger's order: who, in what role, when, what, why.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@reading
@fmt("table", "json")
@OUTPUT
def history_(agency: str, open_session: Opener, format_: str, output: Path | None) -> None:
    with open_session() as session:
        found = overviews.history(session, agency)
        if format_ == "json":
            names = ("seq", "act", "actor", "role", "at", "data", "hash")
            rows = [{name: getattr(one, name) for name in names} for one in found if one.act != "opened"]
            text = canonical(rows).decode()
        else:
            name = session.state.agencies[agency].agency.name
            titles = overviews.refused_titles(session, agency)
            text = f"{name}\n\n{_table(found, agency, session.state, titles)}\n{ledger_line(session.state)}\n"
            text = fold_lines(text, width())
    write_output(output, text)


def _table(found: list[Entry], agency: str, state: State, titles: Mapping[str, str]) -> str:
    from scoring.review.acts.registry import ACTS
    from scoring.review.history_words import actor_title, entry_text, group_confirmations

    lang, opened = settings.lang, state.opened
    erased = {digest: one.seq for digest, one in state.erased.items()}
    head = (("#", "#"), ("Lúc", "When"), ("Việc", "Act"), ("Ai", "Who"), ("Nội dung", "What"), ("Băm", "Hash"))
    rows = [[t(*one) for one in head]]
    for group in group_confirmations(found):
        first, last = group[0], group[-1]
        what = "; ".join(entry_text(one, agency, opened, lang, erased, titles) for one in group)
        number = str(first.seq) if first is last else f"{first.seq}–{last.seq}"
        who, act = actor_title(first, opened, lang), t(*ACTS[first.act].words)
        rows.append([number, moment(first.at, lang), act, who, what, last.hash[:8]])
    return table(rows, frozenset((0,)))


_FEW = 10
"""Lists longer than this are cut; the names stand in the table."""


def _status_text(found: Overview, *, brief: bool) -> str:
    """The overview as a table of agencies by stage; `brief` counts them instead."""
    today = shown_day(date.fromisoformat(found.today), settings.lang)
    head = t(f"{found.title} ({found.period}) – ngày {today}", f"{found.title} ({found.period}) – {today}")
    lines = [*wrap(head, width()), ""]
    if brief:
        lines += [line for text, _ in _stages(found) for line in wrap(text, width())]
    else:
        lines.append(_stages_table(found).rstrip("\n"))
    lines.append("")
    lines += _agencies(found, found.not_submitted, t("Chưa nộp hồ sơ", "Not submitted"))
    lines += _agencies(found, found.missed, t("Không nộp đúng hạn", "Missed the deadline"))
    lines += _agencies(found, found.not_appraised, t("Chưa chấm xong", "Not fully appraised"))
    if found.appraisers:
        nobody = t("không thuộc lĩnh vực của ai", "in nobody’s field")
        left = "; ".join(
            t(f"{one.title or nobody}: {one.criteria} tiêu chí ({one.agencies} cơ quan)",
              f"{one.title or nobody}: {one.criteria} criteria ({one.agencies} agencies)")
            for one in found.appraisers
        )  # fmt: skip
        lines += wrap(t(f"Còn phải chấm: {left}", f"Still to appraise: {left}"), width())
    lines += _agencies(found, found.appealed, t("Kiến nghị chưa giải quyết", "Open appeals"))
    decided = t("Đã giải quyết kiến nghị, chờ công bố lại", "Appeals decided, to be published again")
    lines += _agencies(found, found.decided, decided)
    lines += _agencies(found, found.reopening, t("Mở lại chờ người thứ hai xác nhận", "Re-openings to be confirmed"))
    return "\n".join(lines) + "\n"


def _agencies(found: Overview, ids: Sequence[str], heading: str) -> list[str]:
    """How many agencies, and which; nothing where there are none."""
    if not ids:
        return []
    names = {one.id: one.name for one in found.agencies}
    more = " …" if len(ids) > _FEW else ""
    return wrap(f"{heading} ({len(ids)}): {listed(names[id] for id in ids[:_FEW])}{more}", width())


def _stages_table(found: Overview) -> str:
    """The agencies by the stage they are in."""
    explained = any(one.explained for one in found.agencies)
    rows = [[t("Cơ quan", "Agency"), t("Tình trạng", "Status"), t("Hạn", "Deadline"),
             t("Còn ngày", "Days left"), t("Đã chấm", "Appraised")]]  # fmt: skip
    if explained:
        rows[0].append(t("Giải trình", "Explained"))
    facts = any(one.facts for one in found.agencies)
    if facts:
        rows[0].append(t("Sự việc", "Facts"))
    for text, here in _stages(found):
        rows += [[""], [text], *([*_row(one, explained), *([str(one.facts)] if facts else [])] for one in here)]
    return table(rows, frozenset((3, 4, 5, 6)))


def _stages(found: Overview) -> Iterator[tuple[str, list[AgencyLine]]]:
    """Every stage somebody is in, in words, and who is."""
    for stage in found.stages:
        here = [one for one in found.agencies if one.stage == stage.id]
        if here:
            count = Counter(getattr(one.status_words, settings.lang) for one in here)
            parts = ", ".join(f"{number} {word}" for word, number in count.items())
            last, id = written_dates(stage.deadline, settings.lang), f" ({stage.id})" if settings.verbose else ""
            yield f"{stage.title}{id}, {t('hạn', 'deadline')} {last}: {parts}", here


def _row(one: AgencyLine, explained: bool) -> list[str]:
    own = t(" riêng", " own") if one.own_deadline else ""
    row = [
        one.name + (f" ({one.id})" if settings.verbose else ""), getattr(one.status_words, settings.lang),
        f"{written_dates(one.deadline or '–', settings.lang)}{own}",
        _left(one.days_left), "–" if one.appraised is None else f"{one.appraised}/{one.criteria}",
    ]  # fmt: skip
    return [*row, str(one.explained)] if explained else row


def _left(days: int | None) -> str:
    if days is None:
        return "–"
    if days == 0:
        return t("hôm nay", "today")
    return str(days) if days > 0 else t(f"quá {-days}", f"{-days} over")

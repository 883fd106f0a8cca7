"""`scoring agenda`: what each unit owes, what is overdue, and what can still be earned."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scoring.cli.terminal.console import Terminal, settings, t, table, to_screen, width, write_output
from scoring.cli.terminal.options import DATE, OUTPUT, PATH, SCHEME, Paths, argument, command, option
from scoring.errors import usage_problem
from scoring.text import fold_lines

if TYPE_CHECKING:
    from scoring.reports.agenda import Agenda, AgendaItem, OpenCriterion

T = TypeVar("T", "AgendaItem", "OpenCriterion")
_AGENDA = ("text", "xlsx", "ics")
_TASKS = ("md", "html", "docx", "pdf")


@command("agenda",
         "Lịch việc: mỗi đơn vị còn nợ gì trong những ngày tới, việc nào quá hạn, còn có thể đạt bao nhiêu điểm. "
         "Định dạng md, html, docx, pdf in bảng nhiệm vụ của kế hoạch (lập bằng init --plan).",
         "The agenda: what each unit owes in the next days, what is overdue, which points can still be earned. "
         "The formats md, html, docx and pdf print the plan's table of tasks (made by init --plan).")  # fmt: skip
@argument("evidence", "Hồ sơ hoặc thư mục hồ sơ.", "Dossiers or folders of them.", nargs=-1, required=True, type=PATH)
@option("--at", type=DATE, vi="Ngày xem lịch (mặc định: hôm nay).", en="The day (default: today).")
@option("--days", type=click.IntRange(0, 3660), metavar="N",
        vi="Nhìn trước bấy nhiêu ngày (mặc định 30).", en="How many days ahead to look (default 30).")  # fmt: skip
@option("--unit", metavar="ID", vi="Chỉ việc của đơn vị này.", en="Only what this unit owes.")
@option("--units", type=PATH, vi="Tệp phân công riêng của cơ quan.", en="The agency's own file of units.")
@option("--plan", type=PATH, vi="Kế hoạch của cơ quan (mặc định: tệp .ke-hoach.yaml cạnh hồ sơ).",
        en="The agency's plan (default: the .ke-hoach.yaml beside its dossier).")  # fmt: skip
@SCHEME
@option("--format", "format_", type=click.Choice([*_AGENDA, *_TASKS]),
        vi="Định dạng (mặc định theo đuôi của --output, không có thì text).",
        en="The format (default: by the ending of --output, else text).")  # fmt: skip
@OUTPUT
def command_(
    evidence: Paths,
    at: date | None,
    days: int | None,
    unit: str | None,
    format_: str | None,
    output: Path | None,
    **given: Any,
) -> int:
    wanted = _format(format_, output)
    if wanted not in ("text", "md", "html", "ics") and to_screen(output) and sys.stdout.isatty():
        raise usage_problem(f"{wanted} là tệp nhị phân: thêm --output TỆP", f"{wanted} is binary: add --output FILE")
    if wanted in _TASKS:
        if at is not None or days is not None or unit is not None:
            Terminal().message("Bảng nhiệm vụ in cả kế hoạch: --at, --days, --unit chỉ dùng cho lịch việc",
                               "The table of tasks is the whole plan: --at, --days, --unit are about the agenda")  # fmt: skip
        return _tasks(evidence, wanted, output, **given)
    from scoring.app.agenda import DAYS, agenda, as_calendar, as_workbook

    ahead = DAYS if days is None else days
    found = agenda(evidence, at=at, days=ahead, unit=unit, **given, lang=settings.lang, observer=Terminal())
    if found.agendas:
        shown = {"xlsx": as_workbook, "ics": as_calendar}.get(wanted, _text)(found.agendas)
        write_output(output, shown, found.inputs)
    return int(found.code)


def _format(given: str | None, output: Path | None) -> str:
    ending = "" if output is None or to_screen(output) else output.suffix.lower().lstrip(".")
    ending = {"txt": "text"}.get(ending, ending)
    if ending and ending not in (*_AGENDA, *_TASKS):
        known = ", ".join((*_AGENDA, *_TASKS))
        raise usage_problem(
            f"không lập được tệp .{ending}; có: {known}", f".{ending} files are not made; there are: {known}"
        )
    if given and ending and given != ending:
        raise usage_problem(f"--format {given} nhưng tên tệp có đuôi .{ending}",
                            f"--format {given}, but the file's ending is .{ending}")  # fmt: skip
    return given or ending or "text"


def _tasks(evidence: Paths, wanted: str, output: Path | None, **given: Any) -> int:
    from scoring.app.task_plans import task_table
    from scoring.reports.formats import require_formats

    if len(evidence) > 1:
        raise usage_problem("bảng nhiệm vụ cần đúng một hồ sơ", "a table of tasks needs one dossier")
    require_formats([wanted])
    found = task_table(evidence[0], **given, lang=settings.lang, observer=Terminal())
    write_output(output, found.rendered(wanted), found.inputs)
    return 0


def _text(found: Sequence[Agenda]) -> bytes:
    return "\n".join("".join(_lines(one)) for one in found).encode()


def _lines(one: Agenda) -> Iterator[str]:
    unit = f" – {one.unit}" if one.unit else ""
    yield table(
        [[t(f"Lịch việc của {one.agency}{unit}, kỳ {one.period}", f"Agenda of {one.agency}{unit}, {one.period}")]]
    )
    yield t(f"Ngày {_day(one.at)}, nhìn đến hết {_day(one.until)}\n", f"On {one.at}, as far as {one.until}\n")
    if one.banner:
        yield table([[one.banner]])
    count = t(
        f"Đã xong {one.count_done} việc; quá hạn {len(one.listed('overdue'))}, chậm kế hoạch "
        f"{len(one.listed('behind'))}, sắp đến hạn {len(one.listed('open'))}; còn {one.count_later} việc về sau.\n",
        f"{one.count_done} done; {len(one.listed('overdue'))} overdue, {len(one.listed('behind'))} behind the plan, "
        f"{len(one.listed('open'))} due soon; {one.count_later} later.\n",
    )
    yield fold_lines(count, width())
    owed = one.owed
    for title, items in _by_unit(owed):
        yield f"\n{title}\n"
        yield table([[t("Hạn", "Day"), t("Tình trạng", "State"), t("Việc", "Task"), t("Đã có / cần", "There / wanted"),
                      t("Tiêu chí", "Criteria")], *map(_item, items)])  # fmt: skip
    if not owed:
        yield t("Không có việc nào quá hạn hay sắp đến hạn.\n", "Nothing is overdue or due soon.\n")
    span = one.certain if one.certain == one.attainable else f"{one.certain} – {one.attainable}"
    total = t(f" (tổng {span} trên {one.maximum})", f" (total {span} of {one.maximum})") if one.unit is None else ""
    none = "" if one.criteria else t(": không còn", ": none")
    yield t(f"\nĐiểm còn có thể đạt{total}{none}\n", f"\nPoints that can still be earned{total}{none}\n")
    if one.criteria:
        head = [t("Đơn vị, tiêu chí", "Unit, criterion"), t("Còn đạt", "Open"), t("Cần gì", "What it takes")]
        rows = []
        for title, criteria in _by_unit(one.criteria):
            rows.append([title])
            rows += [_criterion(x) for x in criteria]
        yield table([head, *rows], frozenset({1}))


def _by_unit(items: Sequence[T]) -> Iterator[tuple[str, list[T]]]:
    """The items of each unit by its title, in the order in which the units come first."""
    found: dict[str, list[T]] = {}
    for one in items:
        found.setdefault(one.unit or t("Chưa giao cho đơn vị nào", "No unit"), []).append(one)
    yield from found.items()


def _day(day: date) -> str:
    from scoring.values import shown_day

    return shown_day(day, settings.lang)


def _item(one: AgendaItem) -> list[str]:
    return [_day(one.day), one.when, one.title, one.progress, ", ".join(one.criteria)]


def _criterion(one: OpenCriterion) -> list[str]:
    from scoring.numbers import from_exact, show

    return [f"  {one.id}", show(from_exact(one.points), settings.lang), one.wants]

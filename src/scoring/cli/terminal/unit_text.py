"""What a unit's part is worth, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scoring.cli.terminal.console import settings, t, table, width
from scoring.numbers import from_exact, show, show_percent
from scoring.text import wrap

if TYPE_CHECKING:
    from scoring.app.unit_evaluation import UnitResult


def unit_text(one: UnitResult) -> str:
    """The points of a unit's part, criterion by criterion, and what to do."""
    lines = [line for piece in _pieces(one) for line in (wrap(piece, width()) or [""])]
    return "\n".join(lines) + "\n" + _table(one) + "".join(f"{line}\n" for line in _wanted(one))


def _points(text: str) -> str:
    return show(from_exact(text), settings.lang)


def _span(certain: str, attainable: str) -> str:
    low, high = _points(certain), _points(attainable)
    return low if low == high else f"{low} – {high}"


def _pieces(one: UnitResult) -> Iterator[str]:
    if one.banner:
        yield one.banner
    yield t(f"{one.title} – {one.agency.name}, kỳ {one.period}", f"{one.title} – {one.agency.name}, {one.period}")
    share = show_percent(from_exact(one.share), settings.lang)
    most, low, high, lost = map(_points, (one.maximum, one.certain, one.attainable, one.lost))
    ends = t(f"chắc chắn {low}; có thể đạt {high}", f"certain {low}; attainable {high}")
    if low == high:
        ends = t(f"được {low}", f"has {low}")
    yield t(
        f"Tối đa {most} điểm ({share} điểm của cơ quan); {ends}; thiếu {lost}.",
        f"Maximum {most} points ({share} of the agency's); {ends}; short {lost}.",
    )
    if any(x.section == "bonus" for x in one.criteria):
        span = _span(one.bonus, one.bonus_attainable)
        yield t(f"Điểm cộng, trước trần của cơ quan: {span}.", f"Bonus, before the agency's cap: {span}.")
    if any(x.section == "penalty" for x in one.criteria):
        yield t(f"Điểm trừ, trước trần của cơ quan: {_points(one.penalty)}.",
                f"Penalty, before the agency's cap: {_points(one.penalty)}.")  # fmt: skip
    yield t("Phần của một đơn vị không có loại; loại chỉ xét cho cả cơ quan.",
            "A unit's part has no class; only the whole agency has one.")  # fmt: skip


def _table(one: UnitResult) -> str:
    from scoring.reports.words import status_word

    if not one.criteria:
        return t("Đơn vị không phụ trách tiêu chí nào.\n", "The unit has no criterion of its own.\n")
    head = [t("Mục", "Item"), t("Nội dung", "Title"), t("Tối đa", "Max"), t("Điểm", "Points"),
            t("Tình trạng", "State")]  # fmt: skip
    rows = [
        [x.id, x.title, _points(x.max), _span(x.certain, x.attainable), status_word(x.status, settings.lang)]
        for x in one.criteria
    ]
    return table([head, *rows], frozenset({2, 3}))


def _wanted(one: UnitResult) -> Iterator[str]:
    """What is missing and what to do, wrapped, with hanging indents."""
    names = {"number": t("số liệu", "number"), "evidence": t("minh chứng", "evidence")}
    if one.missing:
        yield t(f"Còn thiếu ({len(one.missing)}):", f"Missing ({len(one.missing)}):")
    for lack in one.missing:
        used = f" ({', '.join(lack.criteria)})" if lack.criteria else ""
        yield from _hanging(f"{names[lack.sort]}: {lack.title}{used}")
    if one.tasks:
        yield t("Việc cần làm:", "What to do:")
    for task in one.tasks:
        gain = _points(task.points)
        what = t(f"thiếu {gain}", f"short {gain}") if task.lost else t(f"còn {gain}", f"open {gain}")
        waits = "; ".join(task.waits_for)
        more = t(f" – chờ {waits}", f" – waits for {waits}") if waits else ""
        yield from _hanging(f"{task.criterion} ({what}): {task.text}{more}")
    if not one.missing and not one.tasks:
        yield t("Không còn việc gì.", "Nothing left to do.")


def _hanging(text: str) -> Iterator[str]:
    first, *rest = wrap(text, width() - 4)
    yield f"  {first}"
    yield from (f"    {line}" for line in rest)

"""What of an agency's tasks a periodic report tells: what is behind plan, and what falls due next."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.engine.tasks import TaskState
from scoring.reports.agenda import progress
from scoring.reports.official_results import short_share
from scoring.reports.periodic import PeriodicSource, day_text
from scoring.reports.words import one_line
from scoring.values import written_day


def behind(source: PeriodicSource) -> Iterator[str]:
    """What is behind plan, or was sent too late, one line each."""
    for one in source.states:
        owed, title = one.obligation, _owed_title(source, one)
        # What the scheme alone wants of a measure is its best, not what the agency planned.
        planned = one.target is not None and (one.task is not None or owed.target_of is not None)
        if one.state == "late" and one.record and one.record.date and one.record.date.first >= source.first:
            days = (one.record.date.first - owed.due).days
            yield f"{title}: gửi {day_text(one.record.date)}, chậm {days} ngày so với hạn {written_day(owed.due)}."
        elif one.state in ("overdue", "behind") and (owed.measure is None or planned):
            yield f"{title}: {_progress(one) or 'chưa có trong hồ sơ'}, hạn {written_day(one.day)}."


def coming(source: PeriodicSource) -> Iterator[str]:
    """What falls due within as many days again, by the plan or the scheme's deadlines."""
    until = source.last + (source.last - source.first)
    for one in sorted(source.states, key=lambda one: one.day):
        if one.state == "open" and source.last < one.day <= until and (one.task is not None or one.obligation.fixed):
            there = f" (nay {found})" if (found := _progress(one)) else ""
            verb = "Gửi " if one.obligation.fixed else ""
            yield f"{verb}{_owed_title(source, one)}: chậm nhất ngày {written_day(one.day)}{there}."


def _progress(one: TaskState) -> str:
    """What is there of what is wanted, as official papers write it: ``1/2 cuộc``."""
    text = short_share(progress(one)).replace(" / ", "/")
    unknown = one.obligation.measure is not None and one.value is None and not isinstance(one.target, bool)
    return f"chưa có số liệu, {text}" if unknown else text


def _owed_title(source: PeriodicSource, one: TaskState) -> str:
    """What is owed, and the unit the plan names for it."""
    title, unit = one_line(one.obligation.title), one.task.unit if one.task else None
    return f"{title} ({one_line(source.titles.get(unit, unit))})" if unit else title

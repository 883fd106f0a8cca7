"""When a scheme has a block, and the periods in which the block can be scored, in words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from scoring.errors import ScoringError
from scoring.scheme.load import days_of_change, load_scheme_on
from scoring.scheme.model import Scheme
from scoring.text import in_lang
from scoring.values import Period, written_day

_PARTS = {"year": 1, "half": 2, "quarter": 4}
_KINDS = {"year": ("năm", "year"), "half": ("nửa năm", "half-year"), "quarter": ("quý", "quarter")}
_DAY = timedelta(days=1)


def block_days(scheme: Scheme, block: str) -> list[tuple[date, date]]:
    """The first and last days, both included, between which the scheme has the block; ``date.min`` and ``date.max``
    where it has no such day.
    """
    if scheme.folder is None:
        return []
    days = [date.min, *days_of_change(scheme.folder), date.max]
    found: list[tuple[date, date]] = []
    for first, after in pairwise(days):
        try:
            there = load_scheme_on(scheme.folder, first).block(block) is not None
        except ScoringError:
            continue
        last = after if after == date.max else after - _DAY
        if there and found and found[-1][1] + _DAY == first:
            found[-1] = (found[-1][0], last)
        elif there:
            found.append((first, last))
    return found


def kinds_words(scheme: Scheme) -> dict[str, str]:
    """The kinds of periods that the scheme scores: ``known`` and ``known_en``, values of a diagnostic."""
    vi, en = (", ".join(_KINDS[kind][at] for kind in scheme.period.kinds) for at in (0, 1))
    return {"known": vi, "known_en": en}


def scored_words(scheme: Scheme, block: str) -> dict[str, str]:
    """When the scheme has the block, and in which periods it can be scored: ``lived`` and ``lived_en``, values of a
    diagnostic; both empty where it has no such block, or has it always.
    """
    spans = [one for one in block_days(scheme, block) if one != (date.min, date.max)]
    return {
        key: "".join(_span(scheme, block, first, last, lang) for first, last in spans)
        for key, lang in (("lived", "vi"), ("lived_en", "en"))
    }


def _span(scheme: Scheme, block: str, first: date, last: date, lang: str) -> str:
    parts = [_PARTS[kind] for kind in scheme.period.kinds]
    ends = [(_edge(scheme, first, one, last=False), _edge(scheme, last, one, last=True)) for one in parts]
    ends = [(start, end) for start, end in ends if start is None or end is None or start.first <= end.first]
    days, periods = [], []
    if first != date.min:
        days.append(in_lang(lang, f"từ ngày {written_day(first)}", f"from {first}"))
        periods.append(in_lang(lang, "từ kỳ", "from") + f" {', '.join(str(start) for start, _ in ends)}")
    if last != date.max:
        days.append(in_lang(lang, f"đến hết ngày {written_day(last)}", f"until {last}"))
        periods.append(in_lang(lang, "đến kỳ", "until") + f" {', '.join(str(end) for _, end in ends)}")
    when, when_en = (" ".join(periods),) * 2 if ends else ("ở kỳ nào: không có", "in no period")
    return in_lang(
        lang,
        f"; khối “{block}” có {' '.join(days)}, chấm được {when}",
        f"; there is a block “{block}” {' '.join(days)}, to be scored {when_en}",
    )


def _edge(scheme: Scheme, day: date, parts: int, *, last: bool) -> Period | None:
    """The last period up to a day, or the first one from it; None for a day that stands for no end."""
    if day in {date.min, date.max}:
        return None
    period = Period(day.year, parts, (day.month - 1) * parts // 12 + 1)
    asked = period.first if scheme.period.reference == "start" else period.last
    if last:
        return period.previous if asked > day else period
    return period.next if asked < day else period

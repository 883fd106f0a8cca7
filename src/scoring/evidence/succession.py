"""Which agency was made from which, and when each exists, as two places may say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scoring.text import in_lang
from scoring.values import Life, Period, written_day


def wrong_predecessors(id: str, succeeds: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Place, code and id of each predecessor that is the agency itself, or given twice."""
    for at, one in enumerate(succeeds):
        if one == id:
            yield at, "SC378", one
        elif one in succeeds[:at]:
            yield at, "SC379", one


def circles(succeeds: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Agencies that succeed each other in a circle, each circle once; one that succeeds itself is none."""
    found: dict[frozenset[str], list[str]] = {}
    for start in sorted(succeeds):
        ways = [[start]]
        seen = {start}
        while ways:
            way = ways.pop()
            for one in succeeds.get(way[-1], ()):
                if one == start and len(way) > 1:
                    found.setdefault(frozenset(way), way)
                elif one not in seen:
                    seen.add(one)
                    ways.append([*way, one])
    return list(found.values())


def contradiction(life: Life, period: Period) -> tuple[str, str, dict[str, str]] | None:
    """What is wrong with an agency's days: the code, the key to blame and the diagnostic's values; None if nothing."""
    first, last = life.first, life.last
    if first and last and last < first:
        return "SC376", "until", {"first": written_day(first), "last": written_day(last)}
    if life.meets(period):
        return None
    late = first is not None and first > period.last
    what, what_en = ("chưa", "did not exist yet") if late else ("không còn", "existed no more")
    day = first if late else last
    values = {"period": str(period), "what": what, "what_en": what_en, "day": written_day(day) if day else ""}
    return "SC377", "from" if late else "until", values


def existence_words(first: date | None, last: date | None, succeeds: Sequence[str], lang: str = "vi") -> str:
    """When an agency exists and what it was made from, in words; empty where nothing is said.

    >>> existence_words(date(2025, 7, 1), None, ["xa-b", "xa-a"])
    'thành lập 01/7/2025, kế thừa xa-a, xa-b'
    """
    parts = []
    if first:
        parts.append(in_lang(lang, f"thành lập {written_day(first)}", f"founded on {first}"))
    if last:
        parts.append(in_lang(lang, f"hoạt động đến hết {written_day(last)}", f"until {last}"))
    if succeeds:
        names = ", ".join(sorted(succeeds))
        parts.append(in_lang(lang, f"kế thừa {names}", f"succeeds {names}"))
    return ", ".join(parts)

"""An agency's days of existence and predecessors: days that cannot be, and papers of days on which it did not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scoring.evidence.check_records import Problems
from scoring.evidence.life import is_outside
from scoring.evidence.load import LoadedDossier
from scoring.evidence.model import Agency
from scoring.scheme.model import Scheme
from scoring.values import Life, written_day

CONTRADICTIONS = frozenset(("SC376", "SC377"))
"""Codes of days of existence by which nothing can be computed."""


class LifeCheck(Problems):
    """Collects what is wrong with a dossier's days of existence and predecessors."""

    def __init__(self, loaded: LoadedDossier, scheme: Scheme) -> None:
        super().__init__(loaded)
        self.agency, self.period = loaded.dossier.agency, loaded.dossier.period
        self.counted = scheme.policies.agency_life.papers == "counted"
        self.predecessors()
        life = self.agency.life
        if life is not None:
            self.days(life)
            if not self.found:
                self.papers(life)

    def predecessors(self) -> None:
        """Report predecessors that are the agency itself, or given twice."""
        for at, code, id in wrong_predecessors(self.agency.id, self.agency.succeeds):
            self.add(code, ("agency", "succeeds", at), id=id)

    def days(self, life: Life) -> None:
        """Report days in the wrong order, or a period in which the agency did not exist."""
        if life.first and life.last and life.last < life.first:
            self.add("SC376", ("agency", "until"), first=written_day(life.first), last=written_day(life.last))
        elif not life.meets(self.period):
            late = life.first is not None and life.first > self.period.last
            what, what_en = ("chưa", "did not exist yet") if late else ("không còn", "existed no more")
            key, day = ("from", life.first) if late else ("until", life.last)
            shown = written_day(day) if day else ""
            self.add("SC377", ("agency", key), period=str(self.period), what=what, what_en=what_en, day=shown)

    def papers(self, life: Life) -> None:
        """Warn of papers dated on days on which the agency did not exist."""
        for index, record in enumerate(self.loaded.dossier.evidence):
            outside, when = is_outside(record, life), record.date
            if outside is False or when is None:
                continue
            if self.counted and (when.last < self.period.first or self.period.last < when.first):
                continue  # That it is of another period has been said.
            why, why_en = _beyond(when.first, life)
            if outside is None:
                why, why_en = f"có thể {why}", f"perhaps {why_en}"
            counts = self.counted or outside is None
            self.add(
                "SC381",
                ("evidence", index, "date"),
                level="note" if outside is None or record.outside_period else None,
                id=record.id,
                date=when.vi,
                date_en=str(when),
                why=why,
                why_en=why_en,
                effect="" if counts else "; không được tính",
                effect_en="" if counts else "; it does not count",
            )


def _beyond(day: date, life: Life) -> tuple[str, str]:
    if life.first is not None and day < life.first:
        return f"trước ngày thành lập {written_day(life.first)}", f"before the agency was founded on {life.first}"
    assert life.last is not None
    return f"sau ngày cuối cùng hoạt động {written_day(life.last)}", f"after the agency's last day {life.last}"


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


def differing_life(own: Agency, registered: Agency) -> tuple[str, str] | None:
    """The days and predecessors that two places give of an agency, in words, where they differ."""
    mine, theirs = _told(own), _told(registered)
    return (mine, theirs) if mine != theirs else None


def _told(one: Agency) -> str:
    parts = [f"from {written_day(one.from_)}"] if one.from_ else []
    parts += [f"until {written_day(one.until)}"] if one.until else []
    parts += [f"succeeds {', '.join(sorted(one.succeeds))}"] if one.succeeds else []
    return "; ".join(parts) or "–"

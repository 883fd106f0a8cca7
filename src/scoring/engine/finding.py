"""What a rule concluded, and the facts it rests on."""

from __future__ import annotations

from msgspec import Struct

from scoring.evidence.model import Citation, Record
from scoring.findings.interface import Rule


class RecordFact(Struct, frozen=True):
    """A record; with `criterion`, its use for that; with `cited`, its citing of that document."""

    record: Record
    criterion: str | None = None
    cited: Citation | None = None


class ReportFact(Struct, frozen=True):
    """An occurrence of a series of reports; `state`: missing, late, on_time or open."""

    title: str
    occurrence: str
    state: str


class HistoryFact(Struct, frozen=True):
    """The result of an earlier period; `agency`: the predecessor whose it is, empty for its own."""

    period: str
    agency: str = ""


class PeriodFact(Struct, frozen=True):
    """The period of the dossier."""


class NamedFact(Struct, frozen=True):
    """A fact known by its name only, such as the finding of another rule."""

    name: str


Fact = RecordFact | ReportFact | HistoryFact | PeriodFact | NamedFact


class Ground(Struct, frozen=True):
    """A fact that made a rule fire: name of the pattern, reference of the fact, and the fact."""

    name: str
    ref: str
    fact: Fact


class Finding(Struct, frozen=True):
    """A rule's conclusion and its grounds; not `certain` while something may still change it."""

    rule: Rule
    certain: bool
    because: tuple[Ground, ...]

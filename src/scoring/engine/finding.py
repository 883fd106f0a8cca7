"""What a rule concluded, and the facts it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.evidence.model import Citation, Record
from scoring.findings.rule import Rule


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A record; with `criterion`, its use for that; with `cited`, its citing of that document."""

    record: Record
    criterion: str | None = None
    cited: Citation | None = None


@dataclass(frozen=True, slots=True)
class ReportFact:
    """An occurrence of a series of reports; `state`: missing, late, on_time or open."""

    title: str
    occurrence: str
    state: str


@dataclass(frozen=True, slots=True)
class HistoryFact:
    """The result of an earlier period."""

    period: str


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """The period of the dossier."""


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A fact known by its name only, such as the finding of another rule."""

    name: str


Fact = RecordFact | ReportFact | HistoryFact | PeriodFact | NamedFact


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact that made a rule fire: name of the pattern, reference of the fact, and the fact."""

    name: str
    ref: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's conclusion and its grounds; not `certain` while something may still change it."""

    rule: Rule
    certain: bool
    because: tuple[Ground, ...]

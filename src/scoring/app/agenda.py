"""Agendas of agencies on a day: what each unit owes, what is overdue, and what can still be earned."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.campaign.instants import Clock, utc_now
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.app.task_plans import DossierAtHand, plan_of, read_dossier
from scoring.batch import local
from scoring.engine import Peer, compares, evaluate, peers_of
from scoring.engine.tasks import as_of_day, task_states, with_reports_sent
from scoring.errors import ExitCode, InvalidInput, ScoringError, usage_problem
from scoring.evidence.check import check_dossier
from scoring.evidence.model import Dossier
from scoring.evidence.task_plan import LoadedTaskPlan
from scoring.reports.agenda import Agenda, tables
from scoring.reports.agenda import agenda as agenda_of
from scoring.reports.calendar_file import calendar
from scoring.result.write import result_of
from scoring.review.campaign import VIETNAM
from scoring.scheme.model import Scheme

DAYS = 30
"""How many days ahead an agenda looks, where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agendas:
    """The agendas of the dossiers that could be read."""

    agendas: Sequence[Agenda]
    inputs: Sequence[Path]
    """All files that were read."""
    code: ExitCode


def today(clock: Clock = utc_now) -> date:
    """The day it is in Viet Nam."""
    return clock().astimezone(VIETNAM).date()


def agenda(
    paths: Sequence[Path],
    *,
    at: date | None = None,
    days: int = DAYS,
    unit: str | None = None,
    scheme: Path | None = None,
    units: Path | None = None,
    plan: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> Agendas:
    """What the agencies of dossiers owe on a day, by unit; one dossier that fails stops no other.

    Args:
        at: the day; without it today.
        days: how many days ahead are looked at.
        unit: only what this unit owes, of the agencies that have it; a unit's part of a dossier is about that unit.
        units: the agency's own file of units.
        plan: the agency's plan, where it is not beside its dossier.

    Raises:
        NothingMatched: there is no dossier, or no such unit.
        ScoringError: why the only dossier has no agenda.
    """
    files = inputs.dossiers(paths)
    if len(files) > 1 and (plan or units):
        raise usage_problem(
            "kế hoạch và tệp phân công chỉ dùng với một hồ sơ",
            "a plan and a file of units: only for one dossier",
            "plan",
            "units",
        )
    code = ExitCode.DONE
    found: list[Agenda] = []
    used: list[Path] = []

    def failed(error: ScoringError) -> None:
        nonlocal code
        if len(files) == 1:
            raise error
        observer.diagnostics(error.diagnostics)
        code = ExitCode.FINDINGS

    day = at or today()
    read: list[DossierAtHand] = []
    for file in files:
        try:
            read.append(read_dossier(file, scheme, units, unit, day))
        except ScoringError as error:
            failed(error)
    peers = _peers(read, day)
    having = [one for one in read if unit is None or unit in one.titles]
    if read and not having:
        raise unknown(unit or "", list(dict.fromkeys(id for one in read for id in one.titles)), "unit")
    for one in having:
        try:
            part = one.loaded.dossier.unit
            if part is not None and unit not in (None, part):
                # What the other unit has done stands in its own part.
                place = one.loaded.document.place(("unit",))
                raise InvalidInput.of("SC672", place, found=part, wanted=unit)
            planned = plan_of(one, plan, observer)
            used += [one.loaded.path, *([planned.path] if planned else ())]
            found.append(_agenda(one, planned, peers.get(one.group, {}), day, days, unit, lang, observer))
        except ScoringError as error:
            failed(error)
    return Agendas(agendas=found, inputs=used, code=code)


def _peers(read: Sequence[DossierAtHand], at: date) -> dict[tuple[Path, str], Mapping[str, Mapping[str, Peer]]]:
    """The best values by scheme and period, then block, where there are several agencies to compare."""
    groups: dict[tuple[Path, str], list[tuple[Scheme, Dossier]]] = {}
    for one in read if len(read) > 1 else ():
        rules, dossier = one.scheme.scheme, one.loaded.dossier
        if dossier.unit is None and compares(rules, dossier.agency.block):
            groups.setdefault(one.group, []).append((rules, as_of_day(rules, dossier, at)))
    return {group: peers_of(cases) for group, cases in groups.items()}


def _agenda(
    one: DossierAtHand,
    plan: LoadedTaskPlan | None,
    peers: Mapping[str, Mapping[str, Peer]],
    at: date,
    days: int,
    unit: str | None,
    lang: str,
    observer: Observer,
) -> Agenda:
    rules, dossier = one.scheme.scheme, one.loaded.dossier
    best = peers.get(dossier.agency.block, {})
    loaded = replace(one.loaded, dossier=as_of_day(rules, dossier, at))
    # Every problem is told by `evaluate` and `validate`; here those that make the agenda wrong.
    found = check_dossier(one.loaded, rules, at)
    observer.diagnostics([problem for problem in found if problem.severity == "error"])
    assessment, _ = local.assess(loaded, one.scheme, local.Options(as_of=at, part=dossier.unit is not None), peers=best)
    states = task_states(assessment, plan.plan.tasks if plan else (), at)
    sent = with_reports_sent(rules, assessment.dossier, states, at)
    outlook = evaluate(rules, sent, as_of=at, history=assessment.history, peers=best)
    return agenda_of(
        result_of(assessment),
        result_of(outlook),
        states,
        suppliers=one.suppliers,
        titles=one.titles,
        at=at,
        days=days,
        unit=unit or dossier.unit,
        lang=lang,
    )


def as_workbook(found: Sequence[Agenda]) -> bytes:
    """Agendas as an Excel workbook; the same agendas give the same bytes."""
    from scoring.reports.xlsx_file import write_xlsx

    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "agenda.xlsx"
        write_xlsx(tables(found), file, found[0].lang, found[0].at.isoformat())
        return file.read_bytes()


def as_calendar(found: Sequence[Agenda]) -> bytes:
    """Agendas as an iCalendar file; the same agendas give the same bytes."""
    return calendar(found)

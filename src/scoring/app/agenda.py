"""An agency's agenda on a day, and its plan of tasks: made from the scheme, checked against it, printed as a table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scoring.app import inputs
from scoring.app.campaign.instants import Clock, utc_now
from scoring.app.files import write_file
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.app.units import suppliers_of
from scoring.batch import local
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.engine import Peer, compares, evaluate, peers_of
from scoring.engine.tasks import as_of_day, task_states, with_reports_sent
from scoring.errors import ExitCode, InvalidInput, NothingMatched, ScoringError, usage_problem
from scoring.evidence.check import check_dossier
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.evidence.model import Dossier, answer_text
from scoring.evidence.task_plan import LoadedTaskPlan, check_task_plan, load_task_plan, owed, plan_path, wanted
from scoring.reports.agenda import Agenda, tables
from scoring.reports.agenda import agenda as agenda_of
from scoring.reports.calendar_file import calendar
from scoring.reports.task_table import TaskTable, tasks_of
from scoring.reports.words import one_line
from scoring.result.write import result_of
from scoring.review.campaign import VIETNAM
from scoring.scheme.load import LoadedScheme
from scoring.scheme.model import Scheme
from scoring.scheme.obligations import Obligation
from scoring.scheme.units import Suppliers, load_units
from scoring.yaml_source import plain_scalar

DAYS = 30
"""How many days ahead an agenda looks, where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agendas:
    """The agendas of the dossiers that could be read."""

    agendas: Sequence[Agenda]
    inputs: Sequence[Path]
    """All files that were read."""
    code: ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPlan:
    """The table of tasks of a plan, with the files it was made from."""

    table: TaskTable
    inputs: Sequence[Path]

    def rendered(self, format: str, templates: Path | None = None) -> bytes:
        """The table as ``md``, ``html``, ``docx`` or ``pdf``."""
        from scoring.reports.formats import format_of

        return format_of(format).tasks(self.table, templates)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A dossier with its scheme and the units of its agency."""

    loaded: LoadedDossier
    scheme: LoadedScheme
    suppliers: Suppliers | None
    titles: Mapping[str, str]
    """Titles by id of every unit the agency has in the period."""

    @property
    def group(self) -> tuple[Path, str]:
        """The scheme and period by which agencies are compared."""
        return self.scheme.path, str(self.loaded.dossier.period)


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
    own_units: Path | None = None,
    plan: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> Agendas:
    """What the agencies of dossiers owe on a day, by unit; one dossier that fails stops no other.

    Args:
        at: the day; without it today.
        days: how many days ahead are looked at.
        unit: only what this unit owes, of the agencies that have it; a unit's part of a dossier is about that unit.
        own_units: the agency's own file of units.
        plan: the agency's plan, where it is not beside its dossier.

    Raises:
        NothingMatched: there is no dossier, or no such unit.
        ScoringError: why the only dossier has no agenda.
    """
    files = inputs.dossiers(paths)
    if len(files) > 1 and (plan or own_units):
        raise usage_problem("--plan và --units chỉ dùng với một hồ sơ", "--plan and --units: only for one dossier")
    code = ExitCode.DONE
    found: list[Agenda] = []
    used: list[Path] = []

    def failed(error: ScoringError) -> None:
        nonlocal code
        if len(files) == 1:
            raise error
        observer.diagnostics(error.diagnostics)
        code = ExitCode.FINDINGS

    read: list[_Read] = []
    for file in files:
        try:
            read.append(_read(file, scheme, own_units))
        except ScoringError as error:
            failed(error)
    day = at or today()
    peers = _peers(read, day)
    having = [one for one in read if unit is None or unit in one.titles]
    if read and not having:
        raise unknown(unit or "", list(dict.fromkeys(id for one in read for id in one.titles)), "unit")
    for one in having:
        try:
            planned = _plan(one, plan, observer)
            used += [one.loaded.path, *([planned.path] if planned else ())]
            found.append(_agenda(one, planned, peers.get(one.group, {}), day, days, unit, lang, observer))
        except ScoringError as error:
            failed(error)
    return Agendas(agendas=found, inputs=used, code=code)


def _peers(read: Sequence[_Read], at: date) -> dict[tuple[Path, str], Mapping[str, Mapping[str, Peer]]]:
    """The best values by scheme and period, then block, where there are several agencies to compare."""
    groups: dict[tuple[Path, str], list[tuple[Scheme, Dossier]]] = {}
    for one in read if len(read) > 1 else ():
        rules, dossier = one.scheme.scheme, one.loaded.dossier
        if dossier.unit is None and compares(rules, dossier.agency.block):
            groups.setdefault(one.group, []).append((rules, as_of_day(rules, dossier, at)))
    return {group: peers_of(cases) for group, cases in groups.items()}


def _agenda(
    one: _Read,
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


def _read(file: Path, scheme: Path | None, own_units: Path | None) -> _Read:
    loaded = load_dossier(file)
    found = local.scheme_of(inputs.scheme_for(file, loaded.dossier.scheme, scheme), loaded.dossier)
    suppliers, titles = _units(found, loaded.dossier, own_units)
    return _Read(loaded=loaded, scheme=found, suppliers=suppliers, titles=titles)


def _plan(one: _Read, given: Path | None, observer: Observer) -> LoadedTaskPlan | None:
    """The agency's plan, or None without one. Raises InvalidInput, with all problems, if it does not fit."""
    path = given or plan_path(one.loaded.path)
    if given is None and not path.is_file():
        return None
    plan = load_task_plan(path)
    problems = check_task_plan(plan, one.scheme.scheme, one.loaded.dossier, one.titles or None)
    if has_errors(problems):
        raise InvalidInput(problems)
    observer.diagnostics(problems)
    return plan


def _units(loaded: LoadedScheme, dossier: Dossier, own: Path | None) -> tuple[Suppliers | None, dict[str, str]]:
    """Who supplies what at the end of a dossier's period, and the titles of all units of the agency within it; nothing
    where the scheme names no units.
    """
    agency, period = dossier.agency, dossier.period
    given = load_units(loaded)
    if given is None and own is None:
        return None, {}
    suppliers = suppliers_of(loaded, agency, period, own)
    titles = {
        unit.id: unit.title
        for one in (given.structures if given else ())
        if one.set == suppliers.set.set and (agency.kind is None or not one.kinds or agency.kind in one.kinds)
        if (one.valid.from_ or period.first) <= period.last and period.first <= (one.valid.until or period.last)
        for unit in one.units
    }
    return suppliers, titles | {id: one.title for id, one in suppliers.units.items()}


def plan_problems(loaded: LoadedDossier, scheme: LoadedScheme) -> list[Diagnostic]:
    """Every problem of the plan beside a dossier; none where there is no plan."""
    path = plan_path(loaded.path)
    if not path.is_file():
        return []
    try:
        _, titles = _units(scheme, loaded.dossier, None)
        return check_task_plan(load_task_plan(path), scheme.scheme, loaded.dossier, titles or None)
    except ScoringError as error:
        return error.diagnostics


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


def new_task_plan(
    dossier: Path,
    *,
    scheme: Path | None = None,
    own_units: Path | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> Path | None:
    """Write the plan of a dossier's agency beside the dossier, with everything the scheme asks for; None where there is
    one already, which only `force` writes over.
    """
    files = inputs.dossiers([dossier])
    if len(files) > 1:
        raise usage_problem("--plan cần đúng một hồ sơ", "--plan needs one dossier")
    target = plan_path(files[0])
    if (target.exists() or target.is_symlink()) and not force:
        observer.diagnostics([Diagnostic("SC630", Place(str(target)), {"path": str(target)})])
        return None
    one = _read(files[0], scheme, own_units)
    write_file(target, _plan_text(one).encode(), [files[0]])
    return target


def _plan_text(one: _Read) -> str:
    dossier, scheme = one.loaded.dossier, one.scheme.scheme
    lines = [
        f"# Kế hoạch kỳ {dossier.period} – {one_line(dossier.agency.name)}: đơn vị nào làm việc gì, đến ngày nào.",
        f"# Lập từ bộ tiêu chí {scheme.id}. Sửa đơn vị, ngày, chỉ tiêu; bỏ dòng không làm.",
        "# Ngày không muộn hơn hạn của bộ tiêu chí; chỉ tiêu không thấp hơn mức đủ điểm.",
        "# Chỉ ghi đơn vị, không ghi người.",
        "# Xem việc đến hạn: scoring agenda HỒ-SƠ; in bảng nhiệm vụ: thêm -o ke-hoach.docx",
        "format: 1",
        f"agency: {_scalar(dossier.agency.id)}",
        f"period: {dossier.period}",
        f"scheme: {_scalar(scheme.id)}",
        "tasks:",
    ]
    asked = owed(scheme, dossier)
    for owing in asked:
        if not owing.optional:
            lines += _task_lines(owing, dossier, one.suppliers)
    extra = [line for owing in asked if owing.optional for line in _task_lines(owing, dossier, one.suppliers)]
    if extra:
        lines += [
            "  # Điểm cộng: bỏ dấu # ở việc cơ quan sẽ làm.",
            *(f"  # {line[2:].removeprefix('# ')}" for line in extra),
        ]
    return "\n".join(lines) + "\n"


def _task_lines(owing: Obligation, dossier: Dossier, suppliers: Suppliers | None) -> Iterator[str]:
    """One task of a plan as it is written."""
    target = wanted(owing, dossier)
    criteria = f" ({', '.join(owing.criteria)})" if owing.criteria else ""
    supplier = owing.supplier(suppliers) if suppliers else None
    yield f"  # {one_line(owing.title)}{criteria}"
    yield f"  - obligation: {_scalar(owing.id)}"
    yield f"    unit: {_scalar(supplier.unit)}" if supplier else "    # unit: chưa giao cho đơn vị nào"
    yield f"    date: {owing.due}"
    if target is not None:
        yield f"    target: {_scalar(answer_text(target), id=False)}"
    elif owing.target_of is not None:
        yield "    # target: ghi số cơ quan đặt ra trong năm"


def _scalar(text: str, *, id: bool = True) -> str:
    """A value as YAML reads it back: in quotes where it would be taken for another type."""
    return f'"{text}"' if id and not isinstance(plain_scalar(text), str) else text


def task_table(
    dossier: Path,
    *,
    scheme: Path | None = None,
    own_units: Path | None = None,
    plan: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> PrintedPlan:
    """The table of tasks of an agency's plan, to be printed.

    Raises:
        NothingMatched: there is no plan.
        InvalidInput: it does not fit the scheme.
    """
    files = inputs.dossiers([dossier])
    if len(files) > 1:
        raise usage_problem("bảng nhiệm vụ cần đúng một hồ sơ", "a table of tasks needs one dossier")
    one = _read(files[0], scheme, own_units)
    found = _plan(one, plan, observer)
    if found is None:
        path = plan_path(one.loaded.path)
        raise NothingMatched.of("SC769", Place(str(path)), path=path.name, dossier=files[0])
    assessment, _ = local.assess(one.loaded, one.scheme, local.Options())
    table = tasks_of(
        result_of(assessment),
        owed(one.scheme.scheme, one.loaded.dossier),
        found.plan.tasks,
        dossier=one.loaded.dossier,
        suppliers=one.suppliers,
        titles=one.titles,
        lang=lang,
    )
    return PrintedPlan(table=table, inputs=[files[0], found.path])

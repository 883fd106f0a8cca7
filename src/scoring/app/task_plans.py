"""An agency's plan of tasks: made from the scheme, checked against it, printed as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.app import inputs
from scoring.app.files import write_work
from scoring.app.observer import SILENT, Observer
from scoring.app.units import suppliers_of
from scoring.batch import local
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.errors import InvalidInput, NothingMatched, ScoringError, usage_problem
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.evidence.model import Dossier, answer_text
from scoring.evidence.task_plan import LoadedTaskPlan, check_task_plan, load_task_plan, owed, plan_path, wanted
from scoring.reports.task_table import TaskTable, tasks_of
from scoring.reports.words import one_line
from scoring.result.write import result_of
from scoring.scheme.load import LoadedScheme
from scoring.scheme.obligations import Obligation
from scoring.scheme.units import Suppliers, load_units
from scoring.yaml_lines import plain_scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAtHand:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPlan:
    """The table of tasks of a plan, with the files it was made from."""

    table: TaskTable
    inputs: Sequence[Path]

    def rendered(self, format: str, templates: Path | None = None) -> bytes:
        """The table as ``md``, ``html``, ``docx`` or ``pdf``."""
        from scoring.reports.formats import format_of

        return format_of(format).tasks(self.table, templates)


def read_dossier(
    file: Path, scheme: Path | None, units: Path | None, unit: str | None = None, on: date | None = None
) -> DossierAtHand:
    """A dossier with its scheme, and its agency's units by `units`, where that is given; of several structures
    within the period that which has the `unit`, else that of the day `on`.
    """
    loaded = load_dossier(file)
    found = local.scheme_of(inputs.scheme_for(file, loaded.dossier.scheme, scheme), loaded.dossier)
    suppliers, titles = _units(found, loaded.dossier, units, unit or loaded.dossier.unit, on)
    return DossierAtHand(loaded=loaded, scheme=found, suppliers=suppliers, titles=titles)


def plan_of(one: DossierAtHand, given: Path | None, observer: Observer) -> LoadedTaskPlan | None:
    """The agency's plan, or None without one. Raises InvalidInput, with all problems, if it does not fit."""
    path = given or plan_path(one.loaded.path)
    if given is None and not path.is_file():
        return None
    plan = load_task_plan(path)
    problems = check_task_plan(plan, one.scheme.scheme, one.loaded.dossier, one.titles)
    if has_errors(problems):
        raise InvalidInput(problems)
    observer.diagnostics(problems)
    return plan


def _units(
    loaded: LoadedScheme, dossier: Dossier, own: Path | None, unit: str | None = None, on: date | None = None
) -> tuple[Suppliers | None, dict[str, str]]:
    """Who supplies what on a day, else at the end of a dossier's period, and the titles of all units of the agency
    within it; nothing where the scheme names no units.
    """
    agency, period = dossier.agency, dossier.period
    given = load_units(loaded)
    if given is None and own is None:
        return None, {}
    suppliers = suppliers_of(loaded, agency, period, own, unit, on=on)
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
        return check_task_plan(load_task_plan(path), scheme.scheme, loaded.dossier, titles)
    except ScoringError as error:
        return error.diagnostics


def new_task_plan(
    dossier: Path,
    *,
    scheme: Path | None = None,
    units: Path | None = None,
    force: bool = False,
    observer: Observer = SILENT,
) -> Path | None:
    """Write the plan of a dossier's agency beside the dossier, with everything the scheme asks for; None where there is
    one already, which only `force` replaces; a copy of it is kept.
    """
    files = inputs.dossiers([dossier])
    if len(files) > 1:
        raise usage_problem("kế hoạch lập từ đúng một hồ sơ", "a plan is made from one dossier", "plan")
    target = plan_path(files[0])
    if (target.exists() or target.is_symlink()) and not force:
        observer.diagnostics([Diagnostic("SC630", Place(str(target)), {"path": str(target)})])
        return None
    one = read_dossier(files[0], scheme, units)
    write_work({target: _plan_text(one).encode()}, [files[0]], force=force, observer=observer)
    return target


def _plan_text(one: DossierAtHand) -> str:
    dossier, scheme = one.loaded.dossier, one.scheme.scheme
    lines = [
        f"# Kế hoạch kỳ {dossier.period} – {one_line(dossier.agency.name)}: đơn vị nào làm việc gì, đến ngày nào.",
        f"# Lập từ bộ tiêu chí {scheme.id}. Sửa đơn vị, ngày, chỉ tiêu; bỏ dòng không làm.",
        "# Ngày không muộn hơn hạn của bộ tiêu chí; chỉ tiêu không thấp hơn mức đủ điểm.",
        "# Chỉ ghi đơn vị, không ghi người.",
        "# Lịch việc đến hạn và bảng nhiệm vụ (Word) lập từ tệp này và hồ sơ.",
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
    units: Path | None = None,
    plan: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> PrintedPlan:
    """The table of tasks of an agency's plan, to be printed. Raises NothingMatched if there is no plan; InvalidInput if
    it does not fit the scheme.
    """
    files = inputs.dossiers([dossier])
    if len(files) > 1:
        raise usage_problem("bảng nhiệm vụ cần đúng một hồ sơ", "a table of tasks needs one dossier")
    one = read_dossier(files[0], scheme, units)
    found = plan_of(one, plan, observer)
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

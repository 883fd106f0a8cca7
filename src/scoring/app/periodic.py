"""What a periodic report is made from: a dossier as of a day of its period, and that of the year before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scoring.app import inputs
from scoring.batch import local
from scoring.diagnostics import Diagnostic, Place, has_errors
from scoring.engine import Assessment
from scoring.engine.tasks import task_states
from scoring.errors import CannotRead, InvalidInput, usage_problem
from scoring.evidence.identity import identity_of, read_identity
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.evidence.model import Dossier, Record, UnitText, answer_shown, answer_text
from scoring.evidence.task_plan import Task, check_task_plan, load_task_plan, plan_path
from scoring.formulas.shares import Target
from scoring.reports.periodic import PeriodicSource, UnitLine
from scoring.result.model import Result
from scoring.result.write import result_of
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import LoadedScheme
from scoring.scheme.periodic import FILE, load_periodic
from scoring.scheme.units import load_units
from scoring.values import Period, written_day

SPANS: Mapping[str, tuple[int, int]] = {
    "quy-1": (1, 3), "quy-2": (4, 6), "quy-3": (7, 9), "quy-4": (10, 12),
    "6-thang": (1, 6), "6-thang-cuoi": (7, 12), "9-thang": (1, 9), "nam": (1, 12),
}  # fmt: skip
"""Parts of a year: first and last month."""
_GRACE = timedelta(31)
"""So long after a day may numbers as of that day be handed in."""


class PeriodicOptions(Struct, frozen=True, kw_only=True):
    """Which days a periodic report is about, and what it is compared with."""

    span: str | None = None
    """One of `SPANS`; without it and `until` the dossier's whole period."""
    until: date | None = None
    """The last day, instead of a span; the first is that of the period."""
    last_year: Path | None = None
    """The dossier of the year before, or a folder of such dossiers."""

    def __post_init__(self) -> None:
        """Refuse two ways of saying which days. Raises UsageProblem."""
        if self.span is not None and self.until is not None:
            raise usage_problem(
                "chọn một trong hai: khoảng thời gian, ngày cuối",
                "choose one of a span and a last day",
                "span",
                "until",
            )

    @property
    def given(self) -> bool:
        """Whether anything was chosen."""
        return self != PeriodicOptions()

    def days(self, period: Period) -> tuple[date, date]:
        """The first and last day. Raises UsageProblem where they are not within the period."""
        first, last = period.first, period.last
        if self.span is not None:
            start, end = SPANS[self.span]
            first, last = Period(period.year, 12, start).first, Period(period.year, 12, end).last
        elif self.until is not None:
            last = self.until
        if not period.first <= first <= last <= period.last:
            shown = f"{written_day(period.first)} – {written_day(period.last)}"
            raise usage_problem(f"khoảng thời gian của báo cáo không nằm trong kỳ của hồ sơ ({shown})",
                                f"the days of the report are not within the dossier's period ({shown})")  # fmt: skip
        return first, last


def periodic_source(path: Path, options: PeriodicOptions, scheme: Path | None = None) -> PeriodicSource:
    """The periodic report of the dossier at `path`; `scheme` is a scheme's folder, without it the one it names. Raises
    CannotRead if the scheme has no file of the periodic report; InvalidInput if a dossier is not right, or that of the
    year before is another agency's or period's; UsageProblem if the days are not within the dossier's period, or the
    scheme is not found.
    """
    loaded = load_dossier(path)
    dossier = loaded.dossier
    first, last = options.days(dossier.period)
    rules = local.scheme_of(inputs.scheme_for(path, dossier.scheme, scheme), dossier)
    report = load_periodic(rules)
    if report is None:
        raise CannotRead.of("SC770", Place(str(rules.path)), file=FILE)
    life = dossier.agency.life
    if life and ((life.first or first) > last or (life.last or last) < first):
        raise InvalidInput.of("SC771", Place(str(path)), agency=dossier.agency.id)
    chosen = _set(rules, dossier)
    stale = _stale(dossier, chosen, first) if chosen else []
    if stale:
        numbers = {id: one for id, one in dossier.numbers.items() if id not in stale}
        loaded = replace(loaded, dossier=dossier.model_copy(update={"numbers": numbers}))
    now = _as_of(loaded, rules, last)
    result = result_of(now)
    before = _year_before(dossier, options.last_year, scheme)
    assert chosen is not None  # The evaluation has refused any other block.
    inside = first > dossier.period.first
    kept = {one.id: one for one in now.dossier.evidence}
    strays = [one for one in dossier.evidence if _strays(one, dossier.period)]
    counted = {*kept, *(one.id for one in strays)}
    gone = [one for one in dossier.evidence if one.id not in counted]
    titles = _unit_titles(rules, dossier, last)
    return PeriodicSource(
        report=report,
        shown={item.id: item.shown_in(chosen) for section in report.sections for item in section.items},
        period=dossier.period,
        first=first,
        last=last,
        result=result,
        bounds=result_of(_as_of(loaded, rules, last, without=_unsettled(dossier, chosen))),
        within=result_of(_as_of(loaded, rules, last, first)) if inside else None,
        before=result_of(_as_of(*before, _year_less(last))) if before else None,
        before_within=result_of(_as_of(*before, _year_less(last), _year_less(first))) if before and inside else None,
        records=kept,
        strays=strays,
        unplaced=[one for one in gone if one.date is None or one.date.first <= last],
        later=sum(one.date is not None and one.date.first > last for one in gone),
        late_numbers={id: _handed(dossier, id, result) for id in (*stale, *_late(dossier, rules, last))},
        parts=[
            UnitLine(one.title or one.unit or one.file, written_day(one.submitted))
            for one in dossier.provenance
            if one.submitted and not one.replaced_by
        ],
        states=task_states(now, _tasks(loaded, rules, titles), last + timedelta(1)),
        titles=titles,
        difficulties=[_line(one, titles) for one in dossier.difficulties],
        next_tasks=[_line(one, titles) for one in dossier.next_tasks],
    )


def _line(one: UnitText, titles: Mapping[str, str]) -> UnitLine:
    return UnitLine(titles.get(one.unit or "", one.unit or ""), one.text)


def _tasks(loaded: LoadedDossier, rules: LoadedScheme, units: Collection[str]) -> list[Task]:
    """The tasks of the plan beside the dossier; none without one. Raises InvalidInput if it does not fit."""
    path = plan_path(loaded.path)
    if not path.is_file():
        return []
    plan = load_task_plan(path)
    problems = check_task_plan(plan, rules.scheme, loaded.dossier, units)
    if has_errors(problems):
        raise InvalidInput(problems)
    return plan.plan.tasks


def _unit_titles(rules: LoadedScheme, dossier: Dossier, day: date) -> dict[str, str]:
    """The titles of the agency's units: those of any time in the period, those of a day, those its parts give."""
    units, chosen, period = load_units(rules), _set(rules, dossier), dossier.period
    found = {
        unit.id: unit.title
        for at in (period.first, period.last, day)
        for one in (units.structures if units else ())
        if chosen and one.holds(chosen.set, dossier.agency.kind, at)
        for unit in one.units
    }
    return found | {one.unit: one.title for one in dossier.provenance if one.unit and one.title}


# ------------------------------------------------------------------------------------------- as of a day


def _as_of(
    loaded: LoadedDossier, rules: LoadedScheme, last: date, first: date | None = None, without: Collection[str] = ()
) -> Assessment:
    """The assessment of what the dossier says up to a day, some numbers left out within the period; from `first` on
    where that is given.
    """
    dossier = loaded.dossier
    late = {*_late(dossier, rules, last), *without}
    whole = last >= dossier.period.last and first is None
    stray = any(_strays(one, dossier.period) for one in dossier.evidence)
    cut = dossier if whole and not stray else _cut(dossier, late, last, first)
    found, _ = local.assess(replace(loaded, dossier=cut), rules, local.Options(as_of=last, rules="native"))
    return found


def _cut(dossier: Dossier, late: Collection[str], last: date, first: date | None) -> Dossier:
    """What the dossier says up to a day of its period, the numbers `late` left out; its lists are open then, whatever
    it says at the end.
    """
    whole = last >= dossier.period.last
    kept = [
        one
        for one in dossier.evidence
        if (whole or _until(one, last)) and (first is None or _since(one, first)) and not _strays(one, dossier.period)
    ]
    ids = {one.id for one in kept}
    numbers = {
        id: one.model_copy(update={"evidence": [x for x in one.evidence if x in ids]})
        for id, one in dossier.numbers.items()
        if id not in late
    }
    judged = [] if _handed_in(dossier, "") > last + _GRACE and not whole else dossier.judgements
    judged = [one.model_copy(update={"document": one.document if one.document in ids else None}) for one in judged]
    given = {name: getattr(dossier, name) for name in Dossier.model_fields}
    changed = {"evidence": kept, "numbers": numbers, "judgements": judged, "complete": whole and dossier.complete}
    return Dossier(**{**given, **changed})


def _strays(one: Record, period: Period) -> bool:
    """Whether a record is certainly of another period, and nobody says why it belongs here."""
    day = one.date
    return day is not None and not one.outside_period and (day.last < period.first or day.first > period.last)


def _until(one: Record, last: date) -> bool:
    """Whether a record is certainly of the day or before."""
    return one.date is not None and one.date.last <= last


def _since(one: Record, first: date) -> bool:
    return one.date is not None and one.date.first >= first


def _stated(dossier: Dossier, key: str) -> date | None:
    """The day a value was handed in: by its unit, else with the dossier."""
    for one in dossier.provenance:
        if one.submitted and key in one.values and not one.replaced_by:
            return one.submitted
    return dossier.submitted


def _handed_in(dossier: Dossier, key: str) -> date:
    """The day a value was handed in, as the dossier says it, else after the newest of its records."""
    return _stated(dossier, key) or max((one.date.first for one in dossier.evidence if one.date), default=date.min)


def _late(dossier: Dossier, rules: LoadedScheme, last: date) -> list[str]:
    """The numbers handed in too long after a day within the period to be those of that day; what was planned for the
    whole period is none of them.
    """
    chosen = _set(rules, dossier)
    if last >= dossier.period.last or chosen is None:
        return []
    return [
        id
        for id, one in dossier.numbers.items()
        if one.value is not None and id not in _planned(chosen) and _handed_in(dossier, f"numbers/{id}") > last + _GRACE
    ]


def _stale(dossier: Dossier, chosen: CriteriaSet, first: date) -> list[str]:
    """The numbers handed in before the first day, which cannot be those of these days."""
    if first <= dossier.period.first:
        return []
    return [
        id
        for id in _unsettled(dossier, chosen)
        if dossier.numbers[id].value is not None and (_stated(dossier, f"numbers/{id}") or first) < first
    ]


def _planned(chosen: CriteriaSet) -> set[str]:
    """The numbers that say what is planned for the whole period."""
    return {leaf.spec.target for leaf in chosen.leaves() if isinstance(leaf.spec, Target)}


def _unsettled(dossier: Dossier, chosen: CriteriaSet) -> list[str]:
    """The declared numbers that may be others at the end of the period: all but plans, and what was done."""
    return [id for id, one in dossier.numbers.items() if id not in _planned(chosen) and one.value is not True]


def _set(rules: LoadedScheme, dossier: Dossier) -> CriteriaSet | None:
    block = rules.scheme.block(dossier.agency.block)
    return rules.scheme.sets.get(block.set) if block else None


def _handed(dossier: Dossier, id: str, result: Result) -> UnitLine:
    """The day a number was handed in, and what it is."""
    given = dossier.numbers[id].value
    said = "" if given is None else answer_text(given)
    specs = [one.derivation.spec for one in result.criteria if id in one.derivation.inputs]
    titles = {level["id"]: level["title"] for spec in specs for level in spec.get("levels", ())}
    return UnitLine(written_day(_handed_in(dossier, f"numbers/{id}")), titles.get(said) or answer_shown(said))


# ---------------------------------------------------------------------------------------- the year before


def _year_less(day: date) -> date:
    """The same day of the year before; 29/02 becomes 28/02."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _year_before(dossier: Dossier, path: Path | None, scheme: Path | None) -> tuple[LoadedDossier, LoadedScheme] | None:
    """The agency's dossier of the year before, or its one predecessor's, with the scheme of that time; None where there
    is none in the folder given.
    """
    if path is None:
        return None
    own, wanted = dossier.agency, _period_before(dossier.period)
    if file := file_before(path, own.id, own.succeeds, dossier.period):
        loaded = load_dossier(file)
        return loaded, local.scheme_of(inputs.scheme_for(file, loaded.dossier.scheme, scheme), loaded.dossier)
    if len(_dossiers_at(path, path.stat().st_mtime_ns)) == 1:
        values = {"agency": own.id, "period": str(wanted)}
        raise InvalidInput([Diagnostic("SC772", Place(str(path)), values)])
    return None


def file_before(path: Path, agency: str, succeeds: Sequence[str], period: Period) -> Path | None:
    """The dossier of the year before of an agency, or of its one predecessor, among those at `path`."""
    found, wanted = _dossiers_at(path, path.stat().st_mtime_ns), str(_period_before(period))
    ids = [agency, *(succeeds if len(succeeds) == 1 else ())]
    return next((found[id, wanted] for id in ids if (id, wanted) in found), None)


def _period_before(period: Period) -> Period:
    return replace(period, year=period.year - 1)


@lru_cache(maxsize=4)
def _dossiers_at(path: Path, _: int) -> dict[tuple[str, str], Path]:
    """The dossiers in a file or folder by agency and period, looked for anew once it has changed."""
    files = inputs.dossiers([path])
    heads = [read_identity(file) or identity_of(load_dossier(file)) for file in files]
    return {(head.agency, head.period): file for head, file in zip(heads, files, strict=True)}

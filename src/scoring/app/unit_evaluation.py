"""What the part of one inner unit is worth: points and what to do, never a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.conditions import Conditions
from scoring.app.evaluation import exit_code
from scoring.app.files import refuse_missing
from scoring.app.observer import SILENT, Observer
from scoring.app.output import joined_json
from scoring.app.stored import unknown
from scoring.app.units import refuse_idle, suppliers_of
from scoring.batch import local
from scoring.diagnostics import Diagnostic, has_errors
from scoring.errors import ExitCode, Incomplete, InvalidInput, NothingMatched, ScoringError
from scoring.evidence.load import LoadedDossier, find_dossiers, load_dossier
from scoring.evidence.unit_excerpt import complete_kinds
from scoring.numbers import exact_text, from_exact, normal
from scoring.reports.advice import lost_points, missing
from scoring.reports.units import unit_sums
from scoring.reports.view import View
from scoring.result.base import Day, Exact, Part, PeriodText, Points
from scoring.result.model import Agency, Criterion, Result
from scoring.result.write import result_of, to_bytes
from scoring.scheme.criteria import Node
from scoring.scheme.unit_share import UnitShare, share_of
from scoring.scheme.units import Suppliers, needs, read_measures
from scoring.workbook.interpret import read_workbook
from scoring.workbook.source import BOOKS

FORMAT: Final = "scoring.unit/1"
_NOT_ABOUT = {"SC617", "SC671", "SC672", "SC710"}
"""What is told of a file that is not about the unit: its agency has none of this id, or one that supplies nothing, it
is another unit's, or no workbook of ours.
"""


class UnitCriterion(Part):
    """One criterion of the unit."""

    id: str
    title: str
    section: Literal["tree", "bonus", "penalty"]
    max: Points
    certain: Points
    attainable: Points
    status: str
    excluded: bool
    """Whether it does not apply, and is left out of the sums."""


class UnitTask(Part):
    """What to do about a criterion: points that may still come, or that are lost."""

    criterion: str
    title: str
    points: Exact
    """Points to gain."""
    lost: bool
    """Whether they are lost as things stand; else they are still open."""
    text: str
    waits_for: tuple[str, ...]
    """Titles of other units whose numbers or papers it needs."""


class UnitLack(Part):
    """A number or kind of evidence the unit has not handed in."""

    sort: Literal["number", "evidence"]
    id: str
    title: str
    criteria: tuple[str, ...]
    """Ids of the criteria that need it."""


class UnitResult(Part):
    """What a unit's part is worth."""

    format: Literal["scoring.unit/1"]
    unit: str
    title: str
    """Of the unit."""
    agency: Agency
    period: PeriodText
    as_of: Day
    final: bool
    scheme: str
    banner: str | None
    maximum: Points
    """Of the unit's criteria that apply, those that are added or taken away left out."""
    share: Exact
    """What that is of the agency's maximum, as an exact share."""
    certain: Points
    attainable: Points
    lost: Points
    bonus: Points
    """What is certain of the bonus criteria."""
    bonus_attainable: Points
    penalty: Points
    """What is certainly taken away: zero or less."""
    criteria: tuple[UnitCriterion, ...]
    missing: tuple[UnitLack, ...]
    tasks: tuple[UnitTask, ...]
    """What may still come first, the most points first."""

    @property
    def complete(self) -> bool:
        """Whether nothing about its points is open."""
        return all(one.certain == one.attainable for one in self.criteria)


class UnitsEvaluated(Part):
    """The results of units' parts."""

    results: tuple[UnitResult, ...]
    code: ExitCode
    """One code for all, as of an evaluation of agencies."""


def evaluate_unit(
    paths: Sequence[Path],
    unit: str,
    conditions: Conditions | None = None,
    *,
    own: Path | None = None,
    lang: str = "vi",
    observer: Observer = SILENT,
) -> UnitsEvaluated:
    """What a unit's part is worth in each dossier at `paths`: the part itself, as a dossier or a workbook, or a whole
    agency's dossier. In folders, parts of other units and agencies without the unit are passed over. One that fails
    stops no other. `own` is the agency's own file of units. Raises NothingMatched if no dossier or part in the folders
    is about the unit; ScoringError if there is one dossier and it could not be evaluated, as where its agency has no
    such unit.
    """
    refuse_missing(paths)
    results: list[UnitResult] = []
    codes: set[ExitCode] = set()
    passed: list[Diagnostic] = []
    files = {file: path.is_dir() for path in paths for file in (_inside(path) if path.is_dir() else [path])}
    for path, in_folder in files.items():
        try:
            result, found = _evaluated(path, unit, conditions or Conditions(), own, lang, observer)
        except ScoringError as error:
            if in_folder and {one.code for one in error.diagnostics} <= _NOT_ABOUT:
                passed += error.diagnostics
                continue
            if len(files) == 1:
                raise
            codes.add(error.exit_code)
            observer.diagnostics(error.diagnostics)
        else:
            results.append(result)
            codes.add(ExitCode.FINDINGS if has_errors(found) else ExitCode.DONE)
            observer.diagnostics(found)
    if passed and not results and not codes:
        agency = [one for one in passed if one.code == "SC617"][:1]
        others = dict.fromkeys(str(one.values["found"]) for one in passed if one.code == "SC672")
        raise NothingMatched(agency) if agency else unknown(unit, list(others), "unit")
    if not results and not codes:
        raise NothingMatched([Diagnostic("SC603", None, {"path": ", ".join(map(str, paths))})])
    return UnitsEvaluated(results=tuple(results), code=exit_code(codes))


def _inside(folder: Path) -> list[Path]:
    """The dossiers, parts and workbooks in a folder."""
    books = (one for one in folder.rglob("*") if one.suffix.lower() in BOOKS and one.is_file())
    return [*find_dossiers([folder], parts=True), *sorted(one for one in books if one.name[0] not in "._~")]


def _evaluated(
    path: Path, unit: str, asked: Conditions, own: Path | None, lang: str, observer: Observer
) -> tuple[UnitResult, list[Diagnostic]]:
    """The result of a unit's part, and what was found in it."""
    loaded = _loaded(path, asked.scheme)
    dossier = loaded.dossier
    if dossier.unit not in (None, unit):
        raise InvalidInput.of("SC672", loaded.document.place(("unit",)), found=dossier.unit, wanted=unit)
    scheme = local.scheme_of(inputs.scheme_for(path, dossier.scheme, asked.scheme), dossier)
    suppliers = suppliers_of(scheme, dossier.agency, dossier.period, own, unit)
    refuse_idle(suppliers, unit)
    share = share_of(scheme.scheme, suppliers, unit)
    if dossier.unit is not None:
        # A part speaks of its own kinds of papers only.
        loaded = replace(loaded, dossier=dossier.model_copy(update={"complete": complete_kinds(dossier, share)}))
    past = inputs.history(asked.history, observer)
    earlier = inputs.earlier_of(past, dossier.agency.id, dossier.agency.succeeds, str(dossier.period))
    options = local.Options(asked.as_of, asked.final, asked.rules, part=True)
    assessment, found = local.assess(loaded, scheme, options, earlier)
    nodes = {one.id for one in share.set.nodes()}
    problems = [one for one in found if "criterion" not in one.values or str(one.values["criterion"]) in nodes]
    return _result(result_of(assessment), suppliers, share, lang), problems


def _loaded(path: Path, scheme: Path | None) -> LoadedDossier:
    """The dossier in a file, which may be a workbook."""
    if path.suffix.lower() not in BOOKS:
        return load_dossier(path)
    reading = read_workbook(path, inputs.scheme_loader(path, scheme))
    document = replace(reading.document, diagnostics=[])
    return LoadedDossier(
        dossier=reading.dossier,
        digest="",
        file=path.name,
        path=path,
        document=document,
        diagnostics=[*reading.diagnostics],
    )


def require_complete(results: Sequence[UnitResult]) -> None:
    """Refuse parts whose points are still open. Raises Incomplete, which names every unit and its agency."""
    names = [f"{one.title} – {one.agency.name}" for one in results if not one.complete]
    if names:
        raise Incomplete([Diagnostic("SC620", None, {"agency": one}) for one in names])


def as_json(results: Sequence[UnitResult]) -> bytes:
    """One result as its canonical bytes, several as an array."""
    return b"".join(joined_json(map(to_bytes, results), len(results)))


def _result(result: Result, suppliers: Suppliers, share: UnitShare, lang: str) -> UnitResult:
    view = View(result, lang)
    ids = {leaf.id for leaf in share.set.leaves()}
    own = [one for one in result.criteria if one.id in ids]
    sums, whole = unit_sums(own), unit_sums(result.criteria)

    bonus, penalty = ([one for one in own if one.section == name] for name in ("bonus", "penalty"))
    return UnitResult(
        format=FORMAT,
        unit=share.unit.id,
        title=share.unit.title,
        agency=result.agency,
        period=result.period,
        as_of=result.as_of,
        final=result.final,
        scheme=result.scheme.id,
        banner=result.scheme.banner,
        maximum=exact_text(sums.maximum),
        share=exact_text(normal(Fraction(sums.maximum) / whole.maximum)) if whole.maximum else "0",
        certain=exact_text(sums.certain),
        attainable=exact_text(sums.attainable),
        lost=exact_text(sums.lost),
        bonus=_sum(one.certain for one in bonus),
        bonus_attainable=_sum(one.attainable for one in bonus),
        penalty=_sum(one.certain for one in penalty),
        criteria=tuple(map(_criterion, own)),
        missing=tuple(_missing(result, suppliers, share)),
        tasks=tuple(_tasks(view, share)),
    )


def _sum(points: Iterable[str]) -> str:
    return exact_text(normal(sum((Fraction(from_exact(one)) for one in points), Fraction())))


def _criterion(one: Criterion) -> UnitCriterion:
    return UnitCriterion(
        id=one.id,
        title=one.title,
        section=one.section,
        max=one.max,
        certain=one.certain,
        attainable=one.attainable,
        status=one.status,
        excluded=one.excluded,
    )


def _missing(result: Result, suppliers: Suppliers, share: UnitShare) -> Iterator[UnitLack]:
    """Numbers of the unit that are not given, and compulsory papers of its kinds that are not there, whoever's
    criteria need them.
    """
    needed = {leaf.id: needs(suppliers.set, leaf) for leaf in suppliers.set.leaves()}
    applying = [one for one in result.criteria if one.status != "not_applicable"]
    for id in suppliers.supplied(share.unit.id, "measures"):
        readers = tuple(one.id for one in applying if id in needed[one.id].measures)
        read = readers or not any(id in one.measures for one in needed.values())
        if read and result.measures[id].state in ("not_declared", "pending"):
            yield UnitLack(sort="number", id=id, title=result.measures[id].title, criteria=readers)
    for id in suppliers.supplied(share.unit.id, "evidence"):
        lacking = tuple(one.id for one in applying if id in one.missing_evidence)
        if lacking:
            title = share.scheme.evidence_kinds[id].title
            yield UnitLack(sort="evidence", id=id, title=title, criteria=lacking)


def _tasks(view: View, share: UnitShare) -> Iterator[UnitTask]:
    leaves = {leaf.id: leaf for leaf in share.set.leaves()}
    for lost, rows in ((False, missing(view)), (True, lost_points(view))):
        for one in rows:
            if one.id in leaves:
                waits = () if lost else tuple(_waits_for(view, leaves[one.id], share))
                yield UnitTask(
                    criterion=one.id,
                    title=one.title,
                    points=exact_text(one.points),
                    lost=lost,
                    text=one.text,
                    waits_for=waits,
                )


def _waits_for(view: View, leaf: Node, share: UnitShare) -> list[str]:
    """Titles of the other units whose numbers or papers an open criterion lacks."""
    found, lacking = needs(share.set, leaf), view.criteria[leaf.id].missing_evidence
    units = [share.others[id] for id in found.measures if id in share.others and view.measures[id].state != "known"]
    units += [share.other_kinds[id] for id in lacking if id in share.other_kinds]
    for id in read_measures(share.set, leaf):
        selection = share.set.measures[id].selection
        if selection is not None and view.measures[id].state != "known":
            units += [share.other_kinds[kind] for kind in selection.kinds if kind in share.other_kinds]
    return list(dict.fromkeys(one.title for one in units if one is not None))

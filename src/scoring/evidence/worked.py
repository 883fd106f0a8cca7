"""Worked cases: inputs and expected results beside a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic_core import PydanticCustomError, ValidationError

from scoring.diagnostics import Diagnostic, has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.model import Answer, Dossier
from scoring.fields import Day, Id, PeriodId, Share, Text, to_number
from scoring.models import Field, Model, Read
from scoring.numbers import Number
from scoring.shape import model_of, shape_problems
from scoring.values import Period
from scoring.yaml_source import Document, read_file

STATUSES = ("scored", "not_applicable", "not_declared", "pending", "refused", "error")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of points: the interval, or a status instead of it."""

    low: Number = 0
    high: Number = 0
    status: str | None = None


def _expected(value: Any) -> Expected:
    """``4``, ``[2, 4]`` or a status word."""
    if isinstance(value, Expected):
        return value
    if isinstance(value, str):
        if value not in STATUSES:
            raise PydanticCustomError("scoring_number", "{value}", {"value": value})
        return Expected(status=value)
    if isinstance(value, (list, tuple)):
        if len(value) != 2:
            raise PydanticCustomError("scoring_number", "{value}", {"value": str(value)})
        return Expected(to_number(value[0]), to_number(value[1]))
    number = to_number(value)
    return Expected(number, number)


Points = Annotated[Expected, Read(_expected, {"type": ["number", "array", "string"]})]


class Expect(Model):
    """The assertions of a case; at least one is compulsory."""

    criteria: dict[Id, Points] = {}
    """Criteria or groups → points, ``[certain, attainable]`` or a status."""
    total: Points | None = None
    class_: Id | None = Field(default=None, alias="class")
    possible: list[Id] | None = None
    """All classes still possible, best first."""
    outside: Id | None = None
    findings: list[Id] | None = None
    """Exactly these findings, each at least once."""

    @property
    def empty(self) -> bool:
        """Whether nothing is asserted."""
        given = (self.total, self.class_, self.possible, self.outside, self.findings)
        return not self.criteria and all(one is None for one in given)


class Case(Model):
    """One worked case: a small dossier and what must come out."""

    case: Id
    title: Text | None = None
    block: Id
    period: PeriodId | None = None
    complete: bool | list[Id] = True
    submitted: Day | None = None
    numbers: dict[Id, Any] = {}
    evidence: list[dict[str, Any]] = []
    judgements: list[dict[str, Any]] = []
    not_applicable: list[dict[str, Any]] = []
    explanations: list[dict[str, Any]] = []
    claims: dict[Id, Any] = {}
    last_class: Id | None = None
    """Class, or state outside, of the period before."""
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    """The first and last day the agency exists."""
    predecessors: dict[Id, Id | None] = {}
    """Agencies it was made from → class, or state outside, of the period before; none where that is not known."""
    peers: dict[Id, Share] = {}
    """Best value in the block, for measures scored relative to it."""
    final: bool = False
    as_of: Day | None = None
    only: list[Id] | None = None
    """For the reader: the criteria this case is about."""
    note: Text | None = None
    expect: Expect = Expect()

    @property
    def name(self) -> str:
        """The id."""
        return self.case


class Sweep(Model):
    """One criterion over many values of one measure: value → points."""

    sweep: Id
    title: Text | None = None
    block: Id
    period: PeriodId | None = None
    criterion: Id
    measure: Id
    numbers: dict[Id, Answer] = {}
    """The criterion's other measures."""
    values: Annotated[list[Annotated[tuple[Answer, Points], Field(strict=False)]], Field(min_length=1)]
    note: Text | None = None

    @property
    def name(self) -> str:
        """The id."""
        return self.sweep


class CaseFile(Model):
    """A file of worked cases."""

    format: Literal[1]
    period: PeriodId | None = None
    """The period of all cases that name none."""
    note: Text | None = None
    cases: Annotated[list[dict[str, Any]], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Placed:
    """A case or sweep with its document and index."""

    item: Case | Sweep
    document: Document
    index: int
    period: Period | None

    @property
    def path(self) -> tuple[str | int, ...]:
        """Its place in the document."""
        return "cases", self.index


def find_cases(folder: Path) -> list[Path]:
    """The case files of a scheme's folder, sorted."""
    below = folder / "cases"
    return sorted(one for one in below.rglob("*") if one.suffix in (".yaml", ".yml") and one.is_file())


def load_cases(path: Path) -> tuple[list[Placed], list[Diagnostic]]:
    """The cases of a file, and warnings. Raises CannotRead if the file cannot be read; InvalidInput, with all
    problems, if something is wrong.
    """
    doc = read_file(path)
    file = model_of(CaseFile, doc)
    problems = list(doc.diagnostics)
    placed: list[Placed] = []
    for index, raw in enumerate(file.cases):
        model: type[Case | Sweep] = Sweep if "sweep" in raw else Case
        try:
            item = model.model_validate(raw)
        except ValidationError as error:
            problems += shape_problems(error, doc, ("cases", index))
            continue
        placed.append(Placed(item, doc, index, item.period or file.period))
        if isinstance(item, Case) and item.expect.empty:
            problems.append(Diagnostic("SC621", doc.place(("cases", index)), {"case": item.case}))
    seen: set[str] = set()
    for one in placed:
        if one.item.name in seen:
            problems.append(Diagnostic("SC623", doc.place(one.path), {"case": one.item.name}))
        seen.add(one.item.name)
    if has_errors(problems):
        raise InvalidInput(sort(problems))
    return placed, sort(problems)


def dossier_of(placed: Placed, period: Period) -> Dossier:
    """The dossier a case describes; ids and titles of its records may be left out. Raises InvalidInput if the case's
    inputs are not what a dossier can hold.
    """
    case = placed.item
    assert isinstance(case, Case)
    records = [
        {"id": f"mc-{number}", "title": str(row.get("kind", "")) or "-", **row}
        for number, row in enumerate(case.evidence, start=1)
    ]
    data = {
        "format": 1,
        "agency": {
            "id": case.case,
            "name": case.title or case.case,
            "block": case.block,
            "from": case.from_,
            "until": case.until,
            "succeeds": [*case.predecessors],
        },
        "period": period,
        "complete": case.complete,
        "submitted": case.submitted,
        "numbers": {k: v if isinstance(v, dict) else {"value": v} for k, v in case.numbers.items()},
        "evidence": records,
        "judgements": [{"reason": "ca kiểm thử", **row} for row in case.judgements],
        "not_applicable": [{"reason": "ca kiểm thử", **row} for row in case.not_applicable],
        "explanations": case.explanations,
        "claims": {k: v if isinstance(v, dict) else {"points": v} for k, v in case.claims.items()},
    }
    try:
        return Dossier.model_validate(data)
    except ValidationError as error:
        problems = shape_problems(error, placed.document, placed.path)
        raise InvalidInput(problems) from None

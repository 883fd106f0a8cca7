"""What the parts of a result say of each other: every name leads somewhere, every value can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

import msgspec
from pydantic_core import ErrorDetails, ValidationError

from scoring.formulas import KINDS
from scoring.formulas.interface import NUMERIC, Spec
from scoring.numbers import EXACT
from scoring.result.appraisal import LineEnd, Statement
from scoring.result.base import Fact
from scoring.result.model import Criterion, Group, Measure, Result
from scoring.values import PartialDate

Problem = tuple[str, str, str]
"""Path, and what is wrong in Vietnamese and English."""

_NO_NUMBERS = ("level", "yes_no")


def references(result: Result) -> Iterator[Problem]:
    """Everything in a well-formed result that names what is not there or cannot be read."""
    groups = {one.id: one for one in result.groups}
    criteria = {one.id: one for one in result.criteria}
    yield from _twice("groups", [one.id for one in result.groups])
    yield from _twice("criteria", [one.id for one in result.criteria])
    yield from _tree(result, groups, criteria)
    for index, group in enumerate(result.groups):
        yield from _above(group, f"groups[{index}]", groups)
    for index, criterion in enumerate(result.criteria):
        yield from _derivation(criterion, f"criteria[{index}].derivation", result.measures)
    for id, measure in result.measures.items():
        yield from _measure(measure, f"measures.{id}", result.measures)
    yield from _classification(result)
    yield from _dates(result)
    yield from _appraisal(result, criteria)


def _unknown(path: str, id: str) -> Problem:
    return path, f"không có “{id}”", f"there is no “{id}”"


def _twice(path: str, ids: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, id in enumerate(ids):
        if id in seen:
            yield f"{path}[{index}].id", f"“{id}” có hai lần", f"“{id}” stands twice"
        seen.add(id)


def _tree(result: Result, groups: Mapping[str, Group], criteria: Mapping[str, Criterion]) -> Iterator[Problem]:
    """Groups and criteria name each other both ways, each once."""
    above: dict[str, str] = {}
    places = {}
    for index, group in enumerate(result.groups):
        places[group.id] = f"groups[{index}].children"
        for place, id in enumerate(group.children):
            here = f"{places[group.id]}[{place}]"
            if id not in groups and id not in criteria:
                yield _unknown(here, id)
            elif id in above:
                yield here, f"“{id}” có hai lần", f"“{id}” stands twice"
            above.setdefault(id, group.id)
    items = [(f"groups[{i}].parent", one.id, one.parent) for i, one in enumerate(result.groups)]
    items += [(f"criteria[{i}].parent", one.id, one.parent) for i, one in enumerate(result.criteria)]
    for path, id, parent in items:
        found = above.get(id)
        if parent is not None and parent not in groups:
            yield _unknown(path, parent)
        elif parent is not None and found is None:
            yield places[parent], f"thiếu “{id}”", f"“{id}” is missing"
        elif found != parent:
            yield path, f"“{id}” đứng trong nhóm “{found}”", f"“{id}” stands in “{found}”"


def _above(one: Group, path: str, groups: Mapping[str, Group]) -> Iterator[Problem]:
    """A group that stands inside itself."""
    parent, above = one.parent, {one.id}
    while parent is not None and parent in groups:
        if parent in above:
            yield f"{path}.parent", "nhóm nằm trong chính nó", "the group stands inside itself"
            return
        above.add(parent)
        parent = groups[parent].parent


def _derivation(one: Criterion, path: str, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    derivation = one.derivation
    for index, id in enumerate(derivation.inputs):
        if id not in measures:
            yield _unknown(f"{path}.inputs[{index}]", id)
    if derivation.kind not in KINDS:
        yield _unknown(f"{path}.kind", derivation.kind)
        return
    try:
        spec = spec_of(derivation.kind, derivation.spec)
    except ValidationError as error:
        unfit = ("tham số không đúng cách cho điểm", "not what the leaf kind takes")
        for at, wrong in {_path_in(derivation.spec, one): one["type"] for one in error.errors()}.items():
            yield f"{path}.spec{at}", *(("thiếu", "missing") if wrong == "missing" else unfit)
        return
    reads = [f"{name}{one.id}" if name == "judgement:" else name for name in spec.reads()]
    if len(derivation.inputs) != len(reads):
        yield f"{path}.inputs", f"cần {len(reads)} đại lượng", f"{len(reads)} measures wanted"
    else:
        for index, (id, read) in enumerate(zip(derivation.inputs, reads, strict=True)):
            if id in measures and (id not in reads if spec.by_name else id != read):
                yield f"{path}.inputs[{index}]", f"cách cho điểm dùng “{read}”", f"the leaf kind takes “{read}”"
    if derivation.points is None:
        return
    branches = spec.branches()
    if branches and derivation.branch not in branches:
        yield _unknown(f"{path}.branch", str(derivation.branch))
        return
    for name in dict.fromkeys((*spec.fact_names(derivation.branch), *derivation.facts)):
        fact = derivation.facts.get(name)
        if not isinstance(fact, bool) and not _is_number(fact):
            yield f"{path}.facts.{name}", "cần một số", "a number wanted"


def _path_in(value: object, error: ErrorDetails) -> str:
    """The path to what pydantic found wrong in a spec, without the steps that are not in the data."""
    path, missing = "", error["type"] == "missing"
    for index, step in enumerate(error["loc"]):
        if isinstance(value, list) and isinstance(step, int):
            value, path = value[step], f"{path}[{step}]"
        elif isinstance(value, dict) and (step in value or (missing and index == len(error["loc"]) - 1)):
            value, path = value.get(step), f"{path}.{step}"
    return path


def _measure(one: Measure, path: str, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    if one.type not in (*NUMERIC, *_NO_NUMBERS):
        yield _unknown(f"{path}.type", one.type)
    for index, id in enumerate(one.inputs):
        if id not in measures:
            yield _unknown(f"{path}.inputs[{index}]", id)
    if one.state == "known" and one.value is None:
        yield f"{path}.value", "không được bỏ trống", "null is not allowed"
    if one.type in _NO_NUMBERS:
        return
    for name in ("value", "low", "high"):
        value: Fact = getattr(one, name)
        if isinstance(value, str) and not _is_number(value):
            yield f"{path}.{name}", "cần một số", "a number wanted"


def _is_number(value: Fact) -> bool:
    return isinstance(value, str) and EXACT.fullmatch(value) is not None


def _classification(result: Result) -> Iterator[Problem]:
    found, path = result.classification, "classification"
    classes = [(f"{path}.certain", found.certain)]
    classes += [(f"{path}.possible[{i}]", id) for i, id in enumerate(found.possible)]
    classes += [(f"{path}.reasons[{i}].class", one.class_) for i, one in enumerate(found.reasons)]
    for name, margin in (("up", found.margins.up), ("down", found.margins.down)):
        classes.append((f"{path}.margins.{name}.class", margin.class_ if margin else None))
    if (note := result.appraisal) is not None:
        classes += [(f"appraisal.publications[{i}].class", one.class_) for i, one in enumerate(note.publications)]
        for name in ("claimed", "dossier", "computed", "final"):
            end: LineEnd | None = getattr(note.totals, name, None)
            if end is not None:
                classes.append((f"appraisal.totals.{name}.class", end.class_))
                classes += [(f"appraisal.totals.{name}.possible[{i}]", id) for i, id in enumerate(end.possible)]
    ids = {one.id for one in found.ladder}
    yield from (_unknown(place, id) for place, id in classes if id is not None and id not in ids)
    edges = [("value.certain", found.value.certain), ("value.attainable", found.value.attainable)]
    for index, step in enumerate(found.ladder):
        edges.append((f"ladder[{index}].from", step.from_))
        edges.append((f"ladder[{index}].below", step.below))
    for name, edge in edges:
        if edge is not None and not _is_number(edge.removesuffix(" %")):
            yield f"{path}.{name}", "cần một số", "a number wanted"


def _dates(result: Result) -> Iterator[Problem]:
    """Dates that are written as dates but stand in no calendar."""
    decision, note = result.scheme.decision, result.appraisal
    days = [("as_of", result.as_of), ("dossier.submitted", result.dossier.submitted)]
    days.append(("scheme.decision.date", decision.date if decision else None))
    days += [(f"measures.{id}.deadline", one.deadline) for id, one in result.measures.items()]
    for index, criterion in enumerate(result.criteria):
        for place, record in enumerate(criterion.evidence):
            days.append((f"criteria[{index}].evidence[{place}].date", record.date))
    instants: list[tuple[str, str]] = []
    if note is not None:
        instants.append(("appraisal.at", note.at))
        days += [(f"appraisal.stages[{i}].deadline", x.deadline) for i, x in enumerate(note.stages)]
        instants += [(f"appraisal.publications[{i}].at", x.at) for i, x in enumerate(note.publications)]
        if note.submission is not None:
            instants.append(("appraisal.submission.at", note.submission.at))
        for index, one in enumerate(note.criteria):
            path = f"appraisal.criteria[{index}]"
            instants += [(f"{path}.figures[{i}].at", x.at) for i, x in enumerate(one.figures)]
            for name in ("explanations", "appeals"):
                said: tuple[Statement, ...] = getattr(one, name)
                for place, statement in enumerate(said):
                    instants.append((f"{path}.{name}[{place}].at", statement.at))
                    if statement.ruling is not None:
                        instants.append((f"{path}.{name}[{place}].ruling.at", statement.ruling.at))
    wrong = [path for path, day in days if day is not None and not _exists(day, PartialDate.parse)]
    wrong += [path for path, at in instants if not _exists(at, datetime.fromisoformat)]
    for path in wrong:
        yield path, "ngày giờ không có trong lịch", "no such date or time"


@lru_cache(maxsize=4096)
def _exists(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _appraisal(result: Result, criteria: Mapping[str, Criterion]) -> Iterator[Problem]:
    note, path = result.appraisal, "appraisal"
    if note is None:
        return
    people = note.people
    for index, one in enumerate(note.criteria):
        here = f"{path}.criteria[{index}]"
        if one.id not in criteria:
            yield _unknown(f"{here}.id", one.id)
        for place, figure in enumerate(one.figures):
            if figure.actor not in people:
                yield _unknown(f"{here}.figures[{place}].actor", figure.actor)
        for place, appeal in enumerate(one.appeals):
            if appeal.ruling is not None and appeal.ruling.actor not in people:
                yield _unknown(f"{here}.appeals[{place}].ruling.actor", appeal.ruling.actor)


def spec_of(kind: str, spec: Mapping[str, object]) -> Spec:
    """A leaf kind's parameters as its spec. Raises ValidationError if they are not what the kind takes."""
    return _spec(kind, msgspec.json.encode(spec, order="sorted"))


@lru_cache(maxsize=4096)  # A scheme's few specs stand in the result of every agency.
def _spec(kind: str, raw: bytes) -> Spec:
    return KINDS[kind].model_validate(msgspec.json.decode(raw), context={"stored": True})

"""What the periodic report tells, as data: the items of the plan it reports on, and what shows how each went.

It stands in a file of its own beside the scheme, outside the scheme's digest: points do not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from scoring.diagnostics import Diagnostic, has_errors, sort
from scoring.errors import InvalidInput
from scoring.fields import Id, Text
from scoring.models import Field, Model
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.load import LoadedScheme
from scoring.scheme.units import SORTS, WORDS, Named, repeated, set_ids, unknown_id
from scoring.shape import model_of
from scoring.yaml_source import Document, Path_, read_file

FILE = "periodic.yaml"
"""The file's name in a scheme's folder."""


class Shown(Named):
    """What shows how an item was carried out, in some criteria sets: beside the criteria, what they do not use."""

    sets: Annotated[list[Id], Field(min_length=1)]


class PlanItem(Model):
    """An item of the plan."""

    id: Id
    title: Text
    clause: Text | None = None
    shows: list[Shown] = []

    def shown_in(self, chosen: CriteriaSet) -> tuple[list[str], list[str], list[str]]:
        """What shows it in a criteria set: criteria that are scored, measures, kinds of evidence."""
        nodes = chosen.by_id
        rows = [one for one in self.shows if chosen.set in one.sets]
        leaves = [leaf.id for row in rows for id in row.criteria for leaf in nodes[id].leaves()]
        return leaves, [id for row in rows for id in row.measures], [id for row in rows for id in row.evidence]


class PlanSection(Model):
    """Items of the plan under one heading."""

    id: Id
    title: Text
    items: Annotated[list[PlanItem], Field(min_length=1)]


class PeriodicReport(Model):
    """A scheme's file of the periodic report."""

    format: Literal[1]
    title: Text
    """What the paper is about, as its title says it."""
    plan: Id | None = None
    """The measure whose records are the plan reported on."""
    clause: Text | None = None
    sections: Annotated[list[PlanSection], Field(min_length=1)]


def load_periodic(loaded: LoadedScheme) -> PeriodicReport | None:
    """The periodic report of a scheme; None where it has no such file. Raises InvalidInput, with all problems."""
    path = loaded.path / FILE
    if not path.is_file():
        return None
    doc = read_file(path)
    report = model_of(PeriodicReport, doc)
    problems = sort([*doc.diagnostics, *_problems(loaded, report, doc)])
    if has_errors(problems):
        raise InvalidInput(problems)
    return report


def _problems(loaded: LoadedScheme, report: PeriodicReport, doc: Document) -> Iterator[Diagnostic]:
    known_sets, sets = set_ids(loaded), loaded.scheme.sets
    measures = {id for one in sets.values() for id in one.measures}
    if report.plan is not None and report.plan not in measures:
        yield unknown_id(doc, ("plan",), report.plan, sorted(measures), WORDS["measures"])
    places: list[tuple[str, Path_]] = []
    for at, section in enumerate(report.sections):
        places.append((section.id, ("sections", at, "id")))
        for index, item in enumerate(section.items):
            path: Path_ = ("sections", at, "items", index)
            places.append((item.id, (*path, "id")))
            for number, row in enumerate(item.shows):
                yield from _unknown(loaded, row, (*path, "shows", number), doc, known_sets)
    yield from repeated(doc, places)


def _unknown(
    loaded: LoadedScheme, row: Shown, path: Path_, doc: Document, known_sets: Sequence[str]
) -> Iterator[Diagnostic]:
    for at, id in enumerate(row.sets):
        if id not in known_sets:
            yield unknown_id(doc, (*path, "sets", at), id, known_sets, ("bộ tiêu chí", "criteria set"))
    chosen = [loaded.scheme.sets[id] for id in row.sets if id in loaded.scheme.sets]
    for sort_ in SORTS:
        for at, id in enumerate(getattr(row, sort_)):
            for one in chosen:
                known = {
                    "criteria": [node.id for node in one.nodes()],
                    "measures": list(one.measures),
                    "evidence": list(loaded.scheme.evidence_kinds),
                }[sort_]
                if id not in known:
                    yield unknown_id(doc, (*path, sort_, at), id, known, WORDS[sort_])
                    break

"""Decisions of an appraiser: one, or a file of them, as the data of entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from scoring.diagnostics import has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.model import Answer, answer_text
from scoring.fields import Amount, Id, Model, Text
from scoring.numbers import Number, exact_text, normal, parse_number
from scoring.review.acts.figures import final_base
from scoring.review.entry import EntryData
from scoring.review.score_lines import level_before
from scoring.review.state import State
from scoring.shape import model_of
from scoring.yaml_source import Document, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Points for one criterion of one agency, as given; a cause with "" for points is the cause of the whole change."""

    agency: str
    criterion: str
    points: str
    reason: str = ""
    causes: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[str] = ()
    evidence: Sequence[str] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)


class FileDecision(Model):
    """A decision in a file."""

    agency: Id
    criterion: Id
    points: Amount
    reason: Text | None = None
    cause: Id | None = None
    causes: dict[Id, Amount] = {}
    refused: list[Id] = []
    """Records of evidence that are not accepted."""
    evidence: list[Text] = []
    """What the appraiser relied on: records of the dossier, or papers of its own."""
    numbers: dict[Id, Answer] = {}
    """Declared numbers as they should be: a number, a percentage, có/không, a level."""


class DecisionFile(Model):
    """A file of decisions."""

    decisions: list[FileDecision] = Field(min_length=1)


def read_decisions(path: Path) -> tuple[list[Decision], Document]:
    """The decisions in a file, and where they stand in it.

    Raises:
        CannotRead: there is no such file.
        InvalidInput: something is wrong; carries all problems at once.
    """
    doc = read_file(path)
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    return [_decision(one) for one in model_of(DecisionFile, doc).decisions], doc


def _decision(one: FileDecision) -> Decision:
    causes = {id: exact_text(points) for id, points in one.causes.items()}
    if one.cause is not None:
        causes.setdefault(one.cause, "")
    numbers = {id: answer_text(value) for id, value in one.numbers.items() if value is not None}
    return Decision(
        agency=one.agency,
        criterion=one.criterion,
        points=exact_text(one.points),
        reason=one.reason or "",
        causes=causes,
        refused=tuple(one.refused),
        evidence=tuple(one.evidence),
        numbers=numbers,
    )


def decision_data(state: State, decisions: Sequence[Decision], *, final: bool = False) -> Iterator[EntryData]:
    """The data of each decision's entry, in order; a cause without points gets those of the whole change.

    `state` is the campaign before them. With `final` they change the final points, as the decision of an appeal does,
    instead of those of the last round.
    """
    before: dict[tuple[str, str], Number | None] = {}
    for one in decisions:
        slot = (one.agency, one.criterion)
        if slot not in before:
            before[slot] = _points_before(state, one, final)
        points = parse_number(one.points)
        gap = None if points is None else normal(points - (before[slot] or 0))
        causes = {id: value or ("0" if gap is None else exact_text(gap)) for id, value in one.causes.items()}
        if gap == 0 and len(causes) == 1 and not next(iter(one.causes.values())):
            causes = {}
        if before[slot] is None:
            # There is nothing to change yet, so that nothing has to be split.
            causes = {id: value for id, value in one.causes.items() if value}
        before[slot] = points
        data: EntryData = {
            "agency": one.agency,
            "criterion": one.criterion,
            "points": one.points,
            "causes": causes,
            "reason": one.reason,
            "refused": list(one.refused),
            "evidence": list(one.evidence),
            "numbers": dict(one.numbers),
        }
        yield {key: value for key, value in data.items() if value not in ("", [], {})}


def _points_before(state: State, decision: Decision, final: bool) -> Number | None:
    one = state.agencies.get(decision.agency)
    if one is None or one.submission is None:
        return None
    if final:
        return final_base(state, one, decision.criterion)[1]
    return level_before(one, decision.criterion)[1]

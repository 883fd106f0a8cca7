"""Decisions of an appraiser: one, a file of them, or a table with a row for each criterion, as the data of entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from scoring.diagnostics import Diagnostic, Place, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.csv_table import Cell, Columns, Row, plain
from scoring.evidence.model import Answer, answer_text
from scoring.evidence.read_csv import AMBIGUOUS
from scoring.fields import Amount, Id, Model, Text
from scoring.numbers import Number, exact_text, normal, parse_vietnamese, without_group_spaces
from scoring.review.acts.data import parse_points
from scoring.review.acts.figures import final_base
from scoring.review.entry import EntryData
from scoring.review.score_lines import level_before
from scoring.review.state import State
from scoring.review.words import CAUSES
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
    said: Mapping[str, str] = field(default_factory=dict)
    """What a sheet's row says beside the decision, by column (`SAID`)."""


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
    """The decisions in a file, and where they stand in it; CannotRead, or InvalidInput with all problems at once."""
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
        points = parse_points(one.points)
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


At = Callable[[Cell], Place]

COLUMNS = Columns({
    "agency": "mã cơ quan, agency id, agency",
    "agency_name": "cơ quan, tên cơ quan, agency name",
    "criterion": "mã tiêu chí, criterion id, criterion",
    "title": "tiêu chí, tên tiêu chí, criterion title, title",
    "span": "khoảng điểm, điểm tối đa, bounds, maximum",
    "claimed": "tự chấm, điểm tự chấm, claimed",
    "computed": "theo hồ sơ, điểm theo hồ sơ, computed",
    "previous": "mức trước, điểm trước, previous",
    "points": "điểm thẩm định, điểm, appraised points, points",
    "cause": "nguyên nhân, cause",
    "reason": "lý do, reason",
    "refused": "minh chứng không nhận, không nhận, refused",
    "evidence": "căn cứ, minh chứng dựa vào, evidence",
    "dossier": "mã băm hồ sơ, dossier digest",
    "banner": "ghi chú thang điểm, remark on the scale, banner",
})  # fmt: skip
"""Agency, criterion, points, cause, reason, refused and evidence are the decision; others are `SAID` or for readers."""
SAID = ("agency_name", "title", "computed", "previous", "dossier")
"""What is compared with the campaign: a row may be meant for another agency or criterion, or for an older dossier."""

NEEDED = ("agency", "criterion", "points")
_FILLED = ("cause", "reason", "refused", "evidence")

_CAUSES = {plain(word): id for id, words in CAUSES.items() for word in (id, *words)}
_CAUSES[plain("nhận định")] = "judgement"


def decisions_in(rows: Sequence[Row], at: At, problems: list[Diagnostic]) -> tuple[list[Decision], list[Place]]:
    """The decisions of rows that have points, and where each stands; what is wrong goes to `problems`."""
    found: list[Decision] = []
    seen: dict[tuple[str, str], Place] = {}
    for row in rows:
        points = row.get("points")
        if points is None:
            filled = row.get(*_FILLED)
            if filled is not None:
                problems.append(Diagnostic("SC855", at(filled), {"filled": visible_part(filled.text)}))
            continue
        agency, criterion, place = _text(row, "agency"), _text(row, "criterion"), at(points)
        for id, column in ((agency, "mã cơ quan"), (criterion, "mã tiêu chí")):
            if not id:
                problems.append(Diagnostic("SC856", place, {"column": f"“{column}”"}))
        number = _number(points, at, problems)
        causes = _causes(row.get("cause"), at, problems)
        if not agency or not criterion or number is None:
            continue
        if (agency, criterion) in seen:
            values = {"agency": agency, "criterion": criterion}
            problems.append(Diagnostic("SC854", place, values, path="", related=seen[agency, criterion]))
            continue
        seen[agency, criterion] = place
        found.append(
            Decision(
                agency=agency,
                criterion=criterion,
                points=number,
                reason=_text(row, "reason"),
                causes=causes,
                refused=_listed(row, "refused"),
                evidence=_listed(row, "evidence"),
                said={key: text for key in SAID if (text := _text(row, key))},
            )
        )
    return found, list(seen.values())


def visible_part(text: str) -> str:
    """The beginning of a cell, for a message."""
    return text if len(text) <= 40 else f"{text[:40]}…"


def _text(row: Row, key: str) -> str:
    cell = row.get(key)
    return cell.text if cell else ""


def _listed(row: Row, key: str) -> tuple[str, ...]:
    return tuple(part for one in _text(row, key).split(";") if (part := one.strip()))


def points_in(text: str) -> Number | None:
    """The points a cell or an option holds: with a decimal point or comma, or as a fraction.

    >>> points_in("2,5"), points_in("-12 / 7"), points_in("hai")
    (Fraction(5, 2), Fraction(-12, 7), None)
    """
    plain = re.sub(r"\s*/\s*", "/", without_group_spaces(text.replace("\u2212", "-")))
    found = parse_points(plain)
    return parse_vietnamese(plain) if found is None else found


def number_typed(text: str) -> str:
    """A number as typed, with either decimal mark or as a fraction, as the ledger writes it; what is none stays, to be
    refused.

    >>> number_typed("2,5"), number_typed("-0.50"), number_typed("−1"), number_typed("12/7"), number_typed("hai")
    ('2.5', '-0.5', '-1', '12/7', 'hai')
    """
    found = points_in(text)
    return text if found is None else exact_text(found)


def answer_typed(text: str) -> str:
    """A declared value as typed, which may be a percentage, as the ledger writes it."""
    return f"{number_typed(text[:-1].strip())} %" if text.endswith("%") else number_typed(text)


def record_given(
    kind: str, given: Mapping[str, str | None], fields: Mapping[str, str], criteria: Sequence[str] = ()
) -> EntryData:
    """A record of evidence for a fact, as typed: what is empty is left out."""
    record: dict[str, Any] = {"kind": kind, **{name: text for name, text in given.items() if text}}
    if fields:
        record["fields"] = dict(fields)
    return record | ({"criteria": list(criteria)} if criteria else {})


def _number(cell: Cell, at: At, problems: list[Diagnostic]) -> str | None:
    text = without_group_spaces(cell.text.replace("\u2212", "-"))
    if AMBIGUOUS.fullmatch(text):
        meant = {"one": text.replace(".", ""), "other": text.replace(".", ",")}
        problems.append(Diagnostic("SC123", at(cell), {"text": cell.text, **meant}))
        return None
    value = points_in(text)
    if value is not None:
        return exact_text(value)
    problems.append(Diagnostic("SC858", at(cell), {"text": visible_part(cell.text)}))
    return None


def _causes(cell: Cell | None, at: At, problems: list[Diagnostic]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in cell.text.split(";") if cell else ():
        name, _, given = part.partition("=")
        if not name.strip() and not given.strip():
            continue
        assert cell is not None
        id = _CAUSES.get(plain(name))
        if id is None:
            known, text = [*(words[0] for words in CAUSES.values()), *CAUSES], name.strip()
            values = {"text": visible_part(text), "known": ", ".join(known), "guess": did_you_mean(text, known)}
            problems.append(Diagnostic("SC853", at(cell), values))
            continue
        found[id] = ""
        if given.strip():
            found[id] = _number(Cell(given.strip(), cell.mark), at, problems) or ""
    return found

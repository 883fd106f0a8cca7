"""Decisions of an appraiser: one, a file of them, or a table with a row for each criterion, as the data of entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic_core import PydanticCustomError

from scoring.diagnostics import Diagnostic, Place, did_you_mean, has_errors, sort
from scoring.errors import InvalidInput
from scoring.evidence.csv_table import Cell, Columns, Row, plain
from scoring.evidence.model import Answer, answer_text
from scoring.evidence.read_csv import AMBIGUOUS
from scoring.fields import Id, LooseDate, Text, to_number
from scoring.models import Field, Model, Read
from scoring.numbers import Number, exact_text, normal, parse_vietnamese, without_group_spaces
from scoring.review.acts.data import parse_points
from scoring.review.acts.figures import final_base
from scoring.review.entry import EntryData
from scoring.review.facts import Fact
from scoring.review.score_lines import level_before
from scoring.review.state import State
from scoring.review.words import CAUSES, GIVEN_BACK
from scoring.shape import model_of
from scoring.yaml_source import read_file


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


Given = Decision | Fact
"""What an appraiser's file may hold."""


def _points_given(value: Any) -> Number:
    found = points_in(value) if isinstance(value, str) else to_number(value)
    if found is None:
        raise PydanticCustomError("scoring_number", "{value}", {"value": str(value)})
    return found


FilePoints = Annotated[Number, Read(_points_given)]
"""Points in a file: a number, or as text with a decimal comma or as a fraction."""


def _field_text(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, (str, int, Decimal)):
        return str(value)
    raise PydanticCustomError("scoring_text", "{value}", {"value": "…"})


FieldText = Annotated[str, Read(_field_text)]
"""A field of a record as text, whatever the file writes."""


class FileDecision(Model):
    """A decision in a file."""

    agency: Id
    criterion: Id
    points: FilePoints
    reason: Text | None = None
    cause: Id | None = None
    causes: dict[Id, FilePoints] = {}
    refused: list[Id] = []
    """Records of evidence that are not accepted."""
    evidence: list[Text] = []
    """What the appraiser relied on: records of the dossier, or papers of its own."""
    numbers: dict[Id, Answer] = {}
    """Declared numbers as they should be: a number, a percentage, có/không, a level."""


class DecisionFile(Model):
    """A file of decisions."""

    decisions: list[FileDecision] = Field(min_length=1)


class FileRecord(Model):
    """The record of evidence of a fact in a file."""

    kind: Id
    id: Id | None = None
    title: Text | None = None
    number: Text | None = None
    date: LooseDate | None = None
    issuer: Text | None = None
    occurrence: Id | None = None
    outside_period: Text | None = None
    criteria: list[Id] = []
    fields: dict[Id, FieldText] = {}


class FileFact(Model):
    """A fact to be established, in a file."""

    agency: Id
    reason: Text | None = None
    source: Text | None = None
    record: FileRecord | None = None
    numbers: dict[Id, Answer] = {}
    lists: dict[Id, Literal["closed", "open"]] = {}
    applies: list[Id] = []
    files: list[Text] = []
    """Seen from the file's folder."""


class FactFile(Model):
    """A file of facts, with or without decisions."""

    facts: list[FileFact] = Field(min_length=1)
    decisions: list[FileDecision] = []


def read_decisions(path: Path) -> tuple[list[Given], list[Place]]:
    """The facts and decisions in a file, and where each stands; CannotRead, or InvalidInput with all problems."""
    doc = read_file(path)
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    facts: list[FileFact] = []
    if isinstance(doc.data, dict) and "facts" in doc.data:
        read = model_of(FactFile, doc)
        facts, decisions = read.facts, read.decisions
    else:
        decisions = model_of(DecisionFile, doc).decisions
    places = [doc.place(("facts", index)) for index in range(len(facts))]
    places += [doc.place(("decisions", index)) for index in range(len(decisions))]
    return [*(_fact(one, path.parent) for one in facts), *map(_decision, decisions)], places


def _fact(one: FileFact, folder: Path) -> Fact:
    record = None
    if one.record is not None:
        plain = {name: str(value) for name in _RECORD_TEXTS if (value := getattr(one.record, name)) is not None}
        record = record_given(one.record.kind, plain, one.record.fields, one.record.criteria)
    return Fact(
        agency=one.agency,
        reason=one.reason or "",
        source=one.source or "",
        record=record,
        numbers={id: answer_text(value) for id, value in one.numbers.items() if value is not None},
        lists=one.lists,
        applies=tuple(one.applies),
        files=[folder / name for name in one.files],
    )


_RECORD_TEXTS = ("id", "title", "number", "date", "issuer", "occurrence", "outside_period")


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
    "declared": "số đã khai, declared numbers",
    "numbers": "số theo cơ quan thẩm định, numbers found, numbers",
    "kind": "loại sự việc, loại minh chứng, loại, fact kind, kind",
    "fields": "đặc điểm sự việc, đặc điểm, trường, fields",
    "source": "nguồn, lấy từ đâu, source",
    "dossier": "mã băm hồ sơ, dossier digest",
    "banner": "ghi chú thang điểm, remark on the scale, banner",
})  # fmt: skip
"""Agency, criterion, points, cause, reason, refused and evidence are the decision; numbers, kind, fields, source and
reason a fact; others are `SAID` or for readers.
"""
SAID = ("agency_name", "title", "computed", "previous", "dossier")
"""What is compared with the campaign: a row may be meant for another agency or criterion, or for an older dossier."""

NEEDED = ("agency", "criterion", "points")
_FILLED = ("cause", "reason", "refused", "evidence", "fields", "source")
_OF_A_PAPER = {
    "ngày": "date", "date": "date", "số": "number", "số, ký hiệu": "number", "document": "number",
    "cơ quan ban hành": "issuer", "issuer": "issuer", "tên": "title", "trích yếu": "title", "title": "title",
    "mã": "id", "id": "id", "lần báo cáo": "occurrence", "occurrence": "occurrence",
    "lý do ngoài kỳ": "outside_period", "outside_period": "outside_period",
}  # fmt: skip
"""What may stand among a record's fields in a sheet's cell, and belongs to the record itself."""

_CAUSES = {plain(word): id for table in (CAUSES, GIVEN_BACK) for id, words in table.items() for word in (id, *words)}
_CAUSES[plain("nhận định")] = "judgement"


def decisions_in(rows: Sequence[Row], at: At, problems: list[Diagnostic]) -> tuple[list[Given], list[Place]]:
    """The facts, then the decisions, of rows that have some, and where each stands; problems go to `problems`."""
    facts: dict[Place, Fact] = {}
    found: list[Decision] = []
    seen: dict[tuple[str, str], Place] = {}
    for row in rows:
        points = row.get("points")
        content = row.get("kind", "numbers")
        if content is not None and (fact := _fact_in(row, at, problems)) is not None:
            facts[at(content)] = fact
        if points is None:
            filled = row.get(*(_FILLED if content is None else ("cause", "refused", "evidence")))
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
    return [*facts.values(), *found], [*facts, *seen.values()]


def _fact_in(row: Row, at: At, problems: list[Diagnostic]) -> Fact | None:
    """The fact of a row that names a kind of record or numbers; None where it is wrong."""
    known = len(problems)
    kind, numbers = row.get("kind"), row.get("numbers")
    content = kind or numbers
    assert content is not None
    if not _text(row, "agency"):
        problems.append(Diagnostic("SC856", at(content), {"column": "“mã cơ quan”"}))
    if kind is not None and (_text(row, "criterion") or row.get("points")):
        why = ("ghi loại sự việc ở dòng của một tiêu chí", "names the kind of a fact in the row of a criterion")
        problems.append(Diagnostic("SC886", at(kind), {"why": why[0], "why_en": why[1]}))
    record = None
    if kind is not None:
        paper: dict[str, str | None] = {}
        fields: dict[str, str] = {}
        for name, value in _pairs(row.get("fields"), at, problems).items():
            if key := _OF_A_PAPER.get(name.lower()):
                paper[key] = value
            else:
                fields[name] = value
        record = record_given(kind.text, paper, fields)
    given = _pairs(numbers, at, problems)
    if len(problems) > known:
        return None
    return Fact(
        agency=_text(row, "agency"),
        reason=_text(row, "reason"),
        source=_text(row, "source"),
        record=record,
        numbers={id: answer_typed(text) for id, text in given.items()},
        said={key: text for key in ("agency_name", "dossier") if (text := _text(row, key))},
    )


def _pairs(cell: Cell | None, at: At, problems: list[Diagnostic]) -> dict[str, str]:
    """The parts ``name=value`` of a cell, by name."""
    found: dict[str, str] = {}
    for part in cell.text.split(";") if cell else ():
        name, _, value = (one.strip() for one in part.partition("="))
        if not part.strip():
            continue
        assert cell is not None
        if not name or not value or name in found:
            why = f"ghi “{visible_part(part.strip())}”, cần MÃ=GIÁ_TRỊ, mỗi mã một lần, cách nhau bằng dấu chấm phẩy"
            why_en = f"says “{visible_part(part.strip())}”; write ID=VALUE, each id once, separated by semicolons"
            problems.append(Diagnostic("SC886", at(cell), {"why": why, "why_en": why_en}))
        found[name] = value
    return found


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

"""Decisions in a table with one row for each criterion of an agency: its columns, and the decisions in its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from scoring.diagnostics import Diagnostic, Place, did_you_mean
from scoring.evidence.csv_table import Cell, Columns, Row, plain
from scoring.evidence.read_csv import AMBIGUOUS
from scoring.numbers import exact_text, parse_number, parse_vietnamese, without_group_spaces
from scoring.review.decisions import Decision
from scoring.review.words import CAUSES

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
    "banner": "ghi chú thang điểm, remark on the scale, banner",
})  # fmt: skip
"""Only agency, criterion, points, cause, reason, refused and evidence are read; the others are for the reader."""

NEEDED = ("agency", "criterion", "points")
_FILLED = ("cause", "reason", "refused", "evidence")

_CAUSES = {plain(word): id for id, words in CAUSES.items() for word in (id, *words)}
_CAUSES[plain("nhận định")] = "judgement"


def decisions_in(rows: Sequence[Row], at: At, problems: list[Diagnostic]) -> tuple[list[Decision], list[Place]]:
    """The decisions of rows that have points, and where each stands; what is wrong goes to `problems`.

    A row with nothing filled in does not count.
    """
    found: list[Decision] = []
    places: list[Place] = []
    seen: dict[tuple[str, str], Place] = {}
    for row in rows:
        points = row.get("points")
        if points is None:
            filled = row.get(*_FILLED)
            if filled is not None:
                problems.append(Diagnostic("SC855", at(filled), {"filled": visible_part(filled.text)}))
            continue
        ids = [row.get(key) for key in ("agency", "criterion")]
        for key, cell in zip(("agency", "criterion"), ids, strict=True):
            if cell is None:
                column = {"agency": "mã cơ quan", "criterion": "mã tiêu chí"}[key]
                problems.append(Diagnostic("SC856", at(points), {"column": f"“{column}”"}))
        number = _number(points, at, problems)
        causes = _causes(row.get("cause"), at, problems)
        if ids[0] is None or ids[1] is None or number is None:
            continue
        slot, place = (ids[0].text, ids[1].text), at(points)
        if slot in seen:
            values = {"agency": slot[0], "criterion": slot[1]}
            problems.append(Diagnostic("SC854", place, values, "", seen[slot]))
            continue
        seen[slot] = place
        decision = Decision(
            agency=ids[0].text,
            criterion=ids[1].text,
            points=number,
            reason=_text(row, "reason"),
            causes=causes,
            refused=_listed(row, "refused"),
            evidence=_listed(row, "evidence"),
        )
        found.append(decision)
        places.append(place)
    return found, places


def visible_part(text: str) -> str:
    """The beginning of a cell, for a message."""
    return text if len(text) <= 40 else f"{text[:40]}…"


def _text(row: Row, key: str) -> str:
    cell = row.get(key)
    return cell.text if cell else ""


def _listed(row: Row, key: str) -> tuple[str, ...]:
    return tuple(part for one in _text(row, key).split(";") if (part := one.strip()))


def _number(cell: Cell, at: At, problems: list[Diagnostic]) -> str | None:
    text = without_group_spaces(cell.text.replace("\u2212", "-"))
    if AMBIGUOUS.fullmatch(text):
        meant = {"one": text.replace(".", ""), "other": text.replace(".", ",")}
        problems.append(Diagnostic("SC123", at(cell), {"text": cell.text, **meant}))
        return None
    value = parse_number(text)
    if value is None:
        value = parse_vietnamese(text)
    if value is None:
        problems.append(Diagnostic("SC858", at(cell), {"text": visible_part(cell.text)}))
        return None
    return exact_text(value)


def _causes(cell: Cell | None, at: At, problems: list[Diagnostic]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in cell.text.split(";") if cell else ():
        name, _, given = part.partition("=")
        if not name.strip() and not given.strip():
            continue
        assert cell is not None
        id = _CAUSES.get(plain(name))
        if id is None:
            known = [words[0] for words in CAUSES.values()]
            values = {
                "text": visible_part(name.strip()),
                "known": ", ".join([*known, *CAUSES]),
                "guess": did_you_mean(name.strip(), [*known, *CAUSES]),
            }
            problems.append(Diagnostic("SC853", at(cell), values))
            continue
        found[id] = ""
        if given.strip():
            found[id] = _number(Cell(given.strip(), cell.mark), at, problems) or ""
    return found

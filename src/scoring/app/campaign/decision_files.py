"""A file of an appraiser's decisions: YAML, JSON, CSV or Excel."""

from __future__ import annotations

from pathlib import Path

from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place, has_errors, sort
from scoring.errors import InvalidInput, NothingMatched
from scoring.evidence.csv_table import Cell, Row, read_table
from scoring.review.decisions import COLUMNS, NEEDED, Given, decisions_in, read_decisions
from scoring.text import nfc
from scoring.yaml_source import Limits, read_bytes

_LIMITS = Limits()
_LOOK = 30
"""How many rows may stand above the heading."""


def read_decision_file(path: Path, observer: Observer = SILENT) -> tuple[list[Given], list[Place]]:
    """The facts and decisions of a file, the place of each; all problems at once, or NothingMatched if there is none.
    `observer` is told of rows that count though the sheet hides them or strikes them through.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".tsv", ".xlsx"):
        return read_decisions(path)
    problems: list[Diagnostic] = []
    sheet, unseen = "", dict[str, set[int]]()
    if ending == ".xlsx":
        rows, sheet, unseen = _book(path, problems)
    else:
        raw = read_bytes(path, _LIMITS.size)
        doc, rows = read_table(raw, path.as_posix(), _LIMITS, COLUMNS)
        problems += doc.diagnostics

    def at(cell: Cell) -> Place:
        return Place(path.as_posix(), *cell.mark, sheet)

    if rows and not has_errors(problems):
        # Points may be empty all over: then nothing was filled in, which is another matter.
        # A sheet of facts alone needs no criteria.
        needed = ("agency",) if any(row.get("kind", "numbers") for row in rows) else ("agency", "criterion")
        missing = [one for one in needed if not any(row.get(one) for row in rows)]
        top = Place(path.as_posix(), 1, 1, end_column=2, sheet=sheet)
        problems += [Diagnostic("SC856", top, {"column": one}) for one in missing]
    decisions, places = decisions_in(rows if not has_errors(problems) else (), at, problems)
    counted = {place.line for place in places}
    for code, numbers in unseen.items():
        if numbers & counted:
            shown = ", ".join(map(str, sorted(numbers & counted)))
            problems.append(Diagnostic(code, Place(path.as_posix(), sheet=sheet), {"rows": shown}))
    if has_errors(problems):
        raise InvalidInput(sort(problems))
    if not decisions:
        raise NothingMatched([Diagnostic("SC857", Place(path.as_posix()))])
    observer.diagnostics(sort(problems))
    return decisions, places


def _book(path: Path, problems: list[Diagnostic]) -> tuple[list[Row], str, dict[str, set[int]]]:
    """The rows of the one sheet that has the columns needed, its name, and rows easily overlooked, by code."""
    from scoring.workbook.cell_texts import exact, plain_digits
    from scoring.workbook.source import read_book

    book, _ = read_book(path)
    found: dict[str, list[Row]] = {}
    for name, sheet in book.items():
        for top in sorted(sheet.rows)[:_LOOK]:
            columns = {
                cell.column: key
                for cell in sheet.rows[top].values()
                if cell.kind == "text" and (key := COLUMNS.of(nfc(cell.text)))
            }
            if set(NEEDED) <= set(columns.values()):
                break
        else:
            continue
        seen: dict[str, Place] = {}
        for column, key in sorted(columns.items()):
            place = Place(path.as_posix(), top, column + 1, end_column=column + 2, sheet=name)
            if key in seen:
                # Two columns of points: nobody knows which one counts.
                problems.append(Diagnostic("SC106", place, {"key": key}, path="", related=seen[key]))
            seen.setdefault(key, place)
        rows = found[name] = []
        for number in sorted(one for one in sheet.rows if one > top):
            row = Row((number, 1, 2))
            for cell in sheet.rows[number].values():
                key = columns.get(cell.column)
                mark = (number, cell.column + 1, cell.column + 2)
                if key is None or not (cell.kind == "error" or cell.text.strip()):
                    continue
                if cell.kind == "error" and not cell.text:
                    problems.append(Diagnostic("SC874", Place(path.as_posix(), *mark, name)))
                    continue
                if cell.kind == "error" or (key == "points" and cell.percent):
                    problems.append(Diagnostic("SC858", Place(path.as_posix(), *mark, name), {"text": cell.text}))
                    continue
                text = cell.text
                if cell.kind == "number":
                    # A cell's number means one thing; a point in its digits could mean thousands.
                    text = plain_digits(exact(cell.text)[0]).replace(".", ",")
                row.cells.setdefault(key, Cell(nfc(text).strip(), mark))
            if row.cells:
                rows.append(row)
    if len(found) > 1:
        problems.append(Diagnostic("SC859", Place(path.as_posix()), {"sheets": ", ".join(found)}))
    if not found:
        problems.append(Diagnostic("SC856", Place(path.as_posix()), {"column": ", ".join(NEEDED)}))
        return [], "", {}
    name, rows = next(iter(found.items()))
    return rows, name, {"SC875": book[name].hidden, "SC876": book[name].struck}

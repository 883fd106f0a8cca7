"""Reads a dossier from CSV: one long table, or one table per section."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from scoring.diagnostics import did_you_mean, has_errors
from scoring.evidence.csv_table import Cell, Row, plain, read_table
from scoring.numbers import parse_number, parse_vietnamese, without_group_spaces
from scoring.yaml_source import Document, Limits, Path_
from scoring.yaml_syntax import Mark

_TYPES = {
    "agency": "agency, cơ quan, đơn vị",
    "number": "number, số liệu, số",
    "evidence": "evidence, minh chứng",
    "claim": "claim, tự chấm",
    "not_applicable": "not applicable, không áp dụng",
    "explanation": "explanation, giải trình",
    "judgement": "judgement, nhận xét",
    "difficulty": "difficulty, khó khăn",
    "next_task": "next task, nhiệm vụ tới",
}
_TYPE = {plain(name): key for key, names in _TYPES.items() for name in names.split(",")}
_JUDGES = {
    "co quan": "agency", "tu cham": "agency", "tham dinh": "appraiser",
    "co quan tham dinh": "appraiser", "cap tren": "superior", "lanh dao": "leaders",
}  # fmt: skip
_YES_NO = {"có": True, "true": True, "không": False, "false": False}
_NUMERIC = re.compile(r"[+-]?[0-9][0-9.,_]*(?:[eE][+-]?[0-9]+)?")
AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""One number here, a thousand times as much there."""
_SPLIT = re.compile(r"[;,\s]+")


def read_csv(raw: bytes, name: str, limits: Limits) -> Document:
    """The plain tree of one dossier in a table; a table of several agencies is refused."""
    doc, rows = read_table(raw, name, limits)
    agencies: dict[str, Cell] = {}
    for row in rows:
        cell = row.get("agency")
        if cell is not None:
            agencies.setdefault(cell.text, cell)
    if len(agencies) > 1:
        doc.add("SC483", [*agencies.values()][1].mark, agencies=", ".join(agencies))
    if rows:
        build(rows, doc, whole=True)
    elif not has_errors(doc.diagnostics):
        doc.add("SC113", (1, 1, 1))
    return doc


def read_parts(raw: bytes, name: str, limits: Limits) -> dict[str, Document]:
    """The plain tree of each agency in a table; rows that name no agency stand under an empty id."""
    doc, rows = read_table(raw, name, limits)
    groups: dict[str, list[Row]] = {}
    current = ""
    for row in rows:
        cell = row.get("agency")
        kind = row.get("type")
        if kind is not None and _TYPE.get(plain(kind.text)) == "agency":
            # Without a column of its own, the row of an agency begins what belongs to it.
            named = row.get("agency", "id")
            current = named.text if named else ""
        groups.setdefault(cell.text if cell else current, []).append(row)
    found: dict[str, Document] = {}
    for id, group in groups.items():
        part = Document(name, doc.text)
        build(group, part, whole=False)
        found[id] = part
    first = next(iter(found.values()), None)
    if first is None:
        return {"": doc}
    first.diagnostics[:0] = doc.diagnostics
    return found


def value_of(cell: Cell, doc: Document) -> Any:
    """The value of a cell: a number with decimal comma, a percentage, yes or no, else text."""
    text = cell.text
    if text.casefold() in _YES_NO:
        return _YES_NO[text.casefold()]
    share = text.endswith("%")
    digits = without_group_spaces(text.removesuffix("%").rstrip().replace("\u2212", "-"))
    if not _NUMERIC.fullmatch(digits):
        return text
    if AMBIGUOUS.fullmatch(digits):
        one, other = (digits.replace(".", sign) + (" %" if share else "") for sign in ("", ","))
        doc.add("SC123", cell.mark, text=text, one=one, other=other)
        return None
    if parse_vietnamese(digits) is not None:
        digits = digits.replace(".", "").replace(",", ".")
    elif parse_number(digits) is None:
        doc.add("SC124", cell.mark, text=text[:40])
        return None
    if share:
        return f"{digits} %"
    return Decimal(digits) if "." in digits else int(digits)


class _Builder:
    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.tree: dict[str, Any] = {}

    def put(self, path: Path_, value: Any, mark: Mark) -> None:
        """Set a value; an existing one is an error, even if equal."""
        here: Any = self.tree
        for part, after in pairwise(path):
            if isinstance(here, list):
                here = here[int(part)]
            else:
                here = here.setdefault(part, [] if isinstance(after, int) else {})
        last = path[-1]
        if isinstance(here, dict) and last in here:
            named = path[-2] if last in ("value", "points") and len(path) > 1 else last
            self.doc.add("SC106", mark, self.doc.marks.get(path), key=str(named))
            return
        if isinstance(here, list):
            here.append(value)
        else:
            here[last] = value
            self.doc.key_marks.setdefault(path, mark)
        for depth in range(1, len(path)):
            self.doc.marks.setdefault(path[:depth], mark)
        self.doc.marks[path] = mark

    def texts(self, row: Row, base: Path_, **columns: str) -> None:
        """Put the cells of these columns as text under the given keys."""
        for key, column in columns.items():
            cell = row.get(column)
            if cell is not None:
                self.put((*base, key), cell.text, cell.mark)

    def list(self, row: Row, path: Path_, column: str) -> None:
        """Put a cell's words as a list."""
        cell = row.get(column)
        if cell is not None:
            words = [one for one in _SPLIT.split(cell.text) if one]
            self.put(path, words, cell.mark)
            for index in range(len(words)):
                self.doc.marks[(*path, index)] = cell.mark

    def item(self, section: str, row: Row) -> Path_:
        """Begin a new item of a list."""
        path: Path_ = (section, len(self.tree.get(section, [])))
        self.put(path, {}, row.mark)
        return path

    def key(self, row: Row, type_: str, *columns: str) -> Cell | None:
        """The cell that names what the row is about."""
        cell = row.get(*columns)
        if cell is None:
            self.doc.add("SC485", row.mark, None, type=type_, column=columns[0])
        return cell

    # ------------------------------------------------------------------- one method for each type

    def agency(self, row: Row) -> None:
        """The agency and what holds for the whole dossier."""
        id = row.get("id", "agency", "value")
        if id is not None:
            self.put(("agency", "id"), id.text, id.mark)
        columns = {"name": "title", "block": "block", "kind": "kind", "from": "from", "until": "until"}
        self.texts(row, ("agency",), **columns)
        self.list(row, ("agency", "succeeds"), "succeeds")
        self.texts(row, (), period="period", scheme="scheme", submitted="submitted", unit="unit", note="note")
        cell = row.get("complete")
        if cell is not None:
            if cell.text.casefold() in _YES_NO:
                self.put(("complete",), _YES_NO[cell.text.casefold()], cell.mark)
            else:
                self.list(row, ("complete",), "complete")

    def number(self, row: Row) -> None:
        """A declared value."""
        id = self.key(row, "number", "measure", "id")
        if id is None:
            return
        base: Path_ = ("numbers", id.text)
        cell = row.get("value")
        mark = cell.mark if cell else id.mark
        self.put((*base, "value"), None if cell is None else value_of(cell, self.doc), mark)
        self.doc.key_marks[base] = self.doc.marks[base] = id.mark
        self.list(row, (*base, "evidence"), "evidence")
        self.texts(row, base, note="note")

    def claim(self, row: Row) -> None:
        """Points the agency gives itself."""
        id = self.key(row, "claim", "criterion", "id", "criteria")
        if id is None:
            return
        base: Path_ = ("claims", id.text)
        cell = row.get("points", "value")
        if cell is None:
            self.doc.add("SC485", row.mark, None, type="claim", column="points")
            return
        self.put((*base, "points"), value_of(cell, self.doc), cell.mark)
        self.doc.key_marks[base] = self.doc.marks[base] = id.mark
        self.texts(row, base, note="note")

    def evidence(self, row: Row) -> None:
        """A record."""
        base = self.item("evidence", row)
        self.texts(
            row,
            base,
            id="id",
            kind="kind",
            title="title",
            number="number",
            date="date",
            issuer="issuer",
            occurrence="occurrence",
            note="note",
            outside_period="outside_period" if row.get("outside_period") else "reason",
        )
        self.list(row, (*base, "criteria"), "criteria" if row.get("criteria") else "criterion")
        self.list(row, (*base, "shared_with"), "shared_with")
        if row.get("file"):
            self.texts(row, (*base, "file"), path="file", sha256="sha256")
        elif row.get("sha256"):
            self.doc.add("SC485", row.mark, None, type="evidence", column="file")
        for column, cell in row.cells.items():
            if column.startswith("field:"):
                name = column.removeprefix("field:")
                self.put((*base, "fields", name), value_of(cell, self.doc), cell.mark)
        if row.get("cited_number", "cited_date", "cited_title"):
            self.put((*base, "cites", 0), {}, row.mark)
            self.texts(row, (*base, "cites", 0), number="cited_number", date="cited_date", title="cited_title")

    def _statement(self, section: str, row: Row, key: str, *columns: str) -> None:
        base = self.item(section, row)
        id = row.get("criterion", "id", "criteria", "measure")
        if id is not None:
            self.put((*base, "criterion"), id.text, id.mark)
        cell = row.get(*columns)
        if cell is not None:
            self.put((*base, key), cell.text, cell.mark)

    def not_applicable(self, row: Row) -> None:
        """A statement that a criterion does not apply."""
        self._statement("not_applicable", row, "reason", "reason", "not_applicable", "value", "note")

    def explanation(self, row: Row) -> None:
        """An explanation instead of evidence."""
        columns = ("explanation", "reason", "value", "title", "note")
        self._statement("explanations", row, "text", *columns)

    def unit_text(self, section: str, row: Row) -> None:
        """A difficulty or a next task."""
        base = self.item(section, row)
        cell = row.get("value", "title", "note")
        if cell is not None:
            self.put((*base, "text"), cell.text, cell.mark)
        self.texts(row, base, unit="unit")

    def judgement(self, row: Row) -> None:
        """Points somebody awards."""
        self._statement("judgements", row, "reason", "reason", "note")
        base: Path_ = ("judgements", len(self.tree["judgements"]) - 1)
        cell = row.get("points", "value")
        if cell is not None:
            self.put((*base, "points"), value_of(cell, self.doc), cell.mark)
        cell = row.get("by")
        if cell is not None:
            judge = _JUDGES.get(plain(cell.text), cell.text)
            self.put((*base, "by"), judge, cell.mark)
        self.texts(row, base, document="document")


def _implied(rows: list[Row]) -> str | None:
    """The section of a table without a type column, guessed from its columns."""
    columns = {column for row in rows for column in row.cells}
    criterion = columns & {"criterion", "criteria"}
    if {"kind", "title"} <= columns:
        return "evidence"
    if criterion and {"points", "by"} <= columns:
        return "judgement"
    if criterion and "points" in columns:
        return "claim"
    if criterion and "explanation" in columns:
        return "explanation"
    if criterion and "not_applicable" in columns:
        return "not_applicable"
    return "number" if {"measure", "value"} <= columns else None


def build(rows: list[Row], doc: Document, whole: bool) -> None:
    """Fill the document's tree from rows; a whole dossier also says its format."""
    builder = _Builder(doc)
    if whole:
        builder.tree["format"] = 1
    types: dict[str, Callable[[Row], None]] = {
        "agency": builder.agency,
        "number": builder.number,
        "evidence": builder.evidence,
        "claim": builder.claim,
        "not_applicable": builder.not_applicable,
        "explanation": builder.explanation,
        "judgement": builder.judgement,
        "difficulty": partial(builder.unit_text, "difficulties"),
        "next_task": partial(builder.unit_text, "next_tasks"),
    }
    typed = any(row.get("type") for row in rows)
    implied = None if typed else _implied(rows)
    if implied is None and not typed:
        doc.add("SC486", rows[0].mark)
    english, known = ([names.split(",")[at].strip() for names in _TYPES.values()] for at in (0, 1))
    for row in rows:
        cell = row.get("type")
        name = implied if cell is None else _TYPE.get(plain(cell.text))
        if name is not None:
            types[name](row)
        elif cell is not None:
            guess = did_you_mean(cell.text, known, len(doc.diagnostics))
            doc.add(
                "SC484",
                cell.mark,
                None,
                value=cell.text,
                guess=guess,
                known=", ".join(known),
                known_en=", ".join(english),
            )
        elif typed:
            doc.add("SC485", row.mark, None, type="?", column="type")
    doc.marks.setdefault((), rows[0].mark)
    doc.data = builder.tree

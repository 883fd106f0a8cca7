"""Reads sheet Minh chứng into evidence records, one a row: kinds by label, fields by kind."""

from __future__ import annotations

from typing import Any

from scoring.scheme.model import EvidenceField, EvidenceKind, Scheme
from scoring.text import clip
from scoring.values import PartialDate
from scoring.workbook import layout
from scoring.workbook.cell_values import Values, trimmed
from scoring.workbook.cells import Cell
from scoring.workbook.json_cells import json_value
from scoring.workbook.layout import NO, YES
from scoring.workbook.read_criteria import ids
from scoring.workbook.sheet_document import CellRef, SheetDocument
from scoring.workbook.tables import LocatedTable
from scoring.yaml_source import Path_

_TEXTS = ("number", "issuer", "title", "outside_period", "note")
_CODES = ("id", "occurrence")


def needed(table: layout.Table) -> list[str]:
    """Columns that must be there: all but the computed one."""
    return [one.key for one in table.columns if one.key != "asks"]


def read_evidence(found: LocatedTable, scheme: Scheme, values: Values) -> None:
    """Add the sheet's records to the document of `values`."""
    _Evidence(found, scheme, values).read()


class _Evidence:
    def __init__(self, found: LocatedTable, scheme: Scheme, values: Values) -> None:
        self.found = found
        self.scheme = scheme
        self.values = values
        self.doc: SheetDocument = values.doc
        self.sheet = found.sheet.name
        self.titles = {one.key: one.title for one in found.layout.columns}
        labels = layout.kind_labels(scheme)
        self.kinds = {label: id for id, label in labels.items()}
        self.ids = {id: id for id in labels}

    def read(self) -> None:
        for number in self.found.rows():
            cells = {
                key: cell for key in self.titles if key != "asks" and (cell := self.found.get(number, key)) is not None
            }
            if set(cells) - {"id"}:
                self.record(number, cells)

    def record(self, number: int, cells: dict[str, Cell]) -> None:
        base: Path_ = ("evidence", len(self.doc.data.get("evidence", [])))
        row = {
            key: value
            for key in ("id", "kind", *_TEXTS, "occurrence")
            if (cell := cells.get(key)) is not None and (value := self.simple(key, cell)) is not None
        }
        for key in ("id", "kind", "title"):
            if key not in cells:
                self.doc.report("SC751", self.found.at(number, key), column=self.titles[key])
        name = row.get("id", f"row {number}")
        for key, value in row.items():
            self.put(base, key, value, number, name)
        self.doc.places[base] = self.found.at(number, "id")
        if "date" in cells and (day := self.values.day(self.sheet, cells["date"])) is not None:
            self.put(base, "date", day, number, name)
        self.file(base, number, cells, name)
        if "criteria" in cells:
            text = self.values.text(self.sheet, cells["criteria"])
            if text is not None:
                self.put(base, "criteria", ids(text), number, name)
                for index in range(len(ids(text))):
                    self.doc.places[*base, "criteria", index] = self.found.at(number, "criteria")
        if "cites" in cells:
            self.cites(base, number, cells["cites"], name)
        self.fields(base, number, cells, row.get("kind"), name)

    def put(self, base: Path_, key: str, value: Any, number: int, name: str, column: str = "") -> None:
        """Set a part of a record."""
        at = self.found.at(number, column or key)
        self.doc.put((*base, *key.split("/")), value, at, f"evidence/{name}/{key}")

    def simple(self, key: str, cell: Cell) -> str | None:
        """A part of a record that is one text."""
        if key == "kind":
            found: str | None = self.values.choice(self.sheet, cell, self.kinds, self.ids)
            return found
        return self.values.text(self.sheet, cell, code=key in _CODES)

    def file(self, base: Path_, number: int, cells: dict[str, Cell], name: str) -> None:
        for key, column in (("path", "file"), ("sha256", "sha256")):
            cell = cells.get(column)
            text = self.values.text(self.sheet, cell, code=key == "sha256")
            if text is None:
                continue
            if column == "sha256" and "file" not in cells:
                self.doc.report("SC751", self.found.at(number, "file"), column=self.titles["file"])
                return
            self.put(base, f"file/{key}", text, number, name, column)

    def fields(self, base: Path_, number: int, cells: dict[str, Cell], kind: str | None, name: str) -> None:
        known: EvidenceKind | None = self.scheme.evidence_kinds.get(kind or "")
        names = list(known.fields) if known else []
        for key, cell in cells.items():
            if not key.startswith("field_"):
                continue
            index = int(key.removeprefix("field_")) - 1
            if known is None or index >= len(names):
                if known is not None:
                    why = (
                        f": loại “{known.title}” không có đặc điểm này",
                        f": the kind “{known.title}” has no such field",
                    )
                    self.doc.report(
                        "SC752", CellRef.of(self.sheet, cell), text=self.values.shown(cell), why=why[0], why_en=why[1]
                    )
                continue
            value = self.field(known.fields[names[index]], cell)
            if value is not None:
                self.put(base, f"fields/{names[index]}", value, number, name, key)
        more = cells.get("fields_more")
        text = self.values.text(self.sheet, more)
        if text is None:
            return
        at = self.found.at(number, "fields_more")
        given = json_value(text, at, self.doc, dict)
        for id, value in (given or {}).items():
            if id in self.doc.data["evidence"][base[1]].get("fields", {}):
                self.doc.report("SC106", at, key=id)
            else:
                self.put(base, f"fields/{id}", value, number, name, "fields_more")

    def field(self, spec: EvidenceField, cell: Cell) -> Any:
        if spec.type == "yes_no":
            return self.values.choice(self.sheet, cell, {YES: True, NO: False})
        if spec.type == "number":
            return self.values.number(self.sheet, cell)
        if spec.type == "date":
            # A date written so that it can be read is left as it stands.
            text = trimmed(cell.text)
            if cell.kind == "text" and not cell.formula and _is_date(text):
                return text
            return self.values.day(self.sheet, cell)
        if spec.type == "choice" and spec.choices and cell.kind == "text":
            return self.values.choice(self.sheet, cell, {one: one for one in spec.choices})
        return self.values.text(self.sheet, cell, code=spec.type == "reference")

    def cites(self, base: Path_, number: int, cell: Cell, name: str) -> None:
        text = self.values.text(self.sheet, cell)
        if text is None:
            return
        at = CellRef.of(self.sheet, cell)
        if text.startswith("["):
            given = json_value(text, at, self.doc, list)
            if given is not None:
                self.put(base, "cites", given, number, name)
            return
        rows: list[dict[str, str]] = []
        for line in text.split("\n"):
            if not line.strip():
                continue
            parts = [one.strip() for one in line.split("|")]
            if len(parts) > 3:
                self.doc.report(
                    "SC742",
                    at,
                    wanted="mỗi dòng: số | ngày | tên",
                    wanted_en="number | date | title on a line",
                    found=clip(line, 60),
                )
                return
            keys = ("number", "date", "title")
            row = {key: part for key, part in zip(keys, parts, strict=False) if part}
            if "date" in row:
                day = self.values.day(self.sheet, Cell(cell.row, cell.column, "text", row["date"]))
                if day is None:
                    return
                row["date"] = day
            rows.append(row)
        self.put(base, "cites", rows, number, name)


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True

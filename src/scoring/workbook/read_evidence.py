"""Reads sheet Minh chứng into evidence records, one a row: kinds by label, fields by kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from scoring.scheme.model import EvidenceField, Scheme
from scoring.text import clip
from scoring.values import PartialDate
from scoring.workbook import layout
from scoring.workbook.cell_values import Values, comparable, id_text, trimmed
from scoring.workbook.cells import Cell
from scoring.workbook.layout import NO, YES
from scoring.workbook.read_criteria import ids
from scoring.workbook.record_guess import RecordGuess
from scoring.workbook.tables import LocatedTable, Told

_TEXTS = ("id", "number", "issuer", "title", "outside_period", "note", "occurrence")
_CODES = ("id", "occurrence")
_AROUND = frozenset(("tieu", "chi", "tc", "muc", "va"))
"""Words people write around the ids of criteria."""
_ID = re.compile(r"\S+")
"""What may stand alone in a row: an id kept for a record to come."""
_CITED = ("number", "date", "title")


def records_told(scheme: Scheme) -> Told:
    """What tells the columns of the sheet without their headings."""
    labels = {comparable(one) for one in layout.kind_labels(scheme).values()}
    asks = re.compile(r"Đặc điểm 1: .*|Cần có .*", re.DOTALL)
    return {
        "kind": lambda cell: comparable(cell.text) in labels,
        "asks": lambda cell: cell.formula or asks.fullmatch(cell.text) is not None,
    }


def criteria_in(scheme: Scheme, block: str) -> Callable[[str], list[str]]:
    """Tells the ids of criteria in a cell: picked by label, typed as ids, or typed as a title."""
    leaves = list(layout.criteria_set(scheme, block).leaves())
    # As they stand in the list, where a long one is cut, and whole.
    said = [(words, leaf.id) for leaf in leaves for words in {comparable(leaf.title), comparable(clip(leaf.title, 60))}]
    titles = Counter(words for words, _ in said)
    known, by_title = {leaf.id for leaf in leaves}, {words: id for words, id in said if titles[words] == 1}

    def named(piece: str) -> list[str]:
        """The criteria a piece of text names; none where it names anything else."""
        typed = [one for one in ids(layout.picked(piece)) if one in known or comparable(one) not in _AROUND]
        title = by_title.get(comparable(piece))
        return typed if known.issuperset(typed) else [title] if title else []

    def found(text: str) -> list[str]:
        if (title := by_title.get(comparable(text))) is not None:
            return [title]
        pieces = [one for one in re.split(r"[;\n]", text) if one.strip()]
        kept = [named(one) for one in pieces]
        # What follows a label without one of its own is the rest of its words.
        more = [
            one for one, ids_of in zip(pieces, kept, strict=True) if not ids_of and layout.picked(one) != one.strip()
        ]
        if more or not kept[:1] or not kept[0] or (not all(kept) and layout.picked(pieces[0]) == pieces[0].strip()):
            return [id for one in pieces for id in ids(layout.picked(one))]
        return [id for one in kept for id in one]

    return found


def read_evidence(found: LocatedTable, scheme: Scheme, block: str, values: Values, ids: Iterator[str]) -> None:
    """Add the sheet's records to the document of `values`; `ids`: for records that have lost theirs."""
    criteria = criteria_in(scheme, block)
    lost = {"kind", "occurrence"} - found.columns.keys()
    guess = RecordGuess(scheme, block) if lost else None
    occurrences = {label: id for id, label in layout.occurrence_labels(scheme).items()}
    keys = [one.key for one in found.layout.columns if one.key != "asks"]
    counted = []
    kinds = {comparable(one) for one in layout.kind_labels(scheme).values()}
    taken = {cell.text.strip().lower() for row in found.rows() if (cell := found.get(row, "id")) is not None}
    fresh = (id for id in ids if id not in taken)
    asks = records_told(scheme)["asks"]
    for row in found.rows():
        if (over := found.get(row, "asks")) is not None and not (over.formula or asks(over)):
            values.doc.take(over)
            values.doc.report("SC736", over, text=values.shown(over))
        cells = {key: cell for key in keys if (cell := found.get(row, key)) is not None}
        typed = cells.keys() - {"id"}
        if typed:
            values.doc.take(*cells.values())
        elif "id" in cells and not _ID.fullmatch(id_text(cells["id"].text)):
            values.doc.take(cells["id"])
            values.doc.report("SC736", cells["id"], text=values.shown(cells["id"]))
        if len(typed) == 1 and "id" not in cells and (note := _remark(cells, kinds)) is not None:
            values.doc.report("SC736", note, text=values.shown(note))
        elif typed:
            _Record(found, scheme, values, row, cells).read(occurrences, fresh, criteria, guess)
            counted.append(row)
    for code, rows in (("SC875", found.sheet.hidden), ("SC876", found.sheet.struck)):
        if said := [row for row in counted if row in rows]:
            values.doc.report(code, found.at(said[0], "id"), rows=", ".join(map(str, said)))


def _remark(cells: Mapping[str, Cell], kinds: Collection[str]) -> Cell | None:
    """The only cell of a row somebody put in, if it begins no record: a heading, a sum, a signature."""
    ((key, cell),) = cells.items()
    return cell if key == "title" or (key == "kind" and comparable(cell.text) not in kinds) else None


class _Record:
    """One row of the sheet."""

    def __init__(self, found: LocatedTable, scheme: Scheme, values: Values, row: int, cells: dict[str, Cell]) -> None:
        self.found, self.scheme, self.values, self.row, self.cells = found, scheme, values, row, cells
        self.doc = values.doc
        self.index = len(self.doc.data.get("evidence", []))
        self.name = f"row {row}"

    def read(
        self,
        occurrences: Mapping[str, str],
        fresh: Iterator[str],
        criteria: Callable[[str], list[str]],
        guess: RecordGuess | None,
    ) -> None:
        """Read the row; `occurrences`: ids of periodic reports by label, `fresh`: ids for rows without one, `criteria`:
        the ids in a cell, `guess`: what cells tell of columns that are gone.
        """
        labels = layout.kind_labels(self.scheme)
        values: dict[str, str | None] = {}
        for key in [key for key in ("id", "kind", *_TEXTS[1:]) if key in self.cells]:
            if key == "kind":
                offered = {label: id for id, label in labels.items()}
                values[key] = self.values.choice(self.cells[key], offered, {id: id for id in labels})
            else:
                values[key] = self.values.text(self.cells[key], code=key in _CODES)
        if (said := values.get("occurrence")) is not None:
            values["occurrence"] = occurrences.get(said, said)
        for key in ("kind", "title"):
            # Of a column that is missing that is told once.
            if key not in self.cells and key in self.found.columns:
                self.doc.report("SC751", self.found.at(self.row, key), column=self.found.layout.title(key))
        if "id" not in self.cells:
            values["id"] = id = next(fresh)
            self.doc.report("SC695", self.found.at(self.row, "id"), id=id)
        self.name = values.get("id") or self.name
        uses = [self.values.text(self.cells.get(key)) for key in layout.PICKS]
        linked = [id for text in uses if text for id in criteria(text)]
        if guess is not None:
            self.guess(values, linked, guess)
        for key, value in values.items():
            if value is not None:
                self.put(key, value)
        self.doc.places["evidence", self.index] = self.found.at(self.row, "id")
        for key in self.found.columns.keys() - self.cells.keys():
            self.doc.gaps["evidence", self.index, key] = self.found.at(self.row, key)
        if "date" in self.cells and (day := self.values.day(self.cells["date"])) is not None:
            self.put("date", day)
        self.file()
        if any(uses):
            column = next(key for key, text in zip(layout.PICKS, uses, strict=True) if text)
            self.put("criteria", linked, column)
            read = [self.cells[key] for key, text in zip(layout.PICKS, uses, strict=True) if text]
            self.doc.take(*read, used=True)
        picked = zip(layout.PICKS, uses, strict=True)
        if any(key in self.cells and text is None for key, text in (*picked, ("occurrence", values.get("occurrence")))):
            # Without the cell that is wrong it would count elsewhere.
            self.doc.doubtful.add(("evidence", self.index))
        if (text := self.values.text(self.cells.get("shared_with"))) is not None:
            self.put("shared_with", ids(text))
        self.cites()
        self.fields(values.get("kind"))

    def guess(self, values: dict[str, str | None], linked: list[str], guess: RecordGuess) -> None:
        """Fill in kind and occurrence where their columns are gone and the other cells leave one possibility."""
        if "kind" not in self.found.columns and (kind := guess.kind(self.cells, linked)) is not None:
            values["kind"] = kind
            self.told("kind", layout.kind_labels(self.scheme)[kind])
        if "occurrence" not in self.found.columns and (kind := values.get("kind")) is not None:
            occurrence = guess.occurrence(kind, values.get("title") or "")
            if occurrence is not None:
                values["occurrence"] = occurrence
                self.told("occurrence", layout.occurrence_labels(self.scheme)[occurrence])

    def told(self, key: str, value: str) -> None:
        """Report a part that was told by the row's other cells."""
        title = self.found.layout.title(key)
        self.doc.report("SC668", self.found.at(self.row, "id"), id=self.name, column=title, value=value)

    def put(self, key: str, value: Any, column: str = "") -> None:
        """Set a part of the record."""
        at = self.found.at(self.row, column or key)
        self.doc.put(("evidence", self.index, *key.split("/")), value, at, f"evidence/{self.name}/{key}")

    def file(self) -> None:
        for key, column in (("path", "file"), ("sha256", "sha256")):
            text = self.values.text(self.cells.get(column), code=key == "sha256")
            if text is None:
                continue
            if "file" not in self.cells:
                self.doc.report("SC751", self.found.at(self.row, "file"), column=self.found.layout.title("file"))
                return
            self.put(f"file/{key}", text, column)

    def fields(self, kind: str | None) -> None:
        known = self.scheme.evidence_kinds.get(kind or "")
        specs = list(known.fields.items()) if known else []
        for number, (name, _) in enumerate(specs, 1):
            if at := self.doc.gaps.get(("evidence", self.index, f"field_{number}")):
                self.doc.gaps["evidence", self.index, "fields", name] = at
        for key, cell in self.cells.items():
            if known is None or not key.startswith("field_"):
                continue
            index = int(key.removeprefix("field_")) - 1
            if index >= len(specs):
                why = f": loại “{known.title}” không có đặc điểm này"
                why_en = f": the kind “{known.title}” has no such field"
                self.doc.report("SC752", cell, text=self.values.shown(cell), why=why, why_en=why_en)
                continue
            name, spec = specs[index]
            value = self.field(spec, cell)
            if value is not None:
                self.put(f"fields/{name}", value, key)
        more = self.cells.get("fields_more")
        text = self.values.text(more)
        if more is None or text is None:
            return
        for id, value in (self.doc.json_value(text, more, dict) or {}).items():
            if id in self.doc.data["evidence"][self.index].get("fields", {}):
                self.doc.report("SC106", more, key=id)
                self.doc.doubtful.add(("evidence", self.index, "fields", id))
            else:
                self.put(f"fields/{id}", value, "fields_more")

    def field(self, spec: EvidenceField, cell: Cell) -> Any:
        if spec.type == "yes_no":
            return self.values.choice(cell, {YES: True, NO: False})
        if spec.type == "number":
            return self.values.number(cell)
        if spec.type == "date":
            # A date written so that it can be read is left as it stands.
            text = trimmed(cell.text)
            return text if cell.kind == "text" and not cell.formula and _is_date(text) else self.values.day(cell)
        if spec.type == "choice" and spec.choices and cell.kind == "text":
            offered = layout.choice_labels(self.scheme, spec)
            return self.values.choice(cell, {label: id for id, label in offered.items()}, {id: id for id in offered})
        said = self.values.text(cell, code=spec.type == "reference")
        return layout.picked(said) if said is not None and spec.type == "reference" else said

    def cites(self) -> None:
        cell = self.cells.get("cites")
        text = self.values.text(cell)
        if cell is None or text is None:
            return
        if text.startswith("["):
            given = self.doc.json_value(text, cell, list)
            if given is not None:
                self.put("cites", given)
            return
        rows: list[dict[str, str]] = []
        for line in filter(str.strip, text.split("\n")):
            parts = [one.strip() for one in line.split("|")]
            if len(parts) > len(_CITED):
                wanted, wanted_en = "mỗi dòng: số | ngày | tên", "number | date | title on a line"
                self.doc.report("SC742", cell, wanted=wanted, wanted_en=wanted_en, found=clip(line, 60))
                return
            row = {key: part for key, part in zip(_CITED, parts, strict=False) if part}
            if "date" in row:
                day = self.values.day(Cell(cell.sheet, cell.row, cell.column, kind="text", text=row["date"]))
                if day is None:
                    return
                row["date"] = day
            rows.append(row)
        self.put("cites", rows)


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True

"""Reads sheet Tiêu chí into numbers, claims, statements and judgements; rows are found by their id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.numbers import normal, show
from scoring.scheme.model import Scheme
from scoring.text import INVISIBLE, clip
from scoring.workbook import layout
from scoring.workbook.cell_values import Values, comparable, id_text, trimmed
from scoring.workbook.cells import Cell
from scoring.workbook.layout import ABSENT, NO, YES, Row
from scoring.workbook.sheet_document import CellRef, SheetDocument
from scoring.workbook.tables import LocatedTable

INPUTS = ("answer", "not_applicable", "claim", "reason", "note", "evidence")
NEEDED = (*INPUTS, "id")
_SPLIT = re.compile(r"[;,\s]+")
_NOT_APPLICABLE: dict[str, bool] = {ABSENT: True, YES: True, NO: False}
_TAKEN = {
    "section": (),
    "group": ("not_applicable", "reason"),
    "criterion": ("not_applicable", "claim", "reason", "note"),
    "measure": ("answer", "not_applicable", "reason", "note", "evidence"),
    "judgement": ("answer", "reason", "evidence"),
}


def read_criteria(found: LocatedTable, scheme: Scheme, block: str, values: Values) -> None:
    """Add the sheet's contents to the document of `values`."""
    _Criteria(found, scheme, block, values).read()


def ids(text: str) -> list[str]:
    """The ids in a cell, whatever separates them."""
    return [one for one in _SPLIT.split(re.sub(INVISIBLE, "", trimmed(text))) if one]


class _Criteria:
    def __init__(self, found: LocatedTable, scheme: Scheme, block: str, values: Values) -> None:
        self.found = found
        self.values = values
        self.doc: SheetDocument = values.doc
        self.sheet = found.sheet.name
        self.rows = {row.key: row for row in layout.rows(scheme, block)}
        found_block = scheme.block(block)
        assert found_block is not None
        self.set = scheme.sets[found_block.set]
        self.rounding = scheme.rounding
        self.by_title: dict[str, list[str]] = {}
        for row in self.rows.values():
            # The row of a judgement has words of its own.
            if row.role != "judgement":
                self.by_title.setdefault(comparable(row.title), []).append(row.key)

    def read(self) -> None:
        seen: dict[str, int] = {}
        for number in self.found.rows():
            row = self.row_of(number)
            if row is None:
                continue
            if row.key in seen:
                first = self.found.at(seen[row.key], "id")
                self.doc.report("SC731", self.found.at(number, "id"), first, id=row.key)
                continue
            seen[row.key] = number
            self.check_title(row, number)
            self.read_row(row, number)
        if "id" in self.found.columns:
            self.report_lost(seen)

    def cells(self, number: int) -> Iterator[tuple[str, Cell]]:
        """The input cells of a row that hold something."""
        for key in INPUTS:
            cell = self.found.get(number, key)
            if cell is not None:
                yield key, cell

    def row_of(self, number: int) -> Row | None:
        """The scheme's row for a line of the sheet; an unknown line that holds something is reported."""
        cell = self.found.get(number, "id")
        id = id_text(cell.text) if cell is not None and cell.kind == "text" else ""
        if id in self.rows:
            return self.rows[id]
        if id:
            assert cell is not None
            guess = did_you_mean(id, self.rows)
            self.doc.report("SC732", CellRef.of(self.sheet, cell), id=clip(id, 40), guess=guess)
            return None
        if cell is not None:
            self.doc.report("SC732", CellRef.of(self.sheet, cell), id=self.values.shown(cell))
            return None
        for _, one in self.cells(number):
            if not one.formula:
                text = self.values.shown(one)
                self.doc.report("SC733", CellRef.of(self.sheet, one), text=text)
        return None

    def check_title(self, row: Row, number: int) -> None:
        """Compare the title beside the id with the scheme's: another title may mean that cells were moved."""
        cell = self.found.get(number, "title")
        if row.role == "judgement" or cell is None or cell.formula:
            return
        if comparable(cell.text) == comparable(row.title):
            return
        owners = self.by_title.get(comparable(cell.text), [])
        at, shown = CellRef.of(self.sheet, cell), self.values.shown(cell)
        if owners:
            self.doc.report("SC735", at, id=row.key, other=", ".join(owners), found=shown)
        else:
            self.doc.report("SC734", at, id=row.key, found=shown, wanted=clip(row.title, 60))

    def report_lost(self, seen: dict[str, int]) -> None:
        """Report missing rows that take input."""
        for row in self.rows.values():
            if row.key not in seen and row.role != "section" and (row.role != "measure" or row.declarable):
                at = CellRef(self.sheet, self.found.header_row, 0)
                self.doc.report("SC730", at, title=clip(row.title, 80), id=row.key)

    # ---------------------------------------------------------------------- one row

    def read_row(self, row: Row, number: int) -> None:
        """Read a row's input cells."""
        taken = _TAKEN[row.role]
        for key, cell in self.cells(number):
            if key in taken and (key != "answer" or row.declarable):
                continue
            if cell.formula:
                continue
            at, text = CellRef.of(self.sheet, cell), self.values.shown(cell)
            if key == "answer" and row.role == "measure":
                # The program computes this one; what was typed over the formula counts for nothing.
                self.doc.report("SC736", at, text=text)
            else:
                self.doc.report("SC752", at, text=text, why="", why_en="")
        if row.role == "measure":
            self.measure(row, number)
        elif row.role == "judgement":
            self.judgement(row, number)
        elif row.role != "section":
            self.node(row, number)

    def measure(self, row: Row, number: int) -> None:
        cell = self.found.get(number, "answer") if row.declarable else None
        base, at = ("numbers", row.id), self.found.at(number, "answer")
        value = None if cell is None else self.answer(row, cell)
        absent = self.absent(row, number)
        if value is ABSENT:
            absent, value = cell, None
        elif value is not None and absent is not None:
            assert cell is not None
            self.doc.report("SC754", at, CellRef.of(self.sheet, absent), found=self.values.shown(cell))
        if value is not None:
            self.doc.put((*base, "value"), value, at, "/".join(base))
        self.note(number, base)
        self.evidence(number, base)
        if base in self.doc.places:
            self.doc.places[base] = at
        self.statement(row, number, absent)

    def answer(self, row: Row, cell: Cell) -> Any:
        """A measure's value by its type; `ABSENT` for "not applicable" in its own list."""
        kind = row.answer
        if kind == "percent":
            return self.values.percent(self.sheet, cell)
        if kind == "yes_no":
            return self.values.choice(self.sheet, cell, {YES: True, NO: False, ABSENT: ABSENT})
        if kind == "level":
            labels = layout.level_labels(self.set, row.id)
            offered = {label: one for one, label in labels.items()}
            return self.values.choice(self.sheet, cell, offered, {one: one for one in labels})
        return self.values.number(self.sheet, cell)

    def note(self, number: int, base: tuple[str, str]) -> None:
        cell = self.found.get(number, "note")
        text = self.values.text(self.sheet, cell)
        if text is not None:
            self.doc.put((*base, "note"), text, self.found.at(number, "note"), "/".join((*base, "note")))

    def evidence(self, number: int, base: tuple[str, str]) -> None:
        cell = self.found.get(number, "evidence")
        text = self.values.text(self.sheet, cell)
        if text is None:
            return
        at = self.found.at(number, "evidence")
        self.doc.put((*base, "evidence"), ids(text), at, "/".join((*base, "evidence")))
        for index in range(len(ids(text))):
            self.doc.places[*base, "evidence", index] = at

    def absent(self, row: Row, number: int) -> Cell | None:
        """The cell that says "not applicable"."""
        cell = self.found.get(number, "not_applicable")
        if cell is None:
            return None
        return cell if self.values.choice(self.sheet, cell, _NOT_APPLICABLE) else None

    def statement(self, row: Row, number: int, absent: Cell | None) -> None:
        """A row's reason: why it does not apply, or a criterion's explanation."""
        cell = self.found.get(number, "reason")
        text = self.values.text(self.sheet, cell)
        at = self.found.at(number, "reason")
        if absent is not None:
            if text is None:
                if cell is None:
                    column = next(one.title for one in self.found.layout.columns if one.key == "reason")
                    self.doc.report("SC753", CellRef.of(self.sheet, absent), column=column)
                return
            where = CellRef.of(self.sheet, absent)
            self.add("not_applicable", where, criterion=(row.id, where), reason=(text, at))
        elif text is not None and row.role == "criterion":
            self.add("explanations", at, criterion=(row.id, at), text=(text, at))
        elif text is not None:
            why = ": dòng này không khai “Không áp dụng”", ": the row does not say “not applicable”"
            self.doc.report("SC752", at, text=clip(text, 60), why=why[0], why_en=why[1])

    def node(self, row: Row, number: int) -> None:
        if row.role == "criterion":
            cell = self.found.get(number, "claim")
            points = self.values.number(self.sheet, cell)
            base, at = ("claims", row.id), self.found.at(number, "claim")
            if points is not None:
                self.doc.put((*base, "points"), points, at, "/".join(base))
                self.check_step(row, points, at)
                self.note(number, base)
            elif cell is None and (note := self.found.get(number, "note")) is not None:
                # A note belongs to a claim; without one there is nowhere to keep it.
                self.doc.report("SC736", CellRef.of(self.sheet, note), text=self.values.shown(note))
        self.statement(row, number, self.absent(row, number))

    def check_step(self, row: Row, points: int | Decimal, at: CellRef) -> None:
        """Report points that are no multiple of the step, where the scheme rounds every criterion."""
        step = self.rounding.step
        if self.rounding.at == "criterion" and Fraction(points) % step:
            values = {"value": show(normal(points), most=6), "step": show(step, most=6)}
            self.doc.report("SC756", at, None, None, criterion=row.id, **values)

    def judgement(self, row: Row, number: int) -> None:
        """Points somebody awards; the row is not used while it is empty."""
        cells = {key: self.found.get(number, key) for key in ("answer", "reason", "evidence")}
        if not any(cells.values()):
            return
        assert row.node is not None
        assert row.node.spec is not None
        parts: dict[str, tuple[Any, CellRef]] = {}
        for key, (name, column) in {
            "points": ("answer", "Số liệu, trả lời"),
            "reason": ("reason", "Lý do, giải trình"),
        }.items():
            cell, at = cells[name], self.found.at(number, name)
            if cell is None:
                self.doc.report("SC751", at, column=column)
                continue
            value: Any = (self.values.number if key == "points" else self.values.text)(self.sheet, cell)
            if value is not None:
                parts[key] = (value, at)
        cell, at = cells["evidence"], self.found.at(number, "evidence")
        document = self.values.text(self.sheet, cell, code=True)
        if document:
            parts["document"] = (document, at)
        if {"points", "reason"} <= set(parts):
            where = parts["points"][1]
            self.check_step(row, parts["points"][0], where)
            self.add("judgements", where, criterion=(row.id, where), by=(row.node.spec.judge(), where), **parts)

    def add(self, section: str, at: CellRef, **parts: tuple[Any, CellRef]) -> None:
        """Append an item to one of the lists."""
        index = len(self.doc.data.get(section, []))
        id = parts["criterion"][0]
        for key, (value, where) in parts.items():
            self.doc.put((section, index, key), value, where)
        self.doc.places[section, index] = at
        last = next(reversed(parts.values()))[1] if section != "judgements" else at
        self.doc.sources[f"{section}/{id}"] = str(last)
